"""What lies in a target folder before it may leave is noise: enciphered, the key in memory only.

Copies wait beside the target. Where that is a file system of its own, a stick or a mounted share,
they have to wait within it: only what is there already is sure to find room once the ledger has
committed, and to be put in place by a rename. A share may send at once whatever lies there, so it
lies there as nobody can read it, AES-256-GCM under the key of this one export. What may leave is
deciphered where it lies; what may not is removed as it is, and what a kill leaves stays noise.
"""

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_KEY, _NONCE = 32, 12
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Lid:
    """What it takes, beside the key, to decipher one file."""

    nonce: bytes
    tag: bytes


class Veil:
    """The key of one export, and what lies under it; usable from any thread."""

    def __init__(self) -> None:
        self._key = os.urandom(_KEY)
        self._lids: dict[Path, _Lid] = {}

    def write(self, path: Path, *parts: bytes | memoryview) -> None:
        """A new file of these bytes, unreadable, and on the disk; OSError."""
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        nonce = os.urandom(_NONCE)
        hiding = Cipher(algorithms.AES(self._key), modes.GCM(nonce)).encryptor()
        with path.open("xb") as file:
            for piece in _pieces(parts):
                file.write(hiding.update(piece))
            file.write(hiding.finalize())
            _to_disk(file)
        self._lids[path] = _Lid(nonce, hiding.tag)

    def lift(self, path: Path) -> None:
        """Make a file readable where it lies, which takes no room, and see it onto the disk.

        OSError also where somebody changed it.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        lid = self._lids[path]
        showing = Cipher(algorithms.AES(self._key), modes.GCM(lid.nonce, lid.tag)).decryptor()
        with path.open("r+b") as file:
            while piece := file.read(_PIECE):
                file.seek(-len(piece), os.SEEK_CUR)
                file.write(showing.update(piece))
            try:
                showing.finalize()
            except InvalidTag:
                raise OSError(errno.EIO, os.strerror(errno.EIO)) from None
            _to_disk(file)
        del self._lids[path]


def _pieces(parts: Sequence[bytes | memoryview]) -> Sequence[memoryview]:
    """The same bytes, never more at a time than is good for the memory."""
    return [
        memoryview(part)[at : at + _PIECE] for part in parts for at in range(0, len(part), _PIECE)
    ]


def _to_disk(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
