"""Making a register: the schema by its migrations, the institution, and the first two acts."""

import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from consentdesk.domain.acts import Digest, Opened, PolicySet
from consentdesk.domain.people import InstitutionId
from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.storage import schema
from consentdesk.storage.chain import genesis, new_salt, salted
from consentdesk.storage.copied_away import copied_by
from consentdesk.storage.database import (
    connect,
    driver_told,
    fsync_file,
    fsync_folder,
    raw_file,
    transaction,
)
from consentdesk.storage.drafts import DRAFT, clear_dead_drafts
from consentdesk.storage.faults import of_system
from consentdesk.storage.keys import Key, new_key
from consentdesk.storage.opening import check_version, has_tables, look_at_file
from consentdesk.storage.places import Place, files_of, is_there, parse, refuse_share
from consentdesk.storage.policies import load_policy, policy_text
from consentdesk.storage.server_rights import ensure_rights
from consentdesk.storage.settling import usable
from consentdesk.storage.snapshot import Shelf
from consentdesk.storage.writing import Writer

_MAKING = 0x434E4453
"""Key of the lock under which a server's schema is made, so that two programs don't make it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Founding:
    """Whose register it is to be, and who makes it when."""

    name: str
    policy: str
    contact: str
    officer: str
    clerk: str
    at: datetime


def make(
    location: str,
    *,
    institution: str,
    policy: str,
    clerk: str,
    at: datetime,
    contact: str = "",
    officer: str = "",
    passphrase: str = "",
) -> Place:
    """Make the register; see `Register.create`."""
    place = parse(location)
    if not institution.strip():
        raise BadInput(Problem.NAME_MISSING)
    usable(institution, "institution", 200)
    load_policy(policy)
    founding = _Founding(
        name=institution, policy=policy, contact=contact, officer=officer, clerk=clerk, at=at
    )
    if place.path is not None:
        _make_file(place.path, founding, passphrase)
    elif passphrase:
        raise BadInput(Problem.ENCRYPTED_BY_SERVER)
    else:
        _make_on_server(place, founding)
    return place


def _make_on_server(place: Place, founding: _Founding) -> None:
    engine = connect(place)
    try:
        with transaction(engine, place, writes=True) as connection:
            ensure_tables(connection, place)
            known = sa.select(schema.institution.c.id).where(
                schema.institution.c.name == founding.name
            )
            if connection.execute(known).first() is not None:
                raise BadInput(Problem.REGISTER_EXISTS, path=place.shown)
            _first_acts(connection, place, founding)
            connection.commit()
    finally:
        engine.dispose()


def ensure_tables(connection: Connection, place: Place) -> None:
    """The schema in a server's database, made if nobody has yet."""
    from consentdesk.storage.migrating import migrate

    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MAKING})
    if not has_tables(connection):
        migrate(connection)
    check_version(connection, place)
    ensure_rights(connection)


def _make_file(path: Path, founding: _Founding, passphrase: str) -> None:
    refuse_taken(path)
    key = new_key(passphrase) if passphrase else None
    try:
        with draft_in(path) as draft, named(draft, path):
            _fill(Place(str(draft), draft), founding, key)
            settle_file(draft)
            put_in_place(draft, path)
    except OSError as error:
        raise of_system(error, path) from None


def refuse_taken(path: Path) -> None:
    """Whether a register could be made at the path.

    BadInput REGISTER_EXISTS, PLACE_TAKEN, REGISTER_SYNCHRONISED; RegisterError REGISTER_ON_SHARE.
    """
    if is_there(path):
        raise BadInput(_in_the_way(path), path=str(path))
    refuse_share(path)
    copied = copied_by(path, os.environ)
    if copied is not None:
        raise BadInput(Problem.REGISTER_SYNCHRONISED, path=str(path), folder=copied)


def _in_the_way(path: Path) -> Problem:
    try:
        look_at_file(path)
    except RegisterError as error:
        if error.problem is Problem.REGISTER_NOT_ONE:
            return Problem.PLACE_TAKEN
    return Problem.REGISTER_EXISTS


@contextmanager
def draft_in(path: Path) -> Iterator[Path]:
    """`draft_beside`, making the folder too where it is missing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with draft_beside(path) as draft:
        yield draft


@contextmanager
def draft_beside(path: Path) -> Iterator[Path]:
    """An empty file that only its owner may read, in the same folder; OSError where it can't be.

    Afterwards nothing of it is left under its own name. What a killed run left is cleared away.
    """
    clear_dead_drafts(path)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}{DRAFT}")
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        yield draft
    finally:
        for name in files_of(draft):
            name.unlink(missing_ok=True)


@contextmanager
def named(draft: Path, path: Path) -> Iterator[None]:
    """What goes wrong with a draft is told of the file it was to become."""
    try:
        yield
    except (BadInput, RegisterError) as error:
        if error.facts.get("path") == str(draft):
            error.facts["path"] = str(path)
        raise


def settle_file(draft: Path) -> None:
    """Have everything in the one file and no side files; RegisterError where that can't be.

    Closing would try the same and say nothing where it fails.
    """
    with driver_told(draft), closing(raw_file(draft)) as whole:
        whole.execute("PRAGMA journal_mode=DELETE")


def put_in_place(draft: Path, path: Path) -> None:
    """Give a finished file its name for good; BadInput REGISTER_EXISTS if somebody was faster."""
    fsync_file(draft)
    try:
        os.link(draft, path)
    except FileExistsError:
        raise BadInput(Problem.REGISTER_EXISTS, path=str(path)) from None
    except OSError:
        # A file system without hard links, such as a memory stick's.
        draft.rename(path)
    fsync_folder(path.parent)


def _fill(place: Place, founding: _Founding, key: Key | None) -> None:
    engine = connect(place, key=key)
    try:
        make_tables(engine, place)
        with transaction(engine, place, writes=True) as connection:
            _first_acts(connection, place, founding)
            connection.commit()
    finally:
        engine.dispose()


def make_tables(engine: Engine, place: Place) -> None:
    """The schema in an empty SQLite file, by its migrations."""
    from consentdesk.storage.migrating import migrate

    with transaction(engine, place, writes=True) as connection:
        connection.exec_driver_sql(f"PRAGMA application_id={schema.APPLICATION_ID}")
        migrate(connection)
        connection.commit()


def _first_acts(connection: Connection, place: Place, founding: _Founding) -> None:
    """The institution's row and head, then OPENED, POLICY_SET and what forms are to say."""
    name, policy = founding.name, founding.policy
    uuid, salt = str(uuid4()), new_salt()
    text = policy_text(policy, {}, load_policy(policy))
    values = salted(salt, text)
    row = {"uuid": uuid, "name": name, "policy": policy, "policy_digest": values}
    inserted = connection.execute(sa.insert(schema.institution), row).inserted_primary_key
    if inserted is None:
        raise AssertionError("no id for the institution")
    id = InstitutionId(inserted[0])
    connection.execute(
        sa.insert(schema.head),
        {
            "institution": id,
            "revision": 0,
            "number": 0,
            "digest": genesis(uuid),
            "at": None,
            "op": uuid4().hex,
        },
    )
    connection.execute(
        sa.insert(schema.text), {"digest": values, "institution": id, "salt": salt, "text": text}
    )
    writer = Writer(connection, id, Shelf(), place.shown, clerk=founding.clerk, at=founding.at)
    writer.append(
        Opened(institution=writer.digest_text(name)),
        PolicySet(policy=policy, values=Digest(values)),
    )
    writer.set_controller(founding.contact, founding.officer)
    writer.finish()
