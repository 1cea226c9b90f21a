"""Pages of a scan as grey pixels with the codes on them, made in a child and one at a time.

Knows how a stack is leafed through: a child holds the open PDF, and one that does not survive a
page is replaced for the next. What a page is, is left to `services.scanning`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.errors import BadInput, Problem
from consentdesk.services.pictures.anatomy import Anatomy, Buffer, pages_of
from consentdesk.services.pictures.limits import MAX_PAGES
from consentdesk.services.pictures.unreadable import PictureError, damaged

if TYPE_CHECKING:
    from consentdesk.services.pictures.decoding import Decoder, Lent

EDGE = 2340
"""Pixels along the longer side of a page in a PDF: A4 at 200 dpi."""
LONGEST = 4400
"""Pixels along the longer side of a picture of a page, above which it is made smaller."""


@dataclass(frozen=True, slots=True)
class LeafCode:
    """A QR code: its text; eight numbers, x and y in pixels of its corners.

    They begin at the code's own top left and go clockwise.
    """

    text: str
    corners: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: rows of grey pixels from the top, one byte each, no padding; its codes."""

    width: int
    height: int
    grey: bytes
    codes: tuple[LeafCode, ...]


def leaves(
    decoder: "Decoder", data: bytes, path: Path, *, pdf: bool
) -> Iterator[Leaf | PictureError]:
    """The pages of a PDF or of a picture one by one; for one that can't be read, its error.

    Raises before the first page where the file as a whole can't be read: PictureError, BadInput
    SCAN_LOCKED or SCAN_TOO_MANY_PAGES with the `path` it came from.
    """
    if pdf:
        yield from _leaves_of_pdf(decoder, data, path)
        return
    pages = pages_of(data)
    if len(pages) > MAX_PAGES:
        raise BadInput(Problem.SCAN_TOO_MANY_PAGES, path=path, pages=len(pages), limit=MAX_PAGES)
    for one in pages:
        if isinstance(one, PictureError):
            yield one
        else:
            with decoder.lent() as lent:
                leaf = _leaf(lent, _of_picture(one))
            yield leaf


def _leaves_of_pdf(decoder: "Decoder", data: bytes, path: Path) -> Iterator[Leaf | PictureError]:
    with ExitStack() as held:
        lent = held.enter_context(decoder.lent())
        count = _open(lent, data, path)
        for number in range(count):
            if not lent.sound:
                # The page before was too much for the child, and the document went with it.
                held.close()
                lent = held.enter_context(decoder.lent())
                _open(lent, data, path)
            yield _leaf(lent, ({"do": "pdf leaf", "page": number, "edge": EDGE}, ()))


def _open(lent: "Lent", data: bytes, path: Path) -> int:
    found, _ = lent.ask({"do": "pdf open"}, (data,))
    if found.get("problem") == "locked":
        raise BadInput(Problem.SCAN_LOCKED, path=path)
    return page_count(found, path)


def page_count(found: Mapping[str, object], path: Path) -> int:
    """The number of pages a child speaks of; BadInput SCAN_TOO_MANY_PAGES."""
    pages = found.get("pages")
    if not isinstance(pages, int):
        raise damaged("answer")
    if pages > MAX_PAGES:
        raise BadInput(Problem.SCAN_TOO_MANY_PAGES, path=path, pages=pages, limit=MAX_PAGES)
    return pages


def _of_picture(anatomy: Anatomy) -> tuple[dict[str, object], Sequence[Buffer]]:
    header = anatomy.header
    head: dict[str, object] = {
        "do": "leaf",
        "container": str(header.container),
        "width": header.width,
        "height": header.height,
        "orientation": header.orientation,
        "profile": 0,
        "edge": LONGEST,
    }
    return head, anatomy.essence


def _leaf(
    lent: "Lent", question: tuple[Mapping[str, object], Sequence[Buffer]]
) -> Leaf | PictureError:
    try:
        head, grey = lent.ask(*question)
        return _checked(head, grey)
    except PictureError as error:
        return error


def _lie_near(corners: Sequence[object], width: int, height: int) -> bool:
    """Whether these are the corners of something in the picture, or half out of it."""
    room = 2 * max(width, height)
    return len(corners) == 8 and all(
        isinstance(c, int | float) and -room <= c <= room for c in corners
    )


def _checked(head: Mapping[str, object], grey: bytes) -> Leaf:
    """The child's answer; whatever a page may have made of it, it is a page or an error."""
    width, height, codes = head.get("width"), head.get("height"), head.get("codes")
    if not isinstance(width, int) or not isinstance(height, int) or not isinstance(codes, list):
        raise damaged("answer")
    if min(width, height) < 1 or len(grey) != width * height:
        raise damaged("answer")
    found = []
    for code in codes:
        match code:
            case [str(text), *corners] if _lie_near(corners, width, height):
                found.append(LeafCode(text, tuple(float(c) for c in corners)))
            case _:
                raise damaged("answer")
    return Leaf(width, height, grey, tuple(found))
