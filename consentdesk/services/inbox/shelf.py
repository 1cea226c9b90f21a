"""The editions that sheets in the inbox are of, each opened once for as long as a task lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consentdesk.errors import BadInput

if TYPE_CHECKING:
    from consentdesk.domain.inbox import Sheet
    from consentdesk.services.editions import Edition


class Shelf:
    """The editions asked for so far; None for one that this program doesn't have."""

    def __init__(self) -> None:
        from consentdesk.services.editions import edition_names

        self._names = edition_names()
        self._known: dict[str, Edition | None] = {}

    def find(self, name: str) -> Edition | None:
        """The edition of that name."""
        from consentdesk.services.editions import load_edition

        if name not in self._known:
            try:
                self._known[name] = load_edition(name)
            except BadInput:
                self._known[name] = None
        return self._known[name]

    def is_latest(self, name: str) -> bool:
        """Whether new forms are of that edition."""
        return self._names[-1:] == (name,)

    def missing(self, sheet: Sheet) -> tuple[int, ...]:
        """The pages that a pen writes on and that have not come; none where nobody can tell."""
        edition = self.find(sheet.edition)
        there = {page.place for page in sheet.pages}
        return tuple(n for n in sorted(edition.answered_pages) if n not in there) if edition else ()
