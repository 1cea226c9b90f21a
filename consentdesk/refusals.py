"""What the services refuse, as sentences: intake, roster, photos, export.

Part of `wording`, which is what windows and command line import. What happened, why, what to do.
"""

from consentdesk.domain.consent import Lack
from consentdesk.errors import Problem
from consentdesk.i18n import _


def lack_sentence(lack: Lack, name: str) -> str:
    """Why a yes on paper opens nothing yet, and what to do; `name` is whom it is about."""
    said = {
        Lack.NOT_JOURNALED: _(
            "The answers are recorded. They count only once the form is journaled."
        ),
        Lack.SECOND_GUARDIAN: _(
            "The permission is not in force yet. Your municipality asks for the signature of every "
            "guardian with custody, and one is missing. Print a form for the other guardian."
        ),
        Lack.VALIDITY: _(
            "The permission is not in force: it was signed so long ago that it has lapsed already. "
            "Print a new form."
        ),
        Lack.CAME_OF_AGE: _(
            "The permission is not in force: {name} is old enough now to sign alone. Print a form "
            "for {name}."
        ),
    }[lack]
    return said.format(name=name)


def refusal_sentences() -> dict[Problem, str]:
    """The sentence for each code that a service raises."""
    return {
        **_about_texts(),
        **_about_people(),
        **_about_lists(),
        **_about_forms(),
        **_about_journaling(),
        **_about_the_inbox(),
        **_about_photos(),
        **_about_the_trash(),
        **_about_releases(),
        **_about_the_target(),
        **_about_files_in_the_way(),
    }


def _about_texts() -> dict[Problem, str]:
    return {
        Problem.CHARACTER_NOT_ALLOWED: _(
            "A sign that nobody sees ({character}), which can hide or turn round other text, "
            "stands here: {field}. Nothing was saved. Type it again instead of pasting it."
        ),
        Problem.CPR_IN_TEXT: _(
            "The {field} holds what looks like a personal number. Nothing was saved. Leave the "
            "number out; nothing here needs it."
        ),
        Problem.INSTITUTION_NAME_FIXED: _(
            "The name {institution} can't be changed to that. Nothing was saved. A register on a "
            "server is opened by its name, and one for practice is known by it."
        ),
        Problem.LINE_BREAK: _(
            "There is a line break where only one line fits: {field}. Nothing was saved. Write it "
            "in one line."
        ),
        Problem.NOT_A_LINK: _(
            "This is not a web address. Nothing was saved. Paste it whole, beginning with https://."
        ),
        Problem.REASON_MISSING: _(
            "The reason is missing. Nothing was saved. One sentence is enough."
        ),
        Problem.TEXT_MISSING: _("The {field} is missing. Nothing was saved. Fill it in."),
        Problem.TEXT_TOO_LONG: _(
            "The {field} is longer than {limit} signs. Nothing was saved. Shorten it."
        ),
        Problem.UNKNOWN_DESTINATION: _(
            "There is no destination called {given}. Choose among {choices}."
        ),
        Problem.UNKNOWN_LANGUAGE: _(
            "{language} is not the code of a language. Use two small letters, such as da or sv."
        ),
        Problem.UNKNOWN_PURPOSE: _(
            "Nobody is asked about {given} here. Nothing was saved. Choose among {choices}."
        ),
    }


