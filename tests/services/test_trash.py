"""The trash from the desk's side: what goes, what stays, thirty days, and two desks at it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, ConsentDeskError, Problem, RuleRefusal
from consentdesk.services import (
    exporting,
    originals,
    photographs,
    rechecking,
    roster,
    trash,
    upkeep,
)
from consentdesk.services.checking import check_files
from consentdesk.services.class_list.importing import import_list, take_back
from consentdesk.storage.register import Register
from tests.services.class_list.lists import people_in, text_list
from tests.services.office import CLERK, SEVEN, WEBSITE, Office
from tests.services.refusing import refused

HEAD = "Navn;Født;Klasse;Værge 1\n"


def _added(office: Office, path: Path | None = None) -> tuple[Path, PhotoId]:
    """A photo just added, of which nobody has said anything."""
    path = path or office.draw()
    (one,) = photographs.add_photos(*office.desk, [path], different=office.every()).photos
    return path, one.photo


def _there(office: Office) -> list[tuple[str, int]]:
    """Names in the trash with the days that are left."""
    with office.register.read() as reader:
        return [(one.thrown.item.name, one.days_left) for one in trash.items(reader, office.at)]


def _sound(office: Office) -> bool:
    return upkeep.verify(office.register).ok


def test_drafts_go_and_what_has_a_history_stays(office: Office) -> None:
    noah, ida, ella = (office.family(n) for n in ("Noah Lund", "Ida Dal", "Ella Holm"))
    office.form(ida)
    path, photo = _added(office)
    vouched = office.photo(office.portrait(ella))
    done = trash.throw_away(*office.desk, subjects=[noah, ida, ella], photos=[photo, vouched])
    assert (done.subjects, done.photos) == ((noah,), (photo,))
    assert [one.id for one in done.kept] == [vouched, ida, ella]
    assert _there(office) == [("Noah Lund", 30), (path.name, 30)]
    with refused(office, Problem.UNKNOWN_SUBJECT, BadInput), office.register.read() as reader:
        roster.find_subject(reader, "Noah Lund")
    assert _sound(office)


def test_r10_whoever_is_protected_is_never_thrown_away(office: Office) -> None:
    """Entered again, by a class list perhaps, the child would come without its protection."""
    noah, ida = office.family(), office.family("Ida Dal")
    roster.protect(*office.desk, subject=noah)
    with refused(office, Problem.PROTECTED_STAYS, RuleRefusal):
        trash.throw_away(*office.desk, subjects=[noah])
    done = trash.throw_away(*office.desk, subjects=[noah, ida])
    assert (done.subjects, [one.id for one in done.kept]) == ((ida,), [noah])
    roster.lift_protection(*office.desk, subject=noah)
    assert trash.throw_away(*office.desk, subjects=[noah]).subjects == (noah,)


def test_a_form_printed_at_another_desk_keeps_the_person(office: Office) -> None:
    """The list at this desk is old; the same write that would throw away finds the form."""
    noah = office.family()
    with Register.open(str(office.register.location)) as other:
        Office(other, office.folder).form(noah)
    with refused(office, Problem.SUBJECT_HAS_HISTORY, RuleRefusal):
        trash.throw_away(*office.desk, subjects=[noah])


def test_who_was_thrown_away_at_another_desk_is_passed_over(office: Office) -> None:
    noah, ida = office.family(), office.family("Ida Dal")
    trash.throw_away(*office.desk, subjects=[noah])
    with refused(office, Problem.UNKNOWN_SUBJECT, BadInput):
        trash.throw_away(*office.desk, subjects=[noah])
    assert trash.throw_away(*office.desk, subjects=[noah, ida]).subjects == (ida,)
    assert trash.put_back(*office.desk, subjects=[noah]) == 0
    with refused(office, Problem.NOT_IN_TRASH, BadInput):
        trash.put_back(*office.desk, subjects=[noah])
    assert trash.put_back(*office.desk, subjects=[noah, ida]) == 0
    assert _there(office) == []
    assert _sound(office)


def test_r15_a_file_thrown_away_is_unknown_to_the_gate(office: Office) -> None:
    path, photo = _added(office)
    photographs.set_kind(*office.desk, photo=photo, kind=PhotoKind.SITUATION)
    before = check_files(office.register, [path], at=office.at, destinations=[WEBSITE]).findings
    plan = office.plan(path)
    trash.throw_away(*office.desk, photos=[photo])
    assert office.why(path) == {ReasonCode.UNKNOWN_PHOTO}
    assert office.check(path) == [Outcome.UNDECIDED]
    again = rechecking.check_again(office.register, before, at=office.at, destinations=[WEBSITE])
    assert [(f.outcome, f.photo) for f in again] == [(Outcome.UNDECIDED, None)]
    done = exporting.release(*office.desk, plan, office.target())
    assert (done.release, done.released) == (None, ())
    assert office.plan(path).clear == ()
    trash.put_back(*office.desk, photos=[photo])
    assert office.why(path) == {ReasonCode.NOT_ASSESSED}
    assert _sound(office)


def test_what_is_being_exported_is_not_thrown_away(office: Office) -> None:
    """Whatever is clear was vouched for or judged, and such a photo never goes."""
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    plan = office.plan(path)
    with refused(office, Problem.PHOTO_HAS_HISTORY, RuleRefusal):
        trash.throw_away(*office.desk, photos=[office.photo(path)])
    with refused(office, Problem.SUBJECT_HAS_HISTORY, RuleRefusal):
        trash.throw_away(*office.desk, subjects=[noah])
    assert len(exporting.release(*office.desk, plan, office.target()).released) == 1


def test_a_photo_and_who_is_named_on_it_go_and_come_back_together(office: Office) -> None:
    noah = office.family()
    _path, photo = _added(office)
    photographs.name(*office.desk, photo=photo, shows={noah: None})
    done = trash.throw_away(*office.desk, subjects=[noah], photos=[photo])
    assert (done.subjects, done.photos) == ((noah,), (photo,))
    assert trash.put_back(*office.desk, subjects=[noah], photos=[photo]) == 0
    with office.register.read() as reader:
        assert reader.photos_of(noah) == (photo,)
    assert _sound(office)


def test_who_was_enrolled_again_is_not_put_back_beside_it(office: Office) -> None:
    """Two entries would be one person, and what is said of one not be said of the other."""
    noah = office.family()
    trash.throw_away(*office.desk, subjects=[noah])
    again = office.family()
    assert again != noah
    with refused(office, Problem.ENROLLED_SINCE, BadInput):
        trash.put_back(*office.desk, subjects=[noah])
    trash.throw_away(*office.desk, subjects=[again])
    trash.put_back(*office.desk, subjects=[noah])
    assert _sound(office)


def test_two_entries_of_one_child_in_the_trash_are_not_both_put_back(office: Office) -> None:
    """Whichever comes first: the second was enrolled while the first lay there."""
    noah = office.family()
    trash.throw_away(*office.desk, subjects=[noah])
    again = office.family()
    trash.throw_away(*office.desk, subjects=[again])
    for both in ([noah, again], [again, noah]):
        with refused(office, Problem.ENROLLED_SINCE, BadInput):
            trash.put_back(*office.desk, subjects=both)
    trash.put_back(*office.desk, subjects=[again])
    with refused(office, Problem.ENROLLED_SINCE, BadInput):
        trash.put_back(*office.desk, subjects=[noah])


def test_two_twins_of_one_name_thrown_away_together_come_back_together(office: Office) -> None:
    noah = office.family()
    twin = roster.enrol(*office.desk, name="Noah Lund", born=SEVEN, twin=True)
    trash.throw_away(*office.desk, subjects=[noah, twin])
    assert trash.put_back(*office.desk, subjects=[twin, noah]) == 0
    assert _sound(office)


def test_whoever_got_that_name_while_the_other_lay_in_the_trash_may_be_the_same(
    office: Office,
) -> None:
    noah = office.family()
    trash.throw_away(*office.desk, subjects=[noah])
    other = office.family("Noah Lunt")
    roster.change_all(*office.desk, [other], lambda one: replace(one, name="Noah Lund"))
    with refused(office, Problem.ENROLLED_SINCE, BadInput):
        trash.put_back(*office.desk, subjects=[noah])


def test_r16_a_photo_is_not_put_back_without_a_name_that_lies_in_the_trash_too(
    office: Office,
) -> None:
    """Vouched for afterwards it would count one person too few."""
    noah, ida = office.family(), office.family("Ida Dal")
    path, photo = _added(office)
    photographs.name(*office.desk, photo=photo, shows={noah: None, ida: None})
    trash.throw_away(*office.desk, subjects=[noah], photos=[photo])
    with refused(office, Problem.NAMED_IN_TRASH, BadInput) as caught:
        trash.put_back(*office.desk, photos=[photo])
    assert caught.value.facts == {"path": path.name, "subject": "Noah Lund"}
    assert trash.put_back(*office.desk, subjects=[noah], photos=[photo]) == 0
    with office.register.read() as reader:
        assert {d.subject for d in reader.depicted([photo])[photo]} == {noah, ida}


def test_what_has_lain_in_the_trash_for_thirty_days_is_not_put_back(office: Office) -> None:
    """Also where no window was open to delete it."""
    noah = office.family()
    trash.throw_away(*office.desk, subjects=[noah])
    office.later(days=30)
    assert _there(office) == []
    with refused(office, Problem.NOT_IN_TRASH, BadInput):
        trash.put_back(*office.desk, subjects=[noah])
    assert trash.empty_daily(*office.desk) == 1


def test_one_of_two_entries_of_a_person_is_thrown_away_and_put_back(office: Office) -> None:
    """The other was there before: nobody was confused by putting it back."""
    noah = office.family()
    twice = roster.enrol(*office.desk, name="Noah Lund", born=SEVEN, twin=True)
    for one in (noah, twice):
        trash.throw_away(*office.desk, subjects=[one])
        trash.put_back(*office.desk, subjects=[one])
    assert _sound(office)


def _alike(office: Office, *shown: SubjectId) -> tuple[Path, PhotoId, Path]:
    """A photo of these, thrown away before anybody vouched for it, and a smaller copy of it."""
    large = office.draw(size=(900, 600))
    photographs.add_photos(
        *office.desk, [large], kind=PhotoKind.PORTRAIT, shows=shown, attest=False
    )
    photo = office.photo(large)
    trash.throw_away(*office.desk, photos=[photo])
    return large, photo, office.shrunk(large)


def test_r21_a_photo_whose_like_was_vouched_for_with_fewer_is_not_put_back_unasked(
    office: Office,
) -> None:
    """Nobody could be asked about the two while one of them lay in the trash."""
    ida, alma = office.family("Ida Dal"), office.family("Alma Holm")
    office.permit(ida)
    large, photo, small = _alike(office, ida, alma)
    office.portrait(ida, path=small, looks=True)
    assert office.check(small) == [Outcome.CLEAR]
    with refused(office, Problem.FEWER_THAN_ITS_LIKE, RuleRefusal) as caught:
        trash.put_back(*office.desk, photos=[photo])
    assert caught.value.facts == {
        "path": large.name,
        "like": (small.name,),
        "numbers": (office.photo(small),),
    }
    assert trash.put_back(*office.desk, photos=[photo], different=[office.photo(small)]) == 0
    assert _sound(office)


def test_r21_a_portrait_whose_like_was_judged_as_a_situation_is_not_put_back_unasked(
    office: Office,
) -> None:
    _large, photo, small = _alike(office, office.family("Alma Holm"))
    photographs.add_photos(*office.desk, [small], kind=PhotoKind.SITUATION)
    office.assess(small)
    with refused(office, Problem.FEWER_THAN_ITS_LIKE, RuleRefusal):
        trash.put_back(*office.desk, photos=[photo])


def test_a_photo_whose_like_is_said_to_show_the_same_is_put_back(office: Office) -> None:
    ida, alma = office.family("Ida Dal"), office.family("Alma Holm")
    _large, photo, small = _alike(office, ida, alma)
    office.portrait(ida, alma, path=small, looks=True)
    assert trash.put_back(*office.desk, photos=[photo]) == 0


def test_whoever_came_by_a_class_list_goes_and_comes_on_the_next_list(office: Office) -> None:
    lines = HEAD + "Noah Lund;03-05-2019;2.A;Mette Lund\nIda Dal;04-05-2019;2.A;Eva Dal\n"
    listed = people_in(text_list(office.folder, lines))
    done = import_list(*office.desk, listed)
    trash.throw_away(*office.desk, subjects=done.enrolled[:1])
    take_back(*office.desk, done)
    with office.register.read() as reader:
        assert not reader.subjects(done.enrolled)
    assert len(import_list(*office.desk, listed).enrolled) == 2
    assert len(_there(office)) == 1
    assert _sound(office)


def test_after_thirty_days_it_is_really_deleted(office: Office) -> None:
    noah = office.family()
    path, photo = _added(office)
    with office.register.read() as reader:
        house = reader.institution.uuid
    preview = originals.preview_file(house, photo, bytes(32))
    preview.write_bytes(b"small")
    assert originals.places(house, [photo]) == {photo: path}
    trash.throw_away(*office.desk, subjects=[noah], photos=[photo])
    office.later(days=29)
    ida = office.family("Ida Dal")
    trash.throw_away(*office.desk, subjects=[ida])
    assert _there(office) == [("Ida Dal", 30), ("Noah Lund", 1), (path.name, 1)]
    with office.register.read() as reader:
        head = reader.head()
    assert trash.empty_daily(*office.desk) == 0
    with office.register.read() as reader:
        assert reader.head() == head
    office.later(days=1)
    assert trash.empty_daily(*office.desk) == 2
    assert trash.empty_daily(*office.desk) == 0
    assert _there(office) == [("Ida Dal", 29)]
    assert originals.places(house, [photo]) == {}
    assert not preview.exists()
    assert path.exists()
    with refused(office, Problem.NOT_IN_TRASH, BadInput):
        trash.put_back(*office.desk, subjects=[noah])
    assert _sound(office)


def test_emptying_deletes_what_was_shown_and_nothing_that_came_since(office: Office) -> None:
    noah, ida = office.family(), office.family("Ida Dal")
    trash.throw_away(*office.desk, subjects=[noah])
    with office.register.read() as reader:
        shown = [one.thrown.id for one in trash.items(reader, office.at)]
    trash.put_back(*office.desk, subjects=[noah])
    trash.throw_away(*office.desk, subjects=[noah, ida])
    assert trash.empty(*office.desk, shown) == 0
    assert len(_there(office)) == 2


def test_two_desks_putting_back_and_deleting_never_lose_half(office: Office) -> None:
    children = [office.family(f"Barn {letter}") for letter in "ABCDEF"]
    trash.throw_away(*office.desk, subjects=children)
    with office.register.read() as reader:
        shown = [one.thrown.id for one in trash.items(reader, office.at)]
    ready = Barrier(2)

    def put_back(register: Register) -> None:
        ready.wait()
        for child in children:
            try:
                trash.put_back(register, "Bo", office.at, subjects=[child])
            except ConsentDeskError as error:
                assert error.problem is Problem.NOT_IN_TRASH

    def purge(register: Register) -> None:
        ready.wait()
        trash.empty(register, CLERK, office.at, shown)

    with (
        Register.open(str(office.register.location)) as other,
        ThreadPoolExecutor(2) as pool,
    ):
        for one in [pool.submit(put_back, other), pool.submit(purge, office.register)]:
            one.result()
    assert _there(office) == []
    with office.register.read() as reader:
        known = reader.guardianships(reader.subjects(children))
    assert all(len(held) == 1 for held in known.values())
    assert _sound(office)


@pytest.mark.parametrize("days", [0, 40])
def test_a_past_day_tells_nothing_of_who_is_in_the_trash(office: Office, days: int) -> None:
    """R30: who was named and taken off again, and then thrown away, was never asked."""
    noah = office.family()
    path, photo = _added(office)
    photographs.name(*office.desk, photo=photo, shows={noah: None})
    day = office.today
    office.later(days=1)
    photographs.name(*office.desk, photo=photo, shows={})
    trash.throw_away(*office.desk, subjects=[noah])
    office.later(days=days)
    trash.empty_daily(*office.desk)
    then = check_files(office.register, [path], at=office.at, destinations=[WEBSITE], on=day)
    assert then.findings[0].outcome is not Outcome.CLEAR
    assert _sound(office)
