"""What the inbox shows, read off the GUI thread: the queue, and one sheet or page laid out.

Places on a sheet are handed on as fractions of its picture the right way up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPolygonF, QTransform

from consentdesk.domain.inbox import PageId, SheetId
from consentdesk.domain.sheets import Answer, Ink
from consentdesk.errors import BadInput
from consentdesk.i18n import _
from consentdesk.ui.intake_reading import FormView, find_forms, read_form, with_subject

if TYPE_CHECKING:
    from datetime import datetime

    from consentdesk.domain.acts import Purpose, Serial
    from consentdesk.domain.inbox import InboxFile, InboxPage
    from consentdesk.domain.people import Subject, SubjectId
    from consentdesk.domain.sheets import Placing, ReadPage
    from consentdesk.services.editions import Edition
    from consentdesk.services.inbox.listing import Inbox, Waiting
    from consentdesk.storage.reading import Reader
    from consentdesk.ui.context import Context
    from consentdesk.ui.line_list import Entry

EDGE = 2000
"""Pixels of the longer side of a page: small writing can be read at twice its size."""
PDF = "application/pdf"
_KEPT = 6
"""Pages held as pixels, some ten megabytes each."""
_ABOVE, _AROUND = 8.0, 3.0
"""Millimetres left around boxes and signature."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing in the queue: a sheet, or a page that is on none."""

    sheet: SheetId | None = None
    page: PageId | None = None


@dataclass(frozen=True, slots=True)
class InboxView:
    """The inbox, and the people it is about."""

    inbox: Inbox
    people: Mapping[SubjectId, Subject]

    def waiting(self, sheet: SheetId | None) -> Waiting | None:
        """A sheet by its id."""
        return next((one for one in self.inbox.sheets if one.sheet.id == sheet), None)

    def page(self, id: PageId | None) -> InboxPage | None:
        """A page on no sheet."""
        pages = (page for found in self.inbox.apart.values() for page in found)
        return next((page for page in (*pages, *self.inbox.aside) if page.id == id), None)

    def last_day(self) -> date | None:
        """The day on the sheet accepted last, as far as can be told."""
        days = (one.sheet.draft.signed_on for one in reversed(self.inbox.sheets))
        return next((day for day in days if day is not None), None)

    def name_of(self, waiting: Waiting) -> str:
        """Whose sheet it is."""
        subject = waiting.sheet.draft.subject or waiting.form.subject
        person = self.people.get(subject) if subject is not None else None
        return person.name if person is not None else _("Blank form")

    def file_of(self, page: InboxPage) -> InboxFile | None:
        """The file a page came in."""
        return self.inbox.files.get(page.file)


@dataclass(frozen=True, slots=True)
class Mark:
    """A box or field on the picture; `number` is the key of its line, 0 where it has none."""

    outline: QPolygonF
    number: int = 0
    is_unclear: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """What lies in the middle: a page, what it is read as, and its picture the right way up.

    `region` holds boxes and signature; `fields` where the pen wrote, by name. All are fractions of
    the picture. `picture` is None where nobody can see the page.
    """

    page: InboxPage
    picture: QImage | None
    read: ReadPage | None = None
    form: FormView | None = None
    region: QRectF | None = None
    fields: Mapping[str, QRectF]
    marks: tuple[Mark, ...] = ()

    def has_ink(self, field: str) -> bool:
        """Whether a pen has certainly been in that field of this page."""
        fields = self.read.fields if self.read is not None else ()
        return any(one.name == field and one.ink is Ink.SOME for one in fields)

    def proposed(self) -> dict[Purpose, bool]:
        """What the machine read, where it is plain."""
        said = self.read.answers if self.read is not None else ()
        return {a.purpose: a.answer is Answer.YES for a in said if a.answer is not Answer.UNCLEAR}


def read_inbox_view(reader: Reader) -> InboxView:
    """The queue."""
    from consentdesk.services.inbox.listing import read_inbox

    inbox = read_inbox(reader)
    subjects = {one.sheet.draft.subject or one.form.subject for one in inbox.sheets}
    return InboxView(inbox, reader.subjects({one for one in subjects if one is not None}))


def lay_sheet(
    context: Context, waiting: Waiting, number: int, at: datetime, pictures: Pictures
) -> Laid:
    """A page of a sheet, by its place among those that came; not on the GUI thread."""
    from consentdesk.services.inbox.shelf import Shelf

    sheet = waiting.sheet
    page = sheet.pages[number]
    with context.register.read() as reader:
        form = read_form(reader, sheet.serial, at)
        if form.subject is None and sheet.draft.subject is not None:
            form = with_subject(reader, form, sheet.draft.subject)
        layout = Shelf().find(reader, sheet.edition)
    read = sheet.reading_of(page)
    picture = pictures.of(context, page, read)
    if read is None or layout is None:
        return Laid(page=page, picture=picture, read=read, form=form, fields={})
    place = _Places(layout, read)
    return Laid(
        page=page,
        picture=picture,
        read=read,
        form=form,
        region=place.region(),
        fields=place.fields(),
        marks=place.marks(),
    )


