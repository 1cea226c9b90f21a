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
    "Müller Jürgen",
    "Søren Sørensen",
)

NUMBERS = (
    "010114 - 1234",
    "010114--1234",
    "010114__1234",
    "010114_-_1234",
    "010114/1234",
    "010114 / 1234",
    "010114:1234",
    "010114,1234",
    "010114(1234)",
    "010114=1234",
    "010114\u00b71234",
    "010114\u00a0-\u00a01234",
    "0101\u034f14-1234",
    "010114x1234",
    "010114nr1234",
    "010114 nr. 1234",
    "Noah 010114, cpr 1234",
    "0 1 0 1 1 4 1 2 3 4",
    "0-1-0-1-1-4-1-2-3-4",
    "010114 1 2 3 4",
    "01012014-1234",
    "01012014 1234",
    "01-01-2014-1234",
    "01.01.2014/1234",
    "2014-01-01-1234",
    "20140101/1234",
    "20140101 - 1234",
    "140101:1234",
    "120101+1234",
    "610114/1234",
)
"""What a name may hold that reads as a personal number, or becomes one as a file name."""

NO_NUMBERS = (
    ("sommerfest 14-06-2026", "sommerfest-14-06-2026"),
    ("sommerfest 140626", "sommerfest-140626"),
    ("14.6.2026 kl. 15.30", "14-6-2026-kl-15-30"),
    ("14-06-2026 1530", "14-06-2026-1530"),
    ("14-06-2026 kl. 1530", "14-06-2026-kl-1530"),
    ("140626 kl 1530", "140626-kl-1530"),
    ("14-06-26 15.30", "14-06-26-15-30"),
    ("140626 klasse 2026", "140626-klasse-2026"),
    ("2026-11-27 1234 børn", "2026-11-27-1234-boern"),
    ("2026-06-14-001", "2026-06-14-001"),
    ("IMG_20261127_123456", "img-20261127-123456"),
    ("IMG-20261127-WA0012", "img-20261127-wa0012"),
    ("PXL_20261127_123456789", "pxl-20261127-123456789"),
    ("DSC_0412 og DSC_0413", "dsc-0412-og-dsc-0413"),
    ("tlf 86 12 34 56", "tlf-86-12-34-56"),
    ("tlf +45 86 12 34 56", "tlf-45-86-12-34-56"),
    ("tel 070-123 45 67", "tel-070-123-45-67"),
    ("tel 08-12 34 56 78", "tel-08-12-34-56-78"),
    ("klasse 1 2 3 4 5 6 7 8 9 10", "klasse-1-2-3-4-5-6-7-8-9-10"),
    ("skoleåret 2026-2027", "skoleaaret-2026-2027"),
    ("uge 24 2026, 1530 billeder", "uge-24-2026-1530-billeder"),
    ("321319-1234", "321319-1234"),
    ("010114-12345", "010114-12345"),
)
"""Days, times and other figures, and what they become."""


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
        ("Å s e", "Åse Ærø"),
        ("I\u200bda", "Ida Holm"),
        ("\uff29\uff24\uff21", "Ida Holm"),
        ("\u1d35\u1d48\u1d43", "Ida Holm"),
        ("Alhassan", "Mohamed Al-Hassan"),
        ("Al Hassans dag", "Mohamed Al-Hassan"),
        ("fest-for-ida-h", "Ida Holm"),
        ("Sofie", "Anne Sofie Dal"),
        ("Aase", "Åse Ærø"),
        ("Juergens dag", "Müller Jürgen"),
        ("Lillemueller", "Müller Jürgen"),
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
        "Juergen Mueller",
        "jurgenmueller",
        "Müllers Jürgen",
        "Soeren Sorensen",
        *NUMBERS,
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
        *((event, "Bo Lund", becomes) for event, becomes in NO_NUMBERS),
    ],
)
def test_an_ordinary_event_names_its_files(
    school: Office, event: str, shown: str, becomes: str
) -> None:
    assert slug(school, event, shown) == becomes


def test_a_folder_that_is_made_is_not_called_after_anybody_either(school: Office) -> None:
    with school.register.read() as reader:
        ida = (reader.subject(SubjectId(2)).id,)
        for name in ("Ida Holm", "idaholm", "Idas billeder", "Anne Sofie", *NUMBERS):
            with pytest.raises(RuleRefusal) as caught:
                refuse_folder(reader, name, ida)
            assert caught.value.problem is Problem.NAME_IN_TARGET
        figures = (name for name, _becomes in NO_NUMBERS)
        for name in ("website", "Sommerfest 2026", "fridag", "2.A", *figures):
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
