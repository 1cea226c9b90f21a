"""Editions of the form: what is issued never changes, and what is broken is refused with its place.

An issued edition's digests stand here a second time: whoever changes one must change a test that
says why not.
"""

import re
import shutil
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from consentdesk import paths
from consentdesk.domain.policy import parse_policy
from consentdesk.errors import BadInput, Problem
from consentdesk.services.editions import (
    Audience,
    Controller,
    Edition,
    edition_names,
    load_edition,
)

ISSUED = {
    "2026-1/da.toml": "e5c993b9ceeabb860d5c786dc7ee31ae06dac5bd244cd1b5d0623438b06ba753",
    "2026-1/edition.toml": "b77017789f7dacb54824470d91d7d1b7d10007ac3aabf449752d3f548a243ec0",
    "2026-1/en.toml": "0c392d35c3f8cb7442108a287645ba1939ae36424119dc54072bab6c02ff0b2f",
    "2026-2/ar.toml": "38d204ef003ac6398c2c8a6a181ed2cc95dd35a53cd06c13776506b63bd8ade8",
    "2026-2/da.toml": "a0198052a310bd648c58758a57a6ed778f3007c56118d1a752b49d0aa2fbf41f",
    "2026-2/de.toml": "e66e0bcbce86259d1a56d99cc706c49a435d550a4f7c656358c7cd1ddaed63cb",
    "2026-2/edition.toml": "2ada7d33831d7707fdc6618f583caccb73ec2212ce0179d53022f1a92f29fc0f",
    "2026-2/en.toml": "f24d259ba12daa2377a88fba62208810fb771b45e8ca105f86ddbf1b06e84d70",
    "2026-2/fa.toml": "3cef2e2e5895cf633704791b73e35553681e1ed22ede1bd94a775b7c89e04427",
    "2026-2/pl.toml": "d0115f3e3bdd4032ac4bee0c3e908cf4ccde3b162dd21006a6c7c2dc75bbc900",
    "2026-2/so.toml": "9ab733d6eb53e9f035643317c50857970bfb3c6c1971cc2a87a7675b75592594",
    "2026-2/sv.toml": "7503572cbf11896b8552d23576eac26d6a4b56dee18184950f2467c3d3c5c2af",
    "2026-2/tr.toml": "61f5f16608849ebf792d48bfa3aaba6cb67f2187b25ec6d2158631c45d415d7c",
    "2026-2/uk.toml": "b8b0332fc05134d873e4e44275e66566aa6bb703594f8a5c22e844168d97ff2b",
}
CONTROLLER = Controller("Børnehuset Solsikken")


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A copy of the program's forms to spoil."""
    return Path(shutil.copytree(paths.forms_dir(), tmp_path / "forms"))


def _issue(forms: Path) -> None:
    """Write the digests of all files as they are now."""
    lines = [
        f"{sha256(file.read_bytes()).hexdigest()}  {file.relative_to(forms).as_posix()}\n"
        for file in sorted(forms.glob("*/*.toml"))
    ]
    (forms / "EDITIONS.sha256").write_text("".join(lines), "utf-8")


