"""What each seat's program does on a server, with no more rights than the seat has."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from consentdesk.domain.acts import Attested, Channel, Protected, TakenDown, Withdrawn
from consentdesk.domain.events import Event
from consentdesk.domain.people import UNSTATED, Guardianship, SubjectId
from consentdesk.domain.photos import Depiction, Destination
from consentdesk.domain.presets import Preset
from consentdesk.domain.roles import UNTOLD, Role
from consentdesk.errors import BadInput, Problem, RegisterError, RuleRefusal
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import backup, verify
from tests.factories import WEBSITE
from tests.postgres import Postgres
from tests.storage.desk import (
    CLERK,
    HOUSE,
    PDF,
    answer,
    entry,
    family,
    form,
    journaled_yes,
    portrait,
    print_of,
    released,
    void,
    yes,
)
from tests.storage.seats import Town, make_town, now


@pytest.fixture
def town(postgres: Postgres) -> Iterator[Town]:
    """Two institutions, and nobody's seat yet."""
    made = make_town(postgres)
    yield made
    postgres.drop(made.url)


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD])
def test_a_desk_does_all_there_is_to_do(town: Town, role: Role) -> None:
    with Register.open(town.seat("desk", role)) as register:
        with register.write(CLERK, now()) as writer:
            subject, guardian = family(writer)
            serial = form(writer, subject)
            scan = writer.store_document(PDF, "application/pdf")
            writer.attach_scan(serial, scan)
            writer.append(yes(subject, guardian, serial))
            writer.file_entry(entry(writer, subject, serial, scan=scan), (WEBSITE,))
        with register.write(CLERK, now()) as writer:
            photo = portrait(writer, 1, subject)
            other = portrait(writer, 2, attested=False)
            released(writer, photo, subject)
            writer.set_preset(Preset(destination=Destination("website")))
            writer.set_event(Event(name="Trip", groups=("2.A",)))
        with register.write(CLERK, now()) as writer:
            person = writer.subject(subject)
            writer.change_subject(replace(person, group="3.A"))
            writer.throw_away_photo(other)
            draft = writer.enrol(name="Ida Juhl", born=date(2018, 1, 2))
            writer.set_guardianship(
                Guardianship(subject=draft, guardian=writer.add_guardian("Per Juhl"))
            )
            writer.throw_away_subject(draft)
        with register.write(CLERK, now()) as writer:
            writer.put_back(photo=other)
            writer.put_back(subject=draft)
            writer.set_depictions(other, [Depiction(other, draft)])
            writer.remove_guardianship(writer.guardianships([draft])[draft][0])
            writer.add_edition_draft("town-1", "{}")
            writer.issue_edition("town-1", {"edition.toml": "x"})
            writer.set_controller("office@example.org", "dpo@example.org")
            value = {"near_distance": 6} if role is Role.HEAD else {"warn_before_days": 60}
            writer.set_settings(value)
        with register.write(CLERK, now()) as writer:
            writer.append(
                Withdrawn(
                    subject=subject,
                    purposes=(WEBSITE,),
                    on=writer.today(now()),
                    signer=UNSTATED,
                    channel=Channel.PHONE,
                    by=None,
                )
            )
        if role is Role.HEAD:
            with register.write(CLERK, now()) as writer:
                writer.erase(subject)
        with register.read() as reader:
            assert (reader.subjects([subject]) == {}) is (role is Role.HEAD)
        assert verify(register).problems == ()


def test_an_officer_takes_the_name_off_albums_too(town: Town) -> None:
    """May take away and blank, yet say nothing new of an event or of where something is."""
    link = "https://example.org/noah-lund"
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        subject, _, _ = journaled_yes(writer)
        photo = portrait(writer, 1, album="Noah Lund turns 8")
        release = released(writer, photo)
        writer.set_link(release, link)
        writer.append(TakenDown(release=release, note=None))
        writer.set_event(Event(name="Noah Lund turns 8", groups=("2.A",)))
    with Register.open(town.seat("officer", Role.OFFICER)) as register:
        with register.write("Ole Dpo", now()) as writer:
            writer.erase(subject)
        with register.read() as reader:
            assert reader.albums() == (f"({subject}) turns 8",)
            assert reader.events() == ()
            assert [(r.folder, r.link) for r in reader.releases()] == [("export", link)]
    with Register.open(town.owner, institution=HOUSE) as register:
        assert verify(register).problems == ()


def test_a_photographer_adds_attests_and_lets_out(town: Town) -> None:
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        subject, _, _ = journaled_yes(writer)
    with Register.open(town.seat("photographer", Role.PHOTOGRAPHER)) as register:
        with register.write("Per Foto", now()) as writer:
            photo = portrait(writer, 1, subject, album="Trip")
            other = portrait(writer, 2, attested=False)
            writer.add_alias(photo, print_of(3, hashes=(1, 2, 3)))
            writer.set_photo(replace(writer.photo(photo), photographer="Per Foto"))
            writer.set_event(Event(name="Trip", groups=("2.A",)))
        with register.write("Per Foto", now()) as writer:
            writer.throw_away_photo(other)
        with register.write("Per Foto", now()) as writer:
            writer.put_back(photo=other)
            release = released(writer, photo, subject)
            writer.set_link(release, "https://example.org")
            acts = writer.acts_on([photo])[photo]
            void(writer, next(a.number for a in acts if isinstance(a.body, Attested)))
        with register.read() as reader:
            permission = reader.permissions([subject], reader.today(now()))[subject]
            assert permission[WEBSITE].state.value == "JOURNALED"
            assert reader.subject(subject).name == "Noah Lund"
            assert reader.subject(subject).born != date(2019, 5, 3)
    with Register.open(town.owner, institution=HOUSE) as register:
        assert verify(register).problems == ()


