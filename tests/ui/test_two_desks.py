"""Two desks at one register: a window overwrites nothing that another desk decided meanwhile."""

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import Qt

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoKind
from consentdesk.domain.policy import GuardiansNeeded
from consentdesk.domain.verdict import ReasonCode
from consentdesk.services import photographs, roster, ruling
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.person_dialog import PersonDialog, open_change_dialog
from consentdesk.ui.person_reading import read_person
from consentdesk.ui.person_writing import (
    Known,
    KnownGuardian,
    Typed,
    TypedGuardian,
    again,
    change,
    take_back,
)
from consentdesk.ui.settings_dialog import SettingsDialog
from tests.services.office import WEBSITE, Office
from tests.ui.check_driver import CheckDriver
from tests.ui.driving import Driver
from tests.ui.panel_driver import PanelDriver

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


def _type_album(panel: PanelDriver, text: str) -> None:
    panel.panel.tabs.setCurrentIndex(2)
    line = panel.panel.details.album.lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    panel.type(line, text)
    panel.press(line, Key.Key_Return)


def test_another_event_and_its_undo_bring_back_no_right_that_was_removed(
    panel: PanelDriver, office: Office
) -> None:
    """R23: the photo panel, which showed the right while it was open."""
    ruling.set_rules(*office.desk, {"require_rights": True})
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    panel.open(path)
    photographs.describe(*office.desk, photo=office.photo(path), rights="")
    _type_album(panel, "Skovtur")
    assert (panel.photo(path).album, panel.photo(path).rights) == ("Skovtur", "")
    panel.control(panel.panel, Key.Key_Z)
    assert (panel.photo(path).album, panel.photo(path).rights) == ("Sommerfest 2026", "")
    assert office.why(path) == {ReasonCode.NO_RIGHTS}


def test_an_event_typed_twice_in_a_row_is_no_other_desks_doing(
    panel: PanelDriver, office: Office
) -> None:
    path = office.portrait(office.family())
    panel.open(path)
    _type_album(panel, "Skovtur")
    _type_album(panel, "Skovtur 2026")
    assert panel.photo(path).album == "Skovtur 2026"
    assert panel.panel.banner.text == ""


def test_a_right_is_not_taken_back_over_what_another_desk_has_typed(
    panel: PanelDriver, office: Office
) -> None:
    path = office.portrait(office.family())
    opened = panel.open(path)
    opened.tabs.setCurrentIndex(2)
    panel.type(opened.details.rights, "bought")
    panel.press(opened.details.rights, Key.Key_Return)
    photographs.describe(*office.desk, photo=office.photo(path), rights="")
    panel.control(opened, Key.Key_Z)
    assert panel.photo(path).rights == ""


def test_the_panel_vouches_for_nobody_its_clerk_has_not_seen_and_shows_who_is_there_now(
    panel: PanelDriver, office: Office
) -> None:
    """R16, R20: Bo was taken off at another desk while the panel still showed his name."""
    ida, bo = office.family("Ida Holm"), office.family("Bo Lund")
    office.permit(ida)
    path = office.portrait(ida, bo)
    opened = panel.open(path)
    photographs.name(*office.desk, photo=office.photo(path), shows={ida: None})
    acts = office.acts()
    panel.click(opened.claim.attest)
    assert "Somebody else has changed meanwhile" in opened.banner.text
    assert office.acts() == acts
    assert panel.chips() == ["Ida Holm"]
    assert opened.claim.state.text() == "Not confirmed yet."
    panel.click(opened.claim.attest)
    assert opened.claim.state.text() == "Confirmed: 1 person can be recognised."


def test_a_name_typed_in_the_panel_drops_none_that_another_desk_has_typed(
    panel: PanelDriver, office: Office
) -> None:
    """R16: nor can it be vouched for before everybody was shown."""
    ida, bo = office.family("Ida Holm"), office.family("Bo Lund")
    office.permit(ida)
    path = office.draw()
    photographs.add_photos(*office.desk, [path], attest=False)
    opened = panel.open(path)
    photographs.name(*office.desk, photo=office.photo(path), shows={bo: None})
    panel.name("ida")
    assert set(panel.shown(path)) == {ida, bo}
    assert sorted(panel.chips()) == ["Bo Lund", "Ida Holm"]
    panel.control(opened.people.field, Key.Key_Z)
    assert set(panel.shown(path)) == {bo}


def test_the_panel_calls_nothing_a_portrait_that_another_desk_called_a_situation(
    panel: PanelDriver, office: Office
) -> None:
    """R15, R18: a photo of no kind is vouched for as a portrait only while it has none."""
    ida = office.family("Ida Holm")
    path = office.draw()
    photographs.add_photos(*office.desk, [path], shows=[ida], attest=False)
    opened = panel.open(path)
    photographs.set_kind(*office.desk, photo=office.photo(path), kind=PhotoKind.SITUATION)
    office.assess(path, publish=False)
    panel.click(opened.claim.attest)
    assert panel.photo(path).kind is PhotoKind.SITUATION
    assert opened.kind.radios[PhotoKind.SITUATION].isChecked()


def test_a_situation_judged_in_the_panel_covers_nobody_named_meanwhile(
    panel: PanelDriver, office: Office
) -> None:
    """R18: what was typed stays, to be said once more."""
    path = office.situation()
    opened = panel.open(path)
    photographs.name(*office.desk, photo=office.photo(path), shows={office.family(): None})
    panel.judge(WEBSITE)
    assert "Somebody else has changed meanwhile" in opened.banner.text
    assert office.why(path) == {ReasonCode.NOT_ASSESSED}
    assert panel.chips() == ["Noah Lund"]
    panel.click(opened.assessment.save)
    assert office.why(path) == set()


