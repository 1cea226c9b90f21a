"""What must come down: whoever is known today to be out there without a yes, on both engines."""

from dataclasses import replace

from consentdesk.domain.acts import (
    Assessed,
    Channel,
    Corrected,
    Objected,
    Protected,
    Purpose,
    TakenDown,
)
from consentdesk.domain.people import Guardianship, SubjectId
from consentdesk.domain.photos import Depiction, Destination, Photo, PhotoId, PhotoKind, ReleaseId
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.writing import Writer
from tests.factories import DAY, withdrawn
from tests.storage.desk import (
    answer,
    child,
    copy_of,
    entry,
    form,
    journaled_yes,
    portrait,
    print_of,
    released,
    released_all,
    void,
    writing,
    yes,
)


def _party(writer: Writer, number: int, *shows: SubjectId) -> PhotoId:
    """A registered situation photo."""
    picture = Photo(
        id=PhotoId(0), name=f"party-{number}.jpg", kind=PhotoKind.SITUATION, album="Party"
    )
    photo = writer.register_photo(picture, print_of(number))
    _name(writer, photo, *shows)
    return photo


def _name(writer: Writer, photo: PhotoId, *shows: SubjectId) -> None:
    writer.set_depictions(photo, [Depiction(photo, s) for s in shows])
    writer.settle()


def test_whoever_is_named_after_a_release_is_out_there_too(register: Register) -> None:
    """R7, R10, R19: the mother who phones because of the party picture is not told "nothing"."""
    with writing(register) as writer:
        ida, bo, mia = child(writer, "Ida Holm"), child(writer, "Bo Lund"), child(writer, "Mia")
        photo = _party(writer, 1, ida, mia)
        covered = replace(copy_of(photo, ida, covered=(mia,)), permissions=())
        id = released_all(writer, covered)
        assert writer.releases(subject=bo) == ()
        _name(writer, photo, ida, bo, mia)
        (found,) = writer.releases(subject=bo)
        assert (found.id, found.copies[0].named_since) == (id, (bo,))
        assert (found.copies[0].seen, found.out_showing((bo,))) == ((ida, bo), (0,))
        assert writer.releases(to_take_down=True) == ()
        writer.append(Objected(subject=mia, channel=Channel.PHONE, by=None))
        assert writer.counts(DAY).open_takedowns == 0, "a cover stays a cover"
        writer.append(Objected(subject=bo, channel=Channel.PHONE, by=None))
        assert [r.id for r in writer.releases(to_take_down=True, subject=bo)] == [id]
        assert writer.releases(to_take_down=True, subject=ida) == ()
        assert writer.copies_to_take_down(id) == (0,)
        assert writer.counts(DAY).open_takedowns == 1
        writer.append(Protected(subject=bo))
        assert writer.counts(DAY).open_takedowns == 1
        writer.append(TakenDown(release=id, note=None))
        assert writer.counts(DAY).open_takedowns == 0
    assert verify(register).problems == ()


def test_an_older_no_of_somebody_named_later_counts_where_a_yes_was_needed(
    register: Register,
) -> None:
    """R1, R18: a situation photo needed none; there only a later no takes it down."""
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer)
        bo, _, _ = journaled_yes(writer, "Bo Lund")
        writer.append(withdrawn(bo))
        alone, party = portrait(writer, 1, noah), _party(writer, 2, noah)
        relied = replace(copy_of(alone, noah), permissions=(answer(writer, noah),))
        first = released_all(writer, relied)
        second = released_all(writer, replace(copy_of(party, noah), permissions=()))
        assert writer.counts(DAY).open_takedowns == 0
        _name(writer, alone, noah, bo)
        _name(writer, party, noah, bo)
        assert [r.id for r in writer.releases(to_take_down=True, subject=bo)] == [first]
        writer.append(withdrawn(bo))
        assert [r.id for r in writer.releases(to_take_down=True, subject=bo)] == [second, first]
        assert writer.counts(DAY).open_takedowns == 2


