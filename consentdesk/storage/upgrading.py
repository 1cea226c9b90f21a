"""Upgrading a register to this program's schema: a backup beside it, then every step or none."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy.engine import Connection, Engine

from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.storage import schema
from consentdesk.storage.copying import backup_file
from consentdesk.storage.database import alone_with, transaction
from consentdesk.storage.opening import checked_engine, schema_version
from consentdesk.storage.places import Place, parse
from consentdesk.storage.values import BEFORE_UPGRADE, Upgraded

Progress = Callable[[int, int], None]


def upgrade(location: str, *, at: datetime, progress: Progress | None = None) -> Upgraded:
    """Upgrade a register where needed; see `upkeep.upgrade`."""
    place = parse(location)
    engine = checked_engine(place, older=True)
    try:
        with transaction(engine, place, writes=False) as connection:
            before = schema_version(connection, place)
        if before == schema.VERSION:
            _renew_rights(engine, place)
            return Upgraded(before, before, None)
    finally:
        engine.dispose()
    if place.path is not None:
        _refuse_company(place.path)
    return _upgrade(place, at, progress or _unheard)


def _renew_rights(engine: Engine, place: Place) -> None:
    """A server's rights as this program means them: it may be newer than they, or they altered."""
    if place.path is None:
        from consentdesk.storage.server_rights import ensure_rights

        with transaction(engine, place, writes=True) as connection:
            ensure_rights(connection, anew=True)
            connection.commit()


def _upgrade(place: Place, at: datetime, progress: Progress) -> Upgraded:
    """The copy is made behind the lock, so that nothing written meanwhile is missing in it."""
    engine = checked_engine(place, older=True)
    try:
        with transaction(engine, place, writes=True) as connection:
            before = schema_version(connection, place)
            if before == schema.VERSION:
                return Upgraded(before, before, None)
            steps = schema.VERSIONS.index(schema.VERSION) - schema.VERSIONS.index(before)
            progress(0, 1 + steps)
            copy = None if place.path is None else _keep(place.path, before, at)
            try:
                _migrate(connection, lambda done: progress(1 + done, 1 + steps))
            except BaseException:
                # The register stays as it is, so its copy is worth nothing; the next try makes one.
                if copy is not None:
                    copy.unlink(missing_ok=True)
                raise
            connection.commit()
        return Upgraded(before, schema.VERSION, copy)
    finally:
        engine.dispose()


def migrate_file(path: Path) -> None:
    """Bring a file nobody else uses to this program's schema, without a backup."""
    place = Place(str(path), path)
    engine = checked_engine(place, older=True)
    try:
        with transaction(engine, place, writes=False) as connection:
            current = schema_version(connection, place) == schema.VERSION
        if not current:
            with transaction(engine, place, writes=True) as connection:
                _migrate(connection, lambda _done: None)
                connection.commit()
    finally:
        engine.dispose()


def _migrate(connection: Connection, stepped: Callable[[int], None]) -> None:
    from consentdesk.storage.migrating import migrate
    from consentdesk.storage.server_rights import ensure_rights

    migrate(connection, stepped=stepped)
    ensure_rights(connection)


def _refuse_company(path: Path) -> None:
    """RegisterError REGISTER_IN_USE where somebody has it open.

    An older program looks at the version once, and would go on writing into tables it doesn't know.
    """
    try:
        with alone_with(path):
            pass
    except RegisterError as error:
        raise RegisterError(Problem.REGISTER_IN_USE, path=str(path)) from error


def _keep(path: Path, version: str, at: datetime) -> Path:
    """A backup beside the register, named by its version and the time.

    RegisterError UPGRADE_NOT_BACKED_UP where it can't be written.
    """
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for again in count(1):
        suffix = "" if again == 1 else f"-{again}"
        copy = path.with_name(f"{path.name}{BEFORE_UPGRADE}{version}-{stamp}{suffix}")
        try:
            backup_file(path, copy)
        except BadInput as error:
            if error.problem is Problem.BACKUP_EXISTS:
                continue
            raise RegisterError(
                Problem.UPGRADE_NOT_BACKED_UP, path=str(path), reason=error.facts["reason"]
            ) from error
        else:
            return copy
    raise AssertionError("counting ended")


def _unheard(_done: int, _total: int) -> None:
    """For whoever does not watch."""
