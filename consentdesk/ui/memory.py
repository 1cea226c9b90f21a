"""What this computer remembers: how somebody likes the windows, and what it knows of a register.

The first lies in the settings of the windows, in the open. Everything else, last folders and where
the paper is kept, may bear a name: it belongs to the institution whose register is open, and
`services.remembered` keeps it as that is kept, sealed or not. While none is open, nothing of it is
known and nothing more is remembered.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QSettings

from consentdesk.settings import is_in_use, may_lie_open

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from consentdesk.services.remembered import Value
    from consentdesk.storage.register import Register

ALIKE = "alike/"
_OF_REGISTER: Mapping[str, str] = {
    "inbox/folder": "inbox/folder-of",
    "inbox/folder-of": "inbox/folder-of",
    "photos/folder": "photos/folder-of",
    "photos/folder-of": "photos/folder-of",
    "photos/folder-since": "photos/folder-of",
}
"""Names of an earlier version's settings, and the one under which it says of which register."""


class Memory(QSettings):
    """Settings that know which of them may lie in the open."""

    def __init__(self, settings: QSettings) -> None:
        super().__init__(settings.fileName(), settings.format())
        self._house = ""

    def turn_to(self, register: Register | None) -> None:
        """From now on of that register; what lay in the open of it moves to where it belongs."""
        self._house = "" if register is None else register.house
        if register is None:
            return
        moved = [key for key in super().allKeys() if self._is_of(key, register.location)]
        if moved:
            found = {key: _plain(super(Memory, self).value(key)) for key in moved}
            self._keep({**found, **self._kept()})
            for key in moved:
                super().remove(key)
            self.sync()

    def forget_named(self, is_meant: Callable[[str], bool]) -> None:
        """Remove what is meant of how somebody likes the windows; erasing removes the rest.

        What is in use stays, and erasing tells of it.
        """
        from consentdesk.services.remembered import without

        for key in super().allKeys():
            found = _plain(super().value(key))
            if not is_in_use(key) and without(found, is_meant) != found:
                super().remove(key)
        self.sync()

    def value(self, key: str, /, *default: Any, **named: Any) -> Any:
        """What is remembered under that name, else the default; None where there is none."""
        if may_lie_open(key):
            return super().value(key, *default, **named)
        return self._kept().get(key, default[0] if default else named.get("defaultValue"))

    def setValue(self, key: str, value: Any, /) -> None:
        """Remember it."""
        if may_lie_open(key):
            super().setValue(key, value)
        elif self._house:
            self._keep({**self._kept(), key: _plain(value)})

    def remove(self, key: str, /) -> None:
        """Remember it no more."""
        values = self._kept()
        if key in values:
            self._keep({k: v for k, v in values.items() if k != key})
        super().remove(key)

    def allKeys(self, /) -> list[str]:
        """The names of all there is."""
        return sorted({*super().allKeys(), *self._kept()})

    def contains(self, key: str, /) -> bool:
        """Whether anything is remembered under that name."""
        return key in self.allKeys()

    def _kept(self) -> dict[str, Value]:
        if not self._house:
            return {}
        # The first window waits for no service.
        from consentdesk.services.remembered import kept

        return kept(self._house)

    def _keep(self, values: Mapping[str, Value]) -> None:
        from consentdesk.services.remembered import keep

        keep(self._house, values)

    def _is_of(self, key: str, location: str) -> bool:
        if may_lie_open(key):
            return False
        if key.startswith(ALIKE):
            return key == alike_key(location)
        whose = _OF_REGISTER.get(key)
        return whose is None or str(super().value(whose, location)) == location


def alike_key(location: str) -> str:
    """The name for a register's list; its address is not written down: it may hold a password."""
    return ALIKE + sha256(location.encode()).hexdigest()[:16]


def _plain(value: object) -> Value:
    """As JSON has it; what Qt alone reads, such as the shape of a window, lies in the open."""
    if isinstance(value, QByteArray):
        value = bytes(value.data())
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return value if isinstance(value, str | int | float) else None
