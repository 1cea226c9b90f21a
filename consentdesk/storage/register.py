"""The register: the only door to what is stored.

`read()` gives a consistent snapshot that answers in the trade's words, `write()` a reader that can
also write, all or nothing. Callers know nothing of tables, engines, sessions or the chain. Light to
import: the database libraries are loaded when a register is opened.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from consentdesk.domain.people import InstitutionId
from consentdesk.domain.roles import Role
from consentdesk.errors import BadInput, ConsentDeskError, RegisterError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

    from consentdesk.storage.places import Place
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.reading_seats import SeatsReader
    from consentdesk.storage.writing import Writer

R = TypeVar("R", bound="SeatsReader")


class Register:
    """One institution's register, in a file or on a server; may be used from several threads."""

    def __init__(
        self, place: "Place", engine: "Engine", institution: InstitutionId, login: str
    ) -> None:
        from consentdesk.storage.snapshot import Shelf
        from consentdesk.storage.watching import Watch

        self.location = place.location
        self.house = ""
        self.institution_id = institution
        self.place = place
        self._engine = engine
        self._login = login
        self._shelf = Shelf()
        self._watch = Watch(place.path)
        self._barred: BadInput | None = None
        self._leaving = Event()

    @property
    def is_shared(self) -> bool:
        """Whether it lies on a server, where desks open it by the institution's name."""
        return self.place.path is None

    @classmethod
    def create(
        cls,
        location: str,
        *,
        institution: str,
        policy: str,
        clerk: str,
        at: datetime,
        contact: str = "",
        officer: str = "",
        passphrase: str = "",
    ) -> Self:
        """A new register at a path that must not exist, or in a PostgreSQL database.

        A database may hold several institutions, each under its own name. `contact` and `officer`
        stand on every form. With a `passphrase` the file is encrypted. Errors: BadInput
        ENCRYPTED_BY_SERVER, REGISTER_EXISTS, PLACE_TAKEN, POLICY_UNKNOWN, NAME_MISSING,
        UNUSABLE_TEXT, TEXT_TOO_LONG; RegisterError as for `open`.
        """
        from consentdesk.storage.making import make

        place = make(
            location,
            institution=institution,
            policy=policy,
            clerk=clerk,
            at=at,
            contact=contact,
            officer=officer,
            passphrase=passphrase,
        )
        return cls.open(place.location, institution=institution)

    @classmethod
    def open(
        cls,
        location: str,
        *,
        institution: str | None = None,
        reading: bool = False,
        login: str = "",
        upkeep: bool = False,
        aside: bool = False,
    ) -> Self:
        """The register there; without `institution`, the only one in the database.

        With `reading` one in a file or folder that can't be written will do, for a moment: what
        others write meanwhile is not seen. `login` is whose seat it is, by default that of the
        computer's account; a server knows who has logged in. With `upkeep` it is nobody's: for
        verifying and carrying a copy that may have come from another computer. One put `aside` is
        only looked at: the caches stay those of the register in its place.
        RegisterError REGISTER_MISSING, REGISTER_NOT_ONE, REGISTER_LOCKED, REGISTER_DAMAGED,
        REGISTER_TOO_NEW, REGISTER_TOO_OLD, REGISTER_UNREACHABLE, REGISTER_ON_SHARE,
        REGISTER_READ_ONLY, REGISTER_UNREADABLE, POLICY_BROKEN, NO_SEAT; BadInput
        REGISTER_ADDRESS, INSTITUTION_UNKNOWN, INSTITUTION_AMBIGUOUS.
        """
        from consentdesk.storage.keys import belongs
        from consentdesk.storage.opening import checked_engine, find_institution
        from consentdesk.storage.places import parse
        from consentdesk.storage.reading_seats import account, shuts_out, without_seat

        place, login = parse(location), login or account()
        engine = None
        try:
            engine = checked_engine(place, reading=reading)
            here = find_institution(engine, place, institution)
            register = cls(place, engine, here, "" if upkeep else login)
            with register.read() as reader:
                register.house = reader.institution.uuid
                if not aside:
                    belongs(register.house, place.path)
        except BaseException as error:
            if engine is not None:
                engine.dispose()
            if isinstance(error, RegisterError) and shuts_out(error):
                raise without_seat(place, login) from error
            raise
        return register

    def close(self) -> None:
        """Give back every connection; the register can't be used afterwards."""
        self.leave()
        self._watch.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def read(self) -> "Iterator[Reader]":
        """One consistent snapshot, however others write meanwhile."""
        from consentdesk.storage.reading import Reader

        # Counted before the snapshot begins, so that nothing comes between unnoticed.
        counted = self._watch.count()

        def begin(connection: "Connection") -> Reader:
            reader = Reader(connection, self.institution_id, self._shelf, self.place.shown)
            reader.counted = counted
            if self._login:
                reader.sit(self._login)
            return reader

        with self._begun(begin, writes=False) as (_connection, reader):
            yield reader

    @property
    def role(self) -> Role:
        """What whoever has opened it is at the institution, as of now."""
        with self.read() as reader:
            return reader.role

    def bar(self, why: BadInput | None) -> None:
        """Have everybody who wants to write get that error from now on; None lets them again."""
        self._barred = why

    def leave(self) -> None:
        """Wait no longer for a server to tell what became of a commit: nobody will be there."""
        self._leaving.set()

    def arrived(self, error: ConsentDeskError) -> bool:
        """Whether the write that ended in that error is in the register all the same.

        It is nowhere but after REGISTER_UNCERTAIN, where the server is asked; RegisterError where
        it doesn't answer, REGISTER_UNCERTAIN where that can't be told any more.
        """
        from consentdesk.storage.committing import Unsettled, arrived

        return isinstance(error, Unsettled) and arrived(self._engine, self.place, error.mark)

    @contextmanager
    def write(self, clerk: str, at: datetime) -> "Iterator[Writer]":
        """A transaction in that clerk's name: committed on a clean exit, else rolled back.

        One writer at a time per institution; others wait, RegisterError REGISTER_LOCKED after ten
        seconds. Where the line breaks on commit the server is waited for, half a minute, and asked;
        REGISTER_UNCERTAIN after that. `at` is the time of the acts. BadInput where the register was
        barred.
        """
        if self._barred is not None:
            raise BadInput(self._barred.problem, **self._barred.facts)
        from consentdesk.storage.committing import commit, lock_head
        from consentdesk.storage.writing import Writer

        def begin(connection: "Connection") -> Writer:
            lock_head(connection, self.institution_id)
            # Nobody else can write to a file from here on.
            counted = self._watch.count()
            writer = Writer(
                connection,
                self.institution_id,
                self._shelf,
                self.place.shown,
                clerk=clerk,
                at=at,
                login=self._login,
            )
            writer.counted = counted
            return writer

        with self._begun(begin, writes=True) as (connection, writer):
            yield writer
            op = writer.finish()
            if op is not None:
                commit(connection, self._engine, self.place, writer, op, self._leaving.wait)
                self._shelf.wrote(writer.counted, self._watch.count())

    @contextmanager
    def _begun(
        self, begin: "Callable[[Connection], R]", *, writes: bool
    ) -> "Iterator[tuple[Connection, R]]":
        """A transaction and whoever reads in it, once more where the seat is another than before.

        A line to a server looks at the tables as the seat did that it was opened for.
        """
        from consentdesk.storage.reading_seats import (
            looks_wrongly,
            shuts_out,
            without_seat,
        )
        from consentdesk.storage.server_looking import outdate

        for is_last in (False, True):
            begun = None
            try:
                with self.connected(writes=writes) as connection:
                    begun = begin(connection)
                    if is_last or not self._login or begun.sees_as_it_sits:
                        yield connection, begun
                        return
            except RegisterError as error:
                if begun is not None or not self.is_shared:
                    raise
                if is_last and shuts_out(error):
                    raise without_seat(self.place, self._login) from error
                if is_last or not looks_wrongly(error):
                    raise
            outdate(self._engine)

    @contextmanager
    def by_itself(self) -> "Iterator[Connection]":
        """A connection on which each statement is done at once, for upkeep that can't wait."""
        with self._engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def connected(self, *, writes: bool) -> "Iterator[Connection]":
        """A bare transaction, for the upkeep functions of this package."""
        from consentdesk.storage.database import transaction

        with transaction(self._engine, self.place, writes=writes) as connection:
            yield connection
