"""`scan`: wrong files first, then a class's forms as they come back."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from consentdesk.services.paper_preview import preview_pages
from consentdesk.services.pictures.handwriting import Mark, Stroke, scan_of
from tests.cli.terminal import Terminal
from tests.services.wrong_scans import plain_pdf, plain_zip


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (plain_pdf(1, locked=True), "SCAN_LOCKED"),
        (plain_pdf(600), "SCAN_TOO_MANY_PAGES"),
        (plain_pdf(20)[:-500], "SCAN_DAMAGED"),
        (plain_zip(), "NOT_A_SCAN"),
        ("Navn;Født\nNoah Lund;03-05-2019\n".encode(), "NOT_A_SCAN"),
        (b"", "SCAN_NOT_READABLE"),
    ],
    ids=["locked", "600 pages", "cut", "zip", "roster", "empty"],
)
def test_a_file_that_is_no_scan_is_one_sentence_and_nothing_is_written(
    terminal: Terminal, data: bytes, code: str
) -> None:
    path = terminal.folder / "scan.pdf"
    path.write_bytes(data)
    assert terminal.refuses(2, "scan", path) == code


def test_a_folder_and_a_file_that_is_not_there_are_no_scans(terminal: Terminal) -> None:
    assert terminal.refuses(2, "scan", terminal.folder) == "SCAN_NOT_READABLE"
    assert terminal.refuses(2, "scan", terminal.folder / "gone.pdf") == "SCAN_NOT_READABLE"
    assert terminal.refuses(2, "scan") == "USAGE"


def test_where_no_file_can_be_opened_each_has_its_sentence(terminal: Terminal) -> None:
    for name in ("a.pdf", "b.pdf"):
        (terminal.folder / name).write_bytes(plain_zip())
    before = terminal.fingerprint()
    words = ("scan", terminal.folder / "a.pdf", terminal.folder / "b.pdf")
    ran = terminal(*words)
    assert ran.status == 2
    assert ran.err.count("Scan the form again.") == 2
    found = terminal.does(*words, status=2)
    assert [one["code"] for one in found["unreadable"]] == ["NOT_A_SCAN", "NOT_A_SCAN"]
    assert terminal.fingerprint() == before


class Returned:
    """A class's forms, printed by the program, filled in by a pen and scanned."""

    def __init__(self, terminal: Terminal, *names: str) -> None:
        self.terminal = terminal
        for name in names:
            terminal.child(name)
        self.pdf = terminal.folder / "forms.pdf"
        self.printed = terminal.does("print-forms", "--group", "2.A", "-o", self.pdf)
        self.serials = [form["serial"] for form in self.printed["forms"]]

    def scan(self, number: int, yes: Collection[str], *, signed: bool = True) -> Path:
        """The form of that number (from 0): yes to these purposes, no to the others."""
        form = self.printed["forms"][number]
        page = next(preview_pages(self.pdf, 150.0, [form["first_page"]]))
        marks = [
            _mark(Stroke.CROSS, box)
            for box in self.printed["boxes"]
            if (box["answer"] == "yes") == (box["purpose"] in yes)
        ]
        written = {
            "signer": (Stroke.WORDS, "Mette Lund"),
            "signed_on": (Stroke.SQUARES, "14092026"),
            "signature": (Stroke.SIGNATURE, ""),
        }
        for field in self.printed["fields"]:
            stroke, text = written[field["name"]]
            if signed or stroke is not Stroke.SIGNATURE:
                marks.append(_mark(stroke, field, text))
        path = self.terminal.folder / f"{form['serial']}.png"
        path.write_bytes(scan_of((page.width, page.height), page.rgb, marks, f"sheet {number}"))
        return path

    def stack(self, *paths: Path, name: str = "stack.pdf") -> Path:
        """These scans in one PDF."""
        first, *more = [Image.open(path).convert("L") for path in paths]
        path = self.terminal.folder / name
        first.save(path, "PDF", save_all=True, append_images=more, resolution=150)
        return path


def _mark(stroke: Stroke, place: dict[str, Any], text: str = "") -> Mark:
    x, y, w, h = (place[side] for side in "xywh")
    return Mark(stroke=stroke, x=x, y=y, w=w, h=h, text=text)


def test_a_stack_tells_what_is_on_each_sheet_and_records_nothing(terminal: Terminal) -> None:
    class_ = Returned(terminal, "Noah Lund", "Ella Holm")
    stack = class_.stack(class_.scan(0, {"website", "press"}), class_.scan(1, set()))
    found = terminal.does("scan", stack)
    assert [one["serial"] for one in found["sheets"]] == class_.serials
    first, second = found["sheets"]
    assert {p for p, yes in first["answers"].items() if yes} == {"website", "press"}
    assert set(second["answers"].values()) == {False}
    assert (first["page"], second["page"]) == (1, 2)
    assert first["file"] == str(stack)
    assert first["signed"] is second["signed"] is True
    assert 0.5 < first["confidence"] <= 1
    assert found["unmatched"] == found["unreadable"] == []
    state = {p["purpose"]: p["state"] for p in terminal.does("show", "Noah Lund")["permissions"]}
    assert state["website"] == "ASKED"


def test_the_same_file_is_read_in_once_and_told_again(terminal: Terminal) -> None:
    class_ = Returned(terminal, "Noah Lund")
    path = class_.scan(0, {"website"})
    first = terminal.does("scan", path)
    before = terminal.fingerprint()
    assert terminal.does("scan", path) == first
    assert terminal.fingerprint() == before


def test_pages_that_belong_nowhere_are_told_and_leave_something_to_decide(
    terminal: Terminal,
) -> None:
    class_ = Returned(terminal, "Noah Lund")
    white, dark = terminal.folder / "white.png", terminal.folder / "dark.png"
    Image.new("L", (1240, 1754), 252).save(white)
    noisy = Image.new("L", (1240, 1754), 252)
    noisy.paste(20, (200, 300, 900, 1200))
    noisy.save(dark)
    found = terminal.does("scan", class_.stack(class_.scan(0, {"press"}), white))
    assert [(one["page"], one["code"]) for one in found["unmatched"]] == [(2, "BLANK")]
    found = terminal.does("scan", dark, status=3)
    assert found["unmatched"] == [{"file": str(dark), "page": 1, "code": "NO_CODE", "serial": None}]
    ran = terminal("scan", dark)
    assert ran.status == 3
    assert "The code is covered or missing." in ran.out


def test_a_sheet_of_another_institution_is_told_by_its_number(
    terminal: Terminal, tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    other = Terminal(folder)
    other.does("init", "--institution", "Skovly")
    path = Returned(other, "Ida Dal").scan(0, {"website"})
    (page,) = terminal.does("scan", path, status=3)["unmatched"]
    assert (page["code"], page["serial"]) == ("UNKNOWN_FORM", path.stem)


def test_one_bad_file_stops_no_other(terminal: Terminal) -> None:
    class_ = Returned(terminal, "Noah Lund")
    bad = terminal.folder / "locked.pdf"
    bad.write_bytes(plain_pdf(1, locked=True))
    good = class_.scan(0, {"website"}, signed=False)
    found = terminal.does("scan", bad, good, status=5)
    assert found["unreadable"] == [{"file": str(bad), "code": "SCAN_LOCKED"}]
    (sheet,) = found["sheets"]
    assert sheet["signed"] is False
    assert "unsigned" in sheet["notes"]
    ran = terminal("scan", bad, good)
    assert ran.status == 5
    assert class_.serials[0] in ran.out
    assert "password" in ran.err
