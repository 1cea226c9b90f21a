"""A text that is longer than its place on the paper: what is said about it, and by how much.

Forms are never printed with one. Only where somebody tries a text out is it drawn all the same, in
another colour, so that the place and the length can be seen.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil, isfinite

from consentdesk.errors import BadInput, Problem
from consentdesk.services.editions import Audience, SheetWording
from consentdesk.services.paper_pen import MISFIT, Pen, Style

_SAME = 1e-6
"""Millimetres that are only the rounding of a sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """Why a sheet can't be printed, as an error; and for whom it is, which texts share the place.

    `lines` or `millimetres` say how much is too much, where that can be told.
    """

    error: BadInput
    language: str
    place: str
    audience: Audience
    keys: tuple[str, ...] = ()
    lines: int = 0
    millimetres: float = 0.0


def too_long(
    words: SheetWording,
    place: str,
    keys: Iterable[str],
    *,
    lines: int = 0,
    millimetres: float = 0.0,
) -> Misfit:
    """That these texts are too long for that place."""
    language = words.wording.language
    return Misfit(
        error=BadInput(
            Problem.EDITION_TEXT_TOO_LONG,
            edition=words.wording.edition,
            language=language,
            place=place,
        ),
        language=language,
        place=place,
        audience=words.audience,
        keys=tuple(keys),
        lines=lines,
        millimetres=max(0.0, millimetres),
    )


def contact_too_long(words: SheetWording, part: str, known: str) -> Misfit:
    """That what is known of the institution leaves no room for the edition's own words."""
    return Misfit(
        error=BadInput(Problem.NAME_TOO_LONG, name=known, place=part),
        language=words.wording.language,
        place=part,
        audience=words.audience,
    )


def refuse(pen: Pen, misfit: Misfit, style: Style) -> Style:
    """Raise the error; for a pen that only tries, keep it, and return the style to show it in."""
    if pen.misfits is None:
        raise misfit.error
    pen.misfits.append(misfit)
    return replace(style, colour=MISFIT)


def lines_over(height: float, room: float, style: Style) -> int:
    """How many lines of that style a height in millimetres is too much; 0 if it can't be told."""
    return max(0, ceil((height - room - _SAME) / style.line)) if isfinite(height) else 0
