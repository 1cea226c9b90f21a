"""R17: faces are counted in a child, which tells a number and nothing else."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from consentdesk.errors import Problem
from consentdesk.services.pictures import wire
from consentdesk.services.pictures.anatomy import dissect
from consentdesk.services.pictures.decoding import MEMORY, Decoder
from consentdesk.services.pictures.drawing import draw_sample
from consentdesk.services.pictures.files import PictureError
from tests.services.pictures import crafted
from tests.services.pictures.portraits import photo


@pytest.mark.parametrize("number", [0, 1, 2, 4])
def test_as_many_as_look_into_the_camera(decoder: Decoder, number: int) -> None:
    assert decoder.count_faces(photo(number)) == number


@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_a_turned_camera_changes_nothing(decoder: Decoder, orientation: int) -> None:
    assert decoder.count_faces(photo(3, orientation=orientation)) == 3


def test_small_and_large_pictures_are_counted_alike(decoder: Decoder) -> None:
    assert decoder.count_faces(photo(3, size=(800, 500), width=70)) == 3
    assert decoder.count_faces(photo(3, size=(4800, 3000), width=420)) == 3


def test_a_place_without_anybody_has_no_face(decoder: Decoder) -> None:
    for seed in range(4):
        assert decoder.count_faces(draw_sample(seed, 0, (1200, 800))) == 0


def test_nothing_but_a_number_leaves_the_child() -> None:
    """Asked as the program asks it, the child has no place, size or likeness to tell."""
    anatomy = dissect(photo(2))
    header = anatomy.header
    head = {
        "do": "faces",
        "seconds": 10,
        "container": str(header.container),
        "width": header.width,
        "height": header.height,
        "orientation": header.orientation,
        "profile": 0,
    }
    asked = io.BytesIO()
    wire.send(asked, head, anatomy.essence)
    command = [sys.executable, "-P", "-m", "consentdesk.services.pictures.child", str(MEMORY)]
    told = subprocess.run(command, input=asked.getvalue(), capture_output=True, check=True).stdout
    answers = io.BytesIO(told)
    assert wire.receive(answers) == ({"ready": True}, b"")
    assert wire.receive(answers) == ({"faces": 2}, b"")
    assert answers.read() == b""


def test_what_is_no_picture_has_no_count(decoder: Decoder) -> None:
    with pytest.raises(PictureError):
        decoder.count_faces(b"no picture")
    with pytest.raises(PictureError):
        decoder.count_faces(crafted.jpeg()[:200])


def test_what_takes_too_long_has_no_count() -> None:
    with Decoder(1, seconds=0.01) as impatient, pytest.raises(PictureError) as refused:
        impatient.count_faces(photo(1, size=(6000, 4000), width=300))
    assert refused.value.problem is Problem.UNREADABLE_TOO_HARD


def _instead(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Another library of that name is found first by the children."""
    (folder / "dlib.py").write_text(code)
    before = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), before]))


@pytest.mark.parametrize(
    "code",
    [
        "raise ImportError('not there')",
        "import os\ndef get_frontal_face_detector(): os.abort()",
        "def get_frontal_face_detector(): return lambda picture, twice: 7 / 0",
        "def get_frontal_face_detector(): return lambda picture, twice: bytearray(2 << 30)",
    ],
)
def test_a_detector_that_is_missing_or_fails_has_counted_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    _instead(tmp_path, monkeypatch, code)
    with Decoder(1) as decoder:
        for _ in range(2):
            with pytest.raises(PictureError):
                decoder.count_faces(photo(1))
        assert decoder.thumbnail(crafted.jpeg(), 32).width > 0
