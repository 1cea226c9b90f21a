"""What is said once of everything on a card."""

from dataclasses import dataclass
from datetime import date

from consentdesk.domain.photos import PhotoKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Event, kind, photographer, right to use; empty where nothing was said.

    `groups` are those that were at the event; None: nobody was asked. `held_on` is its day, where
    somebody said it.
    """

    album: str = ""
    kind: PhotoKind | None = None
    photographer: str = ""
    rights: str = ""
    groups: tuple[str, ...] | None = None
    held_on: date | None = None
