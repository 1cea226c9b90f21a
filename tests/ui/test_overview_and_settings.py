"""What there is to do, and what may be set: each leads to its place and says whose rule it is."""

import os
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QPushButton, QSpinBox

from consentdesk.domain.acts import ActKind
from consentdesk.domain.consent import add_months
from consentdesk.domain.policy import SETTINGS, GuardiansNeeded, RuleKind
from consentdesk.services import ruling, withdrawing
from consentdesk.services.backups import find_backups
from consentdesk.services.exporting import release
from consentdesk.storage.upkeep import verify
from consentdesk.ui.act_lines import read_lines
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.overview_page import OverviewPage
from consentdesk.ui.permissions_page import PermissionsPage
from consentdesk.ui.person_dialog import PersonDialog
from consentdesk.ui.settings_dialog import SettingsDialog, settings
from consentdesk.ui.upkeep import FOLDER, backup_state
from tests.services.office import Office
from tests.ui.driving import Driver, texts
from tests.ui.intake_driver import said_on

Key = Qt.Key


@pytest.fixture
def page(window: MainWindow, driver: Driver) -> OverviewPage:
    window.go("overview")
    driver.settle()
    found = window.pages.page
    assert isinstance(found, OverviewPage)
    return found


def read_again(driver: Driver) -> None:
    driver.context.tell_written()
    driver.settle()


def cards(page: OverviewPage) -> dict[str, QPushButton]:
    """The button of each card, by the card's sentence."""
    found = {}
    for card in page.cards.cards:
        (act,) = card.findChildren(QPushButton)
        found[card.findChildren(QLabel)[-1].text()] = act
    return found


def test_an_empty_register_has_one_thing_to_do(page: OverviewPage, driver: Driver) -> None:
    assert list(cards(page)) == [
        "Your children and young people come first. Enrol one to begin.",
        "No backup has been taken from this computer yet.",
    ]
    driver.click(next(iter(cards(page).values())))
    assert isinstance(QApplication.activeModalWidget(), PersonDialog)


def test_a_backup_that_is_due_is_something_to_do(
    page: OverviewPage, driver: Driver, office: Office
) -> None:
    office.permit(office.family())
    read_again(driver)
    assert page.done is None
    assert list(cards(page)) == ["No backup has been taken from this computer yet."]


def test_everything_done_says_so(
    page: OverviewPage, driver: Driver, office: Office, tmp_path: Path
) -> None:
    office.permit(office.family())
    copy = tmp_path / "consentdesk-20260914-080000.db"
    copy.write_bytes(b"x")
    os.utime(copy, (office.at.timestamp(), office.at.timestamp()))
    driver.context.settings.setValue("backup/folder", str(tmp_path))
    read_again(driver)
    assert page.done is not None
    assert page.done.isVisible()
    assert [sentence.startswith("Taken today") for sentence in cards(page)] == [True]


def test_one_form_is_spoken_of_as_one(page: OverviewPage, driver: Driver, office: Office) -> None:
    office.answer(office.family("Alma Dahl"))
    office.form(office.family("Ida Holm"))
    read_again(driver)
    assert {"Journal it", "See the form"} <= {act.text() for act in cards(page).values()}
    office.answer(office.family("Noah Lund"))
    office.form(office.family("Otto Juul"))
    read_again(driver)
    assert {"Journal them", "See the forms"} <= {act.text() for act in cards(page).values()}


def test_the_card_about_a_coming_birthday_leads_to_those_it_is_about_and_says_why(
    page: OverviewPage, driver: Driver, window: MainWindow, office: Office
) -> None:
    office.permit(office.family())
    born = office.today.replace(year=office.today.year - 15) + timedelta(days=5)
    office.child("Alma Dahl", born)
    read_again(driver)
    (sentence,) = [s for s in cards(page) if s.startswith("person soon signs alone")]
    driver.click(cards(page)[sentence])
    permissions = window.pages.page
    assert isinstance(permissions, PermissionsPage)
    assert set(texts(permissions.table)) == {"Alma Dahl"}
    assert permissions.title == "Permissions – Soon sign alone"
    told = [text.text() for text in permissions.findChildren(QLabel) if text.isVisible()]
    assert any("soon come of age" in text for text in told)


