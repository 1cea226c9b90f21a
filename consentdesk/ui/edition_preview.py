"""The sheet as it would be printed now, drawn a moment after each change.

Drawn off the GUI thread, one at a time, and the newest wish wins; until it is there the one before
stays in sight, as large and as far down as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.context import Context
from consentdesk.ui.edition_field import Note
from consentdesk.ui.edition_reading import Seen, read_preview
from consentdesk.ui.pdf_pages import PageView, PdfPages
from consentdesk.ui.tasks import Lane
from consentdesk.ui.theme import GRID
from consentdesk.ui.widgets import column, labelled, row, tool

if TYPE_CHECKING:
    from datetime import date

    from consentdesk.services.edition_drafts import DraftEdition

SOON = 300
"""Milliseconds without a further change before a sheet is drawn."""


@dataclass(frozen=True, slots=True)
class _Wish:
    draft: DraftEdition
    language: str
    audience: str
    on: date


class EditionPreview(QWidget):
    """One page large, with whom it addresses, its other page, and its size."""

    line_pressed = Signal(str)
    """A click on that line of the sheet."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wish: _Wish | None = None
        self._drawing: _Wish | None = None
        self._pages = 0
        self._seen = b""
        self._at = 1
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._pdf = PdfPages(context, self)
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.audience = QComboBox()
        offer(
            self.audience,
            [
                ("guardian", _("A guardian")),
                ("self", _("A young person")),
                ("staff", _("A member of staff")),
                ("anyone", _("Anyone (a blank form)")),
            ],
            "guardian",
        )
        self.page = PageView(self._pdf)
        self.page.setToolTip(_("A click on a text goes to where it is written"))
        self.page.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.turn = tool(_("The other side of the sheet"), "turn")
        self.zoom_out = tool(_("Smaller (-)"), "zoom-out")
        self.zoom_in = tool(_("Larger (+)"), "zoom-in")
        self.fit = tool(_("As wide as the window (0)"), "fit")
        self.note = Note()

    def _connect(self) -> None:
        self._soon.timeout.connect(self._draw)
        self.audience.activated.connect(self._on_audience_activated)
        self.turn.clicked.connect(self._on_turn_clicked)
        self.page.pressed.connect(self._on_page_pressed)
        self.zoom_in.clicked.connect(self.page.zoom_in)
        self.zoom_out.clicked.connect(self.page.zoom_out)
        self.fit.clicked.connect(self.page.fit)

    def _assemble(self) -> None:
        tools = row(self.turn, self.zoom_out, self.zoom_in, self.fit, gap=GRID // 2)
        bar = row(labelled(_("&Sheet for"), self.audience), None, column(None, tools))
        whole = column(bar, self.note, self.page)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.turn.setEnabled(False)
        self.page.setMinimumHeight(20 * GRID)

    @property
    def is_drawing(self) -> bool:
        """Whether what is seen is about to be another."""
        return self._soon.isActive() or self._drawing is not None

    def show_draft(
        self, draft: DraftEdition, language: str, on: date, *, now: bool = False
    ) -> None:
        """Show that draft in that language; `now` where nobody is typing."""
        self._wish = _Wish(draft, language, chosen(self.audience), on)
        self._soon.start(0 if now else SOON)

    def _draw(self) -> None:
        from consentdesk.services.editions import Audience

        wish, context = self._wish, self._context
        if self._drawing is not None or wish is None:
            return
        self._drawing = wish
        context.tasks.run(
            self,
            lambda _progress: read_preview(
                context.register, wish.draft, wish.language, Audience(wish.audience), wish.on
            ),
            self._on_drawn,
            failed=self._on_refused,
            lane=Lane.LONG,
        )

    def _on_drawn(self, seen: Seen) -> None:
        self._pages, self._seen = seen.pages, seen.pdf
        self.turn.setEnabled(seen.pages > 1)
        self._at = min(self._at, seen.pages)
        self.note.say("")
        self._pdf.show(seen.pdf)
        self.page.show_page(self._at)
        self._next()

    def _on_refused(self, _error: ConsentDeskError) -> None:
        """What is wrong stands among the troubles; the sheet before stays in sight."""
        self.note.say(_("Not as you see it: what is below must be mended first."), "warning", "no")
        self._next()

    def _next(self) -> None:
        drawn, self._drawing = self._drawing, None
        if drawn != self._wish and not self._soon.isActive():
            self._draw()

    def _on_audience_activated(self) -> None:
        if self._wish is not None:
            wish = self._wish
            self.show_draft(wish.draft, wish.language, wish.on, now=True)

    def _on_page_pressed(self, page: int, x: float, y: float) -> None:
        pdf = self._seen

        def work() -> str:
            from consentdesk.services.paper_preview import line_at

            return line_at(pdf, page, x, y)

        self._context.tasks.run(
            self,
            lambda _progress: work(),
            self.line_pressed.emit,
            failed=lambda _error: None,
            replaces="line",
        )

    def _on_turn_clicked(self) -> None:
        self._at = self._at % max(1, self._pages) + 1
        self.page.show_page(self._at)
