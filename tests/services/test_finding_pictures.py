"""Finding the files of photos again, on a computer that has never seen them."""

from pathlib import Path

import pytest

from consentdesk.errors import Cancelled
from consentdesk.services import originals
from consentdesk.services.finding_pictures import find_beside, find_pictures
from tests.services.office import Office


def test_a_photo_is_found_by_its_bytes_whatever_its_file_is_called(
    office: Office, tmp_path: Path
) -> None:
    path = office.situation()
    photo = office.photo(path)
    folder = tmp_path / "card" / "DCIM"
    folder.mkdir(parents=True)
    moved = path.rename(folder / "renamed.jpg")
    (folder / "notes.txt").write_text("nothing to see")
    (folder / "broken.jpg").write_bytes(b"")
    assert find_pictures(office.register, (tmp_path / "card",)) == {photo: moved}


def test_a_picture_that_was_changed_is_not_that_photo(office: Office) -> None:
    path = office.situation()
    path.write_bytes(path.read_bytes() + b"more")
    assert find_pictures(office.register, (path.parent,)) == {}


def test_looking_can_be_stopped(office: Office) -> None:
    path = office.situation()

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        find_pictures(office.register, (path.parent,), stop)


def test_pictures_in_a_folder_beside_the_register_are_found_unasked(
    office: Office, tmp_path: Path
) -> None:
    path = office.situation()
    photo = office.photo(path)
    beside = tmp_path / "desk" / "pictures"
    beside.mkdir(parents=True)
    moved = path.rename(beside / path.name)
    place = tmp_path / "desk" / "register.db"
    assert find_beside(office.register, place) == {photo: moved}
    with office.register.read() as reader:
        originals.note(reader.institution.uuid, {photo: moved})
    assert find_beside(office.register, place) == {}
