"""Which photo a file is: three looks, each only at what the one before missed.

SHA-256 of the file, the digest of its image data, how it looks (worked out in a child process).
Leaves reading and decoding to `pictures` and the comparison to the register. What a look costs: the
disk; the disk again; some 50 ms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.photos import Fingerprint, Match, Recognition
from consentdesk.errors import BadInput, Problem
from consentdesk.services.abreast import abreast
from consentdesk.services.pictures.files import digest_file, read_picture
from consentdesk.services.raws import why_not

if TYPE_CHECKING:
    from consentdesk.services.pictures.decoding import Decoder
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


@dataclass(frozen=True, slots=True)
class Seen:
    """A file and its fingerprint as far as worked out, or why it can't be read as a picture."""

    path: Path
    fingerprint: Fingerprint | None
    problem: BadInput | None = None


def first_look(path: Path) -> Seen:
    """The file's digest and nothing more; a camera's raw file is not opened, whatever it holds."""
    raw = why_not(path)
    if raw is not None:
        return Seen(path, None, raw)
    try:
        return Seen(path, Fingerprint(digest_file(path)))
    except BadInput as error:
        return _unread(path, error)


def closer_look(
    register: Register, batch: Sequence[Seen], decoder: Decoder, heed: Callable[[], None]
) -> tuple[Seen, ...]:
    """The same files, in order; those the register does not know are looked at more closely.

    No snapshot of the register is held open while pictures are decoded. `heed` is called after each
    of them and may raise `Cancelled`.
    """

    def known(seen: Sequence[Seen]) -> tuple[Recognition, ...]:
        with register.read() as reader:
            return recognised(reader, seen)

    return look_closer(known, batch, decoder, heed)


def look_closer(
    known: Callable[[Sequence[Seen]], Sequence[Recognition]],
    batch: Sequence[Seen],
    decoder: Decoder,
    heed: Callable[[], None],
) -> tuple[Seen, ...]:
    """The same for whoever knows pictures: `known` says how it recognises some files."""

    def third_look(seen: Seen) -> Seen:
        return _third_look(seen, decoder)

    seen = tuple(batch)
    for look in (_second_look, third_look):
        seen = _again(seen, known(seen), look, heed)
    return seen


def known_by_bytes(register: Register, paths: Sequence[Path]) -> tuple[Path, ...]:
    """Those of the files that surely are photos of the register; nothing is decoded for it."""
    seen = [_second_look(Seen(path, None)) for path in paths]
    with register.read() as reader:
        known = recognised(reader, seen)
    return tuple(one.path for one, how in zip(seen, known, strict=True) if how.match.is_sure)


def recognised(reader: Reader, batch: Sequence[Seen]) -> tuple[Recognition, ...]:
    """How each file is recognised, in order; one that can't be read isn't."""
    answers = iter(reader.recognise([s.fingerprint for s in batch if s.fingerprint is not None]))
    nothing = Recognition(Match.NONE)
    return tuple(nothing if s.fingerprint is None else next(answers) for s in batch)


def is_missed(seen: Seen, known: Recognition) -> bool:
    """Whether the file can be read and the register does not know it."""
    return seen.fingerprint is not None and known.match is Match.NONE


def _again(
    batch: tuple[Seen, ...],
    known: Sequence[Recognition],
    look: Callable[[Seen], Seen],
    heed: Callable[[], None],
) -> tuple[Seen, ...]:
    missed = [i for i, answer in enumerate(known) if is_missed(batch[i], answer)]
    after = list(batch)
    if missed:
        with abreast(look, [batch[i] for i in missed]) as looks:
            for place, seen in zip(missed, looks, strict=True):
                after[place] = seen
                heed()
    return tuple(after)


def _second_look(seen: Seen) -> Seen:
    from consentdesk.services.pictures.fingerprint import fingerprint

    try:
        data = read_picture(seen.path)
        # The digest of these very bytes: the file may have been changed since the first look.
        return Seen(seen.path, fingerprint(data))
    except BadInput as error:
        return _unread(seen.path, error)


def _third_look(seen: Seen, decoder: Decoder) -> Seen:
    known = seen.fingerprint
    try:
        data = read_picture(seen.path)
        if known is None or hashlib.sha256(data).digest() != known.sha256:
            return _unread(seen.path, BadInput(Problem.UNREADABLE_CHANGED))
        return Seen(seen.path, replace(known, perceptual=decoder.perceptual_query(data)))
    except BadInput as error:
        return _unread(seen.path, error)


def _unread(path: Path, error: BadInput) -> Seen:
    return Seen(path, None, BadInput(error.problem, **{**error.facts, "path": path}))