def _about_people() -> dict[Problem, str]:
    return {
        Problem.ALREADY_ENROLLED: _(
            "{subject}, born {day}, is enrolled already. Nothing was saved. If there really are "
            "two, say so."
        ),
        Problem.AMBIGUOUS_GUARDIAN: _(
            "{name} can be more than one person. Nothing was saved. Use the number instead of the "
            "name, or 'self' for the person on the pictures."
        ),
        Problem.AMBIGUOUS_SUBJECT: _(
            "{subject} can be more than one person. Say which one, by birth date or number: "
            "{candidates}."
        ),
        Problem.BORN_IN_FUTURE: _(
            "{day} lies in the future. Nothing was saved. Check the birth date."
        ),
        Problem.BORN_TOO_LONG_AGO: _(
            "{day} is more than {limit} years ago. Nothing was saved. Check the year of birth."
        ),
        Problem.CUSTODY_ENDS_BEFORE_IT_BEGINS: _(
            "Custody can't end on {until} when it begins on {since}. Nothing was saved. Check the "
            "dates."
        ),
        Problem.GUARDIAN_EXISTS: _(
            "{subject} already has a guardian called {name}. Nothing was saved. Change that one "
            "instead."
        ),
        Problem.GUARDIAN_IN_USE: _(
            "{name} has signed for {subject}, or was sent a form, and stays known as a guardian. "
            "Nothing was saved. Take away the tick at custody instead."
        ),
        Problem.BACK_ON_NO_SUCH_DAY: _(
            "{day} can't be the first day back: it has not come yet, or lies before the last day "
            "here. Nothing was saved. Check both days."
        ),
        Problem.LEFT_BEFORE_BORN: _(
            "{day} lies before the birth date. Nothing was saved. Check the day of leaving."
        ),
        Problem.NAME_DOES_NOT_MATCH: _(
            "The name typed is not the name of the person to be erased, so nobody was erased. Type "
            "the whole name as it stands in the register."
        ),
        Problem.NAME_UNUSABLE: _(
            "“{name}” is no name: a name has letters, and no date at its end. Nothing was saved. "
            "Type the name alone."
        ),
        Problem.NO_OBJECTION: _(
            "{subject} has no objection on record, so none can be lifted. Nothing was saved. See "
            "whether you mean somebody else."
        ),
        Problem.NOT_PROTECTED: _("{subject} is not protected, so no protection can be lifted."),
        Problem.STAFF_TOO_YOUNG: _(
            "Staff sign for themselves, and whoever was born on {day} is under {limit}. Nothing "
            "was saved. Check the birth date, or leave the mark for staff out."
        ),
    }


def _about_forms() -> dict[Problem, str]:
    return {
        Problem.FORM_ALREADY_RECORDED: _(
            "The answers on the form {serial} are recorded already. Nothing was saved. If they are "
            "wrong, correct them first (in the window: Journal → Correct)."
        ),
        Problem.ANSWERS_FILED_ALREADY: _(
            "These answers are in the journal already, as {number}: signed by the same person on "
            "the same day, with the same crosses on the form {serial}. Nothing was saved. Put the "
            "sheet aside."
        ),
        Problem.FORM_OUT_OF_TURN: _(
            "The number {serial} is not yet to be used. Nothing was saved. The next sheet with "
            "that printed number is {wanted}."
        ),
        Problem.SCAN_OF_ANOTHER_SHEET: _(
            "This scan belongs to the form {serial}. Nothing was saved. Scan the sheet that lies "
            "before you, or say where it is kept."
        ),
        Problem.MUST_SIGN_SELF: _(
            "{subject} was old enough on {day} to sign alone, and nobody else can. Nothing was "
            "saved. Ask {subject} to sign."
        ),
        Problem.NO_CUSTODY: _(
            "{name} did not hold custody of {subject} on {day}, so this signature opens nothing. "
            "Nothing was saved. Ask somebody with custody to sign."
        ),
        Problem.NOT_A_GUARDIAN: _(
            "{name} is not on record as a guardian of {subject}. Nothing was saved. Check the name "
            "on the sheet, or add the guardian first."
        ),
        Problem.SCAN_DAMAGED: _(
            "The scan {path} is damaged or broken off: it does not open from beginning to end. "
            "Nothing was saved. Scan the form again."
        ),
        Problem.SCAN_LOCKED: _(
            "The scan {path} is protected by a password, so nobody could read it later. Nothing "
            "was saved. Save it without a password, or scan the form again."
        ),
        Problem.SCAN_NOT_READABLE: _(
            "The scan {path} can't be read. Nothing was saved. Check that it is there, that it is "
            "a file with something in it, and that you may open it."
        ),
        Problem.SCAN_PAGE_DAMAGED: _(
            "Page {page} of {path} is damaged and can't be read. The other pages are not affected. "
            "Scan that sheet again."
        ),
        Problem.SCAN_PAGE_TOO_HARD: _(
            "Page {page} of {path} takes more time or memory to open than any scan should. The "
            "other pages are not affected. Scan that sheet again."
        ),
        Problem.SCAN_TOO_MANY_PAGES: _(
            "The scan {path} has {pages} pages; at most {limit} are read at once. Nothing was "
            "saved. Split it into smaller files, or scan the stack in parts."
        ),
        Problem.SIGNED_BEFORE_BORN: _(
            "The form {serial} can't be signed on {day}: that is before the birth. Nothing was "
            "saved. Check the date on the sheet."
        ),
        Problem.SIGNED_IN_FUTURE: _(
            "The form {serial} can't be signed on {day}: that day is still to come. Nothing was "
            "saved. Check the date on the sheet."
        ),
        Problem.SUBJECT_NEEDED: _(
            "The form {serial} was printed blank. Nothing was saved. Say whom it is about."
        ),
        Problem.TOO_YOUNG_TO_SIGN: _(
            "{subject} was under {limit} on {day}, so a guardian has to sign. Nothing was saved. "
            "Say which guardian signed, or ask one to."
        ),
    }