def _change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_an_issued_edition_never_changes() -> None:
    """If this fails: undo the change, and make a new edition in a folder of its own."""
    folder = paths.forms_dir()
    lines = (folder / "EDITIONS.sha256").read_text("utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert listed == ISSUED
    for name, digest in listed.items():
        data = (folder / name).read_bytes().replace(b"\r\n", b"\n")
        assert sha256(data).hexdigest() == digest, name


def test_every_file_of_the_forms_is_issued() -> None:
    folder = paths.forms_dir()
    assert {f.relative_to(folder).as_posix() for f in folder.glob("*/*")} == set(ISSUED)


def test_the_latest_edition_is_the_default() -> None:
    assert load_edition() == load_edition("2026-2")
    assert edition_names() == ("2026-1", "2026-2")


def test_a_later_edition_takes_over_by_its_day_not_by_its_name(forms: Path) -> None:
    shutil.copytree(forms / "2026-1", forms / "2025-9")
    _change(forms / "2025-9" / "edition.toml", 'name = "2026-1"', 'name = "2025-9"')
    _change(forms / "2025-9" / "edition.toml", "2026-01-12", "2026-12-01")
    _issue(forms)
    assert edition_names(forms) == ("2026-1", "2026-2", "2025-9")
    assert load_edition(folder=forms).name == "2025-9"
    assert load_edition("2026-1", forms).issued_on == date(2026, 1, 12)


def test_the_first_edition_asks_what_our_policies_know_in_a_fixed_order() -> None:
    edition = load_edition("2026-1")
    assert edition.purposes == ("website", "social_media", "print", "press", "internal")
    assert edition.languages == ("da", "en")
    assert edition.validity_months == 24
    assert edition.pages == 1
    for policy in ("dk", "se"):
        known = parse_policy(paths.policy_file(policy).read_text("utf-8")).purposes
        assert set(edition.purposes) <= set(known)


def test_boxes_are_big_and_far_apart() -> None:
    edition = load_edition()
    yes = {box.purpose: box for box in edition.boxes if box.answer == "yes"}
    no = {box.purpose: box for box in edition.boxes if box.answer == "no"}
    assert set(yes) == set(no) == set(edition.purposes)
    for purpose, box in yes.items():
        other = no[purpose]
        assert min(box.w, box.h, other.w, other.h) >= 6
        assert other.x - (box.x + box.w) >= 10
        assert other.y == box.y
    tops = sorted(box.y for box in yes.values())
    assert all(below - above >= 12 for above, below in pairwise(tops))
    assert 20 <= edition.codes.size <= 25


@pytest.mark.parametrize("edition", list(map(load_edition, edition_names())), ids=edition_names())
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("audience", Audience)
def test_a_wording_says_all_that_must_be_told(
    edition: Edition, language: str, audience: Audience
) -> None:
    texts = edition.wording(language).told(audience, CONTROLLER, 16).texts
    everything = " ".join(texts.values())
    assert "Børnehuset Solsikken" in texts["notes.controller.text"]
    assert "24" in texts["notes.validity.text"]
    told_age = audience is not Audience.STAFF or edition.name == "2026-1"
    assert ("16" in texts["notes.signs.text"]) is told_age
    assert "datatilsynet.dk" in texts["notes.complaint.text"]
    assert re.search("frivilligt|voluntary", texts["lead.free"])
    assert re.search("Intet kryds betyder nej|No cross means no", texts["answers.instruction"])
    assert re.search("tilbage|take back", texts["notes.withdraw.text"])
    assert re.search("trykt|printed", texts["notes.limits.text"])
    assert re.search("samtykke|consent", texts["notes.data.text"])
    left_open = set(re.findall(r"\{(\w+)\}", everything)) - {"day", "month", "year", "languages"}
    assert left_open == {"page", "pages"}


@pytest.mark.parametrize("language", ["da", "en"])
def test_local_policy_is_not_told_as_law(language: str) -> None:
    """The age limit is the institution's own rule (R3): "here", never "the law"."""
    edition = load_edition()
    for audience in Audience:
        texts = edition.wording(language).told(audience, CONTROLLER, 15).texts
        assert re.search(r"\b(hos os|here|we do it)\b", texts["notes.signs.text"], re.I)
        assert not re.search(r"\blov(en|givning\w*)?\b(?! til)|\blaw\b", texts["notes.signs.text"])


def test_plain_sentences_are_short() -> None:
    edition = load_edition()
    for language in edition.languages:
        for audience in Audience:
            texts = edition.wording(language).told(audience, CONTROLLER, 15).texts
            for key, text in texts.items():
                for sentence in re.split(r"(?<=[.?:])\s", text):
                    assert len(sentence.split()) <= 26, f"{language} {key}: {sentence}"


def test_the_wording_digest_is_that_of_its_file() -> None:
    edition = load_edition()
    for language in edition.languages:
        wording = edition.wording(language)
        assert wording.digest == ISSUED[f"2026-2/{language}.toml"]
        assert wording.reference().edition == "2026-2"
        assert wording.reference().language == language
        assert wording.told(Audience.SELF, CONTROLLER, 15).wording == wording.reference()


def _refused(forms: Path, name: str | None = "2026-1") -> BadInput:
    with pytest.raises(BadInput) as refused:
        load_edition(name, forms)
    return refused.value


@pytest.mark.parametrize("file", ["edition.toml", "da.toml", "en.toml"])
def test_a_changed_file_is_refused(forms: Path, file: str) -> None:
    path = forms / "2026-1" / file
    path.write_bytes(path.read_bytes() + b"\n")
    error = _refused(forms)
    assert error.problem is Problem.EDITION_CHANGED
    assert error.facts["path"] == path


@pytest.mark.parametrize("file", ["edition.toml", "en.toml"])
def test_a_missing_file_is_refused(forms: Path, file: str) -> None:
    (forms / "2026-1" / file).unlink()
    assert _refused(forms).problem is Problem.EDITION_CHANGED


def test_windows_line_ends_are_no_change(forms: Path) -> None:
    for path in (forms / "2026-1").glob("*.toml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_edition(folder=forms) == load_edition()


def test_a_draft_is_not_printed_and_a_draft_wording_not_offered(forms: Path) -> None:
    shutil.copytree(forms / "2026-1", forms / "2027-1")
    shutil.copy(forms / "2026-1" / "da.toml", forms / "2026-1" / "no.toml")
    assert _refused(forms, "2027-1").problem is Problem.EDITION_NOT_ISSUED
    assert edition_names(forms) == ("2026-1", "2026-2")
    assert load_edition("2026-1", forms).languages == ("da", "en")


@pytest.mark.parametrize("name", ["1999-1", "", "../2026-1", "2026-1/"])
def test_an_unknown_edition_is_refused_and_the_known_ones_named(forms: Path, name: str) -> None:
    error = _refused(forms, name)
    assert error.problem is Problem.EDITION_UNKNOWN
    assert error.facts["known"] == ("2026-1", "2026-2")


def test_an_unknown_language_is_refused_and_the_known_ones_named() -> None:
    with pytest.raises(BadInput) as refused:
        load_edition("2026-1").wording("tlh")
    assert refused.value.problem is Problem.FORM_LANGUAGE_UNKNOWN
    assert refused.value.facts["known"] == ("da", "en")


@pytest.mark.parametrize("text", ["", "no digest  2026-1/da.toml\n", "\xff\n"])
def test_unusable_digests_are_refused(forms: Path, text: str) -> None:
    (forms / "EDITIONS.sha256").write_bytes(text.encode("latin-1"))
    assert _refused(forms).problem in {
        Problem.EDITION_BROKEN,
        Problem.EDITION_UNKNOWN,
        Problem.EDITION_NOT_ISSUED,
    }


BREAKS: list[tuple[str, str, str, Problem, str]] = [
    # file, what stands there, what is put in its place, the problem and the place told
    ("da.toml", 'heading = "Presse"', "", Problem.EDITION_TEXT_MISSING, "purposes.press.heading"),
    ("da.toml", '"Hjemmeside"', '" "', Problem.EDITION_TEXT_MISSING, "purposes.website.heading"),
    ("da.toml", 'yes = "Ja"', "yes = 1", Problem.EDITION_TEXT_MISSING, "answers.yes"),
    (
        "da.toml",
        'self = "Må vi vise billeder',
        'selv = "',
        Problem.EDITION_TEXT_MISSING,
        "head.title.self",
    ),
    ("da.toml", "{institution} er", "{school} er", Problem.EDITION_BROKEN, "notes.controller.text"),
    (
        "da.toml",
        'yes = "Ja"',
        'yes = "Ja"\nmaybe = "Måske"',
        Problem.EDITION_BROKEN,
        "answers.maybe",
    ),
    ("da.toml", 'language = "da"', 'language = "sv"', Problem.EDITION_BROKEN, "language"),
    ("da.toml", 'name = "dansk"', "", Problem.EDITION_BROKEN, "name"),
    ("da.toml", "{day}-{month}-{year}", "{day}-{month}", Problem.EDITION_BROKEN, "date"),
    ("edition.toml", "no = 185.0", "no = 205.0", Problem.EDITION_OFF_THE_PAGE, "answers.no"),
    ("edition.toml", "y = 102.0", "y = 290.0", Problem.EDITION_OFF_THE_PAGE, "purposes.website"),
    ("edition.toml", "no = 185.0", "no = 160.0", Problem.EDITION_BROKEN, "website yes"),
    ("edition.toml", "size = 7.0", "size = 5.0", Problem.EDITION_BROKEN, "answers.size"),
    ("edition.toml", "y = 102.0", 'y = "top"', Problem.EDITION_BROKEN, "purposes.website.y"),
    ("edition.toml", "A = { x = 170.0", "A = { x = 160.0", Problem.EDITION_BROKEN, "codes.A"),
    ("edition.toml", "A = { x = 170.0", "A = { x = 190.0", Problem.EDITION_OFF_THE_PAGE, "codes.A"),
    ("edition.toml", "size = 22.0", "size = 12.0", Problem.EDITION_BROKEN, "codes.size"),
    ("edition.toml", "pages = 1", "pages = 0", Problem.EDITION_BROKEN, "pages"),
    (
        "edition.toml",
        "foot = { page = 1",
        "foot = { page = 2",
        Problem.EDITION_BROKEN,
        "areas.foot.page",
    ),
    (
        "edition.toml",
        "validity_months = 24",
        "validity_months = 0",
        Problem.EDITION_BROKEN,
        "validity_months",
    ),
    ("edition.toml", "2026-01-12", '"January"', Problem.EDITION_BROKEN, "issued_on"),
    ("edition.toml", 'language = "da"', 'language = "sv"', Problem.EDITION_BROKEN, "language"),
    ("edition.toml", 'name = "press"', 'name = "print"', Problem.EDITION_BROKEN, "purposes"),
    ("edition.toml", 'name = "2026-1"', 'name = "2026-2"', Problem.EDITION_BROKEN, "name"),
    (
        "edition.toml",
        '"signs", ',
        '"signs", "thanks", ',
        Problem.EDITION_TEXT_MISSING,
        "notes.thanks.heading",
    ),
    ("edition.toml", "signer = {", "signed = {", Problem.EDITION_BROKEN, "fields.signer"),
]


@pytest.mark.parametrize(("file", "old", "new", "problem", "place"), BREAKS)
def test_a_broken_edition_is_refused_with_the_place(
    forms: Path, file: str, old: str, new: str, problem: Problem, place: str
) -> None:
    path = forms / "2026-1" / file
    _change(path, old, new)
    _issue(forms)
    error = _refused(forms)
    assert (error.problem, error.facts["place"]) == (problem, place)
    assert error.facts["path"] == (forms / "2026-1" / "da.toml" if "thanks" in new else path)


PAIR_BREAKS: list[tuple[str, str, str, Problem, str]] = [
    ("pl.toml", 'over = "', '# over = "', Problem.EDITION_TEXT_MISSING, "foot.over"),
    ("pl.toml", 'draft = "Roboczy przekład"', "draft = 1", Problem.EDITION_BROKEN, "draft"),
    (
        "edition.toml",
        "right = { x = 108.0",
        "right = { x = 128.0",
        Problem.EDITION_OFF_THE_PAGE,
        "pair.notes.1",
    ),
    (
        "edition.toml",
        "left = { x = 18.0",
        "left = { z = 18.0",
        Problem.EDITION_BROKEN,
        "pair.left.x",
    ),
    (
        "edition.toml",
        'notes = ["signs", "withdraw"]',
        'notes = ["signs"]',
        Problem.EDITION_BROKEN,
        "pair.notes",
    ),
    (
        "edition.toml",
        "row_right = { x = 82.0, w = 61.0 }",
        "row_right = { x = 82.0, w = 76.0 }",
        Problem.EDITION_BROKEN,
        "website yes",
    ),
    (
        "edition.toml",
        "back = { page = 2",
        "back = { page = 3",
        Problem.EDITION_BROKEN,
        "pair.areas.back.page",
    ),
    (
        "edition.toml",
        "x = 18.0, y = 67.5, w = 174.0, h = 27.5",
        "x = 18.0, y = 67.5, w = 174.0, h = 37.5",
        Problem.EDITION_BROKEN,
        "pair.areas.lead",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "problem", "place"), PAIR_BREAKS)
def test_a_broken_place_for_two_languages_is_refused_with_the_place(
    forms: Path, file: str, old: str, new: str, problem: Problem, place: str
) -> None:
    path = forms / "2026-2" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    _issue(forms)
    error = _refused(forms, "2026-2")
    assert (error.problem, error.facts["place"]) == (problem, place)


def test_two_languages_are_on_record_by_a_digest_over_both_in_their_order() -> None:
    edition = load_edition("2026-2")
    one, other = edition.reference("da+ar"), edition.reference("sv+ar")
    assert (one.edition, one.language) == ("2026-2", "da+ar")
    digests = {one.digest, other.digest, edition.reference("ar+da").digest}
    assert len(digests) == 3
    assert digests.isdisjoint(ISSUED.values())
    assert edition.reference("da") == edition.wording("da").reference()


def test_a_form_is_whole_without_the_page_that_only_explains() -> None:
    edition = load_edition("2026-2")
    assert (edition.pages, edition.pages_in(1), edition.pages_in(2)) == (2, 1, 2)
    assert edition.answered_pages == {1}
    assert load_edition("2026-1").pages_in(2) == 1


def test_a_file_that_is_no_toml_is_refused_with_the_line(forms: Path) -> None:
    _change(forms / "2026-1" / "da.toml", "[person]", "[person")
    _issue(forms)
    error = _refused(forms)
    assert error.problem is Problem.EDITION_BROKEN
    assert "line" in str(error.facts["place"])


def _edited(change: Callable[[str], str], forms: Path) -> Edition:
    path = forms / "2026-1" / "edition.toml"
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    _issue(forms)
    return load_edition("2026-1", forms)


def test_places_come_from_the_edition(forms: Path) -> None:
    edition = _edited(lambda text: text.replace("yes = 157.0", "yes = 156.0"), forms)
    assert {box.x for box in edition.boxes if box.answer == "yes"} == {156.0}
    assert {field.name for field in edition.fields} == {"signer", "signature", "signed_on"}
