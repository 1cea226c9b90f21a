"""From the ink in a Yes and a No box to an answer, or to none: what is not plain is UNCLEAR.

A doubt is never decided towards yes. Towards no it may be: a yes that is crossed out beside a plain
no lets no picture out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from consentdesk.domain.acts import Purpose
from consentdesk.domain.sheets import Answer, ReadAnswer
from consentdesk.services.scanning.glass import dirt_on_the_glass
from consentdesk.services.scanning.marks import BoxInk, Trace, look_at
from consentdesk.services.scanning.straight import Straight
from consentdesk.services.scanning.words import written_round

_MARKED = (Trace.MARK, Trace.FULL)
_TRIFLE = 0.06
"""Part of a box that may be dark where a plain no stands beside it."""
_WEAKEST = 1.15
"""How much darker than the palest that counts a mark's ink must be, to be sure of it."""


def read_answers(straight: Straight) -> tuple[ReadAnswer, ...]:
    """The answer to each purpose with boxes on the page, in the order of the form.

    A page of explanations has none.
    """
    if not straight.patches:
        return ()
    boxes: dict[Purpose, dict[str, BoxInk]] = {}
    words = written_round(straight.sheet, [p.box for p in straight.patches])
    for patch in straight.patches:
        ink = look_at(patch)
        if ink.trace is Trace.DOUBT and dirt_on_the_glass(straight.sheet, patch):
            ink = look_at(patch, lines=False)
        if patch.box in words:
            ink = replace(ink, word=True)
        boxes.setdefault(patch.box.purpose, {})[patch.box.answer] = ink
    return tuple(
        ReadAnswer(purpose, *(_decided(pair) if straight.sure else _UNCLEAR))
        for purpose, pair in boxes.items()
    )


_UNCLEAR = (Answer.UNCLEAR, 0.0)


def _decided(pair: Mapping[str, BoxInk]) -> tuple[Answer, float]:
    yes, no = pair["yes"], pair["no"]
    for one, other in ((yes, no), (no, yes)):
        # A word with a ring round it says something, unless its own box says the same.
        if one.word and not (one.trace in _MARKED and other.trace is Trace.EMPTY):
            return _UNCLEAR
    match yes.trace, no.trace:
        case (Trace.EMPTY, Trace.EMPTY):
            # Somebody may have written beside the boxes, or round them.
            return _UNCLEAR if yes.around or no.around else (Answer.BLANK, _blank([yes, no]))
        case (Trace.MARK | Trace.FULL, Trace.EMPTY):
            return _marked(Answer.YES, yes)
        case (Trace.EMPTY, Trace.MARK | Trace.FULL):
            return _marked(Answer.NO, no)
        case (Trace.DOUBT, Trace.MARK | Trace.FULL) if 0 < yes.share < _TRIFLE:
            found, sure = _marked(Answer.NO, no)
            return found, sure * 0.7
        case (Trace.STRUCK | Trace.FULL, Trace.MARK) | (Trace.STRUCK, Trace.FULL):
            found, sure = _marked(Answer.NO, no)
            return found, sure * 0.8
        case _:
            return _UNCLEAR


def _marked(answer: Answer, ink: BoxInk) -> tuple[Answer, float]:
    if ink.strength < _WEAKEST:
        return _UNCLEAR
    return answer, min(1.0, 0.5 + 0.25 * min(ink.strength - 1, 1) + 4 * min(ink.share, 0.0625))


def _blank(inks: Sequence[BoxInk]) -> float:
    """How sure nobody wrote there: less with every speck."""
    return max(0.5, 1 - 60 * max(ink.share for ink in inks))