def test_the_check_window_names_nobody_over_what_another_desk_has_said(
    check: CheckDriver, office: Office
) -> None:
    """R16: who was named meanwhile stands beside the names typed, and then counts as seen."""
    ida, bo = office.family("Ida Holm"), office.family("Bo Lund")
    office.permit(ida)
    path = office.draw()
    check.check(path)
    check.name("ida")
    photographs.add_photos(*office.desk, [path], shows=[bo], attest=False)
    acts = office.acts()
    check.name("")
    assert "Somebody else has changed meanwhile" in check.window.banner.text
    assert office.acts() == acts
    assert check.named() == [ida, bo]
    check.name("")
    assert check.sentence != "May be shown everywhere."
    with office.register.read() as reader:
        shown = reader.depicted([office.photo(path)])[office.photo(path)]
    assert {d.subject for d in shown} == {ida, bo}


def _change(driver: Driver, window: MainWindow, office: Office, who: SubjectId) -> PersonDialog:
    with office.register.read() as reader:
        known = read_person(reader, who, None, office.today).known
    dialog = open_change_dialog(driver.context, window, known)
    driver.settle()
    return dialog


def test_a_tick_at_custody_leaves_the_days_from_and_until_which_it_holds(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    """R3: and the dialog says until when it is, or was."""
    noah = office.child()
    until = office.today + timedelta(days=30)
    per = roster.add_guardian(*office.desk, name="Per Lund", subject=noah, until=until)
    for is_taken_away in (True, False):
        dialog = _change(driver, window, office, noah)
        assert dialog.rows[0].custody.text() == "Has custody until 14 October 2026"
        dialog.rows[0].custody.setFocus()
        driver.press(dialog.rows[0].custody, Key.Key_Space)
        if is_taken_away:
            driver.press(dialog.rows[0].end.never, Key.Key_Space)
        driver.click(dialog.save)
    with office.register.read() as reader:
        (held,) = reader.guardianships([noah])[noah]
    assert (held.guardian, held.custody, held.until) == (per, True, until)


def test_undo_gives_back_no_custody_that_another_desk_has_ended_meanwhile(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    """R3: it takes back the day this desk had set, and no other; redo likewise."""
    noah = office.child()
    bo = roster.add_guardian(*office.desk, name="Bo Lund", subject=noah)
    dialog = _change(driver, window, office, noah)
    dialog.rows[0].custody.setFocus()
    driver.press(dialog.rows[0].custody, Key.Key_Space)
    driver.press(dialog.rows[0].end.never, Key.Key_Space)
    driver.click(dialog.save)
    last = office.today - timedelta(days=200)
    roster.end_custody(*office.desk, guardian=bo, subject=noah, until=last)
    driver.control(window, Key.Key_Z)
    assert _custody(office, noah) == (True, last)
    roster.share_guardian(*office.desk, guardian=bo, subject=noah, custody=False)
    driver.control(window, Key.Key_Y)
    assert _custody(office, noah) == (False, None)


def test_undo_of_a_last_day_of_custody_leaves_the_one_that_another_desk_has_set(
    driver: Driver, office: Office
) -> None:
    """R3: and a last day of being here likewise (R9); what is still the own is taken back."""
    noah = office.child()
    roster.add_guardian(*office.desk, name="Bo Lund", subject=noah)
    with office.register.read() as reader:
        known = read_person(reader, noah, None, office.today).known
    bo = known.guardians[0]
    late, early = office.today - timedelta(days=10), office.today - timedelta(days=200)
    typed = replace(
        _typed(known),
        left_on=late,
        guardians=(TypedGuardian(bo.id, bo.name, bo.custody, late),),
    )
    desk = driver.context, office.desk[1], office.at
    change(*desk, known, typed)
    take_back(*desk, known, typed, ())
    assert (_custody(office, noah), _left(office, noah)) == ((True, None), None)
    again(*desk, known, typed)
    assert (_custody(office, noah), _left(office, noah)) == ((True, late), late)
    roster.end_custody(*office.desk, guardian=bo.id, subject=noah, until=early)
    roster.change_all(*office.desk, [noah], lambda one: replace(one, left_on=early))
    take_back(*desk, known, typed, ())
    again(*desk, known, typed)
    assert (_custody(office, noah), _left(office, noah)) == ((True, early), early)


def _typed(known: Known) -> Typed:
    """What stands in the fields before anything is typed."""
    who = known.subject
    return Typed(
        name=who.name,
        born=who.born,
        group=who.group,
        language=who.language,
        staff=who.staff,
        protect=False,
        left_on=who.left_on,
        guardians=tuple(TypedGuardian(g.id, g.name, g.custody, g.until) for g in known.guardians),
    )


def _custody(office: Office, subject: SubjectId) -> tuple[bool, date | None]:
    with office.register.read() as reader:
        (held,) = reader.guardianships([subject])[subject]
    return held.custody, held.until


def _left(office: Office, subject: SubjectId) -> date | None:
    with office.register.read() as reader:
        return reader.subject(subject).left_on


def test_a_tick_says_that_the_custody_it_stands_for_has_ended(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    """R3: the dialog was read on the last day and is open the day after."""
    noah = office.child()
    last = office.today - timedelta(days=1)
    per = roster.add_guardian(*office.desk, name="Per Lund", subject=noah, until=last)
    with office.register.read() as reader:
        known = Known(reader.subject(noah), (KnownGuardian(per, "Per Lund", True, last),))
    dialog = open_change_dialog(driver.context, window, known)
    driver.settle()
    assert dialog.rows[0].custody.text() == "Had custody until 13 September 2026"
