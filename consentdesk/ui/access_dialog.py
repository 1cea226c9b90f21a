"""Somebody asks what is kept about a person: when, which pictures go along, and where to.

The pictures are looked through before anything is written; what is in a pack is
`services.access_pack`'s to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.ui import file_kinds
from consentdesk.ui.banner import Banner
from consentdesk.ui.columns import SideBySide
from consentdesk.ui.contact_sheet import ContactSheet, LargePicture, named
from consentdesk.ui.context import Context
from consentdesk.ui.date_field import DateField, DateNote
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.keys import finish_with_control_enter
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.task_list import TaskList
from consentdesk.ui.tasks import Lane, Progress
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, card, column, in_window, label, labelled, row, scrolled
from consentdesk.words import omission_word

if TYPE_CHECKING:
    from datetime import date

    from consentdesk.domain.access import Request
    from consentdesk.domain.people import SubjectId
    from consentdesk.services.access_pack.making import Made
    from consentdesk.services.access_pack.showing import Gallery, Shown

FOLDER = "access/folder"
MOST = 12
"""Photos that stay out, written one by one; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was read: who it is, the request that waits, the pictures as they are handed out."""

    name: str
    request: Request | None
    gallery: Gallery
    images: tuple[tuple[Shown, QImage], ...]


def open_access_dialog(context: Context, parent: QWidget, subject: SubjectId) -> AccessDialog:
    """Answer somebody's request for access, or note it."""
    dialog = AccessDialog(context, parent, subject)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


