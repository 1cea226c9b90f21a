"""The reader: everything a register can be asked, put together from its parts."""

from consentdesk.storage.reading_editions import EditionsReader
from consentdesk.storage.reading_events import EventsReader
from consentdesk.storage.reading_mentions import MentionsReader
from consentdesk.storage.reading_presets import PresetsReader
from consentdesk.storage.reading_prints import PrintsReader
from consentdesk.storage.reading_touched import TouchedReader


class Reader(
    MentionsReader,
    EditionsReader,
    EventsReader,
    PresetsReader,
    PrintsReader,
    TouchedReader,
):
    """One consistent snapshot of a register, good until its `with` block ends."""
