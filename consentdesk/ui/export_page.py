"""Where pictures went: every export, what was in it, where it was posted, and whether it is down.

Nothing leaves from here: the way out is the export dialog.
"""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QWidget

from consentdesk.domain.photos import ReleaseId
from consentdesk.domain.releases import Release
from consentdesk.i18n import _, format_datetime, format_number, ngettext
from consentdesk.services.withdrawing import EVERYTHING
from consentdesk.ui import doors
from consentdesk.ui.buttons import as_on_the_keyboard
from consentdesk.ui.chips import Chips
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import Line
from consentdesk.ui.glyphs import Shape, Sign
from consentdesk.ui.line_list import Entry, LineList, LineModel
from consentdesk.ui.page import Page
from consentdesk.ui.panes import Panes
from consentdesk.ui.release_detail import ReleaseDetail
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import EmptyView, PageHeader, button, column
from consentdesk.wording import destination_word
from consentdesk.words import pictures_word

TAKE_DOWN, NO_LINK = "take-down", "no-link"


class _Exports(LineList):
    """The list; what is pasted on an export is the link to its post."""

    pasted = Signal()

    def event(self, event: QEvent) -> bool:
        """Here the key means the link; elsewhere in the window, a picture to be checked."""
        if event.type() == QEvent.Type.ShortcutOverride and _is_paste(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste."""
        if _is_paste(event):
            self.pasted.emit()
        else:
            super().keyPressEvent(event)


def _is_paste(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Paste)


class ExportPage(Page):
    """The exports, newest first."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wanted: ReleaseId | None = None
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._header = PageHeader(_("Export"))
        self._export = button(
            _("Export photos…"),
            "export",
            Look.PRIMARY,
            _("Choose photos and a destination (Ctrl+E)"),
        )
        self.parts = Chips(_("Show"))
        self.parts.offer(
            [
                ("", _("All exports")),
                ("out", _("Still out there")),
                (TAKE_DOWN, _("Must be taken down")),
                (NO_LINK, _("Without a link")),
            ],
            "",
        )
        self.model: LineModel[Release] = LineModel(self)
        self.list = _Exports(_("Exports"), self.model)
        self.detail = ReleaseDetail(self.context, self.banner)
        self.empty = EmptyView("export")
        self._stack = QStackedWidget()
        self._panes = Panes((self.list, self.detail), (620, 320), turns_below=640)

    def _connect(self) -> None:
        self._export.clicked.connect(self._on_export_clicked)
        self.parts.picked.connect(self.read)
        self.list.picked.connect(self.detail.show_release)
        self.empty.button.clicked.connect(self._on_export_clicked)
        self.list.pasted.connect(self.detail.paste_link)

    def _assemble(self) -> None:
        self._header.add_action(self._export)
        self._stack.addWidget(self._panes)
        self._stack.addWidget(self.empty)
        whole = column(self._header, self.parts, self._stack, self.banner, gap=GRID + 4)
        whole.setStretch(2, 1)
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
        """`take-down`, `no-link`: those of that kind; a number: that export among all."""
        self._wanted = ReleaseId(int(part)) if part.isdigit() else None
        self.parts.pick("" if part.isdigit() else part)
        self.read()

    def read(self) -> None:
        """Read the exports again."""
        if not self.context.is_open:
            return
        context, part, wanted = self.context, self.parts.value, self._wanted

        def work() -> tuple[Entry[Release], ...]:
            with context.register.read() as reader:
                zone = ZoneInfo(reader.policy.timezone)
                # What must come down is never cut off, however much else there is.
                down = reader.releases(to_take_down=True, limit=EVERYTHING)
                due = {r.id for r in down}
                bare = frozenset(reader.without_link())
                found = down if part == TAKE_DOWN else reader.releases()
                if part == NO_LINK:
                    found = reader.releases(limit=EVERYTHING)
                if wanted is not None and all(r.id != wanted for r in found):
                    found = (*found, *reader.releases(id=wanted))
            return tuple(
                Entry(_line(r, zone, due=r.id in due, is_bare=r.id in bare), r)
                for r in found
                if (part != "out" or r.taken_down_at is None) and (part != NO_LINK or r.id in bare)
            )

        context.tasks.run(
            self, lambda _progress: work(), self._on_read, failed=self.banner.tell, replaces="read"
        )

    def _on_read(self, entries: tuple[Entry[Release], ...]) -> None:
        chosen = self.list.value
        before = chosen.id if isinstance(chosen, Release) else None
        before, self._wanted = self._wanted or before, None
        self.model.show(entries)
        place = next((n for n, e in enumerate(entries) if _is(e, before)), None)
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


def _is(entry: Entry[Release], wanted: ReleaseId | None) -> bool:
    return entry.value is not None and entry.value.id == wanted


def _line(release: Release, zone: ZoneInfo, *, due: bool, is_bare: bool) -> Line:
    count = len(release.copies)
    held = pictures_word(count, len({copy.photo for copy in release.copies}))
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
    asked = _("Has it been posted? Paste the link (Ctrl+V)")
    where = release.link or (as_on_the_keyboard(asked) if is_bare else release.folder)
    return Line(
        heading=f"{destination_word(release.destination)} · {held}",
        detail=f"{sign.word} · {where}",
        aside=format_datetime(release.at, zone),
        sign=sign,
    )
