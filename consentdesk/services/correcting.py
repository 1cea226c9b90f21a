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

if TYPE_CHECKING:
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
        ActKind.SAME_PICTURE,
        ActKind.TAKEN_DOWN,
        ActKind.CORRECTED,
    }
)
"""Statements. What tells of a thing that happened (a release, an enrolment) can't unhappen."""


def correct(register: Register, clerk: str, at: datetime, *, number: int, reason: str) -> Act:
    """Void the act with that number; a correction voided lets the first act count again.

    Raises BadInput: UNKNOWN_ACT and what `texts` refuses; RuleRefusal: NOT_CORRECTABLE,
    ALREADY_CORRECTED.
    """
    said = passage(reason, "reason", required=True)
    with register.write(clerk, at) as writer:
        act = writer.act(number)
        if not _correctable(writer, act):
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


def _correctable(writer: Writer, act: Act) -> bool:
    if isinstance(act.body, Corrected):
        # What a file was recognised by, or a guardian who was added by mistake, is gone with the
        # correction; it has to be said anew.
        kind = writer.act(act.body.number).kind
        return kind in CORRECTABLE and kind is not ActKind.SAME_PICTURE
    return act.kind in CORRECTABLE


def _void(writer: Writer, act: Act, reason: str) -> Act:
    if act.kind is ActKind.SAME_PICTURE:
        return writer.remove_alias(act.number, writer.digest_text(reason))
    # The register adds whom and what the act was about.
    body = Corrected(number=act.number, reason=writer.digest_text(reason), subject=None, photo=None)
    (done,) = writer.append(body)
    return done
