"""What nobody holds any more is taken apart by the GUI thread, never by one that works."""

import gc
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from consentdesk.ui.garbage import LIMITS, Garbage


class Knot:
    """Part of a cycle; tells who took it apart."""

    def __init__(self, ends: list[str]) -> None:
        self.me = self
        self._ends = ends

    def __del__(self) -> None:
        self._ends.append(threading.current_thread().name)


@pytest.fixture
def garbage() -> Iterator[Garbage]:
    made = Garbage()
    yield made
    made.stop()
    gc.unfreeze()


def test_cycles_made_by_a_working_thread_end_in_the_gui_thread(
    qtbot: QtBot, garbage: Garbage
) -> None:
    ends: list[str] = []

    def work() -> None:
        for _number in range(2 * LIMITS[0]):
            Knot(ends)

    garbage.start()
    worker = threading.Thread(target=work, name="at work")
    worker.start()
    worker.join()
    assert not ends
    qtbot.waitUntil(lambda: len(ends) == 2 * LIMITS[0])
    assert set(ends) == {threading.main_thread().name}


def test_python_searches_by_itself_again_when_the_windows_are_gone(garbage: Garbage) -> None:
    assert not gc.isenabled()
    garbage.stop()
    assert gc.isenabled()
