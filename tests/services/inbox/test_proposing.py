"""The first draft of a sheet: what is proposed, and that it decides nothing."""

from dataclasses import replace
from datetime import date

import pytest

from consentdesk.domain.acts import Serial
from consentdesk.domain.inbox import Apart, Group, Note
from consentdesk.domain.serials import new_serial
from consentdesk.domain.sheets import Answer, PageAt, Placing, ReadAnswer, ReadPage
from consentdesk.errors import IntakeRefused, Problem
from consentdesk.services import intake
from consentdesk.services.inbox.accepting import accept, save_draft, set_aside
from consentdesk.services.inbox.filing import journal_all
from consentdesk.services.inbox.listing import not_returned, still_out
from consentdesk.services.inbox.proposing import proposed, with_reading
from tests.services.inbox.returning import Desk, a_pdf, saved, truth
from tests.services.office import ON_THE_WEB, SOCIAL
from tests.services.scanning.returned import Returned


def read_as(*answers: Answer) -> ReadPage:
    """A page that says this of the website, then of social media."""
    return ReadPage(
        at=PageAt("s.pdf", 1),
        serial=Serial("7K3M9QX2"),
        edition="2026-2",
        page=1,
        corners=("A",),
        answers=tuple(
            ReadAnswer(purpose, answer, 0.9)
            for purpose, answer in zip((ON_THE_WEB, SOCIAL), answers, strict=False)
        ),
        fields=(),
        placing=Placing((1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0), 0),
    )


def likely_signer(desk: Desk, serial: Serial) -> str:
    with desk.office.register.read() as reader:
        return proposed(reader, reader.form(serial), desk.office.today).signer


@pytest.mark.parametrize(
    ("answer", "draft"),
    [
        (Answer.YES, True),
        (Answer.NO, False),
        (Answer.BLANK, False),
        (Answer.UNCLEAR, None),
    ],
)
def test_what_is_unclear_is_not_decided_and_a_blank_is_a_no(
    desk: Desk, answer: Answer, draft: bool | None
) -> None:
    """R6."""
    serial = new_serial()
    desk.hand_out(serial, desk.office.family())
    with desk.office.register.read() as reader:
        first = proposed(reader, reader.form(serial), desk.office.today)
    found = with_reading(first, [read_as(answer)])
    assert found.answers[ON_THE_WEB] is draft
    assert found.answers[SOCIAL] is None
    assert not found.signature_seen
    assert found.signed_on is None


def test_the_only_one_with_custody_is_likely_to_have_signed(desk: Desk) -> None:
    child = desk.office.child()
    mother = desk.office.guardian(child)
    desk.office.guardian(child, "Bo Lund", custody=False)
    serial = new_serial()
    desk.hand_out(serial, child)
    assert likely_signer(desk, serial) == str(mother)
    desk.office.guardian(child, "Kim Lund")
    assert likely_signer(desk, serial) == ""


def test_a_young_person_signs_alone(desk: Desk) -> None:
    """R3."""
    child = desk.office.child(born=date(2010, 1, 1))
    desk.office.guardian(child)
    serial = new_serial()
    desk.hand_out(serial, child)
    assert likely_signer(desk, serial) == "self"


def test_a_form_of_ones_own_signed_too_early_is_not_taken_for_a_guardians(desk: Desk) -> None:
    """R3: on the day it is read the guardian is the only one who may sign."""
    child = desk.office.family()
    serial = new_serial()
    desk.hand_out(serial, child, own=True)
    assert likely_signer(desk, serial) == "self"
    with pytest.raises(IntakeRefused) as caught:
        intake.record(
            *desk.office.desk,
            serial=serial,
            answers={ON_THE_WEB: True},
            signer=likely_signer(desk, serial),
            signed_on=desk.office.today,
        )
    assert caught.value.problem is Problem.TOO_YOUNG_TO_SIGN


