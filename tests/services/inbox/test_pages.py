"""Which page may lie where: what the code on it says, and what a form is whole with."""

from dataclasses import replace

import pytest

from consentdesk.domain.inbox import Apart, Note, SheetState
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services.inbox.accepting import accept, set_aside
from consentdesk.services.inbox.filing import journal_all
from consentdesk.services.inbox.linking import link_page, unlink_page
from tests.services.inbox.returning import Desk, saved, truth
from tests.services.office import CLERK
from tests.services.scanning.returned import Returned


def test_a_sheet_is_not_accepted_without_the_page_that_is_answered_on(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    """Any picture at all, linked as its second page, would else be the evidence of a yes."""
    desk.hand_out(sheets[0].serial, desk.office.family(), "da+pl")
    odd = sheets[0].picture.point(lambda v: 255 - v)
    (brought,) = desk.bring(desk.file("odd.png", saved([odd], "PNG")))
    (page,) = brought.apart
    sheet = link_page(*desk.office.desk, page=page.id, serial=sheets[0].serial, place=2)
    (one,) = desk.inbox().sheets
    assert one.missing == (1,) and Note.PAGE_MISSING in one.notes
    draft = replace(desk.done(sheet), answers=truth(sheets[0]))
    with pytest.raises(RuleRefusal) as caught:
        accept(*desk.office.desk, sheet=sheet.id, draft=draft, seen=sheet.version)
    assert caught.value.problem is Problem.SHEET_NOT_DECIDED
    assert caught.value.facts["missing"] == ("pages",)
    # Nor is it filed where an older program has accepted it.
    with desk.office.register.write(CLERK, desk.office.at) as writer:
        writer.set_inbox_sheet(sheet.id, SheetState.ACCEPTED, draft)
    ((_, error),) = journal_all(*desk.office.desk).refused
    assert error.problem is Problem.SHEET_NOT_DECIDED


@pytest.mark.parametrize("place", [-3, 0, 2, 99])
def test_a_page_is_put_only_where_the_form_has_one(
    desk: Desk, sheets: tuple[Returned, ...], place: int
) -> None:
    desk.enrol(sheets[:1])
    desk.bring_stack(sheets[:1])
    before = desk.waiting()
    page = before[0].pages[0].id
    with pytest.raises(BadInput) as caught:
        link_page(*desk.office.desk, page=page, serial=sheets[0].serial, place=place)
    assert caught.value.problem is Problem.NO_SUCH_PAGE
    assert caught.value.facts["pages"] == 1
    assert desk.waiting() == before


def test_a_page_whose_code_names_one_form_is_not_put_on_another(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    """One child's answers would be another's, and her scan be kept with his (R27, R28)."""
    desk.enrol(sheets)
    desk.bring_stack(sheets[1:2])
    before = desk.waiting()
    page = before[0].pages[0].id
    with pytest.raises(RuleRefusal) as caught:
        link_page(*desk.office.desk, page=page, serial=sheets[0].serial)
    assert caught.value.problem is Problem.PAGE_OF_ANOTHER_FORM
    assert caught.value.facts == {"serial": sheets[0].serial, "wanted": sheets[1].serial}
    assert desk.waiting() == before
    # It finds its own again.
    unlink_page(*desk.office.desk, page=page)
    assert link_page(*desk.office.desk, page=page, serial=sheets[1].serial).pages[0].place == 1


def test_a_sheet_put_aside_comes_back_with_a_page_that_comes_late(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    """Nobody looks at what was put aside, so nobody would see the page come."""
    desk.hand_out(sheets[0].serial, desk.office.family(), "da+pl")
    odd = sheets[0].picture.point(lambda v: 255 - v)
    (brought,) = desk.bring(desk.file("odd.png", saved([odd], "PNG")))
    assert [page.apart for page in brought.apart] == [Apart.NO_CODE]
    page = brought.apart[0].id
    sheet = link_page(*desk.office.desk, page=page, serial=sheets[0].serial, place=2)
    set_aside(*desk.office.desk, sheets=[sheet.id])
    desk.bring_stack(sheets[:1])
    (now,) = desk.waiting()
    assert (now.id, now.state, len(now.pages)) == (sheet.id, SheetState.WAITING, 2)
