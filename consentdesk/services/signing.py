"""Signatures of seals: Ed25519, keys and signatures in hex; and a key locked up in a file.

Knows no register; which key is whose and where it lies is `seal_keys`' business. The file:

    ConsentDesk signing key 1
    institution: …
    key: …                       the public half
    salt: …
    nonce: …
    locked: …                    the private half, by AES-256-GCM

The key it is locked with is made of a passphrase as that of an encrypted register is; all lines
before the last are authenticated with it.
"""

import os
import re
from pathlib import Path

from consentdesk.errors import BadInput, Problem
from consentdesk.storage.keys import derived

_SALT, _NONCE = 16, 12
_FORM = re.compile(
    r"(?P<body>ConsentDesk signing key 1\ninstitution: (?P<uuid>[0-9a-f-]{36})\n"
    r"key: (?P<key>[0-9a-f]{64})\nsalt: (?P<salt>[0-9a-f]{32})\nnonce: (?P<nonce>[0-9a-f]{24})\n)"
    r"locked: (?P<locked>[0-9a-f]{96})\n"
)


def new_secret() -> str:
    """The private half of a new key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate().private_bytes_raw().hex()


def public_half(secret: str) -> str:
    """The half that everybody may know; ValueError for what is no key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    return private.public_key().public_bytes_raw().hex()


def signature(secret: str, text: str) -> str:
    """The signature of a text."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).sign(text.encode()).hex()


def is_signed(key: str, signed: str, text: str) -> bool:
    """Whether whoever has the private half of that key signed the text."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signed), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def locked_up(secret: str, institution: str, passphrase: str) -> str:
    """The text of a key file."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    body = (
        f"ConsentDesk signing key 1\ninstitution: {institution}\nkey: {public_half(secret)}\n"
        f"salt: {salt.hex()}\nnonce: {nonce.hex()}\n"
    )
    cipher = AESGCM(derived(passphrase, salt).secret)
    return f"{body}locked: {cipher.encrypt(nonce, bytes.fromhex(secret), body.encode()).hex()}\n"


def key_named(text: str, path: Path) -> tuple[str, str]:
    """The institution and the public key a key file says it is of, before any passphrase.

    `path` is told of where it can't be read. BadInput KEY_FILE_UNREADABLE.
    """
    found = _read(text, path)
    return found["uuid"], found["key"]


def unlocked(text: str, passphrase: str, path: Path) -> str:
    """The private half in a key file; BadInput KEY_FILE_UNREADABLE, KEY_FILE_LOCKED."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    found = _read(text, path)
    cipher = AESGCM(derived(passphrase, bytes.fromhex(found["salt"])).secret)
    nonce, locked = bytes.fromhex(found["nonce"]), bytes.fromhex(found["locked"])
    try:
        return cipher.decrypt(nonce, locked, found["body"].encode()).hex()
    except InvalidTag:
        raise BadInput(Problem.KEY_FILE_LOCKED, path=path) from None


def _read(text: str, path: Path) -> re.Match[str]:
    found = _FORM.fullmatch(text.replace("\r\n", "\n"))
    if found is None:
        raise BadInput(Problem.KEY_FILE_UNREADABLE, path=path)
    return found
