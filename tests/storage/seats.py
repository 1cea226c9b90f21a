"""Two institutions in a server's database, and logins that have a seat there.

The database belongs to a login of its own without any other right than to make roles, as in
docs/server.md; nobody of the tests' seats is more than a login.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import sqlalchemy as sa

from consentdesk.domain.roles import Role
from consentdesk.storage.register import Register
from tests.factories import WEBSITE
from tests.postgres import Postgres
from tests.storage.desk import CLERK, HOUSE, PDF, entry, family, form, portrait, released, yes

NEXT_DOOR = "Børnehuset Månen"
TOWN = "town"


@dataclass(frozen=True, slots=True)
class Town:
    """A database with two institutions."""

    url: str

    def as_login(self, login: str) -> str:
        """The database's address for that login."""
        return self.url.replace("//consentdesk@", f"//{login}@")

    @property
    def owner(self) -> str:
        """The address for whoever made the tables."""
        return self.as_login(TOWN)

    def login(self, name: str) -> str:
        """A login's own name in this database: logins are the whole server's."""
        database = self.url.split("?")[0].rsplit("/", 1)[-1]
        return f"{name}_{database}"

    def seat(self, name: str, role: Role, institution: str = HOUSE) -> str:
        """Give that seat; the database's address for it."""
        login = self.login(name)
        with (
            Register.open(self.owner, institution=institution) as register,
            register.write(CLERK, now()) as writer,
        ):
            writer.set_seat(login, role)
        return self.as_login(login)

    @contextmanager
    def bare(self, url: str) -> Iterator["psycopg.Connection[Any]"]:
        """What whoever has that address can do with psql, each statement for itself."""
        parts = sa.make_url(url)
        with psycopg.connect(
            host=str(parts.query["host"]),
            user=parts.username,
            dbname=parts.database,
            autocommit=True,
        ) as connection:
            yield connection


def make_town(postgres: Postgres, seats: Iterable[Role] = ()) -> Town:
    """The database, with both institutions open for business.

    At the first, each of these roles has a seat, whose login is called after it.
    """
    town = Town(postgres.fresh())
    with town.bare(town.url) as connection:
        database = str(sa.make_url(town.url).database)
        # Logins are the whole server's, and another test's town may have been there before.
        with suppress(psycopg.errors.DuplicateObject):
            connection.execute(f"CREATE ROLE {TOWN} LOGIN CREATEROLE".encode())
        connection.execute(f'ALTER DATABASE "{database}" OWNER TO {TOWN}'.encode())
    for house in (HOUSE, NEXT_DOOR):
        Register.create(town.owner, institution=house, policy="dk", clerk=CLERK, at=now()).close()
    for role in seats:
        town.seat(role.value, role)
    return town


def fill(town: Town, house: str) -> None:
    """People, paper and pictures there, and something in the trash."""
    with (
        Register.open(town.owner, institution=house) as register,
        register.write(CLERK, now()) as writer,
    ):
        subject, guardian = family(writer)
        serial = form(writer, subject)
        scan = writer.store_document(PDF, "application/pdf")
        writer.attach_scan(serial, scan)
        writer.append(yes(subject, guardian, serial))
        writer.file_entry(entry(writer, subject, serial, scan=scan), (WEBSITE,))
        photo = portrait(writer, 1, subject)
        released(writer, photo, subject)
        writer.throw_away_photo(portrait(writer, 2, attested=False))
        writer.throw_away_subject(writer.enrol(name="Ida Juhl", born=date(2018, 1, 2)))


def now() -> datetime:
    """The time it is; the server lets no seat say another."""
    return datetime.now(UTC)
