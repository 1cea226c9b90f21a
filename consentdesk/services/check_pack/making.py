"""Making a check pack: the verdicts on some photos, with as little about people as will do.

A verdict in a pack is the worst over all the days it is good for, so nothing in it tells on which
day somebody comes of age or a permission ends, and what runs out meanwhile is withheld at once.

That a pack was made stands in the journal, with the digest of the file: what left the house is on
record as an export is, and a pack that is found can be told from any other.
"""

import errno
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Digest, PackMade
from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.domain.verdict import Outcome, Verdict
from consentdesk.errors import BadInput, Problem
from consentdesk.services.check_pack import content, envelope
from consentdesk.services.check_pack.content import DAYS, MOST_DAYS, Entry, Pack
from consentdesk.services.check_pack.passphrases import check_passphrase
from consentdesk.services.check_pack.telling import entries, initials_of
from consentdesk.services.check_pack.writing import new_file
from consentdesk.services.judging import judge_photos, known_destinations
from consentdesk.services.naming import refuse_pack_name
from consentdesk.storage.values import PhotoFilter

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer

BATCH = 200
"""Photos judged between two reports of progress."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What goes into a pack: all photos, those of some events, or just these; for some places.

    `days`: for how long it is good, the day it is made not counted. Without `initials` it tells of
    nobody.
    """

    photos: tuple[PhotoId, ...] | None = None
    events: tuple[str, ...] = ()
    destinations: tuple[Destination, ...] | None = None
    days: int = DAYS
    initials: bool = True


@dataclass(frozen=True, slots=True)
class Made:
    """A pack that was written: what is in it, where, and the digest of the file.

    `act` is the journal's line that tells of it.
    """

    path: Path
    pack: Pack
    sha256: Digest
    act: int


def make_pack(
    register: "Register",
    clerk: str,
    at: datetime,
    path: Path,
    passphrase: str,
    wanted: Wanted,
    progress: Progress | None = None,
) -> Made:
    """Write a new file with the verdicts on the photos wanted, and tell the journal of it.

    The verdicts are of one snapshot, and no line of the journal comes between that and the one that
    tells of the pack. A file that is there is never written over; a crash leaves a journal that
    says too much, never a pack that it knows nothing of. Raises BadInput: PACK_DAYS,
    PACK_PHRASE_SHORT, PACK_EMPTY, PACK_TOO_MANY, PACK_EXISTS, PACK_UNWRITABLE, UNKNOWN_DESTINATION,
    UNKNOWN_EVENT, UNKNOWN_PHOTO, FILE_OF_REGISTER; RuleRefusal NAME_IN_PACK.
    """
    check_passphrase(passphrase)
    check_place(register, path)
    with register.read() as reader:
        reader.check_chain(anew=False)
        _refuse_name(reader, path, wanted)
        pack = _pack(reader, at, wanted, progress)
    data = _sealed(pack, passphrase)
    with new_file(path) as place:
        place.hold(len(data))
        with register.write(clerk, at) as writer:
            if writer.head().digest != pack.head:
                # Somebody has withdrawn meanwhile, perhaps.
                _refuse_name(writer, path, wanted)
                pack = _pack(writer, at, wanted, progress)
                data = _sealed(pack, passphrase)
                place.hold(len(data))
            digest = Digest(sha256(data).hexdigest())
            act = _journaled(writer, wanted, pack, digest)
        place.fill(data)
    return Made(path, pack, digest, act)


def _sealed(pack: Pack, passphrase: str) -> bytes:
    data = envelope.sealed(content.written(pack), passphrase)
    if len(data) > envelope.LARGEST:
        raise BadInput(Problem.PACK_TOO_MANY, count=len(pack.entries), limit=content.MOST_PHOTOS)
    return data


def _journaled(writer: "Writer", wanted: Wanted, pack: Pack, digest: Digest) -> int:
    """Tell the journal; what an event is called may name somebody, and is only digested there."""
    events = tuple(writer.digest_text(event) for event in dict.fromkeys(wanted.events))
    body = PackMade(
        photos=len(pack.entries),
        events=events,
        destinations=pack.destinations,
        initials=wanted.initials,
        good_until=pack.good_until,
        pack=digest,
    )
    (act,) = writer.append(body)
    return act.number


