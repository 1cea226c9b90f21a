"""Whom the files of a burst name: offered for all of it, and nobody is passed over unseen."""

from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from consentdesk.domain.acts import Attested
from consentdesk.domain.photos import PhotoId
from consentdesk.services import photographs
from consentdesk.ui.photo_panel import open_photo_panel
from consentdesk.ui.thumbnails import Original, Thumbnails
from tests.services.office import Office
from tests.services.pictures import crafted
from tests.ui.panel_driver import PanelDriver
from tests.ui.test_naming_bursts import attested, taken

Key = Qt.Key
TAKEN = (0, 4, 9, 60, 63)
ASKS = "The files name Noah Lund too (IMG_0001.JPG). Nothing was confirmed yet"


def write_names(path: Path, names: Sequence[str]) -> None:
    """As a photographer's software does."""
    path.write_bytes(crafted.with_names(path.read_bytes(), names))


def burst(office: Office, named: dict[int, Sequence[str]]) -> list[PhotoId]:
    """Three photos of one burst and two of another; the files of some name people."""
    paths = [taken(office, number, at) for number, at in enumerate(TAKEN)]
    for number, names in named.items():
        write_names(paths[number], names)
    photographs.add_photos(*office.desk, paths, attest=False)
    return [office.photo(path) for path in paths]


def go_through(panel: PanelDriver, photos: Sequence[PhotoId], *, wait: bool = True) -> None:
    """Open them to be named in bursts."""
    panel.panel = open_photo_panel(panel.context, panel.desk, photos, in_bursts=True)
    panel.qtbot.waitExposed(panel.panel)
    panel.panel.activateWindow()
    panel.wait(panel.panel.isActiveWindow)
    if wait:
        panel.settle()


def slow_file(monkeypatch: pytest.MonkeyPatch, slow: PhotoId) -> Event:
    """The file of that photo can't be opened before the event is set."""
    let_go, original = Event(), Thumbnails.original

    def slowly(self: Thumbnails, photo: PhotoId) -> Original | None:
        if photo == slow:
            assert let_go.wait(30)
        return original(self, photo)

    monkeypatch.setattr(Thumbnails, "original", slowly)
    return let_go


def shown(office: Office, photos: Sequence[PhotoId]) -> list[set[int]]:
    with office.register.read() as reader:
        found = reader.depicted(photos)
    return [{d.subject for d in found[photo]} for photo in photos]


def unknown(office: Office, photos: Sequence[PhotoId]) -> list[int]:
    """How many without a name somebody vouched for on each; -1 where nobody has vouched."""
    with office.register.read() as reader:
        acts = reader.acts_on(photos)
    said = [[a.body for a in acts[p] if isinstance(a.body, Attested)][-1:] for p in photos]
    return [one[0].visible - len(one[0].shows) if one else -1 for one in said]


def test_enter_asks_where_the_file_of_a_photo_not_looked_at_names_somebody(
    panel: PanelDriver, office: Office
) -> None:
    ida, _noah = office.family("Ida Dal"), office.family("Noah Lund")
    card = burst(office, {1: ["Noah Lund"]})
    go_through(panel, card)
    assert "Noah Lund" in panel.offers()
    panel.name("ida")
    panel.key(Key.Key_Return)
    assert attested(office, card) == [False] * 5
    assert panel.panel.banner.text.startswith(ASKS)
    panel.key(Key.Key_Return)
    assert attested(office, card) == [True] * 3 + [False] * 2, "asked once, then taken as said"
    assert shown(office, card)[:3] == [{ida}] * 3


def test_a_name_is_taken_for_the_photo_whose_file_holds_it(
    panel: PanelDriver, office: Office
) -> None:
    ida, noah = office.family("Ida Dal"), office.family("Noah Lund")
    card = burst(office, {1: ["Noah Lund"], 2: ["Ida Dal", "Noah Lund"]})
    go_through(panel, card)
    panel.name("ida")
    panel.key(Key.Key_Return)
    panel.click(panel.button("Name them too"))
    assert shown(office, card)[:3] == [{ida}, {ida, noah}, {ida, noah}]
    assert panel.chips() == ["Ida Dal", "Noah Lund · 2 of 3"]
    panel.panel.people.field.setFocus()
    panel.key(Key.Key_Return)
    assert attested(office, card)[:3] == [True] * 3


