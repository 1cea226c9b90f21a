"""No error of a server quotes to a seat what it may not read."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import psycopg
import pytest

from consentdesk.domain.roles import Role
from tests.postgres import Postgres
from tests.storage.bare_lines import told
from tests.storage.desk import HOUSE
from tests.storage.seats import NEXT_DOOR, Town, fill, make_town

Bare = psycopg.Connection[Any]
SAID = (
    "Zorbina called",
    "010115-1234 Quixley",
    '"Zorbina" said',
    "42 Zorbina",
    "[Quixley, is ill]",
)
"""Closed texts that read as JSON, a number or a day only in part."""
FUNCTIONS = (
    b"SELECT p.proname, pg_get_function_arguments(p.oid) FROM pg_proc p "
    b"WHERE p.proname LIKE 'consentdesk\\_%' AND p.prorettype <> 'trigger'::regtype"
)


@pytest.fixture(scope="module")
def town(postgres: Postgres) -> Iterator[Town]:
    """Two institutions with everything in them."""
    made = make_town(postgres, Role)
    for house in (HOUSE, NEXT_DOOR):
        fill(made, house)
    yield made
    postgres.drop(made.url)


def _arguments(types: list[str], digest: str, here: int) -> list[tuple[str, object]]:
    """What to call a function with: a digest wherever one may stand."""
    given: dict[str, object] = {
        "integer": here,
        "integer[]": [here],
        "text": digest,
        "text[]": [digest],
        "jsonb": "{}",
        "date": "2019-05-03",
        "boolean": False,
    }
    return [(kind, given[kind]) for kind in types]


def _complaint(seat: Bare, name: str, arguments: list[tuple[str, object]]) -> str:
    """Everything the server says where it refuses."""
    places = ", ".join(f"%s::{kind}" for kind, _ in arguments)
    asked = f"SELECT {name}({places})".encode()
    try:
        with seat.transaction(force_rollback=True):
            seat.execute(asked, [value for _, value in arguments])
    except psycopg.Error as refused:
        return " ".join(
            filter(
                None,
                (
                    refused.diag.message_primary,
                    refused.diag.message_detail,
                    refused.diag.message_hint,
                    refused.diag.context,
                ),
            )
        )
    return ""


def test_no_function_quotes_a_closed_text_to_a_photographer(town: Town) -> None:
    with town.bare(town.as_login(town.login("clerk"))) as clerk:
        digests = [told(clerk, text) for text in SAID]
        digests += [row[0] for row in clerk.execute(b"SELECT digest FROM text").fetchall()]
        closed = {row[0] for row in clerk.execute(b"SELECT text FROM text").fetchall()}
    with town.bare(town.url) as owner:
        found = owner.execute(FUNCTIONS).fetchall()
        digests += [row[0] for row in owner.execute(b"SELECT digest FROM text").fetchall()]
    assert len(found) > 20
    assert set(SAID) <= closed
    with town.bare(town.as_login(town.login("photographer"))) as photographer:
        said = [
            _complaint(photographer, name, _arguments(types, digest, here))
            for name, told_of in found
            for types in ([part.split()[1] for part in told_of.split(", ")] if told_of else [],)
            for digest, here in product(dict.fromkeys(digests), (1, 2))
        ]
    assert any(said)
    assert [
        one for one in said for word in ("Zorbina", "Quixley", "Mette", "Ida") if word in one
    ] == []


def test_the_same_rules_are_told_only_of_rules(town: Town) -> None:
    """A clerk who sets them hears whether they are; of another text nobody hears anything."""
    asked = b"SELECT consentdesk_same_rules(1, %s, %s)"
    with town.bare(town.as_login(town.login("clerk"))) as clerk:
        rules = clerk.execute(b"SELECT consentdesk_rules(1)").fetchone()
        assert rules is not None
        other = told(clerk, "Zorbina called")
        copied = clerk.execute(b"SELECT text FROM text WHERE digest = %s", rules).fetchone()
        assert copied is not None
        unsaid = told(clerk, copied[0])
        pairs = [(rules[0], rules[0]), (other, other), (rules[0], unsaid)]
        heard = [clerk.execute(asked, pair).fetchone() for pair in pairs]
    assert heard == [(True,), (False,), (False,)]
    with town.bare(town.as_login(town.login("photographer"))) as photographer:
        heard = [photographer.execute(asked, pair).fetchone() for pair in pairs]
    assert heard == [(False,), (False,), (False,)]
