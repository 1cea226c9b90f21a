"""What is written into copies beside the pixels, and that it names nobody (R24–R26).

Works out what may be said of one copy; `pictures.stamp` writes it, `exporting` asks again before
the copy leaves. Nothing here decides whether a picture may go.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.domain.plus import ModelRelease, model_release
from consentdesk.domain.presets import Preset
from consentdesk.domain.serials import ALPHABET
from consentdesk.errors import Problem, RuleRefusal
from consentdesk.services.naming import names_registered, names_shown
from consentdesk.services.texts import holds_personal_number

if TYPE_CHECKING:
    from consentdesk.services.judging import Facts
    from consentdesk.storage.reading import Reader


_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w")
_FIGURES = re.compile(r"\d(?:[ ./()-]{0,2}\d)+")
"""A number, however it is parted."""
_DAYS = re.compile(
    r"(?:19|20)\d\d[-/ ](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|\d\d[-./]\d\d[-./]\d{4}"
)
"""Two years, or a day: as many figures as a telephone number has, and harmless."""
_SHORTEST = 8
"""Figures of a telephone number in Denmark; others, and those with a country's code, have more."""


def _reaches(words: str) -> bool:
    """Whether somebody could be reached by what stands there: a mail address, a telephone."""
    if _MAIL.search(words):
        return True
    for found in _FIGURES.findall(words):
        figures = sum(sign.isdigit() for sign in found)
        if figures >= _SHORTEST and not _DAYS.fullmatch(found):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Stamp:
    """What PLUS calls the model release of one copy; nothing where it is not wished for."""

    status: ModelRelease | None = None
    ids: tuple[str, ...] = ()


def stamp(
    facts: Facts,
    photo: PhotoId,
    destination: Destination,
    covered: Collection[SubjectId],
    sha256: bytes,
    how: Preset,
) -> Stamp:
    """What is true of a copy of that file on which these people are covered."""
    if not how.status:
        return Stamp()
    scene = facts.scene(photo)
    judged = scene.assessments.get(destination)
    status = model_release(
        scene.photo.kind,
        seen=scene.shows - frozenset(covered),
        sensitive=judged is not None and judged.sensitive,
    )
    ids: tuple[str, ...] = ()
    if how.ids and status is ModelRelease.LIMITED:
        relied_on = facts.relied_on(photo, destination, covered)
        ids = tuple(sorted(release_id(sha256, number) for number in relied_on))
    return Stamp(status, ids)


def release_id(sha256: bytes, number: int) -> str:
    """What one permission is called in one copy: sixteen signs in fours.

    A digest of the original file and the number of the answer: whoever has both can tell that they
    belong together. Two pictures of one child have nothing in common by it, and without the
    original nobody can find out the number.
    """
    value = int.from_bytes(hashlib.sha256(sha256 + number.to_bytes(8, "big")).digest(), "big")
    signs = []
    for _ in range(16):
        value, place = divmod(value, len(ALPHABET))
        signs.append(ALPHABET[place])
    text = "".join(signs)
    return "-".join(text[n : n + 4] for n in range(0, 16, 4))


def refuse_words(reader: Reader, how: Preset, shown: Collection[SubjectId]) -> None:
    """RuleRefusal NAME_IN_CREDIT for words by which somebody could be found (R24, R25).

    That is the name of somebody on the pictures or registered here, a personal number, a telephone
    number or a mail address.
    """
    for words in (how.credit, how.terms):
        if words and (
            holds_personal_number(words, loosely=True)
            or _reaches(words)
            or names_shown(reader, words, shown)
            or names_registered(reader, words)
        ):
            raise RuleRefusal(Problem.NAME_IN_CREDIT, text=words)
