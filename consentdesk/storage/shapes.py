"""Covers and crops as they are stored, and as acts digest them: one text for one shape."""

import json
from collections.abc import Sequence

from consentdesk.domain.covers import Cover, Fill, Form, is_drawable
from consentdesk.domain.photos import Region
from consentdesk.storage.encoding import canonical


def cover_text(cover: Cover) -> str:
    """The text of a drawn cover; may never change for one already digested."""
    return canonical(
        {
            "form": cover.form,
            "fill": cover.fill,
            "points": [[_plain(x), _plain(y)] for x, y in cover.points],
        }
    )


def cover_in(text: str | None) -> Cover | None:
    """The cover in a text that `cover_text` wrote; ValueError or LookupError for another."""
    if text is None:
        return None
    told = json.loads(text)
    points = tuple((float(x), float(y)) for x, y in told["points"])
    cover = Cover(Form(told["form"]), points, Fill(told["fill"]))
    if not is_drawable(cover):
        raise ValueError(text)
    return cover


def unknown_text(covers: Sequence[tuple[int, Cover]]) -> str:
    """The text of the covers over people without a name; may never change for one digested."""
    return canonical([[number, cover_text(cover)] for number, cover in covers])


def unknown_in(text: str | None) -> tuple[tuple[int, Cover], ...]:
    """The covers in a text that `unknown_text` wrote; ValueError or LookupError for another."""
    if text is None:
        return ()
    found = []
    for number, told in json.loads(text):
        cover = cover_in(told)
        if cover is None or type(number) is not int or number < 1:
            raise ValueError(text)
        found.append((number, cover))
    if len(dict(found)) != len(found):
        raise ValueError(text)
    return tuple(found)


def crop_text(crop: Region) -> str:
    """The text of a crop; may never change for one already digested."""
    return canonical([_plain(v) for v in (crop.x, crop.y, crop.w, crop.h)])


def crop_in(text: str | None) -> Region | None:
    """The crop in a text that `crop_text` wrote; ValueError for another."""
    if text is None:
        return None
    x, y, w, h = (float(v) for v in json.loads(text))
    return Region(x, y, w, h)


def _plain(value: float) -> float:
    """0 and 0.0 alike, and none below zero's."""
    return float(value) + 0.0
