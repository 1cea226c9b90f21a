"""Seats: who works at the institution, by which login and in which role.

Without any everybody is the head. What a role may do is `domain.roles`' to say, and is refused
where it would be written.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Act
from consentdesk.domain.roles import Right, Role
from consentdesk.errors import BadInput, Problem
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


def take_head(location: str, clerk: str, at: datetime, *, recovery: str = "") -> tuple[Act, ...]:
    """Make whoever asks a head of the register in that file, where no head gets in any more.

    It is journaled as taken, not given. An encrypted register asks for the `recovery` key of its
    sheet, which is a head's to keep; the passphrase is everybody's. A file in the open keeps nobody
    out who can copy it: there it is asked only that whoever takes the seat has no other, so that
    nobody rises by it at the own desk. Nothing is written for a head. Raises BadInput:
    SEATS_NONE, SEAT_OF_SERVER, RECOVERY_UNREADABLE; RegisterError PHRASE_WRONG where the sheet is
    another register's; RuleRefusal NOT_YOUR_ROLE.
    """
    from consentdesk.storage.places import parse
    from consentdesk.storage.reading_seats import account, refusal
    from consentdesk.storage.register import Register

    path = parse(location).path
    if path is None:
        raise BadInput(Problem.SEAT_OF_SERVER)
    login = account()
    sealed = _asks_for_the_sheet(path, recovery)
    with Register.open(location, upkeep=True) as register, register.write(clerk, at) as writer:
        role = writer.seats().get(login)
        if role is not None and role is not Role.HEAD and not sealed:
            raise refusal(role, Right.GIVE_SEATS)
        return writer.take_head(login)


def _asks_for_the_sheet(path: Path, recovery: str) -> bool:
    """Whether the file is encrypted; then what stands on the sheet must be right."""
    from consentdesk.storage.keys import salt_in
    from consentdesk.storage.unlocking import unlock_by_recovery

    if not path.is_file() or salt_in(path) is None:
        return False
    unlock_by_recovery(path, recovery)
    return True
