"""Two registered pictures that look alike: neither goes out with some of the people only (R21)."""

from pathlib import Path

import pytest
from PIL import Image

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, PhotoId, PhotoKind
from consentdesk.domain.verdict import Outcome
from consentdesk.errors import ConsentDeskError, Problem, RuleRefusal
from consentdesk.services import assessing, photographs, resembling
from tests.services.office import Office
from tests.services.refusing import refused


def _pair(office: Office) -> tuple[Path, Path]:
    """Two look-alikes that came in together, of which nobody has said anything."""
    large = office.draw()
    small = office.shrunk(large)
    photographs.add_photos(*office.desk, [large, small], attest=False)
    return large, small


def _name(office: Office, path: Path, *shows: SubjectId) -> None:
    kind = PhotoKind.PORTRAIT if shows else PhotoKind.NOBODY
    photographs.set_kind(*office.desk, photo=office.photo(path), kind=kind)
    photographs.name(*office.desk, photo=office.photo(path), shows=dict.fromkeys(shows))


def _attest(
    office: Office, path: Path, visible: int | None = None, *, different: bool = False
) -> None:
    apart = office.every() if different else ()
    photographs.attest(*office.desk, photo=office.photo(path), visible=visible, different=apart)


def _refused(office: Office, path: Path, visible: int | None = None) -> None:
    with refused(office, Problem.FEWER_THAN_ITS_LIKE, RuleRefusal):
        _attest(office, path, visible)


@pytest.mark.parametrize("first", [0, 1])
def test_the_bare_one_of_two_look_alikes_stays_until_somebody_tells_them_apart(
    office: Office, first: int
) -> None:
    """R16, R21: whichever of them is described first."""
    noah = office.child()
    pair = _pair(office)
    named, bare = pair[first], pair[1 - first]
    _name(office, named, noah)
    _attest(office, named)
    _name(office, bare)
    _refused(office, bare)
    assert office.check(bare) == [Outcome.UNDECIDED]
    _attest(office, bare, different=True)
    assert office.check(bare) == [Outcome.CLEAR]


def test_who_is_named_last_asks_about_the_bare_one_too(office: Office) -> None:
    noah = office.child()
    named, bare = _pair(office)
    _name(office, bare)
    _attest(office, bare)
    _name(office, named, noah)
    _refused(office, named)
    _name(office, bare, noah)
    _attest(office, bare)
    _attest(office, named)
    assert office.check(named, bare) == [Outcome.WITHHELD] * 2


def test_some_of_the_people_or_fewer_visible_is_fewer(office: Office) -> None:
    noah, ida = office.family(), office.child("Ida Holm")
    office.permit(noah)
    both, one = _pair(office)
    _name(office, both, noah, ida)
    _name(office, one, noah)
    _refused(office, one)
    _name(office, both, noah)
    _attest(office, both, 3)
    _refused(office, one)
    _attest(office, one, 3)
    assert office.check(one) == [Outcome.WITHHELD]


def test_portraits_of_two_children_before_one_backdrop_are_not_asked_about(
    office: Office,
) -> None:
    noah, ida = office.child(), office.child("Ida Holm")
    one, other = _pair(office)
    for path, who in ((one, noah), (other, ida)):
        _name(office, path, who)
        _attest(office, path)


def test_a_burst_described_in_one_step_passes(office: Office) -> None:
    noah = office.child()
    pair = _pair(office)
    for path in pair:
        _name(office, path, noah)
    photographs.attest_all(*office.desk, [office.photo(path) for path in pair])


