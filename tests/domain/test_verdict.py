"""R1, R10, R11 and R15–R23: what the judge says of one picture."""

from dataclasses import replace

import pytest

from consentdesk.domain.consent import Lack, Permission, PermissionState
from consentdesk.domain.covers import rectangle
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Assessment, Destination, Match, PhotoKind, Region
from consentdesk.domain.policy import RULE_NUMBERS, LapseMode
from consentdesk.domain.verdict import (
    RULE_OF,
    Outcome,
    Reason,
    ReasonCode,
    Scene,
    Verdict,
    reason,
    unreadable,
    worst,
)
from tests import factories as make
from tests.domain.asking import ALSO, NAMED, WEBSITE, a_portrait, codes, look, yes_of

BOTH_YES = yes_of(NAMED, ALSO)


def a_situation(
    *shows: SubjectId,
    publish: bool = True,
    sensitive: bool = False,
    attested: bool = False,
    number: int = 5,
) -> Scene:
    """A situation photo assessed for the website."""
    scene = a_portrait(*shows, kind=PhotoKind.SITUATION)
    judged = Assessment(number, WEBSITE, publish, sensitive, PhotoKind.SITUATION, frozenset(shows))
    return replace(
        scene,
        attestation=scene.attestation if attested else None,
        assessments={WEBSITE: judged},
    )


def test_r1_a_portrait_leaves_when_everybody_has_a_journaled_permission() -> None:
    scene = a_portrait(NAMED, ALSO)
    assert look(scene, BOTH_YES).outcome is Outcome.CLEAR
    verdict = look(scene, yes_of(NAMED))
    assert verdict.outcome is Outcome.WITHHELD
    assert verdict.reasons == (Reason(ReasonCode.NEVER_ASKED, "R1", ALSO),)
    assert [r.subject for r in look(scene).reasons] == [NAMED, ALSO]


@pytest.mark.parametrize(
    ("state", "lack", "code", "rule"),
    [
        (PermissionState.NEVER_ASKED, None, "NEVER_ASKED", "R1"),
        (PermissionState.ASKED, None, "ASKED_ONLY", "R2"),
        (PermissionState.GRANTED, Lack.NOT_JOURNALED, "NOT_JOURNALED", "R1"),
        (PermissionState.GRANTED, Lack.SECOND_GUARDIAN, "SECOND_GUARDIAN_MISSING", "R5"),
        (PermissionState.REFUSED, None, "REFUSED", "R6"),
        (PermissionState.WITHDRAWN, None, "WITHDRAWN", "R7"),
        (PermissionState.LAPSED, Lack.VALIDITY, "LAPSED", "R9"),
        (PermissionState.LAPSED, Lack.CAME_OF_AGE, "CAME_OF_AGE", "R4"),
    ],
)
def test_r1_every_lack_withholds_with_its_own_reason_and_rule(
    state: PermissionState, lack: Lack | None, code: str, rule: str
) -> None:
    given = Permission(subject=NAMED, purpose=make.WEBSITE, state=state, lack=lack)
    verdict = look(a_portrait(NAMED), {NAMED: given})
    assert verdict.outcome is Outcome.WITHHELD
    assert verdict.reasons == (Reason(ReasonCode(code), rule, NAMED),)


def test_r1_a_permission_for_another_purpose_or_person_is_none() -> None:
    scene = a_portrait(NAMED)
    for wrong in (
        yes_of(NAMED, purpose=make.SOCIAL_MEDIA),
        {NAMED: yes_of(ALSO)[ALSO]},
    ):
        assert codes(look(scene, wrong).reasons) == ["NEVER_ASKED"]
    facebook = Destination("facebook")
    own = yes_of(NAMED, purpose=make.SOCIAL_MEDIA)
    assert look(scene, own, destination=facebook).outcome is Outcome.CLEAR


def test_r4_a_permission_past_the_birthday_warns_where_the_policy_says_so() -> None:
    given = yes_of(NAMED, came_of_age=True)
    for mode, warned in ((LapseMode.NOTIFY, ["CAME_OF_AGE"]), (LapseMode.CONTINUE, [])):
        verdict = look(a_portrait(NAMED), given, policy=make.a_policy(lapse_mode=mode))
        assert verdict.outcome is Outcome.CLEAR
        assert codes(verdict.warnings) == warned


def test_r10_a_protected_subject_is_never_released() -> None:
    for scene in (a_portrait(NAMED), a_situation(NAMED)):
        hidden = replace(scene, protected=frozenset({NAMED}))
        verdict = look(hidden, yes_of(NAMED))
        assert verdict.outcome is Outcome.WITHHELD
        assert codes(verdict.reasons) == ["PROTECTED"]


