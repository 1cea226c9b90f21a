"""What is drawn on a photo, between the hand and the register."""

from dataclasses import dataclass, replace

from consentdesk.domain.covers import Cover, Drawn
from consentdesk.domain.people import SubjectId
from consentdesk.errors import Problem

HIDES_TOO_LITTLE = frozenset(
    {
        Problem.COVER_MISSES_FACE,
        Problem.COVER_NEEDS_REGION,
        Problem.COVER_ON_ANOTHER,
        Problem.COVER_TOO_SMALL,
        Problem.COVERS_MEET,
        Problem.CROP_UNUSABLE,
        Problem.REGION_TOO_SMALL,
    }
)
"""What is refused for this stays on the picture, to be changed."""


@dataclass(slots=True)
class Draft:
    """What is drawn on the photo looked at: as shown, as will be written, and as was."""

    shown: Drawn
    expected: Drawn
    written: Drawn

    @property
    def is_kept(self) -> bool:
        """Whether all that is shown is written, or on its way."""
        return self.shown == self.expected

    def cover(self, subject: SubjectId | None) -> Cover | None:
        """What covers somebody, as shown."""
        return None if subject is None else dict(self.shown.covers).get(subject)


def with_cover(drawn: Drawn, subject: SubjectId, cover: Cover | None) -> Drawn:
    """The same with that cover on somebody, or none; by subject, as the register tells it."""
    covers = dict(drawn.covers)
    if cover is None:
        covers.pop(subject, None)
    else:
        covers[subject] = cover
    return replace(drawn, covers=tuple(sorted(covers.items(), key=lambda one: one[0])))
