"""The search over everything: people, forms by serial, photos, archive numbers.

Reads off the GUI thread; shows what it found in groups below the field, while the keyboard stays in
the field.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from consentdesk.domain.people import age
from consentdesk.domain.serials import parse_serial, shown_serial
from consentdesk.errors import BadInput
from consentdesk.i18n import _, ngettext
from consentdesk.storage.values import PhotoFilter, SubjectFilter
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import Line
from consentdesk.ui.line_list import Entry, LineList, LineModel
from consentdesk.ui.theme import Look, look
from consentdesk.ui.widgets import SearchField, announce, column
from consentdesk.wording import form_state_word, kind_word

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

EACH = 5
"""Most of a kind that are shown."""

Hit = Entry[Callable[[], None]]
"""One line of the answer, and what opens it."""


class GlobalSearch(SearchField):
    """The field at the top of the window, and the answers that hang below it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(_("Search people, forms, photos, archive numbers (Ctrl+K)"), parent)
        self._context = context
        self._build()
        self._connect()

    def _build(self) -> None:
        self.model: LineModel[Callable[[], None]] = LineModel(self)
        self.list = LineList(_("What was found"), self.model)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        look(self.list, Look.PLAIN)
        self.popup: QFrame | None = None
        self.drive(self.list)

    def _connect(self) -> None:
        self.textEdited.connect(self._on_text_edited)
        self.chosen.connect(self._on_chosen)
        self.list.clicked.connect(self._on_list_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the answers before it clears the field."""
        if event.key() == Qt.Key.Key_Escape and self.popup is not None and self.popup.isVisible():
            self.popup.hide()
            self.clear()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The answers go when the keyboard goes."""
        super().focusOutEvent(event)
        if self.popup is not None and event.reason() != Qt.FocusReason.PopupFocusReason:
            self.popup.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The answers follow the window's size."""
        if event.type() is QEvent.Type.Resize and self.popup is not None:
            self._place()
        return super().eventFilter(watched, event)

    def _on_text_edited(self, text: str) -> None:
        wanted = text.strip()
        if not wanted:
            if self.popup is not None:
                self.popup.hide()
            return
        context = self._context
        context.tasks.run(
            self,
            lambda _progress: find_everything(context, wanted),
            self._on_found,
            replaces="search",
        )

    def _on_found(self, hits: Sequence[Hit]) -> None:
        if not self.hasFocus():
            return
        self.model.show(hits or [Entry(Line(heading=_("Nothing found"), title=True))])
        first = self.model.first()
        if first >= 0:
            self.list.setCurrentIndex(self.model.index(first))
        self._hang()
        count = sum(hit.value is not None for hit in hits)
        announce(self, ngettext("{count} found", "{count} found", count).format(count=count))

    def _hang(self) -> None:
        if self.popup is None:
            window = self.window()
            self.popup = QFrame(window)
            look(self.popup, Look.CARD)
            inner = column(self.list)
            inner.setContentsMargins(4, 4, 4, 4)
            self.popup.setLayout(inner)
            window.installEventFilter(self)
        self._place()
        self.popup.show()
        self.popup.raise_()

    def _place(self) -> None:
        if self.popup is None:
            return
        at = self.mapTo(self.window(), QPoint(0, self.height() + 4))
        rows = range(self.model.rowCount())
        tall = sum(self.list.sizeHintForRow(r) for r in rows) + 16
        room = self.window().height() - at.y() - 40
        self.popup.setGeometry(at.x(), at.y(), self.width(), min(tall, room))

    def _on_chosen(self) -> None:
        if self.popup is not None and self.popup.isVisible():
            self._open(self.list.currentIndex())

    def _on_list_clicked(self, index: QModelIndex) -> None:
        self._open(index)

    def _open(self, index: QModelIndex) -> None:
        hit = self.model.entry(index.row()) if index.isValid() else None
        if hit is None or hit.value is None or self.popup is None:
            return
        self.popup.hide()
        self.clear()
        hit.value()


def find_everything(context: Context, text: str) -> tuple[Hit, ...]:
    """Everything that fits what was typed, in groups, each under its title."""
    with context.register.read() as reader:
        today = reader.today(context.now())
        groups = (
            (_("Forms"), _find_forms(context, reader, text)),
            (_("People"), _find_people(context, reader, text, today)),
            (_("Photos"), _find_photos(context, reader, text)),
        )
    found: list[Hit] = []
    for title, hits in groups:
        if hits:
            found += [Entry(Line(heading=title, title=True)), *hits]
    return tuple(found)


def _find_people(context: Context, reader: "Reader", text: str, today: date) -> list[Hit]:
    ids = reader.find_subjects(SubjectFilter(text=text, left=True), today)[:EACH]
    people = reader.subjects(ids)
    return [
        Entry(
            Line(
                heading=people[s].name,
                detail=people[s].group,
                aside=ngettext("{count} year", "{count} years", age(people[s].born, today)).format(
                    count=age(people[s].born, today)
                ),
                icon="person",
            ),
            partial(context.show_subject, s),
        )
        for s in ids
    ]


def _find_photos(context: Context, reader: "Reader", text: str) -> list[Hit]:
    ids = reader.find_photos(PhotoFilter(text=text))[:EACH]
    photos = reader.photos(ids)
    return [
        Entry(
            Line(
                heading=photos[p].name,
                detail=photos[p].album,
                aside=kind_word(photos[p].kind),
                icon="photos",
            ),
            partial(context.show_photo, p),
        )
        for p in ids
    ]


def _find_forms(context: Context, reader: "Reader", text: str) -> list[Hit]:
    """The form of a typed serial, and the forms filed under a typed archive number."""
    serial = parse_serial(text)
    found = list(reader.serials_numbered(text, limit=EACH))
    if serial is not None and serial not in found:
        found.insert(0, serial)
    hits: list[Hit] = []
    for known in found:
        try:
            form = reader.form(known)
        except BadInput:
            continue
        entry = reader.entries([known]).get(known)
        whose = reader.subjects([form.subject]) if form.subject is not None else {}
        name = next((s.name for s in whose.values()), _("Blank form"))
        line = Line(
            heading=" · ".join(part for part in (entry.number if entry else "", name) if part),
            detail=shown_serial(known),
            aside=form_state_word(form.state),
            icon="forms",
        )
        hits.append(Entry(line, partial(context.show_form, known)))
    return hits
