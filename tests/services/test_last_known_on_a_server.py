"""What a server last said to each seat, and what an erasure leaves of it on this computer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.domain.roles import Role
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.paths import last_known_dir
from consentdesk.services.check_pack.checking import check_each
from consentdesk.services.erasing import erase
from consentdesk.services.last_known import keeping
from consentdesk.services.last_known.making import LastKnown, read_last_known
from consentdesk.storage.register import Register
from tests.postgres import Postgres
from tests.services.office import Office
from tests.services.rings import Ring, chosen
from tests.storage.seats import Town, make_town, now


@pytest.fixture
def town(postgres: Postgres) -> Iterator[Town]:
    """Two institutions on a server, and nobody's seat yet."""
    made = make_town(postgres)
    yield made
    postgres.drop(made.url)


def read(register: Register) -> LastKnown:
    found = read_last_known(register, now(), 0.0, lambda _done, _total: None)
    assert found is not None
    return found


def at_desk(register: Register, folder: Path) -> tuple[Office, SubjectId]:
    """The office with a child who may be shown."""
    desk = Office(register, folder, at=now())
    folder.mkdir()
    noah = desk.family()
    desk.permit(noah)
    return desk, noah


@pytest.mark.parametrize("role", list(Role))
def test_every_seat_keeps_what_it_may_check_and_no_more(
    town: Town, tmp_path: Path, role: Role
) -> None:
    desk_url, seat_url = town.seat("desk", Role.CLERK), town.seat("seat", role)
    with Register.open(desk_url) as register, Register.open(seat_url) as seat:
        desk, noah = at_desk(register, tmp_path / "desk")
        paths = [desk.portrait(noah), desk.portrait(desk.family("Ella Holm")), desk.draw()]
        known = read(seat)
        findings = list(check_each(known.pack, paths))
    assert [f.outcome for f in findings] == [
        Outcome.CLEAR,
        Outcome.WITHHELD,
        Outcome.UNDECIDED,
    ]
    codes = {r.code for f in findings for v in f.verdicts for r in v.reasons}
    assert codes == {ReasonCode.NO_PERMISSION, ReasonCode.UNKNOWN_PHOTO}
    assert known.pack.people == ("E.H.",)


def test_an_erasure_takes_what_was_kept_with_it_and_the_next_knows_nobody(
    town: Town, tmp_path: Path
) -> None:
    ring = Ring()
    with Register.open(town.seat("head", Role.HEAD)) as register, chosen(ring):
        desk, noah = at_desk(register, tmp_path / "desk")
        ella = desk.family("Ella Holm")
        hers = desk.portrait(ella, noah)
        keeping.keep(register.place, read(register))
        assert len(list(last_known_dir().iterdir())) == len(ring.secrets) == 1
        erase(*desk.desk, subject=ella, confirm="Ella Holm")
        assert (list(last_known_dir().iterdir()), ring.secrets) == ([], {})
        known = read(register)
        assert known.pack.people == ()
        (finding,) = check_each(known.pack, [hers])
        assert finding.outcome is Outcome.WITHHELD