def _about_journaling() -> dict[Problem, str]:
    return {
        Problem.CLOCK_AHEAD: _(
            "This computer says it is {today}, but the last line in the journal is from {last}. "
            "Nothing was written. Set the clock right, or start again and say that it is."
        ),
        Problem.ALREADY_CORRECTED: _(
            "Line {number} in the journal is corrected already. Nothing was saved."
        ),
        Problem.FORM_ALREADY_JOURNALED: _(
            "The form {serial} is journaled already, as {number}. Nothing was saved. If this is "
            "the same sheet, put it aside; if it is a copy with new answers, record it as "
            "{following}."
        ),
        Problem.FORM_NOT_RECORDED: _(
            "No answers are recorded for the form {serial}. Nothing was saved. Record the answers "
            "first."
        ),
        Problem.NOT_CORRECTABLE: _(
            "Line {number} in the journal tells what happened, and that can't be undone. Nothing "
            "was saved. Record what is true now instead."
        ),
        Problem.NUMBER_FOR_ONE_FORM: _(
            "A journal number belongs to one form, and these are {count}. Nothing was saved. "
            "Journal them one by one, or leave the number out."
        ),
        Problem.RECEIVED_BEFORE_SIGNED: _(
            "The form {serial} can't be received on {day}: it was signed on {signed}. Nothing was "
            "saved. Check the dates."
        ),
        Problem.RECEIVED_IN_FUTURE: _(
            "The form {serial} can't be received on {day}: that day is still to come. Nothing was "
            "saved. Check the date."
        ),
        Problem.SERIAL_TWICE: _(
            "The form {serial} is named twice. Nothing was saved. Name each form once."
        ),
    }


def _about_the_inbox() -> dict[Problem, str]:
    return {
        Problem.NO_FORM_WAITING: _(
            "No form of {subject} waits for an answer. Nothing was saved. Type the number printed "
            "on the sheet, or print a new form."
        ),
        Problem.NO_SUCH_PAGE: _(
            "The form {serial} has no page {place}; it has {pages}. Nothing was saved. Choose one "
            "of its pages."
        ),
        Problem.PAGE_OF_ANOTHER_FORM: _(
            "The code on this page says that it is of the form {wanted}, not {serial}. Nothing was "
            "saved. Link it to {wanted}, or scan the right page."
        ),
        Problem.SEVERAL_FORMS_WAITING: _(
            "Several forms of {subject} wait for an answer: {serials}. Nothing was saved. Type the "
            "number printed on the sheet."
        ),
        Problem.SHEET_CHANGED_MEANWHILE: _(
            "Somebody else has changed the sheet {serial} in the inbox meanwhile. Nothing was "
            "saved. Look at it once more."
        ),
        Problem.SHEET_NOT_DECIDED: _(
            "The form {serial} can't be accepted yet. Missing: {missing}. Look at the sheet and "
            "fill it in."
        ),
        Problem.TAKEN_BACK_SINCE: _(
            "The form {serial} says yes to {purposes}, but after it came in somebody said no to "
            "that (line {number} in the journal). Nothing was saved. Put the sheet aside; if the "
            "answer is yes after all, print a new form."
        ),
        Problem.UNKNOWN_PAGE: _(
            "This page is no longer in the inbox. Somebody else has probably dealt with it."
        ),
        Problem.UNKNOWN_SHEET: _(
            "This sheet is no longer in the inbox. Somebody else has probably dealt with it."
        ),
    }


