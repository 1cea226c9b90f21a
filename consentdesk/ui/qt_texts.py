"""What Qt says of its own, a file dialog or a menu, and its own translations lack.

Asked only for texts that no translation of Qt's has. A new Qt may bring more of these; the test
names them.
"""

from PySide6.QtCore import QObject, QTranslator

from consentdesk.i18n import _


class LackingTexts(QTranslator):
    """Answers in the language spoken when it was made; English for what nobody ever sees."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._texts = {
            ("QFileDialog", "&Look in:"): _("Loo&k in:"),
            ("QFileDialog", "Files of &type:"): _("Files of t&ype:"),
            ("QAbstractFileIconProvider", "Drive"): _("Drive"),
            ("QAbstractFileIconProvider", "Folder"): _("Folder"),
            ("QErrorMessage", "An error occurred"): _("An error occurred"),
            ("QCupsJobWidget", "&Billing information:"): _("&Billing information:"),
            ("QCupsJobWidget", "&End:"): _("&End:"),
            ("QCupsJobWidget", "&Start:"): _("&Start:"),
            ("QCupsJobWidget", "Job &priority:"): _("Job &priority:"),
            ("QCupsJobWidget", "Scheduled &printing:"): _("Scheduled &printing:"),
            ("QPageSetupWidget", "Page &order:"): _("Page &order:"),
            ("QPageSetupWidget", "Pages &per sheet:"): _("Pages &per sheet:"),
            ("QPrintSettingsOutput", "Double Sided Printing"): _("Double-sided printing"),
            ("QPrintSettingsOutput", "Long side binding"): _("Bound along the long side"),
            ("QPrintSettingsOutput", "Off"): _("Off"),
            ("QPrintSettingsOutput", "Page &Set:"): _("Page &set:"),
            ("QPrintSettingsOutput", "Short side binding"): _("Bound along the short side"),
        }
        # Hundreds of kinds of file, told apart by the ends of their names all the same.
        self._any_file = _("File")

    def isEmpty(self) -> bool:
        """Qt installs no translator that says it is empty."""
        return False

    def translate(self, context: str, text: str, *_more: object) -> str:
        """The text in the language spoken."""
        if context == "QMimeType":
            return self._any_file
        return self._texts.get((context, text), text)
