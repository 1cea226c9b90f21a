"""Who says that all are named or covered is asked what anybody else is asked (R16, R21)."""

import pytest

from consentdesk.domain.covers import rectangle, unknown
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoKind, Region
from consentdesk.errors import Problem, RuleRefusal
from consentdesk.services import photographs
from consentdesk.services.seeing import Seen
from tests.services.office import Office
from tests.services.refusing import refused
from tests.services.yard import Yard

MIDDLE = rectangle(Region(0.4, 0.1, 0.2, 0.7))


@pytest.fixture
def twins(office: Office) -> tuple[Yard, Yard]:
    """One picture, and the same made smaller; Noah is named on both, and on neither was more said.

    `others` of the first is Ella, who may not be shown.
    """
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    first = office.draw(size=(800, 600))
    second = office.shrunk(first)
    photographs.add_photos(*office.desk, [first, second])
    yards = []
    for path, others in ((first, (ella,)), (second, ())):
        photo = office.photo(path)
        photographs.set_kind(*office.desk, photo=photo, kind=PhotoKind.PORTRAIT)
        photographs.name(*office.desk, photo=photo, shows=dict.fromkeys((noah, *others)))
        yards.append(Yard(office, path, noah, others, photo))
    return yards[0], yards[1]


def test_r21_whoever_is_named_on_a_look_alike_need_not_be_the_one_covered(
    twins: tuple[Yard, Yard], office: Office
) -> None:
    large, small = twins
    photographs.attest(*office.desk, photo=large.photo)
    small.draw((unknown(1), MIDDLE))
    with refused(office, Problem.FEWER_THAN_ITS_LIKE, RuleRefusal):
        small.vouch()
    assert not small.plan().clear
    small.vouch(different=[large.photo])
    assert small.why() == set(), "somebody looked at the two"


def test_r21_it_is_asked_whichever_is_described_last(
    twins: tuple[Yard, Yard], office: Office
) -> None:
    large, small = twins
    small.draw((unknown(1), MIDDLE))
    photographs.name(*office.desk, photo=large.photo, shows={large.noah: None})
    small.vouch(different=[large.photo])
    photographs.name(*office.desk, photo=large.photo, shows={large.noah: None, **_all(large)})
    for drawn in ((), ((unknown(1), MIDDLE),)):
        small.draw(*drawn)
        with refused(office, Problem.FEWER_THAN_ITS_LIKE, RuleRefusal):
            photographs.attest(*office.desk, photo=large.photo)
    photographs.attest(*office.desk, photo=large.photo, different=[small.photo])


def _all(yard: Yard) -> dict[SubjectId, None]:
    return dict.fromkeys(yard.others)


def test_r21_a_look_alike_with_as_many_of_whom_no_more_are_named_is_not_asked_about(
    twins: tuple[Yard, Yard], office: Office
) -> None:
    large, small = twins
    photographs.name(*office.desk, photo=large.photo, shows={large.noah: None})
    large.attest(2)
    small.draw((unknown(1), MIDDLE))
    small.vouch()
    assert small.why() == set()


def test_r16_whom_the_file_names_is_asked_about_once(office: Office) -> None:
    yard = Yard.of(office)
    ella = office.family("Ella Holm")
    yard.attest(2)
    yard.draw((unknown(1), MIDDLE))
    looked_at, named = yard.seen(), frozenset([frozenset([ella])])
    seen = Seen(looked_at.kind, looked_at.shows, looked_at.unknown, suggested=named)
    with refused(office, Problem.NAMED_IN_FILES, RuleRefusal):
        yard.vouch(seen)
    told = Seen(
        looked_at.kind, looked_at.shows, looked_at.unknown, suggested=named, passed_over=named
    )
    yard.vouch(told)
    assert yard.why() == set()
