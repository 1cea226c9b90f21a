"""The trade's words in the language spoken: one word per code, for labels and within sentences.

Whole sentences are `wording`'s. A purpose or destination of a policy file of one's own has no word
here and is shown as it is spelt there.
"""

import errno
import os
from collections.abc import Collection, Sequence
from itertools import chain, count

from consentdesk.domain.access import Omission
from consentdesk.domain.acts import ActKind, Channel
from consentdesk.domain.consent import PermissionState
from consentdesk.domain.inbox import Apart, Group, Note
from consentdesk.domain.journal import EditionState, FormState
from consentdesk.domain.photos import Match, PhotoKind, Question
from consentdesk.domain.policy import GuardiansNeeded, LapseMode, RuleKind
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.i18n import _, format_number, ngettext


def outcome_word(outcome: Outcome) -> str:
    """The judgement as it stands beside its shape: "May be shown"."""
    match outcome:
        case Outcome.CLEAR:
            return _("May be shown")
        case Outcome.WITHHELD:
            return _("May not be shown")
        case Outcome.UNDECIDED:
            return _("Not decided yet")


def reason_word(code: ReasonCode) -> str:
    """What speaks against photos as an entry of a list, without a name: "Answered no"."""
    return {
        ReasonCode.NEVER_ASKED: _("Somebody was never asked"),
        ReasonCode.NO_PERMISSION: _("A permission is missing"),
        ReasonCode.ASKED_ONLY: _("A form has not come back"),
        ReasonCode.NOT_JOURNALED: _("A form is not journaled"),
        ReasonCode.REFUSED: _("Somebody answered no"),
        ReasonCode.WITHDRAWN: _("A permission was withdrawn"),
        ReasonCode.LAPSED: _("A permission has run out"),
        ReasonCode.CAME_OF_AGE: _("Somebody signs alone now"),
        ReasonCode.SECOND_GUARDIAN_MISSING: _("The second signature is missing"),
        ReasonCode.OBJECTED: _("Somebody does not want to be shown"),
        ReasonCode.PROTECTED: _("Somebody may never be shown"),
        ReasonCode.UNKNOWN_PHOTO: _("Not in the register"),
        ReasonCode.NEAR_MATCH: _("Looks like another photo"),
        ReasonCode.KIND_UNSET: _("Nobody has said the kind"),
        ReasonCode.NOT_ATTESTED: _("Names are not confirmed"),
        ReasonCode.MORE_VISIBLE_THAN_NAMED: _("More people than names"),
        ReasonCode.MORE_FACES_THAN_NAMED: _("More faces than people"),
        ReasonCode.NOT_ASSESSED: _("Not assessed yet"),
        ReasonCode.ASSESSED_WITHHOLD: _("Assessed as not to be shown"),
        ReasonCode.SENSITIVE: _("A sensitive situation"),
        ReasonCode.SECOND_PERSON_MISSING: _("A second person must agree"),
        ReasonCode.NO_RIGHTS: _("Photographer or right is missing"),
        ReasonCode.UNREADABLE: _("Can't be read"),
    }[code]


def field_word(field: str) -> str:
    """What was to be filled in, within a sentence: "the subject line is missing"."""
    return {
        "album": _("album"),
        "answers": _("an answer to every question"),
        "born": _("birth date"),
        "by": _("name of who says so"),
        "clerk": _("name of the clerk"),
        "contact": _("contact"),
        "credit": _("credit line"),
        "custody": _("custody"),
        "evidence": _("scan or place of the paper"),
        "group": _("group"),
        "guardian": _("guardian"),
        "institution": _("name of the institution"),
        "language": _("language"),
        "link": _("link"),
        "name": _("name"),
        "note": _("note"),
        "number": _("journal number"),
        "officer": _("data protection officer"),
        "pages": _("a page with answers"),
        "paper_at": _("place of the paper"),
        "photographer": _("photographer"),
        "purposes": _("answer"),
        "reason": _("reason"),
        "received_on": _("date received"),
        "rights": _("right to use"),
        "signature": _("that the signature was seen"),
        "signed_on": _("the day it was signed"),
        "signer": _("who signed"),
        "subject": _("whose form it is"),
        "subject_line": _("subject line"),
        "system": _("case system"),
        "terms": _("terms of use"),
        "text": _("text"),
    }.get(field, field)


