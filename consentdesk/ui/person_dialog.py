"""Enrolling a person with guardians, one after the other, and changing what is known of one.

The services check what was typed; a refusal is shown below the fields and nothing is lost.
"""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLayout, QLineEdit, QVBoxLayout, QWidget

from consentdesk.domain.people import SubjectId, first_day_back
from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _, language
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.date_field import DateField, DateNote, birth_day, shown_day
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.guardian_row import GuardianRow
from consentdesk.ui.languages import language_name
from consentdesk.ui.leaving import may_leave
from consentdesk.ui.person_writing import (
    Known,
    KnownGuardian,
    Typed,
    Whose,
    Written,
    again,
    change,
    enrol,
    is_name,
    take_back,
)
from consentdesk.ui.remembered import wish_for_width
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.undo import push
from consentdesk.ui.widgets import (
    button,
    column,
    in_window,
    label,
    labelled,
    row,
    scrolled,
    wrapped,
)

FAMILY_LANGUAGES = ("da", "sv", "en", "ar", "de", "fa", "pl", "ro", "so", "tr", "uk", "ur", "vi")
"""Languages a family may be written to in; a form without wording for one falls back."""
_ABOUT_BIRTH = frozenset(
    {Problem.BORN_IN_FUTURE, Problem.BORN_TOO_LONG_AGO, Problem.STAFF_TOO_YOUNG}
)


