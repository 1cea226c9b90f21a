"""Seals: the head of the chain as a text that is kept elsewhere.

A chain proves its own order; that it is the same chain as last week only an anchor outside shows.
"""

import hashlib
import re

import sqlalchemy as sa

from consentdesk.domain.acts import Digest
from consentdesk.errors import BadInput, Problem
from consentdesk.storage import schema
from consentdesk.storage.encoding import instant
from consentdesk.storage.register import Register
from consentdesk.storage.values import Tampering, VerifyProblem

_FORM = re.compile(
    r"ConsentDesk seal 1\ninstitution: (?P<uuid>[0-9a-f-]{36})\nacts: (?P<acts>\d{1,18})\n"
    r"head: (?P<head>[0-9a-f]{64})\nat: (?P<at>\S{1,40})\n"
)
_AT = sa.select(schema.ledger.c.digest).where(
    schema.ledger.c.institution == sa.bindparam("here"),
    schema.ledger.c.number == sa.bindparam("number"),
)


def seal(register: Register) -> str:
    """The seal of the register as it is now; see `upkeep.seal`."""
    with register.read() as reader:
        head, uuid = reader.head(), reader.institution.uuid
    at = instant(head.at) if head.at is not None else "-"
    text = (
        f"ConsentDesk seal 1\ninstitution: {uuid}\nacts: {head.number}\n"
        f"head: {head.digest}\nat: {at}\n"
    )
    return f"{text}check: {_check(text)}\n"


def check_seal(register: Register, text: str) -> tuple[VerifyProblem, ...]:
    """What speaks against the register being the sealed one; see `upkeep.check_seal`.

    Every seal ever made stays good as long as nothing is rewritten, however much is added.
    """
    uuid, number, digest = _parse(text)
    with register.connected(writes=False) as connection:
        here = register.institution_id
        mine = sa.select(schema.institution.c.uuid).where(schema.institution.c.id == here)
        if connection.execute(mine).scalar_one() != uuid:
            return (VerifyProblem(Tampering.SEAL_OTHER_REGISTER, None, f"sealed: {uuid}"),)
        found = connection.execute(_AT, {"here": here, "number": number}).scalar()
    if found is None:
        return (VerifyProblem(Tampering.SEAL_MISMATCH, number, "the sealed act is gone"),)
    if found != digest:
        return (VerifyProblem(Tampering.SEAL_MISMATCH, number, "the sealed act is another"),)
    return ()


def _parse(text: str) -> tuple[str, int, Digest]:
    """Institution, act number and digest; a seal damaged on the way is told by its check line."""
    lines = "".join(f"{line.strip()}\n" for line in text.strip().splitlines())
    body, mark, check = lines.rpartition("check: ")
    found = _FORM.fullmatch(body)
    if found is None or not mark or check.strip() != _check(body):
        raise BadInput(Problem.SEAL_UNREADABLE, path="seal")
    return found["uuid"], int(found["acts"]), Digest(found["head"])


def _check(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
