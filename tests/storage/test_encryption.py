"""An encrypted register: unreadable on the disk, whole for whoever has the passphrase."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.storage import keys
from consentdesk.storage.database import raw_file
from consentdesk.storage.drafts import DRAFT
from consentdesk.storage.places import files_of
from consentdesk.storage.register import Register
from consentdesk.storage.unlocking import recovery_of, unlock, unlock_by_recovery
from consentdesk.storage.upkeep import backup, encrypt, restore, verify
from consentdesk.storage.values import SubjectFilter
from tests.factories import DAY, NOW
from tests.storage.desk import CLERK, HOUSE, journaled_yes, writing

PHRASE = "fire små grå ænder"
OTHER = "en helt anden sætning"
NAME = "Ingeborg Thyrring"


@pytest.fixture(autouse=True)
def _nothing_held() -> None:
    keys.forget()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """An encrypted register with a permission in it, closed and locked."""
    path = tmp_path / "secret.db"
    with Register.create(
        str(path), institution=HOUSE, policy="dk", clerk=CLERK, at=NOW, passphrase=PHRASE
    ) as register:
        _fill(register)
    keys.forget()
    return path


def _fill(register: Register) -> None:
    with writing(register) as writer:
        journaled_yes(writer, NAME)


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in _files(folder))


def _is_legible(folder: Path) -> bool:
    found = _bytes(folder)
    return any(word in found for word in (NAME.encode(), HOUSE.encode(), b"CREATE TABLE"))


def test_no_byte_of_it_can_be_read_on_the_disk_while_it_is_used(secret: Path) -> None:
    unlock(secret, PHRASE)
    with Register.open(str(secret)) as register:
        _fill(register)
        with register.read() as reader:
            assert reader.find_subjects(SubjectFilter(text="thyrring"), DAY)
        # The side files hold the newest pages, in the open if it were not for the key.
        assert any(file.exists() for file in files_of(secret)[1:])
        assert not _is_legible(secret.parent)
        backup(register, secret.parent / "backup.db")
    assert not _is_legible(secret.parent)


def test_what_is_looked_for_would_be_found_in_a_register_that_is_not_encrypted(
    file: Path,
) -> None:
    with Register.open(str(file)) as register:
        _fill(register)
    assert _is_legible(file.parent)


def test_without_the_passphrase_nothing_opens_it(secret: Path) -> None:
    with pytest.raises(RegisterError) as caught:
        Register.open(str(secret))
    assert caught.value.problem is Problem.PHRASE_NEEDED
    for wrong in ("", "fire små grå ænder ", OTHER):
        with pytest.raises(RegisterError) as caught:
            unlock(secret, wrong)
        assert caught.value.problem is Problem.PHRASE_WRONG
        assert keys.is_locked(secret)


def test_a_passphrase_typed_on_another_keyboard_is_the_same_one(secret: Path) -> None:
    # A Mac takes "å" for "a" and a ring.
    unlock(secret, "fire sma\u030a gra\u030a ænder")
    with Register.open(str(secret)) as register:
        assert verify(register).ok


def test_once_forgotten_it_must_be_unlocked_again(secret: Path) -> None:
    unlock(secret, PHRASE)
    Register.open(str(secret)).close()
    keys.forget()
    with pytest.raises(RegisterError):
        Register.open(str(secret))


def test_the_recovery_key_opens_it_however_it_is_typed(secret: Path) -> None:
    unlock(secret, PHRASE)
    printed = recovery_of(secret)
    assert len(printed.split("-")) == 14
    for typed in (printed, printed.lower().replace("-", " "), printed.replace("O", "0")):
        keys.forget()
        unlock_by_recovery(secret, typed)
        Register.open(str(secret)).close()


def test_a_recovery_key_mistyped_or_of_another_register_opens_nothing(
    secret: Path, tmp_path: Path
) -> None:
    unlock(secret, PHRASE)
    printed = recovery_of(secret)
    pairs = (at for at in range(len(printed) - 1) if "-" not in printed[at : at + 2])
    at = next(at for at in pairs if printed[at] != printed[at + 1])
    swapped = printed[:at] + printed[at + 1] + printed[at] + printed[at + 2 :]
    for wrong in (swapped, printed[:-1], "", "æøå"):
        with pytest.raises(BadInput) as caught:
            unlock_by_recovery(secret, wrong)
        assert caught.value.problem is Problem.RECOVERY_UNREADABLE
    place = tmp_path / "other.db"
    Register.create(
        str(place), institution=HOUSE, policy="dk", clerk=CLERK, at=NOW, passphrase=OTHER
    ).close()
    with pytest.raises(RegisterError) as told:
        unlock_by_recovery(secret, recovery_of(place))
    assert told.value.problem is Problem.PHRASE_WRONG


def test_a_key_says_nothing_of_itself() -> None:
    key = keys.new_key(PHRASE)
    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)


def test_the_same_passphrase_makes_another_key_for_another_register() -> None:
    assert keys.new_key(PHRASE).secret != keys.new_key(PHRASE).secret


def test_a_register_is_encrypted_where_it_lies_and_nothing_of_it_is_lost(
    file: Path, tmp_path: Path
) -> None:
    with Register.open(str(file)) as register:
        _fill(register)
        before = verify(register)
        with register.read() as reader:
            ledger = reader.ledger(limit=1000)
    held = os.open(file, os.O_RDONLY)
    encrypt(str(file), PHRASE)
    # The old file is nobody's any more, and its bytes are gone.
    assert set(os.read(held, os.fstat(held).st_size)) == {0}
    os.close(held)
    assert _files(tmp_path) == {file}
    assert not _is_legible(tmp_path)
    with Register.open(str(file)) as register:
        assert verify(register) == before
        with register.read() as reader:
            assert reader.ledger(limit=1000) == ledger
        _fill(register)
        assert verify(register).ok


def test_another_passphrase_takes_the_place_of_the_first(secret: Path) -> None:
    unlock(secret, PHRASE)
    salt = keys.salt_in(secret)
    encrypt(str(secret), OTHER)
    assert keys.salt_in(secret) != salt
    keys.forget()
    with pytest.raises(RegisterError):
        unlock(secret, PHRASE)
    unlock(secret, OTHER)
    with Register.open(str(secret)) as register:
        assert verify(register).ok


def test_a_register_somebody_works_with_is_not_encrypted_under_them(file: Path) -> None:
    with Register.open(str(file)) as register:
        with register.read() as reader, pytest.raises(RegisterError) as caught:
            reader.head()
            encrypt(str(file), PHRASE)
        assert caught.value.problem is Problem.REGISTER_IN_USE
        _fill(register)
    assert _is_legible(file.parent)
    assert _files(file.parent) == {file}


def test_a_register_that_does_not_verify_is_left_as_it_is(file: Path) -> None:
    with Register.open(str(file)) as register:
        _fill(register)
    with closing(raw_file(file)) as raw:
        raw.execute("UPDATE head SET number = number + 1")
    with pytest.raises(RegisterError) as caught:
        encrypt(str(file), PHRASE)
    assert caught.value.problem is Problem.REGISTER_DAMAGED
    assert NAME.encode() in file.read_bytes()
    assert _files(file.parent) == {file}


def test_a_damaged_page_is_damage_and_no_other_program_s_file(secret: Path) -> None:
    unlock(secret, PHRASE)
    data = bytearray(secret.read_bytes())
    data[100] ^= 1
    secret.write_bytes(data)
    with pytest.raises(RegisterError) as caught:
        Register.open(str(secret))
    assert caught.value.problem is Problem.REGISTER_DAMAGED


def test_every_flipped_byte_of_every_page_is_noticed(secret: Path) -> None:
    unlock(secret, PHRASE)
    whole = secret.read_bytes()
    for at in range(20, len(whole), 4096):
        secret.write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
        with pytest.raises(RegisterError), Register.open(str(secret)) as register:
            if not verify(register).ok:
                raise RegisterError(Problem.REGISTER_DAMAGED, path="", reason="")


def test_a_backup_from_before_does_not_lay_open_what_is_encrypted_now(
    file: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old" / "old.db"
    old.parent.mkdir()
    with Register.open(str(file)) as register:
        _fill(register)
        backup(register, old)
    encrypt(str(file), PHRASE)
    restore(old, str(file), at=NOW)
    assert keys.salt_in(file) is not None
    old.unlink()
    assert not _is_legible(tmp_path)
    keys.forget()
    unlock(file, PHRASE)
    with Register.open(str(file)) as register:
        assert verify(register).ok


def test_a_backup_is_opened_by_the_passphrase_it_was_made_under(
    secret: Path, tmp_path: Path
) -> None:
    unlock(secret, PHRASE)
    copy = tmp_path / "backup.db"
    with Register.open(str(secret)) as register:
        backup(register, copy)
    encrypt(str(secret), OTHER)
    keys.forget()
    unlock(secret, OTHER)
    with pytest.raises(RegisterError) as caught:
        restore(copy, str(secret), at=NOW)
    assert caught.value.problem is Problem.PHRASE_NEEDED
    assert caught.value.facts["path"] == str(copy)
    unlock(copy, PHRASE)
    restore(copy, str(secret), at=NOW)
    keys.forget()
    unlock(secret, OTHER)
    with Register.open(str(secret)) as register:
        assert verify(register).ok


def test_a_server_s_database_is_not_ours_to_encrypt() -> None:
    address = "postgresql+psycopg://nobody@localhost/none"
    with pytest.raises(BadInput) as caught:
        encrypt(address, PHRASE)
    assert caught.value.problem is Problem.ENCRYPTED_BY_SERVER
    with pytest.raises(BadInput) as caught:
        Register.create(
            address, institution=HOUSE, policy="dk", clerk=CLERK, at=NOW, passphrase=PHRASE
        )
    assert caught.value.problem is Problem.ENCRYPTED_BY_SERVER


def test_the_draft_of_a_killed_run_goes_once_it_can_be_looked_into(secret: Path) -> None:
    draft = secret.with_name(f".{secret.name}.0123abcd.new")
    draft.write_bytes(secret.read_bytes())
    os.utime(draft, (0, 0))
    with pytest.raises(RegisterError):
        Register.open(str(secret))
    assert draft.exists()
    unlock(secret, PHRASE)
    Register.open(str(secret)).close()
    assert not draft.exists()


@pytest.mark.parametrize("engine", ["file", "server"])
def test_a_backup_of_a_readable_register_is_encrypted_from_its_first_byte(
    engine: str, tmp_path: Path, postgres_url: str
) -> None:
    place = str(tmp_path / "open.db") if engine == "file" else postgres_url
    copy = tmp_path / "copies" / "copy.db"
    copy.parent.mkdir()
    with Register.create(place, institution=HOUSE, policy="dk", clerk=CLERK, at=NOW) as register:
        _fill(register)
        head = backup(register, copy, PHRASE)
        with register.read() as reader:
            assert head == reader.head()
    assert [path.name for path in copy.parent.iterdir()] == ["copy.db"]
    assert copy.read_bytes().startswith(keys.MARK)
    assert not _is_legible(copy.parent)
    keys.forget()
    assert keys.is_locked(copy)
    unlock(copy, PHRASE)
    back = tmp_path / "back.db"
    restore(copy, str(back), at=NOW)
    with Register.open(str(back)) as register:
        found = verify(register)
        assert (found.ok, found.head) == (True, head.digest)


def test_looking_at_a_backup_changes_nothing_about_the_caches(tmp_path: Path, secret: Path) -> None:
    """A copy anybody can read is no reason to keep pictures in the open, nor the other way."""
    unlock(secret, PHRASE)
    with Register.open(str(secret)) as register, register.read() as reader:
        house = reader.institution.uuid
    kept = keys.cache_secret(house)
    assert kept is not None
    draft = tmp_path / f".copy.db.0123abcd{DRAFT}"
    draft.write_bytes(b"")
    keys.belongs(house, draft)
    assert keys.cache_secret(house) == kept
    keys.belongs(house, tmp_path / "open.db")
    assert keys.cache_secret(house) is None


def test_a_file_that_fails_while_its_beginning_is_read_is_told_of(tmp_path: Path) -> None:
    # A folder is opened and can't be read, as a file on a disk that is dying.
    with pytest.raises(RegisterError) as told:
        keys.belongs("house", tmp_path)
    assert told.value.problem is Problem.REGISTER_UNREACHABLE
    assert told.value.facts["path"] == str(tmp_path)
