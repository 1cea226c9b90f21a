"""The heart: whether one picture may go to one destination on one day, and why not.

One function, `judge`, decides; everything the gate does rests on it. The default is no: a picture
is CLEAR only where nothing at all speaks against it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum, StrEnum

from consentdesk.domain.acts import Purpose
from consentdesk.domain.consent import Lack, Permission, PermissionState
from consentdesk.domain.people import ClerkId, SubjectId
from consentdesk.domain.photos import (
    Assessment,
    Attestation,
    Destination,
    Match,
    Photo,
    PhotoKind,
    Seconding,
)
from consentdesk.domain.policy import PROTECTED, LapseMode, Policy


class Outcome(StrEnum):
    """The judgement in one word."""

    CLEAR = "clear"
    WITHHELD = "withheld"
    UNDECIDED = "undecided"


class Severity(IntEnum):
    """How far an outcome is from CLEAR; the worst of a file counts."""

    CLEAR = 0
    UNDECIDED = 1
    WITHHELD = 2


class ReasonCode(StrEnum):
    """Why a picture may not go; promised to scripts, never renamed."""

    NEVER_ASKED = "NEVER_ASKED"
    ASKED_ONLY = "ASKED_ONLY"
    NOT_JOURNALED = "NOT_JOURNALED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"
    CAME_OF_AGE = "CAME_OF_AGE"
    SECOND_GUARDIAN_MISSING = "SECOND_GUARDIAN_MISSING"
    OBJECTED = "OBJECTED"
    PROTECTED = "PROTECTED"
    UNKNOWN_PHOTO = "UNKNOWN_PHOTO"
    NEAR_MATCH = "NEAR_MATCH"
    KIND_UNSET = "KIND_UNSET"
    NOT_ATTESTED = "NOT_ATTESTED"
    MORE_VISIBLE_THAN_NAMED = "MORE_VISIBLE_THAN_NAMED"
    MORE_FACES_THAN_NAMED = "MORE_FACES_THAN_NAMED"
    NOT_ASSESSED = "NOT_ASSESSED"
    ASSESSED_WITHHOLD = "ASSESSED_WITHHOLD"
    SENSITIVE = "SENSITIVE"
    SECOND_PERSON_MISSING = "SECOND_PERSON_MISSING"
    NO_RIGHTS = "NO_RIGHTS"
    UNREADABLE = "UNREADABLE"
    NO_PERMISSION = "NO_PERMISSION"
    """For every reason that concerns a person, in a check pack and for who may not see reasons."""


RULE_OF: Mapping[ReasonCode, str] = {
    ReasonCode.NEVER_ASKED: "R1",
    ReasonCode.ASKED_ONLY: "R2",
    ReasonCode.NOT_JOURNALED: "R1",
    ReasonCode.REFUSED: "R6",
    ReasonCode.WITHDRAWN: "R7",
    ReasonCode.LAPSED: "R9",
    ReasonCode.CAME_OF_AGE: "R4",
    ReasonCode.SECOND_GUARDIAN_MISSING: "R5",
    ReasonCode.OBJECTED: "R19",
    ReasonCode.PROTECTED: "R10",
    ReasonCode.UNKNOWN_PHOTO: "R15",
    ReasonCode.NEAR_MATCH: "R21",
    ReasonCode.KIND_UNSET: "R15",
    ReasonCode.NOT_ATTESTED: "R16",
    ReasonCode.MORE_VISIBLE_THAN_NAMED: "R16",
    ReasonCode.MORE_FACES_THAN_NAMED: "R17",
    ReasonCode.NOT_ASSESSED: "R18",
    ReasonCode.ASSESSED_WITHHOLD: "R18",
    ReasonCode.SENSITIVE: "R18",
    ReasonCode.SECOND_PERSON_MISSING: "R31",
    ReasonCode.NO_RIGHTS: "R23",
    ReasonCode.UNREADABLE: "R15",
    ReasonCode.NO_PERMISSION: "R1",
}

UNDECIDING = frozenset(
    {
        ReasonCode.UNKNOWN_PHOTO,
        ReasonCode.NEAR_MATCH,
        ReasonCode.KIND_UNSET,
        ReasonCode.NOT_ATTESTED,
        ReasonCode.MORE_FACES_THAN_NAMED,
        ReasonCode.NOT_ASSESSED,
        ReasonCode.SECOND_PERSON_MISSING,
        ReasonCode.UNREADABLE,
    }
)
"""Reasons that leave a question open; every other reason withholds."""

_LACKS: Mapping[Lack, ReasonCode] = {
    Lack.NOT_JOURNALED: ReasonCode.NOT_JOURNALED,
    Lack.SECOND_GUARDIAN: ReasonCode.SECOND_GUARDIAN_MISSING,
    Lack.VALIDITY: ReasonCode.LAPSED,
    Lack.CAME_OF_AGE: ReasonCode.CAME_OF_AGE,
}

_STATES: Mapping[PermissionState, ReasonCode] = {
    PermissionState.NEVER_ASKED: ReasonCode.NEVER_ASKED,
    PermissionState.ASKED: ReasonCode.ASKED_ONLY,
    PermissionState.GRANTED: ReasonCode.NOT_JOURNALED,
    PermissionState.REFUSED: ReasonCode.REFUSED,
    PermissionState.WITHDRAWN: ReasonCode.WITHDRAWN,
    PermissionState.LAPSED: ReasonCode.LAPSED,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks against a picture: its code, the rule cited, and whom it concerns."""

    code: ReasonCode
    rule: str
    subject: SubjectId | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement for one destination with every reason found.

    `warnings` speak against nothing but should be seen: missing rights (R23), a permission that
    rests on a guardian's signature although the subject came of age (R4 `notify`).
    """

    destination: Destination
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()


def veiled(verdict: Verdict) -> Verdict:
    """The verdict for somebody who may not see reasons: whom it concerns, and no more (R10).

    As severe as it was. What speaks against the picture itself is told: only who names and covers
    can do something about it. That a second person must agree is told once nothing else is left.
    """

    def less(why: Reason) -> Reason:
        if why.subject is None:
            return why
        code = ReasonCode.NO_PERMISSION
        return Reason(code, RULE_OF[code], why.subject)

    return replace(
        verdict,
        reasons=untelling(less(why) for why in verdict.reasons),
        warnings=tuple(why for why in verdict.warnings if why.subject is None),
    )


def untelling(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each reason once, without what beside others would tell that somebody is protected (R10).

    A second person may be wanted just for that; it opens a question and no more, so whatever else
    is told is as severe alone (R31).
    """
    every = tuple(dict.fromkeys(reasons))
    rest = tuple(why for why in every if why.code is not ReasonCode.SECOND_PERSON_MISSING)
    return rest or every


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All the register says about one photo on one day.

    `shows` are the subjects named on it; `unmarked` those whom a shape alone hides,
    `protected` and `objecting` those to whom that applies; `objected` is the number of the latest
    objection of anybody shown, standing or not, `changed` that of the act by which kind or people
    last changed, `drawn` of that by which what is drawn for copies did, which `hides` digests.
    `secondings` are who agreed for which destination, none of them ever taken back; `said` is the
    number of the latest act that says anything else of the photo, or takes it back, and of the
    latest by which somebody shown may be hindered. `said_by` are who said any of what holds of it
    today, where two people are needed for anything.
    `erased` is how many are on it whom nobody can name any more since people were erased, with
    those who had no name before: they are still to be seen (R28).
    """

    photo: Photo
    shows: frozenset[SubjectId] = frozenset()
    unmarked: frozenset[SubjectId] = frozenset()
    attestation: Attestation | None = None
    assessments: Mapping[Destination, Assessment] = field(default_factory=dict)
    secondings: Mapping[Destination, tuple[Seconding, ...]] = field(default_factory=dict)
    protected: frozenset[SubjectId] = frozenset()
    objecting: frozenset[SubjectId] = frozenset()
    objected: int = 0
    changed: int = 0
    drawn: int = 0
    said: int = 0
    said_by: frozenset[ClerkId] = frozenset()
    hides: str | None = None
    erased: int = 0


def reason(code: ReasonCode, subject: SubjectId | None = None, *, staff: bool = False) -> Reason:
    """A reason with the number of its rule; a member of staff's lacking permission cites R11."""
    rule = RULE_OF[code]
    return Reason(code, "R11" if staff and rule == "R1" else rule, subject)


