"""Reports of bugs: what went wrong in our own code, without anybody's name.

A report holds the kinds of exception and the places in the program, never a message, a value or a
path of the user's, because any of those may carry a name. Nothing is sent anywhere.
"""

import platform
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from consentdesk import __version__
from consentdesk.paths import reports_dir

KEPT = 20
"""Reports kept; the oldest go first."""


def report_text(bug: BaseException) -> str:
    """The report of one bug: versions, then exceptions and program places, innermost cause last."""
    lines = [
        f"ConsentDesk {__version__}",
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}",
    ]
    for error in _chain(bug):
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return "\n".join(lines) + "\n"


def keep_report(bug: BaseException, at: datetime) -> Path | None:
    """Write the report into the user's log folder and say where; None where that can't be done."""
    folder = reports_dir()
    path = folder / f"bug-{at:%Y%m%d-%H%M%S}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(report_text(bug), encoding="utf-8")
        for old in sorted(folder.glob("bug-*.txt"))[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def _chain(bug: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    error: BaseException | None = bug
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
