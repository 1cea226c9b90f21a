"""A whole card is named with as few keys as was promised, and everybody on it is named rightly.

The hand here looks at who was named lately. One that only ever types letters and Enter, and never a
figure or a full stop, needs 1,237 keys for the same card, and names everybody as rightly.
"""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt

from consentdesk.domain.people import SubjectId
from consentdesk.domain.verdict import is_attested
from consentdesk.services.judging import Facts
from consentdesk.ui.photo_panel import open_photo_panel
from tests.services.office import Office
from tests.ui.card_of_a_party import BURSTS, Burst, bring_home
from tests.ui.panel_driver import PanelDriver

PROMISED = 1430
"""Keys for 110 bursts with 2.6 people each."""
USED = 1000
"""What it took when this was written, rounded up; needing more would be a step back."""


class Hand:
    """A clerk at the keyboard who knows everybody by name and looks at what is offered."""

    def __init__(self, panel: PanelDriver, office: Office) -> None:
        self.panel, self.office, self.keys = panel, office, 0
        self._before: frozenset[SubjectId] = frozenset()

    def press(self, key: Qt.Key) -> None:
        self.keys += 1
        self.panel.key(key)

    def name(self, burst: Burst) -> None:
        """Everybody on the burst, then that these are all."""
        offered = self.panel.panel.people.lately.people
        if burst.shows == self._before:
            self.press(Qt.Key.Key_Period)
        else:
            figures = {p.id: n for n, p in enumerate(offered, 1)}
            for subject in sorted(burst.shows, key=lambda s: figures.get(s, 99)):
                if subject in figures:
                    self.press(Qt.Key(Qt.Key.Key_0 + figures[subject]))
                else:
                    self.type(subject)
        self._before = burst.shows
        self.press(Qt.Key.Key_Return)

    def type(self, subject: SubjectId) -> None:
        """Letter by letter until that person stands first."""
        field = self.panel.panel.people.field
        with self.office.register.read() as reader:
            name = reader.subject(subject).name
        for letter in name.lower():
            self.keys += 1
            self.panel.type(field, letter)
            chosen = field.model.entry(field.list.currentIndex().row()).value
            if getattr(chosen, "id", None) == subject:
                break
        self.press(Qt.Key.Key_Return)


@pytest.fixture
def card(panel: PanelDriver, office: Office) -> tuple[Burst, ...]:
    """The card, opened to be named."""
    bursts = bring_home(office)
    photos = [photo for burst in bursts for photo in burst.photos]
    panel.panel = open_photo_panel(panel.context, panel.desk, photos, in_bursts=True)
    panel.qtbot.waitExposed(panel.panel)
    panel.panel.activateWindow()
    panel.wait(panel.panel.isActiveWindow)
    panel.settle()
    return bursts


def test_a_card_of_a_hundred_and_ten_bursts_takes_no_more_keys_than_promised(
    panel: PanelDriver, office: Office, card: tuple[Burst, ...]
) -> None:
    hand = Hand(panel, office)
    assert len(panel.panel.strip.bursts) == len(card) == BURSTS
    for burst in card:
        assert panel.panel.strip.chosen == burst.photos
        hand.name(burst)
    photos = [photo for burst in card for photo in burst.photos]
    assert _named_rightly(office, card)
    assert hand.keys <= USED <= PROMISED
    assert panel.panel.banner.text == f"{len(photos)} of {len(photos)} are finished."


def test_the_card_is_as_promised(office: Office) -> None:
    bursts = bring_home(office)
    people = sum(len(burst.shows) for burst in bursts)
    assert (len(bursts), people) == (BURSTS, round(2.6 * BURSTS))


def _named_rightly(office: Office, bursts: Sequence[Burst]) -> bool:
    """Whether everybody is named on each photo, nobody else, and somebody vouched for it."""
    photos = [photo for burst in bursts for photo in burst.photos]
    with office.register.read() as reader:
        facts = Facts(reader, photos, office.today)
        return all(
            facts.scene(photo).shows == burst.shows and is_attested(facts.scene(photo))
            for burst in bursts
            for photo in burst.photos
        )
