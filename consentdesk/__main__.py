"""Where the program starts: opens the window or hands over to the command line.

The only place that knows both; each is imported only when it is wanted.
"""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from consentdesk.cli.window import WindowRequest

_INTERRUPTED = 130
_PICTURE_CHILD = "--picture-child"
"""How a packaged program, which has no Python to start, asks itself to decode pictures."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run with those arguments, or the process's own, and return the exit status."""
    given = sys.argv[1:] if argv is None else argv
    if given[:1] == [_PICTURE_CHILD] and getattr(sys, "frozen", False):
        from consentdesk.services.pictures import child

        child.main(given[1:])
    if argv is not None:
        from consentdesk import cli

        return cli.main(argv, _open_window)
    return _as_process()


def _as_process() -> int:
    """Run what the process was started with; Ctrl-C never shows where in the program it came."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        # Whoever started the program wants it not to listen.
        from consentdesk import cli

        return cli.main(None, _open_window)
    signal.signal(signal.SIGINT, _stop_at_once)
    from consentdesk import cli

    status = cli.main(None, _open_window, _listen)
    # The answer is out, and the status it gave stands.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return status


def _stop_at_once(_signal: int, _frame: object) -> None:
    """Ctrl-C while the program is still being read: nothing has begun that could be unfinished."""
    os._exit(_INTERRUPTED)


def _listen() -> None:
    """From here on Ctrl-C is an exception, of which the command line makes a sentence."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def main_gui() -> int:
    """The same for the desktop's menu, where every argument is a file to look at."""
    return main(["gui", *sys.argv[1:]])


def _open_window(request: "WindowRequest") -> int:
    from consentdesk.errors import BadInput, Problem

    if not _screen():
        raise BadInput(Problem.NO_SCREEN)
    # What is made while a window opens stays; looking for garbage in it takes a tenth of the time.
    # `run` switches it on again.
    gc.disable()
    try:
        from consentdesk.ui.plain_import import take_import_back

        take_import_back()
        from consentdesk.ui import app
    except ImportError as error:
        # What lacks a system library says so by the path of its own file.
        if not any(qt in f"{error.name} {error.path}" for qt in ("PySide6", "shiboken6")):
            raise
        raise BadInput(Problem.WINDOW_LIBRARY_MISSING, reason=str(error)) from None
    return app.run(
        paths=request.files,
        register=request.register,
        clerk=request.clerk,
        lang=request.language,
        institution=request.institution,
        clock_is_right=request.clock_is_right,
        wanted=request.wanted,
    )


def _screen() -> bool:
    """Whether there is anything to draw on; without it Qt would abort with a core dump."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(v) for v in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
