"""What rights in a server's database cost: acts appended, photos looked up, a roster taken in.

    python -m tests.bench.bench_server [PHOTOS]

Starts a throw-away server. Each figure stands beside the same without rights: lines put in by a
plain INSERT, and the same look-up by whoever the tables belong to. Nothing is asserted.
"""

import hashlib
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from secrets import token_hex

import sqlalchemy as sa

from consentdesk.domain.acts import Asked, Purpose
from consentdesk.domain.people import SubjectId
from consentdesk.domain.roles import Role
from consentdesk.services.judging import judge_photos
from consentdesk.storage import schema
from consentdesk.storage.chain import LINE, line_digest
from consentdesk.storage.encoding import encode, instant
from consentdesk.storage.register import Register
from consentdesk.storage.server_appending import append_lines
from tests.postgres import Postgres
from tests.storage.desk import CLERK, HOUSE, family, journaled_yes, portrait
from tests.storage.seats import Town, make_town, now

ACTS = 1_200
TURNS = 9
LOOKED_UP = 300


def main(arguments: Sequence[str]) -> None:
    """Make the town, measure, print."""
    photos = int(arguments[0]) if arguments else 100_000
    server = Postgres.start()
    try:
        town = make_town(server)
        _fill(town, photos)
        _appending(town)
        _looking_up(town, photos)
        _judging(town)
        _roster(town)
    finally:
        server.stop()


def _fill(town: Town, photos: int) -> None:
    """Photos at both institutions, each known by one file."""
    with town.bare(town.url) as owner:
        for here in (1, 2):
            owner.execute(
                b"INSERT INTO photo (institution, name, folded, album, photographer, rights, width,"
                b" height) SELECT %s, g::text, g::text, '', '', '', 1, 1"
                b" FROM generate_series(1, %s) g",
                (here, photos),
            )
        owner.execute(
            b"INSERT INTO fingerprint (institution, photo, act, sha256)"
            b" SELECT institution, id, 1, sha256((id::text)::bytea) FROM photo"
        )
        owner.execute(b"ANALYZE")


def _appending(town: Town) -> None:
    """One run of many acts, the transaction rolled back each time."""
    with Register.open(town.owner, institution=HOUSE) as register:
        with register.write(CLERK, now()) as writer:
            subject, _ = family(writer)
        lines = _lines(register, subject)
        plain = _median(lambda: _store(register, lines, by_function=False))
        told = _median(lambda: _store(register, lines, by_function=True))
    with Register.open(town.seat("desk", Role.CLERK)) as register:
        # Nobody writes a line in the name of another seat.
        with register.write(CLERK, now()) as writer:
            subject, _ = family(writer)
        own = _lines(register, subject)
        seat = _median(lambda: _store(register, own, by_function=True))
    _tell(f"append {ACTS} acts", {"INSERT": plain, "function": told, "function by a seat": seat})


def _lines(register: Register, subject: SubjectId) -> list[dict[str, object]]:
    """In the name of whoever has written there for the first time last."""
    with register.read() as reader:
        uuid, head = reader.institution.uuid, reader.head()
    with register.connected(writes=False) as connection:
        who = connection.execute(
            sa.select(schema.clerk)
            .where(schema.clerk.c.institution == register.institution_id)
            .order_by(schema.clerk.c.id.desc())
        ).first()
    assert who is not None
    body = Asked(subject=subject, purposes=(Purpose("website"),), serial=None, edition="1")
    previous, lines = head.digest, []
    for number in range(head.number + 1, head.number + 1 + ACTS):
        at = instant(now())
        values = (
            *(number, token_hex(16), at, who.id, "ASKED", subject, None, None, encode(body)),
            *(None, previous),
        )
        previous = line_digest(uuid, who.digest, values)
        lines.append({**dict(zip(LINE, values, strict=True)), "digest": previous})
    return lines


def _store(register: Register, lines: Sequence[dict[str, object]], *, by_function: bool) -> None:
    with register.connected(writes=True) as connection:
        if by_function:
            append_lines(connection, register.institution_id, lines)
        else:
            owned = [{**line, "institution": register.institution_id} for line in lines]
            connection.execute(sa.insert(schema.ledger), owned)


def _looking_up(town: Town, photos: int) -> None:
    with town.bare(town.url) as owner:
        row = owner.execute(b"SELECT min(id) FROM photo WHERE institution = 1").fetchone()
    first = 0 if row is None else int(row[0])
    asked = [
        hashlib.sha256(str(first + n * 7919 % photos).encode()).digest() for n in range(LOOKED_UP)
    ]
    found = {}
    for who, url in _seats(town).items():
        with Register.open(url, institution=HOUSE) as register, register.read() as reader:
            times = [_timed(partial(reader.photo_with, one)) for one in asked]
            found[who] = statistics.median(times)
    _tell("look up by SHA-256", found)


def _judging(town: Town) -> None:
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        people = [journaled_yes(writer, f"Child {n}")[0] for n in range(25)]
        photos = [portrait(writer, 10_000 + n, people[n % 25]) for n in range(100)]
        today = writer.today(now())
    found = {}
    for who, url in _seats(town).items():
        with Register.open(url, institution=HOUSE) as register, register.read() as reader:
            found[who] = _median(lambda: judge_photos(reader, photos, today))
    _tell("verdicts on 100 photos of 25 children", found)


def _roster(town: Town) -> None:
    found = {}
    for who, url in _seats(town).items():
        if who == "photographer":
            continue
        with Register.open(url, institution=HOUSE) as register:
            found[who] = _timed(lambda: _enrol(register))
    _tell(f"enrol {ACTS} with a guardian each", found)


def _enrol(register: Register) -> None:
    with register.write(CLERK, now()) as writer:
        for n in range(ACTS):
            family(writer, f"Child {n}")


def _seats(town: Town) -> dict[str, str]:
    return {
        "owner": town.owner,
        "clerk": town.as_login(town.login("desk")),
        "photographer": _photographer(town),
    }


def _photographer(town: Town) -> str:
    login = town.login("photographer")
    with town.bare(town.url) as owner:
        known = owner.execute(b"SELECT FROM seat WHERE login = %s", (login,)).fetchone()
    if known is None:
        return town.seat("photographer", Role.PHOTOGRAPHER)
    return town.as_login(login)


def _tell(what: str, found: dict[str, float]) -> None:
    base = next(iter(found.values()))
    shares = ", ".join(f"{who} {ms:.2f} ms ({ms / base:.2f} x)" for who, ms in found.items())
    sys.stdout.write(f"{what}: {shares}\n")


def _median(work: Callable[[], object]) -> float:
    return statistics.median(_timed(work) for _ in range(TURNS))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - start)


if __name__ == "__main__":
    main(sys.argv[1:])
