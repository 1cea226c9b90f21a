"""What the municipality has laid down for a computer holds in its windows."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from consentdesk.machine_policy import MachinePolicy
from consentdesk.ui.away import LOCK_AFTER, lock_after
from consentdesk.ui.context import Context
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.settings_dialog import SettingsDialog
from consentdesk.ui.upkeep import FOLDER, back_up_daily, backup_folder
from tests.services.office import Office
from tests.ui.driving import Driver
from tests.ui.edition_driver import DRAFT, EditionDriver

DECIDED = "Decided by the municipality"


def _lay_down(context: Context, laid_down: MachinePolicy) -> None:
    context.laid_down = lambda: laid_down


@pytest.fixture
def dialog(window: MainWindow, driver: Driver, office: Office, tmp_path: Path) -> SettingsDialog:
    """The settings of a desk where somebody had chosen otherwise before."""
    driver.context.settings.setValue(LOCK_AFTER, 60)
    driver.context.settings.setValue(FOLDER, str(tmp_path / "chosen"))
    _lay_down(
        driver.context,
        MachinePolicy(
            lock_minutes=4,
            backups=str(tmp_path / "laid_down"),
            locked=frozenset({"validity_months"}),
        ),
    )
    with office.register.read() as reader:
        made = SettingsDialog(driver.context, window, reader.policy, reader.institution)
    driver.show(made)
    return made


def test_the_minutes_until_it_locks_are_those_laid_down(
    dialog: SettingsDialog, driver: Driver
) -> None:
    assert lock_after(driver.context) == 4
    assert dialog.lock_after.value() == 4
    assert not dialog.lock_after.isEnabled()
    assert dialog.lock_after.toolTip() == DECIDED
    driver.click(dialog.save)
    driver.settle()
    assert not dialog.isVisible()
    # What somebody chose comes back once nothing is laid down any more.
    assert driver.context.settings.value(LOCK_AFTER) == 60


def test_backups_go_where_it_is_laid_down_whatever_was_chosen(
    dialog: SettingsDialog, window: MainWindow, driver: Driver, tmp_path: Path
) -> None:
    laid_down = tmp_path / "laid_down"
    laid_down.mkdir()
    assert backup_folder(driver.context) == str(laid_down)
    (choose,) = [b for b in dialog.findChildren(QPushButton) if "Choose a folder" in b.text()]
    assert not choose.isEnabled()
    assert choose.toolTip() == DECIDED
    back_up_daily(driver.context, window, window.banner.tell)
    driver.wait(lambda: any(laid_down.glob("*.db")))
    driver.settle()
    assert not (tmp_path / "chosen").exists()


def test_a_locked_rule_can_be_read_and_not_changed(dialog: SettingsDialog) -> None:
    assert dialog.rules is not None
    field = dialog.rules.fields["validity_months"]
    assert not field.isEnabled()
    assert DECIDED in field.accessibleDescription()
    assert dialog.rules.fields["two_people"].isEnabled()


def test_which_edition_is_printed_can_be_locked(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    _lay_down(
        driver.context, MachinePolicy(locked=frozenset({"printed_edition", "retired_editions"}))
    )
    editions = EditionDriver(window, driver)
    tab = editions.open_tab()
    editions.copy("2026-2", DRAFT)
    asked = editions.ask_to_issue()
    assert not asked.print_it.isEnabled()
    assert asked.print_it.toolTip() == DECIDED
    driver.click(asked.issue)
    driver.wait(lambda: "is issued" in editions.said)
    driver.settle()
    editions.choose(DRAFT)
    for press in (tab.print, tab.retire):
        assert not press.isEnabled()
        assert press.toolTip() == DECIDED
    with office.register.read() as reader:
        assert DRAFT in reader.issued_editions()
        assert not reader.policy.printed_edition
