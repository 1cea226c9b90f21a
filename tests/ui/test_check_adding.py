"""From the check window to the photos: what the register does not know yet is brought in."""

from pytestqt.qtbot import QtBot

from consentdesk.ui.add_photos_dialog import AddPhotosDialog
from consentdesk.ui.check_opening import open_check_window
from consentdesk.ui.main_window import MainWindow
from tests.services.office import Office
from tests.ui.driving import Driver


def test_what_the_register_does_not_know_is_brought_in_from_the_list(
    window: MainWindow, driver: Driver, office: Office, qtbot: QtBot
) -> None:
    """A card dropped on the first page is checked; from there it is one click to the photos."""
    known = office.portrait(office.family())
    new = [office.draw(), office.draw()]
    check = open_check_window(driver.context, window, [known, *new])
    qtbot.waitUntil(lambda: check.view is check.many)
    driver.settle()
    assert check.add.text() == "&Add 2 to the photos…"
    driver.click(check.add)
    (dialog,) = window.findChildren(AddPhotosDialog)
    assert dialog.isVisible()
    driver.click(dialog.add)
    driver.settle()
    assert all(office.photo(path) for path in new)
    assert not check.add.isVisible()
    check.end()
