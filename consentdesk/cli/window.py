"""What the command line asks of whoever can open the window."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRequest:
    """What the window is to open with; None and () where nothing was said."""

    register: str | None = None
    clerk: str | None = None
    language: str | None = None
    institution: str | None = None
    files: tuple[Path, ...] = ()


OpenWindow = Callable[[WindowRequest], int]
"""Opens the window, waits until it is closed, and returns the exit status."""
