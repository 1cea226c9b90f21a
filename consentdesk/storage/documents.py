"""Signed scans: what may be stored as one, told by its first bytes, never by its name."""

import hashlib

from consentdesk.domain.acts import Digest
from consentdesk.errors import BadInput, Problem

LIMIT = 25 * 1024 * 1024
"""Bytes a scan may have: some forty pages at 300 dpi."""

_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)


def sniff(data: bytes) -> str:
    """The media type of a scan; BadInput NOT_A_SCAN for anything but PDF, JPEG, PNG and TIFF.

    A PDF's mark may stand anywhere in the first kilobyte, as readers allow.
    """
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    raise BadInput(Problem.NOT_A_SCAN)


def checked(data: bytes) -> tuple[Digest, str]:
    """Digest and media type of a scan that may be stored; BadInput TOO_LARGE or NOT_A_SCAN."""
    if len(data) > LIMIT:
        raise BadInput(Problem.TOO_LARGE, size=len(data), limit=LIMIT)
    return Digest(hashlib.sha256(data).hexdigest()), sniff(data)
