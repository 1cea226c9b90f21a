"""Decoding pictures in processes of their own, with limits of memory, time and pixels.

Knows how the children are started, watched, killed and replaced. Whatever goes wrong there, of
whatever kind, is one PictureError here. The work itself is in `pixels`, the other end in `child`.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self, cast

import consentdesk
from consentdesk.domain.covers import Cover
from consentdesk.domain.photos import Perceptual, Region
from consentdesk.errors import Problem
from consentdesk.services.pictures import wire
from consentdesk.services.pictures.anatomy import Anatomy, Buffer, dissect, whole_pages
from consentdesk.services.pictures.containers import Container, sniff
from consentdesk.services.pictures.leaves import page_count
from consentdesk.services.pictures.unreadable import PictureError, damaged

MEMORY = 1_500 * 1024 * 1024
"""Address space of a child: 120 megapixels of JPEG rendered and turned fit, bombs do not."""
SECONDS = 10.0
_HEIF_PATIENCE = 3
"""HEIC can't be decoded small: 48 megapixels of a phone take all of the time on an old computer."""
_START_SECONDS = 60.0
_END_SECONDS = 2.0
_OUT_OF_TIME = (-9, -24)
"""Killed by the system for want of memory; ended at its limit of processor time."""
_MORE = b"\x55\xaa\x33\xcc" * 8
GREY_BYTES = 64 * 64
"""A grey copy; of `phash.SIDE`, which brings numpy along."""
_LOCKED = "locked"
"""What a child says of a PDF that is sound and wants a password."""
CHILD_ARGUMENT = "--picture-child"
"""How a frozen program is asked to be a child: it has no interpreter to hand a module to."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """Small pixels for a screen: sRGB, three bytes each, rows from the top, no padding."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """How fresh pixels are to be made.

    Covers and crop are in fractions of the whole picture as seen. Covering comes first, then
    cropping, then shrinking to `max_edge` pixels (never enlarging), then a band below the picture
    with `mark` in it. `quality` is the JPEG's, 1–95.
    """

    crop: Region | None = None
    covers: tuple[Cover, ...] = ()
    max_edge: int | None = None
    quality: int = 90
    mark: str = ""


class Decoder:
    """A few children that decode pictures, started when first wanted; usable from any thread."""

    def __init__(self, workers: int = 2, *, memory: int = MEMORY, seconds: float = SECONDS) -> None:
        self._memory = memory
        self._seconds = seconds
        self._free = workers
        self._idle: list[_Child] = []
        self._change = threading.Condition()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the children; one that is at work ends when its picture is done."""
        with self._change:
            self._closed = True
            idle, self._idle = self._idle, []
            self._change.notify_all()
        for child in idle:
            child.end()

    def perceptual(self, data: bytes) -> Perceptual:
        """What a picture looks like, for storing: a pHash of each of `windows.WINDOWS`.

        Raises PictureError, as every method here does for whatever can't be decoded.
        """
        return _looks(*self._ask(dissect(data), "perceptual", {"without": 0}))

    def perceptual_query(self, data: bytes) -> Perceptual:
        """The same for looking up: the whole picture's pHash in its eight positions.

        Turned by 0, 90, 180, 270 degrees counter-clockwise, then the same mirrored; `grey` is the
        picture as it stands.
        """
        return _looks(*self._ask(dissect(data), "query", {"without": 0}))

    def perceptual_and_without(
        self, data: bytes, last: int, *, turned: bool
    ) -> tuple[Perceptual, bool]:
        """The same, and whether a JPEG is another picture without so many of its last coded bytes.

        Seen small: True is certain, False may not be. `turned`: for looking up.
        """
        anatomy = dissect(data)
        head, grey = self._ask(anatomy, "query" if turned else "perceptual", {"without": last})
        return _looks(head, grey), head.get("differs") is True

    def arrival(self, anatomy: Anatomy, last: int, edge: int) -> tuple[Perceptual, bool, bytes]:
        """What a picture looks like, whether it surely needs its last coded bytes, a small JPEG.

        The first as `perceptual` says it; `last`: so many bytes before the end of a JPEG's only
        scan, 0 not to look. The JPEG is as `thumbnail`, for a screen only.
        """
        details = {"without": last, "edge": edge}
        head, body = self._ask(anatomy, "arrival", details)
        return _looks(head, body[:GREY_BYTES]), head.get("differs") is True, body[GREY_BYTES:]

    def thumbnail(self, data: bytes, edge: int) -> Thumbnail:
        """The picture as seen, no side longer than `edge` pixels; never enlarged."""
        anatomy = dissect(data)
        head, body = self._ask(anatomy, "thumbnail", {"edge": edge})
        return _small(head, body, edge)

    def pixels(self, data: bytes, *, small: bool = False) -> bytes:
        """A digest of all the pixels as coded, to tell whether two files have the very same.

        `small`: of one pixel for each block of a JPEG. Where these differ, so do all the pixels.
        """
        _head, body = self._ask(dissect(data), "pixels", {"small": small})
        return body

    def shows_all(self, anatomy: Anatomy) -> bool:
        """Whether a JPEG shows all that is coded in it, as far as `outside` can tell."""
        scans = anatomy.scans
        coded = scans[0].end - scans[0].start if len(scans) == 1 else 0
        head, _body = self._ask(anatomy, "outside", {"coded": coded})
        return head.get("all") is True

    def count_faces(self, data: bytes) -> int:
        """How many faces the optional counting aid finds (R17); PictureError where it is missing.

        The child tells the number alone. One that doesn't survive the picture has counted nothing.
        """
        head, body = self._ask(dissect(data), "faces", {})
        found = head.get("faces")
        if not isinstance(found, int) or found < 0 or body:
            raise damaged("answer")
        return found

    def open_whole(self, data: bytes) -> None:
        """Decode a picture to its last pixel, and every page of a TIFF."""
        if sniff(data) is not Container.JPEG:
            for page in whole_pages(data):
                self._ask(page, "pixels", {"small": False})
        elif not self._complete(data):
            raise damaged("coded data end too soon")

    def _complete(self, data: bytes) -> bool:
        """Whether nothing is missing where a JPEG's coded data end.

        Decoders make up for what is missing. With more behind the end, they would use it.
        """
        end = dissect(data).scans[-1].end
        return self.pixels(data) == self.pixels(data[:end] + _MORE + data[end:])

    def open_pdf(self, data: bytes, path: Path) -> int | None:
        """How many pages a PDF has, each of which opens; None where it wants a password.

        Raises BadInput SCAN_TOO_MANY_PAGES with the path as well.
        """
        with self.lent() as lent:
            found, _ = lent.ask({"do": "pdf"}, (data,))
        return None if found.get("problem") == _LOCKED else page_count(found, path)

    @contextmanager
    def lent(self) -> Iterator["Lent"]:
        """One child for several questions that belong together, until it does not survive one."""
        with self._borrowed() as child:
            yield Lent(child, self._seconds)

    def join(self, parts: Sequence[bytes]) -> bytes:
        """Several pages, each a PDF or a picture of one page, as one PDF in their order."""
        head = {"do": "join", "sizes": [len(part) for part in parts], "seconds": self._seconds}
        with self._borrowed() as child:
            found, body = child.ask(head, tuple(parts), self._seconds)
        _answer(found)
        return body

    def first_page(self, data: bytes, edge: int) -> Thumbnail:
        """The first page of a PDF, no side longer than `edge` pixels.

        PictureError for one that wants a password, too.
        """
        head = {"do": "page", "edge": edge, "seconds": self._seconds}
        with self._borrowed() as child:
            found, body = child.ask(head, (data,), self._seconds)
        return _small(_answer(found), body, edge)

    def open_workbook(self, data: bytes, sheet: int) -> tuple[dict[str, object], bytes]:
        """The rows of one sheet as JSON, and what the child says of the whole; see `workbook`."""
        request = {"do": "workbook", "sheet": sheet, "seconds": self._seconds}
        with self._borrowed() as child:
            found, body = child.ask(request, (data,), self._seconds)
        return _answer(found), body

    def render(self, data: bytes, rendering: Rendering) -> bytes:
        """A JPEG of fresh pixels, upright and in sRGB; what else it holds is for `clean`."""
        regions = {
            "crops": [_numbers(rendering.crop)] if rendering.crop is not None else [],
            "covers": [[c.form, c.points, c.fill] for c in rendering.covers],
        }
        how = {
            "max_edge": rendering.max_edge or 0,
            "quality": rendering.quality,
            "mark": rendering.mark,
        }
        _head, body = self._ask(dissect(data), "render", {**regions, **how})
        return body

    def _ask(
        self, anatomy: Anatomy, what: str, details: Mapping[str, object]
    ) -> tuple[dict[str, object], bytes]:
        header = anatomy.header
        patience = _HEIF_PATIENCE if header.container is Container.HEIF else 1
        seconds = self._seconds * patience
        head = {
            "do": what,
            "seconds": seconds,
            "container": str(header.container),
            "width": header.width,
            "height": header.height,
            "orientation": header.orientation,
            "profile": len(header.profile),
            **details,
        }
        with self._borrowed() as child:
            found, body = child.ask(head, (header.profile, *anatomy.essence), seconds)
        return _answer(found), body

    @contextmanager
    def _borrowed(self) -> Iterator["_Child"]:
        """A child for one picture; handed back only if it is as good as new."""
        with self._change:
            self._change.wait_for(lambda: self._closed or self._idle or self._free)
            if self._closed:
                raise RuntimeError("the decoder is closed")
            child = self._idle.pop() if self._idle else None
            if child is None:
                self._free -= 1
        try:
            if child is None:
                child = _Child(self._memory)
            yield child
        finally:
            keep = child is not None and child.sound and not self._closed
            with self._change:
                if keep and child is not None:
                    self._idle.append(child)
                else:
                    self._free += 1
                self._change.notify()
            if child is not None and not keep:
                child.end()


