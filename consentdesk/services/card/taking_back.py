"""The photos of a whole card out of the register again, and in again: one step for the clerk.

They go into the trash, as photos added by mistake do; what has a history since stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from consentdesk.domain.events import Event
from consentdesk.domain.photos import PhotoId
from consentdesk.services import trash

if TYPE_CHECKING:
    from consentdesk.services.trash import ThrownAway
    from consentdesk.storage.register import Register


def take_back(
    register: Register,
    clerk: str,
    at: datetime,
    photos: Sequence[PhotoId],
    event: tuple[Event, Event] | None,
) -> ThrownAway:
    """Photos that came in together into the trash; the event is as it was before they did.

    `event` is what was known of it before and afterwards; it stays where somebody has said
    something else since. Raises what `trash.throw_away` refuses.
    """
    thrown = trash.throw_away(register, clerk, at, photos=photos)
    if not thrown.kept:
        _turn(register, clerk, at, event)
    return thrown


def bring_back(
    register: Register,
    clerk: str,
    at: datetime,
    photos: Sequence[PhotoId],
    event: tuple[Event, Event] | None,
) -> None:
    """The same photos out of the trash, and the event as it was; raises what `put_back` refuses."""
    trash.put_back(register, clerk, at, photos=photos)
    _turn(register, clerk, at, None if event is None else (event[1], event[0]))


def _turn(register: Register, clerk: str, at: datetime, event: tuple[Event, Event] | None) -> None:
    if event is None or event[0] == event[1]:
        return
    wanted, seen = event
    with register.write(clerk, at) as writer:
        if writer.event(seen.name) == seen:
            writer.set_event(wanted)
