"""How long a whole school's class list takes: into the register and back out, and the trash.

    python -m tests.bench.bench_roster [CHILDREN]

Makes up CHILDREN children (1,200 unless said) with two guardians each, and does with their list
what a window does: imports it, takes it back, imports it again; then the list of the next year, on
which everybody is in another class and has a third contact, and that back; then all of them into
the trash, and out of it. On a file and on a PostgreSQL of its own, which waits for no disk and is
told to look at its tables after each step, as one in use does by itself. Prints wall time and our
processor's, and whether the register is sound afterwards. Nothing is asserted.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from consentdesk.services import trash, upkeep
from consentdesk.services.class_list.custody import ListedGuardian, Word
from consentdesk.services.class_list.importing import import_list, take_back
from consentdesk.services.class_list.rows import Listed
from consentdesk.storage.register import Register
from tests.postgres import Postgres
from tests.services.office import CLERK, MONDAY, Office

MANY = 1200


def main(arguments: list[str]) -> None:
    """Do it all once on each engine, and print how long it took."""
    many = int(arguments[0]) if arguments else MANY
    with tempfile.TemporaryDirectory() as name:
        _say("a file")
        _on(str(Path(name) / "register.db"), Path(name), many)
        server = Postgres.start()
        try:
            _say("a server")
            _on(server.fresh(), Path(name), many)
        finally:
            server.stop()


def _on(place: str, folder: Path, many: int) -> None:
    made = Register.create(place, institution="Solen", policy="dk", clerk=CLERK, at=MONDAY)
    with made as register:
        office = Office(register, folder)
        people, later = _school(many), _next_year(many)
        with _timed("import", register):
            done = import_list(*office.desk, people)
        with _timed("take back", register):
            take_back(*office.desk, done)
        with _timed("import again", register):
            done = import_list(*office.desk, people)
        with _timed("import next year's", register):
            changed = import_list(*office.desk, later)
        with _timed("take next year's back", register):
            take_back(*office.desk, changed)
        with _timed("into the trash", register):
            thrown = trash.throw_away(*office.desk, subjects=done.enrolled)
        with _timed("out of the trash", register):
            trash.put_back(*office.desk, subjects=thrown.subjects)
        with _timed("check the register", register):
            sound = upkeep.verify(register).ok
        _say(f"  the register is {'as it was written' if sound else 'DAMAGED'}")


def _school(many: int) -> tuple[Listed, ...]:
    return tuple(
        _child(number, f"{number // 25 % 10}.{'ABC'[number % 3]}") for number in range(many)
    )


def _next_year(many: int) -> tuple[Listed, ...]:
    contact = ListedGuardian("Farmor", Word.CONTACT)
    return tuple(
        replace(one, group=f"{one.group}+", guardians=(*one.guardians, contact))
        for one in _school(many)
    )


def _child(number: int, group: str) -> Listed:
    born = date(2012, 1, 1) + timedelta(days=number * 37 % 2900)
    return Listed(
        line=number + 2,
        name=f"Barn Nummer {number}",
        born=born,
        group=group,
        language=None,
        guardians=(ListedGuardian(f"Mor {number}"), ListedGuardian(f"Far {number}")),
        marks=frozenset(),
        faults=(),
    )


@contextmanager
def _timed(name: str, register: Register) -> Iterator[None]:
    wall, own = time.perf_counter(), time.process_time()
    yield
    wall, own = time.perf_counter() - wall, time.process_time() - own
    _say(f"  {name:22} {wall:6.2f} s, {own:6.2f} of our own")
    with register.connected(writes=True) as connection:
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql("ANALYZE")
            connection.commit()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
