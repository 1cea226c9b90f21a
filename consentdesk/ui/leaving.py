"""Esc never drops what somebody typed without a word."""

from collections.abc import Callable

from consentdesk.i18n import _
from consentdesk.ui.banner import Banner


def may_leave(
    banner: Banner, leave: Callable[[], None], *, is_lost: bool, action: str = ""
) -> bool:
    """Whether nothing would be lost; otherwise the banner offers to leave all the same.

    Its button, by default the one that closes, has the keyboard then, and doing the same once more
    leaves too.
    """
    said, offered = _("What you typed here is not saved."), action or _("Close wi&thout saving")
    if not is_lost or (banner.text == said and banner.offers(offered)):
        return True
    banner.say(said, action=offered, then=leave)
    banner.take_keyboard()
    return False
