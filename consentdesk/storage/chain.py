"""The hash chain: how a line of the ledger is bound to the one before it.

Knows digests only; what stands in a body is `encoding`'s, and who may write is the database's.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence

from consentdesk.domain.acts import Digest

SALT_BYTES = 16
LINE = (
    "number",
    "op",
    "at",
    "clerk",
    "kind",
    "subject",
    "photo",
    "serial",
    "body",
    "binds",
    "previous",
)
"""The columns of a line in the order in which they are digested."""

_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def genesis(uuid: str) -> Digest:
    """What stands before the first act: the institution's own identity."""
    return _hex(_encode(["ConsentDesk register", 1, uuid]))


def line_digest(uuid: str, clerk: str, line: Sequence[object]) -> Digest:
    """The digest of one line.

    `clerk` is the digest of the clerk's name, so that nobody else can be put in his or her place;
    `line` holds the columns of `LINE` in that order. A JSON array leaves no doubt where one value
    ends and the next begins.
    """
    return _hex(_encode([uuid, clerk, *line]))


def new_salt() -> bytes:
    """Fresh salt for one text."""
    return secrets.token_bytes(SALT_BYTES)


def salted(salt: bytes, text: str) -> Digest:
    """The digest under which a text is known to the ledger."""
    return Digest(hashlib.sha256(salt + text.encode()).hexdigest())


def _hex(text: str) -> Digest:
    return Digest(hashlib.sha256(text.encode()).hexdigest())
