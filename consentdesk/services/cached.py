"""Files in the user's cache: those of an encrypted register are encrypted too, by their own key.

Such a file's name ends in `.sealed`; it begins with a nonce, and what follows is AES-256-GCM's,
bound to the name. While the register is locked nothing is read and nothing is written. What is kept
is safe to delete, so whatever can't be read is as good as not there.
"""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from consentdesk.errors import RegisterError
from consentdesk.storage.keys import cache_secret

SEALED = ".sealed"
_NONCE = 12


def place(house: str, path: Path) -> Path:
    """Where that file lies for the institution; RegisterError PHRASE_NEEDED."""
    if cache_secret(house) is None:
        return path
    return path.with_name(path.name + SEALED)


def is_sealed(house: str) -> bool:
    """Whether what is kept of the institution is encrypted, be it locked or not."""
    try:
        return cache_secret(house) is not None
    except RegisterError:
        return True


def told_by(house: str, digest: bytes) -> str:
    """Sixteen signs that stand for a digest in a name, and tell nobody else which that is."""
    secret = cache_secret(house)
    return (digest if secret is None else sha256(secret + digest).digest()).hex()[:16]


def keep(house: str, path: Path, data: bytes) -> None:
    """Write the file, whole or not at all; where that can't be, nothing is kept."""
    with suppress(OSError, RegisterError):
        target = place(house, path)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Whoever looks at it meanwhile must not find half of it.
        begun = target.with_name(target.name + ".part")
        begun.write_bytes(_sealed(house, target, data))
        begun.replace(target)


def kept(house: str, path: Path) -> bytes | None:
    """What the file holds; None where it isn't there or can't be read."""
    with suppress(OSError, RegisterError):
        target = place(house, path)
        return _opened(house, target, target.read_bytes())
    return None


def shred(path: Path) -> None:
    """Remove the file, its bytes overwritten; where it isn't, or can't be written, it is left."""
    with suppress(OSError):
        # In place: emptied first, it would be written elsewhere, and the old bytes stay.
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


def _sealed(house: str, target: Path, data: bytes) -> bytes:
    secret = cache_secret(house)
    if secret is None:
        return data
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(secret).encrypt(nonce, data, target.name.encode())


def _opened(house: str, target: Path, data: bytes) -> bytes | None:
    secret = cache_secret(house)
    if secret is None:
        return data
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(secret).decrypt(data[:_NONCE], data[_NONCE:], target.name.encode())
    except (InvalidTag, ValueError):
        return None
