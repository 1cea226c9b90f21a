"""What must be taken down: the exports that still show somebody who has said no.

One card for each export, with the ways to it: its folder, its post, and the mark that it is gone.
Which exports are concerned is the service's to say; that one is down is `services.taking_down`'s to
write.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, ReleaseId
from consentdesk.domain.releases import Release, StillOut
from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _, format_datetime, format_number, ngettext
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.flow_layout import FlowLayout
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.glyphs import Shape, Sign
from consentdesk.ui.line_breaks import breakable
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look, look
from consentdesk.ui.verdict_badge import VerdictBadge
from consentdesk.ui.widgets import (
    EmptyView,
    announce,
    button,
    column,
    discard,
    label,
    row,
    scrolled,
)
from consentdesk.wording import destination_word, still_out_sentence

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

NAMED = 6
"""File names shown on a card; the rest is a number."""
CARDS = 60
"""Cards made at once; more exports than that are on the page of exports."""


@dataclass(frozen=True, slots=True)
class Out:
    """Somebody, and the exports in which he or she is still out there."""

    subject: SubjectId
    name: str
    photos: tuple[PhotoId, ...]
    releases: tuple[Release, ...]
    zone: tzinfo
    still: StillOut | None = None
    """What is out there where no export has to come down for what was just said."""
    head: str = ""
    """Where the journal stands, as it is printed."""

    def files(self, release: Release) -> tuple[str, ...]:
        """The names of the files of an export that are out there and show the person."""
        return tuple(release.copies[place].output for place in self.places(release))

    def places(self, release: Release) -> tuple[int, ...]:
        """The places of those copies in the export."""
        return release.out_showing((self.subject,))


def read_out(context: Context, subject: SubjectId, releases: Sequence[Release]) -> Out:
    """What a list of exports means for one person; reads, so not on the GUI thread."""
    from consentdesk.services.withdrawing import still_out

    with context.register.read() as reader:
        out = out_in(reader, subject, releases)
        return out if releases else replace(out, still=still_out(reader, subject))


def out_in(reader: "Reader", subject: SubjectId, releases: Sequence[Release]) -> Out:
    """The same, from a snapshot at hand."""
    from consentdesk.services.heads import printed

    return Out(
        subject,
        reader.subject(subject).name,
        reader.photos_of(subject),
        tuple(releases),
        ZoneInfo(reader.policy.timezone),
        head=printed(reader.head()),
    )


class ReleaseCard(QFrame):
    """One export that must go."""

    taken_down = Signal(object)
    """The ReleaseId somebody says is gone from there."""

    def __init__(self, out: Out, release: Release, banner: Banner) -> None:
        super().__init__()
        look(self, Look.CARD)
        self._release = release
        self._banner = banner
        self.is_down = False
        self._build(out)
        self._connect()
        self._assemble(out)

    def _build(self, out: Out) -> None:
        place = destination_word(self._release.destination)
        count = len(out.files(self._release))
        photos = ngettext("{count} photo", "{count} photos", count)
        self._heading = label(
            f"{place} · {photos.format(count=format_number(count))}", Look.HEADING, wrap=True
        )
        number = self._release.id
        self.folder = button(_("Open the folder"), "folder")
        self.post = button(_("Open the post"), "eye")
        self.down = button(_("Mark as taken down"), "done")
        for act in (self.folder, self.post, self.down):
            act.setAccessibleName(
                _("{action}: export no. {number}, {place}").format(
                    action=act.text(), number=number, place=place
                )
            )
        if not self._release.link:
            self.post.hide()
        self._badge = VerdictBadge(Sign(Shape.NO, _("Still out there"), ""))

    def _connect(self) -> None:
        self.folder.clicked.connect(self._on_folder_clicked)
        self.post.clicked.connect(self._on_post_clicked)
        self.down.clicked.connect(self._on_down_clicked)

    def _assemble(self, out: Out) -> None:
        release = self._release
        files = out.files(release)
        named = ", ".join(files[:NAMED])
        more = len(files) - NAMED
        if more > 0:
            rest = ngettext("and {count} more", "and {count} more", more)
            named = f"{named} {rest.format(count=format_number(more))}"
        when = format_datetime(release.at, out.zone)
        facts = [_("Exported {when} by {clerk}").format(when=when, clerk=release.clerk)]
        facts += [breakable(release.folder), breakable(release.link)]
        head = row(self._heading, None, self._badge)
        head.setStretch(0, 4)
        acts = FlowLayout()
        for act in (self.folder, self.post, self.down):
            acts.addWidget(act)
        inner = column(
            head,
            label(named, wrap=True),
            *(label(fact, Look.MUTED, wrap=True) for fact in facts if fact),
            4,
            acts,
            gap=GRID // 2,
        )
        inner.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.setLayout(inner)

    def set_down(self) -> None:
        """It is gone from there, and the journal says so."""
        self.is_down = True
        self._badge.set_sign(Sign(Shape.YES, _("Taken down"), ""))
        self.down.setEnabled(False)

    def set_busy(self, *, on: bool) -> None:
        """Wait while it is written."""
        self.down.setEnabled(not on)

    def _on_folder_clicked(self) -> None:
        folder = Path(self._release.folder)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._banner.say(_("The folder {path} can't be opened.").format(path=folder))

    def _on_post_clicked(self) -> None:
        if not QDesktopServices.openUrl(QUrl(self._release.link)):
            said = _("The post {link} can't be opened.")
            self._banner.say(said.format(link=self._release.link))

    def _on_down_clicked(self) -> None:
        self.taken_down.emit(self._release.id)


class TakeDownPanel(QWidget):
    """The cards, and a message for whoever keeps the pages.

    The button that copies it belongs at the foot of the window, where no message moves it.
    """

    def __init__(self, context: Context, banner: Banner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._banner = banner
        self._out: Out | None = None
        self.cards: dict[ReleaseId, ReleaseCard] = {}
        self._copies: dict[ReleaseId, tuple[int, ...]] = {}
        self._build()
        self._assemble()

    def _build(self) -> None:
        self._list = QVBoxLayout()
        self._list.setSpacing(GRID + 4)
        self.copy = button(_("Copy a &message to the web editor"), "copy")
        self.copy.clicked.connect(self._on_copy_clicked)
        self.copy.hide()
        self.none = EmptyView("done")
        self.none.hide()
        self._more = label("", Look.MUTED, wrap=True)
        self._more.hide()

    def _assemble(self) -> None:
        inner = QWidget()
        inner.setLayout(column(self._list, self._more, None, gap=GRID))
        self._scroll = follow_focus(scrolled(inner))
        whole = column(self._scroll, self.none, gap=GRID + 4)
        whole.setStretch(0, 1)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the widest card and the bar beside it."""
        hint = super().minimumSizeHint()
        wide = max((c.minimumSizeHint().width() for c in self.cards.values()), default=0)
        return QSize(max(hint.width(), wide + 3 * GRID), hint.height())

    @property
    def open_count(self) -> int:
        """How many exports are still out there."""
        return sum(not card.is_down for card in self.cards.values())

    def show_out(self, out: Out) -> None:
        """Show the exports of somebody."""
        self._out = out
        for old in self.cards.values():
            self._list.removeWidget(old)
            discard(old)
        self.cards = {}
        self._copies = {release.id: out.places(release) for release in out.releases}
        for release in out.releases[:CARDS]:
            made = ReleaseCard(out, release, self._banner)
            made.taken_down.connect(self._on_card_taken_down)
            self.cards[release.id] = made
            self._list.addWidget(made)
            # A layout shows it a moment later, but the keyboard goes there now.
            made.show()
        more = len(out.releases) - CARDS
        self._more.setVisible(more > 0)
        self._more.setText(_("The rest stands on the page Export, under “Must be taken down”."))
        self._scroll.setVisible(bool(out.releases))
        self.copy.setVisible(bool(out.releases))
        self.none.setVisible(not out.releases)
        still = out.still or StillOut(due=0, rest=0)
        self.none.say(still_out_sentence(out.name, still.due, still.rest))

    def start(self) -> None:
        """Put the keyboard on the first export that is still out, on what changes nothing."""
        following = next((c for c in self.cards.values() if not c.is_down), None)
        (following.folder if following is not None else self.copy).setFocus()

    def _on_card_taken_down(self, release: ReleaseId) -> None:
        from consentdesk.services import taking_down

        context, copies = self._context, self._copies[release]
        clerk, at = context.clerk, context.now()
        self.cards[release].set_busy(on=True)
        context.tasks.run(
            self,
            lambda _progress: taking_down.take_down(
                context.register, clerk, at, release, copies=copies
            ),
            lambda _left: self._on_written(release),
            failed=lambda error: self._on_failed(release, error),
        )

    def _on_written(self, release: ReleaseId) -> None:
        card = self.cards.get(release)
        if card is not None:
            card.set_down()
        self._context.tell_written()
        left = self.open_count
        self.start()
        if left:
            said = ngettext(
                "Marked as taken down. {count} export is left.",
                "Marked as taken down. {count} exports are left.",
                left,
            )
            announce(self, said.format(count=format_number(left)))
        else:
            said = _("Everything is marked as taken down.")
            self._banner.say(said, tone="ok", icon="done")

    def _on_failed(self, release: ReleaseId, error: ConsentDeskError) -> None:
        if release in self.cards:
            self.cards[release].set_busy(on=False)
            if error.problem is Problem.ALREADY_TAKEN_DOWN:
                # Somebody at another desk was faster; there is nothing left to do here.
                self.cards[release].set_down()
        self._banner.tell(error)

    def _on_copy_clicked(self) -> None:
        """Say what is out there now, whoever has marked some of it meanwhile."""
        context, out = self._context, self._out
        if out is not None:
            context.tasks.run(
                self,
                lambda _progress: _read_again(context, out),
                self._on_read_again,
                failed=self._banner.tell,
                replaces="message",
            )

    def _on_read_again(self, out: Out) -> None:
        if not out.releases:
            said = _("Everything is marked as taken down.")
            self._banner.say(said, tone="ok", icon="done")
            return
        QGuiApplication.clipboard().setText(take_down_message(out))
        said = _("The message is copied. Paste it into a mail; it names nobody.")
        self._banner.say(said, tone="ok", icon="copy")


