"""What a desk holds of the server's answers follows the seat: another role, or none at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consentdesk.domain.roles import Role
from consentdesk.paths import last_known_dir
from consentdesk.services import intake, seats
from consentdesk.services.check_pack.checking import check_each
from consentdesk.storage.register import Register
from consentdesk.ui.main_window import MainWindow
from tests.postgres import Postgres
from tests.services.office import CLERK, Office
from tests.services.rings import Ring, chosen
from tests.storage.seats import Town, make_town, now
from tests.ui.driving import Driver


@pytest.fixture
def ring() -> Iterator[Ring]:
    """A computer with a keyring."""
    made = Ring()
    with chosen(made):
        yield made


@pytest.fixture
def town(postgres: Postgres) -> Iterator[Town]:
    """Two institutions on a server, the first with a head."""
    made = make_town(postgres)
    made.seat("head", Role.HEAD)
    yield made
    postgres.drop(made.url)


@pytest.fixture
def office(town: Town, tmp_path: Path) -> Iterator[Office]:
    """The desk of a clerk there."""
    (tmp_path / "pictures").mkdir()
    with Register.open(town.seat("anna", Role.CLERK)) as register:
        yield Office(register, tmp_path / "pictures", at=now())


@pytest.fixture
def head(town: Town, office: Office) -> Iterator[Register]:
    """The register as the head has it open."""
    del office
    with Register.open(town.as_login(town.login("head"))) as register:
        yield register


@pytest.fixture
def known(office: Office, window: MainWindow, driver: Driver, ring: Ring) -> Driver:
    """A desk that has read the answers."""
    del office, window, ring
    driver.wait(lambda: driver.context.last_answers.known is not None)
    driver.settle()
    return driver


def kept() -> list[Path]:
    """What lies on the disk."""
    return sorted(last_known_dir().glob("*"))


def test_whoever_loses_the_seat_is_answered_nothing_any_more(
    known: Driver, ring: Ring, town: Town, head: Register
) -> None:
    assert len(kept()) == len(ring.secrets) == 1
    seats.take(head, CLERK, now(), login=town.login("anna"))
    known.wait(lambda: known.context.last_answers.known is None)
    known.settle()
    assert (kept(), ring.secrets) == ([], {})


def test_another_role_begins_anew(known: Driver, ring: Ring, town: Town, head: Register) -> None:
    before = dict(ring.secrets)
    seats.give(head, CLERK, now(), login=town.login("anna"), role=Role.PHOTOGRAPHER)
    known.wait(lambda: known.context.last_answers.known is None)
    known.wait(lambda: known.context.last_answers.known is not None)
    known.settle()
    assert len(kept()) == len(ring.secrets) == 1
    assert ring.secrets != before


def test_what_others_write_is_in_the_answers_soon(
    known: Driver, office: Office, head: Register
) -> None:
    answers = known.context.last_answers
    first = answers.known
    desk = Office(head, office.folder, at=now())
    noah = desk.family()
    desk.permit(noah)
    path = desk.portrait(noah)
    intake.withdraw(head, CLERK, now(), subject=noah)
    known.wait(lambda: known.context.tasks.running == ())
    office.at = now()
    answers.read()
    known.settle()
    assert answers.known is not None
    assert answers.known is not first
    (finding,) = check_each(answers.known.pack, [path])
    assert finding.outcome == "withheld"
