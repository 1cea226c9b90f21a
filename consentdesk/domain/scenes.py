"""What the acts say about one photo: folds them into the `Scene` that `verdict.judge` looks at."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from consentdesk.domain.acts import (
    Act,
    Assessed,
    Attested,
    Corrected,
    Described,
    Digest,
    Erased,
    Objected,
    ObjectionLifted,
    Protected,
    ProtectionLifted,
    Refused,
    SamePicture,
    Seconded,
    Withdrawn,
)
from consentdesk.domain.consent import as_told, end_of, in_force, wishes
from consentdesk.domain.people import ClerkId, SubjectId
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


def erased_on(erasures: Iterable[Act], photos: Iterable[PhotoId]) -> dict[PhotoId, tuple[int, ...]]:
    """The numbers of the acts that erased somebody from each photo; every asked id is a key.

    Whatever the day, and no correction brings anybody back.
    """
    found: dict[PhotoId, tuple[int, ...]] = dict.fromkeys(photos, ())
    for act in erasures:
        if isinstance(act.body, Erased):
            for photo in found.keys() & set(act.body.photos):
                found[photo] += (act.number,)
    return found


def nameless(live: Iterable[Act], erasures: Collection[int]) -> int:
    """How many on a photo nobody can name any more: those erased, and who had no name before that.

    Whatever was said since: whoever sees nobody under a name counts fewer than there are. 0 where
    nobody was erased. `live` are acts about the photo in force.
    """
    if not erasures:
        return 0
    before = [a.body for a in live if isinstance(a.body, Attested) and a.number < min(erasures)]
    unknown = max((body.visible - len(body.shows) for body in before[-1:]), default=0)
    return len(erasures) + unknown


def said_by(live: Iterable[Act], photo: PhotoId, changed: int) -> frozenset[ClerkId]:
    """Who has said something of the photo that holds today: none of them is its second person.

    Who said what it is or named anybody on it, said where a face is or drew anything for copies,
    took another file for it, vouched for it as it is, or judged it. Of a description nobody can
    tell what it left as it was, so whoever changed one counts, whoever had faces counted too, but
    for who only took the picture in. `changed` is the number of the last change of kind or people,
    `live` are acts in force.
    """
    last: dict[str, ClerkId] = {}
    found: set[ClerkId] = set()
    before: Described | None = None
    for act in live:
        match act.body:
            case Described(photo=described) as body if described == photo:
                if _says_more(body, before):
                    found.add(act.clerk)
                before = body
            case SamePicture(photo=taken) if taken == photo:
                found.add(act.clerk)
            case Attested(photo=vouched) if vouched == photo:
                last["attested"] = act.clerk
                if act.number >= changed:
                    found.add(act.clerk)
            case Assessed(photo=judged, destination=place) if judged == photo:
                last[f"judged {place}"] = act.clerk
            case _:
                pass
    return frozenset(found | {*last.values()})


def _says_more(body: Described, before: Described | None) -> bool:
    """Whether a description may say who is on the picture, where, or what of them is hidden."""
    said = body.kind is not None or bool(body.shows) or body.hides is not None
    return before is not None or said


_HINDERS = (Protected, ProtectionLifted, Objected, ObjectionLifted, Withdrawn, Refused, Corrected)


def _last_said(
    about: Iterable[Act], people: Iterable[Iterable[Act]], policy: Policy, on: date
) -> int:
    """The latest act about the photo, or by which somebody on it is hindered or no longer so, or 0.

    Agreements of a second person aside. What was taken back counts, and that it was: in between,
    something else was said. Only worked out where two people are needed for anything.
    """
    if not policy.two_people:
        return 0
    end = end_of(on, policy)
    said = [a.number for a in about if a.at < end and not isinstance(a.body, Seconded)]
    for acts in people:
        said += [a.number for a in acts if a.at < end and isinstance(a.body, _HINDERS)]
    return max(said, default=0)


def scene(
    photo: Photo,
    depictions: Iterable[Depiction],
    photo_acts: Iterable[Act],
    subject_acts: Mapping[SubjectId, Iterable[Act]],
    policy: Policy,
    on: date,
    *,
    erased: Collection[int],
) -> Scene:
    """The scene of one photo on one day; the latest act of each kind counts.

    `subject_acts` must hold every subject depicted (KeyError otherwise): a forgotten one would look
    unprotected. `erased` are the acts that erased somebody who was named on it, see `erased_on`.
    """
    named = [d for d in depictions if d.photo == photo.id]
    shows = frozenset(d.subject for d in named)
    attestation: Attestation | None = None
    assessments: dict[Destination, Assessment] = {}
    secondings: dict[Destination, tuple[Seconding, ...]] = {}
    about = tuple(photo_acts)
    taken_back = {a.body.number for a in about if isinstance(a.body, Corrected)}
    live = in_force(as_told(about), policy, on)
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
            # Whoever took a yes back has said no; nobody else makes it a yes again.
            case Seconded(photo=photo.id) as body if act.number not in taken_back:
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
    changed = last_change(live, photo.id)
    known = {s: wishes(subject_acts[s], s, policy, on) for s in shows}
    return Scene(
        photo=photo,
        shows=shows,
        unmarked=frozenset(d.subject for d in named if d.is_hidden_by_shape),
        attestation=attestation,
        assessments=assessments,
        secondings=secondings,
        changed=changed,
        drawn=drawn,
        said=_last_said(about, [subject_acts[s] for s in shows], policy, on),
        # Asked for by nobody else, and of every photo of a long list.
        said_by=said_by(live, photo.id, changed) if policy.two_people else frozenset(),
        hides=hides,
        protected=frozenset(s for s, wish in known.items() if wish.protected),
        objecting=frozenset(s for s, wish in known.items() if wish.objection is not None),
        objected=max((wish.last_objection for wish in known.values()), default=0),
        erased=nameless(live, erased),
    )
