"""The journal altered by hand under an open program: nothing leaves, whatever it went through."""

from pathlib import Path

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.domain.verdict import Outcome
from consentdesk.errors import Problem, RegisterError
from consentdesk.services import exporting, withdrawing
from consentdesk.services.access_pack import making, showing
from consentdesk.services.check_pack.making import Wanted, make_pack
from consentdesk.storage import reading_history
from consentdesk.storage.register import Register
from tests.services.office import WEBSITE, Office
from tests.storage.tampering import guards_down

WORDS = "four small grey ducks"


@pytest.fixture
def withdrawn(office: Office) -> Path:
    """A portrait nobody may export, in a program that has exported another one."""
    noah, ella = office.family(), office.family("Ella Holm")
    for child in (noah, ella):
        office.permit(child)
    path, other = office.portrait(noah), office.portrait(ella)
    withdrawing.withdraw(*office.desk, subject=noah)
    exporting.release(*office.desk, office.plan(other), office.target())
    assert office.check(path) == [Outcome.WITHHELD]
    return path


def _forget_the_withdrawal(office: Office) -> None:
    with guards_down(Path(office.register.location)) as raw:
        raw.execute("UPDATE ledger SET subject = 999 WHERE kind = 'WITHDRAWN'")


def test_a_check_in_an_open_program_notices_it(office: Office, withdrawn: Path) -> None:
    _forget_the_withdrawal(office)
    for _once_more in range(2):
        with pytest.raises(RegisterError) as caught:
            office.check(withdrawn)
        assert caught.value.problem is Problem.REGISTER_DAMAGED


def test_so_does_one_after_something_else_was_written(office: Office, withdrawn: Path) -> None:
    _forget_the_withdrawal(office)
    office.child("Karl Berg")
    with pytest.raises(RegisterError):
        office.check(withdrawn)


@pytest.mark.usefixtures("withdrawn")
def test_what_only_this_program_wrote_is_not_gone_through_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that takes long each time is one that people go round."""
    monkeypatch.setattr(reading_history, "_AT_A_TIME", 1)
    office.child("Karl Berg")
    assert _gone_through(office.register) <= 1
    with Register.open(office.register.location) as other, other.write("Bo", office.at) as writer:
        writer.digest_text("written by another program")
    assert _gone_through(office.register) == office.acts()
    assert _gone_through(office.register) == 0


def _gone_through(register: Register) -> int:
    """How many lines a check now goes through."""
    heeded: list[None] = []
    with register.read() as reader:
        reader.check_chain(anew=False, heed=lambda: heeded.append(None))
    return len(heeded)


@pytest.fixture
def very_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a register with more lines than are gone through for a check."""
    for limit in ("_AT_ONCE", "_FOR_A_CHECK"):
        monkeypatch.setattr(reading_history, limit, 0)


@pytest.mark.usefixtures("very_long")
def test_no_export_leaves_from_a_very_long_register(office: Office, withdrawn: Path) -> None:
    _forget_the_withdrawal(office)
    plan = office.plan(withdrawn)
    assert plan.clear, "only what leaves is sure to be held against every line"
    target = office.folder.parent / "second"
    with pytest.raises(RegisterError) as caught:
        exporting.release(*office.desk, plan, target)
    assert caught.value.problem is Problem.REGISTER_DAMAGED
    assert not target.exists()


@pytest.mark.usefixtures("withdrawn")
def test_nor_one_altered_while_the_copies_are_made(office: Office) -> None:
    clear = office.portrait(SubjectId(2))
    target = office.folder.parent / "second"

    def meanwhile(_done: int, _total: int) -> None:
        _forget_the_withdrawal(office)

    with pytest.raises(RegisterError) as caught:
        exporting.release(*office.desk, office.plan(clear), target, progress=meanwhile)
    assert caught.value.problem is Problem.REGISTER_DAMAGED
    assert not target.exists()


@pytest.mark.usefixtures("very_long")
def test_nor_does_a_check_pack(office: Office, withdrawn: Path) -> None:
    _forget_the_withdrawal(office)
    place = office.folder.parent / "skov.cdpack"
    wanted = Wanted(photos=(office.photo(withdrawn),), destinations=(WEBSITE,))
    with pytest.raises(RegisterError) as caught:
        make_pack(*office.desk, place, WORDS, wanted)
    assert caught.value.problem is Problem.REGISTER_DAMAGED
    assert not place.exists()


@pytest.mark.usefixtures("withdrawn", "very_long")
def test_nor_does_what_somebody_asked_for(office: Office) -> None:
    gallery = showing.gallery(office.register, office.at, SubjectId(2))
    _forget_the_withdrawal(office)
    place = office.folder.parent / "access.zip"
    with pytest.raises(RegisterError) as caught:
        making.make_access_pack(*office.desk, place, gallery)
    assert caught.value.problem is Problem.REGISTER_DAMAGED
    assert not place.exists()
