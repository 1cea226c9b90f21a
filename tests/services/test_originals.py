"""Where files of photos were last seen: noted when they come in, and harmless when wrong."""

from pathlib import Path

from consentdesk.domain.photos import PhotoId
from consentdesk.services import originals
from tests.services.office import Office


def test_a_photo_that_came_in_can_be_shown_again(office: Office) -> None:
    path = office.portrait(office.family())
    photo = office.photo(path)
    with office.register.read() as reader:
        institution = reader.institution.uuid
    assert originals.places(institution, [photo]) == {photo: path}
    path.unlink()
    assert originals.places(institution, [photo]) == {}


def test_a_cache_that_can_not_be_written_stops_nothing(tmp_path: Path) -> None:
    blocked = originals.preview_file("x", PhotoId(1)).parent.parent.parent
    blocked.parent.mkdir(parents=True, exist_ok=True)
    blocked.write_text("a file where the folder should be")
    originals.note("x", {PhotoId(1): tmp_path / "a.jpg"})
    assert originals.places("x", [PhotoId(1)]) == {}
