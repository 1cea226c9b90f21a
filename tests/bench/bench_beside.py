"""How soon our window is ready beside KeePassXC's, where that is installed.

    python -m tests.bench.bench_beside [REGISTER]

Both are watched from outside: started anew several times in turn, each in a home of its own, until
the process has worked no more for a while. Says the clock's and the processor's time up to its last
work. Without REGISTER ours shows its first page. Ratios and figures only; nothing is asserted.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

ROUNDS = 5
LOOK = 0.01
"""Seconds between two looks at a process."""
STILL = 0.25
"""Seconds without work after which a program counts as ready."""
TICK = 1 / os.sysconf("SC_CLK_TCK")


def main(arguments: Sequence[str]) -> None:
    """Start each in turn and compare the medians."""
    other = shutil.which("keepassxc")
    if other is None:
        sys.stdout.write("KeePassXC isn't installed: nothing to compare with\n")
        return
    register = arguments[0] if arguments else "/nonexistent/register.db"
    programs = {"KeePassXC": [other], "ours": [sys.executable, "-m", "consentdesk"]}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as folder:
        environ = _surroundings(Path(folder), register)
        # The first round writes bytecode and settings, as an installation does.
        for number in range(ROUNDS + 1):
            for name, command in programs.items():
                found = _started(command, environ)
                if number:
                    taken[name].append(found)
    base = [median(values) for values in zip(*taken["KeePassXC"], strict=True)]
    for name, rows in taken.items():
        clock, processor = (median(values) for values in zip(*rows, strict=True))
        sys.stdout.write(
            f"{name:10} clock {clock * 1000:5.0f} ms {clock / base[0]:5.2f} ×   "
            f"processor {processor * 1000:5.0f} ms {processor / base[1]:5.2f} ×\n"
        )


def _surroundings(folder: Path, register: str) -> dict[str, str]:
    environ = {**os.environ, "HOME": str(folder), "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        environ[f"XDG_{name}_HOME"] = str(folder / name)
    return {**environ, "CONSENTDESK_REGISTER": register}


def _started(command: Sequence[str], environ: dict[str, str]) -> tuple[float, float]:
    """Seconds by the clock and by the processor until the program's last work."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as program:
        try:
            return _until_still(program.pid, began)
        finally:
            program.terminate()


def _until_still(process: int, began: float) -> tuple[float, float]:
    last, spent = began, 0.0
    while time.perf_counter() - last < STILL:
        time.sleep(LOOK)
        # After the name in brackets, which may hold blanks: state, …, utime and stime.
        fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
        now = (int(fields[11]) + int(fields[12])) * TICK
        if now > spent:
            last, spent = time.perf_counter(), now
    return last - began, spent


if __name__ == "__main__":
    main(sys.argv[1:])
