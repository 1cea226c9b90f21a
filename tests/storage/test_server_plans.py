"""What a plan that is explained and carried out tells of rows that are nobody's business.

Of several conditions the server tries the cheapest first, the asker's own among them, and tells how
many rows each part of a plan went through. Comparing two plans, one with a right guess and one with
a wrong guess, finds out anything in a few hundred questions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from consentdesk.domain.roles import Role
from consentdesk.storage import schema
from consentdesk.storage.server_policies import PHOTOGRAPHERS
from tests.postgres import Postgres
from tests.storage.desk import HOUSE
from tests.storage.seats import NEXT_DOOR, Town, fill, make_town

Bare = psycopg.Connection[Any]
_GUESSED = {"text": "text", "character varying": "text", "date": "date", "bytea": "bytea"}
"""The kinds of columns that say something, and how a guess is cast."""
_FORMS = (
    "{column} = {guess}",
    "{column} >= {guess}",
    "{column} = ANY (ARRAY[{guess}])",
    "{column} >= ANY (ARRAY[{guess}])",
    "({column}, 1) >= ({guess}, 1)",
    "CASE WHEN {column} >= {guess} THEN true END",
    "EXISTS (SELECT FROM (VALUES ({guess})) AS v (x) WHERE {column} >= v.x)",
)
_A_ROW = (
    'SELECT quote_literal(":c") FROM ":t" WHERE :w AND ":c" IS NOT NULL ORDER BY ":c" DESC LIMIT 1'
)
_SCANS = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")
LOOKED_UP = {
    ("clerk", "name"),
    ("clerk", "login"),
    ("document", "digest"),
    ("edition", "name"),
    ("edition_draft", "name"),
    ("event", "name"),
    ("fingerprint", "picture"),
    ("fingerprint", "sha256"),
    ("form", "serial"),
    ("form", "state"),
    ("inbox_file", "digest"),
    ("inbox_sheet", "serial"),
    ("inbox_sheet", "state"),
    ("institution", "name"),
    ("institution", "uuid"),
    ("journal_entry", "serial"),
    ("ledger", "kind"),
    ("ledger", "op"),
    ("ledger", "previous"),
    ("ledger", "serial"),
    ("photo", "kind"),
    ("preset", "destination"),
    ("seat", "login"),
    ("text", "digest"),
}
"""What an index leads to, of which docs/server.md says that guesses can be tried."""


@dataclass(frozen=True, slots=True)
class _Column:
    table: str
    name: str
    kind: str

    @property
    def key(self) -> tuple[str, str]:
        return self.table, self.name


@pytest.fixture(scope="module")
def town(postgres: Postgres) -> Iterator[Town]:
    """Two institutions with people, paper and pictures each."""
    made = make_town(postgres, (Role.CLERK, Role.PHOTOGRAPHER))
    for house in (HOUSE, NEXT_DOOR):
        fill(made, house)
    with made.bare(made.url) as admin:
        admin.execute(b"INSERT INTO grey SELECT id, sha256(sha256) FROM fingerprint")
    yield made
    postgres.drop(made.url)


def _columns(admin: Bare) -> list[_Column]:
    rows = admin.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'public' ORDER BY 1, ordinal_position"
    ).fetchall()
    known = schema.metadata.tables
    return [_Column(*row) for row in rows if row[0] in known and row[2] in _GUESSED]


def _told(asker: Bare, place: str, condition: str) -> str:
    """The plan as it went, without what was asked for."""
    asked = f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT FROM {place} WHERE "
    lines = [line for (line,) in asker.execute((asked + condition).encode()).fetchall()]
    return "\n".join(line.split("Cond:")[0].split("Filter:")[0] for line in lines)


def _guesses(admin: Bare, column: _Column, where: str) -> tuple[str, str] | None:
    """A right guess of a row there, and a wrong one that is greater, as SQL; None without a row."""
    cast = _GUESSED[column.kind]
    asked = _A_ROW.replace(":c", column.name).replace(":t", column.table).replace(":w", where)
    row = admin.execute(asked.encode()).fetchone()
    if row is None:
        return None
    wrong = {"date": "'9999-12-31'", "bytea": r"'\xffffffff'", "text": "'\U0010fffdno'"}[cast]
    return f"{row[0]}::{cast}", f"{wrong}::{cast}"


def _at(column: _Column, numbers: Mapping[str, int]) -> str:
    """What finds the neighbour's rows, by numbers that are no secret."""
    if column.table == "institution":
        return f"id = {numbers['institution']}"
    owners = ("institution", "fingerprint", "release")
    owner = next(o for o in owners if o in schema.metadata.tables[column.table].c)
    return f"{owner} = {numbers[owner]}"


