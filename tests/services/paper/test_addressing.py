"""Whom a printed sheet is for: a guardian, each of them, or the person."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from consentdesk.domain.acts import Protected, Serial
from consentdesk.domain.people import Guardianship, SubjectId
from consentdesk.errors import Problem, RuleRefusal
from consentdesk.services import intake
from consentdesk.services.editions import load_edition
from consentdesk.services.paper import print_forms
from consentdesk.services.paper_addressing import Skip
from consentdesk.storage.register import Register
from tests.factories import NOW
from tests.services.paper.conftest import enrol, forms_in
from tests.services.paper.pages import words

LATER = NOW + timedelta(minutes=5)


def test_a_young_person_of_fifteen_is_addressed_and_so_are_staff(
    register: Register, output: Path
) -> None:
    today = NOW.date()
    young = enrol(register, "Noah Lund", born=date(today.year - 15, today.month, today.day))
    child = enrol(register, "Ida Lund", born=date(today.year - 15, today.month, today.day + 1))
    staff = enrol(register, "Lis Holm", born=date(1980, 1, 1), staff=True)
    print_forms(register, "Lis", NOW, subjects=[young, child, staff], output=output)
    pdf = output.read_bytes()
    for page, title in enumerate(("af dig?", "af dit barn?", "af dig?"), 1):
        assert f"Må vi vise billeder {title}" in words(pdf, "-f", str(page), "-l", str(page))


def test_one_guardian_known_is_the_one_addressed(register: Register, output: Path) -> None:
    alone = enrol(register, "Ida", guardians=("Mette Lund",))
    two = enrol(register, "Noah", guardians=("Mette Holm", "Jens Holm"))
    none = enrol(register, "Alma")
    print_forms(register, "Lis", LATER, subjects=[alone, two, none], output=output)
    third, second, first = forms_in(register)
    assert first.guardian is not None
    assert second.guardian is None
    assert third.guardian is None
    assert "Mette Holm, Jens Holm" in words(output.read_bytes(), "-f", "2", "-l", "2")


def test_a_contact_without_custody_is_not_on_the_paper(
    register: Register, ida: SubjectId, output: Path
) -> None:
    with register.write("Lis", NOW) as writer:
        aunt = writer.add_guardian("Tante Karen")
        writer.set_guardianship(Guardianship(guardian=aunt, subject=ida, custody=False))
        former = writer.add_guardian("Plejemor Inge")
        ended = NOW.date() - timedelta(days=1)
        writer.set_guardianship(Guardianship(guardian=former, subject=ida, until=ended))
    print_forms(register, "Lis", LATER, subjects=[ida], output=output)
    read = words(output.read_bytes())
    assert "Karen" not in read
    assert "Inge" not in read


def test_where_all_guardians_must_sign_each_gets_a_sheet(register: Register, output: Path) -> None:
    """R5."""
    child = enrol(register, "Noah", guardians=("Mette Holm", "Jens Holm"))
    with register.write("Lis", NOW) as writer:
        writer.set_settings({"guardians_needed": "all"})
    printed = print_forms(register, "Lis", LATER, subjects=[child], output=output)
    assert [f.subject for f in printed.forms] == [child, child]
    assert len({form.guardian for form in forms_in(register)} - {None}) == 2
    for page, (name, other) in enumerate((("Mette", "Jens"), ("Jens", "Mette")), 1):
        read = words(output.read_bytes(), "-f", str(page), "-l", str(page))
        assert f"{name} Holm" in read
        assert other not in read


def test_where_one_of_two_has_signed_only_the_other_gets_a_sheet(
    register: Register, output: Path
) -> None:
    """R5: the first is not asked a second time for what is filed already."""
    child = enrol(register, "Noah", guardians=("Mette Holm", "Jens Holm"))
    with register.write("Lis", NOW) as writer:
        writer.set_settings({"guardians_needed": "all"})
    hers, _his = print_forms(register, "Lis", LATER, subjects=[child], output=output).forms

    def sign(serial: Serial, signer: str) -> None:
        said = dict.fromkeys(load_edition().purposes, True)
        desk, day = (register, "Lis", LATER), LATER.date()
        intake.record(*desk, serial=serial, answers=said, signer=signer, signed_on=day)

    sign(hers.serial, "Mette Holm")
    assert len(print_forms(register, "Lis", LATER, subjects=[child], output=output).forms) == 2
    intake.journal(register, "Lis", LATER, [hers.serial], paper_at="Folder 3")
    (form,) = print_forms(register, "Lis", LATER, subjects=[child], output=output).forms
    read = words(output.read_bytes())
    assert "Jens Holm" in read
    assert "Mette" not in read
    sign(form.serial, "Jens Holm")
    intake.journal(register, "Lis", LATER, [form.serial], paper_at="Folder 3")
    assert len(print_forms(register, "Lis", LATER, subjects=[child], output=output).forms) == 2


def test_protected_and_former_children_get_no_form_and_are_listed(
    register: Register, ida: SubjectId, output: Path
) -> None:
    """R10: nobody is asked for what may never be shown anyway."""
    secret = enrol(register, "Sofie")
    gone = enrol(register, "Oskar")
    leaving = enrol(register, "Viggo")
    with register.write("Lis", NOW) as writer:
        writer.append(Protected(subject=secret))
        yesterday = NOW.date() - timedelta(days=1)
        writer.change_subject(replace(writer.subject(gone), left_on=yesterday))
        writer.change_subject(replace(writer.subject(leaving), left_on=NOW.date()))
    wanted = [secret, ida, gone, leaving]
    printed = print_forms(register, "Lis", LATER, subjects=wanted, output=output)
    assert [f.subject for f in printed.forms] == [ida, leaving]
    assert [(s.subject, s.why) for s in printed.skipped] == [
        (secret, Skip.PROTECTED),
        (gone, Skip.LEFT),
    ]
    output.unlink()
    with pytest.raises(RuleRefusal) as refused:
        print_forms(register, "Lis", LATER, subjects=[secret, gone], output=output)
    assert refused.value.problem is Problem.NOBODY_TO_ASK
    assert not output.exists()
