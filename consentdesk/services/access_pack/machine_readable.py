"""The same as the readable page, for a program (GDPR art. 20 asks for it where it applies)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum

from consentdesk.domain.acts import Act
from consentdesk.domain.photos import PhotoId
from consentdesk.domain.releases import Release
from consentdesk.services.access_pack.content import Access
from consentdesk.services.access_pack.showing import Shown
from consentdesk.services.heads import printed


def as_json(access: Access, photos: Sequence[Shown], files: Mapping[PhotoId, str]) -> bytes:
    """One JSON object in UTF-8; `files` are the names in the pack of the pictures in it."""
    text = json.dumps(facts(access, photos, files), ensure_ascii=False, indent=1, default=_plain)
    return text.encode()


def facts(
    access: Access, photos: Sequence[Shown], files: Mapping[PhotoId, str]
) -> dict[str, object]:
    """What stands in it."""
    person, here = access.person, access.institution
    return {
        "schema": 1,
        "institution": {"name": here.name, "contact": here.contact, "officer": here.officer},
        "made_at": access.at,
        "as_of": access.on,
        "journal": {
            "line": access.head.number,
            "checksum": access.head.digest,
            "printed_head": printed(access.head),
        },
        "person": {
            "number": person.id,
            "name": person.name,
            "born": person.born,
            "group": person.group,
            "staff": person.staff,
            "language": person.language,
            "left_on": person.left_on,
            "here_since": person.here_since,
            "protected": access.protected,
            "objecting": access.objecting,
        },
        "guardians": [
            {"name": g.name, "custody": h.custody, "since": h.since, "until": h.until}
            for g, h in access.guardians
        ],
        "permissions": [
            {
                "purpose": p.purpose,
                "state": p.state,
                "signed_on": p.signed_on,
                "valid_until": p.valid_until,
                "edition": p.wording.edition if p.wording else None,
                "language": p.wording.language if p.wording else None,
                "form": p.serial,
            }
            for p in access.permissions
        ],
        "wordings": [
            {
                "edition": one.wording.edition,
                "language": one.wording.language,
                "sha256": one.wording.digest,
                "texts": one.texts,
            }
            for one in access.wordings
        ],
        **_paper(access),
        **_pictures(access, photos, files),
        "acts": [_act(act, access) for act in access.acts],
    }


def _paper(access: Access) -> dict[str, object]:
    return {
        "forms": [
            {
                "form": form.serial,
                "edition": form.wording.edition,
                "language": form.wording.language,
                "purposes": form.purposes,
                "printed_at": form.printed_at,
                "state": form.state,
            }
            for form in access.forms
        ],
        "journal_entries": [
            {
                "form": entry.serial,
                "number": entry.number,
                "system": entry.system,
                "received_on": entry.received_on,
                "subject_line": entry.subject_line,
                "paper_at": entry.paper_at,
            }
            for entry in access.entries.values()
        ],
        "scans": [
            {"form": one.serial, "in_pack": one.document is not None} for one in access.scans
        ],
    }


def _pictures(
    access: Access, photos: Sequence[Shown], files: Mapping[PhotoId, str]
) -> dict[str, object]:
    known = {photo.id: photo for photo in access.photos}
    return {
        "photos": [
            {
                "photo": one.photo,
                "event": access.events.get(one.photo, ""),
                "kind": known[one.photo].kind if one.photo in known else None,
                "taken_at": known[one.photo].taken_at if one.photo in known else None,
                "file": files.get(one.photo),
            }
            for one in photos
        ],
        "assessments": [
            {
                "line": one.act.number,
                "at": one.act.at,
                "photo": one.body.photo,
                "destination": one.body.destination,
                "publish": one.body.publish,
                "sensitive": one.body.sensitive,
                "yes": one.body.yes,
                "reason": one.reason,
                "corrected": one.corrected,
            }
            for one in access.judged
        ],
        "releases": [_release(release, access) for release in access.releases],
    }


def _release(release: Release, access: Access) -> dict[str, object]:
    return {
        "release": release.id,
        "destination": release.destination,
        "at": release.at,
        "link": access.links.get(release.link, ""),
        "pictures": [
            {
                "photo": copy.photo,
                "covered": access.person.id in copy.covered,
                "taken_down_at": copy.taken_down_at,
            }
            for copy in release.copies
            if access.person.id in (*copy.seen, *copy.covered)
        ],
    }


def _act(act: Act, access: Access) -> dict[str, object]:
    """A line of the journal about the person; digests are told as the texts they stand for."""
    body = act.body
    told: dict[str, object] = {}
    for field in fields(body):
        value = getattr(body, field.name)
        if field.name in ("purpose", "purposes", "serial", "signed_on", "on", "channel", "custody"):
            told[field.name] = value
        elif field.name in ("by", "reason") and value is not None:
            told[field.name] = access.texts.get(value, "")
    signer = getattr(body, "signer", None)
    if signer is not None:
        told["signer"] = access.guardian(signer.guardian) or signer.kind
    return {
        "line": act.number,
        "at": act.at,
        "kind": act.kind,
        "corrected": act.number in access.corrected,
        **told,
    }


def _plain(value: object) -> object:
    match value:
        case datetime() | date():
            return value.isoformat()
        case StrEnum():
            return value.value
        case _:
            raise TypeError(type(value).__name__)