def test_r1_somebody_named_later_on_a_portrait_who_was_never_asked_is_out_there_without_a_yes(
    register: Register,
) -> None:
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer)
        ella, _, _ = journaled_yes(writer, "Ella Holm")
        press, _, _ = journaled_yes(writer, "Mia Friis", (Purpose("press"),))
        bo = child(writer, "Bo Lund")
        alone, party = portrait(writer, 1, noah), _party(writer, 2)
        relied = replace(copy_of(alone, noah), permissions=(answer(writer, noah),))
        id = released_all(writer, relied)
        released_all(writer, replace(copy_of(party), permissions=()))
        _name(writer, alone, noah, ella)
        assert writer.releases(to_take_down=True) == (), "she has said yes"
        for who in (bo, press):
            _name(writer, alone, noah, ella, who)
            _name(writer, party, who)
            assert [r.id for r in writer.releases(to_take_down=True, subject=who)] == [id]
            assert writer.releases(to_take_down=True, subject=noah) == ()
            assert writer.copies_to_take_down(id) == (0,)
            assert writer.counts(DAY).open_takedowns == 1, "a situation needs no yes"
        mother = writer.add_guardian("Hanne Friis")
        writer.set_guardianship(Guardianship(guardian=mother, subject=press))
        serial = form(writer, press)
        writer.append(yes(press, mother, serial))
        assert writer.counts(DAY).open_takedowns == 1, "only a journaled yes opens the gate"
        writer.file_entry(entry(writer, press, serial), (Purpose("website"),))
        assert writer.counts(DAY).open_takedowns == 0


def test_a_yes_that_was_voided_takes_down_what_it_let_out_until_there_is_another(
    register: Register,
) -> None:
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer)
        ella, _, _ = journaled_yes(writer, "Ella Holm")
        number = answer(writer, noah)
        photo, hers = portrait(writer, 1, noah), portrait(writer, 2, ella)
        id = released_all(
            writer,
            replace(copy_of(hers, ella), permissions=(answer(writer, ella),)),
            replace(copy_of(photo, noah, number=2), permissions=(number,)),
        )
        void(writer, number, noah)
        assert [r.id for r in writer.releases(to_take_down=True)] == [id]
        assert writer.releases(to_take_down=True, subject=ella) == ()
        assert writer.copies_to_take_down(id) == (1,)
        assert writer.counts(DAY).open_takedowns == 1
        (mother,) = [g.guardian for g in writer.guardianships([noah])[noah]]
        serial = form(writer, noah)
        writer.append(yes(noah, mother, serial))
        assert writer.counts(DAY).open_takedowns == 1, "only a journaled yes opens the gate"
        writer.file_entry(entry(writer, noah, serial), (Purpose("website"),))
        assert writer.counts(DAY).open_takedowns == 0


def test_a_correction_that_is_corrected_takes_nothing_down(register: Register) -> None:
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer)
        number = answer(writer, noah)
        copy = replace(copy_of(portrait(writer, 1, noah), noah), permissions=(number,))
        released_all(writer, copy)
        void(writer, number, noah)
        assert writer.counts(DAY).open_takedowns == 1
        void(writer, writer.head().number, noah)
        assert writer.counts(DAY).open_takedowns == 0


def test_a_release_is_for_what_its_permissions_were_for_whatever_the_policy_says_today(
    register: Register,
) -> None:
    """The policy once had the press under the website, and a leaflet that it no longer names."""
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer)
        photo = portrait(writer, 1, noah)
        copy = replace(copy_of(photo, noah), permissions=(answer(writer, noah),))
        press = released_all(writer, copy, destination="press")
        leaflet = released_all(writer, copy, destination="leaflet")
        bare = released_all(writer, replace(copy, permissions=()), destination="press")
        found = writer.releases()
        assert writer.purposes_of(found) == {bare: "press", leaflet: "website", press: "website"}
        writer.append(withdrawn(noah, (Purpose("press"),)))
        assert [r.id for r in writer.releases(to_take_down=True)] == [bare]
        writer.append(withdrawn(noah))
        assert [r.id for r in writer.releases(to_take_down=True)] == [bare, leaflet, press]
        assert writer.counts(DAY).open_takedowns == 3


