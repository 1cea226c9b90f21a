"""Making and opening registers, and every way in which that can fail."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from consentdesk.errors import BadInput, ConsentDeskError, Problem, RegisterError
from consentdesk.storage import database
from consentdesk.storage.register import Register
from consentdesk.wording import problem_sentence
from tests.factories import NOW
from tests.storage.desk import CLERK, HOUSE, child, writing


def _create(location: str, institution: str = HOUSE) -> Register:
    return Register.create(location, institution=institution, policy="dk", clerk=CLERK, at=NOW)


def _problem(location: str, institution: str | None = None) -> Problem:
    """What is wrong, and that there is a whole sentence for it."""
    with pytest.raises(ConsentDeskError) as caught:
        Register.open(location, institution=institution)
    sentence = problem_sentence(caught.value)
    assert "…" not in sentence
    assert "{" not in sentence
    return caught.value.problem


def test_a_register_is_made_and_opened(empty: str) -> None:
    with _create(empty) as register:
        made = register.read()
        with made as reader:
            uuid = reader.institution.uuid
    with Register.open(empty) as register, register.read() as reader:
        assert reader.institution.uuid == uuid
        assert reader.head().number == 2
        assert reader.head().revision == 1


def test_a_register_is_not_made_twice(empty: str) -> None:
    _create(empty).close()
    with pytest.raises(BadInput) as caught:
        _create(empty)
    assert caught.value.problem is Problem.REGISTER_EXISTS


def test_an_institution_needs_a_name(empty: str) -> None:
    with pytest.raises(BadInput) as caught:
        _create(empty, " ")
    assert caught.value.problem is Problem.NAME_MISSING


def test_a_file_is_its_owner_s_alone_and_nothing_else_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "down"
    with _create(str(folder / "register.db")) as register:
        with writing(register) as writer:
            child(writer)
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()}
        assert set(modes.values()) == {0o600}
    assert [p.name for p in folder.iterdir()] == ["register.db"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_file_is_set_up_to_last(file: Path) -> None:
    with closing(database.raw_file(file)) as raw:
        found = {
            name: raw.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "diary.txt"
    path.write_text("Dear diary")
    with pytest.raises(BadInput) as caught:
        _create(str(path))
    assert caught.value.problem is Problem.PLACE_TAKEN
    assert path.read_text() == "Dear diary"
    assert [p.name for p in tmp_path.iterdir() if p.name != "home"] == ["diary.txt"]


def test_where_there_is_nothing_a_register_is_missing(empty: str) -> None:
    assert _problem(empty) is Problem.REGISTER_MISSING


@pytest.mark.parametrize("content", [b"", b"Dear diary", b"%PDF-1.7 " * 999])
def test_another_file_is_not_a_register(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "register.db"
    path.write_bytes(content)
    assert _problem(str(path)) is Problem.REGISTER_NOT_ONE
    assert path.read_bytes() == content


def test_a_folder_is_not_a_register(tmp_path: Path) -> None:
    assert _problem(str(tmp_path)) is Problem.REGISTER_NOT_ONE


def test_another_program_s_database_is_not_a_register(tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE subject (id INTEGER)")
        raw.commit()
    before = path.read_bytes()
    assert _problem(str(path)) is Problem.REGISTER_NOT_ONE
    assert path.read_bytes() == before


def test_a_name_no_system_takes_is_missing() -> None:
    assert _problem("regi\x00ster.db") is Problem.REGISTER_MISSING


def test_a_damaged_register_says_so(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 : page * 4096 + 400] = bytes(400)
    file.write_bytes(data)
    assert _problem(str(file)) is Problem.REGISTER_DAMAGED


def test_a_cut_off_register_says_so(file: Path) -> None:
    os.truncate(file, 5 * 4096)
    assert _problem(str(file)) is Problem.REGISTER_DAMAGED


def _set_version(location: str, version: str) -> None:
    with Register.open(location) as register, register.connected(writes=True) as connection:
        connection.execute(
            sa.text("UPDATE consentdesk_version SET version_num = :v"), {"v": version}
        )
        connection.commit()


def test_a_newer_register_is_left_alone(location: str) -> None:
    _set_version(location, "9999")
    assert _problem(location) is Problem.REGISTER_TOO_NEW


def test_a_register_without_its_institution_says_so(file: Path) -> None:
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("DELETE FROM head")
        raw.commit()
    assert _problem(str(file)) is Problem.REGISTER_DAMAGED


def test_a_register_somebody_else_writes_in_is_locked(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAIT_SECONDS", 0)
    with Register.open(location) as one, Register.open(location) as two:
        with writing(one) as writer:
            child(writer)
            with pytest.raises(RegisterError) as caught, writing(two):
                pass
            with two.read() as reader:
                assert reader.head().number == 2
        with writing(two) as writer:
            child(writer)
    assert caught.value.problem is Problem.REGISTER_LOCKED


_OBEYS_MODES = """
import ctypes, os, sys
if os.geteuid() == 0 and sys.argv[1] != "--obeys":
    for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, right, 0, 0, 0)
    os.execv(sys.executable, [sys.executable, __file__, "--obeys", *sys.argv[1:]])
