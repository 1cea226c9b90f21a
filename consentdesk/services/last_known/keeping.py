"""The file with what a server last said: sealed, and gone as soon as it counts no more.

Its key is made anew for each file and lies in the keyring of the computer, so that what was
written before can be read by nobody; without a keyring there is no file. One for each address and
institution, named after a digest of the one and the uuid of the other:

    0   16  "ConsentDesk-Last"
    16   2  version of the format, big-endian: 1
    18  12  nonce
    30      what is in it, by AES-256-GCM, bound to all before it and to the file's name

Whatever can't be read is as good as not there, and removed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from consentdesk.errors import BadInput, RegisterError
from consentdesk.paths import last_known_dir
from consentdesk.services import keyrings
from consentdesk.services.check_pack import content
from consentdesk.services.check_pack.opening import EARLY, note_opened
from consentdesk.services.last_known.making import LastKnown
from consentdesk.storage.places import Place

MARK = b"ConsentDesk-Last"
VERSION = 1
SUFFIX = ".known"
_HEADER = MARK + VERSION.to_bytes(2, "big")
_NONCE, _KEY = 12, 32
_LARGEST = 128 * 1024 * 1024
_OLD = timedelta(days=1)
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
UNKNOWN = -1
"""The revision of what comes out of a file: the server says which it is now."""


def keep(place: Place, known: LastKnown) -> bool:
    """Put it in the place of the one before; False where it can't be kept, and there is none."""
    path = _file(place, known.house)
    secret, nonce = os.urandom(_KEY), os.urandom(_NONCE)
    try:
        data = _HEADER + nonce + _sealed(secret, nonce, path, content.written(known.pack))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # The old key is gone first: never is there a file that an older key opens.
        keyrings.keep(_name(path), secret.hex())
        _write(path, data)
    except (BadInput, OSError):
        remove((path,))
        return False
    return True


def kept(place: Place, institution: str | None, at: datetime, ticked: float) -> LastKnown | None:
    """What is kept of that address, where it still counts; None also where it may be either of two.

    `institution` is the name of the one that is wanted, where somebody says.
    """
    found = [one for path in _files(_mark(place)) if (one := _opened(path, at, ticked)) is not None]
    wanted = [one for one in found if institution in (None, one.pack.institution)]
    return wanted[0] if len(wanted) == 1 else None


def forget_house(house: str) -> None:
    """Nothing of that institution is kept any more, whatever address it has."""
    remove(_files("*", house))


def forget_old(at: datetime) -> None:
    """Remove what nobody has asked for since it stopped counting."""
    for path in _files("*"):
        with suppress(OSError):
            if at.timestamp() - path.stat().st_mtime > _OLD.total_seconds():
                remove((path,))


def forget_all() -> None:
    """Nothing is kept on this computer any more: it is not wanted here."""
    remove(_files("*"))


def remove(paths: Iterable[Path]) -> None:
    """These files, and their keys with them."""
    for path in paths:
        keyrings.drop(_name(path))
        for one in (path, _begun(path)):
            with suppress(OSError):
                one.unlink(missing_ok=True)


def _opened(path: Path, at: datetime, ticked: float) -> LastKnown | None:
    """What is in the file; where it doesn't count, the file is removed."""
    with suppress(OSError, ValueError, RegisterError):
        nonce, text = _unsealed(path)
        pack = content.read(text, path)
        gone = max(0.0, (at - pack.made_at).total_seconds())
        known = LastKnown(pack, _house(path), UNKNOWN, ticked - gone)
        if pack.good_until == pack.as_of and known.counts(at, ticked):
            note_opened(sha256(nonce).hexdigest(), at, back=EARLY)
            return known
    remove((path,))
    return None


def _unsealed(path: Path) -> tuple[bytes, bytes]:
    """Nonce and text of the file; ValueError where it can't be read."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    secret = keyrings.kept(_name(path))
    if secret is None or path.stat().st_size > _LARGEST:
        raise ValueError(path)
    data = path.read_bytes()
    header, rest = data[: len(_HEADER)], data[len(_HEADER) :]
    nonce = rest[:_NONCE]
    if header != _HEADER or len(nonce) != _NONCE:
        raise ValueError(path)
    try:
        return nonce, AESGCM(bytes.fromhex(secret)).decrypt(
            nonce, rest[_NONCE:], header + path.name.encode()
        )
    except InvalidTag:
        raise ValueError(path) from None


def _sealed(secret: bytes, nonce: bytes, path: Path, text: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(secret).encrypt(nonce, text, _HEADER + path.name.encode())


def _write(path: Path, data: bytes) -> None:
    """Whole, or not at all."""
    begun = _begun(path)
    with os.fdopen(os.open(begun, _FLAGS, 0o600), "wb") as file:
        file.write(data)
    begun.replace(path)


def _files(mark: str, house: str = "*") -> tuple[Path, ...]:
    with suppress(OSError):
        return tuple(sorted(last_known_dir().glob(f"{mark}-{house}{SUFFIX}")))
    return ()


def _file(place: Place, house: str) -> Path:
    return last_known_dir() / f"{_mark(place)}-{house}{SUFFIX}"


def _mark(place: Place) -> str:
    """Which address it is, without telling it; a password is no part of it."""
    return sha256(place.shown.encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _house(path: Path) -> str:
    return path.name.removesuffix(SUFFIX).partition("-")[2]


def _begun(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def _name(path: Path) -> str:
    """Under which the keyring has its key."""
    return f"last answers {path.stem}"
