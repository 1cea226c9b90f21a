"""The scan that is kept of a sheet: its pages and nobody else's, as one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consentdesk.domain.inbox import Sheet

if TYPE_CHECKING:
    from consentdesk.services.pictures.decoding import Decoder
    from consentdesk.storage.register import Register


def evidence_of(register: Register, sheet: Sheet, decoder: Decoder) -> bytes | None:
    """The sheet's one page as it came, or all of them in one PDF; None where none can be seen."""
    with register.read() as reader:
        pages = [reader.document(p.document).data for p in sheet.pages if p.document is not None]
    if len(pages) < 2:
        return pages[0] if pages else None
    return decoder.join(pages)
