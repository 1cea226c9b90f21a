"""Seats: who sits where is told by acts, and what each role may write is refused deep down."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
import sqlalchemy as sa

from consentdesk.domain.acts import (
    KIND_OF,
    ActKind,
    Asked,
    Body,
    Channel,
    Digest,
    Enrolled,
    Erased,
    ObjectionLifted,
    PolicySet,
    Posted,
    Protected,
    SamePicture,
    SeatSet,
    TakenDown,
    Withdrawn,
)
from consentdesk.domain.people import SELF, SubjectId
from consentdesk.domain.photos import PhotoId, ReleaseId
from consentdesk.domain.roles import UNTOLD, Role
from consentdesk.domain.writing_rights import may_append
from consentdesk.errors import BadInput, Problem, RegisterError, RuleRefusal
from consentdesk.storage.reading_seats import account
from consentdesk.storage.register import Register
from consentdesk.storage.snapshot import Shelf
from consentdesk.storage.upkeep import backup, restore, verify
from consentdesk.storage.values import Tampering
from consentdesk.storage.writing import Writer
from tests.factories import NOW, WEBSITE
from tests.storage.desk import CLERK, HOUSE, SEVEN, child, writing

SANNE = "sanne"


@pytest.fixture
def seated(file: Path) -> Iterator[Register]:
    """A register in a file in which Sanne sits beside the head."""
    with Register.open(str(file)) as opened:
        yield opened


def _sit(register: Register, login: str, role: Role | None) -> None:
    with writing(register) as writer:
        writer.set_seat(login, role)


def _as(file: Path, login: str = SANNE) -> Register:
    return Register.open(str(file), login=login)


def test_without_any_seat_everybody_is_the_head(register: Register) -> None:
    assert register.role is Role.HEAD
    with register.read() as reader:
        assert reader.seats() == {}


def test_who_gives_the_first_seat_keeps_one_as_head(seated: Register) -> None:
    _sit(seated, SANNE, Role.PHOTOGRAPHER)
    with seated.read() as reader:
        assert reader.seats() == {account(): Role.HEAD, SANNE: Role.PHOTOGRAPHER}
        (last, first) = reader.ledger(kinds=frozenset({ActKind.SEAT_SET}))
    assert isinstance(first.body, SeatSet) and isinstance(last.body, SeatSet)
    assert (first.body.role, last.body.role) == ("head", "photographer")
    assert SANNE not in repr(last.body)
    assert verify(seated).ok


def test_on_a_server_too_the_first_one_stays_the_head(register: Register) -> None:
    with register.read() as reader:
        me = reader.login
    with writing(register) as writer:
        writer.set_seat(me, Role.HEAD)
    with register.read() as reader:
        assert reader.seats() == {me: Role.HEAD}
    assert verify(register).ok


def test_the_last_head_stays(seated: Register) -> None:
    _sit(seated, SANNE, Role.CLERK)
    with pytest.raises(RuleRefusal, match=Problem.LAST_HEAD):
        _sit(seated, account(), None)
    with pytest.raises(RuleRefusal, match=Problem.LAST_HEAD):
        _sit(seated, account(), Role.OFFICER)
    _sit(seated, SANNE, Role.HEAD)
    _sit(seated, account(), Role.OFFICER)
    assert seated.role is Role.OFFICER


def test_nobody_takes_the_first_seat_as_less_than_head(seated: Register) -> None:
    with pytest.raises(RuleRefusal, match=Problem.LAST_HEAD):
        _sit(seated, account(), Role.CLERK)
    with seated.read() as reader:
        assert reader.seats() == {}


def test_a_change_holds_at_once_for_a_desk_that_is_open(file: Path, seated: Register) -> None:
    _sit(seated, SANNE, Role.CLERK)
    with _as(file) as desk:
        roles = [desk.role]
        _sit(seated, SANNE, Role.PHOTOGRAPHER)
        roles.append(desk.role)
        assert roles == [Role.CLERK, Role.PHOTOGRAPHER]
        _sit(seated, SANNE, None)
        with pytest.raises(RegisterError, match=Problem.NO_SEAT), desk.read():
            pass


def test_who_has_no_seat_gets_no_further_than_the_door(file: Path, seated: Register) -> None:
    _sit(seated, SANNE, Role.CLERK)
    with pytest.raises(RegisterError, match=Problem.NO_SEAT):
        _as(file, "peter")


def test_an_unknown_seat_is_not_taken_and_a_login_is_needed(seated: Register) -> None:
    with pytest.raises(BadInput, match=Problem.SEAT_UNKNOWN):
        _sit(seated, SANNE, None)
    with pytest.raises(BadInput, match=Problem.LOGIN_MISSING):
        _sit(seated, " ", Role.CLERK)


def test_the_same_seat_again_writes_nothing(seated: Register) -> None:
    _sit(seated, SANNE, Role.CLERK)
    with seated.read() as reader:
        before = reader.head().number
    _sit(seated, SANNE, Role.CLERK)
    with seated.read() as reader:
        assert reader.head().number == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE seat SET role = 'head' WHERE login = 'sanne'",
        "DELETE FROM seat WHERE login = 'sanne'",
        "UPDATE seat SET login = 'sonne' WHERE login = 'sanne'",
        "INSERT INTO seat VALUES (1, 'peter', 'head', 2)",
        "DELETE FROM seat",
    ],
)
def test_a_seat_changed_past_the_program_is_named_and_gives_nothing(
    file: Path, seated: Register, statement: str
) -> None:
    _sit(seated, SANNE, Role.PHOTOGRAPHER)
    with seated.connected(writes=True) as connection:
        assert connection.execute(sa.text(statement)).rowcount
        connection.commit()
    assert Tampering.SEAT_MISMATCH in {one.code for one in verify(seated).problems}
    with _as(file) as desk:
        assert desk.role is Role.PHOTOGRAPHER
    with pytest.raises(RegisterError, match=Problem.NO_SEAT):
        _as(file, "peter")


def test_a_backup_carries_the_seats(seated: Register, tmp_path: Path) -> None:
    _sit(seated, SANNE, Role.OFFICER)
    copy = tmp_path / "copy.db"
    backup(seated, copy)
    with _as(copy) as desk:
        assert desk.role is Role.OFFICER
        assert verify(desk).ok


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.HEAD])
def test_only_a_head_gives_seats(file: Path, seated: Register, role: Role) -> None:
    _sit(seated, SANNE, role)
    with _as(file) as desk, pytest.raises(RuleRefusal, match=Problem.NOT_YOUR_ROLE):
        _sit(desk, SANNE, Role.HEAD)
    with _as(file) as desk:
        assert desk.role is role


def test_a_photographer_reads_no_birth_date(file: Path, seated: Register) -> None:
    with writing(seated) as writer:
        noah = child(writer)
    _sit(seated, SANNE, Role.PHOTOGRAPHER)
    with _as(file) as desk, desk.read() as reader:
        assert reader.subject(noah).born == UNTOLD
        assert reader.subject_on(noah, NOW.date()).born == UNTOLD
    with seated.read() as reader:
        assert reader.subject(noah).born == SEVEN


def test_a_photographer_opens_no_scan(file: Path, seated: Register) -> None:
    pdf = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
    with writing(seated) as writer:
        digest = writer.store_document(pdf, "application/pdf")
    _sit(seated, SANNE, Role.PHOTOGRAPHER)
    with (
        _as(file) as desk,
        pytest.raises(RuleRefusal, match=Problem.NOT_YOUR_ROLE),
        desk.read() as reader,
    ):
        reader.document(digest)
    _sit(seated, SANNE, Role.OFFICER)
    with _as(file) as desk, desk.read() as reader:
        assert reader.document(digest).data == pdf


def test_the_officer_prints_no_form_and_keeps_no_people(file: Path, seated: Register) -> None:
    _sit(seated, SANNE, Role.OFFICER)
    with (
        _as(file) as desk,
        pytest.raises(RuleRefusal, match=Problem.NOT_YOUR_ROLE),
        writing(desk) as writer,
    ):
        child(writer)


def test_nothing_is_left_of_a_write_that_was_refused_midway(file: Path, seated: Register) -> None:
    _sit(seated, SANNE, Role.CLERK)
    with seated.read() as reader:
        before = reader.head().number
    with (
        _as(file) as desk,
        pytest.raises(RuleRefusal, match=Problem.NOT_YOUR_ROLE),
        writing(desk) as writer,
    ):
        child(writer)
        writer.set_settings({"validity_months": 36})
    with seated.read() as reader:
        assert reader.head().number == before


BODIES: tuple[Body, ...] = (
    Enrolled(subject=SubjectId(1), facts=Digest("0" * 64)),
    Protected(subject=SubjectId(1)),
    Asked(subject=SubjectId(1), purposes=(WEBSITE,), serial=None, edition="2026-1"),
    Withdrawn(
        subject=SubjectId(1),
        purposes=(WEBSITE,),
        on=NOW.date(),
        signer=SELF,
        channel=Channel.PHONE,
        by=None,
    ),
    ObjectionLifted(subject=SubjectId(1)),
    Posted(release=ReleaseId(1), link=Digest("0" * 64)),
    TakenDown(release=ReleaseId(1), note=None),
    SamePicture(photo=PhotoId(1), sha256=Digest("0" * 64)),
    Erased(subject=SubjectId(1)),
    PolicySet(policy="dk", values=Digest("0" * 64)),
    SeatSet(login=Digest("0" * 64), role=Role.HEAD),
)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("body", BODIES, ids=lambda body: type(body).__name__)
def test_each_role_writes_the_acts_it_may_and_no_others(
    file: Path, seated: Register, role: Role, body: Body
) -> None:
    with writing(seated) as writer:
        writer.set_seat(account(), Role.HEAD)
        writer.set_seat(SANNE, role)
    with _as(file) as desk, desk.connected(writes=True) as connection:
        writer = Writer(
            connection,
            desk.institution_id,
            Shelf(),
            str(file),
            clerk=CLERK,
            at=NOW,
            login=SANNE,
        )
        with nullcontext() if may_append(role, KIND_OF[type(body)]) else _not_for_that_role():
            writer.append(body)


def _not_for_that_role() -> AbstractContextManager[object]:
    return pytest.raises(RuleRefusal, match=Problem.NOT_YOUR_ROLE)


def test_a_backup_of_another_computer_comes_back_though_nobody_here_has_a_seat(
    tmp_path: Path,
) -> None:
    """The computer it came from may be broken; whose seat it is then is another question."""
    path, copy = tmp_path / "school.db", tmp_path / "copy.db"
    with Register.create(str(path), institution=HOUSE, policy="dk", clerk=CLERK, at=NOW):
        pass
    with Register.open(str(path), login="anna") as register:
        with register.write(CLERK, NOW) as writer:
            writer.set_seat("bent", Role.CLERK)
        backup(register, copy)
    there = tmp_path / "new" / "school.db"
    restore(copy, str(there), at=NOW)
    with pytest.raises(RegisterError) as caught:
        Register.open(str(there), login="nobody")
    assert caught.value.problem is Problem.NO_SEAT
    with Register.open(str(there), login="anna") as register:
        assert register.role is Role.HEAD
