"""Whether a draft is to be final: what it asks, in which languages, which are left out, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.settings import locked_settings
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.edition_field import Note
from consentdesk.ui.edition_lines import months_word
from consentdesk.ui.edition_texts import language_state
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.keys import finish_with_control_enter
from consentdesk.ui.languages import language_in_line
from consentdesk.ui.limits import lay_down
from consentdesk.ui.remembered import wish_for_width
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.tasks import Lane
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import (
    button,
    card,
    column,
    in_window,
    label,
    row,
    scrolled,
    wrapped,
)
from consentdesk.wording import purpose_word

if TYPE_CHECKING:
    from consentdesk.services.edition_drafts import DraftEdition


class IssueDialog(Dialog):
    """Shows what becomes final, and asks once."""

    issued = Signal(str, bool)
    """The edition of that name is final, and whether it is printed from now on."""

    def __init__(
        self, context: Context, parent: QWidget, draft: DraftEdition, version: int
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._draft = draft
        self._version = version
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        name = self._draft.name
        self.banner = Banner()
        self.print_it = QCheckBox()
        if "printed_edition" in locked_settings(self._context.laid_down):
            lay_down(self.print_it)
        else:
            self.print_it.setChecked(True)
        self.working = Note()
        self.issue = button(
            _("Issue {name}").format(name=name), "lock", Look.PRIMARY, _("Ctrl+Enter")
        )
        self.leave = button(_("Cancel"))

    def _connect(self) -> None:
        self.issue.clicked.connect(self._on_issue_clicked)
        self.leave.clicked.connect(self.reject)
        finish_with_control_enter(self, self.issue)

    def _assemble(self) -> None:
        draft = self._draft
        title = _("Issue the edition {name}?").format(name=draft.name)
        self.setWindowTitle(title)
        wish_for_width(self, 64 * GRID)
        final = label(
            _(
                "From now on nobody can change it: forms point to these very words. Forms of "
                "earlier editions that are out still count."
            ),
            wrap=True,
        )
        inner = QWidget()
        inner.setLayout(
            column(
                final,
                card(
                    _fact(_("What it asks about"), ", ".join(map(purpose_word, draft.purposes))),
                    _fact(_("How long"), _begun(months_word(draft.validity_months))),
                    _fact(_("Languages"), ", ".join(map(language_in_line, draft.offered()))),
                    gap=GRID + 4,
                ),
                *self._left_out(),
                wrapped(self.print_it, _("&Print this one from now on")),
                None,
                gap=2 * GRID,
            )
        )
        area = follow_focus(scrolled(inner, steady=True, whole=True))
        foot = row(self.working, None, self.leave, self.issue)
        self.setLayout(in_window(label(title, Look.TITLE, wrap=True), area, self.banner, foot))

    def _left_out(self) -> list[QWidget]:
        """The languages it is not offered in, each with why."""
        draft = self._draft
        left = [code for code in draft.languages if code not in draft.offered()]
        if not left:
            return []
        lines = []
        for code in left:
            icon, tone, said = language_state(draft, code)
            line = Note()
            named = _("{language}: {state}")
            line.say(named.format(language=language_in_line(code), state=said), icon, tone)
            lines.append(line)
        return [card(label(_("Not offered in"), Look.STRONG), *lines)]

    def reject(self) -> None:
        """Not while it is being issued."""
        if self.issue.isEnabled():
            super().reject()

    def _on_issue_clicked(self) -> None:
        from consentdesk.services import own_editions

        context, name, version = self._context, self._draft.name, self._version
        clerk, at, print_it = context.clerk, context.now(), self.print_it.isChecked()
        self._enable(on=False)
        context.tasks.run(
            self,
            lambda _progress: own_editions.issue(
                context.register,
                clerk,
                at,
                name,
                version,
                print_it=print_it,
                policy=context.laid_down,
            ),
            lambda _edition: self._on_issued(name, is_printed=print_it),
            failed=self._on_failed,
            lane=Lane.LONG,
        )

    def _enable(self, *, on: bool) -> None:
        self.issue.setEnabled(on)
        self.leave.setEnabled(on)
        self.print_it.setEnabled(on)
        self.working.say("" if on else _("Trying every sheet…"), "clock")

    def _on_issued(self, name: str, *, is_printed: bool) -> None:
        self._enable(on=True)
        self.accept()
        self.issued.emit(name, is_printed)

    def _on_failed(self, error: ConsentDeskError) -> None:
        self._enable(on=True)
        self.banner.tell(error)


def _fact(name: str, said: str) -> QWidget:
    held = QWidget()
    held.setLayout(column(label(name, Look.STRONG), label(said, wrap=True), gap=2))
    return held


def _begun(said: str) -> str:
    """The words as a sentence begins."""
    return said[:1].upper() + said[1:]


def open_issue_dialog(
    context: Context, parent: QWidget, draft: DraftEdition, version: int
) -> IssueDialog:
    """Ask whether that draft, as it was at that version, is to be final."""
    dialog = IssueDialog(context, parent, draft, version)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.issue.setFocus()
    return dialog
