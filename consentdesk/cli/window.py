"""What the command line asks of whoever can open the window.

A call with nothing but file names, which is every start from a menu or a folder, is read here
without the grammar of the commands: loading that takes as long as the window itself.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRequest:
    """What the window is to open with; None, "" and () where nothing was said."""

    register: str | None = None
    clerk: str | None = None
    language: str | None = None
    institution: str | None = None
    clock_is_right: bool = False
    wanted: str = ""
    files: tuple[Path, ...] = ()


OpenWindow = Callable[[WindowRequest], int]
"""Opens the window, waits until it is closed, and returns the exit status."""


COMPLETE = "_CONSENTDESK_COMPLETE"
"""Set by a shell that wants to know how a line could go on."""


def plain_request(arguments: Sequence[str]) -> WindowRequest | None:
    """What a call without any option asks of the window; None for one the grammar must read."""
    if COMPLETE in os.environ or list(arguments[:1]) not in ([], ["gui"]):
        return None
    files = arguments[1:]
    if any(not word or word.startswith("-") for word in files):
        return None
    return WindowRequest(files=tuple(Path(word) for word in files))
