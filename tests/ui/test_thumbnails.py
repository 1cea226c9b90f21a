"""Small pictures come as somebody looks: what is in sight first, the newest request before all."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QPixmapCache

from consentdesk.domain.photos import PhotoId
from consentdesk.services import photographs
from consentdesk.ui import thumbnails as module
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.thumbnails import Thumbnails
from tests.services.office import Office
from tests.ui.driving import Driver


@pytest.fixture
def small(window: MainWindow, driver: Driver, office: Office) -> Iterator[Thumbnails]:
    QPixmapCache.clear()
    found = Thumbnails(driver.context.tasks, lambda: office.register, window)
    yield found
    driver.settle()
    found.close()


class Seen(QObject):
    """What arrived, in that order, once each."""

    def __init__(self, small: Thumbnails) -> None:
        super().__init__()
        self.keys: list[object] = []
        small.arrived.connect(self._on_arrived)

    def _on_arrived(self, key: object) -> None:
        if key not in self.keys:
            self.keys.append(key)


def _photos(office: Office, number: int) -> list[PhotoId]:
    paths = [office.draw() for _ in range(number)]
    return [one.photo for one in photographs.add_photos(*office.desk, paths).photos]


def in_order(seen: Seen, wanted: list[PhotoId]) -> None:
    """Two are worked out at a time, so one may be overtaken, and none comes before its turn."""
    assert all(seen.keys.index(key) >= place - 1 for place, key in enumerate(wanted))


def test_the_newest_request_comes_first(small: Thumbnails, driver: Driver, office: Office) -> None:
    photos = _photos(office, 12)
    seen = Seen(small)
    for photo in photos:
        assert small.picture(photo) is None
    driver.wait(lambda: len(seen.keys) == len(photos))
    in_order(seen, photos[::-1])


def test_what_came_into_sight_overtakes_what_was_asked_for_before(
    small: Thumbnails, driver: Driver, office: Office
) -> None:
    """Scrolled to the foot and back: whatever is asked for once more is in sight now."""
    photos = _photos(office, 14)
    seen = Seen(small)
    for photo in photos:
        small.picture(photo)
    in_sight = photos[4:7]
    for photo in in_sight:
        small.picture(photo)
    driver.wait(lambda: len(seen.keys) == len(photos))
    others = [photo for photo in photos if photo not in in_sight]
    in_order(seen, [*in_sight[::-1], *others[::-1]])


def test_what_scrolled_far_away_is_dropped_until_it_is_asked_for_again(
    small: Thumbnails,
    driver: Driver,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 4)
    photos = _photos(office, 12)
    seen = Seen(small)
    for photo in photos:
        small.picture(photo)
    driver.settle()
    assert set(seen.keys) == {*photos[-4:]}
    small.picture(photos[5])
    driver.settle()
    assert photos[5] in seen.keys
