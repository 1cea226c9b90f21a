"""What is off because of a seat: buttons and menu entries say whose it would be.

A convenience alone: the register refuses by itself. What is off for another reason as well stays
off.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from consentdesk.domain.roles import Right, who_may
from consentdesk.i18n import _
from consentdesk.seat_words import right_word, role_word
from consentdesk.ui.context import Context


def limit(context: Context, right: Right, *controls: QWidget | QAction) -> None:
    """Have these off, with the reason in the tip, while whoever is here lacks the right."""
    for control in controls:
        _Limit(context, right, control)


def laid_down_tip() -> str:
    """Why what the municipality has laid down for this computer can be read and not changed."""
    return _("Decided by the municipality")


def lay_down(control: QWidget) -> None:
    """Have it off for good: the municipality has decided."""
    control.setEnabled(False)
    control.setToolTip(laid_down_tip())


def why_off(right: Right) -> str:
    """Whose it is, in a sentence."""
    who = ", ".join(role_word(role) for role in who_may(right))
    return _("Not part of your seat: {right}. Ask somebody who may: {who}.").format(
        right=right_word(right), who=who
    )


class _Limit(QObject):
    """Keeps one control off; it lives and dies with it."""

    def __init__(self, context: Context, right: Right, control: QWidget | QAction) -> None:
        super().__init__(control)
        self._context = context
        self._right = right
        self._control = control
        self._is_off = False
        self._wanted = True
        self._tip = self._said = ""
        self._through: list[QWidget] = []
        context.role_changed.connect(self._look)
        if isinstance(control, QAction):
            control.enabledChanged.connect(self._keep_off)
        else:
            control.installEventFilter(self)
        self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whoever switches it on meanwhile is told off."""
        if event.type() is QEvent.Type.EnabledChange and watched is self._control:
            self._keep_off()
        return False

    def _keep_off(self, *_on: bool) -> None:
        if self._is_off and self._control.isEnabled():
            self._control.setEnabled(False)

    def _look(self) -> None:
        is_off = not self._context.may(self._right)
        if is_off == self._is_off:
            return
        self._is_off = is_off
        control = self._control
        if is_off:
            self._wanted, self._tip = control.isEnabled(), control.toolTip()
        control.setToolTip(why_off(self._right) if is_off else self._tip)
        control.setEnabled(self._wanted and not is_off)
        if isinstance(control, QWidget):
            if is_off:
                self._said = control.accessibleDescription()
            control.setAccessibleDescription(why_off(self._right) if is_off else self._said)
            self._let_through(control, is_off=is_off)
            return
        for menu in control.associatedObjects():
            if is_off and isinstance(menu, QMenu):
                # Qt shows no tips in a menu otherwise, and the entry would only be grey.
                menu.setToolTipsVisible(True)

    def _let_through(self, control: QWidget, *, is_off: bool) -> None:
        """While it is off, its parts tell nothing of their own: the mouse gets the reason there."""
        through = Qt.WidgetAttribute.WA_TransparentForMouseEvents
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        if is_off:
            parts = control.findChildren(QWidget, options=direct)
            self._through = [p for p in parts if not (p.isWindow() or p.testAttribute(through))]
        for part in self._through:
            if isValid(part):
                part.setAttribute(through, is_off)
