"""Lists in text files: which encoding, which sign between the columns, and the lines in them."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence

SEPARATORS = (";", "\t", ",", "|")
_LOOKED_AT = 30
"""Records by which the separator is told."""
_FIELD = 100_000
"""Signs of one cell before a quote was forgotten somewhere."""
_CONTROL = frozenset(chr(n) for n in range(32)) - set("\t\n\r\x0b\x0c\x1a")


class NotTextError(Exception):
    """The bytes are no text in an encoding that lists come in."""


def decoded(data: bytes) -> str:
    """The text of a file: by its byte order mark, else UTF-8, else as Windows writes it.

    NotTextError for anything that holds signs no text has.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _checked(data, encoding)
    if len(data) % 2 == 0 and data.count(0) > len(data) // 4:
        # Without a mark: half of the bytes of Western letters are zero, the first or the second.
        return _checked(
            data, "utf-16-le" if data[1::2].count(0) > data[::2].count(0) else "utf-16-be"
        )
    try:
        return _checked(data, "utf-8")
    except NotTextError:
        return _checked(data, "cp1252")


def _checked(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise NotTextError from None
    if not _CONTROL.isdisjoint(text):
        raise NotTextError
    return text.removesuffix("\x1a")


def records(text: str, most: int) -> Iterator[tuple[int, Sequence[str]]]:
    """The records of a text with the line each begins on, at most so many.

    NotTextError where a quote that is never closed swallows the rest.
    """
    said, rest = _said_separator(text)
    separator = said or _separator(text)
    reader = csv.reader(io.StringIO(rest, newline=""), delimiter=separator)
    before = text.count("\n") - rest.count("\n")
    first = before + 1
    try:
        for number, record in enumerate(reader):
            if number >= most:
                return
            yield first, record
            first = before + reader.line_num + 1
    except csv.Error:
        raise NotTextError from None


def _said_separator(text: str) -> tuple[str, str]:
    """The separator of a first line `sep=;`, as spreadsheets write and read it."""
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"')
    if told.casefold().startswith("sep=") and told[4:] in SEPARATORS:
        return told[4:], rest
    return "", text


def _separator(text: str) -> str:
    """The sign that cuts most lines into the same number of pieces, at least two."""
    best = (0, 0)
    chosen = SEPARATORS[0]
    for separator in SEPARATORS:
        widths = Counter[int]()
        try:
            for number, record in enumerate(
                csv.reader(io.StringIO(text, newline=""), delimiter=separator)
            ):
                if number >= _LOOKED_AT:
                    break
                widths[len(record)] += 1
        except csv.Error:
            continue
        parted = ((lines, width) for width, lines in widths.items() if width > 1)
        found = max(parted, default=(0, 0))
        if found > best:
            best, chosen = found, separator
    return chosen
