"""Who is hidden in an exported copy, and how much of the picture that takes (R22).

Three ways hide somebody: the usual cover, for who is chosen at the export; a shape that was drawn
on that person for all copies; and a crop that leaves out all the usual cover would take. Burning it
into the pixels is `pictures.clean`'s. Whether a hidden subject still needs a permission is decided
by `domain.verdict`. Sizes are (width, height) in pixels of the registered file as seen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consentdesk.domain.covers import (
    Cover,
    is_drawable,
    meet,
    rectangle,
    surely_hidden,
    unknown,
)
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Depiction, Fingerprint, Photo, PhotoId, Region
from consentdesk.errors import BadInput, Problem

if TYPE_CHECKING:
    from consentdesk.services.judging import Facts

ASIDE = 1.0
ABOVE = 0.75
BELOW = 3.0
"""How far a cover reaches beyond a face, in widths and heights of that face: hair, shoulders and
clothes tell who somebody is as well as the face does. An adult is seven to eight heads high, a
child of three about five; hands and feet may stay to be seen."""

LEAST_PIXELS = 7
"""A face narrower than this tells nobody apart: of faces 7 × 10 pixels small people still name half
of those they know (Sinha et al., Face Recognition by Humans, Proc. IEEE 94, 2006)."""
LEAST_PART = 0.01
"""A place smaller than this part of the longer side is a slip of the hand: in a row of thirty, each
face is some two hundredths wide. Where a face really is smaller, a larger place covers it too."""
LEAST_REACH = 0.02
"""A cover reaches out as for a face of this part of the longer side at the least, so that a place
drawn too small or beside a small face still hides it."""
BLUR = 48
"""Pixels beyond a crop's border of which something may still be seen inside it: a JPEG mixes the
colours of 32 at the most, and one decoded to an eighth those of two small ones more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hiding:
    """What the copies of one photo hide: the shapes to burn in, and the part they show.

    `drawn` are those shapes that somebody drew, by whom they hide; `places` tell where each of the
    people hidden is surely not to be seen. `unknown` are the shapes over people without a name.
    """

    covers: tuple[Cover, ...] = ()
    drawn: tuple[tuple[SubjectId, Cover], ...] = ()
    places: tuple[tuple[SubjectId, Region], ...] = ()
    crop: Region | None = None
    unknown: tuple[Cover, ...] = ()


def is_on_picture(region: Region) -> bool:
    """Whether the region has a size and its middle lies on the picture; false for NaN."""
    x, y = region.x + region.w / 2, region.y + region.h / 2
    return 0 < region.w <= 1 and 0 < region.h <= 1 and 0 <= x <= 1 and 0 <= y <= 1


def is_a_face(region: Region, photo: Photo) -> bool:
    """Whether a region on the picture is large enough for a face that anybody could recognise."""
    width, height = _size(photo)
    narrow = min(_part(region.x, region.w) * width, _part(region.y, region.h) * height)
    # Nothing is known of pixels where the size is not.
    pixels = LEAST_PIXELS if photo.width > 0 and photo.height > 0 else 0
    # Fractions do not give whole pixels back exactly.
    return narrow + 1e-6 >= max(pixels, LEAST_PART * max(width, height))


def cover(face: Region, photo: Photo) -> Region:
    """The region to be covered for a person whose face is there, cut off at the picture's edges."""
    width, height = _size(photo)
    least = _least_face(face, photo)
    across, down = least[0] / width, least[1] / height
    left = max(0.0, face.x - ASIDE * across)
    top = max(0.0, face.y - ABOVE * down)
    right = min(1.0, face.x + face.w + ASIDE * across)
    bottom = min(1.0, face.y + face.h + BELOW * down)
    return Region(left, top, right - left, bottom - top)


def hidden(
    facts: Facts, photo: PhotoId | None, covered: Collection[SubjectId] = ()
) -> frozenset[SubjectId]:
    """Who is not to be seen in a copy, if it can be made: `hiding` says whether it can."""
    if photo is None:
        return frozenset()
    return hidden_among(facts.depictions(photo), facts.photo(photo), covered)


def hidden_among(
    shown: Iterable[Depiction], photo: Photo, covered: Collection[SubjectId] = ()
) -> frozenset[SubjectId]:
    """The same of those named on a photo."""
    return frozenset(
        d.subject
        for d in shown
        if d.subject in covered or d.cover is not None or is_cropped_out(d, photo)
    )


