"""Which acts each role may write: apart from the roles, which the first window needs already."""

from collections.abc import Mapping

from consentdesk.domain.acts import ActKind
from consentdesk.domain.roles import Right, Role, may

NEEDED: Mapping[ActKind, Right] = {
    ActKind.OPENED: Right.GIVE_SEATS,
    ActKind.POLICY_SET: Right.ASK,
    ActKind.CONTROLLER_SET: Right.ASK,
    ActKind.SEAT_SET: Right.GIVE_SEATS,
    ActKind.EDITION_ISSUED: Right.ASK,
    ActKind.ENROLLED: Right.KEEP_PEOPLE,
    ActKind.GUARDIAN_ADDED: Right.KEEP_PEOPLE,
    ActKind.PROTECTED: Right.KEEP_PEOPLE,
    ActKind.PROTECTION_LIFTED: Right.KEEP_PEOPLE,
    ActKind.ASKED: Right.ASK,
    ActKind.GRANTED: Right.FILE,
    ActKind.REFUSED: Right.FILE,
    ActKind.JOURNALED: Right.FILE,
    ActKind.WITHDRAWN: Right.FILE,
    ActKind.OBJECTED: Right.FILE,
    ActKind.OBJECTION_LIFTED: Right.FILE,
    ActKind.REGISTERED: Right.NAME,
    ActKind.DESCRIBED: Right.NAME,
    ActKind.ATTESTED: Right.NAME,
    ActKind.ASSESSED: Right.ASSESS,
    ActKind.SECONDED: Right.SECOND,
    ActKind.SAME_PICTURE: Right.NAME,
    ActKind.RELEASED: Right.RELEASE,
    ActKind.POSTED: Right.RELEASE,
    ActKind.TAKEN_DOWN: Right.RELEASE,
    ActKind.PACK_MADE: Right.MAKE_PACKS,
    ActKind.ACCESS_ASKED: Right.VERIFY,
    ActKind.ACCESS_GIVEN: Right.VERIFY,
    ActKind.SEAL_KEY_SET: Right.VERIFY,
    ActKind.RECOVERY_PRINTED: Right.LOCK,
    ActKind.ERASED: Right.ERASE,
}
"""What an act of each kind takes; a correction takes what the act corrected does."""

FINAL = frozenset(
    {
        ActKind.OPENED,
        ActKind.POLICY_SET,
        ActKind.CONTROLLER_SET,
        ActKind.SEAT_SET,
        ActKind.EDITION_ISSUED,
        ActKind.SEAL_KEY_SET,
        ActKind.RECOVERY_PRINTED,
        ActKind.RELEASED,
        ActKind.POSTED,
        ActKind.PACK_MADE,
        ActKind.ACCESS_GIVEN,
        ActKind.ERASED,
    }
)
"""What no correction takes back, whoever writes it: it has happened, or another act follows it."""

ENROLLING = frozenset(
    {
        ActKind.ENROLLED,
        ActKind.GUARDIAN_ADDED,
        ActKind.PROTECTED,
        ActKind.PROTECTION_LIFTED,
        ActKind.CORRECTED,
    }
)
"""As long as nothing else was said of a subject, it can be undone."""
TAKING_IN = frozenset(
    {ActKind.REGISTERED, ActKind.DESCRIBED, ActKind.SAME_PICTURE, ActKind.CORRECTED}
)
"""As long as nothing else was said of a photo, it can be undone."""
SPOKEN = frozenset(
    {
        ActKind.ASSESSED,
        ActKind.CORRECTED,
        ActKind.TAKEN_DOWN,
        ActKind.WITHDRAWN,
        ActKind.OBJECTED,
    }
)
"""The acts in which somebody says something in words of their own."""
NAMING = SPOKEN | {ActKind.POSTED, ActKind.PACK_MADE}
"""The acts of others whose texts go with whoever is erased, if those name them."""


def may_append(role: Role, kind: ActKind) -> bool:
    """Whether somebody in that role may write acts of the kind.

    A correction depends on what it corrects as well. Whoever erases somebody takes the name off
    photos, which are described anew by that.
    """
    if kind is ActKind.CORRECTED:
        return any(may(role, needed) for needed in (Right.FILE, Right.NAME))
    if kind is ActKind.DESCRIBED and may(role, Right.ERASE):
        return True
    return may(role, NEEDED[kind])
