"""Verify names every way of changing a register past the program."""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from consentdesk.domain.acts import Channel, Corrected, Objected, Protected, TakenDown
from consentdesk.domain.photos import Depiction
from consentdesk.errors import Cancelled, Problem, RegisterError
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Tampering
from tests.factories import NOW, SOCIAL_MEDIA, WEBSITE, asked, refused, withdrawn
from tests.storage.desk import (
    PDF,
    child,
    entry,
    family,
    form,
    journaled_yes,
    portrait,
    print_of,
    released,
    writing,
    yes,
)
from tests.storage.tampering import guards_down, lose_entry, opened, rewrite_chain


def fill(register: Register) -> None:
    """A register in which everything has happened."""
    with writing(register) as writer:
        noah, serial, _ = journaled_yes(writer, "Noah Lund", (WEBSITE, SOCIAL_MEDIA))
        ella, mother = family(writer, "Ella Holm")
        second = form(writer, ella)
        writer.append(yes(ella, mother, second))
        scan = writer.store_document(PDF, "application/pdf")
        writer.attach_scan(second, scan)
        writer.file_entry(entry(writer, ella, second, scan=scan), (WEBSITE,))
        form(writer, None)
        form(writer, ella)
        photo = portrait(writer, 1, noah)
        writer.add_alias(photo, print_of(2))
        release = released(writer, photo, noah, covered=(ella,))
        writer.set_link(release, "https://example.org")
        released(writer, photo, noah)
    with register.write("Bo Krag", NOW + timedelta(days=1)) as writer:
        writer.append(withdrawn(noah), TakenDown(release=release, note=None))
        writer.append(Protected(subject=ella))
        writer.append(Objected(subject=noah, channel=Channel.PHONE, by=writer.digest_text("Mette")))
        writer.set_settings({"warn_before_days": 30})
        (wrong,) = writer.append(refused(noah, serial=serial))
        reason = writer.digest_text("Misread")
        writer.append(Corrected(number=wrong.number, reason=reason, subject=None, photo=None))
        writer.remove_subject(child(writer, "Wrong Child"))


def test_a_register_nobody_meddled_with_is_whole(register: Register) -> None:
    assert verify(register).ok
    fill(register)
    found = verify(register)
    assert found.problems == ()
    with register.read() as reader:
        assert (found.acts, found.head) == (reader.head().number, reader.head().digest)


def test_verifying_tells_how_far_it_is_and_can_be_stopped(register: Register) -> None:
    with writing(register) as writer:
        subject = child(writer)
        writer.append(*[asked(subject)] * 6_000)
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        raise Cancelled

    with pytest.raises(Cancelled):
        verify(register, stop)
    assert len(told) == 1
    assert 0 <= told[0][0] < told[0][1]


def test_progress_goes_through_all_parts_and_ends_at_its_end(register: Register) -> None:
    fill(register)
    with writing(register) as writer:
        writer.append(*[asked(child(writer, "Ida Lund"), serial=None)] * 12_000)
    told: list[tuple[int, int]] = []
    assert verify(register, lambda done, total: told.append((done, total))).ok
    done = [one for one, _ in told]
    assert done == sorted(done)
    assert len({total for _, total in told}) == 1
    assert told[-1][0] == told[-1][1]
    # The lines and, at the least, what the parts that follow are reckoned to cost.
    assert len(set(done)) > 5


def test_verifying_can_be_stopped_at_every_step_and_leaves_nothing_behind(
    register: Register,
) -> None:
    fill(register)
    calls = 0

    def count(_done: int, _total: int) -> None:
        nonlocal calls
        calls += 1

    verify(register, count)
    for last in range(1, calls):
        left = last

        def stop(_done: int, _total: int) -> None:
            nonlocal left
            left -= 1
            if not left:
                raise Cancelled

        with pytest.raises(Cancelled):
            verify(register, stop)
    assert verify(register).ok


@pytest.fixture
def busy(file: Path) -> Path:
    """A file in which everything has happened."""
    with Register.open(str(file)) as register:
        fill(register)
        assert verify(register).ok
    return file


def _found(path: Path) -> set[Tampering]:
    with Register.open(str(path)) as register:
        found = verify(register)
    assert found.ok is (not found.problems)
    return {p.code for p in found.problems}


