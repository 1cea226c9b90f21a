"""A practice register is marked as one in the frame, whatever language it was made in."""

import pytest

from consentdesk.i18n import LANGUAGES
from consentdesk.services.demo_class import is_practice, school_name
from consentdesk.ui.application import speak
from consentdesk.ui.main_window import MainWindow
from tests.ui.driving import Driver, name_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_invented_school_is_known_by_its_name_in_any_language(language: str) -> None:
    speak(language)
    name = school_name()
    speak("en")
    assert is_practice(name)
    assert school_name() == "Practice School (made up)", "the language spoken is left alone"


def test_a_real_school_bears_no_mark(window: MainWindow) -> None:
    assert not window.sidebar.practice.isVisible()


def test_a_practice_register_is_marked_wide_and_narrow(window: MainWindow, driver: Driver) -> None:
    window.sidebar.set_institution(school_name(), practice=True)
    mark = window.sidebar.practice
    assert mark.isVisible()
    assert name_of(mark) == "Practice register: the people in it are made up"
    window.sidebar.set_narrow(narrow=True)
    driver.settle()
    assert mark.isVisible()
    window.sidebar.set_institution("Skovskolen", practice=False)
    assert not mark.isVisible()
