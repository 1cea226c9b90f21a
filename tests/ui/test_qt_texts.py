"""What Qt says of its own is said in the language spoken, too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from consentdesk.ui.application import application, speak

_SAID = ("text", "toolTip", "windowTitle", "accessibleName", "accessibleDescription")
_ALIKE = {"da": {"Type", "Computer", "OK", "Filer"}, "sv": {"Ok"}}
"""Words that are the same in English."""
LANGUAGES = pytest.mark.parametrize("language", ["da", "sv"])


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """The windows of other tests speak English."""
    speak("en")
    yield
    speak("en")


def _file_dialog(qtbot: QtBot, folder: Path, accept: QFileDialog.AcceptMode) -> set[str]:
    dialog = QFileDialog(None, "", str(folder))
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(accept)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    dialog.setNameFilters(["*.jpg", "*"])
    dialog.selectNameFilter("*")
    dialog.show()
    view = dialog.findChild(QAbstractItemView, "treeView")
    assert isinstance(view, QAbstractItemView)
    model = view.model()
    qtbot.waitUntil(lambda: model.rowCount(view.rootIndex()) == len(list(folder.iterdir())))
    kind = Qt.Orientation.Horizontal
    said = {str(model.headerData(place, kind)) for place in range(model.columnCount())}
    for line in range(model.rowCount(view.rootIndex())):
        said.add(str(model.index(line, 2, view.rootIndex()).data()))
    for part in dialog.findChildren(QWidget):
        said |= {str(part.property(name) or "") for name in _SAID}
    return said | {action.text() for action in dialog.findChildren(QAction)}


def _menus(qtbot: QtBot) -> set[str]:
    said: set[str] = set()
    for field in (QLineEdit("a"), QPlainTextEdit("a")):
        qtbot.addWidget(field)
        menu = field.createStandardContextMenu()
        said |= {action.text().partition("\t")[0] for action in menu.actions()}
        menu.deleteLater()
    return said


def _buttons(qtbot: QtBot) -> set[str]:
    message = QMessageBox()
    qtbot.addWidget(message)
    first = QMessageBox.StandardButton.FirstButton.value
    for button in QMessageBox.StandardButton:
        # The others are marks that a button may bear.
        if button.value >= first and button.value.bit_count() == 1:
            message.addButton(button)
    message.setDetailedText("-")
    return {button.text() for button in message.buttons()} | {
        found.text() for found in message.findChildren(QLabel)
    }


def _all(qtbot: QtBot, folder: Path) -> set[str]:
    dialogs = (_file_dialog(qtbot, folder, mode) for mode in QFileDialog.AcceptMode)
    said = set[str]().union(*dialogs, _menus(qtbot), _buttons(qtbot))
    return {text for text in said if any(letter.isalpha() for letter in text)}


@LANGUAGES
def test_file_dialogs_menus_and_buttons_of_qt_show_no_english_word(
    qtbot: QtBot, tmp_path: Path, language: str
) -> None:
    folder = tmp_path / "1"
    (folder / "2").mkdir(parents=True)
    for name in ("3.jpg", "4.pdf", "5.zip", "6"):
        (folder / name).write_bytes(b"%")
    # In Danish some keep their names only in part: "&Open" is not "Open".
    english = {text.replace("&", "") for text in _all(qtbot, folder)}
    assert {"Undo", "Select All", "Cancel", "Folder", "Files of type:"} <= english
    speak(language)
    spoken = {text.replace("&", "") for text in _all(qtbot, folder)}
    paths = {str(folder), str(tmp_path)}
    assert (english & spoken) - paths <= _ALIKE[language]
    speak("en")
    assert {text.replace("&", "") for text in _all(qtbot, folder)} == english


@LANGUAGES
def test_what_qts_translations_lack_is_lacking_no_longer(language: str) -> None:
    speak(language)
    for context, text in (
        ("QFileDialog", "&Look in:"),
        ("QPrintSettingsOutput", "Double Sided Printing"),
        ("QMimeType", "ZIP archive"),
    ):
        assert QCoreApplication.translate(context, text) != text
    assert application().layoutDirection() is Qt.LayoutDirection.LeftToRight
