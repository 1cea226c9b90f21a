"""The only way into a server's ledger: what a seat with bare SQL could say there, and may not."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import token_hex
from typing import Any

import psycopg
import pytest

from consentdesk.domain.acts import (
    ActKind,
    Attested,
    Corrected,
    Digest,
    Enrolled,
    GuardianAdded,
    Journaled,
    PolicySet,
    Posted,
    Protected,
    Released,
    TakenDown,
)
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, PhotoId, PhotoKind, ReleaseId
from consentdesk.domain.roles import Role
from consentdesk.domain.serials import new_serial
from consentdesk.storage.appending import appendable
from consentdesk.storage.encoding import instant
from consentdesk.storage.facts import subject_facts
from consentdesk.storage.policies import policy_text
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Tampering
from tests.factories import WEBSITE, a_subject
from tests.postgres import Postgres
from tests.storage.bare_lines import APPEND, Line, append_line, clerk_at, line_of, made_up, told
from tests.storage.desk import (
    CLERK,
    HOUSE,
    answer,
    entry,
    family,
    form,
    journaled_yes,
    portrait,
    released,
    yes,
)
from tests.storage.seats import NEXT_DOOR, Town, make_town, now


@dataclass(frozen=True, slots=True)
class Known:
    """What there is at the institution, and a clerk there and next door."""

    subject: SubjectId
    photo: PhotoId
    answer: int
    clerk: int
    other: int


@pytest.fixture(scope="module")
def town(postgres: Postgres) -> Iterator[Town]:
    """Two institutions with the same in them, and a seat for every role at the first."""
    made = make_town(postgres, Role)
    yield made
    postgres.drop(made.url)


@pytest.fixture(scope="module")
def known(town: Town) -> Known:
    """The first one's, and the neighbour's clerk."""
    for house in (NEXT_DOOR, HOUSE):
        with (
            Register.open(town.owner, institution=house) as register,
            register.write(CLERK, now()) as writer,
        ):
            subject, _, _ = journaled_yes(writer)
            photo = portrait(writer, 1, subject)
            number = answer(writer, subject)
    with town.bare(town.url) as owner:
        rows = owner.execute(b"SELECT institution, id FROM clerk ORDER BY institution").fetchall()
    clerks = dict(rows)
    return Known(subject, photo, number, clerks[1], clerks[2])


def _attested(known: Known) -> Attested:
    return Attested(photo=known.photo, kind=PhotoKind.PORTRAIT, shows=(known.subject,), visible=1)


@pytest.mark.parametrize(
    "forge",
    [
        lambda line: {**line, "digest": "0" * 64},
        lambda line: {**line, "body": line["body"].replace("1", "2")},
        lambda line: {**line, "op": token_hex(16)},
    ],
)
def test_a_line_with_another_digest_is_refused(
    town: Town, known: Known, forge: Callable[[Any], Line]
) -> None:
    with (
        town.bare(town.as_login(town.login("clerk"))) as seat,
        pytest.raises(psycopg.Error, match="digest"),
    ):
        append_line(seat, forge(line_of(seat, _attested(known))))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"number": 5}, "digest"),
        ({"previous": "0" * 64}, "digest"),
        ({"at": instant(now() + timedelta(hours=1))}, "clock"),
        ({"at": instant(now() - timedelta(hours=1))}, "order"),
        ({"at": "soon"}, "order"),
        ({"subject": 1}, "about"),
        ({"serial": "X"}, "serial"),
        ({"body": '{"photo":1}'}, "body"),
        ({"body": "[]"}, "body"),
        ({"body": '{"kind":null,"photo":1,"shows":[],"visible":"0"}'}, "body"),
        ({"body": '{"kind":null,"photo":1,"shows":{},"visible":0}'}, "body"),
        ({"photo": 999, "body": '{"kind":null,"photo":999,"shows":[],"visible":0}'}, "photo"),
    ],
)
def test_a_line_that_says_what_is_not_so_is_refused(
    town: Town, known: Known, changed: dict[str, object], why: str
) -> None:
    with (
        town.bare(town.as_login(town.login("clerk"))) as seat,
        pytest.raises(psycopg.Error, match=why),
    ):
        append_line(seat, line_of(seat, _attested(known), **changed))


def test_a_line_in_a_neighbour_s_name_is_refused(town: Town, known: Known) -> None:
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        with pytest.raises(psycopg.Error, match="clerk"):
            append_line(seat, line_of(seat, _attested(known), clerk=known.other))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            append_line(seat, line_of(seat, _attested(known)), here=2)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            seat.execute(b"SELECT consentdesk_finish(2, %s)", (token_hex(16),))


def test_a_line_in_the_name_of_another_seat_is_refused(town: Town, known: Known) -> None:
    """Nor can somebody be made up who sits at another one."""
    with town.bare(town.as_login(town.login("head"))) as head:
        other = clerk_at(head)
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        for clerk in (other, known.clerk):
            with pytest.raises(psycopg.Error, match="clerk"):
                append_line(seat, line_of(seat, _attested(known), clerk=clerk))
        for login in (town.login("head"), ""):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                made_up(seat, "Bo", login)


@pytest.mark.parametrize(
    ("settings", "is_taken"),
    [
        ({"two_people": []}, False),
        ({"age_limit": 3}, False),
        ({"warn_before_days": 9}, True),
        # What photographers' birth dates are worked out with, though no setting says it.
        ({"values": {"age_limit": 200}}, False),
        ({"values": {"timezone": "Asia/Tokyo"}}, False),
    ],
)
def test_a_clerk_sets_no_rule_that_lets_more_through(
    town: Town, settings: dict[str, Any], *, is_taken: bool
) -> None:
    with Register.open(town.owner, institution=HOUSE) as register:
        with register.write(CLERK, now()) as writer:
            writer.set_settings({"two_people": ["website"]})
        with register.read() as reader:
            policy = reader.policy
    values = settings.pop("values", {})
    rules = json.loads(policy_text("dk", {"two_people": ["website"], **settings}, policy))
    text = json.dumps({**rules, "values": {**rules["values"], **values}})
    with town.bare(town.as_login(town.login("clerk"))) as seat, seat.transaction():
        digest = told(seat, text)
        with pytest.raises(psycopg.errors.InsufficientPrivilege), seat.transaction():
            # By pointing to it alone.
            seat.execute(b"UPDATE institution SET policy_digest = %s WHERE id = 1", (digest,))
        line = line_of(seat, PolicySet(policy="dk", values=digest))
        if is_taken:
            append_line(seat, line)
            seat.execute(b"UPDATE institution SET policy_digest = %s WHERE id = 1", (digest,))
        else:
            with (
                pytest.raises(psycopg.errors.InsufficientPrivilege, match="not by this seat"),
                seat.transaction(),
            ):
                append_line(seat, line)


def test_a_right_line_is_taken(town: Town, known: Known) -> None:
    """So that the refusals above are not for another reason."""
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        append_line(seat, line_of(seat, Protected(subject=known.subject)))
    with Register.open(town.owner, institution=HOUSE) as register:
        assert verify(register).problems == ()


@pytest.mark.parametrize("role", list(Role))
def test_a_seat_appends_the_acts_of_its_role_alone(town: Town, known: Known, role: Role) -> None:
    """Whatever is wrong with the rest of a line: of a kind it may not write, none is looked at."""
    with town.bare(town.as_login(town.login(role.value))) as seat:
        line = line_of(seat, Protected(subject=known.subject))
        for kind in ActKind:
            given = {**line, "kind": kind.value}
            with pytest.raises(psycopg.Error) as refused:
                append_line(seat, {**given, "digest": "0"})
            is_not_its = isinstance(refused.value, psycopg.errors.InsufficientPrivilege)
            assert is_not_its == (kind not in appendable(role)), kind


def test_a_photographer_files_nothing_and_corrects_nobody_s_answer(
    town: Town, known: Known
) -> None:
    with town.bare(town.as_login(town.login("photographer"))) as seat:
        mistaken = Corrected(
            number=known.answer, reason=Digest("0" * 64), subject=known.subject, photo=None
        )
        serial = seat.execute(
            b"SELECT serial FROM ledger WHERE institution = 1 AND number = %s", (known.answer,)
        ).fetchone()
        assert serial is not None
        line = line_of(seat, mistaken, serial=serial[0])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not by this seat"):
            append_line(seat, line)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            append_line(seat, {**line, "kind": "JOURNALED"})
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        # The very same line is a clerk's to write: nothing else was wrong with it.
        with seat.transaction():
            written = replace(mistaken, reason=told(seat, "wrong box"))
            append_line(seat, line_of(seat, written, serial=serial[0]))
        done = seat.execute(b"SELECT max(number) FROM ledger WHERE institution = 1").fetchone()
        assert done is not None
    with town.bare(town.as_login(town.login("photographer"))) as seat:
        revived = replace(mistaken, number=done[0])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not by this seat"):
            append_line(seat, line_of(seat, revived, serial=serial[0]))


def test_what_has_happened_is_corrected_by_nobody(town: Town) -> None:
    """Not even where the seat writes acts of that kind."""
    with town.bare(town.as_login(town.login("head"))) as seat:
        said = Corrected(number=1, reason=Digest("0" * 64), subject=None, photo=None)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not by this seat"):
            append_line(seat, line_of(seat, said))


def test_which_acts_there_are_next_door_is_not_told(town: Town) -> None:
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        told = [
            seat.execute(b"SELECT consentdesk_corrects(%s, 1)", (institution,)).fetchone()
            for institution in (1, 2)
        ]
    assert told == [("OPENED",), (None,)]


def test_lists_numbered_from_elsewhere_leave_the_head_where_it_is(town: Town, known: Known) -> None:
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        first = line_of(seat, _attested(known))
        after = {"number": int(str(first["number"])) + 1, "previous": first["digest"]}
        second = line_of(seat, _attested(known), **after)
        given: dict[str, object] = {name: [first[name], value] for name, value in second.items()}
        digests = f"[2:3]={{{first['digest']},{second['digest']}}}"
        seat.execute(
            APPEND.replace(b"%(digest)s", b"%(digest)s::text[]"),
            {**given, "digest": digests, "here": 1},
        )
    with Register.open(town.owner, institution=HOUSE) as register:
        found = {problem.code for problem in verify(register).problems}
    assert Tampering.HEAD_MISMATCH not in found


def test_an_answer_of_no_sheet_is_not_taken(town: Town) -> None:
    """Nor a filing without its entry in the journal; looked at once all of it is written (R12)."""
    with Register.open(town.as_login(town.login("clerk")), institution=HOUSE) as register:
        with register.write(CLERK, now()) as writer:
            subject, guardian = family(writer)
            serial = form(writer, subject)
        with register.write(CLERK, now()) as writer:
            writer.append(yes(subject, guardian, serial))
            filed = writer.file_entry(entry(writer, subject, serial), (WEBSITE,))
    assert isinstance(filed.body, Journaled)
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        for said in (yes(subject, guardian, new_serial()), filed.body):
            with pytest.raises(psycopg.Error, match="paper"), seat.transaction():
                if isinstance(said, Journaled):
                    said = replace(
                        said,
                        journal_number=told(seat, "1"),
                        system=told(seat, "files"),
                        subject_line=told(seat, "a yes"),
                    )
                append_line(seat, line_of(seat, said))


def test_what_comes_down_or_is_posted_was_let_out(town: Town, known: Known) -> None:
    """Else nothing of that release could come down any more, nor whoever is on it be erased."""
    made = {}
    for house in (HOUSE, NEXT_DOOR):
        with (
            Register.open(town.owner, institution=house) as register,
            register.write(CLERK, now()) as writer,
        ):
            made[house] = released(writer, portrait(writer, 9))
    release, theirs = made[HOUSE], made[NEXT_DOOR]
    let_out = Released(
        release=release,
        destination=Destination("website"),
        photos=(known.photo,),
        shows=(),
        covered=(),
        permissions=(),
        manifest=Digest("0" * 64),
    )
    with town.bare(town.as_login(town.login("photographer"))) as seat:
        for said in (
            TakenDown(release=release, note=None, copies=(0, 1)),
            TakenDown(release=theirs, note=None),
            TakenDown(release=ReleaseId(99), note=None),
            Posted(release=theirs, link=Digest("")),
            let_out,
            replace(let_out, release=theirs),
        ):
            with pytest.raises(psycopg.Error, match="release"), seat.transaction():
                if isinstance(said, Posted):
                    said = replace(said, link=told(seat, ""))
                append_line(seat, line_of(seat, said))
        with seat.transaction():
            append_line(seat, line_of(seat, TakenDown(release=release, note=None, copies=(0,))))
            link = told(seat, "https://example.org")
            append_line(seat, line_of(seat, Posted(release=release, link=link)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:0] + "{}",
        lambda text: text[:-1],
        lambda text: text.replace("2019-05-03", "2019-02-30"),
        lambda text: text.replace('"2019-05-03"', "null"),
        lambda text: text.replace('{"born":"2019-05-03"', '{"born":"soon","born":"2019-05-03"'),
        lambda text: text.replace('"left_on":null,', ""),
        lambda text: text.replace('"left_on":null', '"left_on":"x"'),
        lambda text: text.replace("false", '"no"'),
        lambda text: text.replace('"2.A"', "2"),
        lambda text: text.replace("{", '{"more":1,'),
        lambda text: text.replace("{", "{ "),
    ],
)
def test_what_an_enrolment_says_can_be_read(
    town: Town, known: Known, spoil: Callable[[str], str]
) -> None:
    """Else nobody could look at, change or check that child again."""
    text = subject_facts(a_subject(known.subject))
    assert spoil(text) != text
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        with pytest.raises(psycopg.Error, match=r"facts|json"), seat.transaction():
            said = Enrolled(subject=known.subject, facts=told(seat, spoil(text)))
            append_line(seat, line_of(seat, said))
        for person in (
            a_subject(known.subject),
            a_subject(known.subject, left_on=now().date(), here_since=now().date()),
        ):
            with seat.transaction(force_rollback=True):
                said = Enrolled(subject=known.subject, facts=told(seat, subject_facts(person)))
                append_line(seat, line_of(seat, said))


def test_no_act_lays_hands_on_what_another_one_says(town: Town, known: Known) -> None:
    """Else what is undone with it would take another's text along."""
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        theirs = seat.execute(
            b"SELECT e.body::jsonb ->> 'facts', g.binds, (g.body::jsonb ->> 'guardian')::integer "
            b"FROM ledger e JOIN ledger g USING (institution, subject) "
            b"WHERE e.subject = %s AND e.kind = 'ENROLLED' AND g.kind = 'GUARDIAN_ADDED'",
            (known.subject,),
        ).fetchone()
        assert theirs is not None
        facts, binds, guardian = theirs
        with pytest.raises(psycopg.Error, match="said"):
            append_line(seat, line_of(seat, Enrolled(subject=known.subject, facts=facts)))
        added = GuardianAdded(
            subject=known.subject, guardian=guardian, custody=True, since=None, until=None
        )
        with pytest.raises(psycopg.Error, match="said"):
            append_line(seat, line_of(seat, added, binds=facts))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            seat.execute(
                b"INSERT INTO guardian (institution, name, digest) VALUES (1, 'M', %s)", (facts,)
            )
        with seat.transaction():
            facts = told(seat, subject_facts(a_subject(known.subject)))
            append_line(seat, line_of(seat, Enrolled(subject=known.subject, facts=facts)))
            append_line(seat, line_of(seat, added, binds=binds))
