"""Seals: the head of the chain as a text that is kept elsewhere.

A chain proves its own order; that it is the same chain as last week only an anchor outside shows.
A seal may be signed; what a signature is worth, `services.signing` knows. The first signs of a head
are printed on paper that leaves the house, and can be held against the register likewise.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from consentdesk.domain.acts import ActKind, Digest, SealKeySet
from consentdesk.errors import BadInput, Problem
from consentdesk.storage import schema
from consentdesk.storage.encoding import instant
from consentdesk.storage.reading import Reader
from consentdesk.storage.register import Register
from consentdesk.storage.values import Tampering, VerifyProblem

IsSigned = Callable[[str, str, str], bool]
"""Whether a key (in hex) made a signature (in hex) of a text."""
_FORM = re.compile(
    r"ConsentDesk seal 1\ninstitution: (?P<uuid>[0-9a-f-]{36})\nacts: (?P<acts>\d{1,18})\n"
    r"head: (?P<head>[0-9a-f]{64})\nat: (?P<at>\S{1,40})\n"
    r"(?:key: (?P<key>[0-9a-f]{64})\nsignature: (?P<signature>[0-9a-f]{128})\n)?"
)
_AT = sa.select(schema.ledger.c.digest, schema.ledger.c.at).where(
    schema.ledger.c.institution == sa.bindparam("here"),
    schema.ledger.c.number == sa.bindparam("number"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Where a register's journal stood; `key` and `signature` are "" where nobody signed."""

    institution: str
    acts: int
    head: Digest
    at: str
    key: str = ""
    signature: str = ""

    @property
    def body(self) -> str:
        """What is signed: all before the signature, the key included."""
        said = (
            f"ConsentDesk seal 1\ninstitution: {self.institution}\nacts: {self.acts}\n"
            f"head: {self.head}\nat: {self.at}\n"
        )
        return f"{said}key: {self.key}\n" if self.key else said

    @property
    def text(self) -> str:
        """The seal as it is written, with a line by which damage on the way is told."""
        said = f"{self.body}signature: {self.signature}\n" if self.signature else self.body
        return f"{said}check: {_check(said)}\n"


def stand(register: Register) -> tuple[Seal, str]:
    """A seal of the register as it is now that nobody signed; and the key that should sign it."""
    with register.read() as reader:
        head = reader.head()
        at = instant(head.at) if head.at is not None else "-"
        uuid = reader.institution.uuid
        seal = Seal(institution=uuid, acts=head.number, head=head.digest, at=at)
        return seal, key_in_force(reader)


def key_in_force(reader: Reader, acts: int | None = None) -> str:
    """The key seals are signed with, now or when there were so many acts; "" where there is none"""
    before = None if acts is None else acts + 1
    found = reader.ledger(kinds=frozenset({ActKind.SEAL_KEY_SET}), before=before, limit=1)
    return next((act.body.key for act in found if isinstance(act.body, SealKeySet)), "")


def check_seal(register: Register, text: str, is_signed: IsSigned) -> tuple[VerifyProblem, ...]:
    """What speaks against the register being the sealed one; see `upkeep.check_seal`.

    Every seal ever made stays good as long as nothing is rewritten, however much is added.
    """
    seal = read_seal(text)
    with register.read() as reader:
        mine, known = reader.institution.uuid, key_in_force(reader, seal.acts)
    if mine != seal.institution:
        told = f"sealed: {seal.institution}"
        return (VerifyProblem(Tampering.SEAL_OTHER_REGISTER, None, told),)
    if seal.key and not is_signed(seal.key, seal.signature, seal.body):
        # Nothing it says is anybody's word.
        return (VerifyProblem(Tampering.SEAL_SIGNATURE_WRONG, None, f"key {seal.key}"),)
    found = _line(register, seal.acts)
    if found is None:
        # Which key signed then is not known any more.
        return (VerifyProblem(Tampering.SEAL_OLDER_COPY, seal.acts, "the sealed act is gone"),)
    problems = []
    if seal.key and seal.key != known:
        told = f"signed with {seal.key}, recorded {known or '-'}"
        problems.append(VerifyProblem(Tampering.SEAL_OTHER_KEY, None, told))
    if known and not seal.key:
        # Anybody can write one of a journal that was rewritten whole.
        problems.append(VerifyProblem(Tampering.SEAL_UNSIGNED, None, f"recorded {known}"))
    digest, at = found
    if digest != seal.head:
        told = "the sealed act is another"
        problems.append(VerifyProblem(Tampering.SEAL_MISMATCH, seal.acts, told))
    elif at != seal.at:
        told = f"sealed as of {seal.at}, written {at}"
        problems.append(VerifyProblem(Tampering.SEAL_TIME_WRONG, seal.acts, told))
    return tuple(problems)


def check_head(register: Register, number: int, begins: str) -> tuple[VerifyProblem, ...]:
    """What speaks against the journal having stood so when its head was printed.

    `begins` are the first signs of the digest.
    """
    found = _line(register, number)
    if found is None:
        return (VerifyProblem(Tampering.PRINTED_OLDER_COPY, number, "the printed act is gone"),)
    if not found[0].startswith(begins):
        return (VerifyProblem(Tampering.PRINTED_MISMATCH, number, "the printed act is another"),)
    return ()


def read_seal(text: str) -> Seal:
    """The seal in a text; one damaged on the way is told by its check line.

    BadInput SEAL_UNREADABLE.
    """
    lines = "".join(f"{line.strip()}\n" for line in text.strip().splitlines())
    body, mark, check = lines.rpartition("check: ")
    found = _FORM.fullmatch(body)
    if found is None or not mark or check.strip() != _check(body):
        raise BadInput(Problem.SEAL_UNREADABLE, path="seal")
    return Seal(
        institution=found["uuid"],
        acts=int(found["acts"]),
        head=Digest(found["head"]),
        at=found["at"],
        key=found["key"] or "",
        signature=found["signature"] or "",
    )


def _line(register: Register, number: int) -> tuple[str, str] | None:
    """Digest and time of the act with that number."""
    with register.connected(writes=False) as connection:
        here = {"here": register.institution_id, "number": number}
        found = connection.execute(_AT, here).one_or_none()
    return None if found is None else (found.digest, found.at)


def _check(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
