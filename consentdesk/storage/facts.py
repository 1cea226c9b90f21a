"""The texts that acts digest for what is kept beside the ledger: people, photos, places of release.

A text may never change for facts already digested: a field added later must be left out while it
holds its default.
"""

import json
from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from consentdesk.domain.acts import Described, Digest
from consentdesk.domain.people import Subject, SubjectId
from consentdesk.domain.photos import Depiction, Photo, Region
from consentdesk.storage.bodies import form, member
from consentdesk.storage.chain import salted
from consentdesk.storage.encoding import canonical
from consentdesk.storage.shapes import cover_text, crop_text, unknown_text


def subject_facts(person: Subject) -> str:
    """What an ENROLLED act digests: every fact of the subject's row."""
    facts: dict[str, object] = {
        "name": person.name,
        "born": person.born.isoformat(),
        "group": person.group,
        "staff": person.staff,
        "language": person.language,
        "left_on": person.left_on.isoformat() if person.left_on else None,
    }
    if person.here_since is not None:
        facts["here_since"] = person.here_since.isoformat()
    return canonical(facts)


def subject_told(id: SubjectId, text: str) -> Subject:
    """The subject in a text that `subject_facts` wrote; ValueError or LookupError for another."""
    told = json.loads(text)
    left_on, here_since = told.pop("left_on"), told.get("here_since")
    return Subject(
        id=id,
        name=told["name"],
        born=date.fromisoformat(told["born"]),
        group=told["group"],
        staff=told["staff"],
        language=told["language"],
        left_on=date.fromisoformat(left_on) if left_on else None,
        here_since=date.fromisoformat(here_since) if here_since else None,
    )


def facts_form() -> dict[str, object]:
    """What a server takes for a text that `subject_told` reads, see `consentdesk_fits`."""
    has = {name: form(one) for name, one in member(Subject).members.items() if name != "id"}
    return {"is": "object", "has": has, "absent": {"here_since": None}}


def photo_facts(photo: Photo, shown: Iterable[Depiction]) -> str:
    """What a DESCRIBED act digests: every fact of the photo's row, and who is where on it."""
    named = tuple(shown)
    facts: dict[str, object] = {
        "photo": photo.id,
        "name": photo.name,
        "kind": photo.kind,
        "album": photo.album,
        "photographer": photo.photographer,
        "rights": photo.rights,
        "width": photo.width,
        "height": photo.height,
        "taken_at": photo.taken_at.isoformat() if photo.taken_at is not None else None,
        "faces": photo.faces,
        "delete_after": photo.delete_after.isoformat() if photo.delete_after else None,
        "shows": sorted((d.subject, place_text(d.region)) for d in named),
    }
    covers = sorted((d.subject, cover_text(d.cover)) for d in named if d.cover is not None)
    if covers:
        facts["covers"] = covers
    if photo.crop is not None:
        facts["crop"] = crop_text(photo.crop)
    if photo.unknown_covers:
        facts["unknown_covers"] = unknown_text(photo.unknown_covers)
    if photo.raw:
        facts["raw"] = photo.raw
    if photo.raw_digest is not None:
        facts["raw_digest"] = photo.raw_digest.hex()
    return canonical(facts)


def described(photo: Photo, shown: Iterable[Depiction], salt: bytes) -> Described:
    """What the ledger is told about a photo whose row bears that salt."""
    named = tuple(shown)
    return Described(
        photo=photo.id,
        kind=photo.kind,
        shows=tuple(sorted(d.subject for d in named)),
        faces=photo.faces,
        credited=photo.credited,
        hides=_hides(photo, named),
        facts=salted(salt, photo_facts(photo, named)),
    )


def _hides(photo: Photo, named: Iterable[Depiction]) -> Digest | None:
    covers = sorted((d.subject, cover_text(d.cover)) for d in named if d.cover is not None)
    crop = None if photo.crop is None else crop_text(photo.crop)
    if not covers and not photo.unknown_covers and crop is None:
        return None
    text = canonical([covers, unknown_text(photo.unknown_covers), crop])
    return Digest(sha256(text.encode()).hexdigest())


def printed_as(
    serial: str,
    guardian: int | None,
    edition: str,
    language: str,
    wording: str,
    own: object,
    printed_at: str,
) -> Digest:
    """What an ASKED act binds beside its body: how the sheet was printed.

    Without salt, since nothing of it tells of anybody: the wordings stand in the answers as well.
    """
    facts = {
        "serial": serial,
        "guardian": guardian,
        "edition": edition,
        "language": language,
        "wording": wording,
        "own": bool(own),
        "printed_at": printed_at,
    }
    return Digest(sha256(canonical(facts).encode()).hexdigest())


def release_facts(folder: str) -> str:
    """What a RELEASED act binds beside its manifest: where the copies were written."""
    return canonical({"folder": folder})


def place_text(region: Region | None) -> str:
    """Four numbers as every database gives them back: 0 and 0.0 alike, and none below zero's."""
    if region is None:
        return ""
    return " ".join(repr(float(v) + 0.0) for v in (region.x, region.y, region.w, region.h))
