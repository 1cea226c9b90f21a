"""Trying a draft out: how much too long its texts are, and a look at what isn't finished."""

import re
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from consentdesk.domain.acts import Purpose
from consentdesk.errors import BadInput, Problem
from consentdesk.services import own_editions
from consentdesk.services.edition_drafts import FIXED, DraftEdition, draft_text
from consentdesk.services.editions import Audience
from consentdesk.services.own_editions import Trouble
from consentdesk.services.paper_pen import MISFIT
from tests.services.office import CLERK, Office

NAME = "OWN-1"
WORDS = "Nogle ord mere om dette ene sted på papiret. "


def draft_of(office: Office, source: str = "2026-2") -> DraftEdition:
    return own_editions.copy(*office.desk, source, NAME)


def troubles(office: Office, draft: DraftEdition) -> dict[tuple[str, str], Trouble]:
    with office.register.read() as reader:
        found = own_editions.troubles(reader, draft, office.today)
    return {(one.language, one.place): one for one in found}


def seen(
    office: Office, draft: DraftEdition, language: str = "da", who: Audience = Audience.GUARDIAN
) -> bytes:
    with office.register.read() as reader:
        return own_editions.preview(reader, draft, language, who, office.today)


def pages(pdf: bytes) -> list[Any]:
    return list(import_module("pypdfium2").PdfDocument(pdf))


def read(pdf: bytes) -> str:
    text = " ".join(page.get_textpage().get_text_bounded() for page in pages(pdf))
    return re.sub(r"\s+", " ", text)


def has_red(pdf: bytes) -> bool:
    """Whether any sign on the first page has the colour of what doesn't fit."""
    picture = pages(pdf)[0].render(scale=2).to_pil().convert("RGB")
    red = tuple(round(part * 255) for part in MISFIT)
    colours = picture.getcolors(maxcolors=picture.width * picture.height) or []
    return any(max(abs(a - b) for a, b in zip(red, c, strict=True)) < 12 for _n, c in colours)


def test_every_text_that_does_not_fit_is_told_at_once_with_how_much_too_long(
    office: Office,
) -> None:
    draft = draft_of(office)
    draft = draft.say("da", "purposes.website.text", WORDS * 6)
    draft = draft.say("da", "lead.free.self", WORDS * 9)
    draft = draft.say("pl", "purposes.print.text", WORDS * 7)
    keys = draft.keys()
    found = troubles(office, draft.confirm("pl", keys))
    assert found.keys() >= {
        ("da", "purposes.website.text"),
        ("da", "lead"),
        ("pl", "purposes.print.text"),
    }
    website = found["da", "purposes.website.text"]
    assert website.error.problem is Problem.EDITION_TEXT_TOO_LONG
    assert (website.keys, website.lines > 1) == (("purposes.website.text",), True)
    assert "lead.free.self" in found["da", "lead"].keys
    longer = troubles(
        office, draft.say("da", "purposes.website.text", WORDS * 9).confirm("pl", keys)
    )
    assert longer["da", "purposes.website.text"].lines > website.lines


@pytest.mark.parametrize(
    "key", ["head.title.guardian", "person.born", "sign.day", "foot.return", "foot.line"]
)
def test_a_text_of_one_line_is_told_with_how_far_it_reaches(office: Office, key: str) -> None:
    found = troubles(office, draft_of(office, "2026-1").say("da", key, WORDS * 4))
    (one,) = [trouble for trouble in found.values() if key in trouble.keys]
    assert one.language == "da"
    assert one.lines == 0
    assert one.millimetres > 5


def test_one_long_word_is_told_too(office: Office) -> None:
    found = troubles(office, draft_of(office).say("da", "notes.withdraw.text", "tilladelse" * 12))
    assert any("notes.withdraw.text" in trouble.keys for trouble in found.values())


def test_letters_the_font_has_no_picture_of_are_told_with_their_text(office: Office) -> None:
    found = troubles(office, draft_of(office).say("da", "sign.heading", "Underskrift 𓀀"))
    assert [t.keys for t in found.values() if t.error.problem is Problem.LETTERS_NOT_IN_FONT] == [
        ("sign.heading",)
    ]


def test_what_does_not_fit_is_shown_in_red_and_what_fits_is_not(office: Office) -> None:
    draft = draft_of(office)
    assert not has_red(seen(office, draft))
    for key in ("purposes.website.text", "lead.ask", "notes.withdraw.text"):
        pdf = seen(office, draft.say("da", key, WORDS * 9))
        assert has_red(pdf), key
        assert "Nogle ord mere" in read(pdf)
    assert has_red(seen(office, draft.say("uk", "purposes.website.text", WORDS * 9), "uk"))


def test_what_is_not_written_yet_stands_there_in_the_own_language(office: Office) -> None:
    draft = draft_of(office).say("pl", "purposes.website.text", "")
    own = draft.texts["da"]["purposes.website.text"]
    shown = read(seen(office, draft, "pl"))
    assert shown.count(own[:30]) == 2
    unwritten = draft.say("da", "purposes.website.text", "")
    assert "…" in read(seen(office, unwritten))
    assert (
        draft.filled("pl").texts["pl"]["head.title.guardian"]
        == (draft.texts["pl"]["head.title.guardian"])
    )


def test_a_language_that_waits_to_be_looked_at_can_be_looked_at(office: Office) -> None:
    draft = draft_of(office).say("da", "sign.heading", "Jeres underskrift")
    assert "tr" not in draft.offered()
    assert "Jeres underskrift" in read(seen(office, draft, "tr"))


def test_a_purpose_nobody_has_written_about_can_be_looked_at(office: Office) -> None:
    asked = draft_of(office).ask((Purpose("press"), Purpose("website")))
    pdf = seen(office, asked, "en", Audience.SELF)
    assert len(pages(pdf)) >= 1


def test_the_words_yes_and_no_are_the_same_on_every_form(office: Office) -> None:
    draft = draft_of(office)
    for key in sorted(FIXED):
        with pytest.raises(ValueError, match="every edition"):
            draft.say("da", key, "Måske")
    texts = {**draft.texts["uk"], "answers.yes": "Ні", "answers.no": "Так"}
    altered = replace(draft, texts={**draft.texts, "uk": texts})
    with office.register.write(CLERK, office.at) as writer:
        writer.set_edition_draft(NAME, 1, draft_text(altered))
    assert set(troubles(office, altered)) == {("uk", "answers.no"), ("uk", "answers.yes")}
    with pytest.raises(BadInput) as caught:
        own_editions.issue(*office.desk, NAME, 2)
    assert caught.value.problem is Problem.EDITION_BROKEN
