"""What is said where photographers are: of check packs, raw files, sheets and the menus.

`wording` hands the problems on. A pack is no register, so two of its reasons have other sentences.
"""

from datetime import date

from consentdesk.domain.verdict import ReasonCode
from consentdesk.errors import Problem
from consentdesk.i18n import _, format_date


def outside_sentences() -> dict[Problem, str]:
    """The sentence for each code about check packs, raw files, shoot sheets or the menus."""
    return {**_opening(), **_making(), **_raws(), **_shooting(), **_integrating(), **_laid_down()}


def _laid_down() -> dict[Problem, str]:
    return {
        Problem.NO_SCREEN: _(
            "The window can't open: there is no screen here. Start ConsentDesk on a desktop, or "
            "use it from the command line (consentdesk --help)."
        ),
        Problem.WINDOW_LIBRARY_MISSING: _(
            "The window can't open: a system library is missing ({reason}). Install it, or ask "
            "your IT department to; the command line works without."
        ),
        Problem.POLICY_LOCKS_NOTHING: _(
            "What an administrator has laid down for this computer in {place} locks “{word}”, and "
            "there is no such setting. Nothing was opened. Ask the IT department to put it right."
        ),
        Problem.POLICY_UNREADABLE: _(
            "What an administrator has laid down for this computer can't be read in {place}. "
            "Nothing was opened. Ask the IT department to put it right."
        ),
        Problem.REGISTER_SYNCHRONISED: _(
            "{path} lies in {folder}, which is copied to other computers by itself. The names "
            "would go along, and two computers could damage each other's changes. Choose a folder "
            "that stays on this computer, or ask the IT department for the server edition."
        ),
    }


def _opening() -> dict[Problem, str]:
    return {
        Problem.PACK_CLOCK_BACK: _(
            "This computer's clock has gone back since the check pack was opened on {seen}. "
            "Nothing was checked. Set the clock right, then open the pack again."
        ),
        Problem.PACK_EXPIRED: _(
            "The check pack of {institution} was good until {until}. What it says does not count "
            "any more. Ask the school for a new one."
        ),
        Problem.PACK_FROM_FUTURE: _(
            "The check pack was made on {made}, later than this computer's clock says it is now. "
            "Nothing was checked. Set the clock right, then open the pack again."
        ),
        Problem.PACK_LOCKED: _(
            "The check pack {path} can't be opened: the passphrase is another one, or the file "
            "was changed on its way. Type the passphrase again, or ask the school for a new pack."
        ),
        Problem.PACK_MISSING: _(
            "There is no check pack {path}. See whether the name is spelt right."
        ),
        Problem.PACK_TOO_LARGE: _(
            "{path} is larger than any check pack. Ask the school for a new one, with fewer photos."
        ),
        Problem.PACK_TOO_NEW: _(
            "The check pack {path} was made by a newer ConsentDesk. Install the newest version, "
            "then open it again."
        ),
        Problem.PACK_UNREADABLE: _(
            "{path} is not a check pack that ConsentDesk wrote, or it is not whole. Ask the school "
            "to send it again."
        ),
        Problem.PHRASE_FILE_UNREADABLE: _(
            "There is no passphrase to be read in {path}. Write it into the first line, or name "
            "another file in CONSENTDESK_PASSPHRASE_FILE."
        ),
        Problem.PHRASE_MISSING: _(
            "The passphrase is missing, and there is nobody to ask for it. Name a file that holds "
            "it in CONSENTDESK_PASSPHRASE_FILE."
        ),
    }


def _making() -> dict[Problem, str]:
    return {
        Problem.NAME_IN_PACK: _(
            "A check pack called “{name}” would tell who is in it, and anybody can read the name "
            "of a file. Nothing was written. Give it another name."
        ),
        Problem.PACK_DAYS: _(
            "A check pack is good for at most {limit} days. Nothing was written. Choose fewer days."
        ),
        Problem.PACK_EMPTY: _(
            "There is no photo for the check pack. Nothing was written. Choose an event with "
            "photos."
        ),
        Problem.PACK_EXISTS: _(
            "There is a file {path} already. Nothing was written. Choose another name."
        ),
        Problem.PACK_PHRASE_SHORT: _(
            "The passphrase is too short: it needs at least {shortest} characters. Nothing was "
            "written. Choose a longer one."
        ),
        Problem.PACK_TOO_MANY: _(
            "{count} photos are too many for one check pack; at most {limit} go into it. Nothing "
            "was written. Choose some of the events."
        ),
        Problem.PACK_UNWRITABLE: _(
            "The check pack can't be written to {path}: {reason}. Choose another place."
        ),
        Problem.UNKNOWN_EVENT: _(
            "No photo belongs to an event called {given}. Nothing was written. Look for the name "
            "on the page of photos."
        ),
    }


def _shooting() -> dict[Problem, str]:
    return {
        Problem.SHEET_UNWRITABLE: _(
            "The shoot sheet can't be saved as {path} ({reason}). Nothing was printed. Choose "
            "another place."
        ),
    }


def _raws() -> dict[Problem, str]:
    return {
        Problem.RAW_OF_PICTURE: _(
            "{path} is the camera's raw file of {name}. It is not looked into and never leaves. "
            "Take {name} instead."
        ),
        Problem.UNREADABLE_RAW: _(
            "{path} is a camera's raw file, which is not looked into and never leaves. Save the "
            "picture as JPEG beside it, and take that."
        ),
    }


def _integrating() -> dict[Problem, str]:
    return {
        Problem.PLACE_UNWRITABLE: _(
            "{path} can't be written or removed: {reason}. What came before it stands. See whether "
            "the folder is yours, then try again."
        ),
        Problem.PROGRAM_PATH_TOO_LONG: _(
            "The path {path} is too long for a link of Windows, which has room for {limit} signs. "
            "Nothing was written. Install ConsentDesk nearer to the top."
        ),
    }


def pack_reasons() -> dict[ReasonCode, str]:
    """The reasons that are another thing in a pack than in a register."""
    return {
        ReasonCode.UNKNOWN_PHOTO: _("The picture is not in the check pack."),
        ReasonCode.NEAR_MATCH: _(
            "The picture looks like one in the check pack, but is another file. Check the original."
        ),
    }


def as_of_sentence(day: date) -> str:
    """What stands at every verdict of a pack."""
    said = _("As of {day}; ask the school before you post.")
    return said.format(day=format_date(day))
