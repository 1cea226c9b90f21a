"""What is in a check pack, as values and as the text that is sealed.

The text is JSON. It is read as if a stranger had written it: whatever doesn't fit, or a verdict
that is better than its reasons, makes the whole pack unreadable.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.domain.verdict import (
    UNDECIDING,
    Outcome,
    Reason,
    ReasonCode,
    Verdict,
    reason,
)
from consentdesk.errors import Problem, RegisterError

DAYS, MOST_DAYS = 14, 31
"""How long a pack is good for by default, and at most."""
MOST_PHOTOS = 20_000
_DIGEST, _HASH = 32, 8
_MOST_WORDS = 200
_MISFITS = (
    *(ValueError, TypeError, LookupError, AttributeError),
    *(RecursionError, OverflowError, OSError),
)
"""What reading a text raises that tells of no pack; OSError for the name of a zone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One photo: digests of the files it is known by, its looks, and the verdicts.

    `hashes` are perceptual hashes; they only ever make a near match, which is undecided.
    """

    files: tuple[bytes, ...]
    pictures: tuple[bytes, ...]
    hashes: tuple[int, ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Everything a check pack says.

    `good_until` is the last day it counts, by the institution's clock in `zone`. `people` are
    initials; a verdict's reason names somebody by the place in it, counted from 1, or nobody.
    `acts` and `head` tell where the journal stood.
    """

    institution: str
    made_at: datetime
    good_until: date
    zone: str
    acts: int
    head: str
    near_distance: int
    destinations: tuple[Destination, ...]
    people: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def as_of(self) -> date:
        """The day whose verdicts these are."""
        return self.day(self.made_at)

    def day(self, at: datetime) -> date:
        """Which day that is at the institution."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def initials(self) -> Mapping[SubjectId, str]:
        """What a reason's subject is called here."""
        return {SubjectId(place): said for place, said in enumerate(self.people, 1)}


def written(pack: Pack) -> bytes:
    """The pack as text."""
    whole = {
        "institution": pack.institution,
        "made_at": pack.made_at.astimezone(UTC).isoformat(),
        "good_until": pack.good_until.isoformat(),
        "zone": pack.zone,
        "acts": pack.acts,
        "head": pack.head,
        "near_distance": pack.near_distance,
        "destinations": pack.destinations,
        "people": pack.people,
        "photos": [
            {
                "files": [b64encode(one).decode() for one in entry.files],
                "pictures": [b64encode(one).decode() for one in entry.pictures],
                "hashes": b64encode(_packed(entry.hashes)).decode(),
                "verdicts": [_verdict_told(verdict) for verdict in entry.verdicts],
            }
            for entry in pack.entries
        ],
    }
    return json.dumps(whole, separators=(",", ":")).encode("ascii")


def _packed(hashes: Sequence[int]) -> bytes:
    return b"".join(one.to_bytes(_HASH, "big") for one in hashes)


def _verdict_told(verdict: Verdict) -> list[object]:
    return [verdict.outcome, _reasons_told(verdict.reasons), _reasons_told(verdict.warnings)]


def _reasons_told(reasons: Sequence[Reason]) -> list[object]:
    return [[why.code, why.subject] for why in reasons]


def read(text: bytes, path: Path) -> Pack:
    """The pack that the text of that file tells of; RegisterError PACK_UNREADABLE if none."""
    try:
        pack = _pack(json.loads(text))
        # However it was made, it is good for no longer than one made here.
        _must(0 <= (pack.good_until - pack.as_of).days <= MOST_DAYS)
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
        OverflowError,
        OSError,
    ):
        raise RegisterError(Problem.PACK_UNREADABLE, path=path) from None
    return pack


def _pack(told: Any) -> Pack:
    made_at = datetime.fromisoformat(told["made_at"])
    people, places = _words(told["people"]), _words(told["destinations"])
    photos = told["photos"]
    _must(made_at.tzinfo is not None and isinstance(photos, list) and len(photos) <= MOST_PHOTOS)
    _must(bool(places) and len(set(places)) == len(places))
    _must(0 <= int(told["near_distance"]) < 64)
    ZoneInfo(str(told["zone"]))
    destinations = tuple(map(Destination, places))
    return Pack(
        institution=_words([told["institution"]])[0],
        made_at=made_at,
        good_until=date.fromisoformat(told["good_until"]),
        zone=str(told["zone"]),
        acts=int(told["acts"]),
        head=_words([told["head"]])[0],
        near_distance=int(told["near_distance"]),
        destinations=destinations,
        people=people,
        entries=tuple(_entry(one, destinations, len(people)) for one in photos),
    )


def _must(holds: bool) -> None:
    if not holds:
        raise ValueError


def _words(told: Any) -> tuple[str, ...]:
    _must(isinstance(told, list))
    _must(all(isinstance(one, str) and len(one) <= _MOST_WORDS for one in told))
    return tuple(told)


def _entry(told: Any, places: Sequence[Destination], people: int) -> Entry:
    verdicts, packed = told["verdicts"], b64decode(told["hashes"], validate=True)
    _must(len(verdicts) == len(places) and len(packed) % _HASH == 0)
    return Entry(
        files=_digests(told["files"]),
        pictures=_digests(told["pictures"]),
        hashes=tuple(
            int.from_bytes(packed[at : at + _HASH], "big") for at in range(0, len(packed), _HASH)
        ),
        verdicts=tuple(
            _verdict(place, one, people) for place, one in zip(places, verdicts, strict=True)
        ),
    )


def _digests(told: Any) -> tuple[bytes, ...]:
    found = tuple(b64decode(one, validate=True) for one in _words(told))
    _must(all(len(one) == _DIGEST for one in found))
    return found


def _verdict(place: Destination, told: Any, people: int) -> Verdict:
    outcome, reasons, warnings = told
    against, noted = _reasons(reasons, people), _reasons(warnings, people)
    _must(Outcome(outcome) is outcome_of(against))
    return Verdict(place, Outcome(outcome), against, noted)


def _reasons(told: Any, people: int) -> tuple[Reason, ...]:
    found = []
    for code, person in told:
        _must(person is None or (isinstance(person, int) and 1 <= person <= people))
        found.append(reason(ReasonCode(code), None if person is None else SubjectId(person)))
    return tuple(found)


def outcome_of(reasons: Sequence[Reason]) -> Outcome:
    """The one outcome these reasons leave."""
    if not reasons:
        return Outcome.CLEAR
    is_open = all(why.code in UNDECIDING for why in reasons)
    return Outcome.UNDECIDED if is_open else Outcome.WITHHELD
