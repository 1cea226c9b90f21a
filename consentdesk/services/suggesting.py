"""Whom a photo's file itself names: suggestions for a person to confirm, never taken for granted.

What stands in a file was written by the photographer's own software. It opens nothing; but whoever
says that all are named has been shown whom the files name (see `seeing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from consentdesk.services.meaning import groups_at, meant_by

if TYPE_CHECKING:
    from pathlib import Path

    from consentdesk.domain.people import SubjectId
    from consentdesk.domain.photos import PhotoId, Region
    from consentdesk.services.pictures.metadata import NamedPerson
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that somebody's software wrote into the file, to be confirmed on the picture or not.

    `subjects` are those in the register that may be meant: none, one, or several.
    """

    name: str
    region: Region | None
    subjects: tuple[SubjectId, ...]


def suggestions(register: Register, path: Path) -> tuple[Suggestion, ...]:
    """Who the file says is on it, for a person to confirm; raises what `pictures` refuses."""
    from consentdesk.services.arriving import bytes_of

    return suggestions_in(register, bytes_of(path))


def suggestions_in(
    register: Register, data: bytes, photo: PhotoId | None = None
) -> tuple[Suggestion, ...]:
    """Who a file with these bytes says is on it, each place with its name.

    Of a photo, whoever was at its event is meant before anybody else (see `meaning`). Names and
    places come from the photographer's own software and are never taken for granted: the picture
    may have been turned, cropped or retouched since. A name is there once for each place.
    """
    found = names_in(data)
    with register.read() as reader:
        return _meant(reader, found, photo)


def names_in(data: bytes, *, places: bool = True) -> tuple[NamedPerson, ...]:
    """The names in a file with these bytes, each once without `places`.

    Places are of no use on another version of a photo: it may be cut differently.
    """
    from consentdesk.services.pictures.metadata import named_people

    found = named_people(data)
    if places:
        return found
    return tuple(dict.fromkeys(replace(one, region=None) for one in found))


def meant(
    register: Register, names: Mapping[PhotoId, Sequence[NamedPerson]]
) -> dict[PhotoId, tuple[Suggestion, ...]]:
    """Who is meant by the names in the files of these photos, as the register stands now.

    Of a photo that is no longer there nobody is.
    """
    if not any(names.values()):
        return dict.fromkeys(names, ())
    with register.read() as reader:
        there = reader.photos(names)
        return {
            photo: _meant(reader, found, photo) if photo in there else ()
            for photo, found in names.items()
        }


def _meant(
    reader: Reader, found: Sequence[NamedPerson], photo: PhotoId | None
) -> tuple[Suggestion, ...]:
    there = groups_at(reader, photo) if photo is not None and found else frozenset[str]()
    return tuple(
        Suggestion(one.name, one.region, meant_by(reader, one.name, there)) for one in found
    )
