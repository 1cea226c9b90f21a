"""What every test gets: a home of its own, silence, and a real PostgreSQL for those who ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consentdesk import i18n
from tests.postgres import Postgres


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home within tmp_path, so that no test reads or writes the user's own."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(folder / variable.lower()))
    for variable in ("CONSENTDESK_REGISTER", "CONSENTDESK_CLERK", "CONSENTDESK_PASSPHRASE_FILE"):
        monkeypatch.delenv(variable, raising=False)
    return folder


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English, whatever the one before spoke."""
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server, started when the first test asks."""
    server = Postgres.start()
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of an empty database of this test's own."""
    url = postgres.fresh()
    yield url
    postgres.drop(url)
