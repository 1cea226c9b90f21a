"""How fast pictures are recognised and copied, as ratios to other tools in the same run.

    python -m tests.bench.bench_pictures [FILES]

Draws that many JPEGs of about 3.4 MB (40 unless said) with a camera's metadata, then measures,
warm, the best of three. Nothing is asserted: a number depends on the machine.
"""

import hashlib
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.Image import Resampling

from consentdesk.services.pictures.camera import Shot, with_metadata
from consentdesk.services.pictures.clean import Recipe, clean_copy
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.drawing import draw_scene
from consentdesk.services.pictures.files import digest_file, read_picture
from consentdesk.services.pictures.fingerprint import picture_digest
from consentdesk.services.pictures.metadata import named_people
from consentdesk.services.pictures.residue import residue


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

    def ours() -> None:
        for file in files:
            copy = clean_copy(read_picture(file), Recipe(), decoder)
            (target / file.name).write_bytes(copy.data)

    def ours_by_two() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one, files))

    def one(file: Path) -> None:
        copy = clean_copy(read_picture(file), Recipe(), decoder)
        (target / file.name).write_bytes(copy.data)

    def checked() -> None:
        for file in files:
            residue(clean_copy(read_picture(file), Recipe(), decoder).data)

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
        alone = _best(lambda: [clean_copy(d, Recipe(), decoder) for d in contents])
        _row("the copy alone, from memory", alone, len(files), base)
        _row("the same, two threads", _best(ours_by_two), len(files), base)
        _row("read, copy, look for residue", _best(checked), len(files), base)
    _row("exiftool -all= in one process", _best(exiftool), len(files), base)
    _row("the same, keeping orientation and profile", _best(exiftool_keeping), len(files), base)
    _row("jpegtran -copy none", _best(jpegtran, 1), len(files), base)


def emptied(folder: Path) -> None:
    """Remove the files in a folder: exiftool refuses to write over them."""
    for file in folder.iterdir():
        file.unlink()


def _looking(files: list[Path]) -> None:
    contents = [f.read_bytes() for f in files]
    with Decoder() as decoder:
        decoder.perceptual(contents[0])

        def looked() -> None:
            for data in contents:
                decoder.perceptual(data)

        def looked_by_two() -> None:
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(decoder.perceptual, contents))

        def thumbnails() -> None:
            for data in contents:
                decoder.thumbnail(data, 256)

        def djpeg() -> None:
            for file in files:
                command = ["djpeg", "-scale", "1/8", "-outfile", "/dev/null", str(file)]
                subprocess.run(command, check=True)

        base = _best(djpeg)
        _say("")
        _row("djpeg -scale 1/8", base, len(files), base)
        _row("perceptual, in a child", _best(looked), len(files), base)
        _row("perceptual, two threads", _best(looked_by_two), len(files), base)
        _row("thumbnail of 256, in a child", _best(thumbnails), len(files), base)
        smaller = Recipe(max_edge=1600)
        rendered = _best(lambda: [clean_copy(d, smaller, decoder) for d in contents[:8]], 1)
        _row("clean copy of 1600 pixels, rendered", rendered, 8, base * 8 / len(files))


def _best(work: Callable[[], object], times: int = 3) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def _row(what: str, seconds: float, files: int, base: float) -> None:
    _say(f"{what:44}{seconds / files * 1000:8.2f} ms a file{seconds / base:8.2f} x")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
