"""Signed sheets as files: which may be stored as evidence.

Says by content, never by name, whether a file is a scan, and has it opened to the last page in a
process of its own, so that half a scan is noticed while the paper still lies on the desk. Leaves
keeping it to `storage` and reading answers off it to a later service.
"""

from pathlib import Path

from consentdesk.errors import BadInput, Problem
from consentdesk.storage.documents import LIMIT, checked, sniff
from consentdesk.storage.values import Document

_TAIL = 2048
"""How far from its end a PDF's last mark may stand (ISO 32000-1, annex H.3.18, doubled)."""


def read_scan(path: Path) -> bytes:
    """The bytes of a scanned sheet: a PDF, JPEG, PNG or TIFF that opens from beginning to end.

    Raises BadInput: SCAN_NOT_READABLE, TOO_LARGE, NOT_A_SCAN, SCAN_DAMAGED, SCAN_LOCKED, and
    UNREADABLE_… for a picture that asks too much; each with `path`.
    """
    from consentdesk.services.pictures.files import read_picture

    try:
        data = read_picture(path, limit=LIMIT)
    except BadInput as error:
        if error.problem is Problem.UNREADABLE_TOO_BIG:
            size = path.stat().st_size
            raise BadInput(Problem.TOO_LARGE, path=path, size=size, limit=LIMIT) from error
        raise BadInput(Problem.SCAN_NOT_READABLE, path=path) from error
    try:
        _check(data, path)
    except BadInput as error:
        if error.problem is Problem.UNREADABLE_DAMAGED:
            raise BadInput(Problem.SCAN_DAMAGED, path=path) from error
        raise BadInput(error.problem, **{**error.facts, "path": path}) from error
    return data


def read_scan_document(path: Path) -> Document:
    """A scanned sheet as it would be stored, to look at first; refuses what `read_scan` does."""
    data = read_scan(path)
    digest, media_type = checked(data)
    return Document(digest, media_type, data)


def is_pdf(data: bytes, path: Path) -> bool:
    """Whether a scan is a PDF; BadInput NOT_A_SCAN for no scan at all, SCAN_DAMAGED for half a PDF.

    Readers mend a PDF without its end, and pages are gone then.
    """
    if sniff(data) != "application/pdf":
        return False
    if b"%%EOF" not in data[-_TAIL:]:
        raise BadInput(Problem.SCAN_DAMAGED, path=path)
    return True


def _check(data: bytes, path: Path) -> None:
    from consentdesk.services.pictures.decoding import Decoder

    pdf = is_pdf(data, path)
    with Decoder(workers=1) as decoder:
        if not pdf:
            decoder.open_whole(data)
        elif decoder.open_pdf(data, path) is None:
            raise BadInput(Problem.SCAN_LOCKED, path=path)
