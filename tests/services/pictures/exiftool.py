"""exiftool, the judge that is not ours: what it finds in a file, and what it writes into one."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path


def tags(files: Sequence[Path]) -> list[dict[str, object]]:
    """Every tag of every file, unknown and doubled ones too, keyed `group:name`."""
    if not files:
        return []
    found = subprocess.run(
        ["exiftool", "-j", "-G1", "-a", "-u", "-q", "-q", *map(str, files)],
        capture_output=True,
        check=False,
    )
    listed: list[dict[str, object]] = json.loads(found.stdout)
    return listed


def write(files: Sequence[Path], *assignments: str) -> None:
    """Write metadata into the files themselves; minor oddities of real files are put up with."""
    command = ["exiftool", "-m", "-q", "-q", "-overwrite_original", *assignments]
    subprocess.run([*command, *map(str, files)], capture_output=True, check=False)
