"""Answers about seats: who works here in which role, and which is that of whoever has connected.

In a file what counts are the acts, and the rows are only their copy: whoever changes a row gains
nothing by it. On a server the rows are out of reach for all but a head, and decide there as well.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa

from consentdesk.domain.acts import ActKind, SeatSet
from consentdesk.domain.people import Subject
from consentdesk.domain.roles import UNTOLD, Right, Role, may, who_may
from consentdesk.errors import Problem, RegisterError, RuleRefusal
from consentdesk.storage.chain import salted
from consentdesk.storage.encoding import decode
from consentdesk.storage.places import Place
from consentdesk.storage.schema import ledger, seat, text
from consentdesk.storage.server_looking import looks_as_photographer
from consentdesk.storage.snapshot import Snapshot, among, institution_is

_SEATS = sa.select(seat).where(institution_is(seat)).order_by(seat.c.login)
_ACTS = (
    sa.select(ledger.c.number, ledger.c.body)
    .where(institution_is(ledger), ledger.c.kind == ActKind.SEAT_SET.value)
    .order_by(ledger.c.number)
)
_ANY = sa.select(sa.or_(sa.exists(_ACTS), sa.exists(_SEATS)))
_LOGINS = sa.select(text.c.digest, text.c.salt, text.c.text).where(
    institution_is(text), among(text.c.digest)
)
# To whom the tables belong may do everything on a server, whatever a row says.
_ON_SERVER = sa.text(
    "SELECT session_user::text AS login, pg_has_role(session_user, c.relowner, 'MEMBER') AS owns, "
    "EXISTS (SELECT FROM seat s WHERE s.institution = :here) AS seated, "
    "(SELECT s.role FROM seat s WHERE s.institution = :here AND s.login = session_user::text) "
    "AS role FROM pg_class c WHERE c.oid = to_regclass('ledger')"
)


_NO_RIGHT = "42501"
"""SQLSTATE of PostgreSQL."""


def account() -> str:
    """The account of the computer; what a terminal can set counts for nothing."""
    if sys.platform == "win32":
        return os.getlogin()
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def looks_wrongly(error: RegisterError) -> bool:
    """Whether a line to a server that looks as another seat than today's may be why.

    Tables are closed to a photographer who looks as a clerk, and are empty the other way round.
    """
    return shuts_out(error) or error.problem is Problem.REGISTER_DAMAGED


def shuts_out(error: RegisterError) -> bool:
    """Whether a server let somebody read or write nothing for want of a right."""
    return getattr(getattr(error.__cause__, "orig", None), "sqlstate", None) == _NO_RIGHT


def without_seat(place: Place, login: str) -> RegisterError:
    """The error for whom a server lets in no further than the door; `login` if it names nobody."""
    told = sa.make_url(place.location).username or login
    return RegisterError(Problem.NO_SEAT, path=place.shown, login=told)


class SeatsReader(Snapshot):
    """The part of a reader that knows seats."""

    _login = ""
    _role: Role | None = None
    _has_seats = False

    def sit(self, login: str) -> None:
        """Whoever reads is this account of the computer; a server knows better.

        RegisterError NO_SEAT where others have seats and this one has none.
        """
        if self._connection.dialect.name != "sqlite":
            row = self._rows(_ON_SERVER).one()
            self._login, self._has_seats = row.login, row.seated
            sits = Role.HEAD if row.owns or not row.seated else row.role
            self._role = Role(sits) if sits else None
        else:
            self._login = login
            # Worked out once for each write: from all the acts it takes as long as many a question.
            kept = self._shelf.seat(self._op, login, lambda: self._sits(login))
            self._has_seats, self._role = kept
        if self._role is None:
            raise RegisterError(Problem.NO_SEAT, path=self._place, login=self._login)

    def _sits(self, login: str) -> tuple[bool, Role | None]:
        """Whether there are seats, and the role of that login."""
        if not self._rows(_ANY).scalar():
            return False, Role.HEAD
        return True, self.seats().get(login)

    @property
    def sees_as_it_sits(self) -> bool:
        """Whether the tables look as they do to that role; on a server the line may be older."""
        is_photographer = self._role is Role.PHOTOGRAPHER
        is_server = self._connection.dialect.name != "sqlite"
        return not is_server or looks_as_photographer(self._connection) is is_photographer

    @property
    def login(self) -> str:
        """Who has connected, as seats call them."""
        return self._login

    @property
    def seat(self) -> str:
        """Whose seat acts bear; "" where nobody has any."""
        return self._login if self._has_seats else ""

    @property
    def role(self) -> Role:
        """What whoever has connected is here; the upkeep of this package is nobody's."""
        return self._role or Role.HEAD

    def may(self, right: Right) -> bool:
        """Whether whoever has connected has that right."""
        return may(self.role, right)

    def must(self, right: Right) -> None:
        """RuleRefusal NOT_YOUR_ROLE where whoever has connected lacks that right."""
        if not self.may(right):
            raise refusal(self.role, right)

    def told(self, person: Subject) -> Subject:
        """The person as whoever has connected may know them: some without a birth date."""
        if self.may(Right.SEE_BIRTH_DATES):
            return person
        return replace(person, born=UNTOLD)

    def seats(self) -> dict[str, Role]:
        """The role of each login that has a seat, by login."""
        if self._connection.dialect.name != "sqlite":
            return self.kept_seats()
        return {login: role for login, (role, _act) in sorted(self.seats_said().items()) if role}

    def kept_seats(self) -> dict[str, Role]:
        """The same from the rows beside the ledger."""
        return {row.login: Role(row.role) for row in self._rows(_SEATS)}

    def seats_said(self) -> Mapping[str, tuple[Role | None, int]]:
        """What the acts say last of each login whose text is there, and the number of that act."""
        acts = [(row.number, decode(ActKind.SEAT_SET, row.body)) for row in self._rows(_ACTS)]
        wanted = [body.login for _number, body in acts if isinstance(body, SeatSet)]
        logins = {
            row.digest: row.text
            for row in self._in_batches(_LOGINS, wanted)
            if salted(bytes(row.salt), row.text) == row.digest
        }
        found: dict[str, tuple[Role | None, int]] = {}
        for number, body in acts:
            if isinstance(body, SeatSet) and body.login in logins:
                found[logins[body.login]] = (body.role, number)
        return found


def refusal(role: Role, right: Right) -> RuleRefusal:
    """The error for somebody in that role who wants what takes the right."""
    return RuleRefusal(Problem.NOT_YOUR_ROLE, role=role, right=right, who=who_may(right))
