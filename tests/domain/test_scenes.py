"""R10, R16, R18–R20: what the acts make of one photo."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consentdesk.domain.acts import (
    Act,
    Assessed,
    Attested,
    Body,
    Channel,
    Corrected,
    Described,
    Digest,
    Erased,
    Objected,
    ObjectionLifted,
    Protected,
    ProtectionLifted,
)
from consentdesk.domain.consent import last_objection, objection, protected
from consentdesk.domain.people import ClerkId, SubjectId
from consentdesk.domain.photos import Depiction, Destination, PhotoId, PhotoKind
from consentdesk.domain.scenes import erased_on, said_by, scene
from consentdesk.domain.verdict import Outcome, Scene
from tests import factories as make
from tests.domain.asking import ALSO, NAMED, TODAY, WEBSITE, codes, ledger, look, yes_of

OBJECTED = Objected(subject=NAMED, channel=Channel.PHONE, by=None)
REASON = Digest("f" * 64)
POLICY = make.a_policy()


def attested(*shows: SubjectId, visible: int = 1, photo: PhotoId = make.PHOTO) -> Attested:
    return Attested(photo=photo, kind=PhotoKind.PORTRAIT, shows=shows, visible=visible)


def assessed(
    *shows: SubjectId,
    destination: Destination = WEBSITE,
    publish: bool = True,
    photo: PhotoId = make.PHOTO,
) -> Assessed:
    return Assessed(
        photo=photo,
        destination=destination,
        publish=publish,
        sensitive=False,
        yes=(),
        reason=REASON,
        kind=PhotoKind.SITUATION,
        shows=shows,
    )


def described(*shows: SubjectId, kind: PhotoKind = PhotoKind.PORTRAIT) -> Described:
    return Described(
        photo=make.PHOTO, kind=kind, shows=shows, faces=None, credited=True, facts=REASON
    )


def corrects(number: int) -> Corrected:
    return Corrected(number=number, reason=REASON, subject=None, photo=make.PHOTO)


def see(
    *photo_bodies: Body,
    of: dict[SubjectId, tuple[Act, ...]] | None = None,
    shows: tuple[SubjectId, ...] = (NAMED,),
    kind: PhotoKind = PhotoKind.PORTRAIT,
    erased: tuple[int, ...] = (),
) -> Scene:
    depictions = [Depiction(make.PHOTO, s) for s in shows]
    acts: dict[SubjectId, tuple[Act, ...]] = dict.fromkeys(shows, ())
    acts.update(of or {})
    elsewhere = Depiction(PhotoId(99), SubjectId(77))
    return scene(
        make.a_photo(kind=kind),
        [*depictions, elsewhere],
        ledger(*photo_bodies),
        acts,
        POLICY,
        TODAY,
        erased=erased,
    )


def test_r16_the_latest_attestation_of_this_photo_counts() -> None:
    found = see(
        attested(NAMED, visible=2),
        attested(NAMED, visible=1),
        attested(NAMED, visible=5, photo=PhotoId(2)),
    )
    assert found.attestation is not None
    assert (found.attestation.number, found.attestation.visible) == (2, 1)
    assert found.shows == {NAMED}
    assert look(found, yes_of(NAMED)).outcome is Outcome.CLEAR


def test_r14_a_corrected_attestation_or_assessment_no_longer_counts() -> None:
    assert see(attested(NAMED), corrects(1)).attestation is None
    assert see(attested(NAMED), corrects(1), corrects(2)).attestation is not None
    found = see(
        assessed(NAMED, publish=False), assessed(NAMED), corrects(2), kind=PhotoKind.SITUATION
    )
    assert codes(look(found).reasons) == ["ASSESSED_WITHHOLD"]


def test_r20_a_corrected_description_still_changes_what_was_vouched_for() -> None:
    """Or else somebody named since would be named no longer, without a word of it."""
    before, after = described(NAMED), described(NAMED, ALSO)
    found = see(before, attested(NAMED), after, corrects(3), shows=(NAMED, ALSO))
    assert found.changed == 3
    assert look(found, yes_of(NAMED)).outcome is not Outcome.CLEAR


def test_r18_the_latest_assessment_for_each_destination_counts() -> None:
    press = Destination("press")
    found = see(
        assessed(NAMED, publish=False),
        assessed(NAMED, destination=press),
        assessed(NAMED),
        assessed(NAMED, photo=PhotoId(2), publish=False),
        kind=PhotoKind.SITUATION,
    )
    assert {d: a.number for d, a in found.assessments.items()} == {WEBSITE: 3, press: 2}
    assert look(found).outcome is Outcome.CLEAR


def test_r10_protection_holds_until_it_is_lifted() -> None:
    acts = ledger(Protected(subject=NAMED))
    assert see(attested(NAMED), of={NAMED: acts}).protected == {NAMED}
    lifted = ledger(Protected(subject=NAMED), ProtectionLifted(subject=NAMED))
    assert see(attested(NAMED), of={NAMED: lifted}).protected == frozenset()
    other = ledger(Protected(subject=ALSO))
    assert see(attested(NAMED), of={NAMED: other}).protected == frozenset()
    assert protected(acts, NAMED, POLICY, TODAY)
    assert not protected(acts, NAMED, POLICY, make.DAY - timedelta(days=1))


def test_r19_an_objection_holds_until_it_is_lifted() -> None:
    acts = ledger(make.asked(), OBJECTED)
    assert see(of={NAMED: acts}).objecting == {NAMED}
    assert objection(acts, NAMED, POLICY, TODAY) == 2
    assert objection(acts, ALSO, POLICY, TODAY) is None
    lifted = ledger(OBJECTED, ObjectionLifted(subject=NAMED))
    assert see(of={NAMED: lifted}).objecting == frozenset()


def test_r20_an_objection_after_the_assessment_reopens_it_and_one_before_does_not() -> None:
    numbered = make.an_act(7, OBJECTED), make.an_act(8, ObjectionLifted(subject=NAMED))
    found = see(assessed(NAMED), kind=PhotoKind.SITUATION, of={NAMED: numbered})
    assert (found.objected, found.objecting) == (7, frozenset())
    assert codes(look(found).reasons) == ["NOT_ASSESSED"]
    assert last_objection(numbered, NAMED, POLICY, TODAY) == 7
    corrected = (*numbered, make.an_act(9, corrects(7)))
    again = see(assessed(NAMED), kind=PhotoKind.SITUATION, of={NAMED: corrected})
    assert look(again).outcome is Outcome.CLEAR


def test_a_subject_whose_acts_were_forgotten_is_a_bug_that_shows() -> None:
    with pytest.raises(KeyError):
        scene(make.a_photo(), [Depiction(make.PHOTO, NAMED)], (), {}, POLICY, TODAY, erased=())


def test_r20_a_change_that_is_taken_back_still_reopens_what_was_vouched_for() -> None:
    permissions = yes_of(NAMED)
    once = (described(NAMED), attested(NAMED))
    assert look(see(*once), permissions).outcome is Outcome.CLEAR
    same = (*once, described(NAMED))
    assert look(see(*same), permissions).outcome is Outcome.CLEAR
    back = (*once, described(NAMED, ALSO), described(NAMED))
    assert codes(look(see(*back), permissions).reasons) == ["NOT_ATTESTED"]
    again = (*back, attested(NAMED))
    assert look(see(*again), permissions).outcome is Outcome.CLEAR


def test_r20_a_kind_that_is_changed_back_still_reopens_the_assessment() -> None:
    situation = PhotoKind.SITUATION
    once = (described(NAMED, kind=situation), assessed(NAMED))
    assert look(see(*once, kind=situation)).outcome is Outcome.CLEAR
    back = (*once, described(NAMED), described(NAMED, kind=situation))
    assert codes(look(see(*back, kind=situation)).reasons) == ["NOT_ASSESSED"]


def test_r28_who_was_erased_from_a_photo_is_counted_there_whatever_the_day() -> None:
    gone = [
        make.an_act(1, Erased(subject=NAMED, photos=(make.PHOTO, PhotoId(2)))),
        make.an_act(2, Erased(subject=SubjectId(77), photos=(make.PHOTO,))),
        make.an_act(3, Erased(subject=SubjectId(78))),
    ]
    counted = erased_on(gone, [make.PHOTO, PhotoId(2), PhotoId(3)])
    assert counted == {make.PHOTO: (1, 2), PhotoId(2): (1,), PhotoId(3): ()}
    assert see(erased=(1, 2)).erased == 2


def test_whoever_had_faces_counted_is_no_second_person() -> None:
    """Together with a count anything else may have been changed: the digest doesn't tell."""
    first, counted = ledger(described(NAMED), replace(described(NAMED), faces=2))
    told = (first, replace(counted, clerk=ClerkId(7)))
    assert said_by(told, make.PHOTO, 0) == {first.clerk, ClerkId(7)}
