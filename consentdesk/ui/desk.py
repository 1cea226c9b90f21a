"""One running program: its window, and the register it opens, leaves and opens again.

The window is shown before anything heavy is imported; the register is opened meanwhile, off the GUI
thread. Knows which page comes first: the desk, the first-run page, or what went wrong.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from consentdesk import i18n
from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _
from consentdesk.ui import file_kinds, icons, theme
from consentdesk.ui.application import application, others_shown, speak
from consentdesk.ui.away import encrypted_file
from consentdesk.ui.context import Context
from consentdesk.ui.handing import Gathering, deliver, deliver_packs
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.opening_told import OpeningTold
from consentdesk.ui.tasks import Job, Lane, Progress
from consentdesk.ui.window_state import LANGUAGE

if TYPE_CHECKING:
    from consentdesk.services.backups import Backup
    from consentdesk.services.locking import Encrypted
    from consentdesk.storage.register import Register
    from consentdesk.storage.values import Restoration
    from consentdesk.ui.clock_question import Opened
    from consentdesk.ui.copy_question import Copy
    from consentdesk.ui.first_run_page import Typed
    from consentdesk.ui.settings_dialog import SettingsDialog

AFTER_PAINTING = 15
"""Milliseconds left to the first painting of the window."""
SEEN = 1000
"""Milliseconds until what nobody needs at once is fetched, the register being open by then: a later
start waits that long for us."""
HOURLY = 3_600_000
"""Milliseconds between two looks whether today's backup is there; many leave the window open."""
PRACTICE = "practice"

Own = tuple[str, str | None, str]
"""Location, institution and name of the register to return to."""
Whereabouts = tuple[str, str | None, Own | None]
"""Location and institution of a register, and the one to return to from it."""


