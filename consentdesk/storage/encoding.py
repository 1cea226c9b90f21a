"""Bodies of acts to canonical text and back, and instants likewise.

The text goes into the chain, so it may never change for a body already written: a field added later
must have a default and be left out while it holds it.
"""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from json.encoder import encode_basestring_ascii
from typing import Any

from consentdesk.domain.acts import KIND_OF, ActKind, Body
from consentdesk.storage.bodies import Member, added, member, plain

_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), sort_keys=True)
_quoted: Callable[..., str] = encode_basestring_ascii


def canonical(value: object) -> str:
    """JSON with sorted keys, no spaces and nothing but ASCII: one text for one value."""
    return _ENCODER.encode(value)


def encode(body: Body) -> str:
    """The canonical text of a body.

    Put together by hand, which a test holds against `canonical`: many acts are written at once.
    """
    kind: Any = type(body)
    parts = []
    for name, begun, default in _members(kind):
        value = getattr(body, name)
        if default is MISSING or value != default:
            parts.append(begun + _text(value))
    return "{" + ",".join(parts) + "}"


@cache
def _members(cls: Any) -> tuple[tuple[str, str, object], ...]:
    """The fields of a dataclass by name, each with how it begins in the text and its default."""
    named = sorted(fields(cls), key=lambda field: field.name)
    return tuple((f.name, _quoted(f.name) + ":", f.default) for f in named)


def _text(value: object) -> str:
    """The canonical text of a value in a body."""
    kind: Any = type(value)
    if kind is int:
        return str(value)
    match value:
        case str():
            return _quoted(value)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return int.__repr__(value)
        case date():
            return _quoted(value.isoformat())
        case tuple():
            return "[" + ",".join([_text(one) for one in value]) + "]"
        case _ if is_dataclass(value):
            parts = [begun + _text(getattr(value, name)) for name, begun, _ in _members(kind)]
            return "{" + ",".join(parts) + "}"
        case _:
            raise TypeError(f"{kind.__name__} has no place in the ledger")


def decode(kind: ActKind, text: str) -> Body:
    """The body in a text that `encode` wrote; ValueError or KeyError for anything else."""
    return _body_loaders()[kind](json.loads(text))


def instant(at: datetime) -> str:
    """A moment as stored: UTC, always with microseconds, so that text order is time order."""
    if at.tzinfo is None:
        raise ValueError("a moment without time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def moment(text: str) -> datetime:
    """The moment in a text that `instant` wrote; ValueError for one without a time zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a moment without time zone")
    return at


Loader = Callable[[Any], Any]


@cache
def _body_loaders() -> dict[ActKind, Callable[[Any], Body]]:
    return {kind: _body_loader(cls) for cls, kind in KIND_OF.items()}


def _body_loader(cls: Any) -> Callable[[Any], Body]:
    """Like any dataclass's, but a field that came later may be left out, and then only."""
    later = added(cls)
    absent = {name: plain(default) for name, default in later.items()}
    whole = _loader(member(cls))

    def load(data: Any) -> Body:
        body: Body = whole({**absent, **data})
        for name, default in later.items():
            if name in data and getattr(body, name) == default:
                raise ValueError(f"{name} written out though it says nothing")
        return body

    return load


def _loader(one: Member) -> Loader:
    """The function that makes a value from parsed JSON."""
    load = _present_loader(one)
    return (lambda v: None if v is None else load(v)) if one.nullable else load


def _present_loader(one: Member) -> Loader:
    if one.each is not None:
        each = _loader(one.each)
        return lambda v: tuple(each(item) for item in _typed(v, list))
    if one.members:
        return _dataclass_loader(one)
    if issubclass(one.type, StrEnum):
        choice: Loader = one.type
        return choice
    if one.type is date:
        return date.fromisoformat
    return lambda v: _typed(v, one.type)


def _typed(value: Any, hint: type) -> Any:
    if type(value) is not hint:
        raise ValueError(f"{value!r} where {hint.__name__} belongs")
    return value


def _dataclass_loader(one: Member) -> Loader:
    loaders = [(name, _loader(part)) for name, part in one.members.items()]

    def load(data: Any) -> Any:
        if len(data) != len(loaders):
            raise ValueError(f"fields {sorted(data)} do not make a {one.type.__name__}")
        return one.type(**{name: read(data[name]) for name, read in loaders})

    return load
