"""Somebody takes a permission back, or does not want to be shown at all.

No reason is asked for, everything is chosen beforehand, and one button records it and finds every
picture that is out there. What it does to a verdict is the domain's business.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QStackedWidget,
    QWidget,
)

from consentdesk.domain.acts import Channel, Purpose
from consentdesk.domain.consent import Permission, objection
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui import doors
from consentdesk.ui.banner import Banner
from consentdesk.ui.chips import Chips
from consentdesk.ui.columns import SideBySide
from consentdesk.ui.context import Context
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.glyphs import sign_of_answer
from consentdesk.ui.keys import finish_with_control_enter
from consentdesk.ui.photo_grid import PhotoGrid
from consentdesk.ui.photo_rows import PhotoModel
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.take_down import Out, TakeDownPanel, read_out
from consentdesk.ui.theme import GRID, Look, look
from consentdesk.ui.verdict_badge import VerdictBadge
from consentdesk.ui.widgets import (
    button,
    card,
    column,
    head_line,
    label,
    labelled,
    roomy,
    row,
    say_head,
    scrolled,
)
from consentdesk.wording import channel_word, purpose_word

PERMISSIONS, OBJECTION, LIFT = "permissions", "objection", "lift"
"""What is taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Somebody who may say no: what stands today, and who may be speaking."""

    subject: SubjectId
    name: str
    permissions: Mapping[Purpose, Permission]
    guardians: tuple[tuple[str, str], ...]
    objecting: bool


class WithdrawDialog(Dialog):
    """One page to say it, one page with everything it touches."""

    def __init__(
        self, context: Context, parent: QWidget, subject: SubjectId, *, objection: bool = False
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._subject = subject
        self._begin = OBJECTION if objection else PERMISSIONS
        self._case: Case | None = None
        self._build()
        self._connect()
        self._assemble()
        self._read()

    def _build(self) -> None:
        self.banner = Banner()
        self.title: QLabel = label(_("Withdraw permission"), Look.TITLE, wrap=True)
        self.what = Chips(_("What is taken back"))
        self.purposes: dict[Purpose, QCheckBox] = {}
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(2 * GRID)
        self._lines.setVerticalSpacing(2)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._chosen = QWidget()
        self.about: QLabel = label("", wrap=True)
        self.by = QComboBox()
        self.by.setEditable(True)
        self.by.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.channel = Chips(_("How it reached you"))
        self.record = button("", "", Look.PRIMARY, _("Ctrl+Enter"))
        self.cancel = button(_("Cancel"))
        self.leave = button(_("Close"), "", Look.PRIMARY)
        self.stands = head_line()
        self.figures: QLabel = label("", Look.MUTED, wrap=True)
        self.panel = TakeDownPanel(self._context, self.banner)
        self._photos_model = PhotoModel(self._context, self)
        self.photos = PhotoGrid(self._context, self._photos_model, _("Photos of the person"))
        look(self.photos, Look.PLAIN)
        self._photos: QWidget = card(label(_("Photos"), Look.HEADING), self.photos)
        self._asking = QWidget()
        self._found = QWidget()
        self._stack = QStackedWidget()

    def _connect(self) -> None:
        self.what.picked.connect(self._on_what_picked)
        self.record.clicked.connect(self._on_record_clicked)
        self.cancel.clicked.connect(self.reject)
        self.leave.clicked.connect(self.accept)
        self.photos.opened.connect(self._on_photos_opened)
        finish_with_control_enter(self, self.record)
        QShortcut(QKeySequence("F1"), self, self._on_help_wanted)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Withdraw permission"))
        self._chosen.setLayout(self._lines)
        self.channel.offer([(c, channel_word(c)) for c in Channel], Channel.OTHER)
        how = label(_("How did it reach you?"), Look.STRONG)
        law = _(
            "No reason is needed. It works from the next check on. What was used lawfully before "
            "stays lawful; what can still be taken down is listed."
        )
        self._law: QLabel = label(law, Look.MUTED, wrap=True)
        said = card(self.what, self._chosen, self.about, gap=GRID + 4)
        self._who: QWidget = card(
            labelled(_("&Who asked for it?"), self.by),
            column(how, self.channel, gap=GRID // 2),
            gap=2 * GRID,
        )
        asked = QWidget()
        asked.setLayout(column(said, self._who, self._law, None, gap=2 * GRID))
        self._asking.setLayout(column(follow_focus(scrolled(asked))))
        both = SideBySide(self.panel, self._photos, shares=(3, 2))
        found = column(self.figures, both, self.stands, gap=2 * GRID)
        found.setStretch(1, 1)
        inner = QWidget()
        inner.setLayout(found)
        self._found.setLayout(column(follow_focus(roomy(inner))))
        self._stack.addWidget(self._asking)
        self._stack.addWidget(self._found)
        self.leave.hide()
        foot = row(self.panel.copy, None, self.cancel, self.record, self.leave)
        whole = column(self.title, self._stack, self.banner, foot, gap=2 * GRID)
        whole.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        remember_size(self, self._context.settings, "withdraw", QSize(104 * GRID, 80 * GRID))

    def start(self) -> None:
        """Begin with who asked, ready to be typed over."""
        self.by.setFocus()
        line = self.by.lineEdit()
        if line is not None:
            line.selectAll()

    def _read(self) -> None:
        context, subject, at = self._context, self._subject, self._context.now()
        self.record.setEnabled(False)
        context.tasks.run(
            self,
            lambda _progress: _read_case(context, subject, at),
            self._on_read,
            failed=self.banner.tell,
        )

    def _on_read(self, case: Case) -> None:
        self._case = case
        self.record.setEnabled(True)
        choices = [(PERMISSIONS, _("Permissions")), (OBJECTION, _("Not to be shown at all"))]
        if case.objecting:
            choices[1:] = [(LIFT, _("May be shown again"))]
        self.what.offer(choices, self._begin)
        for number, (purpose, permission) in enumerate(case.permissions.items()):
            tick = QCheckBox(purpose_word(purpose))
            tick.setChecked(True)
            self.purposes[purpose] = tick
            self._lines.addWidget(tick, number, 0)
            badge = VerdictBadge(sign_of_answer(permission.state), purpose_word(purpose))
            self._lines.addWidget(badge, number, 1)
        self._lines.setColumnStretch(2, 1)
        self.by.addItem(_("Not said"), "")
        for key, name in case.guardians:
            self.by.addItem(name, key)
        self.by.addItem(case.name, "self")
        self._on_what_picked()
        self.start()

    def _on_what_picked(self) -> None:
        case, what = self._case, self.what.value
        if case is None:
            return
        self._chosen.setVisible(what == PERMISSIONS)
        titles = {
            PERMISSIONS: _("Withdraw permission – {name}"),
            OBJECTION: _("Not to be shown – {name}"),
            LIFT: _("May be shown again – {name}"),
        }
        about = {
            PERMISSIONS: "",
            OBJECTION: _(
                "No picture of {name} leaves any more, situation photos included. The permissions "
                "on paper stay as they are."
            ),
            LIFT: _(
                "The objection no longer stands. Situation photos of {name} are assessed anew "
                "before they leave."
            ),
        }
        self.title.setText(titles[str(what)].format(name=case.name))
        self.setWindowTitle(self.title.text())
        self.about.setText(about[str(what)].format(name=case.name))
        self.about.setVisible(bool(self.about.text()))
        lifting = what == LIFT
        self._who.setVisible(not lifting)
        self._law.setVisible(not lifting)
        self.record.setText(_("&Record") if lifting else _("&Record and find everything"))

    @property
    def _by(self) -> str:
        """Who asked, as the service wants it: a key of somebody known, else what was typed."""
        typed = self.by.currentText().strip()
        at = self.by.findText(typed, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchCaseSensitive)
        return str(self.by.itemData(at)) if at >= 0 else typed

    def _on_record_clicked(self) -> None:
        case = self._case
        if case is None:
            return
        chosen = [purpose for purpose, tick in self.purposes.items() if tick.isChecked()]
        if self.what.value == PERMISSIONS and not chosen:
            self.banner.say(_("Nothing is chosen. Tick what the permission is withdrawn for."))
            next(iter(self.purposes.values())).setFocus()
            return
        write = self._writing(case, chosen)
        context, clerk, at = self._context, self._context.clerk, self._context.now()
        self.record.setEnabled(False)
        context.tasks.run(
            self, lambda _progress: write(clerk, at), self._on_recorded, failed=self._on_failed
        )

    def _writing(
        self, case: Case, chosen: Sequence[Purpose]
    ) -> Callable[[str, datetime], Out | None]:
        context, register, subject = self._context, self._context.register, case.subject
        what, by, channel = self.what.value, self._by, Channel(str(self.channel.value))

        def write(clerk: str, at: datetime) -> Out | None:
            from consentdesk.services import withdrawing

            desk = (register, clerk, at)
            if what == LIFT:
                withdrawing.lift_objection(*desk, subject=subject)
                return None
            if what == OBJECTION:
                releases = withdrawing.object_to(*desk, subject=subject, by=by, channel=channel)
            else:
                releases = withdrawing.withdraw(
                    *desk, subject=subject, purposes=chosen, by=by, channel=channel
                )
            return read_out(context, subject, releases)

        return write

    def _on_failed(self, error: ConsentDeskError) -> None:
        self.record.setEnabled(True)
        self.banner.tell(error)

    def _on_recorded(self, out: Out | None) -> None:
        self._context.tell_written()
        if out is None:
            self.accept()
            return
        self.title.setText(_("{name}: recorded, and in force").format(name=out.name))
        self.setWindowTitle(self.title.text())
        said = (
            _("Every check from now on says no. See to what is still out there.")
            if out.releases
            else _("Every check from now on says no. Nothing more has to be done.")
        )
        self.banner.say(said, tone="ok", icon="done")
        self.figures.setText(figures_of(out))
        self.figures.setVisible(bool(self.figures.text()))
        say_head(self.stands, out.head)
        self.panel.show_out(out)
        self._photos_model.show(out.photos, {})
        self._photos.setVisible(bool(out.photos))
        self._stack.setCurrentWidget(self._found)
        self.cancel.hide()
        self.record.hide()
        self.leave.show()
        if out.releases:
            self.panel.start()
        else:
            self.leave.setFocus()

    def _on_photos_opened(self, photos: tuple[PhotoId, ...]) -> None:
        doors.open_photos(self._context, self, photos)

    def _on_help_wanted(self) -> None:
        from consentdesk.ui.help_dialog import open_help

        open_help(self, _("Withdraw permission"), help_text())


def help_text() -> str:
    """What F1 says here."""
    return _(
        "Withdrawing must be as easy as giving: no reason, no form. Everything is chosen "
        "beforehand; untick what is not meant. Ctrl+Enter records it and lists every export that "
        "still shows the person, with the ways to take it down."
    )


def figures_of(out: Out) -> str:
    """How much there is: photos, files, exports, posts."""
    photos, exports = len(out.photos), len(out.releases)
    files = sum(len(out.files(release)) for release in out.releases)
    posts = sum(bool(release.link) for release in out.releases)
    parts = (
        (
            ngettext("{count} photo in the register", "{count} photos in the register", photos),
            photos,
        ),
        (ngettext("{count} file exported", "{count} files exported", files), files),
        (ngettext("{count} export", "{count} exports", exports), exports),
        (ngettext("{count} post", "{count} posts", posts), posts),
    )
    return " · ".join(text.format(count=format_number(count)) for text, count in parts if count)


def _read_case(context: Context, subject: SubjectId, at: datetime) -> Case:
    with context.register.read() as reader:
        today = reader.today(at)
        relations = reader.guardianships([subject])[subject]
        names = reader.guardians([relation.guardian for relation in relations])
        acts = reader.acts([subject])[subject]
        return Case(
            subject=subject,
            name=reader.subject(subject).name,
            permissions=reader.permissions([subject], today)[subject],
            guardians=tuple((str(id), guardian.name) for id, guardian in names.items()),
            objecting=objection(acts, subject, reader.policy, today) is not None,
        )


def open_withdraw_dialog(
    context: Context, parent: QWidget, subject: SubjectId, *, objection: bool = False
) -> WithdrawDialog:
    """Record that somebody takes a permission back, or does not want to be shown at all."""
    dialog = WithdrawDialog(context, parent, subject, objection=objection)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