PLAIN: Mapping[str, tuple[Tampering, str]] = {
    "a name": (Tampering.SUBJECT_MISMATCH, "UPDATE subject SET name = 'Nora' WHERE id = 1"),
    "a birthday": (Tampering.SUBJECT_MISMATCH, "UPDATE subject SET born = '2001-01-01'"),
    "a place in lists": (
        Tampering.SUBJECT_MISMATCH,
        "UPDATE subject SET ordered = 'x' WHERE id = 1",
    ),
    "a search key": (Tampering.SUBJECT_MISMATCH, "UPDATE subject SET folded = 'x' WHERE id = 1"),
    "custody": (Tampering.GUARDIANSHIP_MISMATCH, "UPDATE guardianship SET custody = 0"),
    "an end of custody": (
        Tampering.GUARDIANSHIP_MISMATCH,
        "UPDATE guardianship SET until = '2026-01-01'",
    ),
    "a guardianship gone": (
        Tampering.GUARDIANSHIP_MISMATCH,
        "DELETE FROM guardianship WHERE subject = 1",
    ),
    "a guardianship added": (
        Tampering.GUARDIANSHIP_MISMATCH,
        "INSERT INTO guardianship SELECT 1, 2, 1, 1, NULL, NULL",
    ),
    "a guardian's name": (Tampering.GUARDIAN_MISMATCH, "UPDATE guardian SET name = 'X'"),
    "a clerk's name": (Tampering.CLERK_MISMATCH, "UPDATE clerk SET name = 'X' WHERE id = 1"),
    "a clerk's name gone": (Tampering.CLERK_MISMATCH, "UPDATE clerk SET name = NULL WHERE id = 1"),
    "a clerk's digest": (Tampering.CHAIN_BROKEN, "UPDATE clerk SET digest = 'X' WHERE id = 1"),
    "a text": (Tampering.TEXT_MISMATCH, "UPDATE text SET text = text || '!' WHERE text = 'Mette'"),
    "a text gone": (Tampering.TEXT_MISSING, "DELETE FROM text WHERE text = 'Binder 3'"),
    "the institution's name": (
        Tampering.INSTITUTION_MISMATCH,
        "UPDATE institution SET name = 'X'",
    ),
    "the institution's identity": (
        Tampering.CHAIN_BROKEN,
        "UPDATE institution SET uuid = '00000000-0000-0000-0000-000000000000'",
    ),
    "older settings": (
        Tampering.POLICY_MISMATCH,
        "UPDATE institution SET policy_digest = (SELECT json_extract(body, '$.values') "
        "FROM ledger WHERE number = 2)",
    ),
    "a journal number": (Tampering.JOURNAL_MISMATCH, "UPDATE journal_entry SET number = '2026-9'"),
    "a case system": (Tampering.JOURNAL_MISMATCH, "UPDATE journal_entry SET system = 'SBSYS'"),
    "a subject line": (Tampering.JOURNAL_MISMATCH, "UPDATE journal_entry SET subject_line = 'x'"),
    "a place of paper": (Tampering.JOURNAL_MISMATCH, "UPDATE journal_entry SET paper_at = 'x'"),
    "a day of receipt": (
        Tampering.JOURNAL_MISMATCH,
        "UPDATE journal_entry SET received_on = '2026-01-01'",
    ),
    "an entry's scan": (Tampering.JOURNAL_MISMATCH, "UPDATE journal_entry SET scan = NULL"),
    "an entry gone": (Tampering.JOURNAL_MISMATCH, "DELETE FROM journal_entry WHERE running = 1"),
    "a hole in the numbers": (
        Tampering.JOURNAL_GAP,
        "UPDATE journal_entry SET running = 7 WHERE running = 2",
    ),
    "an entry out of the count": (
        Tampering.JOURNAL_MISMATCH,
        "UPDATE journal_entry SET year = NULL, running = NULL WHERE running = 2",
    ),
    "an entry in another year": (
        Tampering.JOURNAL_MISMATCH,
        "UPDATE journal_entry SET year = 2027, running = 1 WHERE running = 2",
    ),
    "a scan": (
        Tampering.DOCUMENT_MISMATCH,
        "UPDATE document SET data = CAST(data || x'00' AS BLOB)",
    ),
    "a scan's type": (Tampering.DOCUMENT_MISMATCH, "UPDATE document SET media_type = 'image/png'"),
    "a scan of another type": (
        Tampering.DATABASE_DAMAGED,
        "UPDATE document SET data = 'text'",
    ),
    "a day that is none": (Tampering.DATABASE_DAMAGED, "UPDATE subject SET born = 'soon'"),
    "a scan gone": (Tampering.DOCUMENT_MISSING, "DELETE FROM document"),
    "a form's subject": (Tampering.FORM_MISMATCH, "UPDATE form SET subject = 2 WHERE subject = 1"),
    "a form's state": (Tampering.FORM_MISMATCH, "UPDATE form SET state = 'printed'"),
    "a form's purposes": (Tampering.FORM_MISMATCH, "UPDATE form SET purposes = '[\"press\"]'"),
    "a form's wording": (Tampering.FORM_MISMATCH, "UPDATE form SET wording = 'x' WHERE id = 2"),
    "a form's language": (Tampering.FORM_MISMATCH, "UPDATE form SET language = 'en' WHERE id = 2"),
    "a form's scan": (Tampering.FORM_MISMATCH, "UPDATE form SET scan = NULL"),
    "a form gone": (Tampering.FORM_MISMATCH, "DELETE FROM form WHERE id = 2"),
    "a form bound": (Tampering.FORM_MISMATCH, "UPDATE form SET subject = 1 WHERE id = 3"),
    "a fingerprint": (
        Tampering.FINGERPRINT_MISMATCH,
        "UPDATE fingerprint SET sha256 = x'00' WHERE id = 1",
    ),
    "a picture": (Tampering.FINGERPRINT_MISMATCH, "UPDATE fingerprint SET picture = x'00'"),
    "which way up a picture is": (
        Tampering.FINGERPRINT_MISMATCH,
        "UPDATE fingerprint SET orientation = 6",
    ),
    "a fingerprint gone": (Tampering.FINGERPRINT_MISMATCH, "DELETE FROM fingerprint WHERE id = 2"),
    "a fingerprint added": (
        Tampering.FINGERPRINT_MISMATCH,
        "INSERT INTO fingerprint SELECT 99, 1, 1, 99, x'00', NULL, NULL",
    ),
    "an attestation": (Tampering.PHOTO_MISMATCH, "UPDATE photo SET attested = NULL"),
    "who is on a photo": (Tampering.PHOTO_MISMATCH, "DELETE FROM depiction"),
    "a photo's kind": (Tampering.PHOTO_MISMATCH, "UPDATE photo SET kind = 'nobody'"),
    "where somebody is on a photo": (
        Tampering.PHOTO_MISMATCH,
        "UPDATE depiction SET x = 0.1, y = 0.1, w = 0.1, h = 0.1",
    ),
    "somebody added to a photo": (
        Tampering.PHOTO_MISMATCH,
        "INSERT INTO depiction (photo, subject, institution) VALUES (1, 2, 1)",
    ),
    "a photo's name": (Tampering.PHOTO_MISMATCH, "UPDATE photo SET name = 'x.jpg'"),
    "a photo's album": (Tampering.PHOTO_MISMATCH, "UPDATE photo SET album = 'x'"),
    "a photographer": (Tampering.PHOTO_MISMATCH, "UPDATE photo SET photographer = 'x'"),
    "a right to use": (Tampering.PHOTO_MISMATCH, "UPDATE photo SET rights = 'x'"),
    "a photo's size": (Tampering.PHOTO_MISMATCH, "UPDATE photo SET width = 1"),
    "when a photo was taken": (
        Tampering.PHOTO_MISMATCH,
        "UPDATE photo SET taken_at = '2020-01-01T00:00:00'",
    ),
    "a count of faces": (Tampering.PHOTO_MISMATCH, "UPDATE photo SET faces = 1"),
    "a day of deletion": (
        Tampering.PHOTO_MISMATCH,
        "UPDATE photo SET delete_after = '2020-01-01'",
    ),
    "a raw file": (Tampering.PHOTO_MISMATCH, "UPDATE photo SET raw = 'x.CR3'"),
    "a photo's salt": (Tampering.PHOTO_MISMATCH, "UPDATE photo SET salt = x'00'"),
    "a photo as if nobody had described it": (
        Tampering.PHOTO_MISMATCH,
        "UPDATE photo SET salt = NULL",
    ),
    "a photo added": (
        Tampering.PHOTO_MISMATCH,
        "INSERT INTO photo "
        "(id, institution, name, folded, kind, album, photographer, rights, width, height) "
        "SELECT 99, 1, name, folded, kind, album, photographer, rights, width, height "
        "FROM photo",
    ),
    "the folder of a release": (
        Tampering.RELEASE_MISMATCH,
        "UPDATE release SET folder = '/elsewhere'",
    ),
    "the link of a release": (
        Tampering.RELEASE_MISMATCH,
        "UPDATE release SET link = 'https://elsewhere.org'",
    ),
    "a waiting form's language": (
        Tampering.FORM_MISMATCH,
        "UPDATE form SET language = 'sv' WHERE state = 'printed' AND subject IS NOT NULL",
    ),
    "a waiting form's wording": (
        Tampering.FORM_MISMATCH,
        "UPDATE form SET wording = '00' WHERE state = 'printed' AND subject IS NOT NULL",
    ),
    "to whom a form speaks": (Tampering.FORM_MISMATCH, "UPDATE form SET own = 1 WHERE id = 1"),
    "to whom a form went": (Tampering.FORM_MISMATCH, "UPDATE form SET guardian = 1 WHERE id = 1"),
    "when a form was printed": (
        Tampering.FORM_MISMATCH,
        "UPDATE form SET printed_at = '2019-01-01T00:00:00.000000Z' WHERE id = 1",
    ),
    "a link nobody noted": (
        Tampering.RELEASE_MISMATCH,
        "UPDATE release SET link = 'https://elsewhere.org' WHERE id = 2",
    ),
    "the text of a link": (
        Tampering.TEXT_MISSING,
        "DELETE FROM text WHERE text = 'https://example.org'",
    ),
    "who is on a copy": (Tampering.RELEASE_MISMATCH, "UPDATE release_subject SET covered = 1"),
    "a copy's digest": (Tampering.RELEASE_MISMATCH, "UPDATE release_copy SET sha256_out = x'00'"),
    "where it went": (Tampering.RELEASE_MISMATCH, "UPDATE release SET destination = 'press'"),
    "taken down or not": (Tampering.RELEASE_MISMATCH, "UPDATE release SET taken_down_at = NULL"),
    "a copy taken down or not": (
        Tampering.RELEASE_MISMATCH,
        "UPDATE release_copy SET taken_down_at = NULL",
    ),
    "when a copy was taken down": (
        Tampering.RELEASE_MISMATCH,
        "UPDATE release_copy SET taken_down_at = '2026-09-15T09:00:00.000000Z'",
    ),
    "a standing": (
        Tampering.STANDING_MISMATCH,
        "UPDATE standing SET state = 'JOURNALED' WHERE state = 'WITHDRAWN'",
    ),
    "a standing's day": (Tampering.STANDING_MISMATCH, "UPDATE standing SET valid_until = NULL"),
    "a standing gone": (Tampering.STANDING_MISMATCH, "DELETE FROM standing WHERE subject = 1"),
    "the head's number": (Tampering.HEAD_MISMATCH, "UPDATE head SET number = number - 1"),
    "the head's digest": (Tampering.HEAD_MISMATCH, "UPDATE head SET digest = 'x'"),
    "the head's time": (Tampering.HEAD_MISMATCH, "UPDATE head SET at = '2020-01-01T00:00:00Z'"),
    "the head's time gone": (Tampering.HEAD_MISMATCH, "UPDATE head SET at = NULL"),
    "a trigger gone": (Tampering.GUARD_MISSING, "DROP TRIGGER ledger_no_update"),
    "a trigger added": (
        Tampering.GUARD_MISSING,
        "CREATE TRIGGER odd AFTER INSERT ON ledger BEGIN DELETE FROM standing; END",
    ),
    "a table added": (Tampering.SCHEMA_CHANGED, "CREATE TABLE odd (x)"),
    "a column added": (Tampering.SCHEMA_CHANGED, "ALTER TABLE subject ADD COLUMN odd"),
    "an index gone": (Tampering.SCHEMA_CHANGED, "DROP INDEX ix_text_institution"),
}


