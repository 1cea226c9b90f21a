"""May what is said of a file hold where it looks like another photo (R16, R21)?

A picture made smaller must not get a better verdict than the one it was made from. So what is said
of several files at once holds only if it makes nothing better: the same kind, at least the same
people, and no fewer left unnamed than on every photo it looks like. A burst described in one go
passes, since all its frames are said to show the same; so does a card on which nothing is said.
Anything else waits until somebody has looked at the two pictures. What is said of one photo alone
is taken as said, for portraits of a class look alike, unless by what is said one of two look-alikes
could leave with less said of it than of the other: vouched for with only some of the people, or
judged as a situation where the other is a portrait, shows somebody else too or was judged not to
leave for the same place. That is a question
whichever of them is described last, and whichever way. Leaves what makes pictures alike to the
register.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import (
    Destination,
    Fingerprint,
    Match,
    Perceptual,
    PhotoId,
    PhotoKind,
    Recognition,
)
from consentdesk.domain.scenes import scene
from consentdesk.domain.verdict import Scene, is_assessed, is_attested
from consentdesk.errors import Problem, RuleRefusal

if TYPE_CHECKING:
    from pathlib import Path

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
    different: Collection[PhotoId] = (),
) -> tuple[PhotoId, ...]:
    """The photos that a file looks like and that forbid to take what is said as said.

    The most alike first. Of those in `different` somebody says that they are other pictures.
    `asked` holds its looks for looking up. `together` are the photos of
    which the same is being said, `bare` those of them of which nothing was said before. `alone`:
    people were named on that file only; `counted`: and nobody else is on it, whoever was named
    before.
    """
    if known.photo is None:
        return ()
    is_new = known.match is Match.NEAR
    looks = asked.perceptual if is_new else _looks(reader, known.photo)
    if looks is None:
        return ()
    described = not is_new and known.photo not in bare
    leave_out = {*(together if described else bare), *different}
    alike = [p for p in reader.look_alikes(looks, copies=True) if p not in leave_out]
    scenes = _scenes(reader, alike)
    if described and not counted:
        shown = frozenset(d.subject for d in reader.depicted([known.photo])[known.photo])
        told = replace(told, shows=told.shows | shown)
    return tuple(
        photo
        for photo in alike
        if _differ(_told_side(told), _side(scenes[photo]))
        or _is_laxer(told, scenes[photo])
        or not (alone or described or _is_no_better(told, scenes[photo]))
    )


def check_beside(reader: Reader, photo: PhotoId, different: Collection[PhotoId]) -> None:
    """Refuse what was just said of a photo where it looks like others: FEWER_THAN_ITS_LIKE.

    One of the two could leave with less said of it than of the other. `numbers` are those of the
    others, the most alike first; none of those in `different`, which somebody has looked at beside
    it, is among them. Nothing is refused of a photo that came in without its looks.
    """
    looks = _looks(reader, photo)
    if looks is None:
        return
    alike = [p for p in reader.look_alikes(looks, copies=True) if p not in {photo, *different}]
    scenes = _scenes(reader, [photo, *alike])
    mine = _side(scenes[photo])
    lacking = [p for p in alike if _differ(mine, _side(scenes[p]))]
    if lacking:
        raise less_said(reader, reader.photo(photo).name, lacking)


def less_said(reader: Reader, path: str | Path, alike: Sequence[PhotoId]) -> RuleRefusal:
    """That a picture looks like these, of which more or less is said."""
    return RuleRefusal(
        Problem.FEWER_THAN_ITS_LIKE,
        path=path,
        like=tuple(reader.photo(one).name for one in alike),
        numbers=tuple(alike),
    )


def still_published(
    reader: Reader, photos: Collection[PhotoId], places: Collection[Destination]
) -> tuple[PhotoId, ...]:
    """The look-alikes of photos judged to stay, that by another judgement may go to such a place.

    A no is recorded without a question, so whoever gave it is told of these.
    """
    found: dict[PhotoId, None] = {}
    for photo in photos:
        looks = _looks(reader, photo)
        if looks is not None:
            found |= dict.fromkeys(reader.look_alikes(looks, copies=True))
    scenes = _scenes(reader, [p for p in found if p not in photos])
    sides = {photo: _side(known) for photo, known in scenes.items()}
    return tuple(p for p, one in sides.items() if not (one.published - one.held).isdisjoint(places))


@dataclass(frozen=True, slots=True)
class _Side:
    """What is said of one of two look-alikes, and what it could leave by.

    `count` people are named or said to be recognisable on it, `hidden` of them without a name and
    covered in its copies: whoever is named on the other may be somebody else. Judged as a
    situation, it could leave for the places in `published`; for those in `held` it was judged and
    could not, or only by the portrait rule.
    """

    kind: PhotoKind | None
    shows: frozenset[SubjectId]
    count: int
    attested: bool
    hidden: int = 0
    published: frozenset[Destination] = frozenset()
    held: frozenset[Destination] = frozenset()


def _side(known: Scene) -> _Side:
    given = known.attestation if is_attested(known) else None
    seen = len(known.shows) + known.erased
    count = max(seen, given.visible if given is not None else 0)
    kind = known.photo.kind
    judged = known.assessments if kind is PhotoKind.SITUATION else {}
    # A stale yes lets nothing out; a stale no still holds back.
    published = {place for place, a in judged.items() if a.publish and is_assessed(known, place)}
    held = {place for place, a in judged.items() if not a.publish or a.sensitive}
    return _Side(
        kind,
        known.shows,
        count,
        given is not None,
        # Also while something else is drawn: it may be taken back.
        given.hidden if given is not None else 0,
        frozenset(published),
        frozenset(held),
    )


def _told_side(told: Said) -> _Side:
    count = max(len(told.shows), told.visible or 0)
    return _Side(told.kind, told.shows, count, told.visible is not None)


def _differ(one: _Side, other: _Side) -> bool:
    return _lets_out_more(one, other) or _lets_out_more(other, one)


def _lets_out_more(one: _Side, other: _Side) -> bool:
    """Whether one could leave with less said of it than of the other, were they one picture."""
    # Whoever is named on the other only need not be the one who is covered here.
    fewer = one.count < other.count or one.count - one.hidden < len(other.shows)
    if one.attested and one.shows <= other.shows and fewer:
        return True
    stricter = other.kind is PhotoKind.PORTRAIT or not other.shows <= one.shows
    alone = one.published - one.held
    return bool(one.published and stricter) or not alone.isdisjoint(other.held)


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


def _is_laxer(told: Said, known: Scene) -> bool:
    """A situation can leave by a judgement, where the portrait it looks like needs every yes."""
    return told.kind is PhotoKind.SITUATION and known.photo.kind is PhotoKind.PORTRAIT


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
    erased = reader.erased_on(found)
    return {
        id: scene(
            photo,
            shown[id],
            acts[id],
            {d.subject: () for d in shown[id]},
            reader.policy,
            date.max,
            erased=erased[id],
        )
        for id, photo in found.items()
    }