def judge(
    match: Match,
    scene: Scene | None,
    destination: Destination,
    permissions: Mapping[SubjectId, Permission],
    policy: Policy,
    *,
    covered: frozenset[SubjectId] = frozenset(),
    staff: frozenset[SubjectId] = frozenset(),
    copied: bool = False,
    by: Collection[ClerkId] = (),
) -> Verdict:
    """Whether the picture may go to the destination (R1, R10, R15–R23, R31).

    `permissions` are those for the destination's purpose on the day in question; a subject missing
    there, or there with another purpose's, counts as never asked. `covered` subjects are hidden or
    cropped away in the copy (R22); of those whom a shape hides though their face is nowhere
    marked, nobody knows that they are unless somebody looked at the copy and vouched for it.
    `copied` says that it is a copy as drawn that is judged, in which people without a name are
    hidden too, if somebody vouched for that. `by` are those who let it out, or may be the same
    person: where two people are needed, the other one must be somebody else; none where nobody
    lets it out yet. `scene` is None exactly where the register does not know the picture. A
    destination the policy does not name raises KeyError.
    """
    purpose = policy.destinations[destination]
    if match is Match.NONE or scene is None:
        return _verdict(destination, [reason(ReasonCode.UNKNOWN_PHOTO)])
    if match is Match.NEAR:
        return _verdict(destination, [reason(ReasonCode.NEAR_MATCH)])
    seen = scene.shows - covered
    found = [reason(ReasonCode.PROTECTED, s) for s in sorted(scene.protected & seen)]
    found += [reason(ReasonCode.OBJECTED, s) for s in sorted(scene.objecting & seen)]
    warnings: list[Reason] = []
    situation = scene.photo.kind is PhotoKind.SITUATION
    if not situation or _situation(scene, destination, found):
        _portrait(scene, policy, found, copied=copied)
        given = {s: p for s, p in permissions.items() if p.purpose == purpose}
        lacking = _permissions(seen, given, staff)
        if lacking and situation:
            found.append(reason(ReasonCode.SENSITIVE))
        found += lacking
        if policy.lapse_mode is LapseMode.NOTIFY:
            warnings += [
                reason(ReasonCode.CAME_OF_AGE, s)
                for s in sorted(seen & given.keys())
                if given[s].came_of_age and given[s].state is PermissionState.JOURNALED
            ]
    if covered & scene.unmarked and not (copied and is_vouched(scene)):
        _put(reason(ReasonCode.NOT_ATTESTED), found)
    if scene.erased > (unknown_hidden(scene) if copied else 0):
        # Whatever the kind and whoever vouches: an objection was erased with the person (R19, R28).
        _put(reason(ReasonCode.MORE_VISIBLE_THAN_NAMED), found)
    if needs_two(scene, purpose, policy) and not is_seconded(scene, destination, seen, by):
        found.append(reason(ReasonCode.SECOND_PERSON_MISSING))
    if not scene.photo.credited:
        (found if policy.require_rights else warnings).append(reason(ReasonCode.NO_RIGHTS))
    return _verdict(destination, found, warnings)