class PersonDialog(Dialog):
    """The fields of one person."""

    saved = Signal(object)
    """The SubjectId enrolled or changed."""

    def __init__(
        self, context: Context, parent: QWidget, *, group: str = "", known: Known | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._known = known
        self._today = context.local().date()
        self.rows: list[GuardianRow] = []
        self.enrolled: tuple[tuple[SubjectId, str], ...] = ()
        """Whoever was enrolled here so far, by number and name."""
        self._build()
        self._connect()
        self._assemble()
        self._fill(group)
        self._begun_with = self._said()

    def reject(self) -> None:
        """Esc, once more where something typed would be lost."""
        if may_leave(self.banner, self._close, is_lost=self._said() != self._begun_with):
            self._close()

    def _close(self) -> None:
        super().reject()

    def _said(self) -> tuple[object, ...]:
        """All that stands in the fields, sensible or not."""
        fields = (self.name, self.born, self.left_on, self.back)
        texts = (self.group.currentText(), *(field.text() for field in fields))
        ticks = (self.staff.isChecked(), self.protect.isChecked(), self.mistaken.isChecked())
        return (*texts, *ticks, self.language.currentData(), *(r.said() for r in self.rows))

    def _build(self) -> None:
        self.banner = Banner()
        self._fields = QWidget()
        self.name = QLineEdit()
        today = self._today
        self.born = DateField(today, latest=today)
        self.group = QComboBox()
        self.group.setEditable(True)
        self.group.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.language = QComboBox()
        for code in FAMILY_LANGUAGES:
            self.language.addItem(language_name(code), code)
        self.staff = QCheckBox(_("&Works here (signs for himself or herself)"))
        self.protect = QCheckBox(_("&Protected identity: must never be shown"))
        self.left_on = DateField(today)
        self.mistaken = QCheckBox()
        self.back = DateField(today, latest=today, earliest=self._first_day_back())
        self.back.set_day(today)
        self._guardians = QVBoxLayout()
        self._guardians.setSpacing(GRID)
        self.add = button(_("Add &guardian"), "add", Look.QUIET)
        editing = self._known is not None
        self.save = button(_("Save") if editing else _("&Enrol"), "", Look.PRIMARY)
        self.save.setDefault(True)
        self.save_next = button(_("Enrol and ne&xt"), tip=_("Enrol, and begin with the next one"))
        self.leave = button(_("Cancel"))
        self.protect.setVisible(not editing)
        self.save_next.setVisible(not editing)

    def _connect(self) -> None:
        self.add.clicked.connect(self._on_add_clicked)
        self.save.clicked.connect(self._on_save_clicked)
        self.save_next.clicked.connect(self._on_save_next_clicked)
        self.leave.clicked.connect(self.reject)
        self.left_on.textChanged.connect(self._on_leaving_changed)
        self.mistaken.toggled.connect(self._on_leaving_changed)
        for told in (
            self.name.textChanged,
            self.born.textChanged,
            self.group.editTextChanged,
            self.left_on.textChanged,
            self.back.textChanged,
            self.staff.toggled,
        ):
            told.connect(self.banner.forget_refusal)
        # By hand alone: the fields are emptied for the next one while the last is being told.
        for typed in (self.name, self.born, *self.group.findChildren(QLineEdit)):
            typed.textEdited.connect(self.banner.forget_success)

    def _assemble(self) -> None:
        editing = self._known is not None
        title = _("Change person") if editing else _("New person")
        self.setWindowTitle(title)
        wish_for_width(self, max(66 * GRID, 76 * self.fontMetrics().averageCharWidth()))
        facts = row(
            labelled(_("&Born"), self.born),
            labelled(_("G&roup"), self.group),
            labelled(_("&Language of the family"), self.language),
            gap=2 * GRID,
        )
        for place in range(3):
            facts.setStretch(place, 1)
        inner = column(
            labelled(_("&Name"), self.name),
            column(facts, DateNote(self.born, self._born_reads), self.staff, gap=0),
            self.protect,
            gap=2 * GRID,
        )
        if editing:
            inner.addLayout(self._leaving())
        inner.addWidget(label(_("Guardians"), Look.HEADING))
        inner.addLayout(self._guardians)
        inner.addLayout(row(self.add, None))
        inner.addStretch(1)
        self._fields.setLayout(inner)
        self._area = follow_focus(scrolled(self._fields, steady=True, whole=True))
        foot = row(None, self.leave, self.save_next, self.save)
        self.setLayout(in_window(label(title, Look.TITLE), self._area, self.banner, foot))

    def _leaving(self) -> QLayout:
        """The last day here and, where that has passed and is taken away, the day of return."""
        hint = _("Permissions hold until that day; leave it empty as long as they are here.")
        leaving = labelled(_("Last &day here"), self.left_on, hint)
        said = _(
            "That day was a &mistake. Without this tick, whoever comes back is asked anew: "
            "what was signed before counts no longer."
        )
        self._slip = wrapped(self.mistaken, said)
        since = _("What is signed from that day on counts again.")
        self._since = QWidget()
        field = labelled(_("&First day back"), self.back, since)
        self._since.setLayout(column(field, DateNote(self.back), gap=0))
        for part in (self._slip, self._since):
            part.hide()
        day = column(leaving, DateNote(self.left_on), gap=0)
        return column(day, self._slip, self._since, gap=2 * GRID)

    def _fill(self, group: str) -> None:
        known = self._known
        if known is None:
            self.group.setEditText(group)
            self._set_language(self._context.family_language or language())
            self._add_row()
        else:
            person = known.subject
            self.name.setText(person.name)
            self.born.set_day(person.born)
            self.group.setEditText(person.group)
            self._set_language(person.language)
            self.staff.setChecked(person.staff)
            self.left_on.set_day(person.left_on)
            for guardian in known.guardians:
                self._add_row(guardian)
        self._read_groups()

    def _born_reads(self, born: date) -> str:
        return birth_day(born, self._context.local().date())

    def _read_groups(self) -> None:
        register = self._context.register

        def groups() -> tuple[str, ...]:
            with register.read() as reader:
                return reader.groups()

        self._context.tasks.run(self, lambda _progress: groups(), self._on_groups_read)

    def _on_groups_read(self, groups: Sequence[str]) -> None:
        typed = self.group.currentText()
        self.group.clear()
        self.group.addItems(list(groups))
        self.group.setEditText(typed)

    def _set_language(self, code: str) -> None:
        if self.language.findData(code) < 0:
            self.language.addItem(code, code)
        self.language.setCurrentIndex(self.language.findData(code))

    def _add_row(self, known: KnownGuardian | None = None) -> GuardianRow:
        made = GuardianRow(len(self.rows) + 1, self._today, known)
        made.removed.connect(self._on_row_removed)
        made.name.textChanged.connect(self.banner.forget_refusal)
        made.name.textEdited.connect(self.banner.forget_success)
        made.edited.connect(self.banner.forget_refusal)
        made.asked.connect(self._on_row_asked)
        self.rows.append(made)
        self._guardians.addWidget(made)
        return made

    def _on_row_asked(self, question: QWidget) -> None:
        """Show the whole question, as soon as it has its place."""
        QTimer.singleShot(0, question, lambda: self._area.ensureWidgetVisible(question, 0, GRID))

    def _on_add_clicked(self) -> None:
        self._add_row().name.setFocus()

    def _on_row_removed(self, gone: GuardianRow) -> None:
        self.rows.remove(gone)
        self._guardians.removeWidget(gone)
        gone.deleteLater()
        self.add.setFocus()

    def _is_complete(self) -> bool:
        """Whether name and days can be taken; else the keyboard is on the first that can't.

        What is wrong with a day stands at its field and is not said twice.
        """
        self.banner.forget_refusal()
        if not self.name.text().strip():
            self.banner.say(_("Type the name first."), tone="no", icon="warning")
            self.name.setFocus()
            return False
        if not self.born.text().strip():
            said = _("The birth date is missing. Write it like {example}.")
            example = shown_day(date(2019, 5, 31))
            self.banner.say(said.format(example=example), tone="no", icon="warning")
            self.born.setFocus()
            return False
        days = (self.born, self.left_on, *((self.back,) if self._is_back() else ()))
        for field in days:
            if not field.check():
                field.setFocus()
                field.selectAll()
                return False
        return self._is_custody_said()

    def _is_custody_said(self) -> bool:
        """Whether all that is taken away is explained; else the keyboard is where it is not."""
        for guardian in self.rows:
            lacking = guardian.lacking
            if lacking is None:
                continue
            if not guardian.end.last.problem:
                asked = _("Did the custody of {guardian} end, and on which day, or was it a slip?")
                said = asked.format(guardian=guardian.name.text())
                self.banner.say(said, tone="no", icon="warning")
            lacking.setFocus()
            return False
        return True

    def _typed(self) -> Typed:
        """What stands in the fields once they are complete."""
        comes_back = self._comes_back()
        return Typed(
            name=self.name.text(),
            born=self.born.day or date.min,
            group=self.group.currentText(),
            language=str(self.language.currentData()),
            staff=self.staff.isChecked(),
            protect=self.protect.isChecked(),
            left_on=self.left_on.day,
            mistaken=comes_back and self.mistaken.isChecked(),
            back=(self.back.day or self._today) if self._is_back() else None,
            guardians=tuple(r.typed for r in self.rows if r.name.text().strip()),
        )

    def _first_day_back(self) -> date | None:
        """The first day that somebody who has left can be here again."""
        person = self._known.subject if self._known is not None else None
        return first_day_back(person) if person is not None else None

    def _comes_back(self) -> bool:
        """Whether the last day has passed, and by what is typed now it is another or none."""
        left = self._known.subject.left_on if self._known is not None else None
        if left is None or left >= self._today:
            return False
        day = self.left_on.day
        return not self.left_on.text().strip() or (day is not None and day > left)

    def _is_back(self) -> bool:
        """Whether somebody comes back who had really left."""
        return self._comes_back() and not self.mistaken.isChecked()

    def _on_leaving_changed(self) -> None:
        if self._known is not None:
            self._slip.setVisible(self._comes_back())
            self._since.setVisible(self._is_back())

    def _on_save_clicked(self) -> None:
        self._save(then_next=False)

    def _on_save_next_clicked(self) -> None:
        self._save(then_next=True)

    def _save(self, *, then_next: bool, twin: bool = False, whose: Whose = Whose.UNSAID) -> None:
        if not self._is_complete():
            return
        typed = self._typed()
        context, known = self._context, self._known
        clerk, at = context.clerk, context.now()
        self._enable(on=False)
        context.tasks.run(
            self,
            lambda _progress: (
                enrol(context, clerk, at, typed, twin=twin)
                if known is None
                else change(context, clerk, at, known, typed, whose)
            ),
            lambda written: self._on_saved(written, typed, then_next=then_next),
            failed=lambda error: self._on_failed(error, then_next=then_next),
        )

    def _enable(self, *, on: bool) -> None:
        self.save.setEnabled(on)
        self.save_next.setEnabled(on)

    def _on_failed(self, error: ConsentDeskError, *, then_next: bool) -> None:
        self._enable(on=True)
        if error.problem is Problem.ALREADY_ENROLLED:
            self.banner.tell(
                error,
                action=_("There are &two – enrol"),
                then=lambda: self._save(then_next=then_next, twin=True),
            )
        elif error.problem is Problem.PERSON_CHANGED_MEANWHILE:
            self._ask_whose(error)
        else:
            self.banner.tell(error)
        self._meant_by(error).setFocus()

    def _ask_whose(self, error: ConsentDeskError) -> None:
        """Two desks have changed the same; the rest of what was typed is saved either way."""
        from consentdesk.wording import problem_sentence

        self.banner.say(
            problem_sentence(error),
            tone="unknown",
            icon="warning",
            action=_("Save &mine"),
            then=lambda: self._save(then_next=False, whose=Whose.OURS),
            other=_("Leave t&heirs"),
            otherwise=lambda: self._save(then_next=False, whose=Whose.THEIRS),
            stays=True,
        )

    def _meant_by(self, error: ConsentDeskError) -> QWidget:
        """The field that a refusal is about."""
        if error.problem in _ABOUT_BIRTH:
            return self.born
        if error.problem is Problem.LEFT_BEFORE_BORN:
            return self.left_on
        if error.problem is Problem.BACK_ON_NO_SUCH_DAY:
            return self.back
        if error.facts.get("field") == "group":
            return self.group
        if error.problem is Problem.GUARDIAN_EXISTS:
            called = error.facts.get("name")
            twice = [r.name for r in self.rows if r.name.text().strip() == called]
            return (twice or [self.rows[-1].name])[-1]
        names = (self.name, *(r.name for r in self.rows if r.name.text().strip()))
        return next((name for name in names if not is_name(name.text())), self.name)

    def _on_saved(self, written: Written, typed: Typed, *, then_next: bool) -> None:
        subject = written.subject
        self._remember(written, typed)
        self._context.tell_written()
        self.enrolled = (*self.enrolled, (subject, typed.name.strip()))
        self.saved.emit(subject)
        if not then_next:
            self.accept()
            return
        said = _("{name} is enrolled. Go on with the next one.").format(name=typed.name.strip())
        self.banner.say(said, tone="ok", icon="done")
        self._enable(on=True)
        self.name.clear()
        self.born.clear()
        self.protect.setChecked(False)
        for old in tuple(self.rows):
            self._on_row_removed(old)
        self._add_row()
        self._begun_with = self._said()
        self.leave.setText(_("Close"))
        self._read_groups()
        self.name.setFocus()

    def _remember(self, written: Written, typed: Typed) -> None:
        from consentdesk.services import roster

        context, known = self._context, self._known
        register = context.register
        name = typed.name.strip()
        if known is None:
            push(
                context,
                _("enrolment of {name}").format(name=name),
                back=lambda clerk, at: roster.undo_enrol(
                    register, clerk, at, subject=written.subject
                ),
            )
            return

        push(
            context,
            _("change of {name}").format(name=name),
            back=lambda clerk, at: take_back(context, clerk, at, known, typed, written.added),
            # Guardians added once more would be other people than before.
            again=None
            if written.added
            else lambda clerk, at: again(context, clerk, at, known, typed),
        )


def open_person_dialog(context: Context, parent: QWidget, *, group: str = "") -> PersonDialog:
    """Enrol somebody new, in that group to begin with."""
    dialog = PersonDialog(context, parent, group=group)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.name.setFocus()
    return dialog


def open_change_dialog(context: Context, parent: QWidget, known: Known) -> PersonDialog:
    """Change what is known of somebody."""
    dialog = PersonDialog(context, parent, known=known)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