def state_word(state: PermissionState) -> str:
    """How far a permission has come: "Journaled"."""
    return {
        PermissionState.NEVER_ASKED: _("Never asked"),
        PermissionState.ASKED: _("Asked"),
        PermissionState.GRANTED: _("Signed, not in force"),
        PermissionState.JOURNALED: _("Journaled"),
        PermissionState.REFUSED: _("Refused"),
        PermissionState.WITHDRAWN: _("Withdrawn"),
        PermissionState.LAPSED: _("Lapsed"),
    }[state]


def destination_word(destination: str) -> str:
    """A place a picture goes, as a label: "Website"."""
    return _destinations().get(destination, (_spelt(destination),))[0]


def destination_phrase(destination: str) -> str:
    """A place a picture goes, within a sentence: "no permission for the website"."""
    return _destinations().get(destination, (_spelt(destination),))[-1]


def destination_place(destination: str) -> str:
    """A place a picture goes, as where it is seen: "may be shown on the website"."""
    return {
        "website": _("on the website"),
        "facebook": _("on Facebook"),
        "instagram": _("on Instagram"),
        "newsletter": _("in the newsletter"),
        "brochure": _("in brochures"),
        "press": _("in the press"),
        "intranet": _("on the intranet"),
    }.get(destination) or _("at {destination}").format(destination=_spelt(destination))


def destination_marks(destinations: Sequence[str]) -> tuple[str, ...]:
    """A few letters for each place a picture goes, no two alike: "Web", "FB", "Intr".

    A place of a policy file of one's own has the first letters that no other has.
    """
    ours = {
        "website": _("Web"),
        "facebook": "FB",
        "instagram": "IG",
        "newsletter": _("News"),
        "brochure": _("Bro"),
        "press": _("Pre"),
        "intranet": _("Intr"),
    }
    taken = {ours[d].casefold() for d in destinations if d in ours}
    found = []
    for destination in destinations:
        if destination not in ours:
            ours[destination] = _beginning(_spelt(destination), taken)
            taken.add(ours[destination].casefold())
        found.append(ours[destination])
    return tuple(found)


def _beginning(word: str, taken: Collection[str]) -> str:
    """Three letters or a few more, else one with a number."""
    begun = (word[:length] for length in range(3, 6))
    numbered = (f"{word[:1]}{number}" for number in count(2))
    return next(letters for letters in chain(begun, numbered) if letters.casefold() not in taken)


def _destinations() -> dict[str, tuple[str, str]]:
    return {
        "website": (_("Website"), _("the website")),
        "facebook": ("Facebook", "Facebook"),
        "instagram": ("Instagram", "Instagram"),
        "newsletter": (_("Newsletter"), _("the newsletter")),
        "brochure": (_("Brochure"), _("brochures")),
        "press": (_("Press"), _("the press")),
        "intranet": (_("Intranet"), _("the intranet")),
    }


def edition_state_word(state: EditionState) -> str:
    """Where an edition of the form stands: "Issued"."""
    match state:
        case EditionState.SHIPPED:
            return _("ConsentDesk's own")
        case EditionState.DRAFT:
            return _("Draft")
        case EditionState.ISSUED:
            return _("Issued")
        case EditionState.RETIRED:
            return _("No longer printed")
        case EditionState.ALTERED:
            return _("Altered: not as it was issued")


def purpose_word(purpose: str) -> str:
    """What a permission is for, as a label: "Social media"."""
    return _purposes().get(purpose, (_spelt(purpose),))[0]


def purpose_phrase(purpose: str) -> str:
    """What a permission is for, within a sentence: "permission for social media"."""
    return _purposes().get(purpose, (_spelt(purpose),))[-1]


