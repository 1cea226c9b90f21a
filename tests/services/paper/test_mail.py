"""Letters and slips: what goes to a family beside the form, and that the form is still the form."""

import string
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from pathlib import Path

import page
import pytest

from consentdesk.domain.acts import Purpose, Serial
from consentdesk.domain.people import GuardianId, Guardianship, SubjectId
from consentdesk.domain.serials import shown_serial
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.i18n import LANGUAGES
from consentdesk.services import intake, roster, ruling
from consentdesk.services.demo_class import practice_word, school_name
from consentdesk.services.letter_wording import letter_wording
from consentdesk.services.paper import draft_forms, draft_reprint, print_forms, reprint
from consentdesk.services.paper_addressing import Skip
from consentdesk.services.reminding import forms_to_remind
from consentdesk.services.slips import draft_slips, print_slips
from consentdesk.storage.register import Register
from tests.factories import NOW
from tests.services.paper.conftest import enrol, forms_in
from tests.services.paper.pages import codes, ink, marks, words

LATER = NOW + timedelta(days=14)
SOON = NOW.date().replace(year=NOW.year - 15) + timedelta(days=20)


@pytest.fixture
def freja(register: Register) -> SubjectId:
    """Fourteen, and fifteen in twenty days; her father has answered for her."""
    freja = enrol(register, "Freja Lund", born=SOON, group="9.B", guardians=("Bo Lund",))
    _answered(register, _printed(register, freja), "Bo Lund", website=True, print=True)
    return freja


def _printed(register: Register, *subjects: SubjectId, at: timedelta = timedelta()) -> Serial:
    path = Path(register.place.path or "").parent / "printed.pdf"
    done = print_forms(register, "Lis", NOW + at, subjects=subjects, language=None, output=path)
    return done.forms[0].serial


def _answered(register: Register, serial: Serial, signer: str, **answers: bool) -> None:
    intake.record(
        register,
        "Lis",
        NOW,
        serial=serial,
        answers={Purpose(purpose): yes for purpose, yes in answers.items()},
        signer=signer,
        signed_on=NOW.date(),
    )
    intake.journal(register, "Lis", NOW, [serial], paper_at="binder 3")


def _waiting(
    register: Register,
    subjects: Collection[SubjectId] | None = None,
    before: date | None = None,
) -> tuple[Serial, ...]:
    with register.read() as reader:
        return forms_to_remind(reader, subjects, before)


# --- words ------------------------------------------------------------------------------------


def test_every_language_of_the_office_has_the_same_letters_with_the_same_open_places() -> None:
    def places(language: str) -> dict[str, set[str | None]]:
        texts = letter_wording(language).texts
        fields = {key: {f[1] for f in string.Formatter().parse(t)} for key, t in texts.items()}
        return {key: found - {None} for key, found in fields.items()}

    for language in LANGUAGES:
        assert places(language) == places("en"), language


# --- withdrawal slips -------------------------------------------------------------------------


def test_a_slip_is_one_page_that_asks_for_no_reason_and_has_no_number(
    register: Register, ida: SubjectId, output: Path
) -> None:
    assert print_slips(register, NOW, output, subjects=(ida,)) == 1
    pdf = output.read_bytes()
    said = words(pdf)
    assert "Jeg trækker min tilladelse tilbage" in said
    assert "Ida Åkjær Sørensen" in said
    assert "Du behøver ikke sige hvorfor" in said
    assert "Intet kryds betyder det hele" in said
    for purpose in ("Hjemmeside", "Sociale medier", "Tryksager", "Presse", "Internt"):
        assert purpose in said
    assert codes(ink(pdf, 100)) == []
    assert forms_in(register) == ()


def test_slips_speak_the_familys_language_where_the_office_does_too(
    register: Register, output: Path
) -> None:
    john = enrol(register, "John Doe", language="en")
    amal = enrol(register, "Amal Øvelse", language="ar")
    print_slips(register, NOW, output, subjects=(john, amal), blank=1)
    said = words(output.read_bytes())
    assert said.count("I take back my permission") == 1
    assert said.count("Jeg trækker min tilladelse tilbage") == 2
    print_slips(register, NOW, output, subjects=(john, amal), language="sv")
    assert words(output.read_bytes()).count("Jag tar tillbaka min tillåtelse") == 2


def test_somebody_protected_may_take_back_too(
    register: Register, ida: SubjectId, output: Path
) -> None:
    roster.protect(register, "Lis", NOW, subject=ida)
    assert print_slips(register, NOW, output, subjects=(ida,)) == 1


