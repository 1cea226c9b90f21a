"""The policy files: both can be read, and every mistake is named with its line."""

import re
from pathlib import Path

import pytest

from consentdesk.domain.policy import (
    RULE_NUMBERS,
    SETTINGS,
    GuardiansNeeded,
    LapseMode,
    PolicyError,
    RuleKind,
    parse_policy,
    with_settings,
)
from tests import factories as make

FOLDER = Path(__file__).parents[2] / "resources" / "policy"
DK = (FOLDER / "dk.toml").read_text("utf-8")


def test_the_danish_policy_is_as_documented() -> None:
    policy = parse_policy(DK)
    assert (policy.name, policy.timezone) == ("dk", "Europe/Copenhagen")
    assert (policy.age_limit, policy.validity_months) == (15, 24)
    assert policy.lapse_mode is LapseMode.LAPSE
    assert policy.guardians_needed is GuardiansNeeded.ONE
    assert not policy.counting_aid
    assert not policy.require_rights
    assert policy.validity_applies
    assert policy.purposes == make.PURPOSES
    assert policy.destinations == make.a_policy().destinations


def test_the_swedish_policy_wants_every_custody_holder() -> None:
    policy = parse_policy((FOLDER / "se.toml").read_text("utf-8"))
    assert (policy.name, policy.timezone, policy.age_limit) == ("se", "Europe/Stockholm", 15)
    assert policy.guardians_needed is GuardiansNeeded.ALL


@pytest.mark.parametrize("name", ["dk", "se"])
def test_every_rule_has_a_source_and_local_policy_is_never_called_law(name: str) -> None:
    rules = parse_policy((FOLDER / f"{name}.toml").read_text("utf-8")).rules
    assert tuple(rules) == RULE_NUMBERS
    assert len({rule.source for rule in rules.values()}) == len(RULE_NUMBERS)
    law = {n for n, rule in rules.items() if rule.kind is RuleKind.LAW}
    assert law == {"R6", "R7", "R13", "R19", "R27", "R28", "R30"}
    assert {n for n, rule in rules.items() if rule.kind is RuleKind.AGENCY} == {"R11", "R18", "R29"}
    for number, rule in rules.items():
        assert rule.source.startswith("GDPR") == (number in law), number


def line_of(text: str, start: str) -> int:
    return next(n for n, line in enumerate(text.split("\n"), 1) if line.startswith(start))


BROKEN = [
    # what to replace, with what, reason, how the line to blame begins (in the broken text)
    ("age_limit = 15", "age_limit = ", "SYNTAX", "age_limit"),
    ("[destinations]", "[destinations", "SYNTAX", "[destinations"),
    ("age_limit = 15", "age_limit = " + "9" * 5000, "SYNTAX", ""),
    ('name = "dk"\n', "", "MISSING", ""),
    ('name = "dk"', 'name = "  "', "NOT_TEXT", "name"),
    ('name = "dk"', "name = 7", "NOT_TEXT", "name"),
    ('name = "dk"', 'name = "dk"\ncolour = "red"', "UNKNOWN_KEY", "colour"),
    ("Europe/Copenhagen", "Europe/Nowhere", "UNKNOWN_ZONE", "timezone"),
    ("Europe/Copenhagen", "Europe", "UNKNOWN_ZONE", "timezone"),
    ("Europe/Copenhagen", "../../etc/passwd", "UNKNOWN_ZONE", "timezone"),
    ("age_limit = 15\n", "", "MISSING", "[values]"),
    ("age_limit = 15", "age = 15", "UNKNOWN_KEY", "age ="),
    ("age_limit = 15", 'age_limit = "15"', "NOT_A_NUMBER", "age_limit"),
    ("age_limit = 15", "age_limit = true", "NOT_A_NUMBER", "age_limit"),
    ("age_limit = 15", "age_limit = 1", "OUT_OF_RANGE", "age_limit"),
    ("validity_months = 24", "validity_months = 0", "OUT_OF_RANGE", "validity_months"),
    ("near_distance = 8", "near_distance = 65", "OUT_OF_RANGE", "near_distance"),
    ("warn_before_days = 60", "warn_before_days = -1", "OUT_OF_RANGE", "warn_before_days"),
    ('lapse_mode = "lapse"', 'lapse_mode = "never"', "NOT_A_CHOICE", "lapse_mode"),
    ('guardians_needed = "one"', "guardians_needed = 1", "NOT_A_CHOICE", "guardians_needed"),
    ('lapse_mode = "lapse"\n', "", "MISSING", "[values]"),
    ('purposes = ["website",', 'purposes = ["website", "website",', "NOT_TEXT", "purposes"),
    ('purposes = ["website",', 'purposes = ["Web site",', "NOT_TEXT", "purposes"),
    ('purposes = ["website", "social_media",', "purposes = []\n#", "NOT_TEXT", "purposes"),
    ('facebook = "social_media"', 'facebook = "social"', "UNKNOWN_PURPOSE", "facebook"),
    ('facebook = "social_media"', "facebook = [1]", "UNKNOWN_PURPOSE", "facebook"),
    ('facebook = "social_media"', '"../x" = "social_media"', "NOT_TEXT", '"../x"'),
    ("[rules.R30]", "[rules.R32]", "UNKNOWN_KEY", "[rules.R32]"),
    ("[rules.R4]", "[rules.R44]", "UNKNOWN_KEY", "[rules.R44]"),
    ("[rules.R4]", "[[rules.R4]]", "NOT_A_TABLE", "[[rules.R4]]"),
    ("[values]", "[[values]]", "NOT_A_TABLE", "[[values]]"),
]


