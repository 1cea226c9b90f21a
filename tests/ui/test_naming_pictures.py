"""Nobody vouches for pictures that were not on the screen, nor for names that came meanwhile."""

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from consentdesk.domain.photos import Destination, PhotoId, PhotoKind
from consentdesk.services import originals, photographs
from consentdesk.ui import tasks
from consentdesk.ui.context import Context
from consentdesk.ui.panel_reading import PanelView, read_panel
from consentdesk.ui.thumbnails import Original, Thumbnails
from tests.services.office import Office
from tests.ui.panel_driver import PanelDriver
from tests.ui.test_naming_bursts import attested
from tests.ui.test_naming_files import burst, go_through

Key = Qt.Key


@pytest.fixture
def card(office: Office) -> list[PhotoId]:
    """Two bursts; Ida is named on all photos, and nobody has vouched for them."""
    ida = office.family("Ida Dal")
    photos = burst(office, {})
    photographs.name_all(*office.desk, {photo: {ida: None} for photo in photos})
    return photos


@pytest.fixture
def more_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many that files which can't be read hold up nothing else; asked for before the panel."""
    monkeypatch.setattr(tasks, "THREADS", dict.fromkeys(tasks.THREADS, 8))


def slow_files(monkeypatch: pytest.MonkeyPatch, until: Event) -> None:
    """No file is read before that, neither for the large picture nor for a small one."""
    original, preview = Thumbnails.original, originals.preview

    def slowly(self: Thumbnails, photo: PhotoId) -> Original | None:
        assert until.wait(30)
        return original(self, photo)

    def preview_slowly(institution: str, photo: PhotoId, digest: bytes) -> bytes | None:
        assert until.wait(30)
        return preview(institution, photo, digest)

    monkeypatch.setattr(Thumbnails, "original", slowly)
    monkeypatch.setattr(originals, "preview", preview_slowly)


def answered(panel: PanelDriver) -> Callable[[], bool]:
    return lambda: bool(panel.panel.people.answer.text())


def test_enter_waits_for_the_large_picture_where_the_small_ones_are_there(
    panel: PanelDriver, office: Office, card: list[PhotoId], monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = Event()
    go_through(panel, card)
    slow_files(monkeypatch, let_go)
    field = panel.panel.people.field
    QTest.keyClick(field, Key.Key_Return)
    panel.wait(lambda: not panel.panel.canvas.has_picture)
    assert panel.panel.strip.chosen == tuple(card[3:])
    QTest.keyClick(field, Key.Key_Return)
    panel.wait(answered(panel))
    assert attested(office, card) == [True] * 3 + [False] * 2
    let_go.set()
    panel.settle()
    assert attested(office, card) == [True] * 5


@pytest.mark.usefixtures("more_threads")
def test_enter_is_asked_about_where_nothing_at_all_was_shown_yet(
    panel: PanelDriver,
    office: Office,
    card: list[PhotoId],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_go = Event()
    slow_files(monkeypatch, let_go)
    go_through(panel, card, wait=False)
    panel.wait(lambda: bool(panel.chips()))
    QTest.keyClick(panel.panel.people.field, Key.Key_Return)
    panel.wait(answered(panel))
    let_go.set()
    panel.settle()
    assert attested(office, card) == [False] * 5
    assert panel.panel.banner.text.startswith("The picture has only just come.")
    panel.key(Key.Key_Return)
    assert attested(office, card)[:3] == [True] * 3


def test_photos_without_any_picture_are_confirmed_only_after_a_question(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    for file in office.folder.glob("*.JPG"):
        file.unlink()
    go_through(panel, card)
    panel.key(Key.Key_Return)
    assert attested(office, card) == [False] * 5
    assert panel.panel.banner.text.startswith("The pictures of 3 photos can't be shown.")
    panel.key(Key.Key_Return)
    assert attested(office, card) == [True] * 3 + [False] * 2
    panel.key(Key.Key_Return)
    assert attested(office, card) == [True] * 3 + [False] * 2, "asked of each burst"


def test_files_that_come_back_are_read_again_for_every_photo_of_the_burst(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Ida Dal")
    office.family("Noah Lund")
    card = burst(office, {1: ["Noah Lund"]})
    away = office.folder.parent / "away"
    away.mkdir()
    files = sorted(office.folder.glob("*.JPG"))
    for file in files:
        file.rename(away / file.name)
    go_through(panel, card)
    assert "Noah Lund" not in panel.offers()
    for file in files:
        (away / file.name).rename(file)
    panel.press(panel.panel, Key.Key_PageDown)
    panel.press(panel.panel, Key.Key_PageUp)
    assert "Noah Lund" in panel.offers()
    panel.panel.people.field.setFocus()
    panel.name("ida")
    panel.key(Key.Key_Return)
    assert attested(office, card) == [False] * 5
    assert panel.panel.banner.text.startswith("The files name Noah Lund too")


@pytest.mark.usefixtures("more_threads")
def test_a_name_nobody_enrolled_that_came_while_enter_waited_is_asked_about(
    panel: PanelDriver, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ida, let_go = office.family("Ida Dal"), Event()
    card = burst(office, {1: ["Astrid Nygaard"]})
    photographs.name_all(*office.desk, {photo: {ida: None} for photo in card})
    slow_files(monkeypatch, let_go)
    go_through(panel, card, wait=False)
    panel.wait(lambda: bool(panel.chips()))
    QTest.keyClick(panel.panel.people.field, Key.Key_Return)
    panel.wait(answered(panel))
    let_go.set()
    panel.settle()
    assert panel.panel.banner.text.startswith("The picture has only just come.")
    panel.key(Key.Key_Return)
    assert attested(office, card) == [False] * 5
    assert panel.panel.banner.text.startswith("The files name Astrid Nygaard too")
    panel.key(Key.Key_Return)
    assert attested(office, card)[:3] == [True] * 3


def test_the_kind_said_right_after_enter_is_that_of_the_next_photos(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    go_through(panel, card)
    field = panel.panel.people.field
    QTest.keyClick(field, Key.Key_Return)
    QTest.keyClick(field, Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    panel.settle()
    assert attested(office, card)[:3] == [True] * 3
    with office.register.read() as reader:
        kinds = [reader.photo(photo).kind for photo in card]
    assert kinds == [PhotoKind.PORTRAIT] * 3 + [PhotoKind.SITUATION] * 2


def test_a_judgement_saved_while_other_photos_are_read_is_not_said_to_be_recorded(
    panel: PanelDriver, card: list[PhotoId], monkeypatch: pytest.MonkeyPatch
) -> None:
    go_through(panel, card)
    panel.control(panel.panel.people.field, Key.Key_T)
    part, let_go, real = panel.panel.assessment, Event(), read_panel
    places: dict[Destination, QPushButton] = part.places
    panel.click(next(iter(places.values())))
    part.yes.setChecked(True)
    panel.type(part.reason, "A game")

    def slowly(context: Context, current: PhotoId, chosen: tuple[PhotoId, ...]) -> PanelView:
        assert let_go.wait(30)
        return real(context, current, chosen)

    monkeypatch.setattr("consentdesk.ui.photo_panel.read_panel", slowly)
    for _twice in range(2):
        QTest.keyClick(panel.panel, Key.Key_PageDown)
    panel.wait(lambda: panel.panel.strip.chosen == tuple(card[3:]))
    panel.qtbot.wait(50)
    QTest.keyClick(part.reason, Key.Key_Return)
    said = panel.panel.banner.text
    let_go.set()
    panel.settle()
    assert said == "Nothing was recorded: other photos are being read."
    assert "is recorded" not in panel.panel.banner.text