def test_what_nobody_relied_on_is_for_what_the_policy_says(register: Register) -> None:
    with writing(register) as writer:
        noah = child(writer)
        photo = _party(writer, 1, noah)
        gone = replace(copy_of(photo, noah), permissions=())
        released_all(writer, gone, destination="leaflet")
        released(writer, photo, noah)
        assert list(writer.purposes_of(writer.releases()).values()) == ["website", None]


def _judged(
    writer: Writer,
    photo: PhotoId,
    *,
    publish: bool,
    sensitive: bool = False,
    destination: str = "website",
) -> int:
    """The number of a judgement of a situation photo."""
    body = Assessed(
        photo=photo,
        destination=Destination(destination),
        publish=publish,
        sensitive=sensitive,
        yes=(),
        reason=writer.digest_text("A look at it"),
        kind=PhotoKind.SITUATION,
        shows=(),
    )
    (act,) = writer.append(body)
    return act.number


def _due(writer: Writer) -> dict[ReleaseId, tuple[int, ...]]:
    """What must be taken down, copy by copy; the three ways to ask agree."""
    found = writer.releases(to_take_down=True)
    assert writer.counts(DAY).open_takedowns == len(found)
    due = {one.id: writer.copies_to_take_down(one.id) for one in found}
    assert due == writer.copies_judged_against()
    return due


def test_r18_a_situation_judged_again_and_withheld_must_be_taken_down(register: Register) -> None:
    with writing(register) as writer:
        ida = child(writer, "Ida Holm")
        party, swim = _party(writer, 1, ida), _party(writer, 2)
        for photo in (party, swim):
            _judged(writer, photo, publish=True)
        copies = [replace(copy_of(p, number=n), permissions=()) for n, p in ((1, swim), (2, party))]
        web = released_all(writer, *copies)
        elsewhere = released_all(writer, *copies, destination="facebook")
        assert _due(writer) == {}
        withheld = _judged(writer, party, publish=False)
        assert _due(writer) == {web: (1,)}, "one copy of one export"
        assert writer.copies_judged_against([swim]) == {}
        assert writer.releases(to_take_down=True, subject=ida) == (), "nothing that Ida said"
        _judged(writer, swim, publish=False, destination="facebook")
        assert _due(writer) == {web: (1,), elsewhere: (0,)}
        reason = writer.digest_text("The wrong picture")
        writer.append(Corrected(number=withheld, reason=reason, subject=None, photo=party))
        assert _due(writer) == {elsewhere: (0,)}, "the judgement before it counts again"
        _judged(writer, party, publish=False)
        assert _due(writer) == {web: (1,), elsewhere: (0,)}
        _judged(writer, party, publish=True)
        assert _due(writer) == {elsewhere: (0,)}
        writer.append(TakenDown(release=elsewhere, note=None, copies=(0,)))
        assert _due(writer) == {}
    assert verify(register).ok


