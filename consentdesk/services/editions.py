"""Editions of the permission form: their purposes, places on the paper and wordings, all frozen.

Knows what an edition is and which ones are issued. Reading and checking the files is left to
`edition_files`, drawing to `paper_layout`. Nothing here knows a person.

Places are millimetres from the top left of an A4 sheet; they depend on edition and page alone,
never on language, font or length of a text, so a returned sheet is read by its edition and page.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Self

from consentdesk.domain.acts import Digest, Purpose, Wording
from consentdesk.domain.languages import JOINED
from consentdesk.errors import BadInput, Problem

SHEET_WIDTH = 210.0
SHEET_HEIGHT = 297.0
CORNERS = ("A", "B")
"""The two codes on every page: A at the top right, B at the bottom left."""


class Audience(StrEnum):
    """Whom a sheet addresses: a child's guardian, the person on the pictures, or whoever it is."""

    GUARDIAN = "guardian"
    SELF = "self"
    STAFF = "staff"
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on one page: pages count from 1, the rest is millimetres from the top left."""

    page: int
    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h

    def overlaps(self, other: Self) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.page == other.page
            and self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerBox:
    """A box for a cross; x, y, w, h follow the middle of its printed outline. `answer`: yes, no."""

    page: int
    purpose: Purpose
    answer: str
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldBox:
    """Where a pen writes: `name` is signer, signature or signed_on."""

    page: int
    name: str
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """One purpose on the form and the place of its texts; its boxes stand right of them."""

    purpose: Purpose
    place: Place


@dataclass(frozen=True, slots=True)
class Column:
    """A column of explanations, set one below the other in this order."""

    place: Place
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """Explanations in two languages beside each other, set one below the other in this order."""

    page: int
    y: float
    h: float
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Where texts stand when two languages share a sheet, one beside the other.

    `left` and `right` are the columns (left edge and width), `row_left` and `row_right` those
    within a purpose's row. `areas` stand in for the edition's; `back` is the head of the last page.
    """

    left: tuple[float, float]
    right: tuple[float, float]
    row_left: tuple[float, float]
    row_right: tuple[float, float]
    areas: Mapping[str, Place]
    notes: tuple[Notes, ...]


@dataclass(frozen=True, slots=True)
class Codes:
    """The two codes: edge length without the clear zone, and the top left of each by corner."""

    size: float
    corners: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class SheetWording:
    """The words on one printed sheet, apart from the person's own.

    `texts` maps a text's name ("purposes.print.heading") to its final words; only page numbers
    and languages in `foot.line` are open. `wording` says which issued text they come from, `name`
    what its language is called there, `leftwards` whether that is written from right to left.
    `mark` is a word across every page, in front of no box or field: that the sheet is only for
    practice. `draft` are small words at the foot: that the institution has not approved the text.
    """

    wording: Wording
    audience: Audience
    texts: Mapping[str, str]
    mark: str = ""
    name: str = ""
    leftwards: bool = False
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Controller:
    """Who asks: the institution's name; contact and data protection officer where known.

    An empty text becomes a line on the paper, for a pen or a stamp.
    """

    name: str
    contact: str = ""
    officer: str = ""


