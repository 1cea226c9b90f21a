"""Mistakes: an act that was wrong is voided by a further act, never edited (R14).

Knows which acts may be voided. What stands once they are is worked out by `domain.consent` and
`domain.scenes`.
"""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

from consentdesk.domain.acts import (
    Act,
    ActKind,
    Corrected,
    Granted,
    Journaled,
    Refused,
    Serial,
)
from consentdesk.domain.consent import in_force
from consentdesk.errors import Problem, RuleRefusal
from consentdesk.services.texts import passage
from consentdesk.storage.values import PUT_BACK, THROWN_AWAY

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer

CORRECTABLE = frozenset(
    {
        ActKind.ASKED,
        ActKind.GRANTED,
        ActKind.REFUSED,
        ActKind.JOURNALED,
        ActKind.WITHDRAWN,
        ActKind.OBJECTED,
        ActKind.OBJECTION_LIFTED,
        ActKind.PROTECTED,
        ActKind.PROTECTION_LIFTED,
        ActKind.ATTESTED,
        ActKind.ASSESSED,
        ActKind.SECONDED,
        ActKind.SAME_PICTURE,
        ActKind.TAKEN_DOWN,
        ActKind.ACCESS_ASKED,
    }
)
"""Statements. What tells of a thing that happened (a release, an enrolment) can't unhappen."""
_OF_THE_TRASH = frozenset({THROWN_AWAY, PUT_BACK})


def correct(register: Register, clerk: str, at: datetime, *, number: int, reason: str) -> Act:
    """Void the act with that number; a correction voided lets the first act count again.

    Raises BadInput: UNKNOWN_ACT and what `texts` refuses; RuleRefusal: NOT_CORRECTABLE,
    ALREADY_CORRECTED.
    """
    said = passage(reason, "reason", required=True)
    with register.write(clerk, at) as writer:
        act = writer.act(number)
        if not correctable(writer, act):
            raise RuleRefusal(Problem.NOT_CORRECTABLE, number=number, kind=act.kind)
        if not _counts(writer, act):
            raise RuleRefusal(Problem.ALREADY_CORRECTED, number=number)
        return _void(writer, act, said)


def correct_form(
    register: Register, clerk: str, at: datetime, *, serial: Serial, reason: str
) -> tuple[Act, ...]:
    """Void all answers of a form and its journal entry, so that it can be recorded afresh.

    Its scan is the form's no longer: what is recorded then brings its own evidence. Raises
    BadInput: UNKNOWN_SERIAL and what `texts` refuses; RuleRefusal(FORM_NOT_RECORDED) where nothing
    stands that could be voided.
    """
    said = passage(reason, "reason", required=True)
    with register.write(clerk, at) as writer:
        form = writer.form(serial)
        acts = () if form.subject is None else writer.acts([form.subject])[form.subject]
        wrong = [
            act
            for act in in_force(acts, writer.policy, writer.today(at))
            if isinstance(act.body, Granted | Refused | Journaled) and act.body.serial == serial
        ]
        if not wrong:
            raise RuleRefusal(Problem.FORM_NOT_RECORDED, serial=serial)
        # The entry keeps its own; the next one must not rest on the paper that was wrong (R12).
        writer.attach_scan(serial, None)
        return tuple(_void(writer, act, said) for act in wrong)


def _counts(writer: Writer, act: Act) -> bool:
    """Whether no correction in force speaks of the act."""
    void: set[int] = set()
    for correction in writer.ledger(kinds=frozenset({ActKind.CORRECTED}), limit=sys.maxsize):
        if isinstance(correction.body, Corrected) and correction.number not in void:
            void.add(correction.body.number)
    return act.number not in void


def correctable(reader: Reader, act: Act) -> bool:
    """Whether that act is a statement that may be voided, or a clerk's own correction of one.

    What went into the trash comes out of it again as a whole, and not line by line. Says nothing of
    whether the act still counts.
    """
    first = act
    while isinstance(first.body, Corrected):
        if reader.texts([first.body.reason]).get(first.body.reason) in _OF_THE_TRASH:
            return False
        first = reader.act(first.body.number)
    # What a file was recognised by is gone with the correction; it has to be said anew.
    return first.kind in CORRECTABLE and (first is act or first.kind is not ActKind.SAME_PICTURE)


def _void(writer: Writer, act: Act, reason: str) -> Act:
    if act.kind is ActKind.SAME_PICTURE:
        return writer.remove_alias(act.number, writer.digest_text(reason))
    # The register adds whom and what the act was about.
    body = Corrected(number=act.number, reason=writer.digest_text(reason), subject=None, photo=None)
    (done,) = writer.append(body)
    return done
