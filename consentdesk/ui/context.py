"""What every window is handed: the register, who works at the desk, and the way to do work.

There is no global object; a window that needs more than this asks for it by name. Pages and dialogs
tell each other things through the signals here and never reach into one another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QUndoStack

from consentdesk.machine_policy import machine_policy
from consentdesk.ui.memory import Memory
from consentdesk.ui.tasks import Tasks
from consentdesk.ui.window_state import SINGLE_KEYS

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from consentdesk.domain.acts import Serial
    from consentdesk.domain.people import SubjectId
    from consentdesk.domain.photos import PhotoId
    from consentdesk.domain.roles import Right, Role
    from consentdesk.errors import ConsentDeskError
    from consentdesk.services.judging_many import Judged
    from consentdesk.settings import Policy
    from consentdesk.storage.register import Register
    from consentdesk.ui.last_answers import LastAnswers
    from consentdesk.ui.scanner import Scanner
    from consentdesk.ui.thumbnails import Thumbnails
    from consentdesk.ui.write_queue import WriteQueue


def utc_now() -> datetime:
    """The clock of a real desk."""
    from datetime import UTC, datetime

    return datetime.now(UTC)


class Context(QObject):
    """One desk: the register, a clerk, the tasks, and the state of the windows.

    The main window is shown before its register is open; dialogs only ever see an open one.
    `settings` holds what this computer remembers; facts lie in the register. `now` is the clock, so
    that a test can set it; `undo` holds the steps that can be taken back, `thumbnails` the small
    pictures. Reading and writing belong in `tasks.run`, never on the GUI thread.
    """

    register_changed = Signal()
    """Something was written, here or at another seat: read again."""
    register_left = Signal()
    """Another register takes its place, or none: whatever shows people or photos by their numbers
    is closed, for they are other people and photos there."""
    clerk_changed = Signal(str)
    role_changed = Signal()
    """Whoever has opened the register may do more or less than before."""
    subject_wanted = Signal(object)
    """Somebody chose a SubjectId to be shown on the person page."""
    photo_wanted = Signal(object)
    """Somebody chose a PhotoId to be shown among the photos."""
    form_wanted = Signal(object)
    """Somebody chose a Serial to be shown among the forms."""
    files_wanted = Signal(object)
    """Somebody wants these files, a tuple of paths, brought in among the photos."""
    page_wanted = Signal(str, str)
    """Somebody chose a page of the sidebar and which part of it."""
    covered = Signal(bool)
    """Names and pictures are to be hidden because nobody is at the desk, or may be seen again."""
    alike_changed = Signal()
    """Other files than before wait to be compared with a photo they look like."""
    step_undone = Signal(str)
    """A step was taken back or done again, or has left nothing to show: the sentence about it."""
    server_silent = Signal(object)
    """The server with the register hasn't answered since that datetime; None: it answers again."""
    back_wanted = Signal()
    """Somebody wants to return to the page before."""

    def __init__(
        self,
        register: Register | None,
        clerk: str,
        tasks: Tasks,
        settings: QSettings,
        *,
        now: Callable[[], datetime] = utc_now,
        laid_down: Policy = machine_policy,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._register = register
        self.tasks = tasks
        self.settings = Memory(settings)
        self.settings.turn_to(register)
        self.now = now
        self.laid_down = laid_down
        self.undo = QUndoStack(self)
        self._thumbnails: Thumbnails | None = None
        self._scanner: Scanner | None = None
        self._judged: Judged | None = None
        self._steps: WriteQueue | None = None
        self._last_answers: LastAnswers | None = None
        self._clerk = clerk
        self._zone: tzinfo | None = None
        self._role: Role | None = None
        self.family_language = ""

    @property
    def thumbnails(self) -> Thumbnails:
        """The small pictures of this desk."""
        if self._thumbnails is None:
            from consentdesk.ui.thumbnails import Thumbnails

            self._thumbnails = Thumbnails(self.tasks, lambda: self.register, self)
            self.register_changed.connect(self._thumbnails.follow)
        return self._thumbnails

    @property
    def judged(self) -> Judged:
        """The verdicts that lists and counts of this desk have worked out for its register."""
        if self._judged is None:
            from consentdesk.services.judging_many import Judged

            self._judged = Judged()
        return self._judged

    @property
    def steps(self) -> WriteQueue:
        """Where steps are taken back or done again; one that is refused forgets all of them."""
        if self._steps is None:
            from consentdesk.ui.write_queue import WriteQueue

            self._steps = WriteQueue(self, self)
            self._steps.failed.connect(self._on_step_failed)
        return self._steps

    def _on_step_failed(self, error: ConsentDeskError) -> None:
        self.undo.clear()
        self.tasks.failed_unheard.emit(error)

    @property
    def scanner(self) -> Scanner:
        """The folder a scanner writes to."""
        if self._scanner is None:
            from consentdesk.ui.scanner import Scanner

            self._scanner = Scanner(self, parent=self)
        return self._scanner

    @property
    def last_answers(self) -> LastAnswers:
        """What the server last said, for while it is silent."""
        if self._last_answers is None:
            from consentdesk.ui.last_answers import LastAnswers

            self._last_answers = LastAnswers(self, self)
        return self._last_answers

    def end(self) -> None:
        """End all work, and the child processes if anybody has asked for a picture."""
        if self._register is not None:
            self._register.leave()
        self.tasks.close()
        if self._thumbnails is not None:
            self._thumbnails.close()

    @property
    def register(self) -> Register:
        """The open register; asking before one is open is a bug."""
        if self._register is None:
            raise RuntimeError("no register is open")
        return self._register

    def know(self, zone: tzinfo, family_language: str) -> None:
        """Where the institution is, and the language of most families there."""
        self._zone, self.family_language = zone, family_language

    def sit(self, role: Role | None) -> None:
        """What whoever has opened the register is there, once that is read."""
        if role is not self._role:
            self._role, self._judged = role, None
            self.role_changed.emit()

    def may(self, right: Right) -> bool:
        """Whether whoever has opened the register has that right; all, until that is read.

        For what a window leaves out: the register refuses by itself.
        """
        from consentdesk.domain.roles import may

        return self._role is None or may(self._role, right)

    def local(self, at: datetime | None = None) -> datetime:
        """A moment, by default this one, by the institution's clock; this machine's till then."""
        return (at or self.now()).astimezone(self._zone)

    @property
    def has_single_keys(self) -> bool:
        """Whether figures and letters alone do something; some speak to their computer instead."""
        return str(self.settings.value(SINGLE_KEYS, "true")) == "true"

    @property
    def is_open(self) -> bool:
        """Whether there is a register to read."""
        return self._register is not None

    def put(self, register: Register | None) -> None:
        """Another register, or none; every view begins anew. The old one is the caller's."""
        was_open, self._register = self.is_open, register
        self.settings.turn_to(register)
        self._zone, self.family_language = None, ""
        self.sit(None)
        self._judged = None
        self.undo.clear()
        if self._thumbnails is not None:
            self._thumbnails.forget()
        if was_open:
            self.register_left.emit()
        if register is not None:
            self.register_changed.emit()

    @property
    def clerk(self) -> str:
        """The name that goes on whatever is written next."""
        return self._clerk

    def change_clerk(self, name: str) -> None:
        """Somebody else works at the desk now."""
        self._clerk = name
        self.clerk_changed.emit(name)

    def tell_written(self) -> None:
        """Call this after a service has written, so that every view reads again."""
        self.register_changed.emit()

    def show_subject(self, subject: SubjectId) -> None:
        """Open that person's page in the main window."""
        self.subject_wanted.emit(subject)

    def show_photo(self, photo: PhotoId) -> None:
        """Show that photo on the page of photos."""
        self.photo_wanted.emit(photo)

    def show_form(self, serial: Serial) -> None:
        """Show that form on the page of forms."""
        self.form_wanted.emit(serial)

    def show_page(self, key: str, part: str = "") -> None:
        """Open a page of the main window; `part` is what it calls one of its own views."""
        self.page_wanted.emit(key, part)

    def go_back(self) -> None:
        """Return to the page before this one."""
        self.back_wanted.emit()
