"""The second person's look: one copy after the other, and yes to the places that wait for it (R31).

Shows the copy as it will leave. What the yes is worth, and who may give it, is the services' to
say; nothing here leads round another reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QWidget

from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.banner import Banner
from consentdesk.ui.buttons import ENTER
from consentdesk.ui.columns import SideBySide
from consentdesk.ui.context import Context
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.line_breaks import breakable
from consentdesk.ui.photo_detail import Picture
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import (
    announce,
    button,
    card,
    column,
    discard,
    in_window,
    label,
    row,
    scrolled,
    statement,
    wrapped,
)
from consentdesk.wording import destination_word, listed

if TYPE_CHECKING:
    from consentdesk.errors import ConsentDeskError
    from consentdesk.services.seconding import Looked

_PICTURE = 30 * GRID, 16 * GRID
"""Pixels across and down that the copy has at least."""
_ANY = 16_777_215
"""No upper bound, in Qt's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One photo that waits: where to, who is to be seen on the copy and who is hidden there."""

    photo: PhotoId
    name: str
    places: tuple[Destination, ...]
    visible: tuple[str, ...]
    hidden: tuple[str, ...]
    seen: Looked
    copy: QImage | None
    is_first: bool
    """Whoever looks has said it: another one has to agree."""
    comes_too_early: bool
    """Something else is missing first."""


def read_waiting(context: Context, photo: PhotoId) -> Waiting:
    """What the second person looks at; off the GUI thread. Raises BadInput(UNKNOWN_PHOTO)."""
    from consentdesk.services.covering import hidden
    from consentdesk.services.judging import Facts, known_destinations
    from consentdesk.services.seconding import comes_too_early, is_first, looked, waiting_copies
    from consentdesk.ui.cover_reading import read_covers, read_shown

    clerk = context.clerk
    with context.register.read() as reader:
        at = context.now()
        # Somebody may have thrown it away since it was listed.
        reader.photo(photo)
        places = waiting_copies(reader, (photo,), at)[photo]
        facts = Facts(reader, (photo,), reader.today(at))
        scene = facts.scene(photo)
        away, seen, first = hidden(facts, photo), looked(scene), is_first(reader, scene, clerk)
        early = comes_too_early(facts, photo, known_destinations(reader, None))
    # Read after that: whatever has been drawn since is refused, for it is not what `seen` says.
    view = read_covers(context, photo)
    named = sorted(view.seen.shows)
    return Waiting(
        photo=photo,
        name=view.photo.name,
        places=places,
        visible=tuple(view.name(s) for s in named if s not in away),
        hidden=tuple(view.name(s) for s in named if s in away),
        seen=seen,
        copy=read_shown(context, photo, view.drawn).copy,
        is_first=first,
        comes_too_early=early,
    )


