"""What the act about a file binds beside its digest: its image data, its turn, what it looks like.

All of it stands in one text, and what came later stands last: files that came in before version
0005 have no orientation there, those before looks were bound nothing of their looks. Of these
nobody can tell whether their looks are still the ones that were stored.
"""

from hashlib import sha256
from typing import TypeGuard

from consentdesk.domain.photos import Fingerprint, Perceptual

_DIGEST = 64
_HASH = 8
"""Bytes of one hash."""
_GREYS = (32 * 32, 64 * 64)
"""Bytes of a grey copy, of earlier versions and of today's."""
_BOTH = 2 * _DIGEST + 1
"""Signs of both digests with the colon between them: longer than all that stands before."""


def bound(file: Fingerprint) -> str | None:
    """The text for a file that comes in; the looks are in it where the file has them."""
    picture = file.picture.hex() if file.picture is not None else ""
    if file.perceptual is not None:
        return f"{picture} {file.orientation or ''} {_told(file.perceptual)}"
    turned = f" {file.orientation}" if file.orientation is not None else ""
    return picture + turned or None


def without_looks(binds: str | None) -> str | None:
    """The text as it would be of the same file without its looks."""
    if binds is None:
        return None
    picture, *others = binds.split(" ")
    turned = f" {others[0]}" if others and others[0] else ""
    return picture + turned or None


def are_hashes(data: object, binds: str | None) -> TypeGuard[bytes]:
    """Whether these packed hashes are those the file came in with, as far as that is bound."""
    told = _looks_in(binds)
    if not isinstance(data, bytes) or len(data) % _HASH:
        return False
    return told is None or told[0] == _digest(data)


def is_grey(data: object, binds: str | None) -> TypeGuard[bytes]:
    """Whether this grey copy is the one the file came in with, as far as that is bound."""
    told = _looks_in(binds)
    if not isinstance(data, bytes) or len(data) not in _GREYS:
        return False
    return told is None or told[1] == _digest(data)


def are_there(hashes: object, grey: object, binds: str | None) -> bool:
    """Whether the looks are stored that belong to the file, or none where it came in without."""
    if (hashes is None) != (grey is None):
        return False
    return hashes is not None or _looks_in(binds) is None


def _looks_in(binds: str | None) -> tuple[str, str] | None:
    """The digests of hashes and grey copy, which stand last; None where the act binds none."""
    if binds is None or len(binds) < _BOTH:
        return None
    return binds[-_BOTH : -_BOTH + _DIGEST], binds[-_DIGEST:]


def _told(looks: Perceptual) -> str:
    from consentdesk.storage.near import pack

    return f"{_digest(pack(looks.hashes))}:{_digest(looks.grey)}"


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
