"""How soon a card can be named, and how fast it comes in, beside a bare loop of Pillow's.

    python -m tests.bench.bench_card [FILES] [FOLDER]

Makes that many JPEGs of 24 megapixels and some 8 MB (400 unless said) out of a few pictures, each
with a time of its own, in FOLDER or a temporary one, and brings them into a new register. Measured
are the time until the first slice stands, the whole, and the memory, of the children too; then
fingerprint and small picture of a part of them on both cores, best of three, against Pillow's
`draft` and `thumbnail` alone on the same two cores: by the clock, and by the processor time of all
processes, which a busy machine disturbs less. Nothing is asserted: a number depends on the machine.
"""

import io
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.Image import Resampling

from consentdesk.services.abreast import abreast
from consentdesk.services.card.bringing import Slice, bring_in
from consentdesk.services.card.listing import list_card
from consentdesk.services.card.told import Told
from consentdesk.services.pictures.anatomy import dissect
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.ending import look_at_arrival
from consentdesk.services.pictures.files import read_picture
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.storage.register import Register

_EDGE = 384
_SIZE = (6000, 4000)
_KINDS = 4
_SAMPLE = 40


def main(arguments: Sequence[str]) -> None:
    """Draw, measure, print."""
    number = int(arguments[0]) if arguments else 400
    with tempfile.TemporaryDirectory() as name:
        folder = Path(arguments[1]) if len(arguments) > 1 else Path(name) / "card"
        # Drawn elsewhere: pictures held while they are drawn would count as memory of the program.
        with ProcessPoolExecutor(1) as elsewhere:
            files = elsewhere.submit(drawn_card, folder, number).result()
        size = sum(file.stat().st_size for file in files) / number / 1e6
        _say(f"{number} files of 24 megapixels and {size:.1f} MB")
        os.environ["XDG_CACHE_HOME"] = str(Path(name) / "cache")
        _bringing(folder, Path(name))
        _looking(files[:_SAMPLE])


def drawn_card(folder: Path, number: int) -> list[Path]:
    """Shapes enlarged, with the noise of a sensor; each file with a time and a caption of its own.

    Four pictures are drawn; every other file is one of them turned into another by its last rows,
    so that none is known when it comes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"IMG_{n:04}.JPG" for n in range(number)]
    if all(file.exists() for file in files):
        return files
    chance = np.random.Generator(np.random.PCG64(7))
    drawn = [_picture(chance) for _ in range(_KINDS)]
    at = datetime.fromisoformat("2026-06-12T10:00:00")
    for n, file in enumerate(files):
        exif = Image.Exif()
        exif[0x0132] = at.strftime("%Y:%m:%d %H:%M:%S")
        image = drawn[n % _KINDS].copy()
        image.paste((n % 256, n // 256 * 40, 99), (0, 0, 64, 64))
        image.save(file, "JPEG", quality=90, exif=exif)
        at += timedelta(seconds=2 if n % 4 else 40)
    return files


def _picture(chance: np.random.Generator) -> Image.Image:
    few = chance.integers(0, 255, (40, 60, 3), dtype=np.uint8)
    large = np.asarray(Image.fromarray(few).resize(_SIZE, Resampling.BICUBIC), dtype=np.float32)
    grain = chance.normal(0, 8, (_SIZE[1], _SIZE[0], 1)).astype(np.float32)
    return Image.fromarray(np.clip(large + grain, 0, 255).astype(np.uint8))


def _bringing(folder: Path, beside: Path) -> None:
    place, now = str(beside / "school.consentdesk"), datetime.now(UTC)
    Register.create(place, institution="Bench", policy="dk", at=now, clerk="bench").close()
    with Register.open(place) as register:
        begun = time.perf_counter()
        stood: list[tuple[float, int]] = []

        def came_in(slice_: Slice) -> None:
            stood.append((time.perf_counter() - begun, len(slice_.photos)))

        held: list[tuple[float, float]] = []

        def progress(done: int, total: int) -> None:
            if done in (max(1, total // 4), total):
                held.append(_held())

        card = list_card([folder])
        listed = time.perf_counter() - begun
        told = Told(album="Bench")
        bring_in(
            register,
            "bench",
            lambda: datetime.now(UTC),
            card,
            told,
            came_in=came_in,
            progress=progress,
        )
    whole = time.perf_counter() - begun
    number = sum(count for _at, count in stood)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _say(f"listed after                     {listed:8.2f} s")
    _say(f"first slice ({stood[0][1]:3} photos) after  {stood[0][0]:8.2f} s")
    _say(
        f"all {number:4} in after               {whole:8.2f} s, {whole / number * 1000:.0f} ms each"
    )
    _say(f"most memory of the program       {own:8.0f} MB")
    for title, (mine, theirs) in zip(("after a quarter", "at the end"), held, strict=True):
        _say(f"{title:15}                  {mine:8.0f} MB, and {theirs:.0f} MB in its children")


def _held() -> tuple[float, float]:
    """Megabytes of this process and of its children together, now; 0 where /proc doesn't tell."""
    tasks = Path("/proc/self/task")
    children = [
        Path("/proc", child)
        for task in (tasks.iterdir() if tasks.exists() else ())
        for child in (task / "children").read_text().split()
    ]
    return _resident(Path("/proc/self")), sum(map(_resident, children))


def _resident(process: Path) -> float:
    status = process / "status"
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def _looking(files: list[Path]) -> None:
    def ours(wanted: Sequence[Path]) -> None:
        with Decoder() as decoder:

            def one(file: Path) -> None:
                data = read_picture(file)
                anatomy = dissect(data)
                fingerprint(data, anatomy)
                look_at_arrival(data, decoder, _EDGE, anatomy)

            with abreast(one, wanted) as results:
                for _one in results:
                    pass

    def bare(wanted: Sequence[Path]) -> None:
        with ProcessPoolExecutor(2) as pool:
            list(pool.map(_bare, wanted))

    mine, theirs = _each(ours, files), _each(bare, files)
    for what, took in (
        ("Pillow's draft and thumbnail", theirs),
        ("fingerprint and small one", mine),
    ):
        clock, processor = (1000 * seconds for seconds in took)
        ratios = f"{theirs[0] / took[0]:5.2f} x {theirs[1] / took[1]:5.2f} x the speed"
        _say(f"{what:32} {clock:8.1f} ms a file, {processor:8.1f} ms of processor {ratios}")


def _each(work: Callable[[Sequence[Path]], None], files: list[Path]) -> tuple[float, float]:
    """Seconds a file by the clock and of all processors, without what it takes to begin."""
    few, many = _best(lambda: work(files[:4])), _best(lambda: work(files))
    count = len(files) - 4
    return (many[0] - few[0]) / count, (many[1] - few[1]) / count


def _bare(file: Path) -> int:
    with Image.open(file) as image:
        image.draft("RGB", (_EDGE, _EDGE))
        image.thumbnail((_EDGE, _EDGE))
        written = io.BytesIO()
        image.save(written, "JPEG", quality=85)
    return len(written.getvalue())


def _best(work: Callable[[], None], runs: int = 3) -> tuple[float, float]:
    """The least it took, by the clock and of the processors of all processes it waited for."""
    found = []
    for _ in range(runs):
        begun, before = time.perf_counter(), _processor()
        work()
        found.append((time.perf_counter() - begun, _processor() - before))
    return min(took[0] for took in found), min(took[1] for took in found)


def _processor() -> float:
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