_OPEN = re.compile(r"\{(\w+)\}")
PARAMETERS = frozenset({"institution", "age_limit", "validity_months", "edition"})
"""What a text may leave to be filled in, beside the page numbers in its last line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWording:
    """An edition's words in one language, as issued.

    `texts` maps a text's name to one text, or to one for each audience. `date` is the pattern of
    a written date. `digest` is the SHA-256 (hex) of the file with LF line ends, as it stands in
    EDITIONS.sha256: it goes into every answer (R13), and anybody can compare it with `sha256sum`.
    `draft` is not empty for a translation nobody has vouched for: "draft translation" in its words.
    """

    edition: str
    language: str
    name: str
    date: str
    validity_months: int
    texts: Mapping[str, str | Mapping[Audience, str]]
    digest: Digest
    draft: str = ""

    @property
    def key(self) -> str:
        """What an institution approves: edition and language, as in "2026-2/pl"."""
        return f"{self.edition}/{self.language}"

    @property
    def leftwards(self) -> bool:
        """Whether the language is written from right to left."""
        return any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in self.name)

    def reference(self) -> Wording:
        """What forms and answers carry to say which text was signed."""
        return Wording(self.edition, self.language, self.digest)

    def told(
        self,
        audience: Audience,
        controller: Controller,
        age_limit: int,
        mark: str = "",
        months: int | None = None,
        *,
        is_approved: bool = False,
    ) -> SheetWording:
        """The words on a sheet for that audience, asked for by that institution.

        `months` is how long a yes holds, as many as the edition says unless given. A translation
        that the institution has approved is no draft any more.
        """
        facts = {
            "institution": controller.name,
            "age_limit": str(age_limit),
            "validity_months": str(self.validity_months if months is None else months),
            "edition": self.edition,
        }
        texts = {
            key: _OPEN.sub(lambda m: facts.get(m[1], m[0]), _for(audience, text))
            for key, text in self.texts.items()
        }
        texts["date"] = self.date
        texts["controller.name"] = controller.name
        texts["controller.contact"] = controller.contact
        texts["controller.officer"] = controller.officer
        return SheetWording(
            wording=self.reference(),
            audience=audience,
            texts=texts,
            mark=mark,
            name=self.name,
            leftwards=self.leftwards,
            draft="" if is_approved else self.draft,
        )


def _for(audience: Audience, text: str | Mapping[Audience, str]) -> str:
    return text if isinstance(text, str) else text[audience]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One issued version of the form.

    `language` is used where a family's own has no wording; `rows` stand in the order of the form;
    `areas` are the places of its other texts by name. `pair` is None where one sheet has no room
    for two languages.
    """

    name: str
    issued_on: date
    language: str
    validity_months: int
    pages: int
    rows: tuple[PurposeRow, ...]
    boxes: tuple[AnswerBox, ...]
    fields: tuple[FieldBox, ...]
    areas: Mapping[str, Place]
    columns: tuple[Column, ...]
    codes: Codes
    wordings: Mapping[str, FormWording]
    pair: Pair | None = None

    @property
    def answered_pages(self) -> frozenset[int]:
        """The pages a pen writes on; a form that comes back with all these is whole."""
        return frozenset({b.page for b in self.boxes} | {f.page for f in self.fields})

    def pages_in(self, languages: int) -> int:
        """How many pages a sheet in one or two languages has."""
        if self.pair is not None and languages > 1:
            return self.pages
        places = (*self.areas.values(), *(column.place for column in self.columns))
        return max(self.answered_pages | {place.page for place in places})

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        """What the form asks about, in the order of the form."""
        return tuple(row.purpose for row in self.rows)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it can be printed in, the edition's own first."""
        others = sorted(set(self.wordings) - {self.language})
        return (self.language, *others)

    def wording(self, language: str) -> FormWording:
        """The words in that language (BadInput FORM_LANGUAGE_UNKNOWN)."""
        found = self.wordings.get(language)
        if found is None:
            raise BadInput(
                Problem.FORM_LANGUAGE_UNKNOWN,
                language=language,
                edition=self.name,
                known=self.languages,
            )
        return found

    def spoken(self, languages: str) -> tuple[FormWording, ...]:
        """The wordings of a sheet in "da" or in "da+pl", the one at the left first.

        Raises BadInput FORM_LANGUAGE_UNKNOWN, for two languages in an edition made for one as well.
        """
        codes = languages.split(JOINED)
        if len(codes) > 1 and (self.pair is None or len(codes) > 2 or codes[0] == codes[1]):
            return (self.wording(languages),)
        return tuple(self.wording(code) for code in codes)

    def reference(self, languages: str) -> Wording:
        """What a form in these languages and its answers carry to say what was signed (R13).

        For two, the digest is that of their two lines in EDITIONS.sha256, the one at the left
        first, so that this too can be compared with `sha256sum`.
        """
        told = self.spoken(languages)
        if len(told) == 1:
            return told[0].reference()
        lines = "".join(f"{one.digest}  {one.key}.toml\n" for one in told)
        digest = Digest(sha256(lines.encode()).hexdigest())
        return Wording(self.name, JOINED.join(one.language for one in told), digest)


def edition_names(folder: Path | None = None) -> tuple[str, ...]:
    """The issued editions by name, the earliest issued first.

    `folder` is the program's own forms folder unless another is given.
    """
    from consentdesk.services import edition_files

    where = folder or edition_files.own_folder()
    issued = [(edition_files.issued_on(where, name), name) for name in edition_files.listed(where)]
    return tuple(name for _, name in sorted(issued))


def load_edition(name: str | None = None, folder: Path | None = None) -> Edition:
    """Read an edition, the latest issued one unless named.

    Raises BadInput: EDITION_UNKNOWN, EDITION_NOT_ISSUED (EDITIONS.sha256 does not list it),
    EDITION_CHANGED (a file is missing or differs from its digest there), or for a broken one with
    the place EDITION_BROKEN, EDITION_TEXT_MISSING or EDITION_OFF_THE_PAGE.
    """
    from consentdesk.services import edition_files

    where = folder or edition_files.own_folder()
    known = edition_names(where)
    chosen = name if name is not None else (known[-1] if known else "")
    if chosen not in known:
        if edition_files.drafted(where, chosen):
            raise BadInput(Problem.EDITION_NOT_ISSUED, edition=chosen)
        raise BadInput(Problem.EDITION_UNKNOWN, edition=chosen or where.name, known=known)
    return edition_files.read(where, chosen)
