"""Somebody unknown on a photo stays until whoever was shown that says otherwise (R16)."""

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services import photographs
from consentdesk.services.seeing import Seen
from tests.services.office import Office

MORE = ReasonCode.MORE_VISIBLE_THAN_NAMED


@pytest.fixture
def noah(office: Office) -> SubjectId:
    child = office.family("Noah Lund")
    office.permit(child)
    return child


def unknown_on(office: Office, *shown: SubjectId) -> PhotoId:
    """A portrait on which there is one more than is named."""
    path = office.portrait(*shown)
    photo = office.photo(path)
    photographs.attest(*office.desk, photo=photo, visible=len(shown) + 1)
    assert MORE in office.why(path)
    return photo


def test_one_more_name_is_not_that_of_somebody_unknown(office: Office, noah: SubjectId) -> None:
    path = office.portrait(noah)
    photographs.attest(*office.desk, photo=office.photo(path), visible=2)
    ida = office.family("Ida Dal")
    office.permit(ida)
    for _ in range(2):
        photographs.add_photos(*office.desk, [path], shows=[ida])
        assert MORE in office.why(path)
    photographs.add_photos(*office.desk, [path], shows=[noah, ida], visible=2)
    assert office.check(path) == [Outcome.CLEAR]


def test_who_was_not_shown_that_somebody_is_unknown_does_not_say_that_nobody_is(
    office: Office, noah: SubjectId
) -> None:
    path = office.portrait(noah)
    photographs.attest(*office.desk, photo=office.photo(path), visible=2)
    looked_at = Seen(PhotoKind.PORTRAIT, frozenset({noah}))
    photographs.add_photos(*office.desk, [path], shows=[noah], visible=1, seen=looked_at)
    assert MORE in office.why(path)
    with pytest.raises(BadInput) as refused:
        photographs.add_photos(
            *office.desk, [path], kind=PhotoKind.NOBODY, shows=[], visible=0, seen=looked_at
        )
    assert refused.value.problem is Problem.NOBODY_BUT_NAMED


def test_a_statement_made_before_another_desk_saw_somebody_unknown_is_refused(
    office: Office, noah: SubjectId
) -> None:
    photo = unknown_on(office, noah)
    for unknown, fits in ((0, False), (1, True)):
        seen = {photo: Seen(PhotoKind.PORTRAIT, frozenset({noah}), unknown)}
        if fits:
            photographs.attest_all(*office.desk, [photo], visible=1, seen=seen)
            continue
        with pytest.raises(RuleRefusal) as refused:
            photographs.attest_all(*office.desk, [photo], visible=1, seen=seen)
        assert refused.value.problem is Problem.PHOTO_CHANGED_MEANWHILE
