"""Every code as a sentence: reasons, refusals and errors, in the language spoken.

The only place where a code becomes text. Single words come from `words` and are handed on from
here, so windows and command line need import only this module. A sentence says what happened, why,
and what to do, in that order and in at most three short sentences; it blames nobody.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import Enum

from consentdesk.access_refusals import access_sentences
from consentdesk.cover_refusals import cover_sentences
from consentdesk.domain.acts import Serial
from consentdesk.domain.roles import Right, Role
from consentdesk.domain.serials import parse_serial, shown_serial
from consentdesk.domain.verdict import Outcome, ReasonCode, Verdict
from consentdesk.edition_refusals import edition_sentences
from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.export_refusals import export_sentences
from consentdesk.i18n import _, format_date, format_datetime, format_number, ngettext
from consentdesk.key_refusals import key_sentences
from consentdesk.login_refusals import login_sentences
from consentdesk.naming_refusals import naming_sentences
from consentdesk.outside_refusals import outside_sentences, pack_reasons
from consentdesk.refusals import refusal_sentences
from consentdesk.seat_words import seat_sentences, seat_word
from consentdesk.tampering import seal_sentences, tampering_sentences
from consentdesk.words import (
    act_word,
    channel_word,
    destination_phrase,
    destination_place,
    destination_word,
    field_word,
    form_state_word,
    guardians_needed_word,
    kind_word,
    lapse_mode_word,
    listed,
    match_word,
    outcome_word,
    purpose_phrase,
    purpose_word,
    question_text,
    rule_kind_word,
    state_word,
    system_word,
)

__all__ = [
    "act_word",
    "channel_word",
    "destination_phrase",
    "destination_place",
    "destination_word",
    "field_word",
    "form_state_word",
    "guardians_needed_word",
    "kind_word",
    "lapse_mode_word",
    "listed",
    "match_word",
    "outcome_word",
    "problem_sentence",
    "problem_sentences",
    "purpose_phrase",
    "purpose_word",
    "question_text",
    "reason_sentence",
    "rule_kind_word",
    "shown_fact",
    "state_word",
    "tampering_sentence",
    "verdict_sentence",
]


_MOST_NAMED = 3
_SERIALS = frozenset({"serial", "following", "wanted"})


class _Facts(dict[str, str]):
    """Facts for a sentence; one that was not handed along shows as an ellipsis, not as a crash."""

    def __missing__(self, key: str) -> str:
        return "…"


def problem_sentence(error: ConsentDeskError) -> str:
    """What happened, why, and what to do."""
    facts = _Facts({key: shown_fact(key, value) for key, value in error.facts.items()})
    return problem_sentences()[error.problem].format_map(facts)


def shown_fact(key: str, value: object) -> str:
    """A fact as it stands in a sentence: dates and serials written out, purposes by their word."""
    match value:
        case datetime():
            return format_datetime(value)
        case date():
            return format_date(value)
        case str() if key in _SERIALS and parse_serial(value) == value:
            return shown_serial(Serial(value))
        case str() if key == "purpose":
            return purpose_phrase(value)
        case str() if key == "destination":
            return destination_phrase(value)
        case str() if key in ("field", "missing"):
            return field_word(value)
        case str() if key == "reason":
            return system_word(value)
        case Role() | Right():
            return seat_word(value)
        case Enum():
            return str(value.value)
        case str():
            return value
        case Iterable():
            return ", ".join(shown_fact(key.removesuffix("s"), one) for one in value)
        case _:
            return str(value)


def problem_sentences() -> dict[Problem, str]:
    """The sentence for each code, by the alphabet; `{facts}` are filled in by the caller."""
    return {
        **_problems_with_the_register(),
        **_problems_with_a_copy(),
        **_problems_with_an_entry(),
        **_problems_with_a_picture(),
        **access_sentences(),
        **cover_sentences(),
        **edition_sentences(),
        **export_sentences(),
        **naming_sentences(),
        **_problems_with_printing(),
        **refusal_sentences(),
        **outside_sentences(),
        **key_sentences(),
        **login_sentences(),
        **seat_sentences(),
        **seal_sentences(),
        Problem.BACKUP_NOT_A_REGISTER: _(
            "{path} is not a backup of a register. Nothing was restored. Choose a file that "
            "ConsentDesk wrote as a backup."
        ),
        Problem.CANCELLED: _("Stopped. Nothing more was done."),
    }


def _problems_with_the_register() -> dict[Problem, str]:
    return {
        Problem.INSTITUTION_AMBIGUOUS: _(
            "There are several institutions in this database: {institutions}. Say which one."
        ),
        Problem.INSTITUTION_UNKNOWN: _(
            "There is no institution called {institution} in this database. Check the spelling."
        ),
        Problem.POLICY_BROKEN: _(
            "The policy file {path} can't be used: line {line}, {reason} {detail}. Without a "
            "policy nothing may be exported. Mend the file, or install ConsentDesk again."
        ),
        Problem.POLICY_UNKNOWN: _(
            "There is no policy called {policy}. Choose one of those that come with ConsentDesk."
        ),
        Problem.REGISTER_DAMAGED: _(
            "The register {path} is damaged. Nothing was changed. Restore the latest backup, and "
            "keep the damaged file."
        ),
        Problem.REGISTER_EXISTS: _(
            "There is already a register at {path}. It was left as it is. Open it, or choose "
            "another place."
        ),
        Problem.REGISTER_FULL: _(
            "The disk with the register {path} is full. Nothing was changed. Make room and try "
            "again."
        ),
        Problem.REGISTER_IN_USE: _(
            "The register {path} is open in another window or another program. Nothing was "
            "changed. Close it there and try again."
        ),
        Problem.REGISTER_LOCKED: _(
            "Somebody else is writing in the register {path}. Nothing was changed. Wait a moment "
            "and try again."
        ),
        Problem.REGISTER_MISSING: _(
            "There is no register at {path}. Check the place, or make a new one with “consentdesk "
            "init”."
        ),
        Problem.REGISTER_NOT_ONE: _(
            "{path} is not a register of ConsentDesk. It was left as it is. Choose another file."
        ),
        Problem.REGISTER_ON_SHARE: _(
            "{path} lies on a network drive ({reason}), where a register can be damaged. Keep it "
            "on this computer, or use a PostgreSQL server."
        ),
        Problem.REGISTER_READ_ONLY: _(
            "The register {path} can't be written: the file, its folder or the account is "
            "read-only. Nothing was changed. Ask for the right to write there."
        ),
        Problem.REGISTER_TOO_NEW: _(
            "The register {path} was written by a newer ConsentDesk. It was left as it is. Update "
            "ConsentDesk on this computer."
        ),
        Problem.REGISTER_TOO_OLD: _(
            "The register {path} is from an older ConsentDesk. It was left as it is. Upgrade it "
            "(consentdesk upgrade); a backup is made first."
        ),
        Problem.REGISTER_UNCERTAIN: _(
            "The connection to {path} broke while saving, and it can't be told whether the last "
            "step was saved. Look whether it is there before doing it again."
        ),
        Problem.REGISTER_UNREACHABLE: _(
            "The register {path} can't be reached ({reason}). Nothing was changed. Check the "
            "disk it lies on, or the network and the server, then try again."
        ),
        Problem.SERVER_DRIVER_MISSING: _(
            "This installation can't talk to PostgreSQL. Install ConsentDesk with its extra "
            "'server'."
        ),
        Problem.UPGRADE_NOT_BACKED_UP: _(
            "No backup of the register {path} could be written beside it ({reason}), so it was "
            "left as it is. Make room on the disk, or ask for the right to write there."
        ),
    }


def _problems_with_a_copy() -> dict[Problem, str]:
    return {
        Problem.BACKUP_DAMAGED: _(
            "The backup {path} is damaged or was changed outside the program. Nothing was "
            "restored. Choose another backup, and keep this file."
        ),
        Problem.BACKUP_EXISTS: _(
            "There is already a file at {path}. It was left as it is. Choose another name."
        ),
        Problem.BACKUP_OTHER_IDS: _(
            "The backup {path} can't be restored into this database: other institutions use the "
            "same numbers there. Restore it into an empty database."
        ),
        Problem.BACKUP_TOO_NEW: _(
            "The backup {path} was written by a newer ConsentDesk. Nothing was restored. Update "
            "ConsentDesk on this computer."
        ),
        Problem.PRACTICE_FOLDER_UNUSABLE: _(
            "The practice register can't be made in {path} ({reason}). Nothing was left there. "
            "Choose another folder."
        ),
        Problem.PRACTICE_FOLDER_USED: _(
            "{path} is not an empty folder, so the practice register was not made there. Choose a "
            "new or an empty folder."
        ),
        Problem.SEAL_EXISTS: _(
            "{path} is already there, and an older seal is evidence. Nothing was written. Choose "
            "another name."
        ),
        Problem.BACKUP_UNWRITABLE: _(
            "The backup can't be written to {path} ({reason}). The register is as it was. Choose "
            "another place."
        ),
        Problem.SEAL_UNREADABLE: _(
            "{path} is not a seal as ConsentDesk writes it, or was changed since. Choose a file "
            "that ends in .seal, or another copy of it."
        ),
        Problem.SEAL_UNWRITABLE: _(
            "The seal can't be written to {path}: {reason}. Choose another place."
        ),
    }


def _problems_with_a_picture() -> dict[Problem, str]:
    return {
        Problem.CREDIT_UNUSABLE: _(
            "The credit line or licence can't be written into the picture: it is too long or "
            "holds signs that no line of text has. Shorten it."
        ),
        Problem.REGION_OUTSIDE: _(
            "The marked area lies outside the picture, so nothing would be hidden. Mark it again."
        ),
        Problem.UNREADABLE_CHANGED: _(
            "The file changed while it was being read. Wait until it is finished, then try again."
        ),
        Problem.UNREADABLE_CODING: _(
            "The picture is coded in a way that ConsentDesk can't read ({coding}). Save it as an "
            "ordinary JPEG."
        ),
        Problem.UNREADABLE_DAMAGED: _(
            "The picture is damaged: it can't be read to the end. Fetch it from the camera again."
        ),
        Problem.UNREADABLE_DECODER: _(
            "The picture can't be looked at: the part of ConsentDesk that opens pictures does not "
            "start. Restart ConsentDesk, or install it again."
        ),
        Problem.UNREADABLE_DENIED: _(
            "The file may not be opened by you. Ask for access to it, or copy it elsewhere."
        ),
        Problem.UNREADABLE_EMPTY: _("The file is empty. Fetch the picture again."),
        Problem.UNREADABLE_IO: _(
            "The file can't be read ({reason}). Check the disk or the network, then try again."
        ),
        Problem.UNREADABLE_KIND: _(
            "This is no photo file but {kind}, whatever its name says. Save the picture as JPEG."
        ),
        Problem.UNREADABLE_METADATA: _(
            "The picture carries more than {limit} MB of hidden data, which no camera writes. "
            "Save it anew as JPEG."
        ),
        Problem.UNREADABLE_MISSING: _("The file is not there. Has it been moved or renamed?"),
        Problem.UNREADABLE_NOT_A_FILE: _(
            "This is a folder or a device, not a picture file. Choose the pictures in it."
        ),
        Problem.UNREADABLE_PIXELS: _(
            "The picture has {megapixels} megapixels; at most {limit} are opened, because larger "
            "ones can bring a computer to a halt. Save it smaller."
        ),
        Problem.UNREADABLE_SCANS: _(
            "The picture is built from more than {limit} layers, which no camera does and which "
            "can bring a computer to a halt. Save it anew as JPEG."
        ),
        Problem.UNREADABLE_TOO_BIG: _(
            "The file has {megabytes} MB; at most {limit} are opened. Save the picture smaller."
        ),
        Problem.UNREADABLE_TOO_HARD: _(
            "The picture takes more time or memory to open than any photo should. Save it anew as "
            "JPEG."
        ),
        Problem.UNREADABLE_UNKNOWN: _(
            "This is not a photo file that ConsentDesk knows. JPEG, PNG, WebP, TIFF and HEIC can "
            "be read."
        ),
    }


def _problems_with_printing() -> dict[Problem, str]:
    return {
        Problem.EDITIONS_MIXED: _(
            "The forms are of different editions ({editions}). Nothing was printed. Print them "
            "edition by edition."
        ),
        Problem.FONT_MISSING: _(
            "Nothing can be printed: the font {font} is missing on this computer. Install the "
            "DejaVu fonts (package fonts-dejavu-core)."
        ),
        Problem.FORM_ANSWERED: _(
            "The form {serial} has been answered and is not printed again. Print a new one."
        ),
        Problem.LETTERS_NOT_IN_FONT: _(
            "“{text}” can't be printed: the font has no {letters}. Nothing was printed. Write it "
            "with other letters."
        ),
        Problem.NAME_TOO_LONG: _(
            "“{name}” is too long for its line on the form. Nothing was printed. Shorten it."
        ),
        Problem.NOBODY_TO_ASK: _(
            "Nothing was printed: everyone chosen has left or may never be shown. Choose somebody "
            "else."
        ),
        Problem.NOTHING_TO_PRINT: _(
            "There is nothing to print. Choose at least one person or one blank form."
        ),
        Problem.PDF_UNREADABLE: _("{path} can't be shown: it is no PDF, or it is damaged."),
        Problem.PRINTER_REFUSED: _(
            "The printer {printer} does not take the pages. Nothing was printed and no form was "
            "issued. Look at the printer, or save the forms as PDF."
        ),
        Problem.PRINT_TARGET_UNUSABLE: _(
            "The forms can't be saved as {path} ({reason}). Nothing was printed. Choose another "
            "place."
        ),
        Problem.REPRINT_CHANGED: _(
            "The form {serial} can't be printed as it was: its wording is not the one issued now. "
            "Print a new one."
        ),
        Problem.SHEET_DAY_FAR: _(
            "{day} is too far ahead for a shoot sheet: too much may change until then. Make it at "
            "most {days} days before."
        ),
        Problem.SHEET_DAY_OVER: _(
            "{day} is over, and so is a shoot sheet for it. Choose today or a day to come."
        ),
        Problem.SHEET_OF_NOBODY: _(
            "Nobody is in what was chosen on {day}, so there is no shoot sheet. Choose other "
            "groups."
        ),
        Problem.SHEET_WITHOUT_GROUP: _(
            "A shoot sheet needs to know who will be there. Choose at least one group."
        ),
        Problem.TOO_MANY_FORMS: _(
            "{count} forms are too many for one file; at most {limit} can be printed at once. "
            "Print them group by group."
        ),
        Problem.UNKNOWN_GROUP: _("There is no group {given}. Choose one of: {choices}."),
    }


def _problems_with_an_entry() -> dict[Problem, str]:
    return {
        Problem.FORM_TAKEN: _(
            "The form {serial} belongs to somebody else. Nothing was saved. Check the number on "
            "the sheet."
        ),
        Problem.JOURNAL_INCOMPLETE: _(
            "The form {serial} can't be journaled: {missing} is missing. Nothing was saved. Add it "
            "and journal again."
        ),
        Problem.JOURNAL_NUMBER_GAP: _(
            "The register numbers its journal itself; the next number is {expected}, not {number}. "
            "Leave the number out, or name the other case system."
        ),
        Problem.JOURNAL_NUMBER_TAKEN: _(
            "The journal number {number} in {system} is already used. Nothing was saved. Check the "
            "number."
        ),
        Problem.NAME_MISSING: _("The name is missing. Nothing was saved. Fill in a name."),
        Problem.NOT_A_SCAN: _(
            "The scan is neither PDF, JPEG, PNG nor TIFF. Nothing was saved. Scan the form again."
        ),
        Problem.PHOTO_KNOWN: _("The picture is in the register already."),
        Problem.SERIAL_TAKEN: _("The form number {serial} is already used."),
        Problem.SETTING_UNUSABLE: _(
            "The setting {detail} can't be used. Nothing was changed. Choose one of the values "
            "that are offered."
        ),
        Problem.SUBJECT_IN_USE: _(
            "{subject} can't be removed: forms, answers or photos belong to this person. Correct "
            "them first (in the window: Journal → Correct), or end the time at the institution."
        ),
        Problem.TEXT_TOO_LONG: _(
            "The text in {field} is too long: {size} signs, at most {limit}. Nothing was saved. "
            "Shorten it."
        ),
        Problem.TOO_LARGE: _(
            "The scan is too large: {size} bytes, at most {limit}. Nothing was saved. Scan it with "
            "a lower resolution."
        ),
        Problem.UNKNOWN_ACT: _("There is no line {number} in the journal."),
        Problem.UNKNOWN_DOCUMENT: _("The scan {digest} is not in the register."),
        Problem.UNKNOWN_GUARDIAN: _("There is no guardian {guardian} in the register."),
        Problem.UNKNOWN_PHOTO: _("There is no photo {photo} in the register."),
        Problem.UNKNOWN_RELEASE: _(
            "There is no export {release} in the register. Look for its number among the exports."
        ),
        Problem.UNKNOWN_SERIAL: _(
            "There is no form {serial} in the register. Check the number on the sheet."
        ),
        Problem.UNKNOWN_SUBJECT: _(
            "There is no {subject} in the register. Check the spelling, or use the number."
        ),
        Problem.UNUSABLE_TEXT: _(
            "The text in {field} holds signs that can't be stored. Nothing was saved. Type it "
            "again."
        ),
    }


def tampering_sentence(code: str, number: int | None) -> str:
    """What does not fit in the register, and at which entry of the journal, where there is one."""
    said = tampering_sentences()[code]
    if number is None:
        return said
    return _("Line {number}: {sentence}").format(number=number, sentence=said)


def verdict_sentence(verdicts: Sequence[Verdict]) -> str:
    """The verdicts on one picture in one sentence: where it may be shown, and where not."""
    found = {o: [v.destination for v in verdicts if v.outcome is o] for o in Outcome}
    may, may_not = places_phrase(found[Outcome.CLEAR]), places_phrase(found[Outcome.WITHHELD])
    unclear = places_phrase(found[Outcome.UNDECIDED], where=False)
    match bool(may), bool(may_not), bool(unclear):
        case True, False, False if len(verdicts) > 1:
            text = _("May be shown everywhere.")
        case True, False, False:
            text = _("May be shown {may}.")
        case True, True, False:
            text = _("May be shown {may}, but not {may_not}.")
        case True, False, True:
            text = _("May be shown {may}; not decided yet for {unclear}.")
        case True, True, True:
            text = _("May be shown {may}, but not {may_not}; not decided yet for {unclear}.")
        case False, True, True:
            text = _("May not be shown {may_not}; not decided yet for {unclear}.")
        case False, True, False if len(verdicts) == 1:
            text = _("May not be shown {may_not}.")
        case False, True, False:
            text = _("May not be shown anywhere.")
        case _:
            text = _("Not decided yet.")
    return text.format(may=may, may_not=may_not, unclear=unclear)


def places_phrase(destinations: Sequence[str], *, where: bool = True) -> str:
    """Three by name, more as a number: seen better in a list; with `where` as in "on Facebook"."""
    count, phrase = len(destinations), destination_place if where else destination_phrase
    if count <= _MOST_NAMED:
        return listed([phrase(one) for one in destinations])
    if where:
        text = ngettext("at {count} destination", "at {count} destinations", count)
    else:
        text = ngettext("{count} destination", "{count} destinations", count)
    return text.format(count=count)


def reason_sentence(code: ReasonCode, name: str, destination: str, *, by_pack: bool = False) -> str:
    """Why a picture may not go, as one sentence.

    `name` is the person concerned, "" where nobody is or where names are not to be shown;
    `destination` is spelt as in the policy file. `by_pack`: a check pack says so, no register.
    """
    who = name or _("someone in the picture")
    said = {**_reasons(), **(pack_reasons() if by_pack else {})}[code]
    text = said.format(name=who, destination=destination_phrase(destination))
    return text[:1].upper() + text[1:]


def _reasons() -> dict[ReasonCode, str]:
    return {**_reasons_about_people(), **_reasons_about_pictures()}


def _reasons_about_people() -> dict[ReasonCode, str]:
    return {
        ReasonCode.NEVER_ASKED: _("{name} has never been asked about {destination}."),
        ReasonCode.ASKED_ONLY: _(
            "{name} has been asked about {destination}, but no signed form has come back."
        ),
        ReasonCode.NOT_JOURNALED: _(
            "The signed form from {name} about {destination} is not journaled yet."
        ),
        ReasonCode.REFUSED: _("{name} has no permission for {destination}: the answer was no."),
        ReasonCode.WITHDRAWN: _("The permission for {name} and {destination} was withdrawn."),
        ReasonCode.LAPSED: _("The permission for {name} and {destination} has run out."),
        ReasonCode.CAME_OF_AGE: _(
            "{name} is now old enough to sign, and only a guardian has signed for {destination}."
        ),
        ReasonCode.SECOND_GUARDIAN_MISSING: _(
            "The permission for {name} and {destination} lacks the other guardian's signature."
        ),
        ReasonCode.OBJECTED: _("{name} does not want to be shown."),
        ReasonCode.PROTECTED: _("{name} may never be shown."),
        ReasonCode.NO_PERMISSION: _("{name} has no permission that holds for {destination}."),
    }


def _reasons_about_pictures() -> dict[ReasonCode, str]:
    return {
        ReasonCode.UNKNOWN_PHOTO: _("The picture is not in the register."),
        ReasonCode.NEAR_MATCH: _(
            "The picture looks like one in the register; nobody has said whether it is the same."
        ),
        ReasonCode.KIND_UNSET: _(
            "Nobody has said whether it is a portrait, a situation photo or without people."
        ),
        ReasonCode.NOT_ATTESTED: _("Nobody has confirmed that everyone recognisable is named."),
        ReasonCode.MORE_VISIBLE_THAN_NAMED: _("More people are recognisable than are named."),
        ReasonCode.MORE_FACES_THAN_NAMED: _(
            "More faces were counted than people were said to be recognisable."
        ),
        ReasonCode.NOT_ASSESSED: _("The situation photo has not been assessed for {destination}."),
        ReasonCode.ASSESSED_WITHHOLD: _(
            "The situation photo was assessed, and is not to go to {destination}."
        ),
        ReasonCode.SENSITIVE: _(
            "The situation is sensitive, so everyone shown needs a permission for {destination}."
        ),
        ReasonCode.SECOND_PERSON_MISSING: _(
            "A second person must agree before it goes to {destination}, and somebody else let it "
            "out."
        ),
        ReasonCode.NO_RIGHTS: _("Photographer or right to use is missing."),
        ReasonCode.UNREADABLE: _("The file can't be read as a picture."),
    }


def still_out_sentence(name: str, due: int, rest: int) -> str:
    """What is out there of somebody for whom nothing has to come down now: how many pictures.

    `due` must come down for another reason, `rest` may stay.
    """
    if due:
        said = ngettext(
            "Nothing has to be taken down for this. But {count} picture of {name} that is out "
            "there must be taken down for another reason.",
            "Nothing has to be taken down for this. But {count} pictures of {name} that are out "
            "there must be taken down for another reason.",
            due,
        )
    elif rest:
        said = ngettext(
            "Nothing has to be taken down for this. {count} picture of {name} is still out there, "
            "and may stay.",
            "Nothing has to be taken down for this. {count} pictures of {name} are still out "
            "there, and may stay.",
            rest,
        )
    else:
        said = _("No picture of {name} is out there.")
    return said.format(count=format_number(due or rest), name=name)
