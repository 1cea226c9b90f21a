"""What a copy says of the permissions behind it, in the words of the PLUS Coalition (R26).

Every permission here can be withdrawn, so the word for one that can't is not among these: it may be
read in other people's files and is never written. How old anybody is, for which PLUS has words too,
is nobody's business out there (R24).
"""

from collections.abc import Collection
from enum import StrEnum

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoKind


class ModelRelease(StrEnum):
    """PLUS Model Release Status, as its vocabulary spells it."""

    LIMITED = "MR-LMR"
    """Permissions exist and are limited: to this destination, and until they are withdrawn."""
    NOT_APPLICABLE = "MR-NAP"
    """Nobody on it can be recognised."""
    NONE = "MR-NON"
    """People may be on it without a permission: a situation photo that was judged harmless."""


def model_release(
    kind: PhotoKind | None, *, seen: Collection[SubjectId], sensitive: bool
) -> ModelRelease:
    """What is true of a clear copy on which these people are still to be seen.

    Of a situation photo that is not sensitive nobody has vouched that all are named, so that it
    never says that nobody can be recognised, nor that all have agreed.
    """
    if kind is PhotoKind.SITUATION and not sensitive:
        return ModelRelease.NONE
    return ModelRelease.LIMITED if seen else ModelRelease.NOT_APPLICABLE
