"""The intake dialog as a secretary works it: type, tick, Enter, and the next sheet."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.domain.acts import Purpose, Serial
from consentdesk.domain.serials import shown_serial
from consentdesk.ui.answers_panel import AnswerButton
from consentdesk.ui.context import Context
from consentdesk.ui.intake_dialog import IntakeDialog, open_intake_dialog
from consentdesk.wording import purpose_word
from tests.ui.driving import Driver, name_of, texts

ENTER = Qt.Key.Key_Return


class IntakeDriver(Driver):
    """Opens the dialog over another window and works it; counts the keys it presses."""

    def __init__(self, qtbot: QtBot, context: Context) -> None:
        super().__init__(qtbot, context)
        self.desk = QWidget()
        self.show(self.desk)
        self.pressed = 0
        self.dialog = self.open()

    def open(self, serial: Serial | None = None) -> IntakeDialog:
        """Open the dialog as the doors do."""
        dialog = open_intake_dialog(self.context, self.desk, serial)
        self.qtbot.waitExposed(dialog)
        dialog.activateWindow()
        self.wait(dialog.isActiveWindow)
        self.settle()
        self.dialog = dialog
        return dialog

    def keys(self, *keys: str | Qt.Key) -> None:
        """Press keys where the keyboard is; a text is as many keys as it has signs."""
        for key in keys:
            for one in key if isinstance(key, str) else (key,):
                focus = QApplication.focusWidget()
                assert focus is not None, "the keyboard is nowhere"
                self.pressed += 1
                if isinstance(one, str):
                    QTest.keyClicks(focus, one)
                else:
                    QTest.keyClick(focus, one)
                    self.settle()
        self.settle()

    def find(self, serial: Serial) -> None:
        """Type a form's number."""
        self.keys(shown_serial(serial), ENTER)

    def button(self, name: str) -> AnswerButton:
        """Yes or No of one line by its name: "Website: yes"."""
        found = [b for b in self.dialog.sheet.findChildren(AnswerButton) if name_of(b) == name]
        assert len(found) == 1, name
        return found[0]

    def answer(self, **answers: bool) -> None:
        """Click answers by purpose."""
        for purpose, yes in answers.items():
            word = purpose_word(Purpose(purpose))
            self.click(self.button(f"{word}: {'yes' if yes else 'no'}"))

    def ticked(self) -> list[str]:
        """The names of all buttons that are ticked."""
        return [name_of(b) for b in self.dialog.sheet.findChildren(AnswerButton) if b.isChecked()]

    def offered(self) -> list[str]:
        """Who may have signed, as shown."""
        return [b.text() for b in self.dialog.sheet.signer.findChildren(QRadioButton)]

    def sign(self, day: date | None = None, by: str = "") -> None:
        """Say who signed when, and that the signature was seen."""
        sheet = self.dialog.sheet
        for choice in sheet.signer.findChildren(QRadioButton):
            if choice.text() == by:
                self.click(choice)
        if day is None:
            self.click(sheet.today)
        else:
            sheet.signed_on.clear()
            self.type(sheet.signed_on, f"{day:%d-%m-%Y}")
        if not sheet.seen.isChecked():
            self.click(sheet.seen)

    def lies_in(self, place: str) -> None:
        """Say where the paper lies."""
        self.dialog.sheet.evidence.place.clear()
        self.type(self.dialog.sheet.evidence.place, place)

    def fill(self, serial: Serial, day: date | None = None, **answers: bool) -> None:
        """Everything that the journal asks for."""
        self.dialog.open_form(serial)
        self.settle()
        self.answer(**answers)
        self.sign(day)
        self.lies_in("Folder 3")

    def journal(self) -> None:
        """Press the button."""
        self.click(self.dialog.journal)

    @property
    def said(self) -> str:
        """What the banner says."""
        return self.dialog.banner.text

    @property
    def result(self) -> str:
        """What is said of the last form."""
        card = self.dialog.filed
        return "" if card.isHidden() else card.text.text()

    def listed(self) -> list[str]:
        """The forms that wait, as spoken."""
        return texts(self.dialog.finder.list)

    @property
    def on_sheet(self) -> bool:
        """Whether a form lies on the desk."""
        return self.dialog.sheet.isVisible()


def said_on(widget: QWidget) -> str:
    """All that is written on a widget."""
    return " ".join(text.text() for text in widget.findChildren(QLabel))
