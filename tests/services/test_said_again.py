"""Whoever vouches for the same once more says nothing new; anybody else, or anything else, does."""

from consentdesk.domain.acts import Attested
from consentdesk.services import correcting, photographs
from tests.services.office import Office


def lines(office: Office) -> int:
    with office.register.read() as reader:
        acts = reader.acts_on(office.every())
    return sum(isinstance(a.body, Attested) for found in acts.values() for a in found)


def test_the_same_statement_of_the_same_clerk_stands_once(office: Office) -> None:
    ida = office.family("Ida Holm")
    photo = office.photo(office.portrait(ida))
    before = lines(office)
    (first,) = photographs.attest_all(*office.desk, (photo,))
    (second,) = photographs.attest_all(*office.desk, (photo,))
    assert first == second
    assert lines(office) == before


def test_a_colleague_vouches_too(office: Office) -> None:
    ida = office.family("Ida Holm")
    photo = office.photo(office.portrait(ida))
    before = lines(office)
    register, _clerk, at = office.desk
    photographs.attest_all(register, "Bo Lund", at, (photo,))
    assert lines(office) == before + 1


def test_another_number_or_a_change_in_between_is_a_line_of_its_own(office: Office) -> None:
    ida, noah = office.family("Ida Holm"), office.family("Noah Lund")
    photo = office.photo(office.portrait(ida))
    before = lines(office)
    photographs.attest_all(*office.desk, (photo,), visible=2)
    photographs.attest_all(*office.desk, (photo,), visible=1)
    assert lines(office) == before + 2
    photographs.name_all(*office.desk, {photo: {ida: None, noah: None}})
    photographs.name_all(*office.desk, {photo: {ida: None}})
    photographs.attest_all(*office.desk, (photo,), visible=1)
    assert lines(office) == before + 3, "taken back again is changed twice"


def test_what_was_taken_back_is_said_anew(office: Office) -> None:
    ida = office.family("Ida Holm")
    photo = office.photo(office.portrait(ida))
    (act,) = photographs.attest_all(*office.desk, (photo,))
    correcting.correct(*office.desk, number=act.number, reason="looked again")
    before = lines(office)
    photographs.attest_all(*office.desk, (photo,))
    assert lines(office) == before + 1
