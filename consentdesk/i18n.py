"""Languages: which one is spoken, and how texts and dates read in it.

English stands in the source; Danish and Swedish lie in `resources/locale`. The language belongs to
the context (`contextvars`), so two threads may speak two; a new thread begins with English unless
it runs in a copied context. Knows no text itself: `wording` has those for codes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextvars import ContextVar, copy_context
from functools import cache
from gettext import NullTranslations, translation
from typing import TYPE_CHECKING

from consentdesk.paths import resources_dir

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

LANGUAGES = ("da", "sv", "en")
DOMAIN = "consentdesk"

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SPOKEN: ContextVar[str] = ContextVar("language", default="en")
_ZONE: ContextVar[tzinfo | None] = ContextVar("zone", default=None)


def use(language: str) -> None:
    """Speak that language from now on in this context; ValueError for one not in LANGUAGES."""
    if language not in LANGUAGES:
        raise ValueError(language)
    _SPOKEN.set(language)


def use_zone(zone: tzinfo | None) -> None:
    """Tell times of that zone from now on in this context; None for the machine's own."""
    _ZONE.set(zone)


def language() -> str:
    """The language spoken in this context."""
    return _SPOKEN.get()


def preferred(environ: Mapping[str, str] = os.environ) -> str:
    """The language the system asks for, as far as we speak it; else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(variable, "")
        if value:
            code = value.replace("-", "_").split("_")[0].split(".")[0].lower()
            return code if code in LANGUAGES else "en"
    return "en"


def said_in(spoken: str, say: Callable[[], str]) -> str:
    """What `say` says in that language, whatever is spoken now; English where we don't speak it."""

    def speak() -> str:
        use(spoken if spoken in LANGUAGES else "en")
        return say()

    return copy_context().run(speak)


def _(message: str) -> str:
    """The text in the language spoken now; looked up at every call, never at import."""
    return _catalogue(_SPOKEN.get()).gettext(message)


def from_data(message: str) -> str:
    """A text out of a data file of ours, where its translations are collected too: rule sources."""
    return _(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The text for that many, in the language spoken now."""
    return _catalogue(_SPOKEN.get()).ngettext(one, many, count)


@cache
def _catalogue(spoken: str) -> NullTranslations:
    """The texts of one language, read once; English is the source itself."""
    if spoken == "en":
        return NullTranslations()
    return translation(DOMAIN, resources_dir() / "locale", [spoken], fallback=True)


def format_date(day: date) -> str:
    """The date as people write it: 14-09-2026 (da), 2026-09-14 (sv), 14 September 2026 (en)."""
    match _SPOKEN.get():
        case "da":
            return f"{day.day:02}-{day.month:02}-{day.year:04}"
        case "sv":
            return f"{day.year:04}-{day.month:02}-{day.day:02}"
        case _:
            return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def format_datetime(at: datetime, zone: tzinfo | None = None) -> str:
    """Date and clock to the minute in that zone; without one, that of `use_zone`.

    14-09-2026 kl. 10.14 (da), 2026-09-14 kl. 10:14 (sv), 14 September 2026, 10:14 (en).
    """
    local = at.astimezone(zone or _ZONE.get())
    day, clock = format_date(local.date()), format_time(local)
    return f"{day}, {clock}" if _SPOKEN.get() == "en" else f"{day} {clock}"


def format_time(local: datetime) -> str:
    """The clock to the minute, as it stands: kl. 10.14 (da), kl. 10:14 (sv), 10:14 (en)."""
    match _SPOKEN.get():
        case "da":
            return f"kl. {local.hour:02}.{local.minute:02}"
        case "sv":
            return f"kl. {local.hour:02}:{local.minute:02}"
        case _:
            return f"{local.hour:02}:{local.minute:02}"


def format_since(local: datetime, now: datetime) -> str:
    """The clock of a moment of today; of another day, the date before it."""
    is_today = local.date() == now.date()
    return format_time(local) if is_today else format_datetime(local, local.tzinfo)


def format_number(number: int) -> str:
    """A whole number with its thousands apart: 1.234 (da), 1 234 (sv), 1,234 (en)."""
    mark = {"da": ".", "sv": "\N{NO-BREAK SPACE}"}.get(_SPOKEN.get(), ",")
    return f"{number:,}".replace(",", mark)
