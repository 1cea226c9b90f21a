"""What the acts since a line speak of, and lists of photos by group and in an order, on both."""

from dataclasses import replace
from datetime import date, datetime

from consentdesk.domain.acts import Digest, PackMade
from consentdesk.domain.photos import Destination, Photo, PhotoId
from consentdesk.storage.register import Register
from consentdesk.storage.values import Head, PhotoFilter, PhotoOrder
from consentdesk.storage.verifying import verify
from tests.storage.desk import answer, child, family, form, portrait, print_of, void, writing, yes


def _head(register: Register) -> Head:
    with register.read() as reader:
        return reader.head()


def _touched(register: Register, since: Head) -> frozenset[PhotoId] | None:
    with register.read() as reader:
        return reader.touched_since(since.number, since.digest)


def test_an_act_about_somebody_touches_the_photos_that_show_them(register: Register) -> None:
    with writing(register) as writer:
        noah, mother = family(writer)
        ella = child(writer, "Ella Holm")
        first, _other, both = (
            portrait(writer, n, *shown) for n, shown in enumerate(((noah,), (ella,), (noah, ella)))
        )
    begun = _head(register)
    assert _touched(register, begun) == frozenset()
    with writing(register) as writer:
        serial = form(writer, noah)
        writer.append(yes(noah, mother, serial))
    assert _touched(register, begun) == frozenset({first, both})
    begun = _head(register)
    with writing(register) as writer:
        void(writer, answer(writer, noah))
    assert _touched(register, begun) == frozenset({first, both})


def test_a_name_taken_off_a_photo_touches_it_all_the_same(register: Register) -> None:
    with writing(register) as writer:
        noah = child(writer)
        photo = portrait(writer, 1, noah)
    begun = _head(register)
    with writing(register) as writer:
        writer.set_depictions(photo, [])
        added = portrait(writer, 2)
    assert _touched(register, begun) == frozenset({photo, added})


def test_a_rule_touches_any_photo_and_so_does_a_ledger_that_is_another(register: Register) -> None:
    begun = _head(register)
    with writing(register) as writer:
        writer.set_settings({"age_limit": 13})
    assert _touched(register, begun) is None
    now = _head(register)
    assert _touched(register, replace(now, digest=Digest("0" * 64))) is None
    assert _touched(register, replace(begun, digest=Digest("0" * 64))) is None
    assert _touched(register, replace(now, number=now.number + 1)) is None


def test_a_check_pack_that_was_made_touches_no_photo(register: Register) -> None:
    begun = _head(register)
    with writing(register) as writer:
        writer.append(
            PackMade(
                photos=1,
                events=(writer.digest_text("Trip"),),
                destinations=(Destination("website"),),
                initials=True,
                good_until=date(2026, 9, 28),
                pack=Digest("0" * 64),
            )
        )
    assert _touched(register, begun) == frozenset()
    assert verify(register).ok


def test_photos_are_found_by_the_group_of_somebody_on_them(register: Register) -> None:
    with writing(register) as writer:
        noah, ella = child(writer), child(writer, "Ella Holm")
        both, one = portrait(writer, 1, noah, ella), portrait(writer, 2, ella)
        portrait(writer, 3)
    with register.read() as reader:
        assert reader.find_photos(PhotoFilter(group="2.A")) == (one, both)
        assert reader.find_photos(PhotoFilter(group="2.B")) == ()
        assert reader.find_photos(PhotoFilter(group="2.A", subject=noah)) == (both,)


def test_photos_come_in_the_order_of_a_column(register: Register) -> None:
    plain = Photo(id=PhotoId(0), name="b.jpg", album="Zoo")
    noon = datetime.fromisoformat("2026-09-01T12:00:00")
    with writing(register) as writer:
        first = writer.register_photo(plain, print_of(1))
        second = writer.register_photo(replace(plain, name="a.jpg", taken_at=noon), print_of(2))
        third = writer.register_photo(replace(plain, name="c.jpg", album="Apes"), print_of(3))
    wanted = {
        (PhotoOrder.ADDED, False): (third, second, first),
        (PhotoOrder.NAME, False): (second, first, third),
        (PhotoOrder.NAME, True): (third, first, second),
        (PhotoOrder.EVENT, False): (third, second, first),
        (PhotoOrder.EVENT, True): (second, first, third),
        (PhotoOrder.TAKEN, False): (third, first, second),
        (PhotoOrder.TAKEN, True): (second, third, first),
    }
    with register.read() as reader:
        for (order, descending), ids in wanted.items():
            asked = PhotoFilter(order=order, descending=descending)
            assert reader.find_photos(asked) == ids
        assert reader.find_photos(PhotoFilter(order=PhotoOrder.NAME), 2) == (second, first)