def _purposes() -> dict[str, tuple[str, str]]:
    return {
        "website": (_("Website"), _("the website")),
        "social_media": (_("Social media"), _("social media")),
        "print": (_("Printed matter"), _("printed matter")),
        "press": (_("Press"), _("the press")),
        "internal": (_("Internal use"), _("internal use")),
    }


def _spelt(name: str) -> str:
    return name.replace("_", " ")


def kind_word(kind: PhotoKind | None) -> str:
    """What a photo is about; None is "Not said yet"."""
    match kind:
        case PhotoKind.PORTRAIT:
            return _("Portrait")
        case PhotoKind.SITUATION:
            return _("Situation photo")
        case PhotoKind.NOBODY:
            return _("Nobody recognisable")
        case None:
            return _("Not said yet")


def act_word(kind: ActKind) -> str:
    """A kind of line in the journal: "Permission given"."""
    return {
        ActKind.OPENED: _("Register opened"),
        ActKind.POLICY_SET: _("Rules set"),
        ActKind.CONTROLLER_SET: _("Contact on the forms set"),
        ActKind.SEAT_SET: _("Seat given or taken"),
        ActKind.EDITION_ISSUED: _("Own edition of the form issued"),
        ActKind.SEAL_KEY_SET: _("Key for signing seals set"),
        ActKind.RECOVERY_PRINTED: _("Recovery sheet on paper"),
        ActKind.ENROLLED: _("Person enrolled or changed"),
        ActKind.GUARDIAN_ADDED: _("Guardian added or changed"),
        ActKind.PROTECTED: _("Identity protected"),
        ActKind.PROTECTION_LIFTED: _("Protection ended"),
        ActKind.ASKED: _("Permission asked for"),
        ActKind.GRANTED: _("Permission given"),
        ActKind.REFUSED: _("Permission refused"),
        ActKind.JOURNALED: _("Form journaled"),
        ActKind.WITHDRAWN: _("Permission withdrawn"),
        ActKind.OBJECTED: _("Objection received"),
        ActKind.OBJECTION_LIFTED: _("Objection ended"),
        ActKind.REGISTERED: _("Photo registered"),
        ActKind.DESCRIBED: _("Photo described or changed"),
        ActKind.ATTESTED: _("Everyone named"),
        ActKind.ASSESSED: _("Situation photo assessed"),
        ActKind.SECONDED: _("Second person agreed"),
        ActKind.SAME_PICTURE: _("Confirmed as the same picture"),
        ActKind.RELEASED: _("Photos exported"),
        ActKind.POSTED: _("Noted where photos are posted"),
        ActKind.TAKEN_DOWN: _("Photos taken down"),
        ActKind.PACK_MADE: _("Check pack made"),
        ActKind.ACCESS_ASKED: _("Access asked for"),
        ActKind.ACCESS_GIVEN: _("Access given"),
        ActKind.CORRECTED: _("Line corrected"),
        ActKind.ERASED: _("Person erased"),
    }[kind]


def omission_word(why: Omission) -> str:
    """Why a photo is not in somebody's access pack, as part of a line about it."""
    return {
        Omission.FILE_MISSING: _("its file was not found on this computer"),
        Omission.NOT_ALL_NAMED: _("nobody has said that everyone on it is named or covered"),
        Omission.NOT_COVERED: _("somebody else on it can't be covered: mark the face first"),
        Omission.OWN_PLACE_UNKNOWN: _("the person is covered there, and the face is not marked"),
        Omission.CROPPED_AWAY: _("the person is cropped away in its copies"),
        Omission.UNREADABLE: _("its file can't be read"),
        Omission.LEFT_OUT: _("left out by whoever looked through them"),
    }[why]


def question_text(question: Question) -> str:
    """What is asked before a situation photo goes out, as a whole question (R18)."""
    return {
        Question.EXPOSED: _("Does anyone look exposed or ridiculed?"),
        Question.PRIVATE: _("Is it a private situation?"),
        Question.SENSITIVE: _("Does it show health, religion or another sensitive matter?"),
        Question.PROTECTED: _("Does it show anyone whose identity is protected?"),
        Question.OBJECTING: _("Does it show anyone who does not want to be shown?"),
        Question.CAMPAIGN: _("Is it for a campaign or for print?"),
    }[question]


