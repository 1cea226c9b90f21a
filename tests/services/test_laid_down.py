"""What the municipality has laid down for a computer can't be changed from there."""

import pytest

from consentdesk.errors import Problem, RuleRefusal
from consentdesk.machine_policy import MachinePolicy
from consentdesk.services import ruling
from tests.services.office import Office

LOCKED = MachinePolicy(locked=frozenset({"two_people"}))


def test_what_is_locked_stays_and_all_else_may_change(office: Office) -> None:
    ruling.set_rules(*office.desk, {"two_people": ["press"]})
    with pytest.raises(RuleRefusal, match=Problem.SETTING_LAID_DOWN):
        ruling.set_rules(
            *office.desk, {"validity_months": 12, "two_people": None}, policy=lambda: LOCKED
        )
    ruling.set_rules(
        *office.desk, {"validity_months": 12, "two_people": ["press"]}, policy=lambda: LOCKED
    )
    with office.register.read() as reader:
        assert reader.policy.validity_months == 12
        assert reader.policy.two_people == ("press",)
