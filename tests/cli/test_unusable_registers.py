"""Registers that can't be used: every command says which and why, ends with 4, and changes nothing.

Each is a real register to which something happened: another program holds it, a newer one upgraded
it, its disk failed, somebody moved it to a network drive.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from consentdesk.storage import places
from tests.cli.terminal import Terminal
from tests.storage.older import make_older
from tests.storage.tampering import opened

LOCKED = (
    "Somebody else is writing in the register {path}. Nothing was changed. Wait a moment and try "
    "again."
)
TOO_NEW = (
    "The register {path} was written by a newer ConsentDesk. It was left as it is. Update "
    "ConsentDesk on this computer."
)
TOO_OLD = (
    "The register {path} is from an older ConsentDesk. It was left as it is. Upgrade it "
    "(consentdesk upgrade); a backup is made first."
)
IN_USE = (
    "The register {path} is open in another window or another program. Nothing was changed. Close "
    "it there and try again."
)
DAMAGED = (
    "The register {path} is damaged. Nothing was changed. Restore the latest backup, and keep the "
    "damaged file."
)
ON_SHARE = (
    "{path} lies on a network drive (cifs), where a register can be damaged. Keep it on this "
    "computer, or use a PostgreSQL server."
)
READS = (
    ("subjects",),
    ("show", "1"),
    ("check", "."),
    ("releases",),
    ("export", ".", "--destination", "website", "--to", "out"),
    ("verify",),
    ("seal", "-o", "x.seal"),
)
WRITES = (
    ("add-subject", "Ida Dal", "--born", "2019-05-03"),
    ("print-forms", "--blank", "1", "-o", "x.pdf"),
    ("withdraw", "1"),
)


@pytest.fixture
def desk(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A register with one child, closed; commands don't wait long, and start in an empty folder."""
    terminal.child()
    monkeypatch.setattr("consentdesk.storage.database.WAIT_SECONDS", 0.05)
    empty = terminal.folder / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    return terminal


def _refuse(desk: Terminal, code: str, sentence: str, *commands: tuple[str, ...]) -> None:
    """Every one of these commands is refused with that sentence, and leaves no file."""
    sentence = sentence.format(path=desk.register)
    for words in commands:
        plain, told = desk(*words), desk(*words, "--json")
        assert (plain.status, plain.out, plain.err) == (4, "", f"{sentence}\n"), words
        assert (told.status, told.json["error"]["code"]) == (4, code), words
        assert told.json["error"]["message"] == sentence
    assert list(Path.cwd().iterdir()) == []


@contextmanager
def _held(path: Path, *, readers_too: bool) -> Iterator[None]:
    """Another program that is writing in the file; with `readers_too` alone with it altogether."""
    driver: Any = import_module("sqlcipher3.dbapi2")
    with closing(driver.connect(str(path), isolation_level=None)) as other:
        if readers_too:
            other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE head SET revision = revision")
        yield
        other.execute("ROLLBACK")


def test_a_register_somebody_else_writes_in_is_read_but_not_written(desk: Terminal) -> None:
    copy, before = _backup(desk), desk.fingerprint()
    with _held(desk.register, readers_too=False):
        for words in (("subjects",), ("show", "1"), ("verify",)):
            assert desk(*words).status == 0
        _refuse(desk, "REGISTER_LOCKED", LOCKED, *WRITES, ("restore", str(copy)))
    assert desk.fingerprint() == before


def _backup(desk: Terminal) -> Path:
    path = desk.folder / "copy.db"
    desk.does("backup", path)
    return path


def test_a_register_another_program_keeps_to_itself_is_locked(desk: Terminal) -> None:
    before = desk.register.read_bytes()
    with _held(desk.register, readers_too=True):
        commands = (*READS, *WRITES, ("backup", "x.db"), ("upgrade",))
        _refuse(desk, "REGISTER_LOCKED", LOCKED, *commands)
    assert desk.register.read_bytes() == before
    assert desk("subjects").status == 0


def test_a_register_from_a_newer_version_is_left_alone(desk: Terminal) -> None:
    with opened(desk.register) as raw:
        raw.execute("UPDATE consentdesk_version SET version_num = '9999'")
    before = desk.register.read_bytes()
    commands = (*READS, *WRITES, ("backup", "x.db"), ("upgrade",))
    _refuse(desk, "REGISTER_TOO_NEW", TOO_NEW, *commands)
    assert desk.register.read_bytes() == before


def test_a_register_from_an_older_version_waits_for_its_upgrade(desk: Terminal) -> None:
    desk.register.unlink()
    make_older(str(desk.register), "0001")
    before = desk.register.read_bytes()
    _refuse(desk, "REGISTER_TOO_OLD", TOO_OLD, *READS, *WRITES, ("backup", "x.db"))
    with _held(desk.register, readers_too=False):
        _refuse(desk, "REGISTER_IN_USE", IN_USE, ("upgrade",))
    assert desk.register.read_bytes() == before
    copy = Path(desk.does("upgrade")["backup"])
    assert copy.parent == desk.register.parent
    assert desk("subjects").status == 0


def test_a_damaged_register_is_left_alone(desk: Terminal) -> None:
    with opened(desk.register) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(desk.register.read_bytes())
    data[4096:20480] = b"\xa5" * 16384
    desk.register.write_bytes(data)
    _refuse(desk, "REGISTER_DAMAGED", DAMAGED, *READS, *WRITES)
    assert desk.register.read_bytes() == data


@pytest.fixture
def shared(desk: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The same where the system calls the register's folder a network drive."""
    listing = desk.folder / "mountinfo"
    folder = desk.register.parent
    listing.write_text(
        f"22 1 8:2 / / rw - ext4 /dev/sda2 rw\n50 22 0:50 / {folder} rw - cifs //server/share rw\n"
    )
    monkeypatch.setattr(places, "MOUNTINFO", listing)
    return desk


def test_a_register_on_a_network_drive_is_not_opened(shared: Terminal) -> None:
    before = shared.register.read_bytes()
    commands = (*READS, *WRITES, ("backup", "x.db"), ("upgrade",))
    _refuse(shared, "REGISTER_ON_SHARE", ON_SHARE, *commands)
    assert shared.register.read_bytes() == before
