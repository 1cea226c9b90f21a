"""Recording a signed form: who may sign, when, for what; all or nothing."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from consentdesk.domain.acts import Granted, Purpose, Serial
from consentdesk.domain.consent import add_months
from consentdesk.domain.people import SELF, SubjectId, guardian_signer
from consentdesk.domain.serials import further
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, ConsentDeskError, IntakeRefused, Problem, RegisterError
from consentdesk.services import exporting, intake, roster, ruling
from consentdesk.services.editions import load_edition
from tests.services.office import FACEBOOK, ON_THE_WEB, SOCIAL, Office, picture
from tests.services.refusing import refused
from tests.storage.tampering import opened

DAY = timedelta(days=1)


def _record(
    office: Office,
    serial: Serial,
    *,
    signer: str = "Mette Lund",
    signed_on: date | None = None,
    answers: dict[Purpose, bool] | None = None,
    scan: Path | None = None,
    subject: SubjectId | None = None,
) -> intake.Recorded:
    return intake.record(
        *office.desk,
        serial=serial,
        answers={ON_THE_WEB: True} if answers is None else answers,
        signer=signer,
        signed_on=signed_on or office.today,
        scan=scan,
        subject=subject,
    )


def test_a_blank_box_is_a_no(office: Office) -> None:
    """R6."""
    noah = office.family()
    done = _record(office, office.form(noah), answers={ON_THE_WEB: True, SOCIAL: False})
    assert done.granted == (ON_THE_WEB,)
    assert set(done.refused) == set(load_edition().purposes) - {ON_THE_WEB}
    assert len(done.acts) == len(load_edition().purposes)
    photo = office.portrait(noah)
    assert office.why(photo, FACEBOOK) == {ReasonCode.REFUSED}
    assert office.why(photo) == {ReasonCode.NOT_JOURNALED}


def test_an_answer_points_to_the_wording_that_was_signed(office: Office) -> None:
    """R13, R9: and holds as long as that wording says."""
    done = _record(office, office.form(office.family()))
    edition = load_edition()
    body = done.acts[0].body
    assert isinstance(body, Granted)
    assert body.wording.digest == edition.wording("da").digest
    assert body.validity_months == edition.validity_months


def _until(office: Office, who: SubjectId) -> date | None:
    with office.register.read() as reader:
        return reader.permissions([who], office.today)[who][ON_THE_WEB].valid_until


@pytest.mark.parametrize(("months", "counts"), [(6, 6), (36, 24)])
def test_the_institutions_own_term_counts_where_it_is_shorter_than_the_forms(
    office: Office, months: int, counts: int
) -> None:
    """R9: from the settings to the day on which a picture may no longer go."""
    ruling.set_rules(*office.desk, {"validity_months": months})
    noah = office.family()
    office.permit(noah)
    last = add_months(office.today, counts)
    assert _until(office, noah) == last
    path = office.portrait(noah)
    office.at += last - office.today
    assert office.why(path) == set()
    office.later(days=1)
    assert office.why(path) == {ReasonCode.LAPSED}


def test_a_shorter_term_counts_for_what_was_signed_and_a_longer_one_never_does(
    office: Office,
) -> None:
    """R9: the form that was signed bears the figure of the day it was printed."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    ruling.set_rules(*office.desk, {"validity_months": 6})
    office.permit(ella)
    waiting = office.form(office.family("Ida Dal"))
    half = add_months(office.today, 6)
    assert (_until(office, noah), _until(office, ella)) == (half, half)
    ruling.set_rules(*office.desk, {"validity_months": None})
    assert _until(office, noah) == add_months(office.today, 24), "as it was signed"
    assert _until(office, ella) == half
    body = _record(office, waiting, signer="Mette Dal").acts[0].body
    assert isinstance(body, Granted)
    assert body.validity_months == 6


def test_a_form_counts_the_shortest_term_there_was_while_it_was_out(office: Office) -> None:
    """R9: it may have been printed again meanwhile, and says that figure then."""
    noah = office.family()
    serial = office.form(noah)
    for settings in ({"validity_months": 3}, {"validity_months": None}):
        office.later(days=1)
        ruling.set_rules(*office.desk, settings)
    office.later(days=1)
    body = _record(office, serial, signed_on=office.today).acts[0].body
    assert isinstance(body, Granted)
    assert body.validity_months == 3


def test_a_form_is_recorded_once(office: Office) -> None:
    noah = office.family()
    serial = office.form(noah)
    _record(office, serial)
    with refused(office, Problem.FORM_ALREADY_RECORDED, IntakeRefused):
        _record(office, serial)
    office.file(serial)
    with refused(office, Problem.FORM_ALREADY_JOURNALED, IntakeRefused):
        _record(office, serial)