@pytest.mark.parametrize("kind", ["ATTESTED", "DESCRIBED", "ENROLLED"])
def test_a_line_that_makes_no_sense_hides_nothing_else(busy: Path, kind: str) -> None:
    """Written with a digest of its own, as somebody at a server's console could."""
    with guards_down(busy) as raw:
        (number,) = raw.execute("SELECT max(number) FROM ledger WHERE kind = ?", (kind,)).fetchone()
        raw.execute("UPDATE ledger SET body = '{}' WHERE number = ?", (number,))
        rewrite_chain(raw)
        raw.execute("UPDATE photo SET kind = 'nobody' WHERE id = 1")
        raw.execute("UPDATE subject SET name = 'Nora' WHERE id = 1")
    with Register.open(str(busy)) as register:
        found = verify(register).problems
    assert (Tampering.ACT_UNREADABLE, number) in {(p.code, p.number) for p in found}
    assert Tampering.PHOTO_MISMATCH in {p.code for p in found}
    assert Tampering.SUBJECT_MISMATCH in {p.code for p in found}
    assert Tampering.DATABASE_DAMAGED not in {p.code for p in found}


@pytest.mark.parametrize("name", ["sqlite_odd", "sqlite_autoindex_odd_1", "sqlite_stat1"])
def test_a_trigger_is_named_whatever_it_is_called(busy: Path, name: str) -> None:
    """Names that SQLite gives to what is its own can be given to anything, though not by CREATE."""
    with opened(busy) as raw:
        raw.execute("PRAGMA writable_schema=ON")
        sql = " ".join(("CREATE TRIGGER", name, "AFTER INSERT ON ledger BEGIN SELECT 1; END"))
        raw.execute("INSERT INTO sqlite_master VALUES ('trigger', ?, 'ledger', 0, ?)", (name, sql))
    with Register.open(str(busy)) as register:
        found = {(p.code, p.detail) for p in verify(register).problems}
    assert (Tampering.GUARD_MISSING, f"trigger {name} added") in found


