"""Names from a photographer's software are looked for first among whoever was at the event."""

from dataclasses import replace

from consentdesk.domain.events import Event
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Region
from consentdesk.services import photographs, roster, suggesting
from consentdesk.services.meaning import meant_by
from consentdesk.services.pictures.camera import Shot, with_metadata
from tests.services.office import SEVEN, Office, picture


def enrol(office: Office, name: str, group: str) -> SubjectId:
    return roster.enrol(*office.desk, name=name, born=SEVEN, group=group, twin=True)


def means(office: Office, name: str, *there: str) -> tuple[SubjectId, ...]:
    with office.register.read() as reader:
        return meant_by(reader, name, there)


def test_of_two_of_one_name_whoever_was_there_is_meant(office: Office) -> None:
    here, elsewhere = enrol(office, "Ida Holm", "2.A"), enrol(office, "Ida Holm", "9.C")
    assert means(office, "Ida Holm", "2.A", "2.B") == (here,)
    assert means(office, "ida holm") == (here, elsewhere), "a choice"
    assert means(office, "Ida Holm", "5.B") == (here, elsewhere)


def test_a_first_name_is_enough_of_whoever_was_there(office: Office) -> None:
    ida = enrol(office, "Ida Marie Holm", "2.A")
    enrol(office, "Ida Lund", "9.C")
    assert means(office, "Ida", "2.A") == (ida,)
    assert means(office, "Ida Holm", "2.A") == (ida,)
    assert means(office, "Ida") == ()
    assert means(office, "Id", "2.A") == (), "no beginning of a name is a name"
    other = enrol(office, "Ida Bach", "2.A")
    assert means(office, "Ida", "2.A") == (ida, other), "a choice"


def test_letters_may_be_spelt_either_way(office: Office) -> None:
    soren = enrol(office, "Søren Krogh", "2.A")
    assert means(office, "Soeren", "2.A") == (soren,)
    assert means(office, "Soren", "2.A") == (soren,)


def test_whoever_has_left_is_found_by_the_whole_name_only(office: Office) -> None:
    ida = enrol(office, "Ida Holm", "2.A")
    with office.register.read() as reader:
        person = reader.subject(ida)
    roster.change(*office.desk, subject=replace(person, left_on=office.today))
    office.later(days=2)
    assert means(office, "Ida", "2.A") == ()
    assert means(office, "Ida Holm", "2.A") == (ida,)


def test_the_names_in_a_photo_are_those_of_its_event(office: Office) -> None:
    ida = enrol(office, "Ida Holm", "2.A")
    shot = Shot(
        number=1,
        size=(320, 240),
        orientation=1,
        people=(("Ida", Region(0.3, 0.2, 0.2, 0.3)),),
        gps=None,
        preview=picture(2, size=(64, 48)),
    )
    path = office.folder / "tagged.jpg"
    path.write_bytes(with_metadata(picture(1), shot))
    (added,) = photographs.add_photos(*office.desk, [path], album="Fest").photos
    assert added.shows == (), "nobody is named by a file"
    with office.register.write(*office.desk[1:]) as writer:
        writer.set_event(Event(name="Fest", groups=("2.A",)))
    data = path.read_bytes()
    found = suggesting.suggestions_in(office.register, data, added.photo)
    assert {one.subjects for one in found} == {(ida,)}
    assert {one.subjects for one in suggesting.suggestions_in(office.register, data)} == {()}
