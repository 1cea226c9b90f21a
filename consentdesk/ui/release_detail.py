"""One export: its copies and which of them must go, its link, and the mark that some are gone.

Which copies must come down is the register's to say; what is marked is `services.taking_down`'s to
write.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.releases import Release
from consentdesk.i18n import _, format_datetime, format_number, ngettext
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.copies_list import CopiesList
from consentdesk.ui.line_breaks import breakable
from consentdesk.ui.posting import SaveList, say_link, say_not_posted
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, card, column, label, labelled, row, scrolled
from consentdesk.wording import destination_word


@dataclass(frozen=True, slots=True)
class Contents:
    """What is known of the copies of one export: which must come down, and who is on them.

    `judged` are those among them that must by what was judged since, `unnamed` those on which
    somebody was found since who has no name; `is_bare`: nobody has said where it was posted.
    """

    release: Release
    due: tuple[int, ...]
    judged: tuple[int, ...]
    unnamed: tuple[int, ...]
    names: Mapping[SubjectId, str]
    zone: ZoneInfo
    is_bare: bool


class ReleaseDetail(QWidget):
    """One export: what was in it, its link, and the buttons that end it."""

    def __init__(self, context: Context, banner: Banner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._banner = banner
        self._release: Release | None = None
        self._contents: Contents | None = None
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._heading: QLabel = label("", Look.HEADING, wrap=True)
        self._about: QLabel = label("", Look.MUTED, wrap=True)
        self._hint: QLabel = label(_("Tick what is gone from there."), Look.MUTED, wrap=True)
        self.copies = CopiesList()
        self._folder = button(_("Open the folder"), "folder")
        self.link = QLineEdit()
        self.link.setPlaceholderText("https://")
        self.save = button(_("Save the link"), "done")
        self.paste = button(_("Paste the link"), "link", tip=_("Ctrl+V on the export"))
        self.not_posted = button(_("Not posted"), kind=Look.QUIET)
        self.list = SaveList(self._context, self._banner)
        self._visit = button(_("Open the post"), "eye")
        self.note = QLineEdit()
        self.all = button("", kind=Look.QUIET)
        self.down = button("", "done", Look.PRIMARY)
        self._tick, self._down, self._asked = QWidget(), QWidget(), QWidget()

    def _connect(self) -> None:
        self._folder.clicked.connect(self._on_folder_clicked)
        self.save.clicked.connect(self._on_save_clicked)
        self._visit.clicked.connect(self._on_visit_clicked)
        self.paste.clicked.connect(self.paste_link)
        self.not_posted.clicked.connect(self._on_not_posted_clicked)
        self.copies.ticked.connect(self._on_copies_ticked)
        self.all.clicked.connect(self._on_all_clicked)
        self.down.clicked.connect(self._on_down_clicked)

    def _assemble(self) -> None:
        hint = _("Paste the address of the post. Without it a withdrawal can't find it again.")
        # What belongs before the button stands before it.
        self._tick.setLayout(column(self._hint, row(self.all, None), gap=GRID // 2))
        note = labelled(_("&Note"), self.note, _("For example: post deleted, printed copies kept"))
        self._down.setLayout(column(note, row(self.down, None), gap=GRID))
        asked = label(_("Has it been posted?"), Look.STRONG)
        self._asked.setLayout(
            column(GRID, asked, row(self.paste, None), row(self.not_posted, None), gap=4)
        )
        self._asked.hide()
        paper = card(
            self._heading,
            self._about,
            row(self._folder, None),
            row(self.list, None),
            self._asked,
            GRID,
            label(_("Copies"), Look.STRONG),
            self._tick,
            self.copies,
            self._down,
            GRID,
            labelled(_("&Where was it posted?"), self.link, hint),
            row(self.save, self._visit, None),
            None,
        )
        self.setLayout(column(scrolled(paper)))
        self.setMinimumWidth(40 * GRID)
        self.hide()

    def show_release(self, release: Release | None) -> None:
        """Show one export; None hides the pane. What is ticked and typed for it stays."""
        if release is not None and release == self._release:
            self._read(release)
            return
        self._release, self._contents = release, None
        # Nobody may tick the copies of the one before and mark those of this one.
        self.copies.empty()
        self._asked.hide()
        self.setVisible(release is not None)
        if release is None:
            return
        self._heading.setText(
            _("Export no. {number} · {destination}").format(
                number=release.id, destination=destination_word(release.destination)
            )
        )
        self._about.clear()
        self.list.aim(release.id)
        self.link.setText(release.link)
        self._visit.setVisible(bool(release.link))
        for part in (self._down, self._tick):
            part.setVisible(release.taken_down_at is None)
        self.note.clear()
        self._read(release)

    def _read(self, release: Release) -> None:
        context = self._context

        def work() -> Contents:
            with context.register.read() as reader:
                shown = sorted({s for copy in release.copies for s in copy.seen})
                people = reader.subjects(shown)
                return Contents(
                    release,
                    reader.copies_to_take_down(release.id),
                    reader.copies_judged_against(c.photo for c in release.copies).get(
                        release.id, ()
                    ),
                    reader.copies_with_unnamed().get(release.id, ()),
                    {s: person.name for s, person in people.items()},
                    ZoneInfo(reader.policy.timezone),
                    release.id in reader.without_link(),
                )

        context.tasks.run(
            self,
            lambda _progress: work(),
            self._on_read,
            failed=self._banner.tell,
            replaces="copies",
        )

    def _on_read(self, found: Contents) -> None:
        if found.release == self._release and found != self._contents:
            self._contents = found
            self._asked.setVisible(found.is_bare)
            when = format_datetime(found.release.at, found.zone)
            said = _("Exported {when} by {clerk}").format(when=when, clerk=found.release.clerk)
            self._about.setText(f"{said}\n{breakable(found.release.folder)}")
            self.copies.show_copies(
                found.release,
                found.due,
                found.names,
                found.zone,
                judged=found.judged,
                unnamed=found.unnamed,
            )

    def _on_copies_ticked(self) -> None:
        count = len(self.copies.places)
        said = ngettext("Mark {count} as taken down", "Mark {count} as taken down", count)
        some = said.format(count=format_number(count))
        self.down.setText(some if count else _("Mark as taken down"))
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

    def paste_link(self) -> None:
        """Take what is on the clipboard for the address of this export's post."""
        if self._release is not None:
            self.link.setText(QApplication.clipboard().text().strip())
            self._on_save_clicked()

    def _on_save_clicked(self) -> None:
        if self._release is not None:
            say_link(self._context, self._banner, self._release.id, self.link.text())

    def _on_not_posted_clicked(self) -> None:
        if self._release is not None:
            self.link.clear()
            say_not_posted(self._context, self._banner, self._release.id)

    def _on_down_clicked(self) -> None:
        from consentdesk.services import taking_down

        register, note, copies = self._context.register, self.note.text(), self.copies.places
        if self._release is not None:
            release = self._release.id
            self._write(
                lambda clerk, at: taking_down.take_down(
                    register, clerk, at, release, note, copies=copies
                ),
                _said_of_the_rest(*self.copies.left),
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


def _said_of_the_rest(must: int, may: int) -> str:
    """What is said once some copies are marked: how many must still go, or may stay."""
    if must:
        said = ngettext(
            "Marked as taken down. {count} other copy must be taken down too.",
            "Marked as taken down. {count} other copies must be taken down too.",
            must,
        )
        return said.format(count=format_number(must))
    if may:
        said = ngettext(
            "Marked as taken down. The other copy may stay.",
            "Marked as taken down. The {count} other copies may stay.",
            may,
        )
        return said.format(count=format_number(may))
    return _("The export is marked as taken down.")
