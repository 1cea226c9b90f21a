"""What is said before there is a picture agrees with what is said of one."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from consentdesk.domain.acts import (
    Act,
    Assessed,
    Attested,
    Body,
    Channel,
    Digest,
    Objected,
    ObjectionLifted,
    Protected,
    ProtectionLifted,
)
from consentdesk.domain.consent import permissions
from consentdesk.domain.photos import Depiction, Destination, Match, PhotoKind
from consentdesk.domain.scenes import scene
from consentdesk.domain.showing import showing
from consentdesk.domain.verdict import Outcome, judge
from tests import factories as make
from tests.domain.ledgers import NOAH, RANDOM, Case, cases
from tests.domain.naive import NaivePermission

WISHES: tuple[Body, ...] = (
    Protected(subject=NOAH),
    ProtectionLifted(subject=NOAH),
    Objected(subject=NOAH, channel=Channel.PHONE, by=None),
    ObjectionLifted(subject=NOAH),
)


@st.composite
def wished(draw: st.DrawFn) -> Case:
    """A case in which somebody may have been protected, or may have objected."""
    case = draw(cases())
    acts = list(case.acts)
    for body in draw(st.lists(st.sampled_from(WISHES), max_size=3)):
        acts.append(make.an_act(len(acts) + 1, body, at=acts[-1].at))
    return replace(case, acts=tuple(acts))


def _pictured(case: Case, kind: PhotoKind, where: Destination) -> Outcome:
    """What is said of a real picture of that person alone, with everything done for it."""
    photo = make.a_photo(kind=kind)
    last = case.acts[-1]
    bodies: list[Body] = [
        Attested(photo=photo.id, kind=kind, shows=(NOAH,), visible=1),
        Assessed(
            photo=photo.id,
            destination=where,
            publish=True,
            sensitive=False,
            yes=(),
            reason=Digest("f" * 64),
            kind=kind,
            shows=(NOAH,),
        ),
    ]
    about: list[Act] = [
        make.an_act(last.number + n, body, at=last.at) for n, body in enumerate(bodies, 1)
    ]
    shown = [Depiction(photo.id, NOAH)]
    seen = scene(photo, shown, about, {NOAH: case.acts}, case.policy, case.on, erased=())
    purpose = case.policy.destinations[where]
    given = permissions(
        case.subject, case.guardianships, case.acts, (purpose,), case.policy, case.on
    )
    return judge(Match.EXACT, seen, where, {NOAH: given[purpose]}, case.policy).outcome


def _is_known(case: Case) -> bool:
    """Whether the pictures' own acts are known on the day: else they lie in the future."""
    return case.on > case.acts[-1].at.date()


@RANDOM
@given(wished())
def test_the_sheet_says_of_everybody_what_is_said_of_a_portrait(case: Case) -> None:
    if not _is_known(case):
        return
    told = showing(case.subject, case.guardianships, case.acts, case.policy, case.on)
    for where in case.policy.destinations:
        clear = _pictured(case, PhotoKind.PORTRAIT, where) is Outcome.CLEAR
        assert (where in told.portrait) is clear


@RANDOM
@given(wished())
def test_whoever_is_kept_out_is_on_no_situation_photo_that_may_be_shown(case: Case) -> None:
    if not _is_known(case):
        return
    told = showing(case.subject, case.guardianships, case.acts, case.policy, case.on)
    for where in case.policy.destinations:
        clear = _pictured(case, PhotoKind.SITUATION, where) is Outcome.CLEAR
        assert told.situation is clear


@RANDOM
@given(wished())
def test_a_second_reading_of_the_rules_agrees_on_who_may_be_shown(case: Case) -> None:
    told = showing(case.subject, case.guardianships, case.acts, case.policy, case.on)
    for where, purpose in case.policy.destinations.items():
        state, _lack = NaivePermission(
            case.subject, case.guardianships, case.acts, purpose, case.policy, case.on
        ).state()
        may = state == "JOURNALED" and told.situation
        assert (where in told.portrait) is may


@RANDOM
@given(wished(), st.sampled_from([WISHES[0], WISHES[2]]))
def test_r10_r19_who_is_protected_and_who_objects_look_the_same(case: Case, wish: Body) -> None:
    last = case.acts[-1]
    acts = (*case.acts, make.an_act(last.number + 1, wish, at=last.at))
    late = max(case.on, last.at.date() + timedelta(days=1))
    told = showing(case.subject, case.guardianships, acts, case.policy, late)
    assert (told.portrait, told.situation) == (frozenset(), False)
