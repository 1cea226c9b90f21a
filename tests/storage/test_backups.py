"""Backups and restoring: nothing is lost unseen, and nothing is put in place unverified."""

import os
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from consentdesk.domain.acts import ActKind, Protected
from consentdesk.errors import BadInput, Cancelled, Problem, RegisterError, RuleRefusal
from consentdesk.services.signing import is_signed
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import backup, check_seal, restore, stand, verify
from consentdesk.storage.values import Since, SubjectFilter
from tests.factories import DAY, NOW, asked
from tests.storage.desk import (
    CLERK,
    HOUSE,
    PDF,
    child,
    journaled_yes,
    portrait,
    print_of,
    released,
    writing,
)
from tests.storage.tampering import opened

LATER = datetime(2026, 12, 24, 17, 30, tzinfo=UTC)
STAMP = "20261224T173000Z"


def _fill(register: Register) -> None:
    with writing(register) as writer:
        subject, _, _ = journaled_yes(writer, "Søren Åbæk")
        photo = portrait(writer, 1, subject)
        writer.add_alias(photo, print_of(2, hashes=(1 << 63, 5)))
        released(writer, photo, subject)
        writer.store_document(PDF, "application/pdf")
        writer.set_settings({"age_limit": 16})
        writer.remove_subject(child(writer, "Wrong Child"))


