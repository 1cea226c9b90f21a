"""Access (R27): who asked, until when the answer is due, and which photos stay out of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from consentdesk.domain.acts import AccessAsked, AccessGiven, Act, Erased
from consentdesk.domain.consent import add_months, voided
from consentdesk.domain.people import SubjectId

MONTHS = 1
"""For the answer, from the day the request came in (GDPR art. 12(3))."""


class Omission(StrEnum):
    """Why a photo is not in a pack; the spelling is promised to scripts."""

    FILE_MISSING = "FILE_MISSING"
    NOT_ALL_NAMED = "NOT_ALL_NAMED"
    NOT_COVERED = "NOT_COVERED"
    OWN_PLACE_UNKNOWN = "OWN_PLACE_UNKNOWN"
    CROPPED_AWAY = "CROPPED_AWAY"
    UNREADABLE = "UNREADABLE"
    LEFT_OUT = "LEFT_OUT"
    """By whoever looked through them."""


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asked on that day and has no answer yet."""

    subject: SubjectId
    on: date

    @property
    def due(self) -> date:
        """The last day for the answer: the same of the next month, or that month's last."""
        return add_months(self.on, MONTHS)


def waiting(acts: Iterable[Act]) -> tuple[Request, ...]:
    """The requests without an answer, the one due first at the front.

    `acts` are all that ask for access, give it, correct or erase. An answer counts for everything
    asked before it; of several requests the earliest sets the day.
    """
    every = sorted(acts, key=lambda act: act.number)
    void = voided(every)
    asked: dict[SubjectId, date] = {}
    for act in every:
        body = act.body
        if act.number in void:
            continue
        if isinstance(body, AccessAsked):
            asked[body.subject] = min(body.on, asked.get(body.subject, body.on))
        elif isinstance(body, AccessGiven | Erased):
            asked.pop(body.subject, None)
    found = (Request(subject, on) for subject, on in asked.items())
    return tuple(sorted(found, key=lambda one: (one.on, one.subject)))
