"""What somebody draws for all copies of a photo: covers on people, and the part copies show (R22).

A draft like a name: changed at will until a copy leaves, and the journal tells of each change. The
verdict on the file stays what it was, since the file still shows everybody; what copies may do
then, `foreseen` says and the gate decides anew. What hides enough is `covering`'s to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Act, Attested
from consentdesk.domain.consent import in_force
from consentdesk.domain.covers import Cover, Drawn, is_unknown, unknown
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Depiction, Fingerprint, Match, Photo, PhotoId, Region
from consentdesk.domain.scenes import last_drawn
from consentdesk.domain.verdict import Outcome, ReasonCode, Verdict, reason
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services.covering import (
    Hiding,
    check_apart,
    check_cover,
    check_crop,
    check_unknown,
    hidden_among,
    hiding_among,
)
from consentdesk.services.judging import Facts, is_clear, known_destinations
from consentdesk.services.resembling import check_beside
from consentdesk.services.seeing import Seen, check_counted, check_seen, check_suggested, unknown_on

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of copies: how they hide whom, or the `problem` why none can be made."""

    verdicts: tuple[Verdict, ...]
    hiding: Hiding | None
    problem: BadInput | None = None


def hide_all(
    register: Register,
    clerk: str,
    at: datetime,
    drawn: Mapping[PhotoId, Drawn],
    seen: Mapping[PhotoId, Fingerprint],
    *,
    before: Mapping[PhotoId, Drawn],
) -> None:
    """Say what copies of several photos hide, all of them or none.

    `before` is what somebody looked at who changed it to this: only the difference is written, so
    that what another desk has drawn meanwhile on somebody else stays. `seen` are the files it was
    drawn on. Raises BadInput: UNKNOWN_PHOTO, REGION_NEEDS_ORIGINAL, NOT_NAMED_ON_IT and what
    `check_cover`, `check_unknown`, `check_apart` and `check_crop` refuse;
    RuleRefusal(PHOTO_CHANGED_MEANWHILE) where what was changed is not what was seen any more.
    """
    with register.write(clerk, at) as writer:
        writer.look_ahead(drawn)
        for id, wanted in drawn.items():
            photo, shown = writer.photo(id), writer.depicted((id,))[id]
            then = _changed(shown, wanted, before[id], photo, writer)
            over = _changed_unknown(photo, wanted, before[id])
            crop = _changed_crop(photo, wanted, before[id])
            anew = replace(photo, crop=crop, unknown_covers=over)
            if (then, anew) == (shown, photo):
                continue
            if over != photo.unknown_covers:
                check_unknown(anew)
            check_apart(then, anew, _drawn_anew((shown, photo), (then, anew)))
            looked_at = seen.get(id)
            if looked_at is None or not looked_at.is_laid_out_like(writer.registered(id)):
                raise BadInput(Problem.REGION_NEEDS_ORIGINAL, path=photo.name)
            writer.set_depictions(id, then)
            writer.set_photo(anew)


def drawn_on(reader: Reader, photo: PhotoId) -> Drawn:
    """What is drawn for the copies of a photo; BadInput(UNKNOWN_PHOTO)."""
    return _drawn(reader.photo(photo), reader.depicted((photo,))[photo])


def covered_unmarked(reader: Reader, photo: PhotoId) -> frozenset[SubjectId]:
    """Who is covered there by a shape alone, for the face is nowhere marked."""
    shown = reader.depicted((photo,))[photo]
    return frozenset(d.subject for d in shown if d.is_hidden_by_shape)


def _drawn(known: Photo, shown: Iterable[Depiction]) -> Drawn:
    covers = [(d.subject, d.cover) for d in shown if d.cover is not None]
    covers += [(unknown(number), shape) for number, shape in known.unknown_covers]
    return Drawn(covers=tuple(sorted(covers, key=lambda one: one[0])), crop=known.crop)


def vouch_covered(
    register: Register,
    clerk: str,
    at: datetime,
    photo: PhotoId,
    drawn: Drawn,
    seen: Seen,
    *,
    different: Collection[PhotoId] = (),
) -> Act:
    """State that everyone recognisable in the copies, as drawn, is named or covered (R16, R22).

    For where people without a name are covered, or somebody whose face is not marked: what is drawn
    is all that tells who that is. It ends with any change of what is drawn. Of the photos in
    `different` somebody says that they are other pictures.

    Raises BadInput(UNKNOWN_NOT_COVERED) where fewer are covered than have no name; RuleRefusal:
    PHOTO_CHANGED_MEANWHILE where it is not as it was seen any more, NAMED_IN_FILES,
    FACES_COUNTED_MEANWHILE and FEWER_THAN_ITS_LIKE as for any other such statement.
    """
    with register.write(clerk, at) as writer:
        check_seen(writer, (photo,), {photo: seen})
        check_suggested(writer, {photo: seen})
        known = writer.photo(photo)
        if drawn_on(writer, photo) != drawn:
            raise RuleRefusal(Problem.PHOTO_CHANGED_MEANWHILE, path=known.name)
        hidden, lacking = len(known.unknown_covers), unknown_on(writer, photo)
        if hidden < lacking or not (hidden or covered_unmarked(writer, photo)):
            raise BadInput(
                Problem.UNKNOWN_NOT_COVERED, path=known.name, covered=hidden, unknown=lacking
            )
        shows = tuple(sorted(seen.shows))
        visible = len(shows) + hidden
        live = in_force(writer.acts_on([photo])[photo], writer.policy, date.max)
        _number, hides = last_drawn(live, photo)
        body = Attested(
            photo=photo,
            kind=known.kind,
            shows=shows,
            visible=visible,
            hidden=hidden,
            hides=hides,
        )
        (act,) = writer.append(body)
        check_counted(writer, photo, seen, visible)
        check_beside(writer, photo, different)
        return act


