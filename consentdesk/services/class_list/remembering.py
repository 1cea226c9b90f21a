"""What somebody chose the columns of a list to be, for the next list with the same headings.

Kept with the user's settings, for windows and command line alike: which columns the exports of one
school system have is nothing about the people of one register. The file holds digests of headings
and our own words, nothing out of any list; one that can't be read is as good as none.
"""

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

from consentdesk.paths import columns_file
from consentdesk.services.class_list.columns import Columns, fingerprint
from consentdesk.services.class_list.fields import Field
from consentdesk.services.class_list.reading import Table

_MOST = 200
"""Kinds of list remembered; the one used longest ago goes first."""
_LARGEST = 1024 * 1024


def recalled(table: Table, columns: Columns) -> Columns:
    """What was chosen for these headings before, else what was guessed."""
    key = fingerprint(table, columns)
    chosen = _kept(columns_file()).get(key or "")
    if chosen is None or len(chosen) != table.width:
        return columns
    return replace(columns, fields=chosen, remembered=True)


def remember(table: Table, columns: Columns) -> None:
    """Keep what was chosen; where it can't be written, the next list is guessed again."""
    key = fingerprint(table, columns)
    if key is None:
        return
    path = columns_file()
    kept = _kept(path)
    kept.pop(key, None)
    kept[key] = columns.fields
    text = json.dumps(dict(list(kept.items())[-_MOST:]), indent=1)
    draft = path.with_name(f".{path.name}.{token_hex(4)}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.write_text(text, "ascii")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def _kept(path: Path) -> dict[str, tuple[Field, ...]]:
    with suppress(OSError, ValueError, TypeError):
        if path.stat().st_size <= _LARGEST:
            told = json.loads(path.read_text("ascii"))
            return {str(key): tuple(map(Field, fields)) for key, fields in dict(told).items()}
    return {}
