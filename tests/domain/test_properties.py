"""What holds for every ledger and every scene, and a second reading of the rules to compare."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from consentdesk.domain.acts import Act, Corrected, Granted, Journaled
from consentdesk.domain.consent import (
    Permission,
    PermissionState,
    in_force,
    permission,
    permissions,
)
from consentdesk.domain.people import (
    SELF,
    UNSTATED,
    Guardianship,
    Signer,
    SubjectId,
    guardian_signer,
)
from consentdesk.domain.photos import Match
from consentdesk.domain.policy import Policy
from consentdesk.domain.verdict import Outcome, Scene, Severity, judge
from tests import factories as make
from tests.domain.ledgers import (
    FIRST,
    HERE,
    NOAH,
    PRESS,
    RANDOM,
    WEBSITE,
    Case,
    cases,
    crowds,
    given_permissions,
    policies,
    scenes,
)
from tests.domain.naive import NaivePermission, naive_codes, naive_outcome


def fold(case: Case, acts: tuple[Act, ...] | None = None, on: date | None = None) -> Permission:
    return permission(
        case.subject,
        case.guardianships,
        case.acts if acts is None else acts,
        WEBSITE,
        case.policy,
        on or case.on,
    )


@RANDOM
@given(cases())
def test_r12_nothing_is_journaled_without_a_whole_journal_entry(case: Case) -> None:
    found = fold(case)
    if found.state is not PermissionState.JOURNALED:
        return
    live = {a.number: a.body for a in in_force(case.acts, case.policy, case.on)}
    assert found.decision is not None
    assert found.journaled is not None
    answer, entry = live[found.decision], live[found.journaled]
    assert isinstance(answer, Granted)
    assert isinstance(entry, Journaled)
    assert found.decision < found.journaled
    assert (entry.subject, entry.serial) == (case.subject.id, answer.serial)
    assert WEBSITE in entry.purposes
    assert entry.whole()


@RANDOM
@given(cases(), st.sampled_from([SELF, UNSTATED, guardian_signer(make.MOTHER)]), st.integers(0, 3))
def test_r7_a_later_withdrawal_beats_every_earlier_yes(case: Case, signer: Signer, n: int) -> None:
    known = tuple(a for a in in_force(case.acts, case.policy, case.on))
    last = max((a.number for a in case.acts), default=0)
    taken_back = make.an_act(
        last + 1,
        make.withdrawn(on=case.on + timedelta(days=n), signer=signer),
        at=max((a.at for a in known), default=make.NOW.replace(year=2020)),
    )
    found = fold(case, (*known, taken_back))
    assert found.state in {PermissionState.WITHDRAWN, PermissionState.REFUSED}


@RANDOM
@given(cases(), st.randoms(use_true_random=False))
def test_r8_the_order_of_arrival_never_matters(case: Case, random: Random) -> None:
    shuffled = list(case.acts)
    random.shuffle(shuffled)
    relations = list(case.guardianships)
    random.shuffle(relations)
    mixed = replace(case, guardianships=tuple(relations))
    assert fold(mixed, tuple(shuffled + shuffled)) == fold(case)


@RANDOM
@given(cases())
def test_the_answer_stands_until_the_day_it_says_it_may_change(case: Case) -> None:
    known = in_force(case.acts, case.policy, case.on)
    told = fold(case, known)
    end = told.changes_on or FIRST + timedelta(days=120)
    assert end > case.on
    day = case.on
    while day < end and day < FIRST + timedelta(days=120):
        assert fold(case, known, day) == told
        day += timedelta(days=1)


@RANDOM
@given(cases())
def test_a_permission_holds_until_the_last_day_it_says(case: Case) -> None:
    known = in_force(case.acts, case.policy, case.on)
    told = fold(case, known)
    if told.state is PermissionState.JOURNALED and told.valid_until is not None:
        assert told.valid_until >= case.on
        after = fold(case, known, told.valid_until + timedelta(days=1))
        assert (after.state, after.decision) != (PermissionState.JOURNALED, told.decision)


@RANDOM
@given(cases())
def test_a_second_reading_of_the_rules_agrees_on_permissions(case: Case) -> None:
    found = fold(case)
    again = NaivePermission(
        case.subject, case.guardianships, case.acts, WEBSITE, case.policy, case.on
    )
    assert (found.state, found.lack) == again.state()


@RANDOM
@given(cases())
def test_several_purposes_at_once_give_the_same_answers(case: Case) -> None:
    together = permissions(
        case.subject, case.guardianships, case.acts, (WEBSITE, PRESS), case.policy, case.on
    )
    assert list(together) == [WEBSITE, PRESS]
    for purpose, found in together.items():
        alone = permission(
            case.subject, case.guardianships, case.acts, purpose, case.policy, case.on
        )
        assert found == alone


@RANDOM
@given(cases())
def test_acts_and_guardians_of_others_change_nothing(case: Case) -> None:
    own = tuple(a for a in case.acts if getattr(a.body, "subject", None) == NOAH)
    relations: tuple[Guardianship, ...] = tuple(g for g in case.guardianships if g.subject == NOAH)
    # A correction carries the subject of the act it corrects; these random ones may not.
    if not any(isinstance(a.body, Corrected) for a in case.acts if a not in own):
        assert fold(replace(case, guardianships=relations), own) == fold(case)


@RANDOM
@given(st.sampled_from(Match), st.none() | scenes(), given_permissions(), policies, crowds)
def test_a_second_reading_of_the_rules_agrees_on_verdicts(
    match: Match,
    scene: Scene | None,
    given_by: dict[SubjectId, Permission],
    policy: Policy,
    covered: frozenset[SubjectId],
) -> None:
    verdict = judge(match, scene, HERE, given_by, policy, covered=covered)
    codes = naive_codes(match, scene, HERE, given_by, policy, covered)
    assert verdict.outcome is naive_outcome(codes)
    assert bool(verdict.reasons) == bool(codes)
    assert {r.code for r in verdict.reasons if r.subject is None} == {
        c for c in codes if c not in {"PROTECTED", "OBJECTED", "NEVER_ASKED"}
    }


@RANDOM
@given(scenes(), given_permissions(), policies, crowds, st.booleans())
def test_naming_one_person_more_never_makes_a_verdict_better(
    scene: Scene,
    given_by: dict[SubjectId, Permission],
    policy: Policy,
    covered: frozenset[SubjectId],
    permitted: bool,
) -> None:
    newcomer = SubjectId(9)
    if permitted:
        yes = Permission(subject=newcomer, purpose=WEBSITE, state=PermissionState.JOURNALED)
        given_by = {**given_by, newcomer: yes}
    with_one_more = replace(scene, shows=scene.shows | {newcomer})
    before = judge(Match.EXACT, scene, HERE, given_by, policy, covered=covered)
    after = judge(Match.EXACT, with_one_more, HERE, given_by, policy, covered=covered)
    assert Severity[after.outcome.name] >= Severity[before.outcome.name]
    assert after.outcome is not Outcome.CLEAR


@RANDOM
@given(st.sampled_from([Match.NONE, Match.NEAR]), scenes(), policies)
def test_r15_r21_an_unknown_or_near_match_is_never_clear(
    match: Match, scene: Scene, policy: Policy
) -> None:
    everybody = {
        s: Permission(subject=s, purpose=WEBSITE, state=PermissionState.JOURNALED)
        for s in scene.shows
    }
    assert judge(match, scene, HERE, everybody, policy).outcome is Outcome.UNDECIDED
    assert judge(Match.EXACT, None, HERE, everybody, policy).outcome is Outcome.UNDECIDED


@RANDOM
@given(scenes(), given_permissions(), policies, crowds)
def test_r1_a_clear_portrait_shows_only_people_with_a_journaled_permission(
    scene: Scene,
    given_by: dict[SubjectId, Permission],
    policy: Policy,
    covered: frozenset[SubjectId],
) -> None:
    verdict = judge(Match.EXACT, scene, HERE, given_by, policy, covered=covered)
    if verdict.outcome is Outcome.CLEAR and scene.photo.kind != "situation":
        for subject in scene.shows - covered:
            assert given_by[subject].state is PermissionState.JOURNALED
            assert subject not in scene.protected | scene.objecting


@RANDOM
@given(scenes(), given_permissions(), policies, crowds, st.integers(0, 9))
def test_r17_a_count_never_makes_a_verdict_better(
    scene: Scene,
    given_by: dict[SubjectId, Permission],
    policy: Policy,
    covered: frozenset[SubjectId],
    faces: int,
) -> None:
    without = replace(scene, photo=replace(scene.photo, faces=None))
    counted = replace(scene, photo=replace(scene.photo, faces=faces))
    before = judge(Match.EXACT, without, HERE, given_by, policy, covered=covered)
    after = judge(Match.EXACT, counted, HERE, given_by, policy, covered=covered)
    assert Severity[after.outcome.name] >= Severity[before.outcome.name]
    assert set(before.reasons) <= set(after.reasons)
    if not policy.counting_aid:
        assert after == before
