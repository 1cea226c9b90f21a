"""What was said of a burst as one step in the menu, and the burst it was said of."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _, format_number
from consentdesk.ui.context import Context
from consentdesk.ui.panel_writing import PanelWriter
from consentdesk.ui.undo import Step


class BurstSteps(QObject):
    """While a burst is looked at each name is a step; once it is left all are one."""

    def __init__(self, context: Context, writer: PanelWriter) -> None:
        super().__init__(writer)
        self._context = context
        self._writer = writer
        self._folded: list[tuple[Step, tuple[PhotoId, ...]]] = []
        self._begun = context.undo.index()
        self._taken_back = 0
        context.undo.indexChanged.connect(self._on_undo_index_changed)

    def fold(self, text: str, photos: tuple[PhotoId, ...]) -> None:
        """What was written of these photos since the last time is one step of that name."""
        if (step := self._writer.fold(text)) is not None:
            self._folded.append((step, photos))

    @property
    def can_undo(self) -> bool:
        """Whether something was said here; what was done before, such as a card, is not ours."""
        return self._context.undo.index() > self._begun

    def _on_undo_index_changed(self, index: int) -> None:
        """A step that is refused takes all others with it: those from before are gone too."""
        self._begun = min(self._begun, index)

    def redo(self) -> bool:
        """Do again what was taken back last; False where nothing was taken back here."""
        if not self._taken_back or not self._context.undo.canRedo():
            return False
        self._taken_back -= 1
        self._context.undo.redo()
        return True

    def undo(self) -> tuple[PhotoId, ...] | None:
        """Take the last step back; the photos it was about, where that was a whole burst."""
        stack = self._context.undo
        if not self.can_undo:
            return None
        last = stack.command(stack.index() - 1) if stack.index() else None
        stack.undo()
        self._taken_back += 1
        return next((photos for step, photos in self._folded if step is last), None)


def called(number: int, names: Sequence[str]) -> str:
    """What the menu calls everything said of the burst in that place."""
    if not names:
        return _("what was said of burst {number}").format(number=format_number(number))
    text = _("burst {number}: {names}")
    return text.format(number=format_number(number), names=", ".join(names))
