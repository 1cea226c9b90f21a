"""How fast a register is verified: acts a second, beside its chain alone and a bare loop.

    python -m tests.bench.bench_verify ACTS [REGISTER]
    python -m tests.bench.bench_verify ACTS postgresql

REGISTER is a path; where it is not there yet, a register with about so many lines is made first, as
a municipality has it: ten photos to a person, most with a journaled form. With `postgresql` it is
made on a throw-away server. The bare loop does what nobody can do without: it fetches every line
and digests as many bytes. The bare chain is the measure of the figure that is promised (a million
lines in two seconds where the trial ran): as many lines of six columns in a file of their own,
each held against its digest, and nothing else. Seconds by the clock and of the processor (all
threads), memory the most this process ever held. On a busy machine the processor's time says more.
Nothing is asserted.
"""

import hashlib
import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa

from consentdesk.storage import schema
from consentdesk.storage.register import Register
from consentdesk.storage.snapshot import Shelf, institution_is
from consentdesk.storage.upkeep import verify
from consentdesk.storage.verifying import Verifier
from consentdesk.storage.verifying_course import Course, rows_of
from consentdesk.storage.verifying_schema import file_is_whole
from tests.bench.make_register import make_register
from tests.postgres import Postgres

ACTS_OF_PERSON = 38
"""With ten photos of three acts each."""
_LINES = sa.select(schema.ledger).where(institution_is(schema.ledger))


def main(arguments: Sequence[str]) -> None:
    """Make it, verify it, print."""
    if len(arguments) not in (1, 2):
        sys.exit(__doc__)
    location = arguments[1] if len(arguments) > 1 else "verify.db"
    with ExitStack() as stack:
        if location == "postgresql":
            server = Postgres.start()
            stack.callback(server.stop)
            location = server.fresh()
        if "://" in location or not Path(location).exists():
            people = max(1, int(arguments[0]) // ACTS_OF_PERSON)
            make_register(location, people, people * 10)
        with Register.open(location) as register:
            _tell(register)


def _tell(register: Register) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines = _lines_of(register)
        others = _bare_chain(Path(folder) / "chain.db", lines)
        trial = _said("bare chain", lambda _: _checked(others), register)
        others.close()
    bare = _said("bare loop", _bare, register)
    chain = _said("chain", _chain, register)
    _said("all but the file", _rest, register)
    if not register.is_shared:
        _said("the file", _file, register)
    whole = _said("verify", _verify, register)
    _say(
        f"the chain alone / the bare chain: {chain[0] / trial[0]:.2f} by the clock, "
        f"{chain[1] / trial[1]:.2f} of the processor"
    )
    for name, other in (("the chain alone", chain), ("the bare loop", bare)):
        _say(
            f"verify / {name}: {whole[0] / other[0]:.2f} by the clock, "
            f"{whole[1] / other[1]:.2f} of the processor"
        )


def _said(name: str, work: Callable[[Register], int], register: Register) -> tuple[float, float]:
    started, used = time.perf_counter(), time.process_time()
    acts = work(register)
    clock, processor = time.perf_counter() - started, time.process_time() - used
    _say(
        f"{name:18} {acts:10,} lines {clock:8.2f} s, processor {processor:8.2f} s, "
        f"{acts / clock:10,.0f} lines a second, {_memory():5.0f} MB at most"
    )
    return clock, processor


def _verifier(register: Register, connection: sa.Connection) -> Verifier:
    return Verifier(connection, register.institution_id, Shelf(), register.place.shown)


def _lines_of(register: Register) -> int:
    with register.connected(writes=False) as connection:
        return rows_of(connection, register.institution_id)["ledger"]


def _bare_chain(path: Path, lines: int) -> sqlite3.Connection:
    """A file with a chain of so many lines and nothing else."""

    def made() -> Iterator[tuple[object, ...]]:
        before = bytes(32)
        for number in range(1, lines + 1):
            op = f"{number:036}"
            body = json.dumps({"name": f"IMG_{number}.jpg", "picture": before.hex()})
            digest = hashlib.sha256(before + f"{number}|{op}|RELEASED|{body}".encode()).digest()
            yield number, before, op, "RELEASED", body, digest
            before = digest

    connection = sqlite3.connect(path)
    connection.execute(
        "create table line (number integer primary key, before, op, kind, body, digest)"
    )
    connection.executemany("insert into line values (?, ?, ?, ?, ?, ?)", made())
    connection.commit()
    return connection


def _checked(connection: sqlite3.Connection) -> int:
    """How many lines fit, one after the other."""
    count, last = 0, bytes(32)
    for number, before, op, kind, body, digest in connection.execute(
        "select * from line order by number"
    ):
        text = before + f"{number}|{op}|{kind}|{body}".encode()
        assert before == last and hashlib.sha256(text).digest() == digest
        count, last = count + 1, digest
    return count


def _bare(register: Register) -> int:
    count = 0
    with register.connected(writes=False) as connection:
        for line in _verifier(register, connection).plain(_LINES):
            hashlib.sha256("".join(map(str, line)).encode()).hexdigest()
            count += 1
    return count


def _chain(register: Register) -> int:
    with register.connected(writes=False) as connection:
        verifier = _verifier(register, connection)
        assert not list(verifier.chain())
        return verifier.acts_seen


def _rest(register: Register) -> int:
    with register.connected(writes=False) as connection:
        verifier = _verifier(register, connection)
        verifier.course = Course(None, 0)
        assert not list(verifier.problems(rows_of(connection, register.institution_id)))
        return verifier.acts_seen


def _file(register: Register) -> int:
    with register.connected(writes=False) as connection:
        assert not list(file_is_whole(connection))
        return rows_of(connection, register.institution_id)["ledger"]


def _verify(register: Register) -> int:
    found = verify(register)
    assert found.ok, found.problems[:3]
    return found.acts


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
