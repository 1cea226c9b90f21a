"""What waits in the inbox, in groups that can be shown; all of it worked out anew each time.

Reads only. Which group a sheet is in depends on its draft, on what was read, and on how far its
form has come meanwhile, at this desk or another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consentdesk.domain.inbox import (
    Apart,
    FileId,
    Group,
    InboxFile,
    InboxPage,
    Note,
    Sheet,
    SheetState,
)
from consentdesk.domain.journal import Form, FormState
from consentdesk.domain.sheets import Ink
from consentdesk.services.edition_shelf import is_current
from consentdesk.services.inbox.shelf import Shelf

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A sheet with its form, its group and what is to be seen about it.

    `missing` are the pages of the form that have not come; `number` is the journal's, of a form
    that is filed already.
    """

    sheet: Sheet
    form: Form
    group: Group
    notes: tuple[Note, ...]
    missing: tuple[int, ...]
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Everything in the inbox: sheets in the order they came in, then the pages on no sheet.

    `apart` has a group for each reason that occurs; `aside` the pages that were put aside.
    """

    sheets: tuple[Waiting, ...]
    apart: Mapping[Apart, tuple[InboxPage, ...]]
    aside: tuple[InboxPage, ...]
    files: Mapping[FileId, InboxFile]

    def count(self, group: Group) -> int:
        """How many sheets are in that group."""
        return sum(one.group is group for one in self.sheets)


def read_inbox(reader: Reader) -> Inbox:
    """All that is to be shown, in one go."""
    sheets = reader.inbox_sheets()
    numbers = reader.entries([sheet.serial for sheet in sheets])
    forms = reader.forms_numbered([sheet.serial for sheet in sheets])
    shelf = Shelf()
    open_ = Counter(sheet.serial for sheet in sheets if sheet.state is not SheetState.ASIDE)
    waiting = []
    for sheet in sheets:
        entry = numbers.get(sheet.serial)
        number = entry.number if entry is not None else ""
        twin = open_[sheet.serial] > 1
        waiting.append(_waiting(reader, sheet, forms[sheet.serial], shelf, number, twin=twin))
    pages = reader.inbox_pages_apart()
    apart: dict[Apart, tuple[InboxPage, ...]] = {}
    for why in Apart:
        found = tuple(p for p in pages if (p.apart or Apart.NO_CODE) is why and not p.aside)
        if found:
            apart[why] = found
    files = {p.file for p in pages} | {p.file for sheet in sheets for p in sheet.pages}
    return Inbox(
        sheets=tuple(waiting),
        apart=apart,
        aside=tuple(page for page in pages if page.aside),
        files=reader.inbox_files(sorted(files)),
    )


def scans_waiting(reader: Reader) -> int:
    """How many sheets and loose pages ask for somebody."""
    sheets, pages = reader.inbox_counts()
    return sheets[SheetState.WAITING] + sheets[SheetState.ACCEPTED] + pages


def still_out(reader: Reader, limit: int = 500) -> tuple[Form, ...]:
    """The forms handed out of which nothing has come back, not into the inbox either; newest first.

    `limit` is how many are looked through.
    """
    here = {sheet.serial for sheet in reader.inbox_sheets()}
    printed = reader.forms(state=FormState.PRINTED, limit=limit)
    return tuple(form for form in printed if form.serial not in here)


def not_returned(reader: Reader, limit: int = 500) -> tuple[Form, ...]:
    """Those of them of which somebody can be reminded: the ones printed for a person."""
    return tuple(form for form in still_out(reader, limit) if form.subject is not None)


def _waiting(
    reader: Reader, sheet: Sheet, form: Form, shelf: Shelf, number: str, *, twin: bool
) -> Waiting:
    missing = shelf.missing(reader, sheet)
    draft = sheet.draft
    filed = form.state is FormState.JOURNALED and not draft.anew
    seen = draft.signature_seen
    said = {
        Note.FILED_ALREADY: filed,
        Note.RECORDED_ALREADY: form.state is FormState.RECORDED and not draft.anew,
        Note.TWIN: twin,
        Note.NOBODY: form.subject is None and draft.subject is None,
        Note.DOUBTED: draft.doubted,
        Note.PAGE_MISSING: bool(missing),
        Note.NOT_READ: len(sheet.readings) < len(sheet.pages),
        Note.UNCLEAR: not draft.answers or None in draft.answers.values(),
        Note.UNSIGNED: not seen and not _has_ink(sheet, "signature"),
        Note.UNDATED: draft.signed_on is None and not _has_ink(sheet, "signed_on"),
        Note.OLDER_EDITION: not is_current(reader, sheet.edition),
    }
    notes = tuple(note for note, holds in said.items() if holds)
    return Waiting(
        sheet=sheet,
        form=form,
        group=_group(sheet, notes),
        notes=notes,
        missing=missing,
        number=number,
    )


def _group(sheet: Sheet, notes: tuple[Note, ...]) -> Group:
    if sheet.state is SheetState.ASIDE:
        return Group.ASIDE
    if Note.FILED_ALREADY in notes:
        return Group.FILED
    if sheet.state is SheetState.ACCEPTED:
        return Group.ACCEPTED
    return Group.LOOK if set(notes) - {Note.OLDER_EDITION} else Group.READY


def _has_ink(sheet: Sheet, name: str) -> bool:
    found = (field for read in sheet.readings for field in read.fields)
    return any(field.name == name and field.ink is Ink.SOME for field in found)
