"""A server that is stopped and started under a real window: told in a sentence, nothing lost."""

from datetime import date

from PySide6.QtCore import Qt

from consentdesk.services import roster
from consentdesk.storage.register import Register
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.people_page import PeoplePage
from consentdesk.ui.person_dialog import open_person_dialog
from tests.postgres import Postgres
from tests.services.office import MONDAY, Office
from tests.ui.driving import Driver, texts
from tests.ui.server.conftest import silence

Key = Qt.Key


def test_a_stopped_server_is_told_once_and_the_dialog_is_saved_when_it_is_back(
    window: MainWindow, driver: Driver, office: Office, server: Postgres
) -> None:
    dialog = open_person_dialog(driver.context, window)
    driver.type(dialog.name, "Noah Lund")
    driver.type(dialog.born, "03-05-2019")
    server.halt()
    driver.wait(lambda: silence(window) != "")
    time = driver.context.local().strftime("%H:%M")
    assert silence(window).startswith(f"The server hasn't answered since {time}.")
    driver.click(dialog.save)
    assert "can't be reached" in dialog.banner.text
    assert dialog.isVisible()
    assert dialog.name.text() == "Noah Lund"
    server.resume()
    driver.wait(lambda: silence(window) == "")
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert reader.counts(office.today).subjects == 1


def test_pages_show_what_others_wrote_while_the_server_could_not_be_reached(
    window: MainWindow, driver: Driver, office: Office, server: Postgres
) -> None:
    window.go("people")
    driver.settle()
    server.halt()
    driver.context.tell_written()
    driver.settle()
    assert silence(window) != ""
    assert window.banner.text == ""
    server.resume()
    with Register.open(office.register.location) as elsewhere:
        roster.enrol(elsewhere, "Bo", MONDAY, name="Ida Holm", born=date(2019, 5, 3))
    page = window.pages.page
    assert isinstance(page, PeoplePage)
    driver.wait(lambda: any("Ida Holm" in text for text in texts(page.table)))
    assert silence(window) == ""
