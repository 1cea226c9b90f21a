"""How copies are made for each destination: what is usual, and what an office keeps instead.

A preset opens no gate. What it would write into a picture is looked at once more by `exporting`,
when it is known who is on the pictures; where it leads, each time it is used.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.photos import Destination
from consentdesk.domain.presets import (
    FEWEST_FIGURES,
    HIGHEST_QUALITY,
    LONGEST_EDGE,
    LOWEST_QUALITY,
    MOST_FIGURES,
    SHORTEST_EDGE,
    Preset,
    usual,
)
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services.judging import known_destinations
from consentdesk.services.naming import refuse_folder
from consentdesk.services.texts import LINE_LIMIT, holds_personal_number, line

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register

LONGEST_NAME = 255
"""Bytes of a folder's name that every file system takes."""
_SIGNS = frozenset('/\\:*?"<>|')
# Windows knows these by their beginning, whatever suffix follows.
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE
)


def preset(reader: Reader, destination: Destination) -> Preset:
    """How copies for a destination are made as usual; BadInput UNKNOWN_DESTINATION."""
    (wanted,) = known_destinations(reader, (destination,))
    return reader.presets().get(wanted) or usual(wanted, reader.policy.destinations[wanted])


def proposed(reader: Reader, destination: Destination) -> Preset:
    """How copies for it are made where nobody has said otherwise; BadInput UNKNOWN_DESTINATION."""
    (wanted,) = known_destinations(reader, (destination,))
    return usual(wanted, reader.policy.destinations[wanted])


def presets(reader: Reader) -> tuple[Preset, ...]:
    """How copies are made as usual, for each destination of the policy in its order."""
    kept = reader.presets()
    return tuple(kept.get(d) or usual(d, p) for d, p in reader.policy.destinations.items())


def keep(register: Register, clerk: str, at: datetime, wanted: Preset) -> Preset:
    """From now on this is usual for its destination; returns it as it was kept.

    What is usual anyway is not kept, so that a later version may know better. Raises what
    `checked` raises, and RuleRefusal(NAME_IN_FOLDER) for a folder that names anybody.
    """
    with register.write(clerk, at) as writer:
        clean = checked(writer, wanted)
        if clean.folder:
            _refuse_names(writer, clean.folder)
        if clean == usual(clean.destination, writer.policy.destinations[clean.destination]):
            writer.forget_preset(clean)
        else:
            writer.set_preset(clean)
    return clean


def _refuse_names(reader: Reader, folder: str) -> None:
    """The same as `refuse_folder`; here nothing was to be exported yet."""
    try:
        refuse_folder(reader, folder, ())
    except RuleRefusal:
        raise RuleRefusal(Problem.NAME_IN_FOLDER, folder=folder) from None


def checked(reader: Reader, wanted: Preset) -> Preset:
    """The preset with its texts tidied up.

    Raises BadInput: UNKNOWN_DESTINATION, NOT_AN_EDGE, NOT_A_QUALITY, NOT_A_NUMBER_OF_FIGURES,
    PRESET_FOLDER and what `texts.line` refuses.
    """
    known_destinations(reader, (wanted.destination,))
    edge = wanted.max_edge
    if edge is not None and not SHORTEST_EDGE <= edge <= LONGEST_EDGE:
        raise BadInput(Problem.NOT_AN_EDGE, given=edge)
    if not LOWEST_QUALITY <= wanted.quality <= HIGHEST_QUALITY:
        limits = {"lowest": LOWEST_QUALITY, "highest": HIGHEST_QUALITY}
        raise BadInput(Problem.NOT_A_QUALITY, given=wanted.quality, **limits)
    if not FEWEST_FIGURES <= wanted.figures <= MOST_FIGURES:
        limits = {"fewest": FEWEST_FIGURES, "most": MOST_FIGURES}
        raise BadInput(Problem.NOT_A_NUMBER_OF_FIGURES, given=wanted.figures, **limits)
    return replace(
        wanted,
        credit=_words(wanted.credit, "credit"),
        terms=_words(wanted.terms, "terms"),
        folder=folder_name(wanted.folder),
        ids=wanted.ids and wanted.status,
    )


def folder_name(text: str) -> str:
    """The name of one folder that every system takes, or "" for none; BadInput PRESET_FOLDER.

    Nothing that leads out of the place it is in, and nothing hidden there.
    """
    name = unicodedata.normalize("NFC", text)
    if not name:
        return ""
    is_plain = (
        _SIGNS.isdisjoint(name)
        and all(unicodedata.category(c)[0] != "C" for c in name)
        and name == name.strip()
        and not name.startswith(".")
        and not name.endswith(".")
        and not _RESERVED.fullmatch(name)
    )
    # A lone surrogate is of category C, so that it can be encoded here.
    if not is_plain or len(name.encode()) > LONGEST_NAME:
        raise BadInput(Problem.PRESET_FOLDER, folder=text)
    return name


def folder_in(place: Path, wanted: Preset) -> Path:
    """Where the copies go: the folder of that name within the place, or the place itself.

    Raises BadInput: PRESET_FOLDER where no folder can have that name, FOLDER_LEADS_AWAY where what
    lies there is a link to somewhere else.
    """
    name = folder_name(wanted.folder)
    if not name:
        return place
    folder = place / name
    if os.path.lexists(folder):
        home = Path(os.path.realpath(place))
        if Path(os.path.realpath(folder)).parent != home:
            raise BadInput(Problem.FOLDER_LEADS_AWAY, path=folder)
    return folder


def _words(text: str, field: str) -> str:
    clean = line(text, field, limit=LINE_LIMIT)
    if holds_personal_number(clean, loosely=True):
        raise BadInput(Problem.CPR_IN_TEXT, field=field)
    return clean
