"""Printed forms and the journal entries that file them, as the clerk knows them: with their texts.

The ledger's side of it, digests only, is `acts.Journaled`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from consentdesk.domain.acts import Digest, Purpose, Serial, Wording
from consentdesk.domain.people import GuardianId, SubjectId

OWN_SYSTEM = "ConsentDesk"
"""The case system's name where the register itself is the journal."""


class FormState(StrEnum):
    """How far a printed form has come."""

    PRINTED = "printed"
    RECORDED = "recorded"
    JOURNALED = "journaled"


class EditionState(StrEnum):
    """Where an edition stands; the spelling is promised to scripts."""

    SHIPPED = "shipped"
    DRAFT = "draft"
    ISSUED = "issued"
    RETIRED = "retired"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One printed sheet; `subject` is None for a blank one until its answers are recorded.

    `scan` is the SHA-256 (hex) of the signed sheet as it came back, once one is stored. `own` says
    that it speaks to the subject alone, though on the day it was printed others still signed.
    """

    serial: Serial
    subject: SubjectId | None
    guardian: GuardianId | None
    wording: Wording
    purposes: tuple[Purpose, ...]
    printed_at: datetime
    state: FormState = FormState.PRINTED
    scan: Digest | None = None
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """The filing of one signed form (R12).

    `number` is unique within the institution and `system`; `scan` is the SHA-256 (hex) of the
    stored document; `paper_at` says where the paper lies. One of the two is needed.
    """

    serial: Serial
    subject: SubjectId
    number: str
    system: str
    received_on: date | None
    subject_line: str
    clerk: str
    scan: Digest | None = None
    paper_at: str = ""

    def missing(self) -> tuple[str, ...]:
        """The fields R12 asks for that are empty; a whole entry has none."""
        needed = {
            "number": self.number.strip(),
            "system": self.system.strip(),
            "received_on": self.received_on,
            "subject_line": self.subject_line.strip(),
            "clerk": self.clerk.strip(),
            "evidence": self.scan or self.paper_at.strip(),
        }
        return tuple(name for name, value in needed.items() if not value)
