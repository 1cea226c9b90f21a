"""A card named burst by burst: chosen together, gone through with Enter, one taken out."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from consentdesk.domain.acts import Assessed, Attested
from consentdesk.domain.photos import Destination, PhotoId, PhotoKind
from consentdesk.services import photographs
from consentdesk.storage.values import PhotoFilter
from consentdesk.ui.burst_bar import BurstBar
from consentdesk.ui.photo_panel import open_photo_panel
from tests.services.office import CLERK, FACEBOOK, WEBSITE, Office, picture
from tests.ui.panel_driver import PanelDriver

TAKEN = (0, 4, 9, 60, 63, 200)
"""Seconds: three in one go, two, one."""


def taken(office: Office, number: int, seconds: int) -> Path:
    """A picture whose camera says when it was taken."""
    image = Image.open(BytesIO(picture(900 + number)))
    said = image.getexif()
    clock = f"2026:06:12 10:{seconds // 60:02}:{seconds % 60:02}"
    said.get_ifd(0x8769)[0x9003] = clock
    path = office.folder / f"IMG_{number:04}.JPG"
    image.save(path, exif=said)
    return path


@pytest.fixture
def card(panel: PanelDriver, office: Office) -> list[PhotoId]:
    """Six photos of three bursts, opened in the order of their names backwards."""
    office.family("Ida Dal")
    office.family("Noah Lund")
    paths = [taken(office, number, at) for number, at in enumerate(TAKEN)]
    photographs.add_photos(*office.desk, paths, attest=False, album="Trip")
    photos = [office.photo(path) for path in paths]
    panel.panel = open_photo_panel(panel.context, panel.desk, photos[::-1], in_bursts=True)
    panel.qtbot.waitExposed(panel.panel)
    panel.panel.activateWindow()
    panel.wait(panel.panel.isActiveWindow)
    panel.settle()
    return photos


def attested(office: Office, photos: list[PhotoId]) -> list[bool]:
    with office.register.read() as reader:
        known = reader.photos(photos)
        unsaid = set(reader.find_photos(PhotoFilter(unattested=True)))
    return [photo in known and photo not in unsaid for photo in photos]


def test_a_burst_is_named_and_vouched_for_together_and_the_next_is_chosen(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    strip = panel.panel.strip
    assert strip.chosen == tuple(card[:3])
    panel.name("ida")
    panel.key(Qt.Key.Key_Return)
    panel.settle()
    assert attested(office, card) == [True] * 3 + [False] * 3
    assert strip.chosen == tuple(card[3:5])
    panel.key(Qt.Key.Key_Period)
    panel.key(Qt.Key.Key_Return)
    panel.settle()
    assert strip.chosen == (card[5],)
    panel.key(Qt.Key.Key_0)
    panel.key(Qt.Key.Key_Return)
    panel.settle()
    with office.register.read() as reader:
        shown = reader.depicted(card)
    assert [len(shown[photo]) for photo in card] == [1, 1, 1, 1, 1, 0]
    assert panel.panel.banner.text.startswith("6 of 6")


def test_a_card_that_begins_with_a_photo_by_itself_is_shown_at_once(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Ida Dal")
    paths = [taken(office, number, at) for number, at in enumerate((0, 60))]
    photographs.add_photos(*office.desk, paths, attest=False)
    photos = [office.photo(path) for path in paths]
    panel.panel = open_photo_panel(panel.context, panel.desk, photos, in_bursts=True)
    panel.qtbot.waitExposed(panel.panel)
    panel.panel.activateWindow()
    panel.wait(panel.panel.isActiveWindow)
    panel.settle()
    panel.name("ida")
    panel.key(Qt.Key.Key_Return)
    panel.settle()
    assert attested(office, photos) == [True, False]
    assert panel.panel.strip.chosen == (photos[1],)


@pytest.mark.usefixtures("card")
def test_whoever_is_on_some_of_a_burst_is_named_on_the_rest_by_name_and_by_figure(
    panel: PanelDriver,
) -> None:
    """And not offered as somebody new to be enrolled once more."""
    for by_figure in (False, True):
        panel.control(panel.panel.people.field, Qt.Key.Key_Space)
        panel.name("ida")
        panel.control(panel.panel.people.field, Qt.Key.Key_Space)
        panel.settle()
        assert panel.chips() == ["Ida Dal · 1 of 3"]
        if by_figure:
            panel.key(Qt.Key.Key_1)
        else:
            panel.name("ida")
        panel.settle()
        assert panel.chips() == ["Ida Dal"]
        panel.key(Qt.Key.Key_Backspace)
        panel.key(Qt.Key.Key_Minus)
        panel.key(Qt.Key.Key_PageUp)
        panel.settle()


def test_nobody_vouches_for_photos_that_are_not_in_sight_yet(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    """A second Enter, or one held down, says nothing of the burst that comes next."""
    field = panel.panel.people.field
    panel.name("ida")
    panel.key(Qt.Key.Key_Period)
    panel.control(field, Qt.Key.Key_T)
    panel.control(field, Qt.Key.Key_T)
    for _ in range(4):
        QTest.keyClick(field, Qt.Key.Key_Return)
        QTest.keyClick(field, Qt.Key.Key_0)
    panel.settle()
    assert attested(office, card) == [True] * 3 + [False] * 3
    held = QKeyEvent(
        QKeyEvent.Type.KeyPress,
        int(Qt.Key.Key_Return),
        Qt.KeyboardModifier.NoModifier,
        "\r",
        autorep=True,
    )
    panel.name("noah")
    QApplication.sendEvent(field, held)
    panel.settle()
    assert attested(office, card) == [True] * 3 + [False] * 3


def test_a_key_held_down_vouches_for_one_burst_only(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    """Also where the bursts that follow have names already, and also for the other key."""
    ida = office.child("Ida Holm")
    photographs.name_all(*office.desk, {photo: {ida: None} for photo in card})
    panel.context.tell_written()
    panel.settle()
    shortcuts = {s.key().toString(): s for s in panel.panel.findChildren(QShortcut)}
    assert not shortcuts["Ctrl+Return"].autoRepeat()
    assert shortcuts["PgDown"].autoRepeat()
    panel.control(panel.panel.people.field, Qt.Key.Key_Return)
    assert attested(office, card) == [True] * 3 + [False] * 3


def test_a_double_click_vouches_for_one_burst_only(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    ida = office.child("Ida Holm")
    photographs.name_all(*office.desk, {photo: {ida: None} for photo in card})
    panel.context.tell_written()
    panel.settle()
    button = panel.panel.claim.attest
    panel.click(button)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    at = QPointF(button.rect().center())
    for kind, held in (
        (QMouseEvent.Type.MouseButtonDblClick, left),
        (QMouseEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
    ):
        event = QMouseEvent(kind, at, button.mapToGlobal(at), left, held, none)
        QApplication.sendEvent(button, event)
    panel.settle()
    assert attested(office, card) == [True] * 3 + [False] * 3


def test_enter_right_after_a_click_on_another_photo_says_nothing_of_those_before(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.name("ida")
    strip = panel.panel.strip
    at = strip.visualRect(strip.model().index(4, 0)).center()
    none = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, none, at)
    QTest.keyClick(panel.panel.people.field, Qt.Key.Key_Return)
    panel.settle()
    assert strip.chosen == (card[4],)
    assert attested(office, card) == [False] * 6


def test_one_photo_taken_out_is_named_by_itself_and_the_rest_follows(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    strip = panel.panel.strip
    panel.control(panel.panel.people.field, Qt.Key.Key_Space)
    assert strip.chosen == (card[0],)
    panel.name("noah")
    panel.key(Qt.Key.Key_Return)
    panel.settle()
    assert strip.chosen == tuple(card[1:3])
    assert attested(office, card) == [True] + [False] * 5


def test_a_burst_is_left_and_come_back_to(panel: PanelDriver, card: list[PhotoId]) -> None:
    strip = panel.panel.strip
    panel.key(Qt.Key.Key_Minus)
    panel.settle()
    assert strip.chosen == tuple(card[3:5])
    panel.key(Qt.Key.Key_PageUp)
    panel.settle()
    assert strip.chosen == tuple(card[:3])


def test_a_judgement_that_is_begun_is_not_lost_when_the_burst_is_vouched_for(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    opened = panel.panel
    panel.control(opened.people.field, Qt.Key.Key_T)
    panel.type(opened.assessment.reason, "A happy game")
    opened.people.field.setFocus()
    panel.name("ida")
    panel.key(Qt.Key.Key_Return)
    panel.settle()
    assert attested(office, card)[:3] == [True] * 3
    assert opened.strip.chosen == tuple(card[:3])
    assert opened.assessment.reason.text() == "A happy game"
    assert "not saved yet" in opened.banner.text


def bar(panel: PanelDriver) -> BurstBar:
    return panel.panel.bursts.bar


def shown(office: Office, photos: list[PhotoId]) -> list[int]:
    """How many are named on each."""
    with office.register.read() as reader:
        found = reader.depicted(photos)
    return [len(found[photo]) for photo in photos]


def test_another_pause_forms_the_bursts_anew_and_what_is_looked_at_stays(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    strip = panel.panel.strip
    panel.press(panel.panel, Qt.Key.Key_PageDown)
    panel.control(panel.panel.people.field, Qt.Key.Key_Space)
    panel.press(panel.panel, Qt.Key.Key_PageDown)
    panel.press(panel.panel, Qt.Key.Key_PageUp)
    assert strip.current == card[3]
    for _less in range(7):
        panel.press(bar(panel).gap, Qt.Key.Key_Down)
    assert bar(panel).gap.value() == 3
    assert strip.bursts == ((card[0],), (card[1],), (card[2],), tuple(card[3:5]), (card[5],))
    assert (strip.current, strip.chosen) == (card[3], tuple(card[3:5]))
    with office.register.read() as reader:
        assert reader.event("Trip").gap == timedelta(seconds=3)


def test_the_pause_is_remembered_for_the_event(panel: PanelDriver, card: list[PhotoId]) -> None:
    bar(panel).gap.setValue(60)
    panel.settle()
    assert panel.panel.strip.chosen == tuple(card[:5])
    panel.panel.reject()
    panel.panel = open_photo_panel(panel.context, panel.desk, card, in_bursts=True)
    panel.settle()
    assert bar(panel).gap.value() == 60
    assert panel.panel.strip.bursts == (tuple(card[:5]), (card[5],))


def test_a_photo_by_itself_stays_so_while_the_bursts_are_formed_anew(
    panel: PanelDriver, card: list[PhotoId]
) -> None:
    panel.click(bar(panel).alone)
    assert panel.panel.strip.chosen == (card[0],)
    assert bar(panel).alone.isChecked()
    bar(panel).gap.setValue(60)
    panel.settle()
    assert panel.panel.strip.chosen == (card[0],)
    panel.click(bar(panel).alone)
    assert panel.panel.strip.chosen == tuple(card[:5])


def test_more_photos_of_the_card_join_in_and_what_is_looked_at_stays(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.press(panel.panel, Qt.Key.Key_PageDown)
    later = taken(office, 50, 66)
    photographs.add_photos(*office.desk, [later], attest=False, album="Trip")
    panel.panel.take_in([office.photo(later)])
    panel.settle()
    strip = panel.panel.strip
    assert (strip.chosen, strip.current) == (tuple(card[3:5]), card[3])
    assert strip.bursts[1] == (*card[3:5], office.photo(later))
    panel.name("ida")
    panel.key(Qt.Key.Key_Return)
    assert strip.chosen == (office.photo(later),)
    assert attested(office, card)[3:5] == [True] * 2


def test_a_judgement_that_is_begun_stays_while_more_photos_come(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.control(panel.panel.people.field, Qt.Key.Key_T)
    panel.type(panel.panel.assessment.reason, "A happy game")
    later = taken(office, 50, 12)
    photographs.add_photos(*office.desk, [later], attest=False, album="Trip")
    panel.panel.take_in([office.photo(later)])
    panel.settle()
    assert panel.panel.strip.bursts[0] == (*card[:3], office.photo(later))
    assert panel.panel.assessment.reason.text() == "A happy game"


def test_everything_said_of_a_burst_is_one_step_that_leads_back_there(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    undo = panel.context.undo
    panel.name("ida", "noah")
    assert undo.undoText() == "naming of Noah Lund"
    panel.key(Qt.Key.Key_Return)
    assert undo.undoText() == "burst 1: Ida Dal, Noah Lund"
    panel.name("ida")
    panel.key(Qt.Key.Key_Return)
    assert undo.undoText() == "burst 2: Ida Dal"
    assert undo.count() == 2
    panel.control(panel.panel.people.field, Qt.Key.Key_Z)
    assert shown(office, card) == [2, 2, 2, 0, 0, 0]
    assert panel.panel.strip.chosen == tuple(card[3:5])
    panel.control(panel.panel.people.field, Qt.Key.Key_Z)
    assert shown(office, card) == [0] * 6
    assert panel.panel.strip.chosen == tuple(card[:3])
    assert attested(office, card) == [False] * 6
    assert not undo.canUndo()
    for _again in range(2):
        panel.control(panel.panel.people.field, Qt.Key.Key_Y)
    assert shown(office, card) == [2, 2, 2, 1, 1, 0]


def test_a_burst_left_without_a_statement_is_one_step_too(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.name("ida", "noah")
    panel.press(panel.panel, Qt.Key.Key_PageDown)
    assert panel.context.undo.undoText() == "burst 1: Ida Dal, Noah Lund"
    assert attested(office, card) == [False] * 6


def test_what_is_typed_while_the_statement_is_written_is_meant_for_the_next_burst(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.name("ida")
    (ida,) = panel.panel.people.chips.people
    panel.panel.claim.claim()
    panel.panel.people.met.emit(ida)
    panel.panel.people.key_pressed.emit("?")
    panel.settle()
    # Names may be typed ahead; that they are all is said of what is in sight.
    assert attested(office, card) == [True] * 3 + [False] * 3
    panel.key(Qt.Key.Key_Return)
    assert attested(office, card) == [True] * 5 + [False]
    assert shown(office, card) == [1, 1, 1, 1, 1, 0]
    with office.register.read() as reader:
        acts = reader.acts_on(card)
    said = [a.body.visible for p in card for a in acts[p] if isinstance(a.body, Attested)]
    assert said == [1, 1, 1, 2, 2]


def test_a_refused_statement_drops_what_was_typed_after_it(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.panel.claim.claim()
    panel.panel.people.key_pressed.emit("?")
    panel.settle()
    assert panel.panel.banner.text.startswith("Nobody is named on")
    assert panel.panel.strip.chosen == tuple(card[:3])
    assert panel.panel.people.chips.unknown is None
    panel.name("ida")
    assert shown(office, card)[:3] == [1, 1, 1]


def test_in_the_end_it_says_what_is_left_and_leads_there(
    panel: PanelDriver, card: list[PhotoId]
) -> None:
    strip = panel.panel.strip
    panel.key(Qt.Key.Key_Minus)
    assert strip.states[card[0]] == "later"
    panel.name("ida")
    panel.key(Qt.Key.Key_Return)
    assert [strip.states[p] for p in card[3:]] == ["named", "named", "lacking"]
    assert bar(panel).left.text() == "4 lack names"
    panel.key(Qt.Key.Key_Question)
    panel.key(Qt.Key.Key_Return)
    assert panel.panel.banner.text == (
        "3 of 6 are finished. 3 still lack names, so they are not let out. "
        "On 1 somebody is unknown."
    )
    panel.click(panel.button("Show them"))
    assert strip.chosen == tuple(card[:3])
    panel.name("noah")
    panel.key(Qt.Key.Key_Return)
    assert panel.panel.banner.text == "6 of 6 are finished. On 1 somebody is unknown."
    assert bar(panel).left.text() == "All are named"


def test_a_situation_nobody_has_judged_is_not_told_as_named(
    panel: PanelDriver, card: list[PhotoId]
) -> None:
    assert panel.panel.strip.chosen == tuple(card[:3])
    panel.click(panel.panel.kind.radios[PhotoKind.SITUATION])
    panel.settle()
    panel.press(panel.panel, Qt.Key.Key_PageDown)
    panel.name("ida")
    panel.key(Qt.Key.Key_Return)
    panel.name("noah")
    panel.key(Qt.Key.Key_Return)
    assert panel.panel.banner.text == (
        "3 of 6 are finished. 3 are situation photos that nobody has assessed."
    )


def test_the_next_is_one_that_lacks_names(panel: PanelDriver, card: list[PhotoId]) -> None:
    strip = panel.panel.strip
    panel.press(panel.panel, Qt.Key.Key_PageDown)
    panel.name("ida")
    panel.key(Qt.Key.Key_Return)
    assert strip.chosen == (card[5],)
    panel.control(panel.panel.people.field, Qt.Key.Key_J)
    assert strip.chosen == tuple(card[:3])
    panel.name("ida")
    panel.key(Qt.Key.Key_Return)
    assert strip.chosen == (card[5],)


def test_the_whole_loop_goes_by_mouse_alone(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.name("ida", "noah")
    panel.key(Qt.Key.Key_Return)
    opened = panel.panel
    panel.click(panel.button("1  Ida Dal"))
    panel.click(opened.claim.attest)
    panel.click(opened.people.again)
    panel.click(opened.people.unknown)
    panel.click(opened.claim.attest)
    assert shown(office, card) == [2, 2, 2, 1, 1, 1]
    assert attested(office, card) == [True] * 6
    panel.click(opened.previous)
    panel.click(opened.previous)
    assert opened.strip.chosen == tuple(card[:3])
    panel.click(bar(panel).alone)
    assert opened.strip.chosen == (card[0],)
    assert opened.people.field.hasFocus()


@pytest.mark.usefixtures("card")
def test_it_is_seen_whose_name_goes_into_the_journal(panel: PanelDriver) -> None:
    author = panel.panel.claim.author
    assert author.isVisible()
    assert author.text() == f"It goes into the journal under the name {CLERK}."
    panel.context.change_clerk("Bo Krag")
    assert "Bo Krag" in author.text()


def assessments(office: Office, photos: list[PhotoId]) -> list[tuple[PhotoId, Destination]]:
    with office.register.read() as reader:
        acts = reader.acts_on(photos)
    bodies = [(photo, act.body) for photo in photos for act in acts[photo]]
    return [(photo, body.destination) for photo, body in bodies if isinstance(body, Assessed)]


def test_a_burst_is_judged_once_for_several_places_and_the_next_one_only_when_it_is_saved(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    """R18: each photo and destination has its own act, and nothing is judged unread."""
    opened = panel.panel
    panel.control(opened.people.field, Qt.Key.Key_T)
    assert opened.people.field.hasFocus()
    assert not opened.assessment.again.isVisible()
    panel.judge(WEBSITE, FACEBOOK, reason="A game in the yard")
    both = [WEBSITE, FACEBOOK]
    assert sorted(assessments(office, card)) == sorted((p, d) for p in card[:3] for d in both)
    panel.press(opened, Qt.Key.Key_PageDown)
    panel.control(opened.people.field, Qt.Key.Key_T)
    again = opened.assessment.again
    assert "A game in the yard" in again.text()
    assert opened.assessment.reason.text() == ""
    before = len(assessments(office, card))
    panel.click(again)
    assert opened.assessment.reason.text() == "A game in the yard"
    assert set(opened.assessment.judged.destinations) == set(both)
    assert len(assessments(office, card)) == before, "filled in, not recorded"
    panel.click(opened.assessment.save)
    assert len(assessments(office, card)) == before + 4
    assert opened.assessment.reason.text() == ""
