"""The tabs of the photo panel: who is on it, the verdict, the details, what was said."""

from PySide6.QtWidgets import QLayout, QTabWidget, QWidget

from consentdesk.i18n import _
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.theme import GRID
from consentdesk.ui.widgets import card, column, scrolled


def fill_tabs(
    tabs: QTabWidget, said: QLayout, rows: QWidget, details: QWidget, history: QWidget
) -> None:
    """Put the parts into the tabs, `said` being all that is said of who is on the photo."""
    who, judged, about = QWidget(), QWidget(), QWidget()
    who.setLayout(said)
    judged.setLayout(column(card(rows), None))
    about.setLayout(column(card(details), None))
    for page, name in (
        (follow_focus(scrolled(who)), _("Who")),
        (scrolled(judged), _("Verdict")),
        (scrolled(about), _("Details")),
        (history, _("History")),
    ):
        tabs.addTab(page, name)
    letters = tabs.fontMetrics().averageCharWidth()
    tabs.setMinimumWidth(max(46 * GRID, 52 * letters))
    tabs.setDocumentMode(True)
