"""The one error of this package: a file that can't be read as a picture, with the reason.

Knows no sentence (`wording` has them) and no path: whoever asked about a file knows its name.
"""

from consentdesk.errors import BadInput, Problem


class PictureError(BadInput):
    """The file can't be read as a picture; never a reason to let it out."""


def damaged(detail: str) -> PictureError:
    """The file contradicts itself or stops too early; `detail` says where, for the log only."""
    return PictureError(Problem.UNREADABLE_DAMAGED, detail=detail)


def unknown_coding(coding: str) -> PictureError:
    """The container is known, but not this way of coding a picture in it."""
    return PictureError(Problem.UNREADABLE_CODING, coding=coding)
