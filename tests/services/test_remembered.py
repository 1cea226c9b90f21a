"""What this computer remembers of an institution, and how somebody who is erased goes from it."""

import json
from pathlib import Path

from consentdesk.paths import remembered_dir, settings_file
from consentdesk.services import remembered
from consentdesk.storage.called import Called

HOUSE, NAME = "0123abcd-0000", "Søren Østerlund"


def is_meant(text: str) -> bool:
    return Called(NAME).is_whole(text)


def settings(text: str) -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(text, "utf-8")


def test_each_institution_has_its_own() -> None:
    remembered.keep(HOUSE, {"files/folder": "/a", "photos/folder-since": 1.5})
    remembered.keep("another", {"files/folder": "/b"})
    assert remembered.kept(HOUSE) == {"files/folder": "/a", "photos/folder-since": 1.5}
    assert remembered.kept("another") == {"files/folder": "/b"}
    assert remembered.kept("nobody") == {}


def test_a_file_that_was_spoilt_is_as_good_as_none() -> None:
    remembered.keep(HOUSE, {"files/folder": "/a"})
    (file,) = remembered_dir().iterdir()
    for spoilt in (b"", b"[1]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 100_000):
        file.write_bytes(spoilt)
        assert remembered.kept(HOUSE) == {}


def test_who_is_erased_goes_from_texts_and_from_lists() -> None:
    remembered.keep(
        HOUSE,
        {
            "intake/paper_at": "Mappe soeren oesterlund",
            "files/folder": "/pictures/2.A",
            "alike/0": ["/a/Søren Østerlund.jpg", "/a/IMG_1.jpg"],
            "alike/1": ["/a/Søren_Østerlund.jpg"],
            "photos/folder-since": 3.0,
        },
    )
    remembered.forget_named(HOUSE, is_meant)
    assert remembered.kept(HOUSE) == {
        "files/folder": "/pictures/2.A",
        "alike/0": ["/a/IMG_1.jpg"],
        "photos/folder-since": 3.0,
    }


def test_bytes_are_read_as_the_text_they_are() -> None:
    assert remembered.without(NAME.encode(), is_meant) is None
    assert remembered.without(b"2.A", is_meant) == "2.A"
    assert remembered.without(True, is_meant) is True


def test_who_is_erased_goes_from_the_settings_of_the_windows() -> None:
    kept = (
        "[backup]\nfolder=/backups\n\n[window]\ngeometry=@ByteArray(\\x1\\xd9\\0\\x3)\n"
        'page="a; b"\n\n[export]\nfolder\\website=C:\\\\out\n'
    )
    gone = (
        '[intake]\npaper_at="Mappe Søren Østerlund; \\"x\\""\n'
        "folder=C:\\\\Users\\\\Søren Østerlund\n"
        "old=S\\xf8ren \\xd8sterlund\nscans=/a, /b/Søren Østerlund/c\n"
    )
    settings(kept + gone)
    remembered.forget_named(HOUSE, is_meant)
    assert settings_file().read_text("utf-8") == kept + "[intake]\n"


def test_a_place_that_is_in_use_stays_and_is_told() -> None:
    """Else no backup is made any more, and nobody is reminded of what a restored one lacks."""
    noted = json.dumps([{"aside": f"/home/{NAME}/school.db"}, {"aside": "/other.db"}])
    written = noted.replace("\\", r"\\").replace('"', r"\"")
    kept = (
        f"[backup]\nfolder=C:/Users/{NAME}/Backups\n"
        f'[restore]\nleft\\0="{written}"\nleft\\1=spoilt\n'
    )
    settings(kept)
    remembered.forget_named(HOUSE, is_meant)
    assert settings_file().read_text("utf-8") == kept
    told = (Path(f"C:/Users/{NAME}/Backups"), Path(f"/home/{NAME}/school.db"))
    assert remembered.in_use(HOUSE, is_meant) == told


def test_a_backup_is_known_as_long_as_it_may_lie_there(tmp_path: Path) -> None:
    """It holds whoever is erased next as well."""
    folder = tmp_path / NAME
    folder.mkdir()
    there, gone, away = folder / "a.db", folder / "b.db", tmp_path / f"stick of {NAME}" / "c.db"
    there.touch()
    for path in (there, gone, away):
        remembered.note_backup(HOUSE, path)
    remembered.note_folder(HOUSE, folder)
    remembered.note_folder(HOUSE, tmp_path / f"{NAME} before")
    remembered.forget_named(HOUSE, is_meant)
    assert remembered.backups(HOUSE) == ((there, away), (folder,))
    assert remembered.in_use(HOUSE, is_meant) == (there, away, folder)


def test_of_more_backups_than_can_be_told_one_by_one_the_folders_are_kept(tmp_path: Path) -> None:
    """A script makes one every night; a stick of long ago holds who is erased as well."""
    stick, folder, gone = tmp_path / "disks" / "stick", tmp_path / "nightly", tmp_path / "gone"
    folder.mkdir()
    remembered.note_folder(HOUSE, tmp_path / "daily")
    remembered.note_backup(HOUSE, stick / "a.db", gone / "a.db", Path("/media/Anna/STICK/a.db"))
    for day in range(62):
        remembered.note_backup(HOUSE, folder / f"{day}.db")
    files, folders = remembered.backups(HOUSE)
    assert files == tuple(folder / f"{day}.db" for day in range(2, 62))
    assert set(folders) == {tmp_path / "daily", stick, Path("/media/Anna/STICK"), folder}
    for number in range(70):
        remembered.note_folder(HOUSE, tmp_path / str(number))
    assert stick in remembered.backups(HOUSE)[1]


def test_of_an_encrypted_register_only_how_the_windows_are_liked_stays_in_the_open() -> None:
    settings("[desk]\nlanguage=da\n[export]\nfolder\\website=/a\n[window]\npage=photos\n")
    remembered.reseal(HOUSE, {})
    left = "[desk]\nlanguage=da\n[export]\n[window]\npage=photos\n"
    assert settings_file().read_text("utf-8") == left


def test_without_settings_there_is_nothing_to_clear() -> None:
    remembered.forget_named(HOUSE, is_meant)
    assert not settings_file().exists()
