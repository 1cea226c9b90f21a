"""What is wrong with a request for access or its answer, as sentences; `wording` hands them on."""

from consentdesk.errors import Problem
from consentdesk.i18n import _


def access_sentences() -> dict[Problem, str]:
    """The sentence for each code about access packs and the requests they answer."""
    return {
        Problem.ACCESS_UNWRITABLE: _(
            "The access pack can't be written to {path}: {reason}. Nothing was left there. Choose "
            "another place."
        ),
        Problem.ASKED_IN_FUTURE: _(
            "Nobody can have asked on {day}: that day is still to come. Nothing was saved. Check "
            "the date."
        ),
        Problem.NAME_IN_FILE: _(
            "The file name “{name}” would tell whom the pack is about. Nothing was written. Choose "
            "a name without names and numbers of people."
        ),
    }
