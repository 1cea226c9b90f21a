"""Which backups there are to be restored: named, newest first, and nobody else's."""

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from consentdesk.services import erasing, locking, remembered, upkeep
from consentdesk.services.backups import Backup, Origin, chosen, find_backups, look_for
from consentdesk.services.daily import back_up_daily
from consentdesk.storage import keys
from consentdesk.storage.places import SIDE_FILES
from consentdesk.storage.register import Register
from tests.services.office import CLERK, MONDAY, SKOVSKOLEN, Office
from tests.templates import Founding, Templates

MINE, OTHERS = "0123abcd-0000", "consentdesk-daily-99999999-20260914.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


def _file(path: Path, at: datetime, size: int = 10) -> Path:
    path.write_bytes(b"x" * size)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def test_all_kinds_are_found_newest_first(tmp_path: Path, folder: Path) -> None:
    register = _file(tmp_path / "register.db", datetime(2026, 9, 15, tzinfo=UTC))
    noon = datetime(2026, 9, 14, 12, tzinfo=UTC)
    _file(folder / "consentdesk-daily-0123abcd-20260914.db", noon, 3_000)
    _file(folder / "consentdesk-20260913-101500.db", noon)
    _file(tmp_path / "register.db.before-restore-20260912T080000Z", noon)
    _file(tmp_path / "register.db.version-0005-20260911T080000Z-2", noon)
    found = find_backups(register, folder, MINE)
    assert [b.origin for b in found] == [
        Origin.DAILY,
        Origin.BY_HAND,
        Origin.BEFORE_RESTORE,
        Origin.BEFORE_UPGRADE,
    ]
    assert [b.day.day for b in found] == [14, 13, 12, 11]
    assert found[0].at == noon
    assert found[0].bytes == 3_000
    assert found[1].at == datetime.fromisoformat("2026-09-13T10:15").astimezone()
    assert found[2].at == datetime(2026, 9, 12, 8, tzinfo=UTC)


def test_what_belongs_to_another_register_or_program_is_not_offered(
    tmp_path: Path, folder: Path
) -> None:
    register = _file(tmp_path / "consentdesk-20260901-080000.db", datetime.now(UTC))
    noon = datetime(2026, 9, 14, 12, tzinfo=UTC)
    for name in (OTHERS, "consentdesk-notes.db", "consentdesk-99999999-999999.db", "photo.jpg"):
        _file(folder / name, noon)
    for end in ("-wal", "-shm", "-journal"):
        _file(tmp_path / f"{register.name}.before-restore-20260912T080000Z{end}", noon)
    _file(tmp_path / "another.db.before-restore-20260912T080000Z", noon)
    assert find_backups(register, folder, MINE) == ()
    # Without knowing whose the register is, nobody's daily backup is held back.
    (one,) = find_backups(register, folder, None)
    assert one.path.name == OTHERS


def test_a_daily_backup_copied_about_since_has_a_day_and_no_time(
    tmp_path: Path, folder: Path
) -> None:
    _file(folder / "consentdesk-daily-0123abcd-20260914.db", datetime(2026, 10, 1, tzinfo=UTC))
    (found,) = find_backups(tmp_path / "register.db", folder, MINE)
    assert (found.day, found.at) == (date(2026, 9, 14), None)


def test_a_folder_that_is_gone_holds_none(tmp_path: Path) -> None:
    assert find_backups(tmp_path / "no" / "register.db", tmp_path / "gone", MINE) == ()
    assert find_backups(tmp_path / "register.db", None, None) == ()


def test_what_the_program_writes_is_found_again(office: Office, folder: Path) -> None:
    daily = back_up_daily(office.register, folder, office.at)
    by_hand = folder / "consentdesk-20260913-101500.db"
    upkeep.backup(office.register, by_hand)
    with office.register.read() as reader:
        uuid = reader.institution.uuid
    found = find_backups(Path(office.register.location), folder, uuid)
    assert {b.path for b in found} == {daily, by_hand}


def test_any_file_can_be_pointed_at(tmp_path: Path) -> None:
    at = datetime(2026, 9, 14, 12, tzinfo=UTC)
    path = _file(tmp_path / "stick.db", at, 7)
    assert chosen(path) == Backup(path, Origin.CHOSEN, at.astimezone().date(), at, 7)
    with pytest.raises(OSError, match="gone"):
        chosen(tmp_path / "gone")


