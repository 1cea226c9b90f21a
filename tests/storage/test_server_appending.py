"""The only way into a server's ledger: what a seat with bare SQL could say there, and may not."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import token_hex
from typing import Any

import psycopg
import pytest

from consentdesk.domain.acts import (
    KIND_OF,
    ActKind,
    Attested,
    Body,
    Corrected,
    Digest,
    Journaled,
    PolicySet,
    Protected,
)
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.domain.roles import Role
from consentdesk.domain.serials import new_serial
from consentdesk.storage.appending import appendable
from consentdesk.storage.chain import clerk_told, line_digest, salted
from consentdesk.storage.encoding import encode, instant
from consentdesk.storage.policies import policy_text
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Tampering
from tests.factories import WEBSITE
from tests.postgres import Postgres
from tests.storage.desk import (
    CLERK,
    HOUSE,
    answer,
    entry,
    family,
    form,
    journaled_yes,
    portrait,
    yes,
)
from tests.storage.seats import NEXT_DOOR, Town, make_town, now

Bare = psycopg.Connection[Any]
Line = Mapping[str, object]
_HEAD = b"SELECT i.uuid, h.number, h.digest FROM institution i JOIN head h ON h.institution = i.id "
_APPEND = (
    b"SELECT consentdesk_append(%(here)s, %(op)s, %(at)s, %(clerk)s, %(kind)s, "
    b"%(subject)s::integer[], %(photo)s::integer[], %(serial)s::text[], %(body)s, "
    b"%(binds)s::text[], %(digest)s)"
)


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
    made = make_town(postgres)
    for role in Role:
        made.seat(role.value, role)
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


def _line(seat: Bare, said: Body, **changed: object) -> dict[str, object]:
    """A line as the program would write it next, but for what is `changed` before digesting."""
    row = seat.execute(_HEAD + b"WHERE i.id = 1").fetchone()
    assert row is not None
    uuid, number, previous = row
    clerk = changed.pop("clerk", None) or _clerk(seat)
    who = seat.execute(b"SELECT digest FROM clerk WHERE id = %s", (clerk,)).fetchone()
    told = who[0] if who is not None else "0" * 64
    line: dict[str, Any] = {
        "number": number + 1,
        "op": token_hex(16),
        "at": instant(now()),
        "clerk": clerk,
        "kind": KIND_OF[type(said)].value,
        "subject": getattr(said, "subject", None),
        "photo": getattr(said, "photo", None),
        "serial": getattr(said, "serial", None),
        "body": encode(said),
        "binds": None,
        "previous": previous,
        **changed,
    }
    return {**line, "digest": line_digest(uuid, told, tuple(line.values()))}


def _clerk(seat: Bare) -> int:
    """Who writes at this seat."""
    me = seat.execute(b"SELECT session_user").fetchone()
    assert me is not None
    asked = b"SELECT id FROM clerk WHERE institution = 1 AND login = %s"
    found = seat.execute(asked, me).fetchone()
    if found is None:
        _made_up(seat, "Sanne Vig", me[0])
        found = seat.execute(asked, me).fetchone()
    assert found is not None
    return int(found[0])


def _made_up(seat: Bare, name: str, login: str) -> None:
    """Add somebody who writes at that seat."""
    digest = salted(b"salt", clerk_told(name, login))
    seat.execute(
        b"INSERT INTO clerk (institution, name, salt, digest, login) VALUES (1, %s, %s, %s, %s)",
        (name, b"salt", digest, login),
    )


def _append(seat: Bare, line: Line, here: int = 1) -> None:
    given = {name: [value] for name, value in line.items()}
    seat.execute(_APPEND, {**given, "here": here})


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
        _append(seat, forge(_line(seat, _attested(known))))


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
        _append(seat, _line(seat, _attested(known), **changed))


def test_a_line_in_a_neighbour_s_name_is_refused(town: Town, known: Known) -> None:
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        with pytest.raises(psycopg.Error, match="clerk"):
            _append(seat, _line(seat, _attested(known), clerk=known.other))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _append(seat, _line(seat, _attested(known)), here=2)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            seat.execute(b"SELECT consentdesk_finish(2, %s)", (token_hex(16),))


def test_a_line_in_the_name_of_another_seat_is_refused(town: Town, known: Known) -> None:
    """Nor can somebody be made up who sits at another one."""
    with town.bare(town.as_login(town.login("head"))) as head:
        other = _clerk(head)
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        for clerk in (other, known.clerk):
            with pytest.raises(psycopg.Error, match="clerk"):
                _append(seat, _line(seat, _attested(known), clerk=clerk))
        for login in (town.login("head"), ""):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                _made_up(seat, "Bo", login)


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
    told = json.loads(policy_text("dk", {"two_people": ["website"], **settings}, policy))
    text = json.dumps({**told, "values": {**told["values"], **values}})
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        digest = salted(b"salt" + text.encode(), text)
        seat.execute(
            b"INSERT INTO text (digest, institution, salt, text) VALUES (%s, 1, %s, %s)",
            (digest, b"salt" + text.encode(), text),
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            # By pointing to it alone.
            seat.execute(b"UPDATE institution SET policy_digest = %s WHERE id = 1", (digest,))
        line = _line(seat, PolicySet(policy="dk", values=Digest(digest)))
        if is_taken:
            _append(seat, line)
            seat.execute(b"UPDATE institution SET policy_digest = %s WHERE id = 1", (digest,))
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not by this seat"):
                _append(seat, line)


def test_a_right_line_is_taken(town: Town, known: Known) -> None:
    """So that the refusals above are not for another reason."""
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        _append(seat, _line(seat, Protected(subject=known.subject)))
    with Register.open(town.owner, institution=HOUSE) as register:
        assert verify(register).problems == ()


@pytest.mark.parametrize("role", list(Role))
def test_a_seat_appends_the_acts_of_its_role_alone(town: Town, known: Known, role: Role) -> None:
    """Whatever is wrong with the rest of a line: of a kind it may not write, none is looked at."""
    with town.bare(town.as_login(town.login(role.value))) as seat:
        line = _line(seat, Protected(subject=known.subject))
        for kind in ActKind:
            given = {**line, "kind": kind.value}
            with pytest.raises(psycopg.Error) as refused:
                _append(seat, {**given, "digest": "0"})
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
        line = _line(seat, mistaken, serial=serial[0])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not by this seat"):
            _append(seat, line)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _append(seat, {**line, "kind": "JOURNALED"})
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        # The very same line is a clerk's to write: nothing else was wrong with it.
        _append(seat, _line(seat, mistaken, serial=serial[0]))
        done = seat.execute(b"SELECT max(number) FROM ledger WHERE institution = 1").fetchone()
        assert done is not None
    with town.bare(town.as_login(town.login("photographer"))) as seat:
        revived = replace(mistaken, number=done[0])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not by this seat"):
            _append(seat, _line(seat, revived, serial=serial[0]))


def test_what_has_happened_is_corrected_by_nobody(town: Town) -> None:
    """Not even where the seat writes acts of that kind."""
    with town.bare(town.as_login(town.login("head"))) as seat:
        said = Corrected(number=1, reason=Digest("0" * 64), subject=None, photo=None)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not by this seat"):
            _append(seat, _line(seat, said))


def test_which_acts_there_are_next_door_is_not_told(town: Town) -> None:
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        told = [
            seat.execute(b"SELECT consentdesk_corrects(%s, 1)", (institution,)).fetchone()
            for institution in (1, 2)
        ]
    assert told == [("OPENED",), (None,)]


def test_lists_numbered_from_elsewhere_leave_the_head_where_it_is(town: Town, known: Known) -> None:
    with town.bare(town.as_login(town.login("clerk"))) as seat:
        first = _line(seat, _attested(known))
        after = {"number": int(str(first["number"])) + 1, "previous": first["digest"]}
        second = _line(seat, _attested(known), **after)
        given: dict[str, object] = {name: [first[name], value] for name, value in second.items()}
        digests = f"[2:3]={{{first['digest']},{second['digest']}}}"
        seat.execute(
            _APPEND.replace(b"%(digest)s", b"%(digest)s::text[]"),
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
            with pytest.raises(psycopg.Error, match="paper"):
                _append(seat, _line(seat, said))
