"""Writing about presets: a draft that opens no gate, so the ledger is told nothing of it."""

from dataclasses import asdict

from consentdesk.domain.presets import Preset
from consentdesk.domain.roles import Right
from consentdesk.storage import schema
from consentdesk.storage.encoding import canonical
from consentdesk.storage.reading_presets import PresetsReader
from consentdesk.storage.settling import usable
from consentdesk.storage.writing_ledger import LedgerWriter


class PresetsWriter(LedgerWriter, PresetsReader):
    """The part of a writer that knows presets."""

    def set_preset(self, preset: Preset) -> None:
        """Keep how copies for its destination are made; BadInput for an unusable text."""
        self.must(Right.RELEASE)
        for field in ("credit", "terms", "folder"):
            usable(getattr(preset, field), field)
        self.forget_preset(preset)
        content = asdict(preset)
        del content["destination"]
        self._insert(schema.preset, destination=preset.destination, content=canonical(content))

    def forget_preset(self, preset: Preset) -> None:
        """Keep nothing for that destination: what is usual holds again."""
        self.must(Right.RELEASE)
        self._remove(schema.preset.c.destination, [preset.destination])
