"""Clean copies in the making: of the very bytes that were judged, beside the target.

The half of the two doors that touches pictures. Nothing leaves by it: what `make_copies` makes is
judged again, written down and put in place by `exporting`, the export gate; what
`make_access_copies` makes is for one person and nobody's eyes else (R27), small and marked below,
and is written down by `access_pack`. Nothing but these two may call them. What a copy
holds is `pictures`', what it hides `covering`'s, what is written into it `stamping`'s.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.photos import Destination, Fingerprint, PhotoId
from consentdesk.domain.presets import Preset
from consentdesk.domain.verdict import Outcome, ReasonCode, Verdict, reason
from consentdesk.errors import BadInput, Problem
from consentdesk.services.abreast import abreast
from consentdesk.services.checking import Finding, Progress
from consentdesk.services.covering import Hiding
from consentdesk.services.outgoing import WaitingRoom
from consentdesk.services.pictures.files import read_picture
from consentdesk.services.stamping import Stamp

if TYPE_CHECKING:
    from consentdesk.services.pictures.decoding import Decoder

COPIERS = 4
"""Copies in the making: two in decoding children, and two that wait for the disk meanwhile."""

ACCESS_EDGE, ACCESS_QUALITY = 1600, 85
"""Pixels of the longer side, and the JPEG's quality: to be looked at, not to be printed."""


@dataclass(frozen=True, slots=True)
class Order:
    """One copy to be made: of which file, hiding what, and the beginning of its name.

    `hiding` is why it can't be made, if it no longer can; `event` is what that beginning was made
    of.
    """

    finding: Finding
    photo: PhotoId
    hiding: Hiding | BadInput
    event: str
    slug: str
    whole: bool
    """Nothing is coded below the picture's last row: it may be copied as it is."""
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Copy:
    """A clean copy in the waiting room."""

    order: Order
    hiding: Hiding
    place: Path
    suffix: str
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """The copies made, the files held back, and what was not come to.

    `stopped` is why, where nobody said that it is enough.
    """

    copies: tuple[Copy, ...]
    held_back: tuple[Finding, ...]
    rest: tuple[Order, ...]
    stopped: BadInput | None


def make_copies(
    orders: Sequence[Order],
    destination: Destination,
    room: WaitingRoom,
    how: Preset,
    progress: Progress | None,
    enough: Callable[[], bool] | None,
) -> Made:
    """Clean copies of the files whose bytes are still the ones judged, until it is stopped.

    Where there is no more room, the copies that found some may go: of those made at one time, any
    may be the one that finds none. BadInput TARGET_FULL where none at all did.
    """
    from consentdesk.services.pictures.decoding import Decoder

    made: list[Copy] = []
    held: list[Finding] = []
    full: list[BadInput] = []
    rest: list[Order] = []
    taken = 0

    def work(order: Order) -> Copy | Finding | BadInput:
        if len(full) >= COPIERS:
            return full[0]
        try:
            return _copy(order, destination, room, how, decoder)
        except BadInput as error:
            if error.problem is not Problem.TARGET_FULL:
                raise
            return error

    with Decoder() as decoder, abreast(work, orders, threads=COPIERS) as results:
        for order, result in zip(orders, results, strict=False):
            taken += 1
            if isinstance(result, BadInput):
                full.append(result)
                rest.append(order)
                continue
            if isinstance(result, Copy):
                made.append(result)
            else:
                held.append(result)
            if progress is not None:
                progress(len(made) + len(held), len(orders))
            if enough is not None and enough():
                break
    if full and not made:
        raise full[0]
    rest += orders[taken:]
    return Made(tuple(made), tuple(held), tuple(rest), full[0] if full else None)


@dataclass(frozen=True, slots=True)
class AccessOrder:
    """One copy for a person's own access: of the first of the `paths` that is that very file."""

    photo: PhotoId
    paths: tuple[Path, ...]
    known: Fingerprint
    hiding: Hiding


