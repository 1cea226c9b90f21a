"""The main window: menus around the desk, and the ways between the pages.

Decides nothing about what the pages show. While no register is open it shows a front page instead:
the first-run page, or what went wrong. The desk is made when it is first wanted; a first start
has no use for it until there is a register.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QStackedWidget,
    QWidget,
)

from consentdesk.errors import ConsentDeskError
from consentdesk.ui import doors, file_kinds
from consentdesk.ui.actions import Actions
from consentdesk.ui.away import Away
from consentdesk.ui.clipboard import files_in
from consentdesk.ui.context import Context
from consentdesk.ui.counting import Counting
from consentdesk.ui.front import Front
from consentdesk.ui.handing import deliver_packs
from consentdesk.ui.watch import Watch
from consentdesk.ui.window_state import GEOMETRY

if TYPE_CHECKING:
    from consentdesk.storage.values import Counts
    from consentdesk.ui.banner import Banner
    from consentdesk.ui.desk_view import DeskView
    from consentdesk.ui.global_search import GlobalSearch
    from consentdesk.ui.pages import Pages
    from consentdesk.ui.sidebar import Sidebar
    from consentdesk.ui.task_list import TaskList
    from consentdesk.ui.window_cover import WindowCover


FRAME = QSize(16, 48)
"""What the system may draw around a window, so that a first one fits a small screen."""
PDF = ".pdf"
CRAMPED = 1000
"""Pixels of width below which the list of pages shows icons only."""


class MainWindow(QMainWindow):
    """The window of one desk."""

    register_wanted = Signal()
    """Somebody wants to open another register."""
    practice_wanted = Signal()
    own_register_wanted = Signal()
    """Whoever practises wants to return to their own register."""
    encrypt_wanted = Signal()
    recovery_wanted = Signal()
    """Somebody wants the key of an encrypted register on paper."""
    restore_wanted = Signal()
    """Somebody wants a backup in the register's place."""
    settings_wanted = Signal()
    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._desk: DeskView | None = None
        self.actions_ = Actions(context, self)
        self._build()
        self._connect()
        self._assemble()
        self._restore()

    @property
    def sidebar(self) -> Sidebar:
        """The list of pages."""
        return self.desk.sidebar

    @property
    def search(self) -> GlobalSearch:
        """The search over everything."""
        return self.desk.search

    @property
    def banner(self) -> Banner:
        """The message at the foot."""
        return self.desk.banner

    @property
    def pages(self) -> Pages:
        """The pages, one of them shown."""
        return self.desk.pages

    @property
    def tasks(self) -> TaskList:
        """What is going on, at the foot of the window."""
        return self.desk.tasks

    @property
    def desk(self) -> DeskView:
        """Everything but the menus, made when somebody first asks for it."""
        if self._desk is None:
            from consentdesk.ui.desk_view import DeskView

            self._desk = DeskView(self.context)
            self._connect_desk(self._desk)
            self._layers.addWidget(self._desk)
            self._desk.fill(self.statusBar())
            self._desk.restore(self.context.settings)
            self._desk.set_cramped(cramped=self.width() < CRAMPED)
            self._desk.sidebar.show_way_back(self._way_back)
            if self.front is not None:
                # Made behind a page that is being read: nothing on it may move.
                self.statusBar().setHidden(self.front.tells_progress)
        return self._desk

    def _build(self) -> None:
        self.front: Front | None = None
        self._cover: WindowCover | None = None
        self._asleep: list[QAction] = []
        self.away = Away(self.context, self)
        self._institution = ""
        self._way_back = ""
        self.watch = Watch(self.context, self)
        self.counting = Counting(self.context, self)
        self._layers = QStackedWidget()

    def _connect(self) -> None:
        a = self.actions_
        context = self.context
        self.away.gone.connect(self._on_cover_triggered)
        self.watch.counted.connect(self._on_watch_counted)
        context.register_changed.connect(context.scanner.start)
        self.watch.institution_read.connect(self._on_watch_institution_read)
        context.tasks.failed_unheard.connect(self.tell)
        context.register_left.connect(self._on_context_register_left)
        context.clerk_changed.connect(self._on_context_clerk_changed)
        context.page_wanted.connect(self._on_context_page_wanted)
        context.files_wanted.connect(self._on_context_files_wanted)
        context.back_wanted.connect(self._go_back)
        for page in a.pages:
            page.triggered.connect(self._on_page_action_triggered)
        for action, slot in (
            (a.new_person, self._on_new_person_triggered),
            (a.import_list, self._on_import_list_triggered),
            (a.check, self._on_check_triggered),
            (a.paste, self._on_paste_triggered),
            (a.add_photos, self._on_add_photos_triggered),
            (a.intake, self._on_intake_triggered),
            (a.print_forms, self._on_print_forms_triggered),
            (a.shoot_sheet, self._on_shoot_sheet_triggered),
            (a.export, self._on_export_triggered),
            (a.make_pack, self._on_make_pack_triggered),
            (a.open_pack, lambda: doors.open_pack(self.context, self)),
            (a.backup, self._on_backup_triggered),
            (a.restore, self.restore_wanted),
            (a.verify, self._on_verify_triggered),
            (a.encrypt, self.encrypt_wanted),
            (a.recovery, self.recovery_wanted),
            (a.open_register, self.register_wanted),
            (a.practice, self.practice_wanted),
            (a.own_register, self.own_register_wanted),
            (a.settings, self.settings_wanted),
            (a.clerk, self.settings_wanted),
            (a.search, self._on_search_triggered),
            (a.find, self._on_find_triggered),
            (a.trash, self._on_trash_triggered),
            (a.back, self._go_back),
            (a.next_pane, self._on_next_pane_triggered),
            (a.narrow, self._on_narrow_triggered),
            (a.cover, self._on_cover_triggered),
            (a.help, self._on_help_triggered),
            (a.about, self._on_about_triggered),
            (a.quit, self.close),
        ):
            action.triggered.connect(slot)

    def _connect_desk(self, desk: DeskView) -> None:
        a = self.actions_
        desk.sidebar.page_chosen.connect(self._on_sidebar_page_chosen)
        desk.sidebar.clerk_clicked.connect(a.clerk.trigger)
        desk.sidebar.leave_clicked.connect(a.own_register.trigger)
        desk.sidebar.settings_clicked.connect(a.settings.trigger)
        # Said twice, it would take the room of what is going on.
        desk.sidebar.names_shown.connect(desk.whose.setHidden)
        desk.check.clicked.connect(a.check.trigger)
        desk.pages.page_opened.connect(self._on_pages_page_opened)
        desk.pages.titled.connect(self._on_pages_titled)
        for wanted, open_it in zip(
            self._wanted,
            (desk.pages.open_subject, desk.pages.open_photo, desk.pages.open_form),
            strict=True,
        ):
            wanted.connect(open_it)
            wanted.connect(self._start_within_page)

    @property
    def _wanted(self) -> tuple[SignalInstance, ...]:
        """What leads to one thing on a page."""
        context = self.context
        return context.subject_wanted, context.photo_wanted, context.form_wanted

    def _assemble(self) -> None:
        self.setAcceptDrops(True)
        self.setMinimumSize(620, 360)
        self.actions_.fill(self.menuBar())
        self.addActions(self.actions_.every)
        self.setCentralWidget(self._layers)

    def _restore(self) -> None:
        geometry = self.context.settings.value(GEOMETRY)
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            room = self.screen().availableSize() - FRAME
            self.resize(QSize(1280, 800).boundedTo(room))

    def tell(self, error: ConsentDeskError) -> None:
        """Say above the page, or on the page that stands in its place, what went wrong."""
        if self.front is not None:
            self.front.tell(error)
        elif not self.watch.takes(error):
            self.banner.tell(error)

    def show_front(self, front: Front) -> None:
        """Show this instead of the desk until there is a register."""
        self._drop_front()
        self.front = front
        self._layers.addWidget(front)
        self._layers.setCurrentWidget(front)
        if self._desk is not None:
            self.statusBar().setHidden(front.tells_progress)
        front.start()
        self.actions_.enable(on=False)
        self.setWindowTitle("ConsentDesk")

    def lay_desk(self) -> None:
        """Have the pages there, which are filled when a register is open."""
        self._layers.setCurrentWidget(self.desk)

    def _on_context_register_left(self) -> None:
        """Begin anew: a page would keep who is chosen by numbers that mean others there."""
        desk, self._desk = self._desk, None
        if desk is None:
            return
        was_shown = self._layers.currentWidget() is desk
        had_keyboard = desk.isAncestorOf(self.focusWidget())
        desk.begin_anew(self.context.settings)
        for wanted in self._wanted:
            wanted.disconnect(self._start_within_page)
        desk.leave(self.statusBar())
        self._layers.removeWidget(desk)
        desk.hide()
        desk.deleteLater()
        if was_shown:
            self.lay_desk()
            if had_keyboard:
                self.sidebar.list.setFocus()

    def show_desk(self) -> None:
        """A register is open: show the pages."""
        self._drop_front()
        self._layers.setCurrentWidget(self.desk)
        self.statusBar().show()
        if self.focusWidget() is self.sidebar.leave:
            # First in the window, it would be pressed by whoever only wanted to begin.
            self.sidebar.list.setFocus()
        self.actions_.enable(on=True)
        self.away.start()
        self._name_window()

    @property
    def institution(self) -> str:
        """Whose register is open, as far as it has been read."""
        return self._institution

    def show_way_back(self, register: str | None) -> None:
        """Whoever practises can return to the register of that name; None: nobody practises."""
        self.actions_.show_way_back(register)
        text = self.actions_.own_register.text().replace("&&", "&")
        self._way_back = "" if register is None else text
        if self._desk is not None:
            self._desk.sidebar.show_way_back(self._way_back)

    def go(self, key: str) -> None:
        """Open one of the pages in the sidebar."""
        self.pages.open(key)

    def check_files(self, paths: Sequence[Path]) -> None:
        """Files that were handed over are checked, whatever page is open."""
        doors.open_check(self.context, self, paths)

    def take_files(self, paths: Sequence[Path]) -> None:
        """Files were dropped: a class list is shown, a PDF comes into the inbox.

        Others the page takes or not; pictures nobody takes are checked.
        """
        page = self.pages.page
        if len(paths) == 1 and file_kinds.is_list(paths[0]):
            self.pages.open_list(paths[0])
        elif any(path.suffix.lower() == PDF for path in paths) and self.take_scans(paths):
            self._start_within_page()
        elif page is None or not page.take_files(paths):
            doors.open_check(self.context, self, paths)

    def take_scans(self, paths: Sequence[Path]) -> bool:
        """A picture is never a PDF, so whatever page is open, these are forms that came back."""
        self.go("forms")
        page = self.pages.page
        return page is not None and page.take_files(paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window keeps its room for the page."""
        super().resizeEvent(event)
        if self._desk is not None:
            self._desk.set_cramped(cramped=self.width() < CRAMPED)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back from a page that another one led to."""
        desk = self._desk
        if event.key() == Qt.Key.Key_Escape and desk is not None and desk.pages.is_below_people:
            self._go_back()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the window as it is read."""
        from consentdesk.ui.tab_order import put_in_order

        put_in_order(self)
        return super().focusNextPrevChild(forward)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere; without a register, a check pack and its pictures."""
        paths = files_in(event.mimeData())
        if self.is_covered:
            return
        if paths and (self.context.is_open or any(map(file_kinds.is_pack, paths))):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files; nothing is opened while the other program still waits."""
        event.acceptProposedAction()
        for _wanted, paths in deliver_packs(self.context, self, [("", files_in(event.mimeData()))]):
            if paths:
                self.take_files(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once if work is still going on, or something is not written yet."""
        from consentdesk.ui.stopping import may_end

        if not may_end(self.context, self):
            event.ignore()
            return
        # Left open behind it, it would keep the program running without a desk.
        if not doors.may_close_check(self.context):
            event.ignore()
            return
        state = self.context.settings
        state.setValue(GEOMETRY, self.saveGeometry())
        if self._desk is not None:
            self._desk.save(state)
        self.watch.stop()
        self.away.stop()
        self.counting.stop()
        self.context.scanner.stop()
        self.closed.emit()
        super().closeEvent(event)

    def _drop_front(self) -> None:
        if self.front is not None:
            self._layers.removeWidget(self.front)
            self.front.deleteLater()
            self.front = None

    def _name_window(self) -> None:
        page = self.pages.page
        if page is not None and self._layers.currentWidget() is self.desk:
            self.setWindowTitle(f"{page.title} – ConsentDesk")

    def _on_context_clerk_changed(self, name: str) -> None:
        if self._desk is not None:
            self._desk.sidebar.set_clerk(name)
            self._say_whose()

    def _on_context_files_wanted(self, paths: tuple[Path, ...]) -> None:
        """They were looked at in another window; what is asked about them is asked here."""
        self.go("photos")
        self.raise_()
        self.activateWindow()
        if self.pages.page is not None:
            self.pages.page.take_files(paths)

    def _on_context_page_wanted(self, key: str, part: str) -> None:
        self.go(key)
        page = self.pages.page
        if page is not None and part:
            page.show_part(part)
        self._start_within_page()

    def _on_sidebar_page_chosen(self, key: str) -> None:
        if self.pages.key != key:
            self.pages.open(key)

    def _on_page_action_triggered(self) -> None:
        action = self.sender()
        if action in self.actions_.pages:
            key = str(action.property("page_key"))
            self.go(key)
            self._start_page()

    def _on_pages_page_opened(self, key: str) -> None:
        shown = "people" if self.pages.is_below_people else key
        self.sidebar.mark(shown)
        for action in self.actions_.pages:
            action.setChecked(action.property("page_key") == shown)

    def _on_pages_titled(self, _title: str) -> None:
        self._name_window()

    def _on_watch_counted(self, counts: Counts) -> None:
        model = self.sidebar.model
        model.set_waiting("photos", counts.photos_unattested)
        model.set_waiting("export", counts.open_takedowns)
        model.set_waiting("forms", counts.forms_recorded + self.watch.scanned)

    def _on_watch_institution_read(self, name: str, practice: bool) -> None:
        self.sidebar.set_institution(name, practice=practice)
        self._institution = name
        self._say_whose()

    def _say_whose(self) -> None:
        self.desk.whose.setText(f"{self._institution} · {self.context.clerk}")

    def _on_new_person_triggered(self) -> None:
        page = self.pages.page
        doors.open_enrol(self.context, self, self.banner if page is None else page.banner)

    def _on_import_list_triggered(self) -> None:
        self.pages.open_list()
        self._start_within_page()

    def _on_check_triggered(self) -> None:
        doors.open_check(self.context, self)

    def _on_paste_triggered(self) -> None:
        doors.open_check(self.context, self, paste=True)

    def _on_add_photos_triggered(self) -> None:
        from consentdesk.ui.photos_page import PhotosPage

        self.go("photos")
        page = self.pages.page
        if isinstance(page, PhotosPage):
            page.choose_files()

    def _on_intake_triggered(self) -> None:
        doors.open_intake(self.context, self)

    def _on_shoot_sheet_triggered(self) -> None:
        doors.open_shoot_sheet(self.context, self)

    def _on_print_forms_triggered(self) -> None:
        page = self.pages.page
        doors.open_print(self.context, self, page.chosen_subjects if page is not None else ())

    def _on_export_triggered(self) -> None:
        from consentdesk.ui.photos_page import PhotosPage

        page = self.pages.page
        if isinstance(page, PhotosPage):
            page.export_chosen()
        else:
            doors.open_export(self.context, self)

    def _on_make_pack_triggered(self) -> None:
        from consentdesk.ui.photos_page import PhotosPage

        page = self.pages.page
        chosen = page.grid.chosen if isinstance(page, PhotosPage) else ()
        doors.open_make_pack(self.context, self, chosen)

    def _on_backup_triggered(self) -> None:
        from consentdesk.ui.upkeep import choose_and_back_up

        choose_and_back_up(self.context, self, self.banner)

    def _on_verify_triggered(self) -> None:
        from consentdesk.ui.upkeep import verify_now

        verify_now(self.context, self, self.banner)

    def _on_search_triggered(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_trash_triggered(self) -> None:
        doors.open_trash(self.context, self)

    def _on_find_triggered(self) -> None:
        page = self.pages.page
        field = page.search_field if page is not None else None
        (field or self.search).setFocus(Qt.FocusReason.ShortcutFocusReason)
        (field or self.search).selectAll()

    def _on_next_pane_triggered(self) -> None:
        """From the list of pages to the search, to the page, and round again."""
        panes: tuple[QWidget, ...] = (self.sidebar.list, self.search, self.pages)
        focus = QApplication.focusWidget()
        within = [focus is not None and (p is focus or p.isAncestorOf(focus)) for p in panes]
        here = within.index(True) if True in within else -1
        following = panes[(here + 1) % len(panes)]
        if following is self.pages:
            self._start_page()
        else:
            following.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_back(self) -> None:
        self.pages.back()
        self._start_within_page()

    def _start_within_page(self) -> None:
        if self.pages.page is not None:
            self.pages.page.start_within()

    def _start_page(self) -> None:
        if self.pages.page is not None:
            self.pages.page.start()

    def _on_narrow_triggered(self) -> None:
        self.sidebar.set_narrow(narrow=not self.sidebar.narrow)

    def _on_cover_triggered(self) -> None:
        if not self.actions_.cover.isEnabled() or self.is_covered:
            return
        if self._cover is None:
            from consentdesk.ui.window_cover import WindowCover

            self._cover = WindowCover(self.context)
            self._cover.lifted.connect(self._on_cover_lifted)
            self._layers.addWidget(self._cover)
        self.context.covered.emit(True)
        self.menuBar().setEnabled(False)
        self._asleep = [action for action in self.actions_.every if action.isEnabled()]
        self._wake(on=False)
        self.setWindowTitle("ConsentDesk")
        self._layers.setCurrentWidget(self._cover)
        self._cover.cover()

    @property
    def is_covered(self) -> bool:
        """Whether names and pictures are hidden while nobody is there."""
        return self._cover is not None and self._layers.currentWidget() is self._cover

    def _wake(self, *, on: bool) -> None:
        """Keys work without the menu bar, too; only to quit needs no passphrase."""
        for action in self._asleep:
            if action is not self.actions_.quit:
                action.setEnabled(on)

    def _on_cover_lifted(self, said: str) -> None:
        self.menuBar().setEnabled(True)
        self._wake(on=True)
        self.context.covered.emit(False)
        self.show_desk()
        if said:
            self.banner.say(said, tone="unknown", icon="lock")

    def _on_help_triggered(self) -> None:
        from consentdesk.ui.help_dialog import open_help

        page = self.pages.page
        open_help(self, page.title if page else "ConsentDesk", page.help_text if page else "")

    def _on_about_triggered(self) -> None:
        from consentdesk.ui.help_dialog import open_about

        open_about(self)
