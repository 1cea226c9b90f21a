"""What is stored on a server goes only by an act that says so, whatever a seat's bare SQL asks."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest

from consentdesk.domain.acts import Corrected, Digest, Erased, GuardianAdded, PackMade, SeatSet
from consentdesk.domain.events import Event
from consentdesk.domain.journal import FormState
from consentdesk.domain.people import Guardianship, SubjectId
from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.domain.roles import Role
from consentdesk.services import correcting
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.writing import Writer
from tests.factories import WEBSITE
from tests.postgres import Postgres
from tests.storage.bare_lines import append_line, line_of, told
from tests.storage.desk import (
    CLERK,
    HOUSE,
    PDF,
    child,
    entry,
    family,
    form,
    portrait,
    print_of,
    yes,
)
from tests.storage.seats import Town, make_town, now

Bare = psycopg.Connection[Any]
TOLD = "no act says so"
KEYS = {
    "text": "digest",
    "document": "digest",
    "form": "subject",
    "guardian": "id",
    "guardianship": "subject",
    "subject": "id",
    "photo": "id",
    "fingerprint": "photo",
    "depiction": "photo",
    "look": "fingerprint",
    "grey": "fingerprint",
}
"""What goes, and by which column it is told."""
TABLES = tuple(KEYS)


@pytest.fixture(scope="module")
def town(postgres: Postgres) -> Iterator[Town]:
    """An institution with a filed yes, a scan not yet filed and a picture, and its seats."""
    made = make_town(postgres, Role)
    with (
        Register.open(made.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        subject = _filed(writer, "Noah Lund", PDF)
        photo = portrait(writer, 1, subject)
        writer.add_alias(photo, print_of(3, hashes=(7,)))
        waiting = form(writer, subject)
        writer.attach_scan(waiting, writer.store_document(PDF + b"%two", "application/pdf"))
    yield made
    postgres.drop(made.url)


def _filed(writer: Writer, name: str, paper: bytes) -> SubjectId:
    """Somebody whose yes is scanned and filed."""
    subject, guardian = family(writer, name)
    serial = form(writer, subject)
    scan = writer.store_document(paper, "application/pdf")
    writer.attach_scan(serial, scan)
    writer.append(yes(subject, guardian, serial))
    writer.file_entry(entry(writer, subject, serial, scan=scan), (WEBSITE,))
    return subject


@pytest.fixture(params=["clerk", "head", "officer"])
def seat(town: Town, request: pytest.FixtureRequest) -> Iterator[Bare]:
    """Bare SQL at a desk."""
    with town.bare(town.as_login(town.login(request.param))) as connection:
        yield connection


@pytest.fixture
def clerk(town: Town) -> Iterator[Bare]:
    """Bare SQL as a clerk."""
    with town.bare(town.as_login(town.login("clerk"))) as connection:
        yield connection


def _asked(connection: Bare, statement: str, table: str, column: str = "") -> psycopg.Cursor[Any]:
    return connection.execute(statement.replace(":t", table).replace(":c", column).encode())


def _remove(connection: Bare, table: str, where: str = "true") -> None:
    """Have the rows go that are so, by the only way there is."""
    column = {**KEYS, "standing": "subject"}[table]
    statement = (
        "SELECT consentdesk_remove(1, ':t.:c', ARRAY(SELECT CAST(:c AS text) FROM :t WHERE :w))"
    )
    _asked(connection, statement.replace(":w", where), table, column)


def _counted(town: Town) -> list[int]:
    with town.bare(town.url) as owner:
        return [_asked(owner, "SELECT count(*) FROM :t", t).fetchall()[0][0] for t in TABLES]


@pytest.mark.parametrize("table", TABLES)
def test_nothing_goes_that_no_act_tells_of(town: Town, seat: Bare, table: str) -> None:
    before = _counted(town)
    for attack in (
        "DELETE FROM :t",
        "WITH gone AS (DELETE FROM :t RETURNING 1) SELECT count(*) FROM gone",
        "TRUNCATE :t CASCADE",
        "UPDATE :t SET institution = 2",
    ):
        with pytest.raises(psycopg.Error):
            _asked(seat, attack, table)
    try:
        with seat.transaction():
            _remove(seat, table)
    except psycopg.Error as refused:
        assert TOLD in str(refused) or isinstance(refused, psycopg.errors.ForeignKeyViolation)
    else:
        assert table == "document"
    assert _counted(town) == before


def test_many_statements_together_take_no_more_away(town: Town, clerk: Bare) -> None:
    """Each row that points to another one is taken first."""
    before = _counted(town)
    order = ("look", "grey", "fingerprint", "depiction", "photo", "standing", "guardianship")
    for last in ("form", "photo", "guardian"):
        with pytest.raises(psycopg.Error, match=TOLD), clerk.transaction():
            for table in (*order[: 4 if last == "photo" else 7], last):
                _remove(clerk, table)
    assert _counted(town) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE subject SET name = ''",
        "UPDATE subject SET born = '1999-01-01'",
        "UPDATE photo SET name = '', album = ''",
        "UPDATE photo SET salt = NULL",
        "UPDATE photo SET raw_digest = NULL, raw = 'x'",
        "UPDATE form SET subject = NULL",
        "UPDATE form SET state = 'printed'",
        "UPDATE form SET state = 'recorded' WHERE state = 'printed'",
        "UPDATE form SET scan = NULL WHERE state = 'journaled'",
        "UPDATE form SET scan = 'x' WHERE state = 'journaled'",
        "UPDATE institution SET controller_digest = 'x'",
    ],
)
def test_nothing_is_written_over_that_no_act_tells_of(clerk: Bare, statement: str) -> None:
    with pytest.raises(psycopg.Error, match=TOLD):
        clerk.execute(statement.encode())


@pytest.mark.parametrize("role", ["clerk", "head", "officer"])
def test_no_filed_form_is_called_another_one(town: Town, role: str) -> None:
    with (
        town.bare(town.as_login(town.login(role))) as connection,
        pytest.raises(psycopg.Error, match=TOLD),
    ):
        connection.execute(b"UPDATE form SET state = 'printed', scan = NULL")


def test_a_clerk_takes_back_what_was_corrected_of_a_scanned_form(town: Town) -> None:
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        _filed(writer, "Ida Juhl", PDF + b"%three")
        serial = writer.forms(limit=1)[0].serial
    with Register.open(town.as_login(town.login("clerk")), institution=HOUSE) as register:
        voided = correcting.correct_form(register, CLERK, now(), serial=serial, reason="Wrong")
        with register.read() as reader:
            assert reader.form(serial).scan is None
        for act in voided:
            correcting.correct(register, CLERK, now(), number=act.number, reason="Right")
        with register.read() as reader:
            form = reader.form(serial)
        assert (form.state, form.scan is not None) == (FormState.JOURNALED, True)
    with Register.open(town.owner, institution=HOUSE) as register:
        assert verify(register).ok


def test_nobody_becomes_a_guardian_without_an_act_that_says_the_same(
    town: Town, clerk: Bare
) -> None:
    before = _counted(town)
    for custody in (None, False):
        with pytest.raises(psycopg.Error, match=TOLD), clerk.transaction():
            digest = told(clerk, "Karl Berg")
            added = (
                b"INSERT INTO guardian (institution, name, digest) VALUES (1, %s, %s) RETURNING id"
            )
            (guardian,) = clerk.execute(added, ("Karl Berg", digest)).fetchall()[0]
            if custody is not None:
                said = GuardianAdded(
                    subject=SubjectId(1), guardian=guardian, custody=custody, since=None, until=None
                )
                append_line(clerk, line_of(clerk, said, binds=digest))
            clerk.execute(
                b"INSERT INTO guardianship (guardian, subject, institution, custody) "
                b"VALUES (%s, 1, 1, true)",
                (guardian,),
            )
    assert _counted(town) == before


def test_no_seat_goes_without_an_act(town: Town) -> None:
    officer = town.login("officer")
    asked = b"SELECT consentdesk_remove(1, 'seat.login', %s)"
    with town.bare(town.as_login(town.login("head"))) as head:
        with pytest.raises(psycopg.Error, match=TOLD):
            head.execute(asked, ([officer],))
        for login, role in ((town.login("clerk"), None), (officer, Role.CLERK)):
            with pytest.raises(psycopg.Error, match=TOLD), head.transaction():
                append_line(head, line_of(head, SeatSet(login=told(head, login), role=role)))
                head.execute(asked, ([officer],))
        with head.transaction():
            append_line(head, line_of(head, SeatSet(login=told(head, officer), role=None)))
            head.execute(asked, ([officer],))
    town.seat("officer", Role.OFFICER)
    with Register.open(town.owner, institution=HOUSE) as register:
        assert verify(register).problems == ()


def test_an_act_about_one_takes_nothing_of_another(town: Town, clerk: Bare) -> None:
    """Nor does undoing anything but the enrolment of somebody who has no more than that."""
    url = town.as_login(town.login("clerk"))
    with Register.open(url, institution=HOUSE) as register:
        with register.write(CLERK, now()) as writer:
            drafted = writer.enrol(name="Ida Juhl", born=date(2018, 1, 2))
        with register.read() as reader:
            enrolled = {id: reader.acts((id,))[id][0].number for id in (SubjectId(1), drafted)}
    before = _counted(town)
    for subject, table, where in (
        (drafted, "text", "text LIKE '%2019-05-03%'"),
        (drafted, "text", "text LIKE '%Mette%'"),
        (drafted, "guardianship", "true"),
        (SubjectId(1), "text", "text LIKE '%2019-05-03%'"),
    ):
        with pytest.raises(psycopg.Error, match=TOLD), clerk.transaction():
            undone = Corrected(
                number=enrolled[subject], reason=told(clerk, "no"), subject=subject, photo=None
            )
            append_line(clerk, line_of(clerk, undone))
            _remove(clerk, table, where)
    assert _counted(town) == before


def test_the_program_itself_takes_away_what_its_acts_tell_of(town: Town) -> None:
    """Undoing, the trash and back again, guardians, names on pictures, erasing."""
    before = _counted(town)
    url = town.as_login(town.login("clerk"))
    with Register.open(url, institution=HOUSE) as register:
        with register.write(CLERK, now()) as writer:
            writer.remove_subjects([child(writer, f"Nr. {number}") for number in range(5)])
            drafted, guardian = family(writer, "Ella Juhl")
            writer.remove_guardianship(Guardianship(guardian=guardian, subject=drafted))
            brother, mother = family(writer, "Emil Juhl")
            writer.set_guardianship(Guardianship(guardian=mother, subject=brother, custody=False))
            picture = portrait(writer, 7, drafted, attested=False)
            writer.set_depictions(picture, [])
        with register.write(CLERK, now()) as writer:
            writer.throw_away_photo(picture)
            writer.throw_away_subject(brother)
        with register.write(CLERK, now()) as writer:
            writer.put_back(photo=picture)
            writer.put_back(subject=brother)
        with register.write(CLERK, now()) as writer:
            writer.throw_away_photo(picture)
            writer.throw_away_subject(brother)
            writer.empty_trash([one.id for one in writer.trash()])
    officer = town.as_login(town.login("officer"))
    with Register.open(officer, institution=HOUSE) as register:
        with register.write(CLERK, now()) as writer:
            writer.erase(drafted)
        assert verify(register).problems == ()
    texts = TABLES.index("text")
    after = _counted(town)
    assert after[:texts] + after[texts + 1 :] == before[:texts] + before[texts + 1 :]


@pytest.mark.parametrize(
    ("role", "name"), [(Role.HEAD, "Zorbina Quixley"), (Role.OFFICER, "Malthe Vestergren")]
)
def test_whoever_erases_takes_the_name_out_of_what_a_check_pack_was_made_of(
    town: Town, role: Role, name: str
) -> None:
    url = town.as_login(town.login(role.value))
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        subject = child(writer, name)
        made = writer.digest_text(f"Konfirmation {name}")
        writer.append(
            PackMade(
                photos=1,
                events=(made,),
                destinations=(Destination("website"),),
                initials=False,
                good_until=now().date(),
                pack=Digest("ab" * 32),
            )
        )
        writer.set_event(Event(name=f"Konfirmation {name}", groups=(f"Group of {name}",)))
    with Register.open(url, institution=HOUSE) as register:
        with register.write(CLERK, now()) as writer:
            sought = writer.sought(subject)
            foreseen = writer.mentions(sought, subject)
            writer.erase(subject)
        with register.read() as reader:
            assert reader.texts([made]) == {}
            # An event's groups go with its name where it may not be called otherwise.
            left = () if role is Role.OFFICER else (f"Group of {name}",)
            assert foreseen.texts == reader.mentions(sought).texts == left
        assert verify(register).problems == ()


def test_whoever_erases_takes_all_of_one_and_nothing_else(town: Town) -> None:
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        subject = _filed(writer, "Asta Lind", PDF + b"%asta")
        photo = portrait(writer, 9, subject)
    before = _counted(town)
    url = town.as_login(town.login("officer"))
    with Register.open(url, institution=HOUSE) as register:
        with town.bare(url) as officer:
            for table, where in (
                ("form", "subject = 1"),
                ("text", "text LIKE '%2019-05-03%'"),
                ("depiction", "subject = 1"),
            ):
                with pytest.raises(psycopg.Error, match=TOLD), officer.transaction():
                    append_line(officer, line_of(officer, Erased(subject=subject, photos=())))
                    _remove(officer, table, where)
        assert _counted(town) == before
        with register.write(CLERK, now()) as writer:
            writer.erase(subject)
        with town.bare(url) as officer, pytest.raises(psycopg.Error, match=TOLD):
            # The number under which the paper was filed stays, once that is done.
            officer.execute(b"UPDATE journal_entry SET number = ''")
        with register.read() as reader:
            assert reader.depicted((PhotoId(photo),))[photo] == ()
        assert verify(register).problems == ()
