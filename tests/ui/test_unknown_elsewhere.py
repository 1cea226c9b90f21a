"""Somebody unknown is found at another desk, or before the window is closed: nobody loses it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from consentdesk.domain.photos import Match, PhotoId, PhotoKind, Region
from consentdesk.domain.verdict import Outcome
from consentdesk.services import photographs
from consentdesk.services.judging import Facts
from consentdesk.services.seeing import unknown_on
from consentdesk.storage.register import Register
from consentdesk.ui.photo_strip import LACKING
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


def test_r16_an_unknown_person_on_photos_left_unconfirmed_is_there_when_they_are_opened_again(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.key(Key.Key_Question)
    panel.press(panel.panel, Key.Key_PageDown)
    assert panel.panel.strip.states[card[0]] == LACKING, "nobody has vouched for it"
    panel.panel.reject()
    panel.settle()
    go_through(panel, card)
    assert panel.chips() == ["Ida Dal", "Unknown person"]
    panel.key(Key.Key_Return)
    assert outcomes(office, card[:3]) == [WITHHELD] * 3


def test_r16_an_unknown_person_is_written_down_where_the_window_is_closed_at_once(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    QTest.keyClick(panel.panel.people.field, Key.Key_Question)
    panel.panel.close()
    panel.settle()
    with office.register.read() as reader:
        assert [unknown_on(reader, photo) for photo in card] == [1, 1, 1, 0, 0]


def test_r16_an_unknown_person_outlives_a_statement_that_is_refused_after_the_photos_were_left(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    noah = office.family("Noah Lund")
    panel.key(Key.Key_Question)
    photographs.name_all(*office.desk, {card[1]: {noah: None}})
    QTest.keyClick(panel.panel.people.field, Key.Key_Return)
    QTest.keyClick(panel.panel, Key.Key_PageDown)
    panel.settle()
    panel.press(panel.panel, Key.Key_PageUp)
    assert "Unknown person" in " ".join(panel.chips())


def test_nobody_is_chosen_any_more_once_other_photos_are_looked_at(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    noah, people = office.family("Noah Lund"), panel.panel.people
    photographs.name_all(*office.desk, {photo: {noah: None} for photo in card[3:]})
    photographs.set_kinds(*office.desk, dict.fromkeys(card[3:], PhotoKind.PORTRAIT))
    photographs.attest_all(*office.desk, card[3:], visible=2)
    panel.key(Key.Key_Question)
    assert people.chips.unknown is not None
    panel.click(people.chips.unknown.name)
    panel.press(panel.panel, Key.Key_PageDown)
    assert panel.chips() == ["Noah Lund", "Unknown person"]
    assert not people.chips.is_unknown_chosen
    people.field.setFocus()
    panel.name("ida")
    panel.key(Key.Key_Return)
    assert outcomes(office, card[3:]) == [WITHHELD] * 2


def test_a_frame_on_the_next_photo_is_nobodys_before_that_is_said(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.press(panel.panel, Key.Key_PageDown)
    panel.panel.people.field.setFocus()
    panel.name("ida")
    panel.press(panel.panel, Key.Key_PageUp)
    panel.panel.people.chips.choose(panel.panel.people.chips.people[0].id)
    panel.press(panel.panel, Key.Key_PageDown)
    panel.draw(Region(0.4, 0.3, 0.3, 0.4))
    with office.register.read() as reader:
        assert [d.region for d in reader.depicted(card[3:4])[card[3]]] == [None]
    assert panel.panel.people.hint.text() == "Who is in the frame? Type the name."
