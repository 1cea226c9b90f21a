"""What a person makes of a sheet: drafts saved, accepted, put aside, and put back as they were.

Nothing here is recorded. A draft can be changed as often as one likes, and each change handed back
as it was before undoes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from consentdesk.domain.inbox import Draft, PageId, Sheet, SheetId, SheetState
from consentdesk.errors import Problem, RuleRefusal
from consentdesk.services.inbox.shelf import Shelf
from consentdesk.services.intake import Signed, check_signed
from consentdesk.services.texts import line

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


def save_draft(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    sheet: SheetId,
    draft: Draft,
    seen: int,
) -> Sheet:
    """Keep what was said of a sheet so far, which then waits; the sheet as it is now.

    `seen` is the `version` that was looked at. BadInput UNKNOWN_SHEET; RuleRefusal
    SHEET_CHANGED_MEANWHILE.
    """
    with register.write(clerk, at) as writer:
        return writer.set_inbox_sheet(sheet, SheetState.WAITING, _clean(draft), seen=seen)


def accept(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    sheet: SheetId,
    draft: Draft,
    seen: int,
) -> Sheet:
    """Say that this is what the sheet says and that its signature was seen; nothing is recorded.

    Tries first whether it could be filed. RuleRefusal SHEET_NOT_DECIDED with what is `missing`, or
    SHEET_CHANGED_MEANWHILE; and whatever `intake.record` and `intake.journal` refuse.
    """
    with register.read() as reader:
        signed = signed_of(reader, reader.inbox_sheet(sheet), draft, Shelf())
    check_signed(register, clerk, at, signed)
    decided = replace(_clean(draft), doubted=False)
    with register.write(clerk, at) as writer:
        return writer.set_inbox_sheet(sheet, SheetState.ACCEPTED, decided, seen=seen)


def set_aside(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    sheets: Iterable[SheetId] = (),
    pages: Iterable[PageId] = (),
    aside: bool = True,
) -> None:
    """Put sheets, and pages that are on none, where they don't ask for anything; or back.

    BadInput UNKNOWN_SHEET or UNKNOWN_PAGE; RuleRefusal SHEET_CHANGED_MEANWHILE.
    """
    state = SheetState.ASIDE if aside else SheetState.WAITING
    with register.write(clerk, at) as writer:
        for id in sheets:
            writer.set_inbox_sheet(id, state, writer.inbox_sheet(id).draft)
        for page in pages:
            writer.inbox_page(page)
            writer.set_inbox_page_aside(page, aside)


def put_back(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    before: Sequence[Sheet],
    seen: Mapping[SheetId, int],
) -> tuple[Sheet, ...]:
    """Undo: give sheets the state and the draft that they had, all of them or none; as they are.

    `seen` has the version each was last looked at in. RuleRefusal SHEET_CHANGED_MEANWHILE, also for
    one that is recorded; BadInput UNKNOWN_SHEET.
    """
    with register.write(clerk, at) as writer:
        now = []
        for sheet in before:
            version = seen[sheet.id]
            now.append(writer.set_inbox_sheet(sheet.id, sheet.state, sheet.draft, seen=version))
        return tuple(now)


def signed_of(
    reader: Reader, sheet: Sheet, draft: Draft, shelf: Shelf, scan: bytes | None = None
) -> Signed:
    """The sheet as `intake` takes it; RuleRefusal SHEET_NOT_DECIDED while anything is missing.

    A page that is answered on and has not come is among that: a paper of which the inbox holds no
    such page is recorded by its number, with the paper in hand.
    """
    form = reader.form(sheet.serial)
    missing = draft.missing()
    if form.subject is None and draft.subject is None:
        missing += ("subject",)
    # A question nobody has looked at is not a blank.
    if set(form.purposes) - set(draft.answers) and "answers" not in missing:
        missing = ("answers", *missing)
    if shelf.missing(reader, sheet):
        missing += ("pages",)
    if missing or draft.signed_on is None:
        raise RuleRefusal(Problem.SHEET_NOT_DECIDED, serial=sheet.serial, missing=missing)
    return Signed(
        serial=sheet.serial,
        answers={purpose: yes is True for purpose, yes in draft.answers.items()},
        signer=draft.signer,
        signed_on=draft.signed_on,
        subject=draft.subject,
        scan=scan,
        anew=draft.anew,
        paper_at=draft.paper_at,
        arrived_at=_arrived_at(reader, sheet),
    )


def _arrived_at(reader: Reader, sheet: Sheet) -> datetime:
    """When the paper came in; a page may have lain on no sheet before it found this one."""
    files = reader.inbox_files({page.file for page in sheet.pages})
    return min([sheet.arrived_at, *(file.arrived_at for file in files.values())])


def _clean(draft: Draft) -> Draft:
    return replace(draft, paper_at=line(draft.paper_at, "paper_at"))
