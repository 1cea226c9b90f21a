"""Somebody unknown is found at another desk, or before the window is closed: nobody loses it."""

import pytest
from PySide6.QtCore import Qt

from consentdesk.domain.photos import Match, PhotoId
from consentdesk.domain.verdict import Outcome
from consentdesk.services import photographs
from consentdesk.services.judging import Facts
from consentdesk.services.seeing import unknown_on
from consentdesk.storage.register import Register
from tests.services.office import FACEBOOK, Office
from tests.ui.panel_driver import PanelDriver
from tests.ui.test_naming_files import burst, go_through

Key = Qt.Key
CLEAR, WITHHELD = Outcome.CLEAR, Outcome.WITHHELD


def outcomes(office: Office, photos: list[PhotoId]) -> list[Outcome]:
    """What may become of each."""
    with office.register.read() as reader:
        facts = Facts(reader, photos, office.today)
        return [facts.verdict(Match.EXACT, photo, FACEBOOK).outcome for photo in photos]


def find_elsewhere(office: Office, photo: PhotoId, visible: int) -> None:
    """Another desk states that so many can be recognised on it."""
    with Register.open(str(office.register.location)) as other:
        photographs.attest_all(other, "Bo Krag", office.at, [photo], visible=visible)


@pytest.fixture
def card(panel: PanelDriver, office: Office) -> list[PhotoId]:
    """Two bursts, gone through; Ida may be shown everywhere, and is named on the first."""
    office.permit(office.family("Ida Dal"))
    photos = burst(office, {})
    go_through(panel, photos)
    panel.name("ida")
    return photos


def test_r16_whom_another_desk_found_after_this_one_vouched_is_shown_on_the_way_back(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.key(Key.Key_Return)
    assert outcomes(office, card[:3]) == [CLEAR] * 3
    find_elsewhere(office, card[1], 2)
    panel.context.tell_written()
    panel.settle()
    panel.press(panel.panel, Key.Key_PageUp)
    assert panel.chips() == ["Ida Dal", "Unknown person · 1 of 3"]
    panel.panel.people.field.setFocus()
    panel.key(Key.Key_Return)
    assert outcomes(office, card[:3]) == [CLEAR, WITHHELD, CLEAR]


def test_r16_whoever_took_an_unknown_person_off_once_does_not_take_off_the_next(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.key(Key.Key_Return)
    find_elsewhere(office, card[1], 2)
    panel.press(panel.panel, Key.Key_PageUp)
    panel.panel.strip.choose([card[1]])
    panel.settle()
    panel.panel.people.field.setFocus()
    panel.key(Key.Key_Backspace)
    panel.key(Key.Key_Return)
    assert outcomes(office, card[1:2]) == [CLEAR]
    find_elsewhere(office, card[1], 2)
    panel.context.tell_written()
    panel.panel.strip.choose([card[1]])
    panel.settle()
    assert panel.chips() == ["Ida Dal", "Unknown person"]


def test_r16_a_statement_refused_for_another_desks_sake_shows_whom_that_found(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    find_elsewhere(office, card[1], 2)
    panel.key(Key.Key_Return)
    assert "Look at it once more" in panel.panel.banner.text
    assert panel.chips() == ["Ida Dal", "Unknown person · 1 of 3"]
    panel.key(Key.Key_Return)
    assert outcomes(office, card[:3]) == [CLEAR, WITHHELD, CLEAR]


def test_r16_one_unknown_person_less_here_takes_nothing_from_two_found_elsewhere(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.key(Key.Key_Question)
    panel.key(Key.Key_Return)
    panel.press(panel.panel, Key.Key_PageUp)
    panel.panel.people.field.setFocus()
    panel.key(Key.Key_Backspace)
    for photo in card[:3]:
        find_elsewhere(office, photo, 3)
    panel.context.tell_written()
    panel.settle()
    assert panel.chips() == ["Ida Dal", "2 unknown people"]
    panel.key(Key.Key_Return)
    assert outcomes(office, card[:3]) == [WITHHELD] * 3


def test_r16_more_unknown_people_here_stay_where_another_desk_found_fewer(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.key(Key.Key_Question)
    panel.key(Key.Key_Question)
    for photo in card[:3]:
        find_elsewhere(office, photo, 2)
    panel.context.tell_written()
    panel.settle()
    panel.key(Key.Key_Return)
    with office.register.read() as reader:
        assert [unknown_on(reader, photo) for photo in card[:3]] == [2] * 3