def test_a_backup_is_known_by_what_it_holds_whatever_it_is_called(
    office: Office, folder: Path, tmp_path: Path, templates: Templates
) -> None:
    """Beside the register, among the daily ones, and where one was once made."""
    register = Path(office.register.location)
    beside, among = register.parent / "bk.db", folder / "school-backup"
    away = tmp_path / "stick" / "Solen.db"
    away.parent.mkdir()
    for path in (beside, among, away):
        upkeep.backup(office.register, path)
    templates.copy(Founding("Bøgehuset", CLERK, MONDAY), register.parent / "another.db")
    with closing(sqlite3.connect(folder / "other.db")) as other:
        other.execute("CREATE TABLE institution (uuid TEXT)")
    (folder / "notes.txt").write_text("nothing")
    found = look_for(register, folder, office.register.house)
    assert {one.path for one in found.backups} == {beside, among, away}
    assert {one.origin for one in found.backups} == {Origin.BY_HAND}
    assert found.unsure == ()
    # Of a register that can't be read any more, nobody knows which of them are its own.
    assert look_for(register, folder, None).backups == ()
    before = {path.name for path in (*folder.iterdir(), *register.parent.iterdir())}
    assert not any(name.endswith(SIDE_FILES) and name.startswith("other") for name in before)


