"""What stands in the bodies of acts: one account of it, told by the dataclasses themselves.

Whoever reads bodies (`encoding`) and what a server takes into its ledger (`appending`) both go by
it, so that no line is taken that no desk can read.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from consentdesk.domain.acts import KIND_OF

LEAST, MOST = -(2**31), 2**31 - 1
"""The numbers that a table has a column for."""


@dataclass(frozen=True, slots=True)
class Member:
    """What one value is: of that type, or nothing if it is `nullable`.

    `each` is what stands in a tuple or a mapping, `members` what makes a dataclass, by name.
    """

    type: Any
    nullable: bool = False
    each: "Member | None" = None
    members: Mapping[str, "Member"] = field(default_factory=dict)


def member(hint: Any) -> Member:
    """What a value with that annotation is."""
    if isinstance(hint, NewType):
        return member(hint.__supertype__)
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (member(one) for one in get_args(hint) if one is not NoneType)
        return Member(inner.type, True, inner.each, inner.members)
    if get_origin(hint) is Mapping:
        return Member(dict, each=member(get_args(hint)[1]))
    if get_origin(hint) is tuple:
        return Member(tuple, each=member(get_args(hint)[0]))
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return Member(hint, members={f.name: member(hints[f.name]) for f in fields(hint)})
    return Member(hint)


def added(cls: Any) -> dict[str, object]:
    """The fields of a kind of body that came later, with what they hold where they are left out."""
    return {f.name: f.default for f in fields(cls) if f.default is not MISSING}


def plain(value: object) -> object:
    """A value of a body as JSON has it."""
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
            return [plain(v) for v in value]
        case _ if is_dataclass(value):
            return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
        case _:
            raise TypeError(f"{type(value).__name__} has no place in the ledger")


@cache
def forms() -> Mapping[str, Mapping[str, object]]:
    """The same for a server, by kind of act; see `consentdesk_fits` in `rights/bodies.sql`."""
    return {kind.value: form_of(cls) for cls, kind in KIND_OF.items()}


def form_of(cls: Any) -> dict[str, object]:
    """The same of one dataclass, with what its fields hold that may be left out."""
    absent = {name: plain(default) for name, default in added(cls).items()}
    return {**form(member(cls)), "absent": absent}


def form(one: Member) -> dict[str, object]:
    """The same of one value."""
    null: dict[str, object] = {"null": True} if one.nullable else {}
    if one.each is not None:
        return {**null, "is": "map" if one.type is dict else "array", "each": form(one.each)}
    if one.members:
        return {**null, "is": "object", "has": {n: form(m) for n, m in one.members.items()}}
    if issubclass(one.type, StrEnum):
        return {**null, "is": "word", "words": sorted(one.type)}
    names = {bool: "boolean", int: "number", date: "day", str: "string"}
    return {**null, "is": names[one.type]}
