"""Verifying, sealing, copying and restoring; and registers that can't be used."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import Terminal, assert_sentence


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The register's file, as somebody with a database tool opens it."""
    driver = import_module("sqlcipher3.dbapi2")
    with closing(driver.connect(str(path), isolation_level=None)) as connection:
        yield connection


@pytest.fixture
def used(terminal: Terminal) -> Terminal:
    """A register with a journaled permission in it."""
    terminal.child()
    terminal.permitted()
    return terminal


def test_a_whole_register_verifies(used: Terminal) -> None:
    found = used.does("verify")
    assert (found["ok"], found["problems"]) == (True, [])
    assert found["acts"] > 5
    assert len(found["head"]) == 64


def test_a_register_changed_behind_our_back_is_named(used: Terminal) -> None:
    with opened(used.register) as database:
        database.execute("UPDATE subject SET born = '2001-01-01'")
    found = used.does("verify", status=4)
    assert found["ok"] is False
    assert set(found["problems"][0]) == {"code", "number", "detail", "before", "line", "after"}
    assert "SUBJECT_MISMATCH" in {problem["code"] for problem in found["problems"]}
    plain = used("verify")
    assert plain.status == 4
    assert "Line 3: What is known of a person is not what was recorded." in plain.out
    assert plain.err.count("\n") == 1


def test_a_seal_shows_later_that_nothing_was_rewritten(used: Terminal) -> None:
    seal = used.folder / "today.seal"
    sealed = used.does("seal", "-o", seal)
    used.child("Ida Dal")
    assert seal.read_text() == sealed["seal"]
    assert used.does("verify", "--seal", seal)["ok"] is True
    assert f"The seal {seal} agrees" in used("verify", "--seal", seal).out
    assert used.refuses(2, "seal", "-o", seal) == "SEAL_EXISTS"
    assert used.refuses(2, "seal", "-o", used.folder / "none" / "x") == "SEAL_UNWRITABLE"


def test_a_seal_of_another_register_does_not_fit(used: Terminal, tmp_path: Path) -> None:
    other = Terminal(tmp_path / "other")
    other.folder.mkdir()
    other.does("init", "--institution", "Månen")
    other.does("seal", "-o", tmp_path / "other.seal")
    assert used.refuses(2, "verify", "--seal", tmp_path / "other.seal") == "SEAL_OF_ANOTHER"


def test_what_is_no_seal_is_refused(used: Terminal) -> None:
    seal = used.folder / "today.seal"
    used.does("seal", "-o", seal)
    seal.write_text(seal.read_text().replace("acts: ", "acts: 1"))
    assert used.refuses(2, "verify", "--seal", seal) == "SEAL_UNREADABLE"
    assert used.refuses(2, "verify", "--seal", used.draw()) == "SEAL_UNREADABLE"
    assert used.refuses(2, "verify", "--seal", used.folder / "none") == "UNREADABLE_MISSING"


def test_a_backup_holds_everything_and_comes_back(used: Terminal) -> None:
    copy = used.folder / "copy.db"
    made = used.does("backup", copy)
    used.child("Ida Dal")
    planned = used.does("restore", copy, "--dry-run")
    listed = used.does("subjects")["subjects"]
    done = used.does("restore", copy)

    assert set(made) == {"schema", "file", "acts", "head", "encrypted"}
    assert planned["dry_run"] is True
    assert planned["lost"] == 2
    assert len(listed) == 2
    assert done["head"] == made["head"]
    assert Path(done["aside"]).exists()
    assert [one["name"] for one in used.does("subjects")["subjects"]] == ["Noah Lund"]
    assert used.does("verify")["head"] == made["head"]