def make_access_copies(
    orders: Sequence[AccessOrder], mark: str, progress: Progress | None
) -> tuple[bytes | BadInput | None, ...]:
    """A small marked JPEG for each; why there can be none, or None where its file isn't there.

    Raises ValueError without a mark.
    """
    from consentdesk.services.pictures.decoding import Decoder

    if not mark.strip():
        raise ValueError("a copy for access needs its mark")
    made: list[bytes | BadInput | None] = []
    with Decoder() as decoder:

        def work(order: AccessOrder) -> bytes | BadInput | None:
            return _access_copy(order, mark, decoder)

        with abreast(work, orders) as results:
            for one in results:
                made.append(one)
                if progress is not None:
                    progress(len(made), len(orders))
    return tuple(made)


def _access_copy(order: AccessOrder, mark: str, decoder: Decoder) -> bytes | BadInput | None:
    from consentdesk.services.pictures.clean import Recipe, clean_copy
    from consentdesk.services.pictures.fingerprint import fingerprint
    from consentdesk.services.pictures.residue import residue

    hides = order.hiding
    recipe = Recipe(
        max_edge=ACCESS_EDGE,
        covers=hides.covers,
        crop=hides.crop,
        quality=ACCESS_QUALITY,
        mark=mark,
    )
    why: BadInput | None = None
    for path in order.paths:
        try:
            data = read_picture(path)
            if not fingerprint(data).is_laid_out_like(order.known):
                continue
            copy = clean_copy(data, recipe, decoder)
            if not residue(*copy.parts):
                return copy.data
            why = BadInput(Problem.RESIDUE_LEFT, path=path)
        except BadInput as error:
            why = BadInput(error.problem, **{**error.facts, "path": path})
    return why


def _copy(
    order: Order,
    destination: Destination,
    room: WaitingRoom,
    how: Preset,
    decoder: Decoder,
) -> Copy | Finding:
    """One clean copy, made of exactly the bytes that were judged and of nothing else."""
    from consentdesk.services.pictures.clean import Recipe, clean_copy
    from consentdesk.services.pictures.residue import residue

    path, hides = order.finding.path, order.hiding
    if isinstance(hides, BadInput):
        return held_back(path, destination, hides)
    try:
        data = read_picture(path)
        if not _is_what_was_judged(data, order.finding):
            return held_back(path, destination, BadInput(Problem.FILE_CHANGED, path=path))
        recipe = Recipe(
            max_edge=how.max_edge,
            covers=hides.covers,
            crop=hides.crop,
            credit=how.credit,
            licence=how.terms,
            status=order.stamp.status,
            ids=order.stamp.ids,
            quality=how.quality,
        )
        copy = clean_copy(data, recipe, decoder, known_to_end=order.whole)
        if residue(*copy.parts):
            return held_back(path, destination, BadInput(Problem.RESIDUE_LEFT, path=path))
    except BadInput as error:
        return held_back(path, destination, error)
    return Copy(order, hides, room.keep(*copy.parts), copy.suffix, copy.sha256)


def _is_what_was_judged(data: bytes, finding: Finding) -> bool:
    """Whether these are the bytes the finding speaks of, by everything it was recognised by."""
    from consentdesk.services.pictures.fingerprint import fingerprint

    known = finding.fingerprint
    if known is None or hashlib.sha256(data).digest() != known.sha256:
        return False
    if known.picture is None and known.orientation is None:
        return True
    found = fingerprint(data)
    return known.picture in (None, found.picture) and known.orientation in (None, found.orientation)


def held_back(path: Path, destination: Destination, why: BadInput) -> Finding:
    """A file that was clear and can't be copied: what lies there now, nobody has judged."""
    changed = (Problem.FILE_CHANGED, Problem.UNREADABLE_CHANGED)
    code = ReasonCode.UNKNOWN_PHOTO if why.problem in changed else ReasonCode.UNREADABLE
    return Finding(
        path=path,
        verdicts=(Verdict(destination, Outcome.UNDECIDED, (reason(code),)),),
        problem=BadInput(why.problem, **{**why.facts, "path": path}),
    )