def hiding(
    facts: Facts, photo: PhotoId, seen: Fingerprint | None, covered: Collection[SubjectId] = ()
) -> Hiding:
    """How everybody in `hidden` is hidden in a copy of the file `seen`.

    A place is known for the very file that was registered, and for one with the same image data
    the same way up; on a turned or cropped copy, the same place may show somebody else. Raises
    BadInput: COVER_NEEDS_ORIGINAL, and what `hiding_among` raises.
    """
    known, shown = facts.photo(photo), facts.depictions(photo)
    drawn = known.crop is not None or bool(known.unknown_covers)
    hides = drawn or hidden_among(shown, known, covered)
    if hides and (seen is None or not seen.is_laid_out_like(facts.registered(photo))):
        raise BadInput(Problem.COVER_NEEDS_ORIGINAL, path=known.name)
    return hiding_among(shown, known, covered)


def hiding_among(
    shown: Iterable[Depiction], photo: Photo, covered: Collection[SubjectId] = ()
) -> Hiding:
    """How those named on a photo are hidden in a copy of its own file.

    Raises BadInput: COVER_NEEDS_REGION, COVER_MISSES_FACE, COVER_ON_ANOTHER, COVER_TOO_SMALL,
    COVERS_MEET, MARKS_MEET, REGION_TOO_SMALL, CROP_UNUSABLE.
    """
    named = tuple(shown)
    people = hidden_among(named, photo, covered)
    if photo.crop is not None:
        check_crop(photo.crop, photo)
    check_unknown(photo)
    check_apart(named, photo)
    check_marks(named, people, photo)
    unknown = tuple(shape for _number, shape in photo.unknown_covers)
    shapes: list[Cover] = list(unknown)
    drawn: list[tuple[SubjectId, Cover]] = []
    places: list[tuple[SubjectId, Region]] = []
    for depiction in named:
        if depiction.subject not in people:
            continue
        if depiction.cover is not None:
            place = check_cover(depiction.cover, depiction, photo)
            shapes.append(depiction.cover)
            drawn.append((depiction.subject, depiction.cover))
        else:
            place = cover(_face(depiction, photo), photo)
            if not is_cropped_out(depiction, photo):
                shapes.append(rectangle(place))
        places.append((depiction.subject, place))
    return Hiding(
        covers=tuple(shapes),
        drawn=tuple(drawn),
        places=tuple(places),
        crop=photo.crop,
        unknown=unknown,
    )


def check_cover(shape: Cover, on: Depiction, photo: Photo) -> Region:
    """Where the person is surely hidden by a drawn shape; refuses one that hides too little.

    The face that is marked must lie under it wholly; where none is, it has at least the size of the
    smallest face. Raises BadInput: COVER_MISSES_FACE, COVER_TOO_SMALL, COVER_NEEDS_REGION,
    REGION_TOO_SMALL.
    """
    if not is_drawable(shape) or not _is_large(shape, photo):
        raise BadInput(Problem.COVER_TOO_SMALL, path=photo.name)
    face = None if on.region is None else face_to_hide(_face(on, photo), photo)
    place = surely_hidden(shape, face)
    if place is None:
        raise BadInput(Problem.COVER_MISSES_FACE, path=photo.name)
    return place


def check_unknown(photo: Photo) -> None:
    """Refuse shapes over people without a name that are none: BadInput(COVER_TOO_SMALL)."""
    drawn = [shape for _number, shape in photo.unknown_covers]
    if not all(is_drawable(shape) and _is_large(shape, photo) for shape in drawn):
        raise BadInput(Problem.COVER_TOO_SMALL, path=photo.name)


def check_apart(
    shown: Iterable[Depiction], photo: Photo, of: Collection[SubjectId] | None = None
) -> None:
    """Refuse shapes that may hide somebody else than whom they were drawn for (R16, R22).

    Where a face is marked, the shape has to lie over that; where none is, nothing but the shape
    tells who is hidden. So such a shape shares its ground with no other, and not with a face marked
    for somebody else. `of` are those whose shapes are asked about, all unless given. Raises
    BadInput: COVERS_MEET, COVER_ON_ANOTHER.
    """
    named = tuple(shown)
    faces = {d.subject: d.region for d in named if d.region is not None}
    drawn = {d.subject: d.cover for d in named if d.cover is not None and is_drawable(d.cover)}
    drawn |= {unknown(n): shape for n, shape in photo.unknown_covers if is_drawable(shape)}
    for subject, shape in drawn.items():
        if subject in faces:
            continue
        for other, theirs in drawn.items():
            is_asked = of is None or subject in of or other in of
            if other != subject and is_asked and meet(shape, theirs):
                raise BadInput(Problem.COVERS_MEET, path=photo.name)
        is_asked = of is None or subject in of
        if is_asked and any(meet(shape, rectangle(face)) for face in faces.values()):
            raise BadInput(Problem.COVER_ON_ANOTHER, path=photo.name)


