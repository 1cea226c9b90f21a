"""How Qt's own questions look: our signs, our air, and what happened told before the rest.

Called last, once all texts and buttons are there: Qt lays such a box out anew with each of them.
"""

from PySide6.QtWidgets import QLabel, QMessageBox

from consentdesk.ui import icons
from consentdesk.ui.theme import GRID, Look, colours, look

_SIGN = 4 * GRID


def dress(box: QMessageBox, sign: str, *, strong: bool = True) -> None:
    """Give a box the icon of that name; a `strong` first text stands out from the second."""
    colour = colours(box.palette()).unknown
    box.setIconPixmap(icons.pixmap(sign, colour, _SIGN, box.devicePixelRatioF()))
    said = box.findChild(QLabel, "qt_msgbox_label")
    if strong and isinstance(said, QLabel):
        look(said, Look.STRONG)
    inner = box.layout()
    if inner is not None:
        inner.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        inner.setSpacing(2 * GRID)
