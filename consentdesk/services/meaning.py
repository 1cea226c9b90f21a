"""Whom a name means that a photographer's software wrote into a picture: for a person to confirm.

Whoever was at the event is meant before anybody else, and of them a first name is enough. Where
several could be meant all are given, and it stays a choice.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from consentdesk.domain.people import Subject, SubjectId
from consentdesk.services.roster import subjects_called
from consentdesk.storage.search import BETWEEN, search_key, words
from consentdesk.storage.values import SubjectFilter

if TYPE_CHECKING:
    from consentdesk.domain.photos import PhotoId
    from consentdesk.storage.reading import Reader


def groups_at(reader: Reader, photo: PhotoId) -> frozenset[str]:
    """The groups that were at the event of a photo; none where nobody has said."""
    album = reader.photo(photo).album
    return frozenset(reader.event(album).groups) if album else frozenset()


def meant_by(reader: Reader, name: str, there: Collection[str]) -> tuple[SubjectId, ...]:
    """The subjects a name may mean, by id; `there` are the groups that were at the event.

    Of exactly that name, those in these groups if there are any; else whoever of these groups has
    each word of it as one of the own names, and still belongs to them.
    """
    called = subjects_called(reader, name)
    nearer = tuple(one for one in called if one.group in there) or called
    if not nearer and there:
        nearer = _partly_called(reader, name, there)
    return tuple(one.id for one in nearer)


def _partly_called(reader: Reader, name: str, there: Collection[str]) -> tuple[Subject, ...]:
    wanted = words(name)
    if not wanted:
        return ()
    ids = reader.find_subjects(SubjectFilter(text=name), date.max)
    known = reader.subjects(ids)
    return tuple(
        known[id]
        for id in sorted(known)
        if known[id].group in there and _has_names(known[id].name, wanted)
    )


def _has_names(name: str, wanted: Collection[str]) -> bool:
    """Whether each of the words is one of the names, in one spelling of them all."""
    spellings = search_key(name).split(BETWEEN)
    return any(
        set(wanted) <= set(spelling.replace("-", " ").split()) | set(spelling.split())
        for spelling in spellings
    )
