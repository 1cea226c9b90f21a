"""Drafts accepted by a person, and the stack recorded and journaled in one go."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from inspect import Parameter, signature

import pytest

from consentdesk.domain.acts import ActKind
from consentdesk.domain.consent import PermissionState
from consentdesk.domain.inbox import Group, SheetState
from consentdesk.domain.journal import FormState
from consentdesk.errors import BadInput, Cancelled, IntakeRefused, Problem, RuleRefusal
from consentdesk.services import intake
from consentdesk.services.inbox.accepting import accept, put_back, save_draft, set_aside
from consentdesk.services.inbox.filing import Tally, journal_all, record_all, summary_of
from consentdesk.services.inbox.linking import link_page
from consentdesk.storage.upkeep import verify
from tests.services.inbox.returning import Desk, saved, truth
from tests.services.office import CLERK, ON_THE_WEB, SOCIAL
from tests.services.scanning.returned import Returned


def accept_all(desk: Desk) -> None:
    for sheet in desk.waiting():
        accept(*desk.office.desk, sheet=sheet.id, draft=desk.done(sheet), seen=sheet.version)


def test_a_whole_stack_is_journaled_with_numbers_in_its_order_and_a_scan_each(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    children = desk.enrol(sheets)
    desk.bring_stack(sheets)
    pages = {sheet.serial: sheet.pages[0].document for sheet in desk.waiting()}
    accept_all(desk)
    with desk.office.register.read() as reader:
        summary = summary_of(reader)
        assert summary.answers[ON_THE_WEB] == Tally(yes=2, no=1)
        assert summary.answers[SOCIAL] == Tally(yes=2, no=1)
        assert (len(summary.sheets), summary.aside) == (3, 0)
    stack = journal_all(*desk.office.desk)
    assert stack.refused == ()
    assert stack.answers == summary.answers
    assert list(stack.numbers.values()) == ["2026-0001", "2026-0002", "2026-0003"]
    assert list(stack.numbers) == [sheet.serial for sheet in sheets]
    assert len(set(pages.values())) == 3
    with desk.office.register.read() as reader:
        for child, sheet in zip(children, sheets, strict=True):
            entry = reader.entries([sheet.serial])[sheet.serial]
            assert entry.scan == pages[sheet.serial]
            assert entry.scan is not None and reader.document(entry.scan).data
            found = reader.permissions([child], desk.office.today, desk.edition.purposes)[child]
            for purpose, yes in truth(sheet).items():
                wanted = PermissionState.JOURNALED if yes else PermissionState.REFUSED
                assert found[purpose].state is wanted
    assert desk.waiting() == ()
    assert verify(desk.office.register).ok


def test_nothing_is_accepted_without_a_word_on_the_signature_and_the_day(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:1])
    desk.bring_stack(sheets[:1])
    (sheet,) = desk.waiting()
    with pytest.raises(RuleRefusal) as caught:
        accept(*desk.office.desk, sheet=sheet.id, draft=sheet.draft, seen=sheet.version)
    assert caught.value.problem is Problem.SHEET_NOT_DECIDED
    assert caught.value.facts["missing"] == ("signed_on", "signature")
    unclear = replace(desk.done(sheet), answers={**sheet.draft.answers, ON_THE_WEB: None})
    with pytest.raises(RuleRefusal) as caught:
        accept(*desk.office.desk, sheet=sheet.id, draft=unclear, seen=sheet.version)
    assert caught.value.facts["missing"] == ("answers",)
    # A question left out is not a no: somebody has to say so.
    short = {p: yes for p, yes in sheet.draft.answers.items() if p != SOCIAL}
    with pytest.raises(RuleRefusal) as caught:
        accept(
            *desk.office.desk,
            sheet=sheet.id,
            draft=replace(desk.done(sheet), answers=short),
            seen=sheet.version,
        )
    assert caught.value.facts["missing"] == ("answers",)
    assert journal_all(*desk.office.desk).filed == ()


def test_what_was_not_accepted_is_not_journaled(desk: Desk, sheets: tuple[Returned, ...]) -> None:
    desk.enrol(sheets)
    desk.bring_stack(sheets)
    first, second, third = desk.waiting()
    accept(*desk.office.desk, sheet=first.id, draft=desk.done(first), seen=first.version)
    set_aside(*desk.office.desk, sheets=[second.id])
    save_draft(*desk.office.desk, sheet=third.id, draft=desk.done(third), seen=third.version)
    assert list(journal_all(*desk.office.desk).numbers) == [first.serial]
    assert [one.group for one in desk.inbox().sheets] == [Group.ASIDE, Group.READY]


def test_a_blank_form_wants_to_know_whose_it_is(desk: Desk, sheets: tuple[Returned, ...]) -> None:
    child = desk.office.family()
    desk.hand_out(sheets[0].serial, None)
    desk.bring_stack(sheets[:1])
    (sheet,) = desk.waiting()
    with pytest.raises(RuleRefusal) as caught:
        accept(
            *desk.office.desk,
            sheet=sheet.id,
            draft=replace(desk.done(sheet), signer="Mette Lund"),
            seen=sheet.version,
        )
    assert caught.value.facts["missing"] == ("subject",)
    draft = replace(desk.done(sheet), signer="Mette Lund", subject=child)
    accept(*desk.office.desk, sheet=sheet.id, draft=draft, seen=sheet.version)
    assert journal_all(*desk.office.desk).refused == ()
    with desk.office.register.read() as reader:
        assert reader.form(sheets[0].serial).subject == child


def test_who_may_not_sign_is_refused_when_accepting_and_nothing_is_written(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    (child,) = desk.enrol(sheets[:1])
    desk.office.guardian(child, "Bo Lund", custody=False)
    desk.bring_stack(sheets[:1])
    (sheet,) = desk.waiting()
    with desk.office.register.read() as reader:
        before = reader.head()
    with pytest.raises(IntakeRefused) as caught:
        accept(
            *desk.office.desk,
            sheet=sheet.id,
            draft=replace(desk.done(sheet), signer="Bo Lund"),
            seen=sheet.version,
        )
    assert caught.value.problem is Problem.NO_CUSTODY
    with desk.office.register.read() as reader:
        assert reader.head() == before
    assert desk.waiting() == (sheet,)


def test_one_that_is_refused_stops_no_other_and_waits_again(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    """Somebody journaled the second form by hand after it had been accepted."""
    desk.enrol(sheets)
    desk.bring_stack(sheets)
    accept_all(desk)
    first, second, third = desk.waiting()
    intake.record_and_journal(
        *desk.office.desk,
        serial=second.serial,
        answers={},
        signer=second.draft.signer,
        signed_on=desk.office.today,
        paper_at="Binder 3",
    )
    stack = journal_all(*desk.office.desk)
    assert list(stack.numbers) == [first.serial, third.serial]
    ((refused, error),) = stack.refused
    assert (refused.serial, error.problem) == (second.serial, Problem.FORM_ALREADY_JOURNALED)
    (left,) = desk.inbox().sheets
    assert (left.group, left.sheet.state) == (Group.FILED, SheetState.WAITING)
    assert left.number == "2026-0001"
    assert verify(desk.office.register).ok


def test_each_change_is_undone_by_handing_back_what_was_before(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:2])
    desk.bring_stack(sheets[:2])
    before = desk.waiting()
    accept_all(desk)
    now = {sheet.id: sheet.version for sheet in desk.waiting()}
    put_back(*desk.office.desk, before=before, seen=now)
    assert [(s.state, s.draft) for s in desk.waiting()] == [(s.state, s.draft) for s in before]
    set_aside(*desk.office.desk, sheets=[before[0].id])
    put_back(*desk.office.desk, before=before[:1], seen={before[0].id: 4})
    assert [one.group for one in desk.inbox().sheets] == [Group.READY, Group.READY]
    with pytest.raises(RuleRefusal) as caught:
        put_back(*desk.office.desk, before=before[:1], seen={before[0].id: 4})
    assert caught.value.problem is Problem.SHEET_CHANGED_MEANWHILE


@pytest.mark.parametrize("change", [accept, put_back, save_draft])
def test_no_change_is_made_without_a_word_on_what_was_looked_at(
    change: Callable[..., object],
) -> None:
    """Else what another desk did meanwhile would be accepted, or undone, unseen."""
    assert signature(change).parameters["seen"].default is Parameter.empty


def test_what_is_journaled_is_not_undone_by_handing_it_back(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:1])
    desk.bring_stack(sheets[:1])
    before = desk.waiting()
    accept_all(desk)
    journal_all(*desk.office.desk)
    with pytest.raises(RuleRefusal) as caught:
        put_back(*desk.office.desk, before=before, seen={before[0].id: 3})
    assert caught.value.problem is Problem.SHEET_CHANGED_MEANWHILE


def test_another_desk_that_looked_at_an_older_draft_does_not_accept_it(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:1])
    desk.bring_stack(sheets[:1])
    (sheet,) = desk.waiting()
    changed = replace(sheet.draft, answers={**sheet.draft.answers, ON_THE_WEB: False})
    save_draft(*desk.office.desk, sheet=sheet.id, draft=changed, seen=sheet.version)
    with pytest.raises(RuleRefusal) as caught:
        accept(*desk.office.desk, sheet=sheet.id, draft=desk.done(sheet), seen=sheet.version)
    assert caught.value.problem is Problem.SHEET_CHANGED_MEANWHILE


def test_answers_typed_before_the_scan_came_are_journaled_with_it(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    (child,) = desk.enrol(sheets[:1])
    with desk.office.register.read() as reader:
        mother = str(reader.guardianships([child])[child][0].guardian)
    intake.record(
        *desk.office.desk,
        serial=sheets[0].serial,
        answers=truth(sheets[0]),
        signer=mother,
        signed_on=desk.office.today,
    )
    desk.bring_stack(sheets[:1])
    (sheet,) = desk.waiting()
    wrong = desk.done(sheet, desk.office.today - timedelta(days=1))
    with pytest.raises(IntakeRefused) as caught:
        accept(*desk.office.desk, sheet=sheet.id, draft=wrong, seen=sheet.version)
    assert caught.value.problem is Problem.FORM_ALREADY_RECORDED
    accept(*desk.office.desk, sheet=sheet.id, draft=desk.done(sheet), seen=sheet.version)
    assert journal_all(*desk.office.desk).refused == ()
    with desk.office.register.read() as reader:
        acts = reader.acts([child])[child]
        answers = [a for a in acts if a.kind in (ActKind.GRANTED, ActKind.REFUSED)]
        assert len(answers) == len(desk.edition.purposes)
        assert reader.entries([sheet.serial])[sheet.serial].scan is not None


def test_whoever_files_elsewhere_only_has_the_answers_recorded(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:1])
    desk.bring_stack(sheets[:1])
    accept_all(desk)
    stack = record_all(*desk.office.desk)
    ((_, recorded),) = stack.recorded
    assert (stack.filed, recorded.serial) == ((), sheets[0].serial)
    with desk.office.register.read() as reader:
        form = reader.form(sheets[0].serial)
        assert form.state is FormState.RECORDED
        assert form.scan is not None and reader.document(form.scan).data


def test_who_stops_halfway_has_filed_whole_sheets(desk: Desk, sheets: tuple[Returned, ...]) -> None:
    desk.enrol(sheets)
    desk.bring_stack(sheets)
    accept_all(desk)

    def stop(done: int, total: int) -> None:
        assert total == 3
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        journal_all(*desk.office.desk, progress=stop)
    assert [one.sheet.serial for one in desk.inbox().sheets] == [sheets[2].serial]
    assert len(journal_all(*desk.office.desk).filed) == 1
    assert verify(desk.office.register).ok


def test_a_sheet_of_two_pictures_is_kept_as_one_document(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    """The back of a sheet was scanned too, and somebody has put it to the front."""
    desk.hand_out(sheets[0].serial, desk.office.family(), "da+pl")
    desk.bring_stack(sheets[:1])
    desk.bring(desk.file("back.png", saved([sheets[0].picture.point(lambda v: 255 - v)], "PNG")))
    ((page,),) = desk.inbox().apart.values()
    sheet = link_page(*desk.office.desk, page=page.id, serial=sheets[0].serial, place=2)
    assert [p.place for p in sheet.pages] == [1, 2]
    parts = [p.document for p in sheet.pages]
    accept(*desk.office.desk, sheet=sheet.id, draft=desk.done(sheet), seen=sheet.version)
    assert journal_all(*desk.office.desk).refused == ()
    with desk.office.register.read() as reader:
        entry = reader.entries([sheet.serial])[sheet.serial]
        assert entry.scan is not None
        kept = reader.document(entry.scan)
        assert (kept.media_type, entry.scan in parts) == ("application/pdf", False)
        for part in parts:
            assert part is not None
            with pytest.raises(BadInput):
                reader.document(part)
    with desk.office.register.write(CLERK, desk.office.at) as writer:
        assert writer.inbox_sheets_numbered([sheet.serial])[0].filed == sheet.serial
