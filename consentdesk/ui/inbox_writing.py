"""What is said of the sheets goes into the register, one after the other, each a step to take back.

Nothing is journaled here. What was said is shown at once; where the register refuses, that is told
and everything after it is written all the same: one sheet has nothing to do with the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from consentdesk.domain.inbox import Draft, PageId, Sheet, SheetId
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.ui.undo import Write, push
from consentdesk.ui.write_queue import WriteQueue

if TYPE_CHECKING:
    from consentdesk.domain.acts import Serial
    from consentdesk.ui.context import Context

Change = Callable[[str, datetime], Sheet]


class InboxWriting(QObject):
    """Writes drafts; knows those that are on their way."""

    refused = Signal(object, object)
    """The SheetId, or the PageId, and the error."""
    linked = Signal(object)
    """The SheetId on which a page was put."""
    written = Signal()
    """Everything said so far is in the register."""
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.queue = WriteQueue(context, self)
        self._drafts: dict[SheetId, Draft] = {}
        self._under_way: Counter[SheetId] = Counter()
        self._versions: dict[SheetId, int] = {}
        # What was written here last, and the version it is like: undoing writes a new one.
        self._left: dict[SheetId, tuple[int, int]] = {}
        self.queue.written.connect(self._on_queue_written)
        self.queue.failed.connect(self._on_queue_failed)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is on its way."""
        return self.queue.is_idle

    def forget(self) -> None:
        """Another register: the same numbers are other sheets."""
        self._drafts.clear()
        self._versions.clear()
        self._left.clear()

    def draft(self, sheet: Sheet) -> Draft:
        """The newest that was said of a sheet, here or in the register as it was read."""
        known = self._versions.get(sheet.id, 0)
        if self._under_way[sheet.id] or sheet.version < known:
            return self._drafts.get(sheet.id, sheet.draft)
        self._versions[sheet.id] = sheet.version
        return sheet.draft

    def save(self, sheet: SheetId, draft: Draft, said: str) -> None:
        """Keep what was said so far; `said` names the step."""
        from consentdesk.services.inbox.accepting import save_draft

        register = self._context.register
        self._put(
            sheet,
            draft,
            said,
            lambda clerk, at: save_draft(
                register, clerk, at, sheet=sheet, draft=draft, seen=self._versions[sheet]
            ),
        )

    def accept(self, sheet: SheetId, draft: Draft, said: str) -> None:
        """Somebody has said that it is right, and that the signature was seen."""
        from consentdesk.services.inbox.accepting import accept

        register = self._context.register
        self._put(
            sheet,
            draft,
            said,
            lambda clerk, at: accept(
                register, clerk, at, sheet=sheet, draft=draft, seen=self._versions[sheet]
            ),
        )

    def set_sheet_aside(self, sheet: Sheet, said: str, *, aside: bool) -> None:
        """Where it doesn't ask for anything, or back."""
        from consentdesk.services.inbox.accepting import set_aside

        register = self._context.register

        def change(clerk: str, at: datetime) -> Sheet:
            set_aside(register, clerk, at, sheets=[sheet.id], aside=aside)
            with register.read() as reader:
                return reader.inbox_sheet(sheet.id)

        self._put(sheet.id, self.draft(sheet), said, change)

    def set_page_aside(self, page: PageId, said: str, *, aside: bool) -> None:
        """The same with a page on no sheet."""
        from consentdesk.services.inbox.accepting import set_aside

        register = self._context.register

        def put(to: bool) -> Write:
            return lambda clerk, at: set_aside(register, clerk, at, pages=[page], aside=to)

        self._put_page(page, put(aside), said, back=put(not aside), again=put(aside))

    def link(self, page: PageId, serial: Serial, said: str, place: int | None = None) -> None:
        """Put a page on the sheet with that number."""
        from consentdesk.services.inbox.linking import link_page, unlink_page

        register, found = self._context.register, list[SheetId]()

        def write(clerk: str, at: datetime) -> None:
            sheet = link_page(register, clerk, at, page=page, serial=serial, place=place)
            found.append(sheet.id)

        def back(clerk: str, at: datetime) -> None:
            unlink_page(register, clerk, at, page=page)

        def done() -> None:
            if found:
                self.linked.emit(found[-1])

        self._put_page(page, write, said, back=back, again=write, then=done)

    def _put(self, id: SheetId, draft: Draft, said: str, change: Change) -> None:
        """Write the change of a sheet; going back is putting it as it was."""
        self._drafts[id] = draft
        self._under_way[id] += 1
        register = self._context.register
        before: list[Sheet] = []
        likes: list[int] = []
        refusal: list[BadInput | RuleRefusal] = []

        def write(clerk: str, at: datetime) -> None:
            before.clear()
            likes.clear()
            try:
                with register.read() as reader:
                    before.append(reader.inbox_sheet(id))
                likes.append(self._like(before[0]))
                now = change(clerk, at)
                likes.append(now.version)
                self._note(now, now.version)
            except (BadInput, RuleRefusal) as error:
                refusal.append(error)

        def back(clerk: str, at: datetime) -> None:
            from consentdesk.services.inbox.accepting import put_back

            seen = {id: self._version_like(before[0], likes[1])}
            (now,) = put_back(register, clerk, at, before=before[:1], seen=seen)
            self._note(now, likes[0])

        def again(clerk: str, at: datetime) -> None:
            self._versions[id] = self._version_like(before[0], likes[0])
            self._note(change(clerk, at), likes[1])

        def then() -> None:
            self._under_way[id] -= 1
            if refusal:
                self._versions.pop(id, None)
                self.refused.emit(id, refusal[0])
                return
            if len(likes) < 2:
                # The line broke, and the server could only tell that it is done.
                landed = before[0].version + 1
                likes.append(landed)
                self._versions[id] = landed
                self._left[id] = (landed, landed)
            push(self._context, said, back=back, again=again)

        self.queue.put(write, then)

    def _like(self, sheet: Sheet) -> int:
        version, like = self._left.get(sheet.id, (0, 0))
        return like if version == sheet.version else sheet.version

    def _note(self, now: Sheet, like: int) -> None:
        self._versions[now.id] = now.version
        self._left[now.id] = (now.version, like)

    def _version_like(self, sheet: Sheet, wanted: int) -> int:
        """The version a step may be taken back from, or taken again: as this desk has left it.

        What another desk has said since is not undone, though it may have been shown here.
        """
        version, like = self._left.get(sheet.id, (0, 0))
        if like != wanted:
            raise RuleRefusal(Problem.SHEET_CHANGED_MEANWHILE, serial=sheet.serial)
        return version

    def _put_page(
        self,
        page: PageId,
        change: Write,
        said: str,
        *,
        back: Write,
        again: Write,
        then: Callable[[], None] | None = None,
    ) -> None:
        refusal: list[BadInput | RuleRefusal] = []

        def write(clerk: str, at: datetime) -> None:
            try:
                change(clerk, at)
            except (BadInput, RuleRefusal) as error:
                refusal.append(error)

        def done() -> None:
            if refusal:
                self.refused.emit(page, refusal[0])
                return
            push(self._context, said, back=back, again=again)
            if then is not None:
                then()

        self.queue.put(write, done)

    def _on_queue_written(self) -> None:
        self.written.emit()
        self._context.tell_written()

    def _on_queue_failed(self, error: object) -> None:
        self._under_way.clear()
        self._drafts.clear()
        self.failed.emit(error)
        self._context.tell_written()
