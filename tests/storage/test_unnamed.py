"""What left with fewer people counted than somebody found on it later must come down (R1, R16)."""

from dataclasses import replace

from consentdesk.domain.acts import Attested, Corrected, Erased
from consentdesk.domain.covers import rectangle
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Depiction, Photo, PhotoId, PhotoKind, Region, ReleaseId
from consentdesk.storage.register import Register
from consentdesk.storage.writing import Writer
from tests.factories import DAY
from tests.storage.desk import (
    answer,
    child,
    copy_of,
    journaled_yes,
    portrait,
    print_of,
    released_all,
    writing,
)


def _vouch(writer: Writer, photo: PhotoId, *shows: SubjectId, unnamed: int, hidden: int = 0) -> int:
    said = Attested(
        photo=photo,
        kind=PhotoKind.PORTRAIT,
        shows=shows,
        visible=len(shows) + unnamed,
        hidden=hidden,
    )
    (act,) = writer.append(said)
    return act.number


def _due(writer: Writer) -> list[ReleaseId]:
    found = [r.id for r in writer.releases(to_take_down=True)]
    assert writer.counts(DAY).open_takedowns == len(found)
    return found


def test_r16_a_copy_on_which_somebody_without_a_name_was_found_must_come_down(
    register: Register,
) -> None:
    with writing(register) as writer:
        ida, _, _ = journaled_yes(writer, "Ida Holm")
        first, second = portrait(writer, 1, ida), portrait(writer, 2, ida)
        yes = (answer(writer, ida),)
        copies = (copy_of(first, ida), copy_of(second, ida, number=2))
        id = released_all(writer, *(replace(c, permissions=yes) for c in copies))
        _vouch(writer, first, ida, unnamed=0)
        assert _due(writer) == [], "looked at again, and nobody else is on it"
        found = _vouch(writer, first, ida, unnamed=1)
        assert _due(writer) == [id]
        assert writer.copies_to_take_down(id) == (0,)
        assert writer.copies_with_unnamed() == {id: (0,)}
        assert writer.releases(to_take_down=True, subject=ida) == (), "it is not her no"
        mistake = writer.digest_text("Taken for another")
        writer.append(Corrected(number=found, reason=mistake, subject=None, photo=first))
        assert _due(writer) == [], "that was a mistake"


def test_r22_whoever_was_hidden_without_a_name_stays_hidden(register: Register) -> None:
    with writing(register) as writer:
        ida, _, _ = journaled_yes(writer, "Ida Holm")
        photo = portrait(writer, 1, ida, attested=False)
        _vouch(writer, photo, ida, unnamed=1, hidden=1)
        shape = rectangle(Region(0.1, 0.1, 0.3, 0.3))
        copy = replace(copy_of(photo, ida), permissions=(answer(writer, ida),), unknown=(shape,))
        id = released_all(writer, copy)
        _vouch(writer, photo, ida, unnamed=1)
        assert _due(writer) == [], "the same one, whose cover is taken off again"
        _vouch(writer, photo, ida, unnamed=2, hidden=1)
        assert _due(writer) == [id]


def test_r22_who_got_a_name_afterwards_was_hidden_where_the_face_lies_under_the_shape(
    register: Register,
) -> None:
    shape = rectangle(Region(0.1, 0.1, 0.3, 0.3))
    under, beside = Region(0.2, 0.2, 0.1, 0.1), Region(0.6, 0.2, 0.1, 0.1)
    with writing(register) as writer:
        ida, _, _ = journaled_yes(writer, "Ida Holm")
        bo = child(writer, "Bo Lund")
        photo = portrait(writer, 1, ida, attested=False)
        _vouch(writer, photo, ida, unnamed=1, hidden=1)
        copy = replace(copy_of(photo, ida), permissions=(answer(writer, ida),), unknown=(shape,))
        id = released_all(writer, copy)

        def shown(face: Region | None) -> tuple[list[ReleaseId], bool]:
            writer.set_depictions(photo, [Depiction(photo, ida), Depiction(photo, bo, face)])
            (copy,) = writer.releases()[0].copies
            assert bool(writer.copies_showing([bo])) is (bo in copy.named_since)
            assert bool(writer.releases(subject=bo)) is (bo in copy.named_since)
            return _due(writer), bo in copy.named_since

        assert shown(under) == ([], False)
        assert shown(beside) == ([id], True)
        assert shown(None) == ([id], True), "nobody says where he is"