def test_a_slip_for_nobody_and_none_is_refused(register: Register, output: Path) -> None:
    with pytest.raises(BadInput) as refused:
        print_slips(register, NOW, output)
    assert refused.value.problem is Problem.NOTHING_TO_PRINT
    assert not output.exists()


def test_letters_and_slips_may_go_into_an_archive(
    register: Register, ida: SubjectId, freja: SubjectId, output: Path
) -> None:
    _printed(register, ida)
    drafts = (
        draft_slips(register, NOW, subjects=(ida,), blank=1),
        draft_reprint(register, _waiting(register), reminding=LATER).pdf,
        draft_forms(register, LATER, subjects=(freja,), own=True).pdf,
    )
    for pdf in drafts:
        report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_2B)
        assert [failure.message for failure in report.failures] == []
    assert not output.exists()


# --- reminders --------------------------------------------------------------------------------


def test_the_form_behind_a_reminder_is_the_form_that_was_handed_out(
    register: Register, ida: SubjectId, output: Path
) -> None:
    serial = _printed(register, ida)
    done = reprint(register, _waiting(register), output, reminding=LATER)
    assert [(f.serial, f.subject, f.first_page) for f in done.forms] == [(serial, ida, 2)]
    assert done.pages == 2
    assert len(forms_in(register)) == 1
    pdf = output.read_bytes()
    said = words(pdf, "-l", "1")
    assert "Til Mette Åkjær" in said
    assert shown_serial(serial) in said
    assert "14-09-2026" in said
    assert codes(ink(pdf, 150, 1)) == []
    assert [text.split(":")[1] for text in codes(ink(pdf, 150, 2))] == [serial, serial]
    _answered(register, serial, "Mette Åkjær", website=True)
    assert _waiting(register) == ()


def test_the_letter_has_a_back_of_its_own_where_the_form_has_one(
    register: Register, output: Path
) -> None:
    john = enrol(register, "John Doe", language="en", guardians=("Jane Doe",))
    _printed(register, john)
    done = reprint(register, _waiting(register), output, reminding=LATER)
    assert (done.forms[0].first_page, done.pages) == (3, 4)
    pdf = output.read_bytes()
    assert "We still need your answer" in words(pdf, "-l", "1")
    assert words(pdf, "-f", "2", "-l", "2") == ""


def test_nobody_is_reminded_twice_nor_of_a_form_a_later_one_has_answered(
    register: Register, ida: SubjectId
) -> None:
    _printed(register, ida)
    newer = _printed(register, ida, at=timedelta(hours=1))
    assert _waiting(register) == (newer,)
    _answered(register, newer, "Mette Åkjær", website=True)
    assert _waiting(register) == ()


def test_only_those_chosen_and_those_out_for_long_are_reminded(
    register: Register, ida: SubjectId
) -> None:
    bo = enrol(register, "Bo Krag", guardians=("Lone Krag",))
    first = _printed(register, ida)
    second = _printed(register, bo, at=timedelta(days=3))
    assert _waiting(register) == (first, second)
    assert _waiting(register, (bo,)) == (second,)
    assert _waiting(register, None, NOW.date() + timedelta(days=3)) == (first,)
    assert _waiting(register, None, NOW.date()) == ()


def test_who_has_left_or_must_not_be_asked_gets_no_reminder(
    register: Register, ida: SubjectId, output: Path
) -> None:
    bo = enrol(register, "Bo Krag", guardians=("Lone Krag",))
    _printed(register, ida, bo)
    roster.protect(register, "Lis", NOW, subject=bo)
    done = reprint(register, _waiting(register), output, reminding=LATER)
    assert [form.subject for form in done.forms] == [ida]
    assert [(s.subject, s.why) for s in done.skipped] == [(bo, Skip.PROTECTED)]
    roster.protect(register, "Lis", NOW, subject=ida)
    with pytest.raises(RuleRefusal) as refused:
        reprint(register, _waiting(register), output, reminding=LATER)
    assert refused.value.problem is Problem.NOBODY_TO_ASK


def test_a_guardian_who_lost_custody_is_not_reminded_of_the_own_sheet(
    register: Register, output: Path
) -> None:
    ruling.set_rules(register, "Lis", NOW, {"guardians_needed": "all"})
    child = enrol(register, "Eva Juul", guardians=("Ane Juul", "Per Juul"))
    _printed(register, child)
    with register.write("Lis", NOW) as writer:
        ended = Guardianship(
            guardian=_guardian(register, child, "Per Juul"),
            subject=child,
            until=NOW.date() + timedelta(days=2),
        )
        writer.set_guardianship(ended)
    done = reprint(register, _waiting(register), output, reminding=LATER)
    assert [(s.subject, s.why) for s in done.skipped] == [(child, Skip.NO_CUSTODY)]
    assert "Per Juul" not in words(output.read_bytes())


