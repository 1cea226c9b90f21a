"""How fast a big register answers: the look-ups for one verdict, and a search key to rows.

    python -m tests.bench.bench_lookups REGISTER PHOTOS

REGISTER is one that `make_register` built, PHOTOS the number it was built with. Times are also
given as a share of hashing a photo of 3.4 MB, which a check always has to do. Nothing is asserted.
"""

import hashlib
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from consentdesk.domain.photos import Fingerprint
from consentdesk.services.judging import Facts
from consentdesk.storage.register import Register
from consentdesk.storage.values import SubjectFilter
from tests.bench.make_register import photo_bytes_digest

AT = datetime(2026, 9, 20, 8, tzinfo=UTC)
QUERIES = 200
SHOWN = 40
"""Rows a window shows at once."""
TYPED = ("i", "id", "ida", "ida j", "ida jen", "sø", "soeg", "møl", "99", "viggo dahl", "xyz", "n")


def main(arguments: Sequence[str]) -> None:
    """Ask, time, print."""
    if len(arguments) != 2:
        sys.exit(__doc__)
    start = time.perf_counter()
    with Register.open(arguments[0]) as register:
        _say(f"open: {1e3 * (time.perf_counter() - start):.0f} ms")
        photos = int(arguments[1])
        digest = _hashing()
        _tell("look-ups for one verdict", _verdicts(register, photos), digest, 20)
        _tell("search key to rows", _searches(register), digest, 50)
        _tell("overview's counts", _times([lambda: _counts(register)] * 5), digest, 0)


def _hashing() -> float:
    data = bytes(3_400_000)
    return min(_times([lambda: hashlib.sha256(data).digest()] * 9))


def _verdicts(register: Register, photos: int) -> list[float]:
    asked = [photo_bytes_digest(n * 7919 % photos) for n in range(QUERIES)]
    return _times([partial(_verdict, register, digest) for digest in asked])


def _verdict(register: Register, sha256: bytes) -> None:
    with register.read() as reader:
        (known,) = reader.recognise([Fingerprint(sha256)])
        assert known.photo is not None
        facts = Facts(reader, [known.photo], reader.today(AT))
        for destination in reader.policy.destinations:
            facts.verdict(known.match, known.photo, destination)


def _searches(register: Register) -> list[float]:
    return _times([partial(_search, register, text) for text in TYPED * 4])


def _search(register: Register, text: str) -> None:
    with register.read() as reader:
        ids = reader.find_subjects(SubjectFilter(text=text), reader.today(AT))[:SHOWN]
        reader.subjects(ids)
        reader.standing(ids)


def _counts(register: Register) -> None:
    with register.read() as reader:
        reader.counts(reader.today(AT))


def _times(work: Sequence[Callable[[], object]]) -> list[float]:
    taken = []
    for one in work:
        start = time.perf_counter()
        one()
        taken.append(time.perf_counter() - start)
    return taken


def _tell(what: str, taken: Sequence[float], digest: float, wanted: int) -> None:
    ordered = sorted(taken)
    middle, late = statistics.median(ordered), ordered[int(len(ordered) * 0.99) - 1]
    aim = f"; wanted: at most {wanted} ms" if wanted else ""
    _say(
        f"{what:26} median {1e3 * middle:7.2f} ms = {middle / digest:5.2f} x hashing a photo, "
        f"99 of 100 within {1e3 * late:7.2f} ms{aim}"
    )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
