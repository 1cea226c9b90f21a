"""Whose signature is still wanted where all custody holders must sign (R5)."""

from collections.abc import Iterable
from datetime import date

from consentdesk.domain.acts import Act, Purpose
from consentdesk.domain.consent import Lack, PermissionState, permissions
from consentdesk.domain.people import GuardianId, Guardianship, Subject, custody_holders
from consentdesk.domain.policy import Policy

_ANSWERED = frozenset(
    {PermissionState.JOURNALED, PermissionState.REFUSED, PermissionState.WITHDRAWN}
)


def still_to_sign(
    subject: Subject,
    guardianships: Iterable[Guardianship],
    acts: Iterable[Act],
    purposes: Iterable[Purpose],
    policy: Policy,
    on: date,
) -> tuple[GuardianId, ...]:
    """The custody holders that day whom a form must still be given, in their order.

    All of them, unless a permission waits for nothing but a further signature: then those who have
    not yet signed. A purpose that nobody has been asked about yet is everybody's to answer.
    """
    relations, known, asked = tuple(guardianships), tuple(acts), tuple(purposes)
    holders = custody_holders(relations, on)
    whole = permissions(subject, relations, known, asked, policy, on)
    half = [purpose for purpose, one in whole.items() if one.lack is Lack.SECOND_GUARDIAN]
    rest = {one.state for one in whole.values() if one.lack is not Lack.SECOND_GUARDIAN}
    if not half or not rest <= _ANSWERED:
        return holders

    def has_signed(guardian: GuardianId) -> bool:
        alone = [g for g in relations if g.guardian == guardian]
        found = permissions(subject, alone, known, half, policy, on).values()
        return all(one.state is PermissionState.JOURNALED for one in found)

    return tuple(guardian for guardian in holders if not has_signed(guardian)) or holders
