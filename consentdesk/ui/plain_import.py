"""Gives Python its own `import` back, which PySide6 replaces.

PySide6's reads the source of every module imported from then on, and keeps it, to see whether the
module may use another spelling of Qt (`from __feature__ import snake_case`). Nobody here does, and
it costs the start a tenth of its time and the process the memory for the sources of SQLAlchemy.
"""

import builtins

_ORIGINAL = "__orig_import__"
"""Where PySide6 keeps the one it replaced; a version that replaces none has no such name."""


def take_import_back() -> None:
    """Load PySide6 and import as Python does from then on."""
    import PySide6

    del PySide6
    original = getattr(builtins, _ORIGINAL, None)
    if original is not None:
        vars(builtins)["__import__"] = original
