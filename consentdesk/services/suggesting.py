"""Whom a photo's file itself names: suggestions for a person to confirm, never taken for granted.

What stands in a file was written by the photographer's own software. It opens nothing; but whoever
says that all are named has been shown whom the files name (see `seeing`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from consentdesk.errors import BadInput, Problem, RuleRefusal
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


def check_files(register: Register, paths: Iterable[Path], named: Collection[SubjectId]) -> None:
    """Raise RuleRefusal(FILES_NAME_OTHERS) where a file names somebody registered left unnamed.

    For whoever says who is on pictures without having been shown what stands in them. A file that
    can't be read names nobody; to say so is the business of whoever takes it in.
    """
    from consentdesk.services.arriving import NAMED

    met = set(named)
    unmet: dict[SubjectId, None] = {}
    files: list[str] = []
    for path in paths:
        try:
            found = suggestions(register, path)
        except BadInput:
            continue
        left = [one.subjects for one in found if one.subjects and met.isdisjoint(one.subjects)]
        unmet |= dict.fromkeys(min(subjects) for subjects in left)
        files += [path.name] if left else []
    if unmet:
        with register.read() as reader:
            people = reader.subjects(unmet)
        raise RuleRefusal(
            Problem.FILES_NAME_OTHERS,
            names=tuple(people[one].name for one in unmet if one in people),
            files=tuple(files[:NAMED]),
        )


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
