"""Steps that can be taken back: drafts, never what is in the journal.

A step is pushed once its work is done. Taking it back, or doing it again, is work like any other:
off the GUI thread, through a service, one step after the other, and if the register refuses, the
steps before it are forgotten and the sentence is shown.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from PySide6.QtGui import QUndoCommand

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
        self.back = back
        self.again = again
        self.is_folded = False
        """Whether another step does its work now."""
        self._done = True

    def redo(self) -> None:
        """Qt calls this once when the step is pushed: then its work is done already."""
        if self._done:
            self._done = False
        elif self.again is not None and not self.is_folded:
            self._run(self.again, _("Done again: {step}."))

    def undo(self) -> None:
        """Take the step back."""
        if self.is_folded:
            return
        if self.again is None:
            self.setObsolete(True)
        self._run(self.back, _("Undone: {step}."))

    def _run(self, write: Write, sentence: str) -> None:
        done = sentence.format(step=self.text())
        told: list[object] = []

        def tell() -> None:
            # Where the line broke the server could only tell that it is done.
            result = told[-1] if told else None
            self._on_written(f"{done} {result}" if result and isinstance(result, str) else done)

        # One after the other: of two steps taken back quickly the later one goes first.
        self._context.steps.put(lambda clerk, at: told.append(write(clerk, at)), tell)

    def _on_written(self, said: str) -> None:
        self._context.tell_written()
        self._context.step_undone.emit(said)


def push(context: Context, text: str, *, back: Write, again: Write | None = None) -> None:
    """Remember a step that has just been done; `text` names it in the menu."""
    pushed(context, text, back=back, again=again)


def pushed(context: Context, text: str, *, back: Write, again: Write | None = None) -> Step:
    """The same, for who wants to fold it with others later."""
    step = Step(context, text, back=back, again=again)
    context.undo.push(step)
    return step


def fold(context: Context, steps: Collection[Step], text: str) -> Step | None:
    """Make one step of those among the latest that are left of these; None where none is.

    They must be such that can be done again.
    """
    stack, left = context.undo, list[Step]()
    while stack.index() and isinstance(last := stack.command(stack.index() - 1), Step):
        if last not in steps:
            break
        # Qt has no other way to take one out: it is undone without any work.
        last.is_folded = True
        left.insert(0, last)
        stack.undo()
    if not left:
        return None
    forth = [step.again for step in left if step.again is not None]
    back = [step.back for step in reversed(left)]
    return pushed(context, text, back=_one_by_one(back), again=_one_by_one(forth))


def _one_by_one(writes: Collection[Write]) -> Write:
    """One piece of work that is these, in their order."""

    def write(clerk: str, at: datetime) -> None:
        for one in writes:
            one(clerk, at)

    return write
