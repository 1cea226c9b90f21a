"""The command line: what docs/command-line.md promises to scripts, one file per group of commands.

`main` is all that is called from outside. Imports nothing heavy and never the windows: whoever can
open them hands `main` the way to do it.
"""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from consentdesk import __version__

if TYPE_CHECKING:
    from consentdesk.cli.window import OpenWindow


def main(
    argv: Sequence[str] | None = None,
    open_window: "OpenWindow | None" = None,
    ready: Callable[[], None] | None = None,
) -> int:
    """Run one command and return its exit status.

    `argv` is without the program's name; None takes the process's own. `open_window` serves `gui`
    and a call without a command. `ready` is called once an interrupt can be told in a sentence.
    Never raises: the world's faults become a sentence on standard error, a bug a report without
    names.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--version"] and sys.stdout is not None:
        # Asked by scripts and packagers all the time; nothing else needs to be read for it. Where
        # it can't be written, the long way says so.
        with suppress(OSError):
            sys.stdout.write(f"consentdesk {__version__}\n")
            sys.stdout.flush()
            return 0
    if open_window is not None:
        from consentdesk.cli.window import plain_request
        from consentdesk.errors import Caught

        request = plain_request(arguments)
        if request is not None:
            with Caught() as caught:
                if ready is not None:
                    ready()
                return open_window(request)
            from consentdesk.cli.running import tell

            return tell(caught.error)
    from consentdesk.cli.running import run

    return run(arguments, open_window, ready)