def test_whoever_is_named_on_another_photo_of_the_burst_only_is_asked_about(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Ida Dal")
    noah = office.family("Noah Lund")
    card = burst(office, {1: ["Noah Lund"]})
    photographs.name_all(*office.desk, {card[0]: {noah: None}})
    go_through(panel, card)
    panel.name("ida")
    assert "Noah Lund" in panel.offers()
    panel.key(Key.Key_Return)
    assert panel.panel.banner.text.startswith(ASKS)
    assert attested(office, card) == [False] * 5


def test_what_was_passed_over_is_asked_anew_when_the_photos_are_looked_at_again(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Ida Dal")
    office.family("Noah Lund")
    card = burst(office, {1: ["Noah Lund"]})
    go_through(panel, card)
    panel.name("ida")
    panel.key(Key.Key_Return)
    panel.press(panel.panel, Key.Key_PageDown)
    panel.press(panel.panel, Key.Key_PageUp)
    panel.key(Key.Key_Return)
    assert attested(office, card) == [False] * 5


def test_whoever_goes_on_before_the_question_comes_is_asked_about_the_next_photos_too(
    panel: PanelDriver, office: Office
) -> None:
    ida = office.family("Ida Dal")
    office.family("Noah Lund")
    card = burst(office, {1: ["Noah Lund"], 4: ["Noah Lund"]})
    photographs.name_all(*office.desk, {photo: {ida: None} for photo in card})
    go_through(panel, card)
    QTest.keyClick(panel.panel.people.field, Key.Key_Return)
    QTest.keyClick(panel.panel, Key.Key_PageDown)
    panel.settle()
    assert panel.panel.strip.chosen == tuple(card[3:])
    panel.panel.people.field.setFocus()
    panel.key(Key.Key_Return)
    assert attested(office, card) == [False] * 5
    panel.key(Key.Key_Return)
    assert attested(office, card) == [False] * 3 + [True] * 2


def test_a_name_that_nobody_of_the_roster_has_is_somebody_not_named_and_asked_about_once(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Ida Dal")
    card = burst(office, {1: ["Oskar Testrup"], 2: ["Oskar Testrup"]})
    go_through(panel, card)
    assert "Oskar Testrup" in panel.offers()
    panel.name("ida")
    panel.key(Key.Key_Return)
    assert panel.panel.banner.text.startswith(
        "The files name Oskar Testrup too (IMG_0001.JPG, IMG_0002.JPG). Nothing was confirmed yet"
    )
    assert attested(office, card) == [False] * 5
    panel.key(Key.Key_Return)
    assert attested(office, card)[:3] == [True] * 3


def test_whoever_the_file_names_and_nobody_has_is_put_down_as_unknown_with_one_click(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Ida Dal")
    card = burst(office, {1: ["Oskar Testrup"]})
    go_through(panel, card)
    panel.name("ida")
    panel.key(Key.Key_Return)
    button = next(
        b for b in panel.panel.banner.findChildren(QPushButton) if b.text() == "An unknown person"
    )
    panel.click(button)
    assert panel.chips() == ["Ida Dal", "Unknown person"]
    panel.key(Key.Key_Return)
    assert unknown(office, card[:3]) == [1] * 3


def test_who_has_said_that_somebody_is_unknown_is_not_asked_about_the_name(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Ida Dal")
    card = burst(office, {1: ["Oskar Testrup"]})
    go_through(panel, card)
    panel.name("ida")
    panel.key(Key.Key_Question)
    panel.key(Key.Key_Return)
    assert unknown(office, card[:3]) == [1] * 3


def test_somebody_enrolled_meanwhile_whom_a_file_names_is_asked_about(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Ida Dal")
    card = burst(office, {1: ["Noah Lund"]})
    go_through(panel, card)
    panel.name("ida")
    office.family("Noah Lund")
    panel.context.tell_written()
    panel.settle()
    panel.key(Key.Key_Return)
    assert panel.panel.banner.text.startswith(ASKS)


@pytest.mark.parametrize("names", [(), ("Noah Lund",)])
def test_enter_waits_until_the_files_are_read(
    panel: PanelDriver,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    names: tuple[str, ...],
) -> None:
    """It says nothing of what nobody could see; a name typed after it is not lost to the burst."""
    ida = office.family("Ida Dal")
    office.family("Noah Lund")
    card = burst(office, {2: names} if names else {})
    photographs.name_all(*office.desk, {photo: {ida: None} for photo in card[:3]})
    # Their small pictures have been seen: it is the names alone that come later.
    go_through(panel, card)
    panel.panel.reject()
    panel.settle()
    let_go = slow_file(monkeypatch, card[2])
    go_through(panel, card, wait=False)
    panel.wait(lambda: bool(panel.chips()))
    QTest.keyClick(panel.panel.people.field, Key.Key_Return)
    panel.wait(lambda: panel.panel.people.field.hasFocus())
    assert attested(office, card) == [False] * 5
    let_go.set()
    panel.settle()
    assert attested(office, card)[:3] == [not names] * 3
    assert bool(panel.panel.banner.text) == bool(names)


def test_enter_that_waits_says_nothing_of_photos_looked_at_since(
    panel: PanelDriver, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ida = office.family("Ida Dal")
    card = burst(office, {})
    photographs.name_all(*office.desk, {photo: {ida: None} for photo in card})
    let_go = slow_file(monkeypatch, card[2])
    go_through(panel, card, wait=False)
    panel.wait(lambda: bool(panel.chips()))
    QTest.keyClick(panel.panel.people.field, Key.Key_Return)
    QTest.keyClick(panel.panel, Key.Key_PageDown)
    let_go.set()
    panel.settle()
    assert panel.panel.strip.chosen == tuple(card[3:])
    assert attested(office, card) == [False] * 5
