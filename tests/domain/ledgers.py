"""Random ledgers and scenes for properties: few people and days, so that they meet often."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st

from consentdesk.domain.acts import (
    Act,
    Body,
    Corrected,
    Digest,
    Erased,
    Granted,
    Journaled,
    Purpose,
    Serial,
)
from consentdesk.domain.consent import Permission, PermissionState
from consentdesk.domain.people import (
    SELF,
    UNSTATED,
    GuardianId,
    Guardianship,
    Signer,
    Subject,
    SubjectId,
    guardian_signer,
)
from consentdesk.domain.photos import Assessment, Attestation, Destination, PhotoKind
from consentdesk.domain.policy import GuardiansNeeded, LapseMode, Policy
from consentdesk.domain.verdict import Scene
from tests import factories as make

RANDOM = settings(max_examples=150, deadline=None, database=None)
ONE_DAY = timedelta(days=1)
FIRST = date(2026, 3, 20)
"""The days around the change to summer time; every date of a random ledger lies in them."""
NOAH, ELLA = SubjectId(1), SubjectId(2)
WEBSITE, PRESS = Purpose("website"), Purpose("press")
HERE = Destination("website")

days = st.integers(0, 24).map(lambda n: FIRST + timedelta(days=n))
clocks = st.sampled_from([time(0, 30), time(9), time(21, 30), time(22, 30), time(23, 30)])
guardians = st.sampled_from([GuardianId(n) for n in (1, 1, 2, 2, 3)])
signers: st.SearchStrategy[Signer] = st.one_of(
    st.just(SELF), st.just(UNSTATED), guardians.map(guardian_signer)
)
subjects = st.sampled_from([*[NOAH] * 7, ELLA])
serials = st.sampled_from([Serial(sign * 8) for sign in "ABC"])
purposes = st.sampled_from([(WEBSITE,), (WEBSITE, PRESS), (WEBSITE,), (PRESS,)])

policies: st.SearchStrategy[Policy] = st.builds(
    make.a_policy,
    lapse_mode=st.sampled_from(LapseMode),
    guardians_needed=st.sampled_from(GuardiansNeeded),
    validity_months=st.sampled_from([2, 24, 24, 36]),
    off=st.sets(st.sampled_from(["R9", "R17", "R23"])),
    timezone=st.sampled_from(["Europe/Copenhagen", "Europe/Stockholm"]),
)


@dataclass(frozen=True)
class Case:
    """Everything the fold is asked with."""

    subject: Subject
    guardianships: tuple[Guardianship, ...]
    acts: tuple[Act, ...]
    policy: Policy
    on: date


@st.composite
def answers(draw: st.DrawFn, day: date) -> Granted:
    """A yes, mostly by a guardian, mostly signed on the day it came in or shortly before."""
    signer = draw(
        st.one_of(guardians.map(guardian_signer), guardians.map(guardian_signer), signers)
    )
    signed_on = draw(st.sampled_from([day, day, day - ONE_DAY, day - 3 * ONE_DAY, day + ONE_DAY]))
    return replace(
        make.granted(
            draw(subjects),
            draw(st.sampled_from([WEBSITE, WEBSITE, WEBSITE, PRESS])),
            serial=draw(serials),
            signed_on=signed_on,
            signer=signer,
        ),
        validity_months=draw(st.sampled_from([0, 1, 24, 24])),
    )


@st.composite
def entries(draw: st.DrawFn, form: Granted | None) -> Journaled:
    """A journal entry for that form or for any; one in four lacks something."""
    entry = make.journaled(draw(subjects), draw(purposes), serial=draw(serials))
    if form is not None:
        entry = replace(entry, subject=form.subject, purposes=(WEBSITE, PRESS), serial=form.serial)
    nothing = Digest("")
    gaps = [replace(entry, evidence=nothing), replace(entry, system=nothing)]
    return draw(st.sampled_from([*[entry] * 6, *gaps]))


@st.composite
def stories(draw: st.DrawFn, day: date, before: int) -> list[Body]:
    """What a clerk enters in one go: most often a form and its journal entry."""
    match draw(st.sampled_from("ffffffffffffffgggjrrwwwaacccce")):
        case "f":
            form = draw(answers(day))
            return [form, draw(entries(form))]
        case "g":
            return [draw(answers(day))]
        case "j":
            return [draw(entries(None))]
        case "r":
            return [make.refused(draw(subjects), signed_on=draw(days), signer=draw(signers))]
        case "w":
            who, which = draw(subjects), draw(purposes)
            return [make.withdrawn(who, which, on=day, signer=draw(signers))]
        case "a":
            return [make.asked(draw(subjects), draw(purposes), draw(serials))]
        case "e":
            return [Erased(subject=draw(subjects))]
        case _:
            number = draw(st.integers(1, before + 2))
            reason = Digest("f" * 64)
            return [Corrected(number=number, reason=reason, subject=draw(subjects), photo=None)]


@st.composite
def ledgers(draw: st.DrawFn, zone: ZoneInfo) -> tuple[Act, ...]:
    """Up to seven stories; the acts' moments rise with their numbers."""
    moments = draw(
        st.lists(st.builds(datetime.combine, days, clocks, st.just(UTC)), min_size=1, max_size=7)
    )
    acts: list[Act] = []
    for at in sorted(moments):
        for body in draw(stories(at.astimezone(zone).date(), len(acts))):
            acts.append(make.an_act(len(acts) + 1, body, at=at))
    return tuple(acts)


