"""A server that is stopped and started under a real window: told in a sentence, nothing lost."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from consentdesk.services import roster
from consentdesk.storage.register import Register
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.people_page import PeoplePage
from consentdesk.ui.person_dialog import open_person_dialog
from tests.postgres import Postgres
from tests.services.office import CLERK, MONDAY, Office
from tests.ui.driving import Driver, texts

Key = Qt.Key


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server of these tests' own, as it is going to be stopped."""
    made = Postgres.start()
    yield made
    made.stop()


@pytest.fixture
def office(server: Postgres, tmp_path: Path) -> Iterator[Office]:
    """A school whose register lies on the server."""
    (tmp_path / "pictures").mkdir()
    place = server.fresh()
    made = Register.create(place, institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY)
    with made as register:
        yield Office(register, tmp_path / "pictures")


def _silence(window: MainWindow) -> str:
    return window.desk.silence.text.replace("\u200b", "")


def test_a_stopped_server_is_told_once_and_the_dialog_is_saved_when_it_is_back(
    window: MainWindow, driver: Driver, office: Office, server: Postgres
) -> None:
    dialog = open_person_dialog(driver.context, window)
    driver.type(dialog.name, "Noah Lund")
    driver.type(dialog.born, "03-05-2019")
    server.halt()
    driver.wait(lambda: _silence(window) != "")
    time = driver.context.local().strftime("%H:%M")
    assert _silence(window).startswith(f"The server hasn't answered since {time}.")
    driver.click(dialog.save)
    assert "can't be reached" in dialog.banner.text
    assert dialog.isVisible()
    assert dialog.name.text() == "Noah Lund"
    server.resume()
    driver.wait(lambda: _silence(window) == "")
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
    assert _silence(window) != ""
    assert window.banner.text == ""
    server.resume()
    with Register.open(office.register.location) as elsewhere:
        roster.enrol(elsewhere, "Bo", MONDAY, name="Ida Holm", born=date(2019, 5, 3))
    page = window.pages.page
    assert isinstance(page, PeoplePage)
    driver.wait(lambda: any("Ida Holm" in text for text in texts(page.table)))
    assert _silence(window) == ""
