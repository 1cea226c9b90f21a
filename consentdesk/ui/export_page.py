"""Where pictures went: every export, what was in it, where it was posted, and whether it is down.

Nothing leaves from here: the way out is the export dialog.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QLineEdit, QStackedWidget, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.releases import Release
from consentdesk.i18n import _, format_datetime, format_number, ngettext
from consentdesk.ui import doors
from consentdesk.ui.context import Context
from consentdesk.ui.copies_list import CopiesList
from consentdesk.ui.delegates import Line
from consentdesk.ui.glyphs import Shape, Sign
from consentdesk.ui.line_list import Entry, LineList, LineModel
from consentdesk.ui.page import Page
from consentdesk.ui.panes import Panes
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import (
    Banner,
    Chips,
    EmptyView,
    PageHeader,
    button,
    card,
    column,
    label,
    labelled,
    row,
    scrolled,
)
from consentdesk.wording import destination_word

TAKE_DOWN = "take-down"


@dataclass(frozen=True, slots=True)
class Contents:
    """What is known of the copies of one export: which must come down, and who is on them."""

    release: Release
    due: tuple[int, ...]
    names: Mapping[SubjectId, str]
    zone: ZoneInfo


class ReleaseDetail(QWidget):
    """One export: what was in it, its link, and the buttons that end it."""

    def __init__(self, context: Context, banner: Banner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._banner = banner
        self._release: Release | None = None
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._heading: QLabel = label("", Look.HEADING, wrap=True)
        self._about: QLabel = label("", Look.MUTED, wrap=True)
        self.copies = CopiesList()
        self._folder = button(_("Open the folder"), "folder")
        self.link = QLineEdit()
        self.link.setPlaceholderText("https://")
        self.save = button(_("Save the link"), "link")
        self._visit = button(_("Open the post"), "eye")
        self.note = QLineEdit()
        self.all = button("", kind=Look.QUIET)
        self.down = button("", "done", Look.PRIMARY)
        self._down = QWidget()

    def _connect(self) -> None:
        self._folder.clicked.connect(self._on_folder_clicked)
        self.save.clicked.connect(self._on_save_clicked)
        self._visit.clicked.connect(self._on_visit_clicked)
        self.copies.ticked.connect(self._on_copies_ticked)
        self.all.clicked.connect(self._on_all_clicked)
        self.down.clicked.connect(self._on_down_clicked)

    def _assemble(self) -> None:
        hint = _("Paste the address of the post. Without it a withdrawal can't find it again.")
        down = column(
            label(_("Tick what is gone from there."), wrap=True),
            row(self.all, None),
            labelled(_("&Note"), self.note, _("For example: post deleted, printed copies kept")),
            row(self.down, None),
            gap=GRID,
        )
        self._down.setLayout(down)
        paper = card(
            self._heading,
            self._about,
            row(self._folder, None),
            GRID,
            labelled(_("&Where was it posted?"), self.link, hint),
            row(self.save, self._visit, None),
            GRID,
            label(_("Copies"), Look.HEADING),
            self.copies,
            self._down,
            None,
        )
        self.setLayout(column(scrolled(paper)))
        self.setMinimumWidth(40 * GRID)
        self.hide()

    def show_release(self, release: Release | None) -> None:
        """Show one export; None hides the pane."""
        self._release = release
        self.setVisible(release is not None)
        if release is None:
            return
        self._heading.setText(
            _("Export no. {number} · {destination}").format(
                number=release.id, destination=destination_word(release.destination)
            )
        )
        self._about.setText(f"{release.folder}\n{release.clerk}")
        self.link.setText(release.link)
        self._visit.setVisible(bool(release.link))
        self._down.setVisible(release.taken_down_at is None)
        self.note.clear()
        self._read(release)

    def _read(self, release: Release) -> None:
        context = self._context

        def work() -> Contents:
            with context.register.read() as reader:
                shown = sorted({s for copy in release.copies for s in copy.shows})
                people = reader.subjects(shown)
                return Contents(
                    release,
                    reader.copies_to_take_down(release.id),
                    {s: person.name for s, person in people.items()},
                    ZoneInfo(reader.policy.timezone),
                )

        context.tasks.run(
            self,
            lambda _progress: work(),
            self._on_read,
            failed=self._banner.tell,
            replaces="copies",
        )

    def _on_read(self, found: Contents) -> None:
        if self._release is not None and self._release.id == found.release.id:
            self.copies.show_copies(found.release, found.due, found.names, found.zone)

    def _on_copies_ticked(self) -> None:
        count = len(self.copies.places)
        said = ngettext("Mark {count} as taken down", "Mark {count} as taken down", count)
        self.down.setText(said.format(count=format_number(count)))
        self.down.setEnabled(bool(count))
        self.all.setText(_("Tick none") if self.copies.all_ticked else _("Tick all"))

    def _on_all_clicked(self) -> None:
        self.copies.tick(on=not self.copies.all_ticked)

    def _on_folder_clicked(self) -> None:
        if self._release is None:
            return
        folder = Path(self._release.folder)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._banner.say(_("The folder {path} can't be opened.").format(path=folder))

    def _on_visit_clicked(self) -> None:
        if self._release is not None:
            QDesktopServices.openUrl(QUrl(self._release.link))

    def _on_save_clicked(self) -> None:
        from consentdesk.services import exporting

        register, link = self._context.register, self.link.text()
        if self._release is not None:
            release = self._release.id
            self._write(
                lambda clerk, at: exporting.set_link(register, clerk, at, release, link),
                _("The link is saved."),
            )

    def _on_down_clicked(self) -> None:
        from consentdesk.services import exporting

        register, note, copies = self._context.register, self.note.text(), self.copies.places
        if self._release is not None:
            release = self._release.id
            left = len(self._release.out()) - len(copies)
            said = ngettext(
                "Marked as taken down. {count} copy of this export is still out there.",
                "Marked as taken down. {count} copies of this export are still out there.",
                left,
            )
            self._write(
                lambda clerk, at: exporting.take_down(
                    register, clerk, at, release, note, copies=copies
                ),
                said.format(count=format_number(left))
                if left
                else _("The export is marked as taken down."),
            )

    def _write(self, write: Callable[[str, datetime], object], said: str) -> None:
        context = self._context
        clerk, at = context.clerk, context.now()

        def written(_result: object) -> None:
            self._banner.say(said, tone="ok", icon="done")
            context.tell_written()

        context.tasks.run(
            self, lambda _progress: write(clerk, at), written, failed=self._banner.tell
        )


class ExportPage(Page):
    """The exports, newest first."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._header = PageHeader(_("Export"))
        self._export = button(
            _("Export photos"), "export", Look.PRIMARY, _("Choose photos and a place (Ctrl+E)")
        )
        self.parts = Chips(_("Show"))
        self.parts.offer(
            [
                ("", _("All exports")),
                ("out", _("Still out there")),
                (TAKE_DOWN, _("Must be taken down")),
            ],
            "",
        )
        self.model: LineModel[Release] = LineModel(self)
        self.list = LineList(_("Exports"), self.model)
        self.detail = ReleaseDetail(self.context, self.banner)
        self.empty = EmptyView("export")
        self._stack = QStackedWidget()
        self._panes = Panes((self.list, self.detail), (620, 320), turns_below=640)

    def _connect(self) -> None:
        self._export.clicked.connect(self._on_export_clicked)
        self.parts.picked.connect(self.read)
        self.list.picked.connect(self.detail.show_release)
        self.empty.button.clicked.connect(self._on_export_clicked)

    def _assemble(self) -> None:
        self._header.add_action(self._export)
        self._stack.addWidget(self._panes)
        self._stack.addWidget(self.empty)
        whole = column(self._header, self.banner, self.parts, self._stack, gap=GRID + 4)
        whole.setStretch(3, 1)
        self.setLayout(whole)

    @property
    def title(self) -> str:
        """The page's name."""
        return _("Export")

    @property
    def help_text(self) -> str:
        """What the page is for."""
        return _(
            "Every time pictures have left, and where they went. Paste the address of a post, so "
            "that it can be found when somebody withdraws a permission, and mark it here when it "
            "is taken down."
        )

    def start(self) -> None:
        """Begin in the list."""
        self.list.setFocus()

    def show_part(self, part: str) -> None:
        """`take-down`: those that must be taken down."""
        self.parts.pick(part)
        self.read()

    def read(self) -> None:
        """Read the exports again."""
        if not self.context.is_open:
            return
        context, part = self.context, self.parts.value

        def work() -> tuple[Entry[Release], ...]:
            with context.register.read() as reader:
                zone = ZoneInfo(reader.policy.timezone)
                due = {r.id for r in reader.releases(to_take_down=True)}
                found = reader.releases(to_take_down=part == TAKE_DOWN)
            return tuple(
                Entry(_line(r, zone, due=r.id in due), r)
                for r in found
                if part != "out" or r.taken_down_at is None
            )

        context.tasks.run(
            self, lambda _progress: work(), self._on_read, failed=self.banner.tell, replaces="read"
        )

    def _on_read(self, entries: tuple[Entry[Release], ...]) -> None:
        before = self.list.value
        self.model.show(entries)
        place = next(
            (n for n, e in enumerate(entries) if isinstance(before, Release) and _same(e, before)),
            None,
        )
        if place is None:
            self.detail.show_release(None)
        else:
            # The list forgets where it was when anything in it changed.
            self.list.setCurrentIndex(self.model.index(place))
            self.detail.show_release(entries[place].value)
        count = len(entries)
        said = ngettext("{count} export", "{count} exports", count)
        self._header.say(said.format(count=format_number(count)))
        self._stack.setCurrentWidget(self._panes if entries else self.empty)
        if self.parts.value:
            self.empty.say(_("Nothing here"))
        else:
            self.empty.say(
                _("No picture has left yet."),
                _("Only what is permitted can be exported; every export is remembered here."),
                _("Export photos…"),
            )

    def _on_export_clicked(self) -> None:
        doors.open_export(self.context, self)


def _same(one: Entry[Release], other: Release) -> bool:
    return one.value is not None and one.value.id == other.id


def _line(release: Release, zone: ZoneInfo, *, due: bool) -> Line:
    count = len(release.copies)
    photos = ngettext("{count} photo", "{count} photos", count).format(count=format_number(count))
    if due:
        sign = Sign(Shape.NO, _("Must be taken down"), "")
    elif release.taken_down_at is not None:
        sign = Sign(Shape.HALF, _("Taken down"), "")
    elif len(release.out()) < count:
        out = _("{out} of {count} out there").format(
            out=format_number(len(release.out())), count=format_number(count)
        )
        sign = Sign(Shape.YES, out, "")
    else:
        sign = Sign(Shape.YES, _("Out there"), "")
    where = release.link or release.folder
    return Line(
        heading=f"{destination_word(release.destination)} · {photos}",
        detail=f"{sign.word} · {where}",
        aside=format_datetime(release.at, zone),
        sign=sign,
    )
