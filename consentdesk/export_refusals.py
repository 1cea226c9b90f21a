"""What is wrong with how copies are made and listed, as sentences; `wording` hands them on."""

from consentdesk.errors import Problem
from consentdesk.i18n import _


def export_sentences() -> dict[Problem, str]:
    """The sentence for each code about presets, stopped exports and their lists."""
    return {
        Problem.EXPORT_STOPPED: _(
            "The export stopped after {count} of {total} pictures: there is no more room in {path}."
            " Those that left are in order and in the journal. Make room, or choose another folder,"
            " and go on with the rest."
        ),
        Problem.FOLDER_LEADS_AWAY: _(
            "The folder {path} leads elsewhere: it is a link. Nothing was exported. Remove the "
            "link, or choose another folder."
        ),
        Problem.LIST_AMONG_COPIES: _(
            "{path} lies in a folder of exported pictures, with which the list would go along. "
            "Nothing was saved. Choose another folder."
        ),
        Problem.LIST_AMONG_PICTURES: _(
            "{path} would lie among the pictures of the register, with which the list would go "
            "along. Nothing was saved. Choose another folder."
        ),
        Problem.LIST_UNWRITABLE: _(
            "The list can't be written to {path}: {reason}. Choose another place."
        ),
        Problem.NAME_IN_FOLDER: _(
            "A folder called “{folder}” would tell who is on the pictures in it. Nothing was "
            "changed. Give the folder another name."
        ),
        Problem.NAME_IN_CREDIT: _(
            "“{text}” would be written into the pictures and names somebody in the register, or "
            "holds what looks like a personal number, a telephone number or a mail address. "
            "Nothing was exported. Write it without."
        ),
        Problem.NOT_A_NUMBER_OF_FIGURES: _(
            "A number in a file name can't have {given} figures. Nothing was saved. Choose "
            "{fewest} to {most}."
        ),
        Problem.NOT_A_QUALITY: _(
            "{given} is no quality a picture can have here. Nothing was saved. Choose {lowest} to "
            "{highest}."
        ),
        Problem.TARGET_AMONG_PICTURES: _(
            "{path} lies within {folder}, where the pictures come from, and nothing is ever "
            "written among those. Nothing was exported. Choose a folder elsewhere."
        ),
        Problem.PRESET_FOLDER: _(
            "“{folder}” can't be the name of a folder for copies: it would lie elsewhere, or not "
            "every computer knows such a name. Nothing was changed. Choose a plain name."
        ),
    }
