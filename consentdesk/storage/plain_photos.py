"""Whether a photo's row plainly is what its acts say: the quick look of `verify` at photos.

Held against the texts of the acts as they are stored, without making anything of them, which takes
a tenth of the time. Plain is only what `attestations_are` would find nothing wrong with; a photo
that isn't, or only looks odd, is looked at there in full. So nothing is decided here twice.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256
from json.encoder import encode_basestring_ascii
from typing import Any

import sqlalchemy as sa

from consentdesk.domain.acts import ActKind
from consentdesk.domain.photos import PhotoKind
from consentdesk.storage.schema import depiction, ledger, photo
from consentdesk.storage.search import search_key
from consentdesk.storage.snapshot import institution_is

PHOTOS = (
    sa.select(
        *[
            photo.c[name]
            for name in (
                *("id", "name", "folded", "kind", "album", "photographer", "rights"),
                *("width", "height", "taken_at", "faces", "delete_after", "attested", "salt"),
                *("raw", "raw_digest", "crop", "unknown_covers"),
            )
        ]
    )
    .where(institution_is(photo))
    .order_by(photo.c.id)
)
SHOWN = (
    sa.select(
        *[depiction.c[name] for name in ("photo", "subject", "x", "y", "w", "h", "cover")],
    )
    .where(institution_is(depiction))
    .order_by(depiction.c.photo, depiction.c.subject)
)
ACTS = (
    sa.select(ledger.c.photo, ledger.c.kind, ledger.c.number, ledger.c.body)
    .where(institution_is(ledger), ledger.c.photo.is_not(None))
    .order_by(ledger.c.photo, ledger.c.number)
)

_NUMBER = "[1-9][0-9]*"
_DIGEST = '"[0-9a-f]{64}"'
_HIDES = rf'(?:"hides":{_DIGEST},)?'
_KIND = f'"kind":(null|{"|".join(f"{chr(34)}{kind}{chr(34)}" for kind in PhotoKind)}),'
_PHOTO_SHOWS = rf'"photo":({_NUMBER}),"shows":\[((?:{_NUMBER}(?:,{_NUMBER})*)?)\]'
_FILE = re.compile(rf'\{{"photo":({_NUMBER}),"sha256":{_DIGEST}\}}').fullmatch
_DESCRIBED = re.compile(
    rf'\{{"credited":(?:true|false),"faces":(?:null|0|{_NUMBER}),"facts":{_DIGEST},'
    rf"{_HIDES}{_KIND}{_PHOTO_SHOWS}\}}"
).fullmatch
_ATTESTED = re.compile(
    rf'\{{(?:"hidden":{_NUMBER},)?{_HIDES}{_KIND}{_PHOTO_SHOWS},"visible":(?:0|{_NUMBER})\}}'
).fullmatch
_FILES = (ActKind.REGISTERED, ActKind.SAME_PICTURE)
_KINDS: frozenset[str | None] = frozenset({None, *PhotoKind})
_SITUATION = f'"{PhotoKind.SITUATION}"'
_quoted = encode_basestring_ascii
Row = tuple[Any, ...]


def is_plain(row: Row, shown: Sequence[Row], acts: Iterable[Row]) -> bool:
    """Whether row, people and acts, as `PHOTOS`, `SHOWN` and `ACTS` give them, plainly agree."""
    try:
        told = _told(row[0], acts)
        return told is not None and _as_told(row, shown, *told)
    except (AttributeError, LookupError, TypeError, ValueError):
        return False


def _told(id: int, acts: Iterable[Row]) -> tuple[str, int, Sequence[str]] | None:
    """The last description, its number where it changed anything, the last attestation's content.

    None where any of the acts is of another kind, or not quite as the program writes it.
    """
    registered, described, changed, before = False, "", 0, None
    attested: Sequence[Any] = ()
    for _, kind, number, body in acts:
        if kind in _FILES:
            found = _FILE(body)
            registered |= kind == ActKind.REGISTERED
        elif kind == ActKind.DESCRIBED:
            found = _DESCRIBED(body)
            if found is not None and body != described:
                now = (found[1], frozenset(found[3].split(",")))
                if before is not None and now != before:
                    changed = number
                described, before = body, now
        elif kind == ActKind.ATTESTED:
            found = _ATTESTED(body)
            if found is not None:
                attested = (found[1], found[3], number)
        else:
            return None
        if found is None or int(found[1 if kind in _FILES else 2]) != id:
            return None
    return (described, changed, attested) if registered and described else None


def _as_told(
    row: Row, shown: Sequence[Row], described: str, changed: int, attested: Sequence[Any]
) -> bool:
    (id, name, folded, kind, album, photographer, rights, width, height) = row[:9]
    taken_at, faces, delete_after, vouching, salt, raw, raw_digest, crop, unknown = row[9:]
    if crop is not None or unknown is not None or kind not in _KINDS:
        return False
    if type(width) is not int or type(height) is not int or not isinstance(salt, bytes):
        return False
    if faces is not None and type(faces) is not int:
        return False
    if folded != search_key(f"{name} {album}"):
        return False
    said_kind = "null" if kind is None else f'"{kind}"'
    subjects = [one[1] for one in shown]
    named = ",".join(map(str, subjects))
    facts = (
        f'{{"album":{_quoted(album)},"delete_after":{_day(delete_after)},'
        f'"faces":{"null" if faces is None else faces},"height":{height},"kind":{said_kind},'
        f'"name":{_quoted(name)},"photo":{id},"photographer":{_quoted(photographer)},'
        f"{_raw(raw, raw_digest)}"
        f'"rights":{_quoted(rights)},"shows":{_places(shown)},"taken_at":{_moment(taken_at)},'
        f'"width":{width}}}'
    )
    credited = "true" if photographer.strip() and rights.strip() else "false"
    digest = sha256(salt + facts.encode()).hexdigest()
    said = (
        f'{{"credited":{credited},"faces":{"null" if faces is None else faces},'
        f'"facts":"{digest}","kind":{said_kind},"photo":{id},"shows":[{named}]}}'
    )
    if described != said:
        return False
    if said_kind == _SITUATION:
        return type(vouching) is int and vouching == 0
    if vouching is None:
        # Plainly missing: never given, or given before something changed.
        return not attested or attested[2] < changed
    return bool(attested) and attested == (said_kind, named, vouching) and vouching >= changed


def _day(day: str | date | None) -> str:
    if day is None:
        return "null"
    return f'"{date.fromisoformat(str(day)).isoformat()}"'


def _moment(at: str | None) -> str:
    return "null" if at is None else f'"{datetime.fromisoformat(at).isoformat()}"'


def _raw(name: str, digest: bytes | None) -> str:
    """Both left out of the text where there is nothing to tell."""
    told = f'"raw":{_quoted(name)},' if name else ""
    return told if digest is None else f'{told}"raw_digest":"{digest.hex()}",'


def _places(shown: Sequence[Row]) -> str:
    """Who is where; ValueError where somebody drew a cover, or a place or a person is odd."""
    found = []
    for _, subject, *region, cover in shown:
        if cover is not None or type(subject) is not int:
            raise ValueError(subject)
        place = ""
        if region[0] is not None:
            place = " ".join([repr(float(v) + 0.0) for v in region])
        found.append(f'[{subject},"{place}"]')
    return f"[{','.join(found)}]"
