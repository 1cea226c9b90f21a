"""The keys of the naming window, and the help that tells them."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog

from consentdesk.i18n import _
from consentdesk.ui.help_dialog import open_help

Bound = tuple[str, Callable[[], object]]
"""A key, as Qt spells it, and what it does."""


def bind_keys(window: QDialog, keys: Sequence[Bound]) -> None:
    """Let these keys work wherever the keyboard is in the window, and F1 tell them."""
    for key, slot in keys:
        shortcut = QShortcut(QKeySequence(key), window)
        # Held down, it would vouch for bursts that nobody has seen, or take back a whole card.
        shortcut.setAutoRepeat(key.startswith("Pg"))
        shortcut.activated.connect(slot)
    help_key = QShortcut(QKeySequence("F1"), window)
    help_key.activated.connect(lambda: open_naming_help(window))


def open_naming_help(window: QDialog) -> QDialog:
    """What naming is about, and its keys."""
    return open_help(window, window.windowTitle(), naming_text(), naming_keys())


def naming_text() -> str:
    """What F1 says of naming."""
    return _(
        "Name everyone who can be recognised: a few letters, then Enter. Enter on the empty line "
        "says that all are named, and the next photo or burst comes. Whoever nobody knows is said "
        "to be there with a question mark; a portrait is held back until that person has a name or "
        "is covered. The keys below that are single signs work while the line is empty."
    )


def naming_keys() -> tuple[tuple[str, str], ...]:
    """The keys while naming, with what they do."""
    return (
        ("1 … 9", _("Name the person under that figure, named lately")),
        (".", _("The same people as before")),
        ("0", _("Nobody can be recognised")),
        ("?", _("Somebody nobody knows is on it")),
        ("-", _("Leave it for later")),
        ("Backspace", _("Remove the last one named")),
        ("Enter", _("All recognisable are named")),
        ("Ctrl+Enter", _("The same, wherever the keyboard is")),
        ("Ctrl+T", _("A situation photo, or a portrait after all")),
        ("Ctrl+Space", _("One photo of a burst by itself, or the whole burst again")),
        ("Ctrl+J", _("The next photos that lack names")),
        (_("Page up"), _("The photo or burst before")),
        (_("Page down"), _("The next photo or burst")),
        ("Ctrl+Z, Ctrl+Y", _("Undo, redo")),
    )
