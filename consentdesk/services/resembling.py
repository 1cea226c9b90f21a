"""May what is said of a file hold where it looks like another photo (R16, R21)?

A picture made smaller must not get a better verdict than the one it was made from. So what is said
of several files at once holds only if it makes nothing better: the same kind, at least the same
people, and no fewer left unnamed than on every photo it looks like. A burst described in one go
passes, since all its frames are said to show the same; so does a card on which nothing is said.
Anything else waits until somebody has looked at the two pictures. What is said of one photo alone
is taken as said, for portraits of a class look alike, unless it would leave one of two look-alikes
with some of the people of the other: that is a question whichever of them is described last. Leaves
what makes pictures alike to the register.
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
    together: Collection[PhotoId],
    bare: Collection[PhotoId],
    *,
    alone: bool = False,
    counted: bool = False,
) -> PhotoId | None:
    """The photo that a file looks like and that forbids to take what is said as said, if any.

    Of several the most alike. `asked` holds its looks for looking up. `together` are the photos of
    which the same is being said, `bare` those of them of which nothing was said before. `alone`:
    people were named on that file only; `counted`: and nobody else is on it, whoever was named
    before.
    """
    if known.photo is None:
        return None
    is_new = known.match is Match.NEAR
    looks = asked.perceptual if is_new else _looks(reader, known.photo)
    if looks is None:
        return None
    described = not is_new and known.photo not in bare
    leave_out = together if described else bare
    alike = [p for p in reader.look_alikes(looks, copies=True) if p not in leave_out]
    scenes = _scenes(reader, alike)
    if described and not counted:
        shown = frozenset(d.subject for d in reader.depicted([known.photo])[known.photo])
        told = replace(told, shows=told.shows | shown)
    return next(
        (
            photo
            for photo in alike
            if _one_lacks_some(told, scenes[photo], either=described)
            or not (alone or described or _is_no_better(told, scenes[photo]))
        ),
        None,
    )


def lacking_beside(reader: Reader, photo: PhotoId) -> PhotoId | None:
    """The look-alike of a photo just vouched for, where one of the two lacks people of the other.

    None where there is no such photo, or where it came in without its looks.
    """
    looks = _looks(reader, photo)
    if looks is None:
        return None
    alike = [p for p in reader.look_alikes(looks, copies=True) if p != photo]
    scenes = _scenes(reader, [photo, *alike])
    mine = scenes[photo]
    given = mine.attestation
    told = Said(mine.photo.kind, mine.shows, None if given is None else given.visible)
    return next((p for p in alike if _one_lacks_some(told, scenes[p], either=True)), None)


def _one_lacks_some(told: Said, known: Scene, *, either: bool) -> bool:
    """Whether what is said vouches for only some of the people of the other; or `either` does."""
    given = known.attestation if is_attested(known) else None
    here = max(len(told.shows), told.visible or 0)
    there = max(len(known.shows), given.visible if given is not None else 0)
    here_lacks = told.visible is not None and told.shows <= known.shows and here < there
    there_lacks = given is not None and known.shows <= told.shows and there < here
    return here_lacks or (either and there_lacks)


def known_before(
    reader: Reader, files: Iterable[Fingerprint]
) -> tuple[frozenset[PhotoId], frozenset[PhotoId]]:
    """The photos that some of the files are already, and those nobody has said anything of."""
    known = reader.recognise([replace(file, perceptual=None) for file in files])
    photos = dict.fromkeys(one.photo for one in known if one.photo is not None)
    bare = frozenset(
        photo
        for photo, seen in _scenes(reader, photos).items()
        if seen.photo.kind is None and not seen.shows and seen.attestation is None
    )
    return frozenset(photos), bare


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
