"""The keyring of the computer: secrets the system keeps for whoever is logged in.

Only a keyring that encrypts what it keeps is used, never a file that anybody can read. What is in a
secret and under which name it is kept is the business of whoever asks. Every system's keyring is
driven by somebody else's code, with errors of its own, so all of them are caught.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from consentdesk.errors import BadInput, Caught, Problem
from consentdesk.paths import APP

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

RECOMMENDED = 1
"""The library's own measure: what ranks lower works, and is not to be trusted with secrets."""
_NEVER = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt", "keyrings.cryptfile")
"""Those that keep nothing, and those that keep a file."""


def is_there() -> bool:
    """Whether this computer has a keyring that secrets may be left with."""
    with suppress(Exception):
        return _backend() is not None
    return False


def kept(name: str) -> str | None:
    """The secret kept under that name; None where there is none, and where it can't be asked."""
    with suppress(Exception):
        ring = _backend()
        return None if ring is None else ring.get_password(APP, name)
    return None


def keep(name: str, secret: str) -> None:
    """Leave a secret under that name; BadInput KEYRING_MISSING, KEYRING_REFUSED."""
    ring: KeyringBackend | None = None
    with Caught() as caught:
        ring = _backend()
        if ring is not None:
            ring.set_password(APP, name, secret)
            # Some keep quiet about what they didn't keep.
            ring = ring if ring.get_password(APP, name) == secret else None
    if isinstance(caught.error, Exception):
        raise BadInput(Problem.KEYRING_REFUSED, reason=_reason(caught.error)) from caught.error
    if caught.error is not None:
        raise caught.error
    if ring is None:
        raise BadInput(Problem.KEYRING_MISSING)


def drop(name: str) -> None:
    """Have the keyring forget that name; nothing to do where it doesn't know it, or isn't there."""
    with suppress(Exception):
        ring = _backend()
        if ring is not None and ring.get_password(APP, name) is not None:
            ring.delete_password(APP, name)


def _backend() -> KeyringBackend | None:
    """The system's own keyring; of several in a row the first that may be used."""
    import keyring

    found = keyring.get_keyring()
    several = getattr(found, "backends", None)
    every = list(several) if several is not None else [found]
    return next((one for one in every if _is_real(one)), None)


def _is_real(ring: KeyringBackend) -> bool:
    module = type(ring).__module__
    if any(module == name or module.startswith(f"{name}.") for name in _NEVER):
        return False
    return float(ring.priority) >= RECOMMENDED


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
