"""Writing about seats: who works here in which role, each time by an act of its own."""

import sqlalchemy as sa

from consentdesk.domain.acts import Act, SeatSet
from consentdesk.domain.roles import Right, Role
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.storage import schema
from consentdesk.storage.reading_seats import SeatsReader
from consentdesk.storage.server_rights import grant_seat, revoke_seat
from consentdesk.storage.settling import usable
from consentdesk.storage.snapshot import institution_is
from consentdesk.storage.writing_ledger import LedgerWriter

LOGIN_LIMIT = 63
"""Characters of a login: as many bytes as a server keeps of a name."""
_OF_LOGIN = (institution_is(schema.seat), schema.seat.c.login == sa.bindparam("which"))
_SET = sa.update(schema.seat).where(*_OF_LOGIN)


class SeatsWriter(LedgerWriter, SeatsReader):
    """The part of a writer that knows seats."""

    def set_seat(self, login: str, role: Role | None) -> tuple[Act, ...]:
        """Give that login a seat in that role, or take its seat; nothing where nothing changes.

        Whoever gives the first seat of all keeps one as head. BadInput LOGIN_MISSING, SEAT_UNKNOWN,
        and on a server LOGIN_UNKNOWN and LOGIN_ELSEWHERE; RuleRefusal LAST_HEAD, NOT_YOUR_ROLE.
        """
        self.must(Right.GIVE_SEATS)
        if not login.strip():
            raise BadInput(Problem.LOGIN_MISSING)
        usable(login, "login", LOGIN_LIMIT)
        seats = self.seats()
        if role is None and login not in seats:
            raise BadInput(Problem.SEAT_UNKNOWN, login=login, known=tuple(seats))
        wanted = {login: role}
        if not seats and login != self.login:
            wanted = {self.login: Role.HEAD, login: role}
        if Role.HEAD not in {**seats, **wanted}.values():
            raise RuleRefusal(Problem.LAST_HEAD, login=login)
        return tuple(
            self._seat(who, what, seats) for who, what in wanted.items() if seats.get(who) != what
        )

    def take_head(self, login: str) -> tuple[Act, ...]:
        """Have that login be a head though no head said so; nothing where it is one.

        BadInput SEATS_NONE where nobody has a seat. Who may do that is asked before.
        """
        seats = self.seats()
        if not seats:
            raise BadInput(Problem.SEATS_NONE)
        if seats.get(login) is Role.HEAD:
            return ()
        return (self._seat(login, Role.HEAD, seats, taken=True),)

    def _seat(
        self, login: str, role: Role | None, before: dict[str, Role], *, taken: bool = False
    ) -> Act:
        told = self.digest_text(login)
        act = self._append(SeatSet(login=told, role=role, taken=taken))
        if role is None:
            self._remove(schema.seat.c.login, [login])
            revoke_seat(self._connection, login)
            return act
        # First of all: whoever gives up the head's seat can let nobody in afterwards.
        grant_seat(self._connection, self.institution.id, login, role)
        if login in before:
            self._execute(_SET.values(role=role.value, act=act.number), which=login)
        else:
            self._insert(schema.seat, login=login, role=role.value, act=act.number)
        return act