@pytest.mark.parametrize("what", PLAIN)
def test_what_was_changed_beside_the_ledger_is_named(busy: Path, what: str) -> None:
    code, statement = PLAIN[what]
    with opened(busy) as raw:
        before = raw.total_changes
        raw.execute(statement)
        schema = statement.startswith(("DROP", "CREATE", "ALTER"))
        assert schema or raw.total_changes > before
    assert code in _found(busy)


def test_of_a_form_from_before_only_the_answers_tell_what_was_printed(busy: Path) -> None:
    with guards_down(busy) as raw:
        raw.execute("UPDATE ledger SET binds = NULL WHERE kind = 'ASKED'")
        rewrite_chain(raw)
    assert _found(busy) == set()
    with opened(busy) as raw:
        raw.execute("UPDATE form SET printed_at = '2019-01-01T00:00:00.000000Z'")
    assert _found(busy) == set()
    with opened(busy) as raw:
        raw.execute("UPDATE form SET language = 'sv' WHERE id = 1")
    assert _found(busy) == {Tampering.FORM_MISMATCH}


@pytest.mark.parametrize(
    "index",
    [
        "sqlite_autoindex_ledger_3",
        "ix_ledger_institution_kind_number",
        "ix_ledger_institution_photo_number",
        "ix_subject_found",
        "ix_standing_found",
        "ix_depiction_subject_photo",
        "sqlite_autoindex_fingerprint_1",
    ],
)
def test_an_index_that_lost_an_entry_is_named(busy: Path, index: str) -> None:
    lose_entry(busy, index)
    with Register.open(str(busy)) as register:
        found = verify(register).problems
    assert {p.code for p in found} == {Tampering.DATABASE_DAMAGED}
    assert any(p.detail.endswith(f"missing from index {index}") for p in found)


