"""An own edition while it is being written: a value, the changes to it, and the files it makes.

Knows that rows stand on the places of the edition it was copied from, so that nobody types
millimetres, and that a translation is looked at again when the text it translates has changed.
Storing and issuing is `own_editions`'.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from consentdesk.domain.acts import Purpose
from consentdesk.errors import BadInput, Problem
from consentdesk.services.edition_files import SHEET
from consentdesk.services.texts import line

TEXT_LIMIT = 1_000
"""Characters in one text of a form; what fits its place is far less."""
FIXED = frozenset({"answers.yes", "answers.no"})
"""Texts no draft changes: a No above the box for yes would make every answer its opposite."""
_FACTS = ("language", "name", "date", "draft")
_OWN_FACTS = ("name", "issued_on", "language", "validity_months", "purposes")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEdition:
    """One being written.

    `language` is the institution's own and must be whole. `sheet` are the places copied, `rows`
    those for purposes: page, top and height. `texts` maps a language to its texts by full name, as
    "purposes.website.text" or "head.title.guardian"; those of purposes not asked are kept. `facts`
    are a language's name, its written date, and "draft" for a translation nobody has vouched for.
    `stale` names the texts of a language to be looked at, because the one they translate changed.
    """

    name: str
    source: str
    language: str
    validity_months: int
    sheet: Mapping[str, Any]
    rows: tuple[tuple[int, float, float], ...]
    purposes: tuple[Purpose, ...]
    texts: Mapping[str, Mapping[str, str]]
    facts: Mapping[str, Mapping[str, str]]
    stale: Mapping[str, tuple[str, ...]]

    @property
    def languages(self) -> tuple[str, ...]:
        """Those it has any text in, the institution's own first."""
        return (self.language, *sorted(set(self.texts) - {self.language}))

    def asked(self, key: str) -> bool:
        """Whether a text is part of the form: those of other purposes are only kept."""
        section, _, rest = key.partition(".")
        return section != "purposes" or rest.partition(".")[0] in self.purposes

    def keys(self) -> tuple[str, ...]:
        """The names of the texts the form has, in the order of the institution's own."""
        ordered = [*self.texts[self.language], *(k for t in self.texts.values() for k in t)]
        return tuple(key for key in dict.fromkeys(ordered) if self.asked(key))

    def missing(self, language: str) -> tuple[str, ...]:
        """The texts that language lacks, though the form needs them.

        What is told to staff alone may be left out: they are then addressed like others.
        """
        texts = self.texts.get(language, {})
        wanted = [key for key in self.keys() if not key.endswith(".staff")]
        wanted += [f"purposes.{p}.{part}" for p in self.purposes for part in ("heading", "text")]
        return tuple(key for key in dict.fromkeys(wanted) if not texts.get(key))

    def to_see(self, language: str) -> tuple[str, ...]:
        """The texts of that language somebody must look at before it is offered."""
        return tuple(key for key in self.stale.get(language, ()) if self.asked(key))

    def offered(self) -> tuple[str, ...]:
        """The languages the edition would be printed in: whole, and looked at."""
        return tuple(
            code for code in self.languages if not self.missing(code) and not self.to_see(code)
        )

    def filled(self, language: str) -> DraftEdition:
        """The same with nothing missing in that language and its own: to be looked at only.

        What isn't written stands there in the institution's own words, or as three dots.
        """
        own = self.texts[self.language]
        whole = {**own} | dict.fromkeys(self.missing(self.language), "…")
        texts = {**self.texts, self.language: whole}
        if language != self.language:
            told = {**self.texts.get(language, {})}
            texts[language] = told | {key: whole[key] for key in self.missing(language)}
        return replace(self, texts=texts, stale={**self.stale, language: (), self.language: ()})

    def ask(self, purposes: Iterable[Purpose]) -> DraftEdition:
        """Ask about these, in this order; BadInput EDITION_NO_PURPOSE for none, or too many."""
        chosen = tuple(purposes)
        if not 1 <= len(chosen) <= len(self.rows) or len(set(chosen)) != len(chosen):
            raise BadInput(Problem.EDITION_NO_PURPOSE, edition=self.name, purposes=chosen)
        return replace(self, purposes=chosen)

    def roomy_as(self, whole: DraftEdition) -> DraftEdition:
        """With the rows of another that has the same sheet, and its texts for further purposes."""
        texts = {}
        for code, own in self.texts.items():
            further = {
                key: text
                for key, text in whole.texts.get(code, {}).items()
                if key not in own and not self.asked(key)
            }
            texts[code] = {**own, **further}
        return replace(self, rows=whole.rows, texts=texts)

    def hold(self, months: int) -> DraftEdition:
        """Have a yes last so many months."""
        if not 1 <= months <= 120:
            raise BadInput(Problem.EDITION_BROKEN, path=self.name, place="validity_months")
        return replace(self, validity_months=months)

    def say(self, language: str, key: str, text: str) -> DraftEdition:
        """Change one text; in the institution's own language its translations become stale.

        Raises what `texts.line` refuses; ValueError for a text the form has no place for, and for
        one that is `FIXED`.
        """
        if key in FIXED:
            raise ValueError(f"{key} is the same in every edition")
        if key not in {*self.texts[self.language], *self.keys(), *self.missing(self.language)}:
            raise ValueError(f"edition {self.source} has no text {key}")
        clean = line(text, key, limit=TEXT_LIMIT)
        before = self.texts.get(language, {})
        if before.get(key, "") == clean:
            return self
        texts = {**self.texts, language: {**before, key: clean}}
        stale = {code: tuple(k for k in keys if k != key) for code, keys in self.stale.items()}
        if language == self.language:
            others = [code for code in self.texts if code != language and self.texts[code].get(key)]
            stale = {**self.stale, **{c: _with(self.stale.get(c, ()), key) for c in others}}
        else:
            stale = {**self.stale, language: stale.get(language, ())}
        return replace(self, texts=texts, stale=stale)

    def confirm(self, language: str, keys: Iterable[str]) -> DraftEdition:
        """Somebody has looked at these texts: they still say the same as the institution's own."""
        seen = frozenset(keys)
        left = tuple(key for key in self.stale.get(language, ()) if key not in seen)
        return replace(self, stale={**self.stale, language: left})

    def files(self, issued_on: date) -> dict[str, str]:
        """The edition as files, in the very form the program's own have."""
        rows = zip(self.purposes, self.rows, strict=False)
        sheet = {
            "name": self.name,
            "issued_on": issued_on,
            "language": self.language,
            "validity_months": self.validity_months,
            **self.sheet,
            "purposes": [{"name": p, "page": at, "y": y, "h": h} for p, (at, y, h) in rows],
        }
        files = {f"{self.name}/{SHEET}": toml_text(sheet)}
        for code in self.offered():
            told = {key: text for key, text in self.texts[code].items() if text and self.asked(key)}
            facts = {key: text for key, text in self.facts[code].items() if text}
            files[f"{self.name}/{code}.toml"] = toml_text({**facts, **_nested(told)})
        return files


