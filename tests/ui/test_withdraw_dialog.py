"""A permission is taken back: in four clicks, in force at once, and everything out there found."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.domain.acts import ActKind, Channel, Objected, Withdrawn
from consentdesk.domain.consent import PermissionState
from consentdesk.domain.people import SignerKind, SubjectId
from consentdesk.domain.photos import ReleaseId
from consentdesk.domain.releases import StillOut
from consentdesk.domain.verdict import Outcome
from consentdesk.i18n import LANGUAGES, format_datetime
from consentdesk.services import exporting, taking_down, withdrawing
from consentdesk.services.heads import where_it_stands
from consentdesk.ui.application import speak
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.take_down import TakeDownPanel, read_out
from consentdesk.ui.verdict_badge import VerdictBadge
from consentdesk.ui.withdraw_dialog import WithdrawDialog, open_withdraw_dialog
from consentdesk.wording import still_out_sentence
from tests.services.office import SOCIAL, Office
from tests.ui.driving import Driver, name_of, reachable
from tests.ui.fitting import letters_used_twice, too_large

Key = Qt.Key
POST = "https://facebook.example/posts/1"


class WithdrawDriver(Driver):
    """Opens the dialog over another window and works it; counts the clicks."""

    def __init__(self, qtbot: QtBot, context: Context) -> None:
        super().__init__(qtbot, context)
        self.desk = QWidget()
        self.show(self.desk)
        self.clicks = 0

    def open(self, subject: SubjectId) -> WithdrawDialog:
        """Open the dialog as the doors do."""
        self.dialog = open_withdraw_dialog(self.context, self.desk, subject)
        self.qtbot.waitExposed(self.dialog)
        self.dialog.activateWindow()
        self.wait(self.dialog.isActiveWindow)
        self.settle()
        return self.dialog

    def click(self, widget: QWidget) -> None:
        """Click, and count it."""
        self.clicks += 1
        super().click(widget)

    def chip(self, text: str) -> QAbstractButton:
        """The button with that text."""
        found = [b for b in self.dialog.findChildren(QAbstractButton) if b.text() == text]
        assert len(found) == 1, text
        return found[0]

    def words(self) -> str:
        """All that is written and seen on the dialog."""
        labels = self.dialog.findChildren(QLabel)
        return " ".join(text.text() for text in labels if text.isVisibleTo(self.dialog))


class Browser(QObject):
    """Stands where the system's own programs would be opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        """Somebody wants to see that."""
        self.opened.append(url.toString())


@pytest.fixture
def browser() -> Iterator[Browser]:
    """What the dialog asks the system to open."""
    made = Browser()
    slot: Any = "open"  # PySide takes the name of a slot as text, whatever its stubs say.
    for scheme in ("file", "https"):
        QDesktopServices.setUrlHandler(scheme, made, slot)
    yield made
    for scheme in ("file", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.fixture
def withdraw(qtbot: QtBot, context: Context) -> Iterator[WithdrawDriver]:
    """Hands for the dialog."""
    made = WithdrawDriver(qtbot, context)
    yield made
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog):
            window.done(0)
    made.settle()


@pytest.fixture
def noah(office: Office) -> SubjectId:
    """A child whose mother said yes to everything."""
    child = office.family()
    office.permit(child)
    return child


def _released(office: Office, child: SubjectId, *, link: str = "") -> ReleaseId:
    plan = office.plan(office.portrait(child))
    target = office.target(f"out{office.acts()}")
    out = exporting.release(*office.desk, plan, target, link=link)
    assert out.release is not None
    return out.release


def _states(office: Office, child: SubjectId) -> set[PermissionState]:
    with office.register.read() as reader:
        given = reader.permissions([child], office.today)[child]
    return {permission.state for permission in given.values()}


def _last(office: Office) -> object:
    with office.register.read() as reader:
        return reader.ledger(limit=1)[0].body


def test_what_may_be_taken_back_is_told_as_it_was_answered(
    withdraw: WithdrawDriver, noah: SubjectId
) -> None:
    dialog = withdraw.open(noah)
    told = {b.accessibleName() for b in dialog.findChildren(VerdictBadge) if b.isVisible()}
    assert "Website: Yes" in told
    assert not any("Journaled" in word for word in told)


