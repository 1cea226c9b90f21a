"""The form to be filled in on screen: the printed one to the eye, and to the ear one to follow."""

import io
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
import page
import pikepdf
import pytest
from PIL import Image

from consentdesk.domain.people import SubjectId
from consentdesk.domain.serials import shown_serial
from consentdesk.domain.sheets import Answer, Ink
from consentdesk.errors import BadInput, Problem
from consentdesk.services.editions import Audience, load_edition
from consentdesk.services.paper import print_forms, reprint
from consentdesk.services.pictures import pdf as pictures_pdf
from consentdesk.storage.register import Register
from tests.factories import NOW
from tests.services.paper.conftest import enrol
from tests.services.paper.filling import (
    WRITTEN,
    Hand,
    clicked,
    fields,
    fillable,
    filled,
    in_folder,
    opened,
)
from tests.services.paper.pages import SERIAL, a_sheet, drawn, ink, words
from tests.services.scanning.reader import read

PROFILES = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)
ANSWERS = {
    "website": "yes",
    "social_media": "no",
    "print": "no",
    "press": "yes",
    "internal": "no",
}


def broken_rules(pdf: bytes) -> list[str]:
    """What the validator finds wrong, for those who listen and for an archive."""
    found = []
    for profile in PROFILES:
        report = page.validate_pdf_bytes(pdf, profile=profile)
        assert report.rules.total > 100
        found += [f"{failure.rule_id}: {failure.message}" for failure in report.failures]
    return found


