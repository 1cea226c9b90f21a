"""Whatever somebody changes in the file by hand, no picture gets out by it, and verify names it."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from consentdesk.domain.acts import Attested, Corrected, Described
from consentdesk.domain.people import Guardianship, Subject, SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind, Region
from consentdesk.domain.verdict import Outcome
from consentdesk.errors import Cancelled, Problem, RegisterError
from consentdesk.services import (
    checking,
    exporting,
    photographs,
    rechecking,
    roster,
    ruling,
    withdrawing,
)
from consentdesk.services.pictures.files import digest_file
from consentdesk.storage import reading_history
from consentdesk.storage.chain import LINE, line_digest
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Tampering
from tests.services.office import CLERK, Office
from tests.storage.desk import print_of
from tests.storage.tampering import guards_down, opened, rewrite_chain

PHOTO = PhotoId(1)
FACE = Region(0.1, 0.1, 0.1, 0.1)


@dataclass(frozen=True)
class Deed:
    """A picture that may not go, what is changed by hand, and what verify calls it."""

    held: Callable[[Office], Path]
    sql: str
    named: Tampering
    guarded: bool = False


def _faces(office: Office) -> Path:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    with office.register.write(CLERK, office.at) as writer:
        writer.set_photo(replace(writer.photo(office.photo(path)), faces=2))
    ruling.set_rules(*office.desk, {"counting_aid": True})
    return path


def _two_shown(office: Office) -> Path:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    return office.portrait(noah, ella)


def _unvouched(office: Office) -> Path:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    path = office.portrait(noah)
    photographs.name(*office.desk, photo=office.photo(path), shows={noah: None, ella: None})
    return path


def _situation(office: Office) -> Path:
    path = office.situation(office.family())
    office.assess(path)
    photographs.set_kind(*office.desk, photo=office.photo(path), kind=PhotoKind.PORTRAIT)
    return path


def _no_rights(office: Office) -> Path:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    photographs.describe(*office.desk, photo=office.photo(path), rights="")
    ruling.set_rules(*office.desk, {"require_rights": True})
    return path


def _custody_lost(office: Office) -> Path:
    return _custody(office, custody=False)


def _custody_ended(office: Office) -> Path:
    return _custody(office, until=office.today - timedelta(days=1))


def _custody(office: Office, *, custody: bool = True, until: date | None = None) -> Path:
    noah = office.child()
    mother = office.guardian(noah)
    office.permit(noah)
    after = Guardianship(guardian=mother, subject=noah, custody=custody, until=until)
    with office.register.write(CLERK, office.at) as writer:
        writer.set_guardianship(after)
    return office.portrait(noah)


def _gone(office: Office) -> Path:
    noah = office.family()
    office.permit(noah)
    with office.register.write(CLERK, office.at) as writer:
        writer.change_subject(
            replace(writer.subject(noah), left_on=office.today - timedelta(days=1))
        )
    return office.portrait(noah)


def _of_age(office: Office) -> Path:
    noah = office.child(born=date(2011, 9, 14))
    office.guardian(noah)
    office.permit(noah, signed_on=office.today - timedelta(days=1))
    return office.portrait(noah)


def _two_needed(office: Office) -> Path:
    noah = office.family()
    office.guardian(noah, "Jens Lund")
    office.permit(noah)
    ruling.set_rules(*office.desk, {"guardians_needed": "all"})
    return office.portrait(noah)


def _beside_a_clear_one(office: Office) -> Path:
    noah = office.family()
    office.permit(noah)
    office.portrait(noah)
    return office.portrait(office.family("Ella Holm"))


def _said_same_by_mistake(office: Office) -> Path:
    noah = office.family()
    office.permit(noah)
    photo = office.photo(office.portrait(noah))
    path = office.draw()
    with office.register.write(CLERK, office.at) as writer:
        writer.add_alias(photo, replace(print_of(7), sha256=digest_file(path)))
        number = writer.head().number
        writer.remove_alias(number, writer.digest_text("Another picture"))
    return path


def _refused(office: Office) -> Path:
    noah = office.family()
    office.file(office.answer(noah, dict.fromkeys(office.purposes, False)))
    return office.portrait(noah)


def _withdrawn(office: Office) -> Path:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    withdrawing.withdraw(*office.desk, subject=noah)
    return path


def _withdrawn_long_ago(office: Office) -> Path:
    path = _withdrawn(office)
    office.child("Ella Holm")
    return path


def _not_journaled(office: Office) -> Path:
    noah = office.family()
    office.answer(noah)
    return office.portrait(noah)


def _withheld(office: Office) -> Path:
    path = office.situation(office.family())
    office.assess(path, publish=False)
    return path


def _objected(office: Office) -> Path:
    noah = office.family()
    path = office.situation(noah)
    withdrawing.object_to(*office.desk, subject=noah)
    office.assess(path)
    return path


def _unknown_file(office: Office) -> Path:
    noah = office.family()
    office.permit(noah)
    office.portrait(noah)
    office.child("Ella Holm")
    office.child("Bo Lund")
    return office.draw()


OUT_OF_SIGHT: Mapping[str, Deed] = {
    "a withdrawal nobody made": Deed(
        _withdrawn_long_ago,
        "UPDATE ledger SET subject = NULL WHERE kind = 'WITHDRAWN'",
        Tampering.CHAIN_BROKEN,
        guarded=True,
    ),
    "a withdrawal found under somebody else": Deed(
        _withdrawn_long_ago,
        "UPDATE ledger SET subject = 2 WHERE kind = 'WITHDRAWN'",
        Tampering.CHAIN_BROKEN,
        guarded=True,
    ),
    "an objection nobody made": Deed(
        _objected,
        "UPDATE ledger SET subject = NULL WHERE kind = 'OBJECTED'",
        Tampering.CHAIN_BROKEN,
        guarded=True,
    ),
    "a photo nobody described": Deed(
        _unvouched,
        "UPDATE ledger SET photo = NULL WHERE kind = 'DESCRIBED'; "
        "DELETE FROM depiction WHERE subject = 2",
        Tampering.CHAIN_BROKEN,
        guarded=True,
    ),
}
"""What hides a line from whoever reads those about the people on a picture."""
REDIGESTED: Mapping[str, Deed] = {
    "a no made a yes, digest and all": Deed(
        _refused,
        "UPDATE ledger SET kind = 'GRANTED', digest = line_digest(number, op, at, clerk, "
        "'GRANTED', subject, photo, serial, body, binds, previous) WHERE kind = 'REFUSED'",
        Tampering.CHAIN_BROKEN,
        guarded=True,
    ),
    "a file that somebody's enrolment vouches for": Deed(
        _unknown_file,
        "UPDATE ledger SET kind = 'REGISTERED', subject = NULL, binds = NULL, "
        """body = '{"photo":1,"sha256":"' || lower(hex(held())) || '"}' """
        "WHERE kind = 'ENROLLED' AND subject = 2; "
        "INSERT INTO fingerprint (institution, photo, act, sha256) "
        "SELECT 1, 1, number, held() FROM ledger WHERE body LIKE '%' || lower(hex(held())) || '%'",
        Tampering.CHAIN_BROKEN,
        guarded=True,
    ),
}
DEEDS: Mapping[str, Deed] = {
    **OUT_OF_SIGHT,
    **REDIGESTED,
    "fewer faces": Deed(_faces, "UPDATE photo SET faces = NULL", Tampering.PHOTO_MISMATCH),
    "a face count as if nobody had described it": Deed(
        _faces, "UPDATE photo SET faces = NULL, salt = NULL", Tampering.PHOTO_MISMATCH
    ),
    "somebody taken off": Deed(
        _two_shown, "DELETE FROM depiction WHERE subject = 2", Tampering.PHOTO_MISMATCH
    ),
    "somebody named later taken off": Deed(
        _unvouched, "DELETE FROM depiction WHERE subject = 2", Tampering.PHOTO_MISMATCH
    ),
    "somebody hidden in another institution": Deed(
        _unvouched,
        "UPDATE depiction SET institution = 2 WHERE subject = 2",
        Tampering.PHOTO_MISMATCH,
    ),
    "the kind it was assessed as": Deed(
        _situation, "UPDATE photo SET kind = 'situation'", Tampering.PHOTO_MISMATCH
    ),
    "a right to use": Deed(_no_rights, "UPDATE photo SET rights = 'own'", Tampering.PHOTO_MISMATCH),
    "custody": Deed(
        _custody_lost, "UPDATE guardianship SET custody = 1", Tampering.GUARDIANSHIP_MISMATCH
    ),
    "the end of custody": Deed(
        _custody_ended, "UPDATE guardianship SET until = NULL", Tampering.GUARDIANSHIP_MISMATCH
    ),
    "the day somebody left": Deed(
        _gone, "UPDATE subject SET left_on = NULL", Tampering.SUBJECT_MISMATCH
    ),
    "the text of what was enrolled": Deed(
        _gone,
        'UPDATE text SET text = replace(text, \'"left_on":"2026-09-13"\', \'"left_on":null\')',
        Tampering.TEXT_MISMATCH,
    ),
    "the text and its salt": Deed(
        _gone,
        "DELETE FROM text WHERE text LIKE '%2026-09-13%'",
        Tampering.TEXT_MISSING,
    ),
    "a birthday": Deed(
        _of_age, "UPDATE subject SET born = '2019-01-01'", Tampering.SUBJECT_MISMATCH
    ),
    "the rules": Deed(
        _two_needed,
        "UPDATE institution SET policy_digest = (SELECT json_extract(body, '$.values') "
        "FROM ledger WHERE number = 2)",
        Tampering.POLICY_MISMATCH,
    ),
    "the policy file": Deed(
        _of_age, "UPDATE institution SET policy = 'se'", Tampering.POLICY_MISMATCH
    ),
    "a kind there is none of": Deed(
        _two_shown, "UPDATE photo SET kind = 'other'", Tampering.PHOTO_MISMATCH
    ),
    "half a place": Deed(_two_shown, "UPDATE depiction SET x = 0.5", Tampering.DATABASE_DAMAGED),
    "which photo a file is": Deed(
        _beside_a_clear_one,
        "UPDATE fingerprint SET photo = 1 WHERE photo = 2",
        Tampering.FINGERPRINT_MISMATCH,
    ),
    "which photo a file is, and by which act": Deed(
        _beside_a_clear_one,
        "UPDATE fingerprint SET photo = 1, act = (SELECT act FROM fingerprint WHERE photo = 1) "
        "WHERE photo = 2",
        Tampering.FINGERPRINT_MISMATCH,
    ),
    "a mistake made good again": Deed(
        _said_same_by_mistake,
        "INSERT INTO fingerprint (institution, photo, act, sha256, picture) "
        "SELECT 1, photo, number, unhex(json_extract(body, '$.sha256')), unhex(binds) "
        "FROM ledger WHERE kind = 'SAME_PICTURE'",
        Tampering.FINGERPRINT_MISMATCH,
    ),
    "the stored standing": Deed(
        _not_journaled, "UPDATE standing SET state = 'JOURNALED'", Tampering.STANDING_MISMATCH
    ),
    "a journal entry": Deed(
        _not_journaled,
        "INSERT INTO journal_entry SELECT 1, number, serial, subject, 'SBSYS', '7', NULL, NULL, "
        "'2026-09-14', 'Yes', NULL, 'Folder 3' FROM ledger WHERE kind = 'GRANTED' LIMIT 1",
        Tampering.JOURNAL_MISMATCH,
    ),
    "a no made a yes": Deed(
        _refused,
        "UPDATE ledger SET kind = 'GRANTED' WHERE kind = 'REFUSED'",
        Tampering.CHAIN_BROKEN,
        guarded=True,
    ),
    "an assessment": Deed(
        _withheld,
        "UPDATE ledger SET body = replace(body, '\"publish\":false', '\"publish\":true')",
        Tampering.CHAIN_BROKEN,
        guarded=True,
    ),
    "an attestation": Deed(
        _two_shown,
        "UPDATE ledger SET body = replace(body, '[1,2]', '[1]')",
        Tampering.CHAIN_BROKEN,
        guarded=True,
    ),
    "a withdrawal cut off": Deed(
        _withdrawn,
        "DELETE FROM ledger WHERE kind = 'WITHDRAWN'",
        Tampering.HEAD_MISMATCH,
        guarded=True,
    ),
    "a withdrawal taken out": Deed(
        _withdrawn_long_ago,
        "DELETE FROM ledger WHERE kind = 'WITHDRAWN'",
        Tampering.NUMBER_MISSING,
        guarded=True,
    ),
    "a withdrawal given to somebody else": Deed(
        _withdrawn,
        "UPDATE ledger SET body = replace(body, '\"subject\":1', '\"subject\":9') "
        "WHERE kind = 'WITHDRAWN'",
        Tampering.CHAIN_BROKEN,
        guarded=True,
    ),
}


@pytest.fixture
def done(office: Office, request: pytest.FixtureRequest) -> Iterator[tuple[Path, Deed]]:
    """The picture held back, after somebody changed the file."""
    deed = DEEDS[request.param]
    path = deed.held(office)
    assert office.check(path) != [Outcome.CLEAR]
    assert verify(office.register).ok
    with (guards_down if deed.guarded else opened)(Path(office.register.location)) as raw:
        before = raw.total_changes
        _unhex(raw)
        _digests(raw, path)
        for statement in deed.sql.split("; "):
            raw.execute(statement)
        assert raw.total_changes > before
    yield path, deed


def _unhex(raw: sqlite3.Connection) -> None:
    raw.create_function("unhex", 1, bytes.fromhex)


def _digests(raw: sqlite3.Connection, path: Path) -> None:
    """Let statements work out a line's digest as the program would, and the picture's own."""
    (uuid,) = raw.execute("SELECT uuid FROM institution").fetchone()
    clerks = dict(raw.execute("SELECT id, digest FROM clerk"))

    def digested(*line: object) -> str:
        return line_digest(uuid, clerks[line[3]], line)

    raw.create_function("line_digest", len(LINE), digested)
    raw.create_function("held", 0, lambda: digest_file(path))


@pytest.mark.parametrize("done", DEEDS, indirect=True)
def test_no_picture_gets_out_by_what_was_changed_by_hand(
    office: Office, done: tuple[Path, Deed]
) -> None:
    path, deed = done
    # As another program on the file, which has counted nothing yet.
    with type(office.register).open(office.register.location) as register:
        office.register.close()
        office.register = register
        try:
            assert office.check(path) != [Outcome.CLEAR]
        except RegisterError as error:
            assert error.problem is Problem.REGISTER_DAMAGED
        assert deed.named in {p.code for p in verify(register).problems}


@pytest.mark.parametrize("done", OUT_OF_SIGHT, indirect=True)
def test_an_export_goes_through_the_lines_of_a_long_register_too(
    office: Office, done: tuple[Path, Deed], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = done
    monkeypatch.setattr(reading_history, "_AT_ONCE", 0)
    with type(office.register).open(office.register.location) as register:
        office.register.close()
        office.register = register
        target = office.folder.parent / "out"
        with pytest.raises(RegisterError) as caught:
            exporting.release(*office.desk, office.plan(path), target)
    assert caught.value.problem is Problem.REGISTER_DAMAGED
    assert not target.exists()


@pytest.mark.parametrize("done", REDIGESTED, indirect=True)
def test_a_line_that_the_next_does_not_hang_on_counts_for_nothing(
    office: Office, done: tuple[Path, Deed], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = done
    monkeypatch.setattr(reading_history, "_AT_ONCE", 0)
    with type(office.register).open(office.register.location) as register:
        office.register.close()
        office.register = register
        with pytest.raises(RegisterError) as caught:
            office.check(path)
    assert caught.value.problem is Problem.REGISTER_DAMAGED


def test_a_check_goes_through_a_long_register_before_its_first_verdict(office: Office) -> None:
    """More lines than are gone through for a sign in a list, and none of them the picture's own."""
    path = _withdrawn_long_ago(office)
    other = office.photo(office.portrait())
    found = checking.check_files(office.register, [path], at=office.at).findings
    counted = Attested(photo=other, kind=PhotoKind.PORTRAIT, shows=(), visible=1)
    with office.register.write(CLERK, office.at) as writer:
        writer.append(*[counted] * 20_001)
    with type(office.register).open(office.register.location) as fresh, pytest.raises(Cancelled):
        checking.check_files(fresh, [path], at=office.at, progress=_stopping)
    with guards_down(Path(office.register.location)) as raw:
        raw.execute(OUT_OF_SIGHT["a withdrawal nobody made"].sql)
    # As programs that have gone through nothing yet.
    for look in (
        lambda one: checking.check_files(one, [path], at=office.at),
        lambda one: next(checking.check_each(one, [path], at=office.at)),
        lambda one: rechecking.check_again(one, found, at=office.at),
    ):
        with type(office.register).open(office.register.location) as register:
            with pytest.raises(RegisterError) as caught:
                look(register)
            assert caught.value.problem is Problem.REGISTER_DAMAGED


