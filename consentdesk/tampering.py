"""What is said of a register that does not fit its own record, of seals, and of their keys.

`wording` hands the problems on. Lines of the journal are told by number, kind, moment and clerk's
number, never by names.
"""

from datetime import datetime

from consentdesk.domain.acts import ActKind
from consentdesk.errors import Problem
from consentdesk.i18n import _, format_datetime, format_number
from consentdesk.words import act_word

Line = tuple[int, str, str, int]
"""A line as it lies in the journal: number, kind, moment, clerk; "" for what makes no sense."""


def around_sentences(
    number: int, before: Line | None, line: Line | None, after: Line | None
) -> list[str]:
    """Where a register first does not fit: that line, and those next to it."""
    said = [_("The first line that does not fit is {number}.").format(number=format_number(number))]
    if line is not None:
        said.append(_("It reads: {line}").format(line=_line(*line)))
    if before is not None:
        said.append(_("Before it: {line}").format(line=_line(*before)))
    if after is not None:
        said.append(_("After it: {line}").format(line=_line(*after)))
    return said


def _line(number: int, kind: str, at: str, clerk: int) -> str:
    return _("line {number}, {kind}, {when}, clerk no. {clerk}").format(
        number=format_number(number),
        kind=act_word(ActKind(kind)) if kind else _("of no known kind"),
        when=format_datetime(datetime.fromisoformat(at)) if at else _("at no real time"),
        clerk=format_number(clerk),
    )


def seal_sentences() -> dict[Problem, str]:
    """The sentence for each code about seals, their keys and the computer's keyring."""
    return {
        Problem.KEYRING_MISSING: _(
            "This computer has no keyring that keeps secrets safe, so nothing was left with it. "
            "Use a file with a passphrase instead, or ask the IT department for a keyring."
        ),
        Problem.KEYRING_REFUSED: _(
            "The keyring of this computer did not take the secret ({reason}). Nothing was changed. "
            "Unlock the keyring and try again."
        ),
        Problem.KEY_FILE_EXISTS: _(
            "{path} is there already, so it is left as it is. No key was made. Choose another name."
        ),
        Problem.KEY_FILE_LOCKED: _(
            "The passphrase does not open the key file {path}, or the file was changed. Nothing "
            "was sealed. Type the passphrase again."
        ),
        Problem.KEY_FILE_OTHER: _(
            "The key in {path} is not the one the journal names for signing seals. Nothing was "
            "sealed. Choose the file of the newest key, or make a new key."
        ),
        Problem.KEY_FILE_UNREADABLE: _(
            "{path} is not a key file of ConsentDesk. Nothing was sealed. Choose the file that was "
            "written when the key was made."
        ),
        Problem.KEY_FILE_UNWRITABLE: _(
            "The key file {path} can't be written ({reason}). No key was made. Choose another "
            "folder."
        ),
        Problem.SEAL_KEY_NONE: _(
            "The journal names no key for signing seals. Nothing was sealed. Make a key first."
        ),
        Problem.SEAL_OF_ANOTHER: _(
            "The seal {path} belongs to another register, so it can't tell anything about this "
            "one. Choose the seal that was made of this register."
        ),
    }


def tampering_sentences() -> dict[str, str]:
    """The sentence for each code of what `verify` finds."""
    return {
        "CHAIN_BROKEN": _("The line is not what was written, or does not follow the one before."),
        "NUMBER_MISSING": _("The line is missing in the journal."),
        "HEAD_MISMATCH": _("The journal does not end where it should."),
        "TIME_REVERSED": _("The line is older than the one before."),
        "ACT_UNREADABLE": _("The line can't be read."),
        "CLERK_MISMATCH": _("The name of a clerk is not the one that was written."),
        "TEXT_MISMATCH": _("A text that belongs to the journal was changed."),
        "TEXT_MISSING": _("A text that belongs to the journal is gone."),
        "POLICY_MISMATCH": _("The rules are not those last recorded."),
        "INSTITUTION_MISMATCH": _("The institution's name is not the one recorded."),
        "SUBJECT_MISMATCH": _("What is known of a person is not what was recorded."),
        "GUARDIANSHIP_MISMATCH": _("Who has custody of a person is not what was recorded."),
        "GUARDIAN_MISMATCH": _("What is known of a guardian is not what was recorded."),
        "JOURNAL_MISMATCH": _("What was filed of a form is not what was recorded."),
        "JOURNAL_GAP": _("The register's own journal numbers have a gap."),
        "DOCUMENT_MISMATCH": _("A stored scan was changed."),
        "DOCUMENT_MISSING": _("A stored scan is gone."),
        "FORM_MISMATCH": _("A printed form is not what was recorded."),
        "PHOTO_MISMATCH": _("What is known of a photo is not what was recorded."),
        "FINGERPRINT_MISMATCH": _("The mark by which a photo is recognised was changed."),
        "RELEASE_MISMATCH": _("What is known of an export is not what was recorded."),
        "EDITION_MISMATCH": _("An own edition of the form is not as it was issued."),
        "SEAT_MISMATCH": _("Who sits here in which role is not what was recorded."),
        "TRASH_MISMATCH": _("What lies in the trash is not what was thrown away."),
        "STANDING_MISMATCH": _("A permission shown in lists is not what the journal says."),
        "GUARD_MISSING": _("What keeps the journal from being changed was removed."),
        "RIGHTS_CHANGED": _("What keeps a seat on the server within its role was changed."),
        "SCHEMA_CHANGED": _("The database was built differently by somebody."),
        "DATABASE_DAMAGED": _("A part of the register is damaged and can't be read."),
        "SEAL_MISMATCH": _(
            "The line is not the one that was sealed: the journal was rewritten since."
        ),
        "SEAL_OLDER_COPY": _(
            "The sealed line is not there, and the journal is whole without it: this is an older "
            "copy of the register."
        ),
        "SEAL_OTHER_KEY": _(
            "The seal was signed with another key than the journal names for that time."
        ),
        "SEAL_OTHER_REGISTER": _("The seal belongs to another register."),
        "SEAL_SIGNATURE_WRONG": _(
            "The signature of the seal is wrong: the seal was changed, or made up."
        ),
        "SEAL_TIME_WRONG": _(
            "The seal bears another moment than the line it names: the seal was changed, or made "
            "up."
        ),
        "SEAL_TRUNCATED": _("The sealed line is not there: the end of the journal was cut off."),
        "SEAL_UNSIGNED": _(
            "The seal is not signed, though the journal names a key for that time: anybody could "
            "have written it. Take a signed one."
        ),
        "PRINTED_MISMATCH": _(
            "The line is not the one that was printed: the journal was rewritten since."
        ),
        "PRINTED_OLDER_COPY": _(
            "The printed line is not there, and the journal is whole without it: this is an older "
            "copy of the register."
        ),
        "PRINTED_TRUNCATED": _(
            "The printed line is not there: the end of the journal was cut off."
        ),
    }