def test_a_file_named_alone_is_asked_about_where_some_are_missing(office: Office) -> None:
    """As `add-photo` says it, of a new file and of one that was described before."""
    noah, ida, bo = office.family(), office.child("Ida Holm"), office.child("Bo Lund")
    both = office.portrait(noah, ida, looks=True)
    small = office.shrunk(both)
    like = photographs.LookAlike(small, (office.photo(both),))

    def added(*shows: SubjectId, different: bool = False) -> photographs.AddedPhotos:
        return photographs.add_photos(
            *office.desk,
            [small],
            kind=PhotoKind.PORTRAIT,
            shows=shows,
            visible=len(shows),
            alone=True,
            different=office.every() if different else (),
        )

    assert added(noah).left_open == (like,)
    assert added(bo).left_open == (), "another child before the same backdrop"
    assert added(noah).left_open == (like,), "described before, and now otherwise"
    assert added(noah, different=True).left_open == ()
    bare = office.shrunk(both, "bare.jpg", Image.Transpose.FLIP_LEFT_RIGHT)
    photographs.add_photos(*office.desk, [bare], kind=PhotoKind.NOBODY, different=office.every())
    assert added(noah, ida).left_open == (photographs.LookAlike(small, (office.photo(bare),)),), (
        "the bare one would go out"
    )


def _judge(
    office: Office,
    path: Path,
    *,
    publish: bool = True,
    sensitive: bool = False,
    different: bool = False,
) -> None:
    assessing.assess(
        *office.desk,
        photo=office.photo(path),
        destination=Destination("website"),
        publish=publish,
        sensitive=sensitive,
        reason="Children at play",
        different=office.every() if different else (),
    )


def _add(
    office: Office, path: Path, kind: PhotoKind, *shows: SubjectId, different: bool = False
) -> bool:
    """Whether what is said of the file alone is taken as said."""
    apart = office.every() if different else ()
    done = photographs.add_photos(
        *office.desk, [path], kind=kind, shows=shows, alone=bool(shows), different=apart
    )
    return not done.left_open


def test_r21_a_situation_judged_first_is_asked_about_when_its_like_is_a_portrait(
    office: Office,
) -> None:
    bo = office.child("Bo Lund")
    large = office.draw()
    small = office.shrunk(large)
    assert _add(office, small, PhotoKind.SITUATION)
    _judge(office, small)
    assert not _add(office, large, PhotoKind.PORTRAIT, bo)
    assert not _add(office, large, PhotoKind.SITUATION, bo)
    assert office.check(large) == [Outcome.UNDECIDED]
    assert _add(office, large, PhotoKind.PORTRAIT, bo, different=True)
    assert office.check(small, large) == [Outcome.CLEAR, Outcome.WITHHELD]


@pytest.mark.parametrize("kind", [PhotoKind.NOBODY, PhotoKind.PORTRAIT])
def test_r21_the_smaller_one_described_first_with_fewer_people_is_asked_about_too(
    office: Office, kind: PhotoKind
) -> None:
    ida, bo = office.family("Ida Holm"), office.child("Bo Lund")
    office.permit(ida)
    large = office.draw()
    small = office.shrunk(large)
    assert _add(office, small, kind, *((ida,) if kind is PhotoKind.PORTRAIT else ()))
    assert not _add(office, large, PhotoKind.PORTRAIT, ida, bo)
    assert office.check(small) == [Outcome.CLEAR], "nothing is said of the large one yet"


def test_r21_naming_somebody_never_makes_a_situation_of_a_portrait(office: Office) -> None:
    bo = office.child("Bo Lund")
    large = office.portrait(bo, looks=True)
    small = office.shrunk(large)
    assert not _add(office, small, PhotoKind.SITUATION)
    assert not _add(office, small, PhotoKind.SITUATION, bo)
    assert _add(office, small, PhotoKind.PORTRAIT, bo)


@pytest.mark.parametrize("kind", [PhotoKind.PORTRAIT, PhotoKind.SITUATION])
def test_r21_a_situation_is_judged_only_beside_what_it_looks_like(
    office: Office, kind: PhotoKind
) -> None:
    """Both came in unsaid; the one is a portrait by now, or shows somebody else."""
    bo = office.child("Bo Lund")
    large, small = _pair(office)
    photographs.set_kind(*office.desk, photo=office.photo(large), kind=kind)
    photographs.name(*office.desk, photo=office.photo(large), shows={bo: None})
    photographs.set_kind(*office.desk, photo=office.photo(small), kind=PhotoKind.SITUATION)
    with refused(office, Problem.FEWER_THAN_ITS_LIKE, RuleRefusal):
        _judge(office, small)
    assert office.check(small) == [Outcome.UNDECIDED]
    _judge(office, small, different=True)
    assert office.check(small) == [Outcome.CLEAR]


