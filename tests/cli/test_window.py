"""What the command line hands to whoever opens the window."""

from pathlib import Path

import pytest

from consentdesk.cli import main
from consentdesk.cli.window import WindowRequest


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ((), WindowRequest()),
        (("gui",), WindowRequest()),
        (("gui", "a.jpg", "b"), WindowRequest(files=(Path("a.jpg"), Path("b")))),
        (("--register", "x.db"), WindowRequest(register="x.db")),
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
