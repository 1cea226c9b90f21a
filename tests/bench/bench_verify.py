"""How fast a journal is verified: acts a second, beside a bare loop over the same lines.

    python -m tests.bench.bench_verify ACTS [REGISTER]

REGISTER is a path; where it is not there yet, a register with so many lines is made first, most of
them about who was asked. The bare loop does what nobody can do without: it fetches every line and
digests as many bytes. Times are the best of three, memory the most this process ever held. Nothing
is asserted.
"""

import hashlib
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from consentdesk.domain.acts import Asked, Purpose
from consentdesk.storage.register import Register
from consentdesk.storage.snapshot import Shelf
from consentdesk.storage.upkeep import verify
from consentdesk.storage.verifying import Verifier

AT = datetime(2026, 9, 14, 8, tzinfo=UTC)
AT_ONCE = 10_000
PEOPLE = 1_000


def main(arguments: Sequence[str]) -> None:
    """Make it, verify it, print."""
    if len(arguments) not in (1, 2):
        sys.exit(__doc__)
    path = Path(arguments[1] if len(arguments) > 1 else "verify.db")
    if not path.exists():
        make(path, int(arguments[0]))
    bare, acts = _best(lambda: _bare(path))
    _say(f"bare loop: {acts:,} lines, {acts / bare:,.0f} a second")
    with Register.open(str(path)) as register:
        for name, work in (("chain", _chain), ("verify", _verify)):
            before = _memory()
            took, acts = _best(partial(work, register))
            _say(
                f"{name}: {acts:,} lines in {took:.2f} s, {acts / took:,.0f} a second, "
                f"{took / bare:.2f} x the bare loop, {_memory() - before:.0f} MB more"
            )


def make(path: Path, acts: int) -> None:
    """A register with so many lines."""
    with Register.create(
        str(path), institution="Solen", policy="dk", clerk="Anna Holm", at=AT
    ) as register:
        with register.write("Anna Holm", AT) as writer:
            people = [
                writer.enrol(name=f"Child {n}", born=date(2019, 5, 3), group="2.A")
                for n in range(PEOPLE)
            ]
            left = acts - writer.head().number
        bodies = [
            Asked(subject=one, purposes=(Purpose("website"),), serial=None, edition="DK-1")
            for one in people
        ]
        while left > 0:
            with register.write("Anna Holm", AT) as writer:
                batch = (bodies * (AT_ONCE // PEOPLE))[:left]
                writer.append(*batch)
            left -= AT_ONCE


def _bare(path: Path) -> int:
    count = 0
    with closing(sqlite3.connect(path)) as raw:
        for line in raw.execute("SELECT * FROM ledger ORDER BY number"):
            hashlib.sha256("".join(map(str, line)).encode()).hexdigest()
            count += 1
    return count


def _chain(register: Register) -> int:
    with register.connected(writes=False) as connection:
        verifier = Verifier(connection, register.institution_id, Shelf(), register.place.shown)
        assert not list(verifier.chain(None))
        return verifier.acts_seen


def _verify(register: Register) -> int:
    found = verify(register)
    assert found.ok, found.problems[:3]
    return found.acts


def _best(work: Callable[[], int]) -> tuple[float, int]:
    times, done = [], 0
    for _ in range(3):
        start = time.perf_counter()
        done = work()
        times.append(time.perf_counter() - start)
    return min(times), done


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
