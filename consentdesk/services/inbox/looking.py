"""One file of returned sheets read on all cores: each page with what stands on it, and as a file.

Children open the pages, see `pictures.leaves`; reading the marks off them is done in threads, which
numpy lets run side by side.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock
from typing import TYPE_CHECKING

from consentdesk.errors import BadInput, Problem
from consentdesk.services.scanning.pages import Page, count_pages, pages_in
from consentdesk.services.scanning.reading import read_page

if TYPE_CHECKING:
    from consentdesk.services.editions import Edition
    from consentdesk.services.pictures.decoding import Decoder
    from consentdesk.services.scanning.sorting import AnyPage

MOST_HANDS = 8


@dataclass(frozen=True, slots=True)
class Looked:
    """A page by its number in the file (from 1): what it is, and its bytes as a file of its own.

    `kept` is empty for a page that can't be read.
    """

    number: int
    found: AnyPage
    kept: bytes


def hands() -> int:
    """How many pages are read at once on this computer."""
    return min(os.cpu_count() or 1, MOST_HANDS)


def look_through(
    data: bytes,
    path: Path,
    decoder: Decoder,
    layouts: Mapping[str, Edition],
    told: Callable[[int, int], None],
) -> tuple[Looked, ...]:
    """Every page of a file, in its order; `told` hears how many of how many are done.

    What `told` raises stops the work. Raises BadInput where the file can't be opened at all, as
    `scanning.pages` says.
    """
    count = count_pages(data, path, decoder)
    if count == 1:
        _check_whole(data, path, decoder)
    many = min(hands(), count)
    numbers = _Numbers(count)
    finished: SimpleQueue[Looked | None] = SimpleQueue()

    def work() -> None:
        try:
            for page in pages_in(data, path, decoder, numbers=numbers, keep=True):
                finished.put(_looked(page, layouts))
        finally:
            finished.put(None)

    found: list[Looked] = []
    with ThreadPoolExecutor(many, thread_name_prefix="sheets") as pool:
        try:
            busy = [pool.submit(work) for _ in range(many)]
            left = many
            while left:
                one = finished.get()
                if one is None:
                    left -= 1
                    continue
                found.append(one)
                told(len(found), count)
        finally:
            numbers.stop()
    for hand in busy:
        hand.result()
    return tuple(sorted(found, key=lambda looked: looked.number))


class _Numbers:
    """The numbers of the pages, dealt out to several hands, until it is stopped."""

    def __init__(self, count: int) -> None:
        self._numbers = iter(range(1, count + 1))
        self._lock = Lock()
        self._stopped = Event()

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        with self._lock:
            if self._stopped.is_set():
                raise StopIteration
            return next(self._numbers)

    def stop(self) -> None:
        self._stopped.set()


def _looked(page: AnyPage | Page, layouts: Mapping[str, Edition]) -> Looked:
    if isinstance(page, Page):
        return Looked(page.at.number, read_page(page, layouts), page.kept)
    return Looked(page.at.number, page, b"")


def _check_whole(data: bytes, path: Path, decoder: Decoder) -> None:
    """A photo that broke off looks like one: what is missing is made up, and would be evidence."""
    from consentdesk.services.scans import is_pdf

    try:
        if not is_pdf(data, path):
            decoder.open_whole(data)
    except BadInput as error:
        damaged = error.problem is Problem.UNREADABLE_DAMAGED
        problem = Problem.SCAN_DAMAGED if damaged else error.problem
        raise BadInput(problem, **{**error.facts, "path": path}) from error