class AccessDialog(Dialog):
    """The day of the request, the pictures, and where the pack goes."""

    def __init__(self, context: Context, parent: QWidget, subject: SubjectId) -> None:
        super().__init__(parent)
        self._context, self._subject = context, subject
        self._looked: Looked | None = None
        self._build()
        self._connect()
        self._assemble()
        self._read()

    def _build(self) -> None:
        self.banner = Banner()
        self.title: QLabel = label(_("Access"), Look.TITLE, wrap=True)
        today = self._context.local().date()
        self._today = today
        self.asked_on = DateField(today, latest=today, is_past=True)
        self.read_back = DateNote(self.asked_on)
        self.asked_on.set_day(today)
        self.due: QLabel = label("", Look.MUTED, wrap=True)
        self.note = button(_("&Note the request only"), "calendar")
        self.sheet, self.large = ContactSheet(), LargePicture()
        self.found: QLabel = label(_("Covering others …"), Look.HEADING, wrap=True)
        self.out: QLabel = label("", Look.MUTED, wrap=True)
        self.progress = TaskList(self._context.tasks)
        self.save = button(_("&Save the pack…"), "", Look.PRIMARY, _("Ctrl+Enter"))
        self.leave = button(_("Close"), tip=_("Close (Esc)"))
        for later in (self.save, self.note):
            later.setEnabled(False)
        self.out.hide()

    def _connect(self) -> None:
        self.asked_on.day_changed.connect(self._on_day_changed)
        self.note.clicked.connect(self._on_note_clicked)
        self.sheet.picked.connect(self.large.show_picture)
        self.sheet.ticked.connect(self._on_sheet_ticked)
        self.save.clicked.connect(self._on_save_clicked)
        self.leave.clicked.connect(self.reject)
        self._context.register_left.connect(self.reject)
        finish_with_control_enter(self, self.save)
        QShortcut(QKeySequence("F1"), self, self._on_help_wanted)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Access"))
        said = _(
            "Everything kept about the person in one ZIP file: a page to read, the same for a "
            "program, scans of own forms, and photos with everybody else covered. It holds "
            "personal data and is not encrypted: hand it over safely, and only to whoever may have "
            "it."
        )
        asked = card(
            labelled(_("&When was it asked for?"), self.asked_on),
            self.read_back,
            self.due,
            row(self.note, None),
            gap=GRID,
        )
        pictures = QWidget()
        hint = label(_("Take the tick away from a picture to leave it out."), Look.MUTED, wrap=True)
        pictures.setLayout(column(self.found, hint, self.sheet, self.out, gap=GRID))
        both = SideBySide(pictures, card(self.large), shares=(1, 1))
        inner = QWidget()
        inner.setLayout(column(label(said, Look.MUTED, wrap=True), asked, both, gap=2 * GRID))
        area = follow_focus(scrolled(inner, steady=True))
        foot = row(self.progress, None, self.leave, self.save)
        self.setLayout(in_window(self.title, area, self.banner, foot))
        remember_size(self, self._context.settings, "access", QSize(116 * GRID, 92 * GRID))

    def _read(self) -> None:
        context, subject, at = self._context, self._subject, self._context.now()

        def work(progress: Progress) -> Looked:
            from consentdesk.services.access_pack import requests, showing

            with context.register.read() as reader:
                name = reader.subject(subject).name
                request = requests.request_of(reader, subject)
            gallery = showing.gallery(context.register, at, subject, progress)
            images = tuple((one, QImage.fromData(one.jpeg or b"")) for one in gallery.pictures)
            return Looked(name, request, gallery, images)

        context.tasks.run(
            self,
            work,
            self._on_read,
            failed=self.banner.tell,
            cancelled=self.reject,
            lane=Lane.LONG,
            title=_("Covering others"),
        )

    def _on_read(self, looked: Looked) -> None:
        self._looked = looked
        self.title.setText(_("Access for {name}").format(name=looked.name))
        self.setWindowTitle(self.title.text())
        if looked.request is not None:
            self.asked_on.set_day(looked.request.on)
        self.sheet.offer(looked.images)
        self._on_sheet_ticked()
        lines = list(_out(looked.gallery.photos))
        self.out.setText("\n".join(lines))
        self.out.setVisible(bool(lines))
        self.save.setEnabled(True)
        self._on_day_changed(self.asked_on.day)
        if looked.images:
            self.sheet.setFocus()
        else:
            self.save.setFocus()

    def _on_sheet_ticked(self) -> None:
        """How many go along, by the ticks."""
        if self._looked is None:
            return
        whole = len(self._looked.images)
        count = whole - len(self.sheet.left_out)
        said = ngettext(
            "{count} picture as it is handed out", "{count} pictures as they are handed out", count
        )
        if count < whole:
            said = ngettext(
                "{count} of {whole} pictures is handed out",
                "{count} of {whole} pictures are handed out",
                count,
            )
        numbers = {"count": format_number(count), "whole": format_number(whole)}
        self.found.setText(said.format(**numbers))

    def _on_day_changed(self, day: date | None) -> None:
        from consentdesk.domain.access import Request

        if day is not None and day > self._today:
            # The field says so itself; nothing is due before anybody has asked.
            day = None
        waits = self._looked.request if self._looked is not None else None
        said, is_new = "", False
        if day is not None and waits is not None and waits.on <= day:
            said = _(
                "A request of {asked} is noted already, so there is nothing to note. The answer is "
                "due on {day} at the latest."
            ).format(asked=format_date(waits.on), day=format_date(waits.due))
        elif day is not None:
            said = _("The answer is due on {day} at the latest.")
            said = said.format(day=format_date(Request(self._subject, day).due))
            is_new = self._looked is not None
        self._say_due(said, may_note=is_new)
        self.banner.forget_refusal()

    def _say_due(self, said: str, *, may_note: bool) -> None:
        """By when, or why there is nothing to note, which the button tells too."""
        self.due.setText(said)
        self.note.setEnabled(may_note)
        self.note.setToolTip("" if may_note else said)
        self.note.setAccessibleDescription("" if may_note else said)

    def _day(self) -> date | None:
        """The day of the request; asked for where there is none."""
        if self.asked_on.check() and self.asked_on.day is not None:
            return self.asked_on.day
        said = self.asked_on.problem or _("When was it asked for? Type the day.")
        self.banner.say(said, tone="no", icon="warning")
        self.asked_on.setFocus()
        return None

    def _on_note_clicked(self) -> None:
        context, subject, on = self._context, self._subject, self._day()
        clerk, at = context.clerk, context.now()
        if on is None:
            return
        self.note.setEnabled(False)

        def work() -> Request:
            from consentdesk.services.access_pack import requests

            return requests.note_request(context.register, clerk, at, subject=subject, on=on)

        context.tasks.run(self, lambda _progress: work(), self._on_noted, failed=self._on_failed)

    def _on_noted(self, _request: Request) -> None:
        self._context.tell_written()
        self.accept()

    def _on_save_clicked(self) -> None:
        if self._looked is None or self._day() is None:
            return
        settings = self._context.settings
        folder = Path(str(settings.value(FOLDER, "")) or Path.home())
        proposed = _("access") + f"-{self._context.local():%Y-%m-%d}.zip"
        name, _filter = QFileDialog.getSaveFileName(
            self,
            _("Save the pack"),
            str(folder / proposed),
            file_kinds.zips(),
            # No pack is written over, so nobody is asked whether it may be.
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name:
            path = Path(name)
            settings.setValue(FOLDER, str(path.parent))
            self.save_to(path if path.suffix else path.with_suffix(".zip"))

    def save_to(self, path: Path) -> None:
        """Write the pack into that file."""
        context, looked, on = self._context, self._looked, self._day()
        if looked is None or on is None:
            return
        clerk, at, left_out = context.clerk, context.now(), self.sheet.left_out
        asked_on = on if looked.request is None or on < looked.request.on else None
        self.save.setEnabled(False)

        def work(progress: Progress) -> Made:
            from consentdesk.services.access_pack.making import make_access_pack

            return make_access_pack(
                context.register,
                clerk,
                at,
                path,
                looked.gallery,
                left_out=left_out,
                asked_on=asked_on,
                progress=progress,
            )

        context.tasks.run(
            self,
            work,
            self._on_made,
            failed=self._on_failed,
            cancelled=lambda: self.save.setEnabled(True),
            lane=Lane.LONG,
            title=_("Writing the access pack"),
        )

    def _on_made(self, made: Made) -> None:
        self._context.tell_written()
        if self._looked is not None:
            self._looked = replace(self._looked, request=None)
        answered = _("The pack is the answer, so there is nothing more to note.")
        self._say_due(answered, may_note=False)
        saved = _("The pack is saved. For another one, close this window and open it again.")
        self.save.setToolTip(saved)
        self.save.setAccessibleDescription(saved)
        said = _("The pack is in {path}. Line {number} of the journal tells of it.")
        self.banner.say(
            said.format(path=made.path, number=format_number(made.act)),
            tone="ok",
            icon="done",
            action=_("Open the folder"),
            then=partial(self._open_folder, made.path.parent),
        )
        self.leave.setFocus()

    def _open_folder(self, folder: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.banner.say(_("The folder {path} can't be opened.").format(path=folder))

    def _on_failed(self, error: ConsentDeskError) -> None:
        self.save.setEnabled(self._looked is not None)
        self._on_day_changed(self.asked_on.day)
        self.banner.tell(error)

    def _on_help_wanted(self) -> None:
        from consentdesk.ui.help_dialog import open_help

        open_help(self, _("Access"), help_text())


def help_text() -> str:
    """What F1 says here."""
    return _(
        "Whoever is in the register, or a guardian, may ask what you keep. You have a month from "
        "the day it was asked for; note the day, and the overview reminds you.\n\nLook through the "
        "pictures: everybody else must be covered. The space bar takes a picture out or puts it "
        "back. A photo stays out by itself where nobody has said that all on it are named or "
        "covered, or where somebody else's face is not marked: cover or name them on the page of "
        "photos, and come back.\n\nThe file is not encrypted. Make sure who it is that asks."
    )


def _out(photos: Sequence[Shown]) -> Iterator[str]:
    """The photos that stay out by themselves, each with its reason."""
    out = [(named(one), one.omission) for one in photos if one.omission is not None]
    if not out:
        return
    yield _("Not in it:")
    for photo, why in out[:MOST]:
        yield _("{name}: {why}").format(name=photo, why=omission_word(why))
    rest = len(out) - MOST
    if rest > 0:
        said = ngettext("and {count} more", "and {count} more", rest)
        yield said.format(count=format_number(rest))
