"""The check: may these files go out, and where; nothing is written and no picture is changed.

Leaves recognising files to `recognising` and the verdict to `judging`. A file that can't be read is
UNREADABLE, never CLEAR.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.photos import (
    Destination,
    Fingerprint,
    Match,
    PhotoId,
    PhotoKind,
    Recognition,
)
from consentdesk.domain.verdict import Outcome, Verdict, unreadable, worst
from consentdesk.errors import BadInput
from consentdesk.services.abreast import abreast
from consentdesk.services.gathering import Skip, Skipped, gather, no_pictures
from consentdesk.services.judging import Facts, judge_photo, judge_photos, known_destinations
from consentdesk.services.raws import Noted, is_noted
from consentdesk.services.recognising import (
    Seen,
    closer_look,
    first_look,
    is_missed,
    recognised,
)

if TYPE_CHECKING:
    from consentdesk.services.pictures.decoding import Decoder
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register

__all__ = ["CheckReport", "Finding", "check_each", "check_files", "judge_photo", "judge_photos"]

Progress = Callable[[int, int], None]
"""Told how many of how many files are done; raises `Cancelled` to stop."""

BATCH = 128
"""Files judged from one snapshot; the first batch is smaller, so that something is seen at once."""
FIRST_BATCH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One file of a check: how it was recognised and the verdicts, one for each destination.

    `problem` says why a file could not be read; it then has no fingerprint and no photo.
    """

    path: Path
    fingerprint: Fingerprint | None = None
    match: Match = Match.NONE
    photo: PhotoId | None = None
    kind: PhotoKind | None = None
    verdicts: tuple[Verdict, ...] = ()
    problem: BadInput | None = None

    @property
    def sha256(self) -> bytes | None:
        """The digest of the file's bytes, 32 bytes; None where they could not be read."""
        return None if self.fingerprint is None else self.fingerprint.sha256

    @property
    def outcome(self) -> Outcome:
        """The worst outcome over the destinations asked for."""
        return worst(self.verdicts)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """All findings in the order of the files, and how many there are of each outcome.

    A file counts once, by its worst outcome; unreadable ones only as unreadable. `left_out`
    is what in the folders was not looked at, and the raw files of pictures that were; `folders` are
    those given whose folders were looked into as well.
    """

    findings: tuple[Finding, ...]
    destinations: tuple[Destination, ...]
    on: date
    clear: int
    withheld: int
    undecided: int
    unreadable: int
    left_out: tuple[Skipped, ...] = ()
    folders: tuple[Path, ...] = ()

    @property
    def skipped(self) -> tuple[Path, ...]:
        """The files in folders that are no pictures."""
        return no_pictures(self.left_out)


def check_files(
    register: Register,
    paths: Iterable[Path],
    *,
    at: datetime,
    destinations: Sequence[Destination] | None = None,
    on: date | None = None,
    recursive: bool = False,
    progress: Progress | None = None,
) -> CheckReport:
    """Judge files, and those in folders, for some destinations (all by default) on a day (today).

    Order and repetitions of the input are kept. Raises BadInput(UNKNOWN_DESTINATION); what is wrong
    with a file is a finding, not an error. Stops when `progress` raises `Cancelled`; it is told of
    0 of 0 while folders are listed.
    """
    gathered = gather(paths, recursive=recursive, heed=lambda _found: _heed(progress, 0, 0))
    heed = partial(_heed, progress, 0, len(gathered.files))
    day, wanted = _asked(register, at, destinations, on, heed)
    findings = tuple(_each(register, gathered.files, wanted, day, progress))
    counted = [f.outcome for f in findings if f.problem is None]
    return CheckReport(
        findings=findings,
        destinations=wanted,
        on=day,
        clear=counted.count(Outcome.CLEAR),
        withheld=counted.count(Outcome.WITHHELD),
        undecided=counted.count(Outcome.UNDECIDED),
        unreadable=len(findings) - len(counted),
        left_out=with_notes(register, sure_photos(findings), gathered.left_out),
        folders=gathered.folders if recursive else (),
    )


def sure_photos(findings: Iterable[Finding]) -> dict[Path, PhotoId]:
    """Which photos the files are of which that is certain."""
    return {f.path: f.photo for f in findings if f.photo is not None and f.match.is_sure}