@pytest.mark.parametrize(("old", "new", "reason", "start"), BROKEN)
def test_a_broken_policy_is_refused_with_reason_and_line(
    old: str, new: str, reason: str, start: str
) -> None:
    assert old in DK
    broken = DK.replace(old, new, 1)
    with pytest.raises(PolicyError) as caught:
        parse_policy(broken)
    assert caught.value.reason == reason
    last = len(broken.rstrip("\n").split("\n"))
    assert caught.value.line == (line_of(broken, start) if start else last)


RULES = [
    (r'kind = "\w+"', 'kind = "custom"', "NOT_A_CHOICE", 1),
    (r'kind = "\w+"\n', "", "MISSING", 0),
    (r"source = .*", 'source = ""', "NOT_TEXT", 2),
    (r"source = .*\n", "", "MISSING", 0),
    (r"(source = .*)", r'\1\nmood = "good"', "UNKNOWN_KEY", 3),
    (r"(source = .*)", r"\1\non = 1", "NOT_A_CHOICE", 3),
    (r"(source = .*)", r"\1\non = false", "NOT_SWITCHABLE", 3),
]


@pytest.mark.parametrize("number", ["R1", "R12", "R30"])
@pytest.mark.parametrize(("pattern", "new", "reason", "below"), RULES)
def test_a_mistake_in_one_rule_is_found_at_that_rule(
    number: str, pattern: str, new: str, reason: str, below: int
) -> None:
    before, header, after = DK.partition(f"[rules.{number}]\n")
    broken = before + header + re.sub(pattern, new, after, count=1)
    with pytest.raises(PolicyError) as caught:
        parse_policy(broken)
    assert caught.value.reason == reason
    assert caught.value.line == line_of(broken, header.strip()) + below


def test_a_missing_table_is_reported() -> None:
    for table in ("values", "destinations"):
        broken = re.sub(rf"\[{table}\]\n(?:.+\n)*", "", DK)
        with pytest.raises(PolicyError) as caught:
            parse_policy(broken)
        assert (caught.value.reason, caught.value.detail) == ("MISSING", table)


def test_no_policy_at_all_is_refused() -> None:
    for text in ("", "# nothing\n", "name", "\x00", "[" * 5000):
        with pytest.raises(PolicyError):
            parse_policy(text)


def test_other_ways_of_writing_the_same_policy_are_read_and_blamed_rightly() -> None:
    one_line = re.sub(
        r"\[rules\.(R\d+)\]\nkind = (.+)\nsource = (.+)(?:\non = (.+))?",
        lambda m: (
            f"{m[1]} = {{ kind = {m[2]}, source = {m[3]}" + (f", on = {m[4]} }}" if m[4] else " }")
        ),
        DK,
    ).replace("# The rules.", "[rules]\n# The rules.")
    assert parse_policy(one_line) == parse_policy(DK)
    with pytest.raises(PolicyError) as caught:
        parse_policy(one_line.replace('R7 = { kind = "law"', 'R7 = { kind = "lore"'))
    assert caught.value.line == line_of(one_line, "R7 =")
    many_lines = DK.replace('["website", ', '[ # the ways out\n  "website",\n  ')
    assert parse_policy(many_lines) == parse_policy(DK)
    with pytest.raises(PolicyError) as caught:
        parse_policy(many_lines.replace("age_limit = 15", "age_limit = 99"))
    assert caught.value.line == line_of(many_lines, "age_limit")
    assert parse_policy("\ufeff" + DK.replace("\n", "\r\n")) == parse_policy(DK)


def test_an_institution_sets_its_own_values_over_the_file() -> None:
    policy = with_settings(
        parse_policy(DK),
        {
            "age_limit": 18,
            "lapse_mode": "notify",
            "guardians_needed": "all",
            "validity_months": 12,
            "near_distance": 4,
            "warn_before_days": 30,
            "require_rights": True,
            "counting_aid": True,
            "approved_wordings": ["2026-2/tr", "2026-2/pl", "2026-2/pl"],
            "printed_edition": "S-2026",
            "retired_editions": ["S-2025", "S-2024"],
        },
    )
    assert (policy.printed_edition, policy.retired_editions) == ("S-2026", ("S-2024", "S-2025"))
    assert policy.approved_wordings == ("2026-2/pl", "2026-2/tr")
    assert (policy.age_limit, policy.validity_months) == (18, 12)
    assert policy.lapse_mode is LapseMode.NOTIFY
    assert policy.guardians_needed is GuardiansNeeded.ALL
    assert policy.require_rights
    assert policy.counting_aid
    assert len(SETTINGS) == 12


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"colour": "red"}, "UNKNOWN_KEY"),
        ({"age_limit": 3}, "OUT_OF_RANGE"),
        ({"age_limit": "15"}, "NOT_A_NUMBER"),
        ({"lapse_mode": ["lapse"]}, "NOT_A_CHOICE"),
        ({"require_rights": "yes"}, "NOT_A_CHOICE"),
        ({"approved_wordings": "2026-2/pl"}, "NOT_A_CHOICE"),
        ({"approved_wordings": ["pl"]}, "NOT_A_CHOICE"),
        ({"approved_wordings": [3]}, "NOT_A_CHOICE"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(settings: dict[str, object], reason: str) -> None:
    with pytest.raises(PolicyError) as caught:
        with_settings(parse_policy(DK), settings)
    assert (caught.value.line, caught.value.reason) == (0, reason)
