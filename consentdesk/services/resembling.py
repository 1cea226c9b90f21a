"""May what is said of several files at once hold for one that looks like another photo (R21)?

A picture made smaller must not get a better verdict than the one it was made from. So what is said
holds only if it makes nothing better: the same kind, at least the same people, and no fewer left
unnamed than on every photo it looks like. A burst described in one go passes, since all its frames
are said to show the same; so does a card on which nothing is said. Anything else waits until
somebody has looked at the two pictures. Leaves what makes pictures alike to the register.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Perceptual, PhotoId, PhotoKind
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


def better_than(
    reader: Reader, looks: Perceptual, said: Said, *, but: Container[PhotoId] = ()
) -> PhotoId | None:
    """The photo that these looks resemble and that would fare worse than what is said, if any.

    Of several the most alike. `looks` are those for looking up; `but` are photos of which the very
    same is being said.
    """
    alike = [photo for photo in reader.look_alikes(looks) if photo not in but]
    known = _scenes(reader, alike)
    return next((photo for photo in alike if not _is_no_better(said, known[photo])), None)


def undescribed(reader: Reader, photos: Iterable[PhotoId]) -> frozenset[PhotoId]:
    """Those of the photos of which nobody has said yet what they are about or who is on them."""
    return frozenset(
        photo
        for photo, known in _scenes(reader, photos).items()
        if known.photo.kind is None and not known.shows and known.attestation is None
    )


def _is_no_better(said: Said, known: Scene) -> bool:
    if said.kind != known.photo.kind or not known.shows <= said.shows:
        return False
    if said.visible is None or said.kind is PhotoKind.SITUATION:
        # Nothing leaves by this: somebody has yet to vouch for it, or to assess it.
        return True
    given = known.attestation
    if given is None or not is_attested(known):
        return False
    unnamed = given.visible - len(given.shows)
    too_many_faces = known.photo.faces is not None and known.photo.faces > given.visible
    return unnamed <= said.visible - len(said.shows) and not too_many_faces


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
