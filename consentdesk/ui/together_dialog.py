"""Several people at once: into another group, or their last day here. One step to take back."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLayout, QLineEdit, QWidget

from consentdesk.domain.people import Subject, SubjectId
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.date_field import DateField, DateNote
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.remembered import wish_for_width
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.undo import push
from consentdesk.ui.widgets import button, column, in_window, label, labelled, row, scrolled


class TogetherDialog(Dialog):
    """Asks for one thing that is to hold for all of them."""

    told = Signal(str)
    """Done: what can be said about it."""

    def __init__(self, context: Context, parent: QWidget, people: Sequence[SubjectId]) -> None:
        super().__init__(parent)
        self._context = context
        self._people = tuple(people)
        self.banner = Banner()
        self.save = button(self.does(), "", Look.PRIMARY)
        self._cancel = button(_("Cancel"))
        self.save.clicked.connect(self._on_save_clicked)
        self._cancel.clicked.connect(self.reject)

    @property
    def count(self) -> int:
        """How many people there are."""
        return len(self._people)

    @abstractmethod
    def how(self) -> Callable[[Subject], Subject]:
        """What becomes of one of them, by what stands in the field now."""

    @abstractmethod
    def back(self, before: Subject) -> Callable[[Subject], Subject]:
        """The way back for one who was like that; what else was changed since stays."""

    @abstractmethod
    def does(self) -> str:
        """What the button does, in words."""

    @abstractmethod
    def lacking(self) -> str:
        """What has to be typed yet, or ""."""

    @abstractmethod
    def said(self) -> str:
        """What has been done, in a sentence."""

    @abstractmethod
    def step(self) -> str:
        """What it is called in the menu that takes it back."""

    def put(self, title: str, field: QLineEdit, fields: QLayout) -> None:
        """Show the title above the fields; Enter in that one saves."""
        field.returnPressed.connect(self._on_save_clicked)
        self.setWindowTitle(title)
        wish_for_width(self, 52 * GRID)
        inner = QWidget()
        # Room for a message, which then moves nothing.
        inner.setLayout(column(fields, 6 * GRID, None))
        area = follow_focus(scrolled(inner, steady=True, whole=True))
        heading, foot = label(title, Look.TITLE, wrap=True), row(None, self._cancel, self.save)
        self.setLayout(in_window(heading, area, self.banner, foot))

    def _on_save_clicked(self) -> None:
        if lacking := self.lacking():
            self.banner.say(lacking, tone="no", icon="warning")
            return
        from consentdesk.services import roster

        context, people, how = self._context, self._people, self.how()
        register, clerk, at = context.register, context.clerk, context.now()
        self.save.setEnabled(False)
        context.tasks.run(
            self,
            lambda _progress: roster.change_all(register, clerk, at, people, how),
            lambda before: self._on_saved(before, how),
            failed=self._on_failed,
        )

    def _on_saved(self, before: Sequence[Subject], how: Callable[[Subject], Subject]) -> None:
        from consentdesk.services import roster

        register, people = self._context.register, self._people
        ways = {one.id: self.back(one) for one in before}
        push(
            self._context,
            self.step(),
            back=lambda clerk, at: roster.change_all(
                # A last day that is taken back has not been one.
                register,
                clerk,
                at,
                people,
                lambda one: ways[one.id](one),
                mistaken=True,
            ),
            again=lambda clerk, at: roster.change_all(register, clerk, at, people, how),
        )
        self._context.tell_written()
        self.told.emit(self.said())
        self.accept()

    def _on_failed(self, error: ConsentDeskError) -> None:
        self.save.setEnabled(True)
        self.banner.tell(error)


class MoveDialog(TogetherDialog):
    """Into another group."""

    def __init__(self, context: Context, parent: QWidget, people: Sequence[SubjectId]) -> None:
        super().__init__(context, parent, people)
        self.group = QComboBox()
        typed = QLineEdit()
        self.group.setLineEdit(typed)
        self.put(
            self.does(),
            typed,
            labelled(_("New &group"), self.group),
        )
        register = context.register

        def groups() -> tuple[str, ...]:
            with register.read() as reader:
                return reader.groups()

        context.tasks.run(self, lambda _progress: groups(), self._on_groups_read)

    def how(self) -> Callable[[Subject], Subject]:
        """Into that group."""
        group = self._group()
        return lambda subject: replace(subject, group=group)

    def back(self, before: Subject) -> Callable[[Subject], Subject]:
        """Into the group before."""
        return lambda subject: replace(subject, group=before.group)

    def does(self) -> str:
        """Move them."""
        said = ngettext("Move {count} person", "Move {count} people", self.count)
        return said.format(count=format_number(self.count))

    def lacking(self) -> str:
        """A group."""
        return "" if self._group() else _("Which group? Choose or type one.")

    def said(self) -> str:
        """Where they are now."""
        said = ngettext(
            "{count} person is in {group} now.", "{count} people are in {group} now.", self.count
        )
        return said.format(count=format_number(self.count), group=self._group())

    def step(self) -> str:
        """The move."""
        said = ngettext(
            "move of {count} person to {group}", "move of {count} people to {group}", self.count
        )
        return said.format(count=format_number(self.count), group=self._group())

    def _group(self) -> str:
        return self.group.currentText().strip()

    def _on_groups_read(self, groups: Sequence[str]) -> None:
        typed = self.group.currentText()
        self.group.addItems(list(groups))
        self.group.setEditText(typed)


class LeaveDialog(TogetherDialog):
    """Their last day here; permissions hold until then (R9)."""

    def __init__(self, context: Context, parent: QWidget, people: Sequence[SubjectId]) -> None:
        super().__init__(context, parent, people)
        self.last_day = DateField(context.local().date())
        title = ngettext("{count} person leaves", "{count} people leave", self.count)
        hint = _("Permissions hold until that day. Journal and past exports stay.")
        field = labelled(_("Last &day here"), self.last_day, hint)
        self.put(
            title.format(count=format_number(self.count)),
            self.last_day,
            column(field, DateNote(self.last_day), gap=0),
        )

    def how(self) -> Callable[[Subject], Subject]:
        """Gone after that day."""
        day = self.last_day.day
        return lambda subject: replace(subject, left_on=day)

    def back(self, before: Subject) -> Callable[[Subject], Subject]:
        """Here as long as before, and since when; a last day set meanwhile stays (R9)."""
        day = self.last_day.day

        def go(subject: Subject) -> Subject:
            if subject.left_on != day:
                return subject
            return replace(subject, left_on=before.left_on, here_since=before.here_since)

        return go

    def does(self) -> str:
        """Say when they leave."""
        return _("Set the last day")

    def lacking(self) -> str:
        """A day."""
        return "" if self.last_day.day else _("Which day is the last? Type it, or pick it.")

    def said(self) -> str:
        """Until when they are here."""
        said = ngettext(
            "The last day of {count} person is {day}.",
            "The last day of {count} people is {day}.",
            self.count,
        )
        return said.format(count=format_number(self.count), day=self._day())

    def step(self) -> str:
        """The leaving."""
        said = ngettext(
            "last day of {count} person, {day}", "last day of {count} people, {day}", self.count
        )
        return said.format(count=format_number(self.count), day=self._day())

    def _day(self) -> str:
        day = self.last_day.day
        return "" if day is None else format_date(day)


def open_move_dialog(context: Context, parent: QWidget, people: Sequence[SubjectId]) -> MoveDialog:
    """Ask which group they move to."""
    dialog = MoveDialog(context, parent, people)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.group.setFocus()
    return dialog


def open_leave_dialog(
    context: Context, parent: QWidget, people: Sequence[SubjectId]
) -> LeaveDialog:
    """Ask which day is their last."""
    dialog = LeaveDialog(context, parent, people)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.last_day.setFocus()
    return dialog