def _about_photos() -> dict[Problem, str]:
    return {
        Problem.SECOND_IS_FIRST: _(
            "You have said yourself who is on {path}, where, or what is covered, or have judged "
            "it, so the second person must be somebody else. Nothing was saved. Ask a colleague to "
            "look at it."
        ),
        Problem.SECOND_NOT_NEEDED: _(
            "Nobody has to agree to {path}: somebody has done so already, or the rules ask for one "
            "person only. Nothing was saved, and there is nothing to do."
        ),
        Problem.SECOND_TOO_EARLY: _(
            "{path} may not leave for another reason yet, so nobody can agree to it. Nothing was "
            "saved. Check the picture, and settle that first."
        ),
        Problem.ASSESSED_NOT_NAMED: _(
            "You say that somebody who is protected or does not want to be shown is on the photo, "
            "but nobody like that is named on it. Nothing was saved. Name the person first; "
            "covered, the photo may still go out."
        ),
        Problem.NOBODY_BUT_NAMED: _(
            "{path} can't be without people: somebody is named on it, or said to be recognisable. "
            "Nothing was saved. Choose portrait or situation photo, or remove the names."
        ),
        Problem.NOT_A_NEAR_MATCH: _(
            "{path} does not look like that photo, so it can't be taken for it. Nothing was saved. "
            "Register it as a photo of its own."
        ),
        Problem.NOT_A_SITUATION_PHOTO: _(
            "{path} is not marked as a situation photo, and only those are assessed. Nothing was "
            "saved. Choose the kind of photo first."
        ),
        Problem.NOTHING_TO_ATTEST: _(
            "Nobody is named on {path}. Nothing was saved. Name the people, or choose “Nobody "
            "recognisable” (0) if that is so."
        ),
        Problem.PICTURE_OF_ANOTHER: _(
            "{path} is known as another photo already. Nothing was saved."
        ),
        Problem.REGION_NEEDS_ORIGINAL: _(
            "{path} is another version of the photo and may be turned or cut differently, so a "
            "place marked on it can't be used. Nothing was saved. Mark it on the file that was "
            "registered."
        ),
        Problem.REGION_OFF_THE_PICTURE: _(
            "The place marked for {subject} does not lie on the picture. Nothing was saved. Mark "
            "it again."
        ),
        Problem.REGION_TOO_SMALL: _(
            "A place marked on {path} is too small for a face, so a cover would hide too little. "
            "Nothing was saved or exported. Mark the whole face, or a little more."
        ),
        Problem.VISIBLE_TOO_FEW: _(
            "More people are named on {path} ({named}) than should be recognisable ({given}). "
            "Nothing was saved. Count again."
        ),
    }


