"""A card on its way in: asked about once, named while the rest comes, stopped, taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from consentdesk.domain.events import Event
from consentdesk.domain.photos import PhotoId
from consentdesk.services import roster
from consentdesk.storage.values import PhotoFilter
from consentdesk.ui.add_photos_dialog import AddPhotosDialog
from consentdesk.ui.card_desk import CardDesk
from consentdesk.ui.card_run import CardRun
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.photo_panel import PhotoPanel
from consentdesk.ui.photos_page import PhotosPage
from tests.services.cards import fill, state_of
from tests.services.office import SEVEN, Office
from tests.ui.driving import Driver

Key = Qt.Key


@pytest.fixture
def page(window: MainWindow, driver: Driver, office: Office) -> Iterator[PhotosPage]:
    for name, group in (("Ida Holm", "2.A"), ("Noah Lund", "2.B"), ("Emma Bach", "2.C")):
        roster.enrol(*office.desk, name=name, born=SEVEN, group=group)
    driver.control(window, Key.Key_4)
    found = window.pages.page
    assert isinstance(found, PhotosPage)
    yield found
    # A window asks before it closes while work goes on.
    for run in found.context.findChildren(CardRun):
        run.stop()
    driver.settle()


@pytest.fixture
def card(tmp_path: Path) -> Path:
    return tmp_path / "card"


def asked(driver: Driver, page: PhotosPage, card: Path) -> AddPhotosDialog:
    """Drop a card; the question about it."""
    assert driver.drop(page.window(), [card])
    (dialog,) = page.window().findChildren(AddPhotosDialog)
    return dialog


def run_of(page: PhotosPage) -> CardRun:
    """The card that came last."""
    return page.context.findChildren(CardRun)[-1]


def photos_of(office: Office) -> tuple[PhotoId, ...]:
    with office.register.read() as reader:
        return reader.find_photos(PhotoFilter())


def test_the_groups_that_were_there_are_asked_for_and_remembered(
    page: PhotosPage, driver: Driver, office: Office, card: Path
) -> None:
    fill(card, [2])
    dialog = asked(driver, page, card)
    assert [chip.text() for chip in dialog.groups.chips] == ["2.A", "2.B", "2.C"]
    driver.type(dialog.album, "Sommerfest")
    first, second, third = dialog.groups.chips
    first.setFocus()
    driver.press(first, Key.Key_Space)
    driver.press(first, Key.Key_Right)
    driver.press(second, Key.Key_Right)
    assert third.hasFocus()
    driver.press(third, Key.Key_Space)
    driver.click(dialog.add)
    with office.register.read() as reader:
        known = reader.event("Sommerfest")
    assert known.groups == ("2.A", "2.C")
    fill(card, [4], seed=700)
    again = asked(driver, page, card)
    assert not again.groups.chosen
    driver.type(again.album, "Sommerfest")
    assert again.groups.chosen == ("2.A", "2.C"), "as it was there last"


def test_groups_somebody_chose_stay_whatever_is_typed_then(
    page: PhotosPage, driver: Driver, office: Office, card: Path
) -> None:
    with office.register.write(*office.desk[1:]) as writer:
        writer.set_event(Event(name="Sommerfest", groups=("2.A",)))
    fill(card, [2])
    dialog = asked(driver, page, card)
    driver.click(dialog.groups.chips[1])
    driver.type(dialog.album, "Sommerfest")
    assert dialog.groups.chosen == ("2.B",)


def test_raw_files_without_a_picture_are_told_of_before_and_after(
    page: PhotosPage, driver: Driver, card: Path
) -> None:
    (path,) = fill(card, [1])
    for number in range(5):
        (path.parent / f"RAW_{number}.NEF").write_bytes(b"raw")
    dialog = asked(driver, page, card)
    driver.click(dialog.add)
    assert page.banner.text == (
        "1 photo added.\n5 raw files without a picture of the same name were left out: "
        "RAW_0.NEF, RAW_1.NEF, RAW_2.NEF …"
    )


def test_a_picture_that_lies_there_twice_and_a_film_are_told_of(
    page: PhotosPage, driver: Driver, card: Path
) -> None:
    """R21: else two files seem to have gone missing; whoever sends the folder sends the film."""
    first, _second = fill(card, [2])
    (first.parent / "copy.jpg").write_bytes(first.read_bytes())
    (first.parent / "clip.mov").write_bytes(b"film")
    dialog = asked(driver, page, card)
    film = "1 thing in the folders was not looked at, and may show somebody: clip.mov"
    assert film in [part.text() for part in dialog.findChildren(QLabel)]
    driver.click(dialog.add)
    assert page.banner.text == (
        f"2 photos added. 1 file is a picture that was there twice.\n{film}"
    )


def test_naming_begins_with_the_first_slice_and_the_rest_joins_it(
    page: PhotosPage, driver: Driver, card: Path
) -> None:
    fill(card, [5, 3, 30, 30, 2])
    dialog = asked(driver, page, card)
    dialog.add.click()
    run = run_of(page)
    driver.wait(lambda: len(run.photos) >= 5)
    assert run.is_going, "or there would be nothing to wait for"
    assert page.banner.text.startswith("5 of 70 photos are in. You can begin")
    offered = [b for b in page.banner.findChildren(QPushButton) if b.text() == "Names and kind…"]
    offered[0].click()
    (panel,) = page.findChildren(PhotoPanel)
    driver.wait(lambda: bool(panel.strip.bursts) and panel.strip.chosen == run.photos[:5])
    driver.wait(lambda: panel.people.field.hasFocus())
    panel.people.field.setText("id")
    driver.wait(lambda: not run.is_going)
    driver.settle()
    assert len(panel.strip.photos) == 70
    assert panel.strip.chosen == run.photos[:5], "nothing moved"
    assert panel.people.field.text() == "id"
    assert [len(b) for b in panel.strip.bursts] == [5, 3, 30, 30, 2]
    panel.reject()


def test_whoever_stops_is_told_how_many_are_in_and_goes_on_later(
    page: PhotosPage, driver: Driver, office: Office, card: Path
) -> None:
    fill(card, [5, 40, 40])
    dialog = asked(driver, page, card)
    dialog.add.click()
    run = run_of(page)
    driver.wait(lambda: len(run.photos) >= 5)
    run.stop()
    driver.settle()
    count = len(photos_of(office))
    assert 5 <= count < 85
    assert page.banner.text.startswith(f"{count} photos added.\nStopped before all 85 were in.")
    dialog = asked(driver, page, card)
    driver.click(dialog.add)
    left = 85 - count
    assert page.banner.text == f"{left} photos added. {count} were known already."
    assert len(photos_of(office)) == 85


def test_a_whole_card_is_one_step_that_is_taken_back_and_done_again(
    page: PhotosPage, driver: Driver, office: Office, card: Path
) -> None:
    fill(card, [5, 20, 20])
    before = state_of(card)
    dialog = asked(driver, page, card)
    driver.type(dialog.album, "Fest")
    driver.click(dialog.groups.chips[0])
    driver.click(dialog.add)
    undo = page.context.undo
    assert undo.count() == 1
    assert undo.undoText() == "adding of photos to Fest"
    undo.undo()
    driver.settle()
    assert photos_of(office) == ()
    undo.redo()
    driver.settle()
    assert len(photos_of(office)) == 45
    with office.register.read() as reader:
        assert reader.event("Fest").groups == ("2.A",)
    assert state_of(card) == before


def test_taking_back_a_card_that_still_comes_in_takes_back_all_of_it(
    page: PhotosPage, driver: Driver, office: Office, card: Path
) -> None:
    fill(card, [5, 30, 30, 30])
    dialog = asked(driver, page, card)
    dialog.add.click()
    run = run_of(page)
    driver.wait(lambda: len(run.photos) >= 5)
    page.context.undo.undo()
    driver.settle()
    assert photos_of(office) == ()
    assert not run.is_going


def test_an_empty_folder_says_so(page: PhotosPage, driver: Driver, card: Path) -> None:
    card.mkdir()
    assert driver.drop(page.window(), [card])
    assert page.banner.text == "There are no pictures in that folder."
    assert page.findChildren(CardDesk)


def test_signs_that_turn_a_name_round_are_shown_as_question_marks(
    page: PhotosPage, driver: Driver, card: Path
) -> None:
    path, other = fill(card, [2])
    path.rename(path.with_name("a\u202egpj.exe.JPG"))
    other.write_bytes(b"\xff\xd8\xff\xe0 nothing")
    dialog = asked(driver, page, card)
    driver.click(dialog.add)
    assert "\u202e" not in page.banner.text
    assert page.banner.text.startswith("1 photo added.\nIMG_0002.JPG: ")
