"""Which kinds of act each role may append on a server, and what stands in a body of each kind."""

import json
from dataclasses import MISSING, fields

from consentdesk.domain.acts import KIND_OF, ActKind
from consentdesk.domain.roles import Role
from consentdesk.domain.writing_rights import may_append


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
    """The names in a body of each kind, as JSON: those that must stand there, and all."""
    told = {}
    for cls, kind in KIND_OF.items():
        # ty: every body is a dataclass.
        known = fields(cls)
        needed = [f.name for f in known if f.default is MISSING]
        told[kind.value] = {"all": sorted(needed), "any": sorted(f.name for f in known)}
    return json.dumps(told, sort_keys=True, separators=(",", ":"))
