"""Signed sheets as files: which may be stored as evidence.

Says by content, never by name, whether a file is a scan; nothing is rendered or run here. Leaves
keeping it to `storage` and reading answers off it to a later service.
"""

from pathlib import Path

from consentdesk.errors import BadInput, Problem
from consentdesk.storage.documents import LIMIT, checked, sniff
from consentdesk.storage.values import Document

_TAIL = 2048
"""How far from its end a PDF's last mark may stand (ISO 32000-1, annex H.3.18, doubled)."""


def read_scan(path: Path) -> bytes:
    """The bytes of a scanned sheet: a PDF, JPEG, PNG or TIFF.

    Raises BadInput: SCAN_NOT_READABLE, TOO_LARGE, NOT_A_SCAN; each with `path`.
    """
    from consentdesk.services.pictures.files import read_picture

    try:
        data = read_picture(path, limit=LIMIT)
    except BadInput as error:
        if error.problem is Problem.UNREADABLE_TOO_BIG:
            size = path.stat().st_size
            raise BadInput(Problem.TOO_LARGE, path=path, size=size, limit=LIMIT) from error
        raise BadInput(Problem.SCAN_NOT_READABLE, path=path) from error
    if not _is_scan(data):
        raise BadInput(Problem.NOT_A_SCAN, path=path)
    return data


def read_scan_document(path: Path) -> Document:
    """A scanned sheet as it would be stored, to look at first; refuses what `read_scan` does."""
    data = read_scan(path)
    digest, media_type = checked(data)
    return Document(digest, media_type, data)


def _is_scan(data: bytes) -> bool:
    from consentdesk.services.pictures.fingerprint import look

    try:
        if sniff(data) == "application/pdf":
            return b"%%EOF" in data[-_TAIL:]
        look(data)
    except BadInput:
        return False
    return True