def _stopping(done: int, _total: int) -> None:
    """Asked before anything was looked at."""
    assert done == 0
    raise Cancelled


def test_what_is_altered_while_the_register_is_open_stops_the_next_export(office: Office) -> None:
    path = _withdrawn_long_ago(office)
    assert office.check(path) != [Outcome.CLEAR]
    with guards_down(Path(office.register.location)) as raw:
        raw.execute(OUT_OF_SIGHT["a withdrawal nobody made"].sql)
    with pytest.raises(RegisterError) as caught:
        exporting.release(*office.desk, office.plan(path), office.folder.parent / "out")
    assert caught.value.problem is Problem.REGISTER_DAMAGED


def test_another_register_put_in_its_place_is_gone_through_from_its_beginning(
    office: Office,
) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    assert office.check(path) == [Outcome.CLEAR]
    with guards_down(Path(office.register.location)) as raw:
        raw.execute("UPDATE ledger SET op = 'another' WHERE number = 2")
        rewrite_chain(raw)
    assert office.check(path) == [Outcome.CLEAR]


def test_a_head_whose_time_has_no_zone_is_damage(office: Office) -> None:
    location = office.register.location
    office.register.close()
    with opened(Path(location)) as raw:
        raw.execute("UPDATE head SET at = '2026-09-14T08:00:00.000000'")
    with pytest.raises(RegisterError) as caught:
        type(office.register).open(location)
    assert caught.value.problem is Problem.REGISTER_DAMAGED