def foreseen(reader: Reader, photo: PhotoId, drawn: Drawn, on: date) -> Foreseen:
    """What becomes of copies of the photo's own file everywhere, if that is drawn for them.

    Never CLEAR where no copy can be made so. Raises BadInput(UNKNOWN_PHOTO).
    """
    facts = Facts(reader, (photo,), on)
    covers, kept = dict(drawn.covers), facts.photo(photo)
    as_kept = _drawn(kept, facts.depictions(photo))
    over = _over_unknown(covers)
    known = replace(kept, crop=drawn.crop, unknown_covers=over)
    shown = [replace(d, cover=covers.get(d.subject)) for d in facts.depictions(photo)]
    who = hidden_among(shown, known)
    verdicts = tuple(
        # Nobody has vouched yet for what is not kept.
        facts.verdict(Match.EXACT, photo, where, who, copied=drawn == as_kept)
        for where in known_destinations(reader, None)
    )
    if drawn != as_kept and any(d.is_hidden_by_shape for d in shown):
        verdicts = tuple(map(_unvouched, verdicts))
    try:
        return Foreseen(verdicts, hiding_among(shown, known))
    except BadInput as error:
        held = (replace(v, outcome=Outcome.WITHHELD) if is_clear(v) else v for v in verdicts)
        return Foreseen(tuple(held), None, error)


def _unvouched(verdict: Verdict) -> Verdict:
    """The same where nobody has looked yet at whom a shape alone is to hide."""
    lacking = reason(ReasonCode.NOT_ATTESTED)
    if lacking in verdict.reasons:
        return verdict
    outcome = Outcome.UNDECIDED if is_clear(verdict) else verdict.outcome
    return replace(verdict, outcome=outcome, reasons=(*verdict.reasons, lacking))


def _changed(
    shown: tuple[Depiction, ...], wanted: Drawn, before: Drawn, photo: Photo, reader: Reader
) -> tuple[Depiction, ...]:
    """Who is on it, with the difference between the two drawings put in."""
    now = {d.subject: d for d in shown}
    had, gets = dict(before.covers), dict(wanted.covers)
    for subject in {**had, **gets}:
        if is_unknown(subject) or had.get(subject) == gets.get(subject):
            continue
        if subject not in now:
            if subject not in gets:
                continue
            name = reader.subject(subject).name
            raise BadInput(Problem.NOT_NAMED_ON_IT, subject=name, path=photo.name)
        now[subject] = _with_cover(now[subject], had.get(subject), gets.get(subject), photo)
    return tuple(now.values())


def _changed_unknown(photo: Photo, wanted: Drawn, before: Drawn) -> tuple[tuple[int, Cover], ...]:
    """The covers over people without a name, with the difference put in."""
    now = dict(photo.unknown_covers)
    had, gets = dict(_over_unknown(dict(before.covers))), dict(_over_unknown(dict(wanted.covers)))
    for number in {**had, **gets}:
        old, new = had.get(number), gets.get(number)
        if old == new or now.get(number) == new:
            continue
        if now.get(number) != old:
            raise RuleRefusal(Problem.PHOTO_CHANGED_MEANWHILE, path=photo.name)
        now.pop(number, None)
        if new is not None:
            now[number] = new
    return tuple(sorted(now.items(), key=lambda one: one[0]))


def _drawn_anew(
    before: tuple[tuple[Depiction, ...], Photo], after: tuple[tuple[Depiction, ...], Photo]
) -> frozenset[SubjectId]:
    """Over whom there is another shape than before: whoever takes one away is asked nothing."""
    had = {(d.subject, d.cover) for d in before[0]}
    had |= {(unknown(n), shape) for n, shape in before[1].unknown_covers}
    has = {(d.subject, d.cover) for d in after[0]}
    has |= {(unknown(n), shape) for n, shape in after[1].unknown_covers}
    return frozenset(subject for subject, shape in has - had if shape is not None)


def _changed_crop(photo: Photo, wanted: Drawn, before: Drawn) -> Region | None:
    if wanted.crop == before.crop or photo.crop == wanted.crop:
        return photo.crop
    if photo.crop != before.crop:
        raise RuleRefusal(Problem.PHOTO_CHANGED_MEANWHILE, path=photo.name)
    if wanted.crop is not None:
        check_crop(wanted.crop, photo)
    return wanted.crop


def _over_unknown(covers: Mapping[SubjectId, Cover]) -> tuple[tuple[int, Cover], ...]:
    """Those over people without a name, by number."""
    found = ((-subject, shape) for subject, shape in covers.items() if is_unknown(subject))
    return tuple(sorted(found, key=lambda one: one[0]))


def _with_cover(now: Depiction, had: Cover | None, gets: Cover | None, photo: Photo) -> Depiction:
    if now.cover == gets:
        return now
    if now.cover != had:
        raise RuleRefusal(Problem.PHOTO_CHANGED_MEANWHILE, path=photo.name)
    if gets is not None:
        check_cover(gets, now, photo)
    return replace(now, cover=gets)
