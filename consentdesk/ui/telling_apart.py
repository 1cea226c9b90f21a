"""The question whether two pictures that look alike are two: of one pair at a time (R21)."""

from collections.abc import Callable

from consentdesk.domain.photos import PhotoId
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.banner import Banner


def ask_apart(
    banner: Banner, error: ConsentDeskError, told_apart: Callable[[PhotoId], None]
) -> None:
    """Show a FEWER_THAN_ITS_LIKE with a button; `told_apart` is called with the other photo.

    Of several it looks like, the most alike is asked about, and no other is spoken of.
    """
    from consentdesk.wording import problem_sentence

    numbers, likes = error.facts["numbers"], error.facts["like"]
    assert isinstance(numbers, tuple) and isinstance(likes, tuple)
    facts = {**error.facts, "numbers": numbers[:1], "like": likes[:1]}
    banner.say(
        problem_sentence(type(error)(error.problem, **facts)),
        tone="unknown",
        action=_("They are two pictures"),
        then=lambda: told_apart(PhotoId(numbers[0])),
    )