def lay_page(context: Context, page: InboxPage, pictures: Pictures) -> Laid:
    """A page on no sheet; not on the GUI thread."""
    picture = pictures.of(context, page, page.read)
    return Laid(page=page, picture=picture, read=page.read, fields={})


def find_missing(reader: Reader, text: str, today: date) -> tuple[Entry[Serial], ...]:
    """The forms a page may belong to: those that wait and of which nothing lies in the inbox."""
    from consentdesk.services.inbox.listing import read_inbox

    whole = {one.sheet.serial for one in read_inbox(reader).sheets if not one.missing}
    found = [one for one in find_forms(reader, text, today) if one.value not in whole]
    kept = [
        one
        for place, one in enumerate(found)
        if one.value is not None or (place + 1 < len(found) and found[place + 1].value is not None)
    ]
    return tuple(kept)


class _Places:
    """Where boxes and fields of a page lie in its upright picture."""

    def __init__(self, layout: Edition, read: ReadPage) -> None:
        self._layout = layout
        self._read = read

    def region(self) -> QRectF | None:
        boxes = [b for b in self._layout.boxes if b.page == self._read.page]
        fields = [f for f in self._layout.fields if f.page == self._read.page]
        rows = [r.place for r in self._layout.rows if r.place.page == self._read.page]
        parts = [(b.x, b.y, b.w, b.h) for b in boxes]
        parts += [(f.x, f.y, f.w, f.h) for f in fields]
        parts += [(p.x, p.y, p.w, p.h) for p in rows]
        if not parts:
            return None
        left = min(x for x, _y, _w, _h in parts) - _AROUND
        top = min(y for _x, y, _w, _h in parts) - _ABOVE
        right = max(x + w for x, _y, w, _h in parts) + _AROUND
        bottom = max(y + h for _x, y, _w, h in parts) + _AROUND
        return self._outline(left, top, right - left, bottom - top).boundingRect()

    def fields(self) -> dict[str, QRectF]:
        return {
            f.name: self._outline(f.x - 1, f.y - 2, f.w + 2, f.h + 3).boundingRect()
            for f in self._layout.fields
            if f.page == self._read.page
        }

    def marks(self) -> tuple[Mark, ...]:
        """The box that is taken for ticked on each line, or both where it is not clear."""
        said = {answer.purpose: answer.answer for answer in self._read.answers}
        found = []
        for box in self._layout.boxes:
            answer = said.get(box.purpose)
            unclear = answer is Answer.UNCLEAR
            if box.page == self._read.page and (unclear or box.answer == answer):
                number = self._layout.purposes.index(box.purpose) + 1
                outline = self._outline(box.x - 1.5, box.y - 1.5, box.w + 3, box.h + 3)
                found.append(Mark(outline, number, unclear))
        return tuple(found)

    def _outline(self, x: float, y: float, w: float, h: float) -> QPolygonF:
        corners = ((x, y), (x + w, y), (x + w, y + h), (x, y + h))
        return QPolygonF([_upright(self._read.placing, *corner) for corner in corners])


def _upright(placing: Placing, x: float, y: float) -> QPointF:
    """A place on the sheet (millimetres) in the picture once that is turned the right way up."""
    across, down = placing.at(x, y)
    match placing.turn:
        case 90:
            return QPointF(1 - down, across)
        case 180:
            return QPointF(1 - across, 1 - down)
        case 270:
            return QPointF(down, 1 - across)
        case _:
            return QPointF(across, down)


class Pictures:
    """The pages looked at lately, the right way up; asked off the GUI thread."""

    def __init__(self) -> None:
        self._kept: dict[tuple[PageId, int], QImage] = {}

    def of(self, context: Context, page: InboxPage, read: ReadPage | None) -> QImage | None:
        """A page, decoded in a child process because it comes from outside; None if it can't be."""
        turn = read.placing.turn if read is not None else 0
        image = self._kept.get((page.id, turn))
        if image is None:
            image = _decoded(context, page)
            if image is None:
                return None
            image = image.transformed(QTransform().rotate(turn)) if turn else image
            self._kept[page.id, turn] = image
            for old in list(self._kept)[:-_KEPT]:
                self._kept.pop(old, None)
        return image

    def forget(self) -> None:
        """Another register: the same numbers are other pages."""
        self._kept.clear()


def _decoded(context: Context, page: InboxPage) -> QImage | None:
    if page.document is None:
        return None
    with context.register.read() as reader:
        document = reader.document(page.document)
    try:
        if document.media_type == PDF:
            return context.thumbnails.first_page(document.data, EDGE)
        return context.thumbnails.decoded(document.data, EDGE)
    except BadInput:
        return None
