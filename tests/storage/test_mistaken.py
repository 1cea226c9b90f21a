"""Copies of a file that left as another photo, because somebody said it was the same picture."""

from dataclasses import replace

from consentdesk.domain.acts import ActKind, Channel, Objected, SamePicture
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Depiction, Photo, PhotoId, PhotoKind, ReleaseId
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.writing import Writer
from tests.factories import DAY, withdrawn
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


def _let_out_as(writer: Writer, photo: PhotoId, *shows: SubjectId) -> ReleaseId:
    """A file that somebody said is the same picture, let out as that photo."""
    file = print_of(9)
    writer.add_alias(photo, file)
    copy = replace(copy_of(photo, *shows), sha256_in=file.sha256)
    return released_all(writer, replace(copy, permissions=tuple(answer(writer, s) for s in shows)))


def _found_another(writer: Writer) -> None:
    """It was another picture."""
    (said,) = writer.ledger(kinds=frozenset({ActKind.SAME_PICTURE}))
    assert isinstance(said.body, SamePicture)
    writer.remove_alias(said.number, writer.digest_text("Bo is on that one"))


def _registered(writer: Writer, *shows: SubjectId, kind: PhotoKind) -> PhotoId:
    photo = writer.register_photo(Photo(id=PhotoId(0), name="b.jpg", kind=kind), print_of(9))
    writer.set_depictions(photo, [Depiction(photo, s) for s in shows])
    writer.settle()
    return photo


def _due(writer: Writer, who: SubjectId | None = None) -> list[ReleaseId]:
    found = [r.id for r in writer.releases(to_take_down=True, subject=who)]
    if who is None:
        assert writer.counts(DAY).open_takedowns == len(found)
        assert [bool(writer.copies_to_take_down(r)) for r in found] == [True] * len(found)
    return found


def test_r21_a_copy_that_left_as_another_photo_is_found_by_what_it_shows(
    register: Register,
) -> None:
    with writing(register) as writer:
        ida, _, _ = journaled_yes(writer, "Ida Holm")
        bo, _, _ = journaled_yes(writer, "Bo Lund")
        photo = portrait(writer, 1, ida)
        id = _let_out_as(writer, photo, ida)
        assert (_due(writer), writer.releases(subject=bo)) == ([], ())
        _found_another(writer)
        assert _due(writer) == [id], "nobody has said what it is"
        own = _registered(writer, ida, bo, kind=PhotoKind.PORTRAIT)
        assert _due(writer) == [], "both have said yes"
        (found,) = writer.releases(subject=bo)
        assert (found.id, found.copies[0].named_since) == (id, (bo,))
        assert [[r.id for r in writer.releases(photo=p)] for p in (own, photo)] == [[id], [id]]
        writer.append(Objected(subject=bo, channel=Channel.PHONE, by=None))
        assert (_due(writer), _due(writer, bo), _due(writer, ida)) == ([id], [id], [])
    assert verify(register).ok


def test_r1_a_portrait_that_left_as_another_photo_needs_a_yes_of_everybody_on_it(
    register: Register,
) -> None:
    with writing(register) as writer:
        ida, _, _ = journaled_yes(writer, "Ida Holm")
        mia, _, _ = journaled_yes(writer, "Mia Friis")
        bo = child(writer, "Bo Lund")
        writer.append(withdrawn(mia))
        id = _let_out_as(writer, portrait(writer, 1, ida), ida)
        _found_another(writer)
        own = _registered(writer, ida, mia, kind=PhotoKind.PORTRAIT)
        assert (_due(writer), _due(writer, mia)) == ([id], [id]), "her no is older"
        writer.set_depictions(own, [Depiction(own, s) for s in (ida, bo)])
        writer.settle()
        assert (_due(writer), _due(writer, bo)) == ([id], []), "he was never asked"
        assert writer.copies_judged_against([own]) == {id: (0,)}


