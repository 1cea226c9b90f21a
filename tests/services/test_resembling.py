"""Two registered pictures that look alike: neither goes out with some of the people only (R21)."""

from pathlib import Path

import pytest
from PIL import Image

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoKind
from consentdesk.domain.verdict import Outcome
from consentdesk.errors import Problem, RuleRefusal
from consentdesk.services import photographs
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
    photographs.attest(*office.desk, photo=office.photo(path), visible=visible, different=different)


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
    like = photographs.LookAlike(small, office.photo(both))

    def added(*shows: SubjectId, different: bool = False) -> photographs.AddedPhotos:
        return photographs.add_photos(
            *office.desk,
            [small],
            kind=PhotoKind.PORTRAIT,
            shows=shows,
            visible=len(shows),
            alone=True,
            different=different,
        )

    assert added(noah).left_open == (like,)
    assert added(bo).left_open == (), "another child before the same backdrop"
    assert added(noah).left_open == (like,), "described before, and now otherwise"
    assert added(noah, different=True).left_open == ()
    bare = office.shrunk(both, "bare.jpg", Image.Transpose.FLIP_LEFT_RIGHT)
    photographs.add_photos(*office.desk, [bare], kind=PhotoKind.NOBODY, different=True)
    assert added(noah, ida).left_open == (photographs.LookAlike(small, office.photo(bare)),), (
        "the bare one would go out"
    )
