"""R21: another frame of a burst is a question at most, however well its neighbour is known."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from consentdesk.domain.photos import Match
from consentdesk.domain.verdict import Outcome
from consentdesk.services.judging import Facts
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.drawing import draw_scene
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.storage.register import Register
from tests.services.office import SKOVSKOLEN, Office
from tests.services.pictures.bursts import frame
from tests.templates import Templates

SCENES = 4


@dataclass(frozen=True)
class Shelf:
    """Frames that are known and may be shown, as pixels, and what it takes to ask of others."""

    office: Office
    decoder: Decoder
    known: tuple[Image.Image, ...]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, templates: Templates) -> Iterator[Shelf]:
    """Four portraits of a child who may be shown everywhere."""
    folder = tmp_path_factory.mktemp("bursts")
    path = templates.copy(SKOVSKOLEN, folder / "register" / "school.consentdesk")
    known = tuple(draw_scene(n, 1 + n, (480, 360))[0] for n in range(SCENES))
    with Register.open(str(path)) as register, Decoder(1) as decoder:
        # A child that wakes up during a test would be taken for one left behind.
        decoder.thumbnail(_jpeg(known[0]), 32)
        office = Office(register, folder)
        child = office.family()
        office.permit(child)
        for number, image in enumerate(known):
            file = folder / f"IMG_{number}.jpg"
            file.write_bytes(_jpeg(image))
            office.portrait(child, path=file, looks=True)
            assert office.check(file) == [Outcome.CLEAR]
        yield Shelf(office, decoder, known)


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


little = st.floats(-0.03, 0.03)


@settings(max_examples=60, deadline=None, database=None)
@given(
    st.integers(0, SCENES - 1),
    little,
    little,
    st.floats(-2, 2),
    st.floats(0.85, 1.15),
    st.floats(-0.2, 0.2),
    st.integers(0, 1000),
)
def test_r21_two_frames_of_one_burst_are_never_taken_for_the_same(
    shelf: Shelf,
    scene: int,
    aside: float,
    down: float,
    turned: float,
    light: float,
    moved: float,
    seed: int,
) -> None:
    other = frame(
        shelf.known[scene],
        aside=aside,
        down=down,
        turned=turned,
        light=light,
        moved=moved,
        seed=seed,
    )
    data = _jpeg(other)
    asked = replace(fingerprint(data), perceptual=shelf.decoder.perceptual_query(data))
    with shelf.office.register.read() as reader:
        found = reader.recognise([asked])[0]
        assert found.match in {Match.NEAR, Match.NONE}
        photos = [found.photo] if found.photo is not None else []
        facts = Facts(reader, photos, shelf.office.today)
        for where in facts.policy.destinations:
            verdict = facts.verdict(found.match, found.photo, where)
            assert verdict.outcome is Outcome.UNDECIDED


def test_r21_the_check_of_a_burst_says_so_too(shelf: Shelf, tmp_path: Path) -> None:
    paths = []
    for number, image in enumerate(shelf.known):
        # The steadiest hand there is: nothing differs but the grain.
        still = frame(image, aside=0, down=0, turned=0, moved=0, seed=number)
        path = tmp_path / f"IMG_{number}.jpg"
        path.write_bytes(_jpeg(still))
        paths.append(path)
    office = shelf.office
    assert office.check(*paths) == [Outcome.UNDECIDED] * SCENES