def form_state_word(state: FormState) -> str:
    """How far a printed form has come."""
    return {
        FormState.PRINTED: _("Printed"),
        FormState.RECORDED: _("Answers recorded"),
        FormState.JOURNALED: _("Journaled"),
    }[state]


def match_word(match: Match) -> str:
    """How a file was recognised."""
    return {
        Match.EXACT: _("The same file"),
        Match.PICTURE: _("The same picture"),
        Match.NEAR: _("Looks alike"),
        Match.NONE: _("Not known"),
    }[match]


def channel_word(channel: Channel) -> str:
    """How a withdrawal or an objection came in."""
    return {
        Channel.PHONE: _("By phone"),
        Channel.MAIL: _("By mail"),
        Channel.PAPER: _("On paper"),
        Channel.OTHER: _("In another way"),
    }[channel]


def rule_kind_word(kind: RuleKind) -> str:
    """Whose rule it is."""
    return {
        RuleKind.LAW: _("Law"),
        RuleKind.AGENCY: _("Guidance from an authority"),
        RuleKind.LOCAL: _("Local policy"),
    }[kind]


def listed(words: Sequence[str]) -> str:
    """The words as they are read out: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return _("{these} and {last}").format(these=", ".join(words[:-1]), last=words[-1])


def system_word(reason: str) -> str:
    """Why the system refused a file, in the language spoken as far as it is a common reason.

    The system says it in a language of its own, in English as a rule.
    """
    return {
        os.strerror(errno.ENOENT): _("there is no such file or folder"),
        os.strerror(errno.ENOTDIR): _("there is no such file or folder"),
        os.strerror(errno.EACCES): _("the system doesn't allow it"),
        os.strerror(errno.EPERM): _("the system doesn't allow it"),
        os.strerror(errno.EROFS): _("nothing can be written there"),
        os.strerror(errno.EISDIR): _("it is a folder"),
        os.strerror(errno.ENOSPC): _("the disk is full"),
        os.strerror(errno.ENAMETOOLONG): _("the name is too long"),
        os.strerror(errno.ELOOP): _("links lead round in a circle"),
        os.strerror(errno.EIO): _("the disk or the card gives no answer"),
    }.get(reason, reason)


def pictures_word(copies: int, photos: int) -> str:
    """What an export holds, told alike wherever it is: files, and of how many photos."""
    files = ngettext("{count} file", "{count} files", copies).format(count=format_number(copies))
    if copies == photos:
        said = ngettext("{count} photo", "{count} photos", photos)
        return said.format(count=format_number(photos))
    of = ngettext("{files} of {count} photo", "{files} of {count} photos", photos)
    return of.format(files=files, count=format_number(photos))


def lapse_mode_word(mode: LapseMode) -> str:
    """What becomes of a guardian's permission at the age limit (R4)."""
    return {
        LapseMode.LAPSE: _("Lapses until the young person signs"),
        LapseMode.NOTIFY: _("Goes on, with a letter and a warning"),
        LapseMode.CONTINUE: _("Goes on"),
    }[mode]


def guardians_needed_word(needed: GuardiansNeeded) -> str:
    """How many custody holders must sign (R5)."""
    return {
        GuardiansNeeded.ONE: _("One guardian"),
        GuardiansNeeded.ALL: _("All guardians with custody"),
    }[needed]


def list_field_word(field: str) -> str:
    """What a column of a class list is, to choose from; by the name it is remembered under."""
    return {
        "ignored": _("Left out"),
        "name": _("Name"),
        "first_name": _("First name"),
        "last_name": _("Last name"),
        "born": _("Birth date"),
        "group": _("Group"),
        "language": _("Home language"),
        "guardian_1": _("Guardian 1"),
        "custody_1": _("Custody, guardian 1"),
        "guardian_2": _("Guardian 2"),
        "custody_2": _("Custody, guardian 2"),
        "contact": _("Contact (left out)"),
    }[field]


