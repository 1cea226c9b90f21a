"""A file of returned sheets, page by page: what can be seen on each, or why nothing can.

Says by content, never by name, what a file is. Whatever is hostile in it happens in a child
process (`pictures.leaves`); what comes from there are grey pixels and the texts of codes.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.sheets import PageAt
from consentdesk.errors import BadInput, Problem
from consentdesk.services.pictures.leaves import Leaf, LeafCode, count_leaves, leaves
from consentdesk.services.scans import is_pdf

if TYPE_CHECKING:
    from consentdesk.services.pictures.decoding import Decoder


@dataclass(frozen=True, slots=True)
class Page:
    """One page as grey pixels: rows from the top, one byte each, no padding; the codes on it.

    `kept` is the page as a file of its own, if that was asked for.
    """

    at: PageAt
    width: int
    height: int
    grey: bytes
    codes: tuple[LeafCode, ...]
    kept: bytes = b""


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
        for page in pages_in(read_pages_file(path), path, decoder):
            number = page.at.number
            yield page
    except BadInput as error:
        yield UnreadablePage(PageAt(str(path), number + 1), error)


def pages_in(
    data: bytes,
    path: Path,
    decoder: "Decoder",
    *,
    numbers: Iterable[int] | None = None,
    keep: bool = False,
) -> Iterator[Page | UnreadablePage]:
    """The pages in these bytes, all or those of `numbers` (from 1); with `keep` each as a file too.

    Raises BadInput where the file can't be opened at all, as told of `pages_of`.
    """
    with _called(path):
        pdf = is_pdf(data, path)
        for number, leaf in leaves(decoder, data, path, pdf=pdf, numbers=numbers, keep=keep):
            at = PageAt(str(path), number)
            if isinstance(leaf, Leaf):
                yield Page(at, leaf.width, leaf.height, leaf.grey, leaf.codes, leaf.kept)
            else:
                yield UnreadablePage(at, _of_page(leaf, path, number))


def count_pages(data: bytes, path: Path, decoder: "Decoder") -> int:
    """How many pages are in these bytes; raises as `pages_in` does."""
    with _called(path):
        return count_leaves(decoder, data, path, pdf=is_pdf(data, path))


def read_pages_file(path: Path) -> bytes:
    """All bytes of a file that may hold sheets; BadInput SCAN_NOT_READABLE or UNREADABLE_…."""
    from consentdesk.services.pictures.files import read_picture

    with _called(path):
        try:
            return read_picture(path)
        except BadInput as error:
            if error.problem in (Problem.UNREADABLE_TOO_BIG, Problem.UNREADABLE_CHANGED):
                raise
            raise BadInput(Problem.SCAN_NOT_READABLE, path=path) from error


@contextmanager
def _called(path: Path) -> Iterator[None]:
    """Has errors about a file say which one it is."""
    try:
        yield
    except BadInput as error:
        raise _of_file(error, path) from error


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
