"""Opening a register: is it one, does this program know its schema, whose is it."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from consentdesk.domain.people import InstitutionId
from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.storage import schema
from consentdesk.storage.database import connect, transaction
from consentdesk.storage.drafts import clear_dead_drafts
from consentdesk.storage.keys import MARK, SALT
from consentdesk.storage.places import HEADER, Place, refuse_share, refuse_special

_HEADER_BYTES = 100
_MARK = slice(68, 72)
"""Where SQLite keeps the application's id in the first hundred bytes of a file."""
_ALL = sa.select(schema.institution.c.id, schema.institution.c.name).order_by(
    schema.institution.c.name
)
_VERSION = sa.select(sa.column("version_num", sa.Text)).select_from(sa.table(schema.VERSION_TABLE))


def checked_engine(place: Place, *, older: bool = False, reading: bool = False) -> Engine:
    """An engine for a register that exists and whose schema is this program's, or `older`."""
    if place.path is not None:
        look_at_file(place.path)
        refuse_share(place.path)
        if not reading:
            clear_dead_drafts(place.path)
    engine = connect(place, reading=reading)
    try:
        with transaction(engine, place, writes=False) as connection:
            check_version(connection, place, older=older)
    except BaseException:
        engine.dispose()
        raise
    return engine


def look_at_file(path: Path) -> None:
    """RegisterError REGISTER_MISSING or REGISTER_NOT_ONE, by the file's first bytes.

    Another program's database is not even opened, which would change it.
    """
    refuse_special(path)
    try:
        with path.open("rb") as file:
            start = file.read(_HEADER_BYTES)
    except FileNotFoundError:
        raise RegisterError(Problem.REGISTER_MISSING, path=str(path)) from None
    except IsADirectoryError:
        raise RegisterError(Problem.REGISTER_NOT_ONE, path=str(path)) from None
    except PermissionError:
        raise RegisterError(Problem.REGISTER_UNREADABLE, path=str(path)) from None
    except OSError as error:
        raise RegisterError(
            Problem.REGISTER_UNREACHABLE, path=str(path), reason=error.strerror or ""
        ) from None
    if start.startswith(MARK) and len(start) > SALT:
        # Encrypted: whose it is beyond that, only its key can tell.
        return
    mark = int.from_bytes(start[_MARK], "big")
    if not start.startswith(HEADER) or mark != schema.APPLICATION_ID:
        raise RegisterError(Problem.REGISTER_NOT_ONE, path=str(path))


def schema_version(connection: Connection, place: Place) -> str:
    """The version the database says it has; REGISTER_MISSING where a server has none."""
    if place.path is None and not has_tables(connection):
        raise RegisterError(Problem.REGISTER_MISSING, path=place.shown)
    return str(connection.execute(_VERSION).scalar())


def has_tables(connection: Connection) -> bool:
    """Whether a server's database holds registers."""
    return (
        connection.execute(sa.select(sa.func.to_regclass(schema.VERSION_TABLE))).scalar()
        is not None
    )


def check_version(connection: Connection, place: Place, *, older: bool = False) -> None:
    """RegisterError REGISTER_TOO_NEW or, unless `older` will do, REGISTER_TOO_OLD."""
    found = schema_version(connection, place)
    if found not in schema.VERSIONS:
        raise RegisterError(Problem.REGISTER_TOO_NEW, path=place.shown, version=found)
    if found != schema.VERSION and not older:
        raise RegisterError(Problem.REGISTER_TOO_OLD, path=place.shown, version=found)


def find_institution(engine: Engine, place: Place, name: str | None) -> InstitutionId:
    """The institution of that name, or the only one."""
    with transaction(engine, place, writes=False) as connection:
        known = {row.name: row.id for row in connection.execute(_ALL)}
    if name is None:
        if not known:
            raise RegisterError(Problem.REGISTER_MISSING, path=place.shown)
        if len(known) > 1:
            raise BadInput(Problem.INSTITUTION_AMBIGUOUS, institutions=tuple(known))
        return InstitutionId(next(iter(known.values())))
    if name not in known:
        raise BadInput(Problem.INSTITUTION_UNKNOWN, institution=name)
    return InstitutionId(known[name])
