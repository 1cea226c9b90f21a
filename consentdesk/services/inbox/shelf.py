"""The editions that sheets in the inbox are of, each opened once for as long as a task lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consentdesk.errors import BadInput

if TYPE_CHECKING:
    from consentdesk.domain.inbox import Sheet
    from consentdesk.services.editions import Edition
    from consentdesk.storage.reading import Reader


class Shelf:
    """The editions asked for so far; None for one that is not at hand."""

    def __init__(self) -> None:
        self._known: dict[str, Edition | None] = {}

    def find(self, reader: Reader, name: str) -> Edition | None:
        """The edition of that name."""
        from consentdesk.services.edition_shelf import edition_of

        if name not in self._known:
            try:
                self._known[name] = edition_of(reader, name)
            except BadInput:
                self._known[name] = None
        return self._known[name]

    def missing(self, reader: Reader, sheet: Sheet) -> tuple[int, ...]:
        """The pages that a pen writes on and that have not come; none where nobody can tell."""
        edition = self.find(reader, sheet.edition)
        there = {page.place for page in sheet.pages}
        return tuple(n for n in sorted(edition.answered_pages) if n not in there) if edition else ()
