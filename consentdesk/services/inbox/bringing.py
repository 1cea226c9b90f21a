"""Files with returned sheets brought into the inbox: dropped, chosen, or from a scanner's folder.

A file comes in whole or not at all, and once: the same bytes make no second sheet. The file itself
is read and nothing else; its pages are kept in the register, each as a scan of its own, so that one
child's can be erased without the others'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Digest
from consentdesk.domain.inbox import FileId, InboxPage, Sheet
from consentdesk.errors import BadInput
from consentdesk.services.checking import Progress
from consentdesk.services.texts import file_label

if TYPE_CHECKING:
    from consentdesk.services.editions import Edition
    from consentdesk.services.inbox.looking import Looked
    from consentdesk.services.pictures.decoding import Decoder
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtFile:
    """What became of one file.

    With `problem` it could not be opened, `file` is None and nothing of it was written. `again`
    says that the same bytes came in before: what still waits of them is told once more. `sheets`
    are those on which its pages lie now, `apart` its pages that are on none.
    """

    path: Path
    file: FileId | None = None
    problem: BadInput | None = None
    again: bool = False
    pages: int = 0
    sheets: tuple[Sheet, ...] = ()
    apart: tuple[InboxPage, ...] = ()


def bring_in(
    register: Register,
    clerk: str,
    at: datetime,
    files: Sequence[Path],
    progress: Progress | None = None,
) -> tuple[BroughtFile, ...]:
    """Read files page by page into the inbox; nothing is recorded by that.

    A file that can't be opened stops nothing. `progress` counts pages, as far as they are known; if
    it raises Cancelled, the files that were done stay and the one at hand is not in. Raises
    RegisterError.
    """
    from consentdesk.services.edition_shelf import editions_at_hand
    from consentdesk.services.inbox.looking import hands
    from consentdesk.services.pictures.decoding import Decoder

    with register.read() as reader:
        layouts = editions_at_hand(reader)
    count = _Count(progress, len(files))
    brought = []
    with Decoder(workers=hands()) as decoder:
        for path in files:
            brought.append(_bring(register, clerk, at, path, _Way(decoder, layouts, count.told)))
            count.next_file()
    return tuple(brought)


@dataclass(frozen=True, slots=True)
class _Way:
    decoder: Decoder
    layouts: Mapping[str, Edition]
    told: Callable[[int, int], None]


class _Count:
    """Pages done of pages known; a file that was not opened yet counts for one."""

    def __init__(self, progress: Progress | None, files: int) -> None:
        self._progress = progress
        self._done = self._of_file = 0
        self._files_left = files

    def told(self, done: int, pages: int) -> None:
        self._of_file = pages
        if self._progress is not None:
            self._progress(self._done + done, self._done + pages + self._files_left - 1)

    def next_file(self) -> None:
        self._done += max(1, self._of_file)
        self._of_file = 0
        self._files_left -= 1
        if self._progress is not None:
            self._progress(self._done, self._done + self._files_left)


def _bring(register: Register, clerk: str, at: datetime, path: Path, way: _Way) -> BroughtFile:
    from consentdesk.services.inbox.looking import look_through
    from consentdesk.services.scanning.pages import read_pages_file

    try:
        data = read_pages_file(path)
        digest = Digest(sha256(data).hexdigest())
        with register.read() as reader:
            if reader.inbox_file(digest) is not None:
                return _known(reader, path, digest, again=True)
        looked = look_through(data, path, way.decoder, way.layouts, way.told)
    except BadInput as error:
        return BroughtFile(path=path, problem=error)
    return _written(register, clerk, at, path, digest, data, looked)


def _written(
    register: Register,
    clerk: str,
    at: datetime,
    path: Path,
    digest: Digest,
    data: bytes,
    looked: Sequence[Looked],
) -> BroughtFile:
    from consentdesk.services.inbox.placing import put_in
    from consentdesk.storage.documents import sniff

    with register.write(clerk, at) as writer:
        # Another desk may have had the same file at hand.
        again = writer.inbox_file(digest) is not None
        if not again:
            name = file_label(path.name)
            file = writer.add_inbox_file(digest, name, sniff(data), len(looked))
            put_in(writer, file, looked)
        return _known(writer, path, digest, again=again)


def _known(reader: Reader, path: Path, digest: Digest, *, again: bool) -> BroughtFile:
    file = reader.inbox_file(digest)
    if file is None:
        raise AssertionError(digest)
    pages = reader.inbox_pages_in(file.id)
    sheets = dict.fromkeys(page.sheet for page in pages if page.sheet is not None)
    return BroughtFile(
        path=path,
        file=file.id,
        again=again,
        pages=file.pages,
        sheets=tuple(reader.inbox_sheet(sheet) for sheet in sheets),
        apart=tuple(page for page in pages if page.sheet is None),
    )
