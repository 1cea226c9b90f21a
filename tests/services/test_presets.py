"""Presets: what is usual, what is kept, and what can't lead out of its place."""

from dataclasses import replace
from pathlib import Path

import pytest

from consentdesk.domain.photos import Destination
from consentdesk.domain.presets import Preset
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services import exporting, presets
from consentdesk.storage.upkeep import verify
from tests.services.office import FACEBOOK, WEBSITE, Office
from tests.services.refusing import refused

BAD_FOLDERS = [
    "..",
    ".",
    "../x",
    "x/../../y",
    "/etc",
    "\\\\server\\share",
    "C:",
    "C:\\x",
    "a\x00b",
    "a\nb",
    "a\u202eb",
    "a\ud800",
    "CON",
    "nul.txt",
    "Com1",
    "lpt9.tar.gz",
    "COM²",
    "CONIN$",
    "aux .x",
    "x.",
    "x ",
    " x",
    ".hidden",
    ".consentdesk-export-1",
    "a:b",
    "a*",
    "æ" * 128,
    "x" * 256,
]


def test_there_is_one_for_every_destination(office: Office) -> None:
    with office.register.read() as reader:
        found = presets.presets(reader)
        assert [p.destination for p in found] == list(reader.policy.destinations)
        edges = {p.destination: p.max_edge for p in found}
        for one in found:
            assert presets.checked(reader, one) == one
    assert (edges[FACEBOOK], edges[WEBSITE], edges[Destination("press")]) == (2048, 1600, None)


def test_what_is_kept_is_usual_from_then_on(office: Office) -> None:
    wanted = Preset(
        destination=FACEBOOK,
        max_edge=1200,
        quality=80,
        credit="  Skovskolen ",
        terms="CC BY-ND 4.0",
        figures=4,
        folder="Opslag",
        status=True,
        ids=True,
    )
    before = office.acts()
    clean = presets.keep(*office.desk, wanted)
    assert clean == replace(wanted, credit="Skovskolen")
    with office.register.read() as reader:
        assert presets.preset(reader, FACEBOOK) == clean
        first = reader.presets()
        assert list(first) == [FACEBOOK]
        usual = presets.preset(reader, WEBSITE)
    assert office.acts() == before
    # As usual is not kept, so that a later version may know better.
    presets.keep(*office.desk, usual)
    presets.keep(*office.desk, Preset(destination=FACEBOOK, max_edge=2048))
    with office.register.read() as reader:
        assert reader.presets() == {}
    assert verify(office.register).ok


@pytest.mark.parametrize("folder", BAD_FOLDERS)
def test_a_folder_that_lies_elsewhere_is_refused(office: Office, folder: str) -> None:
    wanted = Preset(destination=FACEBOOK, folder=folder)
    with refused(office, Problem.PRESET_FOLDER, BadInput):
        presets.keep(*office.desk, wanted)
    with refused(office, Problem.PRESET_FOLDER, BadInput):
        presets.folder_in(office.folder, wanted)


def test_a_link_does_not_lead_a_preset_out_of_its_place(office: Office) -> None:
    place, away = office.target("place"), office.target("away")
    (place / "Opslag").symlink_to(away)
    (place / "within").mkdir()
    with refused(office, Problem.FOLDER_LEADS_AWAY, BadInput):
        presets.folder_in(place, Preset(destination=FACEBOOK, folder="Opslag"))
    wanted = Preset(destination=FACEBOOK, folder="within")
    assert presets.folder_in(place, wanted) == place / "within"
    assert presets.folder_in(place, replace(wanted, folder="")) == place
    assert presets.folder_in(place, replace(wanted, folder="new")) == place / "new"


def test_what_can_not_be_is_refused(office: Office) -> None:
    office.child("Noah Lund")
    usual = Preset(destination=FACEBOOK)
    for wanted, problem in (
        (replace(usual, max_edge=0), Problem.NOT_AN_EDGE),
        (replace(usual, max_edge=10**9), Problem.NOT_AN_EDGE),
        (replace(usual, quality=100), Problem.NOT_A_QUALITY),
        (replace(usual, figures=1), Problem.NOT_A_NUMBER_OF_FIGURES),
        (replace(usual, credit="a\x00b"), Problem.CHARACTER_NOT_ALLOWED),
        (replace(usual, credit="x" * 201), Problem.TEXT_TOO_LONG),
        (replace(usual, credit="010114-1234"), Problem.CPR_IN_TEXT),
        (replace(usual, terms="01.01.14-1234"), Problem.CPR_IN_TEXT),
        (replace(usual, destination=Destination("moon")), Problem.UNKNOWN_DESTINATION),
    ):
        with refused(office, problem, BadInput):
            presets.keep(*office.desk, wanted)
    with refused(office, Problem.NAME_IN_FOLDER, RuleRefusal):
        presets.keep(*office.desk, replace(usual, folder="Noah Lund"))


def test_copies_are_made_as_is_usual(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    how = Preset(destination=WEBSITE, max_edge=100, figures=4, folder="Opslag")
    target = presets.folder_in(office.target(), how)
    plan = office.plan(office.portrait(noah))
    (one,) = exporting.release(*office.desk, plan, target, how=how).released
    assert one.output == Path(office.target().resolve() / "Opslag" / "sommerfest-2026-0001.jpg")
