"""The steps offered where a picture may not go: short ones, and never a way round."""

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.domain.verdict import Outcome, ReasonCode, Verdict, reason
from consentdesk.services.forward import WAYS, Step, Way, steps_forward

WEBSITE, FACEBOOK = Destination("website"), Destination("facebook")
IDA, NOAH = SubjectId(1), SubjectId(2)


def _held(where: Destination, *whys: tuple[ReasonCode, SubjectId | None]) -> Verdict:
    return Verdict(where, Outcome.WITHHELD, tuple(reason(code, who) for code, who in whys))


def test_every_reason_says_what_helps() -> None:
    assert set(WAYS) == set(ReasonCode)


def test_a_clear_picture_needs_no_step() -> None:
    assert steps_forward([Verdict(WEBSITE, Outcome.CLEAR)]) == ()


def test_a_step_is_offered_once_for_all_it_helps() -> None:
    verdicts = [
        _held(WEBSITE, (ReasonCode.NEVER_ASKED, NOAH)),
        _held(FACEBOOK, (ReasonCode.NEVER_ASKED, NOAH), (ReasonCode.LAPSED, IDA)),
    ]
    both = (WEBSITE, FACEBOOK)
    assert steps_forward(verdicts) == (
        Step(Way.ASK, (IDA, NOAH), both),
        Step(Way.COVER, (IDA, NOAH), both),
    )


def test_what_is_said_about_the_picture_comes_before_asking_people() -> None:
    verdict = _held(
        WEBSITE,
        (ReasonCode.REFUSED, NOAH),
        (ReasonCode.NOT_ATTESTED, None),
        (ReasonCode.NO_RIGHTS, None),
    )
    assert [s.way for s in steps_forward([verdict])] == [Way.NAME, Way.RIGHTS, Way.ASK, Way.COVER]


@pytest.mark.parametrize("code", [ReasonCode.WITHDRAWN, ReasonCode.OBJECTED, ReasonCode.PROTECTED])
def test_who_said_no_of_their_own_accord_is_covered_not_asked_again(code: ReasonCode) -> None:
    assert [s.way for s in steps_forward([_held(WEBSITE, (code, NOAH))])] == [Way.COVER]


@pytest.mark.parametrize(
    "code", [ReasonCode.ASSESSED_WITHHOLD, ReasonCode.UNREADABLE, ReasonCode.SENSITIVE]
)
def test_some_answers_are_final_here(code: ReasonCode) -> None:
    assert steps_forward([_held(WEBSITE, (code, None))]) == ()
