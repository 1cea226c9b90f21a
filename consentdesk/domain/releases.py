"""What has left the house: a release and the clean copies in it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from consentdesk.domain.acts import Purpose
from consentdesk.domain.covers import Cover
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, PhotoId, Region, ReleaseId

ON_PAPER = frozenset({Purpose("print"), Purpose("press")})
"""What pictures are handed over for in full size, and where there is no post to link to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedCopy:
    """One clean copy: file name in the target folder, digests (32 bytes) before and after.

    `shows` are the subjects visible in it, `covered` those hidden or cropped away (R22),
    `covers` where each of these was surely hidden, as far as that is known, `drawn` by which shape
    where somebody drew one, `crop` what of the picture it shows, `unknown` the shapes over people
    without a name; `permissions` the numbers of the answers relied on. `named_since` are those said
    to be on the photo, or in another place than was covered, only after it had left: nobody covered
    them. `taken_down_at` is None while it may still be out there.
    """

    photo: PhotoId
    output: str
    sha256_in: bytes
    sha256_out: bytes
    shows: tuple[SubjectId, ...] = ()
    covered: tuple[SubjectId, ...] = ()
    permissions: tuple[int, ...] = ()
    named_since: tuple[SubjectId, ...] = ()
    covers: tuple[tuple[SubjectId, Region], ...] = ()
    drawn: tuple[tuple[SubjectId, Cover], ...] = ()
    crop: Region | None = None
    unknown: tuple[Cover, ...] = ()
    taken_down_at: datetime | None = None

    @property
    def seen(self) -> tuple[SubjectId, ...]:
        """Whoever can be seen on it, as far as is known today."""
        return self.shows + self.named_since


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Clean copies that left together for one destination.

    `folder` is where they were written, `link` where they were posted ("" until somebody says).
    `taken_down_at` is when the last copy came down, None while any may still be out there. A copy
    is named by its place among `copies`, from 0. `act` is the number of the act that tells of it.
    """

    id: ReleaseId
    destination: Destination
    at: datetime
    clerk: str
    folder: str
    link: str
    copies: tuple[ReleasedCopy, ...]
    taken_down_at: datetime | None = None
    act: int = 0

    def before(self, end: datetime) -> "Release":
        """The release as it stood before that moment: what came down later was still out."""
        copies = tuple(replace(c, taken_down_at=_by(c.taken_down_at, end)) for c in self.copies)
        return replace(self, copies=copies, taken_down_at=_by(self.taken_down_at, end))

    def out(self) -> tuple[int, ...]:
        """The places of the copies that may still be out there."""
        return tuple(n for n, copy in enumerate(self.copies) if copy.taken_down_at is None)

    def out_showing(self, subjects: Collection[SubjectId]) -> tuple[int, ...]:
        """The places of those among them in which one of these is visible."""
        return tuple(n for n in self.out() if not set(subjects).isdisjoint(self.copies[n].seen))


def _by(moment: datetime | None, end: datetime) -> datetime | None:
    return moment if moment is not None and moment < end else None


@dataclass(frozen=True, slots=True)
class StillOut:
    """How many copies still out there show somebody: those that must come down, and the rest."""

    due: int
    rest: int
