"""Filling boxes to choose from without losing what is chosen."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

Choice = tuple[str, str]
"""A value and the text it is shown as."""


def offer(box: QComboBox, choices: Sequence[Choice], value: str) -> None:
    """Offer these choices, keeping the value if it is still there, else the first."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    now = [(str(box.itemData(n)), box.itemText(n)) for n in range(box.count())]
    if now != list(choices):
        box.clear()
        for key, text in choices:
            box.addItem(text, key)
    box.setCurrentIndex(max(0, box.findData(value)))


def chosen(box: QComboBox) -> str:
    """The value chosen; "" before anything is offered."""
    value = box.currentData()
    return "" if value is None else str(value)
