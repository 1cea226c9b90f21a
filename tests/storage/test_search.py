"""Finding people: folding, words, filters, order."""

from dataclasses import replace
from datetime import date

import pytest

from consentdesk.storage.register import Register
from consentdesk.storage.search import fold, search_key, words
from consentdesk.storage.values import SubjectFilter
from tests.factories import DAY, NOW
from tests.storage.desk import SEVEN, child, writing


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Søren Åbæk", "soren"),
        ("Søren Åbæk", "soeren"),
        ("Søren Åbæk", "SØREN"),
        ("Søren Åbæk", "aabaek"),
        ("Søren Åbæk", "åbæk"),
        ("Søren Åbæk", "abak"),
        ("Søren Åbæk", "abæk sør"),
        ("Aase Møller", "åse"),
        ("Åse Møller", "aase moller"),
        ("Göran Björk", "goran"),
        ("Göran Björk", "gøran bjørk"),
        ("José Nuñez", "jose nunez"),
        ("Łukasz", "lukasz"),
        ("Michael Noel", "el mi"),
        ("Zoe\u0308", "zoë"),
        ("Ilham İnce", "ilham"),
        ("Groß", "GROSS"),
    ],
)
def test_names_are_found_however_they_are_typed(name: str, query: str) -> None:
    assert all(word in search_key(name) for word in words(query))


def test_folding_twice_changes_nothing() -> None:
    for text in ("Søren Åbæk", "GÖRAN", "Zoe\u0308", "ﬁnn", "ΑΣ"):
        assert fold(fold(text)) == fold(text)


def test_every_word_must_be_there(register: Register) -> None:
    with writing(register) as writer:
        noah = child(writer, "Noah Lund")
        child(writer, "Noah Holm")
    with register.read() as reader:
        assert reader.find_subjects(SubjectFilter(text="lu noa"), DAY) == (noah,)
        assert reader.find_subjects(SubjectFilter(text="noah lund x"), DAY) == ()


def test_signs_that_mean_something_to_a_database_mean_themselves(register: Register) -> None:
    with writing(register) as writer:
        child(writer, "Noah Lund")
        percent = child(writer, "A%B_C")
    with register.read() as reader:
        for text in ("%", "_", "%b_"):
            assert reader.find_subjects(SubjectFilter(text=text), DAY) == (percent,)


def test_subjects_come_by_name_then_id(register: Register) -> None:
    with writing(register) as writer:
        zoe, two, one, anna = (child(writer, n) for n in ("zoe", "Noah", "noah", "Anna"))
    with register.read() as reader:
        assert reader.find_subjects(SubjectFilter(), DAY) == (anna, two, one, zoe)


def test_danish_names_come_in_danish_order(register: Register) -> None:
    names = ("Anna", "Noah", "Oskar", "Ymer", "Zoe", "Ægir", "Øjvind", "Aage Ågård", "Ås")
    with writing(register) as writer:
        for name in reversed(names):
            child(writer, name)
    assert _names(register) == names


def test_swedish_names_come_in_swedish_order(empty: str) -> None:
    names = ("Aagot", "Anna", "Wilma", "Zoe", "Åsa", "Älva", "Örjan")
    with (
        Register.create(empty, institution="Solen", policy="se", clerk="Anna", at=NOW) as register,
        writing(register) as writer,
    ):
        for name in reversed(names):
            child(writer, name)
    with Register.open(empty) as register:
        assert _names(register) == names


def test_groups_come_by_their_numbers(register: Register) -> None:
    groups = ("0.A", "2.A", "2.B", "10.A", "Mariehønen", "Æblet", "Aaen")
    with writing(register) as writer:
        for group in reversed(groups):
            writer.enrol(name="A", born=SEVEN, group=group)
    with register.read() as reader:
        assert reader.groups() == groups


def test_whoever_has_a_name_that_begins_so_comes_first(register: Register) -> None:
    with writing(register) as writer:
        for name in ("Astrid Bro", "David Holm", "Ida Skov", "Bo Idag", "Eva-Ida Lund", "Sofus Ås"):
            child(writer, name)
    expected = ("Bo Idag", "Eva-Ida Lund", "Ida Skov", "Astrid Bro", "David Holm")
    assert _names(register, "id") == expected
    assert _names(register, "as") == ("Astrid Bro", "Sofus Ås")


def _names(register: Register, text: str = "") -> tuple[str, ...]:
    with register.read() as reader:
        ids = reader.find_subjects(SubjectFilter(text=text), DAY)
        known = reader.subjects(ids)
    return tuple(known[s].name for s in ids)


def test_filters_narrow_by_group_staff_and_leaving(register: Register) -> None:
    with writing(register) as writer:
        here = writer.enrol(name="A", born=SEVEN, group="2.A")
        other = writer.enrol(name="B", born=SEVEN, group="3.B")
        adult = writer.enrol(name="C", born=date(1980, 1, 1), staff=True)
        left = writer.enrol(name="D", born=SEVEN, group="2.A")
        writer.change_subject(replace(writer.subject(left), left_on=date(2026, 9, 13)))
        leaving = writer.enrol(name="E", born=SEVEN, group="2.A")
        writer.change_subject(replace(writer.subject(leaving), left_on=DAY))
    with register.read() as reader:
        find = reader.find_subjects
        assert find(SubjectFilter(), DAY) == (here, other, adult, leaving)
        assert find(SubjectFilter(left=True), DAY) == (here, other, adult, left, leaving)
        assert find(SubjectFilter(group="2.A"), DAY) == (here, leaving)
        assert find(SubjectFilter(staff=True), DAY) == (adult,)
        assert find(SubjectFilter(staff=False, group="3.B"), DAY) == (other,)


def test_a_thousand_ids_at_once_are_no_trouble(register: Register) -> None:
    with writing(register) as writer:
        noah = child(writer)
        many = [noah, *(type(noah)(n) for n in range(10_000, 50_000))]
        assert set(writer.subjects(many)) == {noah}
        assert len(writer.acts(many)) == len(many)
