"""What is refused of a statement about photos, as sentences; part of `wording`.

Nobody vouches for what was not seen: something is there that whoever says so has not been told of.
"""

from consentdesk.errors import Problem
from consentdesk.i18n import _


def naming_sentences() -> dict[Problem, str]:
    """The sentence for each; what happened, why, what to do."""
    return {
        Problem.FACES_COUNTED_MEANWHILE: _(
            "The counting aid has counted {faces} faces on {path} meanwhile, and you named "
            "{named}. Nothing was confirmed. Look at it once more, then say it again."
        ),
        Problem.FEWER_THAN_ITS_LIKE: _(
            "{path} looks like {like} (number {numbers}), but less is said of one of them: it "
            "shows fewer people, or is a situation photo where the other is a portrait. Nothing "
            "was recorded. Look at both: if it is the same picture, say the same of each; if they "
            "are two, say so, of each by its number."
        ),
        Problem.FILES_NAME_OTHERS: _(
            "The files name {names} too ({files}). Nothing was registered. Name whoever is on the "
            "picture with --shows; or look at it, and say with --visible how many are recognisable."
        ),
        Problem.FILE_CHANGED_MEANWHILE: _(
            "{path} holds another picture now than the one you looked at: another program has "
            "saved it anew. Nothing was recorded. Look at the picture shown now, and say it of "
            "that one."
        ),
        Problem.NAMED_IN_FILES: _(
            "The files name {names} too ({files}). Nothing was confirmed yet: name whoever is on "
            "the picture, or confirm once more."
        ),
        Problem.UNREADABLE_FILES: _(
            "{count} files can't be read as pictures, among them {names}. Nothing was saved. Fetch "
            "them from the camera again, or leave them out."
        ),
        Problem.PHOTO_CHANGED_MEANWHILE: _(
            "Somebody else has changed meanwhile what is said of {path}: who is on it, its kind, "
            "or a detail. Nothing was saved. Look at it once more, then say it again."
        ),
    }
