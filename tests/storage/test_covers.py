"""A cover hides somebody only where that is: one in the wrong place is known for it later."""

from dataclasses import replace

from consentdesk.domain.acts import Channel, Objected
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Depiction, PhotoId, Region, ReleaseId
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
