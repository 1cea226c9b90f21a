"""The head of the journal as it is printed: the number of the last line, the first of its digest.

Short enough to be typed from paper, and long enough that nobody finds another line that begins so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consentdesk.i18n import _

if TYPE_CHECKING:
    from consentdesk.storage.register import Register
    from consentdesk.storage.values import Head

SIGNS, _GROUP = 20, 4
"""Hex signs of the digest that are printed, 80 bits; in groups of four."""
SHORTEST = 16
"""Of as many at least it must be possible to say that the line is the same."""
_FORM = re.compile(r"(?P<number>[0-9]{1,18}):(?P<begins>[0-9a-f]{16,64})")


@dataclass(frozen=True, slots=True)
class PrintedHead:
    """Where the journal stood, as far as it was printed."""

    number: int
    begins: str


def printed(head: Head) -> str:
    """The head as it is printed, and typed again behind `verify --head`; "" before any line."""
    if not head.number:
        return ""
    signs = head.digest[:SIGNS]
    groups = "-".join(signs[at : at + _GROUP] for at in range(0, SIGNS, _GROUP))
    return f"{head.number}:{groups}"


def where_it_stands(register: Register) -> str:
    """The head of the journal as of now, as it is printed."""
    with register.read() as reader:
        return printed(reader.head())


def stands_at(head: str) -> str:
    """The line of a receipt that says where the journal stands; "" before any line."""
    return _("The journal stands at {line}.").format(line=head) if head else ""


def parse_head(typed: str) -> PrintedHead | None:
    """What somebody typed from paper; hyphens, spaces and capitals are no matter. None for else."""
    found = _FORM.fullmatch(re.sub(r"[\s\-\u2010-\u2015.]", "", typed).lower())
    return None if found is None else PrintedHead(int(found["number"]), found["begins"])
