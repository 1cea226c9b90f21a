"""R31: where two people are needed, one agrees to the copy and another lets it out."""

from dataclasses import replace

import pytest

from consentdesk.domain.people import ClerkId, SubjectId
from consentdesk.domain.photos import Destination, Match, PhotoKind, Seconding
from consentdesk.domain.policy import PROTECTED, Policy, PolicyError, with_settings
from consentdesk.domain.verdict import Outcome, Scene, Verdict, judge, veiled
from tests import factories as make
from tests.domain.asking import ALSO, NAMED, WEBSITE, a_portrait, codes, yes_of

ANNA, BENT = ClerkId(1), ClerkId(2)
FOR_WEBSITE = replace(make.a_policy(), two_people=("website",))
FOR_PROTECTED = replace(make.a_policy(), two_people=(PROTECTED,))


def agreed(scene: Scene, *covered: SubjectId, number: int = 90) -> Scene:
    """The scene once Bent has looked at its copy and agreed."""
    given = Seconding(
        number=number,
        clerk=BENT,
        kind=scene.photo.kind,
        shows=scene.shows,
        seen=scene.shows - set(covered),
        hides=scene.hides,
    )
    return replace(scene, secondings={WEBSITE: (given,)})


def look(
    scene: Scene,
    *covered: SubjectId,
    policy: Policy = FOR_WEBSITE,
    by: ClerkId | None = None,
    destination: Destination = WEBSITE,
) -> Verdict:
    given = yes_of(NAMED, ALSO, purpose=policy.destinations[destination])
    return judge(
        Match.EXACT,
        scene,
        destination,
        given,
        policy,
        covered=frozenset(covered),
        copied=True,
        by=() if by is None else (by,),
    )


def test_r31_nothing_leaves_for_such_a_purpose_until_a_second_person_agrees() -> None:
    scene = a_portrait(NAMED)
    verdict = look(scene)
    assert (verdict.outcome, codes(verdict.reasons)) == (
        Outcome.UNDECIDED,
        ["SECOND_PERSON_MISSING"],
    )
    assert verdict.reasons[0].rule == "R31"
    assert look(agreed(scene)).outcome is Outcome.CLEAR
    assert look(scene, policy=make.a_policy()).outcome is Outcome.CLEAR
    assert look(scene, destination=Destination("facebook")).outcome is Outcome.CLEAR


def test_r31_whoever_agreed_cannot_let_it_out() -> None:
    scene = agreed(a_portrait(NAMED))
    assert codes(look(scene, by=BENT).reasons) == ["SECOND_PERSON_MISSING"]
    assert look(scene, by=ANNA).outcome is Outcome.CLEAR
    # A third one's yes counts for both.
    (bent,) = scene.secondings[WEBSITE]
    also = replace(scene, secondings={WEBSITE: (bent, replace(bent, number=91, clerk=ANNA))})
    assert look(also, by=BENT).outcome is Outcome.CLEAR


def test_r31_any_change_ends_the_agreement() -> None:
    scene = agreed(replace(a_portrait(NAMED), said=80))
    assert look(scene).outcome is Outcome.CLEAR
    for other in (
        replace(scene, said=91),
        replace(scene, said=90),
        replace(scene, said_by=frozenset({BENT})),
        replace(scene, hides="ab"),
        replace(agreed(replace(scene, hides="ab")), hides=None),
        replace(scene, photo=replace(scene.photo, kind=PhotoKind.NOBODY), shows=frozenset()),
    ):
        assert "SECOND_PERSON_MISSING" in codes(look(other).reasons)


def test_r31_an_agreement_holds_for_copies_that_show_just_those() -> None:
    """A cover is what the second person looks for, so another copy is another question."""
    scene = a_portrait(NAMED, ALSO)
    assert codes(look(agreed(scene), ALSO).reasons) == ["SECOND_PERSON_MISSING"]
    assert codes(look(agreed(scene, ALSO)).reasons) == ["SECOND_PERSON_MISSING"]
    assert look(agreed(scene, ALSO), ALSO).outcome is Outcome.CLEAR


def test_r31_for_one_destination_it_says_nothing_of_another() -> None:
    facebook = Destination("facebook")
    policy = replace(make.a_policy(), two_people=("social_media", "website"))
    scene = agreed(a_portrait(NAMED))
    assert look(scene, policy=policy).outcome is Outcome.CLEAR
    verdict = look(scene, policy=policy, destination=facebook)
    assert codes(verdict.reasons) == ["SECOND_PERSON_MISSING"]


def test_r31_a_protected_person_hidden_in_the_copy_takes_two_and_seen_stays_forbidden() -> None:
    scene = replace(a_portrait(NAMED, ALSO), protected=frozenset({ALSO}))
    assert look(scene, ALSO, policy=make.a_policy()).outcome is Outcome.CLEAR
    assert codes(look(scene, ALSO, policy=FOR_PROTECTED).reasons) == ["SECOND_PERSON_MISSING"]
    assert look(agreed(scene, ALSO), ALSO, policy=FOR_PROTECTED).outcome is Outcome.CLEAR
    assert "PROTECTED" in codes(look(agreed(scene), policy=FOR_PROTECTED).reasons)
    assert look(a_portrait(NAMED), policy=FOR_PROTECTED).outcome is Outcome.CLEAR


def test_r31_agreeing_opens_nothing_else() -> None:
    """R1: whoever lacks a permission is no more permitted by it."""
    lacking = judge(Match.EXACT, agreed(a_portrait(NAMED)), WEBSITE, {}, FOR_WEBSITE, copied=True)
    assert codes(lacking.reasons) == ["NEVER_ASKED"]


def test_two_people_are_needed_only_for_what_there_is() -> None:
    policy = make.a_policy()
    wanted = with_settings(policy, {"two_people": ["press", PROTECTED]})
    assert wanted.two_people == ("press", "protected")
    for wrong in (["tv"], "press", [3]):
        with pytest.raises(PolicyError):
            with_settings(policy, {"two_people": wrong})


def test_r10_who_may_not_see_reasons_can_t_tell_by_the_second_person_who_is_protected() -> None:
    never = judge(Match.EXACT, a_portrait(NAMED), WEBSITE, {}, FOR_PROTECTED)
    scene = replace(a_portrait(NAMED), protected=frozenset({NAMED}))
    for given in ({}, yes_of(NAMED)):
        protected = judge(Match.EXACT, scene, WEBSITE, given, FOR_PROTECTED)
        assert "SECOND_PERSON_MISSING" in codes(protected.reasons)
        assert veiled(protected) == veiled(never)
    assert veiled(never).outcome is Outcome.WITHHELD


def test_r10_beside_what_speaks_against_the_picture_the_second_person_is_not_told_of() -> None:
    """Hidden in the copy, nobody else is told of who is protected, and the question stays open."""
    scene = replace(a_portrait(NAMED, ALSO), attestation=None)
    other = replace(scene, protected=frozenset({ALSO}))
    one, two = (veiled(look(each, ALSO, policy=FOR_PROTECTED)) for each in (scene, other))
    assert one == two
    assert codes(one.reasons) == ["NOT_ATTESTED"]
    assert two.outcome is Outcome.UNDECIDED
    # Where nothing else is left it must be told: never CLEAR, and somebody has to agree.
    alone = veiled(look(a_portrait(NAMED)))
    assert (alone.outcome, codes(alone.reasons)) == (Outcome.UNDECIDED, ["SECOND_PERSON_MISSING"])