def _read_again(context: Context, out: Out) -> Out:
    """The same exports as they are now, without those that are gone."""
    with context.register.read() as reader:
        found = [r for old in out.releases for r in reader.releases(id=old.id)]
    return replace(out, releases=tuple(r for r in found if out.places(r)))


def take_down_message(out: Out) -> str:
    """What the web editor needs to know to take the pictures down: places and files, no names."""
    parts = [_("Please take these pictures down. There is no permission for them any longer.")]
    for release in out.releases:
        # Two exports of a day may hold files of the same names.
        said = _("{place}, export no. {number} of {when}:")
        place, when = destination_word(release.destination), format_datetime(release.at, out.zone)
        lines = [said.format(place=place, number=release.id, when=when)]
        lines += [f"- {name}" for name in out.files(release)]
        if release.link:
            lines.append(_("Post: {link}").format(link=release.link))
        parts.append("\n".join(lines))
    parts.append(_("Please answer when they are gone, so that it can be noted."))
    return "\n\n".join(parts)


class TakeDownDialog(Dialog):
    """The panel in a window of its own."""

    def __init__(self, context: Context, parent: QWidget, out: Out) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("To be taken down"))
        self.banner = Banner()
        self.panel = TakeDownPanel(context, self.banner)
        close = button(_("Close"), "", Look.PRIMARY)
        close.clicked.connect(self.accept)
        title = _("{name} is still out there").format(name=out.name)
        whole = column(
            label(title, Look.TITLE, wrap=True),
            self.panel,
            self.banner,
            row(self.panel.copy, None, close),
            gap=2 * GRID,
        )
        whole.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        remember_size(self, context.settings, "take-down", QSize(90 * GRID, 70 * GRID))
        self.panel.show_out(out)


def open_take_down(context: Context, parent: QWidget, out: Out) -> TakeDownDialog:
    """Show what must be taken down."""
    dialog = TakeDownDialog(context, parent, out)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.panel.start()
    return dialog
