"""A page that did not find its sheet, put there by a person: by its number, or by whose it is.

Whatever of it could not be read stays undecided, for a person to read off the picture.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Serial
from consentdesk.domain.inbox import PageId, Sheet
from consentdesk.domain.journal import Form, FormState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.serials import printed_number
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services.inbox.placing import join, known_form, open_sheets, take_off
from consentdesk.services.inbox.proposing import proposed, with_reading

if TYPE_CHECKING:
    from consentdesk.domain.inbox import InboxPage, SheetId
    from consentdesk.domain.sheets import ReadPage
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer


def link_page(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    page: PageId,
    serial: Serial,
    place: int | None = None,
) -> Sheet:
    """Put a page on the sheet with that printed number; the sheet as it is then.

    `place` is its page there, the first that is missing unless given. Where that page is there
    already, this is another paper with the same number and makes a sheet of its own. Raises
    BadInput UNKNOWN_SERIAL or UNKNOWN_PAGE, or NO_SUCH_PAGE for a place the form doesn't have;
    RuleRefusal PAGE_OF_ANOTHER_FORM where its code names another form printed here.
    """
    with register.write(clerk, at) as writer:
        return _link(writer, page, writer.form(printed_number(serial)), place)


def link_to_person(
    register: Register, clerk: str, at: datetime, *, page: PageId, subject: SubjectId
) -> Sheet:
    """Put a page on the one form of that person which waits for an answer.

    RuleRefusal NO_FORM_WAITING, or SEVERAL_FORMS_WAITING with their `serials`; then the number must
    be typed; PAGE_OF_ANOTHER_FORM as above. Raises BadInput UNKNOWN_SUBJECT or UNKNOWN_PAGE.
    """
    with register.write(clerk, at) as writer:
        forms = forms_waiting(writer, subject)
        if len(forms) != 1:
            name = writer.subject(subject).name
            if not forms:
                raise RuleRefusal(Problem.NO_FORM_WAITING, subject=name)
            serials = tuple(form.serial for form in forms)
            raise RuleRefusal(Problem.SEVERAL_FORMS_WAITING, subject=name, serials=serials)
        return _link(writer, page, forms[0], None)


def forms_waiting(reader: Reader, subject: SubjectId) -> tuple[Form, ...]:
    """The person's forms that were printed and have not come back, the newest first."""
    reader.subject(subject)
    printed = reader.forms(state=FormState.PRINTED, subject=subject)
    return tuple(form for form in printed if not open_sheets(reader, form.serial))


def unlink_page(register: Register, clerk: str, at: datetime, *, page: PageId) -> None:
    """Take a page off its sheet again, which then waits; without pages it goes.

    BadInput UNKNOWN_PAGE.
    """
    with register.write(clerk, at) as writer:
        take_off(writer, writer.inbox_page(page))


def _link(writer: Writer, id: PageId, form: Form, place: int | None) -> Sheet:
    page = writer.inbox_page(id)
    _check_place(writer, form, place)
    _check_code(writer, page, form)
    take_off(writer, page)
    read = _read_of(page, form)
    if place is None:
        place = read.page if read is not None else _first_missing(writer, form)
    sheet = join(writer, form, form.wording.edition, place, read)
    if sheet is None:
        sheet = _another(writer, form, page)
    writer.place_inbox_page(id, sheet, place)
    return writer.inbox_sheet(sheet)


def _check_place(reader: Reader, form: Form, place: int | None) -> None:
    """Nobody knows how many pages a form had whose edition this program doesn't have."""
    pages = _pages_of(reader, form)
    if place is not None and (place < 1 or (pages is not None and place > pages)):
        raise BadInput(Problem.NO_SUCH_PAGE, serial=form.serial, place=place, pages=pages or 1)


def _check_code(reader: Reader, page: InboxPage, form: Form) -> None:
    """What a code says plainly, no slip of the hand shall say otherwise."""
    read = page.read
    if read is None or read.serial == form.serial or known_form(reader, read.serial) is None:
        return
    raise RuleRefusal(Problem.PAGE_OF_ANOTHER_FORM, serial=form.serial, wanted=read.serial)


def _first_missing(reader: Reader, form: Form) -> int:
    """The first page that the form's open sheet lacks; 1 where there is none."""
    opened = open_sheets(reader, form.serial)
    there = {page.place for sheet in opened[:1] for page in sheet.pages}
    pages = _pages_of(reader, form) or 1
    return next((n for n in range(1, pages + 1) if n not in there), 1)


def _pages_of(reader: Reader, form: Form) -> int | None:
    from consentdesk.services.inbox.shelf import Shelf

    edition = Shelf().find(reader, form.wording.edition)
    return edition.pages_in(len(form.wording.languages)) if edition is not None else None


def _another(writer: Writer, form: Form, page: InboxPage) -> SheetId:
    """A sheet of its own for another paper with the same number, such as a copy signed too."""
    draft = replace(proposed(writer, form, writer.today(writer.at)), anew=True)
    read = _read_of(page, form)
    reads = () if read is None else (read,)
    return writer.add_inbox_sheet(form.serial, form.wording.edition, with_reading(draft, reads))


def _read_of(page: InboxPage, form: Form) -> ReadPage | None:
    """What was read off it, if it was read as a page of that form."""
    read = page.read
    if read is None or (read.serial, read.edition) != (form.serial, form.wording.edition):
        return None
    return read
