"""Hands for the editions of the form: the tab, the window of one, and its two small questions."""

from typing import TypeVar

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget

from consentdesk.services import own_editions
from consentdesk.ui.copy_edition_dialog import CopyEditionDialog
from consentdesk.ui.edition_window import EditionWindow
from consentdesk.ui.editions_tab import EditionsTab
from consentdesk.ui.forms_page import EDITIONS, FormsPage
from consentdesk.ui.issue_dialog import IssueDialog
from consentdesk.ui.main_window import MainWindow
from tests.services.office import Office
from tests.ui.driving import Driver, spoken

Kind = TypeVar("Kind", bound=QWidget)
DRAFT = "OWN-7"
WEBSITE = "purposes.website.text"
LONG = "Ganske mange ord om dette ene sted, langt flere end papiret har plads til. " * 6


class EditionDriver:
    """Works in the main window."""

    def __init__(self, window: MainWindow, driver: Driver) -> None:
        self._window = window
        self._driver = driver

    def open_tab(self) -> EditionsTab:
        """The tab with the editions, read."""
        self._window.go("forms")
        self._driver.settle()
        page = self._window.pages.page
        assert isinstance(page, FormsPage)
        page.show_part(EDITIONS)
        self._driver.context.tell_written()
        self._driver.settle()
        return page.editions

    @property
    def tab(self) -> EditionsTab:
        """The tab."""
        return self._page.editions

    @property
    def said(self) -> str:
        """What the banner of the page says."""
        return self._page.banner.text

    @property
    def _page(self) -> FormsPage:
        page = self._window.pages.page
        assert isinstance(page, FormsPage)
        return page

    def names(self) -> list[str]:
        """The editions in the list."""
        return [e.value.name for e in self.tab.model.entries if e.value is not None]

    def line(self, name: str) -> str:
        """What a screen reader says of one in the list."""
        return spoken(self.tab.list)[self.names().index(name)]

    def choose(self, name: str) -> None:
        """Click that edition."""
        row = self.tab.model.index(self.names().index(name))
        self._driver.click_row(self.tab.list, row)

    def answer(self) -> None:
        """Press the button of the banner, which has the keyboard."""
        held = QApplication.focusWidget()
        assert held is not None
        self._driver.press(held, Qt.Key.Key_Return)

    def ask_name(self, source: str) -> CopyEditionDialog:
        """Begin to copy that edition."""
        self.choose(source)
        self._driver.click(self.tab.copy)
        return self._opened(CopyEditionDialog)

    def copy(self, source: str, name: str) -> EditionWindow:
        """Copy it under that name; the copy opens."""
        dialog = self.ask_name(source)
        dialog.name.selectAll()
        self._driver.type(dialog.name, name)
        self._driver.click(dialog.copy)
        return self._tried(self._opened(EditionWindow))

    def look_at(self, name: str) -> EditionWindow:
        """Open one from the list."""
        self.choose(name)
        self._driver.press(self.tab.list, Qt.Key.Key_Return)
        return self._tried(self._opened(EditionWindow))

    def draft(self, office: Office) -> EditionWindow:
        """A draft of which one text is another, so that its translations are stale."""
        copied = own_editions.copy(*office.desk, None, DRAFT)
        changed = copied.say("da", WEBSITE, "Vores hjemmeside, som alle kan se.")
        own_editions.save(*office.desk, changed.say("sv", WEBSITE, ""), 1)
        self.open_tab()
        return self.look_at(DRAFT)

    def is_open(self) -> bool:
        """Whether an edition is open."""
        tops = QApplication.topLevelWidgets()
        return any(isinstance(w, EditionWindow) and w.isVisible() for w in tops)

    @property
    def edition(self) -> EditionWindow:
        """The window of the one that is open."""
        return self._opened(EditionWindow)

    def pick(self, box: QComboBox, value: str) -> None:
        """Choose with the arrow keys."""
        self._driver.press(box, Qt.Key.Key_Home)
        for _step in range(box.findData(value)):
            self._driver.press(box, Qt.Key.Key_Down)
        assert box.currentData() == value

    def go(self, key: str, language: str = "da") -> QWidget:
        """Go to a text, and return its field."""
        texts = self.edition.texts
        self.pick(texts.language, language)
        self.pick(texts.part, key.partition(".")[0])
        return texts.fields[key].edit

    def write(self, key: str, text: str, language: str = "da") -> None:
        """Type another text in the place of one, and leave it."""
        field = self.go(key, language)
        field.setFocus()
        self._driver.control(field, Qt.Key.Key_A)
        self._driver.type(field, text)
        self.tried()

    def paste(self, key: str, text: str) -> None:
        """Paste another text in the place of one."""
        QApplication.clipboard().setText(text)
        field = self.go(key)
        field.setFocus()
        self._driver.control(field, Qt.Key.Key_A)
        self._driver.control(field, Qt.Key.Key_V)
        self.tried()

    def tried(self) -> None:
        """Wait until all that was written is saved, drawn and tried."""
        self._tried(self.edition)

    def _tried(self, edition: EditionWindow) -> EditionWindow:
        def is_done() -> bool:
            desk = edition.desk
            known = edition.troubles.is_known or not desk.is_draft
            told = desk.is_saved or bool(edition.banner.text)
            return known and told and not edition.preview.is_drawing

        self._driver.wait(is_done)
        self._driver.settle()
        return edition

    def press_sheet(self, x: float, y: float) -> None:
        """Click the sheet there, in millimetres from its top left."""
        page = self.edition.preview.page
        self._driver.wait(lambda: page.is_shown)
        sheet = page.widget()
        assert isinstance(sheet, QLabel)
        millimetre = sheet.pixmap().deviceIndependentSize().width() / 210
        left = (sheet.width() - 210 * millimetre) / 2
        top = (sheet.height() - 297 * millimetre) / 2
        there = QPointF(left + x * millimetre, top + y * millimetre)
        at = sheet.mapTo(page.viewport(), there).toPoint()
        QTest.mouseClick(page.viewport(), Qt.MouseButton.LeftButton, pos=at)
        self._driver.settle()

    def sheet(self) -> QImage:
        """What is seen of the sheet."""
        return self.edition.preview.page.grab().toImage()

    def troubles(self) -> list[str]:
        """The sentences about what is to be mended."""
        labels = self.edition.troubles.area.findChildren(QLabel)
        return [one.text() for one in labels if one.isVisible() and one.text()]

    def ask_to_issue_now(self) -> IssueDialog:
        """The question, where a key has asked."""
        return self._opened(IssueDialog)

    def ask_to_issue(self) -> IssueDialog:
        """Press the button that asks."""
        self._driver.click(self.edition.issue)
        return self._opened(IssueDialog)

    def _opened(self, kind: type[Kind]) -> Kind:
        found: list[Kind] = []

        def is_there() -> bool:
            found[:] = [
                w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()
            ]
            return bool(found)

        self._driver.wait(is_there)
        found[0].activateWindow()
        self._driver.wait(found[0].isActiveWindow)
        return found[0]
