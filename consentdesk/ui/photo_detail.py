"""Beside the grid: one photo larger, who is on it, the verdicts, and what helps; or several.

Of one photo each reason has its sentence and the shortest step as a button; of several, whatever
stands in the way of most of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from consentdesk.domain.acts import Serial
from consentdesk.domain.journal import FormState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, Photo, PhotoId
from consentdesk.domain.roles import Right
from consentdesk.domain.verdict import ReasonCode, Verdict
from consentdesk.i18n import _, format_datetime, format_number, ngettext
from consentdesk.ui import icons
from consentdesk.ui.context import Context
from consentdesk.ui.covered_note import CoveredNote
from consentdesk.ui.fixes import Offer, offers_for
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.limits import limit
from consentdesk.ui.name_button import NameButton
from consentdesk.ui.photo_obstacles import Obstacle, read_obstacles
from consentdesk.ui.tasks import Lane
from consentdesk.ui.theme import GRID, Look, colours
from consentdesk.ui.verdict_rows import VerdictRows
from consentdesk.ui.widgets import button, card, column, discard, label, row, scrolled
from consentdesk.wording import kind_word

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader


@dataclass(frozen=True, slots=True)
class PhotoView:
    """One photo with names and verdicts."""

    photo: Photo
    names: tuple[tuple[SubjectId, str], ...]
    verdicts: tuple[Verdict, ...]
    waiting: Mapping[SubjectId, Serial]
    """Forms that came back signed and are not journaled yet, by whom they are about."""


def read_photo(reader: "Reader", photo: PhotoId, context: Context) -> PhotoView:
    """All that is shown of one photo today; BadInput(UNKNOWN_PHOTO)."""
    from consentdesk.services.judging import judge_photo

    shown = reader.depicted([photo])[photo]
    people = reader.subjects([d.subject for d in shown])
    names = tuple((s, person.name) for s, person in people.items())
    today = reader.today(context.now())
    verdicts = judge_photo(reader, photo, today)
    late = {r.subject for v in verdicts for r in v.reasons if r.code is ReasonCode.NOT_JOURNALED}
    waiting = {}
    for subject in sorted(s for s in late if s is not None):
        for form in reader.forms(state=FormState.RECORDED, subject=subject, limit=1):
            waiting[subject] = form.serial
    return PhotoView(reader.photo(photo), names, verdicts, waiting)


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
        self._many: tuple[PhotoId, ...] = ()
        self._place: Destination | None = None
        self._view: PhotoView | None = None
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
        limit(self._context, Right.NAME, self.trash)
        self._verdicts = VerdictRows()
        self.covered = CoveredNote(self._context)
        self._obstacles = QWidget()
        self._told = column(gap=GRID)
        self._parts: list[QWidget] = []

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
            self._obstacles,
            row(self.trash, None),
            None,
            gap=GRID + 2,
        )
        self._obstacles.setLayout(self._told)
        whole = column(scrolled(paper))
        self.setLayout(whole)
        self.setMinimumWidth(34 * GRID)
        self.show_photo(None)

    @property
    def said(self) -> str:
        """What stands at the top: the photo's name, or how many are chosen."""
        return self._name.text()

    @property
    def offers(self) -> tuple[QPushButton, ...]:
        """The buttons of what helps, from the top."""
        parts = (self._verdicts, self._obstacles)
        every = (button for part in parts for button in part.findChildren(QPushButton))
        return tuple(button for button in every if button.isVisibleTo(self))

    @property
    def sentences(self) -> tuple[QLabel, ...]:
        """What is told of several photos, from the top."""
        return tuple(part for part in self._parts if isinstance(part, QLabel))

    def look_at(self, place: Destination | None) -> None:
        """Tell of that destination alone; None tells of all."""
        if place == self._place:
            return
        self._place = place
        if self._view is not None and self._photo is not None:
            self._show_verdicts(self._view)
        elif self._many:
            self.show_many(self._many)

    def show_photo(self, photo: PhotoId | None) -> None:
        """Read and show one photo; None says that none is chosen."""
        self._photo, self._many = photo, ()
        if self._view is not None and self._view.photo.id != photo:
            self._view = None
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
        self._photo, self._view, self._many = None, None, tuple(photos)
        count = len(photos)
        said = ngettext("{count} photo chosen", "{count} photos chosen", count)
        self._show_none(said.format(count=format_number(count)), many=True)
        context, many, place = self._context, self._many, self._place
        context.tasks.run(
            self,
            lambda progress: read_obstacles(context, many, place, progress),
            lambda found: self._show_obstacles(many, found),
            failed=lambda _error: self._show_obstacles(many, ()),
            lane=Lane.LONG,
            replaces="obstacles",
        )

    def _show_none(self, said: str, *, many: bool = False) -> None:
        self._name.setText(said)
        for pressed in (self._open, self.trash):
            pressed.setVisible(many)
        for part in (self._picture, self._about, self._who, self._verdicts, self._obstacles):
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
        self.covered.show_photo(photo.id)
        self._view = view
        self._show_verdicts(view)
        self._obstacles.hide()
        for part in (self._picture, self._about, self._open, self.trash, self._verdicts):
            part.show()

    def _show_verdicts(self, view: PhotoView) -> None:
        names = dict(view.names)
        about = [v for v in view.verdicts if self._place in {None, v.destination}]

        def helps(code: ReasonCode, subject: SubjectId | None) -> Sequence[QPushButton]:
            from consentdesk.services.forward import WAYS

            offers = offers_for(
                WAYS[code],
                self._context,
                self,
                (view.photo.id,),
                subject=subject,
                name="" if subject is None else names.get(subject, ""),
                form=None if subject is None else view.waiting.get(subject),
            )
            return [_button(offer) for offer in offers]

        self._verdicts.show_verdicts(about, lambda s: names.get(s, "") if s else "", helps)

    def _show_obstacles(self, many: tuple[PhotoId, ...], found: Sequence[Obstacle]) -> None:
        """What stands in the way of those chosen, unless others are chosen by now."""
        if many != self._many:
            return
        for old in self._parts:
            self._told.removeWidget(old)
            discard(old)
        self._parts = []
        offered: set[str] = set()
        for one in found:
            every = offers_for(
                one.ways,
                self._context,
                self,
                one.photos,
                subject=one.subject,
                name=one.name,
                form=one.form,
            )
            offers = [offer for offer in every if offer[0] not in offered]
            offered |= {text for text, _icon, _then in offers}
            self._tell(label(one.sentence(), wrap=True))
            if offers:
                beside = QWidget()
                beside.setLayout(flow(*map(_button, offers), gap=GRID // 2))
                self._tell(beside)
        self._obstacles.setVisible(bool(found))

    def _tell(self, part: QWidget) -> None:
        self._parts.append(part)
        self._told.addWidget(part)

    def _on_open_clicked(self) -> None:
        self.open_wanted.emit()

    def _on_thumbnails_arrived(self, key: object) -> None:
        if key == self._photo and self._photo is not None:
            self._picture.set_pixmap(self._context.thumbnails.picture(self._photo))


def _button(offer: Offer) -> QPushButton:
    """One step; the pane may be too narrow for a long name."""
    text, icon, then = offer
    made = NameButton(text, "", "")
    icons.put(made, icon)
    made.clicked.connect(lambda _checked: then())
    return made
