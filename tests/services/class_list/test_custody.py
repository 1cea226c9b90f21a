"""A list and custody (R3): it opens nothing without a word, and its silence takes nothing away."""

from pathlib import Path

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.errors import Problem
from consentdesk.services import roster
from consentdesk.services.class_list.comparing import Kind, Plan, Planned
from consentdesk.services.class_list.custody import Word, custody_word
from consentdesk.services.class_list.importing import import_list
from consentdesk.services.class_list.rows import Mark
from tests.services.class_list.lists import people_in, text_list
from tests.services.office import Office

NOAH = "Noah Lund;03-05-2019"
UNSAID = frozenset([Mark.CUSTODY_UNSAID])
DIFFERS = frozenset([Mark.CUSTODY_DIFFERS])


def imported(office: Office, heads: str, cells: str) -> tuple[Planned, dict[str, bool]]:
    """Noah's line on a list with these columns, and his guardians with custody once it is in."""
    path = text_list(office.folder, f"Navn;Født;{heads}\n{NOAH};{cells}\n")
    done = import_list(*office.desk, people_in(path))
    assert isinstance(done.plan, Plan)
    (line,) = done.plan.lines
    return line, guardians(office, done.subjects[0])


def guardians(office: Office, subject: SubjectId) -> dict[str, bool]:
    """The guardians of somebody by name, with custody."""
    with office.register.read() as reader:
        held = reader.guardianships([subject])[subject]
        known = reader.guardians(g.guardian for g in held)
    return {known[g.guardian].name: g.custody for g in held}


def test_the_parents_of_a_new_child_have_custody_where_the_list_has_no_column_for_it(
    office: Office,
) -> None:
    line, found = imported(office, "Mor;Far", "Mette Lund;Jens Lund")
    assert (line.marks, found) == (frozenset(), {"Mette Lund": True, "Jens Lund": True})


def test_somebody_new_to_a_known_child_is_a_contact_unless_the_list_says_custody(
    office: Office,
) -> None:
    """Jens Peter Lund, who has none, may be Jens Lund on the list."""
    noah = office.child()
    office.guardian(noah, "Jens Peter Lund", custody=False)
    line, found = imported(office, "Far", "Jens Lund")
    assert (line.kind, line.marks) == (Kind.CHANGED, UNSAID)
    assert found == {"Jens Peter Lund": False, "Jens Lund": False}
    line, found = imported(office, "Mor;Mor forældremyndighed", "Mette Lund;ja")
    assert (line.marks, found["Mette Lund"]) == (frozenset(), True)


def test_where_custody_is_told_of_one_guardian_it_is_unsaid_of_the_other(office: Office) -> None:
    heads = "Værge 1;Forældremyndighed;Værge 2"
    line, found = imported(office, heads, "Mette Lund;Ja;Jens Lund")
    assert (line.kind, line.marks) == (Kind.NEW, UNSAID)
    assert found == {"Mette Lund": True, "Jens Lund": False}


@pytest.mark.parametrize("cell", ["", "-", "?", "ikke oplyst", "n/a"])
def test_an_empty_cell_changes_nothing_about_a_known_guardian(office: Office, cell: str) -> None:
    """Every yes she gave would be void, and every export a thing to take down."""
    office.family()
    line, found = imported(office, "Mor;Har forældremyndighed", f"Mette Lund;{cell}")
    assert (line.kind, line.marks, line.changes) == (Kind.EXISTING, frozenset(), ())
    assert found == {"Mette Lund": True}


def test_a_heading_for_contacts_changes_nothing_about_a_known_guardian(office: Office) -> None:
    office.family()
    line, found = imported(office, "Kontaktperson", "Mette Lund")
    assert (line.kind, found) == (Kind.EXISTING, {"Mette Lund": True})


def test_a_list_never_gives_custody_to_a_guardian_the_register_says_has_none(
    office: Office,
) -> None:
    noah = office.child()
    office.guardian(noah, "Jens Lund", custody=False)
    line, found = imported(office, "Far;Far har forældremyndighed", "Jens Lund;ja")
    assert (line.kind, line.marks, found) == (Kind.EXISTING, DIFFERS, {"Jens Lund": False})


