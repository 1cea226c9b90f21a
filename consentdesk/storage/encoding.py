"""Bodies of acts to canonical text and back, and instants likewise.

The text goes into the chain, so it may never change for a body already written: a field added later
must have a default and be left out while it holds it.
"""

import json
import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from json.encoder import encode_basestring_ascii
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from consentdesk.domain.acts import KIND_OF, ActKind, Body

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


def _plain(value: object) -> object:
    match value:
        case None | bool() | int():
            return value
        case StrEnum():
            return value.value
        case str():
            return value
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(v) for v in value]
        case _ if is_dataclass(value):
            return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        case _:
            raise TypeError(f"{type(value).__name__} has no place in the ledger")


def _added(cls: type[Body]) -> dict[str, object]:
    """The fields of a kind of body that came later, with what they hold where they are left out."""
    return {f.name: f.default for f in fields(cls) if f.default is not MISSING}


Loader = Callable[[Any], Any]


@cache
def _body_loaders() -> dict[ActKind, Callable[[Any], Body]]:
    return {kind: _body_loader(cls) for cls, kind in KIND_OF.items()}


def _body_loader(cls: Any) -> Callable[[Any], Body]:
    """Like any dataclass's, but a field that came later may be left out, and then only."""
    added = _added(cls)
    absent = {name: _plain(default) for name, default in added.items()}
    whole = _dataclass_loader(cls)

    def load(data: Any) -> Body:
        body: Body = whole({**absent, **data})
        for name, default in added.items():
            if name in data and getattr(body, name) == default:
                raise ValueError(f"{name} written out though it says nothing")
        return body

    return load


def _loader(hint: Any) -> Loader:
    """The function that makes a value of that type from parsed JSON."""
    if isinstance(hint, NewType):
        return _loader(hint.__supertype__)
    if get_origin(hint) in (Union, types.UnionType):
        inner = [_loader(h) for h in get_args(hint) if h is not type(None)]
        (load,) = inner
        return lambda v: None if v is None else load(v)
    if get_origin(hint) is tuple:
        one = _loader(get_args(hint)[0])
        return lambda v: tuple(one(item) for item in _typed(v, list))
    if is_dataclass(hint):
        return _dataclass_loader(hint)
    if issubclass(hint, StrEnum):
        choice: Loader = hint
        return choice
    if hint is date:
        return date.fromisoformat
    return lambda v: _typed(v, hint)


def _typed(value: Any, hint: type) -> Any:
    if type(value) is not hint:
        raise ValueError(f"{value!r} where {hint.__name__} belongs")
    return value


def _dataclass_loader(cls: Any) -> Loader:
    hints = get_type_hints(cls)
    loaders = [(f.name, _loader(hints[f.name])) for f in fields(cls)]

    def load(data: Any) -> Any:
        if len(data) != len(loaders):
            raise ValueError(f"fields {sorted(data)} do not make a {cls.__name__}")
        return cls(**{name: one(data[name]) for name, one in loaders})

    return load
