"""What rows beside a server's ledger hold that all readers must make sense of, told to the server.

Lists, figures and checks read all rows, so that one odd value would stop more than what its row is
about. The forms are those of `bodies`, with some more: see `rights/bodies.sql`.
"""

import json
from collections.abc import Mapping
from typing import Any

from consentdesk.domain.covers import Fill
from consentdesk.domain.covers import Form as Shape
from consentdesk.domain.inbox import SheetState
from consentdesk.domain.journal import FormState
from consentdesk.domain.photos import PhotoKind
from consentdesk.domain.presets import (
    FEWEST_FIGURES,
    HIGHEST_QUALITY,
    LONGEST_EDGE,
    LOWEST_QUALITY,
    MOST_FIGURES,
    SHORTEST_EDGE,
)
from consentdesk.storage import schema
from consentdesk.storage.bodies import form, member

Form = Mapping[str, Any]


def _or_null(one: Form) -> Form:
    return {**one, "null": True}


def _in_text(holds: Form) -> Form:
    """A text that is JSON."""
    return {"is": "json", "holds": holds}


def _list(each: Form, count: int | None = None) -> Form:
    return {"is": "array", "each": each, **({} if count is None else {"count": count})}


def _number(least: int, most: int) -> Form:
    return {"is": "number", "from": least, "to": most}


_ANY: Mapping[str, Any] = {"is": "number"}
_TEXT: Mapping[str, Any] = {"is": "string"}
_TRUTH: Mapping[str, Any] = {"is": "boolean"}
_DAY = _or_null({"is": "day"})
_MOMENT: Mapping[str, Any] = {"is": "moment"}
_COVER = _in_text(
    {
        "is": "object",
        "has": {
            "form": form(member(Shape)),
            "fill": form(member(Fill)),
            "points": _list(_list(_ANY, 2)),
        },
    }
)
_UNKNOWN = _in_text(_list({"is": "row", "each": [{"is": "number", "from": 1}, _COVER]}))
_CROP = _in_text(_list(_ANY, 4))
_PLACE = dict.fromkeys("xywh", _or_null(_ANY))
_FORMS: Mapping[str, Mapping[str, Form]] = {
    "photo": {
        "kind": _or_null(form(member(PhotoKind))),
        "taken_at": _or_null({"is": "time"}),
        "delete_after": _DAY,
        "crop": _or_null(_CROP),
        "unknown_covers": _or_null(_UNKNOWN),
    },
    "event": {"groups": _in_text(_list(_TEXT)), "held_on": _DAY},
    "look": {"hashes": {"is": "bytes", "by": 8}},
    "grey": {"data": {"is": "bytes", "sizes": [32 * 32, 64 * 64]}},
    "depiction": {**_PLACE, "cover": _or_null(_COVER)},
    "release": {
        "at": _MOMENT,
        "taken_down_at": _or_null(_MOMENT),
        "made": _or_null(
            _in_text(
                {
                    "is": "object",
                    "has": {
                        "max_edge": _or_null(_ANY),
                        "quality": _ANY,
                        "status": _TRUTH,
                        "ids": _TRUTH,
                        "words": _TEXT,
                    },
                }
            )
        ),
    },
    "release_copy": {
        "permissions": _in_text(_list(_ANY)),
        "taken_down_at": _or_null(_MOMENT),
        "crop": _or_null(_CROP),
        "unknown_covers": _or_null(_UNKNOWN),
    },
    "release_subject": {**_PLACE, "cover": _or_null(_COVER)},
    "preset": {
        "content": _in_text(
            {
                "is": "some",
                "has": {
                    "max_edge": _or_null(_number(SHORTEST_EDGE, LONGEST_EDGE)),
                    "quality": _number(LOWEST_QUALITY, HIGHEST_QUALITY),
                    "figures": _number(FEWEST_FIGURES, MOST_FIGURES),
                    "credit": _TEXT,
                    "terms": _TEXT,
                    "folder": _TEXT,
                    "status": _TRUTH,
                    "ids": _TRUTH,
                },
            }
        )
    },
    "form": {
        "purposes": _in_text(_list(_TEXT)),
        "printed_at": _MOMENT,
        "state": form(member(FormState)),
    },
    "inbox_file": {"arrived_at": _MOMENT},
    "inbox_sheet": {"arrived_at": _MOMENT, "state": form(member(SheetState))},
    "edition_draft": {"changed_at": _MOMENT},
}


def columns() -> Mapping[str, tuple[str, ...]]:
    """The columns that are looked at, by table."""
    return {
        table: tuple(c.name for c in schema.metadata.tables[table].c if c.name in told)
        for table, told in _FORMS.items()
    }


def row_forms() -> str:
    """The forms by table and column, as JSON."""
    return json.dumps(_FORMS, sort_keys=True, separators=(",", ":"))