def test_nobody_is_likely_to_have_signed_a_form_printed_blank(desk: Desk) -> None:
    serial = new_serial()
    desk.hand_out(serial, None)
    assert likely_signer(desk, serial) == ""


def test_another_paper_with_the_number_of_a_filed_one_is_filed_by_its_place(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:1])
    desk.bring_stack(sheets[:1])
    (sheet,) = desk.waiting()
    accept(*desk.office.desk, sheet=sheet.id, draft=desk.done(sheet), seen=sheet.version)
    journal_all(*desk.office.desk)
    desk.bring(desk.file("again.jpg", sheets[0].jpeg()))
    (one,) = desk.inbox().sheets
    assert (one.group, one.number) == (Group.FILED, "2026-0001")
    with pytest.raises(IntakeRefused) as caught:
        accept(
            *desk.office.desk,
            sheet=one.sheet.id,
            draft=desk.done(one.sheet),
            seen=one.sheet.version,
        )
    assert caught.value.problem is Problem.FORM_ALREADY_JOURNALED
    anew = replace(desk.done(one.sheet), anew=True)
    # The very same answers are the very same paper.
    with pytest.raises(IntakeRefused) as caught:
        accept(*desk.office.desk, sheet=one.sheet.id, draft=anew, seen=one.sheet.version)
    assert caught.value.problem is Problem.ANSWERS_FILED_ALREADY
    other = {purpose: not yes for purpose, yes in truth(sheets[0]).items()}
    save_draft(
        *desk.office.desk,
        sheet=one.sheet.id,
        draft=replace(anew, answers=other),
        seen=one.sheet.version,
    )
    (one,) = desk.inbox().sheets
    assert (one.group, one.notes) == (Group.READY, ())
    accept(*desk.office.desk, sheet=one.sheet.id, draft=one.sheet.draft, seen=one.sheet.version)
    assert list(journal_all(*desk.office.desk).numbers) == [Serial(f"{one.sheet.serial}/2")]


def test_pages_on_no_sheet_are_put_aside_and_back(desk: Desk, sheets: tuple[Returned, ...]) -> None:
    desk.bring(desk.file("s.pdf", a_pdf([sheets[0].picture])))
    (page,) = desk.inbox().apart[Apart.UNKNOWN_FORM]
    set_aside(*desk.office.desk, pages=[page.id])
    inbox = desk.inbox()
    assert (inbox.apart, [p.id for p in inbox.aside]) == ({}, [page.id])
    set_aside(*desk.office.desk, pages=[page.id], aside=False)
    assert len(desk.inbox().apart[Apart.UNKNOWN_FORM]) == 1


def test_a_stack_that_was_scanned_twice_makes_no_second_sheets(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    """The second scan of the same papers is other bytes, and every page of it is a duplicate."""
    desk.enrol(sheets)
    desk.bring_stack(sheets)
    again = saved([sheet.picture for sheet in sheets], "PDF", resolution=150, quality=40)
    (brought,) = desk.bring(desk.file("again.pdf", again))
    assert not brought.again
    assert [page.apart for page in brought.apart] == [Apart.DUPLICATE] * 3
    assert [Note.TWIN in one.notes for one in desk.inbox().sheets] == [False] * 3


def test_a_blank_form_in_the_inbox_is_not_among_those_still_out(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.hand_out(sheets[0].serial, None)
    desk.hand_out(sheets[1].serial, None)
    desk.bring_stack(sheets[:1])
    with desk.office.register.read() as reader:
        assert [form.serial for form in still_out(reader)] == [sheets[1].serial]
        assert not_returned(reader) == ()


def test_what_has_come_into_the_inbox_is_not_reminded_of(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:2])
    desk.hand_out(sheets[2].serial, None)
    desk.bring_stack(sheets[:1])
    with desk.office.register.read() as reader:
        assert [form.serial for form in not_returned(reader)] == [sheets[1].serial]
