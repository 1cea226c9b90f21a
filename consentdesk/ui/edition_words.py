"""The texts of a form by names a clerk knows: never by the key under which a file has them.

Knows no window. What is wrong with a text is `own_editions`'; here it becomes a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING

from consentdesk.errors import Problem
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.services.edition_drafts import FIXED
from consentdesk.wording import problem_sentence, purpose_word
from consentdesk.words import listed

if TYPE_CHECKING:
    from consentdesk.services.edition_drafts import DraftEdition
    from consentdesk.services.own_editions import Trouble

PARTS = ("head", "person", "lead", "answers", "purposes", "notes", "sign", "foot")
"""The parts of a form from the top, as keys begin with them."""
_AUDIENCES = frozenset({"guardian", "self", "staff", "anyone"})
_MOST = 0.6
"""This part of a printed line's words must be in the text it is from."""
_NAMED = 3
"""So many texts that share a place are named; of more, the part they stand in."""
_OPEN = re.compile(r"\{(\w*)\}")


def part_of(key: str) -> str:
    """The part of the form that a text stands in."""
    return key.partition(".")[0]


def part_word(part: str) -> str:
    """A part of the form: "Explanations"; places that are not one of a text's are parts too."""
    return {
        "head": _("Top of the sheet"),
        "back": _("Top of the back"),
        "person": _("Whom it is about"),
        "lead": _("Introduction"),
        "answers": _("Question and answers"),
        "question": _("Question and answers"),
        "purposes": _("Purposes"),
        "notes": _("Explanations"),
        "sign": _("Signature"),
        "foot": _("Foot of the sheet"),
    }.get(part, part.replace("_", " "))


def text_word(key: str) -> str:
    """One text: "Website: explanation" or "Title, to guardians"."""
    stem, _dot, last = key.rpartition(".")
    if stem and last in _AUDIENCES:
        return _audience_text(last).format(text=_plain_word(stem))
    return _plain_word(key)


def _audience_text(audience: str) -> str:
    return {
        "guardian": _("{text}, to guardians"),
        "self": _("{text}, to whoever answers alone"),
        "staff": _("{text}, to staff"),
        "anyone": _("{text}, on a blank form"),
    }[audience]


def _plain_word(key: str) -> str:
    parts = key.split(".")
    match parts:
        case ["purposes", purpose, "heading"]:
            return _("{purpose}: heading").format(purpose=purpose_word(purpose))
        case ["purposes", purpose, "text"]:
            return _("{purpose}: explanation").format(purpose=purpose_word(purpose))
        case ["purposes", purpose]:
            return purpose_word(purpose)
        case ["notes", note, "heading"]:
            return _("{note}: heading").format(note=_note_word(note))
        case ["notes", note, "text"]:
            return _("{note}: explanation").format(note=_note_word(note))
        case ["notes", note]:
            return _note_word(note)
        case [part]:
            return part_word(part)
        case _:
            return _texts().get(key, parts[-1].replace("_", " "))


def _note_word(note: str) -> str:
    return {
        "controller": _("Who asks"),
        "signs": _("Who signs"),
        "validity": _("How long it holds"),
        "data": _("What is kept"),
        "withdraw": _("Changing one's mind"),
        "limits": _("What can't be called back"),
        "complaint": _("Complaining"),
    }.get(note, note.replace("_", " "))


def _texts() -> dict[str, str]:
    return {
        "head.title": _("Title"),
        "head.subtitle": _("Line below the title"),
        "person.name": _("Word for the name"),
        "person.born": _("Word for the birth date"),
        "person.group": _("Word for the group"),
        "person.guardians": _("Word for the guardians"),
        "lead.ask": _("What is asked"),
        "lead.free": _("That it is voluntary"),
        "answers.question": _("Question above the boxes"),
        "answers.instruction": _("How to answer"),
        "answers.yes": _("Word for yes"),
        "answers.no": _("Word for no"),
        "notes.controller.contact": _("Word for the contact"),
        "notes.controller.officer": _("Word for the data protection officer"),
        "sign.heading": _("Heading of the signature"),
        "sign.declaration": _("What is signed"),
        "sign.signer": _("Word for the name in capitals"),
        "sign.signature": _("Word for the signature"),
        "sign.signed_on": _("Word for the date"),
        "sign.day": _("Sign for the day"),
        "sign.month": _("Sign for the month"),
        "sign.year": _("Sign for the year"),
        "foot.line": _("Line with edition and page"),
        "foot.return": _("Where the sheet goes"),
        "foot.over": _("That the back is to be read"),
    }