def test_r18_a_situation_found_sensitive_must_come_down_unless_everybody_said_yes(
    register: Register,
) -> None:
    with writing(register) as writer:
        ida, bo = child(writer, "Ida Holm"), child(writer, "Bo Lund")
        noah, _, _ = journaled_yes(writer)
        both, alone, empty = (
            _party(writer, 1, ida, noah),
            _party(writer, 2, noah),
            _party(writer, 3),
        )
        hidden = _party(writer, 4, bo)
        copies = [
            copy_of(both, ida, noah, number=1),
            copy_of(alone, noah, number=2),
            copy_of(empty, number=3),
            copy_of(hidden, covered=(bo,), number=4),
        ]
        out = released_all(writer, *(replace(c, permissions=()) for c in copies))
        assert _due(writer) == {}
        for photo in (both, alone, empty, hidden):
            _judged(writer, photo, publish=True, sensitive=True)
        assert _due(writer) == {out: (0, 2)}, "Ida never said yes; nobody is named on the third"
        assert writer.releases(to_take_down=True, subject=noah) == ()
        _judged(writer, both, publish=True)
        _judged(writer, empty, publish=True, destination="facebook", sensitive=True)
        assert _due(writer) == {out: (2,)}, "the latest judgement for that destination counts"
        _name(writer, hidden, ida, bo)
        assert _due(writer) == {out: (2, 3)}, "named since, and not covered"


def test_what_rested_on_a_yes_when_it_left_is_not_listed_for_being_sensitive(
    register: Register,
) -> None:
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer)
        photo = _party(writer, 1, noah)
        released_all(writer, replace(copy_of(photo, noah), permissions=(answer(writer, noah),)))
        _judged(writer, photo, publish=True, sensitive=True)
        assert _due(writer) == {}


def test_r15_a_situation_said_to_be_a_portrait_must_come_down_unless_everybody_said_yes(
    register: Register,
) -> None:
    with writing(register) as writer:
        ida = child(writer, "Ida Holm")
        noah, _, _ = journaled_yes(writer)
        with_ida, with_noah = _party(writer, 1, ida), _party(writer, 2, noah)
        copies = [copy_of(with_ida, ida, number=1), copy_of(with_noah, noah, number=2)]
        web = released_all(writer, *(replace(c, permissions=()) for c in copies))
        assert _due(writer) == {}
        for photo in (with_ida, with_noah):
            writer.set_photo(replace(writer.photo(photo), kind=PhotoKind.PORTRAIT))
        assert _due(writer) == {web: (0,)}
        writer.set_photo(replace(writer.photo(with_ida), kind=PhotoKind.SITUATION))
        assert _due(writer) == {}


def test_a_situation_withheld_before_it_was_let_out_is_not_listed(register: Register) -> None:
    with writing(register) as writer:
        party = _party(writer, 1)
        _judged(writer, party, publish=False)
        _judged(writer, party, publish=True)
        released_all(writer, replace(copy_of(party), permissions=()))
        assert _due(writer) == {}


def test_r18_a_judgement_that_was_a_mistake_takes_down_what_it_let_out(
    register: Register,
) -> None:
    """None is left, or the older one counts again, which said no."""
    with writing(register) as writer:
        plain, withheld, fine = _party(writer, 1), _party(writer, 2), _party(writer, 3)
        _judged(writer, withheld, publish=False)
        _judged(writer, fine, publish=True)
        wrong = [_judged(writer, photo, publish=True) for photo in (plain, withheld, fine)]
        copies = [copy_of(p, number=n) for n, p in enumerate((plain, withheld, fine), 1)]
        web = released_all(writer, *(replace(c, permissions=()) for c in copies))
        assert _due(writer) == {}
        corrections = [void(writer, number).number for number in wrong]
        assert _due(writer) == {web: (0, 1)}
        _judged(writer, plain, publish=True)
        assert _due(writer) == {web: (1,)}, "judged afresh"
        void(writer, corrections[1])
        assert _due(writer) == {}


def test_r18_what_was_judged_in_error_before_it_was_let_out_is_not_listed(
    register: Register,
) -> None:
    with writing(register) as writer:
        party = _party(writer, 1)
        void(writer, _judged(writer, party, publish=True))
        _judged(writer, party, publish=True)
        released_all(writer, replace(copy_of(party), permissions=()))
        _judged(writer, party, publish=False, destination="facebook")
        void(writer, writer.head().number)
        assert _due(writer) == {}
