"""The writer: everything that can be put into a register, put together from its parts."""

from consentdesk.storage.writing_editions import EditionsWriter
from consentdesk.storage.writing_erasing import ErasingWriter
from consentdesk.storage.writing_events import EventsWriter
from consentdesk.storage.writing_presets import PresetsWriter
from consentdesk.storage.writing_releases import ReleasesWriter
from consentdesk.storage.writing_seats import SeatsWriter


class Writer(
    ErasingWriter, ReleasesWriter, EditionsWriter, EventsWriter, PresetsWriter, SeatsWriter
):
    """A reader that can write: all of its `with` block, or none of it.

    `clerk` is the id of whoever writes; `at` the time of the acts, which is never before the last
    act in the ledger, whatever the clock says.
    """