def copied(
    name: str, files: Mapping[str, str], home: str, approved: Iterable[str] = ()
) -> DraftEdition:
    """A draft of that name that says what an issued edition says, from its files by path.

    `home` is the institution's own language, in which it needs nobody else to vouch for the text;
    so it is with the translations it has `approved` ("2026-2/pl").
    """
    parsed = {path.partition("/")[2]: tomllib.loads(text) for path, text in files.items()}
    sheet = parsed.pop(SHEET)
    source = str(sheet["name"])
    texts, facts = {}, {}
    for file, told in parsed.items():
        code = file.removesuffix(".toml")
        facts[code] = {key: str(told.pop(key)) for key in _FACTS if key in told}
        texts[code] = _flat(told, "")
        if code == home or f"{source}/{code}" in approved:
            facts[code].pop("draft", None)
    return DraftEdition(
        name=name,
        source=source,
        language=home if home in texts else str(sheet["language"]),
        validity_months=sheet["validity_months"],
        sheet={key: value for key, value in sheet.items() if key not in _OWN_FACTS},
        rows=tuple((row["page"], row["y"], row["h"]) for row in sheet["purposes"]),
        purposes=tuple(Purpose(row["name"]) for row in sheet["purposes"]),
        texts=texts,
        facts=facts,
        stale={},
    )


def draft_text(draft: DraftEdition) -> str:
    """What is stored of a draft."""
    return json.dumps(asdict(draft), ensure_ascii=False)


def draft_in(text: str) -> DraftEdition:
    """The draft in a text that `draft_text` wrote."""
    told = json.loads(text)
    told["rows"] = tuple((int(at), float(y), float(h)) for at, y, h in told["rows"])
    told["purposes"] = tuple(Purpose(p) for p in told["purposes"])
    told["stale"] = {code: tuple(keys) for code, keys in told["stale"].items()}
    return DraftEdition(**told)


def _with(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return keys if key in keys else (*keys, key)


def _flat(table: Mapping[str, Any], above: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{above}{key}.")
        else:
            found[f"{above}{key}"] = str(value)
    return found


def _nested(flat: Mapping[str, str]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for key, text in flat.items():
        *tables, last = key.split(".")
        table = root
        for name in tables:
            table = table.setdefault(name, {})
        table[last] = text
    return root


def toml_text(data: Mapping[str, Any]) -> str:
    """The mapping as TOML: one text for one value, with tables for what lies deeper."""
    return "\n".join(_lines(data, ())).strip() + "\n"


def _lines(data: Mapping[str, Any], above: tuple[str, ...]) -> list[str]:
    lines = [f"{key} = {_value(v)}" for key, v in data.items() if not isinstance(v, Mapping)]
    if above and lines:
        lines = ["", f"[{'.'.join(above)}]", *lines]
    for key, value in data.items():
        if isinstance(value, Mapping):
            lines += _lines(value, (*above, key))
    return lines


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(v)}" for key, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
