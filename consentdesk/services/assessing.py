"""Situation photos: a clerk's judgement for one destination, with its reason (R18).

Leaves what the judgement amounts to, and when it goes stale, to `domain.verdict`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Act, Assessed
from consentdesk.domain.consent import objection, protected, wishes
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, PhotoId, PhotoKind, Question
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services.judging import known_destinations
from consentdesk.services.resembling import check_beside
from consentdesk.services.seeing import Seen, check_seen, check_suggested
from consentdesk.services.texts import passage

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer


def assess(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    photo: PhotoId,
    destination: Destination,
    publish: bool,
    reason: str,
    sensitive: bool = False,
    yes: Iterable[Question] = (),
    different: Collection[PhotoId] = (),
) -> Act:
    """Record whether a situation photo may go to the destination, and why.

    `yes` are the questions answered with yes; SENSITIVE among them is the same as `sensitive`: the
    portrait rule applies instead. Raises BadInput: UNKNOWN_PHOTO, UNKNOWN_DESTINATION,
    NOT_A_SITUATION_PHOTO, REASON_MISSING and what `texts` refuses; RuleRefusal(ASSESSED_NOT_NAMED)
    where the photo is said to show somebody protected or objecting, is to be published all the
    same, and nobody like that is named on it, so that the gate could not hold it back;
    RuleRefusal(FEWER_THAN_ITS_LIKE) where it is to be published and looks like a portrait, or like
    a photo that shows somebody else too, unless that one is among `different`: somebody has looked
    at both (R21).
    """
    (act,) = assess_all(
        register,
        clerk,
        at,
        photos=(photo,),
        destinations=(destination,),
        publish=publish,
        reason=reason,
        sensitive=sensitive,
        yes=yes,
        different=different,
    )
    return act


def assess_all(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    photos: Iterable[PhotoId],
    destinations: Collection[Destination],
    publish: bool,
    reason: str,
    sensitive: bool = False,
    yes: Iterable[Question] = (),
    different: Collection[PhotoId] = (),
    seen: Mapping[PhotoId, Seen] | None = None,
) -> tuple[Act, ...]:
    """Record the same judgement of several situation photos for several destinations, or none.

    One act for each photo and destination. `seen` is each as somebody looked at it. Raises what
    `assess` raises, and RuleRefusal(PHOTO_CHANGED_MEANWHILE) where one is not like that any more.
    """
    said = passage(reason, "reason")
    if not said:
        raise BadInput(Problem.REASON_MISSING)
    answered = frozenset(yes)
    acts: list[Act] = []
    judged = tuple(photos)
    with register.write(clerk, at) as writer:
        known = known_destinations(writer, tuple(destinations))
        check_seen(writer, judged, seen)
        for photo in judged:
            shows = _situation(writer, photo)
            if publish:
                _check_named(writer, shows, answered, at)
            acts += writer.append(
                *(
                    Assessed(
                        photo=photo,
                        destination=destination,
                        publish=publish,
                        sensitive=sensitive or Question.SENSITIVE in answered,
                        yes=tuple(q for q in Question if q in answered),
                        reason=writer.digest_text(said),
                        kind=PhotoKind.SITUATION,
                        shows=shows,
                    )
                    for destination in known
                )
            )
        # By what is said of all of them: a burst judged in one go passes.
        for photo in judged if publish else ():
            check_beside(writer, photo, different)
        if seen is not None and publish:
            _check_suggested(writer, {photo: seen[photo] for photo in judged}, at)
    return tuple(acts)


def _situation(reader: Reader, photo: PhotoId) -> tuple[SubjectId, ...]:
    """Who is on a photo that may be judged, which is a situation photo."""
    seen = reader.photo(photo)
    if seen.kind is not PhotoKind.SITUATION:
        raise BadInput(Problem.NOT_A_SITUATION_PHOTO, path=seen.name)
    return tuple(sorted(d.subject for d in reader.depicted([photo])[photo]))


def _check_suggested(writer: Writer, seen: Mapping[PhotoId, Seen], at: datetime) -> None:
    """Of anybody to be held back whom the file names, somebody must have been told (R10)."""
    meant = {subject for one in seen.values() for each in one.unmet for subject in each}
    acts, today = writer.acts(tuple(meant)), writer.today(at)
    told = {subject: wishes(acts[subject], subject, writer.policy, today) for subject in meant}
    kept = {s for s, wish in told.items() if wish.protected or wish.objection is not None}
    if kept:
        check_suggested(
            writer,
            {
                photo: replace(
                    one,
                    suggested=frozenset(m for m in one.suggested if m & kept),
                    strangers=frozenset(),
                )
                for photo, one in seen.items()
            },
        )


def _check_named(
    writer: Writer, shows: tuple[SubjectId, ...], answered: frozenset[Question], at: datetime
) -> None:
    acts = writer.acts(shows)
    today, policy = writer.today(at), writer.policy
    named = {
        Question.PROTECTED: any(protected(acts[s], s, policy, today) for s in shows),
        Question.OBJECTING: any(objection(acts[s], s, policy, today) is not None for s in shows),
    }
    for question, somebody in named.items():
        if question in answered and not somebody:
            raise RuleRefusal(Problem.ASSESSED_NOT_NAMED, question=question)
