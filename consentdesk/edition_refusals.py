"""What is wrong with an edition of the form, as sentences; `wording` hands them on."""

from consentdesk.errors import Problem
from consentdesk.i18n import _


def edition_sentences() -> dict[Problem, str]:
    """The sentence for each code about an edition."""
    return {
        Problem.EDITION_ALTERED: _(
            "The own edition {edition} of the form is not as it was issued, so it can't be told "
            "what people signed. Nothing was done. Check the register and restore a backup."
        ),
        Problem.EDITION_BROKEN: _(
            "This edition of the form can't be used: in {path} something is wrong at {place}. "
            "Nothing was printed. Mend the file, or install ConsentDesk again."
        ),
        Problem.EDITION_CHANGED: _(
            "{path} is missing or is not as it was issued, so it can't be told what people would "
            "sign. Nothing was printed. Install ConsentDesk again."
        ),
        Problem.EDITION_DRAFT_MOVED: _(
            "Somebody else has changed the draft {edition} meanwhile. Nothing was saved. Look at "
            "it again."
        ),
        Problem.EDITION_EXISTS: _(
            "There is an edition {edition} of the form already. Nothing was changed. Choose "
            "another name."
        ),
        Problem.EDITION_NAME: _(
            "{edition} can't be the name of an own edition. Nothing was changed. A name begins "
            "with a letter from A to Z and has at most 12 capital letters, digits and hyphens."
        ),
        Problem.EDITION_NO_PURPOSE: _(
            "The edition {edition} can't ask about these purposes: {purposes}. Nothing was "
            "changed. Choose at least one, each once, and no more than the sheet has room for."
        ),
        Problem.EDITION_NOT_ISSUED: _(
            "The edition {edition} of the form is a draft. Nothing was printed. Issue it first."
        ),
        Problem.EDITION_OFF_THE_PAGE: _(
            "This edition of the form can't be used: in {path}, {place} lies outside of what a "
            "printer can print on A4. Nothing was printed."
        ),
        Problem.EDITION_PURPOSES: _(
            "The edition {edition} of the form asks about {purposes}, which the policy does not "
            "know. Nothing was printed. Use another edition, or another policy."
        ),
        Problem.EDITION_RETIRED: _(
            "The edition {edition} of the form is not printed any more. Nothing was printed. "
            "Choose another edition."
        ),
        Problem.EDITION_TEXT_MISSING: _(
            "This edition of the form can't be used: in {path} the text {place} is missing. "
            "Nothing was printed."
        ),
        Problem.EDITION_TEXT_TOO_LONG: _(
            "In the edition {edition} of the form ({language}) the text {place} is too long for "
            "its place. Nothing was printed. Shorten it."
        ),
        Problem.EDITION_UNKNOWN: _("There is no edition {edition} of the form. There is: {known}."),
        Problem.FORM_LANGUAGE_UNKNOWN: _(
            "The edition {edition} of the form has no wording in the language {language}. There "
            "is: {known}."
        ),
        Problem.LETTER_LANGUAGE_UNKNOWN: _(
            "Letters and slips are not written in the language {language} yet. There is: {known}."
        ),
    }
