"""A pen that also says what it draws: headings, text, fields, and the order they are read in.

What is drawn within a part belongs together, and parts are read from the top of a sheet to its
foot, as a reader's eye goes. Rules, frames and codes are for the eye alone. Knows the structure
tree of PDF (ISO 32000-1, 14.7) as PDF/UA-1 wants it; what a field is, is left to `paper_fillable`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, BinaryIO

from consentdesk.services import paper_archive
from consentdesk.services.editions import Place
from consentdesk.services.paper_letters import drawn
from consentdesk.services.paper_pen import INK, LINE, Colour, Pen, Style

_NEAR = 0.1
"""Millimetres by which a line may stand off and still go on with the one above it."""


@dataclass(slots=True)
class _Element:
    """One heading, text or field, with what it holds: a number on its page, or a field's object.

    `at` is where its last line began, ended and stood; `is_turned`: its letters are not drawn in
    the order in which they are read.
    """

    role: str
    page: int
    language: str
    size: float = 0
    at: tuple[float, float, float] = (0, 0, 0)
    lines: list[str] = field(default_factory=list)
    is_turned: bool = False
    numbers: list[int] = field(default_factory=list)
    widget: Any = None


class TaggedPen(Pen):
    """Draws one PDF that can be listened to as well; each page is drawn whole, without blocks.

    A line that stands right below another of the same look and language goes on with it.
    """

    def __init__(self, file: BinaryIO, language: str, title: str) -> None:
        super().__init__(file, language)
        self._canvas.setTitle(title)
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self.document: Any = paper_archive.document_of(self._canvas)
        """The file as reportlab has it, for what a canvas can't draw."""
        self._doc: Any = import_module("reportlab.pdfbase.pdfdoc")
        self._home = self._spoken = language
        self._parts: dict[Place, list[_Element]] = {}
        self._here: list[_Element] | None = None
        self._silent = False
        self._pages: list[Any] = []
        self._marked: list[list[_Element]] = [[]]
        self._widgets: list[list[tuple[Any, _Element]]] = [[]]

    @contextmanager
    def part(self, place: Place) -> Iterator[None]:
        """As in `Pen`; a place met again is the same part."""
        before, self._here = self._here, self._parts.setdefault(place, [])
        yield
        self._here = before

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """As in `Pen`."""
        before, self._spoken = self._spoken, language
        yield
        self._spoken = before

    @contextmanager
    def unread(self) -> Iterator[None]:
        """As in `Pen`."""
        if self._silent:
            yield
            return
        self._silent = True
        self._canvas.addLiteral("/Artifact BMC")
        yield
        self._canvas.addLiteral("EMC")
        self._silent = False

    def words(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        *,
        align: float = 0,
        leftwards: bool | None = None,
    ) -> None:
        """As in `Pen`; letters drawn from right to left are also told in the order of reading."""
        if self._silent or not text:
            super().words(x, y, text, style, align=align, leftwards=leftwards)
            return
        left = x - align * self.width(text, style)
        element = self._element(left, left + self.width(text, style), y, style)
        element.lines.append(text)
        element.is_turned = element.is_turned or drawn(text, leftwards) != text
        self._begin(element)
        super().words(x, y, text, style, align=align, leftwards=leftwards)
        self._canvas.addLiteral("EMC")

    def across(self, x: float, y: float, w: float, h: float, word: str, style: Style) -> None:
        """As in `Pen`."""
        self._begin(self._new("P", style))
        super().across(x, y, w, h, word, style)
        self._canvas.addLiteral("EMC")

    def rule(
        self, x: float, y: float, right: float, *, weight: float = 0.5, colour: Colour = LINE
    ) -> None:
        """As in `Pen`."""
        with self.unread():
            super().rule(x, y, right, weight=weight, colour=colour)

    def frame(
        self, x: float, y: float, w: float, h: float, *, weight: float, colour: Colour = INK
    ) -> None:
        """As in `Pen`."""
        with self.unread():
            super().frame(x, y, w, h, weight=weight, colour=colour)

    def code(self, x: float, y: float, size: float, payload: str) -> None:
        """As in `Pen`."""
        with self.unread():
            super().code(x, y, size, payload)

    def widget(self, entries: dict[str, Any]) -> Any:
        """Put a field's place on this page, as the next thing read; returns a reference to it."""
        element = self._new("Form", None)
        element.widget = self.document.Reference(
            self._doc.PDFDictionary({**entries, "P": self.document.thisPageRef()})
        )
        self._widgets[-1].append((element.widget, element))
        return element.widget

    def next_page(self) -> None:
        """End the page."""
        name = self.document.thisPageName()
        super().next_page()
        self._pages.append(self.document.idToObject[name])
        self._marked.append([])
        self._widgets.append([])

    def finish(self) -> None:
        """Write everything into the file, and how it is to be read."""
        self._tag()
        self._file.write(paper_archive.finished(self._canvas, tagged=True))

    # --- what is being drawn ------------------------------------------------------------------

    def _begin(self, element: _Element) -> None:
        marked = self._marked[-1]
        element.numbers.append(len(marked))
        self._canvas.addLiteral(f"/{element.role} <</MCID {len(marked)}>> BDC")
        marked.append(element)

    def _element(self, left: float, right: float, y: float, style: Style) -> _Element:
        """That which a line goes on with, or a new one."""
        here = self._here or []
        last = here[-1] if here else None
        if last is not None and self._goes_on(last, left, right, y, style):
            last.at = (left, right, y)
            return last
        element = self._new(f"H{style.level}" if style.level else "P", style)
        element.at = (left, right, y)
        return element

    def _goes_on(self, last: _Element, left: float, right: float, y: float, style: Style) -> bool:
        role = f"H{style.level}" if style.level else "P"
        alike = (last.role, last.language, last.size) == (role, self._spoken, style.size)
        step = y - last.at[2]
        aligned = abs(left - last.at[0]) < _NEAR or abs(right - last.at[1]) < _NEAR
        return alike and aligned and last.page == len(self._pages) and 0 < step < style.line + _NEAR

    def _new(self, role: str, style: Style | None) -> _Element:
        if self._here is None:
            raise ValueError("what is read belongs to a part of the sheet")
        size = style.size if style is not None else 0
        element = _Element(role, len(self._pages), self._spoken, size)
        self._here.append(element)
        return element

    # --- the tree -----------------------------------------------------------------------------

    def _tag(self) -> None:
        catalog = self.document.Catalog
        root = self._doc.PDFDictionary({"Type": "/StructTreeRoot"})
        mine = self.document.Reference(root)
        whole = self._doc.PDFDictionary({"Type": "/StructElem", "S": "/Document", "P": mine})
        root["K"] = self.document.Reference(whole)
        said: dict[int, Any] = {}
        # From the top to the foot, and on one height from the left to the right.
        order = sorted(self._parts, key=lambda place: (place.page, place.y, place.x))
        whole["K"] = self._doc.PDFArray(
            [self._division(self._parts[place], root["K"], said) for place in order]
        )
        root["ParentTree"] = self._parents(said)
        root["ParentTreeNextKey"] = len(self._pages) + sum(map(len, self._widgets))
        catalog.StructTreeRoot = root
        catalog.MarkInfo = self._doc.PDFDictionary({"Marked": "true"})

    def _division(self, elements: list[_Element], above: Any, said: dict[int, Any]) -> Any:
        """One part of the sheet."""
        division = self._doc.PDFDictionary({"Type": "/StructElem", "S": "/Div", "P": above})
        mine = self.document.Reference(division)
        kids = []
        for element in elements:
            said[id(element)] = self.document.Reference(self._told(element, mine))
            kids.append(said[id(element)])
        division["K"] = self._doc.PDFArray(kids)
        return mine

    def _told(self, element: _Element, above: Any) -> Any:
        page = self.document.Reference(self._pages[element.page])
        kids: list[Any] = list(element.numbers)
        if element.widget is not None:
            held = {"Type": "/OBJR", "Obj": element.widget, "Pg": page}
            kids.append(self._doc.PDFDictionary(held))
        entries = {
            "Type": "/StructElem",
            "S": f"/{element.role}",
            "P": above,
            "Pg": page,
            "K": self._doc.PDFArray(kids),
        }
        if element.language != self._home:
            entries["Lang"] = self._doc.PDFString(element.language)
        if element.is_turned:
            entries["ActualText"] = self._doc.PDFString(" ".join(element.lines))
        return self._doc.PDFDictionary(entries)

    def _parents(self, said: dict[int, Any]) -> Any:
        """From what stands on the pages back to the tree; the pages first, then each field."""
        pairs: list[Any] = []
        for number, page in enumerate(self._pages):
            marked = [said[id(element)] for element in self._marked[number]]
            pairs += [number, self.document.Reference(self._doc.PDFArray(marked))]
            page.StructParents, page.Tabs = number, "/S"
            # reportlab writes only the entries it knows of.
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        key = len(self._pages)
        for page, widgets in zip(self._pages, self._widgets, strict=False):
            for widget, element in widgets:
                self.document.idToObject[widget.name]["StructParent"] = key
                pairs += [key, said[id(element)]]
                key += 1
            page.Annots = self._doc.PDFArray([widget for widget, _element in widgets])
            page.Annots = page.Annots if widgets else None
        return self.document.Reference(self._doc.PDFDictionary({"Nums": self._doc.PDFArray(pairs)}))
