"""A copy that left once more as the very same file: it is one thing to take down, not two.

So it is where an export was killed between the ledger and the folder: the ledger tells of copies
that were never there, and going on lets them out again under the same names. Whose name is free
lies there no longer, and whatever became of the older one, the newer entry stands for both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from consentdesk.domain.acts import TakenDown
from consentdesk.domain.photos import ReleaseId
from consentdesk.services.withdrawing import EVERYTHING

if TYPE_CHECKING:
    from consentdesk.storage.writing import Writer


def take_over(writer: Writer, id: ReleaseId) -> None:
    """Say of older copies that they are gone where this release has put them out again.

    Only byte for byte, under the same name into the same folder, for the same destination, and
    where no other address was told for the older one.
    """
    (mine,) = writer.releases(id=id)
    again = {(copy.output, copy.sha256_out) for copy in mine.copies}
    for older in writer.releases(folder=mine.folder, limit=EVERYTHING):
        if older.id == id or older.destination != mine.destination:
            continue
        if older.link not in {"", mine.link}:
            continue
        copies = older.copies
        places = tuple(n for n in older.out() if (copies[n].output, copies[n].sha256_out) in again)
        if places:
            writer.append(TakenDown(release=older.id, note=None, copies=places))
