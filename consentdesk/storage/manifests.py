"""The list of what left and how, digested in the act that tells of a release.

A text may never change for releases already digested: what came later is left out of theirs.
"""

from collections.abc import Iterable
from enum import Enum, auto

from consentdesk.domain.acts import Digest
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, ReleaseId
from consentdesk.domain.releases import ReleasedCopy
from consentdesk.storage.chain import salted
from consentdesk.storage.encoding import canonical
from consentdesk.storage.facts import place_text
from consentdesk.storage.shapes import cover_text, crop_text, unknown_text


class Told(Enum):
    """What an act tells of the copies that are stored: all, all but the places, or other ones."""

    ALL = auto()
    NO_PLACES = auto()
    OTHERS = auto()


def told_by(
    digest: Digest,
    salt: bytes,
    id: ReleaseId,
    destination: Destination,
    copies: Iterable[ReleasedCopy],
    made: str | None,
) -> Told:
    """What the act with that manifest tells of these copies."""
    known = tuple(copies)
    for told, with_places in ((Told.ALL, True), (Told.NO_PLACES, False)):
        if salted(salt, manifest(id, destination, known, made, with_places=with_places)) == digest:
            return told
    return Told.OTHERS


def manifest(
    id: ReleaseId,
    destination: Destination,
    copies: Iterable[ReleasedCopy],
    made: str | None = None,
    *,
    with_places: bool,
) -> str:
    """The text whose salted digest a RELEASED act carries: every copy and who is on it.

    And how they were `made`, which is left out of older ones, as are the places where people were
    hidden.
    """
    return canonical(
        {
            **({} if made is None else {"made": made}),
            "release": id,
            "destination": destination,
            "copies": [
                {
                    "photo": c.photo,
                    "output": c.output,
                    "in": c.sha256_in.hex(),
                    "out": c.sha256_out.hex(),
                    "shows": sorted(c.shows),
                    "covered": sorted(set(c.covered) - set(c.shows)),
                    "permissions": sorted(c.permissions),
                    **({"places": _places(c)} if with_places else {}),
                    **_how(c),
                }
                for c in copies
            ],
        }
    )


def _places(copy: ReleasedCopy) -> list[tuple[SubjectId, str]]:
    # Of whoever is to be seen, too: there is none unless somebody put it there by hand.
    return sorted((s, place_text(place)) for s, place in copy.covers)


def _how(copy: ReleasedCopy) -> dict[str, object]:
    """By which shapes people were hidden; left out where nobody drew any, as in older ones."""
    hidden = set(copy.covered) - set(copy.shows)
    drawn = sorted((s, shape) for s, shape in shapes_of(copy).items() if s in hidden)
    told: dict[str, object] = {"drawn": drawn} if drawn else {}
    if copy.crop is not None:
        told["crop"] = crop_text(copy.crop)
    if copy.unknown:
        told["unknown"] = over_unknown(copy)
    return told


def over_unknown(copy: ReleasedCopy) -> str | None:
    """The shapes over people without a name, as stored; None where there are none."""
    return unknown_text(tuple(enumerate(copy.unknown, 1))) if copy.unknown else None


def shapes_of(copy: ReleasedCopy) -> dict[SubjectId, str]:
    """The shapes somebody drew over people, as stored."""
    return {s: cover_text(shape) for s, shape in copy.drawn}
