"""The second person's look: one copy after the other, and yes to the places that wait for it (R31).

Shows the copy as it will leave. What the yes is worth, and who may give it, is the services' to
say; nothing here leads round another reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
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
    labelled,
    row,
    scrolled,
    statement,
)
from consentdesk.wording import destination_word, listed

if TYPE_CHECKING:
    from consentdesk.errors import ConsentDeskError
    from consentdesk.services.seconding import Looked


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


def read_waiting(context: Context, photo: PhotoId) -> Waiting:
    """What the second person looks at; off the GUI thread. Raises BadInput(UNKNOWN_PHOTO)."""
    from consentdesk.services.covering import hidden
    from consentdesk.services.judging import Facts
    from consentdesk.services.seconding import looked, waiting_copies
    from consentdesk.ui.cover_reading import read_covers, read_shown

    with context.register.read() as reader:
        at = context.now()
        places = waiting_copies(reader, (photo,), at)[photo]
        facts = Facts(reader, (photo,), reader.today(at))
        away, seen = hidden(facts, photo), looked(facts.scene(photo))
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
        self._build()
        self._connect()
        self._assemble()
        self._read()

    def _build(self) -> None:
        self.banner = Banner()
        self._picture = Picture()
        self._picture.setFixedHeight(38 * GRID)
        self._picture.setAccessibleName(_("The copy as it will leave"))
        self._which: QLabel = label("", Look.STRONG, wrap=True)
        self.who: QLabel = label("", wrap=True)
        self._chips = QWidget()
        self._ticks = column(gap=0)
        self.agree = statement(_("&Agree"), "done", _("This copy may leave (Enter)"))
        self.skip = button(_("&Skip"), "", tip=_("Say nothing of this one"))
        self.close_button = button(_("Close"))
        self.agree.setEnabled(False)

    def _connect(self) -> None:
        self.agree.clicked.connect(self._on_agree_clicked)
        self.skip.clicked.connect(self._on_skip_clicked)
        self.close_button.clicked.connect(self.accept)

    def _assemble(self) -> None:
        title = _("Second person")
        self.setWindowTitle(title)
        self.resize(680, 720)
        self._chips.setLayout(self._ticks)
        self.agree.setDefault(True)
        told = _(
            "You work as {clerk}. Somebody else has to let the picture out; a change of names or "
            "covers ends your yes."
        )
        inner = QWidget()
        inner.setMinimumWidth(44 * GRID)
        inner.setLayout(
            column(
                label(told.format(clerk=self._context.clerk), wrap=True),
                card(self._which, self._picture, self.who, gap=GRID),
                card(labelled(_("May leave for"), self._chips)),
                None,
                gap=2 * GRID,
            )
        )
        foot = row(None, self.close_button, self.skip, self.agree)
        head = label(title, Look.TITLE, wrap=True)
        self.setLayout(in_window(head, scrolled(inner), self.banner, foot, air=3 * GRID))

    def _read(self) -> None:
        context, photo = self._context, self._photos[self._at]
        self._waiting = None
        self.agree.setEnabled(False)
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
        self._which.setText(place)
        self._picture.set_pixmap(None if found.copy is None else QPixmap.fromImage(found.copy))
        self.who.setText(_who(found))
        self._offer(found.places)
        self.agree.setEnabled(self._may_agree)
        if found.copy is None:
            said = _("The copy can be shown once the file that was registered is found.")
            self.banner.say(said, tone="open", icon="warning")
        elif not found.places:
            said = _("This photo does not wait for a second person, or something else is missing.")
            self.banner.say(said, tone="open", icon="info")
        else:
            self.banner.hide()
            self.agree.setFocus()
        announce(self, f"{place}. {self.who.text()}")

    @property
    def _may_agree(self) -> bool:
        """Nobody agrees to what can't be seen."""
        found = self._waiting
        return found is not None and bool(found.places) and found.copy is not None

    def _offer(self, places: Sequence[Destination]) -> None:
        for old in self.places.values():
            self._ticks.removeWidget(old)
            discard(old)
        self.places = {}
        for place in places:
            tick = QCheckBox(destination_word(place))
            tick.setChecked(True)
            self.places[place] = tick
            self._ticks.addWidget(tick)

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
        self.banner.tell(error)


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
