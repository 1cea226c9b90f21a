"""The usual job on a server, each part of it by a login that has the rights for it and no more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consentdesk.domain.roles import Role
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.services import exporting, intake
from consentdesk.services.erasing import erase
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from tests.postgres import Postgres
from tests.services.office import Office
from tests.storage.seats import Town, make_town, now


@pytest.fixture
def town(postgres: Postgres) -> Iterator[Town]:
    """Two institutions on a server, and nobody's seat yet."""
    made = make_town(postgres)
    yield made
    postgres.drop(made.url)


def test_the_desk_files_and_the_photographer_lets_out(town: Town, tmp_path: Path) -> None:
    desk_url, photographer_url = (
        town.seat("desk", Role.CLERK),
        town.seat("photographer", Role.PHOTOGRAPHER),
    )
    with Register.open(desk_url) as at_desk, Register.open(photographer_url) as outside:
        desk = Office(at_desk, tmp_path / "desk", at=now())
        photographer = Office(outside, tmp_path / "photographer", at=now())
        for office in (desk, photographer):
            office.folder.mkdir()
        noah, ella = desk.family(), desk.family("Ella Holm")
        desk.permit(noah)
        desk.answer(ella)
        his = photographer.portrait(noah, looks=True)
        hers = photographer.portrait(ella, path=photographer.draw("ella.jpg", size=(300, 240)))
        stray = photographer.draw(size=(640, 120))
        assert photographer.check(his, hers, stray) == [
            Outcome.CLEAR,
            Outcome.WITHHELD,
            Outcome.UNDECIDED,
        ]
        assert photographer.why(hers) == {ReasonCode.NO_PERMISSION}
        plan = photographer.plan(his, hers, stray)
        done = exporting.release(*photographer.desk, plan, photographer.target())
        assert [f.path for f in done.released] == [his]
        listed = intake.withdraw(*desk.desk, subject=noah)
        assert [r.id for r in listed] == [done.release]
        assert photographer.why(his) == {ReasonCode.NO_PERMISSION}
        assert verify(at_desk).ok


def test_the_head_erases_whom_a_photographer_let_out(town: Town, tmp_path: Path) -> None:
    head_url, photographer_url = (
        town.seat("head", Role.HEAD),
        town.seat("photographer", Role.PHOTOGRAPHER),
    )
    with Register.open(head_url) as by_head, Register.open(photographer_url) as outside:
        head = Office(by_head, tmp_path, at=now())
        photographer = Office(outside, tmp_path, at=now())
        noah = head.family()
        head.permit(noah)
        his = photographer.portrait(noah)
        exporting.release(*photographer.desk, photographer.plan(his), photographer.target())
        erase(*head.desk, subject=noah, confirm="Noah Lund")
        assert photographer.why(his) == {
            ReasonCode.MORE_VISIBLE_THAN_NAMED,
            ReasonCode.NOT_ATTESTED,
        }
        assert verify(by_head).ok
