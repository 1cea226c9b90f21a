"""What is typed before the next photos are there is said of those, or of none, and never lost mute.

The keys follow each other here without a pause, as they do where somebody knows the faces.
"""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.services import photographs, trash, withdrawing
from consentdesk.ui.key_answers import typed_ahead_dropped
from consentdesk.ui.undo import push
from tests.services.office import WEBSITE, Office
from tests.ui.panel_driver import PanelDriver
from tests.ui.test_assessing import busy, fill, judged
from tests.ui.test_naming_bursts import attested, taken
from tests.ui.test_naming_files import go_through, shown, slow_file, write_names

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def card(
    panel: PanelDriver, office: Office, *seconds: int, in_bursts: bool = True
) -> list[PhotoId]:
    """Photos taken at these moments, opened to be named."""
    paths = [taken(office, number, at) for number, at in enumerate(seconds)]
    photographs.add_photos(*office.desk, paths, attest=False)
    photos = [office.photo(path) for path in paths]
    if in_bursts:
        go_through(panel, photos)
    else:
        panel.open_photos(*photos)
    return photos


def typed(panel: PanelDriver, *keys: Key) -> None:
    """These keys in the line for names, at once."""
    for key in keys:
        QTest.keyClick(panel.panel.people.field, key)


def clicked(panel: PanelDriver, row: int, held: Qt.KeyboardModifier | None = None) -> None:
    """A photo of the row, at once."""
    strip = panel.panel.strip
    at = strip.visualRect(strip.model().index(row, 0)).center()
    modifier = Qt.KeyboardModifier.NoModifier if held is None else held
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, modifier, at)


def places(photos: Sequence[PhotoId], panel: PanelDriver) -> list[int]:
    """Which of them are chosen, from 0."""
    return [photos.index(photo) for photo in panel.panel.strip.chosen]


def two_named(
    panel: PanelDriver, office: Office, *seconds: int
) -> tuple[list[PhotoId], SubjectId, SubjectId]:
    """Noah confirmed on the first photo, Ida named on the second; the photos and the two."""
    noah, ida = office.family("Noah Lund"), office.family("Ida Dal")
    photos = card(panel, office, *seconds)
    panel.name("noah")
    panel.key(Key.Key_Return)
    panel.name("ida")
    return photos, noah, ida


def test_figures_name_whoever_was_on_the_photo_before_as_well(
    panel: PanelDriver, office: Office
) -> None:
    ida, noah = office.family("Ida Dal"), office.family("Noah Lund")
    photos = card(panel, office, 0, 60, 120)
    panel.name("ida", "noah")
    panel.key(Key.Key_Return)
    typed(panel, Key.Key_1)
    typed(panel, Key.Key_Return, Key.Key_1, Key.Key_2)
    panel.settle()
    assert shown(office, photos)[1:] == [{ida}, {ida, noah}]
    assert attested(office, photos) == [True, True, False]


def test_a_figure_nobody_has_yet_waits_for_the_photo(panel: PanelDriver, office: Office) -> None:
    photos, noah, ida = two_named(panel, office, 0, 60, 120)
    typed(panel, Key.Key_Return, Key.Key_2, Key.Key_1)
    panel.settle()
    assert shown(office, photos)[2] == {noah, ida}


def test_a_first_name_two_have_means_the_same_child_on_the_next_photo(
    panel: PanelDriver, office: Office
) -> None:
    dal, _holm = office.family("Ida Dal"), office.family("Ida Holm")
    photos = card(panel, office, 0, 60)
    panel.name("ida d")
    typed(panel, Key.Key_Return)
    QTest.keyClicks(panel.panel.people.field, "ida")
    typed(panel, Key.Key_Return)
    panel.settle()
    panel.key(Key.Key_Return)
    assert shown(office, photos)[1] <= {dal}


@pytest.mark.parametrize("figure", [False, True])
def test_whoever_has_turned_the_page_is_taken_no_further(
    panel: PanelDriver, office: Office, figure: bool
) -> None:
    noah, _ida = office.family("Noah Lund"), office.family("Ida Dal")
    photos = card(panel, office, 0, 60, 120, 180, in_bursts=False)
    panel.name("noah")
    panel.press(panel.panel, Key.Key_PageDown)
    panel.name("ida")
    typed(panel, Key.Key_Return)
    QTest.keyClick(panel.panel, Key.Key_PageDown)
    if figure:
        typed(panel, Key.Key_1)
    panel.settle()
    assert panel.current() == photos[2]
    assert shown(office, photos)[2:] == [{noah} if figure else set(), set()]