@pytest.mark.parametrize(
    ("begins", "key"),
    [
        ("answered form waits", "forms"),
        ("export holds pictures", "export"),
        ("export has no link", "export"),
        ("photo lacks names", "photos"),
        ("person waits for the second", "permissions"),
        ("printed form has not", "forms"),
    ],
)
def test_each_card_leads_to_the_place_where_it_is_done(
    page: OverviewPage,
    driver: Driver,
    window: MainWindow,
    office: Office,
    begins: str,
    key: str,
) -> None:
    child = office.family()
    office.permit(child)
    release(*office.desk, office.plan(office.portrait(child)), office.target())
    withdrawing.withdraw(*office.desk, subject=child)
    office.form(office.family("Ida Holm"))
    office.answer(office.family("Alma Dahl"))
    office.portrait(path=office.draw())
    ruling.set_rules(*office.desk, {"guardians_needed": "all"})
    both = office.family("Otto Juul")
    office.guardian(both, "Jens Juul")
    with office.register.read() as reader:
        mother = reader.guardianships([both])[both][0].guardian
    office.permit(both, signer=str(mother))
    read_again(driver)
    (sentence,) = [s for s in cards(page) if s.startswith(begins)]
    driver.click(cards(page)[sentence])
    assert window.pages.key == key