from datetime import UTC, datetime
from consentdesk.errors import ConsentDeskError
from consentdesk.storage.register import Register
verb, path = sys.argv[-2:]
NOW = datetime(2026, 9, 14, tzinfo=UTC)
try:
    if verb == "create":
        Register.create(path, institution="X", policy="dk", clerk="A", at=NOW)
    elif verb == "read":
        with Register.open(path, reading=True) as register, register.read() as reader:
            reader.head()
    else:
        with Register.open(path) as register, register.write("A", NOW) as writer:
            writer.add_guardian("B")
    print("done")
except ConsentDeskError as error:
    print(error.problem)
"""


def _without_special_rights(verb: str, path: Path, folder: Path) -> str:
    """What an account is told that must obey the modes of files; root otherwise needn't."""
    script = folder / "script.py"
    script.write_text(_OBEYS_MODES)
    done = subprocess.run(
        [sys.executable, str(script), verb, str(path)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + done.stderr).strip()


@pytest.fixture
def closed_folder(file: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder that can't be written in, with a register."""
    folder = tmp_path / "closed"
    folder.mkdir()
    file.rename(folder / "register.db")
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


def test_a_register_is_not_made_where_one_may_not_write(
    closed_folder: Path, tmp_path: Path
) -> None:
    told = _without_special_rights("create", closed_folder / "new.db", tmp_path)
    assert told == Problem.REGISTER_READ_ONLY


def test_a_register_in_a_read_only_folder_says_so(closed_folder: Path, tmp_path: Path) -> None:
    told = _without_special_rights("write", closed_folder / "register.db", tmp_path)
    assert told == Problem.REGISTER_READ_ONLY


def test_a_register_one_may_not_write_says_so(file: Path, tmp_path: Path) -> None:
    file.chmod(0o400)
    assert _without_special_rights("write", file, tmp_path) == Problem.REGISTER_READ_ONLY


def test_a_register_one_may_not_write_can_be_read(closed_folder: Path, tmp_path: Path) -> None:
    """As on a medium, or where another account keeps it."""
    register = closed_folder / "register.db"
    for mode in (0o600, 0o400):
        register.chmod(mode)
        assert _without_special_rights("read", register, tmp_path) == "done"
    assert list(closed_folder.iterdir()) == [register]


@pytest.mark.parametrize("verb", ["read", "write"])
def test_a_register_one_may_not_read_says_so(file: Path, tmp_path: Path, verb: str) -> None:
    file.chmod(0o000)
    assert _without_special_rights(verb, file, tmp_path) == Problem.REGISTER_UNREADABLE


def test_a_register_one_may_write_is_written(file: Path, tmp_path: Path) -> None:
    assert _without_special_rights("write", file, tmp_path) == "done"


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("postgresql+psycopg://nobody@/none?host=/nonexistent", Problem.REGISTER_UNREACHABLE),
        ("postgresql+psycopg://", Problem.REGISTER_UNREACHABLE),
        ("postgresql+psycopg://x:y:z@[/", Problem.REGISTER_UNREACHABLE),
    ],
)
def test_a_server_out_of_reach_says_so(address: str, problem: Problem) -> None:
    assert _problem(address) is problem


