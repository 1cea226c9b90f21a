"""What the codes on a page say: ours, somebody else's, or those of two sheets at once.

Knows the other end of `paper_layout.payload`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from consentdesk.domain.serials import parse_serial
from consentdesk.domain.sheets import Oddity, SheetCode
from consentdesk.services.pictures.leaves import LeafCode

_OURS = re.compile(r"CD1:([1-9A-Z]{8}):([0-9A-Z-]{1,12}):P([1-9]):([AB])")


@dataclass(frozen=True, slots=True)
class Marked:
    """A code of ours and its corners: pixels from its own top left one, clockwise."""

    code: SheetCode
    corners: tuple[float, ...]


def parse_payload(text: str) -> SheetCode | None:
    """What a code of ours says; None for any other, and for one whose serial can't be right."""
    found = _OURS.fullmatch(text)
    if found is None:
        return None
    serial = parse_serial(found[1])
    if serial is None or serial != found[1]:
        return None
    return SheetCode(serial, found[2], int(found[3]), found[4])


def one_sheet(codes: Iterable[LeafCode]) -> tuple[Marked, ...] | Oddity:
    """The codes of the one form on a page, or why there is none.

    Foreign codes beside ours are passed over: a school may put a sticker on the sheet.
    """
    ours, others = list[Marked](), 0
    for one in codes:
        code = parse_payload(one.text)
        if code is None:
            others += 1
        else:
            ours.append(Marked(code, one.corners))
    if not ours:
        return Oddity.FOREIGN if others else Oddity.NO_CODE
    if len({(m.code.serial, m.code.edition, m.code.page) for m in ours}) > 1:
        return Oddity.TWO_FORMS
    return tuple(sorted(ours, key=lambda m: m.code.corner))
