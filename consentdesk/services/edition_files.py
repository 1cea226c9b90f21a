"""Reads an edition's files: only those issued, unchanged since, and whole.

Knows EDITIONS.sha256 and the wording files. The places on the paper are `edition_sheet`'s, what an
edition means is `editions`'.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Never

from consentdesk import paths
from consentdesk.domain.acts import Digest
from consentdesk.errors import BadInput, Problem
from consentdesk.services.edition_sheet import EditionSheet
from consentdesk.services.editions import (
    PARAMETERS,
    Audience,
    Column,
    Edition,
    FormWording,
    PurposeRow,
)

DIGESTS = "EDITIONS.sha256"
SHEET = "edition.toml"
"""The file of an edition that holds its facts and places."""
_KEPT = 4
"""Editions that are kept ready: every answer that comes in asks what its form said."""
_NAME = re.compile(r"[0-9A-Z-]{1,12}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_OPEN = re.compile(r"\{([^{}]*)\}")
_TEXTS = frozenset(
    {
        "head.title",
        "head.subtitle",
        "person.name",
        "person.born",
        "person.group",
        "person.guardians",
        "lead.ask",
        "lead.free",
        "answers.question",
        "answers.instruction",
        "answers.yes",
        "answers.no",
        "sign.heading",
        "sign.declaration",
        "sign.signer",
        "sign.signature",
        "sign.signed_on",
        "sign.day",
        "sign.month",
        "sign.year",
        "foot.line",
        "foot.return",
    }
)
_PAIR_TEXTS = frozenset({"foot.over"})
"""What only a sheet with a back needs."""
_CONTROLLER = ("notes.controller.contact", "notes.controller.officer")


def own_folder() -> Path:
    """The program's own forms."""
    return paths.forms_dir()


def digests(folder: Path) -> dict[str, str]:
    """What EDITIONS.sha256 lists: a file's path within the folder and its digest in hex."""
    try:
        text = (folder / DIGESTS).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        _broken(folder / DIGESTS, DIGESTS)
    listed: dict[str, str] = {}
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        if not re.fullmatch(r"[0-9a-f]{64}", digest) or not name:
            _broken(folder / DIGESTS, line[:60])
        listed[name] = digest
    return listed


def canonical(data: bytes) -> bytes:
    """A file's bytes as they are digested: a checkout may have given them CRLF line ends."""
    return data.replace(b"\r\n", b"\n")


def listed(folder: Path) -> tuple[str, ...]:
    """The names of the editions that EDITIONS.sha256 knows."""
    return tuple(sorted({name.partition("/")[0] for name in digests(folder) if "/" in name}))


def drafted(folder: Path, name: str) -> bool:
    """Whether there is an edition of that name that has not been issued."""
    return _NAME.fullmatch(name) is not None and (folder / name / "edition.toml").is_file()


def issued_on(folder: Path, name: str) -> date:
    """The day an edition was issued."""
    return _sheet(folder, name).issued()


def read(folder: Path, name: str) -> Edition:
    """The edition with all its wordings; see `editions.load_edition` for what is refused.

    A wording that EDITIONS.sha256 does not list is a draft and is not looked at. The files are read
    and compared with their digests every time; the same bytes are taken apart only once.
    """
    return _made_once(folder, name, tuple(_files(folder, name).items()))


@lru_cache(maxsize=_KEPT)
def _made_once(folder: Path, name: str, files: tuple[tuple[str, bytes], ...]) -> Edition:
    return made_of(folder, name, dict(files))


def issued_files(folder: Path, name: str) -> dict[str, str]:
    """The texts of an edition's issued files by path; for copying it."""
    return {file: data.decode() for file, data in _files(folder, name).items()}


def _files(folder: Path, name: str) -> dict[str, bytes]:
    return {file: _frozen(folder, file) for file in digests(folder) if file.startswith(f"{name}/")}


def made_of(folder: Path, name: str, files: Mapping[str, bytes]) -> Edition:
    """The edition that these files make, by their path within a folder; checked like any other.

    They need not lie there: `folder` is only what a refusal names.
    """
    own = f"{name}/{SHEET}"
    sheet = EditionSheet(folder / own, _parsed(folder / own, files.get(own, b"")))
    if sheet.text("name") != name or not _NAME.fullmatch(name):
        sheet.fail("name")
    rows, columns, pair = sheet.rows(), sheet.columns(), sheet.pair()
    wanted = _wanted(rows, columns) | (_PAIR_TEXTS if pair is not None else frozenset())
    wordings = {}
    for file in sorted(files.keys() - {own}):
        found = _wording(folder / file, files[file], name, sheet.months(), wanted)
        wordings[found.language] = found
    if sheet.text("language") not in wordings:
        sheet.fail("language")
    return sheet.edition(rows, columns, wordings, pair)


