"""The words of letters and of the withdrawal slip, one file per language beside the editions.

Unlike an edition they are no text that anybody signs a yes to, so they carry no digest and may
change. Who gets which letter is left to the services that print them.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from consentdesk import paths
from consentdesk.domain.people import Subject
from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import LANGUAGES
from consentdesk.services.editions import Audience


@dataclass(frozen=True, slots=True)
class LetterWording:
    """The words in one language; `texts` maps a text's full name to it, audiences included."""

    language: str
    texts: Mapping[str, str]

    def text(self, key: str, audience: Audience | None = None, **facts: object) -> str:
        """A text with its open places filled in.

        Who answers alone is addressed as the person on the pictures, anybody else as a guardian.
        """
        if audience is not None:
            alone = audience in (Audience.SELF, Audience.STAFF)
            key = f"{key}.{Audience.SELF if alone else Audience.GUARDIAN}"
        return self.texts[key].format(**facts)

    def day(self, on: date) -> str:
        """A date as it is written in that language."""
        return self.text("date", day=f"{on.day:02}", month=f"{on.month:02}", year=on.year)

    def salutation(self, person: Subject, guardians: tuple[str, ...], audience: Audience) -> str:
        """Whom the letter is for."""
        if audience is Audience.GUARDIAN and not guardians:
            return self.text("to_guardians", name=person.name)
        people = guardians if audience is Audience.GUARDIAN else (person.name,)
        return self.text("to", people=", ".join(people))


def letter_wording(language: str) -> LetterWording:
    """The words in that language, in English where it has none.

    Raises BadInput EDITION_BROKEN for a file that can't be read.
    """
    known = language if language in LANGUAGES else "en"
    return _read(known, paths.forms_dir() / f"letters-{known}.toml")


@cache
def _read(language: str, path: Path) -> LetterWording:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(Problem.EDITION_BROKEN, path=path, place=str(error)) from None
    return LetterWording(language, dict(_flat(data, "")))


def _flat(table: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", str(value)
