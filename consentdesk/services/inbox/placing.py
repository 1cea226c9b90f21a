"""Where a page belongs: on the sheet its code names, or among those that are on none.

Writes within the caller's transaction. A form's pages find each other by its number, whatever file
they come in; a page that is there already is a duplicate and waits where it can be seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Digest, Serial
from consentdesk.domain.inbox import (
    Apart,
    InboxFile,
    InboxPage,
    PageId,
    Sheet,
    SheetId,
    SheetState,
)
from consentdesk.domain.sheets import OddPage, ReadPage
from consentdesk.errors import BadInput, Problem
from consentdesk.services.inbox.proposing import proposed, with_reading

if TYPE_CHECKING:
    from consentdesk.domain.journal import Form
    from consentdesk.services.inbox.looking import Looked
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.writing import Writer

_LONGEST_TEXT = 500
"""Signs kept of what somebody else's code says."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The sheets on which pages were put, each once, and the pages that are on none."""

    sheets: tuple[SheetId, ...]
    apart: tuple[PageId, ...]


def put_in(writer: Writer, file: InboxFile, pages: Iterable[Looked]) -> Placed:
    """Keep every page of a file with its scan, on its sheet or on none; not one is dropped."""
    sheets: dict[SheetId, None] = {}
    apart: list[PageId] = []
    for looked in pages:
        sheet, id = _put(writer, file, looked)
        if sheet is None:
            apart.append(id)
        else:
            sheets[sheet] = None
    return Placed(tuple(sheets), tuple(apart))


def known_form(reader: Reader, serial: Serial) -> Form | None:
    """The form printed under that number, if one was."""
    try:
        return reader.form(serial)
    except BadInput as error:
        if error.problem is not Problem.UNKNOWN_SERIAL:
            raise
        return None


def join(
    writer: Writer, form: Form, edition: str, place: int, read: ReadPage | None
) -> SheetId | None:
    """The open sheet of that form that lacks this page, or a new one; None where it is there.

    What is read off the page is put into the sheet's draft. One that was accepted or put aside
    waits once more, for somebody to look at what has come.
    """
    reads = () if read is None else (read,)
    opened = open_sheets(writer, form.serial)
    for sheet in opened:
        if all(page.place != place for page in sheet.pages):
            unseen = replace(sheet.draft, signature_seen=False)
            writer.set_inbox_sheet(sheet.id, SheetState.WAITING, with_reading(unseen, reads))
            return sheet.id
    if opened:
        return None
    draft = with_reading(proposed(writer, form, writer.today(writer.at)), reads)
    return writer.add_inbox_sheet(form.serial, edition, draft)


def take_off(writer: Writer, page: InboxPage) -> None:
    """Take a page off its sheet; what it said is then not known any more, and the sheet waits.

    A sheet without pages goes.
    """
    if page.sheet is None:
        return
    before = writer.inbox_sheet(page.sheet)
    writer.place_inbox_page(page.id, None)
    if len(before.pages) < 2:
        return
    read = before.reading_of(page)
    said = {one.purpose for one in read.answers} if read is not None else set()
    answers = {p: None if p in said else yes for p, yes in before.draft.answers.items()}
    draft = replace(before.draft, answers=answers, signature_seen=False)
    state = SheetState.ASIDE if before.state is SheetState.ASIDE else SheetState.WAITING
    writer.set_inbox_sheet(before.id, state, draft)


def open_sheets(reader: Reader, serial: Serial) -> tuple[Sheet, ...]:
    """The sheets with that printed number that are not recorded yet."""
    numbered = reader.inbox_sheets_numbered([serial])
    return tuple(sheet for sheet in numbered if sheet.state is not SheetState.RECORDED)


def _put(writer: Writer, file: InboxFile, looked: Looked) -> tuple[SheetId | None, PageId]:
    page = InboxPage(
        id=PageId(0), file=file.id, number=looked.number, document=_stored(writer, looked.kept)
    )
    match looked.found:
        case ReadPage() as read:
            form = known_form(writer, read.serial)
            why = _misfit(form, read)
            if form is None or why is not None:
                return None, _apart(writer, page, why or Apart.UNKNOWN_FORM, read=read)
            sheet = join(writer, form, read.edition, read.page, read)
            if sheet is None:
                return None, _apart(writer, page, Apart.DUPLICATE, read=read)
            return sheet, _add(writer, page, sheet=sheet, place=read.page, read=read)
        case OddPage() as odd:
            texts = tuple(_plain(text) for text in odd.texts)
            return None, _apart(writer, page, Apart(odd.why.value), texts=texts)
        case unreadable:
            problem = unreadable.error.problem.value
            return None, _apart(writer, page, Apart.UNREADABLE, problem=problem)


def _misfit(form: Form | None, read: ReadPage) -> Apart | None:
    if form is None:
        return Apart.UNKNOWN_FORM
    return Apart.OTHER_EDITION if form.wording.edition != read.edition else None


def _stored(writer: Writer, kept: bytes) -> Digest | None:
    return writer.store_document(kept, "") if kept else None


def _apart(
    writer: Writer,
    page: InboxPage,
    why: Apart,
    *,
    texts: tuple[str, ...] = (),
    problem: str = "",
    read: ReadPage | None = None,
) -> PageId:
    return writer.add_inbox_page(replace(page, apart=why, texts=texts, problem=problem, read=read))


def _add(writer: Writer, page: InboxPage, *, sheet: SheetId, place: int, read: ReadPage) -> PageId:
    return writer.add_inbox_page(replace(page, sheet=sheet, place=place, read=read))


def _plain(text: str) -> str:
    """What a code says, as far as a database can hold it: anybody may have made the code."""
    usable = text.encode("utf-8", "replace").decode().replace("\x00", "�")
    return usable[:_LONGEST_TEXT]
