"""What a restored backup lacks stays in sight until somebody says that it is recorded anew."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from consentdesk.domain.acts import Digest
from consentdesk.services import roster
from consentdesk.storage.values import Head, Restoration
from consentdesk.ui import lines_left
from consentdesk.ui.lines_left_dialog import LinesLeftDialog
from consentdesk.ui.overview_page import OverviewPage
from tests.services.office import Office
from tests.ui.school import School

Key = Qt.Key


def _come(office: Office) -> None:
    child = office.family("Ida Holm")
    office.permit(child)
    office.child("Noah Bruun")
    office.portrait(child)


def test_what_the_backup_lacks_stays_on_the_overview_until_it_is_recorded_anew(
    school: School,
) -> None:
    school.back_up()
    school.work(lambda office: roster.protect(*office.desk, subject=office.child("Elias Krog")))
    school.work(_come)
    dialog = school.ask()
    dialog.found.tick.click()
    school.press(dialog)
    assert "The overview tells what is missing" in school.said
    driver, window = school.program.driver, school.program.desk.window
    for _again in range(2):
        (see,) = _missing(school)
        driver.click(see)
        (left,) = window.findChildren(LinesLeftDialog)
        spoken = " ".join(entry.line.spoken() for entry in left.model.entries)
        assert "Ida Holm" in spoken and "Noah Bruun" in spoken
        assert len(left.model.entries) > 5
        assert left.model.entry(0).line.heading.startswith("Identity protected")
        driver.press(left, Key.Key_Return)
        driver.wait(lambda: not window.findChildren(LinesLeftDialog))
    settings = school.program.context.settings
    kept = "".join(str(settings.value(key)) for key in settings.allKeys() if "left" in key)
    assert "before-restore" in kept and "Ida" not in kept
    (see,) = _missing(school)
    driver.click(see)
    (left,) = window.findChildren(LinesLeftDialog)
    driver.click(left.copy)
    assert "Noah Bruun" in QApplication.clipboard().text()
    driver.click(left.done_)
    driver.settle()
    assert _missing(school) == []


def test_nothing_is_missing_once_what_was_put_aside_is_in_place_again(school: School) -> None:
    school.back_up()
    school.work(lambda office: office.child("Ella Krog"))
    school.press(school.ask())
    assert len(_missing(school)) == 1
    school.press(school.ask())
    assert school.names() == ["Ella Krog"]
    assert _missing(school) == []


def test_a_restored_backup_that_lacks_nothing_leaves_nothing_to_do(school: School) -> None:
    school.work(lambda office: office.child("Ella Krog"))
    school.back_up()
    school.press(school.ask())
    assert _missing(school) == []
    assert "The overview tells" not in school.said


@pytest.mark.parametrize("spoilt", ["[1]", "3", '{"a": 1}', "[" * 100_000])
def test_what_was_spoilt_in_the_settings_is_as_good_as_nothing(tmp_path: Path, spoilt: str) -> None:
    settings = QSettings(str(tmp_path / "some.ini"), QSettings.Format.IniFormat)
    register, aside = tmp_path / "r.db", tmp_path / "aside.db"
    lost = Restoration(
        institution="House",
        backup=Head(1, Digest("ab" * 32), 1, None),
        present=None,
        unread=True,
        other=False,
        lost=None,
        since=None,
        aside=aside,
    )
    lines_left.note(settings, register, tmp_path / "backup.db", lost)
    (key,) = settings.allKeys()
    assert [one.aside for one in lines_left.kept(settings, register)] == [str(aside)]
    settings.setValue(key, spoilt)
    assert lines_left.kept(settings, register) == ()


def _missing(school: School) -> list[QPushButton]:
    """The button, on the overview, that leads to what a restored backup lacks."""
    page = school.program.desk.window.pages.page
    assert isinstance(page, OverviewPage)
    return [
        button
        for card in page.cards.cards
        for button in card.findChildren(QPushButton)
        if button.text() == "See what is missing"
    ]
