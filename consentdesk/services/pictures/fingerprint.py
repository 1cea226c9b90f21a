"""What a file is recognised by, as far as its bytes tell without decoding.

The perceptual half, which has to decode, is `decoding.Decoder.perceptual`; matching is left to the
register.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from consentdesk.domain.photos import Fingerprint
from consentdesk.services.pictures.anatomy import Anatomy, dissect, header
from consentdesk.services.pictures.containers import Container
from consentdesk.services.pictures.icc import telling


@dataclass(frozen=True, slots=True)
class Looks:
    """What can be said about a file at a glance.

    `width` and `height` are as seen, after `orientation` (1–8 as in EXIF) has been applied;
    `taken_at` is the camera's local clock, without zone, None where the file does not say.
    """

    container: Container
    width: int
    height: int
    orientation: int
    taken_at: datetime | None


def fingerprint(data: bytes, anatomy: Anatomy | None = None) -> Fingerprint:
    """What a file with these bytes is recognised by, but for its looks; raises PictureError.

    `anatomy` is that of these very bytes, where somebody has taken them apart already.
    """
    anatomy = anatomy or dissect(data)
    whole = hashlib.sha256(data).digest()
    return Fingerprint(whole, _digest(anatomy), orientation=anatomy.header.orientation)


def picture_digest(data: bytes) -> bytes:
    """The SHA-256 (32 bytes) of exactly what decides the pixels: see `anatomy`.

    Captions, names, places, previews, resolution, orientation and a colour profile that merely
    tints play no part, so the same picture with other metadata has the same digest. Raises
    PictureError.
    """
    return _digest(dissect(data))


def look(data: bytes) -> Looks:
    """Size, orientation and date of a picture, without decoding it; raises PictureError."""
    found = header(data)
    return Looks(found.container, *found.seen_size, found.orientation, found.taken_at)


def _digest(anatomy: Anatomy) -> bytes:
    digest = hashlib.sha256(anatomy.header.container.encode() + b"\x00")
    for part in anatomy.essence:
        digest.update(part)
    for part in anatomy.shown_too:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    profile = telling(anatomy.header.profile)
    if profile:
        # No frame is that long, so that none can be taken for a profile.
        digest.update(b"\xff" * 8 + profile)
    return digest.digest()