def list_kind_word(kind: str) -> str:
    """What becomes of a line of a class list."""
    return {
        "NEW": _("New"),
        "EXISTING": _("Exists already"),
        "CHANGED": _("Changed"),
        "PROBLEM": _("Lacks something"),
    }[kind]


def list_mark_sentence(mark: str) -> str:
    """What to look at in a line that is good to take."""
    return {
        "REPAIRED": _("Mended: a 0 was missing in front of the number."),
        "CENTURY": _("The number says a day over a hundred years ago: taken for this century."),
        "LANGUAGE_UNKNOWN": _("The language is not known; forms are printed in Danish."),
        "CUSTODY_UNSAID": _("Nothing is said about custody: taken as a contact, who may not sign."),
        "CUSTODY_DIFFERS": _("The list says custody, the register says no: not changed."),
        "NAMESAKE": _("Somebody has the same name and another birth date."),
    }[mark]


def inbox_group_word(group: Group) -> str:
    """A group of sheets in the inbox, as a heading."""
    return {
        Group.READY: _("Ready to look at"),
        Group.LOOK: _("To be decided"),
        Group.ACCEPTED: _("Accepted"),
        Group.FILED: _("In the journal already"),
        Group.ASIDE: _("Put aside"),
    }[group]


def apart_word(apart: Apart) -> str:
    """A group of pages that found no sheet, as a heading."""
    return {
        Apart.FOREIGN: _("Other papers"),
        Apart.UNKNOWN_FORM: _("Not printed here"),
        Apart.OTHER_EDITION: _("Another edition"),
        Apart.TWO_FORMS: _("Two sheets in one"),
        Apart.NO_CODE: _("Without a code"),
        Apart.BLANK: _("Blank pages"),
        Apart.DUPLICATE: _("Here twice"),
        Apart.UNREADABLE: _("Can't be read"),
    }[apart]


def apart_sentence(apart: Apart) -> str:
    """Why a page is on no sheet, and what to do."""
    return {
        Apart.FOREIGN: _("The code on this page is none of ours. Put it aside if it is no form."),
        Apart.UNKNOWN_FORM: _(
            "No form with this number was printed here. It is probably another institution's."
        ),
        Apart.OTHER_EDITION: _(
            "This form is of an edition that can't be read here. Type its number, and read the "
            "answers yourself."
        ),
        Apart.TWO_FORMS: _(
            "Two sheets are in one picture, so it can't be told which is meant. Scan each alone."
        ),
        Apart.NO_CODE: _(
            "The code is covered or missing. Say whose form it is, or type the number beside the "
            "square."
        ),
        Apart.BLANK: _("There is nothing on this page."),
        Apart.DUPLICATE: _(
            "This page is here already. Put it aside, or say that it is another paper, such as a "
            "copy that was signed too."
        ),
        Apart.UNREADABLE: _("Nobody can see this page. Scan the sheet again."),
    }[apart]


def note_sentence(note: Note) -> str:
    """What is to be seen about a sheet in the inbox."""
    return {
        Note.FILED_ALREADY: _(
            "This form is in the journal already. Put the sheet aside, or say that it is a new "
            "answer."
        ),
        Note.RECORDED_ALREADY: _(
            "The answers were typed before. If they are the same, only the journal is missing."
        ),
        Note.TWIN: _("Another sheet with the same number is here too."),
        Note.NOBODY: _("This form was printed for nobody. Say whose it is."),
        Note.DOUBTED: _("Somebody could not decide this. Look at it once more."),
        Note.PAGE_MISSING: _("A page of the form is missing."),
        Note.NOT_READ: _("A page was put here by hand. Read the answers yourself."),
        Note.UNCLEAR: _("An answer is not clear. Look at it and decide."),
        Note.UNSIGNED: _("No signature was found. Look at the sheet."),
        Note.UNDATED: _("No date was found. Look at the sheet."),
        Note.OLDER_EDITION: _("The form is of an earlier edition. What was signed holds."),
    }[note]
