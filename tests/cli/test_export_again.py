"""`export --preset` and `--resume`: as usual, and on from where it stopped."""

import json
import subprocess
from datetime import UTC, datetime

import pytest
from PIL import Image

from consentdesk.domain.photos import Destination
from consentdesk.domain.presets import Preset
from consentdesk.services import presets
from consentdesk.storage.register import Register
from tests.cli.terminal import Terminal

WEBSITE = ("--destination", "website")


@pytest.fixture
def class_(terminal: Terminal) -> Terminal:
    """Noah may be shown on the website."""
    terminal.child("Noah Lund")
    terminal.permitted("Noah Lund")
    return terminal


def test_what_has_left_is_left_out(class_: Terminal) -> None:
    first, second = class_.portrait("Noah Lund"), class_.portrait("Noah Lund")
    out = class_.folder / "out"
    one = class_.does("export", first, *WEBSITE, "--to", out)
    assert (one["already"], one["rest"]) == ([], [])
    again = class_.does("export", first, second, *WEBSITE, "--to", out, "--resume")
    assert again["already"] == [
        {"path": str(first), "output": one["released"][0]["output"], "release": one["release"]}
    ]
    assert [r["path"] for r in again["released"]] == [str(second)]
    done = class_.does("export", first, second, *WEBSITE, "--to", out, "--resume")
    assert (len(done["already"]), done["released"], done["release"]) == (2, [], None)
    assert len(list(out.iterdir())) == 2
    without = class_.does("export", first, *WEBSITE, "--to", out)
    assert len(without["released"]) == 1


def test_what_was_made_otherwise_leaves_once_more_and_is_told_of(class_: Terminal) -> None:
    first, out = class_.portrait("Noah Lund"), class_.folder / "out"
    one = class_.does("export", first, *WEBSITE, "--to", out)
    words = ("export", first, *WEBSITE, "--to", out, "--resume", "--max-edge", 100)
    again = class_.does(*words)
    assert again["anew"] == [
        {"path": str(first), "output": one["released"][0]["output"], "release": one["release"]}
    ]
    assert (len(again["released"]), again["already"]) == (1, [])
    done = class_.does(*words)
    assert (done["anew"], len(done["already"]), done["released"]) == ([], 1, [])


def test_as_usual_for_that_destination(class_: Terminal) -> None:
    place = class_.folder / "place"
    place.mkdir()
    wanted = Preset(
        destination=Destination("website"),
        max_edge=100,
        credit="Skovskolen",
        folder="Hjemmeside",
        figures=4,
        status=True,
    )
    with Register.open(str(class_.register)) as register:
        presets.keep(register, "Anna Holm", datetime.now(UTC), wanted)
    path = class_.portrait("Noah Lund")
    plain = class_.does("export", path, *WEBSITE, "--to", place)["released"][0]["output"]
    usual = class_.does("export", path, *WEBSITE, "--to", place, "--preset")
    (one,) = usual["released"]
    assert one["output"].startswith(str(place / "Hjemmeside"))
    assert one["output"].endswith("-0001.jpg")
    larger = class_.does("export", path, *WEBSITE, "--to", place, "--preset", "--max-edge", 200)
    sizes = []
    for output in (plain, one["output"], larger["released"][0]["output"]):
        with Image.open(output) as image:
            sizes.append(max(image.size))
    assert sizes == [320, 100, 200]
    told = subprocess.run(["exiftool", "-j", "-n", one["output"]], capture_output=True, check=True)
    (tags,) = json.loads(told.stdout)
    assert (tags["Credit"], tags["ModelReleaseStatus"]) == ("Skovskolen", "MR-LMR")
