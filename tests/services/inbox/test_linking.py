"""Pages that did not find their sheet, put there by a person."""

from dataclasses import replace

import pytest
from PIL import Image

from consentdesk.domain.acts import Digest, Serial, Wording
from consentdesk.domain.inbox import Apart, Group, Note, PageId, SheetState
from consentdesk.domain.journal import Form
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services.inbox.accepting import accept
from consentdesk.services.inbox.filing import journal_all
from consentdesk.services.inbox.linking import (
    forms_waiting,
    link_page,
    link_to_person,
    unlink_page,
)
from tests.services.inbox.returning import Desk, saved, truth
from tests.services.office import CLERK, ON_THE_WEB
from tests.services.scanning.returned import Returned


def _without_code(desk: Desk, sheet: Returned) -> PageId:
    """The sheet with both codes covered."""
    covered = sheet.picture.copy()
    scale = sheet.dpi / 25.4
    for x, y in desk.edition.codes.corners.values():
        size = desk.edition.codes.size
        corners = [round(v * scale) for v in (x - 4, y - 4, x + size + 4, y + size + 4)]
        covered.paste(250, (corners[0], corners[1], corners[2], corners[3]))
    (brought,) = desk.bring(desk.file("covered.png", saved([covered], "PNG")))
    (page,) = brought.apart
    assert page.apart is Apart.NO_CODE
    return page.id


def test_a_page_without_a_code_is_linked_by_the_number_beside_it(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:1])
    page = _without_code(desk, sheets[0])
    sheet = link_page(*desk.office.desk, page=page, serial=sheets[0].serial)
    assert sheet.state is SheetState.WAITING
    # What no machine has read is decided by a person.
    assert set(sheet.draft.answers) == set(desk.edition.purposes)
    assert set(sheet.draft.answers.values()) == {None}
    (one,) = desk.inbox().sheets
    assert one.group is Group.LOOK
    assert {Note.NOT_READ, Note.UNCLEAR, Note.UNSIGNED} <= set(one.notes)
    draft = replace(desk.done(sheet), answers=truth(sheets[0]))
    accept(*desk.office.desk, sheet=sheet.id, draft=draft, seen=sheet.version)
    assert len(journal_all(*desk.office.desk).filed) == 1


def test_a_page_without_a_code_is_linked_by_whose_it_is(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    child, other, *_ = desk.enrol(sheets)
    page = _without_code(desk, sheets[0])
    with desk.office.register.read() as reader:
        assert [f.serial for f in forms_waiting(reader, child)] == [sheets[0].serial]
    sheet = link_to_person(*desk.office.desk, page=page, subject=child)
    assert sheet.serial == sheets[0].serial
    # Its form has come back; another page needs another form.
    with pytest.raises(RuleRefusal) as caught:
        link_to_person(*desk.office.desk, page=page, subject=child)
    assert caught.value.problem is Problem.NO_FORM_WAITING
    assert link_to_person(*desk.office.desk, page=page, subject=other).serial == sheets[1].serial
    assert [one.sheet.serial for one in desk.inbox().sheets] == [sheets[1].serial]


def test_with_two_forms_out_the_number_must_be_typed(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    (child,) = desk.enrol(sheets[:1])
    desk.hand_out(sheets[1].serial, child)
    page = _without_code(desk, sheets[0])
    with pytest.raises(RuleRefusal) as caught:
        link_to_person(*desk.office.desk, page=page, subject=child)
    assert caught.value.problem is Problem.SEVERAL_FORMS_WAITING
    assert caught.value.facts["serials"] == (sheets[1].serial, sheets[0].serial)


def test_a_link_is_undone(desk: Desk, sheets: tuple[Returned, ...]) -> None:
    desk.enrol(sheets[:1])
    page = _without_code(desk, sheets[0])
    link_page(*desk.office.desk, page=page, serial=sheets[0].serial)
    unlink_page(*desk.office.desk, page=page)
    inbox = desk.inbox()
    assert inbox.sheets == ()
    assert [p.id for p in inbox.apart[Apart.NO_CODE]] == [page]


def test_a_copy_that_was_signed_too_becomes_a_sheet_of_its_own(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    """Both are filed: the second under its number and place, whatever the first says."""
    desk.enrol(sheets[:1])
    desk.bring_stack(sheets[:1])
    desk.bring(desk.file("copy.jpg", sheets[0].jpeg()))
    (page,) = desk.inbox().apart[Apart.DUPLICATE]
    copy = link_page(*desk.office.desk, page=page.id, serial=sheets[0].serial)
    assert copy.draft.anew
    assert copy.draft.answers == truth(sheets[0])
    first, second = desk.inbox().sheets
    assert Note.TWIN in first.notes and Note.TWIN in second.notes
    office = desk.office
    accept(
        *office.desk, sheet=first.sheet.id, draft=desk.done(first.sheet), seen=first.sheet.version
    )
    other = dict.fromkeys(copy.draft.answers, False)
    accept(
        *office.desk,
        sheet=copy.id,
        draft=replace(desk.done(copy), answers=other),
        seen=copy.version,
    )
    stack = journal_all(*office.desk)
    assert stack.refused == ()
    serial = sheets[0].serial
    assert dict(stack.numbers) == {serial: "2026-0001", Serial(f"{serial}/2"): "2026-0002"}


def test_a_form_of_a_retired_edition_is_read_by_a_person(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    """It was printed before the edition was withdrawn; what was signed holds (R13)."""
    child = desk.office.family()
    serial = sheets[0].serial
    old = Wording("2020-1", "da", Digest("ab" * 32))
    form = Form(
        serial=serial,
        subject=child,
        guardian=None,
        wording=old,
        purposes=(ON_THE_WEB,),
        printed_at=desk.office.at,
    )
    with desk.office.register.write(CLERK, desk.office.at) as writer:
        writer.issue_form(form)
    desk.bring_stack(sheets[:1])
    (page,) = desk.inbox().apart[Apart.OTHER_EDITION]
    sheet = link_page(*desk.office.desk, page=page.id, serial=serial)
    # Its boxes may stand elsewhere, so what was read off it is worth nothing.
    assert sheet.draft.answers == {ON_THE_WEB: None}
    (one,) = desk.inbox().sheets
    assert one.group is Group.LOOK
    assert {Note.NOT_READ, Note.OLDER_EDITION} <= set(one.notes)


def test_an_unknown_number_or_page_is_told(desk: Desk, sheets: tuple[Returned, ...]) -> None:
    desk.enrol(sheets[:1])
    (brought,) = desk.bring(desk.file("w.png", saved([Image.new("L", (600, 800), 255)], "PNG")))
    (page,) = brought.apart
    with pytest.raises(BadInput) as caught:
        link_page(*desk.office.desk, page=page.id, serial=Serial("7K3M9QX2"))
    assert caught.value.problem is Problem.UNKNOWN_SERIAL
    with pytest.raises(BadInput) as caught:
        link_page(*desk.office.desk, page=PageId(99), serial=sheets[0].serial)
    assert caught.value.problem is Problem.UNKNOWN_PAGE
