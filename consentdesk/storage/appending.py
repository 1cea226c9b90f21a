"""Which kinds of act each role may append on a server, and what stands in a body of each kind."""

import json
from collections.abc import Mapping

from consentdesk.domain.acts import ActKind
from consentdesk.domain.roles import Role
from consentdesk.domain.writing_rights import may_append
from consentdesk.storage.bodies import forms

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


def forms_by_kind() -> str:
    """What a body of each kind holds, as JSON."""
    return json.dumps(forms(), sort_keys=True, separators=(",", ":"))
