"""The rules as an institution has them: numbers, sources, kinds, switches and values.

Reads a policy file's text and refuses a broken one with the line and the reason, so the gate never
starts without a policy. What the rules decide is written in `consent` and `verdict`.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from consentdesk.domain.acts import Purpose
from consentdesk.domain.photos import Destination

RULE_NUMBERS = tuple(f"R{n}" for n in range(1, 32))
PROTECTED = "protected"
"""Beside purposes in `two_people`: photos of somebody who may never be shown."""
SWITCHABLE = frozenset({"R9", "R17", "R23"})
"""Rules that a policy may switch off; all others are the gate itself or the law."""


class RuleKind(StrEnum):
    """Whose rule it is; a user is never told that local policy is law."""

    LAW = "law"
    AGENCY = "agency"
    LOCAL = "local"


class LapseMode(StrEnum):
    """What becomes of a guardian's permission when the subject reaches the age limit (R4)."""

    LAPSE = "lapse"
    NOTIFY = "notify"
    CONTINUE = "continue"


class GuardiansNeeded(StrEnum):
    """How many custody holders must sign (R5)."""

    ONE = "one"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Rule:
    """One numbered rule: where it comes from, whose it is, and whether it is switched on."""

    number: str
    kind: RuleKind
    source: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything the gate may be told; frozen, so a verdict can be repeated.

    `near_distance` is the greatest pHash distance (bits of 64) that counts as a near match.
    `approved_wordings` are the translations of the form that the institution vouches for, as
    "2026-2/pl"; all others are printed as drafts. `printed_edition` is the edition of the form
    that is printed unless another is asked for, "" for the program's latest; `retired_editions`
    are own ones that are not printed any more, while forms of them that are out still count.
    `two_people` says for what a second person must agree: purposes, and PROTECTED for copies of
    photos that somebody is on who may never be shown (R31).
    """

    name: str
    timezone: str
    age_limit: int
    lapse_mode: LapseMode
    guardians_needed: GuardiansNeeded
    validity_months: int
    near_distance: int
    warn_before_days: int
    rules: Mapping[str, Rule]
    purposes: tuple[Purpose, ...]
    destinations: Mapping[Destination, Purpose]
    approved_wordings: tuple[str, ...] = ()
    printed_edition: str = ""
    retired_editions: tuple[str, ...] = ()
    two_people: tuple[str, ...] = ()

    @property
    def validity_applies(self) -> bool:
        """Whether permissions lapse after the institution's own term (R9)."""
        return self.rules["R9"].on

    def months(self, told: int) -> int:
        """The months a permission lasts whose form says `told`, 0 where it names none; 0: no end.

        The fewer of the two (R9). Nobody agreed to more than the form says, so that holds even
        where the rule is switched off.
        """
        own = self.validity_months if self.validity_applies else 0
        return min((m for m in (own, told) if m), default=0)

    @property
    def counting_aid(self) -> bool:
        """Whether counted faces are held against the attested number (R17)."""
        return self.rules["R17"].on

    @property
    def require_rights(self) -> bool:
        """Whether a photo without photographer and right to use is withheld (R23)."""
        return self.rules["R23"].on


class PolicyError(ValueError):
    """A policy text that can't be used: `line` from 1 (0: unknown), `reason` a code, `detail`."""

    def __init__(self, line: int, reason: str, detail: str) -> None:
        super().__init__(f"line {line}: {reason} {detail}")
        self.line = line
        self.reason = reason
        self.detail = detail


SETTINGS = (
    "age_limit",
    "lapse_mode",
    "guardians_needed",
    "validity_months",
    "near_distance",
    "warn_before_days",
    "require_rights",
    "counting_aid",
    "approved_wordings",
    "printed_edition",
    "retired_editions",
    "two_people",
)
"""The values an institution may set over its policy file, in the order they are shown."""

_TOP = frozenset({"name", "timezone", "values", "purposes", "destinations", "rules"})
RANGES: Mapping[str, tuple[int, int]] = {
    "age_limit": (12, 21),
    "validity_months": (1, 120),
    "near_distance": (0, 16),
    "warn_before_days": (0, 365),
}
"""The least and the greatest value of each number."""


def parse_policy(text: str) -> Policy:
    """Read a policy file.

    Raises PolicyError with line and reason: SYNTAX, MISSING, UNKNOWN_KEY, NOT_A_TABLE,
    NOT_A_NUMBER, OUT_OF_RANGE, NOT_A_CHOICE, NOT_SWITCHABLE, NOT_TEXT, UNKNOWN_ZONE or
    UNKNOWN_PURPOSE. What is missing is reported at the line of the table that lacks it, or at the
    file's last line.
    """
    text = text.removeprefix("\ufeff")  # some editors put a byte order mark first
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise PolicyError(0, "SYNTAX", "Nested too deeply") from None
    except ValueError as error:  # TOMLDecodeError, or a number longer than Python reads
        found = re.search(r"\(at line (\d+),", str(error))
        line = int(found.group(1)) if found else len(text.rstrip("\n").split("\n"))
        raise PolicyError(line, "SYNTAX", str(error).split(" (at ")[0]) from None
    return _Reader(text, data).policy()


