"""What the municipality has laid down for a computer can't be changed from there."""

import pytest

from consentdesk.errors import Problem, RuleRefusal
from consentdesk.machine_policy import MachinePolicy
from consentdesk.services import own_editions, ruling
from tests.services.office import Office

EDITION = "OWN-9"
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


def _locking(*names: str) -> MachinePolicy:
    return MachinePolicy(locked=frozenset(names))


def test_which_edition_is_printed_can_be_locked_whichever_way_leads_there(office: Office) -> None:
    here = _locking("printed_edition")
    own_editions.copy(*office.desk, None, EDITION)
    with office.register.read() as reader:
        _draft, version = own_editions.draft_of(reader, EDITION)
    with pytest.raises(RuleRefusal, match=Problem.SETTING_LAID_DOWN):
        own_editions.issue(*office.desk, EDITION, version, print_it=True, policy=lambda: here)
    with office.register.read() as reader:
        assert not reader.issued_editions(), "nothing is written where a part is refused"
    own_editions.issue(*office.desk, EDITION, version, policy=lambda: here)
    with pytest.raises(RuleRefusal, match=Problem.SETTING_LAID_DOWN):
        own_editions.print_edition(*office.desk, EDITION, lambda: here)
    own_editions.print_edition(*office.desk, EDITION)
    # Once retired, new forms would be of another one.
    with pytest.raises(RuleRefusal, match=Problem.SETTING_LAID_DOWN):
        own_editions.retire(*office.desk, EDITION, lambda: here)
    with pytest.raises(RuleRefusal, match=Problem.SETTING_LAID_DOWN):
        own_editions.retire(*office.desk, EDITION, lambda: _locking("retired_editions"))
    with office.register.read() as reader:
        assert reader.policy.printed_edition == EDITION
        assert not reader.policy.retired_editions