def check_place(register: "Register", path: Path) -> None:
    """Refuse a place where no pack can be.

    Raises BadInput: FILE_OF_REGISTER, PACK_EXISTS, PACK_UNWRITABLE where its folder is missing;
    RuleRefusal NAME_IN_PACK, which `make_pack` raises of more names.
    """
    from consentdesk.storage.places import refuse_own

    refuse_own(path, register.place)
    if os.path.lexists(path):
        raise BadInput(Problem.PACK_EXISTS, path=path)
    if not path.absolute().parent.is_dir():
        reason = os.strerror(errno.ENOENT)
        raise BadInput(Problem.PACK_UNWRITABLE, path=path, reason=reason)
    with register.read() as reader:
        refuse_pack_name(reader, path.name, ())


def _refuse_name(reader: "Reader", path: Path, wanted: Wanted) -> None:
    """Refuse a file named after somebody the pack tells of."""
    shown = reader.depicted(_photos(reader, wanted))
    refuse_pack_name(reader, path.name, {one.subject for some in shown.values() for one in some})


def check_wanted(reader: "Reader", wanted: Wanted) -> None:
    """Refuse what no pack can be made of, before anybody is asked for a passphrase.

    Raises what `make_pack` raises of events, destinations, photos and days.
    """
    known_destinations(reader, wanted.destinations)
    _photos(reader, wanted)


def _pack(reader: "Reader", at: datetime, wanted: Wanted, progress: Progress | None) -> Pack:
    places = known_destinations(reader, wanted.destinations)
    photos = _photos(reader, wanted)
    first, head = reader.today(at), reader.head()
    days = [first + timedelta(days=after) for after in range(wanted.days + 1)]
    people: dict[str, int] = {}
    found: list[Entry] = []
    for start in range(0, len(photos), BATCH):
        some = photos[start : start + BATCH]
        if progress is not None:
            progress(start, len(photos))
        verdicts = _worst(reader, some, days, places)
        told = initials_of(reader, verdicts.values()) if wanted.initials else {}
        found += entries(reader, some, verdicts, told, people)
    if progress is not None:
        progress(len(photos), len(photos))
    return Pack(
        institution=reader.institution.name,
        made_at=at,
        good_until=days[-1],
        zone=reader.policy.timezone,
        acts=head.number,
        head=head.digest,
        near_distance=reader.policy.near_distance,
        destinations=places,
        people=tuple(people),
        entries=tuple(found),
    )


def _photos(reader: "Reader", wanted: Wanted) -> tuple[PhotoId, ...]:
    if not 1 <= wanted.days <= MOST_DAYS:
        raise BadInput(Problem.PACK_DAYS, limit=MOST_DAYS)
    if wanted.photos is not None:
        photos = tuple(dict.fromkeys(wanted.photos))
    elif wanted.events:
        albums = reader.albums()
        unknown = tuple(event for event in wanted.events if event not in albums)
        if unknown:
            raise BadInput(Problem.UNKNOWN_EVENT, given=unknown)
        found = (reader.find_photos(PhotoFilter(album=event)) for event in wanted.events)
        photos = tuple(dict.fromkeys(photo for some in found for photo in some))
    else:
        photos = reader.find_photos(PhotoFilter())
    if not photos:
        raise BadInput(Problem.PACK_EMPTY)
    if len(photos) > content.MOST_PHOTOS:
        raise BadInput(Problem.PACK_TOO_MANY, count=len(photos), limit=content.MOST_PHOTOS)
    return photos


def _worst(
    reader: "Reader",
    photos: Sequence[PhotoId],
    days: Sequence[date],
    places: Sequence[Destination],
) -> dict[PhotoId, tuple[Verdict, ...]]:
    """Everything that speaks against each photo on any of the days."""
    found = judge_photos(reader, photos, days[0], places)
    for day in days[1:]:
        # What is withheld everywhere can't become worse.
        left = [photo for photo, some in found.items() if not _is_shut(some)]
        if not left:
            break
        for photo, later in judge_photos(reader, left, day, places).items():
            found[photo] = tuple(map(_both, found[photo], later))
    return found


def _is_shut(verdicts: Iterable[Verdict]) -> bool:
    return all(verdict.outcome is Outcome.WITHHELD for verdict in verdicts)


def _both(one: Verdict, other: Verdict) -> Verdict:
    reasons = tuple(dict.fromkeys((*one.reasons, *other.reasons)))
    warnings = tuple(dict.fromkeys((*one.warnings, *other.warnings)))
    return Verdict(one.destination, content.outcome_of(reasons), reasons, warnings)