def check_marks(shown: Iterable[Depiction], away: Collection[SubjectId], photo: Photo) -> None:
    """Refuse to hide somebody whose face is marked where somebody else's is: MARKS_MEET.

    One of the two places is wrong, and whoever it was set for may still be seen (R22).
    """
    faces = {d.subject: rectangle(d.region) for d in shown if d.region is not None}
    for subject in faces.keys() & set(away):
        if any(meet(faces[subject], face) for s, face in faces.items() if s != subject):
            raise BadInput(Problem.MARKS_MEET, path=photo.name)


def kept_cover(before: Depiction | None, place: Region | None, photo: Photo) -> Cover | None:
    """The cover of somebody who stays on a photo, in that place from now on.

    Whether it hides the new place, the gate asks. One that was known to miss the face goes when the
    place is taken back: nothing would tell any more that it hides nobody.
    """
    if before is None or before.cover is None or before.region is None or place is not None:
        return None if before is None else before.cover
    try:
        check_cover(before.cover, before, photo)
    except BadInput:
        return None
    return before.cover


def check_crop(crop: Region, photo: Photo) -> None:
    """Raise BadInput(CROP_UNUSABLE) for a part that is not on the picture, or tiny."""
    inside = min(crop.x, crop.y) >= 0 and max(crop.x + crop.w, crop.y + crop.h) <= 1 + 1e-9
    if not (is_on_picture(crop) and inside and is_a_face(crop, photo)):
        raise BadInput(Problem.CROP_UNUSABLE, path=photo.name)


def face_to_hide(face: Region, photo: Photo) -> Region:
    """What a drawn cover has to hide: the place, and what was left out of one drawn too small."""
    width, height = _size(photo)
    across, down = _least_face(face, photo)
    middle = face.x + face.w / 2, face.y + face.h / 2
    left = max(0.0, min(face.x, middle[0] - across / width / 2))
    top = max(0.0, min(face.y, middle[1] - down / height / 2))
    right = min(1.0, max(face.x + face.w, middle[0] + across / width / 2))
    bottom = min(1.0, max(face.y + face.h, middle[1] + down / height / 2))
    return Region(left, top, right - left, bottom - top)


def is_cropped_out(on: Depiction, photo: Photo) -> bool:
    """Whether nothing of the person is left by the crop, as far as the usual cover reaches.

    Never of somebody whose place is not known.
    """
    crop, face = photo.crop, on.region
    if crop is None or face is None or not is_on_picture(face) or not is_a_face(face, photo):
        return False
    width, height = _size(photo)
    reach, aside, above = cover(face, photo), BLUR / width, BLUR / height
    return (
        reach.x + reach.w + aside <= crop.x
        or reach.x - aside >= crop.x + crop.w
        or reach.y + reach.h + above <= crop.y
        or reach.y - above >= crop.y + crop.h
    )


def _face(on: Depiction, photo: Photo) -> Region:
    """Where the face is; raises BadInput: COVER_NEEDS_REGION, REGION_TOO_SMALL."""
    if on.region is None or not is_on_picture(on.region):
        raise BadInput(Problem.COVER_NEEDS_REGION, path=photo.name, subject=on.subject)
    if not is_a_face(on.region, photo):
        raise BadInput(Problem.REGION_TOO_SMALL, path=photo.name)
    return on.region


def _least_face(face: Region, photo: Photo) -> tuple[float, float]:
    """Width and height in pixels: a face is about as wide as high, and never tiny."""
    width, height = _size(photo)
    least = LEAST_REACH * max(width, height)
    w, h = face.w * width, face.h * height
    # Where the place is not, something of the face was left out.
    return max(w, h / 2, least), max(h, w / 2, least)


def _is_large(shape: Cover, photo: Photo) -> bool:
    """Whether it is as thick as the smallest face that a cover reaches out for."""
    width, height = _size(photo)
    box = shape.box
    thick = shape.area * width * height / max(box.w * width, box.h * height)
    pixels = LEAST_PIXELS if photo.width > 0 and photo.height > 0 else 0
    return thick + 1e-6 >= max(pixels, LEAST_REACH * max(width, height))


def _size(photo: Photo) -> tuple[int, int]:
    """Width and height; as if it were square where they are not known."""
    return (photo.width, photo.height) if photo.width > 0 and photo.height > 0 else (1, 1)


def _part(start: float, length: float) -> float:
    """How much of a side of the region lies on the picture."""
    return min(1.0, start + length) - max(0.0, start)
