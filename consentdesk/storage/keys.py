"""Keys of encrypted registers: made of a passphrase, known while the program has them unlocked.

The file is encrypted whole by SQLCipher, every page with AES-256 and its own HMAC-SHA512; only the
first sixteen bytes can be read, the salt:

    0   4  "CDE1": one of ours, and the cost of scrypt that belongs to it
    4  12  random

The key is scrypt's of the passphrase (NFKC, UTF-8) and the whole salt, and nowhere on the disk. A
copy has its register's salt and so its key; another passphrase means another salt. Knows nothing of
connections; whether a key fits, `unlocking` finds out.
"""

import base64
import hashlib
import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from consentdesk.errors import BadInput, Problem, RegisterError

MARK = b"CDE1"
SALT = 16
_SECRET = 32
COST = 1 << 17
"""N of scrypt with r = 8: 128 MB and some 0.4 s for every passphrase that is tried."""
_MEMORY = 2 * 128 * 8 * COST
_CHECK, _GROUP = 3, 4
"""Bytes that tell a mistyped recovery key, and the signs of one of its fourteen groups."""


@dataclass(frozen=True, slots=True)
class Key:
    """What opens one register and its copies."""

    salt: bytes
    secret: bytes = field(repr=False)

    @property
    def words(self) -> str:
        """As SQLCipher takes it; with the salt nothing is derived anew for every connection."""
        return f"\"x'{self.secret.hex()}{self.salt.hex()}'\""


class _Ring:
    """The keys that are held, by salt; each opens every register and copy that begins with it."""

    def __init__(self) -> None:
        self.held: dict[bytes, Key] = {}
        self.houses: dict[str, bytes] = {}
        """The salt of the file each institution was opened in last; only of encrypted ones."""


_RING = _Ring()
"""The program's own: handed from call to call, a key would pass through every layer and its logs,
and a copy that is opened for a moment would lack it."""


def derived(passphrase: str, salt: bytes) -> Key:
    """The key that passphrase makes with that salt; takes 0.4 s and 128 MB."""
    typed = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    secret = hashlib.scrypt(typed, salt=salt, n=COST, r=8, p=1, maxmem=_MEMORY, dklen=_SECRET)
    return Key(salt, secret)


def new_key(passphrase: str) -> Key:
    """A key for a register that is to be encrypted; it is held."""
    key = derived(passphrase, MARK + os.urandom(SALT - len(MARK)))
    hold(key)
    return key


def hold(key: Key) -> None:
    """Have that key open whatever begins with its salt."""
    _RING.held[key.salt] = key


def forget() -> None:
    """Hold no key any more; connections that are open stay so."""
    _RING.held.clear()


def belongs(house: str, path: Path | None) -> None:
    """The institution with that uuid is opened in this file: its caches are kept as the file is.

    A draft, such as a backup that is looked at, says nothing of that. Raises as `salt_of`.
    """
    from consentdesk.storage.drafts import DRAFT

    if path is not None and path.name.endswith(DRAFT):
        return
    salt = None if path is None else salt_of(path)
    if salt is None:
        _RING.houses.pop(house, None)
    else:
        _RING.houses[house] = salt


def cache_secret(house: str) -> bytes | None:
    """What caches of that institution are encrypted with (32 bytes); None where they needn't be.

    Another than the register's own, so that nothing the cache gives away tells of that.
    RegisterError PHRASE_NEEDED while it is locked.
    """
    salt = _RING.houses.get(house)
    if salt is None:
        return None
    if salt not in _RING.held:
        raise RegisterError(Problem.PHRASE_NEEDED, path="")
    return hashlib.sha256(b"ConsentDesk cache" + _RING.held[salt].secret).digest()


def salt_in(path: Path) -> bytes | None:
    """The salt an encrypted register begins with; None for anything else, and for what isn't there.

    OSError where the file can't be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(SALT)
    except FileNotFoundError:
        return None
    return start if start.startswith(MARK) and len(start) == SALT else None


def salt_of(path: Path) -> bytes | None:
    """The same; RegisterError REGISTER_UNREADABLE or REGISTER_UNREACHABLE where it can't be read."""
    try:
        return salt_in(path)
    except PermissionError:
        raise RegisterError(Problem.REGISTER_UNREADABLE, path=str(path)) from None
    except OSError as error:
        reason = error.strerror or ""
        raise RegisterError(Problem.REGISTER_UNREACHABLE, path=str(path), reason=reason) from None


def key_of(path: Path) -> Key | None:
    """The key of a file, None where it is not encrypted; RegisterError PHRASE_NEEDED."""
    try:
        salt = salt_in(path)
    except OSError:
        # Whoever opens it is told why it can't be.
        return None
    if salt is None:
        return None
    if salt not in _RING.held:
        raise RegisterError(Problem.PHRASE_NEEDED, path=str(path))
    return _RING.held[salt]


def is_locked(path: Path) -> bool:
    """Whether the file is an encrypted register whose key isn't held."""
    try:
        salt = salt_in(path)
    except OSError:
        return False
    return salt is not None and salt not in _RING.held


def recovery_key(key: Key) -> str:
    """The key as it is printed to be kept in a safe: groups of letters and digits, with a check."""
    text = base64.b32encode(key.secret + _check(key.secret)).decode()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def key_in(recovery: str, salt: bytes) -> Key:
    """The key somebody typed from the sheet; spaces, hyphens and small letters are no matter.

    BadInput RECOVERY_UNREADABLE where it was mistyped.
    """
    # Neither nought nor one nor eight is in this alphabet.
    typed = recovery.upper().translate(str.maketrans("018", "OIB", " -\t\r\n"))
    try:
        data = base64.b32decode(typed + "=" * (-len(typed) % 8))
    except ValueError:
        data = b""
    secret, check = data[:_SECRET], data[_SECRET:]
    if len(secret) != _SECRET or check != _check(secret):
        raise BadInput(Problem.RECOVERY_UNREADABLE)
    return Key(salt, secret)


def _check(secret: bytes) -> bytes:
    return hashlib.sha256(b"ConsentDesk recovery" + secret).digest()[:_CHECK]
