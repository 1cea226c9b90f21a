"""The shoot sheet: true on its day, silent about reasons, and over when the day is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.domain.verdict import Outcome
from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.i18n import use
from consentdesk.services import judging, roster, shoot_sheet, withdrawing
from consentdesk.services.paper_preview import page_count
from consentdesk.services.paper_shoot_sheet import draw_sheet
from consentdesk.services.shoot_sheet import Listed, Part, ShootSheet, Wish
from consentdesk.wording import problem_sentence
from tests.services.office import FACEBOOK, SEVEN, SOCIAL, WEBSITE, Office
from tests.services.paper.pages import words
from tests.services.paper.test_archive import broken_rules
from tests.storage.tampering import guards_down, opened

CLASS = Wish(groups=("2.A",))
HOME = ZoneInfo("Europe/Copenhagen")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use("en")
    yield
    use("en")


def sheet(office: Office, wish: Wish = CLASS) -> ShootSheet:
    return shoot_sheet.make_sheet(office.register, office.at, wish)


def listed(made: ShootSheet) -> dict[SubjectId, Listed]:
    return {person.subject: person for part in made.parts for person in part.people}


def places(office: Office, who: SubjectId, wish: Wish = CLASS) -> frozenset[Destination]:
    return listed(sheet(office, wish))[who].places


def pdf(office: Office, wish: Wish = CLASS) -> bytes:
    return shoot_sheet.draft_sheet(office.register, office.at, wish)


def a_sheet(*parts: Part, columns: tuple[tuple[str, ...], ...] = (("website",),)) -> ShootSheet:
    """One that no register stands behind."""
    at = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
    return ShootSheet(
        institution="Skovskolen",
        on=at.date(),
        at=at,
        zone=HOME,
        today=at.date(),
        ends=at + timedelta(hours=14),
        columns=tuple(tuple(Destination(d) for d in some) for some in columns),
        parts=parts,
    )


def person(number: int, name: str, *, kept_out: bool = False) -> Listed:
    where = frozenset((Destination("website"),)) if number % 3 and not kept_out else frozenset()
    who = SubjectId(number)
    return Listed(subject=who, name=name, staff=False, places=where, kept_out=kept_out)


def drawn(made: ShootSheet, folder: Path) -> bytes:
    path = folder / "sheet.pdf"
    with path.open("wb") as file:
        count = draw_sheet(made, file)
    assert page_count(path) == count
    return path.read_bytes()


def test_it_says_of_each_child_what_the_gate_says_of_a_portrait(office: Office) -> None:
    yes, some, silent = (office.family(name) for name in ("Ida Friis", "Bo Krag", "Alma Dahl"))
    office.permit(yes)
    office.file(office.answer(some, {SOCIAL: True}))
    pictures = {who: office.photo(office.portrait(who)) for who in (yes, some, silent)}
    told = listed(sheet(office))
    with office.register.read() as reader:
        judged = judging.judge_photos(reader, tuple(pictures.values()), office.today)
    for who, photo in pictures.items():
        clear = {v.destination for v in judged[photo] if v.outcome is Outcome.CLEAR}
        assert told[who].places == clear
    assert told[some].places == {FACEBOOK, Destination("instagram")}
    assert not told[silent].places


def test_places_that_are_asked_about_together_stand_together(office: Office) -> None:
    office.family()
    assert [set(places) for places in sheet(office).columns] == [
        {"website"},
        {"facebook", "instagram"},
        {"newsletter", "brochure"},
        {"press"},
        {"intranet"},
    ]
    two = sheet(office, replace(CLASS, destinations=(FACEBOOK, WEBSITE)))
    assert two.columns == ((FACEBOOK,), (WEBSITE,))


def test_a_birthday_before_the_day_ends_what_a_guardian_signed(office: Office) -> None:
    born = (office.today + timedelta(days=5)).replace(year=office.today.year - 15)
    eva = office.child("Eva Juul", born)
    office.guardian(eva)
    office.permit(eva)
    day = office.today
    assert places(office, eva)
    assert places(office, eva, replace(CLASS, on=day + timedelta(days=4)))
    assert not places(office, eva, replace(CLASS, on=day + timedelta(days=5)))


def test_whoever_will_have_left_by_then_is_not_on_it(office: Office) -> None:
    ida, bo = office.family("Ida Friis"), office.family("Bo Krag")
    last = office.today + timedelta(days=3)
    roster.change_all(*office.desk, [bo], lambda one: replace(one, left_on=last))
    assert set(listed(sheet(office, replace(CLASS, on=last)))) == {ida, bo}
    assert set(listed(sheet(office, replace(CLASS, on=last + timedelta(days=1))))) == {ida}


def test_nothing_on_it_tells_a_protected_child_from_one_who_objects(office: Office) -> None:
    hidden, objecting, refused = (
        office.family(name) for name in ("Ida Friis", "Bo Krag", "Alma Dahl")
    )
    for child in (hidden, objecting):
        office.permit(child)
    office.file(office.answer(refused, {}))
    roster.protect(*office.desk, subject=hidden)
    withdrawing.object_to(*office.desk, subject=objecting)
    told = listed(sheet(office))
    one, other = told[hidden], told[objecting]
    assert (one.places, one.kept_out) == (other.places, other.kept_out) == (frozenset(), True)
    assert (told[refused].places, told[refused].kept_out) == (frozenset(), False)
    said = words(pdf(office), "-layout")
    assert said.count("not on situation photos either") == 2
    alike = {re.sub(r"^.*?(?=may)", "", said.split(name)[1])[:40] for name in ("Friis", "Krag")}
    assert len(alike) == 1


def test_no_birth_date_guardian_or_reason_is_on_it(office: Office) -> None:
    child = office.family("Ida Friis")
    office.guardian(child, "Per Riis")
    roster.protect(*office.desk, subject=child)
    said = words(pdf(office))
    assert "Ida Friis" in said
    for secret in ("2019", "Mette", "Riis", "rotect", "secret", "bject", "efused"):
        assert secret not in said


def test_staff_are_on_it_by_their_own_permission(office: Office) -> None:
    office.family()
    lis = roster.enrol(*office.desk, name="Lis Bro", born=date(1980, 1, 1), group="", staff=True)
    wish = replace(CLASS, staff=True)
    assert lis not in listed(sheet(office))
    made = sheet(office, wish)
    assert made.parts[-1].is_staff
    assert listed(made)[lis].staff
    assert not places(office, lis, wish)
    office.permit(lis, signer="self")
    assert places(office, lis, wish)
    assert "Staff" in words(pdf(office, wish))
    of_none = sheet(office, Wish(groups=(shoot_sheet.OTHERS,), staff=True))
    assert [(part.group, part.is_staff) for part in of_none.parts] == [("", False)]


def test_nobody_stands_on_it_twice(office: Office) -> None:
    lis = office.child("Lis Bro", date(1980, 1, 1), staff=True)
    made = sheet(office, Wish(groups=("2.A", "2.A"), staff=True))
    assert [one.subject for part in made.parts for one in part.people] == [lis]


def test_a_withdrawal_counts_at_once(office: Office) -> None:
    ida = office.family()
    office.permit(ida)
    assert WEBSITE in places(office, ida)
    withdrawing.withdraw(*office.desk, subject=ida)
    assert not places(office, ida)


def test_it_is_over_at_midnight_where_the_institution_is(office: Office) -> None:
    office.family()
    made = sheet(office)
    midnight = datetime(2026, 9, 15, 0, 0, tzinfo=HOME)
    assert not made.is_over(midnight - timedelta(seconds=1))
    assert made.is_over(midnight)
    office.at = midnight.astimezone(UTC)
    with pytest.raises(BadInput) as refused:
        sheet(office, replace(CLASS, on=made.on))
    assert refused.value.problem is Problem.SHEET_DAY_OVER


def test_a_clock_set_back_brings_no_day_back(office: Office) -> None:
    office.family()
    day = office.today
    office.later(days=1)
    office.family("Ida Friis")
    office.later(days=-1)
    with pytest.raises(BadInput) as refused:
        sheet(office, replace(CLASS, on=day))
    assert refused.value.problem is Problem.SHEET_DAY_OVER


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        ({"groups": ()}, Problem.SHEET_WITHOUT_GROUP),
        ({"groups": ("2.A", "7.X")}, Problem.UNKNOWN_GROUP),
        ({"groups": (shoot_sheet.OTHERS,)}, Problem.SHEET_OF_NOBODY),
        ({"destinations": (Destination("moon"),)}, Problem.UNKNOWN_DESTINATION),
        ({"destinations": ()}, Problem.UNKNOWN_DESTINATION),
        ({"on": date(2026, 9, 13)}, Problem.SHEET_DAY_OVER),
        ({"on": date(2026, 9, 29)}, Problem.SHEET_DAY_FAR),
        ({"on": date.max}, Problem.SHEET_DAY_FAR),
    ],
)
def test_what_makes_no_sheet_is_refused_and_no_file_is_left(
    office: Office, wish: dict[str, Any], problem: Problem
) -> None:
    office.family()
    output = office.target() / "sheet.pdf"
    with pytest.raises(BadInput) as refused:
        shoot_sheet.print_sheet(office.register, office.at, replace(CLASS, **wish), output)
    assert refused.value.problem is problem
    assert not list(output.parent.iterdir())


def test_a_sheet_can_be_made_a_fortnight_before_and_says_that_it_must_be_made_again(
    office: Office,
) -> None:
    office.family()
    ahead = replace(CLASS, on=office.today + shoot_sheet.AHEAD)
    assert sheet(office, ahead).is_ahead
    said = words(pdf(office, ahead))
    assert "As of 14 September 2026, 10:00." in said
    assert "Print it again on 28 September 2026" in said
    assert "Good until the evening of 28 September 2026. Destroy afterwards." in said
    assert "Print it again" not in words(pdf(office))


def test_nothing_is_written_for_a_sheet(office: Office) -> None:
    office.family()
    with office.register.read() as reader:
        before = reader.head()
    shoot_sheet.print_sheet(office.register, office.at, CLASS, office.target() / "sheet.pdf")
    with office.register.read() as reader:
        assert reader.head() == before


def test_a_stored_standing_that_lies_changes_nothing(office: Office) -> None:
    ida = office.family()
    office.answer(ida)
    with opened(Path(office.register.location)) as raw:
        assert raw.execute("UPDATE standing SET state = 'JOURNALED'").rowcount
    assert not places(office, ida)


def test_a_ledger_that_was_changed_makes_no_sheet(office: Office) -> None:
    ida = office.family()
    office.permit(ida)
    withdrawing.withdraw(*office.desk, subject=ida)
    with guards_down(Path(office.register.location)) as raw:
        assert raw.execute("UPDATE ledger SET kind = 'ASKED' WHERE kind = 'WITHDRAWN'").rowcount
    with pytest.raises(RegisterError):
        sheet(office)


def test_every_page_says_until_when_it_is_good(tmp_path: Path) -> None:
    crowd = Part("2.A", tuple(person(n, f"Ida Friis {n}") for n in range(120)))
    made = drawn(a_sheet(crowd), tmp_path)
    count = page_count(tmp_path / "sheet.pdf")
    assert 3 <= count <= 5
    for number in range(1, count + 1):
        said = words(made, "-f", str(number), "-l", str(number))
        assert said.count("Good until the evening of 14 September 2026.") == 1
        assert f"Page {number} of {count}" in said
        assert "2.A" in said
    every = words(made)
    assert all(f"Ida Friis {n} " in every for n in range(120))


def test_every_name_stands_beside_its_own_answer(tmp_path: Path) -> None:
    made = drawn(a_sheet(Part("2.A", tuple(person(n, f"P{n}.") for n in range(40)))), tmp_path)
    found = dict(re.findall(r"P(\d+)\. (may not|may)", words(made, "-layout")))
    assert found == {str(n): "may" if n % 3 else "may not" for n in range(40)}


def test_a_sheet_may_go_into_an_archive(office: Office) -> None:
    office.family()
    assert broken_rules(pdf(office)) == []


def test_names_of_any_length_and_script_keep_their_place(tmp_path: Path) -> None:
    names = ("Ida " + "Maria " * 40, "X" * 200, "فاطمة سارة", "Åse-Łucja Öz", "I")
    crowd = Part("A" * 90, tuple(person(n, name, kept_out=True) for n, name in enumerate(names)))
    said = words(drawn(a_sheet(crowd, crowd, crowd, crowd), tmp_path))
    assert said.replace(" ", "").count("X" * 20) >= 4
    assert said.count("Maria") == 160


def test_whoever_can_not_be_named_on_paper_is_not_on_it_and_it_says_so(office: Office) -> None:
    """Of two rows of question marks, one might be taken for the other."""
    shown, hidden = office.family("Ida Holm"), office.family("漢字 Lund")
    office.permit(hidden)
    output = office.target() / "sheet.pdf"
    made, _pages = shoot_sheet.print_sheet(office.register, office.at, CLASS, output)
    assert [one.subject for part in made.parts for one in part.people] == [shown]
    assert [one.name for one in made.unprinted] == ["漢字 Lund"]
    said = words(output.read_bytes())
    assert "Ida Holm" in said and "Lund" not in said and "??" not in said
    assert "1 person of these groups is not on this sheet" in said
    assert hidden in listed(sheet(office)), "on the screen everybody has a name"


def test_a_sheet_of_nobody_who_can_be_named_on_paper_is_refused(office: Office) -> None:
    office.family("漢字 漢")
    with pytest.raises(BadInput) as refused:
        shoot_sheet.print_sheet(office.register, office.at, CLASS, office.target() / "sheet.pdf")
    assert refused.value.problem is Problem.LETTERS_NOT_IN_FONT


def test_a_group_that_can_not_be_printed_leaves_all_of_it_out(office: Office) -> None:
    office.family("Ida Holm")
    roster.enrol(*office.desk, name="Bo Krag", born=SEVEN, group="字")
    both = replace(CLASS, groups=("2.A", "字"))
    made, _pages = shoot_sheet.print_sheet(
        office.register, office.at, both, office.target() / "sheet.pdf"
    )
    assert [one.name for one in made.unprinted] == ["Bo Krag"]


def test_a_place_where_no_sheet_can_be_saved_is_told_of_the_sheet(office: Office) -> None:
    office.family()
    nowhere = office.target() / "none" / "sheet.pdf"
    with pytest.raises(BadInput) as refused:
        shoot_sheet.print_sheet(office.register, office.at, CLASS, nowhere)
    assert refused.value.problem is Problem.SHEET_UNWRITABLE
    assert "shoot sheet" in problem_sentence(refused.value)


def test_many_places_follow_on_further_pages(tmp_path: Path) -> None:
    columns = tuple((f"place_{n}",) for n in range(15))
    crowd = Part("2.A", tuple(person(n, f"Ida Friis {n}") for n in range(10)))
    made = drawn(a_sheet(crowd, columns=columns), tmp_path)
    said = words(made)
    assert page_count(tmp_path / "sheet.pdf") == 3
    assert said.count("Ida Friis 4 ") == 3
    assert all(f"place {n}" in said for n in range(15))


def test_a_sheet_of_the_practice_school_says_so(tmp_path: Path) -> None:
    made = replace(a_sheet(Part("2.A", (person(1, "Ida"),))), mark="PRACTICE")
    assert "PRACTICE" in words(drawn(made, tmp_path), "-raw").replace(" ", "")


@pytest.mark.parametrize("spoken", ["da", "sv"])
def test_it_speaks_the_language_of_the_office(tmp_path: Path, spoken: str) -> None:
    use(spoken)
    said = words(drawn(a_sheet(Part("2.A", (person(1, "Ida"),))), tmp_path))
    assert ("14-09-2026" if spoken == "da" else "2026-09-14") in said
    assert "may" not in said
    assert "Destroy" not in said


def test_first_letters_find_a_name_however_it_is_spelt() -> None:
    soren = person(1, "Søren Åkjær-Holm")
    for typed in ("sø", "so", "soe", "S H", "aak", "åk", "holm", ""):
        assert soren.begins_with(typed)
    assert not soren.begins_with("ren")
    assert not soren.begins_with("sø x")


@pytest.mark.parametrize("columns", [5, 7, 15])
def test_no_name_of_a_destination_is_cut_in_two(tmp_path: Path, columns: int) -> None:
    use("da")
    heads = ("website", "newsletter", "brochure", "intranet", "press") * 3
    made = a_sheet(Part("2.A", (person(1, "Ida"),)), columns=tuple((h,) for h in heads[:columns]))
    said = words(drawn(made, tmp_path)).split()
    for word in ("Hjemmeside", "Nyhedsbrev", "Brochure"):
        assert word in said