def elements(node: Any) -> Iterator[Any]:
    """The tree of a file as it is read, one after the other."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def said_in_order(pdf: bytes) -> list[str]:
    """The role of all that is read, and what a field says of itself."""
    told = []
    form = opened(pdf)
    for one in elements(form.Root.StructTreeRoot):
        kids = [kid for kid in one.K if isinstance(kid, pikepdf.Dictionary)]
        held = [kid for kid in kids if kid.get("/Type") == "/OBJR"]
        told.append(str(held[0].Obj.TU) if held else str(one.S)[1:])
    return [one for one in told if one not in ("Div", "Document")]


@pytest.mark.parametrize("name", ["2026-1", "2026-2"])
def test_a_form_for_any_reader_keeps_the_rules_for_those_who_listen(name: str) -> None:
    edition = load_edition(name)
    for audience in Audience:
        assert broken_rules(fillable(edition, a_sheet(edition, "en", audience))) == []


@pytest.mark.parametrize("other", ["sv", "de", "pl", "uk", "tr", "ar", "fa", "so"])
def test_so_does_a_sheet_in_two_languages(other: str) -> None:
    edition = load_edition()
    assert broken_rules(fillable(edition, a_sheet(edition, f"da+{other}"))) == []


def test_the_judge_refuses_what_is_printed_since_nobody_can_listen_to_it() -> None:
    assert broken_rules(drawn(a_sheet(load_edition()))) != []


@pytest.mark.parametrize("language", ["da", "da+pl", "da+ar"])
def test_it_looks_as_the_printed_form_does(language: str) -> None:
    edition = load_edition()
    sheet = a_sheet(edition, language)
    mine, theirs = fillable(edition, sheet), drawn(sheet)
    for number in range(1, edition.pages_in(len(language.split("+"))) + 1):
        assert np.array_equal(ink(mine, 100, number), ink(theirs, 100, number)), number


def test_the_same_form_gives_the_same_bytes() -> None:
    edition = load_edition()
    sheet = a_sheet(edition, "da+ar")
    assert fillable(edition, sheet) == fillable(edition, sheet)


def test_nothing_is_chosen_beforehand_and_no_more_than_one_of_a_pair_can_be() -> None:
    edition = load_edition()
    form = fillable(edition, a_sheet(edition))
    fresh = opened(form)
    for purpose in edition.purposes:
        field = fields(fresh)[f"answer.{purpose}"]
        assert (field.V, field.Ff) == ("/Off", 1 << 15)
        shown = [sorted(kid.AP.N.keys()) for kid in field.Kids]
        assert shown == [["/Off", "/yes"], ["/Off", "/no"]]
    hand = Hand(form)
    hand.answer(edition, "press", "yes")
    hand.answer(edition, "press", "no")
    after = opened(hand.saved())
    saved = fields(after)
    assert [kid.AS for kid in saved["answer.press"].Kids] == ["/Off", "/no"]
    assert {str(kid.AS) for kid in saved["answer.print"].Kids} == {"/Off"}


def test_no_reader_need_draw_anything_anew_and_none_is_asked_for_a_certificate() -> None:
    form = opened(fillable(load_edition(), a_sheet(load_edition())))
    assert "/NeedAppearances" not in form.Root.AcroForm
    assert "/SigFlags" not in form.Root.AcroForm
    assert not form.is_encrypted
    for widget in form.pages[0].Annots:
        assert "/N" in widget.AP
        assert widget.get("/FT") != "/Sig"
        assert "/A" not in widget
        assert "/AA" not in widget


def test_any_family_can_type_its_name() -> None:
    form = opened(fillable(load_edition(), a_sheet(load_edition())))
    table = form.Root.AcroForm.DR.Font.CDType.ToUnicode.read_bytes().decode()
    for name in ("Łukasz Żółć", "Ømer Åkjær", "Şeyma Öğüt", "Оксана Їжак", "عبد الله", "کیوان"):
        for sign in name.replace(" ", ""):
            assert f"<{ord(sign):04X}>\n" in table, sign


def test_a_form_is_read_from_the_top_to_the_foot_each_box_after_its_purpose() -> None:
    edition = load_edition()
    told = said_in_order(fillable(edition, a_sheet(edition, "en")))
    assert told[:2] == ["P", "H1"]
    texts = edition.wording("en").texts
    purposes = [texts[f"purposes.{purpose}.heading"] for purpose in edition.purposes]
    boxes = [one for one in told if ": " in one and not one.startswith("Date")]
    assert boxes == [f"{name}: {answer}" for name in purposes for answer in ("Yes", "No")]
    first = told.index(boxes[0])
    assert told[first - 3 : first] == ["H3", "P", "P"]
    written = [one for one in told[told.index(boxes[-1]) :] if one[0] not in "HP"]
    assert [one.partition(" (")[0] for one in written[1:]] == [
        str(texts["sign.signer"]),
        *(f"Date: {texts[f'sign.{key}']}" for key in ("day", "month", "year")),
    ]
    assert "(DD-MM-YYYY)" in written[-1]


def test_what_is_heard_in_two_languages_says_which_and_arabic_runs_the_right_way() -> None:
    edition = load_edition()
    form = fillable(edition, a_sheet(edition, "da+ar"))
    whole = opened(form)
    assert str(whole.Root.Lang) == "da"
    spoken = {str(one.Lang) for one in elements(whole.Root.StructTreeRoot) if "/Lang" in one}
    assert spoken == {"ar"}
    turned = [str(o.ActualText) for o in elements(whole.Root.StructTreeRoot) if "/ActualText" in o]
    texts = edition.wording("ar").texts
    for key in ("purposes.press.heading", "purposes.press.text", "lead.ask", "notes.limits.text"):
        assert str(texts[key]) in turned, key
    assert str(texts["purposes.press.heading"]) in normalize("NFKC", words(form))
    heading = "Presse: Ja / الصحافة: نعم"
    assert heading in said_in_order(form)


def test_a_reader_goes_through_the_fields_in_that_order_and_shows_the_title() -> None:
    edition = load_edition()
    form = opened(fillable(edition, a_sheet(edition)))
    assert all(one.Tabs == "/S" for one in form.pages)
    assert bool(form.Root.ViewerPreferences.DisplayDocTitle)
    with form.open_metadata() as said:
        assert str(said["dc:title"]).endswith(shown_serial(SERIAL))
    for word in ("Ida", "Åkjær", "Mette", "Solsikken"):
        assert word not in str(form.docinfo), word


@pytest.mark.parametrize("language", ["da", "da+pl", "da+ar"])
def test_what_is_answered_on_screen_is_read_like_ink(language: str) -> None:
    edition = load_edition()
    form = fillable(edition, a_sheet(edition, language))
    hand_filled = clicked(edition, form, ANSWERS)
    for data in (hand_filled, filled(form, ANSWERS)):
        found = read(_seen(data), edition)
        assert {a.purpose: a.answer for a in found.answers} == {
            purpose: Answer(answer) for purpose, answer in ANSWERS.items()
        }
        assert min(a.confidence for a in found.answers) > 0.9
        assert {f.name: f.ink for f in found.fields}["signature"] is Ink.NONE
    assert {f.name: f.ink for f in read(_seen(hand_filled), edition).fields} == {
        "signer": Ink.SOME,
        "signed_on": Ink.SOME,
        "signature": Ink.NONE,
    }
    after = opened(hand_filled)
    saved = fields(after)
    assert {name: str(saved[name].V) for name in WRITTEN} == WRITTEN


def test_an_untouched_form_is_blank_and_a_drawn_signature_is_seen() -> None:
    edition = load_edition()
    form = fillable(edition, a_sheet(edition))
    untouched = read(_seen(form), edition)
    assert {a.answer for a in untouched.answers} == {Answer.BLANK}
    assert {f.ink for f in untouched.fields} == {Ink.NONE}
    signed = read(_seen(filled(form, {"press": "yes"}, signed=True)), edition)
    assert {f.name: f.ink for f in signed.fields}["signature"] is Ink.SOME


@pytest.mark.parametrize("tilt", [-2.0, 1.3])
def test_one_filled_in_on_screen_and_printed_is_read_alike(tilt: float) -> None:
    edition = load_edition()
    data = filled(fillable(edition, a_sheet(edition, "da+pl")), ANSWERS)
    paper = _seen(data).rotate(tilt, Image.Resampling.BICUBIC, fillcolor=250)
    found = read(paper, edition)
    assert {a.purpose: str(a.answer) for a in found.answers} == ANSWERS


def test_the_page_that_is_kept_shows_what_was_filled_in() -> None:
    edition = load_edition()
    data = clicked(edition, fillable(edition, a_sheet(edition, "da+pl")), ANSWERS)
    document = pictures_pdf.opened(data)
    kept = pictures_pdf.cut_page(document, 0)
    assert {a.purpose: str(a.answer) for a in read(_seen(kept), edition).answers} == ANSWERS
    assert "/AcroForm" not in opened(kept).Root


def _seen(data: bytes) -> Image.Image:
    """Its first page at 200 dpi, as the inbox sees it."""
    return pictures_pdf.grey_page(pictures_pdf.opened(data), 0, 2340)


def test_each_family_gets_a_file_of_its_own_named_by_the_number(
    register: Register, ida: SubjectId, tmp_path: Path
) -> None:
    noah = enrol(register, "Noah Lund", language="pl", guardians=("Anna Lund",))
    folder = tmp_path / "forms"
    printed = print_forms(
        register,
        "Lis",
        NOW,
        subjects=(ida, noah),
        language=None,
        output=folder,
        fillable=True,
    )
    names = [f"{shown_serial(form.serial)}.pdf" for form in printed.forms]
    assert in_folder(folder) == sorted(names)
    assert [form.first_page for form in printed.forms] == [1, 1]
    assert (printed.pages, [form.languages for form in printed.forms]) == (3, ["da", "da+pl"])
    first = words((folder / names[0]).read_bytes())
    assert "Ida Åkjær Sørensen" in first
    assert "Noah" not in first
    again = tmp_path / "again"
    reprint(register, [printed.forms[1].serial], again, fillable=True)
    assert in_folder(again) == [names[1]]
    assert (again / names[1]).read_bytes() == (folder / names[1]).read_bytes()


def test_all_files_appear_or_none(register: Register, ida: SubjectId, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == total:
            raise Stopped

    noah = enrol(register, "Noah Lund", guardians=("Anna Lund",))
    folder = tmp_path / "forms"
    for there in (False, True):
        if there:
            folder.mkdir()
            (folder / "other.txt").write_text("mine")
        with pytest.raises(Stopped):
            print_forms(
                register,
                "Lis",
                NOW,
                subjects=(ida, noah),
                output=folder,
                fillable=True,
                progress=stop,
            )
        assert folder.exists() is there
    assert in_folder(folder) == ["other.txt"]
    with register.read() as reader:
        assert reader.forms() == ()


def test_a_file_in_the_place_of_the_folder_is_left_as_it_is(
    register: Register, ida: SubjectId, tmp_path: Path
) -> None:
    taken = tmp_path / "forms"
    taken.write_text("mine")
    with pytest.raises(BadInput) as refused:
        print_forms(register, "Lis", NOW, subjects=(ida,), output=taken, fillable=True)
    assert refused.value.problem is Problem.PRINT_TARGET_UNUSABLE
    assert taken.read_text() == "mine"


def test_the_font_that_is_typed_in_is_a_whole_font() -> None:
    form = opened(fillable(load_edition(), a_sheet(load_edition())))
    held = form.Root.AcroForm.DR.Font.CDType.DescendantFonts[0]
    data = held.FontDescriptor.FontFile2.read_bytes()
    font = import_module("PIL.ImageFont").truetype(io.BytesIO(data), 20)
    assert font.getname()[0] == "DejaVu Sans"
    assert len(held.W[1]) > 1500
