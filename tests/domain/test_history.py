"""R30: what stood on a day is told by the acts of that day, not by what is known since."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from consentdesk.domain.acts import (
    Act,
    Body,
    Corrected,
    Described,
    Digest,
    Enrolled,
    GuardianAdded,
    PolicySet,
)
from consentdesk.domain.history import enrolment_on, guardianships_on, photo_on, rules_on
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Depiction, PhotoKind, Region
from tests import factories as make
from tests.domain.asking import ALSO, NAMED

POLICY = make.a_policy()
FIRST = make.NOW
DAY = FIRST.date()


def _daily(*bodies: Body) -> list[Act]:
    """One act a day, from the first day on."""
    return [
        make.an_act(number, body, at=FIRST + timedelta(days=number - 1))
        for number, body in enumerate(bodies, 1)
    ]


def _on(days: int) -> date:
    return DAY + timedelta(days=days)


def _enrolled(facts: str, subject: SubjectId = NAMED) -> Enrolled:
    return Enrolled(subject=subject, facts=Digest(facts))


def _described(*shows: SubjectId, faces: int | None = None, credited: bool = True) -> Described:
    return Described(
        photo=make.PHOTO,
        kind=PhotoKind.PORTRAIT,
        shows=shows,
        faces=faces,
        credited=credited,
        facts=Digest("f" * 64),
    )


def test_the_rules_are_those_last_set_by_the_end_of_the_day() -> None:
    acts = _daily(*[PolicySet(policy="dk", values=Digest(v)) for v in "abc"])
    told = [rules_on(acts, POLICY, _on(days)) for days in range(-1, 4)]
    assert [t.values if t else None for t in told] == ["a", "a", "b", "c", "c"]
    assert rules_on([], POLICY, DAY) is None


def test_the_facts_are_those_of_the_day_or_the_first_there_were() -> None:
    acts = _daily(_enrolled("a"), _enrolled("x", ALSO), _enrolled("b"))
    told = [enrolment_on(acts, NAMED, POLICY, _on(days)) for days in (-9, 0, 1, 2, 9)]
    assert told == ["a", "a", "a", "b", "b"]
    assert enrolment_on(acts, SubjectId(9), POLICY, DAY) is None


def test_an_enrolment_undone_tells_nothing() -> None:
    undone = Corrected(number=1, reason=Digest("r"), subject=NAMED, photo=None)
    assert enrolment_on(_daily(_enrolled("a"), undone), NAMED, POLICY, _on(9)) is None


def test_the_latest_facts_and_descriptions_count_though_somebody_corrected_them() -> None:
    void = Corrected(number=2, reason=Digest("r"), subject=NAMED, photo=None)
    assert enrolment_on(_daily(_enrolled("a"), _enrolled("b"), void), NAMED, POLICY, _on(9)) == "b"
    void = replace(void, subject=None, photo=make.PHOTO)
    acts = _daily(_described(NAMED), _described(NAMED, ALSO), void)
    shown = (Depiction(make.PHOTO, NAMED), Depiction(make.PHOTO, ALSO))
    _photo, then = photo_on(make.a_photo(), shown, acts, POLICY, _on(9))
    assert {d.subject for d in then} == {NAMED, ALSO}


def test_custody_is_what_was_known_on_the_day() -> None:
    def held(custody: bool) -> GuardianAdded:
        return GuardianAdded(
            subject=NAMED, guardian=make.MOTHER, custody=custody, since=None, until=None
        )

    acts = _daily(held(True), held(False))
    told = [guardianships_on(acts, NAMED, POLICY, _on(days)) for days in (-1, 0, 1)]
    assert [[g.custody for g in some] for some in told] == [[], [True], [False]]
    assert guardianships_on(acts, ALSO, POLICY, _on(9)) == ()


def test_a_photo_nobody_has_described_is_as_it_is() -> None:
    photo, shown = make.a_photo(), (Depiction(make.PHOTO, NAMED),)
    assert photo_on(photo, shown, [], POLICY, DAY) == (photo, shown)


def test_a_photo_is_what_was_said_of_it_on_the_day() -> None:
    now = replace(make.a_photo(kind=PhotoKind.SITUATION), photographer="Line", rights="own")
    place = Depiction(make.PHOTO, NAMED, Region(0.1, 0.1, 0.2, 0.2))
    acts = _daily(_described(NAMED, ALSO, faces=3), _described(NAMED, credited=False))
    then, shown = photo_on(now, (place,), acts, POLICY, _on(0))
    assert (then.kind, then.faces, then.credited) == (PhotoKind.PORTRAIT, 3, True)
    assert shown == (place, Depiction(make.PHOTO, ALSO))
    later, shown = photo_on(now, (place,), acts, POLICY, _on(1))
    assert (later.faces, later.credited, shown) == (None, False, (place,))
    assert photo_on(now, (place,), acts, POLICY, _on(-5)) == photo_on(
        now, (place,), acts, POLICY, _on(0)
    )


@given(st.permutations(range(4)), st.integers(-2, 6))
def test_the_order_in_which_acts_are_handed_over_never_matters(order: list[int], days: int) -> None:
    acts = _daily(*[_enrolled(v) for v in "abcd"])
    shuffled = [acts[place] for place in order]
    told = enrolment_on(shuffled, NAMED, POLICY, _on(days))
    assert told == enrolment_on(acts, NAMED, POLICY, _on(days)) == "abcd"[min(max(days, 0), 3)]
