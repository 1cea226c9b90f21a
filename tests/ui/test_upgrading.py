"""A register of an older version: one button backs it up, upgrades it and opens it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from consentdesk.domain.people import SubjectId
from consentdesk.storage.database import raw_file
from consentdesk.storage.upkeep import upgrade, verify
from consentdesk.ui.context import Context
from consentdesk.ui.desk import Desk
from consentdesk.ui.tasks import Tasks
from consentdesk.ui.upgrade_page import UpgradePage
from tests.services.office import CLERK, MONDAY
from tests.storage.older import make_older
from tests.ui.driving import DeskDriver

Key = Qt.Key
OLDEST, NEWEST = "0001", "0005"


class Older:
    """A program begun on a register of an older version."""

    def __init__(self, qtbot: QtBot, folder: Path, version: str) -> None:
        self.folder = folder / "data"
        self.folder.mkdir()
        self.location = self.folder / "register.db"
        make_older(str(self.location), version)
        settings = QSettings(str(folder / "windows.ini"), QSettings.Format.IniFormat)
        self.context = Context(None, CLERK, Tasks(), settings, now=lambda: MONDAY)
        self.desk = Desk(self.context, str(self.location), None, ())
        self.driver = DeskDriver(qtbot, self.context)
        self.desk.begin()
        self.driver.wait(lambda: self.desk.window.front is not None)
        self.driver.settle()

    @property
    def page(self) -> UpgradePage:
        """What stands in the window."""
        front = self.desk.window.front
        assert isinstance(front, UpgradePage)
        return front

    @property
    def said(self) -> str:
        """Every text on the page, as it is read."""
        return " ".join(
            label.text().replace("\u200b", "") for label in self.page.view.findChildren(QLabel)
        )

    @property
    def files(self) -> list[str]:
        """What lies in the register's folder."""
        return sorted(path.name for path in self.folder.iterdir())

    def close(self) -> None:
        """End the program."""
        self.context.tasks.close()
        self.desk.window.close()
        self.desk.close()


@pytest.fixture
def older(qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Older]:
    made = Older(qtbot, tmp_path, getattr(request, "param", NEWEST))
    yield made
    made.close()


@pytest.mark.parametrize("older", [OLDEST, NEWEST], indirect=True)
def test_one_button_upgrades_an_older_register_and_opens_it(older: Older) -> None:
    assert "from an older ConsentDesk" in older.said
    assert str(older.location) in older.said
    assert "consentdesk upgrade" not in older.said
    assert older.page.view.button.hasFocus()
    older.driver.press(older.page.view.button, Key.Key_Space)
    older.driver.wait(lambda: older.desk.window.front is None)
    older.driver.settle()
    kept = [name for name in older.files if ".version-" in name]
    assert len(kept) == 1
    assert str(older.folder / kept[0]) in older.desk.window.banner.text
    assert verify(older.context.register).ok
    with older.context.register.read() as reader:
        assert reader.subject(SubjectId(1)).name


def test_a_register_open_elsewhere_is_not_upgraded_until_it_is_closed_there(older: Older) -> None:
    with closing(raw_file(older.location)) as another:
        another.execute("SELECT count(*) FROM subject").fetchone()
        older.driver.press(older.page.view.button, Key.Key_Space)
        assert "open in another window or another program" in older.said
        assert not [name for name in older.files if ".version-" in name]
    assert older.page.view.button.text().replace("&", "") == "Try again"
    assert older.page.view.button.hasFocus()
    older.driver.press(older.page.view.button, Key.Key_Space)
    older.driver.wait(lambda: older.desk.window.front is None)


def test_what_somebody_else_upgraded_meanwhile_just_opens(older: Older) -> None:
    upgrade(str(older.location), at=MONDAY)
    older.driver.press(older.page.view.button, Key.Key_Space)
    older.driver.wait(lambda: older.desk.window.front is None)
    assert older.desk.window.banner.text == ""


def test_a_register_gone_meanwhile_is_told(older: Older) -> None:
    older.location.unlink()
    older.driver.press(older.page.view.button, Key.Key_Space)
    assert "There is no register at" in older.said


def test_the_language_may_change_before_the_upgrade(older: Older) -> None:
    older.desk.use_language("da")
    older.driver.wait(lambda: "ældre ConsentDesk" in older.said)
    assert older.page.view.button.text().replace("&", "") == "Opgradér registret"


def test_a_servers_register_is_left_to_its_keeper(qtbot: QtBot, context: Context) -> None:
    page = UpgradePage(context, "postgresql+psycopg://anna:secret@host/db")
    qtbot.addWidget(page)
    texts = " ".join(label.text() for label in page.view.findChildren(QLabel))
    assert "looks after the server" in texts
    assert "secret" not in texts
    heard: list[bool] = []
    page.retried.connect(lambda: heard.append(True))
    page.view.button.click()
    assert heard == [True]
