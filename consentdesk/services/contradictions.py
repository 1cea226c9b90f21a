"""What is said of photos and can't be true together, whatever the files hold.

It is refused before a file is read: whoever typed a wrong word waits for no card of pictures.
"""

from collections.abc import Collection, Sequence
from pathlib import Path

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoKind
from consentdesk.errors import BadInput, Problem


def refuse_contradictions(
    paths: Sequence[Path],
    kind: PhotoKind | None,
    named: Collection[SubjectId],
    visible: int | None,
) -> None:
    """Raises BadInput: NOBODY_BUT_NAMED, VISIBLE_TOO_FEW; both about the first file."""
    if not paths:
        return
    name = paths[0].name
    if kind is PhotoKind.NOBODY and (named or visible):
        raise BadInput(Problem.NOBODY_BUT_NAMED, path=name)
    if visible is not None and visible < len(named):
        raise BadInput(Problem.VISIBLE_TOO_FEW, path=name, named=len(named), given=visible)
