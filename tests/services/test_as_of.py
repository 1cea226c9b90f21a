"""As of a past day: what stood then, under the rules of then (R30); the gate is always today's."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from consentdesk.cli.facts import page_of
from consentdesk.domain.consent import Lack, PermissionState
from consentdesk.domain.people import Guardianship, Subject, SubjectId
from consentdesk.domain.photos import PhotoKind
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.services import checking, exporting, photographs, ruling, taking_down
from consentdesk.storage.upkeep import verify
from consentdesk.ui.person_reading import read_person
from tests.services.office import CLERK, ON_THE_WEB, WEBSITE, Office

FIFTEEN = date(2012, 1, 1)
"""Fourteen on the office's first day, fifteen a year later."""


def _state(office: Office, who: SubjectId, on: date) -> PermissionState:
    with office.register.read() as reader:
        given = reader.permissions([who], on)[who][ON_THE_WEB]
        shown = {p.purpose: p for p in page_of(reader, who, on).permissions}
        view = read_person(reader, who, on, office.today)
        seen = {e.value.permission.purpose: e.value.permission for e in view.permissions if e.value}
        assert shown[ON_THE_WEB] == seen[ON_THE_WEB] == given
        return given.state


def _why(office: Office, path: Path, on: date) -> set[ReasonCode]:
    report = checking.check_files(
        office.register, [path], at=office.at, destinations=[WEBSITE], on=on
    )
    return {r.code for v in report.findings[0].verdicts for r in v.reasons}


def _change(office: Office, who: SubjectId, facts: Callable[[Subject], Subject]) -> None:
    with office.register.write(CLERK, office.at) as writer:
        writer.change_subject(facts(writer.subject(who)))


def _left(day: date | None) -> Callable[[Subject], Subject]:
    return lambda person: replace(person, left_on=day)


def test_the_age_limit_is_that_of_the_day(office: Office) -> None:
    noah = office.child(born=FIFTEEN)
    office.guardian(noah)
    office.permit(noah)
    path, first = office.portrait(noah), office.today
    office.later(days=10)
    ruling.set_rules(*office.desk, {"age_limit": 13})
    assert office.check(path) != [Outcome.CLEAR]
    assert _state(office, noah, first) is PermissionState.JOURNALED
    assert _why(office, path, first) == set()
    assert _state(office, noah, office.today) is not PermissionState.JOURNALED
    assert _state(office, noah, office.today - timedelta(days=1)) is PermissionState.JOURNALED


def test_the_switches_are_those_of_the_day(office: Office) -> None:
    noah = office.family()
    office.guardian(noah, "Jens Lund")
    office.permit(noah)
    path, first = office.portrait(noah), office.today
    photographs.describe(*office.desk, photo=office.photo(path), rights="")
    office.later(days=1)
    ruling.set_rules(*office.desk, {"require_rights": True, "guardians_needed": "all"})
    second = office.today
    office.later(days=1)
    ruling.set_rules(*office.desk, {"require_rights": None, "guardians_needed": None})
    codes = ReasonCode
    assert _why(office, path, first) == set()
    assert _why(office, path, second) == {codes.SECOND_GUARDIAN_MISSING, codes.NO_RIGHTS}
    assert _why(office, path, office.today) == set()
    with office.register.read() as reader:
        stood = reader.permissions([noah], second)[noah][ON_THE_WEB]
        assert stood.lack is Lack.SECOND_GUARDIAN
        assert reader.policy_on(second).require_rights
        assert not reader.policy_on(first - timedelta(days=9_000)).require_rights


def test_staff_mark_and_leaving_day_are_those_of_the_day(office: Office) -> None:
    gone, adult = office.family(), office.child("Lis Bak", date(1990, 1, 1), staff=True)
    office.permit(gone)
    path, first = office.portrait(gone), office.today
    unasked = office.portrait(adult)
    office.later(days=5)
    _change(office, gone, _left(first - timedelta(days=1)))
    _change(office, adult, lambda person: replace(person, staff=False))
    assert _state(office, gone, first) is PermissionState.JOURNALED
    assert _why(office, path, first) == set()
    assert _state(office, gone, office.today) is PermissionState.LAPSED
    report = checking.check_files(
        office.register, [unasked], at=office.at, destinations=[WEBSITE], on=first
    )
    assert [r.rule for v in report.findings[0].verdicts for r in v.reasons] == ["R11"]
    with office.register.read() as reader:
        assert page_of(reader, gone, first).person.left_on is None
        assert page_of(reader, adult, first).person.staff
        assert not page_of(reader, adult, office.today).person.staff


