"""Upgrading a register to this program's schema: a backup beside it, then every step or none."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy.engine import Engine

from consentdesk.errors import BadInput, Problem
from consentdesk.storage import schema
from consentdesk.storage.copying import backup_file
from consentdesk.storage.database import transaction
from consentdesk.storage.opening import checked_engine, schema_version
from consentdesk.storage.places import Place, parse
from consentdesk.storage.values import Upgraded


def upgrade(location: str, *, at: datetime) -> Upgraded:
    """Upgrade a register where needed; see `upkeep.upgrade`."""
    place = parse(location)
    engine = checked_engine(place, older=True)
    try:
        with transaction(engine, place, writes=False) as connection:
            before = schema_version(connection, place)
        if before == schema.VERSION:
            return Upgraded(before, before, None)
        copy = None if place.path is None else _keep(place.path, before, at)
        _migrate(engine, place)
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
            _migrate(engine, place)
    finally:
        engine.dispose()


def _migrate(engine: Engine, place: Place) -> None:
    from consentdesk.storage.migrating import migrate

    with transaction(engine, place, writes=True) as connection:
        migrate(connection)
        connection.commit()


def _keep(path: Path, version: str, at: datetime) -> Path:
    """A backup beside the register, named by its version and the time."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for again in count(1):
        suffix = "" if again == 1 else f"-{again}"
        copy = path.with_name(f"{path.name}.version-{version}-{stamp}{suffix}")
        try:
            backup_file(path, copy)
        except BadInput as error:
            if error.problem is not Problem.BACKUP_EXISTS:
                raise
        else:
            return copy
    raise AssertionError("counting ended")