class Desk(QObject):
    """One running program: context, window, and the register between them."""

    def __init__(
        self,
        context: Context,
        location: str,
        institution: str | None,
        paths: Sequence[Path],
        *,
        clock_is_right: bool = False,
        wanted: str = "",
    ) -> None:
        super().__init__()
        self._context = context
        self._location = location
        self._institution = institution
        self._handed = Gathering(wanted, paths, self)
        self._handed.ready.connect(self._deliver)
        self._clock_is_right = clock_is_right
        self._pictures: Path | None = None
        self._own: tuple[str, str | None, str] | None = None
        self._before: Whereabouts | None = None
        self._copy: Copy | None = None
        self._first_reads: set[Job] = set()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(AFTER_PAINTING)
        self._rest.timeout.connect(self._on_rest_timeout)
        self._seen = QTimer(self)
        self._seen.setSingleShot(True)
        self._seen.setInterval(SEEN)
        self._seen.timeout.connect(self._sweep)
        self._daily = QTimer(self)
        self._daily.setInterval(HOURLY)
        self._daily.timeout.connect(self._on_daily_timeout)
        context.tasks.job_ended.connect(self._on_tasks_job_ended)
        context.covered.connect(self._on_context_covered)
        self._told = OpeningTold()
        self._is_set_aside = False
        self.window = self._make_window()

    def begin(self) -> None:
        """Show the window and open the register, or ask for one."""
        if self._is_missing():
            self._show_first_run()
            theme.dress(application())
            self.window.show()
        else:
            self.window.lay_desk()
            theme.dress(application())
            self.window.show()
            # Not before the window is painted: both would wait for the one interpreter.
            QTimer.singleShot(AFTER_PAINTING, self._open)
        self._seen.start()

    def _sweep(self) -> None:
        """Remove what a killed start left of forms and pictures, off the GUI thread."""
        from consentdesk.ui.private_folder import sweep

        self._context.tasks.run(self, lambda _progress: sweep(), lambda _none: None)

    def take_files(self, paths: Sequence[Path], wanted: str = "") -> None:
        """Files from another start or the system, and what for; kept until we are ready."""
        self.window.raise_()
        self.window.activateWindow()
        self._handed.add(wanted, paths)

    def _deliver(self) -> None:
        rest = deliver_packs(self._context, self.window, self._handed.take())
        if self._context.is_open and not self.window.is_covered:
            deliver(self._context, self.window, rest)
            return
        for wanted, paths in rest:
            self._handed.keep(wanted, paths)

    def _on_context_covered(self, covered: bool) -> None:
        """What was handed over while nobody was there is shown once somebody is."""
        if not covered:
            QTimer.singleShot(0, self, self._deliver)

    def dress(self) -> None:
        """The system changed its colours."""
        theme.dress(application())
        icons.renew()

    def use_language(self, language: str) -> None:
        """The windows are made anew in the other language; what was typed so far stays."""
        from consentdesk.ui.first_run_page import FirstRunPage

        speak(language)
        old, geometry = self.window, self.window.saveGeometry()
        typed = old.front.typed if isinstance(old.front, FirstRunPage) else None
        self.window = self._make_window()
        self.window.restoreGeometry(geometry)
        if old.front is None:
            self.window.lay_desk()
        self.window.show()
        if old.front is not None:
            self._show_front_again(typed)
        elif self._context.is_open:
            self.window.show_desk()
            self._context.tell_written()
        self.window.activateWindow()
        old.hide()
        old.deleteLater()

    def close(self) -> None:
        """End the work, then the register."""
        self._rest.stop()
        self._seen.stop()
        self._daily.stop()
        self._context.end()
        if self._context.is_open:
            self._context.register.close()

    def _make_window(self) -> MainWindow:
        window = MainWindow(self._context)
        window.register_wanted.connect(self._on_register_wanted)
        window.practice_wanted.connect(self._on_practice_wanted)
        window.own_register_wanted.connect(self._on_own_register_wanted)
        window.show_way_back(self._own[2] if self._own is not None else None)
        window.settings_wanted.connect(self._on_settings_wanted)
        window.restore_wanted.connect(self._on_restore_wanted)
        window.encrypt_wanted.connect(self._on_encrypt_wanted)
        window.recovery_wanted.connect(self._on_recovery_wanted)
        window.actions_.offer_restore(on=self._is_file)
        return window

    @property
    def _is_file(self) -> bool:
        return "://" not in self._location

    def _is_missing(self) -> bool:
        return self._is_file and not Path(self._location).exists()

    def _open(self) -> None:
        location, institution = self._location, self._institution
        at = None if self._clock_is_right else self._context.now()
        is_switching = self._before is not None and self._context.is_open
        is_back = self._before is not None and self._before[2] and self._before[2][0] == location
        own = self._context.register if is_switching and not is_back else None

        def work() -> "Opened":
            from consentdesk.ui.clock_question import opened

            return opened(location, institution, at, own)

        self._context.tasks.run(
            self, lambda _progress: work(), self._on_looked_at, failed=self._on_open_failed
        )

    def _on_looked_at(self, found: "Opened") -> None:
        if found.copy is not None and self._before is not None:
            from consentdesk.ui.copy_question import Meant, what_is_meant

            may_restore = "://" not in self._before[0]
            meant = what_is_meant(found.copy, self.window, may_restore=may_restore)
            if meant is not Meant.TO_OPEN:
                found.register.close()
                self._return()
                if meant is Meant.TO_RESTORE:
                    self._on_restore_wanted(found.copy.path)
                return
            location, institution, own = self._before
            own = own or (location, institution, self.window.institution)
            self._aim(self._location, self._institution, own)
        self._copy = found.copy
        if found.doubted is not None:
            from consentdesk.ui.clock_question import is_right

            # Nobody writes before the answer, and by a wrong clock nobody at all.
            found.register.bar(found.doubted)
            if is_right(found.doubted, self.window):
                self._clock_is_right = True
                found.register.bar(None)
        self._on_opened(found.register)

    def _on_opened(self, register: "Register") -> None:
        if self._context.is_open:
            self._context.register.close()
        self._before = None
        # The pages hear that there is a register, and fill themselves.
        self.window.lay_desk()
        self._context.put(register)
        self.window.show_desk()
        self._offer_encryption()
        self._told.tell(self.window.banner, self._on_recovery_wanted)
        self._tell_copy()
        self._take_over()
        self._first_reads = set(self._context.tasks.running)
        self._deliver()

    def _on_tasks_job_ended(self, job: Job) -> None:
        """What nobody has asked for yet waits until the first page has something to show."""
        if job in self._first_reads:
            self._first_reads.remove(job)
            if not self._first_reads:
                self._rest.start()

    def _on_rest_timeout(self) -> None:
        from consentdesk.ui.pages import load_pages

        self._context.tasks.run(self, lambda _progress: load_pages(), self._on_pages_loaded)

    def _on_pages_loaded(self, _none: None) -> None:
        """Look where the pictures are; the code for it has just been loaded, too."""
        if not self._context.is_open:
            # A backup is being restored; the register opens again afterwards.
            return
        place = self._context.register.place.path
        self._on_daily_timeout()
        self._daily.start()
        if self._pictures is not None:
            self._context.thumbnails.learn(self._pictures)
            self._pictures = None
        elif place is not None:
            self._context.thumbnails.learn_beside(place)

    def _on_daily_timeout(self) -> None:
        from consentdesk.ui.throwing_away import empty_daily
        from consentdesk.ui.upkeep import back_up_daily

        if self._copy is not None:
            # By its name it would stand for the own register of today.
            return
        back_up_daily(self._context, self, self.window.tell)
        empty_daily(self._context, self)

    def _tell_copy(self) -> None:
        if self._copy is not None:
            from consentdesk.ui.copy_question import tell_copy

            tell_copy(self._copy, self.window.banner, self.window.actions_.own_register)

    def _take_over(self) -> None:
        """What this desk kept to itself before it belonged in the register."""
        from consentdesk.ui.asker_dialog import take_over

        take_over(self._context)

    def _on_open_failed(self, error: ConsentDeskError) -> None:
        from consentdesk.ui.problem_page import ProblemPage
        from consentdesk.ui.starting_away import problem_page

        if error.problem is Problem.REGISTER_TOO_OLD:
            self._show_upgrade()
            return
        if error.problem is Problem.PHRASE_NEEDED:
            self._show_unlock()
            return
        if self._before is not None:
            # A wrong file was chosen: what was there before it stays.
            self._return()
            if isinstance(self.window.front, ProblemPage):
                self.window.front.tell_of_another(error)
            else:
                self.window.tell(error)
            return
        if error.problem is Problem.REGISTER_MISSING:
            self._show_first_run()
            return
        page = problem_page(self._context, error, self._location, self._institution)
        page.retried.connect(self._open)
        page.restore_wanted.connect(self._on_restore_wanted)
        page.open_wanted.connect(self._on_register_wanted)
        self.window.show_front(page)

    def _show_upgrade(self) -> None:
        from consentdesk.ui.upgrade_page import UpgradePage

        may_leave = self._before is not None
        page = UpgradePage(self._context, self._location, may_leave=may_leave)
        page.upgraded.connect(self._on_upgraded)
        page.left.connect(self._on_upgrade_left)
        page.retried.connect(self._open)
        page.open_wanted.connect(self._on_register_wanted)
        self.window.show_front(page)

    def _show_unlock(self) -> None:
        from consentdesk.ui.unlock_page import UnlockPage

        path = Path(self._location).expanduser()
        page = UnlockPage(self._context, path, may_leave=self._before is not None)
        page.unlocked.connect(self._on_unlocked)
        page.left.connect(self._on_upgrade_left)
        page.open_wanted.connect(self._on_register_wanted)
        self.window.show_front(page)

    def _on_unlocked(self, unremembered: str) -> None:
        self._told.unremembered = unremembered
        self._open()

    def _on_upgrade_left(self) -> None:
        self._return()
        if not self._context.is_open:
            self._open()

    def _on_upgraded(self, backup: str) -> None:
        self._told.upgraded = backup
        self._open()

    def _show_first_run(self) -> None:
        from consentdesk.ui.first_run_page import FirstRunPage

        # The address of a server may hold a password, and is nobody's choice here.
        place = self._location if self._is_file else ""
        page = FirstRunPage(self._context.clerk, place, self._context.tasks)
        page.language_wanted.connect(self._on_first_language_wanted)
        page.begun.connect(self._on_first_run_begun)
        page.practice_wanted.connect(self._on_practice_wanted)
        page.open_wanted.connect(self._on_register_wanted)
        page.pack_wanted.connect(self.window.actions_.open_pack.trigger)
        self.window.show_front(page)

    def _on_first_run_begun(self, name: str, policy: str, contact: str, officer: str) -> None:
        from consentdesk.ui.first_run_page import FirstRunPage

        location, clerk, at = self._location, self._context.clerk, self._context.now()
        front = self.window.front
        encrypts = isinstance(front, FirstRunPage) and front.encrypt.isChecked()

        def made(register: "Register") -> None:
            self._on_opened(register)
            if encrypts:
                QTimer.singleShot(0, self, self._on_encrypt_wanted)

        def work() -> "Register":
            from consentdesk.services.texts import line
            from consentdesk.storage.register import Register

            return Register.create(
                location,
                institution=name,
                policy=policy,
                clerk=clerk,
                at=at,
                contact=line(contact, "contact"),
                officer=line(officer, "officer"),
            )

        self._context.tasks.run(
            self,
            lambda _progress: work(),
            made,
            failed=self.window.tell,
            lane=Lane.LONG,
            title=_("Making the register"),
        )

    def _on_practice_wanted(self) -> None:
        """Practise on a register of its own; one made earlier is opened again."""
        from consentdesk.paths import default_register

        folder = default_register().parent / PRACTICE / i18n.language()
        clerk, at = self._context.clerk, self._context.now()

        def work(progress: Progress) -> Path:
            from consentdesk.services.demo import REGISTER, make_practice_register

            if not (folder / REGISTER).exists():
                folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                make_practice_register(folder, clerk, at, progress)
            return folder

        self._context.tasks.run(
            self,
            work,
            self._on_practice_made,
            failed=self.window.tell,
            cancelled=self._on_practice_stopped,
            lane=Lane.LONG,
            title=_("Making the practice class"),
        )

    def _on_practice_stopped(self) -> None:
        from consentdesk.ui.first_run_page import FirstRunPage

        if isinstance(self.window.front, FirstRunPage):
            self.window.front.enable(on=True)

    def _on_practice_made(self, folder: Path) -> None:
        from consentdesk.services.demo import REGISTER

        self._pictures = folder
        way_back = self._own or (self._location, self._institution, self.window.institution)
        self._switch(str(folder / REGISTER))
        if way_back[0] != self._location:
            self._aim(self._location, None, way_back)

    def _on_own_register_wanted(self) -> None:
        """The practice is over; it is there again whenever somebody wants it."""
        if self._own is not None:
            location, institution, _name = self._own
            self._switch(location, institution)

    def _on_register_wanted(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        name, _filter = QFileDialog.getOpenFileName(
            self.window, _("Open a register"), "", file_kinds.registers()
        )
        if name:
            self._switch(name)

    def _switch(self, location: str, institution: str | None = None) -> None:
        """Open another one; until it is open, there is a way back to the one before."""
        self._before = self._before or (self._location, self._institution, self._own)
        self._aim(location, institution, None)
        self._open()

    def _aim(self, location: str, institution: str | None, own: Own | None) -> None:
        """From now on that register is meant, with a way from it to the own one."""
        self._location, self._institution, self._own = location, institution, own
        self.window.show_way_back(None if own is None else own[2])
        self.window.actions_.offer_restore(on=self._is_file)

    def _return(self) -> None:
        """The register that was open before the other one was chosen is meant again."""
        if self._before is not None:
            before, self._before = self._before, None
            self._aim(*before)
        if self._context.is_open:
            self.window.show_desk()

    def _on_restore_wanted(self, backup: Path | None = None) -> None:
        """Restore a backup into the register that is open, or was to be; perhaps that one."""
        from consentdesk.ui.restore_dialog import open_restore

        if not self._is_alone():
            return
        dialog = open_restore(self._context, self.window, self._location, backup)
        dialog.emptied.connect(self._on_restore_emptied)
        dialog.restored.connect(self._on_restored)
        dialog.left_alone.connect(self._on_restore_left_alone)

    def _is_alone(self) -> bool:
        """Whether no other window is open, whose register would go; it is told where one is."""
        if self.window.front is not None or not others_shown(self.window):
            return True
        said = _(
            "Another window of ConsentDesk is still open. Close it first: what is typed there "
            "belongs to the register as it is now."
        )
        self.window.banner.say(said, tone="no", icon="warning")
        return False

    def _on_encrypt_wanted(self) -> None:
        """Encrypt the register that is open, or give it another passphrase."""
        from consentdesk.services.locking import is_encrypted
        from consentdesk.ui.encrypt_dialog import open_encrypt_dialog

        if self._is_alone():
            before = is_encrypted(self._location)
            dialog = open_encrypt_dialog(
                self._context, self.window, self._location, is_encrypted=before
            )
            dialog.emptied.connect(self._on_restore_emptied)
            dialog.encrypted.connect(self._on_encrypted)
            dialog.left_alone.connect(self._on_restore_left_alone)

    def _on_encrypted(self, done: "Encrypted") -> None:
        self._told.encrypted = done
        self._open()

    def _on_recovery_wanted(self) -> None:
        from consentdesk.ui.recovery import print_recovery

        print_recovery(self._context, self.window, self.window.banner)

    def _on_restore_emptied(self) -> None:
        """Nobody may have the register open while another one takes its place, we neither."""
        self._is_set_aside = self._context.is_open
        if self._is_set_aside:
            from consentdesk.ui.restoring_page import RestoringPage

            register = self._context.register
            self.window.show_front(RestoringPage())
            self._context.put(None)
            register.close()

    def _on_restored(self, backup: "Backup", done: "Restoration") -> None:
        from consentdesk.ui.lines_left import note

        note(self._context.settings, Path(self._location), backup.path, done)
        self._told.restored = (backup, done)
        # A file holds one institution, which may have had another name then.
        self._institution = None
        # Whoever was looked at may not be in there.
        self.window.go("overview")
        self._open()

    def _on_restore_left_alone(self) -> None:
        if self._is_set_aside:
            self._open()

    def _offer_encryption(self) -> None:
        self.window.actions_.offer_encryption(
            is_file=self._is_file, is_encrypted=encrypted_file(self._context) is not None
        )

    def _on_settings_wanted(self) -> None:
        from consentdesk.ui.settings_dialog import open_settings

        open_settings(self._context, self.window, self._on_settings_opened)

    def _on_settings_opened(self, dialog: "SettingsDialog") -> None:
        dialog.scheme_chosen.connect(self._on_scheme_chosen)
        dialog.language_chosen.connect(self.use_language)
        # By its name a backup would stand for the own register of today.
        dialog.backs_up = self._copy is None

    def _on_scheme_chosen(self, scheme: str) -> None:
        theme.use_scheme(application(), scheme)
        icons.renew()

    def _on_first_language_wanted(self, language: str) -> None:
        self._context.settings.setValue(LANGUAGE, language)
        # Not while the page that asks is still telling of it.
        QTimer.singleShot(0, self._context, partial(self.use_language, language))

    def _show_front_again(self, typed: "Typed | None") -> None:
        """What stood in the old window instead of the desk stands in the new one as well."""
        from consentdesk.ui.first_run_page import FirstRunPage

        if typed is None:
            self._open()
            return
        self._show_first_run()
        if isinstance(self.window.front, FirstRunPage):
            self.window.front.go_on(typed)
