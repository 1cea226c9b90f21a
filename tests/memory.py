"""Where the tests' files lie: in memory where the system offers it, as they are soon gone again.

The program waits for the disk with everything it writes, and so does every test. It makes the same
calls in memory, in the same order (`tests/lasting.py` asks which), but they take no time.
"""

import os
import shutil
from pathlib import Path

MEMORY = Path(os.sep, "dev", "shm")
"""Everybody's folder on Linux; pytest makes one of its own in there, closed to others."""
_ROOM = 4 * 1024**3
"""Bytes that must be free; a container may have 64 MB there, which are full at once."""


def roomy_memory() -> Path | None:
    """The folder in memory if all tests have room in there."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK | os.X_OK):
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free >= _ROOM else None
