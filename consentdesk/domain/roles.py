"""Who may do what: the roles of an institution's seats, and what each may read and write.

Knows rights only; who sits where is the register's, and what the window leaves out is the window's.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What somebody is at the institution; their spelling is stored and never changes."""

    CLERK = "clerk"
    PHOTOGRAPHER = "photographer"
    HEAD = "head"
    OFFICER = "officer"


class Right(StrEnum):
    """What there is to be allowed, in the words of the trade."""

    SEE_SCANS = "see_scans"
    SEE_BIRTH_DATES = "see_birth_dates"
    SEE_REASONS = "see_reasons"
    KEEP_PEOPLE = "keep_people"
    ASK = "ask"
    """Print forms, write them, and say what stands on them."""
    FILE = "file"
    """Record and journal what came back, withdrawals and objections too."""
    NAME = "name"
    """Register photos, name, mark and cover who is on them, and vouch for that."""
    ASSESS = "assess"
    SECOND = "second"
    RELEASE = "release"
    MAKE_PACKS = "make_packs"
    SET_RULES = "set_rules"
    """Change what the gate lets through."""
    GIVE_SEATS = "give_seats"
    ERASE = "erase"
    """Erase somebody, and leave nothing of the erased between what is kept."""
    VERIFY = "verify"
    """Verify and seal the journal, and hand out what is known of somebody."""
    BACK_UP = "back_up"
    """Copy the whole register: whoever has the copy has everything that is in it."""
    RESTORE = "restore"
    """Put a backup in the register's place, which forgets what was said since."""
    LOCK = "lock"
    """Encrypt the register, change its passphrase, and print the sheet that opens it."""


UNTOLD = date.min
"""Where a birth date would stand for a role that may not see it."""

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.HEAD: frozenset(Right),
    Role.CLERK: frozenset(Right)
    - {Right.SET_RULES, Right.GIVE_SEATS, Right.ERASE, Right.RESTORE, Right.LOCK},
    Role.PHOTOGRAPHER: frozenset({Right.NAME, Right.RELEASE}),
    Role.OFFICER: frozenset(
        {
            Right.SEE_SCANS,
            Right.SEE_BIRTH_DATES,
            Right.SEE_REASONS,
            Right.ERASE,
            Right.VERIFY,
            Right.BACK_UP,
        }
    ),
}
HARMLESS = frozenset({"printed_edition", "retired_editions", "warn_before_days"})
"""The settings that let nothing more through: whoever prints forms may set them."""


def may(role: Role, right: Right) -> bool:
    """Whether somebody in that role has the right."""
    return right in RIGHTS[role]


def who_may(right: Right) -> tuple[Role, ...]:
    """The roles with that right."""
    return tuple(role for role in Role if may(role, right))