def with_settings(policy: Policy, settings: Mapping[str, object]) -> Policy:
    """The policy with an institution's own values over it.

    Raises PolicyError (line 0) for a name not in SETTINGS or a value out of range.
    """
    changed = policy
    for key, value in settings.items():
        changed = _with_setting(changed, key, value)
    return changed


def _with_setting(policy: Policy, key: str, value: object) -> Policy:
    match key:
        case "age_limit":
            return replace(policy, age_limit=_number(0, key, value))
        case "validity_months":
            return replace(policy, validity_months=_number(0, key, value))
        case "near_distance":
            return replace(policy, near_distance=_number(0, key, value))
        case "warn_before_days":
            return replace(policy, warn_before_days=_number(0, key, value))
        case "lapse_mode":
            return replace(policy, lapse_mode=LapseMode(_choice(0, key, value, LapseMode)))
        case "guardians_needed":
            needed = GuardiansNeeded(_choice(0, key, value, GuardiansNeeded))
            return replace(policy, guardians_needed=needed)
        case "require_rights":
            return _switched(policy, "R23", key, value)
        case "counting_aid":
            return _switched(policy, "R17", key, value)
        case "approved_wordings":
            return replace(policy, approved_wordings=_several(key, value, WORDING))
        case "printed_edition":
            return replace(policy, printed_edition=_matching(key, value, EDITION))
        case "retired_editions":
            return replace(policy, retired_editions=_several(key, value, EDITION))
        case "two_people":
            return replace(policy, two_people=_second_looks(policy, key, value))
        case _:
            raise PolicyError(0, "UNKNOWN_KEY", key)


def _switched(policy: Policy, number: str, key: str, value: object) -> Policy:
    if not isinstance(value, bool):
        raise PolicyError(0, "NOT_A_CHOICE", key)
    rules = {**policy.rules, number: replace(policy.rules[number], on=value)}
    return replace(policy, rules=rules)


def _second_looks(policy: Policy, key: str, value: object) -> tuple[str, ...]:
    """For what two people are needed; a purpose there isn't would protect nothing."""
    wanted = _several(key, value, NAME)
    unknown = set(wanted) - {*policy.purposes, PROTECTED}
    if unknown:
        raise PolicyError(0, "UNKNOWN_PURPOSE", f"{key} ({', '.join(sorted(unknown))})")
    return wanted


NAME = re.compile(r"[a-z][a-z0-9_]*")
WORDING = re.compile(r"[0-9A-Z-]{1,12}/[a-z]{2}")
EDITION = re.compile(r"[0-9A-Z-]{1,12}")
"""How purposes, translations of a form and its editions are spelt."""


def _several(key: str, value: object, pattern: re.Pattern[str]) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise PolicyError(0, "NOT_A_CHOICE", key)
    return tuple(sorted({_matching(key, one, pattern) for one in value}))


