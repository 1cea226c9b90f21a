"""The check once more without opening a file, and the plan made of it."""

from datetime import timedelta
from pathlib import Path

from consentdesk.domain.photos import Match, Region
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import Problem
from consentdesk.services import checking, correcting, exporting, intake, photographs, planning
from consentdesk.services.checking import Finding
from consentdesk.services.rechecking import check_again
from tests.services.office import FACEBOOK, WEBSITE, Office

FACE = Region(0.4, 0.2, 0.1, 0.15)


def _checked(office: Office, *paths: Path) -> tuple[Finding, ...]:
    report = checking.check_files(office.register, paths, at=office.at, destinations=[WEBSITE])
    return report.findings


def test_checking_again_says_what_a_real_check_would(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    clear = office.portrait(noah, looks=True)
    paths = [clear, office.shrunk(clear), office.situation(noah), office.draw()]
    findings = _checked(office, *paths)
    assert check_again(office.register, findings, at=office.at) == tuple(
        checking.check_each(office.register, paths, at=office.at)
    )


def test_a_withdrawal_shows_without_the_file(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    findings = _checked(office, path)
    path.unlink()
    intake.withdraw(*office.desk, subject=noah)
    (again,) = check_again(office.register, findings, at=office.at, destinations=[WEBSITE])
    assert (again.outcome, again.match) == (Outcome.WITHHELD, Match.EXACT)


def test_what_could_not_be_read_stays_unreadable_everywhere(office: Office) -> None:
    broken = office.folder / "broken.jpg"
    broken.write_bytes(b"nothing")
    findings = _checked(office, broken, office.folder / "gone.jpg")
    again = check_again(office.register, findings, at=office.at, destinations=[FACEBOOK])
    assert [f.problem for f in again] == [f.problem for f in findings]
    for finding in again:
        (verdict,) = finding.verdicts
        assert verdict.destination == FACEBOOK
        assert verdict.outcome is Outcome.UNDECIDED
        assert {r.code for r in verdict.reasons} == {ReasonCode.UNREADABLE}


def test_a_likeness_that_was_taken_back_is_never_clear(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah, looks=True)
    copy = office.shrunk(path)
    photographs.same_picture(*office.desk, path=copy, photo=office.photo(path))
    findings = _checked(office, copy)
    assert findings[0].outcome is Outcome.CLEAR
    with office.register.read() as reader:
        number = reader.head().number
    correcting.correct(*office.desk, number=number, reason="Another picture")
    (again,) = check_again(office.register, findings, at=office.at)
    assert again.outcome is Outcome.UNDECIDED


def test_progress_counts_to_the_end(office: Office) -> None:
    told: list[tuple[int, int]] = []
    findings = _checked(office, office.draw(), office.draw())
    check_again(
        office.register, findings, at=office.at, progress=lambda n, total: told.append((n, total))
    )
    assert told == [(2, 2)]


def test_a_plan_is_made_of_what_was_checked_and_keeps_its_order(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    paths = [office.portrait(noah), office.portrait(ella), office.portrait(noah)]
    plan = planning.plan_again(office.register, office.at, _checked(office, *paths), FACEBOOK)
    assert [f.path for f in plan.clear] == [paths[0], paths[2]]
    assert [f.path for f in plan.withheld] == [paths[1]]
    assert plan.destination == FACEBOOK
    assert plan == planning.plan(office.register, office.at, paths, FACEBOOK)
    done = exporting.release(*office.desk, plan, office.target())
    assert [f.path for f in done.released] == [paths[0], paths[2]]


def test_a_day_later_the_plan_is_of_that_day(office: Office) -> None:
    findings = _checked(office, office.draw())
    before = planning.plan_again(office.register, office.at, findings, WEBSITE)
    office.later(days=1)
    after = planning.plan_again(office.register, office.at, findings, WEBSITE)
    assert after.on - before.on == timedelta(days=1)


def test_covering_lets_out_what_can_be_covered_and_keeps_the_rest(office: Office) -> None:
    """R22: no region, or another file than the registered one, and nothing can be covered."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    marked, bare = office.portrait(noah, ella), office.portrait(noah, ella)
    office.mark(marked, **{f"s{ella}": FACE})
    findings = _checked(office, marked, bare)
    assert {f.outcome for f in findings} == {Outcome.WITHHELD}
    plan = planning.plan_again(office.register, office.at, findings, WEBSITE, covered=[ella])
    assert [f.path for f in plan.clear] == [marked]
    (held,) = plan.withheld
    assert held.problem is not None
    assert held.problem.problem is Problem.COVER_NEEDS_REGION
    assert held.outcome is Outcome.WITHHELD
    (file,) = exporting.release(*office.desk, plan, office.target()).released
    assert (file.path, file.covered) == (marked, (ella,))


def test_who_is_to_be_covered_does_not_leave_uncovered(office: Office) -> None:
    """A situation photo may go as it is; asked to cover somebody, it goes covered or not at all."""
    ella = office.family("Ella Holm")
    path = office.situation(ella)
    office.assess(path)
    findings = _checked(office, path)
    assert findings[0].outcome is Outcome.CLEAR
    plan = planning.plan_again(office.register, office.at, findings, WEBSITE, covered=[ella])
    assert plan.clear == ()
    assert plan.withheld[0].outcome is Outcome.WITHHELD
