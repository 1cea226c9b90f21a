"""SQLite's own check of a file, beside everything else: it takes as long, and another core.

On a connection of its own, whose view may be younger than that of the rest: whether pages, indexes
and references are whole doesn't depend on what was written last.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager

from sqlalchemy.engine import Connection

from consentdesk.storage.register import Register
from consentdesk.storage.values import VerifyProblem
from consentdesk.storage.verifying_course import Course
from consentdesk.storage.verifying_schema import file_is_whole

_CACHE = 64 * 1024
"""KiB of pages: it goes through each index in the order of the table, so all over its pages."""
_TELL = 100_000
"""Instructions of SQLite's machine after which it looks up; a few milliseconds."""
_PATIENCE = 0.1


class FileCheck:
    """The check of a register's file under way in a thread."""

    def __init__(self, course: Course, found: "Future[tuple[VerifyProblem, ...]] | None") -> None:
        self._course = course
        self._found = found

    def problems(self) -> tuple[VerifyProblem, ...]:
        """What it has found, as soon as it is done; none on a server, which does its own."""
        if self._found is None:
            return ()
        while True:
            try:
                return self._found.result(_PATIENCE)
            except NotYet:
                self._course.tell()


@contextmanager
def file_checked(register: Register, course: Course) -> Iterator[FileCheck]:
    """Begin the check; whoever leaves early, because of an error or a wish, ends it."""
    if register.is_shared:
        yield FileCheck(course, None)
        return
    left = False

    def work() -> tuple[VerifyProblem, ...]:
        with (
            register.connected(writes=False) as connection,
            _watched(connection, course, lambda: left),
        ):
            return tuple(file_is_whole(connection))

    with ThreadPoolExecutor(1, thread_name_prefix="verify-file") as pool:
        try:
            yield FileCheck(course, pool.submit(work))
        finally:
            left = True


@contextmanager
def _watched(connection: Connection, course: Course, ended: Callable[[], bool]) -> Iterator[None]:
    """With a larger cache, and somebody who is told how far it is and can end it."""
    driver = connection.connection.driver_connection
    if driver is None:
        raise AssertionError("no connection")
    told = 0

    def tell() -> int:
        nonlocal told
        told += _TELL
        course.beside(told)
        return int(ended())

    ((before,),) = driver.execute("PRAGMA cache_size").fetchall()
    driver.execute(f"PRAGMA cache_size=-{_CACHE}")
    driver.set_progress_handler(tell, _TELL)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
        driver.execute(f"PRAGMA cache_size={int(before)}")
