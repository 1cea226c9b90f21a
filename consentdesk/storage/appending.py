"""Which kinds of act each role may append on a server, and what stands in a body of each kind."""

import json
from dataclasses import MISSING, fields

from consentdesk.domain.acts import KIND_OF, ActKind
from consentdesk.domain.roles import Role

_PICTURES = frozenset(
    {
        ActKind.REGISTERED,
        ActKind.DESCRIBED,
        ActKind.ATTESTED,
        ActKind.ASSESSED,
        ActKind.SAME_PICTURE,
        ActKind.RELEASED,
        ActKind.POSTED,
        ActKind.TAKEN_DOWN,
        ActKind.PACK_MADE,
        ActKind.CORRECTED,
    }
)
_HEADS = frozenset({"OPENED", "SEAT_SET"})
"""What only the head says of the institution itself."""


def appendable(role: Role) -> frozenset[ActKind]:
    """The kinds of act a seat may append; it corrects acts of these kinds and no others."""
    match role:
        case Role.HEAD:
            return frozenset(ActKind)
        case Role.CLERK:
            return frozenset(kind for kind in ActKind if kind not in _HEADS)
        case Role.PHOTOGRAPHER:
            return _PICTURES
        case Role.OFFICER:
            return frozenset({ActKind.ERASED, ActKind.DESCRIBED})


def kinds_by_role() -> str:
    """The branches of a CASE over the role, in SQL."""
    return "\n".join(
        f"    WHEN '{role.value}' THEN '{{{','.join(sorted(appendable(role)))}}}'::text[]"
        for role in Role
    )


def fields_by_kind() -> str:
    """The names in a body of each kind, as JSON: those that must stand there, and all."""
    told = {}
    for cls, kind in KIND_OF.items():
        # ty: every body is a dataclass.
        known = fields(cls)
        needed = [f.name for f in known if f.default is MISSING]
        told[kind.value] = {"all": sorted(needed), "any": sorted(f.name for f in known)}
    return json.dumps(told, sort_keys=True, separators=(",", ":"))
