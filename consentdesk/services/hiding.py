"""What somebody draws for all copies of a photo: covers on people, and the part copies show (R22).

A draft like a name: changed at will until a copy leaves, and the journal tells of each change. The
verdict on the file stays what it was, since the file still shows everybody; what copies may do
then, `foreseen` says and the gate decides anew. What hides enough is `covering`'s to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from consentdesk.domain.covers import Cover, Drawn
from consentdesk.domain.photos import Depiction, Fingerprint, Match, Photo, PhotoId, Region
from consentdesk.domain.verdict import Outcome, Verdict
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services.covering import (
    Hiding,
    check_cover,
    check_crop,
    hidden_among,
    hiding_among,
)
from consentdesk.services.judging import Facts, is_clear, known_destinations

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
    `check_cover` and `check_crop` refuse; RuleRefusal(PHOTO_CHANGED_MEANWHILE) where what was
    changed is not what was seen any more.
    """
    with register.write(clerk, at) as writer:
        writer.look_ahead(drawn)
        for id, wanted in drawn.items():
            photo, shown = writer.photo(id), writer.depicted((id,))[id]
            then, crop = _changed(photo, shown, wanted, before[id], writer)
            if (then, crop) == (shown, photo.crop):
                continue
            looked_at = seen.get(id)
            if looked_at is None or not looked_at.is_laid_out_like(writer.registered(id)):
                raise BadInput(Problem.REGION_NEEDS_ORIGINAL, path=photo.name)
            writer.set_depictions(id, then)
            writer.set_photo(replace(photo, crop=crop))


def drawn_on(reader: Reader, photo: PhotoId) -> Drawn:
    """What is drawn for the copies of a photo; BadInput(UNKNOWN_PHOTO)."""
    shown = reader.depicted((photo,))[photo]
    covers = tuple((d.subject, d.cover) for d in shown if d.cover is not None)
    return Drawn(covers=covers, crop=reader.photo(photo).crop)


def foreseen(reader: Reader, photo: PhotoId, drawn: Drawn, on: date) -> Foreseen:
    """What becomes of copies of the photo's own file everywhere, if that is drawn for them.

    Never CLEAR where no copy can be made so. Raises BadInput(UNKNOWN_PHOTO).
    """
    facts = Facts(reader, (photo,), on)
    covers = dict(drawn.covers)
    known = replace(facts.photo(photo), crop=drawn.crop)
    shown = [replace(d, cover=covers.get(d.subject)) for d in facts.depictions(photo)]
    who = hidden_among(shown, known)
    verdicts = tuple(
        facts.verdict(Match.EXACT, photo, where, who) for where in known_destinations(reader, None)
    )
    try:
        return Foreseen(verdicts, hiding_among(shown, known))
    except BadInput as error:
        held = (replace(v, outcome=Outcome.WITHHELD) if is_clear(v) else v for v in verdicts)
        return Foreseen(tuple(held), None, error)


def _changed(
    photo: Photo,
    shown: tuple[Depiction, ...],
    wanted: Drawn,
    before: Drawn,
    reader: Reader,
) -> tuple[tuple[Depiction, ...], Region | None]:
    """Who is on it and its crop, with the difference between the two put in."""
    now = {d.subject: d for d in shown}
    had, gets = dict(before.covers), dict(wanted.covers)
    for subject in {**had, **gets}:
        if had.get(subject) == gets.get(subject):
            continue
        if subject not in now:
            if subject not in gets:
                continue
            name = reader.subject(subject).name
            raise BadInput(Problem.NOT_NAMED_ON_IT, subject=name, path=photo.name)
        now[subject] = _with_cover(now[subject], had.get(subject), gets.get(subject), photo)
    crop = photo.crop
    if wanted.crop != before.crop and crop != wanted.crop:
        if crop != before.crop:
            raise RuleRefusal(Problem.PHOTO_CHANGED_MEANWHILE, path=photo.name)
        if wanted.crop is not None:
            check_crop(wanted.crop, photo)
        crop = wanted.crop
    return tuple(now.values()), crop


def _with_cover(now: Depiction, had: Cover | None, gets: Cover | None, photo: Photo) -> Depiction:
    if now.cover == gets:
        return now
    if now.cover != had:
        raise RuleRefusal(Problem.PHOTO_CHANGED_MEANWHILE, path=photo.name)
    if gets is not None:
        check_cover(gets, now, photo)
    return replace(now, cover=gets)
