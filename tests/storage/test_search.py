"""Finding people: folding, words, filters, order."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Fingerprint, PhotoId
from consentdesk.errors import Cancelled
from consentdesk.storage.key_texts import TOGETHER
from consentdesk.storage.reading import Reader
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


def test_the_first_people_found_are_the_first_of_all(register: Register) -> None:
    gone = DAY - timedelta(days=1)
    with writing(register) as writer:
        for number in range(TOGETHER + 90):
            name = ("Ida Holm", "Noah Lund-Nim", "Zoë Åkjær", "Bo Hansen")[number % 4]
            subject = child(writer, f"{name} {number}")
            if number % 5 == 0:
                writer.change_subject(replace(writer.subject(subject), left_on=gone))
    texts = ("", "n", "no", "n h", "aak", "1", "zoe 11", "xyz")
    asked = [SubjectFilter(text=text, left=left) for text in texts for left in (True, False)]
    with register.read() as reader:
        kept = [reader.find_subjects(one, DAY) for one in asked]
        for limit in (1, 7, 200):
            assert [reader.find_subjects(one, DAY, limit) for one in asked] == [
                found[:limit] for found in kept
            ]
    with pytest.raises(Cancelled), writing(register) as writer:
        # Whoever has written anything is answered by the database.
        child(writer, "Qqq")
        assert [writer.find_subjects(one, DAY) for one in asked if one.text] == [
            found for one, found in zip(asked, kept, strict=True) if one.text
        ]
        raise Cancelled


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


ASKED: tuple[str, ...] = ("", "e", "n", "a", "s", "an", "-", "--", "a-", "-m", "en-", "ann-m", "1")
ASKED += (
    "anne-ma",
    "maria x",
    "å",
    "aa",
    "soeg",
    "soren",
    "e n",
    "n e",
    "ida b",
    "b ida",
    "ida ida",
)
ASKED += ("17", "ß", "zz")
PEOPLE: tuple[str, ...] = ("Anne-Marie Søgård", "Anne Marie Lund", "Marianne Bo", "Bo -Maria", "-")
PEOPLE += (
    "Ida Bro",
    "Bro Ida",
    "Adida Bo",
    "Søren Åbæk",
    "Soren Aabaek",
    "Ann--Mai",
    "Jens\nEinar",
)
PEOPLE += ("Ea\x1fNoah", "Groß", "Noah 17", "Ida 117", "O'Neill", "x-", "Ωmega", 'Ea \\ "Ni" %_')


def _everything(reader: Reader) -> dict[tuple[str, bool], tuple[SubjectId, ...]]:
    """The answers to all of `ASKED`, with and without those who have left."""
    return {
        (text, left): reader.find_subjects(SubjectFilter(text=text, left=left), DAY)
        for text in ASKED
        for left in (False, True)
    }


def test_names_kept_in_memory_are_found_as_the_database_finds_them(register: Register) -> None:
    with writing(register) as writer:
        ids = [child(writer, name) for name in PEOPLE]
        for id, days in zip(ids[::3], range(-2, 5), strict=False):
            leaver = replace(writer.subject(id), left_on=DAY + timedelta(days=days))
            writer.change_subject(leaver)
        written = _everything(writer)
    with register.read() as reader:
        kept = _everything(reader)
    assert kept == written
    assert len(kept["", True]) == len(PEOPLE) > len(kept["", False]) > len(kept["n", False]) > 1


def test_a_name_written_at_another_desk_is_found_at_once(register: Register) -> None:
    wanted = SubjectFilter(text="noah")
    with register.read() as reader:
        assert reader.find_subjects(wanted, DAY) == ()
    with Register.open(register.location) as other, writing(other) as writer:
        noah = child(writer)
    with register.read() as reader:
        assert reader.find_subjects(wanted, DAY) == (noah,)
        with writing(register) as writer:
            assert writer.find_subjects(wanted, DAY) == (noah,)
            writer.change_subject(replace(writer.subject(noah), name="Ella Lund"))
            assert writer.find_subjects(wanted, DAY) == ()
        assert reader.find_subjects(wanted, DAY) == (noah,)
    with register.read() as reader:
        assert reader.find_subjects(wanted, DAY) == ()


def test_a_name_that_was_rolled_back_is_not_found(register: Register) -> None:
    with pytest.raises(KeyboardInterrupt), writing(register) as writer:
        child(writer)
        assert len(writer.find_subjects(SubjectFilter(text="noah"), DAY)) == 1
        raise KeyboardInterrupt
    with register.read() as reader:
        assert reader.find_subjects(SubjectFilter(text="noah"), DAY) == ()


Values = tuple[object, ...]


@contextmanager
def _said(statements: list[tuple[str, Values]]) -> Iterator[None]:
    """Collects what is said to the database within."""

    def hear(
        _connection: object, _cursor: object, said: str, values: Values, *_rest: object
    ) -> None:
        statements.append((said, values))

    sa.event.listen(sa.Engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", hear)


def test_a_file_is_not_read_from_end_to_end_for_the_rows_of_a_few(file: str) -> None:
    asked: list[tuple[str, Values]] = []
    many = range(1, 60)
    with Register.open(str(file)) as register, register.connected(writes=False) as connection:
        with register.read() as reader, _said(asked):
            subjects, photos = [SubjectId(n) for n in many], [PhotoId(n) for n in many]
            reader.subjects(subjects)
            reader.standing(subjects)
            reader.guardianships(subjects)
            reader.acts(subjects)
            reader.photos(photos)
            reader.depicted(photos)
            reader.acts_on(photos)
            reader.recognise([Fingerprint(bytes([n]) * 32, bytes([n]) * 32) for n in many])
        plans = [
            (row[3], said)
            for said, values in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", values)
        ]
    assert len(asked) >= 9
    for plan, said in plans:
        assert plan.startswith(("SEARCH", "USE TEMP B-TREE")), said
        assert "(institution=?)" not in plan, said
