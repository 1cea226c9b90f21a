"""Enrolling a person with guardians, one after the other, and changing what is known of one.

The services check what was typed; a refusal is shown below the fields and nothing is lost.
"""

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from consentdesk.domain.people import SubjectId
from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _, format_date, language
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.date_field import DateField, DateNote, birth_day, shown_day
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.languages import language_name
from consentdesk.ui.leaving import may_leave
from consentdesk.ui.person_writing import (
    Known,
    KnownGuardian,
    Typed,
    Written,
    change,
    enrol,
    is_name,
    take_back,
)
from consentdesk.ui.remembered import wish_for_width
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.undo import push
from consentdesk.ui.widgets import button, column, label, labelled, row, scrolled, tool, wrapped

FAMILY_LANGUAGES = ("da", "sv", "en", "ar", "de", "fa", "pl", "ro", "so", "tr", "uk", "ur", "vi")
"""Languages a family may be written to in; a form without wording for one falls back."""
_ABOUT_BIRTH = frozenset(
    {Problem.BORN_IN_FUTURE, Problem.BORN_TOO_LONG_AGO, Problem.STAFF_TOO_YOUNG}
)


class GuardianRow(QWidget):
    """One guardian: a name and whether he or she has custody."""

    removed = Signal(object)

    def __init__(self, number: int, today: date, known: KnownGuardian | None = None) -> None:
        super().__init__()
        self.known = known
        name = _("Guardian {number}").format(number=number)
        self.name = QLineEdit(known.name if known else "")
        self.name.setAccessibleName(name)
        self.name.setPlaceholderText(_("Name"))
        self.name.setReadOnly(known is not None)
        held = _held(known.until if known else None, today)
        self.custody = QCheckBox(held)
        self.custody.setAccessibleName(_("{guardian}: has custody").format(guardian=name))
        self.custody.setAccessibleDescription(held)
        self.custody.setChecked(known.custody if known else True)
        whole = row(self.name, self.custody)
        whole.setStretch(0, 1)
        if known is None:
            self._remove = tool(_("Leave out {guardian}").format(guardian=name), "close")
            self._remove.clicked.connect(self._on_remove_clicked)
            whole.addWidget(self._remove)
        self.setLayout(whole)

    def _on_remove_clicked(self) -> None:
        self.removed.emit(self)


def _held(until: date | None, today: date) -> str:
    """What a tick means: no tick gives custody back that has ended."""
    if until is None:
        return _("Has custody")
    text = _("Had custody until {day}") if until < today else _("Has custody until {day}")
    return text.format(day=format_date(until))


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
        texts = (self.name.text(), self.born.text(), self.group.currentText(), self.left_on.text())
        ticks = (self.staff.isChecked(), self.protect.isChecked(), self.mistaken.isChecked())
        rows = tuple((r.name.text(), r.custody.isChecked()) for r in self.rows)
        return (*texts, *ticks, self.language.currentData(), rows)

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
        self.left_on.textChanged.connect(self._on_left_on_text_changed)
        for told in (
            self.name.textChanged,
            self.born.textChanged,
            self.group.editTextChanged,
            self.left_on.textChanged,
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
            hint = _("Permissions hold until that day; leave it empty as long as they are here.")
            leaving = labelled(_("Last &day here"), self.left_on, hint)
            inner.addLayout(column(leaving, DateNote(self.left_on), gap=0))
            said = _(
                "That day was a &mistake. Without this tick, whoever comes back is asked anew: "
                "what was signed before counts no longer."
            )
            self._back = wrapped(self.mistaken, said)
            self._back.hide()
            inner.addWidget(self._back)
        inner.addWidget(label(_("Guardians"), Look.HEADING))
        inner.addLayout(self._guardians)
        inner.addLayout(row(self.add, None))
        inner.addStretch(1)
        self._fields.setLayout(inner)
        fields = follow_focus(scrolled(self._fields, steady=True, whole=True))
        foot = row(None, self.leave, self.save_next, self.save)
        whole = column(label(title, Look.TITLE), fields, self.banner, foot, gap=2 * GRID)
        whole.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        whole.setStretch(1, 1)
        self.setLayout(whole)

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
        self.rows.append(made)
        self._guardians.addWidget(made)
        return made

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
        for field in (self.born, self.left_on):
            if not field.check():
                field.setFocus()
                field.selectAll()
                return False
        return True

    def _typed(self) -> Typed:
        """What stands in the fields once they are complete."""
        born = self.born.day or date.min
        left, comes_back = self.left_on.day, self._comes_back()
        mistaken = self.mistaken.isChecked()
        return Typed(
            name=self.name.text(),
            born=born,
            group=self.group.currentText(),
            language=str(self.language.currentData()),
            staff=self.staff.isChecked(),
            protect=self.protect.isChecked(),
            left_on=left,
            mistaken=comes_back and mistaken,
            back=self._today if comes_back and not mistaken else None,
            guardians=tuple(
                (r.known.id if r.known else None, r.name.text(), r.custody.isChecked())
                for r in self.rows
                if r.name.text().strip()
            ),
        )

    def _comes_back(self) -> bool:
        """Whether the last day has passed, and by what is typed now it is another or none."""
        left = self._known.subject.left_on if self._known is not None else None
        if left is None or left >= self._today:
            return False
        day = self.left_on.day
        return not self.left_on.text().strip() or (day is not None and day > left)

    def _on_left_on_text_changed(self) -> None:
        if self._known is not None:
            self._back.setVisible(self._comes_back())

    def _on_save_clicked(self) -> None:
        self._save(then_next=False)

    def _on_save_next_clicked(self) -> None:
        self._save(then_next=True)

    def _save(self, *, then_next: bool, twin: bool = False) -> None:
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
                else change(context, clerk, at, known, typed)
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
        else:
            self.banner.tell(error)
        self._meant_by(error).setFocus()

    def _meant_by(self, error: ConsentDeskError) -> QWidget:
        """The field that a refusal is about."""
        if error.problem in _ABOUT_BIRTH:
            return self.born
        if error.problem is Problem.LEFT_BEFORE_BORN:
            return self.left_on
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

        def again(clerk: str, at: datetime) -> object:
            return change(context, clerk, at, known, typed)

        push(
            context,
            _("change of {name}").format(name=name),
            back=lambda clerk, at: take_back(context, clerk, at, known, typed, written.added),
            # Guardians added once more would be other people than before.
            again=None if written.added else again,
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
