"""The search over everything: a field at the top of the window, and answers that hang below it.

The keyboard stays in the field. What is found is `search_answers`' business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from consentdesk.domain.roles import Right
from consentdesk.i18n import _, ngettext
from consentdesk.ui.context import Context
from consentdesk.ui.search_field import SearchField
from consentdesk.ui.theme import Look, look
from consentdesk.ui.widgets import announce, column

if TYPE_CHECKING:
    from consentdesk.ui.line_list import LineList, LineModel
    from consentdesk.ui.search_answers import Hit


class Answers(QFrame):
    """What hangs below the field; made when something is typed for the first time."""

    def __init__(self, window: QWidget) -> None:
        from consentdesk.ui.line_list import LineList, LineModel

        super().__init__(window)
        self._window = window
        look(self, Look.CARD)
        self.model: LineModel[Callable[[], None]] = LineModel(self)
        self.list: LineList = LineList(_("What was found"), self.model)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        look(self.list, Look.PLAIN)
        inner = column(self.list)
        inner.setContentsMargins(4, 4, 4, 4)
        self.setLayout(inner)
        self.hide()

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Show what was found, the first of it chosen; or that nothing was."""
        from consentdesk.ui.delegates import Line
        from consentdesk.ui.line_list import Entry

        nothing = Entry[Callable[[], None]](Line(heading=_("Nothing found"), title=True))
        self.model.show(hits or [nothing])
        first = self.model.first()
        if first >= 0:
            self.list.setCurrentIndex(self.model.index(first))

    def place_below(self, field: QWidget) -> None:
        """Hang below the field, no lower than the window."""
        window = self._window
        at = field.mapTo(window, QPoint(0, field.height() + 4))
        tall = sum(self.list.sizeHintForRow(r) for r in range(self.model.rowCount())) + 16
        room = window.height() - at.y() - 40
        self.setGeometry(at.x(), at.y(), field.width(), min(tall, room))


class GlobalSearch(SearchField):
    """The field at the top of the window."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._context = context
        self._on_context_role_changed()
        self.answers: Answers | None = None
        self.textEdited.connect(self._on_text_edited)
        self.chosen.connect(self._on_chosen)
        context.role_changed.connect(self._on_context_role_changed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the answers and clears the field at once."""
        if event.key() == Qt.Key.Key_Escape and self._answering():
            self._close()
            self.clear()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The answers go when the keyboard goes."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The answers follow the window's size."""
        if event.type() is QEvent.Type.Resize and self.answers is not None:
            self.answers.place_below(self)
        return super().eventFilter(watched, event)

    def _on_context_role_changed(self) -> None:
        """Promise no more than is found for whoever is here."""
        finds_all = self._context.may(Right.SEE_REASONS)
        everything = _("Search people, forms, photos, journal numbers (Ctrl+K)")
        self.promise(everything if finds_all else _("Search photos by file name or event (Ctrl+K)"))

    def _answering(self) -> bool:
        return self.answers is not None and self.answers.isVisible()

    def _close(self) -> None:
        if self.answers is not None:
            self.answers.hide()

    def _on_text_edited(self, text: str) -> None:
        wanted = text.strip()
        if not wanted:
            self._close()
            return
        from consentdesk.ui.search_answers import find_everything

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
        answers = self._hung()
        answers.show_hits(hits)
        answers.place_below(self)
        answers.show()
        answers.raise_()
        count = sum(hit.value is not None for hit in hits)
        announce(self, ngettext("{count} found", "{count} found", count).format(count=count))

    def _hung(self) -> Answers:
        if self.answers is None:
            self.answers = Answers(self.window())
            self.answers.list.clicked.connect(self._open)
            self.drive(self.answers.list)
            self.window().installEventFilter(self)
        return self.answers

    def _on_chosen(self) -> None:
        if self.answers is not None and self._answering():
            self._open(self.answers.list.currentIndex())

    def _open(self, index: QModelIndex) -> None:
        if self.answers is None or not index.isValid():
            return
        hit = self.answers.model.entry(index.row())
        if hit.value is None:
            return
        self._close()
        self.clear()
        hit.value()