def _matching(key: str, value: object, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise PolicyError(0, "NOT_A_CHOICE", f"{key} ({value})")
    return value


def _number(line: int, key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise PolicyError(line, "NOT_A_NUMBER", key)
    low, high = RANGES[key]
    if not low <= value <= high:
        raise PolicyError(line, "OUT_OF_RANGE", f"{key} ({low}–{high})")
    return value


def _choice(line: int, key: str, value: object, choices: type[StrEnum]) -> str:
    if value not in [str(c) for c in choices]:
        raise PolicyError(line, "NOT_A_CHOICE", f"{key} ({', '.join(choices)})")
    return str(value)


_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*((?:[\w.-]|\"[^\"]*\"|'[^']*'|[ \t])+?)\s*=")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")


def _places(text: str) -> dict[str, int]:
    """Line numbers by dotted name (`rules.R4.kind`) of the tables and keys in a valid file.

    Keys inside a one-line table are not listed: they stand where their table stands.
    """
    places: dict[str, int] = {}
    table, depth, in_text = "", 0, False
    for number, line in enumerate(text.split("\n"), 1):
        inside = in_text or depth > 0
        if (line.count('"""') + line.count("'''")) % 2:
            in_text = not in_text
        if not inside and (header := _HEADER.match(line)):
            table = _dotted(header.group(1))
            _note(places, table, number)
            continue
        if not inside and (key := _KEY.match(line)):
            _note(places, f"{table}.{_dotted(key.group(1))}".strip("."), number)
        code = _QUOTED.sub("", line).split("#")[0]
        depth = max(0, depth + code.count("[") - code.count("]"))
    return places


def _note(places: dict[str, int], place: str, number: int) -> None:
    parts = place.split(".")
    for end in range(1, len(parts) + 1):
        places.setdefault(".".join(parts[:end]), number)


def _dotted(written: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in written.split("."))


class _Reader:
    """Walks the parsed file once, remembering where each key stands for the error's line."""

    def __init__(self, text: str, data: dict[str, Any]) -> None:
        self._places = _places(text)
        self._last = len(text.rstrip("\n").split("\n"))
        self._data = data

    def policy(self) -> Policy:
        self._only(self._data, "", _TOP)
        self._only(self._table("values"), "values", {*RANGES, "lapse_mode", "guardians_needed"})
        purposes = self._purposes()
        return Policy(
            name=self._text("name"),
            timezone=self._zone(),
            age_limit=self._value("age_limit"),
            lapse_mode=LapseMode(self._option("values.lapse_mode", LapseMode)),
            guardians_needed=GuardiansNeeded(
                self._option("values.guardians_needed", GuardiansNeeded)
            ),
            validity_months=self._value("validity_months"),
            near_distance=self._value("near_distance"),
            warn_before_days=self._value("warn_before_days"),
            rules=self._rules(),
            purposes=purposes,
            destinations=self._destinations(purposes),
        )

    def _line(self, place: str) -> int:
        """The line of a dotted name, or of the nearest table around it, or the file's last."""
        while place:
            if place in self._places:
                return self._places[place]
            place = place.rpartition(".")[0]
        return self._last

    def _only(self, table: Mapping[str, Any], place: str, allowed: Collection[str]) -> None:
        for key in table:
            if key not in allowed:
                dotted = f"{place}.{key}".strip(".")
                raise PolicyError(self._line(dotted), "UNKNOWN_KEY", dotted)

    def _found(self, place: str) -> object:
        """The value of a dotted name; tables on the way are checked to be tables."""
        table, _, key = place.rpartition(".")
        within = self._table(table) if table else self._data
        if key not in within:
            raise PolicyError(self._line(place), "MISSING", place)
        return within[key]

    def _table(self, place: str) -> dict[str, Any]:
        found = self._found(place)
        if not isinstance(found, dict):
            raise PolicyError(self._line(place), "NOT_A_TABLE", place)
        return found

    def _text(self, place: str) -> str:
        value = self._found(place)
        if not isinstance(value, str) or not value.strip():
            raise PolicyError(self._line(place), "NOT_TEXT", place)
        return value

    def _zone(self) -> str:
        name = self._text("timezone")
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise PolicyError(self._line("timezone"), "UNKNOWN_ZONE", name) from None
        return name

    def _value(self, key: str) -> int:
        place = f"values.{key}"
        return _number(self._line(place), key, self._found(place))

    def _option(self, place: str, choices: type[StrEnum]) -> str:
        return _choice(self._line(place), place, self._found(place), choices)

    def _purposes(self) -> tuple[Purpose, ...]:
        found = self._found("purposes")
        line = self._line("purposes")
        if not isinstance(found, list) or not found:
            raise PolicyError(line, "NOT_TEXT", "purposes")
        for name in found:
            if not isinstance(name, str) or not NAME.fullmatch(name) or found.count(name) > 1:
                raise PolicyError(line, "NOT_TEXT", f"purposes {name!r}")
        return tuple(Purpose(name) for name in found)

    def _destinations(self, purposes: tuple[Purpose, ...]) -> dict[Destination, Purpose]:
        found = self._table("destinations")
        if not found:
            raise PolicyError(self._line("destinations"), "MISSING", "destinations")
        for name, purpose in found.items():
            place = f"destinations.{name}"
            if not NAME.fullmatch(name):
                raise PolicyError(self._line(place), "NOT_TEXT", place)
            if purpose not in purposes:
                raise PolicyError(self._line(place), "UNKNOWN_PURPOSE", f"{name} = {purpose!r}")
        return {Destination(name): Purpose(purpose) for name, purpose in found.items()}

    def _rules(self) -> dict[str, Rule]:
        self._only(self._table("rules"), "rules", RULE_NUMBERS)
        return {number: self._rule(number) for number in RULE_NUMBERS}

    def _rule(self, number: str) -> Rule:
        place = f"rules.{number}"
        entry = self._table(place)
        self._only(entry, place, ("kind", "source", "on"))
        kind = self._option(f"{place}.kind", RuleKind)
        on = entry.get("on", True)
        if not isinstance(on, bool):
            raise PolicyError(self._line(f"{place}.on"), "NOT_A_CHOICE", f"{place}.on")
        if not on and number not in SWITCHABLE:
            raise PolicyError(self._line(f"{place}.on"), "NOT_SWITCHABLE", number)
        return Rule(number, RuleKind(kind), self._text(f"{place}.source"), on)