class Lent:
    """A child that remembers what it was told before."""

    def __init__(self, child: "_Child", seconds: float) -> None:
        self._child = child
        self._seconds = seconds

    @property
    def sound(self) -> bool:
        """Whether it can be asked again."""
        return self._child.sound

    def ask(
        self, head: Mapping[str, object], parts: Sequence[Buffer]
    ) -> tuple[dict[str, object], bytes]:
        """One answer, in which `problem` may be that a PDF is locked; PictureError."""
        found, body = self._child.ask({**head, "seconds": self._seconds}, parts, self._seconds)
        return (found if found.get("problem") == _LOCKED else _answer(found)), body


class _Child:
    """One process, its pipes, and whether it can still be trusted to answer in turn."""

    def __init__(self, memory: int) -> None:
        self.sound = False
        try:
            self._process = subprocess.Popen(
                [*_command(), str(memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                # Ctrl+C in a terminal is for the program, which then closes the pipe.
                start_new_session=sys.platform != "win32",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            reason = error.strerror or "?"
            raise PictureError(Problem.UNREADABLE_DECODER, reason=reason) from None
        wire.widen(self._pipe("stdin"))
        try:
            with self._watched(_START_SECONDS):
                wire.receive(self._pipe("stdout"))
        except (OSError, EOFError, ValueError):
            self.end()
            raise PictureError(Problem.UNREADABLE_DECODER, reason="start") from None
        self.sound = True

    def ask(
        self, head: Mapping[str, object], parts: Sequence[Buffer], seconds: float
    ) -> tuple[dict[str, object], bytes]:
        """One picture; TOO_HARD after that time, DAMAGED where the process did not survive it."""
        self.sound = False
        with self._watched(seconds) as late:
            try:
                wire.send(self._pipe("stdin"), head, parts)
                found, body = wire.receive(self._pipe("stdout"))
            except (OSError, EOFError, ValueError):
                # The process is gone, or talks nonsense: both mean that the picture got at it.
                self._process.kill()
                died = self._process.wait()
                if late.is_set() or died in _OUT_OF_TIME:
                    raise PictureError(Problem.UNREADABLE_TOO_HARD) from None
                raise damaged(f"decoder ended with {died}") from None
        self.sound = found.get("problem") != "memory"
        return found, body

    def end(self) -> None:
        """Let the process go, and wait until it has."""
        self.sound = False
        for pipe in (self._process.stdin, self._process.stdout):
            # Closing flushes what a dead process will never read.
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _pipe(self, name: str) -> BinaryIO:
        pipe = self._process.stdin if name == "stdin" else self._process.stdout
        if pipe is None:
            raise OSError(name)
        return cast("BinaryIO", pipe)

    @contextmanager
    def _watched(self, seconds: float) -> Iterator[threading.Event]:
        """Kill the process after that time; reads and writes then fail at once, on any system."""
        late = threading.Event()

        def kill() -> None:
            late.set()
            self._process.kill()

        watch = threading.Timer(seconds, kill)
        watch.daemon = True
        watch.start()
        try:
            yield late
        finally:
            watch.cancel()
            watch.join()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_ARGUMENT]
    # -P: a file named PIL.py in the folder we were started from must not be imported.
    return [sys.executable, "-P", "-W", "ignore", "-m", f"{__package__}.child"]


def _environment() -> dict[str, str]:
    """Ours, with this very package found first, and one thread for each child."""
    root = str(Path(consentdesk.__file__).resolve().parent.parent)
    before = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([root, before] if before else [root]),
        # Every thread of the linear algebra library reserves memory that counts for the limit.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def _small(head: dict[str, object], body: bytes, edge: int) -> Thumbnail:
    """What a child drew, as far as it can be what was asked for."""
    width, height = head.get("width"), head.get("height")
    if not isinstance(width, int) or not isinstance(height, int):
        raise damaged("answer")
    if len(body) != width * height * 3 or max(width, height) > edge:
        raise damaged("answer")
    return Thumbnail(width, height, body)


def _answer(found: dict[str, object]) -> dict[str, object]:
    """What the child says, if it does not say that it could not."""
    match found.get("problem"):
        case None:
            return found
        case "memory":
            raise PictureError(Problem.UNREADABLE_TOO_HARD)
        case _:
            raise damaged(str(found.get("detail")))


def _looks(head: Mapping[str, object], grey: bytes) -> Perceptual:
    found = head.get("hashes")
    if not isinstance(found, list) or len(grey) != GREY_BYTES:
        raise damaged("answer")
    return Perceptual(tuple(int(n) for n in found), grey)


def _numbers(region: Region) -> list[float]:
    return [region.x, region.y, region.w, region.h]
