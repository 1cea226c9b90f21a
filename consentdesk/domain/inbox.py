"""The inbox: returned sheets on their way from a scanner to the journal, and what waits of them.

Values only. A sheet here opens nothing: its answers are proposals and drafts until `intake` has
recorded and journaled them, and only what is in the ledger counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from consentdesk.domain.acts import Digest, Purpose, Serial
from consentdesk.domain.people import SubjectId
from consentdesk.domain.sheets import ReadPage

FileId = NewType("FileId", int)
PageId = NewType("PageId", int)
SheetId = NewType("SheetId", int)


class SheetState(StrEnum):
    """How far a sheet in the inbox has come."""

    WAITING = "waiting"
    """Nobody has said yet that it is right."""
    ACCEPTED = "accepted"
    """Somebody has, and has seen the signature; nothing is recorded yet."""
    ASIDE = "aside"
    """Put aside; it stays where it can be seen."""
    RECORDED = "recorded"
    """Its answers are in the ledger and its scan is kept with its form; nothing more to do here."""


class Apart(StrEnum):
    """Why a page is on no sheet by itself."""

    FOREIGN = "foreign"
    """Its codes are somebody else's."""
    UNKNOWN_FORM = "unknown_form"
    """A code of ours, but no such form was printed here: another institution's, most likely."""
    OTHER_EDITION = "other_edition"
    """A form in an edition that this program can't read, or in another than was printed."""
    TWO_FORMS = "two_forms"
    """Codes of more than one form: two sheets in one picture."""
    NO_CODE = "no_code"
    BLANK = "blank"
    DUPLICATE = "duplicate"
    """That page of that form waits here already: scanned twice, or a copy that was signed too."""
    UNREADABLE = "unreadable"
    """Nobody can see the page at all."""


class Group(StrEnum):
    """Where a sheet is shown."""

    READY = "ready"
    """Everything was read and is plain; a person has to say that it is right."""
    LOOK = "look"
    """Something is for a person to decide; `notes` say what."""
    ACCEPTED = "accepted"
    FILED = "filed"
    """Its form is in the journal already: put it aside, or say that it is another paper."""
    ASIDE = "aside"


class Note(StrEnum):
    """What is to be seen about a sheet, in the order of weight."""

    FILED_ALREADY = "filed_already"
    RECORDED_ALREADY = "recorded_already"
    """Its answers were typed before; if they are the same, only the journal is missing."""
    TWIN = "twin"
    """Another sheet with the same printed number waits too."""
    NOBODY = "nobody"
    """Printed blank, and nobody has said whose it is."""
    DOUBTED = "doubted"
    """Somebody wants it looked at once more."""
    PAGE_MISSING = "page_missing"
    NOT_READ = "not_read"
    """A page was put here by a person; no machine has read its marks."""
    UNCLEAR = "unclear"
    """An answer is not decided."""
    UNSIGNED = "unsigned"
    """No ink was found where the signature goes, or it can't be told."""
    UNDATED = "undated"
    OLDER_EDITION = "older_edition"
    """A later edition is in use now; what was signed holds. Nothing has to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFile:
    """A file that came in; the same bytes come in once.

    `digest` is the SHA-256 (hex) of the file, which itself is left where it lay.
    """

    id: FileId
    digest: Digest
    name: str
    media_type: str
    pages: int
    arrived_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """A page that came in: the `number`-th of its file, counted from 1.

    `document` is the stored picture or one-page PDF of it, None where nobody could see it.
    `sheet` is the sheet it is on, and `place` its page there; None and 0 for a page on none.
    `apart` says why a page did not find its sheet by itself, also once a person has linked it.
    `problem` is the code of the error for an UNREADABLE one; `texts` what its codes say.
    """

    id: PageId
    file: FileId
    number: int
    document: Digest | None
    sheet: SheetId | None = None
    place: int = 0
    apart: Apart | None = None
    problem: str = ""
    aside: bool = False
    texts: tuple[str, ...] = ()
    read: ReadPage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be recorded of a sheet, as far as it is known; changeable until it is.

    An answer of None is not decided yet: the boxes are unclear, or nobody has read them. `signer`
    is "self", a guardian's id or full name, "" while unknown. `signature_seen` is a person's word.
    `subject` is needed for a form printed blank. With `anew` it is another paper than the one filed
    under its number. `paper_at` says where the paper lies. `doubted`: somebody could not decide,
    and wants it looked at once more.
    """

    answers: Mapping[Purpose, bool | None] = field(default_factory=dict)
    signer: str = ""
    signed_on: date | None = None
    signature_seen: bool = False
    subject: SubjectId | None = None
    anew: bool = False
    paper_at: str = ""
    doubted: bool = False

    def missing(self) -> tuple[str, ...]:
        """What a person must still say before it can be accepted, by field."""
        lacks = {
            "answers": not self.answers or None in self.answers.values(),
            "signer": not self.signer.strip(),
            "signed_on": self.signed_on is None,
            "signature": not self.signature_seen,
        }
        return tuple(name for name, lacking in lacks.items() if lacking)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A returned form: its pages by their place, and the draft of its answers.

    `serial` is the printed number. `version` grows with every change, so that nobody accepts what
    another desk has changed meanwhile. `filed` is the number it was recorded under, once it was.
    """

    id: SheetId
    serial: Serial
    edition: str
    state: SheetState
    version: int
    draft: Draft
    arrived_at: datetime
    pages: tuple[InboxPage, ...] = ()
    filed: Serial | None = None

    def reading_of(self, page: InboxPage) -> ReadPage | None:
        """What was read off a page of it, if that was read as a page of this very form."""
        read = page.read
        if read is None or (read.serial, read.edition) != (self.serial, self.edition):
            return None
        return read

    @property
    def readings(self) -> tuple[ReadPage, ...]:
        """All that holds of what was read, in the order of its pages."""
        found = (self.reading_of(page) for page in self.pages)
        return tuple(read for read in found if read is not None)
