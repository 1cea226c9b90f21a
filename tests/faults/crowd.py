"""Many writers at once on both engines, and a server that stops in the middle of transactions."""

import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.services import roster
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import SubjectFilter
from tests.faults.figures import Figures
from tests.faults.school import INSTITUTION, Dice, Run
from tests.postgres import Postgres
from tests.services.office import CLERK
from tests.templates import Founding

WRITERS = 16
_TURN = 100_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """Writers, each a process of its own, that note what was acknowledged and what was not."""

    location: str
    notes: Path

    def starts(self, writers: int) -> list[int]:
        """All of them; each enrols one after another until it is told to stop."""
        sys.stdout.flush()
        self.notes.mkdir()
        return [self._one(number) for number in range(writers)]

    def _one(self, number: int) -> int:
        child = os.fork()
        if child == 0:
            try:
                os._exit(self._enrols(number))
            finally:
                os._exit(70)
        return child

    def _enrols(self, number: int) -> int:
        """A failed turn is noted, and what is uncertain is not tried again."""
        stop: list[int] = []
        signal.signal(signal.SIGTERM, lambda *_: stop.append(1))
        with (self.notes / str(number)).open("w", encoding="utf-8") as notes:
            turn = 0
            while not stop:
                try:
                    with Register.open(self.location) as register:
                        while not stop:
                            turn += 1
                            self._enrol(register, number * _TURN + turn)
                            notes.write(f"done {number * _TURN + turn}\n")
                            notes.flush()
                except ConsentDeskError as error:
                    notes.write(f"{error.problem} {number * _TURN + turn}\n")
                    notes.flush()
                    time.sleep(0.05)
        return 0

    def _enrol(self, register: Register, number: int) -> None:
        roster.enrol(
            register,
            CLERK,
            datetime.now(UTC),
            name=f"Crowd {_spelt(number)}",
            born=date(2019, 5, 3),
            group="1.A",
        )

    def stops(self, children: Sequence[int]) -> list[str]:
        """Tell them to stop; what is wrong with how they ended."""
        for child in children:
            os.kill(child, signal.SIGTERM)
        ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        return [f"a writer ended with {status}" for status in ended if status]

    def look(self, figures: Figures) -> list[str]:
        """Every acknowledged one is there once; whatever was refused is not; the chain is whole."""
        said = [line.split() for path in self.notes.iterdir() for line in _lines(path)]
        wrong = []
        with Register.open(self.location) as register:
            wrong += [f"verify: {p.code} {p.detail}" for p in verify(register).problems]
            with register.read() as reader:
                on = reader.today(datetime.now(UTC))
                ids = reader.find_subjects(SubjectFilter(text="Crowd"), on)
                there = Counter(one.name for one in reader.subjects(ids).values())
        for what, number in said:
            found = there.pop(f"Crowd {_spelt(int(number))}", 0)
            figures.told["acknowledged" if what == "done" else f"told {what}"] += 1
            if found > 1 or (what == "done" and not found):
                wrong.append(f"{number} was acknowledged and is there {found} times")
            if found and what not in ("done", Problem.REGISTER_UNCERTAIN):
                wrong.append(f"{number} was refused ({what}) and is there")
            figures.told["uncertain and there"] += bool(found and what != "done")
        return [*wrong, *(f"{name} is there and nobody wrote it" for name in there)]


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def _spelt(number: int) -> str:
    """A number as a name: those may have no figures."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


@contextmanager
def _server(*, lasting: bool) -> Iterator[tuple[Postgres, str]]:
    server = Postgres.start(lasting=lasting)
    try:
        yield server, server.fresh()
    finally:
        server.stop()


def _founded(location: str) -> None:
    Founding(INSTITUTION, CLERK, datetime.now(UTC)).make(location)


def many(run: Run) -> Figures:
    """16 writers on a file, then on a server: for minutes in the long form."""
    figures = Figures("f. 16 writers at once")
    (run.folder / "register").mkdir(mode=0o700)
    file = str(run.folder / "register" / "crowd.db")
    _founded(file)
    _at_once(run, figures, "SQLite", file)
    with _server(lasting=False) as (_, url):
        _founded(url)
        _at_once(run, figures, "PostgreSQL", url)
    return figures


def _at_once(run: Run, figures: Figures, name: str, location: str) -> None:
    crowd = Crowd(location, run.folder / f"notes {name}")
    children = crowd.starts(WRITERS)
    time.sleep(run.times(2, 120))
    wrong = crowd.stops(children)
    before = figures.told["acknowledged"]
    figures.add(name, [*wrong, *crowd.look(figures)])
    figures.told[f"acknowledged on {name}"] = figures.told["acknowledged"] - before
    figures.demand(figures.told["acknowledged"] > before, f"nobody wrote anything on {name}")


def stopped(run: Run) -> Figures:
    """A server that is stopped without a word, again and again, under eight writers."""
    figures = Figures("g. a server stopped in mid-transaction")
    with _server(lasting=True) as (server, url):
        _founded(url)
        crowd = Crowd(url, run.folder / "notes")
        children = crowd.starts(8)
        for _ in range(run.times(2, 25)):
            _pause(run.dice)
            server.crash()
            figures.tried += 1
        _pause(run.dice)
        wrong = crowd.stops(children)
        figures.wrong += [*wrong, *crowd.look(figures)]
    figures.demand(figures.told["acknowledged"], "nobody wrote anything")
    refused = sum(count for what, count in figures.told.items() if what.startswith("told "))
    figures.demand(refused, "no stop was noticed")
    return figures


def _pause(dice: Dice) -> None:
    time.sleep(dice.uniform(0.3, 1.5))