def test_a_row_that_hangs_on_nothing_is_named(busy: Path) -> None:
    with opened(busy) as raw:
        raw.execute("INSERT INTO grey VALUES (99, x'00')")
    with Register.open(str(busy)) as register:
        found = verify(register).problems
    assert [(p.code, p.detail) for p in found] == [
        (Tampering.DATABASE_DAMAGED, "grey 99 -> fingerprint")
    ]


def test_a_head_without_a_real_time_is_a_damaged_register(busy: Path) -> None:
    """Its time keeps a clock set back from bringing lapsed permissions to life."""
    with opened(busy) as raw:
        raw.execute("UPDATE head SET at = 'soon'")
    with pytest.raises(RegisterError) as caught:
        Register.open(str(busy))
    assert caught.value.problem is Problem.REGISTER_DAMAGED


Deed = Callable[[sqlite3.Connection], object]
_FORGED = (
    "INSERT INTO ledger SELECT institution, number + 1, 'forged', at, clerk, 'GRANTED', subject, "
    "photo, serial, body, binds, digest, 'forged' FROM ledger WHERE number = (SELECT max(number) "
    "FROM ledger)"
)


def _swap(raw: sqlite3.Connection) -> None:
    for old, new in ((9, 1009), (10, 9), (1009, 10)):
        raw.execute("UPDATE ledger SET number = ? WHERE number = ?", (new, old))


