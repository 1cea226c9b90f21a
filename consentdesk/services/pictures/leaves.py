"""Pages of a scan as grey pixels with the codes on them, made in a child and one at a time.

Knows how a stack is leafed through: a child holds the open PDF, and one that does not survive a
page is replaced for the next. What a page is, is left to `services.scanning`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.errors import BadInput, Problem
from consentdesk.services.pictures.anatomy import Anatomy, Buffer, pages_of
from consentdesk.services.pictures.limits import MAX_PAGES
from consentdesk.services.pictures.unreadable import PictureError, damaged
from consentdesk.storage.documents import LIMIT

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
    """One page: rows of grey pixels from the top, one byte each, no padding; its codes.

    `kept` is the page as a file of its own, to be stored: what the scanner wrote where that can be
    had, else a PNG of the grey pixels. Empty where nobody asked for it.
    """

    width: int
    height: int
    grey: bytes
    codes: tuple[LeafCode, ...]
    kept: bytes = b""


def leaves(
    decoder: "Decoder",
    data: bytes,
    path: Path,
    *,
    pdf: bool,
    numbers: Iterable[int] | None = None,
    keep: bool = False,
) -> Iterator[tuple[int, Leaf | PictureError]]:
    """The pages of a PDF or of a picture by number, from 1; for one that can't be read, its error.

    All of them, or those of `numbers`, each taken when its turn comes: several hands can share one
    iterator. Raises before the first page where the file as a whole can't be read: PictureError,
    BadInput SCAN_LOCKED or SCAN_TOO_MANY_PAGES with the `path` it came from.
    """
    if pdf:
        yield from _leaves_of_pdf(decoder, data, path, numbers, keep=keep)
        return
    pages = _pictures(data, path)
    # The whole file is the page, byte for byte as it came.
    whole = keep and len(pages) == 1 and len(data) <= LIMIT
    for number in range(1, len(pages) + 1) if numbers is None else numbers:
        one = pages[number - 1]
        if isinstance(one, PictureError):
            yield number, one
            continue
        with decoder.lent() as lent:
            leaf = _leaf(lent, _of_picture(one, keep=keep and not whole))
        yield number, replace(leaf, kept=data) if whole and isinstance(leaf, Leaf) else leaf


def count_leaves(decoder: "Decoder", data: bytes, path: Path, *, pdf: bool) -> int:
    """How many pages there are; raises as `leaves` does before its first page."""
    if not pdf:
        return len(_pictures(data, path))
    with decoder.lent() as lent:
        return _open(lent, data, path)


def _pictures(data: bytes, path: Path) -> Sequence[Anatomy | PictureError]:
    pages = pages_of(data)
    if len(pages) > MAX_PAGES:
        raise BadInput(Problem.SCAN_TOO_MANY_PAGES, path=path, pages=len(pages), limit=MAX_PAGES)
    return pages


def _leaves_of_pdf(
    decoder: "Decoder", data: bytes, path: Path, numbers: Iterable[int] | None, *, keep: bool
) -> Iterator[tuple[int, Leaf | PictureError]]:
    with ExitStack() as held:
        lent = held.enter_context(decoder.lent())
        count = _open(lent, data, path)
        for number in range(1, count + 1) if numbers is None else numbers:
            if not lent.sound:
                # The page before was too much for the child, and the document went with it.
                held.close()
                lent = held.enter_context(decoder.lent())
                _open(lent, data, path)
            head = {"do": "pdf leaf", "page": number - 1, "edge": EDGE, "keep": _most(keep=keep)}
            yield number, _leaf(lent, (head, ()))


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


def _of_picture(anatomy: Anatomy, *, keep: bool) -> tuple[dict[str, object], Sequence[Buffer]]:
    header = anatomy.header
    head: dict[str, object] = {
        "do": "leaf",
        "container": str(header.container),
        "width": header.width,
        "height": header.height,
        "orientation": header.orientation,
        "profile": 0,
        "edge": LONGEST,
        "keep": _most(keep=keep),
    }
    return head, anatomy.essence


def _most(*, keep: bool) -> int:
    """How many bytes of a page a child hands back at the most; 0 for none."""
    return LIMIT if keep else 0


def _leaf(
    lent: "Lent", question: tuple[Mapping[str, object], Sequence[Buffer]]
) -> Leaf | PictureError:
    try:
        head, body = lent.ask(*question)
        return _checked(head, body)
    except PictureError as error:
        return error


def _lie_near(corners: Sequence[object], width: int, height: int) -> bool:
    """Whether these are the corners of something in the picture, or half out of it."""
    room = 2 * max(width, height)
    return len(corners) == 8 and all(
        isinstance(c, int | float) and -room <= c <= room for c in corners
    )


def _checked(head: Mapping[str, object], body: bytes) -> Leaf:
    """The child's answer; whatever a page may have made of it, it is a page or an error."""
    width, height, codes = head.get("width"), head.get("height"), head.get("codes")
    if not isinstance(width, int) or not isinstance(height, int) or not isinstance(codes, list):
        raise damaged("answer")
    pixels = width * height
    if min(width, height) < 1 or len(body) - pixels not in (0, head.get("kept")):
        raise damaged("answer")
    found = []
    for code in codes:
        match code:
            case [str(text), *corners] if _lie_near(corners, width, height):
                found.append(LeafCode(text, tuple(float(c) for c in corners)))
            case _:
                raise damaged("answer")
    return Leaf(width, height, body[:pixels], tuple(found), body[pixels:])
