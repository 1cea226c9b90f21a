"""What the command line hands to whoever opens the window."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from consentdesk.cli import main
from consentdesk.cli.window import WindowRequest
from consentdesk.errors import BadInput, Problem
from tests.cli.terminal import Terminal


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ((), WindowRequest()),
        (("gui",), WindowRequest()),
        (("gui", "a.jpg", "b"), WindowRequest(files=(Path("a.jpg"), Path("b")))),
        (("--register", "x.db"), WindowRequest(register="x.db")),
        (("gui", "--open", "inbox"), WindowRequest(wanted="inbox")),
        (
            ("gui", "--open", "import", "a.jpg", "--", "-b.jpg"),
            WindowRequest(wanted="import", files=(Path("a.jpg"), Path("-b.jpg"))),
        ),
        (
            ("--as", "Anna", "--lang", "da", "gui", "--institution", "Solen"),
            WindowRequest(clerk="Anna", language="da", institution="Solen"),
        ),
    ],
)
def test_the_window_gets_what_was_typed(words: tuple[str, ...], wanted: WindowRequest) -> None:
    asked = []

    def open_window(request: WindowRequest) -> int:
        asked.append(request)
        return 7

    assert main(words, open_window) == 7
    assert asked == [wanted]


@pytest.mark.parametrize("words", [(), ("gui",), ("gui", "a.jpg"), ("--lang", "en", "gui")])
def test_a_window_that_cannot_open_says_so_however_it_was_asked_for(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    def open_window(_request: WindowRequest) -> int:
        raise BadInput(Problem.NO_SCREEN)

    assert main(words, open_window) == 2
    said = capsys.readouterr()
    assert said.err.strip()
    assert not said.out


def test_a_file_that_looks_like_an_option_is_told_and_opens_no_window(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def open_window(_request: WindowRequest) -> int:
        raise AssertionError

    assert main(("gui", "a.jpg", "--nothing"), open_window) == 2
    assert "--nothing" in capsys.readouterr().err


def test_a_start_from_the_menu_does_not_wait_for_the_grammar_of_the_commands() -> None:
    asked = (
        "import sys; from consentdesk.cli import main; "
        "main(['gui', 'a.jpg'], lambda request: print('click' in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_more_files_than_a_command_line_holds_come_from_a_list(
    tmp_path: Path, terminal: Terminal
) -> None:
    asked: list[WindowRequest] = []
    names = [f"/card/{number:06} å\n.jpg" for number in range(30_000)]
    listed = tmp_path / "names"
    listed.write_bytes(b"\0".join(os.fsencode(name) for name in names))
    words = ["gui", "first.jpg", "--files-from", str(listed), "-0"]

    def open_window(request: WindowRequest) -> int:
        asked.append(request)
        return 0

    assert main(words, open_window) == 0
    assert asked[0].files == (Path("first.jpg"), *map(Path, names))
    assert terminal.refuses(2, "gui", "-0") == "USAGE"
    assert terminal.refuses(2, "gui", "--files-from", tmp_path / "gone") == "USAGE"
    assert terminal.refuses(2, "gui", "--open", "export") == "USAGE"
