"""Two desks at one register: a window overwrites nothing that another desk decided meanwhile."""

from PySide6.QtCore import Qt

from consentdesk.domain.policy import GuardiansNeeded
from consentdesk.domain.verdict import ReasonCode
from consentdesk.services import ruling
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.settings_dialog import SettingsDialog
from tests.services.office import Office
from tests.ui.driving import Driver

Key = Qt.Key


def _settings(driver: Driver, window: MainWindow, office: Office) -> SettingsDialog:
    with office.register.read() as reader:
        dialog = SettingsDialog(driver.context, window, reader.policy, reader.institution)
    driver.show(dialog)
    return dialog


def test_the_settings_keep_a_rule_that_another_desk_has_set_meanwhile(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    """R5: the second guardian's signature stays wanted."""
    noah = office.family()
    office.guardian(noah, "Per Lund")
    office.permit(noah)
    path = office.portrait(noah)
    dialog = _settings(driver, window, office)
    ruling.set_rules(*office.desk, {"guardians_needed": "all"})
    assert dialog.rules is not None
    dialog.tabs.setCurrentIndex(2)
    age = dialog.rules.fields["age_limit"]
    age.setFocus()
    driver.press(age, Key.Key_Up)
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert reader.policy.age_limit == 16
        assert reader.policy.guardians_needed is GuardiansNeeded.ALL
    assert office.why(path) == {ReasonCode.SECOND_GUARDIAN_MISSING}


def test_the_settings_keep_a_contact_that_another_desk_has_typed_meanwhile(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    dialog = _settings(driver, window, office)
    ruling.set_controller(*office.desk, contact="12 34 56 78")
    assert dialog.asker is not None
    dialog.tabs.setCurrentIndex(1)
    driver.type(dialog.asker.officer, "dpo@skovskolen.dk")
    driver.click(dialog.save)
    with office.register.read() as reader:
        here = reader.institution
    assert (here.contact, here.officer) == ("12 34 56 78", "dpo@skovskolen.dk")


def test_what_is_refused_in_the_settings_is_not_half_written(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    dialog = _settings(driver, window, office)
    assert dialog.called is not None
    assert dialog.asker is not None
    dialog.tabs.setCurrentIndex(1)
    dialog.called.name.clear()
    driver.type(dialog.called.name, "Skovskolen Syd")
    driver.type(dialog.asker.officer, "Lis 010180-1234")
    acts = office.acts()
    driver.click(dialog.save)
    assert dialog.banner.text
    assert dialog.isVisible()
    assert office.acts() == acts
