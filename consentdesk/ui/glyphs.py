"""Verdicts and permissions as shape, word and colour: always all three.

✔ in a circle, ✖ in an octagon, ? in a diamond, ◐ in a square, and the first two side by side where
one picture has both; vectors, so any size will do. What is open is drawn hollow and what is settled
solid, so that an unknown never looks like a yes even as a grey smudge. ◐ is where the office still
has something to do itself: assess a photo, journal a signed form. What was done, and how far a form
has come, has an icon instead: these shapes never mean anything else. A yes of some time ago, while
nobody can be asked, is no ✔: it is the face of a clock, hollow and without the colour of a yes.

Decides nothing: it looks up what `verdict` and `consent` have found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, pi, sin
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPixmap,
    QPixmapCache,
    QPolygonF,
)

from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.theme import Colours, colours

if TYPE_CHECKING:
    from consentdesk.domain.consent import PermissionState
    from consentdesk.domain.verdict import Outcome, Verdict


class Shape(StrEnum):
    """The shapes; MIXED is only ever of several verdicts together, and so is WAS_MIXED.

    WAS stands for a yes as of some time ago.
    """

    YES = "yes"
    NO = "no"
    OPEN = "open"
    HALF = "half"
    MIXED = "mixed"
    WAS = "was"
    WAS_MIXED = "was_mixed"


@dataclass(frozen=True, slots=True)
class Sign:
    """A shape and the word that stands with it; `short` is for narrow columns."""

    shape: Shape
    word: str
    short: str


# Spelt out, so that the first window need not load the rules; a test holds the spelling.
_SHAPE_OF_STATE: Mapping[str, Shape] = {
    "NEVER_ASKED": Shape.OPEN,
    "ASKED": Shape.OPEN,
    "GRANTED": Shape.HALF,
    "JOURNALED": Shape.YES,
    "REFUSED": Shape.NO,
    "WITHDRAWN": Shape.NO,
    "LAPSED": Shape.NO,
}

_SHAPE_OF_OUTCOME: Mapping[str, Shape] = {
    "clear": Shape.YES,
    "withheld": Shape.NO,
    "undecided": Shape.OPEN,
}

_SMALL: Mapping[Shape, tuple[Shape, Shape]] = {
    Shape.MIXED: (Shape.YES, Shape.NO),
    Shape.WAS_MIXED: (Shape.NO, Shape.WAS),
}
"""Which two stand small in one, the second lower: a no comes before a yes of some time ago."""
_ASSESSMENT_ONLY = frozenset({"NOT_ASSESSED"})


def sign_of_state(state: PermissionState) -> Sign:
    """A permission's state."""
    from consentdesk.wording import state_word

    short = {
        "NEVER_ASKED": _("Never asked"),
        "ASKED": _("Asked"),
        "GRANTED": _("Waiting"),
        "JOURNALED": _("Yes"),
        "REFUSED": _("No"),
        "WITHDRAWN": _("Taken back"),
        "LAPSED": _("Lapsed"),
    }[state]
    return Sign(_SHAPE_OF_STATE[state], state_word(state), short)


def sign_of_answer(state: PermissionState) -> Sign:
    """A permission's state where what was answered is the question: yes, no, or why neither."""
    sign = sign_of_state(state)
    return Sign(sign.shape, sign.short, sign.short)


def sign_of_outcome(outcome: Outcome) -> Sign:
    """A judgement whose reasons are told elsewhere."""
    from consentdesk.wording import outcome_word

    word = outcome_word(outcome)
    return Sign(_SHAPE_OF_OUTCOME[outcome], word, word)


def sign_of_verdict(verdict: Verdict) -> Sign:
    """A judgement; where nothing but an assessment is wanting, it says so."""
    if shape_of_verdict(verdict) is Shape.HALF:
        word = _("Needs an assessment")
        return Sign(Shape.HALF, word, word)
    return sign_of_outcome(verdict.outcome)


def shape_of_verdict(verdict: Verdict) -> Shape:
    """The shape of `sign_of_verdict` by itself."""
    if {r.code for r in verdict.reasons} == _ASSESSMENT_ONLY:
        return Shape.HALF
    return _SHAPE_OF_OUTCOME[verdict.outcome]


def sign_of_verdicts(verdicts: Sequence[Verdict]) -> Sign:
    """The verdicts on one picture together: the worst, unless it may be shown in some places.

    Then it says in how many; the shape is MIXED where another place is refused.
    """
    from consentdesk.domain.verdict import Outcome, Severity

    worst = max(verdicts, key=lambda v: Severity[v.outcome.name])
    sign, every = sign_of_verdict(worst), len(verdicts)
    clear = sum(v.outcome is Outcome.CLEAR for v in verdicts)
    if not 0 < clear < every:
        return sign
    text = ngettext("{clear} of {count} destination", "{clear} of {count} destinations", every)
    word = text.format(clear=format_number(clear), count=format_number(every))
    mixed = worst.outcome is Outcome.WITHHELD
    return Sign(Shape.MIXED if mixed else sign.shape, word, word)


def colour_of(shape: Shape, c: Colours) -> str:
    """The colour of a shape's word on paper; both open shapes share one.

    The mixed shape is drawn in the colours of the two it is made of, so its word has none.
    """
    return {
        Shape.YES: c.ok,
        Shape.NO: c.no,
        Shape.OPEN: c.unknown,
        Shape.HALF: c.unknown,
        Shape.MIXED: c.text,
        Shape.WAS: c.muted,
        Shape.WAS_MIXED: c.text,
    }[shape]


