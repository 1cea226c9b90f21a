"""Seats: who works at the institution, by which login and in which role.

Without any everybody is the head. What a role may do is `domain.roles`' to say, and is refused
where it would be written.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Act
from consentdesk.domain.roles import Role
from consentdesk.services.texts import line

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits there; `is_own`: whoever asks."""

    login: str
    role: Role
    is_own: bool


def seats(reader: "Reader") -> tuple[Seat, ...]:
    """All seats by login; none where everybody is the head."""
    own = reader.login
    return tuple(Seat(login, role, login == own) for login, role in reader.seats().items())


def give(
    register: "Register", clerk: str, at: datetime, *, login: str, role: Role
) -> tuple[Act, ...]:
    """Give that login a seat, or another role; it is journaled.

    Whoever gives the first seat keeps one as the head. Raises BadInput: LOGIN_MISSING, what
    `texts.line` raises, and on a server LOGIN_UNKNOWN and LOGIN_ELSEWHERE; RuleRefusal: LAST_HEAD,
    NOT_YOUR_ROLE. Nothing is written where nothing changes.
    """
    with register.write(clerk, at) as writer:
        return writer.set_seat(line(login, "login"), role)


def take(register: "Register", clerk: str, at: datetime, *, login: str) -> tuple[Act, ...]:
    """Take a seat away; it is journaled. Raises BadInput SEAT_UNKNOWN, and what `give` raises."""
    with register.write(clerk, at) as writer:
        return writer.set_seat(line(login, "login"), None)