def is_attested(scene: Scene) -> bool:
    """Whether somebody vouched for the photo as it is now: its kind, and who is on it (R20)."""
    given = scene.attestation
    return (
        given is not None
        and given.kind == scene.photo.kind
        and given.shows == scene.shows
        and given.number >= scene.changed
    )


def is_vouched(scene: Scene) -> bool:
    """Whether somebody vouched for the copies: with just that drawn, and the photo as it is now.

    Nothing else tells that a shape hides whoever has no place on the picture, and that two do not
    hide the same person; and whoever is cropped away is no more so with another crop (R20, R22).
    """
    given = scene.attestation
    if given is None or given.hides is None or not is_attested(scene):
        return False
    is_as_drawn = given.hides == scene.hides and given.number >= scene.drawn
    return is_as_drawn and given.hidden == len(scene.photo.unknown_covers)


def unknown_hidden(scene: Scene) -> int:
    """How many people without a name every copy hides: none unless `is_vouched` (R16, R22)."""
    given = scene.attestation
    return given.hidden if given is not None and is_vouched(scene) else 0


def is_assessed(scene: Scene, destination: Destination) -> bool:
    """Whether the situation was judged for the destination, and nothing changed since (R20)."""
    given = scene.assessments.get(destination)
    return (
        given is not None
        and given.kind == scene.photo.kind
        and given.shows == scene.shows
        and given.number >= max(scene.objected, scene.changed)
    )


def needs_two(scene: Scene, purpose: Purpose, policy: Policy) -> bool:
    """Whether a second person must agree: to the purpose, or since somebody on it is protected.

    Hidden in the copy or not: a cover in the wrong place is what the second person looks for.
    """
    wanted = policy.two_people
    return purpose in wanted or (PROTECTED in wanted and bool(scene.protected))


