"""A folder of a hundred thousand files, as an archive has them: looked through, and no more."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.cli.terminal import CLERK, Terminal
from tests.source import ROOT

MANY = 100_000
PICTURES = 20_000
"""Fewer, because each of them is judged: a hundred thousand take a minute."""
IN_A_FOLDER = 1_000
KILOBYTES_EACH = 3
"""What may be kept of a file until the answer is printed: its name, its digest and its verdict."""


def _archive(terminal: Terminal, many: int, *files: Path) -> Path:
    """So many names for these few files, in folders."""
    archive = terminal.folder / "archive"
    archive.mkdir()
    for number in range(many):
        folder = archive / f"{number // IN_A_FOLDER:03d}"
        if number % IN_A_FOLDER == 0:
            folder.mkdir()
        os.link(files[number % len(files)], folder / f"{number:06d}{files[0].suffix}")
    return archive


def _checked(terminal: Terminal, folder: Path) -> tuple[int, dict[str, object], int]:
    """Status, answer and the most kilobytes in use of a check in a process of its own."""
    words = [sys.executable, "-m", "consentdesk", "--register", str(terminal.register)]
    words += ["--as", CLERK, "--json", "check", "--recursive", str(folder)]
    words += ["--destination", "website"]
    out = terminal.folder / "answer.json"
    with out.open("wb") as file:
        process = subprocess.Popen(words, stdout=file, env={**os.environ, "PYTHONPATH": str(ROOT)})
        _pid, ended, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(ended)
    answer = json.loads(out.read_bytes())
    assert isinstance(answer, dict)
    return process.returncode, answer, used.ru_maxrss


def test_a_folder_of_many_thousand_pictures_is_checked(terminal: Terminal) -> None:
    """Each is judged, and what is kept of one is small, however large its picture."""
    terminal.child("Noah Lund")
    terminal.permitted("Noah Lund")
    pictures = [terminal.portrait("Noah Lund"), terminal.portrait("Noah Lund")]
    _status, few, before = _checked(terminal, pictures[0].parent)
    assert few["summary"] == {"clear": 2, "withheld": 0, "undecided": 0, "unreadable": 0}
    status, answer, after = _checked(terminal, _archive(terminal, PICTURES, *pictures))
    assert status == 0
    assert answer["summary"] == {"clear": PICTURES, "withheld": 0, "undecided": 0, "unreadable": 0}
    assert after - before < PICTURES * KILOBYTES_EACH


def test_of_a_hundred_thousand_other_files_none_is_decoded(terminal: Terminal) -> None:
    note = terminal.folder / "note.txt"
    note.write_text("The bus leaves at eight.", "utf-8")
    picture = terminal.draw()
    archive = _archive(terminal, MANY, note)
    os.link(picture, archive / picture.name)
    status, answer, _used = _checked(terminal, archive)
    assert status == 3
    assert answer["summary"] == {"clear": 0, "withheld": 0, "undecided": 1, "unreadable": 0}
    skipped = answer["skipped"]
    assert isinstance(skipped, list)
    assert len(skipped) == MANY
