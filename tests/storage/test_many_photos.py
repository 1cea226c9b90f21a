"""So many photos that their search keys fill more than one text, on both engines."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from consentdesk.domain.photos import Photo, PhotoId, PhotoKind
from consentdesk.errors import Cancelled
from consentdesk.storage.key_texts import TOGETHER
from consentdesk.storage.register import Register
from consentdesk.storage.values import PhotoFilter
from tests.postgres import Postgres
from tests.storage.conftest import ENGINES, make
from tests.storage.desk import child, print_of, writing
from tests.templates import Templates


def _make_with_photos(location: str) -> None:
    make(location)
    with Register.open(location) as register, writing(register) as writer:
        for number in range(1, 2 * TOGETHER + 90):
            photo = Photo(
                id=PhotoId(0),
                name=f"Æble {number}.jpg" if number % 400 == 0 else f"IMG {number}.jpg",
                kind=PhotoKind.SITUATION,
                album="Sommerfest" if number % 7 == 0 else "",
            )
            writer.register_photo(photo, print_of(number))


@pytest.fixture(params=ENGINES)
def register(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: Postgres, templates: Templates
) -> Iterator[Register]:
    """A register with all of them, made once for each engine."""
    if request.param == "sqlite":
        location = str(tmp_path / "register.db")
        templates.furnish("many photos", Path(location), lambda: _make_with_photos(location))
    else:
        location = postgres.fresh(_make_with_photos)
    with Register.open(location) as opened:
        yield opened
    if request.param != "sqlite":
        postgres.drop(location)


def test_photos_kept_in_memory_are_those_the_database_finds(register: Register) -> None:
    texts = ("", "i", "9", "99", "999", "img 1", "1 sommer", "aeble", "abl 4", "xyz", "jpg jpg")
    with register.read() as reader:
        kept = {text: reader.find_photos(PhotoFilter(text=text)) for text in texts}
    with pytest.raises(Cancelled), writing(register) as writer:
        # Whoever has written anything is answered by the database.
        child(writer)
        assert {text: writer.find_photos(PhotoFilter(text=text)) for text in texts} == kept
        raise Cancelled
    assert len(kept["i"]) > TOGETHER
    assert len(kept["aeble"]) == 2
    assert kept["xyz"] == ()


@pytest.mark.parametrize("learned", [True, False])
def test_the_first_photos_found_are_the_first_of_all(register: Register, learned: bool) -> None:
    with register.read() as reader:
        if learned:
            reader.learn_photo_names()
        for text in ("", "i", "9", "aeble", "xyz"):
            first = reader.find_photos(PhotoFilter(text=text), 30)
            assert first == reader.find_photos(PhotoFilter(text=text))[:30]


def test_a_photo_renamed_is_found_by_its_new_name_only(register: Register) -> None:
    with register.read() as reader:
        (photo,) = reader.find_photos(PhotoFilter(text="aeble 400"))
    with writing(register) as writer:
        writer.set_photo(replace(writer.photo(photo), name="Pære.jpg"))
    with register.read() as reader:
        assert reader.find_photos(PhotoFilter(text="aeble 400")) == ()
        assert reader.find_photos(PhotoFilter(text="paere")) == (photo,)


def test_nobody_need_wait_for_photos_no_longer_wanted(register: Register) -> None:

    def stop(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    with register.read() as reader, pytest.raises(Cancelled):
        reader.find_photos(PhotoFilter(text="i"), progress=stop)