def test_a_backup_is_the_whole_register_in_one_private_file(
    register: Register, tmp_path: Path
) -> None:
    _fill(register)
    path = tmp_path / "backups.d" / "solen.backup"
    path.parent.mkdir()
    head = backup(register, path)
    assert [p.name for p in path.parent.iterdir()] == ["solen.backup"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    sealed = stand(register)[0].text
    with register.read() as reader:
        assert reader.head() == head
        wanted = reader.ledger(limit=1000)
    with Register.open(str(path)) as copy:
        assert verify(copy).problems == ()
        assert check_seal(copy, sealed, is_signed) == ()
        with copy.read() as reader:
            assert reader.ledger(limit=1000) == wanted
            assert len(reader.find_subjects(SubjectFilter(text="soren"), DAY)) == 1
            assert reader.institution.settings == {"age_limit": 16}
        with writing(copy) as writer:
            assert child(writer) > 2


def test_a_backup_overwrites_nothing(register: Register, tmp_path: Path) -> None:
    path = tmp_path / "diary.txt"
    path.write_text("Dear diary")
    with pytest.raises(BadInput) as caught:
        backup(register, path)
    assert caught.value.problem is Problem.BACKUP_EXISTS
    assert path.read_text() == "Dear diary"


def test_a_backup_that_can_t_be_written_says_so(register: Register, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        backup(register, tmp_path / "absent" / "solen.backup")
    assert caught.value.problem is Problem.BACKUP_UNWRITABLE


def test_a_backup_is_made_while_others_write(register: Register, tmp_path: Path) -> None:
    with writing(register) as writer:
        child(writer)
        assert backup(register, tmp_path / "solen.backup").number == 2
    with register.read() as reader:
        assert reader.head().number == 3


def test_a_dry_run_says_what_would_be_lost_and_changes_nothing(
    register: Register, tmp_path: Path
) -> None:
    _fill(register)
    path = tmp_path / "solen.backup"
    head = backup(register, path)
    with writing(register) as writer:
        subject = child(writer, "Ella Holm")
        writer.append(asked(subject), asked(subject))
    before = sorted(p.name for p in tmp_path.iterdir())
    done = restore(path, register.location, at=LATER, dry_run=True)
    assert done.institution == HOUSE
    assert done.backup == head
    assert done.lost == {ActKind.ENROLLED: 1, ActKind.ASKED: 2}
    assert done.since == Since(head.number, people=1, forms=0, photos=0, changed=0)
    assert done.aside is None
    assert sorted(p.name for p in tmp_path.iterdir()) == before
    with register.read() as reader:
        assert done.present is not None
        assert done.present.head == reader.head()
        assert reader.head().number == head.number + 3


def test_who_was_only_changed_or_is_gone_again_has_not_come_since(
    register: Register, tmp_path: Path
) -> None:
    with writing(register) as writer:
        old = child(writer, "Ella Holm")
    path = tmp_path / "solen.backup"
    head = backup(register, path)
    with writing(register) as writer:
        subject, _, _ = journaled_yes(writer, "Søren Åbæk")
        portrait(writer, 1, subject)
        portrait(writer, 2, old)
        writer.change_subject(replace(writer.subject(old), name="Ella Krog"))
        writer.remove_subject(child(writer, "Wrong Child"))
    found = restore(path, register.location, at=LATER, dry_run=True)
    assert found.since == Since(head.number, people=1, forms=1, photos=2, changed=1)


def test_restoring_counts_what_is_verified_and_can_be_stopped_until_then(
    location: str, tmp_path: Path
) -> None:
    path = tmp_path / "solen.backup"
    with Register.open(location) as register:
        _fill(register)
        head = backup(register, path)

    def stop(done: int, total: int) -> None:
        assert 0 <= done <= total
        raise Cancelled

    before = sorted(p.name for p in tmp_path.iterdir())
    with pytest.raises(Cancelled):
        restore(path, location, at=LATER, progress=stop)
    assert sorted(p.name for p in tmp_path.iterdir()) == before
    with Register.open(location) as register, register.read() as reader:
        assert reader.head() == head


def test_restoring_puts_the_backup_in_place_and_keeps_what_was(
    location: str, tmp_path: Path
) -> None:
    path = tmp_path / "solen.backup"
    with Register.open(location) as register:
        _fill(register)
        head = backup(register, path)
        with writing(register) as writer:
            child(writer, "Ella Holm")
            lost = writer.head()
    done = restore(path, location, at=LATER)
    assert done.lost == {ActKind.ENROLLED: 1}
    assert done.aside is not None
    assert done.aside.name.endswith(f"before-restore-{STAMP}")
    with Register.open(location) as register:
        assert verify(register).problems == ()
        with register.read() as reader:
            assert (reader.head().number, reader.head().digest) == (head.number, head.digest)
            assert reader.revision() > lost.revision
            assert reader.find_subjects(SubjectFilter(text="ella"), DAY) == ()
        with writing(register) as writer:
            child(writer, "Bo Krag")
        assert verify(register).ok
    with Register.open(str(done.aside)) as kept, kept.read() as reader:
        assert reader.head().digest == lost.digest


def test_a_backup_restores_where_nothing_is(register: Register, empty: str, tmp_path: Path) -> None:
    _fill(register)
    path, here = tmp_path / "solen.backup", empty
    if "://" not in here:
        here = str(tmp_path / "new" / "register.db")
    backup(register, path)
    sealed = stand(register)[0].text
    done = restore(path, here, at=LATER)
    assert (done.present, done.lost, done.aside) == (None, None, None)
    with Register.open(here) as copy:
        assert verify(copy).problems == ()
        assert check_seal(copy, sealed, is_signed) == ()


def test_ids_once_given_are_not_given_again_after_restoring(
    register: Register, empty: str, tmp_path: Path
) -> None:
    with writing(register) as writer:
        gone = child(writer, "Wrong Child")
        writer.remove_subject(gone)
    path = tmp_path / "solen.backup"
    backup(register, path)
    here = empty if "://" in empty else str(tmp_path / "new.db")
    restore(path, here, at=LATER)
    with Register.open(here) as copy, writing(copy) as writer:
        assert child(writer) > gone


def test_nothing_is_restored_over_a_register_in_use(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "solen.backup"
    with Register.open(str(file)) as register:
        backup(register, path)
        with register.read() as reader:
            reader.groups()
            with pytest.raises(RegisterError) as caught:
                restore(path, str(file), at=LATER)
    assert caught.value.problem is Problem.REGISTER_LOCKED
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == [
        "register.db",
        "solen.backup",
    ]


def test_a_damaged_register_is_put_aside_as_it_is(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "solen.backup"
    with Register.open(str(file)) as register:
        backup(register, path)
    data = bytearray(file.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    file.write_bytes(data)
    done = restore(path, str(file), at=LATER)
    assert (done.present, done.lost) == (None, None)
    assert done.aside is not None
    assert done.aside.read_bytes() == data
    with Register.open(str(file)) as register:
        assert verify(register).ok


def test_another_register_s_backup_says_that_all_would_go(file: Path, tmp_path: Path) -> None:
    other, path = str(tmp_path / "other.db"), tmp_path / "other.backup"
    with Register.create(other, institution="Månen", policy="dk", clerk=CLERK, at=NOW) as register:
        backup(register, path)
    done = restore(path, str(file), at=LATER, dry_run=True)
    assert done.institution == "Månen"
    assert done.present is not None
    assert (done.present.name, done.other, done.lost) == (HOUSE, True, None)
    before = file.read_bytes()
    with pytest.raises(BadInput) as caught:
        restore(path, str(file), at=LATER)
    assert caught.value.problem is Problem.BACKUP_OF_ANOTHER
    assert caught.value.facts["institution"] == HOUSE
    assert file.read_bytes() == before
    assert restore(path, str(file), at=LATER, other=True).aside is not None


def test_a_no_said_since_the_backup_is_not_lost_unasked(location: str, tmp_path: Path) -> None:
    """R7: what was withdrawn after the backup would be open again."""
    path = tmp_path / "solen.backup"
    with Register.open(location) as register:
        with writing(register) as writer:
            subject = child(writer, "Ella Holm")
        backup(register, path)
        with writing(register) as writer:
            writer.append(Protected(subject=subject))
            head = writer.head()
    assert restore(path, location, at=LATER, dry_run=True).closing == 1
    with pytest.raises(RuleRefusal) as caught:
        restore(path, location, at=LATER)
    assert caught.value.problem is Problem.RESTORE_LOSES
    assert caught.value.facts["count"] == 1
    with Register.open(location) as register, register.read() as reader:
        assert reader.head().digest == head.digest
    done = restore(path, location, at=LATER, losing=True)
    assert done.aside is not None
    # What was done after the restore parts from what was done before it, and counts alike.
    with Register.open(location) as register, writing(register) as writer:
        writer.append(Protected(subject=subject))
    assert done.present is not None
    again = restore(done.aside, location, at=LATER, dry_run=True)
    assert (again.lost, again.other) == ({ActKind.PROTECTED: 1}, False)


@pytest.mark.parametrize("what", ["last day", "custody", "rules", "release"])
def test_what_closed_something_since_the_backup_is_not_lost_unasked(
    location: str, tmp_path: Path, what: str
) -> None:
    """R3, R5, R7, R9: nor is an export, of which a later no could not list the copies."""
    path = tmp_path / "solen.backup"
    with Register.open(location) as register:
        with writing(register) as writer:
            noah, _, _ = journaled_yes(writer)
            ((held,),) = writer.guardianships((noah,)).values()
            photo = portrait(writer, 1, noah)
        backup(register, path)
        with writing(register) as writer:
            child(writer, "Somebody new")
        assert restore(path, location, at=LATER, dry_run=True).closing == 0
        with writing(register) as writer:
            match what:
                case "last day":
                    writer.change_subject(replace(writer.subject(noah), left_on=DAY))
                case "custody":
                    writer.set_guardianship(replace(held, custody=False))
                case "rules":
                    writer.set_settings({"age_limit": 16})
                case _:
                    released(writer, photo, noah)
    assert restore(path, location, at=LATER, dry_run=True).closing == 1
    with pytest.raises(RuleRefusal) as caught:
        restore(path, location, at=LATER)
    assert caught.value.problem is Problem.RESTORE_LOSES


def test_what_was_written_after_somebody_looked_is_not_lost_unseen(
    location: str, tmp_path: Path
) -> None:
    path = tmp_path / "solen.backup"
    with Register.open(location) as register:
        with writing(register) as writer:
            first, second = child(writer, "Ella Holm"), child(writer, "Bo Krag")
        backup(register, path)
        with writing(register) as writer:
            writer.append(Protected(subject=first))
            seen = writer.head()
        with writing(register) as writer:
            writer.append(Protected(subject=second))
            head = writer.head()
    with pytest.raises(RuleRefusal) as caught:
        restore(path, location, at=LATER, losing=True, seen=seen)
    assert caught.value.problem is Problem.RESTORE_LOSES
    assert restore(path, location, at=LATER, losing=True, seen=head).aside is not None


@pytest.mark.parametrize("kind", ["photo", "text", "empty", "database"])
def test_only_a_register_makes_way_for_a_backup(file: Path, tmp_path: Path, kind: str) -> None:
    path, there = tmp_path / "solen.backup", tmp_path / "precious"
    with Register.open(str(file)) as register:
        backup(register, path)
    there.write_bytes({"photo": b"\xff\xd8\xff", "text": b"Dear diary"}.get(kind, b""))
    if kind == "database":
        with closing(sqlite3.connect(there)) as other:
            other.execute("CREATE TABLE bookmark (address TEXT)")
    before = there.read_bytes()
    with pytest.raises(RegisterError) as caught:
        restore(path, str(there), at=LATER)
    assert caught.value.problem is Problem.REGISTER_NOT_ONE
    assert there.read_bytes() == before
    assert not list(tmp_path.glob("precious.*"))


@pytest.mark.parametrize("content", [b"", b"Dear diary", None])
def test_what_is_no_backup_is_not_restored(
    file: Path, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "solen.backup"
    if content is not None:
        path.write_bytes(content)
    before = file.read_bytes()
    with pytest.raises(BadInput) as caught:
        restore(path, str(file), at=LATER)
    missing, other = Problem.UNREADABLE_MISSING, Problem.BACKUP_NOT_A_REGISTER
    assert caught.value.problem is (missing if content is None else other)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE consentdesk_version SET version_num = '9999'", Problem.BACKUP_TOO_NEW),
        ("UPDATE head SET number = 1", Problem.BACKUP_DAMAGED),
        ("UPDATE subject SET name = 'X'", Problem.BACKUP_DAMAGED),
        ("DELETE FROM head", Problem.BACKUP_DAMAGED),
    ],
)
def test_a_backup_somebody_changed_is_not_restored(
    file: Path, tmp_path: Path, statement: str, problem: Problem
) -> None:
    path = tmp_path / "solen.backup"
    with Register.open(str(file)) as register:
        _fill(register)
        backup(register, path)
    with opened(path) as raw:
        raw.execute(statement)
    before = file.read_bytes()
    with pytest.raises(BadInput) as caught:
        restore(path, str(file), at=LATER)
    assert caught.value.problem is problem
    assert file.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == [
        "register.db",
        "solen.backup",
    ]


def test_a_cut_off_backup_is_not_restored(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "solen.backup"
    with Register.open(str(file)) as register:
        _fill(register)
        backup(register, path)
    path.write_bytes(path.read_bytes()[: 20 * 4096])
    with pytest.raises(BadInput) as caught:
        restore(path, str(file), at=LATER)
    assert caught.value.problem is Problem.BACKUP_DAMAGED


def test_a_backup_is_left_as_it_was(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "solen.backup"
    with Register.open(str(file)) as register:
        backup(register, path)
    path.chmod(0o400)
    before = path.read_bytes()
    restore(path, str(file), at=LATER)
    assert path.read_bytes() == before


def test_a_server_keeps_its_other_institutions(postgres_url: str, tmp_path: Path) -> None:
    def create(name: str) -> Register:
        return Register.create(postgres_url, institution=name, policy="dk", clerk=CLERK, at=NOW)

    with create(HOUSE) as sun, create("Månen") as moon:
        _fill(sun)
        _fill(moon)
        path = tmp_path / "solen.backup"
        backup(sun, path)
        with moon.read() as reader:
            before = reader.head()
        with writing(sun) as writer:
            child(writer)
        restore(path, postgres_url, at=LATER)
        assert verify(moon).ok
        with moon.read() as reader:
            assert reader.head() == before
        assert verify(sun).ok
        with sun.connected(writes=True) as connection, pytest.raises(sa.exc.DBAPIError):
            connection.execute(sa.text("DELETE FROM ledger"))


def test_a_server_that_uses_the_same_numbers_refuses(
    register: Register, postgres_url: str, tmp_path: Path
) -> None:
    _fill(register)
    path = tmp_path / "solen.backup"
    backup(register, path)
    made = Register.create(postgres_url, institution="Månen", policy="dk", clerk=CLERK, at=NOW)
    with made as other:
        with pytest.raises(BadInput) as caught:
            restore(path, postgres_url, at=LATER)
        assert caught.value.problem is Problem.BACKUP_OTHER_IDS
        assert verify(other).ok
        with pytest.raises(BadInput) as caught:
            Register.open(postgres_url, institution=HOUSE)
        assert caught.value.problem is Problem.INSTITUTION_UNKNOWN


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_restore_never_takes_the_place_of_a_device_or_a_folder(
    dry_run: bool, register: Register, tmp_path: Path
) -> None:
    path, pipe, folder = tmp_path / "backup", tmp_path / "pipe", tmp_path / "folder"
    backup(register, path)
    os.mkfifo(pipe)
    folder.mkdir()
    for place in (pipe, folder):
        with pytest.raises(RegisterError) as caught:
            restore(path, str(place), at=LATER, dry_run=dry_run)
        assert caught.value.problem is Problem.REGISTER_NOT_ONE
    assert pipe.is_fifo()
    assert sorted(p.name for p in tmp_path.glob("*before*")) == []


def test_a_pipe_is_no_backup_and_is_not_waited_for(register: Register, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BadInput) as caught:
        restore(pipe, register.location, at=LATER, dry_run=True)
    assert caught.value.problem is Problem.BACKUP_NOT_A_REGISTER
