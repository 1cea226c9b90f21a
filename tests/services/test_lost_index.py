"""A worn-out disk: the line of a no is there and whole, but no index leads to it any more."""

from pathlib import Path

import pytest

from consentdesk.errors import Problem, RegisterError
from consentdesk.services import exporting, withdrawing
from consentdesk.storage import reading_history
from consentdesk.storage.register import Register
from tests.services.office import Office
from tests.storage.tampering import lose_entry


@pytest.fixture
def withdrawn(office: Office) -> Path:
    """A portrait of somebody whose withdrawal can't be found; the register is opened afresh."""
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    withdrawing.withdraw(*office.desk, subject=noah)
    office.register.close()
    lose_entry(Path(office.register.location), "ix_ledger_institution_subject_number")
    office.register = Register.open(office.register.location)
    return path


def test_no_verdict_rests_on_an_index_that_has_lost_a_line(office: Office, withdrawn: Path) -> None:
    with office.register:
        for _once_more in range(2):
            with pytest.raises(RegisterError) as caught:
                office.check(withdrawn)
            assert caught.value.problem is Problem.REGISTER_DAMAGED


def test_nor_does_an_export_from_a_very_long_register(
    office: Office, withdrawn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There the lines, and what leads to them, are gone through for an export alone."""
    for limit in ("_AT_ONCE", "_FOR_A_CHECK"):
        monkeypatch.setattr(reading_history, limit, 0)
    target = office.folder.parent / "out"
    with office.register:
        plan = office.plan(withdrawn)
        assert plan.clear
        with pytest.raises(RegisterError) as caught:
            exporting.release(*office.desk, plan, target)
    assert caught.value.problem is Problem.REGISTER_DAMAGED
    assert not target.exists()