def is_seconded(
    scene: Scene,
    destination: Destination,
    seen: frozenset[SubjectId],
    by: Collection[ClerkId] = (),
) -> bool:
    """Whether a second person agreed to a copy that shows just those, as the photo is now.

    Neither `by` nor whoever said anything of it that holds today; and nothing was said since.
    """
    return any(
        given.number > scene.said
        and given.clerk not in {*by, *scene.said_by}
        and given.kind == scene.photo.kind
        and given.shows == scene.shows
        and given.seen == seen
        and given.hides == scene.hides
        for given in scene.secondings.get(destination, ())
    )


def unreadable(destination: Destination) -> Verdict:
    """The verdict on a file that can't be read as a picture: never CLEAR."""
    return _verdict(destination, [reason(ReasonCode.UNREADABLE)])


def worst(verdicts: tuple[Verdict, ...]) -> Outcome:
    """The worst outcome; UNDECIDED where there is no verdict at all."""
    if not verdicts:
        return Outcome.UNDECIDED
    return max((v.outcome for v in verdicts), key=lambda o: Severity[o.name])


def _verdict(
    destination: Destination, found: list[Reason], warnings: list[Reason] | None = None
) -> Verdict:
    if not found:
        outcome = Outcome.CLEAR
    elif all(r.code in UNDECIDING for r in found):
        outcome = Outcome.UNDECIDED
    else:
        outcome = Outcome.WITHHELD
    return Verdict(destination, outcome, tuple(found), tuple(warnings or ()))


def _put(one: Reason, found: list[Reason]) -> None:
    if one not in found:
        found.append(one)


def _portrait(scene: Scene, policy: Policy, found: list[Reason], *, copied: bool) -> None:
    """Kind and attestation (R15–R17, R20); in a copy, people without a name may be hidden."""
    photo, attestation = scene.photo, scene.attestation
    hidden = unknown_hidden(scene) if copied else 0
    if photo.kind is None:
        found.append(reason(ReasonCode.KIND_UNSET))
    empty_portrait = photo.kind is not PhotoKind.NOBODY and not scene.shows and not hidden
    if not is_attested(scene) or empty_portrait:
        found.append(reason(ReasonCode.NOT_ATTESTED))
    # An old "more than are named" stands until somebody looks again, so that naming one person
    # more can't ease the verdict by itself.
    if attestation is not None:
        # Whom somebody covered without knowing the name is on it, whatever was said since.
        covered = len(photo.unknown_covers)
        if max(attestation.visible - len(attestation.shows), covered) > hidden:
            found.append(reason(ReasonCode.MORE_VISIBLE_THAN_NAMED))
    if policy.counting_aid and photo.faces is not None:
        named = attestation.visible if attestation is not None else 0
        if photo.faces > named:
            found.append(reason(ReasonCode.MORE_FACES_THAN_NAMED))


def _situation(scene: Scene, destination: Destination, found: list[Reason]) -> bool:
    """The assessment (R18, R20); returns whether the portrait rule applies instead."""
    assessment = scene.assessments.get(destination)
    if assessment is None:
        found.append(reason(ReasonCode.NOT_ASSESSED))
        return False
    # A stale no still withholds: only a stale yes falls back to "not assessed".
    if not assessment.publish:
        found.append(reason(ReasonCode.ASSESSED_WITHHOLD))
    elif not is_assessed(scene, destination):
        found.append(reason(ReasonCode.NOT_ASSESSED))
    return assessment.sensitive


def _permissions(
    seen: frozenset[SubjectId],
    permissions: Mapping[SubjectId, Permission],
    staff: frozenset[SubjectId],
) -> list[Reason]:
    """One reason for each subject without a JOURNALED permission (R1)."""
    found: list[Reason] = []
    for subject in sorted(seen):
        given = permissions.get(subject)
        if given is None or given.subject != subject:
            found.append(reason(ReasonCode.NEVER_ASKED, subject, staff=subject in staff))
        elif given.state is not PermissionState.JOURNALED:
            code = _LACKS[given.lack] if given.lack else _STATES[given.state]
            found.append(reason(code, subject, staff=subject in staff))
    return found


def standing_on(given: Permission, on: date) -> bool:
    """Whether a permission worked out earlier still tells the truth on that day."""
    return given.changes_on is None or on < given.changes_on
