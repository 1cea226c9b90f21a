"""Beside the grid: one photo larger, who is on it, and the verdict for each destination."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Photo, PhotoId
from consentdesk.domain.verdict import Verdict
from consentdesk.i18n import _, format_datetime, format_number, ngettext
from consentdesk.ui import icons
from consentdesk.ui.context import Context
from consentdesk.ui.covered_note import CoveredNote
from consentdesk.ui.theme import GRID, Look, colours
from consentdesk.ui.verdict_rows import VerdictRows
from consentdesk.ui.widgets import button, card, column, label, row, scrolled
from consentdesk.wording import kind_word

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader


@dataclass(frozen=True, slots=True)
class PhotoView:
    """One photo with names and verdicts."""

    photo: Photo
    names: tuple[tuple[SubjectId, str], ...]
    verdicts: tuple[Verdict, ...]


def read_photo(reader: "Reader", photo: PhotoId, context: Context) -> PhotoView:
    """All that is shown of one photo today; BadInput(UNKNOWN_PHOTO)."""
    from consentdesk.services.judging import judge_photo

    shown = reader.depicted([photo])[photo]
    people = reader.subjects([d.subject for d in shown])
    names = tuple((s, person.name) for s, person in people.items())
    today = reader.today(context.now())
    return PhotoView(reader.photo(photo), names, judge_photo(reader, photo, today))


class Picture(QWidget):
    """A picture as large as it fits, or a mark where it can't be had."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(24 * GRID)

    def set_pixmap(self, pixmap: QPixmap | None) -> None:
        """Show that picture, or that there is none."""
        self._pixmap = pixmap
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the pane."""
        return QSize(32 * GRID, 24 * GRID)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        c = colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._pixmap is None:
            at = QRectF(0, 0, 40, 40)
            at.moveCenter(QRectF(self.rect()).center())
            painter.fillRect(self.rect(), QColor(c.canvas))
            icons.draw(painter, at, "photos", c.edge)
            return
        size = self._pixmap.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(0, 0, size.width(), size.height())
        box.moveCenter(QRectF(self.rect()).center())
        painter.drawPixmap(box, self._pixmap, QRectF(self._pixmap.rect()))


class PhotoDetail(QWidget):
    """The pane; it shows one photo, how many are chosen, or that none is."""

    open_wanted = Signal()
    """Somebody wants to see to names and kind of what is chosen."""
    trash_wanted = Signal()
    """Somebody wants to throw away what is chosen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._photo: PhotoId | None = None
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._picture = Picture()
        self._name: QLabel = label("", Look.HEADING, wrap=True)
        self._about: QLabel = label("", Look.MUTED, wrap=True)
        self._who: QLabel = label("", wrap=True)
        self._open = button(
            _("Names and kind…"), "people", tip=_("Say who is on it and what it is about (Enter)")
        )
        self.trash = button(
            _("Move to the trash"), "trash", Look.QUIET, _("Move to the trash (Delete)")
        )
        self._verdicts = VerdictRows()
        self.covered = CoveredNote(self._context)

    def _connect(self) -> None:
        self._open.clicked.connect(self._on_open_clicked)
        self.trash.clicked.connect(self.trash_wanted)
        self._context.thumbnails.arrived.connect(self._on_thumbnails_arrived)

    def _assemble(self) -> None:
        paper = card(
            self._picture,
            self._name,
            self._about,
            self._who,
            row(self._open, None),
            self._verdicts,
            self.covered,
            row(self.trash, None),
            None,
            gap=GRID + 2,
        )
        whole = column(scrolled(paper))
        self.setLayout(whole)
        self.setMinimumWidth(34 * GRID)
        self.show_photo(None)

    @property
    def said(self) -> str:
        """What stands at the top: the photo's name, or how many are chosen."""
        return self._name.text()

    def show_photo(self, photo: PhotoId | None) -> None:
        """Read and show one photo; None says that none is chosen."""
        self._photo = photo
        if photo is None:
            self._show_none(_("No photo chosen"))
            return
        context = self._context

        def work() -> PhotoView:
            with context.register.read() as reader:
                return read_photo(reader, photo, context)

        context.tasks.run(
            self,
            lambda _progress: work(),
            self._on_read,
            failed=lambda _error: self._show_none(_("No photo chosen")),
            replaces="photo",
        )

    def show_many(self, photos: Sequence[PhotoId]) -> None:
        """Several are chosen: say how many, whose names and kind can be seen to together."""
        self._photo = None
        count = len(photos)
        said = ngettext("{count} photo chosen", "{count} photos chosen", count)
        self._show_none(said.format(count=format_number(count)), many=True)

    def _show_none(self, said: str, *, many: bool = False) -> None:
        self._name.setText(said)
        for pressed in (self._open, self.trash):
            pressed.setVisible(many)
        for part in (self._picture, self._about, self._who, self._verdicts):
            part.hide()
        self.covered.show_photo(None)

    def _on_read(self, view: PhotoView) -> None:
        photo = view.photo
        if photo.id != self._photo:
            return
        self._picture.set_pixmap(self._context.thumbnails.picture(photo.id))
        self._name.setText(photo.name)
        taken = format_datetime(photo.taken_at) if photo.taken_at else ""
        facts = (kind_word(photo.kind), photo.album, photo.photographer, taken)
        self._about.setText(" · ".join(part for part in facts if part))
        self._who.setText(", ".join(name for _subject, name in view.names))
        self._who.setVisible(bool(view.names))
        names = dict(view.names)
        self._verdicts.show_verdicts(view.verdicts, lambda s: names.get(s, "") if s else "")
        self.covered.show_photo(photo.id)
        for part in (self._picture, self._about, self._open, self.trash, self._verdicts):
            part.show()

    def _on_open_clicked(self) -> None:
        self.open_wanted.emit()

    def _on_thumbnails_arrived(self, key: object) -> None:
        if key == self._photo and self._photo is not None:
            self._picture.set_pixmap(self._context.thumbnails.picture(self._photo))
