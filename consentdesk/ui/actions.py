"""Everything the menus offer, with its keys: one QAction for each thing that can be done.

The keys are those of a Danish keyboard: no Ctrl+Alt and a letter, nothing that takes AltGr. What an
action does is the main window's business.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QUndoStack
from PySide6.QtWidgets import QMenu, QMenuBar

from consentdesk.domain.roles import Right
from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.icons import draw_all
from consentdesk.ui.page_entries import entries


class Actions(QObject):
    """The actions, and the menu bar made of them."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._has_restore, self._is_file, self._is_encrypted = True, False, False
        self._build_work()
        self._build_edit(context.undo)
        self._build_view()
        self._build_help()
        self.needing_register = (
            self.new_person,
            self.import_list,
            self.check,
            self.paste,
            self.add_photos,
            self.intake,
            self.print_forms,
            self.shoot_sheet,
            self.export,
            self.make_pack,
            self.backup,
            self.verify,
            self.encrypt,
            self.recovery,
            self.search,
            self.find,
            self.trash,
            self.cover,
            self.clerk,
            *self.pages,
        )
        self.enable(on=False)
        context.role_changed.connect(self._on_context_role_changed)

    @property
    def every(self) -> tuple[QAction, ...]:
        """All of them; a window must own them for their keys to work."""
        return (
            *self.needing_register,
            self.open_register,
            self.open_pack,
            self.restore,
            self.practice,
            self.own_register,
            self.quit,
            self.undo,
            self.redo,
            self.settings,
            self.back,
            self.next_pane,
            self.narrow,
            self.help,
        )

    def enable(self, *, on: bool) -> None:
        """Switch everything that needs an open register on or off."""
        for action in self.needing_register:
            action.setEnabled(on)

    def _on_context_role_changed(self) -> None:
        """What whoever has opened the register may not do is not there."""
        for right, actions in self._needing.items():
            for action in actions:
                action.setVisible(self._context.may(right))
        self._show_upkeep()

    def _show_upkeep(self) -> None:
        """What looks after the register, where there is such a thing and it is for who is here."""
        may = self._context.may
        self.restore.setVisible(self._has_restore and may(Right.RESTORE))
        self.restore.setEnabled(self.restore.isVisible())
        self.encrypt.setVisible(self._is_file and may(Right.LOCK))
        self.recovery.setVisible(self._is_encrypted and may(Right.LOCK))

    @property
    def _needing(self) -> Mapping[Right, Sequence[QAction]]:
        """The actions that take a right."""
        found: dict[Right, Sequence[QAction]] = {
            Right.KEEP_PEOPLE: (self.new_person, self.import_list),
            Right.ASK: (self.print_forms,),
            Right.FILE: (self.intake,),
            Right.NAME: (self.add_photos, self.undo, self.redo, self.trash),
            Right.RELEASE: (self.export,),
            Right.MAKE_PACKS: (self.make_pack,),
            Right.BACK_UP: (self.backup,),
            Right.VERIFY: (self.verify,),
        }
        for entry, action in zip(entries(), self.pages, strict=True):
            if entry.needs is not None:
                found[entry.needs] = (*found.get(entry.needs, ()), action)
        return found

    def offer_restore(self, *, on: bool) -> None:
        """A backup is restored here only into a file; a server is its keeper's business."""
        self._has_restore = on
        self._show_upkeep()

    def offer_encryption(self, *, is_file: bool, is_encrypted: bool) -> None:
        """A file can be encrypted here; one that is has a passphrase, a sheet and a lock."""
        self.encrypt.setText(_("Ne&w passphrase…") if is_encrypted else _("Encr&ypt the register…"))
        self._is_file, self._is_encrypted = is_file, is_encrypted
        self._show_upkeep()

    def show_way_back(self, register: str | None) -> None:
        """While practising, the way back to the register of that name; None where there is none."""
        name = (register or "").replace("&", "&&")
        self.own_register.setText(
            _("Back to {register}").format(register=name)
            if name
            else _("Back to your own register")
        )
        self.own_register.setVisible(register is not None)
        self.own_register.setEnabled(register is not None)

    def fill(self, bar: QMenuBar) -> None:
        """Put the menus on the bar; each is filled when it is first opened."""
        bar.clear()
        for title, fill in (
            (_("&File"), self._fill_work),
            (_("&Edit"), self._fill_edit),
            (_("&View"), self._fill_view),
            (_("&Help"), self._fill_help),
        ):
            menu = bar.addMenu(title)
            once = Qt.ConnectionType.SingleShotConnection
            menu.aboutToShow.connect(partial(self._open, menu, fill), once)

    def _open(self, menu: QMenu, fill: Callable[[QMenu], None]) -> None:
        fill(menu)
        draw_all(menu.actions())

    def _fill_work(self, menu: QMenu) -> None:
        menu.addActions([self.new_person, self.import_list, self.check, self.add_photos])
        menu.addSeparator()
        menu.addActions([self.print_forms, self.intake, self.shoot_sheet, self.export])
        menu.addSeparator()
        menu.addActions([self.make_pack, self.open_pack])
        menu.addSeparator()
        menu.addActions([self.open_register, self.own_register, self.practice])
        menu.addActions([self.backup, self.restore, self.verify])
        menu.addActions([self.encrypt, self.recovery])
        menu.addSeparator()
        menu.addAction(self.quit)

    def _fill_edit(self, menu: QMenu) -> None:
        menu.addActions([self.undo, self.redo, self.trash])
        menu.addSeparator()
        menu.addActions([self.paste, self.search, self.find])
        menu.addSeparator()
        menu.addActions([self.clerk, self.settings])

    def _fill_view(self, menu: QMenu) -> None:
        menu.addActions([*self.pages])
        menu.addSeparator()
        menu.addActions([self.back, self.next_pane, self.narrow, self.cover])

    def _fill_help(self, menu: QMenu) -> None:
        menu.addActions([self.help, self.about])

    def _make(self, text: str, keys: str = "", icon: str = "") -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        if icon:
            action.setProperty("icon_name", icon)
        return action

    def _build_work(self) -> None:
        self.new_person = self._make(_("&New person…"), "Ctrl+N", "person-add")
        self.import_list = self._make(_("&Import a class list…"), "Ctrl+I", "people")
        self.check = self._make(_("&Check a picture…"), "Ctrl+Shift+C", "check")
        self.add_photos = self._make(_("&Add photos…"), "Ctrl+Shift+N", "photos")
        self.print_forms = self._make(_("&Print forms…"), "Ctrl+P", "print")
        self.shoot_sheet = self._make(_("S&hoot sheet…"), "", "eye")
        self.intake = self._make(_("&Record answers…"), "Ctrl+R", "forms")
        self.export = self._make(_("&Export photos…"), "Ctrl+E", "export")
        self.make_pack = self._make(_("&Make a check pack…"), "", "lock")
        self.open_pack = self._make(_("Open a check pac&k…"), "", "lock")
        self.open_register = self._make(_("&Open another register…"), "Ctrl+O", "folder")
        self.practice = self._make(_("Prac&tise with a made-up class"), "", "practice")
        self.own_register = self._make("", "Ctrl+Shift+O", "back")
        self.show_way_back(None)
        self.backup = self._make(_("&Back up now"), "", "backup")
        self.restore = self._make(_("Restore a back&up…"), "", "clock")
        self.verify = self._make(_("Check the &journal now"), "", "shield")
        self.encrypt = self._make("", "", "lock")
        self.recovery = self._make(_("Print the reco&very sheet…"), "", "print")
        self.offer_encryption(is_file=False, is_encrypted=False)
        self.quit = self._make(_("&Quit"), "Ctrl+Q")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

    def _build_edit(self, undo: QUndoStack) -> None:
        self.undo = undo.createUndoAction(self, _("Undo"))
        self.undo.setShortcut(QKeySequence("Ctrl+Z"))
        self.redo = undo.createRedoAction(self, _("Redo"))
        self.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        self.trash = self._make(_("&Trash…"), "", "trash")
        self.paste = self._make(_("Check the picture on the clip&board"), "Ctrl+V", "copy")
        self.search = self._make(_("&Search everything"), "Ctrl+K", "search")
        self.find = self._make(_("&Find on this page"), "Ctrl+F")
        self.clerk = self._make(_("&Who works at the desk…"), "", "person")
        self.settings = self._make(_("S&ettings…"), "Ctrl+,", "settings")
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)

    def _build_view(self) -> None:
        group = QActionGroup(self)
        self.pages: list[QAction] = []
        for entry in entries():
            keys = f"Ctrl+{entry.number}"
            action = self._make(f"&{entry.number} {entry.name}", keys, entry.icon)
            action.setCheckable(True)
            action.setProperty("page_key", entry.key)
            group.addAction(action)
            self.pages.append(action)
        self.back = self._make(_("&Back"), "Alt+Left", "back")
        self.next_pane = self._make(_("Next &pane"), "F6")
        self.narrow = self._make(_("&Narrow list of pages"), "Ctrl+B", "panel")
        self.cover = self._make(_("&Cover the window"), "Ctrl+L", "lock")
        self.cover.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)

    def _build_help(self) -> None:
        self.help = self._make(_("&Help for this page"), "F1", "info")
        self.about = self._make(_("&About ConsentDesk"))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
