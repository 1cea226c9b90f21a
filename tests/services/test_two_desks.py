"""Two desks at one register: what one hands over never replaces what the other decided unseen."""

import pytest

from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Problem
from consentdesk.services import ruling
from tests.services.office import Office


def test_a_rule_set_at_one_desk_leaves_those_that_another_has_set(office: Office) -> None:
    """R5: a changed term must not do away with the signature of the second guardian."""
    noah = office.family()
    office.guardian(noah, "Per Lund")
    office.permit(noah)
    path = office.portrait(noah)
    assert office.check(path) == [Outcome.CLEAR]
    ruling.set_rules(*office.desk, {"guardians_needed": "all"})
    ruling.change(*office.desk, rules={"validity_months": 12})
    assert office.why(path) == {ReasonCode.SECOND_GUARDIAN_MISSING}
    with office.register.read() as reader:
        assert reader.institution.settings == {"guardians_needed": "all", "validity_months": 12}


def test_a_rule_is_taken_back_to_what_the_policy_file_says(office: Office) -> None:
    ruling.set_rules(*office.desk, {"age_limit": 13, "validity_months": 12})
    ruling.set_rules(*office.desk, {"age_limit": None})
    with office.register.read() as reader:
        assert reader.institution.settings == {"validity_months": 12}
        assert reader.policy.age_limit == 15


@pytest.mark.parametrize(
    ("officer", "rules", "why"),
    [
        ("Lis 010180-1234", {"validity_months": 12}, Problem.CPR_IN_TEXT),
        ("dpo@skovskolen.dk", {"validity_months": 0}, Problem.SETTING_UNUSABLE),
    ],
)
def test_name_asker_and_rules_are_written_together_or_not_at_all(
    office: Office, officer: str, rules: dict[str, object], why: Problem
) -> None:
    with office.register.read() as reader:
        before = reader.institution
    acts = office.acts()
    with pytest.raises(BadInput) as refused:
        ruling.change(*office.desk, name="Skovskolen Syd", officer=officer, rules=rules)
    assert refused.value.problem is why
    with office.register.read() as reader:
        assert reader.institution == before
    assert office.acts() == acts
