"""The journal: every line of the ledger, newest first, and whether it still fits its own record.

Read in pieces by number, never by counting from the top, so a million lines open as fast as ten.
"""

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QStackedWidget, QWidget

from consentdesk.domain.acts import Act, Released, Serial, TakenDown
from consentdesk.domain.people import SubjectId
from consentdesk.domain.roles import Right
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.storage.values import Verification
from consentdesk.ui.act_changes import copies_of
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.context import Context
from consentdesk.ui.date_field import DateField
from consentdesk.ui.glyphs import Shape, Sign
from consentdesk.ui.journal_reading import PARTS, Piece, read_piece
from consentdesk.ui.limits import limit
from consentdesk.ui.line_list import Entry, LineList, LineModel
from consentdesk.ui.page import Page
from consentdesk.ui.panes import Panes
from consentdesk.ui.seal_button import SealButton
from consentdesk.ui.search_field import SearchField
from consentdesk.ui.tasks import Lane
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.upkeep import tell_verification, verification
from consentdesk.ui.verdict_badge import VerdictBadge
from consentdesk.ui.widgets import EmptyView, PageHeader, button, card, column, label, row

NAMED = 12
"""Files of an export or a take-down listed by name; the rest is a number."""


class ActDetail(QWidget):
    """One line of the journal with everything that stands beside it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._entry: Entry[Act] | None = None
        self.heading: QLabel = label("", Look.HEADING, wrap=True)
        self.text: QLabel = label("", wrap=True)
        self.reason: QLabel = label("", wrap=True)
        self._number: QLabel = label("", Look.MUTED, wrap=True)
        self._person = button(_("Open the person"), "person")
        self._form = button(_("Open the form"), "forms")
        self.correct = button(_("Correct…"), "edit")
        limit(context, Right.FILE, self.correct)
        self._person.clicked.connect(self._on_person_clicked)
        self._form.clicked.connect(self._on_form_clicked)
        self.correct.clicked.connect(self._on_correct_clicked)
        self.export = button(_("Open the export"), "export")
        self.export.clicked.connect(self._on_export_clicked)
        self.files: QLabel = label("", Look.MUTED, wrap=True)
        paper = card(
            self.heading,
            self.text,
            self.reason,
            self.files,
            self._number,
            GRID,
            row(self.export, None),
            row(self._person, None),
            row(self._form, None),
            row(self.correct, None),
            None,
        )
        self.setLayout(column(paper))
        self.setMinimumWidth(32 * GRID)
        self.hide()

    def show_entry(self, entry: Entry[Act] | None) -> None:
        """Show a line; None hides the pane."""
        self._entry = entry
        self.setVisible(entry is not None and entry.value is not None)
        if entry is None or entry.value is None:
            return
        act, line = entry.value, entry.line
        self.heading.setText(line.heading)
        self.text.setText(line.detail)
        self.reason.setText(line.note)
        self.reason.setVisible(bool(line.note))
        number = _("Line no. {number}").format(number=format_number(act.number))
        self._number.setText(f"{number} · {line.aside}")
        self._person.setVisible(self._subject() is not None)
        self._form.setVisible(self._serial() is not None)
        self.correct.setVisible(line.correctable)
        self.export.setVisible(isinstance(act.body, Released | TakenDown))
        self.files.hide()
        if isinstance(act.body, Released | TakenDown):
            self._read_files(act, act.body)

    def _read_files(self, act: Act, body: Released | TakenDown) -> None:
        """The files of an export or of what was taken down, the first of them by name."""
        register = self._context.register

        def work() -> tuple[str, ...]:
            with register.read() as reader:
                held = reader.copies_in((body.release,))[body.release]
                copies = copies_of(act, body, held) if isinstance(body, TakenDown) else held
                photos = reader.photos({copy.photo for copy in copies})
            return tuple(
                f"{copy.output} ({photos[copy.photo].name})"
                if copy.photo in photos and photos[copy.photo].name != copy.output
                else copy.output
                for copy in copies
            )

        def show(names: tuple[str, ...]) -> None:
            rest = len(names) - NAMED
            more = ngettext("and {count} more", "and {count} more", rest)
            said = [more.format(count=format_number(rest))] if rest > 0 else []
            self.files.setText("\n".join((*names[:NAMED], *said)))
            self.files.show()

        self._context.tasks.run(self, lambda _progress: work(), show, replaces="files")

    def _serial(self) -> Serial | None:
        if self._entry is None or self._entry.value is None:
            return None
        found: Serial | None = getattr(self._entry.value.body, "serial", None)
        return found

    def _subject(self) -> SubjectId | None:
        if self._entry is None or self._entry.value is None:
            return None
        found: SubjectId | None = getattr(self._entry.value.body, "subject", None)
        return found

    def _on_person_clicked(self) -> None:
        subject = self._subject()
        if subject is not None:
            self._context.show_subject(subject)

    def _on_form_clicked(self) -> None:
        serial = self._serial()
        if serial is not None:
            self._context.show_form(serial)

    def _on_export_clicked(self) -> None:
        if self._entry is not None and self._entry.value is not None:
            body = self._entry.value.body
            if isinstance(body, Released | TakenDown):
                self._context.show_page("export", str(body.release))

    def _on_correct_clicked(self) -> None:
        from consentdesk.ui.correct_dialog import open_correct_dialog

        if self._entry is not None and self._entry.value is not None:
            open_correct_dialog(self._context, self, self._entry.value, self._entry.line)


class JournalPage(Page):
    """The time line of the whole register."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._header = PageHeader(_("Journal"))
        self.badge = VerdictBadge(Sign(Shape.OPEN, _("Not checked yet"), ""))
        self.verify = button(
            _("Check now"), "shield", tip=_("Recompute every line and compare it with the record")
        )
        self.seals = SealButton(self.context, self.banner, self._check)
        self.search = SearchField(_("Search by number, subject, name or file"))
        self.part = QComboBox()
        self.part.setAccessibleName(_("Show"))
        offer(self.part, self._parts(), "")
        self.on_day = DateField(self.context.local().date())
        self.on_day.setAccessibleName(_("Up to day"))
        self.on_day.setMaximumWidth(20 * GRID)
        self.model: LineModel[Act] = LineModel(self, self._read_more)
        self.list = LineList(_("Journal"), self.model)
        self.detail = ActDetail(self.context)
        self.empty = EmptyView("journal")
        self.search.drive(self.list)
        self._stack = QStackedWidget()
        self._panes = Panes((self.list, self.detail), (620, 320), turns_below=640)

    def _connect(self) -> None:
        self.verify.clicked.connect(lambda: self._check(None))
        self.search.textChanged.connect(self.read)
        self.search.chosen.connect(self.list.setFocus)
        self.part.activated.connect(self.read)
        self.on_day.editingFinished.connect(self.read)
        self.list.picked.connect(self._on_list_picked)
        self.list.opened.connect(self._on_list_opened)
        self.empty.button.clicked.connect(self._on_empty_clicked)

    def _assemble(self) -> None:
        self._header.add_action(self.badge)
        self._header.add_action(self.verify)
        self._header.add_action(self.seals.button)
        up_to = label(_("Up to day"), Look.MUTED)
        up_to.setBuddy(self.on_day)
        filters = row(self.search, self.part, GRID, up_to, self.on_day, gap=GRID + 4)
        filters.setStretch(0, 1)
        self._stack.addWidget(self._panes)
        self._stack.addWidget(self.empty)
        whole = column(self._header, filters, self._stack, self.banner, gap=GRID + 4)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    @staticmethod
    def _parts() -> list[tuple[str, str]]:
        return [
            ("", _("Everything")),
            ("permissions", _("Permissions")),
            ("entries", _("Journal entries")),
            ("people", _("People")),
            ("photos", _("Photos")),
            ("export", _("Exports")),
            ("corrections", _("Corrections")),
            ("register", _("Register and rules")),
        ]

    @property
    def title(self) -> str:
        """The page's name."""
        return _("Journal")

    @property
    def help_text(self) -> str:
        """What the page is for."""
        return _(
            "Everything that was done, by whom and when, newest first. Nothing here can be "
            "changed or deleted; a mistake is corrected by a further line that says why.\n\n"
            "Check now recomputes the whole journal and says whether anybody has changed it "
            "outside the program.\n\n"
            "A seal is a small file that says where the journal stands. Kept elsewhere, it shows "
            "later whether the journal was rewritten or an older copy was put in its place."
        )

    @property
    def search_field(self) -> QLineEdit:
        """The search by number, subject, serial or name."""
        return self.search

    def start(self) -> None:
        """Begin in the list."""
        self.list.setFocus()

    def read(self) -> None:
        """Read the newest lines again, or those up to the day chosen."""
        self._read(None)

    def _read_more(self) -> None:
        entries = self.model.entries
        last = entries[-1].value if entries else None
        self._read(last.number if last is not None else None)

    def _read(self, before: int | None) -> None:
        if not self.context.is_open:
            return
        context, on = self.context, self.on_day.day
        kinds = PARTS.get(chosen(self.part))
        text = self.search.text().strip()
        context.tasks.run(
            self,
            lambda _progress: read_piece(context, kinds, before, on, text),
            lambda piece: self._on_piece_read(piece, first=before is None),
            failed=self.banner.tell,
            replaces="piece",
        )

    def _on_piece_read(self, piece: Piece, *, first: bool) -> None:
        if first:
            shown = self.list.value
            self.model.show(piece.entries, complete=piece.complete)
            self._choose_again(shown)
        else:
            self.model.add(piece.entries, complete=piece.complete)
        nothing = not self.model.rowCount()
        self._stack.setCurrentWidget(self.empty if nothing else self._panes)
        if nothing and self.search.text():
            self.empty.say_nothing_found(self.search.text())
        elif nothing:
            self.empty.say(_("Nothing here"), "", _("Show everything"))

    def _choose_again(self, shown: object) -> None:
        """Stay on the line looked at, which may have been corrected since; else the pane goes."""
        values = [entry.value for entry in self.model.entries]
        row = values.index(shown) if isinstance(shown, Act) and shown in values else -1
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
        self.detail.show_entry(self.model.entry(row) if row >= 0 else None)

    def _on_list_picked(self, act: Act | None) -> None:
        index = self.list.currentIndex()
        known = act is not None and index.isValid()
        self.detail.show_entry(self.model.entry(index.row()) if known else None)

    def _on_list_opened(self, act: Act) -> None:
        subject = getattr(act.body, "subject", None)
        if subject is not None:
            self.context.show_subject(subject)

    def _on_empty_clicked(self) -> None:
        if self.search.text():
            self.search.clear()
            self.search.setFocus()
            return
        self.part.setCurrentIndex(0)
        self.on_day.clear()
        self.read()

    def _check(self, seal: Path | None) -> None:
        """Recompute the journal, and hold a seal against it if one was chosen."""
        # Not switched off meanwhile: the keyboard would be thrown into the search.
        context = self.context
        context.tasks.run(
            self,
            lambda progress: verification(context, progress, seal),
            lambda found: self._on_verified(found, seal),
            failed=self.banner.tell,
            lane=Lane.LONG,
            title=_("Checking the journal"),
            replaces="verify",
        )

    def _on_verified(self, found: Verification, seal: Path | None) -> None:
        said = ngettext("Whole: {count} line", "Whole: {count} lines", found.acts)
        whole = said.format(count=format_number(found.acts))
        sign = Sign(Shape.YES, whole, "") if found.is_whole else Sign(Shape.NO, _("Not whole"), "")
        self.badge.set_sign(sign)
        tell_verification(self.banner, found, seal)