LEDGER: Mapping[str, tuple[set[Tampering], Deed]] = {
    "a scope": (
        {Tampering.CHAIN_BROKEN},
        lambda raw: raw.execute(
            "UPDATE ledger SET body = replace(body, 'website', 'press') WHERE kind = 'GRANTED'"
        ),
    ),
    "a time": (
        {Tampering.CHAIN_BROKEN, Tampering.TIME_REVERSED},
        lambda raw: raw.execute("UPDATE ledger SET at = '2020-01-01T00:00:00Z' WHERE number = 5"),
    ),
    "a clerk": (
        {Tampering.CHAIN_BROKEN},
        lambda raw: raw.execute("UPDATE ledger SET clerk = 3 - clerk WHERE number = 5"),
    ),
    "a withdrawal gone": (
        {Tampering.CHAIN_BROKEN, Tampering.NUMBER_MISSING, Tampering.STANDING_MISMATCH},
        lambda raw: raw.execute("DELETE FROM ledger WHERE kind = 'WITHDRAWN'"),
    ),
    "a grant put in": (
        {Tampering.CHAIN_BROKEN, Tampering.HEAD_MISMATCH},
        lambda raw: raw.execute(_FORGED),
    ),
    "two lines swapped": ({Tampering.CHAIN_BROKEN}, _swap),
    "the last lines cut off": (
        {Tampering.HEAD_MISMATCH},
        lambda raw: raw.execute("DELETE FROM ledger WHERE number > 20"),
    ),
    "the first lines cut off": (
        {Tampering.NUMBER_MISSING, Tampering.CHAIN_BROKEN},
        lambda raw: raw.execute("DELETE FROM ledger WHERE number < 3"),
    ),
    "a body that makes no sense": (
        {Tampering.CHAIN_BROKEN, Tampering.ACT_UNREADABLE},
        lambda raw: raw.execute("UPDATE ledger SET body = '{}' WHERE kind = 'JOURNALED'"),
    ),
}


@pytest.mark.parametrize("what", LEDGER)
def test_what_was_changed_in_the_ledger_is_named(busy: Path, what: str) -> None:
    codes, deed = LEDGER[what]
    with guards_down(busy) as raw:
        before = raw.total_changes
        deed(raw)
        assert raw.total_changes > before
    assert codes <= _found(busy)


def test_one_changed_line_is_one_problem_with_its_number(busy: Path) -> None:
    with guards_down(busy) as raw:
        raw.execute("UPDATE ledger SET binds = 'x' WHERE number = 3")
    with Register.open(str(busy)) as register:
        (found,) = verify(register).problems
    assert (found.code, found.number) == (Tampering.CHAIN_BROKEN, 3)


def test_a_rewritten_chain_still_contradicts_what_it_vouches_for(busy: Path) -> None:
    with guards_down(busy) as raw:
        raw.execute("DELETE FROM ledger WHERE kind = 'WITHDRAWN'")
        raw.execute(
            "UPDATE ledger SET number = number - 1 WHERE number > "
            "(SELECT min(a.number) FROM ledger a WHERE NOT EXISTS "
            "(SELECT 1 FROM ledger b WHERE b.number = a.number + 1))"
        )
        rewrite_chain(raw)
    assert Tampering.STANDING_MISMATCH in _found(busy)