def with_notes(
    register: Register, found: Mapping[Path, PhotoId], left_out: tuple[Skipped, ...]
) -> tuple[Skipped, ...]:
    """Raw files that were noted with their picture's photo are no question of their own.

    One that came later, or lies beside a picture nobody knows for sure, may show something else.
    """
    if not any(one.why is Skip.RAW for one in left_out):
        return left_out
    with register.read() as reader:
        photos = reader.photos(found.values())
    known = {path: photos[photo] for path, photo in found.items() if photo in photos}
    noted = {path: Noted(photo.raw, photo.raw_digest) for path, photo in known.items()}
    return tuple(
        replace(one, may_show=False)
        if one.picture is not None and is_noted(one.path, noted.get(one.picture, Noted()))
        else one
        for one in left_out
    )


def check_each(
    register: Register,
    files: Sequence[Path],
    *,
    at: datetime,
    destinations: Sequence[Destination] | None = None,
    on: date | None = None,
    progress: Progress | None = None,
) -> Generator[Finding, None, None]:
    """The findings one after the other while the check goes on; folders are not opened up.

    Each batch comes from one snapshot of the register. See `check_files`.
    """
    day, wanted = _asked(register, at, destinations, on, partial(_heed, progress, 0, len(files)))
    yield from _each(register, files, wanted, day, progress)


def _each(
    register: Register,
    files: Sequence[Path],
    wanted: Sequence[Destination],
    day: date,
    progress: Progress | None,
) -> Iterator[Finding]:
    from consentdesk.services.pictures.decoding import Decoder

    done = 0
    with Decoder() as decoder, abreast(first_look, files, ahead=BATCH) as looks:
        size = FIRST_BATCH
        while batch := list(islice(_counted(looks, progress, done, len(files)), size)):
            done += len(batch)
            heed = partial(_heed, progress, done, len(files))
            yield from _judged(register, batch, wanted, day, decoder, heed)
            size = BATCH


def _asked(
    register: Register,
    at: datetime,
    destinations: Sequence[Destination] | None,
    on: date | None,
    heed: Callable[[], None],
) -> tuple[date, tuple[Destination, ...]]:
    """The day and the places meant; the journal's lines are gone through before any verdict."""
    with register.read() as reader:
        reader.check_chain(anew=False, heed=heed)
        return on or reader.today(at), known_destinations(reader, destinations)


def _counted(
    looks: Iterator[Seen], progress: Progress | None, done: int, total: int
) -> Iterator[Seen]:
    for number, seen in enumerate(looks, done + 1):
        if progress is not None:
            progress(number, total)
        yield seen


def _heed(progress: Progress | None, done: int, total: int) -> None:
    """Say again how far it has come, so that a check of unknown pictures can be stopped too."""
    if progress is not None:
        progress(done, total)


def _judged(
    register: Register,
    batch: Sequence[Seen],
    destinations: Sequence[Destination],
    on: date,
    decoder: Decoder,
    heed: Callable[[], None],
) -> tuple[Finding, ...]:
    with register.read() as reader:
        known = recognised(reader, batch)
        if not any(map(is_missed, batch, known)):
            return _findings(reader, batch, known, destinations, on)
    batch = closer_look(register, batch, decoder, heed)
    with register.read() as reader:
        return _findings(reader, batch, recognised(reader, batch), destinations, on)


def _findings(
    reader: Reader,
    batch: Sequence[Seen],
    known: Sequence[Recognition],
    destinations: Sequence[Destination],
    on: date,
) -> tuple[Finding, ...]:
    facts = Facts(reader, [r.photo for r in known if r.photo is not None], on)
    return tuple(
        _finding(seen, answer, facts, destinations)
        for seen, answer in zip(batch, known, strict=True)
    )


def _finding(
    seen: Seen, known: Recognition, facts: Facts, destinations: Sequence[Destination]
) -> Finding:
    if seen.fingerprint is None:
        verdicts = tuple(unreadable(d) for d in destinations)
        return Finding(path=seen.path, verdicts=verdicts, problem=seen.problem)
    return Finding(
        path=seen.path,
        fingerprint=seen.fingerprint,
        match=known.match,
        photo=known.photo,
        kind=None if known.photo is None else facts.photo(known.photo).kind,
        verdicts=tuple(facts.verdict(known.match, known.photo, d) for d in destinations),
    )
