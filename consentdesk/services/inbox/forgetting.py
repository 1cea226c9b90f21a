"""What came into the inbox by mistake, erased for good: a stranger's paper, or another's form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from consentdesk.domain.inbox import PageId
from consentdesk.services.inbox.placing import take_off

if TYPE_CHECKING:
    from consentdesk.storage.register import Register


def forget_pages(register: Register, clerk: str, at: datetime, *, pages: Iterable[PageId]) -> None:
    """Erase pages, their scans and what was read off them; it can't be undone.

    A sheet goes with its last page. That the file came in stays known, so it doesn't come in again
    by itself; the file is not touched. BadInput UNKNOWN_PAGE.
    """
    with register.write(clerk, at) as writer:
        wanted = tuple(dict.fromkeys(pages))
        for page in wanted:
            take_off(writer, writer.inbox_page(page))
        writer.forget_inbox_pages(wanted)