def test_r11_a_member_of_staff_needs_the_own_permission() -> None:
    verdict = look(a_portrait(NAMED, ALSO), yes_of(NAMED), staff=[ALSO])
    assert verdict.reasons == (Reason(ReasonCode.NEVER_ASKED, "R11", ALSO),)
    assert reason(ReasonCode.WITHDRAWN, ALSO, staff=True).rule == "R7"


def test_r15_what_nobody_knows_is_undecided() -> None:
    assert codes(look(None, match=Match.NONE).reasons) == ["UNKNOWN_PHOTO"]
    assert look(None, match=Match.EXACT).outcome is Outcome.UNDECIDED
    assert look(a_portrait(NAMED), BOTH_YES, match=Match.NONE).outcome is Outcome.UNDECIDED


def test_r15_without_a_kind_the_portrait_rule_applies() -> None:
    scene = a_portrait(NAMED)
    unset = replace(scene, photo=make.a_photo(kind=None))
    assert codes(look(unset, yes_of(NAMED)).reasons) == ["KIND_UNSET", "NOT_ATTESTED"]
    assert look(unset, yes_of(NAMED)).outcome is Outcome.UNDECIDED
    assert look(unset).outcome is Outcome.WITHHELD


def test_r15_an_unreadable_file_is_undecided_and_no_verdict_is_never_clear() -> None:
    assert unreadable(WEBSITE).outcome is Outcome.UNDECIDED
    assert worst(()) is Outcome.UNDECIDED
    clear, undecided = Verdict(WEBSITE, Outcome.CLEAR), unreadable(WEBSITE)
    withheld = Verdict(WEBSITE, Outcome.WITHHELD)
    assert worst((clear, undecided)) is Outcome.UNDECIDED
    assert worst((withheld, undecided, clear)) is Outcome.WITHHELD
    assert worst((clear, clear)) is Outcome.CLEAR


def test_r16_a_portrait_needs_somebody_who_says_that_everybody_is_named() -> None:
    unattested = replace(a_portrait(NAMED), attestation=None)
    verdict = look(unattested, yes_of(NAMED))
    assert (verdict.outcome, codes(verdict.reasons)) == (Outcome.UNDECIDED, ["NOT_ATTESTED"])


def test_r16_more_visible_than_named_is_withheld() -> None:
    verdict = look(a_portrait(NAMED, visible=2), yes_of(NAMED))
    assert verdict.outcome is Outcome.WITHHELD
    assert codes(verdict.reasons) == ["MORE_VISIBLE_THAN_NAMED"]
    nobody = a_portrait(visible=1, kind=PhotoKind.NOBODY)
    assert codes(look(nobody).reasons) == ["MORE_VISIBLE_THAN_NAMED"]


def test_r16_a_portrait_of_nobody_is_undecided_even_when_attested() -> None:
    assert codes(look(a_portrait()).reasons) == ["NOT_ATTESTED"]
    assert codes(look(replace(a_portrait(), attestation=None)).reasons) == ["NOT_ATTESTED"]


def test_r16_a_photo_of_nobody_is_clear_once_attested_and_people_on_it_still_count() -> None:
    assert look(a_portrait(kind=PhotoKind.NOBODY)).outcome is Outcome.CLEAR
    with_people = a_portrait(NAMED, kind=PhotoKind.NOBODY)
    assert codes(look(with_people).reasons) == ["NEVER_ASKED"]
    unattested = replace(a_portrait(kind=PhotoKind.NOBODY), attestation=None)
    assert look(unattested).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(("faces", "on", "clear"), [(3, True, False), (1, True, True)])
def test_r17_more_faces_than_attested_wait_for_a_second_look(
    faces: int, on: bool, clear: bool
) -> None:
    policy = make.a_policy(off=() if on else ("R17",))
    scene = a_portrait(NAMED)
    scene = replace(scene, photo=replace(scene.photo, faces=faces))
    sensitive = a_situation(NAMED, sensitive=True, attested=True)
    sensitive = replace(sensitive, photo=replace(sensitive.photo, faces=faces))
    for picture in (scene, sensitive):
        verdict = look(picture, yes_of(NAMED), policy=policy)
        assert codes(verdict.reasons) == ([] if clear else ["MORE_FACES_THAN_NAMED"])
        assert verdict.outcome is (Outcome.CLEAR if clear else Outcome.UNDECIDED)


