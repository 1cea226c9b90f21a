"""A list beside the register and into it: who is new, what differs, nobody twice, a step back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.errors import BadInput, Cancelled, Problem, RuleRefusal
from consentdesk.services import roster, trash, upkeep
from consentdesk.services.class_list.comparing import Kind, Plan, What, compare
from consentdesk.services.class_list.importing import Imported, import_list, take_back
from consentdesk.services.class_list.rows import Listed, Mark
from consentdesk.storage.values import SubjectFilter
from tests.services.class_list.lists import people_in, text_list
from tests.services.office import SEVEN, Office
from tests.services.refusing import refused

HEAD = "Navn;Født;Klasse;Sprog;Værge 1;Har forældremyndighed\n"


def people(office: Office, *lines: str, group: str = "") -> tuple[Listed, ...]:
    """A list with these lines."""
    return people_in(text_list(office.folder, HEAD + "\n".join(lines) + "\n"), group=group)


def plan(office: Office, *lines: str, twins: Iterable[int] = ()) -> Plan:
    """What would become of these lines."""
    with office.register.read() as reader:
        return compare(reader, people(office, *lines), reader.today(office.at), twins)


def kinds(found: Plan) -> list[Kind]:
    return [one.kind for one in found.lines]


def names(office: Office) -> list[str]:
    """Everybody in the register, by name."""
    with office.register.read() as reader:
        ids = reader.find_subjects(SubjectFilter(left=True), date.max)
        known = reader.subjects(ids)
    return sorted(known[i].name for i in ids)


def guardians(office: Office, subject: SubjectId) -> dict[str, bool]:
    """The guardians of somebody by name, with custody."""
    with office.register.read() as reader:
        held = reader.guardianships([subject])[subject]
        known = reader.guardians(g.guardian for g in held)
    return {known[g.guardian].name: g.custody for g in held}


def sound(office: Office) -> bool:
    """Whether the whole register is as it was written."""
    return upkeep.verify(office.register).ok


def did(office: Office, *lines: str, twins: Iterable[int] = ()) -> Imported:
    """Import these lines."""
    return import_list(*office.desk, people(office, *lines), twins=twins)


def test_whoever_is_new_is_enrolled_with_guardians(office: Office) -> None:
    done = did(office, "Noah Lund;03-05-2019;2.A;arabisk;Mette Lund;nej", "Ida Dal;2018-01-02;;;;")
    noah, ida = done.enrolled
    with office.register.read() as reader:
        found = reader.subjects([noah, ida])
    assert (found[noah].group, found[noah].language, found[noah].born) == ("2.A", "ar", SEVEN)
    assert (found[ida].group, found[ida].language) == ("", "da")
    assert guardians(office, noah) == {"Mette Lund": False}
    assert done.subjects == (noah, ida)
    assert sound(office)


def test_whoever_is_there_already_is_never_doubled(office: Office) -> None:
    soren = office.child("Søren Åkjær")
    did(office, "SOREN AAKJAER;03-05-2019;2.A;;;", "Ida Dal;03-05-2019;2.A;;;")
    found = plan(office, "Soeren Åkjær;3.5.2019;2.A;;;", "ida  dal;3/5 2019;2.A;;;")
    assert kinds(found) == [Kind.EXISTING, Kind.EXISTING]
    assert found.lines[0].subject is not None
    assert found.lines[0].subject.id == soren
    did(office, "Soren Åkjær;03-05-2019;2.A;;;")
    assert names(office) == ["Ida Dal", "Søren Åkjær"]


def test_a_name_without_its_accents_in_the_register_is_the_same_name(office: Office) -> None:
    office.child("Soren Aakjaer")
    assert kinds(plan(office, "Søren Åkjær;03-05-2019;2.A;;;")) == [Kind.EXISTING]


def test_two_children_of_one_name_and_other_days_are_two_and_marked(office: Office) -> None:
    found = plan(office, "Noah Lund;03-05-2019;2.A;;;", "Noah Lund;04-05-2019;2.A;;;")
    assert kinds(found) == [Kind.NEW, Kind.NEW]
    assert all(Mark.NAMESAKE in one.marks for one in found.lines)
    office.child("Ida Dal", date(2017, 1, 1))
    (ida,) = plan(office, "Ida Dal;03-05-2019;2.A;;;").lines
    assert (ida.kind, Mark.NAMESAKE in ida.marks) == (Kind.NEW, True)


def test_one_name_and_day_twice_on_the_list_is_asked_about(office: Office) -> None:
    lines = ("Noah Lund;03-05-2019;2.A;;;", "Noah Lund;03-05-2019;2.B;;;")
    found = plan(office, *lines)
    assert kinds(found) == [Kind.NEW, Kind.PROBLEM]
    assert [(f.column, f.problem) for f in found.lines[1].faults] == [(None, Problem.LISTED_TWICE)]
    with refused(office, Problem.LIST_HAS_PROBLEMS, BadInput):
        did(office, *lines)
    did(office, *lines, twins=[3])
    assert names(office) == ["Noah Lund", "Noah Lund"]
    again = plan(office, *lines)
    assert kinds(again) == [Kind.EXISTING, Kind.EXISTING]
    assert len({one.subject.id for one in again.lines if one.subject is not None}) == 2
    assert kinds(plan(office, lines[1])) == [Kind.EXISTING]


def test_of_twins_nothing_is_changed(office: Office) -> None:
    for _ in range(2):
        roster.enrol(*office.desk, name="Noah Lund", born=SEVEN, group="2.A", twin=True)
    assert kinds(plan(office, "Noah Lund;03-05-2019;3.A;pl;;")) == [Kind.EXISTING]


def test_what_differs_is_changed_and_nothing_else(office: Office) -> None:
    noah = office.family()
    found = plan(office, "Noah Lund;03-05-2019;3.A;tyrkisk;Bo Lund;ja")
    (line,) = found.lines
    assert line.kind is Kind.CHANGED
    assert [(c.what, c.before, c.after) for c in line.changes] == [
        (What.GROUP, "2.A", "3.A"),
        (What.LANGUAGE, "da", "tr"),
        (What.GUARDIAN, "", "Bo Lund"),
    ]
    did(office, "Noah Lund;03-05-2019;3.A;tyrkisk;Bo Lund;ja")
    assert guardians(office, noah) == {"Mette Lund": True, "Bo Lund": True}
    assert kinds(plan(office, "Noah Lund;03-05-2019;;;;")) == [Kind.EXISTING]


def test_custody_follows_what_the_list_says_and_not_its_silence(office: Office) -> None:
    noah = office.family()
    assert kinds(plan(office, "Noah Lund;03-05-2019;2.A;;METTE LUND;ja")) == [Kind.EXISTING]
    done = did(office, "Noah Lund;03-05-2019;2.A;;Mette Lund;nej")
    assert guardians(office, noah) == {"Mette Lund": False}
    take_back(*office.desk, done)
    assert guardians(office, noah) == {"Mette Lund": True}
    assert sound(office)


def test_custody_that_has_ended_is_left_to_a_person(office: Office) -> None:
    noah = office.child()
    mette = office.guardian(noah)
    roster.end_custody(*office.desk, guardian=mette, subject=noah, until=office.today)
    office.later(days=2)
    assert kinds(plan(office, "Noah Lund;03-05-2019;2.A;;Mette Lund;ja")) == [Kind.EXISTING]


def test_whoever_is_not_on_the_list_is_named_and_left_alone(office: Office) -> None:
    noah, ida = office.child(), office.child("Ida Dal")
    office.child("Bo Krag", staff=True, born=date(1980, 1, 1))
    office.child("Eva Juul")
    found = plan(office, "Noah Lund;03-05-2019;2.A;;;", "Eva Juul;in May;2.A;;;")
    assert [s.id for s in found.leaving] == [ida]
    import_list(*office.desk, [one.listed for one in found.lines], leave_out=True)
    with office.register.read() as reader:
        assert all(s.left_on is None for s in reader.subjects([noah, ida]).values())


def test_somebody_who_has_left_is_not_brought_back_by_a_list(office: Office) -> None:
    """Their permissions would hold again (R9)."""
    noah = office.child()
    with office.register.read() as reader:
        person = reader.subject(noah)
    roster.change(*office.desk, replace(person, left_on=office.today - timedelta(days=1)))
    (line,) = plan(office, "Noah Lund;03-05-2019;2.A;;;").lines
    assert line.kind is Kind.PROBLEM
    assert [f.problem for f in line.faults] == [Problem.LISTED_HAS_LEFT]


def test_with_a_problem_nothing_is_written_unless_its_line_is_left_out(office: Office) -> None:
    lines = ("Noah Lund;03-05-2019;2.A;;;", "Ida Dal;03-05-2031;2.A;;;")
    with refused(office, Problem.LIST_HAS_PROBLEMS, BadInput) as caught:
        did(office, *lines)
    assert caught.value.facts["count"] == 1
    done = import_list(*office.desk, people(office, *lines), leave_out=True)
    assert (names(office), len(done.subjects)) == (["Noah Lund"], 1)


def test_what_another_desk_enrolled_meanwhile_is_not_doubled(office: Office) -> None:
    listed = people(office, "Noah Lund;03-05-2019;2.A;;;")
    office.child()
    done = import_list(*office.desk, listed)
    assert (done.enrolled, names(office)) == ((), ["Noah Lund"])


def test_the_group_said_for_the_whole_list_is_everybodys(office: Office) -> None:
    (one,) = people(office, "Noah Lund;03-05-2019;2.A;;;", group="3.B")
    assert one.group == "3.B"


def test_an_import_is_one_step_back(office: Office) -> None:
    ida = office.child("Ida Dal")
    with office.register.read() as reader:
        before = reader.subject(ida)
    lines = ("Noah Lund;03-05-2019;2.A;;Mette Lund;ja", "Ida Dal;03-05-2019;3.A;;Eva Dal;ja")
    done = did(office, *lines)
    with office.register.read() as reader:
        changed = reader.subject(ida)
    roster.change(*office.desk, replace(changed, language="pl"))
    take_back(*office.desk, done)
    with office.register.read() as reader:
        assert reader.subject(ida) == replace(before, language="pl")
    assert (names(office), guardians(office, ida)) == (["Ida Dal"], {})
    assert sound(office)
    did(office, *lines)
    assert (len(names(office)), guardians(office, ida)) == (2, {"Eva Dal": True})
    assert sound(office)


def test_an_import_taken_back_gives_back_no_custody_that_has_ended_meanwhile(
    office: Office,
) -> None:
    """R3."""
    noah = office.child()
    mette = office.guardian(noah)
    done = did(office, "Noah Lund;03-05-2019;2.A;;Mette Lund;nej")
    assert guardians(office, noah) == {"Mette Lund": False}
    last = office.today - timedelta(days=90)
    roster.end_custody(*office.desk, guardian=mette, subject=noah, until=last)
    take_back(*office.desk, done)
    with office.register.read() as reader:
        (held,) = reader.guardianships([noah])[noah]
    assert (held.custody, held.until) == (True, last)
    assert sound(office)


def test_nothing_is_taken_back_once_a_form_rests_on_it(office: Office) -> None:
    done = did(office, "Noah Lund;03-05-2019;2.A;;;", "Ida Dal;03-05-2019;2.A;;;")
    office.form(done.enrolled[0])
    with refused(office, Problem.SUBJECT_IN_USE, BadInput):
        take_back(*office.desk, done)
    assert len(names(office)) == 2


def test_nothing_is_taken_back_once_somebody_was_protected(office: Office) -> None:
    done = did(office, "Noah Lund;03-05-2019;2.A;;;", "Ida Dal;03-05-2019;2.A;;;")
    office.later(minutes=5)
    roster.protect(*office.desk, subject=done.enrolled[0])
    with refused(office, Problem.PROTECTED_STAYS, RuleRefusal):
        take_back(*office.desk, done)
    assert len(names(office)) == 2


@pytest.mark.parametrize(
    ("protected", "printed", "problem", "kind"),
    [(2, 0, Problem.PROTECTED_STAYS, RuleRefusal), (0, 2, Problem.SUBJECT_IN_USE, BadInput)],
)
def test_of_several_who_must_stay_the_last_on_the_list_is_told_of(
    office: Office,
    protected: int,
    printed: int,
    problem: Problem,
    kind: type[BadInput] | type[RuleRefusal],
) -> None:
    done = did(office, *(f"{name};03-05-2019;2.A;;Mor;ja" for name in ("Noah", "Ida", "Bo")))
    office.later(minutes=5)
    roster.protect(*office.desk, subject=done.enrolled[protected])
    office.form(done.enrolled[printed])
    with refused(office, problem, kind) as caught:
        take_back(*office.desk, done)
    assert caught.value.facts["subject"] == "Bo"
    assert names(office) == ["Bo", "Ida", "Noah"]
    assert sound(office)


def test_whatever_else_was_said_of_them_since_they_go_together(office: Office) -> None:
    lines = (f"{name};03-05-2019;2.A;;Mor;ja" for name in ("Noah", "Ida", "Bo", "Eva"))
    done = did(office, *lines)
    noah, ida, bo, eva = done.enrolled
    office.later(minutes=5)
    with office.register.read() as reader:
        moved = replace(reader.subject(noah), group="3.B")
    roster.change(*office.desk, moved)
    trash.throw_away(*office.desk, subjects=[ida])
    roster.protect(*office.desk, subject=bo)
    roster.lift_protection(*office.desk, subject=bo)
    roster.add_guardian(*office.desk, name="Far", subject=eva)
    take_back(*office.desk, done)
    assert names(office) == []
    assert sound(office)
    trash.put_back(*office.desk, subjects=[ida])
    assert (names(office), guardians(office, ida)) == (["Ida"], {"Mor": True})
    assert sound(office)


def test_a_guardian_who_has_signed_is_not_taken_back(office: Office) -> None:
    noah = office.child()
    done = did(office, "Noah Lund;03-05-2019;2.A;;Mette Lund;ja")
    office.answer(noah)
    with refused(office, Problem.GUARDIAN_IN_USE, BadInput):
        take_back(*office.desk, done)
    assert guardians(office, noah) == {"Mette Lund": True}


def test_a_whole_school_is_imported_and_taken_back(office: Office) -> None:
    names_ = [f"Barn {chr(65 + n % 26)}{chr(97 + n // 26)}" for n in range(120)]
    lines = [f"{name};{1 + n % 28:02}-05-2019;{n % 9}.A;;Mor;ja" for n, name in enumerate(names_)]
    done = did(office, *lines)
    assert len(done.enrolled) == 120
    assert set(kinds(plan(office, *lines))) == {Kind.EXISTING}
    take_back(*office.desk, done)
    assert names(office) == []
    assert sound(office)


def test_a_stopped_import_leaves_nothing_behind(office: Office) -> None:
    before = office.acts()

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise Cancelled
        assert total == 3

    lines = [f"{name};03-05-2019;2.A;;Mor;ja" for name in ("Noah", "Ida", "Bo")]
    with pytest.raises(Cancelled):
        import_list(*office.desk, people(office, *lines), progress=stop)
    assert (names(office), office.acts()) == ([], before)


def test_a_file_with_no_people_changes_nothing(office: Office, tmp_path: Path) -> None:
    before = office.acts()
    done = import_list(*office.desk, people_in(text_list(tmp_path, HEAD)))
    assert (done.subjects, office.acts()) == ((), before)
