"""Printing in two languages: whose sheet speaks what, what is on record, and who vouched for it."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from consentdesk import paths
from consentdesk.domain.acts import ActKind, Granted, Purpose
from consentdesk.domain.people import SubjectId
from consentdesk.errors import BadInput, Problem
from consentdesk.services import ruling
from consentdesk.services.editions import Audience, Controller, load_edition
from consentdesk.services.intake import record
from consentdesk.services.paper import draft_forms, print_forms, reprint
from consentdesk.services.paper_preview import page_count
from consentdesk.storage.policies import policy_text
from consentdesk.storage.register import Register
from tests.factories import NOW
from tests.services.paper.conftest import enrol, forms_in
from tests.services.paper.pages import codes, ink, words

LATER = NOW + timedelta(minutes=5)


def test_a_familys_own_language_is_used_where_the_edition_has_it(
    register: Register, output: Path
) -> None:
    english = enrol(register, "Emma", language="en")
    somali = enrol(register, "Amina", language="so")
    danish = enrol(register, "Ida")
    other = enrol(register, "Mai", language="vi")
    asked = [english, somali, danish, other]
    printed = print_forms(register, "Lis", LATER, subjects=asked, language=None, output=output)
    assert [form.languages for form in printed.forms] == ["da+en", "da+so", "da", "da"]
    spoken = [form.wording.language for form in reversed(forms_in(register))]
    assert spoken == ["da+en", "da+so", "da", "da"]
    assert printed.drafts == ("en", "so")
    print_forms(register, "Lis", LATER, subjects=asked, language="en", output=output)
    assert {form.wording.language for form in forms_in(register)[:4]} == {"en"}


def test_a_language_the_office_cannot_read_never_stands_alone(
    register: Register, ida: SubjectId, output: Path
) -> None:
    """The clerk reads what she files."""
    for wished in ("uk", "da+uk"):
        printed = print_forms(
            register, "Lis", LATER, subjects=[ida], language=wished, output=output
        )
        assert [form.languages for form in printed.forms] == ["da+uk"]
    draft = draft_forms(register, LATER, subjects=[ida], language="uk")
    assert draft.pages == 2


def test_an_edition_for_one_language_prints_the_familys_as_before(
    register: Register, output: Path
) -> None:
    english = enrol(register, "Emma", language="en")
    somali = enrol(register, "Amina", language="so")
    printed = print_forms(
        register,
        "Lis",
        LATER,
        subjects=[english, somali],
        language=None,
        edition="2026-1",
        output=output,
    )
    assert [form.languages for form in printed.forms] == ["en", "da"]
    assert printed.pages == 2
    with pytest.raises(BadInput) as refused:
        print_forms(
            register, "Lis", LATER, blank=1, language="da+en", edition="2026-1", output=output
        )
    assert refused.value.problem is Problem.FORM_LANGUAGE_UNKNOWN


@pytest.mark.parametrize("wished", ["da+tlh", "da+da", "da+en+de", "+", "da+", "pl+"])
def test_languages_that_make_no_pair_are_refused(
    register: Register, output: Path, wished: str
) -> None:
    with pytest.raises(BadInput) as refused:
        print_forms(register, "Lis", LATER, blank=1, language=wished, output=output)
    assert refused.value.problem is Problem.FORM_LANGUAGE_UNKNOWN
    assert not output.exists()


def test_a_swedish_institution_puts_swedish_first(tmp_path: Path, output: Path) -> None:
    place = str(tmp_path / "swedish.db")
    with Register.create(place, institution="Solrosen", policy="se", clerk="Lis", at=NOW) as here:
        turkish = enrol(here, "Deniz", language="tr")
        danish = enrol(here, "Ida", language="da")
        swedish = enrol(here, "Maja", language="sv")
        asked = [turkish, danish, swedish]
        printed = print_forms(here, "Lis", LATER, subjects=asked, language=None, output=output)
    assert [form.languages for form in printed.forms] == ["sv+tr", "sv+da", "sv"]


def test_a_sheet_in_two_languages_is_one_sheet_of_paper(
    register: Register, ida: SubjectId, output: Path
) -> None:
    """In one file each form begins on a front, whatever it speaks."""
    polish = enrol(register, "Zofia", language="pl")
    printed = print_forms(
        register, "Lis", LATER, subjects=[ida, polish, ida], language=None, output=output
    )
    assert [form.first_page for form in printed.forms] == [1, 3]
    assert printed.pages == page_count(output) == 4
    assert printed.boxes == load_edition().boxes
    serial = printed.forms[1].serial
    assert codes(ink(output, 150, 4)) == [f"CD1:{serial}:2026-2:P2:{c}" for c in "AB"]


def test_what_was_signed_in_two_languages_is_on_record_with_the_digest_of_both(
    register: Register, output: Path
) -> None:
    """R13: anybody can work it out from the lines of EDITIONS.sha256."""
    polish = enrol(register, "Zofia", language="pl", guardians=("Anna",))
    printed = print_forms(register, "Lis", LATER, subjects=[polish], language=None, output=output)
    serial = printed.forms[0].serial
    listed = (paths.forms_dir() / "EDITIONS.sha256").read_text("utf-8").splitlines(keepends=True)
    lines = [line for line in listed if line.endswith(("2026-2/da.toml\n", "2026-2/pl.toml\n"))]
    assert len(lines) == 2
    digest = sha256("".join(lines).encode()).hexdigest()
    done = record(
        register,
        "Lis",
        LATER,
        serial=serial,
        answers={Purpose("website"): True},
        signer="Anna",
        signed_on=LATER.date(),
    )
    assert tuple(done.granted) == (Purpose("website"),)
    with register.read() as reader:
        form = reader.form(serial)
        granted = [a.body for a in reader.acts([polish])[polish] if isinstance(a.body, Granted)]
    for wording in (form.wording, granted[0].wording):
        assert (wording.edition, wording.language) == ("2026-2", "da+pl")
        assert wording.digest == digest
    assert granted[0].validity_months == 24


def test_a_lost_sheet_in_two_languages_is_printed_again_byte_for_byte(
    register: Register, output: Path
) -> None:
    farsi = enrol(register, "Darya", language="fa", guardians=("Mina",))
    printed = print_forms(register, "Lis", LATER, subjects=[farsi], language=None, output=output)
    before = output.read_bytes()
    again = reprint(register, [printed.forms[0].serial], output)
    assert output.read_bytes() == before
    assert (again.pages, again.forms) == (2, printed.forms)


def test_an_approved_translation_is_no_draft_any_more(
    register: Register, ida: SubjectId, output: Path
) -> None:
    """R14: and the journal says who vouched for it."""

    def foot(code: str) -> tuple[tuple[str, ...], str]:
        printed = print_forms(register, "Lis", LATER, subjects=[ida], language=code, output=output)
        return printed.drafts, words(output.read_bytes())

    assert foot("pl")[0] == ("pl",)
    assert "Roboczy przekład" in foot("pl")[1]
    ruling.approve_wordings(register, "Lis", LATER, {"2026-2/pl": True})
    drafts, text = foot("pl")
    assert drafts == ()
    assert "Roboczy" not in text
    assert "Udkast til oversættelse" not in text
    assert foot("de")[0] == ("de",)
    with register.read() as reader:
        last = [t for t in ruling.translations(reader) if t.is_approved]
        assert [t.key for t in last] == ["2026-2/pl"]
        assert len(reader.ledger(kinds=frozenset({ActKind.POLICY_SET}))) == 2
    ruling.approve_wordings(register, "Lis", LATER, {"2026-2/pl": False})
    assert foot("pl")[0] == ("pl",)


def test_approving_one_translation_leaves_what_another_desk_approved(register: Register) -> None:
    ruling.approve_wordings(register, "Lis", LATER, {"2026-2/pl": True})
    ruling.change(register, "Bo", LATER, translations={"2026-2/tr": True, "2026-2/so": False})
    with register.read() as reader:
        assert reader.policy.approved_wordings == ("2026-2/pl", "2026-2/tr")
        revision = reader.revision()
    ruling.change(register, "Bo", LATER, translations={"2026-2/tr": True})
    with register.read() as reader:
        assert reader.revision() == revision


def test_a_register_that_approved_nothing_has_the_policy_text_it_always_had(
    register: Register,
) -> None:
    with register.read() as reader:
        assert "approved_wordings" not in policy_text("dk", {}, reader.policy)
        told = replace(reader.policy, approved_wordings=("2026-2/pl",))
    assert "2026-2/pl" in policy_text("dk", {}, told)


@pytest.mark.parametrize("code", ["da", "pl", "fa"])
def test_staff_are_told_that_a_no_means_nothing_for_their_employment(
    register: Register, output: Path, code: str
) -> None:
    """R11: they are asked too, and whoever is employed must be as free to say no."""
    born = LATER.date().replace(year=1990)
    teacher = enrol(register, "Karen Lund", born=born, staff=True, language=code)
    pupil = enrol(register, "Noah Lund", born=LATER.date().replace(year=2008), language=code)
    of_staff = "Et nej får ingen betydning for din ansættelse."
    for person, told in ((teacher, True), (pupil, False)):
        print_forms(register, "Lis", LATER, subjects=[person], language=None, output=output)
        # In two columns a line of one language stands beside one of the other.
        read = words(output.read_bytes(), "-x", "0", "-y", "0", "-W", "297", "-H", "842", "-raw")
        if code == "da":
            read = words(output.read_bytes())
        assert (of_staff in read) is told
        assert "Forældremyndighed" not in read


def test_what_an_edition_says_to_staff_alone_may_be_left_out() -> None:
    first = load_edition("2026-1").wording("da")
    told = {a: first.told(a, Controller("x"), 15).texts for a in (Audience.SELF, Audience.STAFF)}
    assert told[Audience.SELF] == told[Audience.STAFF]
