"""What was said between a paper's coming in and its being recorded.

What is said on one day counts in the order of its acts (R8), and the act of a sheet that waited is
later than the paper: a yes that came first must not beat the no that came after it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import Act, Purpose, Refused, Serial, Withdrawn
from consentdesk.domain.consent import in_force
from consentdesk.domain.people import Signer, SignerKind, SubjectId, last_custody_holders
from consentdesk.errors import IntakeRefused, Problem, RuleRefusal

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.writing import Writer


def day_it_came(reader: Reader, arrived_at: datetime) -> date:
    """The institution's local day of that moment, whatever has been written since."""
    return arrived_at.astimezone(ZoneInfo(reader.policy.timezone)).date()


def check_came_signed(
    reader: Reader, serial: Serial, signed_on: date, arrived_at: datetime
) -> None:
    """Refuse a paper said to be signed on a later day than it came: RECEIVED_BEFORE_SIGNED."""
    came = day_it_came(reader, arrived_at)
    if signed_on > came:
        raise IntakeRefused(
            Problem.RECEIVED_BEFORE_SIGNED, serial=serial, day=came, signed=signed_on
        )


def check_not_taken_back(
    writer: Writer,
    serial: Serial,
    subject: SubjectId,
    yes: Collection[Purpose],
    signer: Signer,
    signed_on: date,
    arrived_at: datetime,
) -> None:
    """Refuse a yes to what was said no to on its very day, after the paper had come in.

    RuleRefusal TAKEN_BACK_SINCE with the `purposes` and the `number` of the act. The no of a later
    day beats the yes by itself, and so does another guardian's own (R5): those sheets can be filed.
    """
    today = writer.today(writer.at)
    known = writer.answers(serial)
    others: frozenset[int] = frozenset()
    if signer.kind is SignerKind.GUARDIAN:
        holders = last_custody_holders(writer.guardianships([subject])[subject], today)
        others = frozenset(holders) - {signer.guardian}
    acts = in_force(writer.acts([subject])[subject], writer.policy, today)
    for act in acts:
        if act.at <= arrived_at or _who(act) in others:
            continue
        against = [p for p in yes if _says_no(act, p, signed_on) and _is_before(act, known, p)]
        if against:
            raise RuleRefusal(
                Problem.TAKEN_BACK_SINCE,
                serial=serial,
                purposes=tuple(against),
                number=act.number,
            )


def _who(act: Act) -> int | None:
    """The guardian who says this no, if one is named."""
    return act.body.signer.guardian if isinstance(act.body, Refused | Withdrawn) else None


def _says_no(act: Act, purpose: Purpose, day: date) -> bool:
    match act.body:
        case Withdrawn(purposes=purposes, on=on):
            return on == day and purpose in purposes
        case Refused(purpose=refused, signed_on=signed_on):
            return signed_on == day and refused == purpose
        case _:
            return False


def _is_before(act: Act, answers: Mapping[Purpose, Act], purpose: Purpose) -> bool:
    """Whether it would be overtaken by the form's answer, which may have been recorded before."""
    return purpose not in answers or act.number < answers[purpose].number