def _about_the_trash() -> dict[Problem, str]:
    return {
        Problem.ADDED_SINCE: _(
            "{path} is in the register again: somebody has added the picture since it was thrown "
            "away. Nothing was put back."
        ),
        Problem.ENROLLED_SINCE: _(
            "{subject} is in the register again: somebody has enrolled a person of that name and "
            "birth date since. Nothing was put back. Go on with the entry that is there."
        ),
        Problem.NAMED_IN_TRASH: _(
            "{path} shows {subject}, who lies in the trash too. Nothing was put back, since the "
            "photo would name too few people. Put both back together, or add the picture anew."
        ),
        Problem.NOT_IN_TRASH: _(
            "That is no longer in the trash: it was put back, or deleted for good."
        ),
        Problem.PHOTO_HAS_HISTORY: _(
            "{path} can't be thrown away: somebody has vouched for it, judged it or exported it, "
            "and that stays on record. Nothing was changed. Correct it in the journal so that the "
            "photo can't leave."
        ),
        Problem.PROTECTED_STAYS: _(
            "{subject} is protected and can't be taken out: entered again, for instance by a "
            "class list, the person would be without protection. Nothing was changed. Set the last "
            "day here instead, or end the protection first."
        ),
        Problem.SUBJECT_HAS_HISTORY: _(
            "{subject} can't be thrown away: a form, an answer or a photo is on record for this "
            "person. Nothing was changed. Set the last day here instead."
        ),
    }


def _about_releases() -> dict[Problem, str]:
    return {
        Problem.ALREADY_TAKEN_DOWN: _(
            "These pictures of export {release} are marked as taken down already."
        ),
        Problem.COPY_NOT_IN_RELEASE: _(
            "Export {release} has no such copy: {copy}. Nothing was saved. Check the number of "
            "the export."
        ),
        Problem.COVER_NEEDS_ORIGINAL: _(
            "{path} is known from another file, where the picture may be turned or cut "
            "differently. Nothing was exported. Use the file that was registered, so that the "
            "cover lands in the right place."
        ),
        Problem.COVER_NEEDS_REGION: _(
            "On {path} nobody has marked where the person to be covered is. Nothing was exported. "
            "Mark the place first."
        ),
        Problem.COVER_NOT_SHOWN: _(
            "{subject} is on none of these pictures, so nobody can be covered. Nothing was "
            "exported. Check the name."
        ),
        Problem.EXPORT_UNFINISHED: _(
            "The export to {path} broke off; missing are {files}. The journal says that they "
            "left. Export them again, and mark the unfinished export as taken down in the list."
        ),
        Problem.FILE_CHANGED: _(
            "{path} was changed after it had been judged, so it was left out. Check it again."
        ),
        Problem.NAME_IN_TARGET: _(
            "The name “{name}” would tell in the file names who is on the pictures. Nothing was "
            "exported. Give the album or the export another name."
        ),
        Problem.NOT_AN_EDGE: _(
            "{given} pixels is no length for a picture's edge. Nothing was exported. Use a number "
            "above 0."
        ),
        Problem.SUBJECT_NOT_IN_RELEASE: _(
            "{subject} can be seen on no copy of export {release}. Nothing was saved. Check the"
            " name and the number of the export."
        ),
        Problem.RESIDUE_LEFT: _(
            "The copy of {path} still carried hidden data, so it was left out. Save the picture "
            "anew as JPEG, then register that."
        ),
    }


def _about_the_target() -> dict[Problem, str]:
    return {
        Problem.TARGET_FULL: _(
            "There is no room left in {path}. Nothing was exported. Make room, or choose another "
            "folder."
        ),
        Problem.TARGET_IS_REGISTER: _(
            "{path} is the folder of the register itself. Nothing was exported. Choose a folder of "
            "its own for the pictures."
        ),
        Problem.TARGET_IS_SOURCE: _(
            "The pictures lie in {path} themselves. Nothing was exported. Choose a folder of its "
            "own for the copies, so that nobody takes one for the other."
        ),
        Problem.TARGET_MISSING: _(
            "There is no folder {path}. Nothing was exported. Check the place, or make the folder."
        ),
        Problem.TARGET_NOT_A_FOLDER: _(
            "{path} is not a folder. Nothing was exported. Choose a folder."
        ),
        Problem.TARGET_READ_ONLY: _(
            "Nothing can be written in {path}: the folder or the disk is read-only for you. "
            "Nothing was exported. Choose another folder."
        ),
        Problem.TARGET_UNUSABLE: _(
            "{path} can't be used ({reason}). Nothing was exported. Choose another folder."
        ),
    }


