"""What is answered to a key that finds nothing: a quiet sentence, seen and heard.

Whoever types without looking must be told that nothing has happened.
"""

from consentdesk.i18n import _


def nobody_under(number: int) -> str:
    """A figure was pressed under which nobody stands."""
    return _("Nobody stands under {number}.").format(number=number)


def named_already(name: str) -> str:
    """A figure was pressed for somebody whose chip is there."""
    return _("{name} is named already.").format(name=name)


def nobody_more(*, has_before: bool) -> str:
    """A full stop has named nobody."""
    if has_before:
        return _("Everybody who was on the photo before is named already.")
    return _("There is no photo before whose people could be named again.")


def name_unfinished() -> tuple[str, str]:
    """A statement was wanted, or another picture, while a name stood in the line; and what to do.

    Two sentences: above the answers to a name there is room for one in a line.
    """
    return _("A name is not finished."), _("Enter takes who is meant, Esc drops it.")


def nobody_to_remove() -> str:
    """Backspace, and nobody is named."""
    return _("Nobody is named who could be removed.")


def no_photo_there(by: int) -> str:
    """There is nothing in the direction somebody wanted to go."""
    return _("This is the last one.") if by > 0 else _("This is the first one.")


def still_unknown() -> str:
    """Of several unknown people one has a name now, or of several photos the one looked at."""
    return _(
        "Somebody is still unknown. Say of each photo by itself whether it is the same person."
    )


def somebody_named() -> str:
    """Somebody is on it, with a name or without, so not nobody can be recognised."""
    return _(
        "Somebody is on it by what stands here. Remove that first if nobody can be recognised."
    )


def nobody_said() -> str:
    """0 was pressed where that is said already."""
    return _("It is said already that nobody can be recognised.")


def was_situation() -> str:
    """0 was pressed on a situation photo, which may have been assessed for few places."""
    return _(
        "This is a situation photo. A photo on which nobody can be recognised may be shown "
        "everywhere, whatever was assessed. Press 0 once more if that is so."
    )


def typed_ahead_dropped() -> str:
    """What was typed for photos that were to come, which others came instead of."""
    return _("What was typed ahead was meant for other photos and has been dropped.")


def changed_since() -> str:
    """A question was answered that was about something else than stands there now."""
    return _("Nothing was recorded: this has changed since it was asked.")
