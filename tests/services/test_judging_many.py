"""Verdicts kept between two readings: never an old yes, whoever wrote what meanwhile."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.domain.verdict import Outcome
from consentdesk.errors import Cancelled
from consentdesk.services import (
    correcting,
    judging,
    photographs,
    roster,
    ruling,
    trash,
    withdrawing,
)
from consentdesk.services.judging_many import AT_A_TIME, Judged, judge_all
from consentdesk.storage.register import Register
from tests.services.office import WEBSITE, Office

ALL_PHOTOS = tuple(PhotoId(n) for n in range(1, 60))


@pytest.fixture
def judged() -> Judged:
    """Nothing judged yet."""
    return Judged()


def outcomes(office: Office, judged: Judged) -> Mapping[PhotoId, Outcome]:
    """What the kept verdicts say of the website, held against those worked out afresh."""
    with office.register.read() as reader:
        on = reader.today(office.at)
        there = tuple(reader.photos(ALL_PHOTOS))
        found = judged.verdicts(reader, ALL_PHOTOS, on)
        assert found == judging.judge_photos(reader, there, on)
    return {p: v.outcome for p, vs in found.items() for v in vs if v.destination == WEBSITE}


@pytest.fixture
def noah(office: Office) -> SubjectId:
    """A child with a permission and two portraits; a third is of somebody else, with one too."""
    noah, ida = office.family(), office.family("Ida Holm")
    office.permit(noah)
    office.permit(ida)
    for shown in ((noah,), (noah, ida), (ida,)):
        office.portrait(*shown)
    return noah


def _withdraw(office: Office, child: SubjectId) -> None:
    with office.register.read() as reader:
        mother = reader.guardianships([child])[child][0].guardian
    withdrawing.withdraw(*office.desk, subject=child, purposes=office.purposes, by=str(mother))


def _object(office: Office, child: SubjectId) -> None:
    withdrawing.object_to(*office.desk, subject=child, by="self")


def _protect(office: Office, child: SubjectId) -> None:
    roster.protect(*office.desk, subject=child)


def _second_signature(office: Office, child: SubjectId) -> None:
    office.guardian(child, "Per Lund")
    ruling.set_rules(*office.desk, {"guardians_needed": "all"})


def _name_somebody_more(office: Office, child: SubjectId) -> None:
    with office.register.read() as reader:
        (photo, *_rest) = reader.photos_of(child)
    shows = {child: None, office.child("Alma Dahl"): None}
    photographs.name(*office.desk, photo=photo, shows=shows)


def _other_kind(office: Office, child: SubjectId) -> None:
    with office.register.read() as reader:
        (photo, *_rest) = reader.photos_of(child)
    photographs.set_kind(*office.desk, photo=photo, kind=PhotoKind.SITUATION)


def _no_more_validity(office: Office, child: SubjectId) -> None:
    del child
    ruling.set_rules(*office.desk, {"validity_months": 1})
    office.later(days=60)


def _two_years_pass(office: Office, child: SubjectId) -> None:
    del child
    office.at += timedelta(days=800)


CHANGES = (
    _withdraw,
    _object,
    _protect,
    _second_signature,
    _name_somebody_more,
    _other_kind,
    _no_more_validity,
    _two_years_pass,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.__name__.strip("_"))
def test_no_yes_outlives_what_speaks_against_it(
    office: Office, judged: Judged, noah: SubjectId, change: Callable[[Office, SubjectId], None]
) -> None:
    before = outcomes(office, judged)
    assert set(before.values()) == {Outcome.CLEAR}
    change(office, noah)
    after = outcomes(office, judged)
    assert [p for p in after if after[p] is not Outcome.CLEAR]


def test_what_another_desk_writes_is_seen_at_the_next_look(
    office: Office, judged: Judged, noah: SubjectId
) -> None:
    assert set(outcomes(office, judged).values()) == {Outcome.CLEAR}
    with Register.open(office.register.location) as other:
        roster.protect(other, "Per Juul", office.at, subject=noah)
    found = outcomes(office, judged)
    assert sorted(found.values()) == [Outcome.CLEAR, Outcome.WITHHELD, Outcome.WITHHELD]


def test_only_what_a_change_concerns_is_judged_again(
    office: Office, judged: Judged, noah: SubjectId
) -> None:
    with office.register.read() as reader:
        before = judged.verdicts(reader, ALL_PHOTOS, reader.today(office.at))
    _withdraw(office, noah)
    with office.register.read() as reader:
        after = judged.verdicts(reader, ALL_PHOTOS, reader.today(office.at))
        of_noah = set(reader.photos_of(noah))
    assert {p for p in before if before[p] != after[p]} == of_noah
    (others,) = set(before) - of_noah
    assert after[others] is before[others]


def test_an_older_snapshot_neither_takes_nor_leaves_anything(
    office: Office, judged: Judged, noah: SubjectId
) -> None:
    with office.register.read() as older:
        on = older.today(office.at)
        _protect(office, noah)
        assert Outcome.WITHHELD in outcomes(office, judged).values()
        seen = judged.verdicts(older, ALL_PHOTOS, on)
        assert seen == judging.judge_photos(older, tuple(older.photos(ALL_PHOTOS)), on)
    assert Outcome.WITHHELD in outcomes(office, judged).values()


def test_a_photo_in_the_trash_has_no_verdict_any_more(office: Office, judged: Judged) -> None:
    (added,) = photographs.add_photos(*office.desk, [office.draw()]).photos
    gone = added.photo
    assert gone in outcomes(office, judged)
    trash.throw_away(*office.desk, photos=[gone])
    assert gone not in outcomes(office, judged)


def test_a_correction_counts_like_any_other_act(
    office: Office, judged: Judged, noah: SubjectId
) -> None:
    """A journaled form was filed for the wrong child: its yes is gone."""
    outcomes(office, judged)
    with office.register.read() as reader:
        (form, *_rest) = reader.forms(subject=noah)
    correcting.correct_form(*office.desk, serial=form.serial, reason="Wrong child")
    assert Outcome.WITHHELD in outcomes(office, judged).values()


def test_of_very_many_all_are_judged_and_the_last_snapshot_counts(
    office: Office, judged: Judged, noah: SubjectId
) -> None:
    written: list[int] = []

    def write_meanwhile(done: int, _total: int) -> None:
        if not written:
            written.append(done)
            return
        if len(written) == 1:
            written.append(done)
            _protect(office, noah)

    ids = tuple(PhotoId(n) for n in range(2 * AT_A_TIME, 0, -1))
    found = judge_all(office.register, judged, ids, office.at, write_meanwhile)
    assert len(written) == 2
    assert len(found) == 3
    with office.register.read() as reader:
        assert found == judging.judge_photos(reader, tuple(found), reader.today(office.at))
        assert {p for p, vs in found.items() if vs[0].outcome is Outcome.WITHHELD} == set(
            reader.photos_of(noah)
        )


def test_whoever_does_not_want_to_know_any_more_is_heard(office: Office, judged: Judged) -> None:
    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        judge_all(office.register, judged, ALL_PHOTOS, office.at, stop)
