"""Work off the GUI thread: results come home once, to the right place, or not at all."""

import os
import sys
from functools import partial
from threading import Event, Thread, current_thread, get_native_id, main_thread
from threading import enumerate as enumerate_threads

import pytest
from PySide6.QtCore import QObject
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from consentdesk import i18n
from consentdesk.errors import BadInput, Cancelled, ConsentDeskError, Problem
from consentdesk.ui.task_list import TaskList
from consentdesk.ui.tasks import Job, JobState, Lane, Progress, Tasks

WAIT = 30_000


@pytest.fixture
def owner() -> QObject:
    return QObject()


def test_a_result_comes_home_on_the_gui_thread(qtbot: QtBot, tasks: Tasks, owner: QObject) -> None:
    came: list[tuple[object, bool]] = []

    def work(_progress: Progress) -> bool:
        return current_thread() is main_thread()

    tasks.run(owner, work, lambda there: came.append((there, current_thread() is main_thread())))
    qtbot.waitUntil(lambda: bool(came), timeout=WAIT)
    assert came == [(False, True)]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no priority of its own")
def test_long_work_and_what_it_starts_lets_the_window_go_first(
    qtbot: QtBot, tasks: Tasks, owner: QObject
) -> None:
    came: list[int] = []

    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, get_native_id())

    def work(_progress: Progress) -> int:
        found: list[int] = []
        thread = Thread(target=lambda: found.append(priority()))
        thread.start()
        thread.join()
        return found[0]

    tasks.run(owner, work, came.append, lane=Lane.QUICK)
    qtbot.waitUntil(lambda: len(came) == 1, timeout=WAIT)
    tasks.run(owner, work, came.append, lane=Lane.LONG)
    qtbot.waitUntil(lambda: len(came) == 2, timeout=WAIT)
    usual = priority()
    assert came == [usual, min(usual + 10, 19)]


def test_nothing_comes_home_once_the_owner_is_gone(qtbot: QtBot, tasks: Tasks) -> None:
    parent = QObject()
    owner = QObject(parent)
    go = Event()
    came: list[bool] = []
    tasks.run(owner, lambda _progress: go.wait(), came.append)
    del owner, parent
    with qtbot.waitSignal(tasks.job_ended, timeout=WAIT):
        go.set()
    assert came == []


def test_only_the_newest_of_a_kind_comes_home(qtbot: QtBot, tasks: Tasks, owner: QObject) -> None:
    go = Event()
    came: list[str] = []

    def slow(_progress: Progress) -> str:
        go.wait()
        return "old"

    tasks.run(owner, slow, came.append, replaces="search")
    tasks.run(owner, lambda _progress: "new", came.append, replaces="search")
    go.set()
    qtbot.waitUntil(lambda: not tasks.running, timeout=WAIT)
    assert came == ["new"]


def test_what_was_replaced_before_it_began_is_never_begun(
    qtbot: QtBot, tasks: Tasks, owner: QObject
) -> None:
    go = Event()
    began: list[str] = []

    def wait(_progress: Progress) -> bool:
        return go.wait()

    def note(word: str) -> None:
        began.append(word)

    for _thread in range(3):
        tasks.run(owner, wait, lambda _result: None)
    for word in ("a", "ab", "abc"):
        tasks.run(
            owner,
            partial(lambda word, _progress: note(word), word),
            lambda _result: None,
            replaces="search",
        )
    go.set()
    qtbot.waitUntil(lambda: not tasks.running, timeout=WAIT)
    assert began == ["abc"]


def test_cancelling_is_the_progress_callback_raising(
    qtbot: QtBot, tasks: Tasks, owner: QObject
) -> None:
    began, stopped = Event(), Event()
    ends: list[str] = []

    def work(progress: Progress) -> None:
        began.set()
        stopped.wait()
        try:
            progress(1, 2)
        except Cancelled:
            ends.append("rolled back")
            raise

    job = tasks.run(
        owner,
        work,
        lambda _none: ends.append("done"),
        cancelled=lambda: ends.append("told"),
        lane=Lane.LONG,
        title="Long",
    )
    began.wait()
    job.cancel()
    states = [job.state]
    stopped.set()
    qtbot.waitUntil(lambda: not tasks.running, timeout=WAIT)
    assert ends == ["rolled back", "told"]
    assert [*states, job.state] == [JobState.CANCELLING, JobState.CANCELLED]


