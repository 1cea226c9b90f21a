"""Which columns hold what somebody wrote in words of their own, and so anybody's name perhaps.

The one list of them: whatever looks for a name goes by it, and a test holds it against the tables.
"""

import json
from collections.abc import Iterator, Mapping
from enum import Enum, auto

import sqlalchemy as sa

from consentdesk.storage import schema


class Treated(Enum):
    """What erasing somebody does to a text of others that holds the name."""

    CUT = auto()
    """The name goes out of it, or all of it, where it is surely the person's; else it is told."""
    TOLD = auto()
    """It stays, for a line of the journal, paper or other people rest on it."""
    APART = auto()
    """Gone through in a way of its own: names of people, texts of acts, the trash."""


FREE: Mapping[sa.Table, Mapping[str, Treated]] = {
    schema.institution: {"name": Treated.TOLD},
    schema.clerk: {"name": Treated.TOLD, "login": Treated.TOLD},
    schema.text: {"text": Treated.APART},
    schema.subject: {"name": Treated.APART, "group": Treated.TOLD},
    schema.guardian: {"name": Treated.TOLD},
    schema.journal_entry: dict.fromkeys(
        ("system", "number", "subject_line", "paper_at"), Treated.TOLD
    ),
    schema.photo: dict.fromkeys(("name", "raw", "album", "photographer", "rights"), Treated.CUT),
    schema.event: {"name": Treated.CUT, "groups": Treated.TOLD},
    schema.release: {"folder": Treated.TOLD, "link": Treated.TOLD},
    schema.release_copy: {"output": Treated.TOLD},
    schema.preset: {"content": Treated.TOLD},
    schema.seat: {"login": Treated.TOLD},
    schema.trash: {"kept": Treated.APART},
    schema.inbox_file: {"name": Treated.CUT},
    schema.inbox_sheet: {"draft": Treated.TOLD},
    schema.inbox_page: {"texts": Treated.TOLD},
    schema.edition: {"name": Treated.TOLD, "files": Treated.TOLD},
    schema.edition_draft: {"name": Treated.TOLD, "content": Treated.TOLD},
}


def leaves(text: str) -> Iterator[str]:
    """The texts in a value that may be JSON: itself, or each that stands within, however deep."""
    waiting: list[object] = [text]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            within = _read(value)
            if within is None:
                yield value
            else:
                waiting.append(within)
        elif isinstance(value, dict):
            for key, one in reversed(value.items()):
                waiting += (one, key)
        elif isinstance(value, list):
            waiting += reversed(value)


def _read(text: str) -> object:
    """The list or mapping that it is; None for all else, also where it nests without end."""
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
