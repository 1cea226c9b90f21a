"""Who may do what: the roles of an institution's seats, and what each may read and write.

Knows rights only; who sits where is the register's, and what the window leaves out is the window's.
"""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is at the institution; their spelling is stored and never changes."""

    CLERK = "clerk"
    PHOTOGRAPHER = "photographer"
    HEAD = "head"
    OFFICER = "officer"
