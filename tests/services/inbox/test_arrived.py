"""A sheet lay in the inbox for a while: what was said meanwhile, and what can't stand on it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from consentdesk.domain.acts import Channel, Purpose
from consentdesk.domain.inbox import Group, Sheet, SheetState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.verdict import Outcome
from consentdesk.errors import IntakeRefused, Problem, RuleRefusal
from consentdesk.services import intake
from consentdesk.services.inbox.accepting import accept
from consentdesk.services.inbox.filing import FiledStack, journal_all, record_all
from consentdesk.services.inbox.linking import link_page, unlink_page
from consentdesk.storage.upkeep import verify
from tests.services.inbox.returning import Desk, truth
from tests.services.office import CLERK, FACEBOOK, ON_THE_WEB, SOCIAL
from tests.services.scanning.returned import Returned


def _accepted(desk: Desk) -> Sheet:
    (sheet,) = desk.waiting()
    return accept(*desk.office.desk, sheet=sheet.id, draft=desk.done(sheet), seen=sheet.version)


def _guardians(desk: Desk, child: SubjectId) -> list[str]:
    with desk.office.register.read() as reader:
        return [str(g.guardian) for g in reader.guardianships([child])[child]]


def _no(desk: Desk, child: SubjectId, signer: str) -> None:
    """A form of its own that says no to everything, in the journal."""
    answers: Mapping[Purpose, bool] = dict.fromkeys(desk.edition.purposes, False)
    desk.office.file(desk.office.answer(child, answers, signer=signer))


def _refused(stack: FiledStack) -> list[Problem]:
    assert (stack.filed, stack.recorded) == ((), ())
    return [error.problem for _, error in stack.refused]


@pytest.mark.parametrize("days", [0, 1])
def test_r7_a_stack_filed_later_does_not_undo_a_withdrawal_that_came_after_the_paper(
    desk: Desk, sheets: tuple[Returned, ...], days: int
) -> None:
    (child,) = desk.enrol(sheets[:1])
    photo = desk.office.portrait(child)
    desk.bring_stack(sheets[:1])
    _accepted(desk)
    desk.office.later(hours=2)
    intake.withdraw(*desk.office.desk, subject=child, by="Mette Lund", channel=Channel.PHONE)
    desk.office.later(hours=4, days=days)
    assert _refused(journal_all(*desk.office.desk)) == [Problem.TAKEN_BACK_SINCE]
    assert desk.office.check(photo) == [Outcome.WITHHELD]
    # It waits where it can be seen, and is not accepted again.
    (sheet,) = desk.waiting()
    assert desk.inbox().count(Group.ACCEPTED) == 0
    with pytest.raises(RuleRefusal) as caught:
        accept(*desk.office.desk, sheet=sheet.id, draft=sheet.draft, seen=sheet.version)
    assert caught.value.problem is Problem.TAKEN_BACK_SINCE
    assert caught.value.facts["purposes"] == (ON_THE_WEB,)
    assert verify(desk.office.register).ok


def test_r8_a_stack_filed_later_does_not_undo_a_no_that_came_after_the_paper(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    (child,) = desk.enrol(sheets[:1])
    photo = desk.office.portrait(child)
    desk.bring_stack(sheets[:1])
    _accepted(desk)
    desk.office.later(hours=2)
    _no(desk, child, _guardians(desk, child)[0])
    desk.office.later(hours=3)
    assert _refused(record_all(*desk.office.desk)) == [Problem.TAKEN_BACK_SINCE]
    assert desk.office.check(photo) == [Outcome.WITHHELD]


def test_r8_a_page_that_lay_on_no_sheet_is_as_old_as_the_file_it_came_in(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    (child,) = desk.enrol(sheets[:1])
    desk.bring_stack(sheets[:1])
    (sheet,) = desk.waiting()
    unlink_page(*desk.office.desk, page=sheet.pages[0].id)
    desk.office.later(hours=2)
    intake.withdraw(*desk.office.desk, subject=child)
    desk.office.later(hours=2)
    link_page(*desk.office.desk, page=sheet.pages[0].id, serial=sheet.serial)
    with pytest.raises(RuleRefusal) as caught:
        _accepted(desk)
    assert caught.value.problem is Problem.TAKEN_BACK_SINCE


def test_r5_the_other_guardians_no_stands_beside_a_yes_that_is_filed_later(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    (child,) = desk.enrol(sheets[:1])
    desk.office.guardian(child, "Bo Lund")
    photo = desk.office.portrait(child)
    mother, father = _guardians(desk, child)
    desk.bring_stack(sheets[:1])
    (sheet,) = desk.waiting()
    draft = replace(desk.done(sheet), signer=mother)
    accept(*desk.office.desk, sheet=sheet.id, draft=draft, seen=sheet.version)
    desk.office.later(hours=2)
    _no(desk, child, father)
    desk.office.later(hours=3)
    ((_, filed),) = journal_all(*desk.office.desk).filed
    assert filed.overtaken == (ON_THE_WEB,)
    assert desk.office.check(photo) == [Outcome.WITHHELD]


def test_r8_a_withdrawal_of_a_later_day_leaves_the_sheet_to_be_filed_and_stands(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    (child,) = desk.enrol(sheets[:1])
    photo = desk.office.portrait(child)
    desk.bring_stack(sheets[:1])
    _accepted(desk)
    desk.office.later(days=1)
    intake.withdraw(*desk.office.desk, subject=child)
    desk.office.later(hours=2)
    ((_, filed),) = journal_all(*desk.office.desk).filed
    assert filed.overtaken == (ON_THE_WEB,)
    assert desk.office.check(photo) == [Outcome.WITHHELD]


def test_r8_a_withdrawal_before_the_paper_came_does_not_speak_against_it(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    (child,) = desk.enrol(sheets[:1])
    photo = desk.office.portrait(child)
    intake.withdraw(*desk.office.desk, subject=child)
    desk.office.later(hours=2)
    desk.bring_stack(sheets[:1])
    _accepted(desk)
    desk.office.later(hours=2)
    assert len(journal_all(*desk.office.desk).filed) == 1
    assert desk.office.check(photo) == [Outcome.CLEAR]


@pytest.mark.parametrize("file", [journal_all, record_all])
def test_r12_a_sheet_is_not_signed_after_the_day_it_came_in(
    desk: Desk, sheets: tuple[Returned, ...], file: Callable[..., FiledStack]
) -> None:
    """A day that was misread, or made up, would else beat a withdrawal before it."""
    (child,) = desk.enrol(sheets[:1])
    photo = desk.office.portrait(child)
    desk.bring_stack(sheets[:1])
    came = desk.office.today
    desk.office.later(days=1)
    intake.withdraw(*desk.office.desk, subject=child)
    desk.office.later(days=1)
    (sheet,) = desk.waiting()
    with pytest.raises(IntakeRefused) as caught:
        accept(*desk.office.desk, sheet=sheet.id, draft=desk.done(sheet), seen=sheet.version)
    assert caught.value.problem is Problem.RECEIVED_BEFORE_SIGNED
    assert caught.value.facts["day"] == came
    # An older program may have accepted it.
    with desk.office.register.write(CLERK, desk.office.at) as writer:
        writer.set_inbox_sheet(sheet.id, SheetState.ACCEPTED, desk.done(sheet))
    assert _refused(file(*desk.office.desk)) == [Problem.RECEIVED_BEFORE_SIGNED]
    assert desk.office.check(photo) == [Outcome.WITHHELD]


def test_r12_the_journal_says_the_day_on_which_the_paper_came(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:1])
    desk.bring_stack(sheets[:1])
    came = desk.office.today
    desk.office.later(days=3)
    (sheet,) = desk.waiting()
    draft = desk.done(sheet, signed_on=came - timedelta(days=1))
    accept(*desk.office.desk, sheet=sheet.id, draft=draft, seen=sheet.version)
    ((_, filed),) = journal_all(*desk.office.desk).filed
    assert filed.entry.received_on == came


def test_r6_a_no_on_the_paper_is_not_dropped_where_some_typed_answers_were_corrected(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    """What is left of them says the same as the paper, but not all that it says."""
    (child,) = desk.enrol(sheets[:1])
    office = desk.office
    office.permit(child)
    photo = office.portrait(child)
    office.later(days=1)
    (mother,) = _guardians(desk, child)
    serial = sheets[0].serial
    typed = {**truth(sheets[0]), ON_THE_WEB: False, SOCIAL: True}
    said = {**typed, SOCIAL: False}
    intake.record(*office.desk, serial=serial, answers=typed, signer=mother, signed_on=office.today)
    with office.register.read() as reader:
        wrong = reader.answers(serial)[SOCIAL].number
    intake.correct(*office.desk, number=wrong, reason="The paper says no")
    desk.bring_stack(sheets[:1])
    (sheet,) = desk.waiting()
    draft = replace(desk.done(sheet), answers=said)
    with pytest.raises(IntakeRefused) as caught:
        accept(*office.desk, sheet=sheet.id, draft=draft, seen=sheet.version)
    assert caught.value.problem is Problem.FORM_ALREADY_RECORDED
    # What is left is taken back too, and then the sheet is filed as a whole.
    intake.correct_form(*office.desk, serial=serial, reason="Typed wrong")
    accept(*office.desk, sheet=sheet.id, draft=draft, seen=sheet.version)
    assert len(journal_all(*office.desk).filed) == 1
    with office.register.read() as reader:
        assert set(reader.answers(serial)) == set(desk.edition.purposes)
    assert office.check(photo, destination=FACEBOOK) == [Outcome.WITHHELD]
