"""Situation photos are judged one destination at a time (R18)."""

from dataclasses import replace

import pytest

from consentdesk.domain.acts import Assessed
from consentdesk.domain.photos import Destination, PhotoId, PhotoKind, Question
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services import assessing, intake, photographs, roster
from consentdesk.services.seeing import Seen
from tests.services.office import FACEBOOK, WEBSITE, Office
from tests.services.refusing import refused


def test_an_assessment_opens_one_destination(office: Office) -> None:
    photo = office.situation(office.family())
    assert office.why(photo) == {ReasonCode.NOT_ASSESSED}
    office.assess(photo)
    assert office.check(photo) == [Outcome.CLEAR]
    assert office.why(photo, FACEBOOK) == {ReasonCode.NOT_ASSESSED}
    office.assess(photo, FACEBOOK, publish=False)
    assert office.why(photo, FACEBOOK) == {ReasonCode.ASSESSED_WITHHOLD}


def test_sensitive_means_that_the_portrait_rule_applies(office: Office) -> None:
    noah = office.family()
    photo = office.situation(noah)
    office.assess(photo, sensitive=True)
    assert office.why(photo) == {ReasonCode.SENSITIVE, ReasonCode.NEVER_ASKED}
    office.permit(noah)
    assert office.check(photo) == [Outcome.CLEAR]
    act = office.assess(photo, yes=[Question.SENSITIVE, Question.CAMPAIGN])
    assert isinstance(act.body, Assessed)
    assert act.body.sensitive
    assert act.body.yes == (Question.SENSITIVE, Question.CAMPAIGN)


@pytest.mark.parametrize("question", [Question.PROTECTED, Question.OBJECTING])
def test_a_person_to_be_held_back_must_be_named(office: Office, question: Question) -> None:
    """Unnamed, the gate could not know; named, it holds the photo back by itself."""
    noah = office.family()
    photo = office.situation(noah)
    with refused(office, Problem.ASSESSED_NOT_NAMED, RuleRefusal):
        office.assess(photo, yes=[question])
    office.assess(photo, yes=[question], publish=False)
    if question is Question.PROTECTED:
        roster.protect(*office.desk, subject=noah)
    else:
        intake.object_to(*office.desk, subject=noah)
    office.assess(photo, yes=[question])
    assert office.check(photo) == [Outcome.WITHHELD]


def test_only_situation_photos_are_assessed_and_never_without_a_reason(office: Office) -> None:
    portrait, situation = office.portrait(office.family()), office.situation()
    with refused(office, Problem.NOT_A_SITUATION_PHOTO, BadInput):
        office.assess(portrait)
    unset = office.draw()
    photographs.add_photos(*office.desk, [unset])
    with refused(office, Problem.NOT_A_SITUATION_PHOTO, BadInput):
        office.assess(unset)
    with refused(office, Problem.UNKNOWN_DESTINATION, BadInput):
        office.assess(situation, Destination("billboard"))
    for photo, reason, problem in (
        (office.photo(situation), " ", Problem.REASON_MISSING),
        (office.photo(situation), "Noah 030519-1234", Problem.CPR_IN_TEXT),
        (PhotoId(99), "fine", Problem.UNKNOWN_PHOTO),
    ):
        with refused(office, problem, BadInput):
            assessing.assess(
                *office.desk, photo=photo, destination=WEBSITE, publish=True, reason=reason
            )


def test_the_reason_is_kept_where_it_can_be_erased(office: Office) -> None:
    act = office.assess(office.situation())
    assert isinstance(act.body, Assessed)
    with office.register.read() as reader:
        assert reader.texts([act.body.reason]) == {act.body.reason: "A happy game"}


def test_one_judgement_serves_several_photos_and_places_or_none(office: Office) -> None:
    paths = [office.situation(), office.situation(office.family())]
    photos = [office.photo(p) for p in paths]
    acts = assessing.assess_all(
        *office.desk,
        photos=photos,
        destinations=(WEBSITE, FACEBOOK, WEBSITE),
        publish=True,
        reason="A happy game",
    )
    told = [(a.body.photo, a.body.destination) for a in acts if isinstance(a.body, Assessed)]
    assert told == [(p, d) for p in photos for d in (WEBSITE, FACEBOOK)]
    for place in (WEBSITE, FACEBOOK):
        assert office.check(*paths, destination=place) == [Outcome.CLEAR] * 2
    portrait = office.photo(office.portrait(office.family("Ida Friis")))
    with refused(office, Problem.NOT_A_SITUATION_PHOTO, BadInput):
        assessing.assess_all(
            *office.desk,
            photos=[photos[0], portrait],
            destinations=(WEBSITE,),
            publish=False,
            reason="No",
        )
    for wrong in ((), (Destination("billboard"),)):
        with refused(office, Problem.UNKNOWN_DESTINATION, BadInput):
            assessing.assess_all(
                *office.desk, photos=photos, destinations=wrong, publish=True, reason="Yes"
            )
    assert office.check(paths[0]) == [Outcome.CLEAR]


def test_somebody_to_be_held_back_whom_the_file_names_is_asked_about_once(office: Office) -> None:
    """R10: unnamed, the gate could not hold the photo back."""
    noah, ida = office.family(), office.family("Ida Holm")
    photo = office.photo(office.situation(noah))
    roster.protect(*office.desk, subject=ida)
    meant = frozenset({frozenset({ida}), frozenset({office.family("Ella Bro")})})
    seen = Seen(PhotoKind.SITUATION, frozenset({noah}), suggested=meant)

    def assess(seen: Seen) -> None:
        assessing.assess_all(
            *office.desk,
            photos=[photo],
            destinations=[WEBSITE],
            publish=True,
            reason="Leg",
            seen={photo: seen},
        )

    with refused(office, Problem.NAMED_IN_FILES, RuleRefusal) as caught:
        assess(seen)
    assert caught.value.facts["names"] == ("Ida Holm",)
    assess(replace(seen, passed_over=meant))
    assess(replace(seen, suggested=meant - {frozenset({ida})}))
