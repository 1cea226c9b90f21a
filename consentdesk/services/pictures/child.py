"""A process of its own in which pictures are decoded: whatever happens here, happens to it alone.

PDFs and workbooks are opened here too, for the same reason.

Reads requests from standard input and answers on standard output (see `wire`) until the input
ends, which it does when the program ends. Every exception becomes an answer that says UNREADABLE.
Whether it takes too long is for the program to watch; this side limits memory and processor time.
"""

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from consentdesk.domain.covers import Cover, Fill, Form
from consentdesk.domain.photos import Region
from consentdesk.services.pictures import wire
from consentdesk.services.pictures.containers import Container

if TYPE_CHECKING:
    from PIL.Image import Image

    from consentdesk.services.pictures.anatomy import Buffer
    from consentdesk.services.pictures.pixels import Source

Head = dict[str, object]


def main(arguments: Sequence[str]) -> NoReturn:
    """Serve until the input ends; the one argument is how many bytes of memory are allowed."""
    memory = int(arguments[0])
    requests, answers = _pipes()
    _limit_memory(memory)
    # The libraries are loaded under the same limits, before the first picture's clock starts.
    import_module("consentdesk.services.pictures.pixels")
    wire.send(answers, {"ready": True})
    desk = _Desk()
    while True:
        try:
            head, body = wire.receive(requests)
        except EOFError:
            # There is nothing to tidy up, and the program waits for this end.
            os._exit(0)
        _limit_time(head.get("seconds"))
        answer, parts = _answer(head, body, desk)
        wire.send(answers, answer, parts)


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """The two ends of the talk; a library that prints must not get between the frames."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return requests, answers


if sys.platform == "win32":

    def _limit_memory(_size: int) -> None:
        """Windows has no such limit for a process itself; pixels and time are limited anyway."""

    def _limit_time(_seconds: object) -> None:
        """The program's own clock has to do."""

