"""R27: a request waits until it is answered, and for a month at most."""

from datetime import date

import pytest

from consentdesk.domain.access import Request, waiting
from consentdesk.domain.acts import AccessAsked, AccessGiven, Body, Corrected, Digest, Erased
from consentdesk.domain.people import SubjectId
from tests import factories as make

IDA, NOAH = SubjectId(1), SubjectId(2)
FIRST, LATER = date(2026, 9, 1), date(2026, 9, 8)


def wait(*bodies: Body) -> list[tuple[SubjectId, date]]:
    acts = [make.an_act(number, body) for number, body in enumerate(bodies, 1)]
    return [(one.subject, one.on) for one in waiting(acts)]


def asked(subject: SubjectId = IDA, on: date = FIRST) -> AccessAsked:
    return AccessAsked(subject=subject, on=on)


GIVEN = AccessGiven(subject=IDA, photos=(), pack=Digest("0" * 64))


def test_r27_an_answer_ends_what_was_asked_before_and_nothing_after() -> None:
    assert wait(asked(), asked(NOAH, LATER)) == [(IDA, FIRST), (NOAH, LATER)]
    assert wait(asked(), GIVEN, asked(NOAH)) == [(NOAH, FIRST)]
    assert wait(asked(), GIVEN, asked(on=LATER)) == [(IDA, LATER)]


def test_r27_the_earliest_request_sets_the_day() -> None:
    assert wait(asked(on=LATER), asked()) == [(IDA, FIRST)]


def test_r27_what_was_corrected_or_erased_waits_no_more() -> None:
    mistake = Corrected(number=1, reason=Digest("1" * 64), subject=IDA, photo=None)
    assert wait(asked(), mistake) == []
    assert wait(asked(), Erased(subject=IDA)) == []


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2026, 11, 28), date(2026, 12, 28)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 5), date(2027, 1, 5)),
    ],
)
def test_r27_the_answer_is_due_a_month_later(on: date, due: date) -> None:
    assert Request(IDA, on).due == due
