"""Prints withdrawal slips: one page on which somebody takes a permission back, no questions asked.

A slip carries no number and issues nothing. What comes back is recorded like a call or a letter
(`withdrawing`), so taking back is never harder than giving (R7).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId, signs_alone
from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import LANGUAGES
from consentdesk.services.demo_class import is_practice, practice_word
from consentdesk.services.editions import Audience, Controller, Edition, load_edition
from consentdesk.services.heads import printed
from consentdesk.services.letter_composing import letter_language
from consentdesk.services.letter_wording import letter_wording
from consentdesk.services.paper import Deliver, home_language
from consentdesk.services.paper_addressing import own_audience
from consentdesk.services.paper_file import NewFile
from consentdesk.services.paper_mail import Slip, draw_slips

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


def print_slips(
    register: Register,
    at: datetime,
    output: Path,
    *,
    subjects: Sequence[SubjectId] = (),
    blank: int = 0,
    language: str | None = None,
    deliver: Deliver | None = None,
) -> int:
    """Write a slip for each subject and `blank` more without a name into a PDF; returns how many.

    Nothing is written into the register, and nobody is left out: everybody may take back.
    `language` None is the family's own where the slip speaks it, else the institution's.

    Raises BadInput NOTHING_TO_PRINT, UNKNOWN_SUBJECT, LETTER_LANGUAGE_UNKNOWN, NAME_TOO_LONG, and
    what `NewFile` and `load_edition` refuse.
    """
    edition, slips, head = _slips(register, at, subjects, blank, language)
    with NewFile(output, register.place) as new:
        draw_slips(edition, slips, new.file, head)
        if deliver is not None:
            deliver(new.drawn())
        new.put()
    return len(slips)


def draft_slips(
    register: Register,
    at: datetime,
    *,
    subjects: Sequence[SubjectId] = (),
    blank: int = 0,
    language: str | None = None,
) -> bytes:
    """What `print_slips` would write, to look at; raises the same apart from the file's."""
    edition, slips, head = _slips(register, at, subjects, blank, language)
    file = io.BytesIO()
    draw_slips(edition, slips, file, head)
    return file.getvalue()


def _slips(
    register: Register,
    at: datetime,
    subjects: Sequence[SubjectId],
    blank: int,
    language: str | None,
) -> tuple[Edition, list[Slip], str]:
    ids = tuple(dict.fromkeys(subjects))
    if blank < 0 or not (ids or blank):
        raise BadInput(Problem.NOTHING_TO_PRINT)
    edition = load_edition()
    if language is not None and language not in LANGUAGES:
        raise BadInput(Problem.LETTER_LANGUAGE_UNKNOWN, language=language, known=LANGUAGES)
    with register.read() as reader:
        people = reader.subjects(ids)
        today = reader.today(at)
        home = home_language(reader, edition)
        limit = reader.policy.age_limit
        slips = []
        for id in ids:
            if id not in people:
                raise BadInput(Problem.UNKNOWN_SUBJECT, subject=id)
            person = people[id]
            alone = signs_alone(person, today, limit)
            audience = own_audience(person) if alone else Audience.GUARDIAN
            # What only the family reads, the office could not file.
            own = language or person.language
            spoken = own if letter_language(own) == own and own in edition.wordings else home
            blank_one = _slip(reader, edition, audience, spoken)
            slips.append(
                Slip(
                    words=blank_one.words,
                    letter=blank_one.letter,
                    name=person.name,
                    born=person.born,
                    group=person.group,
                )
            )
        nobody = _slip(reader, edition, Audience.ANYONE, language or home)
        head = printed(reader.head())
    return edition, slips + [nobody] * blank, head


def _slip(reader: Reader, edition: Edition, audience: Audience, language: str) -> Slip:
    """One without a name."""
    here, spoken = reader.institution, letter_language(language)
    mark = practice_word(spoken) if is_practice(here.name) else ""
    asker = Controller(here.name, here.contact, here.officer)
    words = edition.wording(spoken).told(audience, asker, reader.policy.age_limit, mark)
    return Slip(words=words, letter=letter_wording(spoken))
