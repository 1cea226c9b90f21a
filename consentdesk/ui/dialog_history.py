"""Qt's dialogs for files write down which folders somebody was in; of those, some bear names.

They do so in settings that every Qt program of the user shares, where neither erasing nor a
register's encryption reaches. Where to begin is remembered by `memory` anyhow.
"""

import os
import sys

from PySide6.QtCore import QSettings

_KEYS = ("FileDialog/history", "FileDialog/lastVisited")


def keep_no_history() -> None:
    """From now on Qt's own settings are written nowhere; ours have a file that is named.

    In the registry of Windows and on macOS that has no effect: there, `forget_history` does it.
    """
    user, native = QSettings.Scope.UserScope, QSettings.Format.NativeFormat
    QSettings.setPath(native, user, os.devnull)


def forget_history(platform: str = sys.platform) -> None:
    """Remove what was written all the same, before the program ends."""
    if platform in ("win32", "darwin"):
        shared = QSettings(QSettings.Scope.UserScope, "QtProject")
        for key in _KEYS:
            shared.remove(key)
        shared.sync()
