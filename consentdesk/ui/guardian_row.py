"""The line of one guardian where a person is enrolled or changed: the name, and custody.

To take custody away from somebody known asks which of two things is meant: that it ended on a day,
so that what was signed until then stands, or that it was a slip and never there (R3).
"""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QRadioButton, QWidget

from consentdesk.i18n import _, format_date
from consentdesk.ui.date_field import DateField, DateNote
from consentdesk.ui.person_writing import KnownGuardian, TypedGuardian
from consentdesk.ui.theme import GRID
from consentdesk.ui.widgets import column, row, tool


class GuardianRow(QWidget):
    """One guardian: a name and whether he or she has custody."""

    removed = Signal(object)
    edited = Signal()
    """Something was said about custody."""
    asked = Signal(object)
    """This question opened: a QWidget."""

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
        first = row(self.name, self.custody)
        first.setStretch(0, 1)
        if known is None:
            self._remove = tool(_("Leave out {guardian}").format(guardian=name), "close")
            self._remove.clicked.connect(self._on_remove_clicked)
            first.addWidget(self._remove)
        whole = column(first, gap=0)
        self.end = CustodyEnd(name, today, known)
        self.end.hide()
        whole.addWidget(self.end)
        self.setLayout(whole)
        self.custody.toggled.connect(self._on_custody_toggled)
        self.end.edited.connect(self.edited)

    @property
    def asks(self) -> bool:
        """Whether custody is taken away from somebody who had it, which has to be explained."""
        had = self.known is not None and self.known.custody
        return had and not self.custody.isChecked()

    @property
    def lacking(self) -> QWidget | None:
        """What has to be answered or mended before this can be saved."""
        return self.end.lacking if self.asks else None

    @property
    def typed(self) -> TypedGuardian:
        """What is said here, once nothing is lacking."""
        id, until = (self.known.id, self.known.until) if self.known else (None, None)
        custody = self.custody.isChecked()
        if self.asks and not self.end.never.isChecked():
            custody, until = True, self.end.day
        return TypedGuardian(id, self.name.text(), custody, until)

    def said(self) -> tuple[object, ...]:
        """All that stands here, sensible or not."""
        answers = (self.end.ended, self.end.never, self.end.going_on)
        ticks = (self.custody.isChecked(), *(answer.isChecked() for answer in answers))
        return (self.name.text(), *ticks, self.end.last.text())

    def _on_custody_toggled(self) -> None:
        self.end.setVisible(self.asks)
        if self.asks:
            self.asked.emit(self.end)
        self.edited.emit()

    def _on_remove_clicked(self) -> None:
        self.removed.emit(self)


class CustodyEnd(QWidget):
    """Why custody is taken away; no answer is chosen beforehand, because each undoes another."""

    edited = Signal()

    def __init__(self, guardian: str, today: date, known: KnownGuardian | None) -> None:
        super().__init__()
        until = known.until if known else None
        self.ended = QRadioButton(_("Custody ended. The last day of it:"))
        self.never = QRadioButton(_("Never had custody: that was a slip"))
        self.going_on = QRadioButton(_("Custody never ended: that day was a slip"))
        self.going_on.setVisible(until is not None)
        self.last = DateField(today, latest=today, earliest=known.since if known else None)
        self.last.set_day(until if until is not None and until <= today else None)
        for part, said in (
            (self.ended, _("{guardian}: custody ended")),
            (self.last, _("{guardian}: last day of custody")),
            (self.never, _("{guardian}: never had custody")),
            (self.going_on, _("{guardian}: custody never ended")),
        ):
            part.setAccessibleName(said.format(guardian=guardian))
        line = row(self.ended, self.last)
        line.setStretch(1, 1)
        whole = column(line, DateNote(self.last), self.never, self.going_on, gap=GRID // 2)
        whole.setContentsMargins(3 * GRID, GRID // 2, 0, GRID)
        self.setLayout(whole)
        for answer in (self.ended, self.never, self.going_on):
            answer.toggled.connect(self.edited)
        # By hand alone: a day that stood there is no answer.
        self.last.textEdited.connect(self._on_last_text_edited)
        self.last.day_changed.connect(self._on_last_day_changed)

    @property
    def day(self) -> date | None:
        """The last day of custody; None where it goes on."""
        return self.last.day if self.ended.isChecked() else None

    @property
    def lacking(self) -> QWidget | None:
        """The first that has to be answered or mended."""
        if self.never.isChecked() or self.going_on.isChecked():
            return None
        if not self.ended.isChecked():
            return self.ended
        is_day = self.last.check() and self.last.day is not None
        return None if is_day else self.last

    def _on_last_text_edited(self) -> None:
        self.ended.setChecked(True)

    def _on_last_day_changed(self) -> None:
        # The arrow keys and the calendar say a day too.
        if self.isVisible() and self.last.day is not None:
            self.ended.setChecked(True)
        self.edited.emit()


def _held(until: date | None, today: date) -> str:
    """What a tick means: no tick gives custody back that has ended."""
    if until is None:
        return _("Has custody")
    text = _("Had custody until {day}") if until < today else _("Has custody until {day}")
    return text.format(day=format_date(until))
