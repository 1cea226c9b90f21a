"""Lines of a server's ledger as a seat with bare SQL would write them, past the program."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

import psycopg

from consentdesk.domain.acts import KIND_OF, Body, Digest
from consentdesk.storage.chain import clerk_told, line_digest, salted
from consentdesk.storage.encoding import encode, instant
from tests.storage.seats import now

Bare = psycopg.Connection[Any]
Line = Mapping[str, object]
_HEAD = b"SELECT i.uuid, h.number, h.digest FROM institution i JOIN head h ON h.institution = i.id "
APPEND = (
    b"SELECT consentdesk_append(%(here)s, %(op)s, %(at)s, %(clerk)s, %(kind)s, "
    b"%(subject)s::integer[], %(photo)s::integer[], %(serial)s::text[], %(body)s, "
    b"%(binds)s::text[], %(digest)s)"
)


def line_of(seat: Bare, said: Body, **changed: object) -> dict[str, object]:
    """A line as the program would write it next, but for what is `changed` before digesting."""
    row = seat.execute(_HEAD + b"WHERE i.id = 1").fetchone()
    assert row is not None
    uuid, number, previous = row
    clerk = changed.pop("clerk", None) or clerk_at(seat)
    who = seat.execute(b"SELECT digest FROM clerk WHERE id = %s", (clerk,)).fetchone()
    digest = who[0] if who is not None else "0" * 64
    line: dict[str, Any] = {
        "number": number + 1,
        "op": token_hex(16),
        "at": instant(now()),
        "clerk": clerk,
        "kind": KIND_OF[type(said)].value,
        "subject": getattr(said, "subject", None),
        "photo": getattr(said, "photo", None),
        "serial": getattr(said, "serial", None),
        "body": encode(said),
        "binds": None,
        "previous": previous,
        **changed,
    }
    return {**line, "digest": line_digest(uuid, digest, tuple(line.values()))}


def clerk_at(seat: Bare) -> int:
    """Who writes at this seat."""
    me = seat.execute(b"SELECT session_user").fetchone()
    assert me is not None
    asked = b"SELECT id FROM clerk WHERE institution = 1 AND login = %s"
    found = seat.execute(asked, me).fetchone()
    if found is None:
        made_up(seat, "Sanne Vig", me[0])
        found = seat.execute(asked, me).fetchone()
    assert found is not None
    return int(found[0])


def made_up(seat: Bare, name: str, login: str) -> None:
    """Add somebody who writes at that seat."""
    digest = salted(b"salt", clerk_told(name, login))
    seat.execute(
        b"INSERT INTO clerk (institution, name, salt, digest, login) VALUES (1, %s, %s, %s, %s)",
        (name, b"salt", digest, login),
    )


def told(seat: Bare, text: str) -> Digest:
    """Keep a text as the program does before an act digests it; in the act's own transaction."""
    salt = token_hex(16).encode()
    digest = salted(salt, text)
    seat.execute(
        b"INSERT INTO text (digest, institution, salt, text) VALUES (%s, 1, %s, %s)",
        (digest, salt, text),
    )
    return Digest(digest)


def append_line(seat: Bare, line: Line, here: int = 1) -> None:
    given = {name: [value] for name, value in line.items()}
    seat.execute(APPEND, {**given, "here": here})