def _guardian(register: Register, child: SubjectId, name: str) -> GuardianId:
    with register.read() as reader:
        ids = [relation.guardian for relation in reader.guardianships((child,))[child]]
        return next(id for id, one in reader.guardians(ids).items() if one.name == name)


# --- before the birthday ----------------------------------------------------------------------


def test_a_young_person_learns_before_the_birthday_what_lapses_when(
    register: Register, freja: SubjectId, output: Path
) -> None:
    """R3 and R4: from the age limit on the young person signs, and a guardian's yes lapses."""
    done = print_forms(register, "Lis", LATER, subjects=(freja,), own=True, output=output)
    assert (done.forms[0].first_page, done.pages) == (2, 2)
    said = words(output.read_bytes(), "-l", "1")
    birthday = date(SOON.year + 15, SOON.month, SOON.day)
    assert f"Du fylder 15 år den {birthday:%d-%m-%Y}" in said
    last = birthday - timedelta(days=1)
    for purpose in ("Hjemmeside", "Tryksager"):
        assert f"{purpose}: til og med den {last:%d-%m-%Y}" in said
    assert "Sociale medier" not in said
    assert "Må vi vise billeder af dig?" in words(output.read_bytes(), "-f", "2")


def test_where_a_yes_goes_on_after_the_birthday_the_letter_says_so(
    register: Register, freja: SubjectId
) -> None:
    ruling.set_rules(register, "Lis", NOW, {"lapse_mode": "continue"})
    said = words(draft_forms(register, LATER, subjects=(freja,), own=True).pdf, "-l", "1")
    assert "gælder, indtil du selv svarer" in said
    assert "holder op" not in said


def test_the_own_form_counts_only_with_a_signature_from_the_birthday_on(
    register: Register, freja: SubjectId, output: Path
) -> None:
    done = print_forms(register, "Lis", LATER, subjects=(freja,), own=True, output=output)
    serial, birthday = done.forms[0].serial, date(SOON.year + 15, SOON.month, SOON.day)
    at = LATER + timedelta(days=30)

    def record(on: date) -> Sequence[Purpose]:
        recorded = intake.record(
            register,
            "Lis",
            at,
            serial=serial,
            answers={Purpose("website"): True},
            signer="self",
            signed_on=on,
        )
        return recorded.granted

    with pytest.raises(RuleRefusal):
        record(birthday - timedelta(days=1))
    assert record(birthday) == ("website",)


def test_the_own_form_printed_again_before_the_birthday_still_speaks_to_the_young_person(
    register: Register, freja: SubjectId, output: Path
) -> None:
    """R4: the sheet is signed by the young person, so it never says "your child"."""
    done = print_forms(register, "Lis", LATER, subjects=(freja,), own=True, output=output)
    serials = [done.forms[0].serial]
    with register.read() as reader:
        assert reader.form(serials[0]).own
    form = words(output.read_bytes(), "-f", "2")
    reprint(register, serials, output)
    assert words(output.read_bytes()) == form
    assert "Må vi vise billeder af dig?" in form
    reminded = draft_reprint(register, serials, reminding=LATER + timedelta(days=1))
    assert words(reminded.pdf, "-f", "2") == form


@pytest.mark.parametrize("language", ["ar", "uk", "xx"])
def test_a_slip_in_a_language_it_is_not_written_in_is_refused_not_printed_in_another(
    register: Register, language: str
) -> None:
    with pytest.raises(BadInput) as caught:
        draft_slips(register, NOW, blank=1, language=language)
    assert caught.value.problem is Problem.LETTER_LANGUAGE_UNKNOWN


def test_letters_of_a_practice_register_are_marked(tmp_path: Path) -> None:
    place = str(tmp_path / "practice.db")
    with Register.create(
        place, institution=school_name(), policy="dk", clerk="Lis", at=NOW
    ) as practice:
        assert marks(draft_slips(practice, NOW, blank=1), practice_word("da")) == 1
        child = enrol(practice, "Eva Juul", guardians=("Ane Juul",))
        _printed(practice, child)
        drafted = draft_reprint(practice, _waiting(practice), reminding=LATER)
        assert marks(drafted.pdf, practice_word("da")) == 2
