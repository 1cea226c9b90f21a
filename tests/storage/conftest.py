"""Registers for the contract: every test that asks for `register` runs on both engines."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from consentdesk.storage.register import Register
from tests.factories import NOW
from tests.postgres import Postgres
from tests.storage.desk import CLERK, HOUSE
from tests.storage.seats import Town

ENGINES = ("sqlite", "postgresql")


def make(location: str) -> None:
    """A new register there, closed."""
    Register.create(location, institution=HOUSE, policy="dk", clerk=CLERK, at=NOW).close()


@pytest.fixture
def photographer(town: Town) -> Iterator[psycopg.Connection[Any]]:
    """Bare SQL as a photographer of the test's own town, where one has a seat."""
    with town.bare(town.as_login(town.login("photographer"))) as connection:
        yield connection


@pytest.fixture(scope="session")
def fresh_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new register that tests copy, because making one takes longer."""
    path = tmp_path_factory.mktemp("fresh") / "register.db"
    make(str(path))
    return path


@pytest.fixture
def file(fresh_file: Path, tmp_path: Path) -> Path:
    """A new register in a file, closed."""
    path = tmp_path / "register.db"
    shutil.copyfile(fresh_file, path)
    path.chmod(0o600)
    return path


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path, postgres: Postgres) -> Iterator[str]:
    """A place for a register, on each engine, with nothing there yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "register.db")
        return
    url = postgres.fresh()
    yield url
    postgres.drop(url)


@pytest.fixture(params=ENGINES)
def location(request: pytest.FixtureRequest, file: Path, postgres: Postgres) -> Iterator[str]:
    """A new register on each engine, closed."""
    if request.param == "sqlite":
        yield str(file)
        return
    url = postgres.fresh(make)
    yield url
    postgres.drop(url)


@pytest.fixture
def register(location: str) -> Iterator[Register]:
    """A new register on each engine, open."""
    with Register.open(location) as opened:
        yield opened