def test_work_that_was_finished_before_it_could_be_stopped_is_still_told(
    qtbot: QtBot, tasks: Tasks, owner: QObject
) -> None:
    go = Event()
    came: list[str] = []

    def work(_progress: Progress) -> str:
        go.wait()
        return "released"

    job = tasks.run(owner, work, came.append)
    job.cancel()
    go.set()
    qtbot.waitUntil(lambda: not tasks.running, timeout=WAIT)
    assert came == ["released"]


def test_a_fault_of_the_world_is_told_to_whoever_asked(
    qtbot: QtBot, tasks: Tasks, owner: QObject
) -> None:
    heard: list[ConsentDeskError] = []

    def work(_progress: Progress) -> None:
        raise BadInput(Problem.NAME_MISSING)

    tasks.run(owner, work, lambda _none: None, failed=heard.append)
    qtbot.waitUntil(lambda: bool(heard), timeout=WAIT)
    assert heard[0].problem is Problem.NAME_MISSING


def test_a_fault_nobody_listens_for_is_told_to_the_window(
    qtbot: QtBot, tasks: Tasks, owner: QObject
) -> None:
    def work(_progress: Progress) -> None:
        raise BadInput(Problem.NAME_MISSING)

    with qtbot.waitSignal(tasks.failed_unheard, timeout=WAIT):
        tasks.run(owner, work, lambda _none: None)


def test_a_bug_is_raised_again_on_the_gui_thread(
    qtbot: QtBot, tasks: Tasks, owner: QObject
) -> None:
    def work(_progress: Progress) -> float:
        return 1 / 0

    with capture_exceptions() as caught, qtbot.waitSignal(tasks.job_ended, timeout=WAIT):
        tasks.run(owner, work, lambda _result: None)
    assert [kind for kind, _bug, _trace in caught] == [ZeroDivisionError]


def test_work_speaks_the_language_of_whoever_asked(
    qtbot: QtBot, tasks: Tasks, owner: QObject
) -> None:
    came: list[str] = []
    i18n.use("sv")
    tasks.run(owner, lambda _progress: i18n.language(), came.append)
    i18n.use("da")
    tasks.run(owner, lambda _progress: i18n.language(), came.append)
    qtbot.waitUntil(lambda: len(came) == 2, timeout=WAIT)
    assert sorted(came) == ["da", "sv"]


def test_progress_is_reported_and_the_last_report_never_left_out(
    qtbot: QtBot, tasks: Tasks, owner: QObject
) -> None:
    seen: list[tuple[int, int]] = []
    jobs: list[Job] = []
    tasks.job_progressed.connect(jobs.append)

    def work(progress: Progress) -> None:
        for done in range(1001):
            progress(done, 1000)

    tasks.run(
        owner,
        work,
        lambda _none: None,
        progress=lambda done, total: seen.append((done, total)),
        title="Counting",
    )
    qtbot.waitUntil(lambda: not tasks.running, timeout=WAIT)
    assert seen[-1] == (1000, 1000)
    assert len(seen) < 1001, "a fast job must not flood the event loop"
    assert jobs[-1].title == "Counting"


def test_closing_ends_the_threads(qtbot: QtBot, tasks: Tasks, owner: QObject) -> None:
    threads: list[Thread] = []
    tasks.run(owner, lambda _progress: current_thread(), threads.append)
    qtbot.waitUntil(lambda: bool(threads), timeout=WAIT)
    tasks.close()
    assert not threads[0].is_alive()
    before = set(enumerate_threads())
    tasks.run(owner, lambda _progress: None, lambda _none: None)
    assert not tasks.running
    assert set(enumerate_threads()) == before


def test_a_task_with_a_long_name_needs_little_room_and_is_told_whole(
    qtbot: QtBot, tasks: Tasks
) -> None:
    """Its window would grow wider than a small screen."""
    shown = TaskList(tasks)
    qtbot.addWidget(shown)
    go_on = Event()
    name = "Reading through the backup of the register of Lillebæk Combined School"
    tasks.run(shown, lambda _progress: go_on.wait(), lambda _done: None, title=name)
    qtbot.waitUntil(shown.isVisible, timeout=WAIT)
    assert shown.text == name
    assert shown.minimumSizeHint().width() < 300
    go_on.set()
    qtbot.waitUntil(shown.isHidden, timeout=WAIT)
