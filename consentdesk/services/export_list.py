"""The list of one export: every copy with its digests, and where the journal stood.

It names nobody, neither on the pictures nor at the desk, and holds no place on this computer; so it
may be handed to whoever must be able to prove which files left. It is saved where somebody says and
never among pictures, with which it might go along by accident.
"""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.photos import ReleaseId
from consentdesk.errors import BadInput, Problem
from consentdesk.services.list_place import check_place
from consentdesk.services.taking_down import find_release

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register

CSV = ".csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What spreadsheets begin to calculate at."""
_COLUMNS = (
    "file",
    "sha256_in",
    "sha256_out",
    "photo",
    "permissions",
    "covered",
    "taken_down_at",
    "release",
    "destination",
    "at",
    "act",
    "acts",
    "head",
)


def export_list(reader: Reader, number: ReleaseId) -> dict[str, object]:
    """What the list of an export says; raises BadInput(UNKNOWN_RELEASE).

    `act` is the journal's line that tells of the export, `acts` and `head` are how many lines there
    are now and the digest of the last, by which the journal can be held to it later. `permissions`
    are the lines of the answers relied on, `covered` how many people are hidden.
    """
    release, head = find_release(reader, number), reader.head()
    return {
        "release": release.id,
        "destination": str(release.destination),
        "at": release.at.isoformat(),
        "link": release.link,
        "act": release.act,
        "acts": head.number,
        "head": str(head.digest),
        "copies": [
            {
                "file": copy.output,
                "sha256_in": copy.sha256_in.hex(),
                "sha256_out": copy.sha256_out.hex(),
                "photo": copy.photo,
                "permissions": list(copy.permissions),
                "covered": len(copy.covered),
                "taken_down_at": copy.taken_down_at.isoformat() if copy.taken_down_at else None,
            }
            for copy in release.copies
        ],
    }


def save_list(register: Register, number: ReleaseId, path: Path) -> None:
    """Save the list of an export, as CSV where the name ends so, else as JSON.

    What has that name already is replaced, once the new list is whole. Raises BadInput:
    UNKNOWN_RELEASE, LIST_AMONG_COPIES, LIST_AMONG_PICTURES, LIST_UNWRITABLE.
    """
    with register.read() as reader:
        told = export_list(reader, number)
        check_place(reader, find_release(reader, number), path)
    is_table = path.suffix.lower() == CSV
    text = as_table(told) if is_table else json.dumps(told, indent=2) + "\n"
    # A spreadsheet takes a text for that of its own country unless it begins so.
    _write(path, text.encode("utf-8-sig" if is_table else "utf-8"))


def as_table(told: Mapping[str, object]) -> str:
    """The same as CSV, a line for each copy."""
    copies = told["copies"]
    written = io.StringIO()
    rows = csv.DictWriter(written, _COLUMNS, extrasaction="ignore", lineterminator="\r\n")
    rows.writeheader()
    if isinstance(copies, Sequence):
        for copy in copies:
            numbers = " ".join(map(str, copy["permissions"]))
            row = {**told, **copy, "permissions": numbers}
            rows.writerow({name: _inert(value) for name, value in row.items()})
    return written.getvalue()


def _inert(value: object) -> object:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before one."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _write(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise BadInput(Problem.LIST_UNWRITABLE, path=path, reason=error.strerror or "?") from None