def test_a_backup_from_before_a_withdrawal_opens_nothing_unasked(used: Terminal) -> None:
    """R7: the guardian's later no would be forgotten, and the picture be clear again."""
    picture = used.portrait("Noah Lund")
    check = ("check", picture, "--destination", "website")
    copy = used.folder / "copy.db"
    used.does("backup", copy)
    used.does("withdraw", "Noah Lund")
    assert used.refuses(1, "restore", copy) == "RESTORE_LOSES"
    used.does(*check, status=1)
    planned = used.does("restore", copy, "--dry-run")
    assert planned["lost_decisions"] == 1
    assert "--lose-decisions" in used("restore", copy, "--dry-run").out
    used.does("restore", copy, "--lose-decisions")
    used.does(*check)


def test_another_institutions_register_does_not_go_unasked(used: Terminal, tmp_path: Path) -> None:
    other = Terminal(tmp_path / "other")
    other.folder.mkdir()
    other.does("init", "--institution", "Månen")
    copy = tmp_path / "moon.db"
    other.does("backup", copy)
    assert used.refuses(2, "restore", copy) == "BACKUP_OF_ANOTHER"
    assert "Solsikken" in used("restore", copy).err
    planned = used.does("restore", copy, "--dry-run")
    assert planned["other"] is True
    assert planned["replaces"]["institution"] == "Solsikken"
    assert "Solsikken" in used("restore", copy, "--dry-run").out
    assert used.does("restore", copy, "--replace-other")["institution"] == "Månen"


def test_a_photo_makes_no_way_for_a_backup(used: Terminal) -> None:
    copy, photo = used.folder / "copy.db", used.draw()
    used.does("backup", copy)
    ran = used.run("--register", photo, "restore", copy, "--json")
    assert (ran.status, ran.json["error"]["code"]) == (4, "REGISTER_NOT_ONE")
    assert list(photo.parent.iterdir()) == [photo]


def test_backups_never_replace_a_file_and_only_backups_are_restored(used: Terminal) -> None:
    text = used.folder / "text.db"
    text.write_text("no backup")
    assert used.refuses(2, "backup", text) == "BACKUP_EXISTS"
    assert used.refuses(2, "restore", text) == "BACKUP_NOT_A_REGISTER"
    assert used.refuses(2, "restore", used.folder / "none.db") == "UNREADABLE_MISSING"


def test_damage_that_can_not_even_be_spelt_is_damage(used: Terminal) -> None:
    """SQLite quotes the damaged bytes in its message, and those are no text."""
    copy, broken = used.folder / "copy.db", used.folder / "broken.db"
    used.does("backup", copy)
    bytes_ = copy.read_bytes()
    broken.write_bytes(bytes_.replace(b"CREATE TABLE subject", b"CREATE \xff\xfeBLE subject"))
    assert used.refuses(2, "restore", broken) == "BACKUP_DAMAGED"
    for words in (("subjects",), ("verify",), ("upgrade",)):
        ran = used.run("--register", broken, *words, "--json")
        assert ran.status == 4
        assert ran.json["error"]["code"] == "REGISTER_DAMAGED"
    assert used.run("--register", broken, "restore", copy).status == 0
    assert used.run("--register", broken, "subjects").status == 0


def test_a_register_of_this_version_needs_no_upgrade(used: Terminal) -> None:
    done = used.does("upgrade")
    assert done["before"] == done["after"]
    assert done["backup"] is None


EVERY = (
    ("subjects",),
    ("show", "1"),
    ("add-subject", "Ida Dal", "--born", "2019-05-03"),
    ("print-forms", "--blank", "1", "-o", "x.pdf"),
    ("check", "."),
    ("export", ".", "--destination", "website", "--to", "out"),
    ("verify",),
    ("seal", "-o", "x.seal"),
    ("backup", "x.db"),
    ("upgrade",),
)
"""A command of every kind that needs a register."""


@pytest.mark.parametrize("words", EVERY, ids=lambda words: str(words[0]))
def test_without_a_register_one_is_told_what_to_do(bare: Terminal, words: tuple[str, ...]) -> None:
    assert bare.refuses(4, *words) == "REGISTER_MISSING"
    assert str(bare.register) in bare(*words).err


