"""The first run after the institution has a name: the first person, then the first form."""

from PySide6.QtWidgets import QLabel, QPushButton

from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.overview_page import OverviewPage
from consentdesk.ui.person_dialog import PersonDialog
from consentdesk.ui.print_dialog import PrintDialog
from tests.services.office import Office
from tests.ui.driving import Driver


def _cards(window: MainWindow, driver: Driver) -> dict[str, QPushButton]:
    window.go("overview")
    driver.settle()
    page = window.pages.page
    assert isinstance(page, OverviewPage)
    found = {}
    for card in page.cards.cards:
        (act,) = card.findChildren(QPushButton)
        found[card.findChildren(QLabel)[0].text()] = act
    return found


def test_the_first_person_is_one_button_away(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    driver.click(_cards(window, driver)["Welcome"])
    (dialog,) = window.findChildren(PersonDialog)
    driver.type(dialog.name, "Noah Lund")
    driver.type(dialog.born, "03-05-2019")
    driver.click(dialog.save)
    page = window.pages.page
    assert isinstance(page, OverviewPage)
    assert page.banner.text == "Noah Lund is enrolled."
    assert "Welcome" not in _cards(window, driver)
    (offer,) = (b for b in page.banner.findChildren(QPushButton) if b.text())
    driver.click(offer)
    (forms,) = window.findChildren(PrintDialog)
    assert forms.print.text().replace("&", "") == "Print 1 form…"
    forms.reject()
    with office.register.read() as reader:
        assert reader.counts(office.today).subjects == 1


def test_a_message_about_what_went_well_is_gone_when_one_comes_back(
    window: MainWindow, driver: Driver
) -> None:
    window.go("overview")
    page = window.pages.page
    assert isinstance(page, OverviewPage)
    for tone, left in (("ok", ""), ("no", "Said.")):
        page.banner.say("Said.", tone=tone)
        window.go("people")
        window.go("overview")
        driver.settle()
        assert page.banner.text == left


def test_then_the_first_form_and_then_no_more_steps(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    office.family()
    driver.context.tell_written()
    driver.settle()
    driver.click(_cards(window, driver)["The next step"])
    (dialog,) = window.findChildren(PrintDialog)
    driver.settle()
    assert dialog.print.text().replace("&", "") == "Print 1 form…"
    dialog.save_to(office.folder / "forms.pdf")
    driver.settle()
    dialog.reject()
    assert "The next step" not in _cards(window, driver)
