"""What an event was: which groups were there, and on which day. Decides nothing of anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from consentdesk.domain.events import Event
from consentdesk.services.texts import line

if TYPE_CHECKING:
    from consentdesk.storage.register import Register


def tell_groups(
    register: Register, clerk: str, at: datetime, *, event: str, groups: Iterable[str]
) -> Event:
    """Say which groups were at an event, beside those said before; what is known of it then.

    Raises BadInput: what `texts` refuses, TEXT_MISSING for an event without a name.
    """
    name = line(event, "album", required=True)
    there = [line(group, "group", required=True) for group in groups]
    with register.write(clerk, at) as writer:
        before = writer.event(name)
        after = replace(before, groups=tuple(dict.fromkeys((*before.groups, *there))))
        writer.set_event(after)
    return after
