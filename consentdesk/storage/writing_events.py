"""Writing about events. A draft like an album's name: what it says decides nothing."""

from consentdesk.domain.bursts import GAP
from consentdesk.domain.events import Event
from consentdesk.domain.roles import Right
from consentdesk.storage import schema
from consentdesk.storage.encoding import canonical
from consentdesk.storage.reading_events import EventsReader
from consentdesk.storage.settling import usable
from consentdesk.storage.writing_ledger import LedgerWriter


class EventsWriter(LedgerWriter, EventsReader):
    """The part of a writer that knows events."""

    def set_event(self, event: Event) -> None:
        """Say what is known of an event in place of what was; BadInput for an unusable text.

        Of an event of which only the name is known, nothing is kept.
        """
        self.must(Right.NAME)
        name = usable(event.name, "album", 200)
        if self.event(event.name) == event:
            return
        self._remove(schema.event.c.name, [name])
        if event != Event(name=event.name):
            self._insert(
                schema.event,
                name=name,
                groups=canonical([usable(g, "group", 200) for g in event.groups]),
                held_on=event.held_on,
                gap=None if event.gap == GAP else int(event.gap.total_seconds()),
            )
