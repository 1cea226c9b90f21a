"""A computer's keyring for the tests: keeps what it is given in memory, or refuses to."""

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
from keyring.backend import KeyringBackend
from keyring.compat import properties
from keyring.errors import KeyringLocked


class Ring(KeyringBackend):
    """As good as a desktop's own, for as long as the test runs; `locked` as after too long a pause.

    Chosen by hand only: the library must not find it by itself.
    """

    @properties.classproperty
    def priority(self) -> float:
        return 5

    def __init__(self) -> None:
        self.secrets: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        del self.secrets[service, username]

    def _open(self) -> None:
        if self.locked:
            raise KeyringLocked("Failed to unlock the collection!")


@contextmanager
def chosen(ring: KeyringBackend) -> Iterator[None]:
    """The computer has that keyring meanwhile."""
    before = keyring.get_keyring()
    keyring.set_keyring(ring)
    try:
        yield
    finally:
        keyring.set_keyring(before)
