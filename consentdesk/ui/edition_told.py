"""How a draft fares in the register, told in its window: saved, not saved, changed by others, gone.

A word at the foot says whether all is saved; what needs an answer is the banner's.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, format_time
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.edition_desk import DraftDesk
from consentdesk.ui.edition_field import Note


class DeskTold(QObject):
    """Listens to the desk; `is_leaving` is whether somebody waits to close the window."""

    left = Signal()
    """The window is to be closed as things are."""
    answered = Signal()
    """The keyboard goes on where texts are written."""
    ended = Signal()
    """There is no draft any more that could be written on."""

    def __init__(
        self, context: Context, desk: DraftDesk, banner: Banner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._banner = banner
        self.state = Note()
        self.is_leaving = False
        self.is_gone = False
        desk.changed.connect(self._on_desk_changed)
        desk.saved.connect(self._on_desk_saved)
        desk.moved.connect(self._on_desk_moved)
        desk.gone.connect(self._on_desk_gone)
        desk.refused.connect(self._on_desk_refused)

    def _on_desk_changed(self) -> None:
        self.state.say(_("Saving…"), "clock")

    def _on_desk_saved(self) -> None:
        at = format_time(self._context.local())
        self.state.say(_("Saved {time}").format(time=at), "done", "ok")
        self._banner.forget_refusal()

    def _on_desk_moved(self) -> None:
        """Theirs is never written over; ours is never thrown away unasked."""
        leaving, self.is_leaving = self.is_leaving, False
        said = _("Somebody else has changed the draft {edition} meanwhile. Take theirs to see it.")
        if not self._desk.is_saved:
            self._say_not_saved()
            said = _(
                "Somebody else has changed the draft {edition} meanwhile, so what you changed "
                "since is not saved. Take theirs; Undo then brings yours back."
            )
        self._banner.say(
            said.format(edition=self._desk.draft.name),
            tone="unknown",
            icon="warning",
            action=_("Take t&heirs"),
            then=self._on_theirs_wanted,
            other=_("Close wi&thout saving") if leaving else _("&Keep looking"),
            otherwise=self.left.emit if leaving else self.answered.emit,
        )

    def _on_theirs_wanted(self) -> None:
        self._desk.take_theirs()
        self.answered.emit()

    def _on_desk_gone(self) -> None:
        """Another desk has issued it or thrown it away: there is nothing left to write on."""
        if self.is_gone:
            return
        self.is_gone = True
        said = _(
            "The draft {edition} is no longer there: it was issued or discarded at another desk."
        )
        if not self._desk.is_saved:
            self._say_not_saved()
            said = _(
                "The draft {edition} is no longer there: it was issued or discarded at another "
                "desk. What you changed since is not saved."
            )
        self._banner.say(
            said.format(edition=self._desk.draft.name),
            tone="no",
            icon="warning",
            action=_("Close"),
            then=self.left.emit,
            stays=True,
        )
        self.ended.emit()

    def _on_desk_refused(self, error: ConsentDeskError) -> None:
        """It is tried again by itself where that may help; nobody is kept in the window."""
        from consentdesk.wording import problem_sentence

        leaving, self.is_leaving = self.is_leaving, False
        self._say_not_saved()
        said = problem_sentence(error)
        if self._banner.text == said and not leaving:
            # Said once, not with every attempt.
            return
        self._banner.say(
            said,
            tone="no",
            icon="warning",
            action=_("Save again"),
            then=self._desk.save,
            other=_("Close wi&thout saving") if leaving else "",
            otherwise=self.left.emit,
        )

    def _say_not_saved(self) -> None:
        self.state.say(_("Not saved"), "warning", "no")
