"""The usual job on a server, each part of it by a login that has the rights for it and no more."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from consentdesk.domain.roles import Role
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.services import exporting, intake, photographs, roster, trash, withdrawing
from consentdesk.services.erasing import erase, foresee
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from tests.postgres import Postgres
from tests.services.office import SEVEN, Office
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


def test_the_officer_erases_somebody_on_a_photo_and_adds_nothing(
    town: Town, tmp_path: Path
) -> None:
    head_url, officer_url = town.seat("head", Role.HEAD), town.seat("officer", Role.OFFICER)
    with Register.open(head_url) as by_head, Register.open(officer_url) as by_officer:
        head, officer = Office(by_head, tmp_path, at=now()), Office(by_officer, tmp_path, at=now())
        noah, ella = head.family(), head.family("Ella Holm")
        head.permit(noah)
        both = head.portrait(noah, ella)
        twin = roster.enrol(*head.desk, name="Noah Lund", born=SEVEN, twin=True)
        photographs.describe(*head.desk, photo=head.photo(both), photographer="Lund, Mette")
        trash.throw_away(*head.desk, subjects=[twin])
        withdrawing.withdraw(*head.desk, subject=ella, by="Mette Lund, an aunt")
        told = foresee(by_officer, officer.at, noah)
        done = erase(*officer.desk, subject=noah, confirm="Noah Lund")
        assert (told.doubles, done.doubles) == (1, 1)
        assert told.named == done.named == ()
        with by_officer.read() as reader:
            photo = head.photo(both)
            assert reader.photo(photo).photographer == f"({noah})"
            assert reader.trash() == ()
            assert [d.subject for d in reader.depicted((photo,))[photo]] == [ella]
        assert verify(by_head).ok
    with town.bare(officer_url) as officer_sql:
        for attack in (
            "INSERT INTO guardian (institution, name, digest) VALUES (1, 'X', 'x')",
            "INSERT INTO event (institution, name, groups) VALUES (1, 'X', '[]')",
            "INSERT INTO preset (institution, destination, content) VALUES (1, 'x', '{}')",
            "INSERT INTO document (institution, digest, media_type, stored_at, data) VALUES "
            "(1, encode(sha256('x'), 'hex'), 'application/pdf', '', 'x')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                officer_sql.execute(attack.encode())
        for attack in ("UPDATE subject SET name = 'X'", "UPDATE release SET link = 'x'"):
            assert officer_sql.execute(attack.encode()).rowcount == 0
