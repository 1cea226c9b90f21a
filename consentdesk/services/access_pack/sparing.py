"""Texts that somebody typed, spared of other people: a reason or a note may name anybody."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.i18n import _
from consentdesk.services.naming import names_others
from consentdesk.services.texts import holds_personal_number
from consentdesk.storage.called import Called
from consentdesk.storage.values import SubjectFilter

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader


class Spared:
    """Looks through texts for one person's pack.

    Whoever is on a photo with that person, or in the same group, is found by any part of the name;
    anybody else in the register by two of them, and so are the guardians of the former.
    """

    def __init__(self, reader: Reader, subject: SubjectId) -> None:
        self._reader, self._subject = reader, subject
        person = reader.subject(subject)
        shown = reader.depicted(reader.photos_of(subject))
        near = {d.subject for some in shown.values() for d in some}
        if person.group:
            group = SubjectFilter(group=person.group, left=True)
            near |= set(reader.find_subjects(group, date.max))
        self._near = frozenset(near - {subject})
        own = {g.guardian for g in reader.guardianships([subject])[subject]}
        held = reader.guardianships(self._near)
        others = {g.guardian for some in held.values() for g in some} - own
        self._guardians = [Called(one.name) for one in reader.guardians(others).values()]
        self._kept: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """The text, or that it was left out."""
        if text not in self._kept:
            self._kept[text] = _("(left out: it may name somebody else)")
            if not text.strip() or not self._tells_of_others(text):
                self._kept[text] = text
        return self._kept[text]

    def _tells_of_others(self, text: str) -> bool:
        return (
            holds_personal_number(text, loosely=True)
            or names_others(self._reader, text, self._subject, self._near)
            or any(guardian.is_perhaps_whole(text) for guardian in self._guardians)
        )
