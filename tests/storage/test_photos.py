"""Photos, recognition, depictions and attestations, on both engines."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from consentdesk.domain.acts import ActKind, Attested, Corrected, Described, Registered, SamePicture
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import (
    Depiction,
    Fingerprint,
    Match,
    Photo,
    PhotoId,
    PhotoKind,
    Recognition,
    Region,
)
from consentdesk.errors import BadInput, Cancelled, Problem, RegisterError
from consentdesk.storage.facts import photo_facts
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import PhotoFilter
from tests.factories import DAY, NOW
from tests.storage.desk import child, portrait, print_of, writing

FULL = Photo(
    id=PhotoId(0),
    name="IMG_0412.jpg",
    kind=PhotoKind.SITUATION,
    album="Udflugt",
    photographer="Line Holm",
    rights="the institution's own",
    width=4000,
    height=3000,
    taken_at=datetime.fromisoformat("2026-09-01T10:30:00"),
    faces=3,
    delete_after=date(2028, 9, 1),
    raw="IMG_0412.CR3",
    raw_digest=bytes(range(32)),
)
"""A camera knows no time zone."""


def test_a_photo_comes_back_as_it_was_registered(register: Register) -> None:
    with writing(register) as writer:
        id = writer.register_photo(FULL, print_of(1))
    with register.read() as reader:
        assert reader.photo(id) == replace(FULL, id=id)
        act, told = reader.acts_on([id])[id]
        assert told.kind is ActKind.DESCRIBED
        assert isinstance(act.body, Registered)
        assert act.body.sha256 == print_of(1).sha256.hex()


def test_a_raw_file_is_told_of_only_where_there_is_one() -> None:
    """Else no photo described before there was such a thing would be as it was described."""
    assert '"raw":"IMG_0412.CR3"' in photo_facts(FULL, ())
    assert f'"raw_digest":"{bytes(range(32)).hex()}"' in photo_facts(FULL, ())
    assert "raw" not in photo_facts(replace(FULL, raw="", raw_digest=None), ())


def test_what_is_said_of_a_photo_is_an_act_with_who_and_when(register: Register) -> None:
    """R14."""
    later = NOW + timedelta(hours=1)
    with writing(register) as writer:
        noah, ella = child(writer), child(writer)
        id = portrait(writer, 1, noah)
    with register.write("Bo Krag", later) as writer:
        number = writer.head().number
        writer.set_depictions(id, [Depiction(id, noah), Depiction(id, ella)])
        writer.set_photo(replace(writer.photo(id), faces=2))
        writer.set_photo(replace(writer.photo(id), faces=4))
    with register.read() as reader:
        assert reader.head().number == number + 1
        act = reader.act(number + 1)
        assert (reader.clerks([act.clerk])[act.clerk], act.at) == ("Bo Krag", later)
        assert isinstance(act.body, Described)
        assert (act.body.photo, act.body.shows, act.body.faces) == (id, (noah, ella), 4)
        assert (act.body.kind, act.body.credited) == (PhotoKind.PORTRAIT, False)


def test_a_photo_is_described_before_anybody_vouches_for_it(register: Register) -> None:
    with writing(register) as writer:
        id = portrait(writer, 1, child(writer))
    with register.read() as reader:
        kinds = [act.kind for act in reader.acts_on([id])[id]]
    assert kinds == [ActKind.REGISTERED, ActKind.DESCRIBED, ActKind.ATTESTED]


def test_saying_the_same_again_is_no_act(register: Register) -> None:
    where = Region(0.0, -0.0, 1, 0.1)
    with writing(register) as writer:
        noah = child(writer)
        id = writer.register_photo(FULL, print_of(1))
        writer.set_depictions(id, [Depiction(id, noah, where)])
    for _ in range(2):
        with writing(register) as writer:
            number = writer.head().number
            writer.set_depictions(id, [Depiction(id, noah, where)])
            writer.set_photo(replace(FULL, id=id))
        with register.read() as reader:
            assert reader.head().number == number
            assert reader.pictured([id], DAY)[id].shown[0].subject == noah


def test_an_unknown_photo_is_bad_input(register: Register) -> None:
    with register.read() as reader, pytest.raises(BadInput) as caught:
        reader.photo(PhotoId(99))
    assert caught.value.problem is Problem.UNKNOWN_PHOTO


def test_one_file_is_one_photo(register: Register) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        portrait(writer, 1)
        portrait(writer, 1)
    assert caught.value.problem is Problem.PHOTO_KNOWN


def test_a_photo_changes(register: Register) -> None:
    with writing(register) as writer:
        id = writer.register_photo(replace(FULL, kind=None), print_of(1))
        changed = replace(FULL, id=id, album="Sommer", faces=None)
        writer.set_photo(changed)
        assert writer.photo(id) == changed
        assert writer.find_photos(PhotoFilter(text="sommer")) == (id,)
        with pytest.raises(BadInput) as caught:
            writer.set_photo(replace(changed, id=PhotoId(99)))
    assert caught.value.problem is Problem.UNKNOWN_PHOTO


def test_the_file_a_photo_was_registered_from_is_on_record(register: Register) -> None:
    with writing(register) as writer:
        first = writer.register_photo(FULL, replace(print_of(1), orientation=6))
        writer.add_alias(first, replace(print_of(2), orientation=1))
        second = writer.register_photo(FULL, print_of(3))
        bare = writer.register_photo(FULL, Fingerprint(b"x" * 32, orientation=3))
    with register.read() as reader:
        assert reader.registered(first) == replace(print_of(1), orientation=6)
        assert reader.registered(second) == print_of(3)
        assert reader.registered(bare) == Fingerprint(b"x" * 32, orientation=3)
        with pytest.raises(RegisterError):
            reader.registered(PhotoId(99))
    assert verify(register).ok


def test_a_file_is_recognised_by_its_bytes_its_picture_or_its_looks(register: Register) -> None:
    known = print_of(1, hashes=(0xFFFF_0000_FFFF_0000, 7))
    assert known.perceptual is not None
    near = replace(known.perceptual, hashes=(0xFFFF_0000_FFFF_0003,))
    far = replace(near, hashes=(0x0000_FFFF_0000_FFFF,))
    with writing(register) as writer:
        id = writer.register_photo(FULL, known)
    with register.read() as reader:
        asked = [
            Fingerprint(b"x" * 32),
            Fingerprint(known.sha256),
            Fingerprint(b"x" * 32, known.picture),
            Fingerprint(b"x" * 32, b"y" * 32, near),
            Fingerprint(b"x" * 32, b"y" * 32, far),
            Fingerprint(b"x" * 32, b"y" * 32),
        ]
        assert reader.recognise(asked) == (
            Recognition(Match.NONE),
            Recognition(Match.EXACT, id, whole=True),
            Recognition(Match.PICTURE, id, whole=True),
            Recognition(Match.NEAR, id),
            Recognition(Match.NONE),
            Recognition(Match.NONE),
        )
        assert reader.recognise([]) == ()
        assert reader.photo_with(known.sha256) == id
        assert reader.photo_with(b"x" * 32) is None


def test_like_hashes_of_unlike_pictures_are_no_match(register: Register) -> None:
    known = print_of(1, hashes=(7,))
    assert known.perceptual is not None
    other = replace(known.perceptual, grey=bytes((i * 97) % 256 for i in range(1024)))
    with writing(register) as writer:
        writer.register_photo(FULL, known)
    with register.read() as reader:
        (found,) = reader.recognise([Fingerprint(b"x" * 32, None, other)])
    assert found == Recognition(Match.NONE)


def test_photos_registered_later_are_recognised_too(register: Register) -> None:
    asked = [
        Fingerprint(bytes([n]) * 32, None, print_of(n, hashes=(n << 40,)).perceptual)
        for n in (1, 2)
    ]
    found = []
    for n in (1, 2):
        with writing(register) as writer:
            writer.register_photo(FULL, print_of(n, hashes=(n << 40,)))
        with register.read() as reader:
            found.append([r.match for r in reader.recognise(asked)])
    assert found[1] == [Match.NEAR, Match.NEAR]


def test_a_picture_taken_back_is_not_recognised(register: Register) -> None:
    looks = print_of(1, hashes=(7,))
    with register.read() as reader:
        reader.recognise([looks])
    with pytest.raises(Cancelled), writing(register) as writer:
        writer.register_photo(FULL, looks)
        assert writer.recognise([replace(looks, sha256=bytes(32))])[0].match is Match.PICTURE
        near = Fingerprint(bytes(32), None, looks.perceptual)
        assert writer.recognise([near])[0].match is Match.NEAR
        raise Cancelled
    with writing(register) as writer:
        second = writer.register_photo(FULL, print_of(2, hashes=(0xFFFF_FFFF_FFFF_0000,)))
    with register.read() as reader:
        assert reader.recognise([Fingerprint(bytes(32), None, looks.perceptual)])[0].photo is None
        other = print_of(3, hashes=(0xFFFF_FFFF_FFFF_0000,))
        assert reader.recognise([other])[0].photo == second


def test_another_file_of_the_same_picture_is_an_alias(register: Register) -> None:
    with writing(register) as writer:
        id = portrait(writer, 1)
        writer.add_alias(id, print_of(2))
        assert writer.recognise([print_of(2)]) == (Recognition(Match.EXACT, id, whole=True),)
        assert isinstance(writer.acts_on([id])[id][-1].body, SamePicture)
        with pytest.raises(BadInput) as caught:
            writer.add_alias(id, print_of(1))
        assert caught.value.problem is Problem.PHOTO_KNOWN
        with pytest.raises(BadInput) as caught:
            writer.add_alias(PhotoId(99), print_of(3))
        assert caught.value.problem is Problem.UNKNOWN_PHOTO


def test_who_is_on_a_photo_is_replaced_as_a_whole(register: Register) -> None:
    with writing(register) as writer:
        noah, ella = child(writer), child(writer, "Ella Holm")
        photo, other = portrait(writer, 1, noah), portrait(writer, 2, noah)
        where = Depiction(photo, ella, Region(0.25, 0.1, 0.5, 0.75))
        writer.set_depictions(photo, [where])
        assert writer.depicted([photo, PhotoId(99)]) == {photo: (where,), PhotoId(99): ()}
        assert writer.photos_of(noah) == (other,)
        writer.set_depictions(photo, [where, Depiction(photo, noah)])
        assert writer.photos_of(noah) == (other, photo)
        writer.set_depictions(photo, [])
        assert writer.depicted([photo]) == {photo: ()}


def test_an_unknown_person_is_not_on_a_photo(register: Register) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        photo = portrait(writer, 1)
        writer.set_depictions(photo, [Depiction(photo, SubjectId(99))])
    assert caught.value.problem is Problem.UNKNOWN_SUBJECT


def test_photos_are_found_by_name_album_kind_and_who(register: Register) -> None:
    with writing(register) as writer:
        noah = child(writer)
        one = portrait(writer, 1, noah, album="Udflugt")
        two = portrait(writer, 2, album="Sommerfest")
        three = writer.register_photo(replace(FULL, name="Æbler.png"), print_of(3))
        four = writer.register_photo(replace(FULL, kind=None, album=""), print_of(4))
    with register.read() as reader:
        find = reader.find_photos
        assert find(PhotoFilter()) == (four, three, two, one)
        assert find(PhotoFilter(text="aebler")) == (three,)
        assert find(PhotoFilter(text="img udflugt")) == (one,)
        assert find(PhotoFilter(album="Udflugt")) == (three, one)
        assert find(PhotoFilter(kind=PhotoKind.SITUATION)) == (three,)
        assert find(PhotoFilter(kind="unset")) == (four,)
        assert find(PhotoFilter(subject=noah)) == (one,)
        assert reader.albums() == ("Sommerfest", "Udflugt")


def test_a_photo_is_unattested_until_somebody_vouches_for_it_as_it_is(register: Register) -> None:
    todo = PhotoFilter(unattested=True)
    with writing(register) as writer:
        noah, ella = child(writer), child(writer, "Ella Holm")
        photo = portrait(writer, 1, noah)
        assert writer.find_photos(todo) == ()
        writer.set_depictions(photo, [Depiction(photo, noah), Depiction(photo, ella)])
        assert writer.find_photos(todo) == (photo,)
        vouched = Attested(photo=photo, kind=PhotoKind.PORTRAIT, shows=(noah, ella), visible=2)
        writer.append(vouched)
        assert writer.find_photos(todo) == ()
        writer.set_photo(replace(writer.photo(photo), kind=PhotoKind.NOBODY))
        assert writer.find_photos(todo) == (photo,)
        writer.set_photo(replace(writer.photo(photo), kind=PhotoKind.PORTRAIT))
        assert writer.find_photos(todo) == (photo,)
        (act,) = writer.append(vouched)
        assert writer.find_photos(todo) == ()
        reason = writer.digest_text("Overlooked somebody")
        writer.append(Corrected(number=act.number, reason=reason, subject=None, photo=None))
        assert writer.find_photos(todo) == (photo,)
        assert writer.ledger(kinds=frozenset({ActKind.CORRECTED}))[0].number > act.number


def test_a_situation_photo_needs_no_attestation(register: Register) -> None:
    with writing(register) as writer:
        writer.register_photo(FULL, print_of(1))
        unset = writer.register_photo(replace(FULL, kind=None), print_of(2))
        assert writer.find_photos(PhotoFilter(unattested=True)) == (unset,)


def test_vouching_for_an_unknown_photo_is_bad_input(register: Register) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.append(Attested(photo=PhotoId(99), kind=None, shows=(), visible=0))
    assert caught.value.problem is Problem.UNKNOWN_PHOTO