def _sheet(folder: Path, name: str) -> EditionSheet:
    file = f"{name}/edition.toml"
    return EditionSheet(folder / file, _parsed(folder / file, _frozen(folder, file)))


def _frozen(folder: Path, name: str) -> bytes:
    """The bytes of an issued file, which must be those that were issued."""
    try:
        data = canonical((folder / name).read_bytes())
    except OSError:
        raise BadInput(Problem.EDITION_CHANGED, path=folder / name) from None
    if sha256(data).hexdigest() != digests(folder).get(name):
        raise BadInput(Problem.EDITION_CHANGED, path=folder / name)
    return data


def _parsed(path: Path, data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        _broken(path, str(error))


def _broken(path: Path, place: str) -> Never:
    raise BadInput(Problem.EDITION_BROKEN, path=path, place=place)


def _wanted(rows: Iterable[PurposeRow], columns: Iterable[Column]) -> frozenset[str]:
    """The names of all texts a wording of this edition must have, and no others."""
    keys = {f"purposes.{row.purpose}.{part}" for row in rows for part in ("heading", "text")}
    notes = {note for column in columns for note in column.notes}
    keys |= {f"notes.{note}.{part}" for note in notes for part in ("heading", "text")}
    if "controller" in notes:
        keys |= set(_CONTROLLER)
    return frozenset(keys | _TEXTS)


def _wording(
    path: Path, data: bytes, edition: str, validity_months: int, wanted: frozenset[str]
) -> FormWording:
    parsed = _parsed(path, data)
    language, name, pattern = (parsed.pop(key, None) for key in ("language", "name", "date"))
    draft = parsed.pop("draft", "")
    if language != path.stem or not _LANGUAGE.fullmatch(path.stem):
        _broken(path, "language")
    if not isinstance(name, str) or not name.strip():
        _broken(path, "name")
    if not isinstance(pattern, str) or set(_OPEN.findall(pattern)) != {"day", "month", "year"}:
        _broken(path, "date")
    if not isinstance(draft, str):
        _broken(path, "draft")
    texts = dict(_flat(path, parsed, ""))
    for key in sorted(wanted - texts.keys()):
        raise BadInput(Problem.EDITION_TEXT_MISSING, path=path, place=key)
    for key in sorted(texts.keys() - wanted):
        _broken(path, key)
    return FormWording(
        edition=edition,
        language=path.stem,
        name=name,
        date=pattern,
        validity_months=validity_months,
        texts=texts,
        digest=Digest(sha256(data).hexdigest()),
        draft=draft.strip(),
    )


def _flat(
    path: Path, table: Mapping[str, Any], above: str
) -> Iterable[tuple[str, str | Mapping[Audience, str]]]:
    """The texts by their full name; a table keyed by audience is one text.

    Staff are addressed like others who answer for themselves, where nothing else is said to them.
    """
    for key, value in table.items():
        place = f"{above}{key}"
        if isinstance(value, dict) and any(key in value for key in Audience):
            told = {Audience.STAFF.value: value.get(Audience.SELF.value), **value}
            for audience in Audience:
                if not isinstance(told.get(audience.value), str):
                    full = f"{place}.{audience}"
                    raise BadInput(Problem.EDITION_TEXT_MISSING, path=path, place=full)
            texts = {a: _checked(path, told[a.value], f"{place}.{a}") for a in Audience}
            if len(told) > len(texts):
                _broken(path, place)
            yield place, texts
        elif isinstance(value, dict):
            yield from _flat(path, value, f"{place}.")
        else:
            yield place, _checked(path, value, place)


def _checked(path: Path, text: object, place: str) -> str:
    if not isinstance(text, str) or not text.strip():
        raise BadInput(Problem.EDITION_TEXT_MISSING, path=path, place=place)
    allowed = PARAMETERS | ({"page", "pages", "languages"} if place == "foot.line" else set())
    if any(name not in allowed for name in _OPEN.findall(text)):
        _broken(path, place)
    return text
