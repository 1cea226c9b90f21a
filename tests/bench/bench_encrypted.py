"""What encryption costs: the same register in the open and encrypted, side by side in one run.

    python -m tests.bench.bench_encrypted [FILES [SUBJECTS PHOTOS]]

Makes a register of SUBJECTS and PHOTOS (2,000 and 20,000 unless said) and FILES pictures of 3 to
4 MB that it knows (60), copies it and encrypts the copy. Then it takes turns: opening one and
checking the files, as a fresh `check` does, and judging a thousand photos with no file read at all.
Prints the least processor time of each, which other work on the machine doesn't touch, and their
ratio. The key is made once, before: 0.4 s for the passphrase. Nothing is asserted.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from consentdesk.services.checking import check_files
from consentdesk.services.judging import judge_photos
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import encrypt
from consentdesk.storage.values import PhotoFilter
from tests.bench.bench_check import AT, _files, _register, _say
from tests.bench.make_register import make_register

ROUNDS = 5
USUAL = (60, 2_000, 20_000)
JUDGED = 1_000


def main(arguments: Sequence[str]) -> None:
    """Make both, measure, print."""
    given = tuple(map(int, arguments))
    files_wanted, subjects, photos = (*given, *USUAL[len(given) :])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain, secret = folder / "plain.db", folder / "secret.db"
        make_register(str(plain), subjects, photos)
        files = _files(folder, files_wanted)
        with Register.open(str(plain)) as register:
            _register(register, files)
        shutil.copyfile(plain, secret)
        encrypt(str(secret), "only for a bench")
        for what, work in (("check", _check(files)), ("judge", _judge)):
            _compare(what, work, plain, secret)


def _check(files: Sequence[Path]) -> Callable[[Path], object]:
    def work(path: Path) -> object:
        with Register.open(str(path)) as register:
            return check_files(register, files, at=AT)

    return work


def _judge(path: Path) -> object:
    with Register.open(str(path)) as register, register.read() as reader:
        photos = reader.find_photos(PhotoFilter())[:JUDGED]
        return judge_photos(reader, photos, reader.today(AT))


def _compare(what: str, work: Callable[[Path], object], plain: Path, secret: Path) -> None:
    """Turn by turn, so that whatever else the machine does hits both."""
    taken: dict[Path, list[float]] = {plain: [], secret: []}
    for path in taken:
        work(path)
    for _round in range(ROUNDS):
        for path, times in taken.items():
            begun = time.process_time()
            work(path)
            times.append(time.process_time() - begun)
    bare, sealed = (min(times) for times in taken.values())
    _say(f"{what}: plain {bare:.3f} s, encrypted {sealed:.3f} s, ratio {sealed / bare:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
