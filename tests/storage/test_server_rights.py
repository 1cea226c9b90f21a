"""Rights in a server's database, tried with bare SQL: what a seat may not, the server refuses."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from consentdesk.domain.acts import ActKind, Corrected
from consentdesk.domain.photos import Photo, PhotoId
from consentdesk.domain.roles import Role
from consentdesk.storage import schema
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from tests.postgres import Postgres
from tests.storage.bare_lines import append_line, line_of, told
from tests.storage.desk import CLERK, HOUSE, print_of
from tests.storage.seats import NEXT_DOOR, Town, fill, make_town, now

Bare = psycopg.Connection[Any]
_CHANGES: tuple[str, ...] = (
    'DELETE FROM ":t" WHERE :c',
    'UPDATE ":t" SET ":last" = ":last" WHERE :c',
)
_ATTACKS: tuple[str, ...] = (
    'TRUNCATE ":t"',
    'TRUNCATE ":t" CASCADE',
    'INSERT INTO ":t" SELECT * FROM ":t"',
    'ALTER TABLE ":t" DISABLE ROW LEVEL SECURITY',
    'ALTER TABLE ":t" DISABLE TRIGGER ALL',
    'DROP POLICY seat_reads ON ":t"',
    'COPY ":t" FROM STDIN',
)
"""`:t` is the table, `:last` its last column, `:c` what finds the neighbour's rows."""

_KNOWN_BY = {"grey": "fingerprint", "look": "fingerprint", "fingerprint": "id"}
"""What a photo is known by: the tables, and by what their rows are taken away."""
_REMOVE = "SELECT consentdesk_remove(1, ':t.:c', ARRAY(SELECT CAST(:c AS text) FROM :t))"


@pytest.fixture(scope="module")
def town(postgres: Postgres) -> Iterator[Town]:
    """Two institutions with people, paper and pictures each, and a seat for every role at one."""
    made = make_town(postgres, Role)
    made.seat("next_door", Role.HEAD, NEXT_DOOR)
    for house in (HOUSE, NEXT_DOOR):
        fill(made, house)
    yield made
    postgres.drop(made.url)


@pytest.fixture
def clerk(town: Town) -> Iterator[Bare]:
    """Bare SQL as a clerk."""
    with town.bare(town.as_login(town.login("clerk"))) as connection:
        yield connection


def _all(connection: Bare, statement: str, table: str = "", where: str = "") -> list[Any]:
    asked = statement.replace(":c", where).replace(":t", table)
    return connection.execute(asked.encode()).fetchall()


def _seen(connection: Bare, statement: str, table: str = "", where: str = "") -> list[Any]:
    """The same, where being refused is to see nothing."""
    try:
        return _all(connection, statement, table, where)
    except psycopg.errors.InsufficientPrivilege:
        return []


def test_no_table_lacks_row_security(town: Town) -> None:
    """A table added later must not be forgotten."""
    with town.bare(town.url) as connection:
        bare = _all(
            connection,
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', "
            "'information_schema') AND NOT c.relrowsecurity",
        )
    assert bare == []


def test_every_function_of_ours_that_lends_rights_names_where_it_looks(town: Town) -> None:
    with town.bare(town.url) as connection:
        loose = _all(
            connection,
            "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND p.prosecdef "
            "AND NOT COALESCE(p.proconfig @> ARRAY['search_path=pg_catalog, pg_temp'], false)",
        )
    assert loose == []


PAPER = ("document", "guardian", "form", "journal_entry", "inbox_file", "inbox_page", "inbox_sheet")
"""What no photographer gets to see."""
LOOK = "consentdesk_photographer"


def test_a_photographer_sees_no_paper_and_nobody_s_birthday(photographer: Bare) -> None:
    for table in PAPER:
        assert _all(photographer, "SELECT * FROM :t", f"{LOOK}.{table}") == []
    assert _all(photographer, "SELECT * FROM :t.trash WHERE subject IS NOT NULL", LOOK) == []
    texts = " ".join(row[0] for row in _all(photographer, "SELECT text FROM :t.text", LOOK))
    assert "age_limit" in texts
    assert "Noah" not in texts
    assert "Binder" not in texts
    assert "born" not in texts


