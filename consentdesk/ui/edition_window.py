"""One edition of the form: a draft to be written, or an issued one to be looked at.

What is written at the left is seen at the right as it would be printed, and what must be mended
stands below that. The draft, its steps and its saving are the desk's (`edition_desk`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from consentdesk.errors import BadInput
from consentdesk.i18n import _, format_date
from consentdesk.ui.banner import Banner
from consentdesk.ui.buttons import as_on_the_keyboard
from consentdesk.ui.context import Context
from consentdesk.ui.edition_desk import DraftDesk, Spot
from consentdesk.ui.edition_preview import EditionPreview
from consentdesk.ui.edition_reading import Opened
from consentdesk.ui.edition_texts import EditionTexts
from consentdesk.ui.edition_told import DeskTold
from consentdesk.ui.edition_troubles import EditionTroubles, wrong_texts
from consentdesk.ui.edition_words import is_told_to, key_saying
from consentdesk.ui.issue_dialog import open_issue_dialog
from consentdesk.ui.keys import finish_with_control_enter
from consentdesk.ui.leaving import may_leave
from consentdesk.ui.panes import Panes
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, column, label, row, tool
from consentdesk.wording import problem_sentence

if TYPE_CHECKING:
    from consentdesk.services.own_editions import Trouble

NARROW = 88 * GRID
"""Below this width the sheet stands below the texts."""


class EditionWindow(Dialog):
    """Texts at the left, the sheet at the right."""

    issued = Signal(str, bool)
    """The edition of that name is final, and whether it is printed from now on."""

    def __init__(self, context: Context, parent: QWidget, opened: Opened) -> None:
        super().__init__(parent)
        self._context = context
        self._opened = opened
        self._troubles: tuple[Trouble, ...] = ()
        self._unkept: set[tuple[str, str]] = set()
        self._is_stepping = False
        self.desk = DraftDesk(context, opened, self)
        self._build()
        self._connect()
        self._assemble()
        self._show(now=True)

    def _build(self) -> None:
        self.banner = Banner()
        self.texts = EditionTexts()
        self.texts.set_editable(on=self.desk.is_draft)
        self.preview = EditionPreview(self._context)
        self.troubles = EditionTroubles(self._context)
        self.undo = tool(_("Undo (Ctrl+Z)"), "undo")
        self.redo = tool(_("Redo (Ctrl+Y)"), "redo")
        self.told = DeskTold(self._context, self.desk, self.banner, self)
        self.leave = button(_("Close"), tip=_("Close (Esc)"))
        self.issue = button(_("&Issue…"), "lock", Look.PRIMARY, _("Ctrl+Enter"))

    def _connect(self) -> None:
        self.texts.typed.connect(self._on_texts_typed)
        self.texts.confirmed.connect(self.desk.confirm)
        self.texts.left.connect(self.desk.end_run)
        self.texts.remade.connect(self._unkept.clear)
        self.texts.language_changed.connect(self._see)
        self.texts.asking.months_changed.connect(self.desk.hold)
        self.texts.asking.asked.connect(self.desk.ask)
        self.preview.line_pressed.connect(self._on_preview_line_pressed)
        self.troubles.found.connect(self._on_troubles_found)
        self.troubles.wanted.connect(self.texts.go)
        self.desk.changed.connect(self._on_desk_changed)
        self.told.left.connect(self._close)
        self.told.answered.connect(self.texts.start)
        self.told.ended.connect(self._on_told_ended)
        self.undo.clicked.connect(lambda: self._step(self.desk.undo.undo))
        self.redo.clicked.connect(lambda: self._step(self.desk.undo.redo))
        self.leave.clicked.connect(self.reject)
        self.issue.clicked.connect(self._on_issue_clicked)
        self._context.register_changed.connect(self.desk.look_again)
        self._context.register_left.connect(self._close)
        finish_with_control_enter(self, self.issue)
        for key, pressed in (
            ("Ctrl+Z", self.undo.click),
            ("Ctrl+Y", self.redo.click),
            ("Ctrl+Shift+Z", self.redo.click),
            ("F1", self._on_help_wanted),
            ("F6", self._on_next_pane_wanted),
        ):
            QShortcut(QKeySequence(key), self, pressed)

    def _assemble(self) -> None:
        name = self._opened.draft.name
        self.setWindowTitle(_("Edition {name}").format(name=name))
        head = row(
            label(_("Edition {name}").format(name=name), Look.TITLE),
            None,
            self.undo,
            self.redo,
        )
        said = label(self._about(), Look.MUTED, wrap=True)
        right = QWidget()
        seen = column(self.preview, self.troubles, gap=GRID)
        seen.setStretch(0, 1)
        right.setLayout(seen)
        right.setMinimumWidth(40 * GRID)
        panes = Panes(
            [self.texts, right],
            [62 * GRID, 78 * GRID],
            turns_below=NARROW,
            stretch=(2, 3),
            tall=46 * GRID,
        )
        foot = row(self.told.state, None, self.leave, self.issue)
        foot.setStretch(0, 1)
        foot.setAlignment(self.told.state, Qt.AlignmentFlag.AlignVCenter)
        whole = column(column(head, said, gap=GRID // 2), panes, self.banner, foot, gap=GRID + 4)
        whole.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        for part in (self.undo, self.redo, self.issue, self.troubles):
            part.setVisible(self.desk.is_draft)
        remember_size(self, self._context.settings, "edition", QSize(150 * GRID, 96 * GRID))
        self._enable()

    def _about(self) -> str:
        """What can be done with it."""
        opened = self._opened
        if not self.desk.is_draft:
            said = _("Issued {day}. It can only be looked at: forms point to these very words.")
            return said.format(day=format_date(opened.on))
        said = _("Draft, copied from {edition}. Saved by itself; nothing is printed of it yet.")
        return said.format(edition=opened.draft.source)

    def reject(self) -> None:
        """Esc or Close: what is not saved yet is saved first."""
        is_lost = bool(self._unkept)
        if not may_leave(self.banner, self._save_and_close, is_lost=is_lost):
            return
        self._save_and_close()

    def _save_and_close(self) -> None:
        self.told.is_leaving = True
        if self.desk.is_draft and not self.told.is_gone:
            self.desk.when_saved(self._close)
        else:
            self._close()

    def _close(self) -> None:
        """The list behind may tell of another draft now."""
        super().reject()
        if self.desk.is_draft and self._context.is_open:
            self._context.tell_written()

    def _show(self, *, now: bool = False) -> None:
        """Show the draft as it is; the sheet, and what is wrong, come a little later."""
        draft = self.desk.draft
        known = self._opened.purposes if self.desk.is_draft else ()
        room = len(draft.rows)
        self.texts.asking.show_asked(draft.validity_months, draft.purposes, known, room)
        self.texts.show_draft(draft)
        self._see(now=now)
        if self.desk.is_draft:
            self.troubles.show_draft(draft, self._opened.on, now=now)

    def _see(self, *, now: bool = True) -> None:
        self.preview.show_draft(self.desk.draft, self.texts.code, self._opened.on, now=now)

    def _enable(self) -> None:
        steps = self.desk.undo
        self.undo.setEnabled(steps.canUndo() and not self.told.is_gone)
        self.redo.setEnabled(steps.canRedo() and not self.told.is_gone)
        back, again = steps.undoText(), steps.redoText()
        self._name(self.undo, _("Undo {step} (Ctrl+Z)"), _("Undo (Ctrl+Z)"), back)
        self._name(self.redo, _("Redo {step} (Ctrl+Y)"), _("Redo (Ctrl+Y)"), again)
        ready = self.troubles.is_known and not self._troubles and not self.told.is_gone
        self.issue.setEnabled(ready)
        why = _("Only once nothing is left to mend") if self._troubles else _("Ctrl+Enter")
        self.issue.setToolTip(as_on_the_keyboard(why))

    def _name(self, pressed: QWidget, named: str, plain: str, step: str) -> None:
        said = as_on_the_keyboard(named.format(step=step) if step else plain)
        pressed.setToolTip(said)
        pressed.setAccessibleName(said)

    def _step(self, take: Callable[[], None]) -> None:
        """Take a step back, or again, and show where that was."""
        self._is_stepping = True
        take()
        self._is_stepping = False

    def _on_texts_typed(self, language: str, key: str, text: str) -> None:
        try:
            self.desk.say(language, key, text)
        except BadInput as error:
            self._unkept.add((language, key))
            facts = {**error.facts, "field": "text"}
            self.texts.refuse(key, problem_sentence(BadInput(error.problem, **facts)))
            return
        if (language, key) in self._unkept:
            self._unkept.discard((language, key))
            self.texts.show_draft(self.desk.draft)

    def _on_preview_line_pressed(self, line: str) -> None:
        """Go to the text that stands there, whichever of the two languages was clicked."""
        draft, code = self.desk.draft, self.texts.code
        audience, keys = self.preview.audience.currentData(), draft.keys()
        told = [key for key in keys if is_told_to(key, audience, keys)]
        for language in (code, draft.language):
            texts = draft.texts.get(language, {})
            key = key_saying({key: texts.get(key, "") for key in told}, line)
            if key:
                self.texts.go(Spot(code, key))
                return

    def _on_desk_changed(self, spot: Spot) -> None:
        self._show(now=self._is_stepping)
        if self._is_stepping:
            self.texts.go(spot, keyboard="." in spot.key)
        self._enable()

    def _on_told_ended(self) -> None:
        self.texts.set_editable(on=False)
        self._enable()

    def _on_troubles_found(self, troubles: tuple[Trouble, ...]) -> None:
        self._troubles = troubles
        self.texts.show_wrong(wrong_texts(self.desk.draft, troubles))
        self._enable()

    def _on_issue_clicked(self) -> None:
        """Whoever is asked sees what is in the register."""
        self.desk.end_run()
        self.desk.when_saved(self._ask)

    def _ask(self) -> None:
        """While it is being issued here, nobody need be told that the draft is gone."""
        self.desk.rest(on=True)
        dialog = open_issue_dialog(self._context, self, self.desk.draft, self.desk.version)
        dialog.issued.connect(self._on_issued)
        dialog.rejected.connect(lambda: self.desk.rest(on=False))

    def _on_issued(self, name: str, is_printed: bool) -> None:
        self._context.tell_written()
        super().accept()
        self.issued.emit(name, is_printed)

    def _on_next_pane_wanted(self) -> None:
        """From the texts to the sheet, to what is to be mended, and round again."""
        shown = self.troubles.shows
        last = shown[0] if shown and shown[0].isVisible() else self.leave
        panes = (self.texts, self.preview, self.troubles)
        starts: tuple[QWidget, ...] = (self.texts.part, self.preview.page, last)
        focus = QApplication.focusWidget()
        within = [focus is not None and p.isAncestorOf(focus) for p in panes]
        here = within.index(True) if True in within else len(panes) - 1
        starts[(here + 1) % len(starts)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_help_wanted(self) -> None:
        from consentdesk.ui.help_dialog import open_help

        open_help(self, self.windowTitle(), self.help_text)

    @property
    def help_text(self) -> str:
        """What the window is for, and its keys."""
        return _(
            "Choose a part of the form at the left, and write. The sheet at the right shows what "
            "would be printed, and a click on it goes to the text that stands there. A text that "
            "changes is looked at again in every translation; until then the form is not offered "
            "in that language. Ctrl+Z takes each step back, F6 goes to the sheet and to what is "
            "to be mended. Once issued, an edition can't be changed: copy it to write another."
        )
