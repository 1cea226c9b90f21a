"""An office whose register lies on a server that can be stopped, started and cut off."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from consentdesk.storage.register import Register
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.watch import EVERY
from consentdesk.ui.write_queue import AGAIN
from tests.postgres import Postgres
from tests.services.office import CLERK, MONDAY, Office


@pytest.fixture(scope="session")
def _own_server() -> Iterator[Postgres]:
    made = Postgres.start(lasting=True)
    yield made
    made.stop()


@pytest.fixture
def server(_own_server: Postgres) -> Iterator[Postgres]:
    """A server of these tests' own, as it is going to be stopped; it runs again afterwards."""
    yield _own_server
    if not _own_server.is_running:
        _own_server.resume()


def _prepare(url: str) -> None:
    Register.create(url, institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY).close()


def found_on(server: Postgres) -> str:
    """The address of a school there."""
    return server.fresh(_prepare)


@pytest.fixture
def office(server: Postgres, tmp_path: Path) -> Iterator[Office]:
    """A school whose register lies on the server."""
    (tmp_path / "pictures").mkdir()
    with Register.open(found_on(server)) as register:
        yield Office(register, tmp_path / "pictures")


def silence(window: MainWindow) -> str:
    """What the main window says of a server that doesn't answer."""
    return window.desk.silence.text.replace("\u200b", "")


def hurry(*windows: QWidget) -> None:
    """Look and try again twice a second instead of every few.

    Not more often: on a busy machine one look would follow the other, and nothing ever settle.
    """
    for window in windows:
        for timer in window.findChildren(QTimer):
            if timer.interval() in {EVERY, AGAIN}:
                timer.setInterval(500)
