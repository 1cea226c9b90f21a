"""A program that starts while its server is stopped: what can be done, and how it comes back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from consentdesk.paths import last_known_dir
from consentdesk.services.last_known import keeping
from consentdesk.services.last_known.making import read_last_known
from consentdesk.storage.register import Register
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.context import Context
from consentdesk.ui.desk import Desk
from consentdesk.ui.problem_page import ProblemPage
from consentdesk.ui.tasks import Tasks
from tests.postgres import Postgres
from tests.services.office import CLERK, MONDAY, Office
from tests.services.rings import Ring, chosen
from tests.ui.driving import Driver


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server of these tests' own, as it is going to be stopped."""
    made = Postgres.start()
    yield made
    made.stop()


@pytest.fixture
def ring() -> Iterator[Ring]:
    """A computer with a keyring."""
    made = Ring()
    with chosen(made):
        yield made


@pytest.fixture
def office(server: Postgres, tmp_path: Path) -> Iterator[Office]:
    """A school whose register lies on the server."""
    (tmp_path / "pictures").mkdir()
    place = server.fresh()
    made = Register.create(place, institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY)
    with made as register:
        yield Office(register, tmp_path / "pictures", at=MONDAY.replace(minute=14))


class Program:
    """The program, started at that time while the server is stopped."""

    def __init__(self, qtbot: QtBot, office: Office, institution: str | None = None) -> None:
        settings = QSettings(str(office.folder / "windows.ini"), QSettings.Format.IniFormat)
        self.context = Context(None, CLERK, Tasks(), settings, now=lambda: office.at)
        self.desk = Desk(self.context, office.register.location, institution, ())
        self.driver = Driver(qtbot, self.context)
        self.desk.begin()
        self.driver.wait(lambda: self.desk.window.front is not None)
        self.driver.settle()

    @property
    def page(self) -> ProblemPage:
        """What stands in the place of the desk."""
        front = self.desk.window.front
        assert isinstance(front, ProblemPage)
        return front

    @property
    def check(self) -> CheckWindow:
        """The check window."""
        shown = QApplication.topLevelWidgets()
        return next(w for w in shown if isinstance(w, CheckWindow) and w.isVisible())

    def end(self) -> None:
        """Close it again."""
        self.desk.window.close()
        self.driver.settle()
        self.desk.close()


def keep(office: Office) -> None:
    """What an earlier start of the program left."""
    found = read_last_known(office.register, office.at, 0.0, lambda _d, _t: None)
    assert found is not None
    assert keeping.keep(office.register.place, found)


def test_pictures_are_checked_as_of_then_and_the_register_opens_by_itself(
    qtbot: QtBot, office: Office, server: Postgres, ring: Ring
) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    keep(office)
    server.halt()
    office.later(hours=1)
    program = Program(qtbot, office)
    assert program.page.check.text() == "Check pictures as of 10:14…"
    program.driver.click(program.page.check)
    check = program.check
    assert check.away.strip.text.replace("\u200b", "").startswith("As of 10:14 – the server")
    assert program.driver.drop(check, [path])
    program.driver.wait(lambda: check.view is check.one)
    program.driver.settle()
    assert check.one.sentence.text() == "As of 10:14 it could be shown everywhere."
    assert not check.export.isVisible()
    server.resume()
    program.driver.wait(lambda: program.context.is_open)
    program.driver.wait(lambda: check.one.sentence.text() == "May be shown everywhere.")
    program.driver.settle()
    assert check.away.strip.text == ""
    assert check.export.isVisible()
    program.end()
    del ring


@pytest.mark.parametrize("why", ["nothing kept", "yesterday's", "another school's"])
def test_nothing_is_offered_where_nothing_counts(
    qtbot: QtBot, office: Office, server: Postgres, ring: Ring, why: str
) -> None:
    if why != "nothing kept":
        keep(office)
    if why == "yesterday's":
        office.at += timedelta(days=1)
    server.halt()
    program = Program(qtbot, office, "Engskolen" if why == "another school's" else None)
    assert not program.page.check.isVisible()
    assert len(list(last_known_dir().glob("*"))) == (1 if why == "another school's" else 0)
    assert len(ring.secrets) == (1 if why == "another school's" else 0)
    program.end()
    server.resume()
