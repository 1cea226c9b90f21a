"""A throw-away PostgreSQL: own folder, own socket, no network, gone when the tests are over.

Works as root too, where the server is started as the system's `postgres` user. Knows nothing of
our tables: whoever wants databases with something in them hands in a function that prepares one.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Self

import psycopg

from tests.memory import roomy_memory

USER = "consentdesk"
_UTF8 = ("-E", "UTF8", "--locale=C.UTF-8")


class PostgresMissing(RuntimeError):
    """The server program isn't there or can't run here; the text says what to install."""


class Postgres:
    """One running server; every database costs some 50 ms."""

    def __init__(self, folder: Path, programs: Path, account: pwd.struct_passwd | None) -> None:
        self._folder = folder
        self._programs = programs
        self._account = account
        self._templates: dict[Callable[[str], None], str] = {}
        self._made = 0
        self._output = folder / "output"

    @classmethod
    def start(cls, *, lasting: bool = False) -> Self:
        """Make a cluster in a fresh temporary folder and start it.

        With `lasting` what it acknowledged is there after a `crash`; it is slower.
        """
        account = _account()
        # Not under pytest's own folder: that is closed to the postgres account, and its path may
        # be longer than the 107 bytes a socket's may have.
        folder = Path(tempfile.mkdtemp(prefix="cd-pg-", dir=roomy_memory()))
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        server = cls(folder, _programs(), account)
        try:
            server._initialise(lasting=lasting)
        except BaseException:
            server.stop()
            raise
        return server

    def _initialise(self, *, lasting: bool) -> None:
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", USER, "-A", "trust", *_UTF8, "--no-sync")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._folder),
            # It is gone with the tests, so nothing of it has to outlast a power cut.
            "fsync": "off",
            "synchronous_commit": "on" if lasting else "off",
            "full_page_writes": "on" if lasting else "off",
            "autovacuum": "off",
            "max_connections": "60",
            "shared_buffers": "32MB",
            "timezone": "UTC",
        }
        lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
        with (self._folder / "data" / "postgresql.conf").open("a") as conf:
            conf.writelines(lines)
        self._begin()

    def _begin(self) -> None:
        data = str(self._folder / "data")
        self._run("pg_ctl", "-D", data, "-w", "-t", "60", "-l", str(self._log), "start")

    def crash(self) -> None:
        """Stop without finishing anything, and start again from what was written."""
        data = str(self._folder / "data")
        self._run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        self._begin()

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        data = self._folder / "data"
        if (data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder)

    def halt(self, *, bluntly: bool = False) -> None:
        """Stop it as its keeper does to restart it; nobody is waited for.

        Bluntly as a crash does; what it acknowledged is there afterwards if it is `lasting`.
        """
        # Within a test nothing may be written beside it; the server's own log is enough.
        self._output = Path(os.devnull)
        how = "immediate" if bluntly else "fast"
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", how, "-w", "stop")

    def listen(self, host: str, who: str) -> None:
        """From now on also on that address, for whoever comes from `who` (as `pg_hba.conf` has it).

        Nobody may be connected; the server is stopped and started again.
        """
        data = self._folder / "data"
        with (data / "postgresql.conf").open("a") as conf:
            conf.write(f"listen_addresses = '{host}'\n")
        with (data / "pg_hba.conf").open("a") as allowed:
            allowed.write(f"host all all {who} trust\n")
        self.halt()
        self.resume()

    @property
    def is_running(self) -> bool:
        """Whether it has not been halted."""
        return (self._folder / "data" / "postmaster.pid").exists()

    @property
    def is_up(self) -> bool:
        """Whether it runs, as far as it has been stopped here."""
        return (self._folder / "data" / "postmaster.pid").exists()

    def resume(self) -> None:
        """Start it again after `halt`."""
        self._begin()

    def fresh(self, prepare: Callable[[str], None] | None = None) -> str:
        """The address of a new database, `postgresql+psycopg://…`.

        With `prepare`, a copy of a database that function was given the address of, once; it must
        leave no connection open.
        """
        if prepare is None:
            return self._create("template0")
        if prepare not in self._templates:
            url = self._create("template0")
            prepare(url)
            self._templates[prepare] = _database(url)
        return self._create(self._templates[prepare])

    def drop(self, url: str) -> None:
        """Remove that database, whoever is still connected."""
        self._execute(f'DROP DATABASE "{_database(url)}" WITH (FORCE)')

    def _create(self, template: str) -> str:
        self._made += 1
        name = f"test{self._made}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"postgresql+psycopg://{USER}@/{name}?host={self._folder}"

    def _execute(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self._folder), user=USER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        account = self._account
        output = self._output
        # Into a file, not a pipe: the server inherits it and would keep a pipe open for ever.
        with output.open("ab") as out:
            done = subprocess.run(
                [self._programs / program, *arguments],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
                check=False,
            )
        if done.returncode:
            said = [p.read_text(errors="replace") for p in (output, self._log) if p.exists()]
            raise RuntimeError(f"{program} failed: {''.join(said)[-2000:]}")


def _database(url: str) -> str:
    return url.split("?")[0].rsplit("/", 1)[-1]


def _account() -> pwd.struct_passwd | None:
    """The account the server runs as: None for our own, which must not be root's."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise PostgresMissing(
            "PostgreSQL can't be started: it refuses to run as root, and there is no account "
            "'postgres'. Install the package 'postgresql' (sh packaging/test.sh does)."
        ) from None


def _programs() -> Path:
    """The folder with initdb: the newest Debian keeps, else the one on PATH."""
    kept = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(kept, key=lambda p: (len(p.parts[4]), p.parts[4]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    raise PostgresMissing(
        "PostgreSQL is not installed, so half of the storage tests can't run. Install the package "
        "'postgresql' (sh packaging/test.sh does)."
    )
