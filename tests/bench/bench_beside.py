"""How soon our window is there, beside KeePassXC's and beside a bare one.

    python -m tests.bench.bench_beside [REGISTER]

Each program is started anew several times in turn, in a home of its own, and watched from outside:
on a screen of Xvfb, whose pixels are read until nothing changes any more. Says when all but a
fiftieth of what the program draws stands as it stays (`shown`), and its last change (`still`), by
the clock. Without REGISTER ours shows its first page. KeePassXC is left out where it isn't
installed. Ratios and figures only; nothing is asserted.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

ROUNDS = 9
LOOK = 0.003
"""Seconds between two looks at the screen."""
SETTLED = 1.5
"""Seconds without a change after which nothing more is expected."""
LIMIT = 15.0
CLEARED = 0.3
WIDTH, HEIGHT = 1280, 800
BARE = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget
app = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QTableWidget(30, 5))
window.resize(1280, 800)
window.show()
app.exec()
"""

Pixels: TypeAlias = NDArray[np.uint32]


def main(arguments: Sequence[str]) -> None:
    """Start each in turn and compare the medians."""
    if shutil.which("Xvfb") is None:
        sys.stdout.write("Xvfb isn't installed: there is no screen to watch\n")
        return
    register = arguments[0] if arguments else "/nonexistent/register.db"
    programs = {"bare": [sys.executable, "-c", BARE]}
    if other := shutil.which("keepassxc"):
        programs["KeePassXC"] = [other]
    programs["ours"] = [sys.executable, "-m", "consentdesk"]
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as folder, _screen(Path(folder)) as (display, pixels):
        environ = _surroundings(Path(folder), display, register)
        # The first round writes bytecode and settings, as an installation does.
        for number in range(ROUNDS + 1):
            for name, command in programs.items():
                found = _started(command, environ, pixels)
                if number:
                    taken[name].append(found)
    base = [median(values) for values in zip(*taken["bare"], strict=True)]
    for name, rows in taken.items():
        shown, still = (median(values) for values in zip(*rows, strict=True))
        least = min(row[0] for row in rows)
        sys.stdout.write(
            f"{name:10} shown {shown * 1000:5.0f} ms {shown / base[0]:5.2f} ×, "
            f"least {least * 1000:4.0f} ms   still {still * 1000:5.0f} ms\n"
        )


@contextmanager
def _screen(folder: Path) -> Iterator[tuple[str, Pixels]]:
    """A screen that is only in memory: its name, and its pixels as they are at the moment."""
    memory = folder / "screen"
    memory.mkdir()
    known, free = os.pipe()
    command = ["Xvfb", "-displayfd", str(free), "-screen", "0", f"{WIDTH}x{HEIGHT}x24"]
    with subprocess.Popen(
        [*command, "-fbdir", str(memory), "-nolisten", "tcp", "-noreset"],
        pass_fds=[free],
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(free)
        try:
            with os.fdopen(known) as answer:
                display = f":{answer.readline().strip()}"
            (file,) = memory.iterdir()
            # A header of changing length, then the rows.
            yield display, np.memmap(file, np.uint8, "r")[-WIDTH * HEIGHT * 4 :].view(np.uint32)
        finally:
            server.terminate()


def _surroundings(folder: Path, display: str, register: str) -> dict[str, str]:
    environ = {**os.environ, "HOME": str(folder), "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        environ[f"XDG_{name}_HOME"] = str(folder / name)
    return {
        **environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "CONSENTDESK_REGISTER": register,
    }


def _started(
    command: Sequence[str], environ: Mapping[str, str], pixels: Pixels
) -> tuple[float, float]:
    """Seconds until the window is shown, and until its last change."""
    blank = np.array(pixels)
    began = time.perf_counter()
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as program:
        frames = list(_changes(pixels, blank, began))
        program.terminate()
    # The screen shows its own ground again before the next one starts.
    time.sleep(CLEARED)
    last = frames[-1][1]
    drawn = np.count_nonzero(last != blank)
    shown = next(at for at, now in frames if np.count_nonzero(now != last) * 50 <= drawn)
    return shown, frames[-1][0]


def _changes(pixels: Pixels, before: Pixels, began: float) -> Iterator[tuple[float, Pixels]]:
    """Each picture on the screen that differs from the one before it, with its moment."""
    changed = began
    seen = False
    while (now := time.perf_counter()) < began + LIMIT and not (seen and now > changed + SETTLED):
        time.sleep(LOOK)
        if not np.array_equal(pixels, before):
            before, changed, seen = np.array(pixels), time.perf_counter(), True
            yield changed - began, before


if __name__ == "__main__":
    main(sys.argv[1:])