@st.composite
def relations(draw: st.DrawFn) -> tuple[Guardianship, ...]:
    """Mostly two guardians with custody, sometimes begun or ended in these days."""
    found = [make.a_guardianship(GuardianId(n)) for n in (1, 2)]
    if draw(st.booleans()):
        sometimes = st.one_of(st.none(), days)
        found += [
            make.a_guardianship(
                GuardianId(who),
                draw(subjects),
                custody=draw(st.sampled_from([True, True, False])),
                since=draw(sometimes),
                until=draw(sometimes),
            )
            for who in (1, 2, 3)
        ]
        del found[: draw(st.integers(0, 2))]
    return tuple(found)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A subject who may come of age in these days, with relations, acts and a policy."""
    turns = draw(days)
    child, adult = date(2019, 5, 3), date(2001, 5, 3)
    born = draw(st.sampled_from([child, child, adult, turns.replace(year=turns.year - 15)]))
    subject = make.a_subject(
        born=born,
        staff=draw(st.sampled_from([False] * 5 + [True])),
        left_on=draw(st.one_of(st.none(), st.none(), st.none(), days)),
        here_since=draw(st.one_of(st.none(), st.none(), st.none(), days)),
    )
    policy = draw(policies)
    late = FIRST + timedelta(days=24)
    on = draw(st.sampled_from([draw(days), late, late, late, late + 30 * ONE_DAY]))
    return Case(subject, draw(relations()), draw(ledgers(ZoneInfo(policy.timezone))), policy, on)


people = st.sampled_from([NOAH, ELLA, SubjectId(3)])
crowds = st.frozensets(people, max_size=3)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """A photo, often attested and assessed for exactly what it shows."""
    shows = draw(crowds)
    kind = draw(st.sampled_from([None, *PhotoKind]))
    for_this = st.one_of(st.just(shows), st.just(shows), crowds)
    kinds = st.one_of(st.just(kind), st.just(kind), st.sampled_from(PhotoKind))
    attested_for = draw(for_this)
    attestation = Attestation(
        draw(st.integers(1, 9)),
        draw(kinds),
        attested_for,
        max(0, len(attested_for) + draw(st.sampled_from([0, 0, 0, 1, -1]))),
    )
    assessment = Assessment(
        draw(st.integers(1, 9)),
        HERE,
        draw(st.sampled_from([True, True, False])),
        draw(st.booleans()),
        draw(kinds),
        draw(for_this),
    )
    photo = make.a_photo(kind=kind, rights=draw(st.sampled_from(["own", "own", ""])))
    some = st.one_of(st.just(frozenset[SubjectId]()), crowds)
    return Scene(
        photo=replace(photo, faces=draw(st.sampled_from([None, 0, 1, 2, 3]))),
        shows=shows,
        attestation=draw(st.sampled_from([attestation, attestation, attestation, None])),
        assessments=draw(st.sampled_from([{HERE: assessment}, {HERE: assessment}, {}])),
        protected=draw(some),
        objecting=draw(some),
        objected=draw(st.sampled_from([0, 0, 5])),
        changed=draw(st.sampled_from([0, 0, 5])),
        erased=draw(st.sampled_from([0, 0, 0, 1])),
    )


@st.composite
def given_permissions(draw: st.DrawFn) -> dict[SubjectId, Permission]:
    """Mostly journaled, for the website."""
    states = st.sampled_from([*[PermissionState.JOURNALED] * 12, *PermissionState])
    aims = st.sampled_from([*[WEBSITE] * 9, PRESS])
    return {
        who: Permission(subject=who, purpose=draw(aims), state=draw(states))
        for who in draw(st.sets(people, min_size=2))
    }
