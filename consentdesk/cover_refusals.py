"""What is refused about drawn covers and crops, as sentences; part of `wording`."""

from consentdesk.errors import Problem
from consentdesk.i18n import _


def cover_sentences() -> dict[Problem, str]:
    """The sentence for each; what happened, why, what to do."""
    return {
        Problem.COVER_CHANGED: _(
            "What copies of {path} hide was changed while its copy was made, so it was left out. "
            "Export it again."
        ),
        Problem.COVER_MISSES_FACE: _(
            "A cover drawn on {path} does not hide the whole place marked for the face. Nothing "
            "was saved or exported. Draw the cover larger, or put it where the face is."
        ),
        Problem.COVER_ON_ANOTHER: _(
            "A cover drawn on {path} lies over a face that is marked for somebody else, so that "
            "whom it was drawn for may still be seen. Nothing was saved or exported. Draw it over "
            "that person alone, or mark that person's face first."
        ),
        Problem.COVER_TOO_SMALL: _(
            "A cover drawn on {path} is too small or too narrow to hide anybody. Nothing was saved "
            "or exported. Draw it over the whole person."
        ),
        Problem.COVERS_MEET: _(
            "Two covers on {path} lie over one another, and the face of one of the two people is "
            "not marked, so that both may hide the same person. Nothing was saved or exported. "
            "Draw one cover over each of them, or remove one."
        ),
        Problem.CROP_UNUSABLE: _(
            "The part of {path} that copies should show is tiny, or not on the picture. Nothing "
            "was saved or exported. Choose a larger part."
        ),
        Problem.MARKS_MEET: _(
            "On {path}, the face of somebody who is to be hidden is marked where somebody else's "
            "is marked too, so that one of the two may still be seen. Nothing was saved or "
            "exported. Mark each face where it is."
        ),
        Problem.NOT_NAMED_ON_IT: _(
            "{subject} is not named on {path}, so nobody can be covered there. Nothing was saved. "
            "Say first who is on the picture."
        ),
        Problem.UNKNOWN_NOT_COVERED: _(
            "On {path}, {unknown} can be recognised without a name and {covered} are covered. "
            "Nothing was saved. Cover everybody without a name, or say who they are."
        ),
    }
