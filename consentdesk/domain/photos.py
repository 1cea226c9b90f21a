"""Photos and what is known about them: who is on them, who vouched for it, where they may go.

Leaves the picture bytes to `services.pictures` and the judgement to `verdict`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from consentdesk.domain.people import ClerkId, SubjectId

if TYPE_CHECKING:
    from consentdesk.domain.covers import Cover

PhotoId = NewType("PhotoId", int)
ReleaseId = NewType("ReleaseId", int)
Destination = NewType("Destination", str)
"""A place a picture goes, as named in the policy file: `website`, `facebook` …"""


class PhotoKind(StrEnum):
    """What a photo is about; None instead of a kind means that nobody has said (R15)."""

    PORTRAIT = "portrait"
    SITUATION = "situation"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Region:
    """Where on a photo a person is.

    Top left corner and size as fractions (0–1) of the picture as it is seen, that is after its
    orientation has been applied.
    """

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Depiction:
    """A subject is on a photo, perhaps with a region.

    `cover` is the shape that hides the person in every copy, None where nobody drew one.
    """

    photo: PhotoId
    subject: SubjectId
    region: Region | None = None
    cover: "Cover | None" = None

    @property
    def is_hidden_by_shape(self) -> bool:
        """Whether nothing but a drawn shape tells where the person is."""
        return self.cover is not None and self.region is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A registered picture.

    `taken_at` is the camera's local clock, without zone. `name` is the file name it came with;
    `faces` is a count by the optional counting aid, None when it never ran or when somebody has
    looked again and settled it (R17). `delete_after` is R29's deletion date. `crop` is the part of
    the picture that copies show, None for all of it. `raw` is the name of the camera's raw file
    that lay beside it, which is never registered itself; "" where none did. `raw_digest` is what
    that file is known by, and no other of its name is. `unknown_covers` are the
    shapes that hide people without a name in every copy, each with the person's number from 1.
    """

    id: PhotoId
    name: str
    kind: PhotoKind | None = None
    album: str = ""
    photographer: str = ""
    rights: str = ""
    width: int = 0
    height: int = 0
    taken_at: datetime | None = None
    faces: int | None = None
    delete_after: date | None = None
    crop: Region | None = None
    raw: str = ""
    raw_digest: bytes | None = None
    unknown_covers: "tuple[tuple[int, Cover], ...]" = ()

    @property
    def credited(self) -> bool:
        """Whether photographer and right to use are stated (R23)."""
        return bool(self.photographer.strip() and self.rights.strip())


@dataclass(frozen=True, slots=True)
class Perceptual:
    """What a picture looks like, for near matches only: it may tighten a verdict, never ease one.

    `hashes` are 64-bit pHashes, the whole picture first, then its windows; `grey` is a small square
    grey copy (64 × 64 bytes, rows from the top) against which candidates are verified. Of photos
    registered by earlier versions there are fewer windows, and 32 × 32 bytes.
    """

    hashes: tuple[int, ...]
    grey: bytes


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a file is recognised by.

    `sha256` is of the whole file, `picture` of its image data without metadata; both 32 bytes.
    `perceptual` is only computed where both miss. `orientation` (1–8 as in EXIF) is no part of the
    image data, but decides where in the picture as seen it lies; None where nobody has looked.
    A file is registered without `picture` where its image data hold more than is seen of them.
    """

    sha256: bytes
    picture: bytes | None = None
    perceptual: Perceptual | None = None
    orientation: int | None = None

    def is_laid_out_like(self, other: "Fingerprint") -> bool:
        """Whether the same place in both, as they are seen, surely shows the same.

        Only the very same file does, or the same image data turned the same way; what is not known
        counts as different.
        """
        if self.sha256 == other.sha256:
            return True
        mine, its = (self.picture, self.orientation), (other.picture, other.orientation)
        return None not in mine and mine == its


class Match(StrEnum):
    """How a file was recognised."""

    EXACT = "exact"
    PICTURE = "picture"
    NEAR = "near"
    NONE = "none"

    @property
    def is_sure(self) -> bool:
        """Whether it is that photo without anybody having to look (R21)."""
        return self in {Match.EXACT, Match.PICTURE}


@dataclass(frozen=True, slots=True)
class Recognition:
    """The answer to "do we know this picture?"; `photo` is None exactly when `match` is NONE.

    `whole`: when it came in, its image data were found to hold nothing below the last row.
    """

    match: Match
    photo: PhotoId | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Attestation:
    """Somebody's statement that everyone recognisable on a photo is named (R16).

    It holds for the kind and the people it was made for, so any change re-opens it (R20).
    `number` is the act's. `hidden` of the `visible` have no name and are covered in every copy, by
    what was drawn at that time, which `hides` digests; None where it speaks of no copies (R22).
    """

    number: int
    kind: PhotoKind | None
    shows: frozenset[SubjectId]
    visible: int
    hidden: int = 0
    hides: str | None = None


class Question(StrEnum):
    """What is asked before a situation photo goes out (R18)."""

    EXPOSED = "exposed"
    PRIVATE = "private"
    SENSITIVE = "sensitive"
    PROTECTED = "protected"
    OBJECTING = "objecting"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Seconding:
    """A second person's agreement that a copy leaves for one destination (R31).

    It holds for the kind and the people it was given for, for copies that show just those `seen`
    then, and for what was drawn. `clerk` is who gave it.
    """

    number: int
    clerk: ClerkId
    kind: PhotoKind | None
    shows: frozenset[SubjectId]
    seen: frozenset[SubjectId]
    hides: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """A recorded judgement of a situation photo for one destination (R18)."""

    number: int
    destination: Destination
    publish: bool
    sensitive: bool
    kind: PhotoKind | None
    shows: frozenset[SubjectId]
