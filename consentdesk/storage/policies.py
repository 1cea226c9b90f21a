"""The policy in force: the program's file with the institution's settings over it.

The settings are kept in the text of the latest POLICY_SET act, whose digest the institution's row
names, so nobody can change them without the ledger showing it. What forms say about who asks is
kept the same way, by CONTROLLER_SET; the institution's name lies in its row and is digested there.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from consentdesk.domain.policy import (
    EDITION,
    NAME,
    RANGES,
    WORDING,
    GuardiansNeeded,
    LapseMode,
    Policy,
    PolicyError,
    Rule,
    RuleKind,
    parse_policy,
    with_settings,
)
from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.paths import policy_file
from consentdesk.storage.encoding import canonical


def load_policy(name: str) -> Policy:
    """The policy file of that name.

    BadInput POLICY_UNKNOWN where there is none, RegisterError POLICY_BROKEN with line and reason.
    """
    path = policy_file(name)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise BadInput(Problem.POLICY_UNKNOWN, policy=name) from None
    try:
        return parse_policy(text)
    except PolicyError as error:
        raise _broken(str(path), error) from None


def set_over(policy: Policy, settings: Mapping[str, object]) -> Policy:
    """The policy with the settings over it; RegisterError POLICY_BROKEN for a bad one."""
    try:
        return with_settings(policy, settings)
    except PolicyError as error:
        raise _broken(policy.name, error) from None


def _broken(path: str, error: PolicyError) -> RegisterError:
    return RegisterError(
        Problem.POLICY_BROKEN,
        path=path,
        line=error.line,
        reason=error.reason,
        detail=error.detail,
    )


def policy_text(name: str, settings: Mapping[str, object], policy: Policy) -> str:
    """What a POLICY_SET act digests: file, settings and every value they lead to."""
    values = asdict(policy)
    for later in ("approved_wordings", "printed_edition", "retired_editions", "two_people"):
        # They came later: a text written before is still the text of the same policy.
        if not values[later]:
            del values[later]
    return canonical({"policy": name, "settings": dict(settings), "values": values})


def settings_form() -> dict[str, Mapping[str, object]]:
    """What a server takes for each of the settings, see `consentdesk_fits`."""
    numbers = {k: {"is": "number", "from": low, "to": high} for k, (low, high) in RANGES.items()}
    return {
        **numbers,
        "lapse_mode": {"is": "word", "words": sorted(LapseMode)},
        "guardians_needed": {"is": "word", "words": sorted(GuardiansNeeded)},
        "require_rights": {"is": "boolean"},
        "counting_aid": {"is": "boolean"},
        "approved_wordings": {"is": "array", "each": _like(WORDING)},
        "printed_edition": _like(EDITION),
        "retired_editions": {"is": "array", "each": _like(EDITION)},
        "two_people": {"is": "array", "each": _like(NAME)},
    }


def _like(pattern: re.Pattern[str]) -> dict[str, object]:
    return {"is": "string", "like": f"^({pattern.pattern})$"}


def settings_in(text: str) -> dict[str, object]:
    """The settings in a text that `policy_text` wrote."""
    found = json.loads(text)["settings"]
    if not isinstance(found, dict):
        raise TypeError("settings")
    return found


def recorded_policy(text: str, now: Policy) -> Policy:
    """The policy in a text that `policy_text` wrote, for telling of a past day.

    What was not recorded then, as by an earlier version of the program, is as it is `now`, and so
    are purposes and destinations there were none of.
    """
    told: dict[str, Any] = json.loads(text)["values"]
    return replace(
        now,
        timezone=told["timezone"],
        age_limit=told["age_limit"],
        lapse_mode=LapseMode(told["lapse_mode"]),
        guardians_needed=GuardiansNeeded(told["guardians_needed"]),
        validity_months=told["validity_months"],
        near_distance=told["near_distance"],
        warn_before_days=told["warn_before_days"],
        rules={**now.rules, **{number: _rule(rule) for number, rule in told["rules"].items()}},
        purposes=tuple(dict.fromkeys((*now.purposes, *told["purposes"]))),
        destinations={**now.destinations, **told["destinations"]},
        two_people=tuple(told.get("two_people", ())),
    )


def _rule(told: Mapping[str, Any]) -> Rule:
    return Rule(told["number"], RuleKind(told["kind"]), told["source"], told["on"])


def controller_text(contact: str, officer: str) -> str:
    """What a CONTROLLER_SET act digests."""
    return canonical({"contact": contact, "officer": officer})


def controller_in(text: str) -> tuple[str, str]:
    """Contact and officer in a text that `controller_text` wrote."""
    found = json.loads(text)
    return str(found["contact"]), str(found["officer"])
