"""What is written into copies beside the pixels: credit, terms and PLUS (R24–R26)."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoKind, Region
from consentdesk.domain.plus import ModelRelease
from consentdesk.domain.presets import Preset
from consentdesk.domain.verdict import ReasonCode
from consentdesk.errors import Problem, RuleRefusal
from consentdesk.services import exporting, photographs
from consentdesk.services.pictures.residue import residue
from consentdesk.services.stamping import release_id
from tests.services.office import WEBSITE, Office
from tests.services.pictures import crafted, exiftool
from tests.services.refusing import refused

FACE = Region(0.4, 0.2, 0.1, 0.15)
PLUS = Preset(destination=WEBSITE, status=True)
STATUS, IDS = "XMP-plus:ModelReleaseStatus", "XMP-plus:ModelReleaseID"
BESIDE = ("XMP", "IFD", "IPTC", "EXIF", "GPS", "ICC", "Photoshop", "Maker")


def _told(output: Path) -> dict[str, object]:
    """Everything another program reads in a copy beside the pixels, as it is written."""
    (found,) = exiftool.tags([output])
    return {key: value for key, value in found.items() if key.startswith(BESIDE)}


def _release(
    office: Office, path: Path, how: Preset = PLUS, covered: tuple[SubjectId, ...] = ()
) -> exporting.ReleasedFile:
    plan = office.plan(path, covered=covered)
    (one,) = exporting.release(*office.desk, plan, office.target(), how=how).released
    assert residue(one.output.read_bytes()) == ()
    return one


def test_r26_a_permission_that_can_be_withdrawn_is_limited(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    office.permit(ella)
    one = _release(office, office.portrait(noah, ella))
    assert _told(one.output) == {STATUS: "Limited or Incomplete Model Releases"}
    assert b"vocab/MR-LMR<" in one.output.read_bytes()


def test_r26_nobody_recognisable_is_not_applicable(office: Office) -> None:
    path = office.draw()
    photographs.add_photos(*office.desk, [path], kind=PhotoKind.NOBODY)
    noah = office.family()
    covered = office.portrait(noah)
    office.mark(covered, **{f"s{noah}": FACE})
    for one in (_release(office, path), _release(office, covered, covered=(noah,))):
        assert _told(one.output) == {STATUS: "Not Applicable"}
        assert b"vocab/MR-NAP<" in one.output.read_bytes()


def test_r26_a_situation_photo_has_none_unless_the_portrait_rule_holds(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    for shown, sensitive, said in (
        ((), False, ModelRelease.NONE),
        ((noah,), False, ModelRelease.NONE),
        ((noah,), True, ModelRelease.LIMITED),
    ):
        path = office.situation(*shown)
        if shown:
            photographs.attest(*office.desk, photo=office.photo(path))
        office.assess(path, sensitive=sensitive)
        one = _release(office, path)
        assert f"vocab/{said.value}<".encode() in one.output.read_bytes()


def test_r24_nothing_is_written_unless_it_is_wished_for(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    for how in (Preset(destination=WEBSITE), Preset(destination=WEBSITE, ids=True)):
        assert _told(_release(office, path, how).output) == {}


def test_r24_an_id_names_nobody_and_joins_no_two_pictures(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    how = Preset(destination=WEBSITE, status=True, ids=True)
    first, second = (_release(office, office.portrait(noah), how) for _ in range(2))
    told = [_told(one.output)[IDS] for one in (first, second)]
    assert told[0] != told[1]
    (number,) = first.permissions
    assert told[0] == release_id(first.sha256_in, number)
    assert set(_told(first.output)) == {STATUS, IDS}


def test_all_that_may_be_written_is_read_by_others(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    office.permit(ella)
    credit, terms = "Foto: Skovskolen & Søn", "Må ikke ændres <CC BY-ND 4.0>"
    how = replace(PLUS, max_edge=100, ids=True, credit=credit, terms=terms)
    told = _told(_release(office, office.portrait(noah, ella), how).output)
    assert told["XMP-photoshop:Credit"] == credit
    assert told["XMP-xmpRights:UsageTerms"] == terms
    assert len(str(told[IDS]).split(", ")) == 2
    assert len(told) == 4


@pytest.mark.parametrize(
    "words",
    ["Foto: Noah Lund", "Noahs klasse", "familien LUND", "N.o.a.h", "Lund-billeder", "010114-1234"],
)
def test_r25_words_that_name_somebody_shown_are_refused(office: Office, words: str) -> None:
    noah = office.family()
    office.permit(noah)
    plan = office.plan(office.portrait(noah))
    for how in (replace(PLUS, credit=words), replace(PLUS, terms=words)):
        with refused(office, Problem.NAME_IN_CREDIT, RuleRefusal):
            exporting.release(*office.desk, plan, office.target(), how=how)
    assert not list(office.target().iterdir())


@pytest.mark.parametrize(
    "words",
    [
        "Tak til Ella Holm",
        "Foto: E. Skou, tlf. 20 30 40 50",
        "Ring 20304050",
        "Ring 070-123 45 67",
        "Ring +4512345678",
        "+46 70-123 45 67",
        "Tlf. 12.34.56.78",
        "12-34-56-78",
        "(12)345678",
        "08-123 456 78",
        "skou@example.org",
    ],
)
def test_r25_words_by_which_anybody_could_be_found_are_refused(office: Office, words: str) -> None:
    noah = office.family()
    office.permit(noah)
    office.child("Ella Holm")
    plan = office.plan(office.portrait(noah))
    with refused(office, Problem.NAME_IN_CREDIT, RuleRefusal):
        exporting.release(*office.desk, plan, office.target(), how=replace(PLUS, credit=words))
    assert not list(office.target().iterdir())


def test_r25_staff_who_are_not_on_the_pictures_may_be_credited(office: Office) -> None:
    skov = office.family("Skov Lund")
    office.permit(skov)
    office.child("Line Holm", born=date(1980, 2, 3), staff=True)
    how = Preset(destination=WEBSITE, credit="Line Holm, Skovskolen")
    assert _told(_release(office, office.portrait(skov), how).output) == {
        "XMP-photoshop:Credit": "Line Holm, Skovskolen"
    }


def test_a_copy_that_tells_what_is_no_longer_true_is_held_back(office: Office) -> None:
    """R26: its word was true when it was made."""
    noah = office.family()
    office.permit(noah)
    path, other = office.portrait(noah), office.portrait(noah)
    photo = office.photo(path)

    def rename(number: int, _total: int) -> None:
        if number == 1:
            photographs.name(*office.desk, photo=photo, shows={})
            photographs.set_kind(*office.desk, photo=photo, kind=PhotoKind.NOBODY)
            photographs.attest(*office.desk, photo=photo)

    plan = office.plan(path, other)
    done = exporting.release(*office.desk, plan, office.target(), how=PLUS, progress=rename)
    assert [one.path for one in done.released] == [other]
    (held,) = done.withheld
    assert held.problem is not None
    assert held.problem.problem is Problem.FILE_CHANGED
    assert {r.code for v in held.verdicts for r in v.reasons} == {ReasonCode.UNKNOWN_PHOTO}


def test_what_others_say_of_releases_is_residue(tmp_path: Path) -> None:
    """R26: `MR-UMR` is never ours, nor is a word about anybody's age."""
    path = tmp_path / "x.jpg"
    for tag in ("ModelReleaseStatus#=MR-UMR", "MinorModelAgeDisclosure#=AG-U16"):
        path.write_bytes(crafted.jpeg())
        exiftool.write([path], f"-XMP-plus:{tag}")
        assert residue(path.read_bytes()) != ()


@pytest.mark.parametrize(
    "words", ["© Skovskolen 2026-2027", "Sommerfest 2026-06-24", "Fra 24-06-2026", "Nr. 1234567"]
)
def test_years_and_days_are_no_telephone_numbers(office: Office, words: str) -> None:
    noah = office.family()
    office.permit(noah)
    told = _told(_release(office, office.portrait(noah), replace(PLUS, credit=words)).output)
    assert told["XMP-photoshop:Credit"] == words
