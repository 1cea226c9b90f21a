"""A card registered in slices: each is written by itself, the first as soon as it can be.

What is in stays in, whoever stops it or pulls the card out, and going on later doubles nothing,
because a file that is known is recognised. Leaves what there is on the card to `listing` and what a
photo is told at once to `photographs`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from consentdesk.domain.bursts import GAP
from consentdesk.domain.events import Event
from consentdesk.domain.photos import PhotoId
from consentdesk.errors import BadInput, Problem
from consentdesk.services import originals
from consentdesk.services.abreast import abreast
from consentdesk.services.arriving import Arrival, arrival_of
from consentdesk.services.photographs import (
    AddedPhoto,
    Details,
    Given,
    LookAlike,
    clean_details,
    take_in,
)

if TYPE_CHECKING:
    from pathlib import Path

    from consentdesk.services.card.listing import Card, CardFile, Progress
    from consentdesk.services.card.told import Told
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer

FIRST = 4
"""Pictures in the first slice, so that somebody can begin; a burst is never cut for it."""
SLICE = 24
"""Pictures in the slices after it: one write for each costs little then."""
_AT_MOST = 3
"""How many times as large a slice gets, to end where a burst ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What has just come in: photos of the register, open questions, and what could not be read.

    `event` is what was known of the event before and what is known now, where that was written.
    """

    photos: tuple[AddedPhoto, ...] = ()
    left_open: tuple[LookAlike, ...] = ()
    unread: tuple[tuple[Path, BadInput], ...] = ()
    event: tuple[Event, Event] | None = None

    @property
    def new(self) -> tuple[PhotoId, ...]:
        """The photos that were not in the register before."""
        return tuple(dict.fromkeys(a.photo for a in self.photos if not a.known.is_sure))


def bring_in(
    register: Register,
    clerk: str,
    now: Callable[[], datetime],
    card: Card,
    told: Told,
    *,
    came_in: Callable[[Slice], None],
    progress: Progress,
) -> Path | None:
    """Register what is on a card, and tell of each slice once it stands; takes long.

    A file that can't be read is told of and nothing stops. Returns the folder where the files are
    away all at once, as when somebody pulls the card out; what is in then, or when `progress`
    raises Cancelled, stays in. Raises BadInput before anything is written: what `texts` refuses.
    """
    run = _Run(register, clerk, now, told, card.day, came_in)
    return run.work(card.files, progress)


@dataclass(slots=True)
class _Run:
    """One card on its way in."""

    register: Register
    clerk: str
    now: Callable[[], datetime]
    told: Told
    day: date | None
    came_in: Callable[[Slice], None]
    given: Given = field(init=False)
    has_told_event: bool = False

    def __post_init__(self) -> None:
        told = self.told
        details = Details(album=told.album, photographer=told.photographer, rights=told.rights)
        # What nobody has looked at, nobody vouches for: not that nobody is on it either.
        self.given = Given(kind=told.kind, details=clean_details(details), attest=False)

    def work(self, files: Sequence[CardFile], progress: Progress) -> Path | None:
        from consentdesk.services.pictures.decoding import Decoder

        def look(file: CardFile) -> Arrival | BadInput:
            try:
                raw = file.path.with_name(file.raw) if file.raw else None
                return arrival_of(self.register, file.path, raw, decoder)
            except BadInput as error:
                return error

        ends = set(slice_ends(files))
        coming: list[Arrival] = []
        unread: list[tuple[Path, BadInput]] = []
        with Decoder() as decoder, abreast(look, files) as results:
            for number, (file, found) in enumerate(zip(files, results, strict=True), 1):
                if isinstance(found, Arrival):
                    coming.append(found)
                elif _is_gone(file.path, found):
                    self._write(coming, unread)
                    return file.path.parent
                else:
                    unread.append((file.path, found))
                if number in ends:
                    self._write(coming, unread)
                    coming, unread = [], []
                progress(number, len(files))
        return None

    def _write(self, coming: list[Arrival], unread: list[tuple[Path, BadInput]]) -> None:
        """One slice: all of it or nothing."""
        if not coming:
            if unread:
                self.came_in(Slice(unread=tuple(unread)))
            return
        with self.register.write(self.clerk, self.now()) as writer:
            added, own = take_in(writer, coming, self.given)
            event = self._tell_event(writer) if added.photos else None
            house = writer.institution.uuid
        self.has_told_event |= event is not None
        self._keep(house, coming, added.photos, own)
        slice_ = Slice(
            photos=added.photos, left_open=added.left_open, unread=tuple(unread), event=event
        )
        self.given = replace(self.given, beside=self.given.beside.union(slice_.new))
        self.came_in(slice_)

    def _tell_event(self, writer: Writer) -> tuple[Event, Event] | None:
        """Write down once which groups were there, and the day, where nobody has said another."""
        name = self.given.details.album
        if not name or self.has_told_event:
            return None
        before = writer.event(name)
        groups = before.groups if self.told.groups is None else self.told.groups
        held_on = self.told.held_on or before.held_on or self.day
        after = replace(before, groups=groups, held_on=held_on)
        writer.set_event(after)
        return before, after

    def _keep(
        self,
        house: str,
        coming: Sequence[Arrival],
        added: Sequence[AddedPhoto],
        own: frozenset[PhotoId],
    ) -> None:
        """Where the files are and what they look like, for the windows of this machine."""
        originals.note(house, {a.photo: a.path for a in added}, as_registered=own)
        by_path = {arrival.path: arrival for arrival in coming}
        for one in added:
            arrival = by_path[one.path]
            if not one.known.is_sure and arrival.preview:
                digest = arrival.fingerprint.sha256
                originals.keep_preview(house, one.photo, digest, arrival.preview)


def slice_ends(files: Sequence[CardFile]) -> Iterator[int]:
    """After how many files each slice ends: where the camera paused, if that is soon enough."""
    begun, size = 0, FIRST
    for number in range(1, len(files) + 1):
        full = number - begun >= size
        if number == len(files) or (
            full and (_pauses(files, number) or number - begun >= _AT_MOST * size)
        ):
            yield number
            begun, size = number, SLICE


def _pauses(files: Sequence[CardFile], number: int) -> bool:
    """Whether a burst ends before that file, as far as their heads tell."""
    before, after = files[number - 1].taken, files[number].taken
    return before is None or after is None or after - before > GAP


def _is_gone(path: Path, error: BadInput) -> bool:
    """Whether not only that file is away but the folder it was in: somebody has pulled the card."""
    away = error.problem in (Problem.UNREADABLE_MISSING, Problem.UNREADABLE_IO)
    return away and not path.parent.is_dir()
