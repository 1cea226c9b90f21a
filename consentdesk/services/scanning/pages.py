"""A file of returned sheets, page by page: what can be seen on each, or why nothing can.

Says by content, never by name, what a file is. Whatever is hostile in it happens in a child
process (`pictures.leaves`); what comes from there are grey pixels and the texts of codes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.sheets import PageAt
from consentdesk.errors import BadInput, Problem
from consentdesk.services.pictures.leaves import Leaf, LeafCode, leaves
from consentdesk.services.scans import is_pdf

if TYPE_CHECKING:
    from consentdesk.services.pictures.decoding import Decoder


@dataclass(frozen=True, slots=True)
class Page:
    """One page as grey pixels: rows from the top, one byte each, no padding; the codes on it."""

    at: PageAt
    width: int
    height: int
    grey: bytes
    codes: tuple[LeafCode, ...]


@dataclass(frozen=True, slots=True)
class UnreadablePage:
    """A page nobody can see, or page 1 for a whole file; `wording` has a sentence for `error`."""

    at: PageAt
    error: BadInput


def pages_of(path: Path, decoder: "Decoder") -> Iterator[Page | UnreadablePage]:
    """The pages of a PDF, JPEG, PNG or TIFF one by one; never raises for what is in the file.

    A file that can't be opened at all is one UnreadablePage with SCAN_NOT_READABLE, SCAN_DAMAGED,
    SCAN_LOCKED, SCAN_TOO_MANY_PAGES, NOT_A_SCAN or UNREADABLE_…; a single page of a file that can
    is one with SCAN_PAGE_DAMAGED or SCAN_PAGE_TOO_HARD. Only one page is held at a time.
    """
    number = 0
    try:
        data = _read(path)
        for number, leaf in enumerate(leaves(decoder, data, path, pdf=is_pdf(data, path)), 1):
            at = PageAt(str(path), number)
            if isinstance(leaf, Leaf):
                yield Page(at, leaf.width, leaf.height, leaf.grey, leaf.codes)
            else:
                yield UnreadablePage(at, _of_page(leaf, path, number))
    except BadInput as error:
        yield UnreadablePage(PageAt(str(path), number + 1), _of_file(error, path))


def _read(path: Path) -> bytes:
    from consentdesk.services.pictures.files import read_picture

    try:
        return read_picture(path)
    except BadInput as error:
        if error.problem in (Problem.UNREADABLE_TOO_BIG, Problem.UNREADABLE_CHANGED):
            raise
        raise BadInput(Problem.SCAN_NOT_READABLE, path=path) from error


def _of_page(error: BadInput, path: Path, number: int) -> BadInput:
    """What a page's own trouble is called; limits of pixels and the like keep their sentence."""
    problems = {
        Problem.UNREADABLE_DAMAGED: Problem.SCAN_PAGE_DAMAGED,
        Problem.UNREADABLE_TOO_HARD: Problem.SCAN_PAGE_TOO_HARD,
    }
    renamed = problems.get(error.problem)
    if renamed is None:
        return BadInput(error.problem, **{**error.facts, "path": path})
    return BadInput(renamed, path=path, page=number)


def _of_file(error: BadInput, path: Path) -> BadInput:
    if error.problem is Problem.UNREADABLE_DAMAGED:
        return BadInput(Problem.SCAN_DAMAGED, path=path)
    return BadInput(error.problem, **{**error.facts, "path": path})