def test_r21_a_copy_on_which_nobody_can_be_recognised_stays_out_once_that_is_said(
    register: Register,
) -> None:
    with writing(register) as writer:
        empty = Photo(id=PhotoId(0), name="a.jpg", kind=PhotoKind.NOBODY)
        id = _let_out_as(writer, writer.register_photo(empty, print_of(1)))
        _found_another(writer)
        assert _due(writer) == [id], "nobody has said what it is"
        own = _registered(writer, kind=PhotoKind.NOBODY)
        assert (_due(writer), writer.copies_judged_against([own])) == ([], {})
        writer.set_photo(replace(writer.photo(own), kind=PhotoKind.PORTRAIT))
        assert _due(writer) == [id], "somebody can be recognised after all, and nobody is named"


def test_r1_whoever_is_named_later_on_the_photo_it_was_taken_for_is_not_on_the_copy(
    register: Register,
) -> None:
    with writing(register) as writer:
        ida, _, _ = journaled_yes(writer, "Ida Holm")
        bo = child(writer, "Bo Lund")
        photo = portrait(writer, 1, ida)
        _let_out_as(writer, photo, ida)
        _found_another(writer)
        _registered(writer, ida, kind=PhotoKind.PORTRAIT)
        writer.set_depictions(photo, [Depiction(photo, s) for s in (ida, bo)])
        writer.settle()
        assert _due(writer) == []


def test_a_file_that_is_the_same_picture_after_all_stays_out(register: Register) -> None:
    with writing(register) as writer:
        ida, _, _ = journaled_yes(writer, "Ida Holm")
        photo = portrait(writer, 1, ida)
        _let_out_as(writer, photo, ida)
        _found_another(writer)
        writer.add_alias(photo, print_of(9))
        assert _due(writer) == []


def test_r21_a_twin_with_other_metadata_is_found_with_the_file_that_was_taken_for_another(
    register: Register,
) -> None:
    """Of it no more than its own digest is kept: what left meanwhile may be one."""
    with writing(register) as writer:
        ida, _, _ = journaled_yes(writer, "Ida Holm")
        bo = child(writer, "Bo Lund")
        photo = portrait(writer, 1, ida)
        permissions = (answer(writer, ida),)

        def let_out(file: bytes) -> ReleaseId:
            copy = replace(copy_of(photo, ida), sha256_in=file, permissions=permissions)
            return released_all(writer, copy)

        twin = print_of(10).sha256
        let_out(twin)  # Nobody had said anything yet: it was the photo's own twin.
        exact = _let_out_as(writer, photo, ida)
        meanwhile = let_out(twin)
        let_out(print_of(1).sha256)  # The very file that is the photo.
        _found_another(writer)
        let_out(twin)
        assert _due(writer) == [meanwhile, exact], "nobody has said what they are"
        own = _registered(writer, ida, kind=PhotoKind.PORTRAIT)
        assert _due(writer) == [], "she has said yes"
        writer.set_depictions(own, [Depiction(own, s) for s in (ida, bo)])
        writer.settle()
        assert _due(writer) == [meanwhile, exact], "he was never asked"
        assert writer.releases(photo=own) == tuple(writer.releases(to_take_down=True))
        writer.set_depictions(own, [Depiction(own, ida)])
        other = Photo(id=PhotoId(0), name="c.jpg", kind=PhotoKind.PORTRAIT)
        third = writer.register_photo(other, print_of(10))
        writer.set_depictions(third, [Depiction(third, bo)])
        writer.settle()
        assert meanwhile in _due(writer), "it turned out to be a third picture"
    assert verify(register).ok


def test_r21_a_twin_of_what_is_the_same_picture_after_all_stays_out(register: Register) -> None:
    with writing(register) as writer:
        ida, _, _ = journaled_yes(writer, "Ida Holm")
        photo = portrait(writer, 1, ida)
        _let_out_as(writer, photo, ida)
        twin = replace(copy_of(photo, ida), sha256_in=print_of(10).sha256)
        id = released_all(writer, replace(twin, permissions=(answer(writer, ida),)))
        _found_another(writer)
        assert id in _due(writer)
        writer.add_alias(photo, print_of(9))
        assert _due(writer) == []
