"""A form that is in the journal already: a new answer, a mistake, or the wrong pile?"""

from PySide6.QtWidgets import QWidget

from consentdesk.domain.serials import shown_serial
from consentdesk.i18n import _, format_date
from consentdesk.ui.answers_panel import AnswersPanel
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.intake_reading import FormView
from consentdesk.ui.line_breaks import unbroken
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, card, column, label, row, scrolled


class KnownCard(QWidget):
    """Says where it is filed, and asks what to do with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = label("", Look.HEADING, wrap=True)
        self._text = label("", wrap=True)
        self._hint = label("", Look.MUTED, wrap=True)
        self._signed = label("", wrap=True)
        self.answers = AnswersPanel()
        self.anew = button(_("&New answer"), "forms")
        self.aside = button(_("&Put aside"), kind=Look.PRIMARY)
        self.correct = button(_("&Correct…"), "edit", Look.QUIET)
        filed = column(label(_("What is filed"), Look.STRONG), self.answers, self._signed, gap=GRID)
        inner = QWidget()
        inner.setLayout(
            column(
                card(
                    self._heading,
                    self._text,
                    self._hint,
                    row(self.aside, self.anew, self.correct, None),
                    filed,
                    gap=2 * GRID,
                ),
                None,
            )
        )
        self.setLayout(column(follow_focus(scrolled(inner))))

    def show_form(self, view: FormView) -> None:
        """Say where it is filed, and with which answers, to be compared with the paper here."""
        self.answers.show_purposes(view.form.purposes, view.answers)
        self.answers.set_editable(on=False)
        self._signed.setText(view.signed)
        self._signed.setVisible(bool(view.signed))
        entry, person = view.entry, view.subject
        self._heading.setText(_("This form is already filed."))
        said = _(
            "{name}, {day}, no. {number}. If it is a new answer choose “New answer”; otherwise "
            "“Put aside”."
        )
        day = format_date(entry.received_on) if entry and entry.received_on else ""
        number = entry.number if entry is not None else ""
        name = person.name if person is not None else ""
        self._text.setText(said.format(name=name, day=unbroken(day), number=unbroken(number)))
        hint = _(
            "The sheet that was filed lies in its binder. If another one with the same number is "
            "here, it is a copy, and its answers are filed as {serial}."
        )
        serial = shown_serial(view.following or view.form.serial)
        self._hint.setText(hint.format(serial=unbroken(serial)))
