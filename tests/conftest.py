"""What every test gets: a home of its own, silence, and a real PostgreSQL for those who ask.

A test fails that logs a warning, hears one from Qt, leaves a thread or a child process running, or
writes outside its own folder. One that expects a logged warning asserts it and then calls
`caplog.clear()`.
"""

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import catalogues
import pytest
from hypothesis import settings

from consentdesk import i18n
from consentdesk.storage import keys
from consentdesk.storage.keys import COST
from tests import noise
from tests.memory import roomy_memory
from tests.postgres import Postgres
from tests.templates import Templates
from tests.warm import PLACE, Shelf

ROOT = Path(__file__).resolve().parent.parent
FIGURES = "figures"
"""The property of a test that holds lines to be shown when all are done."""


def pytest_configure() -> None:
    """Compile stale translations, and let the order of a slow machine decide nothing."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # No test asks the keyring of whoever runs it; those that need one bring their own.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    memory = roomy_memory()
    if memory is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))
    catalogues.compile_stale()
    settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
    settings.load_profile("house")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the figures that tests came to, which a worker hands on as a property of its report."""
    said = [
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == FIGURES
    ]
    if said:
        terminalreporter.section("figures")
        terminalreporter.write("".join(sorted(said)))


@pytest.fixture(scope="session")
def _watch(tmp_path_factory: pytest.TempPathFactory) -> noise.WriteWatch:
    return noise.WriteWatch(*noise.allowed_folders(tmp_path_factory.getbasetemp(), ROOT))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home within tmp_path, so that no test reads or writes the user's own."""
    folder = tmp_path / "home"
    for name in ("", "tmp", "data", "config", "cache", "state"):
        (folder / name).mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", str(folder / "tmp"))
    for name in ("data", "config", "cache", "state"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(folder / name))
    for variable in ("REGISTER", "CLERK", "INSTITUTION", "PASSPHRASE_FILE"):
        monkeypatch.delenv(f"CONSENTDESK_{variable}", raising=False)
    return folder


@pytest.fixture(autouse=True)
def _light_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase becomes a key at once: those of tests need to resist nobody."""
    monkeypatch.setattr(keys, "COST", 1 << 7)


@pytest.fixture
def heavy_keys(_light_keys: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the program's own cost: for those who share a register with another process."""
    monkeypatch.setattr(keys, "COST", COST)


@pytest.fixture(autouse=True)
def _nothing_unlocked() -> Iterator[None]:
    """No key of an encrypted register is left for the next test."""
    yield
    keys.forget()


@pytest.fixture(scope="session")
def kept_warm() -> Iterator[Shelf]:
    """Picture children that go from test to test."""
    shelf = Shelf()
    yield shelf
    shelf.clear()


@pytest.fixture(autouse=True)
def warm(kept_warm: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are decoded by children that need not be started first."""
    monkeypatch.setattr(PLACE, kept_warm.child)


@pytest.fixture(autouse=True)
def _silence(
    home: Path, _watch: noise.WriteWatch, kept_warm: Shelf, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail the test that is not quiet or does not clean up; see the module."""
    threads = set(threading.enumerate())
    children = noise.children()
    _watch.begin()
    yield
    strays = _watch.end()
    logged = [
        f"{record.name}: {record.getMessage()}"
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
    ]
    assert not logged, f"logged: {logged}"
    assert not strays, f"wrote outside {home.parent}: {strays}"
    running = noise.leftover_threads(threads)
    assert not running, f"threads still running: {running}"
    processes = noise.leftover_children(children | kept_warm.numbers())
    assert not processes, f"child processes still running: {processes}"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English, whatever the one before spoke."""
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """Registers to copy."""
    return Templates(lambda: tmp_path_factory.mktemp("template"))


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
