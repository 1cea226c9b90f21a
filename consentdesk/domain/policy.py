"""The rules as an institution has them: numbers, sources, kinds, switches and values.

Reads a policy file's text and refuses a broken one with the line and the reason, so the gate never
starts without a policy. What the rules decide is written in `consent` and `verdict`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from consentdesk.domain.acts import Purpose
from consentdesk.domain.photos import Destination

RULE_NUMBERS = tuple(f"R{n}" for n in range(1, 31))
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

    `validity_months` is used where an edition names none; `near_distance` is the greatest pHash
    distance (bits of 64) that counts as a near match.
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

    @property
    def validity_applies(self) -> bool:
        """Whether permissions lapse after their validity (R9)."""
        return self.rules["R9"].on

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
)
"""The values an institution may set over its policy file, in the order they are shown."""

_RANGES = {
    "age_limit": (0, 21),
    "validity_months": (1, 120),
    "near_distance": (0, 16),
    "warn_before_days": (0, 365),
}


def parse_policy(text: str) -> Policy:
    """Read a policy file.

    Raises PolicyError with line and reason: SYNTAX, MISSING, UNKNOWN_KEY, NOT_A_NUMBER,
    OUT_OF_RANGE, NOT_A_CHOICE, NOT_SWITCHABLE, NOT_TEXT, UNKNOWN_ZONE or UNKNOWN_PURPOSE.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else len(text.splitlines())
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
        case _:
            raise PolicyError(0, "UNKNOWN_KEY", key)


def _switched(policy: Policy, number: str, key: str, value: object) -> Policy:
    if not isinstance(value, bool):
        raise PolicyError(0, "NOT_A_CHOICE", key)
    rules = {**policy.rules, number: replace(policy.rules[number], on=value)}
    return replace(policy, rules=rules)


def _number(line: int, key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise PolicyError(line, "NOT_A_NUMBER", key)
    low, high = _RANGES[key]
    if not low <= value <= high:
        raise PolicyError(line, "OUT_OF_RANGE", f"{key} ({low}–{high})")
    return value


def _choice(line: int, key: str, value: object, choices: type[StrEnum]) -> str:
    if value not in [str(c) for c in choices]:
        raise PolicyError(line, "NOT_A_CHOICE", f"{key} ({', '.join(choices)})")
    return str(value)


class _Reader:
    """Walks the parsed file once, remembering where each key stands for the error's line."""

    def __init__(self, text: str, data: dict[str, Any]) -> None:
        self._lines = text.splitlines()
        self._data = data

    def policy(self) -> Policy:
        top = {"name", "timezone", "values", "purposes", "destinations", "rules"}
        for key in self._data:
            if key not in top:
                raise PolicyError(self._line(key), "UNKNOWN_KEY", key)
        values = self._table("values")
        for key in values:
            if key not in {*_RANGES, "lapse_mode", "guardians_needed"}:
                raise PolicyError(self._line(key), "UNKNOWN_KEY", key)
        purposes = self._purposes()
        return Policy(
            name=self._text(self._data, "name"),
            timezone=self._zone(),
            age_limit=self._value("age_limit"),
            lapse_mode=LapseMode(self._option("lapse_mode", LapseMode)),
            guardians_needed=GuardiansNeeded(self._option("guardians_needed", GuardiansNeeded)),
            validity_months=self._value("validity_months"),
            near_distance=self._value("near_distance"),
            warn_before_days=self._value("warn_before_days"),
            rules=self._rules(),
            purposes=purposes,
            destinations=self._destinations(purposes),
        )

    def _line(self, key: str, table: str = "") -> int:
        start = 0
        if table:
            header = re.compile(rf"\s*\[{re.escape(table)}\]")
            start = next((i for i, text in enumerate(self._lines) if header.match(text)), 0)
        pattern = re.compile(rf"\s*\[?\"?{re.escape(key)}\"?\s*[=\].]")
        for number, text in enumerate(self._lines[start:], start + 1):
            if pattern.match(text):
                return number
        return start + 1 if start else len(self._lines)

    def _table(self, key: str, within: Mapping[str, Any] | None = None) -> dict[str, Any]:
        found = (self._data if within is None else within).get(key)
        if found is None:
            raise PolicyError(len(self._lines), "MISSING", key)
        if not isinstance(found, dict):
            raise PolicyError(self._line(key), "MISSING", f"[{key}]")
        return found

    def _text(self, within: Mapping[str, Any], key: str, table: str = "") -> str:
        value = within.get(key)
        if value is None:
            raise PolicyError(self._line(key, table), "MISSING", f"{table} {key}".strip())
        if not isinstance(value, str) or not value.strip():
            raise PolicyError(self._line(key, table), "NOT_TEXT", f"{table} {key}".strip())
        return value

    def _zone(self) -> str:
        name = self._text(self._data, "timezone")
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise PolicyError(self._line("timezone"), "UNKNOWN_ZONE", name) from None
        return name

    def _value(self, key: str) -> int:
        values = self._table("values")
        if key not in values:
            raise PolicyError(self._line("values"), "MISSING", key)
        return _number(self._line(key, "values"), key, values[key])

    def _option(self, key: str, choices: type[StrEnum]) -> str:
        values = self._table("values")
        if key not in values:
            raise PolicyError(self._line("values"), "MISSING", key)
        return _choice(self._line(key, "values"), key, values[key], choices)

    def _purposes(self) -> tuple[Purpose, ...]:
        found = self._data.get("purposes")
        if found is None:
            raise PolicyError(len(self._lines), "MISSING", "purposes")
        line = self._line("purposes")
        if not isinstance(found, list) or not found or len(set(map(str, found))) != len(found):
            raise PolicyError(line, "NOT_A_CHOICE", "purposes")
        for name in found:
            if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
                raise PolicyError(line, "NOT_TEXT", f"purposes {name!r}")
        return tuple(Purpose(name) for name in found)

    def _destinations(self, purposes: tuple[Purpose, ...]) -> dict[Destination, Purpose]:
        found = self._table("destinations")
        if not found:
            raise PolicyError(self._line("destinations"), "MISSING", "destinations")
        for name, purpose in found.items():
            if purpose not in purposes:
                line = self._line(name, "destinations")
                raise PolicyError(line, "UNKNOWN_PURPOSE", f"{name} = {purpose!r}")
        return {Destination(name): Purpose(purpose) for name, purpose in found.items()}

    def _rules(self) -> dict[str, Rule]:
        found = self._table("rules")
        for number in found:
            if number not in RULE_NUMBERS:
                raise PolicyError(self._line(f"rules.{number}"), "UNKNOWN_KEY", number)
        return {number: self._rule(number) for number in RULE_NUMBERS}

    def _rule(self, number: str) -> Rule:
        entry = self._table(number, self._table("rules"))
        place = f"rules.{number}"
        for key in entry:
            if key not in {"kind", "source", "on"}:
                raise PolicyError(self._line(key, place), "UNKNOWN_KEY", f"{place} {key}")
        kind = _choice(self._line("kind", place), f"{place} kind", entry.get("kind"), RuleKind)
        on = entry.get("on", True)
        if not isinstance(on, bool):
            raise PolicyError(self._line("on", place), "NOT_A_CHOICE", f"{place} on")
        if not on and number not in SWITCHABLE:
            raise PolicyError(self._line("on", place), "NOT_SWITCHABLE", number)
        return Rule(number, RuleKind(kind), self._text(entry, "source", place), on)