class SecondDialog(Dialog):
    """The copies one by one, each with the places that wait, and a yes for it."""

    def __init__(self, context: Context, parent: QWidget, photos: Sequence[PhotoId]) -> None:
        super().__init__(parent)
        self._context = context
        self._photos = tuple(photos)
        self._at = 0
        self._agreed = 0
        self._waiting: Waiting | None = None
        self.places: dict[Destination, QCheckBox] = {}
        self._rows: list[QWidget] = []
        self._unseen: list[QWidget] = []
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._build()
        self._connect()
        self._assemble()
        self._read()

    def _build(self) -> None:
        self.banner = Banner()
        self._picture = Picture()
        self._picture.setMinimumSize(*_PICTURE)
        self._picture.setMaximumHeight(_ANY)
        grows = QSizePolicy.Policy.Expanding
        self._picture.setSizePolicy(grows, grows)
        self._picture.setAccessibleName(_("The copy as it will leave"))
        self._which: QLabel = label("", Look.STRONG, wrap=True)
        self.who: QLabel = label("", wrap=True)
        self._chips = QWidget()
        self._ticks = column(gap=0)
        self.agree = statement("", "done", _("This copy may leave (Enter)"))
        self.skip = button(_("&Skip"), "", tip=_("Say nothing of this one"))
        self.close_button = button(_("Close"))
        self.agree.setEnabled(False)
        self._count()

    def _connect(self) -> None:
        self._later.timeout.connect(self._look)
        self.agree.clicked.connect(self._on_agree_clicked)
        self.skip.clicked.connect(self._on_skip_clicked)
        self.close_button.clicked.connect(self.accept)

    def _assemble(self) -> None:
        title = _("Second person")
        self.setWindowTitle(title)
        self.resize(860, 620)
        self._chips.setLayout(self._ticks)
        self._chips.setAccessibleName(_("May leave for"))
        told = _(
            "You work as {clerk}. Somebody else has to let the picture out; a change of names or "
            "covers ends your yes."
        )
        self._where = card(
            label(_("May leave for"), Look.STRONG, wrap=True), self._chips, gap=GRID // 2
        )
        inner = QWidget()
        inner.setLayout(
            column(
                card(self._which, self.who, gap=GRID),
                self._where,
                label(told.format(clerk=self._context.clerk), Look.MUTED, wrap=True),
                None,
                gap=GRID,
            )
        )
        inner.installEventFilter(self)
        self._area = follow_focus(scrolled(inner, steady=True))
        self._area.setMinimumWidth(28 * GRID)
        bar = self._area.verticalScrollBar()
        bar.valueChanged.connect(self._look_later)
        bar.rangeChanged.connect(self._look_later)
        # The copy beside what is said of it, so that neither pushes the other off the screen.
        both = SideBySide(self._picture, self._area, shares=(3, 2))
        foot = row(None, self.close_button, self.skip, self.agree)
        head = label(title, Look.TITLE, wrap=True)
        self.setLayout(in_window(head, both, self.banner, foot, air=3 * GRID))

    def showEvent(self, event: QShowEvent) -> None:
        """What is in sight by now has been seen."""
        super().showEvent(event)
        self._look_later()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """So has what a larger window shows."""
        super().resizeEvent(event)
        self._look_later()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is painted is laid out."""
        if event.type() is QEvent.Type.Paint:
            self._look_later()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter brings into sight what has not been there, one part after the other; then agrees.

        A key held down does so once.
        """
        if Qt.Key(event.key()) not in ENTER:
            super().keyPressEvent(event)
            return
        self._look()
        if event.isAutoRepeat():
            return
        if self._may_agree and self._unseen:
            self._area.ensureWidgetVisible(self._unseen[0], 0, GRID)
        else:
            super().keyPressEvent(event)

    def _look_later(self) -> None:
        """Once it is laid out."""
        self._later.start(0)

    def _look(self) -> None:
        """Enter agrees only once all that is agreed to has been in sight, to its end."""
        self._unseen = [part for part in self._unseen if not _is_in_sight(part)]
        self.agree.setDefault(self._may_agree and not self._unseen)

    def _read(self) -> None:
        context, photo = self._context, self._photos[self._at]
        self._waiting = None
        self.agree.setEnabled(False)
        self.agree.setDefault(False)
        context.thumbnails.prepare()
        context.tasks.run(
            self,
            lambda _progress: read_waiting(context, photo),
            self._on_read,
            failed=self._on_failed,
            replaces="second",
        )

    def _on_read(self, found: Waiting) -> None:
        self._waiting = found
        place = _("{name}, {number} of {count}").format(
            name=found.name,
            number=format_number(self._at + 1),
            count=format_number(len(self._photos)),
        )
        # A file's name holds no blank to break at, and would push the cards out of the window.
        self._which.setText(breakable(place))
        self._picture.set_pixmap(None if found.copy is None else QPixmap.fromImage(found.copy))
        self.who.setText(_who(found))
        self._offer(found.places)
        self.agree.setEnabled(self._may_agree)
        self._unseen = [self._picture, self.who, *self._rows]
        self._look_later()
        self._say_what_lacks(found)
        if self._may_agree:
            # Not on the button: a key too many must not agree to what nobody has looked at.
            next(iter(self.places.values())).setFocus()
        else:
            (self.skip if self._at + 1 < len(self._photos) else self.close_button).setFocus()
        # After the focus, which scrolls by where new lines stand before they are laid out.
        self._area.verticalScrollBar().setValue(0)
        announce(self, f"{place}. {self.who.text()}")

    def _say_what_lacks(self, found: Waiting) -> None:
        """Why nobody can agree to it here, if so."""
        if found.copy is None:
            said = _("The copy can be shown once the file that was registered is found.")
            self.banner.say(said, tone="unknown", icon="warning")
        elif not found.places and found.comes_too_early:
            said = _(
                "Nobody can agree to this photo yet: something else keeps it back. Check the "
                "photo to see what, settle that, and come back."
            )
            self.banner.say(said, tone="unknown", icon="warning")
        elif not found.places:
            said = _(
                "Nobody has to agree to this photo: somebody has done so already, or the rules "
                "ask for one person only. There is nothing to do here."
            )
            self.banner.say(said)
        elif found.is_first:
            said = _(
                "You have said yourself who is on it, where, or what is covered, or have judged "
                "it. The second person must be somebody else: ask a colleague to look at it."
            )
            self.banner.say(said, tone="unknown", icon="people")
        else:
            self.banner.hide()

    @property
    def _may_agree(self) -> bool:
        """Nobody agrees to what can't be seen, nor twice to the same."""
        found = self._waiting
        if found is None or found.is_first:
            return False
        return bool(found.places) and found.copy is not None

    def _offer(self, places: Sequence[Destination]) -> None:
        for old in self._rows:
            self._ticks.removeWidget(old)
            discard(old)
        self.places, self._rows = {}, []
        for place in places:
            tick = QCheckBox()
            tick.setChecked(True)
            tick.toggled.connect(self._count)
            self.places[place] = tick
            self._rows.append(wrapped(tick, destination_word(place)))
            self._ticks.addWidget(self._rows[-1])
        self._where.setVisible(bool(places))
        self._count()

    def _count(self) -> None:
        """The button says for how many places the yes is."""
        count = sum(tick.isChecked() for tick in self.places.values())
        said = ngettext("&Agree for {count} place", "&Agree for {count} places", count)
        self.agree.setText(said.format(count=format_number(count)) if count else _("&Agree"))

    def _on_agree_clicked(self) -> None:
        found = self._waiting
        wanted = [place for place, tick in self.places.items() if tick.isChecked()]
        if found is None or not wanted:
            self.banner.say(_("Choose at least one destination."), tone="no", icon="warning")
            return
        context, clerk, at = self._context, self._context.clerk, self._context.now()
        self.agree.setEnabled(False)

        def work() -> None:
            from consentdesk.services import seconding

            for place in wanted:
                seconding.second(
                    context.register,
                    clerk,
                    at,
                    photos=(found.photo,),
                    destination=place,
                    seen={found.photo: found.seen},
                )

        context.tasks.run(
            self, lambda _progress: work(), lambda _none: self._on_agreed(), failed=self._on_failed
        )

    def _on_agreed(self) -> None:
        self._agreed += 1
        self._context.tell_written()
        self._go_on()

    def _on_skip_clicked(self) -> None:
        self._go_on()

    def _go_on(self) -> None:
        """To the next one; after the last, close and say how many somebody else may let out."""
        if self._at + 1 < len(self._photos):
            self._at += 1
            self._read()
            return
        if self._agreed:
            said = ngettext(
                "Recorded. Somebody else may now let {count} picture out.",
                "Recorded. Somebody else may now let {count} pictures out.",
                self._agreed,
            )
            announce(self.parentWidget() or self, said.format(count=format_number(self._agreed)))
        self.accept()

    def _on_failed(self, error: ConsentDeskError) -> None:
        self.agree.setEnabled(self._may_agree)
        self._look_later()
        self.banner.tell(error)


def _is_in_sight(part: QWidget) -> bool:
    """Whether its end is: a list of names may be longer than the window is high."""
    return part.visibleRegion().boundingRect().bottom() == part.rect().bottom()


def _who(found: Waiting) -> str:
    """Who is to be seen on the copy, and who is not."""
    parts = []
    if found.visible:
        parts.append(_("To be seen: {names}.").format(names=listed(found.visible)))
    else:
        parts.append(_("Nobody named is to be seen."))
    if found.hidden:
        parts.append(_("Covered or cropped away: {names}.").format(names=listed(found.hidden)))
    return " ".join(parts)


def open_second(context: Context, parent: QWidget, photos: Sequence[PhotoId]) -> SecondDialog:
    """Look at these photos as the second person."""
    dialog = SecondDialog(context, parent.window(), photos)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
