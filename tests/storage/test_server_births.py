"""What a photographer's program is told of birth dates: what the verdicts tell, and no more."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consentdesk.domain.acts import Channel, Granted, Purpose, Refused, Serial, Withdrawn
from consentdesk.domain.consent import Permission
from consentdesk.domain.people import (
    SELF,
    UNSTATED,
    Guardianship,
    Signer,
    SubjectId,
    birthday,
    guardian_signer,
)
from consentdesk.domain.photos import PhotoId
from consentdesk.domain.roles import Role
from consentdesk.domain.verdict import veiled
from consentdesk.services.judging import judge_photos
from consentdesk.storage.register import Register
from consentdesk.storage.writing import Writer
from tests.factories import WEBSITE, WORDING
from tests.postgres import Postgres
from tests.storage.desk import CLERK, HOUSE, entry, form, portrait
from tests.storage.seats import Town, make_town, now

LIMIT = 15


@pytest.fixture(scope="module")
def town(postgres: Postgres) -> Iterator[Town]:
    """A register in which a photographer has a seat."""
    made = make_town(postgres)
    made.seat("photographer", Role.PHOTOGRAPHER)
    yield made
    postgres.drop(made.url)


def _of_age_on(day: date) -> date:
    """A birth date of somebody who comes of age that day."""
    return date(day.year - LIMIT, day.month, min(day.day, 28))


def _life(writer: Writer, dice: Random, number: int) -> PhotoId:
    """Somebody around the age limit with a few answers, by this one and that one."""
    today = writer.today(now())
    of_age = today + timedelta(days=dice.choice((-900, -400, -30, -2, -1, 0, 1, 2, 30, 400, 4000)))
    born = _of_age_on(of_age)
    subject = writer.enrol(name=f"Child {number}", born=born, staff=dice.random() < 0.05)
    around = [-900, -401, -400, -399, -60, -31, -30, -29, -3, -2, -1, 0]
    days = [today + timedelta(days=d) for d in around]
    guardians = [writer.add_guardian(f"Parent {number} {n}") for n in range(dice.randint(1, 2))]
    for guardian in guardians:
        since, until = dice.choice((None, *days)), dice.choice((None, None, *days))
        writer.set_guardianship(
            Guardianship(
                subject=subject,
                guardian=guardian,
                since=since,
                until=until,
                custody=dice.random() < 0.9,
            )
        )
    for _ in range(dice.randint(0, 4)):
        _decide(writer, dice, subject, [SELF, *map(guardian_signer, guardians)], days)
    if dice.random() < 0.3:
        corrected = _of_age_on(dice.choice(days))
        writer.change_subject(replace(writer.subject(subject), born=corrected))
    return portrait(writer, number, subject)


def _grown_up(writer: Writer, number: int, *, says: bool = False) -> PhotoId:
    """Somebody long of age, who said yes or nothing yet."""
    today = writer.today(now())
    born = _of_age_on(today - timedelta(days=900))
    subject = writer.enrol(name=f"Grown-up {number}", born=born)
    if says:
        serial = _say(writer, Granted, subject, SELF, today - timedelta(days=1))
        writer.file_entry(entry(writer, subject, serial), (WEBSITE,))
    return portrait(writer, number, subject)


def _decide(
    writer: Writer,
    dice: Random,
    subject: SubjectId,
    signers: Sequence[Signer],
    days: Sequence[date],
) -> None:
    signer, day = dice.choice(signers), dice.choice(days)
    if dice.random() < 0.15:
        writer.append(
            Withdrawn(
                subject=subject,
                purposes=(WEBSITE,),
                on=day,
                channel=Channel.PHONE,
                by=None,
                signer=dice.choice((signer, UNSTATED)),
            )
        )
        return
    serial = _say(writer, Granted if dice.random() < 0.85 else Refused, subject, signer, day)
    if dice.random() < 0.85:
        writer.file_entry(entry(writer, subject, serial), (WEBSITE,))


def _say(
    writer: Writer, kind: type[Granted | Refused], subject: SubjectId, signer: Signer, day: date
) -> Serial:
    serial = form(writer, subject)
    writer.append(
        kind(
            subject=subject,
            purpose=WEBSITE,
            serial=serial,
            signed_on=day,
            signer=signer,
            wording=WORDING,
            validity_months=24,
        )
    )
    return serial


@pytest.mark.parametrize(
    ("needed", "lapse"), [("one", "lapse"), ("all", "notify"), ("one", "continue")]
)
@given(dice=st.randoms(use_true_random=True))
@settings(max_examples=2)
def test_a_photographer_gets_the_verdicts_that_the_head_gets(
    town: Town, lapse: str, needed: str, dice: Random
) -> None:
    with Register.open(town.owner, institution=HOUSE) as register:
        with register.write(CLERK, now()) as writer:
            writer.set_settings({"lapse_mode": lapse, "guardians_needed": needed})
        with register.write(CLERK, now()) as writer:
            base = writer.revision() * 1000
            photos = [_life(writer, dice, base + n) for n in range(20)]
            # However the dice fall, one of these may be shown and the other not.
            photos += [_grown_up(writer, base + 20, says=True), _grown_up(writer, base + 21)]
        with register.read() as reader:
            today = reader.today(now())
            told = judge_photos(reader, photos, today)
            people = [d.subject for some in reader.depicted(photos).values() for d in some]
            stood = reader.permissions(people, today)
    outcomes = {v.outcome for verdicts in told.values() for v in verdicts}
    assert len(outcomes) > 1, "the same for everybody proves nothing"
    url = town.as_login(town.login("photographer"))
    with Register.open(url, institution=HOUSE) as register, register.read() as reader:
        veil = {photo: tuple(map(veiled, found)) for photo, found in told.items()}
        assert judge_photos(reader, photos, today) == veil
        seen = reader.permissions(people, today)
    assert {s: _counts(p) for s, p in seen.items()} == {s: _counts(p) for s, p in stood.items()}


def _counts(given: dict[Purpose, Permission]) -> list[tuple[object, ...]]:
    return [(p.purpose, p.state, p.lack, p.decision, p.came_of_age) for p in given.values()]


def test_the_date_told_says_only_between_which_days_somebody_came_of_age(town: Town) -> None:
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        today = writer.today(now())
        subject = writer.enrol(name="Ida Juhl", born=date(2000, 1, 1))
        guardian = writer.add_guardian("Per Juhl")
        signed = [today - timedelta(days=700), today - timedelta(days=90)]
        since = today - timedelta(days=400)
        writer.set_guardianship(Guardianship(subject=subject, guardian=guardian, since=since))
        for day in signed:
            _say(writer, Granted, subject, guardian_signer(guardian), day)
    days = sorted([*signed, since, today])
    with town.bare(town.as_login(town.login("photographer"))) as connection:
        told: dict[int, set[date]] = {}
        for back in range(-3000, 3000):
            of_age = birthday(_of_age_on(today - timedelta(days=back)), LIMIT)
            if abs(of_age - today) <= timedelta(days=1):
                # Around midnight the server does not know which day the program asks about.
                continue
            between = sum(of_age > day for day in days)
            shown = _told(connection, subject, _of_age_on(of_age))
            told.setdefault(between, set()).add(shown)
            if between < len(days):
                masked = birthday(shown, LIMIT)
                assert [masked > day for day in days] == [of_age > day for day in days]
    assert len(told) == len(days) + 1
    assert all(len(dates) == 1 for dates in told.values())


def _told(connection: psycopg.Connection[Any], subject: SubjectId, born: date) -> date:
    asked = b"SELECT consentdesk_shown_born(1, %s, %s, false)"
    row = connection.execute(asked, (subject, born)).fetchone()
    assert row is not None
    shown: date = row[0]
    return shown


@given(dice=st.randoms(use_true_random=True))
@settings(max_examples=1)
def test_nothing_else_tells_a_birth_date(town: Town, dice: Random) -> None:
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        for number in range(3):
            _life(writer, dice, writer.revision() * 1000 + number)
    with town.bare(town.as_login(town.login("photographer"))) as connection:
        rows = connection.execute(
            b"SELECT valid_until, changes_on FROM consentdesk_photographer.standing"
        ).fetchall()
        assert rows
        assert {row[0] for row in rows} == {None}
        facts = connection.execute(
            b"SELECT body::json ->> 'facts' FROM ledger WHERE kind = 'ENROLLED'"
        ).fetchall()
        assert facts
        known = [row[0] for row in facts]
        assert (
            connection.execute(
                b"SELECT * FROM consentdesk_photographer.text WHERE digest = ANY (%s)", (known,)
            ).fetchall()
            == []
        )