@pytest.mark.parametrize("table", [*PAPER, "subject", "standing", "text", "trash"])
def test_a_photographer_is_not_let_near_the_tables_with_paper_and_people(
    photographer: Bare, table: str
) -> None:
    """With rows that are only filtered, a plan tells which of the asker's guesses was right."""
    column = schema.metadata.tables[table].c.keys()[-1]
    for attack in (
        'SELECT ":c" FROM ":t"',
        'EXPLAIN ANALYZE SELECT FROM ":t" WHERE ":c" IS NULL',
        'EXPLAIN SELECT FROM ":t" WHERE ":c" IS NULL',
        'COPY ":t" TO STDOUT',
        'COPY (SELECT ":c" FROM ":t") TO STDOUT',
        'CREATE TEMP VIEW mine AS SELECT * FROM ":t"; SELECT * FROM mine',
        'PREPARE mine AS SELECT * FROM ":t"; EXECUTE mine',
        'DO $$ BEGIN PERFORM ":c" FROM ":t"; END $$',
        "SET ROLE consentdesk_desk",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _all(photographer, attack, table, column)


def test_a_plan_tells_a_photographer_nothing_of_a_guess(photographer: Bare) -> None:
    told = set()
    for guess in ("2019-05-03", "2019-05-04"):
        for view, column in (("subject", "born"), ("standing", "valid_until")):
            plan = _all(
                photographer,
                "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT FROM "
                f"{LOOK}.{view} WHERE {column} = ':t'",
                guess,
            )
            told.add((view, "\n".join(line for (line,) in plan).replace(guess, "guess")))
    assert len(told) == 2


def test_the_server_keeps_no_samples_of_names_birthdays_and_texts(town: Town) -> None:
    with town.bare(town.owner) as owner:
        owner.execute(b"ANALYZE")
        known = {
            (row[0], row[1])
            for row in _all(
                owner, "SELECT tablename, attname FROM pg_stats WHERE schemaname = 'public'"
            )
        }
    assert ("subject", "group") in known
    for table, column in (
        ("subject", "born"),
        ("subject", "name"),
        ("subject", "folded"),
        ("guardian", "name"),
        ("journal_entry", "subject_line"),
        ("text", "text"),
        ("document", "data"),
    ):
        assert (table, column) not in known


def test_who_stops_being_a_photographer_is_let_near_and_the_other_way_round(town: Town) -> None:
    for role, refused in (
        (Role.PHOTOGRAPHER, True),
        (Role.CLERK, False),
        (Role.PHOTOGRAPHER, True),
    ):
        with town.bare(town.seat("changing", role)) as seat:
            if refused:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    seat.execute(b"SELECT FROM guardian")
            else:
                assert _all(seat, "SELECT name FROM guardian") != []


def test_a_head_who_steps_down_to_photographer_is_let_near_no_more(town: Town) -> None:
    url = town.seat("stepping", Role.HEAD)
    with (
        Register.open(url, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        writer.set_seat(town.login("stepping"), Role.PHOTOGRAPHER)
    with town.bare(url) as seat, pytest.raises(psycopg.errors.InsufficientPrivilege):
        seat.execute(b"SELECT FROM guardian")


def test_nobody_shuts_the_door_on_whom_the_tables_belong_to(town: Town) -> None:
    with town.bare(town.as_login(town.login("head"))) as head:
        head.execute(b"SELECT consentdesk_dismiss('town')")
    with town.bare(town.url) as server:
        member = b"SELECT pg_has_role('town', 'consentdesk_seat', 'MEMBER')"
        before = server.execute(member).fetchall()
        server.execute(b"GRANT consentdesk_seat TO town WITH ADMIN OPTION")
        with town.bare(town.as_login(town.login("head"))) as head:
            head.execute(b"SELECT consentdesk_dismiss('town')")
        assert server.execute(member).fetchall() == [(True,)]
        if before == [(False,)]:
            server.execute(b"REVOKE consentdesk_seat FROM town")


def test_a_photographer_sees_the_pictures_and_who_is_on_them(photographer: Bare) -> None:
    names = _all(photographer, "SELECT name FROM consentdesk_photographer.subject")
    assert names == [("Noah Lund",)]
    assert len(_all(photographer, "SELECT * FROM photo")) == 1
    assert len(_all(photographer, "SELECT * FROM release_subject")) == 1
    assert len(_all(photographer, "SELECT * FROM :t.trash", LOOK)) == 1


@pytest.mark.parametrize("table", [t.name for t in schema.metadata.sorted_tables])
@pytest.mark.parametrize("role", list(Role))
def test_a_seat_reads_and_changes_nothing_next_door(town: Town, role: Role, table: str) -> None:
    at = "id" if table == "institution" else "institution"
    columns = [c.name for c in schema.metadata.tables[table].c]
    with town.bare(town.url) as owner:
        others = _all(owner, 'SELECT count(*) FROM ":t"', table)[0][0]
        foreign = _all(owner, "SELECT id FROM institution WHERE name = ':t'", NEXT_DOOR)[0][0]
        with town.bare(town.as_login(town.login(role.value))) as seat:
            if at in columns:
                there = f"{at} = {foreign}"
                attacks = _CHANGES + _ATTACKS
                assert _seen(seat, 'SELECT * FROM ":t" WHERE :c', table, there) == []
            else:
                there, attacks = "true", _ATTACKS
            if others:
                counted = _seen(seat, 'SELECT count(*) FROM ":t"', table)
                assert counted == [] or counted[0][0] < others
            for attack in attacks:
                said = attack.replace(":c", there).replace(":last", columns[-1])
                _fruitless(seat, said.replace(":t", table))
        assert _all(owner, 'SELECT count(*) FROM ":t"', table)[0][0] == others


def _fruitless(seat: Bare, statement: str) -> None:
    """The statement is refused, or finds no row."""
    try:
        done = seat.execute(statement.encode())
    except psycopg.Error:
        return
    assert done.rowcount in (0, -1), statement
    assert done.statusmessage is None or done.statusmessage.endswith(" 0"), statement


@pytest.mark.parametrize("role", list(Role))
def test_no_seat_rewrites_the_ledger(town: Town, role: Role) -> None:
    with town.bare(town.as_login(town.login(role.value))) as seat:
        for attack in (
            "UPDATE ledger SET body = '{}'",
            "DELETE FROM ledger",
            "TRUNCATE ledger",
            "INSERT INTO ledger SELECT institution, number + 1000, op || 'x', at, clerk, kind, "
            "subject, photo, serial, body, binds, digest, previous FROM ledger LIMIT 1",
            "UPDATE head SET number = 0",
            "UPDATE head SET digest = 'x'",
            "UPDATE head SET revision = 0",
            "ALTER TABLE ledger DISABLE TRIGGER USER",
            "SET session_replication_role = replica",
            "SET ROLE town",
            "SET SESSION AUTHORIZATION town",
            "CREATE TABLE public.seat2 ()",
            "CREATE OR REPLACE FUNCTION consentdesk_role(integer) RETURNS text LANGUAGE sql "
            "AS $$ SELECT 'head' $$",
            "GRANT consentdesk_seat TO PUBLIC",
        ):
            with pytest.raises(psycopg.Error):
                seat.execute(attack.encode())
    with Register.open(town.owner, institution=HOUSE) as register:
        assert verify(register).problems == ()


def test_settings_of_a_session_count_for_nothing(photographer: Bare) -> None:
    for spoof in (
        "SET app.institution = '2'",
        "SET row_security = off",
        "SET search_path = pg_temp, public",
        "CREATE TEMP TABLE seat AS SELECT 2 AS institution, session_user::text AS login, "
        "'head'::text AS role, 1 AS act",
        "CREATE TEMP TABLE ledger (institution integer)",
    ):
        photographer.execute(spoof.encode())
    assert _all(photographer, "SELECT public.consentdesk_role(2)") == [(None,)]
    assert _all(photographer, "SELECT public.consentdesk_role(1)") == [("photographer",)]
    assert not _all(photographer, "SELECT public.consentdesk_is_owner()")[0][0]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        # With row_security off the server refuses rather than filters.
        photographer.execute(b"SELECT * FROM public.document")


def test_a_leaky_function_sees_no_row_that_is_filtered(photographer: Bare) -> None:
    photographer.execute(
        b"CREATE FUNCTION pg_temp.leak(said anyelement) RETURNS boolean LANGUAGE plpgsql "
        b"COST 0.0000001 AS $$ BEGIN RAISE NOTICE 'leaked %', said; RETURN true; END $$"
    )
    said: list[str] = []
    photographer.add_notice_handler(lambda notice: said.append(notice.message_primary or ""))
    for table, column in (
        ("document", "digest"),
        ("guardian", "name"),
        ("journal_entry", "subject_line"),
        ("text", "digest"),
        ("trash", "kept"),
    ):
        _all(photographer, "SELECT * FROM :t WHERE pg_temp.leak(:c)", f"{LOOK}.{table}", column)
    hidden = [one for one in said if "age_limit" not in one and "portrait" not in one]
    assert not [one for one in hidden if "Noah" in one or "born" in one]
    said.clear()
    _all(
        photographer,
        "SELECT * FROM consentdesk_photographer.subject WHERE pg_temp.leak(name) AND born > "
        "'2000-01-01'",
    )
    assert said == ["leaked Noah Lund"]


def test_numbers_that_the_database_gives_are_nobody_s_to_choose(clerk: Bare) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        clerk.execute(
            b"INSERT INTO photo (id, institution, name, folded, album, photographer, rights, "
            b"width, height) VALUES (1, 1, 'a', 'a', '', '', '', 1, 1)"
        )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        clerk.execute(
            b"SELECT consentdesk_put_back(1, 'subject', '[{\"id\": 3, \"institution\": 1}]')"
        )


def test_pointing_to_what_is_next_door_tells_nothing(town: Town, clerk: Bare) -> None:
    with town.bare(town.url) as owner:
        there = _all(owner, "SELECT id FROM guardian WHERE institution = 2")[0][0]
    said = set()
    for guardian in (there, 99999):
        with pytest.raises(psycopg.Error) as refused:
            clerk.execute(
                b"INSERT INTO guardianship (subject, guardian, institution, custody) "
                b"SELECT id, %s, 1, true FROM subject LIMIT 1",
                (guardian,),
            )
        said.add((type(refused.value), str(refused.value)))
    assert len(said) == 1
    assert _all(clerk, "SELECT consentdesk_owns('guardian', :t, 2)", str(there)) == [(False,)]


def test_no_seat_finds_out_by_a_name_who_else_there_is(town: Town) -> None:
    for role in Role:
        with town.bare(town.as_login(town.login(role.value))) as seat:
            for name in (NEXT_DOOR, "Nowhere"):
                for attack in (
                    b"UPDATE institution SET name = %s",
                    b"INSERT INTO institution (uuid, name, policy, policy_digest) "
                    b"VALUES ('x', %s, 'dk', 'x')",
                ):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        seat.execute(attack, (name,))


@pytest.mark.parametrize("role", list(Role))
def test_no_seat_keeps_others_from_a_table_by_locking_it(town: Town, role: Role) -> None:
    """Nor by what photographers read in its place."""
    modes = ("ROW SHARE", "ROW EXCLUSIVE", "SHARE", "EXCLUSIVE", "ACCESS EXCLUSIVE")
    with town.bare(town.url) as owner:
        views = _all(owner, "SELECT viewname FROM pg_views WHERE schemaname = ':t'", LOOK)
    names = [table.name for table in schema.metadata.sorted_tables]
    names += ["consentdesk_version", *(f"{LOOK}.{name}" for (name,) in views)]
    with town.bare(town.as_login(town.login(role.value))) as seat:
        for name in names:
            for mode in modes:
                with pytest.raises(psycopg.errors.InsufficientPrivilege), seat.transaction():
                    seat.execute(f"LOCK TABLE {name} IN {mode} MODE".encode())


@pytest.mark.parametrize("role", list(Role))
def test_no_seat_takes_anything_away_next_door(town: Town, role: Role) -> None:
    with town.bare(town.url) as owner, town.bare(town.as_login(town.login(role.value))) as seat:
        for here in (1, 2):
            for what in ("text.digest", "photo.id", "fingerprint.photo", "trash.id"):
                table, column = what.split(".")
                listed = "SELECT array_agg(CAST(:c AS text)) FROM :t WHERE institution = 2"
                keys = _all(owner, listed, table, column)[0][0]
                asked = b"SELECT consentdesk_remove(%s, %s, %s)"
                before = _all(owner, "SELECT count(*) FROM :t", table)
                if here == 2:
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        seat.execute(asked, (here, what, keys))
                else:
                    seat.execute(asked, (here, what, keys))
                assert _all(owner, "SELECT count(*) FROM :t", table) == before


def test_an_entry_of_the_journal_needs_its_act(clerk: Bare) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        clerk.execute(
            b"INSERT INTO journal_entry (institution, act, serial, subject, system, number, "
            b"received_on, subject_line, paper_at) SELECT 1, 2, serial, subject, 'x', '1', "
            b"'2026-01-01', 'x', 'y' FROM form LIMIT 1"
        )
    done = clerk.execute(b"UPDATE journal_entry SET subject_line = 'x'")
    assert done.rowcount == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        clerk.execute(b"DELETE FROM document")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        clerk.execute(b"UPDATE document SET data = 'x'")


def test_what_a_photo_is_known_by_goes_only_along_with_it(town: Town) -> None:
    """Else a smaller copy of it would be another picture, of which anything could be said (R21)."""
    place = town.as_login(town.login("photographer"))
    with Register.open(place, institution=HOUSE) as register:
        with register.write(CLERK, now()) as writer:
            photo = writer.register_photo(
                Photo(id=PhotoId(0), name="a.jpg"), print_of(9, hashes=(7,))
            )
            writer.add_alias(photo, print_of(10))
            numbers = {a.kind: a.number for a in writer.acts_on([photo])[photo]}
            registered, alias = numbers[ActKind.REGISTERED], numbers[ActKind.SAME_PICTURE]
        with town.bare(place) as bare:
            for table in _KNOWN_BY:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    _all(bare, "DELETE FROM :t RETURNING 1", table)
            with pytest.raises(psycopg.Error, match="no act says so"), bare.transaction():
                # The act about one file takes no other file along.
                undone = Corrected(
                    number=alias, reason=told(bare, "another picture"), subject=None, photo=photo
                )
                append_line(bare, line_of(bare, undone))
                for table, key in _KNOWN_BY.items():
                    _all(bare, _REMOVE, table, key)
            with pytest.raises(psycopg.Error, match="no act says so"), bare.transaction():
                # Nor does the act that the photo came in by mistake, while the photo stays.
                undone = Corrected(
                    number=registered, reason=told(bare, "oops"), subject=None, photo=photo
                )
                append_line(bare, line_of(bare, undone))
                for table, key in _KNOWN_BY.items():
                    _all(bare, _REMOVE, table, key)
        with register.write(CLERK, now()) as writer:
            writer.remove_alias(alias, writer.digest_text("another picture"))
            assert writer.photo_with(print_of(10).sha256) is None
        with register.write(CLERK, now()) as writer:
            writer.throw_away_photo(photo)
            assert writer.photo_with(print_of(9).sha256) is None
    with Register.open(town.owner, institution=HOUSE) as register:
        assert verify(register).ok
