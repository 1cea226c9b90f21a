"""How fast registered photos are checked, against the digest alone and against exiftool.

    python -m tests.bench.bench_check [FILES]

Draws pictures of 3 to 4 MB, makes FILES of them (2,000 unless said; they need about 7 GB), puts
them into a register and measures, warm: one file in process, all files in process, and the whole
command beside `exiftool -r -PersonInImage`. Nothing is asserted: a number depends on the machine.
"""

import hashlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from consentdesk.domain.acts import Attested
from consentdesk.domain.photos import Fingerprint, Photo, PhotoId, PhotoKind
from consentdesk.services.checking import check_each, check_files
from consentdesk.services.pictures.files import digest_file
from consentdesk.storage.register import Register
from tests.bench.bench_pictures import _draw

AT = datetime(2026, 9, 14, 8, tzinfo=UTC)
DRAWN = 40
SINGLES = 60


def main(arguments: Sequence[str]) -> None:
    """Draw, register, measure, print."""
    number = int(arguments[0]) if arguments else 2000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = _files(folder, number)
        with Register.create(
            str(folder / "register.db"), institution="Bench", policy="dk", clerk="Lis", at=AT
        ) as register:
            _register(register, files)
            _single(register, files[:SINGLES])
            _all(register, files)
        _commands(folder, files)


def _files(folder: Path, number: int) -> list[Path]:
    """Drawings and copies of them that differ in a comment, so that each has its own digest."""
    drawn_in, pictures = folder / "drawn", folder / "pictures"
    drawn_in.mkdir()
    pictures.mkdir()
    drawn = [path.read_bytes() for path in _draw(drawn_in, min(DRAWN, number))]
    files = []
    for n in range(number):
        data = drawn[n % len(drawn)]
        comment = b"\xff\xfe\x00\x0a%08d" % n
        path = pictures / f"IMG_{n:05}.jpg"
        path.write_bytes(data[:2] + comment + data[2:])
        files.append(path)
    size = sum(path.stat().st_size for path in files)
    _say(f"{number} files, {size / number / 1e6:.1f} MB each")
    return files


def _register(register: Register, files: Sequence[Path]) -> None:
    with register.write("Lis", AT) as writer:
        for path in files:
            photo = Photo(id=PhotoId(0), name=path.name, kind=PhotoKind.NOBODY)
            id = writer.register_photo(photo, Fingerprint(digest_file(path)))
            writer.append(Attested(photo=id, kind=PhotoKind.NOBODY, shows=(), visible=0))


def _plain(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _single(register: Register, files: Sequence[Path]) -> None:
    """One file after the other, as a person drops them."""
    list(check_each(register, files[:1], at=AT))
    digest, check, over = [], [], []
    for path in files:
        alone = _seconds(partial(_plain, path))
        whole = _seconds(partial(_check, register, path))
        digest.append(alone)
        check.append(whole)
        over.append(whole - 1.10 * alone)
    _say(
        f"one file:  hashlib {1e3 * statistics.median(digest):.2f} ms, "
        f"check {1e3 * statistics.median(check):.2f} ms; beyond 1.10 x hashlib "
        f"{1e3 * statistics.median(over):.2f} ms (median; wanted: at most 5 ms)"
    )


def _check(register: Register, path: Path) -> None:
    list(check_each(register, [path], at=AT))


def _all(register: Register, files: Sequence[Path]) -> None:
    """All files at once, from a folder."""

    def plainly() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(_plain, files))

    alone, both = _best(lambda: [_plain(p) for p in files]), _best(plainly)
    ours = _best(lambda: check_files(register, files, at=AT))
    _say(
        f"all files: hashlib {alone:.2f} s, on two threads {both:.2f} s, check {ours:.2f} s = "
        f"{ours / alone:.2f} x one thread, {ours / both:.2f} x two"
    )


def _commands(folder: Path, files: Sequence[Path]) -> None:
    pictures, register = str(folder / "pictures"), str(folder / "register.db")
    ours = [sys.executable, "-m", "consentdesk", "--register", register, "check", pictures]
    theirs = ["exiftool", "-q", "-r", "-PersonInImage", pictures]
    mine = _best(lambda: _run([*ours, "--jsonl"]))
    other = _best(lambda: _run(theirs))
    _say(
        f"command:   consentdesk check {mine:.2f} s, exiftool -r -PersonInImage {other:.2f} s "
        f"({1e3 * other / len(files):.1f} ms a file): {other / mine:.2f} x as fast (wanted: 3)"
    )


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _best(work: Callable[[], object]) -> float:
    return min(_seconds(work) for _ in range(2))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
