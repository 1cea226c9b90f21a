"""The verdicts on one picture, one row for each destination, with every reason in a sentence.

What speaks against all destinations alike is said once, above them.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.verdict import Verdict
from consentdesk.ui.glyphs import Shape, draw_shape, sign_of_verdict
from consentdesk.ui.theme import GRID, Look, colours
from consentdesk.ui.widgets import VerdictBadge, column, label, row
from consentdesk.wording import destination_word, reason_sentence

NameOf = Callable[[SubjectId | None], str]


class ShapeMark(QWidget):
    """A verdict's shape, large; the word for it stands beside it."""

    def __init__(self, size: int = 6 * GRID, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._shape = Shape.OPEN
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_shape(self, shape: Shape) -> None:
        """Show that shape."""
        self._shape = shape
        self.update()

    def sizeHint(self) -> QSize:
        """Its own size."""
        return QSize(self._size, self._size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        draw_shape(painter, QRectF(self.rect()), self._shape, colours(self.palette()))


class VerdictRows(QWidget):
    """The rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inner = QVBoxLayout()
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.setSpacing(GRID)
        self._parts: list[QWidget] = []
        self.setLayout(self._inner)

    def show_verdicts(self, verdicts: Sequence[Verdict], name_of: NameOf) -> None:
        """Show these verdicts instead of those before."""
        for old in self._parts:
            self._inner.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._parts = []
        common = _said_of_all(verdicts, name_of)
        for sentence in common:
            self._put(label(sentence, wrap=True))
        for verdict in verdicts:
            self._put(_row(verdict, name_of, common))

    def _put(self, part: QWidget) -> None:
        self._parts.append(part)
        self._inner.addWidget(part)


def _sentences(verdict: Verdict, name_of: NameOf) -> tuple[str, ...]:
    """What speaks against it, then what should be seen although it doesn't."""
    told = (*verdict.reasons, *verdict.warnings)
    said = (reason_sentence(r.code, name_of(r.subject), verdict.destination) for r in told)
    return tuple(dict.fromkeys(said))


def _said_of_all(verdicts: Sequence[Verdict], name_of: NameOf) -> tuple[str, ...]:
    """Sentences that are the same for every destination; none where there is only one."""
    if len(verdicts) < 2:
        return ()
    first, *others = (_sentences(v, name_of) for v in verdicts)
    return tuple(s for s in first if all(s in other for other in others))


def _row(verdict: Verdict, name_of: NameOf, common: Sequence[str]) -> QWidget:
    one = QWidget()
    head = row(
        label(destination_word(verdict.destination), Look.STRONG),
        None,
        VerdictBadge(sign_of_verdict(verdict), destination_word(verdict.destination)),
    )
    said = (s for s in _sentences(verdict, name_of) if s not in common)
    one.setLayout(column(head, *(label(s, Look.MUTED, wrap=True) for s in said), gap=2))
    return one
