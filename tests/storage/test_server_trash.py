"""What comes out of a server's trash: what lies there and nothing else, by whoever may add it."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import psycopg
import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.domain.roles import Right, Role, may
from consentdesk.storage.chain import salted
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from tests.postgres import Postgres
from tests.storage.bare_lines import Bare
from tests.storage.desk import CLERK, HOUSE, family, portrait
from tests.storage.seats import NEXT_DOOR, Town, make_town, now

PUT_BACK = b"SELECT consentdesk_put_back(%s, %s, %s::jsonb)"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def town(postgres: Postgres) -> Iterator[Town]:
    """Two institutions with a child, a guardian and a picture in the trash each, and seats."""
    made = make_town(postgres, Role)
    for house in (HOUSE, NEXT_DOOR):
        with (
            Register.open(made.owner, institution=house) as register,
            register.write(CLERK, now()) as writer,
        ):
            child, _ = family(writer)
            writer.throw_away_photo(portrait(writer, 1, attested=False))
            writer.throw_away_subject(child)
    yield made
    postgres.drop(made.url)


def _seat(town: Town, role: Role) -> Any:
    return town.bare(town.as_login(town.login(role.value)))


def _kept(town: Town, table: str, here: int = 1) -> Row:
    """A row in the trash as the program would put it back."""
    with town.bare(town.url) as owner:
        rows = owner.execute(
            b"SELECT kept::jsonb -> %s -> 0 FROM trash WHERE institution = %s", (table, here)
        ).fetchall()
        binary = owner.execute(
            b"SELECT column_name FROM information_schema.columns "
            b"WHERE table_schema = 'public' AND table_name = %s AND data_type = 'bytea'",
            (table,),
        ).fetchall()
    (row,) = (row for (row,) in rows if row is not None)
    marked = {name: f"\\x{row[name]}" for (name,) in binary if row[name] is not None}
    return {**row, **marked, "institution": here}


def _put(seat: Bare, table: str, row: Mapping[str, object], here: int = 1) -> None:
    """Put it back, and leave everything as it was."""
    with seat.transaction(force_rollback=True):
        seat.execute(PUT_BACK, (here, table, json.dumps([row])))


@pytest.mark.parametrize("role", list(Role))
def test_only_whoever_may_add_such_rows_puts_them_back(town: Town, role: Role) -> None:
    needed = {
        "subject": Right.KEEP_PEOPLE,
        "guardian": Right.KEEP_PEOPLE,
        "photo": Right.NAME,
    }
    with _seat(town, role) as seat:
        for table, right in needed.items():
            row = _kept(town, table)
            if may(role, right):
                _put(seat, table, row)
            else:
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="this seat"):
                    _put(seat, table, row)
        for table in ("clerk", "text", "", "trash"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="this seat"):
                _put(seat, table, {"institution": 1})
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="this seat"):
                seat.execute(PUT_BACK, (2, "photo", "[]"))


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        ("subject", {"name": "Made Up", "folded": "made up"}),
        ("subject", {"born": "1980-01-01"}),
        ("subject", {"staff": True}),
        ("subject", {"institution": 2}),
        ("subject", {"ordered": "\\x00"}),
        ("subject", {"id": 4711}),
        ("subject", {"id": None}),
        ("guardian", {"name": "Made Up"}),
        ("guardian", {"digest": "0" * 64}),
        ("guardian", {"digest": None}),
        ("guardian", {"id": 4711}),
        ("photo", {"name": "other.jpg"}),
        ("photo", {"attested": 0}),
        ("photo", {"salt": None}),
        ("photo", {"more": 1}),
    ],
)
def test_nothing_else_than_lies_there_is_put_back(
    town: Town, table: str, changed: Mapping[str, object]
) -> None:
    row = _kept(town, table)
    with _seat(town, Role.HEAD) as seat:
        assert {**row, **changed} != row
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not in the trash"):
            _put(seat, table, {**row, **changed})
        short = {name: value for name, value in row.items() if name != list(row)[len(changed)]}
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not in the trash"):
            _put(seat, table, short)
        _put(seat, table, row)


@pytest.mark.parametrize("table", ["subject", "guardian", "photo"])
def test_nothing_comes_out_of_the_trash_next_door(town: Town, table: str) -> None:
    theirs = _kept(town, table, 2)
    with _seat(town, Role.HEAD) as seat:
        for row in (theirs, {**theirs, "institution": 1}):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not in the trash"):
                _put(seat, table, row)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="this seat"):
            _put(seat, table, theirs, here=2)


def test_what_a_seat_lays_into_the_trash_itself_is_not_put_back(town: Town) -> None:
    """No act of those that threw something away binds it."""
    row = {**_kept(town, "subject"), "name": "Made Up"}
    kept = {name: value for name, value in row.items() if name != "institution"}
    text = json.dumps({"subject": [{**kept, "ordered": str(kept["ordered"])[2:]}]})
    with _seat(town, Role.CLERK) as seat:
        acts = seat.execute(b"SELECT number FROM ledger WHERE institution = 1").fetchall()
        for (act,) in acts:
            with (
                pytest.raises(psycopg.errors.InsufficientPrivilege, match="not in the trash"),
                seat.transaction(),
            ):
                seat.execute(
                    b"SELECT consentdesk_remove(1, 'trash.id', ARRAY(SELECT id::text FROM trash))"
                )
                seat.execute(
                    b"INSERT INTO trash (institution, act, subject, salt, kept) "
                    b"VALUES (1, %s, %s, 'salt', %s)",
                    (act, row["id"], text),
                )
                _put(seat, "subject", row)


@pytest.mark.parametrize(("table", "column"), [("subject", "ordered"), ("photo", "raw_digest")])
def test_rows_thrown_away_before_a_column_came_are_put_back_with_its_default(
    town: Town, table: str, column: str
) -> None:
    row = _kept(town, table)
    default = {"ordered": "\\x", "raw_digest": None}[column]
    with town.bare(town.url) as owner, owner.transaction(force_rollback=True):
        owner.execute(b"ALTER TABLE ledger DISABLE TRIGGER USER")
        found = owner.execute(
            b"SELECT id, act, salt, kept FROM trash WHERE institution = 1 AND kept::jsonb ? %s",
            (table,),
        ).fetchone()
        assert found is not None
        id, act, salt, kept = found
        rows = json.loads(kept)
        del rows[table][0][column]
        text = json.dumps(rows)
        owner.execute(b"UPDATE trash SET kept = %s WHERE id = %s", (text, id))
        owner.execute(
            b"UPDATE ledger SET binds = %s WHERE institution = 1 AND number = %s",
            (salted(bytes(salt), text), act),
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not in the trash"):
            _put(owner, table, {**row, column: "\\x01"})
        _put(owner, table, {**row, column: default})


def test_the_program_puts_back_what_it_threw_away(town: Town) -> None:
    url = town.as_login(town.login(Role.CLERK.value))
    with Register.open(url, institution=HOUSE) as register:
        with register.write(CLERK, now()) as writer:
            writer.put_back(photo=PhotoId(1))
            writer.put_back(subject=SubjectId(1))
        with register.read() as reader:
            assert reader.subject(SubjectId(1)).born == date(2019, 5, 3)
            assert reader.trash() == ()
        assert verify(register).problems == ()
