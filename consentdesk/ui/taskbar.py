"""Which program its windows belong to, as Windows puts them together on the taskbar.

Without it they are Python's there. The links that `services.integration.windows` writes bear the
same name, so that a window and the entry it was started from are one. Linux asks the application
for the name of its entry, and macOS the bundle.
"""

import sys
from collections.abc import Callable

from consentdesk.paths import APP_ID


def be_one_program(tell: Callable[[str], object] | None = None) -> None:
    """Say it, before the first window; `tell` is whom, by default the system where it asks."""
    tell = tell or _shell()
    if tell is not None:
        tell(APP_ID)


def _shell() -> Callable[[str], object] | None:
    if sys.platform == "win32":
        import ctypes

        found: Callable[[str], object]
        found = ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID
        return found
    return None