def test_a_photographer_s_program_writes_nothing_about_people(town: Town) -> None:
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        subject, _, _ = journaled_yes(writer)
        number = answer(writer, subject)
    with Register.open(town.seat("photographer", Role.PHOTOGRAPHER)) as register:
        for attack in (
            lambda w: w.enrol(name="Ida Juhl", born=date(2018, 1, 2)),
            lambda w: void(w, number, subject),
            lambda w: w.add_guardian("Per Juhl"),
            lambda w: w.store_document(PDF, "application/pdf"),
            lambda w: w.rename("Mine"),
            lambda w: form(w, None),
        ):
            with (
                pytest.raises((RegisterError, RuleRefusal)),
                register.write("Per Foto", now()) as writer,
            ):
                attack(writer)


def test_who_sees_less_makes_no_backup_and_verifies_nothing(town: Town, tmp_path: Path) -> None:
    with Register.open(town.seat("photographer", Role.PHOTOGRAPHER)) as register:
        for asked in (partial(verify, register), partial(backup, register, tmp_path / "copy.db")):
            with pytest.raises(BadInput) as refused:
                asked()
            assert refused.value.problem is Problem.SEAT_SEES_LESS
        assert not (tmp_path / "copy.db").exists()


def test_a_desk_s_backup_is_whole_and_gives_no_number_again(town: Town, tmp_path: Path) -> None:
    with Register.open(town.seat("desk", Role.CLERK)) as register:
        with register.write(CLERK, now()) as writer:
            journaled_yes(writer)
            gone = writer.enrol(name="Ida Juhl", born=date(2018, 1, 2))
            writer.remove_subject(gone)
        backup(register, tmp_path / "copy.db")
    with Register.open(str(tmp_path / "copy.db"), login=town.login("desk")) as copy:
        assert verify(copy).problems == ()
        with copy.write(CLERK, now()) as writer:
            assert writer.enrol(name="Ida Juhl", born=date(2018, 1, 2)) > gone


def test_an_act_about_nobody_is_bad_input_to_a_seat_too(town: Town) -> None:
    with Register.open(town.seat("desk", Role.CLERK)) as register:
        with pytest.raises(BadInput) as refused, register.write(CLERK, now()) as writer:
            subject, _ = family(writer)
            writer.append(Protected(subject=subject), Protected(subject=SubjectId(4711)))
        assert refused.value.problem is Problem.UNKNOWN_SUBJECT
        assert refused.value.facts == {"subject": 4711}


def test_a_clock_that_is_wrong_writes_nothing(town: Town) -> None:
    url = town.seat("desk", Role.CLERK)
    with Register.open(url) as register:
        with (
            pytest.raises(RegisterError) as refused,
            register.write(CLERK, now() + timedelta(hours=2)) as writer,
        ):
            family(writer)
        assert refused.value.problem is Problem.SERVER_CLOCK
        with register.write(CLERK, now() - timedelta(hours=2)) as writer:
            subject, _ = family(writer)
            # An act is never before the last one, so this clock does no harm.
            assert writer.acts([subject])[subject][0].at > now() - timedelta(hours=1)


def test_who_has_no_seat_finds_no_register(town: Town) -> None:
    login = town.login("stranger")
    with town.bare(town.url) as connection:
        connection.execute(f"CREATE ROLE {login} LOGIN".encode())
    with pytest.raises(RegisterError, match=Problem.NO_SEAT) as refused:
        Register.open(town.as_login(login))
    assert refused.value.facts["login"] == login


def test_a_desk_that_is_open_sees_at_once_what_its_new_seat_may(town: Town) -> None:
    """A line looks at the tables as the seat did that it was opened for; those lines are left."""
    head = town.seat("head", Role.HEAD)
    login, url = town.login("desk"), town.seat("desk", Role.CLERK)
    with Register.open(head) as office, Register.open(url) as desk:
        with office.write(CLERK, now()) as writer:
            subject, _ = family(writer)
        for role in (Role.CLERK, Role.PHOTOGRAPHER, Role.CLERK, Role.PHOTOGRAPHER):
            with office.write(CLERK, now()) as writer:
                writer.set_seat(login, role)
            with desk.read() as reader:
                assert reader.role is role
                told = reader.subjects([subject])[subject]
                assert (told.born == UNTOLD) is (role is Role.PHOTOGRAPHER)
        with pytest.raises(RuleRefusal), desk.write(CLERK, now()) as late:
            family(late)
        with office.write(CLERK, now()) as writer:
            writer.set_seat(login, None)
        with pytest.raises(RegisterError, match=Problem.NO_SEAT), desk.read():
            pass
        with pytest.raises(RegisterError, match=Problem.NO_SEAT), desk.write(CLERK, now()):
            pass


def test_lines_that_look_as_another_seat_are_closed(town: Town) -> None:
    """A thread that holds one meanwhile ends as it began, and its line isn't used again."""
    head, url = town.seat("head", Role.HEAD), town.seat("desk", Role.CLERK)
    login, counted = town.login("desk"), []
    with Register.open(head) as office, Register.open(url) as desk:
        for role in (Role.PHOTOGRAPHER, Role.CLERK, Role.PHOTOGRAPHER):
            with desk.read() as one, desk.read() as other:
                assert one.role is other.role
                with office.write(CLERK, now()) as writer:
                    writer.set_seat(login, role)
            with desk.read() as one, desk.read() as other:
                assert one.role is other.role is role
            with town.bare(town.url) as connection:
                asked = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s"
                counted += [row[0] for row in connection.execute(asked, (login,))]
    assert max(counted) <= 2, counted