else:
    import resource

    def _limit_memory(size: int) -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = size if hard == resource.RLIM_INFINITY else min(size, hard)
        if sys.platform != "darwin":
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    def _limit_time(seconds: object) -> None:
        """The processor time of this picture alone, counted from what was used before it."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        allowed = seconds if isinstance(seconds, float | int) else 0
        limit = int(used.ru_utime + used.ru_stime + allowed) + 2
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


class _Desk:
    """What stays open from one request to the next: a PDF that is being leafed through."""

    def __init__(self) -> None:
        self._document: Any = None
        self._data = b""

    def open(self, data: bytes) -> int:
        """Open a PDF in place of the one before; how many pages it has."""
        from consentdesk.services.pictures import pdf

        # The library reads from these bytes for as long as the document is open.
        self._document, self._data = None, data
        self._document = pdf.opened(data)
        return len(self._document)

    def page(self, number: int, edge: int) -> "Image":
        """One page of it in grey."""
        from consentdesk.services.pictures import pdf

        return pdf.grey_page(self._document, number, edge)

    def cut(self, number: int) -> bytes:
        """One page of it as a PDF of its own."""
        from consentdesk.services.pictures import pdf

        return pdf.cut_page(self._document, number)


def _answer(head: Head, body: bytes, desk: _Desk) -> tuple[Head, "Sequence[Buffer]"]:
    attempt = _Attempt()
    with attempt:
        if head["do"] in ("pdf", "pdf open"):
            return _counted(str(head["do"]), body, desk), ()
        if head["do"] == "page":
            return _first_page(body, _number(head, "edge"))
        if head["do"] == "pdf leaf":
            return _pdf_leaf(head, desk)
        if head["do"] == "join":
            return {}, (_joined(head, body),)
        if head["do"] == "workbook":
            return _workbook(body, _number(head, "sheet"))
        return _done(head, body)
    if isinstance(attempt.error, MemoryError):
        return {"problem": "memory"}, ()
    detail = f"{type(attempt.error).__name__}: {attempt.error}"
    return {"problem": "damaged", "detail": detail[:500]}, ()


class _Attempt:
    """Decoders raise anything at all (ValueError, SyntaxError, EOFError …): it means one thing."""

    def __init__(self) -> None:
        self.error: BaseException | None = None

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        self.error = error
        return isinstance(error, Exception)


def _counted(what: str, body: bytes, desk: _Desk) -> Head:
    """How many pages a PDF has: looked at one by one, or left open for that."""
    from consentdesk.services.pictures import pdf

    try:
        return {"pages": desk.open(body) if what == "pdf open" else pdf.count_pages(body)}
    except pdf.LockedError:
        return {"problem": "locked"}
    except pdf.TooManyPagesError as error:
        return {"pages": error.pages}


def _first_page(body: bytes, edge: int) -> tuple[Head, "Sequence[Buffer]"]:
    """The first page of a PDF, in colours."""
    from consentdesk.services.pictures import pdf

    try:
        width, height, rgb = pdf.first_page(body, edge)
    except pdf.LockedError:
        return {"problem": "locked"}, ()
    return {"width": width, "height": height}, (rgb,)


def _pdf_leaf(head: Head, desk: _Desk) -> tuple[Head, "Sequence[Buffer]"]:
    number = _number(head, "page")
    image = desk.page(number, _number(head, "edge"))
    most = _number(head, "keep")
    if not most:
        return _leaf(image, b"")
    attempt = _Attempt()
    cut = b""
    with attempt:
        cut = desk.cut(number)
    # A page that can be seen can be kept, whatever else is wrong with the file.
    return _leaf(image, cut if 0 < len(cut) <= most else _png(image))


def _leaf(image: "Image", kept: bytes) -> tuple[Head, "Sequence[Buffer]"]:
    """A grey page, the codes on it, and behind it the page as a file."""
    from consentdesk.services.pictures.codes import find_codes

    codes = [[code.text, *code.corners] for code in find_codes(image)]
    head: Head = {"width": image.width, "height": image.height, "codes": codes, "kept": len(kept)}
    return head, (image.tobytes(), kept)


def _png(image: "Image") -> bytes:
    written = io.BytesIO()
    image.save(written, "PNG", compress_level=6)
    return written.getvalue()


def _joined(head: Head, body: bytes) -> bytes:
    """Several stored pages as one PDF, in their order."""
    from consentdesk.services.pictures import pdf

    sizes = head["sizes"]
    if not isinstance(sizes, list):
        raise TypeError("sizes")
    parts, start = [], 0
    for size in sizes:
        parts.append(body[start : start + int(size)])
        start += int(size)
    return pdf.joined(parts)


def _done(head: Head, body: bytes) -> tuple[Head, "Sequence[Buffer]"]:
    from consentdesk.services.pictures import pixels

    source, size = _source(head, body)
    match head["do"]:
        case "leaf":
            image = source.leaf(_number(head, "edge"))
            return _leaf(image, _png(image) if _number(head, "keep") else b"")
        case "perceptual" | "query" as what:
            found, grey = (pixels.hashes if what == "perceptual" else pixels.turned_hashes)(source)
            last = _number(head, "without")
            rest = _source(head, body[: -2 - last] + body[-2:])[0] if last else None
            differs = rest is not None and pixels.differ_small(source, rest)
            return {"hashes": found, "differs": differs}, (grey,)
        case "arrival":
            return _arrived(head, body, source)
        case "thumbnail":
            edge = _number(head, "edge")
            source.shrink(edge)
            image = source.colours(edge)
            return {"width": image.width, "height": image.height}, (image.tobytes(),)
        case "faces":
            from consentdesk.services.pictures import faces

            # A number and nothing else: where the faces are is nobody's business.
            return {"faces": faces.count(source.leaf(faces.EDGE))}, ()
        case "pixels":
            if head["small"]:
                source.shrink(1)
            return {}, (source.digest(),)
        case "outside":
            from consentdesk.services.pictures.outside import shows_all

            return {"all": shows_all(source.data, _number(head, "coded"))}, ()
        case "render":
            covers = _covers(head["covers"])
            crops = _regions(head["crops"])
            crop = crops[0] if crops else None
            max_edge, quality = _number(head, "max_edge"), _number(head, "quality")
            seen = (size[1], size[0]) if _number(head, "orientation") >= 5 else size
            mark = str(head["mark"])
            return {}, (pixels.render(source, seen, crop, covers, max_edge or None, quality, mark),)
        case unknown:
            raise ValueError(unknown)


def _arrived(head: Head, body: bytes, source: "Source") -> tuple[Head, "Sequence[Buffer]"]:
    """All that is wanted of a picture that comes in, decoded once where that will do."""
    from consentdesk.services.pictures import pixels

    edge, last = _number(head, "edge"), _number(head, "without")
    both = source.shrink_in_colours(pixels.SIDE_HASHED)
    differs = False
    if both and last:
        source = _source(head, body, last + 2)[0]
        source.shrink_in_colours(pixels.SIDE_HASHED)
        differs = source.needs_its_end()
    found, grey = pixels.hashes(source)
    if not both or source.longest < edge:
        source = _source(head, body)[0]
        source.shrink(edge)
    small = pixels.preview(source, edge)
    return {"hashes": found, "differs": differs, "both": both}, (grey, small)


def _workbook(body: bytes, wanted: int) -> tuple[Head, "Sequence[Buffer]"]:
    from consentdesk.services.class_list import workbook

    try:
        sheets, sheet, rows = workbook.read(body, wanted)
    except workbook.LockedError:
        return {"refused": "locked"}, ()
    except workbook.TooLargeError:
        return {"refused": "large"}, ()
    return {"sheets": sheets, "sheet": sheet}, (rows,)


def _source(head: Head, body: bytes, last: int = 0) -> tuple["Source", tuple[int, int]]:
    from consentdesk.services.pictures.pixels import Source

    size = (_number(head, "width"), _number(head, "height"))
    border = _number(head, "profile")
    container = Container(str(head["container"]))
    orientation = _number(head, "orientation")
    return Source(body[border:], container, size, orientation, body[:border], last), size


def _number(head: Head, key: str) -> int:
    value = head[key]
    if not isinstance(value, int):
        raise TypeError(key)
    return value


def _covers(value: object) -> list[Cover]:
    if not isinstance(value, list):
        raise TypeError("covers")
    return [
        Cover(Form(form), tuple((float(x), float(y)) for x, y in points), Fill(fill))
        for form, points, fill in value
    ]


def _regions(value: object) -> list[Region]:
    if not isinstance(value, list):
        raise TypeError("regions")
    return [Region(*(float(n) for n in region)) for region in value]


if __name__ == "__main__":
    main(sys.argv[1:])