def test_a_file_that_is_no_register_is_left_alone(terminal: Terminal) -> None:
    for content in (b"plain text", b"", b"SQLite format 3\0" + b"x" * 4096):
        other = terminal.folder / "other.db"
        other.write_bytes(content)
        ran = terminal.run("--register", other, "subjects", "--json")
        assert ran.status == 4
        assert ran.json["error"]["code"].startswith("REGISTER_")
        assert other.read_bytes() == content


def test_another_programs_database_is_left_alone(bare: Terminal) -> None:
    other = bare.folder / "other.db"
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE subject (id)")
        database.commit()
    ran = bare.run("--register", other, "subjects", "--json")
    assert ran.status == 4
    assert ran.json["error"]["code"] == "REGISTER_NOT_ONE"


@pytest.fixture
def share(bare: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder the system calls a network drive; the terminal's register would lie in it."""
    folder = bare.register.parent
    folder.mkdir()
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"22 1 0:20 / / rw - ext4 /dev/sda1 rw\n50 22 0:50 / {folder} rw - cifs //server/x rw\n"
    )
    monkeypatch.setattr("consentdesk.storage.places.MOUNTINFO", mounts)
    return folder


@pytest.mark.parametrize("words", EVERY, ids=lambda words: str(words[0]))
def test_a_register_on_a_network_share_is_left_alone(
    bare: Terminal, share: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    near = Terminal(tmp_path / "near")
    near.folder.mkdir()
    near.does("init")
    before = shutil.copyfile(near.register, bare.register).read_bytes()
    ran = bare(*words, "--json")
    assert (ran.status, ran.json["error"]["code"]) == (4, "REGISTER_ON_SHARE")
    assert_sentence(ran.err)
    assert str(bare.register) in ran.err
    assert (list(share.iterdir()), bare.register.read_bytes()) == ([bare.register], before)


def test_no_register_is_made_or_restored_on_a_network_share_but_a_backup_may_lie_there(
    bare: Terminal, share: Path, tmp_path: Path
) -> None:
    near = Terminal(tmp_path / "near")
    near.folder.mkdir()
    near.does("init")
    near.does("backup", share / "copy.db")
    for words in (("init",), ("restore", share / "copy.db")):
        ran = bare(*words, "--json")
        assert (ran.status, ran.json["error"]["code"]) == (4, "REGISTER_ON_SHARE"), words
        assert_sentence(ran.err)
    assert list(share.iterdir()) == [share / "copy.db"]
    assert near.does("restore", share / "copy.db")["institution"] == "My institution"


def test_a_shared_register_asks_for_the_institution(postgres_url: str, bare: Terminal) -> None:
    def at(*words: str, status: int = 0) -> dict[str, Any]:
        ran = bare.run("--register", postgres_url, *words, "--json")
        assert ran.status == status, ran
        return ran.json

    at("init", "--institution", "Solsikken")
    at("add-subject", "Ida Dal", "--born", "2019-05-03")
    at("init", "--institution", "Månen", "--policy", "se")
    assert at("subjects", status=2)["error"]["code"] == "INSTITUTION_AMBIGUOUS"
    assert at("--institution", "Mars", "subjects", status=2)["error"]["code"] == (
        "INSTITUTION_UNKNOWN"
    )
    assert at("--institution", "Månen", "subjects")["subjects"] == []
    assert len(at("subjects", "--institution", "Solsikken")["subjects"]) == 1
    assert at("verify", "--institution", "Solsikken")["ok"] is True


def test_a_server_that_does_not_answer_is_unreachable_and_its_password_stays_secret(
    bare: Terminal,
) -> None:
    address = "postgresql+psycopg://anna:hemmelig@127.0.0.1:1/none"
    ran = bare.run("--register", address, "subjects", "--json")
    assert ran.status == 4
    assert ran.json["error"]["code"] == "REGISTER_UNREACHABLE"
    assert "hemmelig" not in ran.out + ran.err
