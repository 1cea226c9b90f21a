"""How the program and its decoding children talk: one frame each way over a pipe.

A frame is two lengths (big-endian, four and eight bytes), a JSON object and raw bytes. No pickle:
a child that a picture has taken over must not be able to run anything here.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from struct import pack, unpack
from typing import BinaryIO

from consentdesk.services.pictures.anatomy import Buffer

_MAX_HEAD = 256 * 1024
_WIDE = 1024 * 1024
"""Bytes; as much as Linux gives to anybody."""
MAX_BODY = 512 * 1024 * 1024


def widen(stream: BinaryIO) -> None:
    """Let a pipe hold as much as it may: megabytes go over it in fewer turns of both sides."""
    if sys.platform == "linux":
        import fcntl

        # The system may keep its pipes short; then it takes more turns.
        with suppress(OSError):
            fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, _WIDE)


def send(stream: BinaryIO, head: Mapping[str, object], parts: Iterable[Buffer] = ()) -> None:
    """Write one frame; OSError where the other side has gone."""
    pieces = tuple(parts)
    text = json.dumps(head).encode()
    stream.write(pack(">IQ", len(text), sum(len(p) for p in pieces)))
    stream.write(text)
    for piece in pieces:
        stream.write(piece)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[dict[str, object], bytes]:
    """Read one frame; EOFError where the other side has gone, ValueError for nonsense."""
    head_size, body_size = unpack(">IQ", _exactly(stream, 12))
    if head_size > _MAX_HEAD or body_size > MAX_BODY:
        raise ValueError("frame too large")
    match json.loads(_exactly(stream, head_size)):
        case dict(head):
            return head, _exactly(stream, body_size)
        case _:
            raise ValueError("no object")


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return data
