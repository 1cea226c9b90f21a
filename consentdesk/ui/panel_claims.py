"""What is said about a photo as a whole: its kind, and that everyone recognisable is named (R16).

The number is that of the chips, with a name or without; whoever sees more says so, and the photo
waits.
"""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton, QWidget

from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.buttons import as_on_the_keyboard
from consentdesk.ui.number_box import NumberBox
from consentdesk.ui.panel_counted import (
    SecondLook,
    have_looked,
    look_again,
    several_to_look_at,
)
from consentdesk.ui.panel_reading import PanelView
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import announce, column, label, row, statement, wrapped

MOST = 999
"""More people than that nobody counts."""


class PanelKind(QWidget):
    """Three kinds of photo, one of which it is."""

    said = Signal(object)
    """The PhotoKind somebody chose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        texts = {
            PhotoKind.PORTRAIT: _("&Portrait: the person is the point"),
            PhotoKind.SITUATION: _("S&ituation photo: the activity is the point"),
            PhotoKind.NOBODY: _("N&obody can be recognised"),
        }
        self.radios = {kind: QRadioButton() for kind in texts}
        self.radios[PhotoKind.SITUATION].setToolTip(as_on_the_keyboard(_("Ctrl+T")))
        self.radios[PhotoKind.NOBODY].setToolTip(_("0 on the empty line for names"))
        self._group = QButtonGroup(self)
        for radio in self.radios.values():
            self._group.addButton(radio)
        self._group.buttonClicked.connect(self._on_group_clicked)
        asked = label(_("What is it about?"), Look.HEADING)
        choices = (wrapped(self.radios[kind], text) for kind, text in texts.items())
        self.setLayout(column(asked, *choices, gap=0))

    def show_kind(self, kind: PhotoKind | None) -> None:
        """Show that kind; None where nobody has said, or where the photos differ."""
        self._group.setExclusive(False)
        for each, radio in self.radios.items():
            radio.setChecked(each is kind)
            # Tab reaches the one that is on, or the first; arrows reach the others.
            stop = each is kind or (kind is None and each is PhotoKind.PORTRAIT)
            focus = Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus
            radio.setFocusPolicy(focus)
        self._group.setExclusive(True)

    def _on_group_clicked(self) -> None:
        for kind, radio in self.radios.items():
            if radio.isChecked():
                self.said.emit(kind)


class PanelClaim(QWidget):
    """How many can be recognised, and the statement that all of them are named."""

    claimed = Signal(object)
    """The number said to be recognisable; None for as many as there are chips on each of several.
    """
    counted = Signal(int)
    """Somebody says how many can be recognised on the one photo, named or not."""

    def __init__(self, clerk: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._several = False
        self._view: PanelView | None = None
        self._look = SecondLook()
        self.has_looked = False
        """Whether what was claimed last was claimed after a second look at the one photo (R17)."""
        self.visible = NumberBox()
        self.visible.setRange(0, MOST)
        self.visible.setMinimumWidth(11 * GRID)
        self._asked: QLabel = label(_("How &many can be recognised?"), wrap=True)
        self._asked.setBuddy(self.visible)
        self.visible.setAccessibleName(_("How many can be recognised?"))
        self.attest = statement(
            _("&All recognisable are named"), "done", _("Enter on the empty line")
        )
        self.state: QLabel = label("", Look.MUTED, wrap=True)
        self.author: QLabel = label("", Look.MUTED, wrap=True)
        self.show_clerk(clerk)
        self.attest.clicked.connect(self.claim)
        self.visible.valueChanged.connect(self.counted)
        self.visible.valueChanged.connect(self._say)
        count = row(self._asked, self.visible)
        count.setStretch(0, 1)
        self.setLayout(column(count, row(self.attest, None), self.state, self.author, gap=GRID))

    def show_clerk(self, clerk: str) -> None:
        """Say whose statement it is."""
        text = _("It goes into the journal under the name {clerk}.")
        self.author.setText(text.format(clerk=clerk))

    def show_view(self, view: PanelView, visible: Mapping[PhotoId, int]) -> None:
        """Show how many can be recognised, and whether somebody vouched for it."""
        self._several = len(view.sheets) > 1
        for part in (self._asked, self.visible):
            part.setVisible(not self._several)
        self._view, count = view, visible.get(view.current.photo.id, 0)
        if not self._several:
            self._look.show(view.current, count)
        self.show_visible(count)

    def show_visible(self, count: int) -> None:
        """Show that number as if nobody had typed it."""
        self.visible.blockSignals(True)
        self.visible.setValue(count)
        self.visible.blockSignals(False)
        self._say()

    def claim(self) -> None:
        """Everyone recognisable is named; where more faces were counted, that is said first."""
        view, visible = self._view, self.visible.value()
        self.has_looked = False
        if view is not None and not self._several:
            if self._look.asks(view.current, visible):
                self._say()
                announce(self, self.state.text())
                return
            self.has_looked = self._look.is_told(view.current, visible)
        self.claimed.emit(None if self._several else visible)

    def _say(self) -> None:
        """Say how it stands, and what the button would state now."""
        view, visible = self._view, self.visible.value()
        if view is None:
            return
        told = not self._several and self._look.is_told(view.current, visible)
        self.attest.setText(have_looked(visible) if told else _("&All recognisable are named"))
        if told:
            self.state.setText(look_again(view.current, visible))
        else:
            self._say_state(view)

    def _say_state(self, view: PanelView) -> None:
        sheets = view.sheets.values()
        vouched = [s for s in sheets if s.attested is not None]
        if self._several:
            text = ngettext(
                "Confirmed for {count} of {all} photo.",
                "Confirmed for {count} of {all} photos.",
                len(view.sheets),
            )
            every = format_number(len(view.sheets))
            said = text.format(count=format_number(len(vouched)), all=every)
            said = " ".join(part for part in (said, several_to_look_at(sheets)) if part)
        elif vouched:
            text = ngettext(
                "Confirmed: {count} person can be recognised.",
                "Confirmed: {count} people can be recognised.",
                view.current.attested or 0,
            )
            said = text.format(count=format_number(view.current.attested or 0))
        else:
            said = _("Not confirmed yet.")
        self.state.setText(said)
