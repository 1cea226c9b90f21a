"""Forms, answers, journal entries and scans, on both engines."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from consentdesk.domain.acts import ActKind, Corrected, Digest, EvidenceKind, Journaled
from consentdesk.domain.journal import Form, FormState, JournalEntry
from consentdesk.domain.serials import new_serial
from consentdesk.errors import BadInput, IntakeRefused, Problem
from consentdesk.storage.documents import LIMIT
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from tests.factories import NOW, SERIAL, SOCIAL_MEDIA, WEBSITE, WORDING, refused
from tests.storage.desk import (
    CLERK,
    PDF,
    child,
    entry,
    family,
    form,
    journaled_yes,
    writing,
    yes,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def test_a_form_comes_back_as_it_was_issued(register: Register) -> None:
    with writing(register) as writer:
        subject = child(writer)
        serial = form(writer, subject, (WEBSITE, SOCIAL_MEDIA))
    with register.read() as reader:
        found = reader.form(serial)
        assert found.subject == subject
        assert found.purposes == (WEBSITE, SOCIAL_MEDIA)
        assert found.wording == WORDING
        assert found.printed_at == NOW
        assert found.state is FormState.PRINTED
        assert [a.kind for a in reader.acts([subject])[subject]][-1] is ActKind.ASKED


@pytest.mark.parametrize("own", [False, True])
def test_a_form_remembers_whether_it_speaks_to_the_person_alone(
    register: Register, own: bool
) -> None:
    with writing(register) as writer:
        sheet = Form(
            serial=SERIAL,
            subject=child(writer),
            guardian=None,
            wording=WORDING,
            purposes=(WEBSITE,),
            printed_at=NOW,
            own=own,
        )
        writer.issue_form(sheet)
    with register.read() as reader:
        assert reader.form(SERIAL) == sheet
        assert reader.forms() == (sheet,)
    assert verify(register).ok


def test_a_serial_is_used_once(register: Register) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        form(writer, None, serial=SERIAL)
        form(writer, None, serial=SERIAL)
    assert caught.value.problem is Problem.SERIAL_TAKEN


def test_an_unknown_serial_is_bad_input(register: Register) -> None:
    with register.read() as reader, pytest.raises(BadInput) as caught:
        reader.form(SERIAL)
    assert caught.value.problem is Problem.UNKNOWN_SERIAL


def test_a_blank_form_gets_its_subject_once(register: Register) -> None:
    with writing(register) as writer:
        serial, subject, other = form(writer, None), child(writer), child(writer, "Ella Holm")
        assert writer.ledger(kinds=frozenset({ActKind.ASKED})) == ()
        writer.bind_form(serial, subject)
        writer.bind_form(serial, subject)
        assert len(writer.ledger(kinds=frozenset({ActKind.ASKED}))) == 1
        assert writer.form(serial).subject == subject
        with pytest.raises(BadInput) as caught:
            writer.bind_form(serial, other)
    assert caught.value.problem is Problem.FORM_TAKEN


def test_forms_are_listed_newest_first_by_state_and_subject(register: Register) -> None:
    with writing(register) as writer:
        subject, serial, _ = journaled_yes(writer)
        blank = form(writer, None)
        mother = writer.guardianships([subject])[subject][0].guardian
        second = form(writer, subject)
        writer.append(yes(subject, mother, second))
    with register.read() as reader:
        assert [f.serial for f in reader.forms()] == [second, blank, serial]
        assert [f.serial for f in reader.forms(limit=1)] == [second]
        assert [f.serial for f in reader.forms(subject=subject)] == [second, serial]
        for state, wanted in zip(FormState, (blank, second, serial), strict=True):
            assert [f.serial for f in reader.forms(state=state)] == [wanted]


def test_answers_are_those_in_force_for_the_serial(register: Register) -> None:
    with writing(register) as writer:
        subject, mother = family(writer)
        serial = form(writer, subject, (WEBSITE, SOCIAL_MEDIA))
        wrong, no = writer.append(
            yes(subject, mother, serial),
            replace(refused(subject, SOCIAL_MEDIA), serial=serial),
        )
        assert writer.answers(serial) == {WEBSITE: wrong, SOCIAL_MEDIA: no}
        reason = writer.digest_text("Misread")
        writer.append(Corrected(number=wrong.number, reason=reason, subject=None, photo=None))
        assert writer.answers(serial) == {SOCIAL_MEDIA: no}
        assert writer.form(serial).state is FormState.RECORDED
        writer.append(Corrected(number=no.number, reason=reason, subject=None, photo=None))
        assert writer.answers(serial) == {}
        assert writer.form(serial).state is FormState.PRINTED


def test_a_journal_entry_comes_back_whole(register: Register) -> None:
    with writing(register) as writer:
        subject, serial, act = journaled_yes(writer)
    with register.read() as reader:
        found = reader.entries([serial, new_serial()])
        assert set(found) == {serial}
        assert found[serial].number == "2026-0001"
        assert found[serial].clerk == CLERK
        assert found[serial].paper_at == "Binder 3"
        assert found[serial].subject == subject
        body = act.body
        assert isinstance(body, Journaled)
        assert body.whole()
        assert body.evidence_kind is EvidenceKind.PAPER
        said = reader.texts([body.journal_number, body.subject_line, body.evidence])
        assert set(said.values()) == {"2026-0001", "Photo permission", "Binder 3"}


BROKEN: Mapping[str, Callable[[JournalEntry], JournalEntry]] = {
    "number": lambda e: replace(e, number=" "),
    "system": lambda e: replace(e, system=""),
    "subject_line": lambda e: replace(e, subject_line="\t"),
    "received_on": lambda e: replace(e, received_on=None),
    "evidence": lambda e: replace(e, paper_at=" "),
    "clerk": lambda e: replace(e, clerk=""),
}


@pytest.mark.parametrize("field", BROKEN)
def test_an_entry_that_lacks_something_is_refused(register: Register, field: str) -> None:
    with pytest.raises(IntakeRefused) as caught, writing(register) as writer:
        subject = child(writer)
        serial = form(writer, subject)
        writer.file_entry(BROKEN[field](entry(writer, subject, serial)), (WEBSITE,))
    assert caught.value.problem is Problem.JOURNAL_INCOMPLETE
    assert caught.value.facts["missing"] == (field,)
    with register.read() as reader:
        assert reader.head().number == 2


def test_an_entry_for_no_purpose_is_refused(register: Register) -> None:
    with pytest.raises(IntakeRefused), writing(register) as writer:
        subject = child(writer)
        serial = form(writer, subject)
        writer.file_entry(entry(writer, subject, serial), ())


def test_an_entry_for_somebody_else_s_form_is_bad_input(register: Register) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        serial, other = form(writer, child(writer)), child(writer, "Ella Holm")
        writer.file_entry(entry(writer, other, serial), (WEBSITE,))
    assert caught.value.problem is Problem.FORM_TAKEN


def test_the_register_numbers_its_journal_by_year_without_gaps(register: Register) -> None:
    with writing(register) as writer:
        for n in range(3):
            journaled_yes(writer, f"Child {n}")
        assert writer.next_journal_number() == "2026-0004"
    eve = NOW.replace(month=12, day=31, hour=22, minute=59)
    with writing(register, eve) as writer:
        assert writer.next_journal_number() == "2026-0004"
    with writing(register, eve + timedelta(minutes=1)) as writer:
        _, serial, _ = journaled_yes(writer, "New year's child")
        assert writer.entries([serial])[serial].number == "2027-0001"


def test_a_corrected_entry_keeps_its_number(register: Register) -> None:
    with writing(register) as writer:
        subject, serial, act = journaled_yes(writer)
        reason = writer.digest_text("Wrong date")
        writer.append(Corrected(number=act.number, reason=reason, subject=None, photo=None))
        assert writer.form(serial).state is FormState.RECORDED
        writer.file_entry(entry(writer, subject, serial), (WEBSITE,))
        assert writer.entries([serial])[serial].number == "2026-0002"
        assert writer.form(serial).state is FormState.JOURNALED


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("2026-0001", Problem.JOURNAL_NUMBER_TAKEN),
        ("2026-0009", Problem.JOURNAL_NUMBER_GAP),
        ("X", Problem.JOURNAL_NUMBER_GAP),
    ],
)
def test_the_register_s_own_number_is_the_next_one(
    register: Register, number: str, problem: Problem
) -> None:
    with writing(register) as writer:
        journaled_yes(writer)
        subject = child(writer, "Ella Holm")
        serial = form(writer, subject)
        with pytest.raises(BadInput) as caught:
            writer.file_entry(entry(writer, subject, serial, number=number), (WEBSITE,))
    assert caught.value.problem is problem


def test_another_system_s_number_belongs_to_one_form(register: Register) -> None:
    with writing(register) as writer:
        one, two = child(writer), child(writer, "Ella Holm")
        first, second = form(writer, one), form(writer, two)
        filed = writer.file_entry(
            entry(writer, one, first, number="26/1234", system="SBSYS"), (WEBSITE,)
        )
        again = entry(writer, two, second, number="26/1234", system="SBSYS")
        with pytest.raises(BadInput) as caught:
            writer.file_entry(again, (WEBSITE,))
        assert caught.value.problem is Problem.JOURNAL_NUMBER_TAKEN
        writer.file_entry(replace(again, system="Acadre"), (WEBSITE,))
        reason = writer.digest_text("Wrong child")
        writer.append(Corrected(number=filed.number, reason=reason, subject=None, photo=None))
        writer.file_entry(again, (WEBSITE,))


def test_scans_are_kept_once_under_their_digest(register: Register) -> None:
    with writing(register) as writer:
        digest = writer.store_document(PDF, "application/pdf")
        assert writer.store_document(PDF, "") == digest
    with register.read() as reader:
        found = reader.document(digest)
    assert (found.digest, found.media_type, found.data) == (digest, "application/pdf", PDF)


def test_a_scan_is_evidence_and_may_have_its_paper_beside(register: Register) -> None:
    with writing(register) as writer:
        subject = child(writer)
        serial = form(writer, subject)
        scan = writer.store_document(PNG, "image/png")
        act = writer.file_entry(entry(writer, subject, serial, scan=scan), (WEBSITE,))
        assert isinstance(act.body, Journaled)
        assert (act.body.evidence_kind, act.body.evidence) == (EvidenceKind.SCAN, scan)
        assert writer.entries([serial])[serial].scan == scan
        assert writer.entries([serial])[serial].paper_at == "Binder 3"


def test_a_scan_that_is_not_stored_is_no_evidence(register: Register) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        subject = child(writer)
        serial = form(writer, subject)
        absent = entry(writer, subject, serial, scan=Digest("a" * 64))
        writer.file_entry(absent, (WEBSITE,))
    assert caught.value.problem is Problem.UNKNOWN_DOCUMENT


def test_a_form_remembers_its_scan(register: Register) -> None:
    with writing(register) as writer:
        serial = form(writer, None)
        scan = writer.store_document(PDF, "application/pdf")
        writer.attach_scan(serial, scan)
        assert writer.form(serial).scan == scan
        writer.attach_scan(serial, None)
        assert writer.form(serial).scan is None
        with pytest.raises(BadInput) as caught:
            writer.attach_scan(serial, Digest("a" * 64))
    assert caught.value.problem is Problem.UNKNOWN_DOCUMENT


def test_a_scan_that_gives_way_to_another_is_kept_only_where_something_rests_on_it(
    register: Register,
) -> None:
    """Nothing would ever erase it with the person it is about (R28)."""
    with writing(register) as writer:
        serial, other = form(writer, None), form(writer, None)
        first = writer.store_document(PDF, "")
        writer.attach_scan(serial, first)
        writer.attach_scan(other, first)
        writer.attach_scan(serial, writer.store_document(PDF + b"%new", ""))
        assert writer.document(first).data == PDF
        writer.attach_scan(other, first)
        assert writer.document(first).data == PDF
        writer.attach_scan(other, None)
        with pytest.raises(BadInput) as caught:
            writer.document(first)
    assert caught.value.problem is Problem.UNKNOWN_DOCUMENT


@pytest.mark.parametrize(
    ("data", "media_type", "problem"),
    [
        (b"GIF89a" + bytes(20), "image/gif", Problem.NOT_A_SCAN),
        (b"", "application/pdf", Problem.NOT_A_SCAN),
        (PNG, "application/pdf", Problem.NOT_A_SCAN),
        (PDF + bytes(LIMIT), "application/pdf", Problem.TOO_LARGE),
    ],
)
def test_what_is_no_scan_is_bad_input(
    register: Register, data: bytes, media_type: str, problem: Problem
) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.store_document(data, media_type)
    assert caught.value.problem is problem


def test_an_unknown_scan_is_bad_input(register: Register) -> None:
    with register.read() as reader, pytest.raises(BadInput) as caught:
        reader.document(Digest("a" * 64))
    assert caught.value.problem is Problem.UNKNOWN_DOCUMENT
