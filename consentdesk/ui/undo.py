"""Steps that can be taken back: drafts, never what is in the journal.

A step is pushed once its work is done. Taking it back, or doing it again, is work like any other:
off the GUI thread, through a service, and if the register refuses, the steps before it are
forgotten and the sentence is shown.
"""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtGui import QUndoCommand

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.context import Context

Write = Callable[[str, datetime], object]
"""Work that writes: called with the clerk and the time (UTC).

A text that it returns is told after it.
"""


class Step(QUndoCommand):
    """One step with the ways back and forth; without `again` it can't be done again."""

    def __init__(
        self, context: Context, text: str, *, back: Write, again: Write | None = None
    ) -> None:
        super().__init__(text)
        self._context = context
        self._back = back
        self._again = again
        self._done = True

    def redo(self) -> None:
        """Qt calls this once when the step is pushed: then its work is done already."""
        if self._done:
            self._done = False
        elif self._again is not None:
            self._run(self._again, _("Done again: {step}."))

    def undo(self) -> None:
        """Take the step back."""
        if self._again is None:
            self.setObsolete(True)
        self._run(self._back, _("Undone: {step}."))

    def _run(self, write: Write, sentence: str) -> None:
        context = self._context
        clerk, at = context.clerk, context.now()
        done = sentence.format(step=self.text())

        def tell(result: object) -> None:
            self._on_written(f"{done} {result}" if result and isinstance(result, str) else done)

        context.tasks.run(
            context,
            lambda _progress: write(clerk, at),
            tell,
            failed=self._on_failed,
        )

    def _on_written(self, said: str) -> None:
        self._context.tell_written()
        self._context.step_undone.emit(said)

    def _on_failed(self, error: ConsentDeskError) -> None:
        self._context.undo.clear()
        self._context.tasks.failed_unheard.emit(error)


def push(context: Context, text: str, *, back: Write, again: Write | None = None) -> None:
    """Remember a step that has just been done; `text` names it in the menu."""
    context.undo.push(Step(context, text, back=back, again=again))
