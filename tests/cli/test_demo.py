"""The practice register: the whole job on an invented class, as `demo` does it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from consentdesk import i18n
from consentdesk.cli.answers import json_text
from consentdesk.cli.practising import practice_facts, practice_lines
from consentdesk.domain.acts import Granted
from consentdesk.errors import BadInput, Cancelled, Problem
from consentdesk.services.demo import Practice, make_practice_register
from consentdesk.services.demo_class import players
from consentdesk.services.pictures.metadata import named_people
from consentdesk.services.pictures.residue import residue
from consentdesk.storage.register import Register
from tests.cli.keys import Comparison, documented
from tests.cli.terminal import Terminal
from tests.factories import NOW

REASONS = {
    *("REFUSED", "NOT_JOURNALED", "SECOND_GUARDIAN_MISSING", "ASKED_ONLY", "NEVER_ASKED"),
    *("OBJECTED", "PROTECTED", "CAME_OF_AGE", "MORE_VISIBLE_THAN_NAMED", "NOT_ASSESSED"),
    *("ASSESSED_WITHHOLD", "UNKNOWN_PHOTO", "NEAR_MATCH"),
}
"""Everything the demonstration shows; WITHDRAWN comes last, after the withdrawal."""


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """One practice register for all tests here, because drawing it takes a while."""
    i18n.use("en")
    return make_practice_register(tmp_path_factory.mktemp("demo") / "new", "Anna Holm", NOW)


def test_every_reason_the_demonstration_is_for_is_there(practice: Practice) -> None:
    codes = {r.code for f in practice.before.findings for v in f.verdicts for r in v.reasons}
    after = {r.code for f in practice.after.findings for v in f.verdicts for r in v.reasons}
    assert codes == REASONS
    assert after == REASONS | {"WITHDRAWN"}
    assert practice.before.clear > practice.after.clear > 0


def test_the_register_is_whole_and_waits_for_somebody_to_take_pictures_down(
    practice: Practice,
) -> None:
    assert practice.verification.ok
    assert {str(release.destination) for release in practice.to_take_down} == {
        "website",
        "facebook",
    }


def test_the_scans_are_pictures_of_the_forms_and_lie_in_the_register(practice: Practice) -> None:
    scans = sorted(practice.scans.iterdir())
    assert len(scans) == len(practice.journaled) + len(practice.recorded_only)
    assert all(scan.read_bytes().startswith(b"\x89PNG") for scan in scans)
    with Register.open(str(practice.register)) as register, register.read() as reader:
        for serial in practice.journaled:
            scan = reader.entries([serial])[serial].scan
            assert scan is not None
            assert reader.document(scan).data == (practice.scans / f"{serial}.png").read_bytes()


def test_the_answers_are_those_that_stand_on_the_paper(practice: Practice) -> None:
    said = [sheet for player in players() for sheet in player.sheets]
    with Register.open(str(practice.register)) as register, register.read() as reader:
        assert reader.inbox_sheets() == ()
        assert reader.inbox_pages_apart() == ()
        answered = [reader.answers(form.serial) for form in practice.printed.forms]
    yes = [tuple(p for p, act in a.items() if isinstance(act.body, Granted)) for a in answered if a]
    assert sorted(yes) == sorted(sheet.yes for sheet in said)
    assert len(practice.recorded_only) == sum(not sheet.journaled for sheet in said)


def test_what_left_carries_no_name_and_the_drawn_pictures_do(practice: Practice) -> None:
    drawn = [path.read_bytes() for path in practice.pictures.iterdir()]
    assert any(named_people(data) for data in drawn)
    copies = [one.output for _place, exported in practice.exports for one in exported.released]
    assert len(copies) == len(set(copies)) > 10
    for copy in copies:
        data = copy.read_bytes()
        assert residue(data) == ()
        assert not any(player.name.encode() in data for player in players())


def test_what_demo_answers_has_the_keys_written_down_and_no_other(practice: Practice) -> None:
    commands, shared = documented()
    checked, spec = Comparison(shared), commands["demo"]
    checked.compare(spec, json.loads(json_text(practice_facts(practice))), "demo")
    # Nobody draws a cover in the practice register: they are drawn in a window.
    assert checked.wrong == []
    assert checked.unseen(spec, "demo") == ["demo.releases[].copies[].drawn[]"]


@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_demo_tells_what_happened_and_where_to_look(practice: Practice, language: str) -> None:
    i18n.use(language)
    told = "\n".join(practice_lines(practice))
    for part in (practice.forms, practice.scans, practice.pictures, practice.export):
        assert str(part) in told
    assert practice.withdrawn in told
    assert "IMG_0403.jpg  Zofia Przykładowa" in told
    assert practice.verification.head in told
    assert not set("{}") & set(told)


def test_demo_prints_one_object_and_leaves_a_register_given_alone(
    terminal: Terminal, shell: dict[str, str]
) -> None:
    before = terminal.register.read_bytes()
    ran = subprocess.run(
        ["consentdesk", "--register", terminal.register, "demo", "new", "--big", "--json"],
        cwd=terminal.folder,
        env=shell,
        capture_output=True,
        check=False,
        timeout=300,
    )
    told: dict[str, Any] = json.loads(ran.stdout)
    register = terminal.folder / told["register"]
    verified = terminal.run("--register", register, "verify", "--json")
    assert (ran.returncode, ran.stderr.count(b"\n")) == (0, 1)
    assert b"--register was not used" in ran.stderr
    assert terminal.register.read_bytes() == before
    assert told["schema"] == 1
    assert told["verified"]["ok"] is verified.json["ok"] is True
    assert told["verified"]["head"] == verified.json["head"]
    assert len(told["released"]) > 10
    assert len(terminal.run("--register", register, "subjects", "--json").json["subjects"]) > 250


def test_a_folder_in_use_is_left_alone(bare: Terminal) -> None:
    (bare.folder / "notes.txt").write_text("mine")
    for place in (bare.folder, bare.folder / "notes.txt", bare.folder / "notes.txt" / "new"):
        assert bare.refuses(2, "demo", place) == "PRACTICE_FOLDER_USED"


@pytest.mark.parametrize("stop_at", [1, 5])
def test_stopping_leaves_no_half_made_register(tmp_path: Path, stop_at: int) -> None:
    def progress(done: int, total: int) -> None:
        assert done <= total
        if done == stop_at:
            raise Cancelled

    folder = tmp_path / "new"
    with pytest.raises(Cancelled):
        make_practice_register(folder, "Anna Holm", NOW, progress)
    assert not folder.exists()


def test_a_folder_that_can_not_be_written_gets_a_sentence(tmp_path: Path) -> None:
    place = tmp_path / ("x" * 300)
    with pytest.raises(BadInput) as refused:
        make_practice_register(place, "Anna Holm", NOW)
    assert refused.value.problem is Problem.PRACTICE_FOLDER_UNUSABLE