def _neighbours(admin: Bare) -> dict[str, int]:
    found = admin.execute(
        "SELECT i.id, (SELECT min(id) FROM fingerprint WHERE institution = i.id), "
        "(SELECT min(id) FROM release WHERE institution = i.id) FROM institution i WHERE name = %s",
        (NEXT_DOOR,),
    ).fetchone()
    assert found is not None
    return dict(zip(("institution", "fingerprint", "release"), found, strict=True))


def _differences(town: Town, role: Role, *, scans: bool) -> set[tuple[str, str]]:
    """The columns of which a plan tells a right guess from a wrong one."""
    found, tried = set(), set()
    with (
        town.bare(town.url) as admin,
        town.bare(town.as_login(town.login(role.value))) as asker,
    ):
        for scan in () if scans else _SCANS:
            asker.execute(f"SET {scan} = off".encode())
        numbers = _neighbours(admin)
        veiled = admin.execute(
            "SELECT viewname FROM pg_views WHERE schemaname = %s", (PHOTOGRAPHERS,)
        ).fetchall()
        for column in _columns(admin):
            where = _at(column, numbers)
            guesses = _guesses(admin, column, where)
            if guesses is None:
                continue
            place = f'"{column.table}"'
            if role is Role.PHOTOGRAPHER and (column.table,) in veiled:
                place = f"{PHOTOGRAPHERS}.{place}"
            tried.add(column.table)
            for form in _FORMS:
                asked = (form.format(column=f'"{column.name}"', guess=g) for g in guesses)
                if len({_told(asker, place, f"{one} AND {where}") for one in asked}) > 1:
                    found.add(column.key)
    assert len(tried) > 15
    assert {"subject", "text", "document", "grey", "release_copy", "journal_entry"} <= tried
    return found


@pytest.mark.parametrize("role", [Role.CLERK, Role.PHOTOGRAPHER])
def test_no_plan_tells_whether_a_guess_about_a_neighbour_was_right(town: Town, role: Role) -> None:
    assert _differences(town, role, scans=False) == set()


@pytest.mark.parametrize("role", [Role.CLERK, Role.PHOTOGRAPHER])
def test_only_what_is_looked_up_by_an_index_can_be_guessed_at(town: Town, role: Role) -> None:
    assert _differences(town, role, scans=True) <= LOOKED_UP


@pytest.mark.parametrize("scans", [False, True])
def test_no_plan_tells_a_photographer_what_a_closed_text_says(town: Town, scans: bool) -> None:
    """Birth dates, reasons and where the paper lies stand there, of people at home as well."""
    with (
        town.bare(town.url) as admin,
        town.bare(town.as_login(town.login(Role.PHOTOGRAPHER.value))) as asker,
    ):
        for scan in () if scans else _SCANS:
            asker.execute(f"SET {scan} = off".encode())
        closed = admin.execute(
            "SELECT quote_literal(t.digest) FROM text t JOIN institution i ON i.id = t.institution "
            "WHERE i.name = %s AND t.text LIKE %s",
            (HOUSE, '{"born"%'),
        ).fetchall()
        assert closed
        for (digest,) in closed:
            column = _Column("text", "text", "text")
            guesses = _guesses(admin, column, f"digest = {digest}")
            assert guesses is not None
            for form in _FORMS:
                asked = (form.format(column="text", guess=g) for g in guesses)
                place = f"{PHOTOGRAPHERS}.text"
                plans = {_told(asker, place, f"digest = {digest} AND {one}") for one in asked}
                assert len(plans) == 1, plans
