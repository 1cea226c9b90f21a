"""What is said of the copies is said of all that is drawn, and ends with any change (R16, R22)."""

import pytest

from consentdesk.domain.covers import Cover, Drawn, rectangle, unknown
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoKind, Region
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Problem
from consentdesk.services import exporting, hiding, photographs, roster
from consentdesk.services.check_pack import checking, making, opening
from consentdesk.services.check_pack.making import Wanted
from consentdesk.storage.upkeep import verify
from tests.services.office import Office
from tests.services.refusing import refused
from tests.services.yard import Yard

MIDDLE = rectangle(Region(0.4, 0.1, 0.2, 0.7))
RIGHT = rectangle(Region(0.7, 0.05, 0.28, 0.9))
LEFT_PART = Region(0.0, 0.0, 0.7, 1.0)
MORE = {ReasonCode.MORE_VISIBLE_THAN_NAMED}
OPEN = {ReasonCode.NOT_ATTESTED}
Named = tuple[SubjectId, Cover]


@pytest.fixture
def yard(office: Office) -> Yard:
    """One stranger in the middle, another one at the right, whom the crop leaves out."""
    yard = Yard.of(office)
    yard.attest(2)
    yard.draw((unknown(1), MIDDLE), crop=LEFT_PART)
    assert yard.why() == MORE
    yard.vouch()
    assert yard.why() == set()
    return yard


@pytest.mark.parametrize("crop", [None, Region(0.0, 0.0, 0.9, 1.0)])
def test_r20_another_crop_ends_what_was_said_of_the_copies(yard: Yard, crop: Region | None) -> None:
    plan = yard.plan()
    yard.draw((unknown(1), MIDDLE), crop=crop)
    assert yard.why() == MORE
    done = exporting.release(*yard.office.desk, plan, yard.office.target("out"))
    assert done.released == (), "the plan was made while it held"
    yard.attest(2)
    assert yard.why() == MORE, "the same said once more is said of the file"
    yard.draw((unknown(1), MIDDLE), crop=LEFT_PART)
    assert yard.why() == MORE, "put back, it is to be looked at again"
    yard.vouch()
    assert yard.why() == set()
    assert verify(yard.office.register).ok


def test_r20_the_same_said_once_more_takes_nothing_back(yard: Yard) -> None:
    yard.attest(2)
    assert yard.why() == set()


def test_r20_a_cover_of_somebody_named_is_part_of_what_was_said(office: Office) -> None:
    yard = Yard.of(office, "Ella Holm")
    (ella,) = yard.others
    office.permit(ella)
    yard.attest(3)
    yard.draw((unknown(1), MIDDLE), (ella, RIGHT))
    yard.vouch()
    assert yard.why() == set()
    yard.draw((unknown(1), MIDDLE))
    assert yard.why() == MORE, "under her cover somebody else may have stood"


@pytest.mark.parametrize("kind", [PhotoKind.PORTRAIT, PhotoKind.SITUATION])
def test_r22_a_shape_over_a_face_nowhere_marked_hides_nobody_until_somebody_has_looked(
    office: Office, kind: PhotoKind
) -> None:
    yard = Yard.of(office, "Ella Holm")
    (ella,) = yard.others
    if kind is PhotoKind.SITUATION:
        roster.protect(*office.desk, subject=ella)
        photographs.set_kind(*office.desk, photo=yard.photo, kind=kind)
        office.assess(yard.path)
    with office.register.read() as reader:
        draft = hiding.foreseen(reader, yard.photo, Drawn(covers=((ella, RIGHT),)), office.today)
    assert all({r.code for r in v.reasons} >= OPEN for v in draft.verdicts), "not written yet"
    yard.draw((ella, RIGHT))
    assert yard.why() == OPEN
    yard.vouch()
    assert yard.why() == set()
    with office.register.read() as reader:
        told = hiding.foreseen(reader, yard.photo, yard.drawn, office.today)
        cropped = Drawn(covers=yard.drawn.covers, crop=LEFT_PART)
        drafted = hiding.foreseen(reader, yard.photo, cropped, office.today)
    assert {r.code for v in told.verdicts for r in v.reasons} <= {ReasonCode.NOT_ASSESSED}
    assert all({r.code for r in v.reasons} >= OPEN for v in drafted.verdicts)
    yard.draw((ella, MIDDLE))
    assert yard.why() == OPEN


def test_r22_where_the_face_is_marked_nothing_more_is_asked(office: Office) -> None:
    yard = Yard.of(office, "Ella Holm")
    (ella,) = yard.others
    yard.mark({ella: Region(0.8, 0.2, 0.1, 0.15)})
    yard.draw((ella, RIGHT))
    assert yard.why() == set()
    with refused(office, Problem.UNKNOWN_NOT_COVERED, BadInput):
        yard.vouch()


@pytest.mark.parametrize("kind", [PhotoKind.PORTRAIT, PhotoKind.NOBODY])
def test_r16_the_file_shows_whom_somebody_covered_without_a_name(
    office: Office, kind: PhotoKind
) -> None:
    """Said to be recognisable no more, since covered: that is true of the copies alone."""
    yard = Yard.of(office)
    if kind is PhotoKind.NOBODY:
        photographs.name(*office.desk, photo=yard.photo, shows={})
        photographs.set_kind(*office.desk, photo=yard.photo, kind=kind)
    people = 0 if kind is PhotoKind.NOBODY else 1
    yard.attest(people)
    assert office.check(yard.path) == [Outcome.CLEAR]
    yard.draw((unknown(1), MIDDLE))
    yard.attest(people)
    assert office.why(yard.path) == MORE
    assert _in_a_pack(office, yard) == {Outcome.WITHHELD}
    assert yard.why() == MORE, "nobody has looked at the copy yet"
    yard.vouch()
    assert yard.why() == set()
    assert office.why(yard.path) == MORE


def _in_a_pack(office: Office, yard: Yard) -> set[Outcome]:
    pack = office.folder.parent / "office.cdpack"
    making.make_pack(*office.desk, pack, "a long passphrase", Wanted())
    opened = opening.open_pack(pack, "a long passphrase", office.at)
    (finding,) = checking.check_each(opened, [yard.path])
    return {verdict.outcome for verdict in finding.verdicts}