def test_a_serial_nobody_printed_is_refused(office: Office) -> None:
    with refused(office, Problem.UNKNOWN_SERIAL, BadInput):
        _record(office, Serial("7K3M9QX7"))


def test_a_purpose_that_is_not_on_the_form_is_refused(office: Office) -> None:
    serial = office.form(office.family())
    with refused(office, Problem.UNKNOWN_PURPOSE, BadInput):
        _record(office, serial, answers={Purpose("billboards"): True})


def test_the_day_of_signing_must_be_possible(office: Office) -> None:
    serial = office.form(office.family())
    with refused(office, Problem.SIGNED_IN_FUTURE, BadInput):
        _record(office, serial, signed_on=office.today + DAY)
    with refused(office, Problem.SIGNED_BEFORE_BORN, IntakeRefused):
        _record(office, serial, signed_on=date(2019, 5, 2))
    _record(office, serial, signed_on=office.today)


def test_a_sheet_signed_before_this_one_was_printed_may_be_entered(office: Office) -> None:
    serial = office.form(office.family())
    assert _record(office, serial, signed_on=office.today - 30 * DAY).granted


def test_days_are_local_days(office: Office) -> None:
    """Half past midnight in Copenhagen is still yesterday in UTC."""
    noah = office.family()
    office.at = office.at.replace(hour=22, minute=30)
    serial = office.form(noah)
    with refused(office, Problem.SIGNED_IN_FUTURE, BadInput):
        _record(office, serial, signed_on=date(2026, 9, 16))
    _record(office, serial, signed_on=date(2026, 9, 15))


