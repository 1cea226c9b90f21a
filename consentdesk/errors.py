"""What can go wrong that is the world's or the clerk's fault, never a bug.

    ConsentDeskError          every one carries a code (`Problem`) and facts; `wording` makes the
    │                         sentence, `cli` the exit status
    ├── BadInput              wrong usage or unusable input; nothing was written        exit 2
    ├── RuleRefusal           a rule says no                                            exit 1
    │   └── IntakeRefused     a form that may not be recorded or journaled
    ├── RegisterError         the register can't be used                                exit 4
    ├── PartlyDone            stopped on the way; `done` says what stands               exit 5
    └── Cancelled             the user stopped it; whatever was open rolled back        exit 130

Anything else that is raised is a bug. A verdict that says no is a value, not an error.
"""

from enum import StrEnum


class Problem(StrEnum):
    """Every code an error may carry, by the alphabet; `wording` has a sentence for each."""

    BACKUP_DAMAGED = "BACKUP_DAMAGED"
    BACKUP_EXISTS = "BACKUP_EXISTS"
    BACKUP_NOT_A_REGISTER = "BACKUP_NOT_A_REGISTER"
    BACKUP_OTHER_IDS = "BACKUP_OTHER_IDS"
    BACKUP_TOO_NEW = "BACKUP_TOO_NEW"
    CANCELLED = "CANCELLED"
    CREDIT_UNUSABLE = "CREDIT_UNUSABLE"
    EDITIONS_MIXED = "EDITIONS_MIXED"
    EDITION_BROKEN = "EDITION_BROKEN"
    EDITION_CHANGED = "EDITION_CHANGED"
    EDITION_NOT_ISSUED = "EDITION_NOT_ISSUED"
    EDITION_OFF_THE_PAGE = "EDITION_OFF_THE_PAGE"
    EDITION_PURPOSES = "EDITION_PURPOSES"
    EDITION_TEXT_MISSING = "EDITION_TEXT_MISSING"
    EDITION_TEXT_TOO_LONG = "EDITION_TEXT_TOO_LONG"
    EDITION_UNKNOWN = "EDITION_UNKNOWN"
    FONT_MISSING = "FONT_MISSING"
    FORM_ANSWERED = "FORM_ANSWERED"
    FORM_LANGUAGE_UNKNOWN = "FORM_LANGUAGE_UNKNOWN"
    FORM_TAKEN = "FORM_TAKEN"
    INSTITUTION_AMBIGUOUS = "INSTITUTION_AMBIGUOUS"
    INSTITUTION_UNKNOWN = "INSTITUTION_UNKNOWN"
    JOURNAL_INCOMPLETE = "JOURNAL_INCOMPLETE"
    JOURNAL_NUMBER_GAP = "JOURNAL_NUMBER_GAP"
    JOURNAL_NUMBER_TAKEN = "JOURNAL_NUMBER_TAKEN"
    LETTERS_NOT_IN_FONT = "LETTERS_NOT_IN_FONT"
    NAME_MISSING = "NAME_MISSING"
    NAME_TOO_LONG = "NAME_TOO_LONG"
    NOBODY_TO_ASK = "NOBODY_TO_ASK"
    NOTHING_TO_PRINT = "NOTHING_TO_PRINT"
    NOT_A_SCAN = "NOT_A_SCAN"
    NO_SCREEN = "NO_SCREEN"
    PDF_UNREADABLE = "PDF_UNREADABLE"
    PHOTO_KNOWN = "PHOTO_KNOWN"
    POLICY_BROKEN = "POLICY_BROKEN"
    POLICY_UNKNOWN = "POLICY_UNKNOWN"
    PRINT_TARGET_UNUSABLE = "PRINT_TARGET_UNUSABLE"
    REGION_OUTSIDE = "REGION_OUTSIDE"
    REGISTER_DAMAGED = "REGISTER_DAMAGED"
    REGISTER_EXISTS = "REGISTER_EXISTS"
    REGISTER_FULL = "REGISTER_FULL"
    REGISTER_LOCKED = "REGISTER_LOCKED"
    REGISTER_MISSING = "REGISTER_MISSING"
    REGISTER_NOT_ONE = "REGISTER_NOT_ONE"
    REGISTER_ON_SHARE = "REGISTER_ON_SHARE"
    REGISTER_READ_ONLY = "REGISTER_READ_ONLY"
    REGISTER_TOO_NEW = "REGISTER_TOO_NEW"
    REGISTER_TOO_OLD = "REGISTER_TOO_OLD"
    REGISTER_UNCERTAIN = "REGISTER_UNCERTAIN"
    REGISTER_UNREACHABLE = "REGISTER_UNREACHABLE"
    REPRINT_CHANGED = "REPRINT_CHANGED"
    SEAL_UNREADABLE = "SEAL_UNREADABLE"
    SERIAL_TAKEN = "SERIAL_TAKEN"
    SERVER_DRIVER_MISSING = "SERVER_DRIVER_MISSING"
    SUBJECT_IN_USE = "SUBJECT_IN_USE"
    TOO_LARGE = "TOO_LARGE"
    TOO_MANY_FORMS = "TOO_MANY_FORMS"
    UNKNOWN_ACT = "UNKNOWN_ACT"
    UNKNOWN_DOCUMENT = "UNKNOWN_DOCUMENT"
    UNKNOWN_GUARDIAN = "UNKNOWN_GUARDIAN"
    UNKNOWN_PHOTO = "UNKNOWN_PHOTO"
    UNKNOWN_RELEASE = "UNKNOWN_RELEASE"
    UNKNOWN_SERIAL = "UNKNOWN_SERIAL"
    UNKNOWN_SUBJECT = "UNKNOWN_SUBJECT"
    UNREADABLE_CHANGED = "UNREADABLE_CHANGED"
    UNREADABLE_CODING = "UNREADABLE_CODING"
    UNREADABLE_DAMAGED = "UNREADABLE_DAMAGED"
    UNREADABLE_DECODER = "UNREADABLE_DECODER"
    UNREADABLE_DENIED = "UNREADABLE_DENIED"
    UNREADABLE_EMPTY = "UNREADABLE_EMPTY"
    UNREADABLE_IO = "UNREADABLE_IO"
    UNREADABLE_KIND = "UNREADABLE_KIND"
    UNREADABLE_METADATA = "UNREADABLE_METADATA"
    UNREADABLE_MISSING = "UNREADABLE_MISSING"
    UNREADABLE_NOT_A_FILE = "UNREADABLE_NOT_A_FILE"
    UNREADABLE_PIXELS = "UNREADABLE_PIXELS"
    UNREADABLE_SCANS = "UNREADABLE_SCANS"
    UNREADABLE_TOO_BIG = "UNREADABLE_TOO_BIG"
    UNREADABLE_TOO_HARD = "UNREADABLE_TOO_HARD"
    UNREADABLE_UNKNOWN = "UNREADABLE_UNKNOWN"
    UNUSABLE_TEXT = "UNUSABLE_TEXT"
    WINDOW_LIBRARY_MISSING = "WINDOW_LIBRARY_MISSING"


class ConsentDeskError(Exception):
    """The world's or the clerk's fault: a code, and the facts its sentence needs."""

    def __init__(self, problem: Problem, **facts: object) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.facts = facts


class BadInput(ConsentDeskError):
    """Wrong usage or input that can't be used; nothing was written."""


class RuleRefusal(ConsentDeskError):
    """A rule says no; nothing was written."""


class IntakeRefused(RuleRefusal):
    """A form that may not be recorded or journaled; nothing was written."""


class RegisterError(ConsentDeskError):
    """The register is missing, locked, unreachable, damaged, tampered with or too new."""


class PartlyDone(ConsentDeskError):
    """Stopped on the way; the facts say what was done and stands."""


class Cancelled(ConsentDeskError):
    """The user stopped it; an open write rolled back."""

    def __init__(self) -> None:
        super().__init__(Problem.CANCELLED)
