"""Which kinds of act each role may append on a server, and what stands in a body of each kind."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from consentdesk.domain.acts import KIND_OF, ActKind
from consentdesk.domain.roles import Role
from consentdesk.domain.writing_rights import may_append

_TEXTS: Mapping[ActKind, tuple[str, ...]] = {
    ActKind.OPENED: ("institution",),
    ActKind.POLICY_SET: ("values",),
    ActKind.CONTROLLER_SET: ("facts", "name"),
    ActKind.SEAT_SET: ("login",),
    ActKind.ENROLLED: ("facts",),
    ActKind.JOURNALED: ("journal_number", "system", "subject_line"),
    ActKind.WITHDRAWN: ("by",),
    ActKind.OBJECTED: ("by",),
    ActKind.ASSESSED: ("reason",),
    ActKind.POSTED: ("link",),
    ActKind.TAKEN_DOWN: ("note",),
    ActKind.CORRECTED: ("reason",),
}
"""What in a body digests a text that was written down with it, and goes with nobody else's."""


def texts_by_kind() -> str:
    """The names of those in a body of each kind, as JSON."""
    told = {kind.value: names for kind, names in _TEXTS.items()}
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def appendable(role: Role) -> frozenset[ActKind]:
    """The kinds of act a seat may append; it corrects acts of these kinds and no others."""
    return frozenset(kind for kind in ActKind if may_append(role, kind))


def kinds_by_role() -> str:
    """The branches of a CASE over the role, in SQL."""
    return "\n".join(
        f"    WHEN '{role.value}' THEN '{{{','.join(sorted(appendable(role)))}}}'::text[]"
        for role in Role
    )


def fields_by_kind() -> str:
    """The names in a body of each kind, as JSON: those that must stand there, all, their types."""
    told = {}
    for cls, kind in KIND_OF.items():
        # ty: every body is a dataclass.
        known, hints = fields(cls), get_type_hints(cls)
        needed = [f.name for f in known if f.default is MISSING]
        told[kind.value] = {
            "all": sorted(needed),
            "any": sorted(f.name for f in known),
            "types": {f.name: sorted(json_types(hints[f.name])) for f in known},
        }
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def json_types(hint: Any) -> frozenset[str]:
    """What PostgreSQL calls the types of JSON that a value of that type is stored as."""
    if isinstance(hint, NewType):
        return json_types(hint.__supertype__)
    if get_origin(hint) in (Union, UnionType):
        return frozenset().union(*(json_types(one) for one in get_args(hint)))
    if hint is NoneType:
        return frozenset({"null"})
    if get_origin(hint) is tuple:
        return frozenset({"array"})
    if is_dataclass(hint):
        return frozenset({"object"})
    if hint is bool:
        return frozenset({"boolean"})
    if hint is int:
        return frozenset({"number"})
    return frozenset({"string"})
