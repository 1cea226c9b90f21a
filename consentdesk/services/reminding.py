"""Whom to remind of a form that has not come back.

Reads only; the letters are printed by `paper.reprint`, in front of the same forms.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.journal import FormState
from consentdesk.domain.serials import place_of
from consentdesk.services.inbox.listing import not_returned

if TYPE_CHECKING:
    from consentdesk.domain.acts import Serial
    from consentdesk.domain.journal import Form
    from consentdesk.domain.people import GuardianId, SubjectId
    from consentdesk.storage.reading import Reader

LOOKED_THROUGH = 20_000
"""Forms among which those to be reminded of are looked for, the newest first."""


def forms_to_remind(
    reader: Reader,
    subjects: Collection[SubjectId] | None = None,
    printed_before: date | None = None,
) -> tuple[Serial, ...]:
    """The forms of which nothing has come back, the longest out first; None: of everybody.

    One for each person, or for each guardian who has one of his or her own: the newest. Whoever
    has answered a form printed later needs no reminder.
    """
    zone = ZoneInfo(reader.policy.timezone)
    out = [f for f in not_returned(reader, LOOKED_THROUGH) if place_of(f.serial) == 1]
    newest: dict[tuple[SubjectId, GuardianId | None], Form] = {}
    for form in out:
        if form.subject is None or (subjects is not None and form.subject not in subjects):
            continue
        newest.setdefault((form.subject, form.guardian), form)
    found = []
    for (subject, guardian), form in newest.items():
        later = any(
            other.printed_at > form.printed_at
            and other.state is not FormState.PRINTED
            and other.guardian in (None, guardian)
            for other in reader.forms(subject=subject)
        )
        day = form.printed_at.astimezone(zone).date()
        if not later and (printed_before is None or day < printed_before):
            found.append(form)
    return tuple(form.serial for form in reversed(found))