def test_a_backup_on_a_disk_that_is_not_there_may_still_be_one(
    office: Office, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    upkeep.backup(office.register, stick / "a.db")
    upkeep.backup(office.register, tmp_path / "deleted.db")
    (tmp_path / "deleted.db").unlink()
    stick.rename(tmp_path / "pulled out")
    found = look_for(Path(office.register.location), None, office.register.house)
    assert (found.backups, found.unsure) == ((), (stick / "a.db",))


def test_more_backups_than_are_remembered_one_by_one_are_told(
    office: Office, tmp_path: Path
) -> None:
    """A script makes one every night."""
    nightly = tmp_path / "stick" / "nightly"
    nightly.mkdir(parents=True)
    upkeep.backup(office.register, nightly / "0.db")
    for day in range(1, 62):
        shutil.copy(nightly / "0.db", nightly / f"{day}.db")
        remembered.note_backup(office.register.house, nightly / f"{day}.db")
    register = Path(office.register.location)
    found = look_for(register, None, office.register.house)
    assert {one.path for one in found.backups} == set(nightly.iterdir())
    assert found.unsure == ()
    for day in range(62):
        remembered.note_backup(office.register.house, tmp_path / f"{day}.db")
    # None of those is remembered one by one any more.
    found = look_for(register, None, office.register.house)
    assert {one.path for one in found.backups} == set(nightly.iterdir())
    nightly.parent.rename(tmp_path / "pulled out")
    found = look_for(register, None, office.register.house)
    assert (found.backups, found.unsure) == ((), (nightly,))
    # What was deleted for good is nothing to tell again and again.
    nightly.parent.mkdir()
    found = look_for(register, None, office.register.house)
    assert (found.backups, found.unsure) == ((), ())


def test_what_lies_beside_a_backup_made_elsewhere_is_told_too(
    office: Office, tmp_path: Path
) -> None:
    away = tmp_path / "stick" / "a.db"
    away.parent.mkdir()
    upkeep.backup(office.register, away)
    shutil.copy(away, away.with_name("copied there.sqlite"))
    (away.with_name("notes.txt")).write_text("nothing")
    found = look_for(Path(office.register.location), None, office.register.house)
    assert {one.path.name for one in found.backups} == {"a.db", "copied there.sqlite"}


def test_a_backup_under_another_passphrase_may_be_one_and_a_noted_one_is(
    office: Office, tmp_path: Path
) -> None:
    register = Path(office.register.location)
    made = tmp_path / "made" / "a.db"
    made.parent.mkdir()
    upkeep.backup(office.register, made, "fire små grå ænder")
    shutil.copy(made, register.parent / "found.db")
    keys.forget()
    found = look_for(register, None, office.register.house)
    assert [one.path for one in found.backups] == [made]
    assert found.unsure == (register.parent / "found.db",)


def test_a_copy_of_an_encrypted_register_is_known_while_it_is_locked(
    tmp_path: Path, templates: Templates
) -> None:
    register = templates.copy(SKOVSKOLEN, tmp_path / "register" / "school.db")
    locking.encrypt(str(register), "fire små grå ænder")
    shutil.copy(register, tmp_path / "register" / "before.db")
    keys.forget()
    found = look_for(register, None, "whatever")
    assert [one.path.name for one in found.backups] == ["before.db"]


def test_copies_of_any_name_are_encrypted_with_their_register(
    office: Office, tmp_path: Path
) -> None:
    register, away = Path(office.register.location), tmp_path / "stick" / "a.db"
    away.parent.mkdir()
    upkeep.backup(office.register, register.parent / "bk.db")
    upkeep.backup(office.register, away)
    office.register.close()
    done = locking.encrypt(str(register), "fire små grå ænder")
    assert set(done.copies) == {register.parent / "bk.db", away}
    assert all(locking.is_encrypted(str(path)) for path in done.copies)


def test_backups_of_another_institution_in_the_same_folder_are_left_alone(
    office: Office, folder: Path, tmp_path: Path, templates: Templates
) -> None:
    """Whatever they are called: under our key nobody there could open them any more."""
    theirs = templates.copy(Founding("Bøgehuset", CLERK, MONDAY), tmp_path / "theirs" / "b.db")
    plain, secret = (folder / f"consentdesk-20261101-12000{n}.db" for n in (0, 1))
    with Register.open(str(theirs)) as other:
        upkeep.backup(other, plain)
        upkeep.backup(other, secret, "noget ganske andet")
    keys.forget()
    ours = folder / "consentdesk-20261102-120000.db"
    upkeep.backup(office.register, ours)
    register, before = Path(office.register.location), plain.read_bytes()
    found = look_for(register, folder, office.register.house)
    assert ([one.path for one in found.backups], found.unsure) == ([ours], (secret,))
    # Who restores can point at one whose passphrase was another then.
    offered = find_backups(register, folder, office.register.house)
    assert [one.path for one in offered] == [ours, secret]
    office.register.close()
    done = locking.encrypt(str(register), "fire små grå ænder", folder=folder)
    # What has a passphrase of its own is nobody's to read.
    assert (done.copies, done.left, done.unsure) == ((ours,), (), ())
    assert plain.read_bytes() == before


def test_a_copy_somebody_works_on_is_left_as_it_is(office: Office) -> None:
    register = Path(office.register.location)
    copy = register.parent / "bk.db"
    upkeep.backup(office.register, copy)
    office.register.close()
    with Register.open(str(copy)) as other, other.read():
        done = locking.encrypt(str(register), "fire små grå ænder")
    assert (done.copies, done.left) == ((), (copy,))


def test_r28_a_backup_whose_path_bears_one_name_is_told_for_the_next(
    office: Office, tmp_path: Path
) -> None:
    noah, ella = office.child("Noah Lund"), office.child("Ella Dal")
    (tmp_path / "stick of Noah Lund").mkdir()
    made = tmp_path / "stick of Noah Lund" / "copy.db"
    upkeep.backup(office.register, made)
    for child, name in ((noah, "Noah Lund"), (ella, "Ella Dal")):
        told = erasing.erase(*office.desk, subject=child, confirm=name).elsewhere
        assert [one.path for one in told.backups] == [made]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is Unicode")
def test_a_folder_whose_name_is_no_text_takes_backups_and_is_remembered(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / os.fsdecode(b"k\xf8benhavn")
    folder.mkdir()
    daily = back_up_daily(office.register, folder, office.at)
    upkeep.backup(office.register, folder / "a.db")
    found = find_backups(Path(office.register.location), None, office.register.house)
    assert {one.path for one in found} == {daily, folder / "a.db"}


def test_the_folder_of_daily_backups_is_remembered(office: Office, folder: Path) -> None:
    """The command line is not told of it."""
    daily = back_up_daily(office.register, folder, office.at)
    found = find_backups(Path(office.register.location), None, office.register.house)
    assert [(one.path, one.origin) for one in found] == [(daily, Origin.DAILY)]