def test_the_name_is_always_todays(office: Office) -> None:
    noah, first = office.child(), office.today
    office.later(days=5)
    _change(office, noah, lambda person: replace(person, name="Noah Holm", group="3.A"))
    with office.register.read() as reader:
        person = page_of(reader, noah, first).person
    assert (person.name, person.group) == ("Noah Holm", "2.A")


def test_custody_is_what_was_known_on_the_day(office: Office) -> None:
    noah = office.child()
    mother = office.guardian(noah)
    office.permit(noah)
    first = office.today
    office.later(days=5)
    with office.register.write(CLERK, office.at) as writer:
        writer.set_guardianship(Guardianship(guardian=mother, subject=noah, custody=False))
    assert _state(office, noah, first) is PermissionState.JOURNALED
    assert _state(office, noah, office.today) is not PermissionState.JOURNALED
    with office.register.read() as reader:
        ((_, held),) = page_of(reader, noah, first).guardians
        assert held.custody


def test_who_was_named_and_the_kind_are_those_of_the_day(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    path, first = office.portrait(noah), office.today
    photo = office.photo(path)
    office.later(days=5)
    photographs.name(*office.desk, photo=photo, shows={noah: None, ella: None})
    assert _why(office, path, first) == set()
    assert ReasonCode.NOT_ATTESTED in _why(office, path, office.today)
    office.later(days=5)
    photographs.set_kind(*office.desk, photo=photo, kind=PhotoKind.SITUATION)
    assert _why(office, path, first) == set()
    assert _why(office, path, office.today) == {ReasonCode.NOT_ASSESSED}


def test_photos_and_what_is_out_are_those_of_the_day(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    first = office.portrait(noah)
    day = office.today
    number = exporting.release(*office.desk, office.plan(first), office.target()).release
    assert number is not None
    office.later(days=5)
    photographs.set_kind(*office.desk, photo=office.photo(first), kind=PhotoKind.SITUATION)
    office.portrait(noah)
    taking_down.take_down(*office.desk, release=number)
    with office.register.read() as reader:
        then, now = page_of(reader, noah, day), page_of(reader, noah, office.today)
        seen = read_person(reader, noah, day, office.today).photos
        assert page_of(reader, noah, day - timedelta(days=1)).photos == ()
    assert [photo.id for photo in then.photos] == list(seen) == [office.photo(first)]
    assert [photo.kind for photo in then.photos] == [PhotoKind.PORTRAIT]
    assert [photo.kind for photo in now.photos] == [PhotoKind.PORTRAIT, PhotoKind.SITUATION]
    assert then.releases[0].out() == (0,)
    assert then.releases[0].taken_down_at is None
    assert now.releases[0].out() == ()
    assert now.releases[0].taken_down_at is not None


def test_the_standing_stays_the_fold_whatever_changed(office: Office) -> None:
    noah = office.child(born=FIFTEEN)
    office.guardian(noah)
    office.permit(noah)
    for settings in (
        {"age_limit": 13},
        {"age_limit": None, "guardians_needed": "all"},
        {"guardians_needed": None},
    ):
        office.later(days=3)
        ruling.set_rules(*office.desk, settings)
        _change(office, noah, _left(office.today + timedelta(days=1)))
        office.later(days=3)
        _change(office, noah, _left(None))
        assert verify(office.register).ok
        with office.register.read() as reader:
            assert reader.standing([noah]) == reader.permissions([noah], office.today)


def test_the_gate_is_always_of_today(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    office.later(days=5)
    ruling.set_rules(*office.desk, {"guardians_needed": "all"})
    office.guardian(noah, "Jens Lund")
    plan = office.plan(path)
    assert (plan.on, plan.clear) == (office.today, ())
