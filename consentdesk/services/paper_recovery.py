"""Draws the recovery sheet: the key in large groups, a code to scan, and what it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from consentdesk.i18n import _, format_datetime, language
from consentdesk.services.paper_pen import ACCENT, GREY, INK, PALE, Face, Pen, Style

if TYPE_CHECKING:
    from consentdesk.services.recovery_sheet import RecoverySheet

LEFT, RIGHT, TOP = 22.0, 188.0, 24.0
"""Millimetres."""
CODE = 46.0
COLUMNS = 4
GROUP_WIDTH, GROUP_HEIGHT = 29.0, 14.0

KICKER = Style(10, 13, Face.BOLD, GREY)
TITLE = Style(24, 30, Face.BOLD, ACCENT)
LEAD = Style(11.5, 16)
KEY = Style(15, 20, Face.BOLD)
"""Four of the widest signs leave the code beside them the white that a reader of it needs."""
NUMBER = Style(7.5, 9, Face.PLAIN, GREY)
SMALL = Style(9, 12.5, Face.PLAIN, GREY)
LINE_FOR_A_HAND = 12.0


def draw_recovery(sheet: RecoverySheet, file: BinaryIO) -> None:
    """Write the sheet, one page, as a PDF/A. Raises BadInput FONT_MISSING."""
    pen = Pen(file, language(), title=_("Recovery sheet"))
    y = _draw_head(pen, sheet)
    y = _draw_key(pen, sheet.key, y)
    y = _draw_steps(pen, y)
    _draw_hand(pen, y)
    pen.next_page()
    pen.finish()


def _draw_head(pen: Pen, sheet: RecoverySheet) -> float:
    y = TOP
    for text, style in (
        (_readable(pen, sheet.institution), KICKER),
        (_("Recovery sheet"), TITLE),
    ):
        y = pen.lines(LEFT, y + 0.8 * style.line, pen.wrapped(text, style, RIGHT - LEFT), style)
    told = _(
        "The register {file} of ConsentDesk is encrypted. This key opens it when nobody knows the "
        "passphrase any more. Whoever has this sheet and the file can read everything in it: keep "
        "the sheet in a safe, away from the computer, and throw the PDF away."
    ).format(file=_readable(pen, sheet.file))
    y = pen.lines(LEFT, y + 2, pen.wrapped(told, LEAD, RIGHT - LEFT), LEAD)
    made = _("Made {moment}. A new passphrase makes this sheet useless.").format(
        moment=format_datetime(sheet.at, sheet.zone)
    )
    stood = _("The journal stood at {line}.").format(line=sheet.head)
    return pen.lines(LEFT, y + 1, pen.wrapped(f"{made} {stood}", SMALL, RIGHT - LEFT), SMALL) + 4


def _draw_key(pen: Pen, key: str, top: float) -> float:
    """The groups in rows with their numbers, as they are read out, and the code beside them."""
    groups = key.split("-")
    rows = -(-len(groups) // COLUMNS)
    pen.frame(LEFT, top, RIGHT - LEFT, max(rows * GROUP_HEIGHT, CODE) + 10, weight=1.2, colour=INK)
    for place, group in enumerate(groups):
        row, column = divmod(place, COLUMNS)
        x = LEFT + 6 + column * GROUP_WIDTH
        base = top + 5 + row * GROUP_HEIGHT + 9.5
        pen.words(x, base - 6.6, str(place + 1), NUMBER)
        pen.words(x, base, group, KEY)
        pen.rule(x, base + 2.2, x + GROUP_WIDTH - 6, colour=PALE)
    pen.code(RIGHT - 5 - CODE + 3, top + 5 + 1.5, CODE - 3, key)
    return top + max(rows * GROUP_HEIGHT, CODE) + 10 + 8


def _draw_steps(pen: Pen, y: float) -> float:
    for number, step in enumerate(
        (
            _("Start ConsentDesk. It asks for the passphrase of the register."),
            _("Type the fourteen groups instead; hyphens and small letters do not matter."),
            _("Choose “New passphrase…” in the File menu, and print a new sheet."),
        ),
        1,
    ):
        pen.words(LEFT, y + 0.8 * LEAD.line, str(number), Style(LEAD.size, LEAD.leading, Face.BOLD))
        lines = pen.wrapped(step, LEAD, RIGHT - LEFT - 8)
        y = pen.lines(LEFT + 8, y + 0.8 * LEAD.line, lines, LEAD) - 0.8 * LEAD.line + 1.5
    return y


def _draw_hand(pen: Pen, y: float) -> None:
    y += LINE_FOR_A_HAND
    half = (RIGHT - LEFT - 10) / 2
    for x, what in ((LEFT, _("Kept where")), (LEFT + half + 10, _("Handed over to, on"))):
        pen.rule(x, y + 8, x + half, colour=INK)
        pen.words(x, y + 12.5, what, SMALL)


def _readable(pen: Pen, text: str) -> str:
    """A name with what the font has no sign for left as a question mark: it only tells whose."""
    missing = pen.lacking(text, Face.BOLD)
    return "".join("?" if sign in missing else sign for sign in text)