def test_a_backup_is_taken_and_its_age_is_told(
    page: OverviewPage, driver: Driver, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    driver.context.settings.setValue("backup/folder", str(folder))
    (button,) = [b for s, b in cards(page).items() if "backup" in s.lower()]
    driver.click(button)
    (copy,) = folder.iterdir()
    assert str(copy) in page.banner.text
    assert any(s.startswith("Taken ") for s in cards(page))


def test_an_old_backup_asks_for_a_new_one(tmp_path: Path, office: Office) -> None:
    old = tmp_path / "consentdesk-20260101-080000.db"
    old.write_bytes(b"x")
    then = (office.at - timedelta(days=9)).timestamp()
    os.utime(old, (then, then))
    state = backup_state(str(tmp_path), office.at, UTC)
    assert state.sentence.startswith("Taken 9 days ago")
    assert not state.fresh
    assert backup_state(str(tmp_path / "gone"), office.at, UTC).fresh is False


def test_the_day_of_a_backup_is_the_institutions(tmp_path: Path, office: Office) -> None:
    """Whatever the clock of this machine says."""
    made = datetime(2026, 9, 13, 21, 30, tzinfo=UTC)
    copy = tmp_path / "consentdesk-20260913-233000.db"
    copy.write_bytes(b"x")
    os.utime(copy, (made.timestamp(), made.timestamp()))
    now = made + timedelta(hours=1)
    copenhagen, here = ZoneInfo("Europe/Copenhagen"), timezone(timedelta(hours=-10))
    told = backup_state(str(tmp_path), now, copenhagen).sentence
    assert told == "Taken yesterday, 13 September 2026, 23:30."
    assert backup_state(str(tmp_path), now, here).sentence.startswith("Taken today")
    (found,) = find_backups(Path(office.register.location), tmp_path, None, copenhagen)
    assert (found.day, found.at) == (date(2026, 9, 13), made)


def test_the_backup_from_before_an_upgrade_counts(tmp_path: Path, office: Office) -> None:
    """It lies beside the register, whether or not a folder was ever chosen."""
    register = tmp_path / "school [2].db"
    kept = tmp_path / "school [2].db.version-0003-20260914T080000Z"
    (tmp_path / "another.db.version-0003-20260914T080000Z").write_bytes(b"x")
    assert not backup_state("", office.at, UTC, register).fresh
    kept.write_bytes(b"x")
    for days, folder in ((3, ""), (3, str(tmp_path)), (9, "")):
        then = (office.at - timedelta(days=days)).timestamp()
        os.utime(kept, (then, then))
        state = backup_state(folder, office.at, UTC, register)
        assert state.sentence.startswith(f"Taken {days} days ago")
        assert state.fresh is (days == 3)


@pytest.fixture
def dialog(window: MainWindow, driver: Driver, office: Office) -> SettingsDialog:
    with office.register.read() as reader:
        made = SettingsDialog(
            driver.context,
            window,
            reader.policy,
            reader.institution,
            translations=ruling.translations(reader),
        )
    driver.show(made)
    made.tabs.setCurrentIndex(2)
    return made


def test_every_setting_is_offered_and_tells_whose_rule_it_is(
    dialog: SettingsDialog, office: Office
) -> None:
    assert dialog.rules is not None
    # Translations have a page, editions a tab of the forms.
    elsewhere = {"approved_wordings", "printed_edition", "retired_editions"}
    assert set(dialog.rules.fields) == set(SETTINGS) - elsewhere
    with office.register.read() as reader:
        policy = reader.policy
    for setting in settings():
        told = dialog.rules.fields[setting.key].accessibleDescription()
        is_law = policy.rules[setting.rule].kind is RuleKind.LAW
        assert told.startswith("Law") == is_law
        assert policy.rules[setting.rule].source in told
        assert told.count("Local policy") < 2


def test_a_translation_is_approved_with_a_tick_and_that_is_journaled(
    dialog: SettingsDialog, driver: Driver, office: Office
) -> None:
    form = dialog.translations
    assert form is not None
    assert not any(tick.isChecked() for tick in form.ticks.values())
    assert {tick.text() for tick in form.ticks.values()} >= {"Polski", "Українська", "English"}
    dialog.tabs.setCurrentIndex(3)
    driver.click(form.ticks["2026-2/pl"])
    driver.click(dialog.save)
    driver.settle()
    with office.register.read() as reader:
        assert reader.policy.approved_wordings == ("2026-2/pl",)
        assert reader.ledger(limit=1)[0].kind is ActKind.POLICY_SET


def test_a_changed_rule_is_journaled_and_takes_effect(
    dialog: SettingsDialog, driver: Driver, office: Office
) -> None:
    assert dialog.rules is not None
    age, guardians = dialog.rules.fields["age_limit"], dialog.rules.fields["guardians_needed"]
    assert isinstance(age, QSpinBox)
    assert isinstance(guardians, QComboBox)
    age.setFocus()
    driver.press(age, Key.Key_Up)
    driver.type(guardians, "All")
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert reader.policy.age_limit == 16
        assert reader.policy.guardians_needed is GuardiansNeeded.ALL
        assert reader.ledger(limit=1)[0].kind is ActKind.POLICY_SET


def test_a_shorter_term_set_here_ends_what_is_recorded_sooner(
    dialog: SettingsDialog, driver: Driver, office: Office
) -> None:
    """R9: the settings, a form, and the day until which it holds."""
    assert dialog.rules is not None
    months = dialog.rules.fields["validity_months"]
    assert isinstance(months, QSpinBox)
    assert "At most as long as the form says" in months.accessibleDescription()
    months.selectAll()
    driver.type(months, "6")
    driver.click(dialog.save)
    noah = office.family()
    office.permit(noah)
    with office.register.read() as reader:
        given = reader.permissions([noah], office.today)[noah]
    assert {one.valid_until for one in given.values()} == {add_months(office.today, 6)}


def test_what_the_window_does_not_offer_stays_as_it_is(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    ruling.set_rules(*office.desk, {"counting_aid": True})
    with office.register.read() as reader:
        dialog = SettingsDialog(driver.context, window, reader.policy, reader.institution)
    driver.show(dialog)
    dialog.tabs.setCurrentIndex(2)
    assert dialog.rules is not None
    dialog.rules.fields["age_limit"].setFocus()
    driver.press(dialog.rules.fields["age_limit"], Key.Key_Up)
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert (reader.policy.age_limit, reader.policy.counting_aid) == (16, True)


def test_whom_forms_name_is_set_for_every_desk_and_journaled(
    dialog: SettingsDialog, driver: Driver, office: Office
) -> None:
    assert dialog.asker is not None
    dialog.tabs.setCurrentIndex(1)
    driver.type(dialog.asker.contact, "12 34 56 78")
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert (reader.institution.contact, reader.institution.officer) == ("12 34 56 78", "")
        assert reader.ledger(limit=1)[0].kind is ActKind.CONTROLLER_SET


def test_a_slip_in_the_name_of_the_institution_is_corrected_and_journaled(
    dialog: SettingsDialog, driver: Driver, window: MainWindow, office: Office
) -> None:
    assert dialog.called is not None
    dialog.tabs.setCurrentIndex(1)
    dialog.called.name.clear()
    driver.click(dialog.save)
    assert dialog.banner.text == "Forms need the name of the institution. Type it."
    assert dialog.called.name.hasFocus()
    driver.type(dialog.called.name, "Skovskolen Syd")
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert reader.institution.name == "Skovskolen Syd"
        (line,) = read_lines(reader, reader.ledger(limit=1))
    assert line.line.heading == "Name of the institution changed"
    assert verify(office.register).ok
    driver.settle()
    assert "Skovskolen Syd" in said_on(window)


def test_a_name_by_which_a_register_is_known_can_only_be_read(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    with office.register.read() as reader:
        policy, here = reader.policy, reader.institution
    made = SettingsDialog(driver.context, window, policy, here, has_fixed_name=True)
    driver.show(made)
    made.tabs.setCurrentIndex(1)
    assert made.called is not None
    driver.type(made.called.name, "x")
    assert made.called.name.text() == "Skovskolen"


def test_saving_without_a_change_writes_nothing(
    dialog: SettingsDialog, driver: Driver, office: Office
) -> None:
    with office.register.read() as reader:
        before = reader.head()
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert reader.head() == before


def test_whoever_works_at_the_desk_signs_what_comes_next(
    dialog: SettingsDialog, driver: Driver, window: MainWindow
) -> None:
    dialog.tabs.setCurrentIndex(0)
    dialog.clerk.clear()
    driver.click(dialog.save)
    assert dialog.banner.text
    driver.type(dialog.clerk, "Berit Dam")
    driver.click(dialog.save)
    assert driver.context.clerk == "Berit Dam"
    assert window.sidebar.clerk == "Berit Dam"


def test_a_folder_for_backups_has_todays_copy_as_soon_as_it_is_saved(
    dialog: SettingsDialog, driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    choose(dialog, driver, folder, monkeypatch)
    assert driver.context.settings.value(FOLDER, "") == ""
    driver.click(dialog.save)
    driver.wait(lambda: not dialog.isVisible())
    assert [path.name[:18] for path in folder.iterdir()] == ["consentdesk-daily-"]
    assert driver.context.settings.value(FOLDER, "") == str(folder)


def test_a_folder_that_takes_no_backup_is_told_at_save_and_not_remembered(
    dialog: SettingsDialog, driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    choose(dialog, driver, gone, monkeypatch)
    driver.click(dialog.save)
    driver.wait(lambda: dialog.banner.property("tone") == "no")
    assert str(gone) in dialog.banner.text.replace("\u200b", "")
    assert dialog.isVisible()
    assert dialog.save.isEnabled()
    assert driver.context.settings.value(FOLDER, "") == ""
    gone.mkdir()
    driver.click(dialog.save)
    driver.wait(lambda: not dialog.isVisible())
    assert driver.context.settings.value(FOLDER, "") == str(gone)


def choose(
    dialog: SettingsDialog, driver: Driver, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Choose a folder for backups, the way a clerk does."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: str(folder))
    dialog.tabs.setCurrentIndex(0)
    driver.settle()
    (button,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "Choose a folder…"]
    driver.click(button)
