"""After the export: how many pictures left, where they are, and what was held back at the last."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from consentdesk.domain.photos import Destination, ReleaseId
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.finding_list import FindingList, FindingModel
from consentdesk.ui.finding_rows import FindingRow, read_rows
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.glyphs import Shape
from consentdesk.ui.posting import SaveList, say_link, say_not_posted
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.verdict_rows import ShapeMark
from consentdesk.ui.widgets import announce, button, card, column, label, labelled, roomy, row
from consentdesk.wording import destination_phrase, listed

if TYPE_CHECKING:
    from consentdesk.services.exporting import Exported
    from consentdesk.services.planning import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of an export; `late` were clear and are not any more, or could not be copied.

    `left_out` is how many were never clear, `unnamed` the events that no file is named after,
    `rest` how many it did not come to; `broke` says why not every copy is in place.
    """

    release: ReleaseId | None
    destination: Destination
    folder: Path
    count: int
    late: tuple[FindingRow, ...]
    left_out: int
    link: str
    unnamed: tuple[str, ...] = ()
    rest: int = 0
    broke: ConsentDeskError | None = None


def read_result(
    context: Context,
    plan: "Plan",
    done: "Exported",
    folder: Path,
    link: str,
    broke: ConsentDeskError | None = None,
) -> Result:
    """The result with names; reads, so not on the GUI thread."""
    with context.register.read() as reader:
        late = read_rows(reader, done.withheld[len(plan.withheld) :])
    return Result(
        release=done.release,
        destination=plan.destination,
        folder=folder.absolute(),
        count=len(done.released),
        late=late,
        left_out=len(plan.withheld),
        link=link,
        unnamed=done.unnamed,
        rest=len(done.rest),
        broke=broke,
    )


class ExportResult(QWidget):
    """The page that ends the export."""

    rest_wanted = Signal()
    """Somebody wants what it did not come to."""
    link_saved = Signal()
    """What stands in the line for the link is in the register."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._result: Result | None = None
        self._saved = ""
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.banner = Banner()
        self._mark = ShapeMark()
        self.sentence: QLabel = label("", Look.HEADING, wrap=True)
        self._where: QLabel = label("", Look.MUTED, wrap=True)
        self._left_out: QLabel = label("", Look.MUTED, wrap=True)
        self.unnamed: QLabel = label("", Look.MUTED, wrap=True)
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open = button(_("&Open the folder"), "folder")
        self.go_on = button("", "export", Look.PRIMARY)
        self.list = SaveList(self._context, self.banner)
        self.link = QLineEdit()
        self.link.setPlaceholderText("https://")
        self.paste = button(_("&Paste the link"), "link", tip=_("What is on the clipboard"))
        self.save = button(_("&Save the link"), "done")
        self.not_posted = button(_("&Not posted"), kind=Look.QUIET)
        self._posted = QWidget()
        self._late_word: QLabel = label("", Look.STRONG, wrap=True)
        self.late_model = FindingModel(self._context.thumbnails, self)
        self.late = FindingList(self._context, self.late_model, _("Held back"), across=True)

    def _connect(self) -> None:
        self.open.clicked.connect(self._on_open_clicked)
        self.go_on.clicked.connect(self.rest_wanted)
        self.not_posted.clicked.connect(self._on_not_posted_clicked)
        self.paste.clicked.connect(self._on_paste_clicked)
        self.save.clicked.connect(self._on_save_clicked)
        self.link.returnPressed.connect(self._on_save_clicked)

    def _assemble(self) -> None:
        told = (self.sentence, self._where, self.unnamed, self._left_out)
        said = column(*told, flow(self.go_on, self.open, self.list), gap=GRID)
        head = row(self._mark, said, gap=2 * GRID)
        head.setStretch(1, 1)
        head.setAlignment(self._mark, Qt.AlignmentFlag.AlignTop)
        hint = _("Paste the address of the post. Without it a withdrawal can't find it again.")
        line = flow(self.paste, self.save, self.not_posted)
        asked = column(labelled(_("&Where was it posted?"), self.link, hint), line, gap=GRID)
        self._posted.setLayout(asked)
        inner = QWidget()
        shown = column(
            card(head, self._posted, gap=2 * GRID),
            self._late_word,
            self.late,
            None,
            gap=GRID + 4,
        )
        shown.setStretch(2, 1)
        inner.setLayout(shown)
        whole = column(follow_focus(roomy(inner)), self.banner, gap=GRID + 4)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_result(self, result: Result) -> None:
        """Show and announce what came of it."""
        self._result = result
        self.banner.hide()
        self._mark.set_shape(Shape.YES if result.count else Shape.NO)
        if result.count:
            text = ngettext(
                "{count} picture is exported to {destination}.",
                "{count} pictures are exported to {destination}.",
                result.count,
            )
        else:
            text = _("No picture was exported.")
        place = destination_phrase(result.destination)
        self.sentence.setText(text.format(count=format_number(result.count), destination=place))
        self._where.setText(str(result.folder))
        self._where.setVisible(bool(result.count))
        self.open.setVisible(bool(result.count))
        self.unnamed.setText(
            _("The files are not named after {event}: it tells who is on the pictures.").format(
                event=listed([f"“{event}”" for event in result.unnamed])
            )
        )
        self.unnamed.setVisible(bool(result.unnamed))
        before = ngettext(
            "{count} was left out before.", "{count} were left out before.", result.left_out
        )
        self._left_out.setText(before.format(count=format_number(result.left_out)))
        self._left_out.setVisible(bool(result.left_out))
        self._posted.setVisible(result.release is not None)
        self.list.aim(result.release)
        on = ngettext("&Go on with the other {count}", "&Go on with the other {count}", result.rest)
        self.go_on.setText(on.format(count=format_number(result.rest)))
        self.go_on.setVisible(bool(result.rest))
        self._saved = result.link.strip()
        self.link.setText(result.link)
        self._show_late(result.late)
        announce(self, f"{self.sentence.text()} {self._late_word.text()}")
        if result.broke is not None:
            self.banner.tell(result.broke)

    @property
    def is_touched(self) -> bool:
        """Whether a link stands there that is not saved."""
        return self.link.text().strip() not in {"", self._saved}

    def start(self) -> None:
        """Put the keyboard where the next step is."""
        first = self.go_on if self.go_on.isVisible() else self.open
        (first if first.isVisible() else self.late).setFocus()

    def _show_late(self, rows: tuple[FindingRow, ...]) -> None:
        text = ngettext(
            "{count} picture was held back at the last moment:",
            "{count} pictures were held back at the last moment:",
            len(rows),
        )
        self._late_word.setText(text.format(count=format_number(len(rows))) if rows else "")
        self._late_word.setVisible(bool(rows))
        self.late.setVisible(bool(rows))
        self.late_model.show(rows)

    def _on_open_clicked(self) -> None:
        if self._result is None:
            return
        folder = self._result.folder
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.banner.say(_("The folder {path} can't be opened.").format(path=folder))

    def _on_paste_clicked(self) -> None:
        self.link.setText(QApplication.clipboard().text().strip())
        self._on_save_clicked()

    def _on_save_clicked(self) -> None:
        result, link = self._result, self.link.text()
        if result is None or result.release is None:
            return

        def saved() -> None:
            if result is self._result:
                self._saved = link.strip()
            if not self.is_touched:
                self.link_saved.emit()

        say_link(self._context, self.banner, result.release, link, saved)

    def _on_not_posted_clicked(self) -> None:
        if self._result is not None and self._result.release is not None:
            self.link.clear()
            say_not_posted(self._context, self.banner, self._result.release)
