"""How fast pictures are recognised and copied, as ratios to other tools in the same run.

    python -m tests.bench.bench_pictures [FILES]

Draws that many JPEGs of about 3.4 MB (40 unless said) with a camera's metadata, then measures,
warm, the best of three: by the clock, and by the processor time of all processes involved, which a
busy machine disturbs less. Ratios are to the first row of each group. Nothing is asserted: a number
depends on the machine.
"""

import hashlib
import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.Image import Resampling

from consentdesk.services.pictures.camera import Shot, with_metadata
from consentdesk.services.pictures.clean import CleanCopy, Recipe, clean_copy
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.drawing import draw_sample, draw_scene
from consentdesk.services.pictures.ending import look_at_whole
from consentdesk.services.pictures.files import digest_file, read_picture
from consentdesk.services.pictures.fingerprint import picture_digest
from consentdesk.services.pictures.metadata import named_people
from consentdesk.services.pictures.residue import residue

_SMALL = draw_sample(1, 1, (64, 48))


def main(arguments: Sequence[str]) -> None:
    """Draw, measure, print."""
    number = int(arguments[0]) if arguments else 40
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = _draw(folder, number)
        size = sum(f.stat().st_size for f in files)
        _say(f"{number} files of {size / number / 1e6:.1f} MB\n")
        _recognising(files)
        _copying(files, folder)
        _looking(files)


def _draw(folder: Path, number: int) -> list[Path]:
    """Drawings enlarged to 12 megapixels with the noise of a sensor, so that they are as big."""
    chance = np.random.Generator(np.random.PCG64(7))
    grain = chance.normal(0, 12.5, (3024, 4032, 1)).astype(np.float32)
    files = []
    for n in range(number):
        image, heads = draw_scene(n, 1 + n % 5, (1008, 756))
        large = np.asarray(image.resize((4032, 3024), Resampling.BICUBIC), dtype=np.float32)
        noisy = np.clip(large + np.roll(grain, n * 37, axis=0), 0, 255).astype(np.uint8)
        written, preview = io.BytesIO(), io.BytesIO()
        Image.fromarray(noisy).save(written, "JPEG", quality=80)
        image.resize((160, 120)).save(preview, "JPEG")
        shot = Shot(
            number=n,
            size=(4032, 3024),
            orientation=1,
            people=tuple((f"Person {i}", head) for i, head in enumerate(heads)),
            gps=(55.6761, 12.5683),
            preview=preview.getvalue(),
        )
        file = folder / f"IMG_{n:04}.jpg"
        file.write_bytes(with_metadata(written.getvalue(), shot))
        files.append(file)
    return files


def _recognising(files: list[Path]) -> None:
    contents = [f.read_bytes() for f in files]

    def hashed() -> None:
        for data in contents:
            hashlib.sha256(data).digest()

    def opened() -> None:
        for file in files:
            digest_file(file)

    def opened_by_two() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(digest_file, files))

    def pictures() -> None:
        for data in contents:
            picture_digest(data)

    def names() -> None:
        for data in contents:
            named_people(data)

    base = _best(hashed)
    _row("hashlib.sha256 of bytes in memory", base, len(files), base)
    _row("digest_file", _best(opened), len(files), base)
    _row("digest_file, two threads", _best(opened_by_two), len(files), base)
    _row("picture_digest of bytes in memory", _best(pictures), len(files), base)
    _row("named_people of bytes in memory", _best(names), len(files), base)


