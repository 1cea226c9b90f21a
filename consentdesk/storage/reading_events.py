"""Answers about events: which groups were there, and how its photos fall into bursts."""

import json
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.bursts import GAP
from consentdesk.domain.events import Event
from consentdesk.storage.schema import event
from consentdesk.storage.snapshot import UNREADABLE, Snapshot, institution_is

_EVENTS = sa.select(event).where(institution_is(event)).order_by(event.c.name)
_NAMED = _EVENTS.where(event.c.name == sa.bindparam("name"))


class EventsReader(Snapshot):
    """The part of a reader that knows events."""

    def events(self) -> tuple[Event, ...]:
        """The events of which more is known than the name of their album, by that name.

        RegisterError REGISTER_DAMAGED where what was kept can't be read.
        """
        return tuple(self._event_in(row) for row in self._rows(_EVENTS))

    def event(self, name: str) -> Event:
        """What is known of the event; only its name where that is all."""
        row = self._row(_NAMED, name=name)
        return Event(name=name) if row is None else self._event_in(row)

    def _event_in(self, row: "Row[Any]") -> Event:
        try:
            groups = json.loads(row.groups)
            gap = GAP if row.gap is None else timedelta(seconds=row.gap)
        except UNREADABLE:
            groups, gap = None, GAP
        if not isinstance(groups, list) or not all(isinstance(one, str) for one in groups):
            raise self._damaged("event")
        return Event(name=row.name, groups=tuple(groups), held_on=row.held_on, gap=gap)
