"""What an encrypted register's desk keeps beside it is as unreadable as the register itself."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir

import pytest

from consentdesk.domain.photos import Depiction, PhotoId
from consentdesk.errors import RegisterError
from consentdesk.paths import cache_dir, remembered_dir, settings_file
from consentdesk.services import erasing, locking, originals, remembered
from consentdesk.services.access_pack import making, showing
from consentdesk.storage import keys
from consentdesk.storage.register import Register
from tests.services.office import CLERK, SKOVSKOLEN, Office
from tests.templates import Templates

PHRASE = "fire små grå ænder"
SMALL = b"\xff\xd8\xff\xe0 a small picture of somebody, kept \xff\xd9"
CHILD = "Søren Østerlund"


@pytest.fixture(autouse=True)
def _nothing_held() -> Iterator[None]:
    keys.forget()
    yield
    keys.forget()


@pytest.fixture
def plain(tmp_path: Path, templates: Templates) -> Path:
    return templates.copy(SKOVSKOLEN, tmp_path / "register" / "school.db")


@pytest.fixture
def secret(plain: Path) -> Path:
    locking.encrypt(str(plain), PHRASE)
    return plain


def telling(marks: list[bytes], root: Path) -> list[Path]:
    """The files that hold one of these, or are named by it: caches, temporary ones, the register's.

    All that the program ever writes in a test lies below that folder, and so do the photographer's
    own files, which are no business of ours.
    """
    assert cache_dir().is_relative_to(root)
    assert Path(gettempdir()).is_relative_to(root)
    found = []
    for path in root.rglob("*"):
        if path.is_file() and not path.is_relative_to(root / "pictures"):
            data = path.read_bytes() + os.fsencode(path.name)
            if any(mark in data for mark in marks):
                found.append(path)
    return found


def house(register: Register) -> str:
    with register.read() as reader:
        return reader.institution.uuid


def remember(home: str) -> None:
    """Folders called after a child, as the windows remember them and as they once did."""
    remembered.keep(
        home, {"intake/paper_at": f"Mappe {CHILD}", "alike/0": [f"/cards/{CHILD}/1.jpg"]}
    )
    file = settings_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"[files]\nfolder=/pictures/{CHILD}\n\n[desk]\nscheme=dark\n", "utf-8")


def a_photo(office: Office) -> tuple[PhotoId, bytes]:
    """A picture that came in, with a small one kept, in a folder that names somebody."""
    folder = office.folder / CHILD
    folder.mkdir(parents=True, exist_ok=True)
    office.folder = folder
    path = office.portrait(office.family(CHILD))
    photo = office.photo(path)
    with office.register.read() as reader:
        digest = reader.registered(photo).sha256
    originals.note(house(office.register), {photo: path}, as_registered=[photo])
    originals.keep_preview(house(office.register), photo, digest, SMALL)
    return photo, digest


def marks(digest: bytes) -> list[bytes]:
    return [SMALL, CHILD.encode(), digest.hex()[:16].encode()]


def test_nothing_in_the_caches_tells_anything(secret: Path, tmp_path: Path) -> None:
    with Register.open(str(secret)) as register:
        office = Office(register, tmp_path / "pictures")
        photo, digest = a_photo(office)
        home = house(register)
        remembered.keep(home, {"intake/paper_at": f"Mappe {CHILD}"})
        assert originals.preview(home, photo, digest) == SMALL
        assert [path.parent.name for path in originals.versions(home, photo)] == [CHILD]
        assert telling(marks(digest), tmp_path) == []
        keys.forget()
        assert originals.preview(home, photo, digest) is None
        assert originals.versions(home, photo) == ()
        assert remembered.kept(home) == {}
        remembered.keep(home, {"files/folder": f"/pictures/{CHILD}"})
        originals.note(home, {photo: tmp_path / CHILD})
        originals.keep_preview(home, photo, digest, SMALL)
        assert telling(marks(digest), tmp_path) == []
        locking.unlock(secret, PHRASE)
        assert originals.preview(home, photo, digest) == SMALL
        assert remembered.kept(home) == {"intake/paper_at": f"Mappe {CHILD}"}


def test_the_search_finds_what_an_open_register_keeps(plain: Path, tmp_path: Path) -> None:
    """Or the tests here would prove nothing."""
    with Register.open(str(plain)) as register:
        _photo, digest = a_photo(Office(register, tmp_path / "pictures"))
        before = len(telling(marks(digest), tmp_path))
        assert before >= 2
        remember(house(register))
        assert len(telling(marks(digest), tmp_path)) == before + 2


def test_what_was_kept_in_the_open_goes_when_the_register_is_encrypted(
    plain: Path, tmp_path: Path
) -> None:
    with Register.open(str(plain)) as register:
        photo, digest = a_photo(Office(register, tmp_path / "pictures"))
        home = house(register)
        remember(home)
        before = remembered.kept(home)
    locking.encrypt(str(plain), PHRASE)
    assert telling(marks(digest), tmp_path) == []
    assert originals.preview(home, photo, digest) is None
    assert remembered.kept(home) == before
    assert "scheme=dark" in settings_file().read_text("utf-8")


def test_another_passphrase_leaves_what_is_remembered_as_it_is(secret: Path) -> None:
    with Register.open(str(secret)) as register:
        home = house(register)
    remembered.keep(home, {"files/folder": "/pictures/2.A"})
    locking.encrypt(str(secret), PHRASE.upper())
    assert remembered.kept(home) == {"files/folder": "/pictures/2.A"}
    keys.forget()
    locking.unlock(secret, PHRASE.upper())
    assert remembered.kept(home) == {"files/folder": "/pictures/2.A"}


def test_what_was_kept_in_the_open_is_sealed_once_the_register_was_encrypted_elsewhere(
    plain: Path, tmp_path: Path
) -> None:
    """At another computer: this one hears of it when it opens the register."""
    with Register.open(str(plain)) as register:
        home = house(register)
    stick = tmp_path / "stick"
    remembered.keep(home, {"intake/paper_at": f"Mappe {CHILD}"})
    remembered.note_backup(home, stick / "a.db")
    (open_file,) = remembered_dir().iterdir()
    there = open_file.read_bytes()
    locking.encrypt(str(plain), PHRASE)
    remembered.reseal(home, {})
    keys.forget()
    open_file.write_bytes(there)
    with pytest.raises(RegisterError), Register.open(str(plain)):
        pass
    remembered.note_backup(home, stick / "while locked.db")
    assert open_file.read_bytes() == there
    locking.unlock(plain, PHRASE)
    with Register.open(str(plain)):
        remembered.note_backup(home, stick / "b.db")
        assert remembered.backups(home)[0] == (stick / "a.db", stick / "b.db")
        assert remembered.kept(home)["intake/paper_at"] == f"Mappe {CHILD}"
        assert not open_file.exists()
        assert telling([CHILD.encode()], tmp_path) == []
        remembered.forget_named(home, lambda text: CHILD in text)
        assert list(remembered.kept(home)) == [remembered.BACKUPS]


def test_one_changed_byte_is_no_picture(secret: Path, tmp_path: Path) -> None:
    with Register.open(str(secret)) as register:
        photo, digest = a_photo(Office(register, tmp_path / "pictures"))
        file = originals.preview_file(house(register), photo, digest)
        data = bytearray(file.read_bytes())
        data[-1] ^= 1
        file.write_bytes(data)
        assert originals.preview(house(register), photo, digest) is None


def test_r28_the_erased_are_in_no_cache_either(secret: Path, tmp_path: Path) -> None:
    with Register.open(str(secret)) as register:
        office = Office(register, tmp_path / "pictures")
        photo, digest = a_photo(office)
        (child,) = {one.subject for one in office_shows(register, photo)}
        erasing.erase(*office.desk, subject=child, confirm=CHILD)
        assert originals.versions(house(register), photo) == ()
        assert originals.preview(house(register), photo, digest) is None
        assert not any((cache_dir() / "photos").rglob("*.sealed"))


def test_making_an_access_pack_leaves_nothing_but_the_pack(secret: Path, tmp_path: Path) -> None:
    with Register.open(str(secret)) as register:
        office = Office(register, tmp_path / "pictures")
        photo, _digest = a_photo(office)
        (child,) = {one.subject for one in office_shows(register, photo)}
        gallery = showing.gallery(register, office.at, child)
        (picture,) = gallery.pictures
        assert picture.jpeg is not None
        inside = picture.jpeg[200:400]
        pack = tmp_path / "packs" / "access.zip"
        pack.parent.mkdir()
        seen: list[Path] = []

        def look(_done: int, _total: int) -> None:
            seen.extend(telling([inside, CHILD.encode()], tmp_path))

        making.make_access_pack(register, CLERK, office.at, pack, gallery, progress=look)
        assert {path.parent for path in seen} <= {pack.parent}
        assert telling([inside, CHILD.encode()], tmp_path) == [pack]
        assert list(pack.parent.iterdir()) == [pack]


def office_shows(register: Register, photo: PhotoId) -> tuple[Depiction, ...]:
    with register.read() as reader:
        return reader.depicted([photo])[photo]