def _copying(files: list[Path], folder: Path) -> None:
    target = folder / "out"
    target.mkdir()
    paths = [str(f) for f in files]
    quiet = ("-q", "-q")

    def one(file: Path) -> CleanCopy:
        copy = clean_copy(read_picture(file), Recipe(), decoder, known_to_end=True)
        with (target / file.name).open("xb") as written:
            written.writelines(copy.parts)
        return copy

    def ours() -> None:
        emptied(target)
        for file in files:
            one(file)

    def ours_by_two() -> None:
        emptied(target)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one, files))

    def checked() -> None:
        emptied(target)
        for file in files:
            residue(*one(file).parts)

    def exiftool() -> None:
        emptied(target)
        subprocess.run(["exiftool", *quiet, "-all=", "-o", f"{target}/", *paths], check=True)

    def exiftool_keeping() -> None:
        emptied(target)
        keep = ["-tagsFromFile", "@", "-Orientation", "-ICC_Profile"]
        command = ["exiftool", *quiet, "-all=", *keep, "-o", f"{target}/", *paths]
        subprocess.run(command, check=True)

    def jpegtran() -> None:
        for path in paths:
            output = str(target / "x.jpg")
            command = ["jpegtran", "-copy", "none", "-outfile", output, path]
            subprocess.run(command, check=True)

    with Decoder() as decoder:
        contents = [f.read_bytes() for f in files]
        base = _best(ours)
        _say("")
        _row("clean copy, lossless: read, copy, write", base, len(files), base)

        def from_memory() -> None:
            for data in contents:
                clean_copy(data, Recipe(), decoder, known_to_end=True)

        _row("the copy alone, from memory", _best(from_memory), len(files), base)
        _row("read, copy, write, two threads", _best(ours_by_two), len(files), base)
        _row("read, copy, write, look for residue", _best(checked), len(files), base)
    _row("exiftool -all= in one process", _best(exiftool), len(files), base)
    _row("the same, keeping orientation and profile", _best(exiftool_keeping), len(files), base)
    _row("jpegtran -copy none", _best(jpegtran, 1), len(files), base)


def emptied(folder: Path) -> None:
    """Remove the files in a folder: exiftool refuses to write over them."""
    for file in folder.iterdir():
        file.unlink()


def _looking(files: list[Path]) -> None:
    contents = [f.read_bytes() for f in files]
    few = contents[:8]

    def djpeg() -> None:
        for file in files:
            command = ["djpeg", "-scale", "1/8", "-outfile", "/dev/null", str(file)]
            subprocess.run(command, check=True)

    def by_two(decoder: Decoder) -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(decoder.perceptual, contents))

    def rendered(decoder: Decoder) -> None:
        for data in few:
            clean_copy(data, Recipe(max_edge=1600), decoder)

    base = _best(djpeg)
    _say("")
    _row("djpeg -scale 1/8", base, len(files), base)
    for what, work in (
        ("perceptual, in a child", lambda d: [d.perceptual(data) for data in contents]),
        ("perceptual, two threads", by_two),
        ("the same, and whether that is all", lambda d: [look_at_whole(f, d) for f in contents]),
        ("thumbnail of 256, in a child", lambda d: [d.thumbnail(data, 256) for data in contents]),
    ):
        _row(what, _in_children(work), len(files), base)
    share = len(few) / len(files)
    short = Took(base.clock * share, base.processor * share)
    _row("clean copy of 1600 pixels, rendered", _in_children(rendered, 1), len(few), short)


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and of the processor in this process and those it has waited for."""

    clock: float
    processor: float


def _best(work: Callable[[], object], runs: int = 3) -> Took:
    taken = [_took(work) for _ in range(runs)]
    return Took(min(t.clock for t in taken), min(t.processor for t in taken))


def _took(work: Callable[[], object]) -> Took:
    start, before = time.perf_counter(), _processor()
    work()
    return Took(time.perf_counter() - start, _processor() - before)


def _processor() -> float:
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def _in_children(work: Callable[[Decoder], object], runs: int = 3) -> Took:
    """What work takes that is done in decoding children, without their waking up."""

    def asleep() -> None:
        with Decoder() as decoder, ThreadPoolExecutor(2) as pool:
            list(pool.map(decoder.perceptual, [_SMALL, _SMALL]))

    def awake() -> None:
        with Decoder() as decoder, ThreadPoolExecutor(2) as pool:
            list(pool.map(decoder.perceptual, [_SMALL, _SMALL]))
            work(decoder)

    nothing, whole = _best(asleep, runs), _best(awake, runs)
    return Took(whole.clock - nothing.clock, whole.processor - nothing.processor)


def _row(what: str, took: Took, files: int, base: Took) -> None:
    clock, processor = took.clock / files * 1000, took.processor / files * 1000
    ratios = f"{took.clock / base.clock:6.2f} x {took.processor / base.processor:6.2f} x"
    _say(f"{what:44}{clock:8.2f} ms a file, {processor:8.2f} ms of processor {ratios}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
