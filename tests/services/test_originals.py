"""Where files of photos were last seen: noted when they come in, and harmless when wrong."""

from pathlib import Path

from consentdesk.domain.photos import PhotoId
from consentdesk.services import originals, photographs
from tests.services.office import Office
from tests.services.pictures import crafted


def test_a_photo_that_came_in_can_be_shown_again(office: Office) -> None:
    path = office.portrait(office.family())
    photo = office.photo(path)
    with office.register.read() as reader:
        institution = reader.institution.uuid
    assert originals.places(institution, [photo]) == {photo: path}
    path.unlink()
    assert originals.places(institution, [photo]) == {}


def test_another_version_does_not_push_out_the_file_that_was_registered(office: Office) -> None:
    path = office.portrait(office.family())
    photo = office.photo(path)
    data = path.read_bytes()
    exif = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06"
    turned = office.folder / "turned.jpg"
    turned.write_bytes(crafted.with_segments(data, crafted.segment(0xE1, exif + bytes(7))))
    captioned = office.folder / "captioned.jpg"
    captioned.write_bytes(crafted.with_segments(data, crafted.segment(0xFE, b"Summer")))
    with office.register.read() as reader:
        institution = reader.institution.uuid
    photographs.add_photos(*office.desk, [turned])
    assert originals.versions(institution, photo) == (path, turned)
    originals.note(institution, {photo: captioned})
    assert originals.versions(institution, photo) == (path, captioned)
    photographs.add_photos(*office.desk, [captioned])
    assert originals.places(institution, [photo]) == {photo: captioned}, "it is laid out alike"
    captioned.unlink()
    photographs.add_photos(*office.desk, [path])
    path.unlink()
    assert originals.places(institution, [photo]) == {}


def test_a_cache_that_can_not_be_written_stops_nothing(tmp_path: Path) -> None:
    blocked = originals.preview_file("x", PhotoId(1), b"").parent.parent.parent
    blocked.parent.mkdir(parents=True, exist_ok=True)
    blocked.write_text("a file where the folder should be")
    originals.note("x", {PhotoId(1): tmp_path / "a.jpg"})
    assert originals.places("x", [PhotoId(1)]) == {}


def test_of_a_photo_one_small_picture_is_kept_and_none_from_before() -> None:
    """Earlier versions of the program kept some that were of another version of the photo."""
    photo, first, then = PhotoId(1), bytes(32), bytes([1]) * 32
    kept = originals.preview_file("x", photo, first)
    kept.parent.mkdir(parents=True)
    before = kept.with_name(kept.name.replace(".own", ""))
    assert before != kept
    before.write_bytes(b"small")
    assert originals.preview("x", photo, first) is None
    originals.keep_preview("x", photo, first, b"own")
    assert originals.preview("x", photo, first) == b"own"
    assert not before.exists()
    originals.keep_preview("x", photo, then, b"then")
    assert originals.preview("x", photo, first) is None
    assert originals.preview("x", photo, then) == b"then"
