"""A draft of an edition as it lies on the desk: every step can be taken back, and all is saved.

Knows the draft, its version and the steps; what is shown of it is the windows'. A moment after each
change it is saved by itself. Where another desk has changed the draft meanwhile, nothing is written
over theirs: they are told apart, and taking theirs is a step like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from consentdesk.domain.acts import Purpose
from consentdesk.errors import BadInput, ConsentDeskError, Problem
from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.edition_words import text_word
from consentdesk.ui.languages import language_name
from consentdesk.ui.write_queue import AGAIN, PASSING

if TYPE_CHECKING:
    from consentdesk.services.edition_drafts import DraftEdition
    from consentdesk.ui.edition_reading import Opened

SOON = 500
"""Milliseconds without a further change before a draft is saved."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a step changed something: the language and key of a text; "" for what is asked."""

    language: str = ""
    key: str = ""


class _Change(QUndoCommand):
    """One step from a draft to the next; steps of the same run become one."""

    def __init__(
        self, desk: DraftDesk, text: str, before: DraftEdition, after: DraftEdition, spot: Spot
    ) -> None:
        super().__init__(text)
        self._desk = desk
        self.before = before
        self.after = after
        self.spot = spot
        self.run = desk.run

    def id(self) -> int:
        """Qt only asks those of one number whether they merge."""
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """What is typed into one text without a stop is one step."""
        if not isinstance(other, _Change) or (other.spot, other.run) != (self.spot, self.run):
            return False
        self.after = other.after
        self.setObsolete(self.after == self.before)
        return True

    def redo(self) -> None:
        """Also called once when it is pushed."""
        self._desk.put(self.after, self.spot)

    def undo(self) -> None:
        """Take the step back."""
        self._desk.put(self.before, self.spot)


class DraftDesk(QObject):
    """The draft, its steps, and its way into the register."""

    changed = Signal(object)
    """The draft is another one now; the Spot says where."""
    saved = Signal()
    moved = Signal()
    """Another desk has changed the draft: nothing of ours was written over it."""
    gone = Signal(object)
    """The draft was issued or thrown away at another desk: the ConsentDeskError."""
    refused = Signal(object)
    """It can't be saved now, for another reason: the ConsentDeskError."""

    def __init__(self, context: Context, opened: Opened, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.draft = opened.draft
        self.version = opened.version
        self.run = 0
        self.undo = QUndoStack(self)
        self._kept = opened.draft
        self._is_saving = False
        self._is_resting = False
        self._then: Callable[[], None] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self.save)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN)
        self._again.timeout.connect(self.save)
        context.server_silent.connect(self._on_context_server_silent)

    @property
    def is_draft(self) -> bool:
        """Whether it can be changed at all."""
        return self.version > 0

    @property
    def is_saved(self) -> bool:
        """Whether all of it is in the register."""
        return self.draft == self._kept

    def put(self, draft: DraftEdition, spot: Spot) -> None:
        """Make this the draft; for the steps alone."""
        self.draft = draft
        self._soon.start()
        self.changed.emit(spot)

    def end_run(self) -> None:
        """What is typed from now on is a step of its own."""
        self.run += 1

    def ask(self, purposes: Iterable[Purpose], text: str) -> None:
        """Ask about these, in this order; `text` names the step."""
        self.end_run()
        self._push(text, self.draft.ask(purposes), Spot())

    def hold(self, months: int) -> None:
        """Have a yes last so many months."""
        self._push(_("months of a yes"), self.draft.hold(months), Spot(key="months"))

    def say(self, language: str, key: str, text: str) -> None:
        """Change one text; raises what `DraftEdition.say` refuses."""
        named = _("text “{text}” ({language})").format(
            text=text_word(key), language=language_name(language)
        )
        self._push(named, self.draft.say(language, key, text), Spot(language, key))

    def confirm(self, language: str, key: str) -> None:
        """A translation still says the same as the institution's own text."""
        self.end_run()
        named = _("approval of “{text}”").format(text=text_word(key))
        self._push(named, self.draft.confirm(language, [key]), Spot(language, key))

    def _push(self, text: str, after: DraftEdition, spot: Spot) -> None:
        if after != self.draft:
            self.undo.push(_Change(self, text, self.draft, after, spot))

    def save(self) -> None:
        """Save now, if there is anything to save; one at a time."""
        if self._is_saving or not self.is_draft:
            return
        self._soon.stop()
        self._again.stop()
        if self.is_saved:
            self._tell_saved()
            return
        from consentdesk.services import own_editions

        self._is_saving = True
        context, draft, version = self._context, self.draft, self.version
        clerk, at = context.clerk, context.now()
        context.tasks.run(
            self,
            lambda _progress: own_editions.save(context.register, clerk, at, draft, version),
            lambda now: self._on_saved(draft, now),
            failed=self._on_refused,
        )

    def when_saved(self, then: Callable[[], None]) -> None:
        """Save what is left, then do that; never where saving is refused."""
        self._then = then
        self.save()

    def rest(self, *, on: bool) -> None:
        """Whether it is somebody else's for a while, and others' changes are theirs to tell."""
        self._is_resting = on
        if not on:
            self.look_again()

    def look_again(self) -> None:
        """Whether another desk has changed it; called after anybody has written."""
        if not self.is_draft or self._is_resting:
            return
        from consentdesk.services import own_editions

        context, name = self._context, self.draft.name

        def work() -> int:
            with context.register.read() as reader:
                return own_editions.draft_of(reader, name)[1]

        context.tasks.run(
            self,
            lambda _progress: work(),
            self._on_looked,
            failed=self._on_refused,
            replaces="look",
        )

    def take_theirs(self) -> None:
        """Make what the other desk wrote the draft; taking that step back brings ours again."""
        from consentdesk.services import own_editions

        context, name = self._context, self.draft.name

        def work() -> tuple[DraftEdition, int]:
            with context.register.read() as reader:
                return own_editions.draft_of(reader, name)

        context.tasks.run(
            self,
            lambda _progress: work(),
            lambda found: self._on_theirs(*found),
            failed=self._on_refused,
        )

    def _on_theirs(self, draft: DraftEdition, version: int) -> None:
        self.end_run()
        self.version, self._kept = version, draft
        self._push(_("what another desk wrote"), draft, Spot())
        self.save()

    def _on_looked(self, version: int) -> None:
        # The versions of a name only go on: a lower one was read before ours was saved.
        if version > self.version and not self._is_saving:
            self.moved.emit()

    def _on_saved(self, draft: DraftEdition, version: int) -> None:
        self._is_saving = False
        self.version, self._kept = version, draft
        if self.is_saved:
            self._tell_saved()
        elif self._then is not None or not self._soon.isActive():
            self.save()

    def _tell_saved(self) -> None:
        self.saved.emit()
        then, self._then = self._then, None
        if then is not None:
            then()

    def _on_refused(self, error: ConsentDeskError) -> None:
        self._is_saving, self._then = False, None
        if error.problem in PASSING and not self.is_saved:
            self._again.start()
        if error.problem is Problem.EDITION_DRAFT_MOVED:
            # It may be gone altogether: looking at it tells.
            self.look_again()
        elif isinstance(error, BadInput) and error.problem is Problem.EDITION_UNKNOWN:
            self.gone.emit(error)
        else:
            self.refused.emit(error)

    def _on_context_server_silent(self, since: object) -> None:
        if since is None and self._again.isActive():
            self.save()
