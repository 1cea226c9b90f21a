"""The sealed file of a check pack: bytes in, bytes out, by a passphrase.

    0   16  "ConsentDesk-Pack"
    16   2  version of the format, big-endian: 1
    18  16  salt
    34  12  nonce
    46      what is in it, by AES-256-GCM, its tag of 16 bytes last

The key is scrypt's of the passphrase (NFKC, UTF-8) and the salt, at a cost that belongs to the
version and is never read from a file, so that no file can ask for more. Everything before the
content is authenticated with it. Nothing is compressed: what comes out is never larger than what
went in.
"""

import os
from pathlib import Path

from consentdesk.errors import Problem, RegisterError
from consentdesk.storage.keys import derived

MARK = b"ConsentDesk-Pack"
VERSION = 1
LARGEST = 64 * 1024 * 1024
"""Bytes of a whole file; some fifty thousand photos."""
_SALT, _NONCE, _TAG = 16, 12, 16
HEADER = len(MARK) + 2 + _SALT + _NONCE


def sealed(content: bytes, passphrase: str) -> bytes:
    """The file that holds the content."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    header = MARK + VERSION.to_bytes(2, "big") + salt + nonce
    return header + AESGCM(_key(passphrase, salt)).encrypt(nonce, content, header)


def unsealed(data: bytes, passphrase: str, path: Path) -> bytes:
    """The content of a file, exactly as it was put in; `path` is told of where it can't be had.

    Raises RegisterError: PACK_UNREADABLE, PACK_TOO_NEW, PACK_TOO_LARGE, PACK_LOCKED.
    """
    check_header(data, path)
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    header, salt = data[:HEADER], salt_of(data)
    try:
        nonce = header[HEADER - _NONCE :]
        return AESGCM(_key(passphrase, salt)).decrypt(nonce, data[HEADER:], header)
    except InvalidTag:
        raise RegisterError(Problem.PACK_LOCKED, path=path) from None


def check_header(data: bytes, path: Path) -> None:
    """Whether the file can be a pack we can open, before anybody is asked for a passphrase."""
    if not data.startswith(MARK) or len(data) < HEADER + _TAG:
        raise RegisterError(Problem.PACK_UNREADABLE, path=path)
    if int.from_bytes(data[len(MARK) : len(MARK) + 2], "big") != VERSION:
        raise RegisterError(Problem.PACK_TOO_NEW, path=path)
    if len(data) > LARGEST:
        raise RegisterError(Problem.PACK_TOO_LARGE, path=path)


def salt_of(data: bytes) -> bytes:
    """What tells one pack from every other."""
    return data[len(MARK) + 2 : len(MARK) + 2 + _SALT]


def _key(passphrase: str, salt: bytes) -> bytes:
    """As the key of an encrypted register is made; another cost is another version of the file."""
    return derived(passphrase, salt).secret
