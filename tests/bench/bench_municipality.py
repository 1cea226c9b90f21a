"""What a whole municipality on one server costs one of its institutions.

    python -m tests.bench.bench_municipality [INSTITUTIONS] [SUBJECTS] [PHOTOS]

Starts a throw-away server, makes one institution with its share of the people and photos (300
institutions, 100,000 and 1,000,000 altogether unless said) and works there at a clerk's seat. Then
it copies every row of it for all the others and works there again: the ratio tells what the
neighbours cost. The copies are of the right size and shape and nothing else; nobody opens them.
Nothing is asserted.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from consentdesk.domain.roles import Role
from consentdesk.services.judging import judge_photos
from consentdesk.storage import schema
from consentdesk.storage.reading import Reader
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import PhotoFilter, SubjectFilter
from tests.bench.make_register import make_register
from tests.factories import asked
from tests.postgres import Postgres
from tests.storage.desk import CLERK
from tests.storage.seats import TOWN, Town, now

TURNS = 15
_COPY = (
    'INSERT INTO ":table" (:columns) SELECT :values FROM ":table" t, generate_series(1, :others) k'
)
_COUNT = "SELECT count(*) FROM :table"
STEP = 1_000_000
"""Between the numbers of one institution's rows and the next one's."""


def main(arguments: Sequence[str]) -> None:
    """Make one, work, make all the others, work again, print."""
    institutions, subjects, photos = (
        int(one) for one in (*arguments, *("300", "100000", "1000000")[len(arguments) :])
    )
    server = Postgres.start()
    try:
        town = _founded(server, subjects // institutions, photos // institutions)
        seat = town.seat("desk", Role.CLERK, _name(town))
        alone = _worked(seat)
        began = time.perf_counter()
        _copied(town, institutions - 1)
        _write(f"{institutions} institutions made in {time.perf_counter() - began:.0f} s:")
        _write(f"  {_sizes(town)}")
        among = _worked(seat)
    finally:
        server.stop()
    for what, milliseconds in among.items():
        before = alone[what]
        _write(
            f"{what:34} alone {before:9.2f} ms, among {institutions} {milliseconds:9.2f} ms: "
            f"{milliseconds / before:5.2f} x"
        )


def _founded(server: Postgres, subjects: int, photos: int) -> Town:
    town = Town(server.fresh())
    with town.bare(town.url) as admin:
        database = str(sa.make_url(town.url).database)
        admin.execute(f"CREATE ROLE {TOWN} LOGIN CREATEROLE".encode())
        admin.execute(f'ALTER DATABASE "{database}" OWNER TO {TOWN}'.encode())
    make_register(town.owner, subjects, photos)
    with town.bare(town.url) as admin:
        admin.execute(b"ANALYZE")
    return town


def _name(town: Town) -> str:
    with Register.open(town.owner) as register, register.read() as reader:
        return reader.institution.name


def _worked(seat: str) -> dict[str, float]:
    """Milliseconds of what a desk does, the median of several turns."""
    found = {"opening the register": _median(lambda: Register.open(seat).close())}
    with Register.open(seat) as register:
        with register.connected(writes=False) as connection:
            kept = schema.fingerprint.c
            digest = bytes(connection.execute(sa.select(kept.sha256).limit(1)).scalar_one())
        with register.read() as reader:
            today = reader.today(now())
            (subject, *_) = reader.find_subjects(SubjectFilter(), today)
            photos = reader.find_photos(PhotoFilter(), 100)

        def asking(what: Callable[[Reader], object]) -> float:
            """In a transaction of its own: a reader remembers what it was asked."""

            def ask() -> None:
                with register.read() as reader:
                    what(reader)

            return _median(ask)

        found["a picture looked up"] = asking(lambda r: r.photo_with(digest))
        text = SubjectFilter(text="ida")
        found["people found by three letters"] = asking(lambda r: r.find_subjects(text, today))
        found["all the counts of the overview"] = asking(lambda r: r.counts(today))
        named = PhotoFilter(text="img")
        found["photos found by three letters"] = asking(lambda r: r.find_photos(named, 500))
        found["verdicts on 100 photos"] = asking(lambda r: judge_photos(r, photos, today))

        def append() -> None:
            with register.write(CLERK, now()) as writer:
                writer.append(asked(subject, serial=None))

        found["a line written"] = _median(append)
        found["the journal verified"] = _median(lambda: _verified(register), turns=3)
    return found


def _verified(register: Register) -> None:
    found = verify(register)
    assert found.ok, found.problems[:3]


def _copied(town: Town, others: int) -> None:
    """Every row of the first institution again for each of the others."""
    with town.bare(town.url) as admin:
        # Neither triggers nor references: all of it is right by how it is made.
        admin.execute(b"SET session_replication_role = replica")
        for table in schema.metadata.sorted_tables:
            if table.name not in ("seat", "look", "grey"):
                admin.execute(_copying(table, others).encode())
        admin.execute(b"ANALYZE")


def _copying(table: sa.Table, others: int) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.c)
    values = ", ".join(_copy_of(table, column) for column in table.c)
    said = _COPY.replace(":columns", names).replace(":values", values)
    return said.replace(":table", table.name).replace(":others", str(others))


def _copy_of(table: sa.Table, column: "sa.Column[object]") -> str:
    name = f't."{column.name}"'
    targets = {key.column.table.name for key in column.foreign_keys}
    if targets == {"institution"} or (table.name == "institution" and column.name == "id"):
        return f"{name} + k"
    if column.name == "id" or targets:
        return f"{name} + k * {STEP}"
    if (table.name, column.name) in (
        ("institution", "name"),
        ("institution", "uuid"),
        ("text", "digest"),
    ):
        return f"{name} || k"
    return name


def _sizes(town: Town) -> str:
    said = []
    with town.bare(town.url) as admin:
        for table in ("institution", "subject", "photo", "ledger"):
            row = admin.execute(_COUNT.replace(":table", table).encode()).fetchone()
            said.append(f"{table} {row[0]:,}" if row else "")
        row = admin.execute(b"SELECT pg_database_size(current_database())").fetchone()
        said.append(f"{row[0] / 1e9:.1f} GB" if row else "")
    return ", ".join(said)


def _median(work: Callable[[], object], turns: int = TURNS) -> float:
    times = []
    for _ in range(turns):
        start = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