def test_only_a_guardian_with_custody_signs_for_a_child(office: Office) -> None:
    """R3."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.guardian(noah, "Jørgen Lund", custody=False)
    mine = (IntakeRefused, office.form(noah))
    for signer, problem in (
        ("Mette Holm", Problem.NOT_A_GUARDIAN),
        ("Somebody Else", Problem.NOT_A_GUARDIAN),
        ("", Problem.NOT_A_GUARDIAN),
        ("Jørgen Lund", Problem.NO_CUSTODY),
        ("self", Problem.TOO_YOUNG_TO_SIGN),
        ("Noah Lund", Problem.TOO_YOUNG_TO_SIGN),
    ):
        with refused(office, problem, mine[0]):
            _record(office, mine[1], signer=signer)
    with office.register.read() as reader:
        hers = roster.find_guardian(reader, ella, "Mette Holm")
    with refused(office, Problem.NOT_A_GUARDIAN, IntakeRefused):
        _record(office, mine[1], signer=str(hers))
    done = _record(office, mine[1], signer="mette LUND")
    body = done.acts[0].body
    assert isinstance(body, Granted)
    assert body.signer.guardian is not None
    assert body.signer == guardian_signer(body.signer.guardian)


def test_custody_counts_on_the_day_of_signing(office: Office) -> None:
    noah = office.child()
    mette = office.guardian(noah)
    serial = office.form(noah)
    office.later(days=10)
    roster.end_custody(*office.desk, guardian=mette, subject=noah, until=office.today - 5 * DAY)
    with refused(office, Problem.NO_CUSTODY, IntakeRefused):
        _record(office, serial, signed_on=office.today - 4 * DAY)
    _record(office, serial, signed_on=office.today - 5 * DAY)


def test_from_the_birthday_on_the_young_person_signs(office: Office) -> None:
    """R3: on the day itself, and on 1 March for those born on 29 February."""
    ida = office.child("Ida Lund", date(2011, 9, 20))
    office.guardian(ida)
    serial = office.form(ida)
    office.later(days=10)
    with refused(office, Problem.TOO_YOUNG_TO_SIGN, IntakeRefused):
        _record(office, serial, signer="self", signed_on=date(2026, 9, 19))
    with refused(office, Problem.MUST_SIGN_SELF, IntakeRefused):
        _record(office, serial, signed_on=date(2026, 9, 20))
    done = _record(office, serial, signer="Ida Lund", signed_on=date(2026, 9, 20))
    body = done.acts[0].body
    assert isinstance(body, Granted)
    assert body.signer == SELF


def test_staff_sign_for_themselves(office: Office) -> None:
    """R11."""
    karen = office.child("Karen Friis", date(1980, 1, 1), staff=True)
    office.guardian(karen)
    serial = office.form(karen)
    with refused(office, Problem.MUST_SIGN_SELF, IntakeRefused):
        _record(office, serial)
    _record(office, serial, signer="self")


def test_a_name_two_people_have_is_asked_about(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    twin = roster.add_guardian(*office.desk, name="Mette Lund", subject=ella)
    roster.share_guardian(*office.desk, guardian=twin, subject=noah)
    serial = office.form(noah)
    with refused(office, Problem.AMBIGUOUS_GUARDIAN, BadInput):
        _record(office, serial)
    _record(office, serial, signer=str(twin))
    peter = office.child("Peter Hansen")
    office.guardian(peter, "Peter Hansen")
    his = office.form(peter)
    with refused(office, Problem.AMBIGUOUS_GUARDIAN, BadInput):
        _record(office, his, signer="Peter Hansen")


def test_a_blank_form_gets_its_subject_with_the_answers(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    serial = office.form(None)
    with refused(office, Problem.SUBJECT_NEEDED, BadInput):
        _record(office, serial)
    with refused(office, Problem.UNKNOWN_SUBJECT, BadInput):
        _record(office, serial, subject=SubjectId(99))
    with refused(office, Problem.TOO_YOUNG_TO_SIGN, IntakeRefused):
        _record(office, serial, subject=noah, signer="self")
    with office.register.read() as reader:
        assert reader.form(serial).subject is None
    assert _record(office, serial, subject=noah).subject == noah
    other = office.form(ella)
    with refused(office, Problem.FORM_TAKEN, IntakeRefused):
        _record(office, other, subject=noah)


def test_the_scan_is_kept_with_the_answers(office: Office) -> None:
    """R12: and is what proves them when the form is journaled."""
    noah = office.family()
    scan = office.draw("scan.pdf")
    serial = office.form(noah)
    done = _record(office, serial, scan=scan)
    assert done.scan is not None
    with office.register.read() as reader:
        assert reader.document(done.scan).data == scan.read_bytes()
        assert reader.document(done.scan).media_type == "image/jpeg"
    (entry,) = intake.journal(*office.desk, [serial])
    assert entry.scan == done.scan
    assert office.check(office.portrait(noah)) == [Outcome.CLEAR]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_scan_is_told_by_its_bytes(office: Office, kind: str) -> None:
    scan = office.folder / "scan.txt"
    scan.write_bytes(picture(1, kind))
    assert _record(office, office.form(office.family()), scan=scan).scan


def test_what_is_no_scan_is_refused_with_the_answers(office: Office) -> None:
    serial = office.form(office.family())
    folder, text, empty, cut, large = (
        office.folder / name for name in ("folder.jpg", "a.jpg", "b.jpg", "c.jpg", "d.jpg")
    )
    folder.mkdir()
    text.write_text("my scan")
    empty.write_bytes(b"")
    cut.write_bytes(picture(1)[:100])
    with large.open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    for scan, problem in (
        (office.folder / "none.jpg", Problem.SCAN_NOT_READABLE),
        (folder, Problem.SCAN_NOT_READABLE),
        (empty, Problem.SCAN_NOT_READABLE),
        (text, Problem.NOT_A_SCAN),
        (cut, Problem.SCAN_DAMAGED),
        (large, Problem.TOO_LARGE),
    ):
        with refused(office, problem, BadInput):
            _record(office, serial, scan=scan)


def test_nothing_is_left_where_the_register_refuses_in_the_middle(office: Office) -> None:
    """The scan and the bound form roll back with the rest."""
    noah = office.family()
    serial = office.form(None)
    with pytest.raises(ConsentDeskError):
        _record(office, serial, subject=noah, signer="self", scan=office.draw())
    with office.register.read() as reader:
        form = reader.form(serial)
    assert (form.subject, form.scan) == (None, None)


def test_a_no_names_the_releases_that_must_come_down(office: Office) -> None:
    """R7: a signed no takes a permission back as a withdrawal does."""
    noah = office.family()
    office.permit(noah)
    done = exporting.release(*office.desk, office.plan(office.portrait(noah)), office.target())
    office.later(days=1)
    again = _record(office, office.form(noah), answers={ON_THE_WEB: True})
    assert again.releases == ()
    office.later(days=1)
    stopped = _record(office, office.form(noah), answers={})
    assert [r.id for r in stopped.releases] == [done.release]


@pytest.mark.parametrize("step", ["record", "journal", "a further sheet"])
def test_r13_nothing_is_recorded_on_a_sheet_that_is_not_the_one_printed(
    office: Office, step: str
) -> None:
    noah = office.family()
    serial = office.form(noah) if step == "record" else office.answer(noah)
    if step == "a further sheet":
        intake.journal(*office.desk, [serial], paper_at="Folder 3")
    with opened(Path(office.register.location)) as raw:
        raw.execute("UPDATE form SET language = 'sv'")
    with pytest.raises(RegisterError, match=Problem.REGISTER_DAMAGED):
        if step == "journal":
            intake.journal(*office.desk, [serial], paper_at="Folder 3")
        else:
            _record(office, serial if step == "record" else further(serial, 2))
    with office.register.read() as reader:
        assert reader.entries([serial]).keys() == ({serial} if "sheet" in step else set())