def test_a_database_the_server_does_not_have_is_missing(postgres_url: str) -> None:
    assert _problem(postgres_url.replace("/test", "/absent")) is Problem.REGISTER_MISSING


def test_a_cut_cable_to_a_server_is_noticed_after_seconds(postgres_url: str) -> None:
    """Libpq's own defaults wait for two hours."""

    def told(location: str) -> tuple[dict[str, str], list[str]]:
        with Register.open(location) as register, register.connected(writes=True) as connection:
            line = connection.connection.driver_connection
            assert line is not None
            shown = [
                connection.execute(sa.text(f"SHOW {name}")).scalar_one()
                for name in ("lock_timeout", "idle_in_transaction_session_timeout")
            ]
            return line.info.get_parameters(), shown

    _create(postgres_url).close()
    used, shown = told(postgres_url)
    wanted = {
        "connect_timeout": "2",
        "keepalives_idle": "2",
        "keepalives_interval": "1",
        "keepalives_count": "2",
        "tcp_user_timeout": "2500",
    }
    assert wanted.items() <= used.items()
    # What is as libpq has it anyway is not among them.
    assert used.get("keepalives", "1") == "1"
    assert shown == ["10s", "10min"]
    # Who keeps the server may know better.
    used, _ = told(f"{postgres_url}&keepalives_idle=30&connect_timeout=3")
    assert (used["keepalives_idle"], used["connect_timeout"]) == ("30", "3")


def test_several_institutions_share_a_server(postgres_url: str) -> None:
    with _create(postgres_url) as one, _create(postgres_url, "Månen") as two:
        with writing(one) as writer:
            subject = child(writer)
        with two.read() as reader:
            assert reader.subjects([subject]) == {}
            assert reader.acts([subject]) == {subject: ()}
            assert reader.head().number == 2
            assert reader.institution.name == "Månen"
        with writing(two) as writer:
            child(writer)
            assert writer.head().number == 3
    assert _problem(postgres_url) is Problem.INSTITUTION_AMBIGUOUS
    assert _problem(postgres_url, "Saturn") is Problem.INSTITUTION_UNKNOWN
    with Register.open(postgres_url, institution="Månen") as register, register.read() as reader:
        assert reader.institution.name == "Månen"


def test_institutions_do_not_wait_for_each_other(postgres_url: str) -> None:
    with (
        _create(postgres_url) as one,
        _create(postgres_url, "Månen") as two,
        writing(one) as first,
        writing(two) as second,
    ):
        child(first)
        child(second)


def test_the_wrong_name_for_the_only_institution_is_unknown(location: str) -> None:
    assert _problem(location, "Saturn") is Problem.INSTITUTION_UNKNOWN


def test_looking_at_a_register_imports_nothing_heavy() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import consentdesk.storage.register, sys; print(*sys.modules)"],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"sqlalchemy", "alembic", "numpy", "sqlcipher3", "psycopg"} & set(loaded)


def test_opening_a_register_needs_neither_migrations_nor_arrays(file: Path) -> None:
    script = (
        "import sys; from consentdesk.storage.register import Register\n"
        f"with Register.open({str(file)!r}) as r, r.read() as q: q.groups()\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"alembic", "numpy", "psycopg", "sqlalchemy.orm"} & set(loaded)