def open_words(text: str) -> tuple[str, ...]:
    """What the places in braces of a text stand for: "{age_limit} is …", each once."""
    known = {
        "institution": _("{place} becomes the name of the institution."),
        "age_limit": _("{place} becomes the age from which people sign for themselves."),
        "validity_months": _("{place} becomes the months that a yes holds."),
        "edition": _("{place} becomes the name of the edition."),
        "languages": _("{place} becomes the languages on the sheet."),
        "page": _("{place} becomes the number of the page."),
        "pages": _("{place} becomes how many pages there are."),
    }
    found = dict.fromkeys(_OPEN.findall(text))
    return tuple(known[name].format(place=f"{{{name}}}") for name in found if name in known)


def is_told_to(key: str, audience: str, keys: Sequence[str]) -> bool:
    """Whether a text stands on the sheet of that audience; staff are told what others are told."""
    stem, _dot, last = key.rpartition(".")
    if last not in _AUDIENCES or last == audience:
        return True
    return audience == "staff" and last == "self" and f"{stem}.staff" not in keys


def key_saying(texts: Mapping[str, str], line: str) -> str:
    """Which text a printed line is from: that with most of its words; "" where none has most.

    Names and numbers that are filled in, and words broken at an edge, are not in any text.
    """
    printed = line.split()
    best, found = _MOST * len(printed), ""
    for key, text in texts.items():
        words = Counter(text.split())
        # Of two that have all of them, the shorter one is meant: a heading, not its explanation.
        hits = (Counter(printed) & words).total() - words.total() / 1_000
        if printed and " ".join(printed) == text:
            return key
        if hits > best:
            best, found = hits, key
    return found


def spots_of(draft: DraftEdition, trouble: Trouble) -> tuple[str, ...]:
    """The keys of the texts a trouble is about; none for what is not in a text."""
    ordered = draft.keys()
    known = {*ordered, *draft.missing(trouble.language)}
    keys = tuple(key for key in trouble.keys if key in known)
    if keys:
        return keys
    if trouble.place in known:
        return (trouble.place,)
    # A text told to several audiences, by its name without them.
    return tuple(key for key in ordered if key.startswith(f"{trouble.place}."))[:1]


def trouble_word(draft: DraftEdition, trouble: Trouble) -> str:
    """The place of a trouble in human words: the very texts, or the part where they are many."""
    keys = spots_of(draft, trouble)
    if len(keys) > _NAMED:
        return part_word(part_of(keys[0]))
    return listed([text_word(key) for key in keys or (trouble.place,)])


def trouble_sentence(draft: DraftEdition, trouble: Trouble, language: str) -> str:
    """What keeps a draft from being issued, after its place; `language` is how it is called."""
    place, wrong = trouble_word(draft, trouble), wrong_sentence(trouble)
    said = _("{place} ({language}): {wrong}")
    return said.format(place=place, language=language, wrong=wrong)


def wrong_sentence(trouble: Trouble) -> str:
    """What is wrong with the text somebody is looking at."""
    error = trouble.error
    match error.problem:
        case Problem.EDITION_TEXT_MISSING:
            return _("This text is missing.")
        case Problem.EDITION_TEXT_TOO_LONG:
            return _too_long(trouble)
        case Problem.LETTERS_NOT_IN_FONT:
            said = _("These signs can't be printed: {letters}")
            return said.format(letters=str(error.facts.get("letters", "")))
        case Problem.EDITION_BROKEN if set(trouble.keys) & FIXED:
            return _("This word must be the same as on every form.")
        case Problem.EDITION_BROKEN:
            return _("Something in braces is not known here.")
        case Problem.EDITION_OFF_THE_PAGE:
            return _("It lies outside of what a printer can print.")
        case Problem.EDITION_PURPOSES:
            return _("Your rules don't have this purpose. Untick it.")
        case _:
            return problem_sentence(error)


def _too_long(trouble: Trouble) -> str:
    """By how much; several texts that share a place are too long together."""
    lines, wide, many = trouble.lines, ceil(trouble.millimetres), len(trouble.keys) > 1
    if lines and many:
        said = ngettext(
            "Together {count} line too long.", "Together {count} lines too long.", lines
        )
    elif lines:
        said = ngettext("{count} line too long.", "{count} lines too long.", lines)
    elif wide and not many:
        said = ngettext("{count} mm too long.", "{count} mm too long.", wide)
    else:
        said = _("Too long for its place.")
    return said.format(count=format_number(lines or wide))
