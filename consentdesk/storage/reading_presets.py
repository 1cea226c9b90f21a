"""Answers about presets: how copies for a destination are made, where somebody has said so."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.photos import Destination
from consentdesk.domain.presets import Preset
from consentdesk.storage.schema import preset
from consentdesk.storage.snapshot import UNREADABLE, Snapshot, institution_is

_PRESETS = sa.select(preset).where(institution_is(preset)).order_by(preset.c.destination)
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "max_edge": (int, type(None)),
    "quality": int,
    "credit": str,
    "terms": str,
    "figures": int,
    "folder": str,
    "status": bool,
    "ids": bool,
}


class PresetsReader(Snapshot):
    """The part of a reader that knows presets."""

    def presets(self) -> Mapping[Destination, Preset]:
        """What was kept, by destination; RegisterError REGISTER_DAMAGED where it can't be read."""
        return {Destination(row.destination): self._preset_in(row) for row in self._rows(_PRESETS)}

    def _preset_in(self, row: "Row[Any]") -> Preset:
        try:
            told = json.loads(row.content)
            # A newer program may have kept more.
            known = {key: value for key, value in told.items() if key in _KINDS}
        except UNREADABLE:
            known = None
        if known is None or not all(isinstance(v, _KINDS[k]) for k, v in known.items()):
            raise self._damaged(f"preset {row.destination}")
        return Preset(destination=Destination(row.destination), **known)
