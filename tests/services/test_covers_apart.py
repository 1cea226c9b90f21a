"""One shape or one place hides one person: what may hide somebody else lets nothing out (R22)."""

import pytest

from consentdesk.domain.covers import Cover, Drawn, Form, rectangle, unknown
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Region
from consentdesk.errors import BadInput, Problem
from consentdesk.services.planning import Plan
from tests.services.office import Office
from tests.services.refusing import refused
from tests.services.yard import Yard

FACE = Region(0.45, 0.2, 0.1, 0.15)
OTHER_FACE = Region(0.65, 0.2, 0.1, 0.15)
OVER = rectangle(Region(0.35, 0.1, 0.25, 0.6))
WIDE = rectangle(Region(0.3, 0.1, 0.5, 0.8))
BESIDE = rectangle(Region(0.8, 0.1, 0.15, 0.5))
CORNER = rectangle(Region(0.9, 0.9, 0.1, 0.1))


@pytest.fixture
def yard(office: Office) -> Yard:
    return Yard.of(office, "Ella Holm", "Bo Dam")


@pytest.mark.parametrize("shape", [OVER, CORNER])
def test_r22_one_shape_over_two_whose_faces_are_not_marked_is_refused(
    yard: Yard, shape: Cover
) -> None:
    ella, bo = yard.others
    yard.draw((ella, shape))
    with refused(yard.office, Problem.COVERS_MEET, BadInput):
        yard.draw((ella, shape), (bo, shape))
    with refused(yard.office, Problem.COVERS_MEET, BadInput):
        yard.draw((ella, shape), (unknown(1), shape))


def test_r22_one_shape_over_two_needs_both_faces_marked(yard: Yard) -> None:
    ella, bo = yard.others
    yard.mark({ella: FACE})
    yard.draw((ella, WIDE))
    with refused(yard.office, Problem.COVERS_MEET, BadInput):
        yard.draw((ella, WIDE), (bo, WIDE))
    yard.mark({ella: FACE, bo: OTHER_FACE})
    yard.draw((ella, WIDE), (bo, WIDE))
    assert yard.problem() is None
    assert yard.plan().clear
    yard.mark({ella: FACE})
    assert yard.drawn.covers == ((ella, WIDE), (bo, WIDE))
    yard.vouch()
    assert yard.problem() is Problem.COVERS_MEET, "whose face is where nobody knows any more"


@pytest.mark.parametrize(
    "shape", [OVER, WIDE, rectangle(FACE), Cover(Form.ELLIPSE, ((0.35, 0.1), (0.65, 0.5)))]
)
def test_r22_a_shape_over_the_face_of_somebody_else_is_refused(yard: Yard, shape: Cover) -> None:
    ella, bo = yard.others
    yard.mark({yard.noah: FACE})
    for subject in (ella, unknown(1)):
        with refused(yard.office, Problem.COVER_ON_ANOTHER, BadInput):
            yard.draw((subject, shape))
    yard.draw((ella, BESIDE))
    yard.mark({yard.noah: Region(0.82, 0.3, 0.1, 0.15)}, leave_out=[bo])
    yard.vouch()
    assert yard.problem() is Problem.COVER_ON_ANOTHER, "marked where the shape was drawn before"


def test_a_shape_in_the_wrong_place_can_be_taken_away_though_others_meet(yard: Yard) -> None:
    ella, bo = yard.others
    yard.mark({ella: FACE, bo: OTHER_FACE})
    yard.draw((ella, WIDE), (bo, WIDE), (unknown(1), BESIDE))
    yard.mark({})
    yard.vouch()
    assert yard.problem() is Problem.COVERS_MEET
    yard.draw((ella, WIDE), (bo, WIDE))
    assert yard.drawn.covers == ((ella, WIDE), (bo, WIDE))
    yard.draw()
    assert yard.drawn == Drawn()


def _covered(yard: Yard, *people: SubjectId) -> Plan:
    return yard.office.plan(yard.path, covered=people)


def test_r22_two_marked_at_one_place_are_not_hidden_there(yard: Yard) -> None:
    ella, bo = yard.others
    yard.mark({ella: FACE, bo: FACE})
    with refused(yard.office, Problem.MARKS_MEET, BadInput):
        _covered(yard, ella, bo)
    yard.draw(crop=Region(0.0, 0.0, 0.2, 1.0))
    assert yard.problem() is Problem.MARKS_MEET
    yard.draw()
    yard.mark({ella: FACE, bo: OTHER_FACE})
    assert _covered(yard, ella, bo).clear, "where each has a place, the usual covers are enough"


def test_r22_who_is_marked_at_a_face_that_may_be_shown_is_not_hidden_there(yard: Yard) -> None:
    ella, bo = yard.others
    yard.mark({yard.noah: FACE, ella: Region(0.44, 0.19, 0.12, 0.17)}, leave_out=[bo])
    with refused(yard.office, Problem.MARKS_MEET, BadInput):
        _covered(yard, ella)
    yard.mark({yard.noah: FACE, ella: OTHER_FACE}, leave_out=[bo])
    assert _covered(yard, ella).clear
