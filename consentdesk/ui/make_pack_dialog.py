"""A check pack is made: of which photos, for which places, for how many days, under which words.

Asks only; `services.check_pack` makes it. A passphrase made up here is shown this once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QLineEdit,
    QWidget,
)

from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.services.check_pack.content import DAYS, MOST_DAYS
from consentdesk.ui import file_kinds
from consentdesk.ui.banner import Banner
from consentdesk.ui.columns import SideBySide
from consentdesk.ui.context import Context
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.number_box import NumberBox
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.tasks import Lane, Progress
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.tick_list import TickList
from consentdesk.ui.widgets import (
    button,
    card,
    column,
    in_window,
    label,
    labelled,
    row,
    scrolled,
    wrapped,
)
from consentdesk.wording import destination_word

if TYPE_CHECKING:
    from consentdesk.services.check_pack.making import Made, Wanted

FOLDER = "pack/folder"


@dataclass(frozen=True, slots=True)
class _Offered:
    """What there is to choose from."""

    events: tuple[str, ...]
    places: tuple[Destination, ...]


def open_make_pack_dialog(
    context: Context, parent: QWidget, photos: Sequence[PhotoId] = ()
) -> "MakePackDialog":
    """Make a pack of these photos; without any, of the events chosen there."""
    dialog = MakePackDialog(context, parent, photos)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


class MakePackDialog(Dialog):
    """The questions, and afterwards where the pack lies."""

    def __init__(self, context: Context, parent: QWidget, photos: Sequence[PhotoId]) -> None:
        super().__init__(parent)
        self._context = context
        self._photos = tuple(photos)
        self._build()
        self._connect()
        self._assemble()
        context.tasks.run(
            self, lambda _progress: self._read(), self._on_read, failed=self.banner.tell
        )

    def _build(self) -> None:
        self.banner = Banner()
        self.events, self.places = TickList(_("Events")), TickList(_("Destinations"))
        self.days = NumberBox()
        self.days.setRange(1, MOST_DAYS)
        self.days.setValue(DAYS)
        self.initials = QCheckBox()
        self.initials.setChecked(True)
        self.words, self.again = QLineEdit(), QLineEdit()
        for field in (self.words, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.make_up = button(_("Make &up a passphrase"), "lock")
        self.make = button(_("&Save the check pack…"), "", Look.PRIMARY)
        self.make.setDefault(True)
        self.leave = button(_("Close"), tip=_("Close (Esc)"))

    def _connect(self) -> None:
        self.make_up.clicked.connect(self._on_make_up_clicked)
        self.make.clicked.connect(self._on_make_clicked)
        self.leave.clicked.connect(self.reject)
        self.words.textEdited.connect(self._on_words_edited)
        self.again.textEdited.connect(self.banner.forget_refusal)
        self._context.register_left.connect(self.reject)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Make a check pack"))
        said = _(
            "For a photographer without the register: fingerprints and verdicts as of today, no "
            "names, no birth dates, no pictures. What is withdrawn later does not reach a pack, so "
            "it runs out by itself."
        )
        self._events = self._what()
        what = card(self._events, labelled(_("&Destinations"), self.places), gap=GRID + 4)
        how, inner = QWidget(), QWidget()
        how.setLayout(
            column(
                card(
                    labelled(_("For &how many days"), self.days, self._how_long()),
                    wrapped(self.initials, _("Tell by &initials who lacks a permission")),
                    gap=GRID + 4,
                ),
                card(
                    labelled(
                        _("&Passphrase"),
                        self.words,
                        _("At least 12 characters. Send it another way than the pack."),
                    ),
                    labelled(_("&Once more"), self.again),
                    row(self.make_up, None),
                    gap=GRID + 4,
                ),
                None,
                gap=2 * GRID,
            )
        )
        both = SideBySide(what, how, shares=(1, 1))
        inner.setLayout(column(label(said, Look.MUTED, wrap=True), both, gap=2 * GRID))
        area = follow_focus(scrolled(inner, steady=True))
        foot = row(None, self.leave, self.make)
        self.setLayout(
            in_window(label(_("Make a check pack"), Look.TITLE), area, self.banner, foot)
        )
        remember_size(self, self._context.settings, "make-pack", QSize(100 * GRID, 80 * GRID))

    def _what(self) -> QWidget:
        """The events, or that some photos were chosen beforehand."""
        if not self._photos:
            held = QWidget()
            hint = _("With none ticked, all photos.")
            held.setLayout(labelled(_("&Events"), self.events, hint))
            return held
        count = len(self._photos)
        said = ngettext("{count} photo that was chosen", "{count} photos that were chosen", count)
        self.events.hide()
        return label(said.format(count=format_number(count)), Look.STRONG, wrap=True)

    def _how_long(self) -> str:
        said = _("Today not counted; at most {most}. What ends before then is withheld at once.")
        return said.format(most=MOST_DAYS)

    def _read(self) -> _Offered:
        with self._context.register.read() as reader:
            return _Offered(reader.albums(), tuple(reader.policy.destinations))

    def _on_read(self, offered: _Offered) -> None:
        # Where no photo belongs to an event, there is nothing to choose.
        self._events.setVisible(bool(self._photos or offered.events))
        self.events.offer([(name, name) for name in offered.events], ())
        self.places.offer([(p, destination_word(p)) for p in offered.places], offered.places)

    def _on_words_edited(self) -> None:
        """What somebody types is hidden again."""
        self.words.setEchoMode(QLineEdit.EchoMode.Password)
        self.banner.forget_refusal()

    def _on_make_up_clicked(self) -> None:
        from consentdesk.services.check_pack.passphrases import new_passphrase

        made = new_passphrase()
        self.words.setEchoMode(QLineEdit.EchoMode.Normal)
        for field in (self.words, self.again):
            field.setText(made)
        self.words.setFocus()
        self.words.selectAll()
        self.banner.say(_("Write the passphrase down or copy it now (Ctrl+C): it is kept nowhere."))

    def _on_make_clicked(self) -> None:
        if not self._is_answered():
            return
        settings = self._context.settings
        folder = Path(str(settings.value(FOLDER, "")) or Path.home())
        proposed = f"ConsentDesk-{self._context.local():%Y-%m-%d}.cdpack"
        name, _filter = QFileDialog.getSaveFileName(
            self,
            _("Save the check pack"),
            str(folder / proposed),
            file_kinds.packs(),
            # No pack is written over, so nobody is asked whether it may be.
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name:
            path = Path(name)
            settings.setValue(FOLDER, str(path.parent))
            self.save_to(path if path.suffix else path.with_suffix(".cdpack"))

    def _is_answered(self) -> bool:
        """Whether nothing is left to be asked; otherwise it is, at once."""
        from consentdesk.services.check_pack.passphrases import check_passphrase

        try:
            check_passphrase(self.words.text())
        except ConsentDeskError as error:
            self.banner.tell(error)
            self.words.setFocus()
            return False
        if self.words.text() != self.again.text():
            self.banner.say(_("The two passphrases differ. Type the second one again."))
            self.again.selectAll()
            self.again.setFocus()
            return False
        if not self.places.ticked:
            self.banner.say(_("For which destinations? Tick at least one."))
            self.places.setFocus()
            return False
        return True

    @property
    def wanted(self) -> "Wanted":
        """What was chosen."""
        from consentdesk.services.check_pack.making import Wanted

        return Wanted(
            photos=self._photos or None,
            events=self.events.ticked,
            destinations=tuple(map(Destination, self.places.ticked)),
            days=self.days.value(),
            initials=self.initials.isChecked(),
        )

    def save_to(self, path: Path) -> None:
        """Make the pack in that file."""
        context, wanted, words = self._context, self.wanted, self.words.text()
        clerk, at = context.clerk, context.now()
        self.make.setEnabled(False)

        def work(progress: Progress) -> "Made":
            from consentdesk.services.check_pack.making import make_pack

            return make_pack(context.register, clerk, at, path, words, wanted, progress)

        context.tasks.run(
            self,
            work,
            self._on_made,
            failed=self._on_failed,
            cancelled=lambda: self.make.setEnabled(True),
            lane=Lane.LONG,
            title=_("Making the check pack"),
        )

    def _on_made(self, made: "Made") -> None:
        self.make.setEnabled(True)
        self._context.tell_written()
        count = len(made.pack.entries)
        said = ngettext(
            "The check pack with {count} photo is in {path}, good until {until}. What is withdrawn "
            "from now on does not reach it.",
            "The check pack with {count} photos is in {path}, good until {until}. What is "
            "withdrawn from now on does not reach it.",
            count,
        )
        self.banner.say(
            said.format(
                count=format_number(count),
                path=made.path,
                until=format_date(made.pack.good_until),
            ),
            tone="ok",
            icon="done",
        )
        self.leave.setFocus()

    def _on_failed(self, error: ConsentDeskError) -> None:
        self.make.setEnabled(True)
        self.banner.tell(error)
