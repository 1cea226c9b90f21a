"""A cover hides somebody only where that is: one in the wrong place is known for it later."""

from dataclasses import replace

from consentdesk.domain.acts import Channel, Described, Objected
from consentdesk.domain.covers import Cover, Fill, Form
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Depiction, Photo, PhotoId, Region, ReleaseId
from consentdesk.storage.facts import photo_facts
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import upgrade, verify
from consentdesk.storage.writing import Writer
from tests.factories import DAY, NOW, withdrawn
from tests.storage.desk import (
    answer,
    child,
    copy_of,
    journaled_yes,
    portrait,
    released_all,
    writing,
)
from tests.storage.older import make_older

LEFT, RIGHT = Region(0.1, 0.1, 0.1, 0.13), Region(0.7, 0.1, 0.1, 0.13)
OVER_LEFT, OVER_RIGHT = Region(0.0, 0.0, 0.3, 0.6), Region(0.6, 0.0, 0.3, 0.6)


def _mark(writer: Writer, photo: PhotoId, **places: Region | None) -> None:
    """Say where people are; the keys are `s` and their ids."""
    shown = [Depiction(photo, SubjectId(int(key[1:])), r) for key, r in places.items()]
    writer.set_depictions(photo, shown)
    writer.settle()


def _due(writer: Writer, who: SubjectId) -> list[ReleaseId]:
    found = [r.id for r in writer.releases(to_take_down=True, subject=who)]
    assert writer.counts(DAY).open_takedowns == len(found)
    return found


def test_r22_a_cover_in_the_wrong_place_hid_nobody(register: Register) -> None:
    """Noah said no and was covered where Ella is; then the two places were put right."""
    with writing(register) as writer:
        ella, _, _ = journaled_yes(writer, "Ella Holm")
        noah, _, _ = journaled_yes(writer)
        writer.append(withdrawn(noah))
        photo = portrait(writer, 1, ella, noah)
        _mark(writer, photo, **{f"s{noah}": RIGHT, f"s{ella}": LEFT})
        copy = copy_of(photo, ella, covered=(noah,))
        copy = replace(copy, permissions=(answer(writer, ella),), covers=((noah, OVER_RIGHT),))
        id = released_all(writer, copy)
        (found,) = writer.releases()
        assert (found.copies[0].covers, found.copies[0].seen) == (copy.covers, (ella,))
        nudged = replace(RIGHT, x=RIGHT.x + 0.01)
        _mark(writer, photo, **{f"s{noah}": nudged, f"s{ella}": LEFT})
        assert _due(writer, noah) == [], "still under the cover"
        _mark(writer, photo, **{f"s{noah}": LEFT, f"s{ella}": RIGHT})
        assert writer.releases()[0].copies[0].seen == (ella, noah)
        assert _due(writer, noah) == [id]
        assert writer.copies_to_take_down(id) == (0,)
        _mark(writer, photo, **{f"s{noah}": None, f"s{ella}": RIGHT})
        assert _due(writer, noah) == [], "nobody says any more where he is"
    assert verify(register).ok


def test_r22_whoever_is_under_the_cover_of_another_is_hidden(register: Register) -> None:
    with writing(register) as writer:
        ella, noah = child(writer, "Ella Holm"), child(writer)
        photo = portrait(writer, 1, ella, noah)
        _mark(writer, photo, **{f"s{noah}": RIGHT, f"s{ella}": LEFT})
        copy = replace(copy_of(photo, covered=(ella, noah)), permissions=())
        released_all(writer, replace(copy, covers=((ella, OVER_LEFT), (noah, OVER_RIGHT))))
        _mark(writer, photo, **{f"s{noah}": LEFT, f"s{ella}": RIGHT})
        writer.append(Objected(subject=noah, channel=Channel.PHONE, by=None))
        assert _due(writer, noah) == []


def test_who_was_covered_before_places_were_kept_stays_covered(empty: str) -> None:
    """Where the cover was is not known any more."""
    make_older(empty, "0007")
    upgrade(empty, at=NOW)
    with Register.open(empty) as register, writing(register) as writer:
        (released,) = writer.releases()
        (copy,) = released.copies
        (hidden,) = copy.covered
        assert copy.covers == ()
        writer.set_depictions(copy.photo, [Depiction(copy.photo, hidden, LEFT)])
        writer.append(Objected(subject=hidden, channel=Channel.PHONE, by=None))
        assert _due(writer, hidden) == []


ROUND = Cover(Form.ELLIPSE, ((0.05, 0.0), (0.35, 0.6)), Fill.MOSAIC)
CORNERED = Cover(Form.POLYGON, ((0.6, 0.0), (0.9, 0.1), (0.75, 0.6)))
PART = Region(0.0, 0.0, 0.95, 1.0)


def test_shapes_are_kept_to_the_last_digit_and_told_of(register: Register) -> None:
    with writing(register) as writer:
        ella, noah = child(writer, "Ella Holm"), child(writer)
        photo, bare = portrait(writer, 1, ella, noah), portrait(writer, 2, ella)
        shown = (Depiction(photo, ella, LEFT, ROUND), Depiction(photo, noah, None, CORNERED))
        writer.set_depictions(photo, shown)
        writer.set_photo(replace(writer.photo(photo), crop=PART))
    with register.read() as reader:
        assert reader.depicted([photo])[photo] == shown
        assert reader.photo(photo).crop == PART
        assert reader.with_shapes([photo, bare]) == {photo}
        told = [a for a in reader.acts_on([photo])[photo] if isinstance(a.body, Described)]
    assert verify(register).ok
    with writing(register) as writer:
        writer.set_depictions(photo, (shown[0], replace(shown[1], cover=None)))
    with register.read() as reader:
        again = [a for a in reader.acts_on([photo])[photo] if isinstance(a.body, Described)]
        assert reader.with_shapes([photo]) == {photo}
    assert len(again) == len(told) + 1, "the journal tells of a cover taken off"
    assert verify(register).ok


def test_what_was_told_of_a_photo_before_there_were_shapes_still_holds() -> None:
    photo = Photo(id=PhotoId(1), name="a.jpg")
    plain = photo_facts(photo, [Depiction(photo.id, SubjectId(2), LEFT)])
    assert "crop" not in plain
    assert "cover" not in plain
    drawn = photo_facts(replace(photo, crop=PART), [Depiction(photo.id, SubjectId(2), LEFT, ROUND)])
    assert '"crop":"[0.0,0.0,0.95,1.0]"' in drawn
    assert '"covers":[[2,"{' in drawn


def test_a_copy_keeps_by_which_shape_somebody_was_hidden(register: Register) -> None:
    with writing(register) as writer:
        ella, noah = child(writer, "Ella Holm"), child(writer)
        photo = portrait(writer, 1, ella, noah)
        copy = replace(
            copy_of(photo, covered=(ella, noah)),
            permissions=(),
            covers=((ella, OVER_LEFT),),
            drawn=((ella, ROUND), (noah, CORNERED)),
            crop=PART,
        )
        released_all(writer, copy, replace(copy, output="2.jpg", drawn=(), crop=None))
    with register.read() as reader:
        first, second = reader.releases()[0].copies
    assert (first.drawn, first.crop, first.covers) == (copy.drawn, PART, copy.covers)
    assert (second.drawn, second.crop) == ((), None)
    assert verify(register).ok
