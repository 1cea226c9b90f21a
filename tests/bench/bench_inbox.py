"""How long the office waits for a stack: brought in, accepted sheet by sheet, journaled.

    python -m tests.bench.bench_inbox [SHEETS]

Draws SHEETS signed sheets (25 unless said) as a scanner's PDF at 200 dpi in grey, and prints wall
and processor time of each step: ours and that of the children that open the pages. Nothing is
asserted.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from consentdesk.domain.inbox import Draft, Sheet
from consentdesk.services.editions import load_edition
from consentdesk.services.inbox.accepting import accept
from consentdesk.services.inbox.filing import journal_all
from consentdesk.storage.register import Register
from tests.services.inbox.returning import Desk, a_pdf
from tests.services.office import CLERK, MONDAY, Office
from tests.services.scanning.returned import Printed, returned


def main(arguments: list[str]) -> None:
    """Do the whole job once and print how long it took."""
    many = int(arguments[0]) if arguments else 25
    edition = load_edition()
    seeds = [f"bench {n}" for n in range(many)]
    printed = Printed.of(edition, seeds)
    sheets = [returned(edition, seed, printed=printed, signed=True) for seed in seeds]
    with tempfile.TemporaryDirectory() as name:
        place = str(Path(name) / "register.db")
        made = Register.create(place, institution="Solen", policy="dk", clerk=CLERK, at=MONDAY)
        with made as register:
            desk = Desk(Office(register, Path(name)), edition)
            for number, sheet in enumerate(sheets):
                desk.hand_out(sheet.serial, desk.office.family(f"Noah Lund {number}"))
            path = desk.file("stack.pdf", a_pdf((s.picture for s in sheets), 200))
            _do(desk, path, many)
            kept = Path(place).stat().st_size / many / 1000
            sys.stdout.write(f"the register has {kept:.0f} kB for each sheet, its scan included\n")


def _do(desk: Desk, path: Path, many: int) -> None:
    with _timed("bring in", many):
        desk.bring(path)
    with _timed("list", many):
        sheets = desk.waiting()
    sys.stdout.write(f"{len(sheets)} of {many} sheets found their form\n")
    with _timed("accept", many):
        for sheet in sheets:
            draft = _decided(desk, sheet)
            accept(*desk.office.desk, sheet=sheet.id, draft=draft, seen=sheet.version)
    with _timed("journal", many):
        stack = journal_all(*desk.office.desk)
    sys.stdout.write(f"{len(stack.filed)} journaled, {len(stack.refused)} refused\n")


def _decided(desk: Desk, sheet: Sheet) -> Draft:
    done = desk.done(sheet)
    return replace(done, answers={p: yes is True for p, yes in done.answers.items()})


@contextmanager
def _timed(name: str, many: int) -> Iterator[None]:
    wall, own, children = time.perf_counter(), time.process_time(), _children()
    yield
    wall, own = time.perf_counter() - wall, time.process_time() - own
    told = f"{name:9} {1000 * wall / many:6.1f} ms a sheet, {1000 * own / many:6.1f} of our own"
    sys.stdout.write(f"{told}, {1000 * (_children() - children) / many:6.1f} in children\n")


def _children() -> float:
    """Seconds of processor time of children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(sys.argv[1:])
