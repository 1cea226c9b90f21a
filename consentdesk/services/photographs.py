"""Photos come in: registered, described, and said who is on them.

A file is recognised by its bytes or its image data; that it looks like another only ever makes a
question (`same_picture`), never an answer. Leaves reading files to `arriving`, when that question
has to be asked to `resembling`, and what it takes for a picture to go out to `domain.verdict`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Act, Attested
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import (
    Depiction,
    Fingerprint,
    Match,
    Photo,
    PhotoId,
    PhotoKind,
    Recognition,
    Region,
)
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services import originals
from consentdesk.services.arriving import Arrival, LookedAt, arrivals, taken_in
from consentdesk.services.checking import Progress
from consentdesk.services.contradictions import refuse_contradictions
from consentdesk.services.covering import is_a_face, is_on_picture, kept_cover
from consentdesk.services.raws import Noted
from consentdesk.services.resembling import better_than, check_beside, known_before, said
from consentdesk.services.seeing import (
    Seen,
    check_counted,
    check_seen,
    check_suggested,
    said_already,
    seen_nameless,
    still_covered,
    unknown_on,
    with_difference,
)
from consentdesk.services.texts import line

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer

Shows = Mapping[SubjectId, Region | None]
"""Who is on a photo, and where, as far as that is known."""
Covers = Mapping[SubjectId, Depiction]
"""Those of them over whom a shape was drawn, each with it and the place it was drawn for."""


@dataclass(frozen=True, slots=True)
class AddedPhoto:
    """A file, the photo it now is and who is named on it.

    `known`: how it was recognised before, NONE for a new one; NEAR is a new one too, unless it was
    said to be the same.
    """

    path: Path
    photo: PhotoId
    known: Match
    shows: tuple[SubjectId, ...]


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A file that was left as it is, since it looks like photos: is it one of them (R21)?

    The most alike first.
    """

    path: Path
    photos: tuple[PhotoId, ...]


