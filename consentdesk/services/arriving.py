"""A file on its way in: all that is read out of it at once, and the photo it becomes.

Leaves what is said of the photo to `photographs`, and decoding to `pictures`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.photos import Fingerprint, Match, Photo, PhotoId, Recognition
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services.abreast import abreast
from consentdesk.services.checking import Progress
from consentdesk.services.originals import PREVIEW_EDGE
from consentdesk.services.pictures.files import PictureError, read_picture
from consentdesk.services.raws import Noted, note, raw_of, raws_beside, refuse_raws
from consentdesk.services.texts import file_label

if TYPE_CHECKING:
    from consentdesk.services.pictures.decoding import Decoder
    from consentdesk.services.pictures.fingerprint import Looks
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer

LookedAt = Mapping[Path, Fingerprint]
"""What each file held when its picture was on the screen of whoever says something of it."""
NAMED = 10
"""Files that can't be read and are named in one sentence; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """All that is read out of a file in one go."""

    path: Path
    fingerprint: Fingerprint
    asked: Fingerprint
    """The same for looking up: its looks in every position."""
    looks: Looks
    raw: Noted | None = None
    """The camera's raw file beside it."""
    preview: bytes = b""
    """A small JPEG of it, where it had to be decoded anyway."""


def arrivals(
    register: Register,
    paths: Sequence[Path],
    same_as: PhotoId | None,
    progress: Progress | None,
    looked_at: LookedAt | None = None,
) -> tuple[Arrival, ...]:
    """What the files hold, in their order.

    Raises what `pictures` refuses of one file, with the path; UNREADABLE_FILES names several, so
    that nobody has to try once for each.

    `same_as` says that they are that photo, whichever way they are turned. Of the raw file beside
    each is told which it is; one that is given itself is refused (RAW_OF_PICTURE, UNREADABLE_RAW)
    before anything is read. RuleRefusal(FILE_CHANGED_MEANWHILE) where one holds another picture now
    than the one that was `looked_at`; other metadata don't matter.
    """
    from consentdesk.services.pictures.decoding import Decoder

    refuse_raws(paths)
    beside = raw_of(paths, raws_beside(paths))

    def work(path: Path) -> Arrival | BadInput:
        try:
            return replace(_arrival(register, path, same_as, decoder), raw=note(beside.get(path)))
        except BadInput as error:
            return error

    found: list[Arrival] = []
    refused: list[BadInput] = []
    with Decoder() as decoder, abreast(work, paths) as results:
        for number, arrival in enumerate(results, 1):
            if isinstance(arrival, BadInput):
                refused.append(arrival)
            else:
                found.append(arrival)
            if progress is not None:
                progress(number, len(paths))
    if refused:
        raise _all_of(refused)
    for arrival in found if looked_at is not None else ():
        seen = looked_at.get(arrival.path) if looked_at is not None else None
        if seen is None or not arrival.fingerprint.is_laid_out_like(seen):
            raise RuleRefusal(Problem.FILE_CHANGED_MEANWHILE, path=arrival.path)
    return tuple(found)


def _all_of(refused: Sequence[BadInput]) -> BadInput:
    """One refusal for all: the first of them by name, with how many there are."""
    if len(refused) == 1:
        return refused[0]
    names = [str(error.facts["path"]) for error in refused[:NAMED]]
    return BadInput(Problem.UNREADABLE_FILES, count=len(refused), names=tuple(names))


def arrival_of(register: Register, path: Path, raw: Path | None, decoder: Decoder) -> Arrival:
    """What one file holds, with a small picture of it; raises what `pictures` refuses."""
    return replace(_arrival(register, path, None, decoder), raw=note(raw))


def _arrival(register: Register, path: Path, same_as: PhotoId | None, decoder: Decoder) -> Arrival:
    """Read one file; only what the register does not know is decoded."""
    from consentdesk.services.pictures.anatomy import dissect
    from consentdesk.services.pictures.ending import look_at_arrival, look_at_whole
    from consentdesk.services.pictures.fingerprint import fingerprint, look
    from consentdesk.services.pictures.phash import for_looking_up

    data = bytes_of(path)
    try:
        anatomy = dissect(data)
        print_ = fingerprint(data, anatomy)
        with register.read() as reader:
            known = reader.recognise([print_])[0].match is not Match.NONE
        asked, preview = print_, b""
        if not known:
            if same_as is None:
                looks, whole, preview = look_at_arrival(data, decoder, PREVIEW_EDGE, anatomy)
            else:
                looks, whole = look_at_whole(data, decoder, turned=True)
            asked = replace(print_, perceptual=for_looking_up(looks.grey))
            # Its image data are not vouched for where nobody can see all of them.
            print_ = replace(print_, perceptual=looks, picture=print_.picture if whole else None)
        return Arrival(path, print_, asked, look(data), preview=preview)
    except PictureError as error:
        raise _about(path, error) from error


def bytes_of(path: Path) -> bytes:
    """The whole file; raises what `pictures` refuses, with the path."""
    try:
        return read_picture(path)
    except PictureError as error:
        raise _about(path, error) from error


def _about(path: Path, error: BadInput) -> BadInput:
    return BadInput(error.problem, **{**error.facts, "path": path})


def taken_in(
    writer: Writer, arrival: Arrival, known: Recognition, same_as: PhotoId | None
) -> PhotoId:
    """The photo the file is: known, said to be the same, or new.

    Raises BadInput: PICTURE_OF_ANOTHER, NOT_A_NEAR_MATCH.
    """
    is_known = known.photo is not None and known.match.is_sure
    if same_as is None:
        return known.photo if known.photo is not None and is_known else _new(writer, arrival)
    if is_known:
        if known.photo != same_as:
            raise BadInput(Problem.PICTURE_OF_ANOTHER, path=arrival.path)
        return same_as
    if known.photo != same_as:
        raise BadInput(Problem.NOT_A_NEAR_MATCH, path=arrival.path)
    # What one file looks like is enough to know its like again.
    writer.add_alias(same_as, replace(arrival.fingerprint, perceptual=None))
    return same_as


def _new(writer: Writer, arrival: Arrival) -> PhotoId:
    looks = arrival.looks
    photo = Photo(
        id=PhotoId(0),
        name=file_label(arrival.path.name),
        width=looks.width,
        height=looks.height,
        taken_at=looks.taken_at,
    )
    return writer.register_photo(photo, arrival.fingerprint)