def test_a_cover_that_was_moved_by_hand_covers_nobody(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    path = office.portrait(noah, ella)
    office.mark(path, s2=FACE)
    assert [f.path for f in office.plan(path, covered=[ella]).clear] == [path]
    with opened(Path(office.register.location)) as raw:
        raw.execute("UPDATE depiction SET x = 0.8 WHERE subject = 2")
    with pytest.raises(RegisterError) as caught:
        office.plan(path, covered=[ella])
    assert caught.value.problem is Problem.REGISTER_DAMAGED


LAUNDERING: Mapping[str, tuple[str, Callable[[Office], object]]] = {
    "describing a photo": (
        "UPDATE photo SET faces = NULL",
        lambda office: photographs.describe(*office.desk, photo=PHOTO, album="Other"),
    ),
    "naming people": (
        "UPDATE photo SET faces = NULL",
        lambda office: photographs.name(*office.desk, photo=PHOTO, shows={}),
    ),
    "vouching for a photo": (
        "UPDATE photo SET faces = NULL",
        lambda office: photographs.attest(*office.desk, photo=PHOTO, visible=2),
    ),
    "moving somebody to another group": (
        "UPDATE subject SET born = '2001-01-01'",
        lambda office: roster.change(*office.desk, replace(_noah(office), group="3.A")),
    ),
    "changing the rules": (
        "UPDATE institution SET policy = 'se'",
        lambda office: office.child("Ella Holm"),
    ),
    "changing a guardian": (
        "UPDATE guardianship SET until = '2020-01-01'",
        lambda office: office.guardian(SubjectId(1), "Jens Lund"),
    ),
}


def _noah(office: Office) -> Subject:
    with office.register.read() as reader:
        return reader.subject(SubjectId(1))


@pytest.mark.parametrize("what", LAUNDERING)
def test_what_was_changed_by_hand_is_not_written_down_by_a_clerk(office: Office, what: str) -> None:
    sql, deed = LAUNDERING[what]
    _faces(office)
    with opened(Path(office.register.location)) as raw:
        raw.execute(sql)
    before = office.acts()
    with pytest.raises(RegisterError) as caught:
        deed(office)
    assert caught.value.problem is Problem.REGISTER_DAMAGED
    assert office.acts() == before


def test_a_description_corrected_past_the_program_names_nobody_less(office: Office) -> None:
    """No service corrects one; whoever appends to the ledger by other means might."""
    noah, ida = office.family(), office.family("Ida Dal")
    office.permit(noah)
    path = office.portrait(noah)
    photo = office.photo(path)
    photographs.name(*office.desk, photo=photo, shows={noah: None, ida: None})
    with office.register.write(CLERK, office.at) as writer:
        (*_, named) = (a for a in writer.acts_on([photo])[photo] if isinstance(a.body, Described))
        reason = writer.digest_text("A mistake")
        writer.append(Corrected(number=named.number, reason=reason, subject=None, photo=None))
    assert office.check(path) != [Outcome.CLEAR]
    (found,) = verify(office.register).problems
    assert (found.code, found.number) == (Tampering.PHOTO_MISMATCH, named.number)