def tint_of(shape: Shape, c: Colours) -> str:
    """The pale ground on which a shape and its word may stand."""
    return {
        Shape.YES: c.ok_tint,
        Shape.NO: c.no_tint,
        Shape.OPEN: c.unknown_tint,
        Shape.HALF: c.unknown_tint,
        Shape.MIXED: c.hover,
        Shape.WAS: c.hover,
        Shape.WAS_MIXED: c.hover,
    }[shape]


def draw_shape(painter: QPainter, box: QRectF, shape: Shape, c: Colours) -> None:
    """Draw a shape into a square box; each is worked out once for its size and colours."""
    density = painter.device().devicePixelRatioF()
    side = round(box.width() * density)
    if side < 1:
        # Nothing fits into what has not been given its room yet.
        return
    key = f"consentdesk-shape-{shape}-{side}-{colour_of(shape, c)}-{c.paper}"
    picture = QPixmap()
    if not QPixmapCache.find(key, picture):
        picture = QPixmap(QSize(side, side))
        picture.fill(Qt.GlobalColor.transparent)
        inner = QPainter(picture)
        _draw_afresh(inner, QRectF(0, 0, side, side), shape, c)
        inner.end()
        QPixmapCache.insert(key, picture)
    picture.setDevicePixelRatio(density)
    painter.drawPixmap(box.topLeft().toPoint(), picture)


def _draw_afresh(painter: QPainter, box: QRectF, shape: Shape, c: Colours) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(box.width() / 24, box.height() / 24)
    if shape in _SMALL:
        _draw_mixed(painter, _SMALL[shape], c)
    else:
        _draw_one(painter, shape, c)
    painter.restore()


def _draw_mixed(painter: QPainter, two: tuple[Shape, Shape], c: Colours) -> None:
    """Two small ones, parted by a slant; neither lies over the other."""
    for shape, at in zip(two, (QPointF(0, 0), QPointF(10.4, 10.4)), strict=True):
        painter.save()
        painter.translate(at)
        painter.scale(13.6 / 24, 13.6 / 24)
        _draw_one(painter, shape, c)
        painter.restore()
    painter.setPen(QPen(QColor(c.edge), 1.4, c=Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(4.5, 20.5), QPointF(9.2, 15.8))
    painter.drawLine(QPointF(15.8, 9.2), QPointF(20.5, 4.5))


def _draw_one(painter: QPainter, shape: Shape, c: Colours) -> None:
    colour = QColor(colour_of(shape, c))
    if shape in {Shape.YES, Shape.NO}:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
    else:
        painter.setPen(QPen(colour, 2.2, j=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(QColor(tint_of(shape, c)))
    painter.drawPath(_outline(shape))
    _draw_mark(painter, shape, colour, QColor(c.paper))


def shape_pixmap(shape: Shape, palette: QPalette, size: int, density: float) -> QPixmap:
    """A shape as a picture of `size` logical pixels for a screen of that density."""
    side = round(size * density)
    picture = QPixmap(QSize(side, side))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw_shape(painter, QRectF(0, 0, side, side), shape, colours(palette))
    painter.end()
    picture.setDevicePixelRatio(density)
    return picture


def _outline(shape: Shape) -> QPainterPath:
    path = QPainterPath()
    match shape:
        case Shape.YES:
            path.addEllipse(QPointF(12, 12), 11, 11)
        case Shape.WAS:
            path.addEllipse(QPointF(12, 12), 10, 10)
        case Shape.NO:
            path.addPolygon(_polygon(8, 11.6, pi / 8))
        case Shape.OPEN:
            path.addPolygon(_polygon(4, 10.9, 0))
        case Shape.HALF:
            path.addRoundedRect(QRectF(2.6, 2.6, 18.8, 18.8), 2.5, 2.5)
    path.closeSubpath()
    return path


def _polygon(corners: int, radius: float, turn: float) -> QPolygonF:
    step = 2 * pi / corners
    return QPolygonF(
        [
            QPointF(12 + radius * cos(turn + k * step), 12 + radius * sin(turn + k * step))
            for k in range(corners)
        ]
    )


def _draw_mark(painter: QPainter, shape: Shape, colour: QColor, paper: QColor) -> None:
    round_pen = QPen(paper, 2.6, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
    match shape:
        case Shape.YES:
            painter.setPen(round_pen)
            painter.drawPolyline([QPointF(7, 12.4), QPointF(10.6, 16), QPointF(17, 8.6)])
        case Shape.NO:
            painter.setPen(round_pen)
            painter.drawLine(QPointF(8.2, 8.2), QPointF(15.8, 15.8))
            painter.drawLine(QPointF(15.8, 8.2), QPointF(8.2, 15.8))
        case Shape.WAS:
            hands = QPen(colour, 2.2, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
            painter.setPen(hands)
            painter.drawPolyline([QPointF(12, 6), QPointF(12, 12), QPointF(16.4, 14.6)])
        case Shape.OPEN:
            font = QFont(painter.font())
            font.setPixelSize(13)
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(QRectF(0, 0, 24, 24.5), Qt.AlignmentFlag.AlignCenter, "?")
        case Shape.HALF:
            painter.setPen(QPen(colour, 1.8))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(12, 12), 5, 5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPie(QRectF(7, 7, 10, 10), 90 * 16, 180 * 16)