def test_everything_is_chosen_and_one_click_records_it(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    """R7: no more steps than giving; the dialog is one click from the person's page."""
    photo = office.portrait(noah)
    dialog = withdraw.open(noah)
    assert all(tick.isChecked() for tick in dialog.purposes.values())
    withdraw.click(dialog.record)
    assert withdraw.clicks == 1
    assert _states(office, noah) == {PermissionState.WITHDRAWN}
    assert office.check(photo) == [Outcome.WITHHELD]


def test_the_receipt_says_where_the_journal_stands_and_it_can_be_copied(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    for objects in (False, True):
        dialog = withdraw.open(noah)
        if objects:
            withdraw.click(withdraw.chip("Not to be shown at all"))
        withdraw.click(dialog.record)
        withdraw.settle()
        assert isinstance(_last(office), Objected if objects else Withdrawn)
        head = where_it_stands(office.register)
        assert dialog.stands.text() == f"The journal stands at {head}."
        assert dialog.stands.isVisible()
        copied = Qt.TextInteractionFlag.TextSelectableByMouse
        assert dialog.stands.textInteractionFlags() & copied
        withdraw.click(dialog.leave)


def test_who_asked_and_how_takes_three_clicks_and_one_key(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    dialog = withdraw.open(noah)
    withdraw.press(dialog.by, Key.Key_Down)
    withdraw.click(withdraw.chip("By phone"))
    withdraw.click(dialog.record)
    assert withdraw.clicks <= 3
    body = _last(office)
    assert isinstance(body, Withdrawn)
    assert body.channel is Channel.PHONE
    assert body.signer.kind is SignerKind.GUARDIAN


def test_by_keyboard_alone_it_takes_six_keys_at_most(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    withdraw.open(noah)
    pressed = [Key.Key_Down, Key.Key_Tab, Key.Key_Left]
    for key in pressed:
        focus = QApplication.focusWidget()
        assert focus is not None
        withdraw.press(focus, key)
    withdraw.control(withdraw.dialog, Key.Key_Return)
    body = _last(office)
    assert isinstance(body, Withdrawn)
    assert (body.signer.kind, body.channel) == (SignerKind.GUARDIAN, Channel.PAPER)
    assert len(pressed) + 2 <= 6


def test_anybody_may_say_it_known_or_not(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    dialog = withdraw.open(noah)
    assert [dialog.by.itemText(n) for n in range(dialog.by.count())] == [
        "Not said",
        "Mette Lund",
        "Noah Lund",
    ]
    assert dialog.by.currentText() == "Not said"
    line = dialog.by.lineEdit()
    assert line is not None
    withdraw.type(line, "A neighbour")
    assert dialog.by.currentText() == "A neighbour"
    withdraw.click(dialog.record)
    body = _last(office)
    assert isinstance(body, Withdrawn)
    assert body.signer.kind is SignerKind.UNSTATED
    assert body.by is not None


def test_only_what_is_ticked_is_withdrawn(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    dialog = withdraw.open(noah)
    for purpose, tick in dialog.purposes.items():
        if purpose != "press":
            withdraw.click(tick)
    withdraw.click(dialog.record)
    body = _last(office)
    assert isinstance(body, Withdrawn)
    assert body.purposes == ("press",)
    assert _states(office, noah) == {PermissionState.WITHDRAWN, PermissionState.JOURNALED}


def test_with_nothing_ticked_it_asks(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    dialog = withdraw.open(noah)
    before = office.acts()
    for tick in dialog.purposes.values():
        withdraw.click(tick)
    withdraw.click(dialog.record)
    assert dialog.banner.text.startswith("Nothing is chosen.")
    assert office.acts() == before


def test_a_personal_number_in_the_name_is_refused_in_place(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    dialog = withdraw.open(noah)
    before = office.acts()
    line = dialog.by.lineEdit()
    assert line is not None
    withdraw.type(line, "Mette 030590-1234")
    withdraw.click(dialog.record)
    assert "personal number" in dialog.banner.text
    assert office.acts() == before
    assert dialog.by.currentText() == "Mette 030590-1234"
    assert dialog.record.isEnabled()


def test_the_page_after_shows_photos_exports_and_posts(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    first, second = _released(office, noah), _released(office, noah, link=POST)
    dialog = withdraw.open(noah)
    withdraw.click(dialog.record)
    assert dialog.figures.text() == (
        "2 photos in the register · 2 files exported · 2 exports · 1 post"
    )
    assert list(dialog.panel.cards) == [second, first]
    badges = {b for b in dialog.panel.findChildren(VerdictBadge) if b.isVisible()}
    assert {name_of(badge) for badge in badges} == {"Still out there"}
    assert dialog.photos.isVisible()
    assert dialog.panel.cards[second].post.isVisible()
    assert not dialog.panel.cards[first].post.isVisible()
    assert dialog.panel.cards[second].folder.hasFocus(), "Enter must not mark what nobody saw"


def test_folder_and_post_are_opened_by_the_system(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId, browser: Browser
) -> None:
    release = _released(office, noah, link=POST)
    with office.register.read() as reader:
        folder = reader.releases(id=release)[0].folder
    dialog = withdraw.open(noah)
    withdraw.click(dialog.record)
    withdraw.click(dialog.panel.cards[release].folder)
    withdraw.click(dialog.panel.cards[release].post)
    assert browser.opened == [QUrl.fromLocalFile(folder).toString(), POST]


def test_each_export_is_marked_when_it_is_gone(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    first, second = _released(office, noah), _released(office, noah)
    dialog = withdraw.open(noah)
    withdraw.click(dialog.record)
    withdraw.click(dialog.panel.cards[second].down)
    assert not dialog.panel.cards[second].down.isEnabled()
    assert dialog.panel.cards[first].folder.hasFocus()
    withdraw.press(dialog.panel.cards[first].folder, Key.Key_Tab)
    withdraw.press(dialog.panel.cards[first].down, Key.Key_Return)
    assert dialog.banner.text == "Everything is marked as taken down."
    with office.register.read() as reader:
        assert all(r.taken_down_at is not None for r in reader.releases(subject=noah))
        assert reader.counts(office.today).open_takedowns == 0


def test_what_is_ticked_for_one_child_stays_to_be_done_for_the_other(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    ida = office.family("Ida Holm")
    office.permit(ida)
    plan = office.plan(office.portrait(noah), office.portrait(ida))
    release = exporting.release(*office.desk, plan, office.target()).release
    assert release is not None
    withdrawing.withdraw(*office.desk, subject=ida)
    dialog = withdraw.open(noah)
    withdraw.click(dialog.record)
    withdraw.click(dialog.panel.cards[release].down)
    assert dialog.banner.text == "Everything is marked as taken down."
    with office.register.read() as reader:
        (found,) = reader.releases(to_take_down=True)
        assert (found.taken_down_at, found.out_showing((ida,))) == (None, (1,))


def test_an_export_that_another_seat_marked_is_said_to_be(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    release = _released(office, noah)
    dialog = withdraw.open(noah)
    withdraw.click(dialog.record)
    taking_down.take_down(*office.desk, release)
    withdraw.click(dialog.panel.cards[release].down)
    assert "marked as taken down already" in dialog.banner.text
    assert not dialog.panel.cards[release].down.isEnabled()
    assert dialog.panel.open_count == 0


def test_the_message_to_the_web_editor_names_files_and_nobody(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    ida = office.family("Ida Holm")
    office.permit(ida)
    both, alone = office.portrait(noah, ida), office.portrait(ida)
    out = exporting.release(*office.desk, office.plan(both, alone), office.target(), link=POST)
    dialog = withdraw.open(noah)
    withdraw.click(dialog.record)
    withdraw.click(dialog.panel.copy)
    text = QGuiApplication.clipboard().text()
    mine = {r.path: r.output.name for r in out.released}
    assert mine[both] in text
    assert mine[alone] not in text
    assert POST in text
    assert "Noah" not in text
    assert "Lund" not in text


def test_the_message_leaves_out_what_is_gone_and_tells_two_exports_apart(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    """Both hold files of the same name: each folder begins with number 001."""
    first, second, third = (_released(office, noah) for _time in range(3))
    dialog = withdraw.open(noah)
    withdraw.click(dialog.record)
    withdraw.click(dialog.panel.cards[first].down)
    taking_down.take_down(*office.desk, second)
    withdraw.click(dialog.panel.copy)
    text = QGuiApplication.clipboard().text()
    assert text.count("sommerfest-2026-001.jpg") == 1
    with office.register.read() as reader:
        (left,) = reader.releases(id=third)
        when = format_datetime(left.at, ZoneInfo(reader.policy.timezone))
    assert f"Website, export no. {third} of {when}:" in text
    assert f"no. {first} " not in text
    assert f"no. {second} " not in text
    withdraw.click(dialog.panel.cards[third].down)
    QGuiApplication.clipboard().clear()
    withdraw.click(dialog.panel.copy)
    assert QGuiApplication.clipboard().text() == ""
    assert dialog.banner.text == "Everything is marked as taken down."


def test_what_is_out_there_and_may_stay_is_not_said_to_be_nothing(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    """R7: a withdrawal for one purpose leaves what went out for another."""
    office.permit(noah)
    exporting.release(*office.desk, office.plan(office.portrait(noah)), office.target())
    with office.register.read() as reader:
        assert withdrawing.still_out(reader, noah) == StillOut(due=0, rest=1)
    said = still_out_sentence("Noah Lund", 0, 1)
    withdrawing.withdraw(*office.desk, subject=noah, purposes=[SOCIAL])
    out = read_out(withdraw.context, noah, ())
    banner = Banner()
    panel = TakeDownPanel(withdraw.context, banner)
    withdraw.show(panel)
    panel.show_out(out)
    assert [label.text() for label in panel.none.findChildren(QLabel) if label.text()] == [said]
    assert said.startswith("Nothing has to be taken down for this. 1 picture of Noah Lund is still")
    withdrawing.withdraw(*office.desk, subject=noah)
    with office.register.read() as reader:
        assert withdrawing.still_out(reader, noah) == StillOut(due=1, rest=0)
    assert "for another reason" in still_out_sentence("Noah Lund", 1, 0)
    panel.close()


def test_where_nothing_is_out_there_it_says_so(withdraw: WithdrawDriver, noah: SubjectId) -> None:
    dialog = withdraw.open(noah)
    withdraw.click(dialog.record)
    assert dialog.panel.none.isVisible()
    assert "No picture of Noah Lund is out there." in withdraw.words()
    assert dialog.leave.hasFocus()


def test_it_never_says_that_earlier_use_was_unlawful(
    withdraw: WithdrawDriver, noah: SubjectId
) -> None:
    withdraw.open(noah)
    assert "What was used lawfully before stays lawful" in withdraw.words()


def test_somebody_may_not_want_to_be_shown_at_all(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    """R19."""
    release = _released(office, noah)
    dialog = withdraw.open(noah)
    withdraw.click(withdraw.chip("Not to be shown at all"))
    assert dialog.windowTitle() == "Not to be shown – Noah Lund"
    withdraw.click(dialog.record)
    assert isinstance(_last(office), Objected)
    assert list(dialog.panel.cards) == [release]
    assert _states(office, noah) == {PermissionState.JOURNALED}


def test_from_the_menu_it_begins_with_the_objection(
    withdraw: WithdrawDriver, noah: SubjectId
) -> None:
    dialog = open_withdraw_dialog(withdraw.context, withdraw.desk, noah, objection=True)
    withdraw.settle()
    assert dialog.windowTitle() == "Not to be shown – Noah Lund"


def test_an_objection_is_lifted_in_the_same_place(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId
) -> None:
    withdrawing.object_to(*office.desk, subject=noah)
    dialog = withdraw.open(noah)
    withdraw.click(withdraw.chip("May be shown again"))
    assert dialog.record.text().replace("&", "") == "Record"
    assert not dialog.by.isVisible()
    withdraw.click(dialog.record)
    with office.register.read() as reader:
        assert reader.ledger(limit=1)[0].kind is ActKind.OBJECTION_LIFTED


def test_every_view_is_told(withdraw: WithdrawDriver, noah: SubjectId) -> None:
    told: list[bool] = []
    withdraw.context.register_changed.connect(lambda: told.append(True))
    withdraw.click(withdraw.open(noah).record)
    assert told


def test_in_danish_it_says_what_a_dane_would(withdraw: WithdrawDriver, noah: SubjectId) -> None:
    speak("da")
    dialog = withdraw.open(noah)
    assert dialog.windowTitle() == "Træk tilladelse tilbage – Noah Lund"
    assert dialog.record.text().replace("&", "") == "Registrér og find alt"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["asking", "found", "none"])
def test_it_fits_a_small_screen_and_no_letter_means_two_things(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId, state: str, language: str
) -> None:
    speak(language)
    _put(withdraw, office, noah, state)
    assert letters_used_twice(withdraw.dialog) == set()
    assert too_large(withdraw.dialog) == ""


@pytest.mark.parametrize("state", ["asking", "found", "none"])
def test_everything_the_keyboard_reaches_has_a_name_of_its_own(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId, state: str
) -> None:
    _put(withdraw, office, noah, state)
    names = [name_of(widget) for widget in reachable(withdraw.dialog)]
    assert all(names), names
    assert len(set(names)) == len(names), names


@pytest.mark.parametrize("state", ["asking", "found"])
def test_tab_goes_round_and_is_never_caught(
    withdraw: WithdrawDriver, office: Office, noah: SubjectId, state: str
) -> None:
    _put(withdraw, office, noah, state)
    grouped = {
        b for b in withdraw.dialog.findChildren(QAbstractButton) if b.group() and not b.isChecked()
    }
    wanted = set(reachable(withdraw.dialog)) - grouped
    seen: set[QWidget | None] = set()
    for _step in range(len(wanted) + 4):
        QTest.keyClick(QApplication.focusWidget() or withdraw.dialog, Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert wanted <= seen, {name_of(w) for w in wanted - seen}


def _put(withdraw: WithdrawDriver, office: Office, noah: SubjectId, state: str) -> None:
    if state == "found":
        _released(office, noah)
        _released(office, noah, link=POST)
    dialog = withdraw.open(noah)
    if state != "asking":
        withdraw.click(dialog.record)
