"""How words on the command line become values: days, serials, answers, numbers, files.

Each reader takes the text as typed and raises ValueError with a whole sentence where it can't be
that. What the register thinks of a value is left to the services.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TypeVar
from unicodedata import normalize

import click
from click.shell_completion import CompletionItem

from consentdesk.domain.acts import Purpose, Serial
from consentdesk.domain.photos import Region
from consentdesk.domain.serials import parse_serial
from consentdesk.i18n import _
from consentdesk.services.heads import PrintedHead, parse_head

T = TypeVar("T")


class Value(click.ParamType[T]):
    """A kind of value: its name in the usage line, its reader, and what the shell may offer."""

    def __init__(
        self, name: str, read: Callable[[str], T], *, offers: Sequence[str] = (), file: bool = False
    ) -> None:
        self.name = name
        self.read = read
        self._offers = tuple(offers)
        self._file = file

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> T:
        """The value, or a usage error carrying the reader's sentence."""
        typed = str(value)
        if not self._file and not _readable(typed):
            self.fail(_unreadable(typed), param, ctx)
        try:
            return self.read(typed)
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The name in capitals, or the choices."""
        del param, ctx
        return "[" + "|".join(self._offers) + "]" if self._offers else self.name.upper()

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        """Choices that begin so, or file names."""
        del ctx, param
        if self._file:
            return [CompletionItem(incomplete, type="file")]
        return [CompletionItem(offer) for offer in self._offers if offer.startswith(incomplete)]


def one_of(name: str, *choices: str) -> Value[str]:
    """One of a few fixed words."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(
                _("“{value}” is not one of the choices. Choose one of: {choices}.").format(
                    value=text, choices=", ".join(choices)
                )
            )
        return text

    return Value(name, read, offers=choices)


def text() -> Value[str]:
    """Any text that is not blank, without the space around it, its accents as the register's.

    macOS hands over names of files and folders with letter and accent apart.
    """

    def read(typed: str) -> str:
        if not typed.strip():
            raise ValueError(_("The text is empty. Write something, or leave the option out."))
        return normalize("NFC", typed.strip())

    return Value("text", read)


def named(name: str) -> Value[str]:
    """Text as `text` takes it, under another name in the usage line."""
    kind = text()
    kind.name = name
    return kind


def text_or_none(name: str) -> Value[str]:
    """Any text without the space around it; an empty one takes away what was there."""
    return Value(name, str.strip)


def day() -> Value[date]:
    """A day as YYYY-MM-DD and nothing else, so no script can mean another day."""

    def read(typed: str) -> date:
        # fromisoformat alone would take 20260817 and 2026-W34-1 too.
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", typed, re.ASCII):
            with suppress(ValueError):
                return date.fromisoformat(typed)
        raise ValueError(
            _("“{value}” is not a day. Write it as YYYY-MM-DD, for example 2026-08-17.").format(
                value=typed
            )
        )

    return Value("date", read)


def serial() -> Value[Serial]:
    """The serial of a form as it is printed; case, spaces and hyphens don't matter."""

    def read(typed: str) -> Serial:
        found = parse_serial(typed)
        if found is None:
            raise ValueError(
                _(
                    "“{value}” can't be the serial of a form. A serial has eight signs and the "
                    "last one is a check. Read it again beside the square code on the form."
                ).format(value=typed)
            )
        return found

    return Value("serial", read)


def answer() -> Value[tuple[Purpose, bool]]:
    """PURPOSE=yes or PURPOSE=no."""

    def read(typed: str) -> tuple[Purpose, bool]:
        purpose, sign, given = typed.partition("=")
        if not sign or not purpose or given not in {"yes", "no"}:
            raise ValueError(
                _("“{value}” is not an answer. Write PURPOSE=yes or PURPOSE=no.").format(
                    value=typed
                )
            )
        return Purpose(purpose), given == "yes"

    return Value("purpose=yes|no", read)


def number(name: str, low: int, high: int) -> Value[int]:
    """A whole number within bounds, both included."""

    def read(typed: str) -> int:
        if not re.fullmatch(r"\d{1,9}", typed, re.ASCII) or not low <= int(typed) <= high:
            raise ValueError(
                _("“{value}” can't be used. Write a whole number from {low} to {high}.").format(
                    value=typed, low=low, high=high
                )
            )
        return int(typed)

    return Value(name, read)


def place() -> Value[tuple[str, Region]]:
    """SUBJECT=x,y,w,h: a person and the place in the picture, as fractions from the top left."""

    def read(typed: str) -> tuple[str, Region]:
        who, sign, numbers = typed.rpartition("=")
        parts = numbers.split(",")
        if not sign or not who.strip() or len(parts) != 4 or not all(map(_is_fraction, parts)):
            raise ValueError(_place_wanted().format(value=typed))
        region = Region(*map(float, parts))
        if region.w <= 0 or region.h <= 0 or region.x + region.w > 1 or region.y + region.h > 1:
            raise ValueError(_place_wanted().format(value=typed))
        return who.strip(), region

    return Value("subject=x,y,w,h", read)


def _is_fraction(typed: str) -> bool:
    return bool(re.fullmatch(r"\s*(0?\.\d{1,9}|[01](\.\d{1,9})?)\s*", typed, re.ASCII))


def _place_wanted() -> str:
    return _(
        "“{value}” is not a place in a picture. Write SUBJECT=x,y,w,h with the left and top edge, "
        "width and height as fractions of the picture, for example Ida=0.10,0.20,0.30,0.40."
    )


def register_place() -> Value[str]:
    """A file in whatever letters its name has, or an address."""
    kind = text()
    return Value("path_or_url", kind.read, file=True)


def _readable(typed: str) -> bool:
    """Whether the system could read the word's bytes as text."""
    return not any("\ud800" <= sign <= "\udfff" for sign in typed)


def _unreadable(typed: str) -> str:
    return _(
        "“{value}” can't be read as text: some of its signs are in another encoding than the "
        "system's. Type it anew, or set the system to UTF-8."
    ).format(value=typed)


def file() -> Value[Path]:
    """A file or folder by name; whether it is there is for the command to see."""
    kind = file_name()
    return Value("file", lambda typed: Path(kind.read(typed)), file=True)


def folder() -> Value[Path]:
    """A folder by name, which may be one that is still to be made."""

    def read(typed: str) -> Path:
        if not typed or "\0" in typed:
            raise ValueError(_("The name of the folder is empty. Name a folder."))
        return Path(typed)

    return Value("folder", read, file=True)


def file_name() -> Value[str]:
    """The same as it was typed, where an answer repeats it: a path would drop `./`."""

    def read(typed: str) -> str:
        if not typed or "\0" in typed:
            raise ValueError(_("The file name is empty. Name a file."))
        return typed

    return Value("file", read, file=True)


def printed_head() -> Value[PrintedHead]:
    """The head of the journal as it stands on a paper."""

    def read(text: str) -> PrintedHead:
        found = parse_head(text)
        if found is None:
            raise ValueError(
                _(
                    "“{value}” is not a line of the journal as it is printed. Type the number, a "
                    "colon and the groups of four, as in 120:9f3a-41c2-77d0-be12-55aa."
                ).format(value=text)
            )
        return found

    return Value("line", read)