def test_custody_that_has_ended_is_pointed_out_where_the_list_says_it_holds(
    office: Office,
) -> None:
    noah = office.child()
    mette = office.guardian(noah)
    roster.end_custody(*office.desk, guardian=mette, subject=noah, until=office.today)
    office.later(days=2)
    line, _ = imported(office, "Mor;Forældremyndighed", "Mette Lund;ja")
    assert (line.kind, line.marks) == (Kind.EXISTING, DIFFERS)


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("Ja", Word.YES),
        ("Ja, fælles", Word.YES),
        ("Fælles forældremyndighed", Word.YES),
        ("Gemensam vårdnad", Word.YES),
        ("x", Word.YES),
        ("Nej, kun kontakt", Word.NO),
        ("ikke delt", Word.NO),
        ("", Word.UNSAID),
        ("Ej angivet", Word.UNSAID),
        ("Fuld hos mor", None),
        ("Delt indtil 2024", None),
        ("Fælles ophørt", None),
        ("Ja, ikke", None),
        ("måske", None),
    ],
)
def test_a_yes_with_other_words_behind_it_is_no_yes(cell: str, word: Word | None) -> None:
    assert custody_word(cell) is word


def test_custody_is_what_the_list_says_of_each(tmp_path: Path) -> None:
    text = "Navn;Født;Værge 1;Forældremyndighed;Værge 2;Værge 2 forældremyndighed\n"
    text += "Noah Lund;03-05-2019;Mette Lund;Ja, fælles;Bo Lund;nej\n"
    text += "Ida Dal;03-05-2019;Dal, Eva;x;Per Dal;\n"
    text += "Åse Øe;03-05-2019;Ane Øe;Fuld hos mor;;ja\n"
    noah, ida, ase = people_in(text_list(tmp_path, text))
    told = [[(g.name, g.word) for g in one.guardians] for one in (noah, ida)]
    assert told[0] == [("Mette Lund", Word.YES), ("Bo Lund", Word.NO)]
    assert told[1] == [("Eva Dal", Word.YES), ("Per Dal", Word.UNSAID)]
    assert [(f.column, f.problem) for f in ase.faults] == [(3, Problem.CUSTODY_UNREADABLE)]


@pytest.mark.parametrize(
    "heading",
    [
        "Kontaktperson 2",
        "Plejeforælder",
        "Plejeforældre 1",
        "Fosterförälder",
        "Familjehemsförälder",
        "Foster parent",
        "Step-parent",
        "Styvförälder",
        "Mors samlever",
        "Fars partner",
        "Samværsforælder",
    ],
)
def test_some_who_stand_beside_parents_are_contacts_unless_a_column_says_otherwise(
    office: Office, heading: str
) -> None:
    line, found = imported(office, heading, "Per Dal")
    assert (line.marks, found) == (frozenset(), {"Per Dal": False})
    ida = f"Navn;Født;{heading};{heading} har forældremyndighed\nIda Dal;03-05-2019;Per Dal;ja\n"
    done = import_list(*office.desk, people_in(text_list(office.folder, ida)))
    assert guardians(office, done.subjects[0]) == {"Per Dal": True}


@pytest.mark.parametrize(
    "heading", ["Far (ikke forældremyndighed)", "Forælder uden forældremyndighed"]
)
def test_a_parent_who_is_said_to_have_no_custody_above_the_column_has_none(
    office: Office, heading: str
) -> None:
    line, found = imported(office, heading, "Jens Lund")
    assert (line.marks, found) == (frozenset(), {"Jens Lund": False})


@pytest.mark.parametrize("cell", ["ja", "nej"])
def test_a_yes_below_a_heading_that_denies_custody_is_told_by_nobody(
    tmp_path: Path, cell: str
) -> None:
    text = f"Navn;Født;Mor;Uden forældremyndighed\n{NOAH};Mette Lund;{cell}\n"
    (noah,) = people_in(text_list(tmp_path, text))
    assert [(f.column, f.problem) for f in noah.faults] == [(3, Problem.CUSTODY_UNREADABLE)]
