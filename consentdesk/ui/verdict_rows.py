"""The verdicts on one picture: a line for each destination, and below them every reason once.

The lines are close together, so that all places are seen at once even in a small window. What
speaks against all places alike comes first; what is only to be known, with a sign, last.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.domain.verdict import Reason, ReasonCode, Verdict
from consentdesk.i18n import _
from consentdesk.ui import icons
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.glyphs import Shape, Sign, draw_shape, sign_of_verdict
from consentdesk.ui.theme import GRID, Look, colours
from consentdesk.ui.verdict_badge import VerdictBadge
from consentdesk.ui.widgets import label, row
from consentdesk.wording import destination_phrase, destination_word, listed, reason_sentence

NameOf = Callable[[SubjectId | None], str]
Helps = Callable[[ReasonCode, SubjectId | None], Sequence[QPushButton]]
"""The buttons for what helps against a reason."""
Sentence = Callable[[ReasonCode, str, str], str]
"""A reason, the name of whom it is about and its destinations, as a sentence."""


def _nothing(_code: ReasonCode, _subject: SubjectId | None) -> Sequence[QPushButton]:
    """Where what helps is offered elsewhere."""
    return ()


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
        self._inner.setSpacing(GRID // 2)
        self._parts: list[QWidget] = []
        self.setLayout(self._inner)

    def show_verdicts(
        self,
        verdicts: Sequence[Verdict],
        name_of: NameOf,
        helps: Helps = _nothing,
        *,
        sentence: Sentence = reason_sentence,
        sign_of: Callable[[Verdict], Sign] = sign_of_verdict,
    ) -> None:
        """Show these verdicts instead of those before, a register's unless told otherwise.

        `helps` makes the buttons that stand below a reason; each that helps several stands once.
        """
        for old in self._parts:
            self._inner.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._parts = []
        for verdict in verdicts:
            self._put(_line(verdict, sign_of(verdict)))
        offered: set[str] = set()
        found = _sentences(verdicts, name_of, lambda v: v.reasons, sentence)
        for said, why in found.items():
            self._put(label(said, Look.MUTED, wrap=True))
            new = [one for one in helps(*why) if one.text() not in offered]
            offered |= {one.text() for one in new}
            if new:
                self._put(_beside(new))
        for said in _sentences(verdicts, name_of, lambda v: v.warnings, reason_sentence):
            self._put(_note(said))

    def _put(self, part: QWidget) -> None:
        self._parts.append(part)
        self._inner.addWidget(part)


def _sentences(
    verdicts: Sequence[Verdict],
    name_of: NameOf,
    told: Callable[[Verdict], Sequence[Reason]],
    sentence_of: Sentence,
) -> dict[str, tuple[ReasonCode, SubjectId | None]]:
    """Each reason once, with all its places; what holds for all of them comes first."""
    from consentdesk.services.forward import reasons_with_places

    found = reasons_with_places(verdicts, told)
    everywhere = {why for why, places in found.items() if len(places) == len(verdicts)}
    said: dict[str, tuple[ReasonCode, SubjectId | None]] = {}
    for why in sorted(found, key=lambda why: why not in everywhere):
        code, subject = why
        phrase = listed([destination_phrase(place) for place in found[why]])
        sentence = sentence_of(code, name_of(subject), phrase)
        if why not in everywhere and phrase not in sentence:
            sentence = _placed(sentence, found[why])
        said.setdefault(sentence, why)
    return said


def _beside(buttons: Sequence[QPushButton]) -> QWidget:
    """Buttons on one line, or as many as it takes."""
    one = QWidget()
    one.setLayout(flow(*buttons, gap=GRID // 2))
    return one


def _placed(sentence: str, places: Sequence[Destination]) -> str:
    """The sentence with its places before it, for it names none by itself."""
    names = ", ".join(destination_word(place) for place in places)
    return _("{places}: {reason}").format(places=names, reason=sentence)


def _line(verdict: Verdict, sign: Sign) -> QWidget:
    """The place and its verdict, at either end of a line, or below one another without room."""
    place = destination_word(verdict.destination)
    one = QWidget()
    head, badge = label(place, Look.STRONG), VerdictBadge(sign, place)
    head.setMinimumHeight(badge.sizeHint().height())
    inner = flow(head, badge, gap=4)
    inner.spread()
    one.setLayout(inner)
    return one


def _note(sentence: str) -> QWidget:
    """What should be seen although it doesn't speak against the picture."""
    mark = QLabel()
    colour = colours(mark.palette()).muted
    mark.setPixmap(icons.pixmap("info", colour, icons.SIZE, mark.devicePixelRatioF()))
    one = QWidget()
    inner = row(mark, label(sentence, Look.MUTED, wrap=True))
    inner.setStretch(1, 1)
    inner.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    one.setLayout(inner)
    return one