def test_a_flipped_bit_in_the_file_is_found(busy: Path) -> None:
    data = bytearray(busy.read_bytes())
    at = data.rindex(b"Binder 3")
    data[at] ^= 1
    busy.write_bytes(data)
    assert _found(busy)


def test_no_more_than_a_hundred_problems_of_a_kind_are_listed(file: Path) -> None:
    with Register.open(str(file)) as register, writing(register) as writer:
        for number in range(150):
            child(writer, f"Child {number}")
    with opened(file) as raw:
        raw.execute("UPDATE subject SET \"group\" = 'x'")
    with Register.open(str(file)) as register:
        found = verify(register)
    assert len(found.problems) == 100


def test_problems_never_tell_a_name(busy: Path) -> None:
    with opened(busy) as raw:
        raw.execute("UPDATE subject SET name = 'Nora Secret'")
        raw.execute("UPDATE guardian SET name = 'Gerda Secret'")
        raw.execute("UPDATE clerk SET name = 'Clara Secret' WHERE id = 1")
    with Register.open(str(busy)) as register:
        told = repr(verify(register).problems)
    assert "Secret" not in told
    assert "Lund" not in told


SERVER: Mapping[str, tuple[Tampering, str]] = {
    "a line": (Tampering.CHAIN_BROKEN, "UPDATE ledger SET binds = 'x' WHERE number = 3"),
    "lines cut off": (Tampering.HEAD_MISMATCH, "DELETE FROM ledger WHERE number > 20"),
    "a name": (Tampering.SUBJECT_MISMATCH, "UPDATE subject SET name = 'Nora' WHERE id = 1"),
    "a standing": (Tampering.STANDING_MISMATCH, "DELETE FROM standing WHERE subject = 1"),
    "a table": (Tampering.SCHEMA_CHANGED, "CREATE TABLE odd (x integer)"),
    "a column": (Tampering.SCHEMA_CHANGED, "ALTER TABLE subject ADD COLUMN odd integer"),
    "a trigger": (Tampering.GUARD_MISSING, "DROP TRIGGER ledger_no_truncate ON ledger"),
    "a trigger switched off": (
        Tampering.GUARD_MISSING,
        "ALTER TABLE ledger DISABLE TRIGGER ledger_no_update",
    ),
    "row security switched off": (
        Tampering.RIGHTS_CHANGED,
        "ALTER TABLE ledger DISABLE ROW LEVEL SECURITY",
    ),
    "a policy gone": (Tampering.RIGHTS_CHANGED, "DROP POLICY seat_adds ON subject"),
    "a policy added": (Tampering.RIGHTS_CHANGED, "CREATE POLICY odd ON subject USING (true)"),
    "a policy that lets all in": (
        Tampering.RIGHTS_CHANGED,
        "ALTER POLICY seat_reads ON subject USING (true)",
    ),
    "who is the owner": (
        Tampering.RIGHTS_CHANGED,
        "CREATE OR REPLACE FUNCTION consentdesk_is_owner() RETURNS boolean LANGUAGE sql AS "
        "'SELECT true'",
    ),
    "a trigger that does nothing": (
        Tampering.GUARD_MISSING,
        "CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NULL; END $$",
    ),
}


@pytest.mark.parametrize("what", SERVER)
def test_what_was_changed_on_a_server_is_named(postgres_url: str, what: str) -> None:
    code, statement = SERVER[what]
    made = Register.create(
        postgres_url, institution="Solen", policy="dk", clerk="Anna Holm", at=NOW
    )
    with made as register:
        fill(register)
        with sa.create_engine(postgres_url, poolclass=sa.NullPool).begin() as connection:
            guarded = "ledger SET" in statement or "FROM ledger" in statement
            if guarded:
                connection.execute(sa.text("ALTER TABLE ledger DISABLE TRIGGER USER"))
            connection.execute(sa.text(statement))
            if guarded:
                connection.execute(sa.text("ALTER TABLE ledger ENABLE TRIGGER USER"))
        assert code in {p.code for p in verify(register).problems}


def test_a_photo_not_yet_attested_is_no_problem(register: Register) -> None:
    with writing(register) as writer:
        noah = child(writer)
        photo = portrait(writer, 1, noah)
        writer.set_depictions(photo, [Depiction(photo, noah), Depiction(photo, child(writer))])
    assert verify(register).ok
