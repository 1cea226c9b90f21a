"""R31 in the window: another person looks at the copy, and agrees."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget
from shiboken6 import isValid

from consentdesk.domain.acts import ActKind
from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.domain.verdict import ReasonCode
from consentdesk.services import photographs, ruling, trash
from consentdesk.services.forward import Way
from consentdesk.ui.context import Context
from consentdesk.ui.fixes import offers_for
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.overview_page import OverviewPage
from consentdesk.ui.photo_detail import Picture
from consentdesk.ui.second_dialog import SecondDialog, open_second
from consentdesk.ui.theme import Look
from consentdesk.ui.two_people_field import TwoPeopleField
from tests.services.office import WEBSITE, Office
from tests.ui.check_driver import CheckDriver
from tests.ui.driving import Driver
from tests.ui.fitting import ROOM, cut_off

PRESS = Destination("press")


@dataclass
class Two:
    """Two portraits of Noah that wait for a second person, and the dialog over them."""

    driver: Driver
    context: Context
    office: Office
    paths: tuple[Path, Path]
    photos: tuple[PhotoId, ...]
    desk: QWidget

    def open(self) -> SecondDialog:
        # Whoever named the people is not the second one.
        self.context.change_clerk("Bent Dahl")
        dialog = open_second(self.context, self.desk, self.photos)
        self.driver.settle()
        return dialog

    def agreed(self) -> int:
        with self.office.register.read() as reader:
            return len(reader.ledger(kinds=frozenset({ActKind.SECONDED})))


@pytest.fixture
def two(driver: Driver, context: Context, office: Office) -> Two:
    ruling.set_rules(*office.desk, {"two_people": ["website", "press"]})
    noah = office.family("Noah Bruun")
    office.permit(noah)
    paths = (office.portrait(noah), office.portrait(noah))
    photos = tuple(office.photo(path) for path in paths)
    desk = QWidget()
    driver.show(desk)
    return Two(driver, context, office, paths, photos, desk)


def test_enter_agrees_to_one_copy_after_the_other(two: Two) -> None:
    dialog = two.open()
    assert set(dialog.places) == {WEBSITE, PRESS}
    assert "Noah Bruun" in dialog.who.text()
    for place in (WEBSITE, PRESS):
        assert _is_whole(dialog.places[place])
    two.driver.wait(dialog.agree.isDefault)
    assert not dialog.agree.hasFocus()
    assert next(iter(dialog.places.values())).hasFocus()
    two.driver.press(next(iter(dialog.places.values())), Qt.Key.Key_Return)
    two.driver.settle()
    assert two.agreed() == 2
    two.driver.press(next(iter(dialog.places.values())), Qt.Key.Key_Return)
    two.driver.settle()
    assert two.agreed() == 4
    assert not isValid(dialog)
    assert two.office.why(two.paths[0]) == two.office.why(two.paths[1], PRESS) == set()


def test_a_small_screen_shows_the_copy_beside_the_places(two: Two) -> None:
    dialog = two.open()
    dialog.resize(ROOM)
    two.driver.settle()
    picture = dialog.findChild(Picture)
    assert picture is not None
    assert _is_whole(picture)
    assert picture.height() > ROOM.height() / 2
    assert all(_is_whole(tick) for tick in dialog.places.values())


def test_enter_agrees_only_once_every_place_has_been_in_sight(two: Two) -> None:
    every = ["website", "press", "social_media", "internal", "print"]
    ruling.set_rules(*two.office.desk, {"two_people": every})
    dialog = two.open()
    dialog.resize(ROOM)
    two.driver.click(dialog.skip)
    first, *between, tick = dialog.places.values()
    last = tick.parentWidget()
    assert last is not None and first.hasFocus()
    assert not _is_whole(last)
    two.driver.press(first, Qt.Key.Key_Return)
    assert two.agreed() == 0
    for _more in between:
        two.driver.press(first, Qt.Key.Key_Return)
        if _is_whole(last):
            break
        assert two.agreed() == 0
    assert _is_whole(last) and two.agreed() == 0
    two.driver.press(first, Qt.Key.Key_Return)
    two.driver.settle()
    assert two.agreed() == len(between) + 2


def test_a_long_name_of_a_file_pushes_nothing_out_of_the_window(two: Two) -> None:
    long = "Skovtur_med_hele_indskolingen_2026-09-13_kl_10_15_22.jpg"
    ida = two.office.family("Ida Holm")
    two.office.permit(ida)
    path = two.office.portrait(ida, path=two.office.draw(long))
    two.photos = (two.office.photo(path),)
    dialog = two.open()
    dialog.resize(ROOM)
    two.driver.settle()
    assert not cut_off(dialog)
    for card in dialog.findChildren(QFrame):
        if card.property("look") == Look.CARD:
            assert card.minimumSizeHint().width() <= card.width()


def _is_whole(part: QWidget) -> bool:
    return part.visibleRegion().boundingRect() == part.rect()


def test_the_button_says_for_how_many_places_the_yes_is(two: Two) -> None:
    dialog = two.open()
    assert dialog.agree.text() == "&Agree for 2 places"
    dialog.places[PRESS].setChecked(False)
    assert dialog.agree.text() == "&Agree for 1 place"


def test_whoever_named_the_people_is_told_before_pressing_anything(two: Two) -> None:
    dialog = open_second(two.context, two.desk, two.photos)
    two.driver.settle()
    assert not dialog.agree.isEnabled()
    assert "somebody else" in dialog.banner.text
    assert dialog.skip.hasFocus()


def test_a_copy_that_is_skipped_still_waits(two: Two) -> None:
    dialog = two.open()
    two.driver.click(dialog.skip)
    two.driver.settle()
    dialog.places[PRESS].setChecked(False)
    two.driver.click(dialog.agree)
    two.driver.settle()
    missing = {ReasonCode.SECOND_PERSON_MISSING}
    assert two.office.why(two.paths[0]) == missing
    assert two.office.why(two.paths[1]) == set()
    assert two.office.why(two.paths[1], PRESS) == missing


def test_nobody_agrees_to_what_can_not_be_seen(two: Two) -> None:
    two.paths[0].unlink()
    dialog = two.open()
    assert not dialog.agree.isEnabled()
    assert dialog.banner.isVisible()


def test_nobody_agrees_to_a_copy_unseen_because_the_next_one_can_not_be_read(two: Two) -> None:
    two.paths[0].unlink()
    bare = two.office.draw()
    photographs.add_photos(*two.office.desk, [bare], attest=False)
    two.photos = (two.photos[0], two.office.photo(bare))
    dialog = two.open()
    trash.throw_away(*two.office.desk, photos=two.photos[1:])
    two.driver.click(dialog.skip)
    two.driver.settle()
    assert dialog.banner.isVisible()
    assert not dialog.agree.isEnabled()
    assert two.agreed() == 0


def test_who_was_named_meanwhile_stops_it(two: Two) -> None:
    dialog = two.open()
    ida = two.office.family("Ida Dal")
    two.office.permit(ida)
    photographs.name(*two.office.desk, photo=two.photos[0], shows={ida: None})
    two.driver.click(dialog.agree)
    two.driver.settle()
    assert two.agreed() == 0
    assert dialog.banner.isVisible() and dialog.isVisible()


def test_the_reason_leads_to_it(two: Two) -> None:
    ((text, _icon, open_it),) = offers_for((Way.SECOND,), two.context, two.desk, two.photos)
    open_it()
    two.driver.settle()
    (dialog,) = two.desk.findChildren(SecondDialog)
    assert dialog.isVisible() and "second person" in text


def test_the_check_window_leads_to_it_too_and_tells_once_it_is_done(
    two: Two, check: CheckDriver
) -> None:
    two.context.change_clerk("Bent Dahl")
    check.check(two.paths[0])
    assert ReasonCode.SECOND_PERSON_MISSING in two.office.why(two.paths[0])
    check.go("Look as the second person…")
    (dialog,) = check.window.findChildren(SecondDialog)
    check.settle()
    check.click(dialog.agree)
    check.settle()
    assert two.agreed() == 2
    assert "Look as the second person…" not in check.offers()


def test_what_two_people_are_needed_for_is_ticked_in_the_settings(office: Office) -> None:
    ruling.set_rules(*office.desk, {"two_people": ["press"]})
    with office.register.read() as reader:
        field = TwoPeopleField(reader.policy)
    assert field.wanted() == ["press"]
    field.ticks["press"].setChecked(False)
    assert field.wanted() is None
    field.ticks["protected"].setChecked(True)
    field.ticks["website"].setChecked(True)
    assert field.wanted() == ["protected", "website"]


def test_a_photo_somebody_has_agreed_to_says_that_there_is_nothing_to_do(two: Two) -> None:
    dialog = two.open()
    for _copy in two.photos:
        two.driver.click(dialog.agree)
    again = two.open()
    assert "somebody has done so already" in again.banner.text
    assert not again.agree.isEnabled()
    again.accept()


def test_a_photo_that_lacks_something_else_says_that_this_comes_first(two: Two) -> None:
    bare = two.office.portrait(two.office.family("Ida Dal"))
    two.photos = (two.office.photo(bare),)
    dialog = two.open()
    assert "something else keeps it back" in dialog.banner.text
    assert not dialog.agree.isEnabled()
    dialog.accept()


def test_the_overview_tells_who_may_agree_and_leads_there(
    two: Two, driver: Driver, window: MainWindow
) -> None:
    window.go("overview")
    driver.settle()
    page = window.pages.page
    assert isinstance(page, OverviewPage)
    assert _second_card(page) is None
    two.context.change_clerk("Bent Dahl")
    driver.settle()
    found = _second_card(page)
    assert found is not None
    assert found.text() == "Look at them"
    assert found.accessibleName().startswith("Look at them: 2 photos may leave once")
    driver.click(found)
    (dialog,) = page.window().findChildren(SecondDialog)
    for _copy in two.photos:
        two.driver.click(dialog.agree)
    assert two.agreed() == 4
    assert _second_card(page) is None


def _second_card(page: OverviewPage) -> QPushButton | None:
    """The button of the card, if it is there."""
    for card in page.cards.cards:
        if any("a second person has looked" in one.text() for one in card.findChildren(QLabel)):
            return card.findChild(QPushButton)
    return None
