"""Encrypting a register and its backups where one file has several names: nothing is lost."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from consentdesk.services import locking, remembered, upkeep
from consentdesk.services.backups import look_for
from consentdesk.services.daily import back_up_daily
from consentdesk.services.locking import Encrypted
from consentdesk.storage.copying import is_sound
from tests.services.office import Office

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators")

PHRASE = "fire små grå ænder"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


def _encrypt(office: Office, folder: Path) -> Encrypted:
    office.register.close()
    return locking.encrypt(office.register.location, PHRASE, folder=folder)


def _assert_encrypted(*paths: Path) -> None:
    for path in paths:
        assert locking.is_encrypted(str(path)), path
        assert is_sound(path), path
        assert not list(path.parent.glob(".*.new"))


@pytest.mark.parametrize("name", ["0.db", "latest.db", "consentdesk-20261102-101010.db"])
def test_a_link_to_a_backup_stays_one_and_the_backup_is_encrypted_once(
    office: Office, folder: Path, name: str
) -> None:
    copy, link = folder / "consentdesk-20261101-101010.db", folder / name
    upkeep.backup(office.register, copy)
    link.symlink_to(copy.name)
    done = _encrypt(office, folder)
    assert (done.copies, done.left, done.other_names) == ((copy,), (), ())
    assert link.is_symlink()
    _assert_encrypted(copy, link)


def test_a_backup_elsewhere_that_a_link_leads_to_is_encrypted_where_it_lies(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    away = tmp_path / "nas" / "only.db"
    away.parent.mkdir()
    upkeep.backup(office.register, folder / "a.db")
    # Not noted as made there.
    (folder / "a.db").rename(away)
    (folder / "nas.db").symlink_to(away)
    register = Path(office.register.location)
    found = look_for(register, folder, office.register.house)
    assert [one.path for one in found.backups] == [away]
    done = _encrypt(office, folder)
    assert (done.copies, done.left) == ((away,), ())
    assert (folder / "nas.db").is_symlink()
    _assert_encrypted(away)


def test_a_folder_named_by_a_link_holds_no_backup_twice(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    upkeep.backup(office.register, folder / "a.db")
    (tmp_path / "alias").symlink_to(folder)
    done = _encrypt(office, tmp_path / "alias")
    assert (len(done.copies), done.left, done.other_names) == (1, (), ())
    _assert_encrypted(folder / "a.db")


def test_links_that_lead_nowhere_in_a_ring_or_to_the_register_are_no_backups(
    office: Office, folder: Path
) -> None:
    register = Path(office.register.location)
    (folder / "gone.db").symlink_to(folder / "deleted.db")
    (folder / "ring.db").symlink_to("gnir.db")
    (folder / "gnir.db").symlink_to("ring.db")
    (folder / "consentdesk-20261101-101010.db").symlink_to(register)
    (folder / "current.db").symlink_to(register)
    found = look_for(register, folder, office.register.house)
    assert (found.backups, found.unsure) == ((), ())
    done = _encrypt(office, folder)
    assert (done.copies, done.left, done.other_names) == ((), (), ())
    _assert_encrypted(register)


def test_what_a_link_leads_to_on_a_disk_that_is_not_there_may_be_a_backup(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    (folder / "nas.db").symlink_to(tmp_path / "nas" / "only.db")
    (folder / "pictures").symlink_to(tmp_path / "nas" / "pictures")
    found = look_for(Path(office.register.location), folder, office.register.house)
    assert found.unsure == (tmp_path / "nas" / "only.db",)


def test_a_backup_that_is_to_be_read_only_is_encrypted_too(office: Office, folder: Path) -> None:
    upkeep.backup(office.register, folder / "a.db")
    (folder / "a.db").chmod(0o400)
    done = _encrypt(office, folder)
    assert (done.copies, done.left) == ((folder / "a.db",), ())
    _assert_encrypted(folder / "a.db")


def test_a_backup_that_no_draft_can_lie_beside_is_left_as_it_is(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    away = tmp_path / "nas" / ("a" * 250 + ".db")
    away.parent.mkdir()
    upkeep.backup(office.register, folder / "a.db")
    (folder / "a.db").rename(away)
    (folder / "nas.db").symlink_to(away)
    done = _encrypt(office, folder)
    assert (done.copies, done.left) == ((), (away,))
    assert is_sound(away)


def test_the_copies_that_were_encrypted_are_known_afterwards(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    """Whoever is erased later is told of them, in a folder the command line was named once, too."""
    register = Path(office.register.location)
    daily = back_up_daily(office.register, folder, office.at)
    assert daily is not None
    copies = {folder / "æøå kopi.sqlite", tmp_path / daily.name, register.parent / "b.db"}
    for copy in copies:
        shutil.copy(daily, copy)
    daily.unlink()
    remembered.keep(office.register.house, {})
    house = office.register.house
    office.register.close()
    locking.encrypt(str(register), PHRASE, folder=folder)
    locking.encrypt(str(register), PHRASE, folder=tmp_path)
    files, folders = remembered.backups(house)
    assert (files, folders) == ((folder / "æøå kopi.sqlite",), (tmp_path,))
    assert {one.path for one in look_for(register, None, house).backups} == copies


def test_a_folder_of_backups_that_is_not_there_is_told(office: Office, tmp_path: Path) -> None:
    done = _encrypt(office, tmp_path / "stick")
    assert done.unsure == (tmp_path / "stick",)


def test_all_names_of_a_backup_are_encrypted_and_remain_one_file(
    office: Office, folder: Path
) -> None:
    names = [folder / "a.db", folder / "hard.db", Path(office.register.location).parent / "b.db"]
    upkeep.backup(office.register, names[0])
    for name in names[1:]:
        os.link(names[0], name)
    with names[0].open("rb") as old:
        done = _encrypt(office, folder)
        # Nobody has the old one under any name, so its bytes are gone.
        assert not any(old.read())
    assert set(done.copies) == set(names)
    assert (done.left, done.other_names) == ((), ())
    assert all(name.samefile(names[0]) for name in names)
    _assert_encrypted(*names)


def test_a_backup_with_a_name_elsewhere_is_not_overwritten_there_and_that_is_told(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    snapshot = tmp_path / "snapshot" / "a.db"
    snapshot.parent.mkdir()
    upkeep.backup(office.register, folder / "a.db")
    os.link(folder / "a.db", snapshot)
    before = snapshot.read_bytes()
    done = _encrypt(office, folder)
    assert (done.copies, done.left) == ((folder / "a.db",), ())
    assert done.other_names == (folder / "a.db",)
    _assert_encrypted(folder / "a.db")
    assert snapshot.read_bytes() == before


@pytest.mark.parametrize("is_at_hand", [True, False])
def test_a_further_name_of_the_register_is_not_overwritten(
    office: Office, folder: Path, tmp_path: Path, is_at_hand: bool
) -> None:
    register = Path(office.register.location)
    other = (folder if is_at_hand else tmp_path) / "consentdesk-20261101-101010.db"
    other.parent.mkdir(exist_ok=True)
    office.register.close()
    os.link(register, other)
    done = locking.encrypt(str(register), PHRASE, folder=folder)
    _assert_encrypted(register)
    if is_at_hand:
        assert (done.copies, done.left, done.other_names) == ((other,), (), ())
        _assert_encrypted(other)
    else:
        assert (done.copies, done.left, done.other_names) == ((), (), (register,))
        assert is_sound(other)
        assert not locking.is_encrypted(str(other))


def test_a_draft_that_was_killed_as_a_name_of_the_register_is_nothing_to_tell(
    office: Office, folder: Path
) -> None:
    register = Path(office.register.location)
    draft = register.with_name(f".{register.name}.0123abcd.new")
    office.register.close()
    os.link(register, draft)
    os.utime(register, (1, 1))
    done = locking.encrypt(str(register), PHRASE, folder=folder)
    assert (done.left, done.other_names) == ((), ())
    assert not draft.exists()
    _assert_encrypted(register)
