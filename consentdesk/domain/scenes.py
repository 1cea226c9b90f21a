"""What the acts say about one photo: folds them into the `Scene` that `verdict.judge` looks at."""

from collections.abc import Iterable, Mapping
from datetime import date

from consentdesk.domain.acts import Act, Assessed, Attested, Described, Digest, Erased, Seconded
from consentdesk.domain.consent import in_force, wishes
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import (
    Assessment,
    Attestation,
    Depiction,
    Destination,
    Photo,
    PhotoId,
    Seconding,
)
from consentdesk.domain.policy import Policy
from consentdesk.domain.verdict import Scene


def last_change(live: Iterable[Act], photo: PhotoId) -> int:
    """The number of the act that last changed the kind or who is on it, or 0 (R20).

    `live` are acts in force by number. The first description changes nothing; a change that was
    taken back again is two changes, since in between somebody had reason to doubt.
    """
    changed, before = 0, None
    for act in live:
        body = act.body
        if isinstance(body, Described) and body.photo == photo:
            now = (body.kind, frozenset(body.shows))
            if before is not None and now != before:
                changed = act.number
            before = now
    return changed


def last_drawn(live: Iterable[Act], photo: PhotoId) -> tuple[int, Digest | None]:
    """The number of the act that last changed what is drawn for copies, or 0; and what is (R22).

    As in `last_change`, what is taken back was changed twice.
    """
    drawn, before = 0, None
    for act in live:
        body = act.body
        if isinstance(body, Described) and body.photo == photo and body.hides != before:
            drawn, before = act.number, body.hides
    return drawn, before


def erased_on(erasures: Iterable[Act], photos: Iterable[PhotoId]) -> dict[PhotoId, int]:
    """How many people were erased from each photo; every asked id is a key.

    Whatever the day, and no correction brings anybody back.
    """
    found = dict.fromkeys(photos, 0)
    for act in erasures:
        if isinstance(act.body, Erased):
            for photo in found.keys() & set(act.body.photos):
                found[photo] += 1
    return found


def scene(
    photo: Photo,
    depictions: Iterable[Depiction],
    photo_acts: Iterable[Act],
    subject_acts: Mapping[SubjectId, Iterable[Act]],
    policy: Policy,
    on: date,
    *,
    erased: int,
) -> Scene:
    """The scene of one photo on one day; the latest act of each kind counts.

    `subject_acts` must hold every subject depicted (KeyError otherwise): a forgotten one would look
    unprotected. `erased` is how many who were named on it have been erased, see `erased_on`.
    """
    named = [d for d in depictions if d.photo == photo.id]
    shows = frozenset(d.subject for d in named)
    attestation: Attestation | None = None
    assessments: dict[Destination, Assessment] = {}
    secondings: dict[Destination, tuple[Seconding, ...]] = {}
    live = in_force(photo_acts, policy, on)
    for act in live:
        match act.body:
            case Attested(photo=photo.id) as body:
                attestation = Attestation(
                    act.number,
                    body.kind,
                    frozenset(body.shows),
                    body.visible,
                    body.hidden,
                    body.hides,
                )
            case Assessed(photo=photo.id) as body:
                assessments[body.destination] = Assessment(
                    act.number,
                    body.destination,
                    body.publish,
                    body.sensitive,
                    body.kind,
                    frozenset(body.shows),
                )
            case Seconded(photo=photo.id) as body:
                given = Seconding(
                    act.number,
                    act.clerk,
                    body.kind,
                    frozenset(body.shows),
                    frozenset(body.seen),
                    body.hides,
                )
                earlier = secondings.get(body.destination, ())
                secondings[body.destination] = (*earlier, given)
            case _:
                pass
    drawn, hides = last_drawn(live, photo.id)
    known = {s: wishes(subject_acts[s], s, policy, on) for s in shows}
    return Scene(
        photo=photo,
        shows=shows,
        unmarked=frozenset(d.subject for d in named if d.is_hidden_by_shape),
        attestation=attestation,
        assessments=assessments,
        secondings=secondings,
        changed=last_change(live, photo.id),
        drawn=drawn,
        described=max((a.number for a in live if isinstance(a.body, Described)), default=0),
        hides=hides,
        protected=frozenset(s for s, wish in known.items() if wish.protected),
        objecting=frozenset(s for s, wish in known.items() if wish.objection is not None),
        objected=max((wish.last_objection for wish in known.values()), default=0),
        erased=erased,
    )
