"""A first draft of a sheet's answers, from what was read off it and what is known of the form.

What is unclear stays undecided, and that the signature was seen only a person can say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from consentdesk.domain.inbox import Draft
from consentdesk.domain.people import custody_holders, signs_alone
from consentdesk.domain.sheets import Answer, ReadPage

if TYPE_CHECKING:
    from consentdesk.domain.acts import Purpose
    from consentdesk.domain.journal import Form
    from consentdesk.storage.reading import Reader

_SAYS: Mapping[Answer, bool | None] = MappingProxyType(
    {Answer.YES: True, Answer.NO: False, Answer.BLANK: False, Answer.UNCLEAR: None}
)
"""A blank is a no (R6)."""


def proposed(reader: Reader, form: Form, today: date) -> Draft:
    """A draft of the form without a word read yet: nothing decided but who is likely to sign."""
    return Draft(
        answers=dict.fromkeys(form.purposes),
        signer=_likely_signer(reader, form, today),
        subject=form.subject,
    )


def with_reading(draft: Draft, reads: Iterable[ReadPage]) -> Draft:
    """The draft with the answers on these pages put in; purposes the form lacks are passed over."""
    answers: dict[Purpose, bool | None] = dict(draft.answers)
    for read in reads:
        for one in read.answers:
            if one.purpose in answers:
                answers[one.purpose] = _SAYS[one.answer]
    return replace(draft, answers=answers)


def _likely_signer(reader: Reader, form: Form, today: date) -> str:
    """Whom it was addressed to, or who alone may sign: one guardian, or the young person (R3)."""
    if form.guardian is not None:
        return str(form.guardian)
    if form.subject is None:
        return ""
    if form.own:
        # Signed too early, it is refused: never taken for a guardian's yes.
        return "self"
    if signs_alone(reader.subject(form.subject), today, reader.policy.age_limit):
        return "self"
    having = custody_holders(reader.guardianships([form.subject])[form.subject], today)
    return str(having[0]) if len(having) == 1 else ""
