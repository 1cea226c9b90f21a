"""What was read off returned sheets: answers, fields with ink, and where all of it stands.

Values only. How they are read off pixels is `services.scanning`'s; what a person makes of them is
recorded by `intake`, never by the reader: a proposal opens nothing.
"""

from dataclasses import dataclass
from enum import StrEnum

from consentdesk.domain.acts import Purpose, Serial


class Answer(StrEnum):
    """What a pair of boxes says. UNCLEAR is for a person to look at; it is never guessed."""

    YES = "yes"
    NO = "no"
    BLANK = "blank"
    UNCLEAR = "unclear"


class Ink(StrEnum):
    """Whether a pen has been in a field."""

    NONE = "none"
    SOME = "some"
    UNCLEAR = "unclear"


class Oddity(StrEnum):
    """Why a page is no page of a form that can be read."""

    FOREIGN = "foreign"
    """It has a QR code, but none of ours."""
    OTHER_EDITION = "other_edition"
    """A form of ours in an edition that is not among those given."""
    TWO_FORMS = "two_forms"
    """Codes of more than one form or page: two sheets in one picture."""
    NO_CODE = "no_code"
    BLANK = "blank"
    """White all over: the back of a sheet, most likely."""


@dataclass(frozen=True, slots=True)
class PageAt:
    """A page of a file as it lies there; pages count from 1."""

    file: str
    number: int


@dataclass(frozen=True, slots=True)
class SheetCode:
    """What a code on a form says: which sheet, which page of it, and which corner it stands in."""

    serial: Serial
    edition: str
    page: int
    corner: str


@dataclass(frozen=True, slots=True)
class Placing:
    """How a sheet lies in a picture of it.

    `matrix` holds nine numbers by rows: a homography from millimetres on the sheet to parts of the
    picture, 0 to 1 from the left and from the top. `turn` is by how many degrees clockwise the
    picture has to be turned to be read: 0, 90, 180 or 270.
    """

    matrix: tuple[float, ...]
    turn: int

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a place on the sheet (millimetres from the top left) lies in the picture."""
        a, b, c, d, e, f, g, h, i = self.matrix
        depth = g * x + h * y + i
        return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """The proposed answer to one purpose; `confidence` from 0 to 1, 0 where it is UNCLEAR."""

    purpose: Purpose
    answer: Answer
    confidence: float


@dataclass(frozen=True, slots=True)
class ReadField:
    """Whether there is ink in a field: signer, signature or signed_on."""

    name: str
    ink: Ink
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """A page of one of our forms, with what it says as far as that can be told.

    `corners` are the codes found, A or B or both.
    """

    at: PageAt
    serial: Serial
    edition: str
    page: int
    corners: tuple[str, ...]
    answers: tuple[ReadAnswer, ...]
    fields: tuple[ReadField, ...]
    placing: Placing

    @property
    def unclear(self) -> bool:
        """Whether something on it is for a person to look at."""
        return any(a.answer is Answer.UNCLEAR for a in self.answers) or any(
            f.ink is Ink.UNCLEAR for f in self.fields
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OddPage:
    """A page that is none of a form to be read; `texts` are what its codes say, if any."""

    at: PageAt
    why: Oddity
    texts: tuple[str, ...] = ()
