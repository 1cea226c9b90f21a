"""What somebody does who has the file and knows SQL, but wants nobody to notice."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from consentdesk.storage.chain import LINE, genesis

_LEAF_OF_INDEX = 10
GUARDS = ("ledger_no_update", "ledger_no_delete", "ledger_no_replace")


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file in another program's hands; what it does is committed."""
    with closing(sqlite3.connect(path)) as raw:
        yield raw
        raw.commit()


@contextmanager
def guards_down(path: Path) -> Iterator[sqlite3.Connection]:
    """The same without the triggers, which are put back word for word afterwards."""
    with opened(path) as raw:
        kept = [
            raw.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
            for name in GUARDS
        ]
        for name in GUARDS:
            raw.execute(f"DROP TRIGGER {name}")
        yield raw
        for sql in kept:
            raw.execute(sql)


def lose_entry(path: Path, index: str) -> None:
    """Take the last entry out of an index by hand, as a worn-out disk might; nobody has it open.

    Just the count in the head of its page (SQLite's file format, 1.6); the row itself stays.
    """
    with opened(path) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = raw.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (index,)
        ).fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    data = bytearray(path.read_bytes())
    at = (page - 1) * size
    assert data[at] == _LEAF_OF_INDEX
    count = int.from_bytes(data[at + 3 : at + 5], "big")
    data[at + 3 : at + 5] = (count - 1).to_bytes(2, "big")
    path.write_bytes(data)


def rewrite_chain(raw: sqlite3.Connection) -> None:
    """Work out every digest anew, and the head, as the program itself would."""
    (uuid,) = raw.execute("SELECT uuid FROM institution").fetchone()
    clerks = dict(raw.execute("SELECT id, digest FROM clerk"))
    previous: str = genesis(uuid)
    raw.row_factory = sqlite3.Row
    number = 0
    for row in raw.execute("SELECT * FROM ledger ORDER BY number").fetchall():
        line = [row[name] for name in LINE[:-1]]
        text = json.dumps([uuid, clerks[row["clerk"]], *line, previous], separators=(",", ":"))
        digest = hashlib.sha256(text.encode()).hexdigest()
        number = row["number"]
        raw.execute(
            "UPDATE ledger SET previous = ?, digest = ? WHERE number = ?",
            (previous, digest, number),
        )
        previous = digest
    raw.execute("UPDATE head SET number = ?, digest = ?", (number, previous))
