"""Pieces of the journal: the newest, older ones, those of a past day, or what was looked for."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import Act, ActKind, Corrected, Released, Serial, TakenDown
from consentdesk.domain.photos import ReleaseId
from consentdesk.domain.serials import parse_serial
from consentdesk.storage.values import OWN_REASONS, PhotoFilter, SubjectFilter
from consentdesk.ui.act_lines import corrected_numbers, read_lines
from consentdesk.ui.context import Context
from consentdesk.ui.line_list import Entry

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

PIECE = 100
"""Lines read at a time."""
Copies = frozenset[tuple[ReleaseId, int]]
MOST_PEOPLE = 20
"""People whose lines are looked through for a name; with more, one letter more is wanted."""
MOST_PHOTOS = 2_000
"""The same for photos, the newest of those that are called so."""

PARTS: Mapping[str, frozenset[ActKind]] = {
    "permissions": frozenset(
        {
            ActKind.ASKED,
            ActKind.GRANTED,
            ActKind.REFUSED,
            ActKind.JOURNALED,
            ActKind.WITHDRAWN,
            ActKind.OBJECTED,
            ActKind.OBJECTION_LIFTED,
        }
    ),
    "entries": frozenset({ActKind.JOURNALED}),
    "people": frozenset(
        {
            ActKind.ENROLLED,
            ActKind.GUARDIAN_ADDED,
            ActKind.PROTECTED,
            ActKind.PROTECTION_LIFTED,
            ActKind.ACCESS_ASKED,
            ActKind.ERASED,
        }
    ),
    "photos": frozenset(
        {
            ActKind.REGISTERED,
            ActKind.DESCRIBED,
            ActKind.ATTESTED,
            ActKind.ASSESSED,
            ActKind.SECONDED,
            ActKind.SAME_PICTURE,
        }
    ),
    "export": frozenset(
        {
            ActKind.RELEASED,
            ActKind.POSTED,
            ActKind.TAKEN_DOWN,
            ActKind.PACK_MADE,
            ActKind.ACCESS_GIVEN,
        }
    ),
    "corrections": frozenset({ActKind.CORRECTED}),
    "register": frozenset(
        {
            ActKind.OPENED,
            ActKind.POLICY_SET,
            ActKind.CONTROLLER_SET,
            ActKind.SEAT_SET,
            ActKind.EDITION_ISSUED,
            ActKind.SEAL_KEY_SET,
            ActKind.RECOVERY_PRINTED,
        }
    ),
}
"""What can be looked at by itself."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of the journal, and whether there are older ones."""

    entries: tuple[Entry[Act], ...]
    complete: bool


def read_piece(
    context: Context,
    kinds: frozenset[ActKind] | None,
    before: int | None,
    on: date | None,
    text: str = "",
) -> Piece:
    """The next lines older than `before`; the newest where it is None, or as of the day `on`.

    With a text, those about forms, people, photos and files it is said of.
    """
    with context.register.read() as reader:
        end = _first_after(reader, on) if on is not None else None
        before = end if before is None else before
        if text:
            today = reader.today(context.now())
            acts = _acts_about(reader, text, today, before, kinds)
        else:
            acts = reader.ledger(before=before, limit=PIECE, kinds=kinds)
        void = _corrected_before(reader, end)
        return Piece(read_lines(reader, acts, corrected=void), len(acts) < PIECE)


def _corrected_before(reader: "Reader", end: int | None) -> frozenset[int]:
    """What counts no more, though its correction be among lines that are not shown."""
    kinds = frozenset({ActKind.CORRECTED})
    return corrected_numbers(reader.ledger(before=end, kinds=kinds, limit=sys.maxsize))


def _first_after(reader: "Reader", on: date) -> int:
    """The number of the first act after that local day; times never go back, so it is halved."""
    zone = ZoneInfo(reader.policy.timezone)
    low, high = 1, reader.head().number + 1
    while low < high:
        middle = (low + high) // 2
        if reader.act(middle).at.astimezone(zone).date() <= on:
            low = middle + 1
        else:
            high = middle
    return low


def _acts_about(
    reader: "Reader", text: str, on: date, before: int | None, kinds: frozenset[ActKind] | None
) -> tuple[Act, ...]:
    """The newest lines before a number about forms of that number or subject, and people."""
    serial = parse_serial(text)
    serials: set[Serial] = set(reader.serials_about(text, limit=PIECE))
    if serial is not None:
        serials.add(serial)
    acts = [act for told in reader.acts_of_forms(serials).values() for act in told]
    people = reader.find_subjects(SubjectFilter(text=text, left=True), on)[:MOST_PEOPLE]
    for person in people:
        acts += reader.ledger(before=before, limit=PIECE, kinds=kinds, subject=person)
    photos = reader.find_photos(PhotoFilter(text=text), limit=MOST_PHOTOS)
    acts += reader.ledger_of_photos(photos, before=before, limit=PIECE, kinds=kinds)
    called = reader.copies_called(text) | reader.copies_made_of(photos)
    acts += _acts_of_copies(reader, called, reader.copies_showing(people))
    acts += _corrections_saying(reader, text)
    found = {
        act.number: act
        for act in acts
        if (before is None or act.number < before) and (kinds is None or act.kind in kinds)
    }
    return tuple(found[number] for number in sorted(found, reverse=True)[:PIECE])


def _acts_of_copies(reader: "Reader", called: Copies, showing: Copies) -> Iterator[Act]:
    """Exports with a file called so; take-downs of such a file, or of one that shows somebody."""
    left, down = {release for release, _place in called}, called | showing
    wanted = {release for release, _place in down}
    if not wanted:
        return
    kinds = frozenset({ActKind.RELEASED, ActKind.TAKEN_DOWN})
    for act in reader.ledger(kinds=kinds, limit=sys.maxsize):
        match act.body:
            case Released(release=release) if release in left:
                yield act
            case TakenDown(release=release, copies=places) if release in wanted:
                if not places or any((release, place) in down for place in places):
                    yield act


def _corrections_saying(reader: "Reader", text: str) -> Iterator[Act]:
    """Corrections whose reason holds the text, in any case; there are never many."""
    acts = reader.ledger(kinds=frozenset({ActKind.CORRECTED}), limit=sys.maxsize)
    reasons = reader.texts(act.body.reason for act in acts if isinstance(act.body, Corrected))
    for act in acts:
        said = reasons.get(act.body.reason, "") if isinstance(act.body, Corrected) else ""
        if said not in OWN_REASONS and text.casefold() in said.casefold():
            yield act
