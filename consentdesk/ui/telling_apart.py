"""The question whether pictures that look alike are several (R21).

Of one pair at a time; only of the frames of one burst, which stand beside each other, all at once.
"""

from collections.abc import Callable, Collection

from consentdesk.domain.photos import PhotoId
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.banner import Banner
from consentdesk.wording import listed


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


def ask_of_burst(
    banner: Banner,
    error: ConsentDeskError,
    burst: Collection[PhotoId],
    told_apart: Callable[[Collection[PhotoId]], None],
) -> bool:
    """Show a FEWER_THAN_ITS_LIKE about several frames of the burst in sight; False where none is.

    Each is named, and `told_apart` is called with just those: of others nobody has said anything.
    """
    numbers, likes = error.facts["numbers"], error.facts["like"]
    assert isinstance(numbers, tuple) and isinstance(likes, tuple)
    beside = {PhotoId(n): str(name) for n, name in zip(numbers, likes, strict=True) if n in burst}
    if len(beside) < 2:
        return False
    said = _(
        "{path} looks like {names} of its burst, but less is said of some of them. Nothing was "
        "recorded. Look at each: if one is the same picture, name the same people on it."
    )
    banner.say(
        said.format(path=error.facts["path"], names=listed(list(beside.values()))),
        tone="unknown",
        action=_("None of them is the same picture"),
        then=lambda: told_apart(tuple(beside)),
    )
    return True
