"""Every text of every edition has a name a clerk knows, in every language of the windows."""

import pytest

from consentdesk.domain.acts import Purpose
from consentdesk.errors import BadInput, Problem
from consentdesk.services import own_editions
from consentdesk.services.edition_shelf import free_name
from consentdesk.services.own_editions import Trouble
from consentdesk.storage.register import Register
from consentdesk.ui.application import speak
from consentdesk.ui.edition_words import (
    PARTS,
    is_told_to,
    key_saying,
    open_words,
    part_of,
    part_word,
    spots_of,
    text_word,
    trouble_sentence,
    trouble_word,
)
from tests.services.office import CLERK, MONDAY, Office


@pytest.mark.parametrize("language", ["en", "da", "sv"])
@pytest.mark.parametrize("source", ["2026-1", "2026-2"])
def test_every_text_has_a_name_of_its_own_and_no_key_is_shown(
    office: Office, source: str, language: str
) -> None:
    draft = own_editions.copy(*office.desk, source, "OWN-1")
    keys = draft.keys()
    speak(language)
    words = [text_word(key) for key in keys]
    assert len(set(words)) == len(words)
    assert not [w for w in words if "." in w or "_" in w or w[0].islower()]
    assert {part_of(key) for key in keys} == set(PARTS)
    assert all(part_word(part) != part for part in PARTS)


@pytest.mark.parametrize("source", ["2026-1", "2026-2"])
def test_whatever_stands_in_braces_is_explained(office: Office, source: str) -> None:
    draft = own_editions.copy(*office.desk, source, "OWN-1")
    for text in draft.texts["da"].values():
        assert len(open_words(text)) == text.count("{")


def test_several_texts_that_share_a_place_are_named_together(office: Office) -> None:
    draft = own_editions.copy(*office.desk, None, "OWN-1")
    error = BadInput(Problem.EDITION_TEXT_TOO_LONG, place="lead")
    trouble = Trouble(error, "da", "lead", ("lead.ask", "lead.free.self"), 2)
    said = trouble_sentence(draft, trouble, "Dansk")
    assert said == (
        "What is asked and That it is voluntary, to whoever answers alone (Dansk): "
        "Together 2 lines too long."
    )
    many = Trouble(error, "da", "notes", draft.keys()[20:26], 1)
    assert trouble_word(draft, many) == part_word(part_of(many.keys[0]))


def test_a_purpose_the_rules_lack_is_no_text_but_has_a_name(office: Office) -> None:
    draft = own_editions.copy(*office.desk, None, "OWN-1")
    error = BadInput(Problem.EDITION_PURPOSES, purposes=(Purpose("stage_play"),))
    trouble = Trouble(error, "da", "purposes.stage_play")
    assert spots_of(draft, trouble) == ()
    assert trouble_word(draft, trouble) == "stage play"


def test_the_name_suggested_is_the_institutions_and_free(office: Office) -> None:
    with office.register.read() as reader:
        assert free_name(reader, 2026) == "S-2026"
    own_editions.copy(*office.desk, None, "S-2026")
    with office.register.read() as reader:
        assert free_name(reader, 2026) == "S-2026-2"


@pytest.mark.parametrize(
    ("institution", "name"),
    [
        ("Ørsted Åby Børnehave og Fritidshjem", "OABO-2026"),
        ("Солнышко", "OWN-2026"),
    ],
)
def test_a_name_can_be_suggested_whatever_the_institution_is_called(
    office: Office, institution: str, name: str
) -> None:
    place = str(office.folder / "other.db")
    with (
        Register.create(
            place, institution=institution, policy="dk", clerk=CLERK, at=MONDAY
        ) as register,
        register.read() as reader,
    ):
        assert free_name(reader, 2026) == name


def test_a_printed_line_is_known_by_most_of_its_words() -> None:
    texts = {
        "purposes.website.heading": "Hjemmeside",
        "purposes.website.text": "Vores egen Hjemmeside. Alle kan se den.",
        "notes.signs.text": "Hos os skriver unge selv under, når de er fyldt {age_limit} år.",
    }
    assert key_saying(texts, "Hjemmeside") == "purposes.website.heading"
    assert key_saying(texts, "egen Hjemmeside. Alle kan") == "purposes.website.text"
    assert key_saying(texts, "under, når de er fyldt 15 år.") == "notes.signs.text"
    assert key_saying(texts, "Øvelsesskolen") == ""
    assert key_saying(texts, "") == ""


def test_a_sheet_for_staff_says_what_others_are_told_unless_staff_are_told_otherwise() -> None:
    keys = ["lead.free.self", "lead.free.staff", "head.title.self", "head.title.guardian"]
    assert [k for k in keys if is_told_to(k, "staff", keys)] == [
        "lead.free.staff",
        "head.title.self",
    ]
    assert [k for k in keys if is_told_to(k, "guardian", keys)] == ["head.title.guardian"]
