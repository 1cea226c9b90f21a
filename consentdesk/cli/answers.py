"""What a command hands back, and how it reaches standard output.

A command returns one `Answer`; here it becomes exactly one JSON object, JSON lines, or sentences.
Knows nothing of what is in it.
"""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePath
from typing import TextIO
from unicodedata import category, east_asian_width

from consentdesk.i18n import _

SCHEMA = 1
WITHHELD, WRONG_USAGE, UNDECIDED, BROKEN, PARTLY = 1, 2, 3, 4, 5
"""Exit statuses, promised to scripts; 0 is all clear or done. BROKEN is also what a bug ends with:
the register may be sound, but nothing said by that run counts, and no picture may go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The outcome of one command.

    `data` is the JSON object without its `schema`; `lines` the same facts for people; `status` the
    exit status. With `records` the answer is printed as JSON lines instead, `data` last. `note` is
    a sentence for standard error. `wrote` says that the command may have changed something.
    """

    data: Mapping[str, object] = field(default_factory=dict)
    lines: Sequence[str] = ()
    status: int = 0
    note: str = ""
    records: Sequence[Mapping[str, object]] | None = None
    wrote: bool = False


class UnwritableError(Exception):
    """Standard output can't take the answer; carries the system's reason."""


def show(answer: Answer, *, as_json: bool) -> None:
    """Print an answer; a reader that went away is no fault and changes no exit status."""
    for line in answer.note.splitlines():
        complain(line)
    if answer.records is not None:
        last = {"schema": SCHEMA, **answer.data}
        lines: Iterable[str] = (json_text(record) for record in (*answer.records, last))
    elif as_json:
        lines = [json_text({"schema": SCHEMA, **answer.data})]
    else:
        lines = answer.lines
    write_lines(lines)


def write_lines(lines: Iterable[str]) -> None:
    """Write lines to standard output and flush; quiet when the reader is gone.

    UnwritableError where it is closed, or on a full disk.
    """
    if sys.stdout is None:
        raise UnwritableError(_("standard output is closed"))
    try:
        for line in lines:
            sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _give_up(sys.stdout)
    except OSError as error:
        _give_up(sys.stdout)
        raise UnwritableError(error.strerror or str(error)) from None


def complain(sentence: str) -> None:
    """One line on standard error; quiet when nobody can read it."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(shown(" ".join(sentence.split())) + "\n")
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)


def _give_up(stream: TextIO) -> None:
    """Python flushes once more when it ends; that flush must find somewhere to go."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def json_text(value: object) -> str:
    """One line of ASCII, so file names of any encoding and any terminal come through."""
    return json.dumps(value, default=_plain, allow_nan=False)


def _plain(value: object) -> object:
    match value:
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case PurePath():
            return str(value)
        case Mapping():
            return dict(value)
        case frozenset() | set():
            return sorted(value)
        case _:
            raise TypeError(type(value).__name__)


def shown(text: object) -> str:
    """The text for a terminal: whatever would steer it, or can't be printed, is spelt out."""
    return "".join(_spelt(sign) for sign in str(text))


def _spelt(sign: str) -> str:
    # Cc, Cf, Cs, Zl, Zp: control, invisible and direction signs, lone surrogates, line breaks.
    if category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return sign.encode("unicode_escape").decode("ascii")
    return sign


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Lines of a table with its columns aligned; no lines where there are no rows."""
    if not rows:
        return []
    cells = [list(head), *([shown(cell) for cell in row] for row in rows)]
    widths = [max(_width(row[i]) for row in cells) for i in range(len(head))]
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in cells]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else category(sign) != "Mn" for sign in text)
