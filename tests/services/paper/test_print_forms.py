"""Printing: serials, acts and the file, all of them or none."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from consentdesk.domain.acts import ActKind, Asked, Protected, Serial
from consentdesk.domain.journal import FormState
from consentdesk.domain.people import Guardianship, SubjectId
from consentdesk.domain.serials import new_serial, parse_serial
from consentdesk.errors import BadInput, Cancelled, Problem
from consentdesk.services import ruling, upkeep
from consentdesk.services.demo_class import practice_word, school_name
from consentdesk.services.editions import load_edition
from consentdesk.services.heads import parse_head
from consentdesk.services.heads import printed as printed_head
from consentdesk.services.paper import (
    MOST_FORMS,
    draft_forms,
    draft_reprint,
    print_forms,
    reprint,
)
from consentdesk.services.paper_addressing import Skip, Skipped
from consentdesk.services.paper_preview import page_count
from consentdesk.storage.register import Register
from tests.factories import NOW
from tests.services.paper.conftest import enrol, forms_in
from tests.services.paper.pages import codes, ink, marks, words

LATER = NOW + timedelta(minutes=5)


def _asked(register: Register) -> list[Asked]:
    with register.read() as reader:
        acts = reader.ledger(kinds=frozenset({ActKind.ASKED}))
    return [act.body for act in reversed(acts) if isinstance(act.body, Asked)]


def test_a_printed_form_is_in_the_register_and_on_the_paper(
    register: Register, ida: SubjectId, output: Path
) -> None:
    printed = print_forms(register, "Lis", LATER, subjects=[ida], output=output)
    (one,) = printed.forms
    (form,) = forms_in(register)
    assert (one.serial, one.subject, one.first_page) == (form.serial, ida, 1)
    assert parse_serial(one.serial) == one.serial
    assert form.wording == load_edition("2026-2").wording("da").reference()
    assert form.purposes == load_edition("2026-2").purposes
    assert form.printed_at == LATER
    assert form.state is FormState.PRINTED
    assert codes(ink(output, 150)) == [f"CD1:{one.serial}:2026-2:P1:{c}" for c in "AB"]
    read = words(output.read_bytes())
    for text in ("Ida Åkjær Sørensen", "03-05-2019", "2.A", "Mette Åkjær", "Børnehuset Solsikken"):
        assert text in read


def test_asking_is_an_act_for_every_purpose_of_the_form(
    register: Register, ida: SubjectId, output: Path
) -> None:
    printed = print_forms(register, "Lis", LATER, subjects=[ida], output=output)
    (asked,) = _asked(register)
    assert asked.subject == ida
    assert asked.serial == printed.forms[0].serial
    assert asked.purposes == load_edition().purposes
    assert asked.edition == "2026-2"


def test_a_class_stands_in_the_order_asked_for_nobody_twice(
    register: Register, output: Path
) -> None:
    children = [enrol(register, f"Barn {n}") for n in range(5)]
    wanted = [children[3], children[0], children[3], children[4]]
    printed = print_forms(register, "Lis", LATER, subjects=wanted, blank=2, output=output)
    assert [f.subject for f in printed.forms] == [children[3], children[0], children[4], None, None]
    assert [f.first_page for f in printed.forms] == [1, 2, 3, 4, 5]
    assert printed.pages == 5
    assert len({f.serial for f in printed.forms}) == 5
    assert len(_asked(register)) == 3
    for form in printed.forms:
        found = codes(ink(output, 150, form.first_page))
        assert found[0].startswith(f"CD1:{form.serial}:")


def test_places_are_told_in_millimetres_for_one_form(
    register: Register, ida: SubjectId, output: Path
) -> None:
    printed = print_forms(register, "Lis", LATER, subjects=[ida], blank=1, output=output)
    assert printed.boxes == load_edition().boxes
    assert printed.fields == load_edition().fields
    assert {(b.purpose, b.answer) for b in printed.boxes} == {
        (purpose, answer) for purpose in load_edition().purposes for answer in ("yes", "no")
    }


def test_a_blank_form_belongs_to_nobody_yet(register: Register, output: Path) -> None:
    print_forms(register, "Lis", LATER, blank=1, output=output)
    (form,) = forms_in(register)
    assert form.subject is None
    assert not _asked(register)
    assert "Må vi vise billeder?" in words(output.read_bytes())


def test_the_age_limit_on_the_paper_is_the_policys(
    register: Register, ida: SubjectId, output: Path
) -> None:
    with register.write("Lis", NOW) as writer:
        writer.set_settings({"age_limit": 16})
    print_forms(register, "Lis", LATER, subjects=[ida], output=output)
    assert "når de er fyldt 16 år" in words(output.read_bytes())


def test_the_paper_promises_no_longer_than_the_institutions_own_term(
    register: Register, ida: SubjectId, output: Path
) -> None:
    """R9: nor does a sheet printed again promise more than it did."""
    printed = print_forms(register, "Lis", NOW, subjects=[ida], output=output)
    (serial,) = (form.serial for form in printed.forms)
    assert "højst 24 måneder" in words(output.read_bytes())
    for months, promised in ((6, 6), (24, 6), (36, 6)):
        with register.write("Lis", LATER) as writer:
            writer.set_settings({"validity_months": months})
        reprint(register, [serial], output)
        assert f"højst {promised} måneder" in words(output.read_bytes())
    print_forms(register, "Lis", LATER, subjects=[ida], output=output)
    assert "højst 24 måneder" in words(output.read_bytes()), "the edition's own is the shorter"


Breaking = Callable[[Register, Path], object]


@pytest.mark.parametrize(
    ("problem", "printing"),
    [
        (Problem.NOTHING_TO_PRINT, lambda r, o: print_forms(r, "Lis", LATER, output=o)),
        (Problem.NOTHING_TO_PRINT, lambda r, o: print_forms(r, "Lis", LATER, blank=-1, output=o)),
        (
            Problem.TOO_MANY_FORMS,
            lambda r, o: print_forms(r, "Lis", LATER, blank=MOST_FORMS + 1, output=o),
        ),
        (
            Problem.UNKNOWN_SUBJECT,
            lambda r, o: print_forms(r, "Lis", LATER, subjects=[SubjectId(99)], output=o),
        ),
        (
            Problem.FORM_LANGUAGE_UNKNOWN,
            lambda r, o: print_forms(r, "Lis", LATER, blank=1, language="tlh", output=o),
        ),
        (
            Problem.EDITION_UNKNOWN,
            lambda r, o: print_forms(r, "Lis", LATER, blank=1, edition="1999-1", output=o),
        ),
    ],
)
def test_bad_input_leaves_neither_file_nor_forms(
    register: Register, output: Path, problem: Problem, printing: Breaking
) -> None:
    with pytest.raises(BadInput) as refused:
        printing(register, output)
    assert refused.value.problem is problem
    assert not list(output.parent.iterdir())
    assert not forms_in(register)


def test_a_name_that_cannot_be_printed_stops_nobody_elses_form(
    register: Register, ida: SubjectId, output: Path
) -> None:
    other = enrol(register, "李小龙", guardians=("Mei Li",))
    third = enrol(register, "Bo Li", guardians=("李美",))
    done = print_forms(register, "Lis", LATER, subjects=[ida, other, third], output=output)
    assert [form.subject for form in done.forms] == [ida]
    assert done.skipped == (Skipped(other, Skip.LETTERS), Skipped(third, Skip.LETTERS))
    assert len(forms_in(register)) == 1


def test_where_no_name_can_be_printed_nothing_is_issued(register: Register, output: Path) -> None:
    other = enrol(register, "李小龙")
    with pytest.raises(BadInput) as refused:
        print_forms(register, "Lis", LATER, subjects=[other], output=output)
    assert refused.value.problem is Problem.LETTERS_NOT_IN_FONT
    assert not list(output.parent.iterdir())
    assert not forms_in(register)


@pytest.mark.parametrize("after", [0, 2, 4])
def test_stopping_leaves_neither_file_nor_forms(
    register: Register, output: Path, after: int
) -> None:
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if done == after:
            raise Cancelled

    with pytest.raises(Cancelled):
        print_forms(register, "Lis", LATER, blank=4, output=output, progress=stop)
    assert seen == [(n, 4) for n in range(after + 1)]
    assert not list(output.parent.iterdir())
    assert not forms_in(register)


def test_a_newer_print_replaces_the_older_file(
    register: Register, ida: SubjectId, output: Path
) -> None:
    output.write_bytes(b"%PDF-1.4 last year's forms")
    print_forms(register, "Lis", LATER, subjects=[ida], output=output)
    assert output.read_bytes().startswith(b"%PDF-")
    assert list(output.parent.iterdir()) == [output]


def test_what_is_there_and_no_form_is_never_printed_over(register: Register, output: Path) -> None:
    output.write_bytes(b"a photo")
    for place in (output, Path("/dev/null")):
        with pytest.raises(BadInput) as refused:
            print_forms(register, "Lis", LATER, blank=1, output=place)
        assert refused.value.problem is Problem.PRINT_TARGET_TAKEN
    assert output.read_bytes() == b"a photo"
    assert not forms_in(register)


def test_a_failed_print_leaves_the_older_file(register: Register, output: Path) -> None:
    output.write_bytes(b"%PDF-1.4 last year's forms")
    with pytest.raises(BadInput):
        print_forms(register, "Lis", LATER, subjects=[SubjectId(99)], output=output)
    assert output.read_bytes() == b"%PDF-1.4 last year's forms"
    assert list(output.parent.iterdir()) == [output]


def test_a_place_that_cannot_be_written_is_said_and_nothing_issued(
    register: Register, output: Path
) -> None:
    for place in (output.parent, output / "below" / "forms.pdf", Path("a\0b")):
        with pytest.raises(BadInput) as refused:
            print_forms(register, "Lis", LATER, blank=1, output=place)
        assert refused.value.problem is Problem.PRINT_TARGET_UNUSABLE
        assert refused.value.facts["reason"]
    assert not forms_in(register)


def test_only_the_owner_may_read_the_printed_names(register: Register, output: Path) -> None:
    print_forms(register, "Lis", LATER, blank=1, output=output)
    if os.name == "posix":
        assert output.stat().st_mode & 0o077 == 0


def test_a_serial_that_is_taken_is_drawn_again(
    register: Register, ida: SubjectId, output: Path
) -> None:
    taken, fresh, another = new_serial(), new_serial(), new_serial()
    print_forms(register, "Lis", LATER, blank=1, output=output, draw_serial=iter([taken]).__next__)
    numbers: Iterator[Serial] = iter([taken, fresh, fresh, fresh, fresh, another])
    printed = print_forms(
        register,
        "Lis",
        LATER,
        subjects=[ida],
        blank=1,
        output=output,
        draw_serial=numbers.__next__,
    )
    assert [f.serial for f in printed.forms] == [fresh, another]
    assert len(forms_in(register)) == 3
    assert len(_asked(register)) == 1
    assert codes(ink(output, 150))[0] == f"CD1:{fresh}:2026-2:P1:A"


def test_what_changes_while_the_sheets_are_drawn_is_drawn_again(
    register: Register, ida: SubjectId, output: Path
) -> None:
    """Nobody waits for the drawing to write; what is printed is true when it is issued."""
    calls: list[int] = []

    def rename_once(done: int, _total: int) -> None:
        calls.append(done)
        if len(calls) == 2:
            with register.write("Per", LATER) as writer:
                writer.change_subject(replace(writer.subject(ida), name="Ida Holm"))

    print_forms(register, "Lis", LATER, subjects=[ida], output=output, progress=rename_once)
    assert calls == [0, 1, 0, 1]
    read = words(output.read_bytes())
    assert "Ida Holm" in read
    assert "Åkjær Sørensen" not in read
    assert len(forms_in(register)) == 1


def test_contact_and_officer_stand_on_the_sheet_where_the_register_has_them(
    register: Register, output: Path
) -> None:
    ruling.set_controller(register, "Lis", NOW, contact=" 12 34 56 78 ", officer="dpo@x.dk")
    print_forms(register, "Lis", LATER, blank=1, output=output)
    read = words(output.read_bytes())
    assert "Kontakt: 12 34 56 78" in read
    assert "Databeskyttelsesrådgiver: dpo@x.dk" in read


def test_one_fact_about_who_asks_can_be_changed_alone(register: Register) -> None:
    ruling.set_controller(register, "Lis", NOW, contact="12 34 56 78", officer="dpo@x.dk")
    ruling.set_controller(register, "Lis", NOW, officer="")
    with register.read() as reader:
        assert (reader.institution.contact, reader.institution.officer) == ("12 34 56 78", "")
    with pytest.raises(BadInput) as refused:
        ruling.set_controller(register, "Lis", NOW, officer="Lis Holm 010180-1234")
    assert refused.value.problem is Problem.CPR_IN_TEXT


def test_a_corrected_name_of_the_institution_stands_on_the_next_sheet(
    register: Register, output: Path
) -> None:
    ruling.rename(register, "Lis", NOW, "  Solbakkens   Skole ")
    print_forms(register, "Lis", LATER, blank=1, output=output)
    assert "Solbakkens Skole" in words(output.read_bytes())
    with pytest.raises(BadInput) as refused:
        ruling.rename(register, "Lis", NOW, " ")
    assert refused.value.problem is Problem.NAME_MISSING


def test_practice_is_known_by_its_name_which_can_not_be_changed_to_or_from(
    register: Register, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as refused:
        ruling.rename(register, "Lis", NOW, school_name())
    assert refused.value.problem is Problem.INSTITUTION_NAME_FIXED
    place = str(tmp_path / "practice.consentdesk")
    made = Register.create(place, institution=school_name(), policy="dk", clerk="Lis", at=NOW)
    with made as practice, pytest.raises(BadInput) as kept:
        ruling.rename(practice, "Lis", NOW, "Solbakkens Skole")
    assert kept.value.problem is Problem.INSTITUTION_NAME_FIXED


def test_what_a_desk_used_to_print_only_fills_what_the_register_lacks(register: Register) -> None:
    ruling.set_controller(register, "Lis", NOW, contact="12 34 56 78")
    ruling.begin_controller(register, "Lis", NOW, contact="another", officer="dpo@x.dk")
    with register.read() as reader:
        here = reader.institution
    assert (here.contact, here.officer) == ("12 34 56 78", "dpo@x.dk")


def test_a_lost_sheet_printed_again_names_todays_contact(
    register: Register, ida: SubjectId, output: Path
) -> None:
    """It goes out today, and whoever gets it must reach somebody."""
    ruling.set_controller(register, "Lis", NOW, contact="12 34 56 78")
    serial = print_forms(register, "Lis", LATER, subjects=[ida], output=output).forms[0].serial
    ruling.set_controller(register, "Lis", LATER, contact="87 65 43 21")
    reprint(register, [serial], output)
    assert "Kontakt: 87 65 43 21" in words(output.read_bytes())


@pytest.mark.parametrize(
    ("language", "word"), [("da", "ØVELSE"), ("en", "PRACTICE"), ("sv", "ÖVNING")]
)
def test_every_sheet_of_a_practice_register_says_so_in_its_language(
    tmp_path: Path, output: Path, language: str, word: str
) -> None:
    assert practice_word(language) == word
    with Register.create(
        str(tmp_path / "practice.db"),
        institution=school_name(),
        policy="dk",
        clerk="Lis",
        at=NOW,
    ) as practice:
        printed = language if language in load_edition().languages else "da"
        print_forms(practice, "Lis", LATER, blank=2, language=printed, output=output)
        assert marks(output.read_bytes(), practice_word(printed)) == 2
        draft = draft_forms(practice, LATER, blank=1, language=printed)
        assert marks(draft.pdf, practice_word(printed)) == 1


def test_a_sheet_of_a_real_register_says_nothing_of_practice(
    register: Register, output: Path
) -> None:
    print_forms(register, "Lis", LATER, blank=1, output=output)
    assert marks(output.read_bytes(), "ØVELSE") == 0


HEAD = re.compile(r"[0-9]+:[0-9a-f]{4}(?:-[0-9a-f]{4}){4}")


def test_where_the_journal_stood_is_printed_on_every_sheet_and_can_be_checked(
    register: Register, ida: SubjectId, output: Path
) -> None:
    with register.read() as reader:
        stood = printed_head(reader.head())
    print_forms(register, "Lis", LATER, subjects=[ida], blank=2, output=output)
    assert HEAD.findall(words(output.read_bytes())) == [stood] * 3
    assert upkeep.verify(register, head=parse_head(stood)).ok


def test_printing_again_gives_the_same_bytes_and_no_new_forms(
    register: Register, ida: SubjectId, output: Path
) -> None:
    alone = enrol(register, "Noah", born=date(2000, 1, 1))
    printed = print_forms(
        register, "Lis", LATER, subjects=[ida, alone], blank=1, language=None, output=output
    )
    again = output.with_name("again.pdf")
    with register.read() as reader:
        before = reader.revision()
    copied = reprint(register, [f.serial for f in printed.forms], again)
    assert again.read_bytes() == output.read_bytes()
    assert copied.forms == printed.forms
    assert copied.boxes == printed.boxes
    with register.read() as reader:
        assert reader.revision() == before


def test_printing_again_addresses_whom_the_form_addressed_then(
    register: Register, output: Path
) -> None:
    """A birthday and a new guardian since the print change nothing on the sheet."""
    child = enrol(register, "Noah", born=date(2011, 9, 20), guardians=("Mette Holm",))
    printed = print_forms(register, "Lis", LATER, subjects=[child], output=output)
    with register.write("Lis", NOW + timedelta(days=30)) as writer:
        father = writer.add_guardian("Jens Holm")
        writer.set_guardianship(Guardianship(guardian=father, subject=child))
    again = output.with_name("again.pdf")
    reprint(register, [printed.forms[0].serial], again)
    assert again.read_bytes() == output.read_bytes()


def test_printing_again_refuses_unknown_serials_and_none_at_all(
    register: Register, output: Path
) -> None:
    for serials, problem in (
        ([], Problem.NOTHING_TO_PRINT),
        ([Serial("7K3M9QX7")], Problem.UNKNOWN_SERIAL),
    ):
        with pytest.raises(BadInput) as refused:
            reprint(register, serials, output)
        assert refused.value.problem is problem
    assert not list(output.parent.iterdir())


def test_a_draft_shows_the_sheet_and_issues_nothing(
    register: Register, ida: SubjectId, output: Path
) -> None:
    draft = draft_forms(register, LATER, subjects=[ida], blank=1)
    assert (draft.people, draft.drawn, draft.pages) == ((ida, None), 2, 1)
    assert "Ida Åkjær Sørensen" in words(draft.pdf)
    assert "Må vi vise billeder?" in words(draft.pdf)
    assert not forms_in(register)
    assert all(parse_serial(code.split(":")[1]) is None for code in codes(ink(draft.pdf, 150)))
    with pytest.raises(BadInput):
        draft_forms(register, LATER)
    assert not list(output.parent.iterdir())


def test_a_draft_of_many_draws_the_first_and_counts_all(register: Register, ida: SubjectId) -> None:
    hidden = enrol(register, "Layla Holm")
    with register.write("Lis", NOW) as writer:
        writer.append(Protected(subject=hidden))
    draft = draft_forms(register, LATER, subjects=[hidden, ida], blank=40, most=3)
    assert page_count(draft.pdf) == draft.drawn == 3
    assert draft.people == (ida, *[None] * 40)
    assert [(s.subject, s.why) for s in draft.skipped] == [(hidden, Skip.PROTECTED)]


def test_a_draft_of_what_was_printed_before_shows_its_number(
    register: Register, ida: SubjectId, output: Path
) -> None:
    serial = print_forms(register, "Lis", LATER, subjects=[ida], output=output).forms[0].serial
    draft = draft_reprint(register, [serial])
    assert draft.people == (ida,)
    assert draft.pdf == output.read_bytes()
    assert codes(ink(draft.pdf, 150))[0] == f"CD1:{serial}:2026-2:P1:A"


def test_what_is_delivered_is_whole_and_not_yet_issued(
    register: Register, ida: SubjectId, output: Path
) -> None:
    delivered: list[bytes] = []

    def deliver(file: Path) -> None:
        assert not forms_in(register)
        assert not output.exists()
        delivered.append(file.read_bytes())

    printed = print_forms(register, "Lis", LATER, subjects=[ida], output=output, deliver=deliver)
    assert delivered == [output.read_bytes()]
    again = output.with_name("again.pdf")
    serials = [form.serial for form in printed.forms]
    reprint(register, serials, again, deliver=lambda file: delivered.append(file.read_bytes()))
    assert delivered[1] == delivered[0]


def test_a_printer_that_stops_leaves_neither_serials_nor_file(
    register: Register, ida: SubjectId, output: Path
) -> None:
    def refuse(_file: Path) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        print_forms(register, "Lis", LATER, subjects=[ida], output=output, deliver=refuse)
    assert not forms_in(register)
    assert not list(output.parent.iterdir())


def test_a_change_while_printing_has_the_file_delivered_once_more(
    register: Register, ida: SubjectId, output: Path
) -> None:
    delivered: list[str] = []

    def deliver(file: Path) -> None:
        if not delivered:
            with register.write("Lis", LATER) as writer:
                writer.change_subject(replace(writer.subject(ida), name="Ida Holm"))
        delivered.append(words(file.read_bytes()))

    print_forms(register, "Lis", LATER, subjects=[ida], output=output, deliver=deliver)
    assert ["Ida Holm" in text for text in delivered] == [False, True]
    assert len(forms_in(register)) == 1