def test_r17_the_counting_aid_is_off_unless_switched_on() -> None:
    scene = a_portrait(NAMED)
    crowded = replace(scene, photo=replace(scene.photo, faces=9))
    assert look(crowded, yes_of(NAMED)).outcome is Outcome.CLEAR
    uncounted = look(scene, yes_of(NAMED), policy=make.a_policy(off=()))
    assert uncounted.outcome is Outcome.CLEAR


def test_r18_a_situation_photo_needs_an_assessment_for_this_destination() -> None:
    scene = a_situation(NAMED)
    assert look(scene).outcome is Outcome.CLEAR
    elsewhere = look(scene, destination=Destination("press"))
    assert (elsewhere.outcome, codes(elsewhere.reasons)) == (Outcome.UNDECIDED, ["NOT_ASSESSED"])
    against = look(a_situation(NAMED, publish=False))
    assert (against.outcome, codes(against.reasons)) == (Outcome.WITHHELD, ["ASSESSED_WITHHOLD"])


def test_r18_a_sensitive_situation_photo_follows_the_portrait_rule() -> None:
    scene = a_situation(NAMED, sensitive=True, attested=True)
    assert look(scene, yes_of(NAMED)).outcome is Outcome.CLEAR
    assert codes(look(scene).reasons) == ["SENSITIVE", "NEVER_ASKED"]
    unattested = look(a_situation(NAMED, sensitive=True), yes_of(NAMED))
    assert (unattested.outcome, codes(unattested.reasons)) == (Outcome.UNDECIDED, ["NOT_ATTESTED"])
    unnamed = look(a_situation(sensitive=True, attested=True))
    assert unnamed.outcome is Outcome.UNDECIDED


def test_r19_an_objection_withholds_situation_photos_and_portraits() -> None:
    for scene in (a_situation(NAMED), a_portrait(NAMED)):
        against = replace(scene, objecting=frozenset({NAMED}))
        verdict = look(against, yes_of(NAMED))
        assert (verdict.outcome, codes(verdict.reasons)) == (Outcome.WITHHELD, ["OBJECTED"])


@pytest.mark.parametrize("shows", [frozenset({NAMED, ALSO}), frozenset({ALSO}), frozenset()])
def test_r20_other_people_reopen_what_was_said(shows: frozenset[SubjectId]) -> None:
    portrait = look(replace(a_portrait(NAMED), shows=shows), BOTH_YES)
    assert (portrait.outcome, codes(portrait.reasons)) == (Outcome.UNDECIDED, ["NOT_ATTESTED"])
    situation = look(replace(a_situation(NAMED), shows=shows))
    assert (situation.outcome, codes(situation.reasons)) == (Outcome.UNDECIDED, ["NOT_ASSESSED"])


def test_r20_another_kind_reopens_what_was_said() -> None:
    as_portrait = replace(a_portrait(NAMED, kind=PhotoKind.NOBODY), photo=make.a_photo())
    assert codes(look(as_portrait, yes_of(NAMED)).reasons) == ["NOT_ATTESTED"]
    scene = a_situation(NAMED)
    old = replace(scene.assessments[WEBSITE], kind=PhotoKind.PORTRAIT)
    again = replace(scene, assessments={WEBSITE: old})
    assert codes(look(again).reasons) == ["NOT_ASSESSED"]


def test_r20_an_objection_reopens_an_assessment_even_after_it_is_lifted() -> None:
    scene = a_situation(NAMED, number=5)
    assert codes(look(replace(scene, objected=6)).reasons) == ["NOT_ASSESSED"]
    assert look(replace(scene, objected=4)).outcome is Outcome.CLEAR


def test_r20_what_was_said_against_a_photo_stays_until_somebody_looks_again() -> None:
    against = replace(a_situation(NAMED, publish=False), shows=frozenset({NAMED, ALSO}))
    assert look(against).outcome is Outcome.WITHHELD
    unnamed = replace(a_portrait(NAMED, visible=2), shows=frozenset({NAMED, ALSO}))
    assert look(unnamed, BOTH_YES).outcome is Outcome.WITHHELD


def test_r21_the_same_picture_data_is_the_same_photo_and_a_near_match_is_a_question() -> None:
    scene = a_portrait(NAMED)
    assert look(scene, yes_of(NAMED), match=Match.PICTURE).outcome is Outcome.CLEAR
    near = look(scene, yes_of(NAMED), match=Match.NEAR)
    assert (near.outcome, codes(near.reasons)) == (Outcome.UNDECIDED, ["NEAR_MATCH"])


