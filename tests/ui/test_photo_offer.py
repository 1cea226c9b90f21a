"""A card that is plugged in and new photos in a folder are offered, and nothing comes unasked."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from consentdesk.storage.values import PhotoFilter
from consentdesk.ui.add_photos_dialog import AddPhotosDialog
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.photo_folder import choose_folder, folder_for_photos
from consentdesk.ui.photo_offer import PhotoOffer
from consentdesk.ui.photos_page import PhotosPage
from consentdesk.ui.settings_dialog import SettingsDialog
from tests.services.cards import fill
from tests.services.office import Office
from tests.ui.driving import Driver


class Plugged:
    """What is plugged in, and seconds that go on when somebody says so."""

    def __init__(self) -> None:
        self.places: list[tuple[Path, str]] = []
        self.now = 0.0

    def there(self) -> list[tuple[Path, str]]:
        return self.places

    def clock(self) -> float:
        return self.now


@pytest.fixture
def plugged() -> Plugged:
    return Plugged()


@pytest.fixture
def page(window: MainWindow, driver: Driver, plugged: Plugged) -> PhotosPage:
    driver.control(window, Qt.Key.Key_4)
    found = window.pages.page
    assert isinstance(found, PhotosPage)
    found.offer.watch.use(plugged.there, plugged.clock)
    return found


def look(offer: PhotoOffer, driver: Driver, plugged: Plugged) -> str:
    plugged.now += 6
    offer.watch.look()
    driver.settle()
    return offer.text


def asked(page: PhotosPage) -> list[AddPhotosDialog]:
    return [d for d in page.findChildren(AddPhotosDialog) if d.isVisible()]


def test_a_card_is_offered_until_somebody_answers_and_again_when_it_comes_back(
    page: PhotosPage, driver: Driver, plugged: Plugged, office: Office, tmp_path: Path
) -> None:
    assert look(page.offer, driver, plugged) == ""
    card = tmp_path / "card"
    fill(card, [3])
    plugged.places = [(card, "EOS_DIGITAL")]
    said = "A camera card is plugged in: EOS_DIGITAL, with 3 pictures."
    assert look(page.offer, driver, plugged) == said
    assert not asked(page), "nothing begins by itself"
    driver.click(page.offer.leave)
    assert look(page.offer, driver, plugged) == ""
    plugged.places = []
    look(page.offer, driver, plugged)
    plugged.places = [(card, "EOS_DIGITAL")]
    assert look(page.offer, driver, plugged) == said
    driver.click(page.offer.look_through)
    (dialog,) = asked(page)
    assert page.offer.text == said, "until it has begun"
    driver.click(dialog.add)
    assert page.offer.text == ""
    with office.register.read() as reader:
        assert len(reader.find_photos(PhotoFilter())) == 3
    assert look(page.offer, driver, plugged) == ""


def test_new_photos_in_the_folder_are_offered_and_add_nothing_by_themselves(
    page: PhotosPage, driver: Driver, plugged: Plugged, office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "from the camera"
    folder.mkdir()
    choose_folder(page.context, str(folder))
    fill(folder, [2])
    assert look(page.offer, driver, plugged) == ""
    assert look(page.offer, driver, plugged) == "2 new photos in from the camera."
    with office.register.read() as reader:
        assert reader.find_photos(PhotoFilter()) == ()
    driver.click(page.offer.look_through)
    driver.click(asked(page)[0].add)
    with office.register.read() as reader:
        assert len(reader.find_photos(PhotoFilter())) == 2
    shutil.rmtree(folder)
    assert look(page.offer, driver, plugged) == ""


def test_nothing_is_looked_at_while_nobody_could_see_the_answer(
    page: PhotosPage, window: MainWindow, driver: Driver, plugged: Plugged
) -> None:
    looks = []

    def there() -> list[tuple[Path, str]]:
        looks.append(plugged.now)
        return []

    watch = page.offer.watch
    watch.use(there, plugged.clock)

    def is_looking() -> bool:
        return watch.is_looking

    assert is_looking()
    driver.control(window, Qt.Key.Key_1)
    assert not page.offer.isVisibleTo(window)
    assert not is_looking(), "another page is shown"
    driver.settle()
    assert looks == []
    driver.control(window, Qt.Key.Key_4)
    driver.settle()
    assert is_looking() and looks, "at once when the page is shown again"


def test_the_folder_of_one_register_is_left_alone_by_another(
    page: PhotosPage, driver: Driver, plugged: Plugged, tmp_path: Path
) -> None:
    fill(tmp_path / "photos", [2])
    choose_folder(page.context, str(tmp_path / "photos"))
    page.context.settings.setValue("photos/folder-of", "/somewhere/else.consentdesk")
    look(page.offer, driver, plugged)
    assert look(page.offer, driver, plugged) == ""


def test_the_folder_is_chosen_in_the_settings(
    window: MainWindow, driver: Driver, tmp_path: Path
) -> None:
    dialog = SettingsDialog(driver.context, window, None)
    driver.show(dialog)
    dialog.photos.show_folder(str(tmp_path))
    assert folder_for_photos(driver.context) is None, "not before it is saved"
    driver.click(dialog.save)
    assert folder_for_photos(driver.context) == tmp_path