def _about_files_in_the_way() -> dict[Problem, str]:
    return {
        Problem.BACKUP_OF_ANOTHER: _(
            "The backup {path} is of another register than the one it would replace, which is that "
            "of {institution} with {count} lines. Nothing was restored. Choose another place, or "
            "say --replace-other if that register is to go."
        ),
        Problem.FILE_OF_REGISTER: _(
            "{path} is one of the register's own files. Nothing was written there. Choose another "
            "name."
        ),
        Problem.PLACE_TAKEN: _(
            "Something that is no register is at {path} already. It was left as it is. Choose "
            "another place."
        ),
        Problem.PRINT_TARGET_TAKEN: _(
            "{path} is there already and is no PDF, so it is left as it is. Nothing was printed. "
            "Choose another name."
        ),
        Problem.REGISTER_ADDRESS: _(
            "No register can be at an address that begins with {given}. Give a file, or a "
            "PostgreSQL server's address, which begins with postgresql+psycopg://."
        ),
        Problem.REGISTER_UNREADABLE: _(
            "The register {path} may not be read by this account. Nothing was changed. Ask for the "
            "right to read it, or choose another."
        ),
        Problem.RESTORE_LOSES: _(
            "Since the backup {path} was made, {count} lines were written that may close "
            "something: withdrawals, refusals, changed people and rules, exports and the like. "
            "Nothing was restored, as pictures could go out again that may not. Look at them with "
            "--dry-run, and say "
            "--lose-decisions to restore all the same."
        ),
    }


def _about_lists() -> dict[Problem, str]:
    """A class list: the file as a whole, then what may be wrong with one line of it."""
    return {
        Problem.LIST_COLUMNS_MISSING: _(
            "It can't be told which column of {path} holds this: {missing}. Nothing was saved. "
            "Write the usual headings above the columns, or choose them once in the window."
        ),
        Problem.LIST_HAS_PROBLEMS: _(
            "Lines of the list can't be taken as they are: {count}. Nothing was saved. Mend them "
            "in the list and import it again."
        ),
        Problem.TABLE_DAMAGED: _(
            "The workbook {path} can't be opened: it is damaged, or no list at all. Nothing was "
            "saved. Open it in a spreadsheet and save it again."
        ),
        Problem.TABLE_EMPTY: _("There is nothing in {path}. Choose the file with the class list."),
        Problem.TABLE_LOCKED: _(
            "The workbook {path} wants a password. Nothing was saved. Save it without one and "
            "import that."
        ),
        Problem.TABLE_NOT_ONE: _(
            "{path} is no class list that ConsentDesk can read. Nothing was saved. Save the list "
            "as CSV, Excel (XLSX, XLS) or ODS."
        ),
        Problem.TABLE_SHEET_UNKNOWN: _(
            "There is no sheet {sheet} in {path}. Nothing was saved. Name one of: {known}."
        ),
        Problem.TABLE_TOO_LARGE: _(
            "{path} is larger than any class list: at most {rows} lines and {columns} columns are "
            "read. Nothing was saved. Save the list alone as a new file."
        ),
        Problem.BORN_MISSING: _("The birth date is missing. Write it in the list."),
        Problem.BORN_IN_TWO_WAYS: _(
            "This is another day in Denmark than in Sweden, and the list doesn't say which. Write "
            "the whole birth date, or call the column CPR or Födelsetid."
        ),
        Problem.BORN_UNREADABLE: _(
            "What stands there is no birth date. Write it as day, month and year."
        ),
        Problem.CUSTODY_UNREADABLE: _(
            "It can't be told whether this guardian has custody. Write yes or no in the list."
        ),
        Problem.FORMULA_IN_LIST: _(
            "There is a formula in the cell, and formulas are not worked out. Write the value."
        ),
        Problem.LISTED_HAS_LEFT: _(
            "{subject} left on {day}. If it is the same person, take the last day away on the "
            "person's page first."
        ),
        Problem.LISTED_TWICE: _(
            "{name}, born {day}, stands on the list more than once. If there really are two, say "
            "so; otherwise leave it."
        ),
    }
