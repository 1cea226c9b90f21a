"""What keeps a draft from being issued: a sentence each, with the place and the way there.

Every sheet is tried a moment after the last change, off the GUI thread, one try at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.context import Context
from consentdesk.ui.edition_desk import Spot
from consentdesk.ui.edition_field import Note
from consentdesk.ui.edition_reading import read_troubles
from consentdesk.ui.edition_words import spots_of, trouble_sentence, trouble_word, wrong_sentence
from consentdesk.ui.languages import language_in_line
from consentdesk.ui.tasks import Job, Lane
from consentdesk.ui.theme import GRID
from consentdesk.ui.widgets import announce, button, column, discard, label, row, scrolled

if TYPE_CHECKING:
    from datetime import date

    from consentdesk.services.edition_drafts import DraftEdition
    from consentdesk.services.own_editions import Trouble

SOON = 900
"""Milliseconds without a further change before all sheets are tried: that takes a second or two."""
_SHOWN = 20
"""Troubles listed; whoever has more will come back."""


class EditionTroubles(QWidget):
    """The list, or a word that there is none."""

    found = Signal(object)
    """All troubles of the draft as it is now were found: a tuple of them."""
    wanted = Signal(object)
    """Somebody wants to go to that Spot."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._on: date | None = None
        self._draft: DraftEdition | None = None
        self._tried: DraftEdition | None = None
        self._job: Job | None = None
        self._told: tuple[str, ...] | None = None
        self.shows: list[QPushButton] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._try)
        self._build()

    def _build(self) -> None:
        self.summary = Note()
        self._lines = QWidget()
        self._lines.setLayout(column())
        self._inner = QWidget()
        self._held = column(self._lines, None)
        self._inner.setLayout(self._held)
        self.area = scrolled(self._inner, steady=True)
        self.area.setMinimumHeight(6 * GRID)
        self.area.setMaximumHeight(18 * GRID)
        self.area.hide()
        self.setLayout(column(self.summary, self.area, gap=GRID // 2))
        self.summary.say(_("Trying every sheet…"), "clock")

    @property
    def is_known(self) -> bool:
        """Whether the draft as it is now has been tried."""
        return self._draft is not None and self._tried == self._draft

    def show_draft(self, draft: DraftEdition, on: date, *, now: bool = False) -> None:
        """Try that draft; `now` where nobody is typing. A try of the one before is stopped."""
        self._draft, self._on = draft, on
        if self.is_known:
            self._soon.stop()
            return
        if self._job is not None:
            self._job.replace()
        self._soon.start(0 if now else SOON)

    def _try(self) -> None:
        draft, on, context = self._draft, self._on, self._context
        if draft is None or on is None:
            return
        self._job = context.tasks.run(
            self,
            lambda progress: read_troubles(context.register, draft, on, progress),
            lambda troubles: self._on_tried(draft, troubles),
            failed=lambda _error: self.summary.say(_("Not tried yet."), "warning", "no"),
            lane=Lane.LONG,
            replaces="try",
        )

    def _on_tried(self, draft: DraftEdition, troubles: tuple[Trouble, ...]) -> None:
        self._job = None
        if draft != self._draft:
            return
        self._tried = draft
        self._show(draft, troubles)
        self.found.emit(troubles)

    def _show(self, draft: DraftEdition, troubles: Sequence[Trouble]) -> None:
        count = len(troubles)
        if not count:
            self.summary.say(_("Every text has room on every sheet."), "done", "ok")
        else:
            said = ngettext(
                "{count} place to mend before it can be issued:",
                "{count} places to mend before it can be issued:",
                count,
            )
            self.summary.say(said.format(count=format_number(count)), "warning", "no")
        told = tuple(
            trouble_sentence(draft, one, language_in_line(one.language)) for one in troubles
        )
        if told == self._told:
            return
        if self._told is not None or told:
            announce(self, " ".join((self.summary.text.text(), *told[:3])))
        self._told = told
        self._make(draft, troubles[:_SHOWN], told)
        self.area.setVisible(bool(count))

    def _make(self, draft: DraftEdition, troubles: Sequence[Trouble], told: Sequence[str]) -> None:
        fresh, lines, self.shows = QWidget(), column(gap=GRID // 2), []
        for one, sentence in zip(troubles, told, strict=False):
            text = label(sentence, wrap=True)
            keys = spots_of(draft, one) or (one.place.removeprefix("purposes."),)
            spot = Spot(one.language, keys[0])
            show = button(_("Show"))
            place = trouble_word(draft, one)
            show.setAccessibleName(
                _("Show {place} ({language})").format(
                    place=place, language=language_in_line(one.language)
                )
            )
            show.clicked.connect(partial(self._on_show_clicked, spot))
            self.shows.append(show)
            line = row(text, show)
            line.setStretch(0, 1)
            lines.addLayout(line)
        fresh.setLayout(lines)
        self._held.replaceWidget(self._lines, fresh)
        discard(self._lines)
        self._lines = fresh

    def _on_show_clicked(self, spot: Spot) -> None:
        self.wanted.emit(spot)


def wrong_texts(draft: DraftEdition, troubles: Sequence[Trouble]) -> dict[tuple[str, str], str]:
    """What is wrong with each text, by language and key."""
    return {
        (one.language, key): wrong_sentence(one) for one in troubles for key in spots_of(draft, one)
    }
