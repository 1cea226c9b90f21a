"""No seat sets rules on a server that no program can read: every desk there would stand still."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
import pytest

from consentdesk.domain.acts import PolicySet
from consentdesk.domain.policy import SETTINGS, Policy, PolicyError, with_settings
from consentdesk.domain.roles import HARMLESS, Role
from consentdesk.storage.policies import policy_text, recorded_policy
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from tests.postgres import Postgres
from tests.storage.bare_lines import append_line, line_of, told
from tests.storage.desk import CLERK, HOUSE
from tests.storage.seats import Town, make_town, now

GOOD: Mapping[str, object] = {
    "age_limit": 16,
    "lapse_mode": "lapse",
    "guardians_needed": "one",
    "validity_months": 12,
    "near_distance": 0,
    "warn_before_days": 365,
    "require_rights": True,
    "counting_aid": False,
    "approved_wordings": ["2026-2/pl"],
    "printed_edition": "TOWN-1",
    "retired_editions": ["TOWN-1", "TOWN-2"],
    "two_people": ["website"],
}
ODD: tuple[object, ...] = (
    None, True, 0, 1, 11, 12, 16, 22, 121, 366, -1, 2**40, 1.0, 1.5, "", "x", "X", "one", "lapse",
    "TOWN-1", "TOWN-1\n", "TOWN-12345678", "2026-2/pl", [], ["x"], ["TOWN-1"], ["TOWN-1", 1],
    ["2026-2/pl"], ["2026-2/plx"], [None], [[]], {}, {"x": 1},
)  # fmt: skip


@pytest.fixture(scope="module")
def town(postgres: Postgres) -> Iterator[Town]:
    """An institution with its seats."""
    made = make_town(postgres, Role)
    yield made
    postgres.drop(made.url)


@pytest.fixture(scope="module")
def policy(town: Town) -> Policy:
    """The rules in force."""
    with Register.open(town.owner, institution=HOUSE) as register, register.read() as reader:
        return reader.policy


def _taken(town: Town, texts: list[str]) -> list[bool]:
    with town.bare(town.url) as owner:
        asked = b"SELECT consentdesk_rules_read(one) FROM unnest(%s::text[]) one"
        return [row[0] for row in owner.execute(asked, (texts,)).fetchall()]


def _is_read(policy: Policy, settings: Mapping[str, object]) -> bool:
    try:
        with_settings(policy, settings)
    except PolicyError as error:
        # Which purposes there are stands in each program's own file.
        return error.reason == "UNKNOWN_PURPOSE"
    return True


def test_a_server_takes_exactly_the_settings_that_can_be_read(town: Town, policy: Policy) -> None:
    assert set(GOOD) == set(SETTINGS)
    settings: list[Mapping[str, object]] = [{}, dict(GOOD), {"more": 1}]
    settings += [{name: value} for name in SETTINGS for value in (GOOD[name], *ODD)]
    taken = _taken(town, [policy_text("dk", one, policy) for one in settings])
    wrong = [
        (one, is_taken)
        for one, is_taken in zip(settings, taken, strict=True)
        if is_taken != _is_read(policy, one)
    ]
    assert wrong == []
    assert taken[:3] == [True, True, False]


def test_a_server_takes_only_values_of_which_a_past_day_can_be_told(
    town: Town, policy: Policy
) -> None:
    rules = json.loads(policy_text("dk", GOOD, with_settings(policy, GOOD)))
    values = rules["values"]
    spoilt = [{one: v for one, v in values.items() if one != name} for name in values]
    spoilt += [{**values, name: odd} for name in values for odd in ODD]
    number = next(iter(values["rules"]))
    for name, odd in [(n, odd) for n in values["rules"][number] for odd in (*ODD, [1.5])]:
        rule = {**values["rules"][number], name: odd}
        spoilt.append({**values, "rules": {**values["rules"], number: rule}})
    texts = [json.dumps({**rules, "values": one}) for one in (values, *spoilt)]
    texts += [json.dumps({**rules, "values": {**values, "later": 1}})]
    texts += [json.dumps(rules).replace('"age_limit": 16', '"age_limit": 1.6e1')]
    taken = _taken(town, texts)
    for text, is_taken in zip(texts, taken, strict=True):
        if is_taken:
            recorded_policy(text, policy)
    assert taken[0]
    assert taken[-2:] == [True, False]
    assert taken.count(False) > len(taken) * 2 / 3


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD])
@pytest.mark.parametrize("name", sorted(HARMLESS))
def test_no_seat_sets_rules_that_nobody_reads(
    town: Town, policy: Policy, role: Role, name: str
) -> None:
    with town.bare(town.as_login(town.login(role.value))) as seat:
        for wrong in ({name: {"x": 1}}, {name: 1.0}):
            with pytest.raises(psycopg.Error, match=r"act \d+: rules"), seat.transaction():
                digest = told(seat, policy_text("dk", wrong, policy))
                append_line(seat, line_of(seat, PolicySet(policy="dk", values=digest)))
        good: dict[str, Any] = {name: GOOD[name]}
        for called, said in (("se", "dk"), ("se", "se")):
            with pytest.raises(psycopg.Error), seat.transaction():
                digest = told(seat, policy_text(said, good, policy))
                append_line(seat, line_of(seat, PolicySet(policy=called, values=digest)))
    url = town.as_login(town.login(role.value))
    with Register.open(url, institution=HOUSE) as register:
        with register.write(CLERK, now()) as writer:
            writer.set_settings(good)
        assert verify(register).problems == ()
