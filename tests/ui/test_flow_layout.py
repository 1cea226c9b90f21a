"""Parts set like words: none is cut away where one of them needs more lines itself."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from consentdesk.ui.flow_layout import flow
from tests.ui.fitting import cut_off


def shown_in(width: int, *parts: QWidget) -> QWidget:
    """A window of that width with the parts in it, and as tall as they ask for."""
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.addLayout(flow(*parts))
    layout.addWidget(QLabel("below"))
    window.resize(width, layout.heightForWidth(width))
    window.show()
    QApplication.processEvents()
    return window


@pytest.mark.parametrize("width", [150, 240, 400])
@pytest.mark.usefixtures("qapp")
def test_a_part_that_sets_its_own_parts_on_more_lines_gets_the_room(width: int) -> None:
    inner = QWidget()
    buttons = [QPushButton(f"{n} pictures may not") for n in range(5)]
    inner.setLayout(flow(*buttons))
    window = shown_in(width, QPushButton("All"), inner)
    assert cut_off(window) == []
    assert max(b.mapTo(window, b.rect().bottomLeft()).y() for b in buttons) < window.height()
    window.close()


@pytest.mark.usefixtures("qapp")
def test_what_is_cut_away_whole_is_noticed() -> None:
    """Otherwise the test above could not fail."""
    window = QWidget()
    inner = QWidget(window)
    inner.setGeometry(0, 0, 100, 30)
    QPushButton("seen", inner).setGeometry(0, 0, 100, 30)
    lost = QPushButton("lost", inner)
    lost.setGeometry(0, 40, 100, 30)
    window.resize(200, 100)
    window.show()
    QApplication.processEvents()
    assert [text for text in cut_off(window) if "lost" in text]
    window.close()
