"""Reading XMP packets with a parser that refuses what no camera writes.

Document types and entities, which can make a kilobyte into gigabytes, end the reading; so do more
elements, or more of them within each other, than a picture needs. What the elements mean is left
to `metadata`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

_MAX_ELEMENTS = 20_000
_MAX_DEPTH = 100


@dataclass(slots=True)
class Element:
    """One element: names as `namespace local`, attributes, children, and its own text."""

    name: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def iter(self, name: str) -> Iterator["Element"]:
        """All elements of that name, itself included."""
        if self.name == name:
            yield self
        for child in self.children:
            yield from child.iter(name)

    def child(self, name: str) -> "Element | None":
        """The first direct child of that name."""
        return next((c for c in self.children if c.name == name), None)


class Refused(ValueError):
    """The packet is broken, or not such as we read."""


def parse(packet: bytes) -> Element:
    """The root element of a packet; Refused for whatever is not plain, sound XML."""
    builder = _Builder()
    try:
        return builder.parse(packet)
    except (expat.ExpatError, LookupError, ValueError) as error:
        # Names of encodings that Python doesn't know, or knows and expat can't use, are among them.
        raise Refused(str(error)) from None


class _Builder:
    def __init__(self) -> None:
        self._root = Element("", {})
        self._open = [self._root]
        self._count = 0

    def parse(self, packet: bytes) -> Element:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        # Writers pad their packets with spaces and zeros to leave room for changes.
        parser.Parse(packet.rstrip(b"\x00 \t\r\n"), True)
        if not self._root.children:
            raise Refused("empty")
        return self._root.children[0]

    def _doctype(self, *_: object) -> None:
        raise Refused("document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MAX_ELEMENTS or len(self._open) > _MAX_DEPTH:
            raise Refused("too much")
        element = Element(name, attributes)
        self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].text += text