@dataclass(frozen=True, slots=True)
class AddedPhotos:
    """What became of the files: photos of the register, or open questions; each in their order."""

    photos: tuple[AddedPhoto, ...]
    left_open: tuple[LookAlike, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Where a photo belongs and who took it, by what right (R23); None is not spoken of."""

    album: str | None = None
    photographer: str | None = None
    rights: str | None = None


def add_photos(
    register: Register,
    clerk: str,
    at: datetime,
    paths: Sequence[Path],
    *,
    kind: PhotoKind | None = None,
    shows: Iterable[SubjectId] = (),
    visible: int | None = None,
    places: Mapping[SubjectId, Region] | None = None,
    album: str = "",
    photographer: str = "",
    rights: str = "",
    attest: bool = True,
    same_as: PhotoId | None = None,
    different: Collection[PhotoId] = (),
    alone: bool = False,
    seen: Seen | None = None,
    looked_at: LookedAt | None = None,
    progress: Progress | None = None,
) -> AddedPhotos:
    """Register files, say who is on them, and attest that nobody else is recognisable.

    A file known already, by its bytes or its image data, is the same photo: what is given here is
    changed, what is left out stays. A file that only looks like a photo is left alone, and so is a
    photo nobody has described, where what is said here would let it out sooner than that one (see
    `resembling`); `same_as` says that the file is that one, `different` that it is none of those,
    after somebody has looked at both; `alone` that one file alone is spoken of, which asks less.
    Pictures of a burst are photos of their own. `visible` is by default as many as are named, or as
    were said to be visible where that was more; without names or number nothing is attested but a
    picture of nobody. Who was named before stays named, unless `visible` says that somebody has
    counted. `places` are where some of those in `shows` are, as somebody sees it on each of these
    very files; what a file's metadata says of places is never taken for granted. `seen` is what
    each was, for who looked at it; `looked_at` are the files whose pictures were in sight. Nothing
    is registered if any file can't be read. Raises BadInput: what `arrivals` and `texts` refuse,
    UNKNOWN_SUBJECT, NOBODY_BUT_NAMED, VISIBLE_TOO_FEW, PICTURE_OF_ANOTHER, NOT_A_NEAR_MATCH, and of
    places what `name` refuses; RuleRefusal: PHOTO_CHANGED_MEANWHILE where one is not as it was seen
    any more, NAMED_IN_FILES where its file was seen to name somebody else, and nothing was said to
    that, FILE_CHANGED_MEANWHILE where it holds another picture than was looked at.
    """
    given = Given(
        kind=kind,
        named=tuple(dict.fromkeys(shows)),
        visible=visible,
        places=places or {},
        details=clean_details(Details(album=album, photographer=photographer, rights=rights)),
        attest=attest,
        same_as=same_as,
        is_asked=same_as is None,
        different=frozenset(different),
        alone=alone,
        seen=seen,
    )
    if attest:
        refuse_contradictions(paths, given.kind, given.named, given.visible)
    coming = arrivals(register, paths, same_as, progress, looked_at)
    with register.write(clerk, at) as writer:
        added, own = take_in(writer, coming, given)
        institution = writer.institution.uuid
    originals.note(institution, {a.photo: a.path for a in added.photos}, as_registered=own)
    return added


def take_in(
    writer: Writer, coming: Sequence[Arrival], given: Given
) -> tuple[AddedPhotos, frozenset[PhotoId]]:
    """Write files and what is said of them, as part of what a service writes.

    Returns what became of them, and the photos whose file lies as the one they came in as.
    """
    added, left_open, own = [], [], set()
    before = known_before(writer, [arrival.fingerprint for arrival in coming])
    for arrival in coming:
        known = writer.recognise([arrival.asked])[0]
        alike = _forbidding(writer, arrival, known, given, before)
        if alike:
            left_open.append(LookAlike(arrival.path, alike))
            continue
        photo = _add(writer, arrival, known, given)
        added.append(AddedPhoto(arrival.path, photo, known.match, _shown(writer, photo)))
        if _is_as_registered(writer, photo, arrival.fingerprint):
            own.add(photo)
    return AddedPhotos(tuple(added), tuple(left_open)), frozenset(own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What `add_photos` is told of every file; `is_asked`: whether it may be one it looks like.

    Those in `different` it is not. `beside` are the photos that came in just before, of which the
    same was said. As if all had been written at once, no question is made of what has been said of
    those since, as long as nothing is vouched for here: the question comes when somebody does
    (`check_beside`).
    """

    kind: PhotoKind | None = None
    named: tuple[SubjectId, ...] = ()
    visible: int | None = None
    places: Mapping[SubjectId, Region] = field(default_factory=dict)
    details: Details
    attest: bool = True
    same_as: PhotoId | None = None
    is_asked: bool = True
    different: frozenset[PhotoId] = frozenset()
    alone: bool = False
    seen: Seen | None = None
    beside: frozenset[PhotoId] = frozenset()

    @property
    def is_counted(self) -> bool:
        """Whether somebody said how many can be recognised."""
        return self.visible is not None

    @property
    def is_attested(self) -> bool:
        """Whether there is something to vouch for."""
        of_nobody = self.kind is PhotoKind.NOBODY
        return self.attest and (bool(self.named) or self.is_counted or of_nobody)


def _forbidding(
    reader: Reader,
    arrival: Arrival,
    known: Recognition,
    given: Given,
    before: tuple[Collection[PhotoId], Collection[PhotoId]],
) -> tuple[PhotoId, ...]:
    """The photos that have to be looked at beside this file before anything is said of it."""
    if not given.is_asked:
        return ()
    told = said(given.kind, given.named, given.visible, attest=given.attest)
    together, bare = before
    if not given.is_attested:
        together, bare = {*together, *given.beside}, {*bare, *given.beside}
    return better_than(
        reader,
        arrival.asked,
        known,
        told,
        together,
        bare,
        alone=given.alone,
        counted=given.is_counted,
        different=given.different,
    )


def _add(writer: Writer, arrival: Arrival, known: Recognition, given: Given) -> PhotoId:
    """Take one file in, and write down what is said of it."""
    photo = taken_in(writer, arrival, known, given.same_as)
    check_seen(writer, (photo,), None if given.seen is None else {photo: given.seen})
    _describe(writer, photo, given, arrival)
    if given.named:
        _name_more(writer, photo, arrival, given)
    if given.kind is not None:
        _set_kind(writer, photo, given.kind)
    if given.is_attested:
        is_open = given.visible is None and given.kind is not PhotoKind.NOBODY
        count = _still_visible(writer, photo) if is_open else given.visible
        if given.seen is not None and given.seen.unknown is None:
            # Who was not shown that somebody unknown is on it has not said that nobody is.
            count = max(count or 0, _still_visible(writer, photo) or 0) or count
        _, said_of = _attest(writer, photo, count)
        if given.seen is not None:
            named = replace(given.seen, shows=frozenset(said_of.shows))
            check_suggested(writer, {photo: named}, {photo: seen_nameless(said_of)})
    return photo


def name(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    photo: PhotoId,
    shows: Shows,
    seen: Fingerprint | None = None,
) -> None:
    """Say who is on a photo, in place of what was said before; re-opens attestation (R20).

    `seen` is the file on which somebody looked at the places; without it there can be no other
    places than before. Raises BadInput: UNKNOWN_PHOTO, UNKNOWN_SUBJECT, REGION_NEEDS_ORIGINAL where
    it is not laid out like the file that was registered, REGION_OFF_THE_PICTURE, REGION_TOO_SMALL.
    """
    name_all(register, clerk, at, {photo: shows}, {} if seen is None else {photo: seen})


def name_all(
    register: Register,
    clerk: str,
    at: datetime,
    shows: Mapping[PhotoId, Shows],
    seen: Mapping[PhotoId, Fingerprint] | None = None,
    *,
    before: Mapping[PhotoId, Shows] | None = None,
    covers: Mapping[PhotoId, Covers] | None = None,
) -> dict[PhotoId, Covers]:
    """Say who is on several photos, all of them or none; see `name`, and raises what it raises.

    `before` is what somebody looked at who changed it to this: then only the difference is written,
    and whomever another desk has named or taken off meanwhile stays so. Returns the covers that
    went with those taken off; given as `covers`, they are there again with them.
    """
    gone = {}
    with register.write(clerk, at) as writer:
        writer.look_ahead(shows)
        for photo, people in shows.items():
            if before is not None:
                people = with_difference(writer, photo, before[photo], people)
            back = (covers or {}).get(photo, {})
            gone[photo] = _name(writer, photo, people, (seen or {}).get(photo), covers=back)
    return gone


def attest(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    photo: PhotoId,
    visible: int | None = None,
    looked_again: bool = False,
    different: Collection[PhotoId] = (),
) -> Act:
    """State that everyone recognisable on a photo is named (R16).

    `visible` says how many are, by default as many as are named. `looked_again` settles a count of
    more faces (R17). Raises BadInput: UNKNOWN_PHOTO, VISIBLE_TOO_FEW, NOBODY_BUT_NAMED,
    NOTHING_TO_ATTEST where nobody is named on a portrait and no number is given;
    RuleRefusal(FEWER_THAN_ITS_LIKE) where it looks like another photo and one of the two lacks
    people of the other, unless that one is among `different`: somebody has looked at both (R21).
    """
    (act,) = attest_all(
        register,
        clerk,
        at,
        (photo,),
        visible=visible,
        looked_again=looked_again,
        different=different,
    )
    return act


def attest_all(
    register: Register,
    clerk: str,
    at: datetime,
    photos: Iterable[PhotoId],
    *,
    visible: int | Mapping[PhotoId, int] | None = None,
    looked_again: bool = False,
    different: Collection[PhotoId] = (),
    seen: Mapping[PhotoId, Seen] | None = None,
    asks: bool = True,
) -> tuple[Act, ...]:
    """State of several photos that everyone recognisable is named, of all or of none.

    `visible` is the number on every one of them, or on each. `seen` is each as somebody looked at
    it. Raises what `attest` raises, and RuleRefusal: PHOTO_CHANGED_MEANWHILE where one is not like
    that any more, FACES_COUNTED_MEANWHILE where more faces than that were counted since,
    NAMED_IN_FILES where a file was seen to name somebody else, and nothing was said to that.
    Without `asks` a photo on which more are visible than named is only held back (R16), so that
    of it none of these questions is asked.
    """
    acts, asked, said_of = [], list[PhotoId](), tuple(photos)
    nameless: dict[PhotoId, int] = {}
    with register.write(clerk, at) as writer:
        check_seen(writer, said_of, seen)
        for photo in said_of:
            each = visible.get(photo) if isinstance(visible, Mapping) else visible
            act, said = _attest(writer, photo, each, anew=looked_again)
            acts.append(act)
            nameless[photo] = seen_nameless(said)
            if not asks and said.visible > len(said.shows) and not said.hidden:
                continue
            asked.append(photo)
            if seen is not None:
                check_counted(writer, photo, seen[photo], each)
            if looked_again:
                writer.set_photo(replace(writer.photo(photo), faces=None))
        if seen is not None:
            check_suggested(writer, {photo: seen[photo] for photo in asked}, nameless)
        # By what is said of all of them: a burst described in one go passes.
        for photo in asked:
            check_beside(writer, photo, different)
    return tuple(acts)


def set_kind(
    register: Register, clerk: str, at: datetime, *, photo: PhotoId, kind: PhotoKind | None
) -> None:
    """Say what a photo is about, or that nobody has said; re-opens what was vouched for (R20).

    Raises BadInput: UNKNOWN_PHOTO, NOBODY_BUT_NAMED.
    """
    set_kinds(register, clerk, at, {photo: kind})


def set_kinds(
    register: Register,
    clerk: str,
    at: datetime,
    kinds: Mapping[PhotoId, PhotoKind | None],
    seen: Mapping[PhotoId, PhotoKind | None] | None = None,
) -> None:
    """Say what several photos are about, all of them or none; raises what `set_kind` raises.

    `seen` is what somebody took each for who changes it; RuleRefusal(PHOTO_CHANGED_MEANWHILE) where
    another desk has said something else of it since.
    """
    with register.write(clerk, at) as writer:
        writer.look_ahead(kinds)
        for photo, kind in kinds.items():
            known = writer.photo(photo)
            if seen is not None and known.kind not in (kind, seen[photo]):
                raise RuleRefusal(Problem.PHOTO_CHANGED_MEANWHILE, path=known.name)
            _set_kind(writer, photo, kind)


def describe_all(
    register: Register,
    clerk: str,
    at: datetime,
    details: Mapping[PhotoId, Details],
    seen: Mapping[PhotoId, Details] | None = None,
) -> None:
    """Change these details of all the photos or of none; None leaves one as it is.

    `seen` is what somebody looked at who changes them. Raises BadInput: UNKNOWN_PHOTO and what
    `texts` refuses; RuleRefusal(PHOTO_CHANGED_MEANWHILE) where a detail to be changed is not what
    was seen any more: a right to use that another desk removed must not come back (R23).
    """
    clean = {photo: clean_details(given) for photo, given in details.items()}
    with register.write(clerk, at) as writer:
        writer.look_ahead(clean)
        for photo, texts in clean.items():
            before = writer.photo(photo)
            after = _described(before, texts)
            if seen is not None and after != before and before != _described(after, seen[photo]):
                raise RuleRefusal(Problem.PHOTO_CHANGED_MEANWHILE, path=before.name)
            writer.set_photo(after)


def describe(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    photo: PhotoId,
    album: str | None = None,
    photographer: str | None = None,
    rights: str | None = None,
) -> None:
    """Change album, photographer or right to use (R23); None leaves it as it is.

    Raises BadInput: UNKNOWN_PHOTO and what `texts` refuses.
    """
    given = Details(album=album, photographer=photographer, rights=rights)
    describe_all(register, clerk, at, {photo: given})


def clean_details(given: Details) -> Details:
    """The details as they are kept."""
    texts = {"album": given.album, "photographer": given.photographer, "rights": given.rights}
    return Details(**{f: None if text is None else line(text, f) for f, text in texts.items()})


def _described(photo: Photo, given: Details) -> Photo:
    return replace(
        photo,
        album=photo.album if given.album is None else given.album,
        photographer=photo.photographer if given.photographer is None else given.photographer,
        rights=photo.rights if given.rights is None else given.rights,
    )


def same_picture(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    path: Path,
    photo: PhotoId,
    looked_at: LookedAt | None = None,
) -> None:
    """State that a file which looks like a photo is that photo (R21); it then counts as exact.

    Nothing is written where it is known as that photo already; `looked_at` as in `add_photos`.
    Raises BadInput: what `pictures` refuses, UNKNOWN_PHOTO, PICTURE_OF_ANOTHER, NOT_A_NEAR_MATCH;
    RuleRefusal(FILE_CHANGED_MEANWHILE).
    """
    (arrival,) = arrivals(register, (path,), photo, None, looked_at)
    with register.write(clerk, at) as writer:
        writer.photo(photo)
        known = writer.recognise([arrival.asked])[0]
        taken_in(writer, arrival, known, photo)


def _describe(writer: Writer, photo: PhotoId, given: Given, arrival: Arrival) -> None:
    """Put in what is given; what is empty stays as it was."""
    before, told = writer.photo(photo), given.details
    raw = arrival.raw or Noted(before.raw, before.raw_digest)
    after = replace(
        before,
        album=told.album or before.album,
        photographer=told.photographer or before.photographer,
        rights=told.rights or before.rights,
        raw=raw.name,
        raw_digest=raw.digest,
    )
    writer.set_photo(after)


def _name_more(writer: Writer, photo: PhotoId, arrival: Arrival, given: Given) -> None:
    """Name these people, where they are told to be or were before.

    Unless they were counted, who was named before stays: a folder tagged anew must not drop anybody
    unseen.
    """
    before = {d.subject: d.region for d in writer.depicted([photo])[photo]}
    everyone = {} if given.is_counted else dict(before)
    for subject in given.named:
        everyone[subject] = given.places.get(subject, before.get(subject))
    _name(writer, photo, everyone, arrival.fingerprint, arrival.path)


def _is_as_registered(reader: Reader, photo: PhotoId, seen: Fingerprint) -> bool:
    """Whether a place on that file is the same place on the one the photo was registered from."""
    return seen.is_laid_out_like(reader.registered(photo))


def _still_visible(reader: Reader, photo: PhotoId) -> int | None:
    """Those named now and those unknown last; None where nobody is unknown.

    One more name does not say that it is that of somebody unknown.
    """
    unknown = unknown_on(reader, photo)
    return unknown + len(_shown(reader, photo)) if unknown else None


def _shown(reader: Reader, photo: PhotoId) -> tuple[SubjectId, ...]:
    return tuple(sorted(d.subject for d in reader.depicted([photo])[photo]))


def _name(
    writer: Writer,
    photo: PhotoId,
    shows: Shows,
    seen: Fingerprint | None = None,
    path: Path | None = None,
    covers: Covers | None = None,
) -> Covers:
    """Write who is on a photo; a new place only where it was seen on the file as registered.

    `covers` are those of people who come back; returned are those of people who go.
    """
    known = writer.photo(photo)
    known_as = {d.subject: d for d in writer.depicted([photo])[photo]}
    before = {s: d.region for s, d in known_as.items()}
    for subject, region in shows.items():
        if region is None or region == before.get(subject):
            continue
        if seen is None or not _is_as_registered(writer, photo, seen):
            raise BadInput(Problem.REGION_NEEDS_ORIGINAL, path=path or known.name)
        if not is_on_picture(region):
            raise BadInput(Problem.REGION_OFF_THE_PICTURE, subject=writer.subject(subject).name)
        if not is_a_face(region, known):
            raise BadInput(Problem.REGION_TOO_SMALL, path=path or known.name)
    shapes = {s: kept_cover(known_as.get(s), r, known) for s, r in shows.items()}
    now = {s: Depiction(photo, s, r, shapes[s]) for s, r in shows.items()}
    # A cover and the place it was drawn for belong together: the gate asks whether it hides that.
    now |= {s: d for s, d in (covers or {}).items() if s in shows and s not in known_as}
    writer.set_depictions(photo, tuple(now.values()))
    return {s: d for s, d in known_as.items() if s not in shows and d.cover is not None}


def _set_kind(writer: Writer, photo: PhotoId, kind: PhotoKind | None) -> None:
    before = writer.photo(photo)
    if kind is PhotoKind.NOBODY and writer.depicted([photo])[photo]:
        raise BadInput(Problem.NOBODY_BUT_NAMED, path=before.name)
    writer.set_photo(replace(before, kind=kind))


def _attest(
    writer: Writer, photo: PhotoId, visible: int | None, *, anew: bool = False
) -> tuple[Act, Attested]:
    seen = writer.photo(photo)
    shows = _shown(writer, photo)
    count = len(shows) if visible is None else visible
    if seen.kind is PhotoKind.NOBODY and (shows or count):
        raise BadInput(Problem.NOBODY_BUT_NAMED, path=seen.name)
    if count < len(shows):
        raise BadInput(Problem.VISIBLE_TOO_FEW, path=seen.name, named=len(shows), given=count)
    if seen.kind is not PhotoKind.NOBODY and not count:
        raise BadInput(Problem.NOTHING_TO_ATTEST, path=seen.name)
    body = Attested(photo=photo, kind=seen.kind, shows=shows, visible=count)
    said = still_covered(writer, seen, body)
    return said_already(writer, said, anew=anew) or writer.append(said)[0], said
