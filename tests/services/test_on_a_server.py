"""The main job on PostgreSQL: the same services, several seats."""

from pathlib import Path

import pytest

from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Problem
from consentdesk.services import exporting, intake, ruling
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from tests.services.office import CLERK, MONDAY, Office


def test_the_gate_is_the_same_on_a_server_and_another_seat_is_heard(
    postgres_url: str, tmp_path: Path
) -> None:
    made = Register.create(
        postgres_url, institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY
    )
    with made as register, Register.open(postgres_url) as other_seat:
        office = Office(register, tmp_path / "pictures")
        office.folder.mkdir()
        noah, ella = office.family(), office.family("Ella Holm")
        office.permit(noah)
        office.permit(ella)
        his, hers = office.portrait(noah), office.portrait(ella)
        unknown = office.draw()
        assert office.check(his, hers, unknown) == [
            Outcome.CLEAR,
            Outcome.CLEAR,
            Outcome.UNDECIDED,
        ]
        plan = office.plan(his, hers, unknown)

        def withdraw(done: int, total: int) -> None:
            if done == total:
                intake.withdraw(other_seat, "Bo Friis", office.at, subject=noah)

        done = exporting.release(*office.desk, plan, office.target(), progress=withdraw)
        assert [f.path for f in done.released] == [hers]
        assert office.why(his) == {ReasonCode.WITHDRAWN}
        listed = intake.withdraw(*office.desk, subject=ella)
        assert [r.id for r in listed] == [done.release]
        assert verify(register).ok


def test_the_name_by_which_desks_open_a_register_on_a_server_stays(postgres_url: str) -> None:
    made = Register.create(
        postgres_url, institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY
    )
    with made as register, pytest.raises(BadInput) as refused:
        ruling.rename(register, CLERK, MONDAY, "Skovskolen Syd")
    assert refused.value.problem is Problem.INSTITUTION_NAME_FIXED