def test_r22_whoever_is_covered_needs_no_permission() -> None:
    scene = replace(
        a_portrait(NAMED, ALSO), protected=frozenset({ALSO}), objecting=frozenset({ALSO})
    )
    assert look(scene, yes_of(NAMED), covered=[ALSO]).outcome is Outcome.CLEAR
    assert look(scene, yes_of(NAMED), covered=[NAMED]).outcome is Outcome.WITHHELD
    assert look(scene, covered=[NAMED, ALSO]).outcome is Outcome.CLEAR
    sensitive = a_situation(NAMED, ALSO, sensitive=True, attested=True)
    assert look(sensitive, yes_of(NAMED), covered=[ALSO]).outcome is Outcome.CLEAR


def test_r22_covering_somebody_else_or_the_unnamed_helps_nothing() -> None:
    stranger = SubjectId(9)
    assert look(a_portrait(NAMED), covered=[stranger]).outcome is Outcome.WITHHELD
    unnamed = a_portrait(NAMED, visible=2)
    assert look(unnamed, covered=[NAMED]).outcome is Outcome.WITHHELD
    assert look(None, match=Match.NONE, covered=[NAMED]).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(("photographer", "rights"), [("", "own"), ("Line Holm", ""), (" ", " ")])
def test_r23_missing_rights_warn_or_withhold_by_setting(photographer: str, rights: str) -> None:
    photo = make.a_photo(photographer=photographer, rights=rights)
    scene = replace(a_portrait(NAMED), photo=photo)
    warned = look(scene, yes_of(NAMED))
    assert (warned.outcome, codes(warned.warnings)) == (Outcome.CLEAR, ["NO_RIGHTS"])
    strict = look(scene, yes_of(NAMED), policy=make.a_policy(off=()))
    assert (strict.outcome, codes(strict.reasons)) == (Outcome.WITHHELD, ["NO_RIGHTS"])
    assert strict.warnings == ()


def test_every_reason_is_kept_and_cites_its_rule() -> None:
    scene = replace(a_portrait(NAMED, visible=3), objecting=frozenset({NAMED}))
    verdict = look(scene, {})
    assert codes(verdict.reasons) == ["OBJECTED", "MORE_VISIBLE_THAN_NAMED", "NEVER_ASKED"]
    assert set(RULE_OF) == set(ReasonCode)
    assert set(RULE_OF.values()) <= set(RULE_NUMBERS)


def test_a_destination_the_policy_does_not_name_is_a_bug_that_shows() -> None:
    with pytest.raises(KeyError):
        look(None, match=Match.NONE, destination=Destination("tiktok"))


@pytest.mark.parametrize("kind", [*PhotoKind, None])
def test_r28_whoever_was_erased_can_still_be_seen_and_is_permitted_nothing(
    kind: PhotoKind | None,
) -> None:
    """Whatever is said of the photo afterwards: nobody knows any more whether there was a no."""
    shows = () if kind is PhotoKind.NOBODY else (NAMED,)
    scene = replace(a_portrait(*shows, kind=kind or PhotoKind.PORTRAIT), erased=1)
    scene = replace(scene, photo=replace(scene.photo, kind=kind))
    if kind is PhotoKind.SITUATION:
        scene = replace(a_situation(NAMED), erased=1)
    for copied in (False, True):
        verdict = look(scene, yes_of(NAMED), copied=copied)
        assert verdict.outcome is Outcome.WITHHELD
        assert codes(verdict.reasons).count("MORE_VISIBLE_THAN_NAMED") == 1


@pytest.mark.parametrize("kind", [PhotoKind.PORTRAIT, PhotoKind.SITUATION])
def test_r28_a_copy_that_hides_everybody_erased_needs_nothing_for_them(kind: PhotoKind) -> None:
    over = rectangle(Region(0.1, 0.1, 0.2, 0.2)), rectangle(Region(0.6, 0.1, 0.2, 0.2))
    made = a_situation(NAMED, attested=True) if kind is PhotoKind.SITUATION else a_portrait(NAMED)
    assert made.attestation is not None
    for covers, erased, outcome in (
        (over[:1], 1, Outcome.CLEAR),
        (over[:1], 2, Outcome.WITHHELD),
        (over, 2, Outcome.CLEAR),
    ):
        scene = replace(
            made,
            photo=replace(made.photo, unknown_covers=tuple(enumerate(covers, 1))),
            attestation=replace(
                made.attestation, visible=1 + len(covers), hidden=len(covers), hides="drawn"
            ),
            hides="drawn",
            erased=erased,
        )
        assert look(scene, yes_of(NAMED), copied=True).outcome is outcome
        assert look(scene, yes_of(NAMED)).outcome is Outcome.WITHHELD
