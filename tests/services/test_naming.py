"""R25: a released file or folder is never called after somebody in the register."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.errors import Problem, RuleRefusal
from consentdesk.services import exporting
from consentdesk.services.naming import event_slug, refuse_folder
from consentdesk.services.outgoing import PREFIX
from tests.services.office import WEBSITE, Office
from tests.services.refusing import refused

DAY = "website-2026-09-14"
EVERYBODY = (
    "Bo Lund",
    "Ida Holm",
    "Mohamed Al-Hassan",
    "Anne Sofie Dal",
    "Li Ng",
    "Åse Ærø",
)


@pytest.fixture
def school(office: Office) -> Iterator[Office]:
    for name in EVERYBODY:
        office.child(name)
    yield office


def slug(school: Office, event: str, shown: str) -> str:
    """What the event becomes where that one is on the pictures."""
    with school.register.read() as reader:
        whose = EVERYBODY.index(shown) + 1
        return event_slug(
            reader, event, WEBSITE, school.today, (reader.subject(SubjectId(whose)).id,)
        )


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        ("Bos fødselsdag", "Bo Lund"),
        ("Lis dag", "Li Ng"),
        ("lilleida", "Ida Holm"),
        ("I-da", "Ida Holm"),
        ("I d a", "Ida Holm"),
        ("I\u200bda", "Ida Holm"),
        ("\uff29\uff24\uff21", "Ida Holm"),
        ("\u1d35\u1d48\u1d43", "Ida Holm"),
        ("Alhassan", "Mohamed Al-Hassan"),
        ("Al Hassans dag", "Mohamed Al-Hassan"),
        ("fest-for-ida-h", "Ida Holm"),
        ("Sofie", "Anne Sofie Dal"),
        ("Aase", "Åse Ærø"),
    ],
)
def test_an_event_that_tells_who_is_shown_is_left_out(
    school: Office, event: str, shown: str
) -> None:
    assert slug(school, event, shown) == DAY


@pytest.mark.parametrize(
    "event",
    [
        "idaholm",
        "holmidas",
        "Anne Sofie",
        "AnneSofies fest",
        "sofiedal",
        "I.d.a Holm",
        "010114.1234",
        "01.01.14-1234",
        "01-01-14 1234",
        "CPR0101141234",
    ],
)
def test_two_names_of_anybody_or_a_personal_number_are_refused(school: Office, event: str) -> None:
    with refused(school, Problem.NAME_IN_TARGET, RuleRefusal):
        slug(school, event, "Bo Lund")


@pytest.mark.parametrize(
    ("event", "shown", "becomes"),
    [
        ("Sommerfest", "Ida Holm", "sommerfest"),
        ("Boldspil og sange", "Bo Lund", "boldspil-og-sange"),
        ("Fest i dag", "Ida Holm", "fest-i-dag"),
        ("Ida", "Bo Lund", "ida"),
        ("Åse og dalen", "Bo Lund", "aase-og-dalen"),
        ("Uge 14, 2026", "Bo Lund", "uge-14-2026"),
        ("14-09-2026", "Bo Lund", "14-09-2026"),
    ],
)
def test_an_ordinary_event_names_its_files(
    school: Office, event: str, shown: str, becomes: str
) -> None:
    assert slug(school, event, shown) == becomes


def test_a_folder_that_is_made_is_not_called_after_anybody_either(school: Office) -> None:
    with school.register.read() as reader:
        ida = (reader.subject(SubjectId(2)).id,)
        for name in ("Ida Holm", "idaholm", "Idas billeder", "Anne Sofie", "010114-1234"):
            with pytest.raises(RuleRefusal) as caught:
                refuse_folder(reader, name, ida)
            assert caught.value.problem is Problem.NAME_IN_TARGET
        for name in ("website", "Sommerfest 2026", "fridag", "2.A"):
            refuse_folder(reader, name, ida)


def test_the_folder_is_looked_at_where_the_export_makes_it(school: Office, tmp_path: Path) -> None:
    ella = school.family("Ella Krag")
    school.permit(ella)
    plan = school.plan(school.portrait(ella))
    target = tmp_path / "Ellas dag"
    with refused(school, Problem.NAME_IN_TARGET, RuleRefusal):
        exporting.release(*school.desk, plan, target)
    assert not target.exists()
    target.mkdir()
    assert len(exporting.release(*school.desk, plan, target).released) == 1


def test_an_album_is_not_called_after_somebody_on_the_others_pictures(office: Office) -> None:
    ella, noah = office.family("Ella Krag"), office.family("Noah Lund")
    office.permit(ella)
    office.permit(noah)
    plan = office.plan(
        office.portrait(ella, album="Fest"), office.portrait(noah, album="Ellas fest")
    )
    done = exporting.release(*office.desk, plan, office.target())
    assert [f.output.name for f in done.released] == ["fest-001.jpg", f"{DAY}-001.jpg"]


def test_copies_of_a_killed_export_go_even_where_nothing_may_leave(office: Office) -> None:
    target = office.target()
    left = target.parent / f"{PREFIX}0123"
    left.mkdir()
    (left / "lock").touch()
    (left / "copy").write_bytes(b"a finished copy")
    plan = office.plan(office.portrait(office.family()))
    assert not plan.clear
    assert exporting.release(*office.desk, plan, target).release is None
    assert not left.exists()
