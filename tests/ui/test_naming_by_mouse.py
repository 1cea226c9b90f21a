"""A whole card named with the mouse alone: no key is pressed from the first click to the last."""

from PySide6.QtWidgets import QRadioButton

from consentdesk.domain.photos import PhotoKind
from tests.services.office import Office
from tests.ui.panel_driver import PanelDriver
from tests.ui.test_naming_bursts import attested
from tests.ui.test_naming_files import burst, go_through, shown


def _radio(panel: PanelDriver, kind: PhotoKind) -> QRadioButton:
    return panel.panel.kind.radios[kind]


def test_leave_for_later_is_a_button_that_goes_on(panel: PanelDriver, office: Office) -> None:
    office.family("Ida Dal")
    card = burst(office, {})
    go_through(panel, card)
    panel.click(panel.panel.people.later)
    panel.settle()
    assert panel.panel.strip.chosen == tuple(card[3:5])
    assert attested(office, card) == [False] * 5
    panel.click(panel.panel.previous)
    panel.settle()
    assert panel.panel.strip.chosen == tuple(card[:3])


def test_a_burst_is_named_made_a_situation_and_said_to_be_whole_by_mouse(
    panel: PanelDriver, office: Office
) -> None:
    ida = office.family("Ida Dal")
    card = burst(office, {0: ["Ida Dal"], 1: ["Ida Dal"], 2: ["Ida Dal"]})
    go_through(panel, card)
    panel.click(panel.button("Ida Dal"))
    panel.click(_radio(panel, PhotoKind.SITUATION))
    panel.click(panel.panel.people.unknown)
    panel.click(panel.panel.claim.attest)
    panel.settle()
    assert shown(office, card) == [{ida}, {ida}, {ida}, set(), set()]
    assert attested(office, card) == [True] * 3 + [False] * 2
    assert panel.panel.strip.chosen == tuple(card[3:5])
    panel.click(_radio(panel, PhotoKind.NOBODY))
    panel.click(panel.panel.claim.attest)
    panel.settle()
    assert attested(office, card) == [True] * 5
    with office.register.read() as reader:
        kinds = [reader.photo(photo).kind for photo in card]
    assert kinds == [PhotoKind.SITUATION] * 3 + [PhotoKind.NOBODY] * 2
