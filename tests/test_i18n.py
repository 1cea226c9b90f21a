"""Three languages, complete, chosen for the context one works in."""

import ast
import re
import string
from collections.abc import Iterable
from contextvars import copy_context
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import catalogues
import pytest

from consentdesk import i18n
from consentdesk.i18n import _, ngettext
from tests.source import ROOT, modules


def _texts(message: str | Iterable[str] | None) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message or ())


def _places(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    missing = catalogues.lacking(language)
    assert not missing, "run sh packaging/messages.sh, then translate:\n" + "\n".join(missing)


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_translation_has_the_places_of_its_text(language: str) -> None:
    # "1 picture" may do without its number, so it is enough that one form of the source agrees.
    wrong = [
        f"{message.id}\n  {text}"
        for message in catalogues.read(language)
        for text in _texts(message.string)
        if text and _places(text) not in [_places(source) for source in _texts(message.id)]
    ]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_no_translation_is_cut_down_to_a_letter(language: str) -> None:
    wrong = [
        f"{source}\n  {text}"
        for message in catalogues.read(language)
        for source, text in zip(_texts(message.id), _texts(message.string), strict=False)
        if text and len(text) < 2 < len(source)
    ]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_translation_ends_as_its_text_does(language: str) -> None:
    wrong = []
    for message in catalogues.read(language):
        for source, text in zip(_texts(message.id), _texts(message.string), strict=False):
            if source and text and _end(source) != _end(text):
                wrong.append(f"{source}\n  {text}")
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    ("language", "other"),
    [("da", r"foto(?!graf)\w*"), ("da", r"mærk(?:e[rst]?|ede)?"), ("sv", r"foto(?!graf)\w*")],
)
def test_a_picture_and_naming_have_one_word_each(language: str, other: str) -> None:
    """*Billede* and *navngive*, *bild* and *namnge*; the photographer keeps the other word."""
    wrong = [
        text
        for message in catalogues.read(language)
        for text in _texts(message.string)
        if re.search(rf"\b{other}\b", text.replace("&", ""), re.IGNORECASE)
        and "mærket for personale" not in text
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def _end(text: str) -> str:
    """The sign a text ends with, and the white space before and after it."""
    found = re.search(r"[.?!:…]?\s*$", text)
    start = re.match(r"\s*", text)
    return f"{start[0] if start else ''}|{found[0] if found else ''}"


def test_texts_are_looked_up_whole_and_by_their_words() -> None:
    """`_(f"…")` or `_(name)` can't be found in the source, so it would never be translated."""
    wrong = [
        module.at(call)
        for module in modules()
        if module.name != "i18n"
        for call in module.walk(ast.Call)
        if isinstance(call.func, ast.Name) and call.func.id in {"_", "ngettext"}
        for argument in call.args[: 1 if call.func.id == "_" else 2]
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str))
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_no_text_is_looked_up_within_another() -> None:
    """Text in `f"{_('…')}"` is not found when the texts are collected, and is put together."""
    wrong = [
        module.at(call)
        for module in modules()
        for joined in module.walk(ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call) and _called(call) in {"_", "ngettext"}
    ]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_text_in_the_source_is_in_the_catalogue(language: str) -> None:
    """Read here from the tree itself, not by whoever fills the catalogues."""
    known = {_texts(message.id)[0] for message in catalogues.read(language) if message.id}
    missing = [
        f"{module.at(call)} {first.value!r}"
        for module in modules()
        for call in module.walk(ast.Call)
        if _called(call) in {"_", "ngettext"}
        for first in call.args[:1]
        if isinstance(first, ast.Constant) and str(first.value) not in known
    ]
    assert not missing, "run sh packaging/messages.sh\n" + "\n".join(missing)


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_no_text_is_looked_up_at_import() -> None:
    """It would stay in the language that was spoken then."""
    wrong = []
    for module in modules():
        asking = {id(call) for call in module.walk(ast.Call) if _called(call) in {"_", "ngettext"}}
        if not asking:
            continue
        within = {
            id(inner)
            for function in (*module.walk(ast.FunctionDef), *module.walk(ast.Lambda))
            for inner in ast.walk(function)
        }
        wrong += [module.at(call) for call in module.walk(ast.Call) if id(call) in asking - within]
    assert not wrong, "\n" + "\n".join(wrong)


def test_nobody_takes_the_name_of_the_translator() -> None:
    """`for _ in …` would hide it in the whole function."""
    wrong = [
        module.at(name)
        for module in modules()
        if any(found.name == "consentdesk.i18n._" for found in module.imports())
        for name in module.walk(ast.Name)
        if name.id == "_" and isinstance(name.ctx, ast.Store)
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_a_text_speaks_the_language_in_use() -> None:
    assert _("Withdrawn") == "Withdrawn"
    i18n.use("da")
    assert _("Withdrawn") == "Trukket tilbage"
    i18n.use("sv")
    assert _("Withdrawn") == "Återkallat"


def test_another_context_may_speak_another_language() -> None:
    elsewhere = copy_context()
    elsewhere.run(i18n.use, "da")
    assert i18n.language() == "en"
    assert elsewhere.run(_, "Law") == "Lov"


def test_a_plural_follows_its_number() -> None:
    assert [ngettext("{n} sheep", "{n} sheep!", n).format(n=n) for n in (1, 2)] == [
        "1 sheep",
        "2 sheep!",
    ]


def test_a_language_we_do_not_speak_is_refused() -> None:
    with pytest.raises(ValueError, match="de"):
        i18n.use("de")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "da_DK.UTF-8"}, "da"),
        ({"LC_ALL": "sv_SE.UTF-8", "LANG": "da_DK.UTF-8"}, "sv"),
        ({"LC_MESSAGES": "en_GB.UTF-8", "LANG": "da_DK"}, "en"),
        ({"LANG": "da"}, "da"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_systems_language_is_taken_where_we_speak_it(
    environment: dict[str, str], language: str
) -> None:
    assert i18n.preferred(environment) == language


@pytest.mark.parametrize(
    ("language", "day", "moment", "number"),
    [
        ("da", "04-09-2026", "04-09-2026 kl. 10.05", "1.234.567"),
        ("sv", "2026-09-04", "2026-09-04 kl. 10:05", "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"),
        ("en", "4 September 2026", "4 September 2026, 10:05", "1,234,567"),
    ],
)
def test_dates_and_numbers_are_written_as_in_the_language(
    language: str, day: str, moment: str, number: str
) -> None:
    i18n.use(language)
    at = datetime(2026, 9, 4, 8, 5, tzinfo=UTC)
    assert i18n.format_date(date(2026, 9, 4)) == day
    assert i18n.format_datetime(at, ZoneInfo("Europe/Copenhagen")) == moment
    assert i18n.format_number(1234567) == number


def test_the_compiled_translations_are_as_new_as_their_source() -> None:
    for language in catalogues.LANGUAGES:
        source = catalogues.po_file(language)
        assert source.with_suffix(".mo").stat().st_mtime >= source.stat().st_mtime
        assert source.is_relative_to(ROOT)
