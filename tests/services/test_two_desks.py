"""Two desks at one register: what one hands over never replaces what the other decided unseen."""

import pytest

from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services import photographs, ruling
from consentdesk.services.photographs import Details
from tests.services.office import Office
from tests.services.refusing import refused


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


def test_another_album_brings_back_no_right_to_use_that_was_removed(office: Office) -> None:
    """R23: each desk changes what it speaks of, and nothing beside."""
    ruling.set_rules(*office.desk, {"require_rights": True})
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    photo = office.photo(path)
    photographs.describe(*office.desk, photo=photo, rights="")
    photographs.describe_all(*office.desk, {photo: Details(album="Summer")})
    assert office.why(path) == {ReasonCode.NO_RIGHTS}


def test_a_detail_that_is_not_what_was_seen_is_not_replaced(office: Office) -> None:
    """R23: on the way back too, and for all the photos or none."""
    paths = office.portrait(office.family()), office.portrait(office.family("Ida Holm"))
    first, second = (office.photo(path) for path in paths)
    photographs.describe(*office.desk, photo=second, rights="")
    seen, said = Details(rights="own"), Details(rights="bought")
    with refused(office, Problem.PHOTO_CHANGED_MEANWHILE, RuleRefusal):
        photographs.describe_all(
            *office.desk, dict.fromkeys((first, second), said), dict.fromkeys((first, second), seen)
        )
    photographs.describe_all(*office.desk, {first: said}, {first: seen})
    photographs.describe_all(*office.desk, {first: said}, {first: seen})
    with office.register.read() as reader:
        assert [reader.photo(p).rights for p in (first, second)] == ["bought", ""]
