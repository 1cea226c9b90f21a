"""Releases and the figures of the overview, on both engines."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from consentdesk.domain.acts import (
    ActKind,
    Channel,
    Corrected,
    Objected,
    ObjectionLifted,
    Protected,
    ProtectionLifted,
    Released,
    TakenDown,
)
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, PhotoId, ReleaseId
from consentdesk.errors import BadInput, Problem
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Counts
from consentdesk.storage.writing import Writer
from tests.factories import DAY, NOW, withdrawn
from tests.storage.desk import (
    CLERK,
    child,
    copy_of,
    family,
    form,
    journaled_yes,
    portrait,
    released,
    released_all,
    writing,
    yes,
)


def test_a_release_comes_back_as_it_left(register: Register) -> None:
    with writing(register) as writer:
        noah, ella = child(writer), child(writer, "Ella Holm")
        photo = portrait(writer, 1, noah, ella)
        id = released(writer, photo, noah, covered=(ella,))
    with register.read() as reader:
        (found,) = reader.releases()
        assert reader.releases(id=id) == (found,)
        assert (found.id, found.destination, found.clerk) == (id, "website", CLERK)
        assert (found.at, found.folder, found.taken_down_at) == (NOW, "export", None)
        (copy,) = found.copies
        assert (copy.photo, copy.output, copy.shows, copy.covered) == (
            photo,
            "trip-001.jpg",
            (noah,),
            (ella,),
        )
        assert (copy.sha256_in, copy.sha256_out) == (bytes(32), bytes([1]) * 32)
        assert copy.permissions == (7,)
        body = reader.ledger(kinds=frozenset({ActKind.RELEASED}))[0].body
        assert isinstance(body, Released)
        assert (body.photos, body.shows, body.covered) == ((photo,), (noah,), (ella,))


def test_a_photo_named_and_let_out_in_one_go_is_told_of_in_that_order(register: Register) -> None:
    with writing(register) as writer:
        noah = child(writer)
        photo = portrait(writer, 1, noah, attested=False)
        released(writer, photo, noah)
    with register.read() as reader:
        kinds = [act.kind for act in reader.acts_on([photo])[photo]]
    assert kinds == [ActKind.REGISTERED, ActKind.DESCRIBED]
    assert verify(register).ok


def test_releases_are_found_by_who_is_seen_on_them(register: Register) -> None:
    with writing(register) as writer:
        noah, ella = child(writer), child(writer, "Ella Holm")
        one, two = portrait(writer, 1, noah), portrait(writer, 2, noah, ella)
        first = released(writer, one, noah)
        second = released(writer, two, noah, covered=(ella,))
    with register.read() as reader:
        assert [r.id for r in reader.releases(subject=noah)] == [second, first]
        assert reader.releases(subject=ella) == ()
        assert [r.id for r in reader.releases(photo=one)] == [first]
        assert [r.id for r in reader.releases(limit=1)] == [second]


def test_a_release_of_an_unknown_photo_is_bad_input(register: Register) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        released(writer, PhotoId(99))
    assert caught.value.problem is Problem.UNKNOWN_PHOTO


def test_where_it_was_posted_is_said_later(register: Register) -> None:
    with writing(register) as writer:
        id = released(writer, portrait(writer, 1))
        writer.set_link(id, "https://example.org/trip")
        assert writer.releases()[0].link == "https://example.org/trip"
        with pytest.raises(BadInput) as caught:
            writer.set_link(ReleaseId(99), "")
    assert caught.value.problem is Problem.UNKNOWN_RELEASE


def test_a_release_taken_down_by_mistake_is_out_again(register: Register) -> None:
    with writing(register) as writer:
        id = released(writer, portrait(writer, 1))
    later = NOW + timedelta(hours=2)
    with writing(register, later) as writer:
        (act,) = writer.append(TakenDown(release=id, note=None))
        assert writer.releases()[0].taken_down_at == later
        reason = writer.digest_text("Still there")
        writer.append(Corrected(number=act.number, reason=reason, subject=None, photo=None))
        assert writer.releases()[0].taken_down_at is None


def _of_three(writer: Writer) -> tuple[ReleaseId, SubjectId, SubjectId]:
    """Noah with Ella covered, Ella with Noah covered, and both; both have said yes."""
    noah, _, _ = journaled_yes(writer)
    ella, _, _ = journaled_yes(writer, "Ella Holm")
    photo = portrait(writer, 1, noah, ella)
    id = released_all(
        writer,
        copy_of(photo, noah, covered=(ella,), number=1),
        copy_of(photo, ella, covered=(noah,), number=2),
        copy_of(photo, noah, ella, number=3),
    )
    return id, noah, ella


def test_a_release_is_down_when_each_of_its_copies_is(register: Register) -> None:
    with writing(register) as writer:
        id, noah, ella = _of_three(writer)
    first, second = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    with writing(register, first) as writer:
        writer.append(TakenDown(release=id, note=None, copies=(0, 2)))
        (found,) = writer.releases()
        assert [c.taken_down_at for c in found.copies] == [first, None, first]
        assert (found.taken_down_at, found.out()) == (None, (1,))
        assert (found.out_showing((noah,)), found.out_showing((noah, ella))) == ((), (1,))
    with writing(register, second) as writer:
        writer.append(TakenDown(release=id, note=None, copies=(1,)))
        (found,) = writer.releases()
        assert [c.taken_down_at for c in found.copies] == [first, second, first]
        assert found.taken_down_at == second
    assert verify(register).ok


def test_what_comes_down_with_the_whole_release_is_down_since_it_first_was(
    register: Register,
) -> None:
    later = NOW + timedelta(hours=2)
    with writing(register) as writer:
        id, _, _ = _of_three(writer)
        (first,) = writer.append(TakenDown(release=id, note=None, copies=(0,)))
    with writing(register, later) as writer:
        writer.append(TakenDown(release=id, note=None))
        assert [c.taken_down_at for c in writer.releases()[0].copies] == [NOW, later, later]
        reason = writer.digest_text("The wrong one")
        writer.append(Corrected(number=first.number, reason=reason, subject=None, photo=None))
        assert [c.taken_down_at for c in writer.releases()[0].copies] == [later, later, later]
    assert verify(register).ok


def test_a_copy_ticked_by_mistake_is_out_again_and_the_others_stay_down(
    register: Register,
) -> None:
    with writing(register) as writer:
        id, _, _ = _of_three(writer)
        writer.append(TakenDown(release=id, note=None, copies=(0,)))
        (wrong,) = writer.append(TakenDown(release=id, note=None, copies=(1, 2)))
        assert writer.releases()[0].taken_down_at == NOW
        reason = writer.digest_text("Still there")
        writer.append(Corrected(number=wrong.number, reason=reason, subject=None, photo=None))
        assert (writer.releases()[0].taken_down_at, writer.releases()[0].out()) == (None, (1, 2))
    assert verify(register).ok


@pytest.mark.parametrize("place", [3, -1])
def test_taking_down_a_copy_that_is_not_there_is_bad_input(register: Register, place: int) -> None:
    with writing(register) as writer:
        id, _, _ = _of_three(writer)
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.append(TakenDown(release=id, note=None, copies=(place,)))
    assert caught.value.problem is Problem.COPY_NOT_IN_RELEASE


def test_one_childs_ticked_copies_leave_the_others_to_take_down(register: Register) -> None:
    with writing(register) as writer:
        id, noah, ella = _of_three(writer)
        writer.append(withdrawn(noah), withdrawn(ella))
        assert writer.copies_to_take_down(id) == (0, 1, 2)
        writer.append(TakenDown(release=id, note=None, copies=(0, 2)))
        assert writer.copies_to_take_down(id) == (1,)
        assert [r.id for r in writer.releases(to_take_down=True)] == [id]
        assert [r.id for r in writer.releases(to_take_down=True, subject=ella)] == [id]
        assert writer.releases(to_take_down=True, subject=noah) == ()
        assert writer.counts(DAY).open_takedowns == 1
        writer.append(TakenDown(release=id, note=None, copies=(1,)))
        assert writer.releases(to_take_down=True) == ()
        assert writer.counts(DAY).open_takedowns == 0


def test_an_objection_and_protection_leave_every_release_to_take_down(
    register: Register,
) -> None:
    """R10, R19: whatever was signed, and wherever it went."""
    with writing(register) as writer:
        id, noah, ella = _of_three(writer)
        paper = released(writer, portrait(writer, 2, noah), noah, destination="press")
        both = portrait(writer, 3, noah, ella)
        covered = released(writer, both, covered=(noah, ella))
        writer.append(Objected(subject=noah, channel=Channel.PHONE, by=None))
        assert [r.id for r in writer.releases(to_take_down=True)] == [paper, id]
        assert writer.copies_to_take_down(id) == (0, 2)
        assert writer.copies_to_take_down(covered) == ()
        writer.append(Protected(subject=ella))
        assert writer.copies_to_take_down(id) == (0, 1, 2)
        assert [r.id for r in writer.releases(to_take_down=True, subject=ella)] == [id]
        assert writer.counts(DAY).open_takedowns == 2
        writer.append(ObjectionLifted(subject=noah), ProtectionLifted(subject=ella))
        assert writer.counts(DAY).open_takedowns == 0


def test_what_shows_nobody_who_said_no_may_stay_out(register: Register) -> None:
    with writing(register) as writer:
        id, noah, _ = _of_three(writer)
        writer.append(withdrawn(noah))
        assert writer.copies_to_take_down(id) == (0, 2)
        writer.append(TakenDown(release=id, note=None, copies=(0, 2)))
        assert writer.counts(DAY).open_takedowns == 0
        assert writer.releases()[0].out() == (1,)


def test_taking_down_nothing_is_bad_input(register: Register) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.append(TakenDown(release=ReleaseId(99), note=None))
    assert caught.value.problem is Problem.UNKNOWN_RELEASE


def test_a_withdrawal_leaves_its_releases_to_take_down(register: Register) -> None:
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer)
        photo = portrait(writer, 1, noah)
        web, paper = (
            released(writer, photo, noah),
            released(writer, photo, noah, destination="press"),
        )
        assert writer.releases(to_take_down=True) == ()
        writer.append(withdrawn(noah))
        assert [r.id for r in writer.releases(to_take_down=True)] == [web]
        assert writer.counts(DAY).open_takedowns == 1
        writer.append(TakenDown(release=web, note=None))
        assert writer.releases(to_take_down=True) == ()
        assert writer.counts(DAY).open_takedowns == 0
        assert [r.destination for r in writer.releases(id=paper)] == [Destination("press")]


def test_the_overview_counts(register: Register) -> None:
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer)
        ella, mother = family(writer, "Ella Holm")
        recorded = form(writer, ella)
        writer.append(yes(ella, mother, recorded))
        form(writer, None)
        left = child(writer, "Gone Away")
        writer.change_subject(replace(writer.subject(left), left_on=DAY - timedelta(days=1)))
        portrait(writer, 1, noah)
        portrait(writer, 2, noah, attested=False)
    with register.read() as reader:
        assert reader.counts(DAY) == Counts(
            subjects=2,
            groups=1,
            forms_out=1,
            forms_recorded=1,
            photos=2,
            photos_unattested=1,
            coming_of_age=0,
            second_guardian_missing=0,
            open_takedowns=0,
        )


@pytest.mark.parametrize(
    ("born", "on", "soon"),
    [
        (date(2011, 9, 14), date(2026, 9, 13), True),
        (date(2011, 9, 14), date(2026, 9, 14), False),
        (date(2011, 9, 14), date(2026, 1, 1), False),
        (date(2012, 2, 29), date(2027, 2, 28), True),
        (date(2012, 2, 29), date(2027, 3, 1), False),
    ],
)
def test_those_about_to_sign_alone_are_counted(
    register: Register, born: date, on: date, *, soon: bool
) -> None:
    with writing(register) as writer:
        subject = child(writer, born=born)
        writer.enrol(name="Staff", born=born, staff=True)
    with register.read() as reader:
        assert reader.coming_of_age(on) == ((subject,) if soon else ())


def test_a_missing_second_signature_is_counted(register: Register) -> None:
    with writing(register) as writer:
        writer.set_settings({"guardians_needed": "all"})
        subject, _, _ = journaled_yes(writer)
        assert writer.counts(DAY).second_guardian_missing == 0
        other = writer.add_guardian("Jens Lund")
        relation = replace(writer.guardianships([subject])[subject][0], guardian=other)
        writer.set_guardianship(relation)
        assert writer.counts(DAY).second_guardian_missing == 1