def test_one_more_who_takes_the_place_of_one_who_got_a_name_is_counted(register: Register) -> None:
    """Three then, one of them hidden; four now, one without a name: nobody tells who it is."""
    with writing(register) as writer:
        ida, _, _ = journaled_yes(writer, "Ida Holm")
        ella, _, _ = journaled_yes(writer, "Ella Friis")
        photo = portrait(writer, 1, ida, attested=False)
        _vouch(writer, photo, ida, unnamed=1, hidden=1)
        shape = rectangle(Region(0.1, 0.1, 0.3, 0.3))
        copy = replace(copy_of(photo, ida), permissions=(answer(writer, ida),), unknown=(shape,))
        id = released_all(writer, copy)
        writer.set_depictions(photo, [Depiction(photo, who) for who in (ida, ella)])
        _vouch(writer, photo, ida, ella, unnamed=0)
        assert _due(writer) == [], "both have said yes"
        _vouch(writer, photo, ida, ella, unnamed=1)
        assert _due(writer) == [id]


def test_a_picture_of_nobody_on_which_somebody_was_found_must_come_down(
    register: Register,
) -> None:
    with writing(register) as writer:
        picture = Photo(id=PhotoId(0), name="yard.jpg", kind=PhotoKind.NOBODY)
        photo = writer.register_photo(picture, print_of(1))
        writer.append(Attested(photo=photo, kind=PhotoKind.NOBODY, shows=(), visible=0))
        id = released_all(writer, replace(copy_of(photo), permissions=()))
        writer.set_photo(replace(writer.photo(photo), kind=PhotoKind.PORTRAIT))
        _vouch(writer, photo, unnamed=1)
        assert _due(writer) == [id]
        assert writer.copies_with_unnamed() == {id: (0,)}


def test_r18_a_sensitive_situation_needed_everybodys_yes_as_well(register: Register) -> None:
    with writing(register) as writer:
        ida, _, _ = journaled_yes(writer, "Ida Holm")
        for number, relied in ((1, (answer(writer, ida),)), (2, ())):
            picture = Photo(
                id=PhotoId(0), name=f"party-{number}.jpg", kind=PhotoKind.SITUATION, album=""
            )
            photo = writer.register_photo(picture, print_of(number))
            writer.set_depictions(photo, [Depiction(photo, ida)])
            said = Attested(photo=photo, kind=PhotoKind.SITUATION, shows=(ida,), visible=1)
            writer.append(said)
            id = released_all(writer, replace(copy_of(photo, ida), permissions=relied))
            writer.append(replace(said, visible=2))
            assert writer.copies_with_unnamed().get(id, ()) == ((0,) if relied else ())


def test_whoever_was_erased_has_had_a_name_and_is_told_of_by_that(register: Register) -> None:
    with writing(register) as writer:
        ida, _, _ = journaled_yes(writer, "Ida Holm")
        gone, _, _ = journaled_yes(writer, "Ella Friis")
        photo = portrait(writer, 1, ida, gone)
        copy = copy_of(photo, ida, covered=(gone,))
        id = released_all(writer, replace(copy, permissions=(answer(writer, ida),)))
        writer.append(Erased(subject=gone, photos=(photo,)))
        _vouch(writer, photo, ida, unnamed=1)
        assert _due(writer) == [], "covered, and nobody else is on it"
        _vouch(writer, photo, ida, unnamed=2)
        assert _due(writer) == [id]