def test_a_name_goes_on_the_burst_somebody_went_back_to(panel: PanelDriver, office: Office) -> None:
    noah, emma = office.family("Noah Lund"), office.family("Emma Bach")
    office.family("Ida Dal")
    photos = card(panel, office, 0, 60, 120, 180)
    for name in ("noah", "emma"):
        panel.name(name)
        panel.key(Key.Key_Return)
    panel.name("ida")
    typed(panel, Key.Key_Return)
    QTest.keyClick(panel.panel, Key.Key_PageUp)
    typed(panel, Key.Key_1)
    panel.settle()
    assert places(photos, panel) == [1]
    assert shown(office, photos)[1] == {emma, noah}


def test_a_name_goes_on_the_one_frame_that_was_clicked(panel: PanelDriver, office: Office) -> None:
    photos, noah, _ida = two_named(panel, office, 0, 60, 120, 122, 124)
    typed(panel, Key.Key_Return)
    clicked(panel, 3)
    typed(panel, Key.Key_1)
    panel.settle()
    assert shown(office, photos)[2:] == [set(), {noah}, set()]


def test_what_waits_for_one_photo_goes_on_no_other_that_is_clicked(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Noah Lund")
    photos = card(panel, office, 0, 60, 120, 180)
    panel.name("noah")
    QTest.keyClick(panel.panel, Key.Key_PageDown)
    typed(panel, Key.Key_1)
    clicked(panel, 3)
    panel.settle()
    assert places(photos, panel) == [3]
    assert shown(office, photos)[1:] == [set()] * 3
    assert panel.panel.people.answer.text() == typed_ahead_dropped()


def test_undo_right_after_a_name_ahead_takes_that_name_back(
    panel: PanelDriver, office: Office
) -> None:
    photos, _noah, ida = two_named(panel, office, 0, 60, 120)
    typed(panel, Key.Key_Return, Key.Key_1)
    QTest.keyClick(panel.panel.people.field, Key.Key_Z, CTRL)
    panel.settle()
    assert shown(office, photos)[1:] == [{ida}, set()]


def test_what_waits_stays_while_the_row_is_put_in_another_order(
    panel: PanelDriver, office: Office
) -> None:
    photos, noah, _ida = two_named(panel, office, 0, 60, 120, 180)
    strip = panel.panel.strip
    first, second, third, fourth = strip.bursts
    with busy(office):
        typed(panel, Key.Key_Return, Key.Key_1)
        strip.show_bursts([first, second, fourth, third], keep=True)
        panel.qtbot.wait(50)
    panel.settle()
    assert shown(office, photos)[2:] == [set(), {noah}]


def test_after_the_last_burst_nothing_comes_that_a_name_could_go_on(
    panel: PanelDriver, office: Office
) -> None:
    photos, _noah, ida = two_named(panel, office, 0, 60)
    typed(panel, Key.Key_Return, Key.Key_1)
    panel.settle()
    assert shown(office, photos)[1] == {ida}
    assert attested(office, photos) == [True, True]


def test_closing_asks_while_something_waits_for_its_photos(
    panel: PanelDriver, office: Office
) -> None:
    photos, noah, _ida = two_named(panel, office, 0, 60, 120)
    typed(panel, Key.Key_Return, Key.Key_1, Key.Key_Escape)
    panel.settle()
    assert panel.panel.isVisible()
    assert shown(office, photos)[2] == {noah}


def test_a_situation_is_judged_once_it_is_read_whom_its_files_name(
    panel: PanelDriver, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All small pictures are there at once, and the file of one is slow to be opened."""
    withdrawing.object_to(*office.desk, subject=office.family("Ida Holm"))
    paths = [taken(office, number, at) for number, at in enumerate((0, 4))]
    write_names(paths[1], ["Ida Holm"])
    photographs.add_photos(*office.desk, paths, kind=PhotoKind.SITUATION, attest=False)
    photos = [office.photo(path) for path in paths]
    go_through(panel, photos)
    panel.panel.reject()
    panel.settle()
    let_go = slow_file(monkeypatch, photos[1])
    go_through(panel, photos, wait=False)
    part = panel.panel.assessment
    panel.wait(lambda: panel.panel.canvas.has_picture and part.isVisible())
    for place, chip in part.places.items():
        chip.setChecked(place == WEBSITE)
    part.yes.setChecked(True)
    part.reason.setText("A happy game")
    QTest.keyClick(part.reason, Key.Key_Return)
    assert "still being read" in panel.panel.banner.text
    let_go.set()
    panel.settle()
    assert [judged(office, path) for path in paths] == [[], []]
    panel.press(part.reason, Key.Key_Return)
    assert "Ida Holm" in panel.panel.banner.text
    assert [judged(office, path) for path in paths] == [[], []]


def test_a_frame_left_out_with_ctrl_is_not_the_one_that_is_named(
    panel: PanelDriver, office: Office
) -> None:
    ida = office.family("Ida Dal")
    photos = card(panel, office, 0, 4, 8, 60)
    clicked(panel, 1, CTRL)
    panel.settle()
    assert places(photos, panel) == [0, 2]
    panel.name("ida")
    assert shown(office, photos) == [{ida}, set(), {ida}, set()]


def test_keys_lead_past_a_burst_of_which_a_frame_is_gone(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Noah Lund")
    photos = card(panel, office, 0, 60, 62, 120)
    panel.name("noah")
    trash.throw_away(*office.desk, photos=[photos[2]])
    panel.context.tell_written()
    panel.settle()
    panel.press(panel.panel, Key.Key_PageDown)
    assert panel.chips() == []
    assert not panel.panel.canvas.has_picture
    assert panel.panel.verdicts.words == ()
    typed(panel, Key.Key_1, Key.Key_Question)
    panel.press(panel.panel, Key.Key_PageDown)
    assert panel.current() == photos[3]
    assert shown(office, photos)[3] == set()


def test_the_way_back_and_other_bursts_pass_over_what_is_gone(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Ida Dal")
    photos = card(panel, office, 0, 4, 60, 120)
    panel.name("ida")
    panel.press(panel.panel, Key.Key_PageDown)
    trash.throw_away(*office.desk, photos=[photos[0]])
    panel.context.tell_written()
    panel.settle()
    panel.panel.bursts.bar.gap.setValue(20)
    panel.settle()
    panel.control(panel.panel, Key.Key_Z)
    assert places(photos, panel) == [1]
    trash.throw_away(*office.desk, photos=photos[1:])
    panel.context.tell_written()
    panel.settle()
    panel.panel.bursts.bar.gap.setValue(30)
    panel.settle()


def test_nothing_is_done_again_that_was_not_taken_back_here(
    panel: PanelDriver, office: Office
) -> None:
    done: list[str] = []
    push(
        panel.context,
        "throwing away of 3 photos",
        back=lambda _clerk, _at: done.append("back"),
        again=lambda _clerk, _at: done.append("again"),
    )
    panel.context.undo.undo()
    panel.settle()
    ida = office.family("Ida Dal")
    photos = card(panel, office, 0, 60)
    panel.control(panel.panel.people.field, Key.Key_Y)
    assert done == ["back"]
    panel.name("ida")
    panel.control(panel.panel.people.field, Key.Key_Z)
    assert shown(office, photos)[0] == set()
    panel.control(panel.panel.people.field, Key.Key_Y)
    assert shown(office, photos)[0] == {ida}


def test_an_assessment_that_was_gone_on_with_is_asked_about_anew(
    panel: PanelDriver, office: Office
) -> None:
    paths = [taken(office, number, at) for number, at in enumerate((0, 60, 120))]
    photographs.add_photos(*office.desk, paths, kind=PhotoKind.SITUATION, attest=False)
    photos = [office.photo(path) for path in paths]
    go_through(panel, photos)
    fill(panel, WEBSITE, "A happy")
    panel.press(panel.panel, Key.Key_PageDown)
    panel.type(panel.panel.assessment.reason, " game in the yard")
    clicked(panel, 2)
    panel.settle()
    assert places(photos, panel) == [0]
    assert panel.panel.assessment.reason.text() == "A happy game in the yard"