def test_look_alike_situations_of_which_the_same_is_said_are_judged_without_a_question(
    office: Office,
) -> None:
    bo = office.child("Bo Lund")
    pair = _pair(office)
    for path in pair:
        photographs.set_kind(*office.desk, photo=office.photo(path), kind=PhotoKind.SITUATION)
        photographs.name(*office.desk, photo=office.photo(path), shows={bo: None})
    for path in pair:
        _judge(office, path)
    assert office.check(*pair) == [Outcome.CLEAR] * 2


@pytest.mark.parametrize("sensitive", [False, True])
@pytest.mark.parametrize("first", [0, 1])
def test_r21_of_two_look_alikes_none_is_judged_to_leave_where_the_other_is_held_back(
    office: Office, first: int, *, sensitive: bool
) -> None:
    """R18: whichever of them is judged first; a no itself is never asked about."""
    bo = office.child("Bo Lund")
    pair = _pair(office)
    for path in pair:
        photographs.set_kind(*office.desk, photo=office.photo(path), kind=PhotoKind.SITUATION)
        photographs.name(*office.desk, photo=office.photo(path), shows={bo: None})
    held, other = pair[first], pair[1 - first]
    _judge(office, held, publish=sensitive, sensitive=sensitive)
    with refused(office, Problem.FEWER_THAN_ITS_LIKE, RuleRefusal):
        _judge(office, other)
    assert office.check(other) == [Outcome.UNDECIDED]
    _judge(office, other, different=True)
    assert office.check(other) == [Outcome.CLEAR]


def test_r21_whoever_holds_a_picture_back_is_told_of_its_like_that_may_still_leave(
    office: Office,
) -> None:
    """R18: the no is recorded all the same, and at once."""
    bo = office.child("Bo Lund")
    first, second = _pair(office)
    for path in (first, second):
        photographs.set_kind(*office.desk, photo=office.photo(path), kind=PhotoKind.SITUATION)
        photographs.name(*office.desk, photo=office.photo(path), shows={bo: None})
        _judge(office, path)

    def told(*photos: Path, place: str = "website") -> list[PhotoId]:
        of = [office.photo(path) for path in photos]
        with office.register.read() as reader:
            return list(resembling.still_published(reader, of, [Destination(place)]))

    _judge(office, second, publish=False)
    assert office.check(second) == [Outcome.WITHHELD]
    assert told(second) == [office.photo(first)]
    assert told(second, place="press") == []
    assert told(second, first) == [], "both were judged in one go"
    _judge(office, first, publish=False)
    assert told(second) == told(first) == []


def test_r21_the_answer_about_one_look_alike_is_none_about_the_others(office: Office) -> None:
    """Each pair is looked at by itself, and the refusal lists those that are left."""
    noah = office.child()
    large = office.draw()
    small = office.shrunk(large)
    tiny = office.shrunk(large, "tiny.jpg", Image.Transpose.FLIP_LEFT_RIGHT)
    three = [large, small, tiny]
    photographs.add_photos(*office.desk, three, attest=False)
    for path in (large, small):
        _name(office, path, noah)
    photographs.attest_all(*office.desk, [office.photo(path) for path in (large, small)])
    _name(office, tiny)
    photo, others = office.photo(tiny), {office.photo(large), office.photo(small)}
    with refused(office, Problem.FEWER_THAN_ITS_LIKE, RuleRefusal) as caught:
        photographs.attest(*office.desk, photo=photo)
    assert set(_numbers(caught.value)) == others
    for said in others:
        with refused(office, Problem.FEWER_THAN_ITS_LIKE, RuleRefusal) as caught:
            photographs.attest(*office.desk, photo=photo, different=[said])
        assert set(_numbers(caught.value)) == others - {said}
    photographs.attest(*office.desk, photo=photo, different=others)


def _numbers(error: ConsentDeskError) -> tuple[PhotoId, ...]:
    numbers = error.facts["numbers"]
    assert isinstance(numbers, tuple)
    return numbers
