"""May what is said of several files at once hold for one that looks like another photo (R21)?

A picture made smaller must not get a better verdict than the one it was made from. So what is said
holds only if it makes nothing better: the same kind, at least the same people, and no fewer left
unnamed than on every photo it looks like. A burst described in one go passes, since all its frames
are said to show the same; so does a card on which nothing is said. Anything else waits until
somebody has looked at the two pictures. Leaves what makes pictures alike to the register.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import (
    Fingerprint,
    Match,
    Perceptual,
    PhotoId,
    PhotoKind,
    Recognition,
)
from consentdesk.domain.scenes import scene
from consentdesk.domain.verdict import Scene, is_attested

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a file: kind, who is named, and how many are recognisable.

    `visible` is None where nothing is attested.
    """

    kind: PhotoKind | None
    shows: frozenset[SubjectId]
    visible: int | None


def said(
    kind: PhotoKind | None, named: Collection[SubjectId], visible: int | None, *, attest: bool
) -> Said:
    """What is said of every file, and of how many people, where it is attested."""
    if not attest or not (named or visible is not None or kind is PhotoKind.NOBODY):
        return Said(kind, frozenset(named), None)
    return Said(kind, frozenset(named), len(named) if visible is None else visible)


def better_than(
    reader: Reader,
    asked: Fingerprint,
    known: Recognition,
    told: Said,
    bare: Collection[PhotoId],
) -> PhotoId | None:
    """The photo that a file looks like and that would fare worse than what is said of it, if any.

    Of several the most alike. `asked` holds its looks for looking up; `bare` are the photos of
    which the same is being said and nothing was said before. Another file that is known was told
    apart when it was described.
    """
    if known.photo is None:
        return None
    looks = asked.perceptual
    if known.match is not Match.NEAR:
        looks = _looks(reader, known.photo) if known.photo in bare else None
    if looks is None:
        return None
    alike = [photo for photo in reader.look_alikes(looks, copies=True) if photo not in bare]
    scenes = _scenes(reader, alike)
    return next((photo for photo in alike if not _is_no_better(told, scenes[photo])), None)


def undescribed(reader: Reader, files: Iterable[Fingerprint]) -> frozenset[PhotoId]:
    """The photos that some of the files are already, but of which nobody has said anything."""
    known = reader.recognise([replace(file, perceptual=None) for file in files])
    photos = dict.fromkeys(one.photo for one in known if one.photo is not None)
    return frozenset(
        photo
        for photo, seen in _scenes(reader, photos).items()
        if seen.photo.kind is None and not seen.shows and seen.attestation is None
    )


def _looks(reader: Reader, photo: PhotoId) -> Perceptual | None:
    """The looks of a registered photo, for looking up, where it came in with them."""
    from consentdesk.services.pictures.phash import for_looking_up

    grey = reader.grey_copy(photo)
    return None if grey is None else for_looking_up(grey)


def _is_no_better(told: Said, known: Scene) -> bool:
    if told.kind != known.photo.kind or not known.shows <= told.shows:
        return False
    if told.visible is None or told.kind is PhotoKind.SITUATION:
        # Nothing leaves by this: somebody has yet to vouch for it, or to assess it.
        return True
    given = known.attestation
    if given is None or not is_attested(known):
        return False
    unnamed = given.visible - len(given.shows)
    too_many_faces = known.photo.faces is not None and known.photo.faces > given.visible
    return unnamed <= told.visible - len(told.shows) and not too_many_faces


def _scenes(reader: Reader, photos: Iterable[PhotoId]) -> dict[PhotoId, Scene]:
    """The photos as they stand within this write, what people wish left aside."""
    found = reader.photos(photos)
    shown, acts = reader.depicted(found), reader.acts_on(found)
    return {
        id: scene(
            photo,
            shown[id],
            acts[id],
            {d.subject: () for d in shown[id]},
            reader.policy,
            date.max,
        )
        for id, photo in found.items()
    }
