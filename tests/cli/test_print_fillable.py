"""`print-forms --fillable`, and what a family mails back."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.services.paper.filling import filled, in_folder
from tests.services.wrong_scans import plain_pdf

ANSWERS = {"website": "yes", "social_media": "no", "print": "no", "press": "yes", "internal": "no"}


def test_a_family_answers_on_screen_and_the_file_is_read_as_a_scan(terminal: Terminal) -> None:
    terminal.child("Noah Lund")
    terminal.child("Ella Holm")
    folder = terminal.folder / "screen"
    printed = terminal.does("print-forms", "--group", "2.A", "--fillable", "-o", folder)
    files = [Path(form["file"]) for form in printed["forms"]]
    assert in_folder(folder) == sorted(f"{form['serial']}.pdf" for form in printed["forms"])
    assert sorted(path.name for path in files) == in_folder(folder)
    assert {form["first_page"] for form in printed["forms"]} == {1}
    back = terminal.folder / "mailed.pdf"
    for number, signed in ((0, True), (1, False)):
        back.write_bytes(filled(files[number].read_bytes(), ANSWERS, signed=signed))
        (sheet,) = terminal.does("scan", back)["sheets"]
        assert sheet["serial"] == printed["forms"][number]["serial"]
        assert {p for p, yes in sheet["answers"].items() if yes} == {"website", "press"}
        assert sheet["signed"] is signed
        assert ("unsigned" in sheet["notes"]) is not signed
        assert sheet["confidence"] > 0.5
    state = {p["purpose"]: p["state"] for p in terminal.does("show", "Noah Lund")["permissions"]}
    assert set(state.values()) == {"ASKED"}


def test_one_file_for_all_is_refused_where_each_family_is_to_have_its_own(
    terminal: Terminal,
) -> None:
    words = ("print-forms", "--blank", "2", "--fillable", "-o", terminal.folder / "all.pdf")
    assert terminal.refuses(2, *words) == "USAGE"
    assert not (terminal.folder / "all.pdf").exists()


@pytest.mark.parametrize("there", [b"notes", plain_pdf(1)])
def test_a_file_where_the_folder_was_to_be_is_left_as_it_is(
    terminal: Terminal, there: bytes
) -> None:
    taken = terminal.folder / "forms"
    taken.write_bytes(there)
    words = ("print-forms", "--blank", "2", "--fillable", "-o", taken)
    assert terminal.refuses(2, *words) == "PRINT_TARGET_UNUSABLE"
    assert taken.read_bytes() == there
