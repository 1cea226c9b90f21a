"""The one look-up for an edition by its name: the program's own, or one the institution issued.

The program's are files and the institution's lie in the register; both are read and checked by the
same reader, so nobody else need know which is which. An own edition's name begins with a letter,
the program's with a year, so that neither can ever take the other's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.storage.search import fold

if TYPE_CHECKING:
    from consentdesk.services.editions import Edition
    from consentdesk.storage.reading import Reader

_OWN = re.compile(r"[A-Z][0-9A-Z-]{0,11}")
_INITIALS = 4
"""Letters of the institution before the year in a name that is suggested."""
_KEPT = 16
"""Own editions that are kept ready; a school has two or three."""


def is_own(name: str) -> bool:
    """Whether an edition of that name can only be the institution's own."""
    return _OWN.fullmatch(name) is not None


def free_name(reader: Reader, year: int) -> str:
    """A name for a new own edition: the institution's initials and the year, as in "S-2026"."""
    folded = fold(reader.institution.name).upper()
    initials = "".join(word[0] for word in re.findall(r"[A-Z]+", folded))[:_INITIALS] or "OWN"
    taken = {*reader.issued_editions(), *(draft.name for draft in reader.edition_drafts())}
    first = f"{initials}-{year}"
    numbered = (f"{first}-{number}" for number in count(2))
    return next(name for name in chain([first], numbered) if name not in taken)


def edition_of(reader: Reader, name: str | None = None) -> Edition:
    """The edition of that name; without one, that which is printed here.

    Raises BadInput: EDITION_UNKNOWN, EDITION_NOT_ISSUED for a draft, EDITION_ALTERED for an own one
    that is not as it was issued, and what `editions.load_edition` refuses.
    """
    from consentdesk.services.editions import load_edition

    chosen = name if name is not None else reader.policy.printed_edition or None
    if chosen is None or not is_own(chosen):
        return load_edition(chosen)
    try:
        issued = reader.issued_edition(chosen)
    except RegisterError as error:
        if error.problem is not Problem.REGISTER_DAMAGED:
            raise
        raise BadInput(Problem.EDITION_ALTERED, edition=chosen) from None
    if issued is not None:
        return made(chosen, issued.files)
    if reader.edition_draft(chosen) is not None:
        raise BadInput(Problem.EDITION_NOT_ISSUED, edition=chosen)
    raise BadInput(Problem.EDITION_UNKNOWN, edition=chosen, known=names_of(reader))


def printable(reader: Reader, name: str | None = None) -> Edition:
    """The same, for new forms; BadInput EDITION_RETIRED for one that is not printed any more."""
    found = edition_of(reader, name)
    if found.name in reader.policy.retired_editions:
        raise BadInput(Problem.EDITION_RETIRED, edition=found.name)
    return found


def printed_name(reader: Reader) -> str:
    """The edition that new forms are of unless another is asked for."""
    from consentdesk.services.editions import edition_names

    return reader.policy.printed_edition or edition_names()[-1]


def is_current(reader: Reader, name: str) -> bool:
    """Whether new forms may be of that edition: the program's latest, or an own one in use."""
    from consentdesk.services.editions import edition_names

    if name in reader.policy.retired_editions:
        return False
    return is_own(name) or name in (printed_name(reader), edition_names()[-1])


def names_of(reader: Reader) -> tuple[str, ...]:
    """Every issued edition a form may be of, the program's first, each earliest first."""
    from consentdesk.services.editions import edition_names

    return (*edition_names(), *reader.issued_editions())


def editions_at_hand(reader: Reader) -> dict[str, Edition]:
    """All of these that can be used, by name; an own one that was altered is left out."""
    found = {}
    for name in names_of(reader):
        try:
            found[name] = edition_of(reader, name)
        except BadInput as error:
            if error.problem is not Problem.EDITION_ALTERED:
                raise
    return found


def made(name: str, files: Mapping[str, str]) -> Edition:
    """The edition these files make; for the same text the same value, so lists cost nothing."""
    return _made(name, tuple(sorted(files.items())))


@lru_cache(maxsize=_KEPT)
def _made(name: str, files: tuple[tuple[str, str], ...]) -> Edition:
    from consentdesk.services.edition_files import made_of

    return made_of(Path(), name, {file: text.encode() for file, text in files})
