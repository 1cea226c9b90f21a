"""The reader: everything a register can be asked, put together from its parts."""

from consentdesk.storage.reading_forms import FormsReader
from consentdesk.storage.reading_releases import ReleasesReader


class Reader(ReleasesReader, FormsReader):
    """One consistent snapshot of a register, good until its `with` block ends."""
