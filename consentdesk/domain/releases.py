"""What has left the house: a release and the clean copies in it."""

from dataclasses import dataclass
from datetime import datetime

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, PhotoId, ReleaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedCopy:
    """One clean copy: file name in the target folder, digests (32 bytes) before and after.

    `shows` are the subjects visible in it, `covered` those hidden or cropped away (R22),
    `permissions` the numbers of the answers relied on.
    """

    photo: PhotoId
    output: str
    sha256_in: bytes
    sha256_out: bytes
    shows: tuple[SubjectId, ...] = ()
    covered: tuple[SubjectId, ...] = ()
    permissions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Clean copies that left together for one destination.

    `folder` is where they were written, `link` where they were posted ("" until somebody says).
    `taken_down_at` is None while they may still be out there.
    """

    id: ReleaseId
    destination: Destination
    at: datetime
    clerk: str
    folder: str
    link: str
    copies: tuple[ReleasedCopy, ...]
    taken_down_at: datetime | None = None
