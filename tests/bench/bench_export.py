"""How fast a card leaves: the whole command `export … --max-edge 2048` beside two other tools.

    python -m tests.bench.bench_export [FILES] [MEGAPIXELS]

Draws that many JPEGs (40 of 24 megapixels unless said) with a camera's metadata, registers them,
and lets them out by the command line, from starting the program to the last copy in its place.
`mogrify` and `vipsthumbnail` (packages imagemagick, libvips-tools) make the same files small, two
processes at a time, which nobody has to check, journal or look over. Ratios are to the export; the
best of three rounds in turn. Nothing is asserted: a number depends on the machine.
"""

import io
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.Image import Resampling

from consentdesk.services.pictures.camera import Shot, with_metadata
from consentdesk.services.pictures.drawing import draw_scene

EDGE, ROUNDS = 2048, 3
_PROGRAM = (sys.executable, "-m", "consentdesk")


def main(arguments: Sequence[str]) -> None:
    """Draw, register, let out, print."""
    number = int(arguments[0]) if arguments else 40
    pixels = float(arguments[1]) * 1e6 if len(arguments) > 1 else 24e6
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        card = folder / "card"
        card.mkdir()
        tall = int((pixels / 1.5) ** 0.5) // 8 * 8
        size = (tall * 3 // 2, tall)
        with ProcessPoolExecutor(2) as pool:
            list(pool.map(_draw, [card] * number, range(number), [size] * number))
        weight = sum(f.stat().st_size for f in card.iterdir()) / number / 1e6
        _say(f"{number} files of {size[0]} × {size[1]}, {weight:.1f} MB each")
        _compare(folder, card, number)


def _draw(card: Path, number: int, size: tuple[int, int]) -> None:
    """A drawing enlarged, with the noise of a sensor, so that it is as big as a camera's."""
    chance = np.random.Generator(np.random.PCG64(number))
    image, heads = draw_scene(number, 1 + number % 5, (size[0] // 4, size[1] // 4))
    large = np.asarray(image.resize(size, Resampling.BICUBIC), dtype=np.float32)
    grain = chance.normal(0, 9, (size[1], size[0], 1)).astype(np.float32)
    noisy = np.clip(large + grain, 0, 255).astype(np.uint8)
    written = io.BytesIO()
    Image.fromarray(noisy).save(written, "JPEG", quality=85)
    shot = Shot(
        number=number,
        size=size,
        orientation=(1, 1, 1, 6)[number % 4],
        people=tuple((f"Person {i}", head) for i, head in enumerate(heads)),
        gps=(55.6761, 12.5683),
        preview=b"",
    )
    (card / f"IMG_{number:04}.jpg").write_bytes(with_metadata(written.getvalue(), shot))


def _compare(folder: Path, card: Path, number: int) -> None:
    files = [str(f) for f in sorted(card.iterdir())]
    os.environ["CONSENTDESK_REGISTER"] = str(folder / "bench.db")
    os.environ["CONSENTDESK_CLERK"] = "Bench"
    for command in (
        ("init", "--institution", "Bench"),
        ("add-photo", *files, "--kind", "nobody", "--photographer", "Bench"),
    ):
        subprocess.run((*_PROGRAM, *command), check=True, stdout=subprocess.DEVNULL)
    out = folder / "out"

    def export() -> None:
        command = ("export", str(card), "--destination", "website", "--to", str(out))
        done = subprocess.run(
            (*_PROGRAM, *command, "--max-edge", str(EDGE)),
            check=True,
            capture_output=True,
        )
        if len(list(out.iterdir())) != number:
            raise SystemExit(done.stdout.decode())

    def mogrify() -> None:
        settings = ("-auto-orient", "-resize", f"{EDGE}x{EDGE}", "-strip", "-path", str(out))
        _by_two(("mogrify", *settings), files)

    def vipsthumbnail() -> None:
        wanted = ("-s", f"{EDGE}x{EDGE}", "-o", f"{out}/%s.jpg[strip]")
        _by_two(("vipsthumbnail", *wanted), files)

    rows = {"the whole export": export, "mogrify": mogrify, "vipsthumbnail": vipsthumbnail}
    rows = {w: f for w, f in rows.items() if w == "the whole export" or shutil.which(w)}
    best: dict[str, Took] = {}
    for _ in range(ROUNDS):
        for what, work in rows.items():
            best[what] = _better(best.get(what), _took(work, out))
    base = best["the whole export"]
    for what, took in best.items():
        clock, processor = took.clock / number * 1000, took.processor / number * 1000
        ratio = f"{took.clock / base.clock:5.2f} x {took.processor / base.processor:5.2f} x"
        _say(f"{what:20}{clock:8.1f} ms a file, {processor:8.1f} ms of processor {ratio}")


def _by_two(command: Sequence[str], files: Sequence[str]) -> None:
    """Two processes of one thread each, half of the files each."""
    alone = {**os.environ, "VIPS_CONCURRENCY": "1", "MAGICK_THREAD_LIMIT": "1"}
    running = [subprocess.Popen((*command, *files[n::2]), env=alone) for n in range(2)]
    for one in running:
        if one.wait():
            raise SystemExit(command[0])


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and of the processor in all processes waited for."""

    clock: float
    processor: float


def _better(before: Took | None, now: Took) -> Took:
    if before is None:
        return now
    return Took(min(before.clock, now.clock), min(before.processor, now.processor))


def _took(work: Callable[[], None], out: Path) -> Took:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    start, before = time.perf_counter(), _processor()
    work()
    return Took(time.perf_counter() - start, _processor() - before)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
