"""Covers and the crop are drawn by mouse or keyboard, kept at once, and can be taken back (R22)."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from consentdesk.domain.covers import Cover, Drawn, Fill, Form, hides, rectangle, unknown
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind, Region
from consentdesk.domain.verdict import Outcome, Verdict
from consentdesk.services import hiding, photographs
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.ui.check_verdict import VerdictView
from consentdesk.ui.context import Context
from consentdesk.ui.cover_canvas import Tool
from consentdesk.ui.cover_window import CoverWindow
from consentdesk.ui.photo_panel import open_photo_panel
from tests.services.office import Office
from tests.ui.cover_driver import CoverDriver

Key = Qt.Key
FACE = Region(0.2, 0.2, 0.1, 0.15)
BEGIN, END = (0.1, 0.1), (0.5, 0.9)


class Photo:
    """Noah, who may be shown, and Ella, who may not and is marked; on a file at hand."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.noah, self.ella = office.family(), office.family("Ella Holm")
        office.permit(self.noah)
        self.id = self.add()

    def add(self) -> PhotoId:
        path = self.office.draw(size=(800, 600))
        added = photographs.add_photos(
            *self.office.desk,
            [path],
            kind=PhotoKind.PORTRAIT,
            shows=(self.noah, self.ella),
            places={self.ella: FACE},
            photographer="Line Holm",
            rights="own",
            different=self.office.every(),
        )
        self.path = path
        return added.photos[0].photo

    def place(self, region: Region | None) -> None:
        photographs.name(
            *self.office.desk,
            photo=self.id,
            shows={self.noah: None, self.ella: region},
            seen=fingerprint(self.path.read_bytes()),
        )


@pytest.fixture
def covers(qtbot: QtBot, context: Context, office: Office) -> Iterator[CoverDriver]:
    driver = CoverDriver(qtbot, context, office)
    yield driver
    if not _is_left(driver):
        driver.window.done(0)
    driver.settle()


def _chips(window: CoverWindow) -> list[str]:
    return [button.text() for button in window.choices.people.buttons]


def _is_left(driver: CoverDriver) -> bool:
    return not isValid(driver.window) or not driver.window.isVisible()


@pytest.fixture
def photo(office: Office) -> Photo:
    return Photo(office)


def _cover(driver: CoverDriver, subject: SubjectId) -> Cover:
    return dict(driver.kept().covers)[subject]


@pytest.mark.parametrize("tool", [Tool.RECTANGLE, Tool.ELLIPSE])
def test_a_shape_drawn_with_the_mouse_is_kept_at_once(
    covers: CoverDriver, photo: Photo, tool: Tool
) -> None:
    window = covers.open(photo.id)
    assert window.choices.people.value == photo.ella, "whoever speaks against it comes first"
    covers.click(window.choices.tools.buttons[tool.value - 1])
    covers.drag(BEGIN, (0.3, 0.3), END)
    drawn = _cover(covers, photo.ella)
    assert drawn.form is tool.form
    assert drawn.box.x == pytest.approx(0.1, abs=0.01)
    assert drawn.box.h == pytest.approx(0.8, abs=0.02)
    assert {v.outcome for v in _foreseen(covers)} == {Outcome.CLEAR}
    assert not window.banner.text


def _foreseen(driver: CoverDriver) -> tuple[Verdict, ...]:
    with driver.office.register.read() as reader:
        today = reader.today(driver.office.at)
        return hiding.foreseen(reader, driver.window.photo, driver.window.drawn, today).verdicts


def test_a_polygon_is_set_corner_by_corner(covers: CoverDriver, photo: Photo) -> None:
    window = covers.open(photo.id)
    covers.click(window.choices.tools.buttons[2])
    for point in (BEGIN, (0.5, 0.1), (0.6, 0.5)):
        covers.tap(point)
    assert covers.kept() == Drawn()
    covers.tap((0.1, 0.9), twice=True)
    drawn = _cover(covers, photo.ella)
    assert drawn.form is Form.POLYGON
    assert len(drawn.points) == 4
    covers.drag((0.6, 0.5), (0.7, 0.6), (0.8, 0.7))
    assert max(x for x, _y in _cover(covers, photo.ella).points) == pytest.approx(0.8, abs=0.01)


def test_an_outline_that_was_begun_is_not_dropped_without_a_word(
    covers: CoverDriver, photo: Photo
) -> None:
    window = covers.open(photo.id)
    covers.click(window.choices.tools.buttons[2])
    covers.tap(BEGIN)
    covers.tap((0.5, 0.1))
    window.reject()
    assert window.isVisible()
    assert "do the same again" in window.banner.text
    covers.keys(Key.Key_Escape)
    assert "dropped" in window.banner.text
    window.reject()
    covers.settle()
    assert _is_left(covers)


def test_sides_that_cross_are_no_outline(covers: CoverDriver, photo: Photo) -> None:
    window = covers.open(photo.id)
    covers.click(window.choices.tools.buttons[2])
    for point in (BEGIN, END, (0.5, 0.1)):
        covers.tap(point)
    covers.tap((0.1, 0.9), twice=True)
    assert "may not cross" in window.banner.text
    assert covers.kept() == Drawn()


def test_what_hides_too_little_stays_on_the_picture_until_it_hides_enough(
    covers: CoverDriver, photo: Photo
) -> None:
    window = covers.open(photo.id)
    covers.drag((0.25, 0.1), (0.4, 0.4), (0.5, 0.6))
    assert "does not hide the whole place" in window.banner.text
    assert covers.kept() == Drawn()
    assert dict(window.drawn.covers)[photo.ella].box.x == pytest.approx(0.25, abs=0.01)
    assert not [c for c in _chips(window) if "covered" in c], "what was refused covers nobody"
    window.reject()
    assert window.isVisible(), "it is not kept yet, and that is said first"
    covers.drag((0.25, 0.1), (0.1, 0.1))
    assert _cover(covers, photo.ella).box.x == pytest.approx(0.1, abs=0.01)
    window.reject()
    covers.settle()
    assert _is_left(covers)


def test_what_was_refused_on_the_way_is_no_news_once_it_hides_enough(
    covers: CoverDriver, photo: Photo
) -> None:
    """Both are drawn before the first is written."""
    window = covers.open(photo.id)
    little, enough = Region(0.25, 0.1, 0.1, 0.4), Region(0.05, 0.05, 0.4, 0.6)
    window.canvas.covered.emit(rectangle(little))
    window.canvas.covered.emit(rectangle(enough))
    covers.settle()
    assert _cover(covers, photo.ella) == rectangle(enough)
    assert window.banner.isHidden()
    assert [c for c in _chips(window) if "covered" in c] == ["Ella Holm · covered"]


def test_everything_goes_by_keyboard(covers: CoverDriver, photo: Photo) -> None:
    window = covers.open(photo.id, subject=photo.noah)
    covers.keys(Key.Key_Return)
    before = _cover(covers, photo.noah)
    covers.keys(Key.Key_Left, Key.Key_Up)
    moved = _cover(covers, photo.noah)
    assert moved.box.x == pytest.approx(before.box.x - 0.02)
    assert moved.box.y == pytest.approx(before.box.y - 0.02)
    covers.keys(Key.Key_Right, Key.Key_Right, shift=True)
    assert _cover(covers, photo.noah).box.w == pytest.approx(before.box.w + 0.04)
    covers.click(window.choices.tools.buttons[2])
    polygon = _cover(covers, photo.noah)
    assert polygon.form is Form.POLYGON
    covers.keys(Key.Key_Space, Key.Key_Left)
    corner = _cover(covers, photo.noah).points
    assert corner[0][0] == pytest.approx(polygon.points[0][0] - 0.02)
    assert corner[1:] == polygon.points[1:]


def test_buttons_do_what_the_hand_can_do(covers: CoverDriver, photo: Photo) -> None:
    window = covers.open(photo.id)
    assert not window.choices.larger.isEnabled()
    covers.click(window.choices.usual)
    usual = _cover(covers, photo.ella)
    assert hides(usual, FACE)
    covers.click(window.choices.larger)
    assert _cover(covers, photo.ella).area > usual.area
    covers.click(window.choices.smaller)
    covers.click(window.choices.fills.buttons[1])
    assert _cover(covers, photo.ella).fill is Fill.MOSAIC
    covers.click(window.choices.tools.buttons[1])
    assert _cover(covers, photo.ella).form is Form.ELLIPSE
    covers.click(window.choices.remove)
    assert covers.kept() == Drawn()
    covers.click(window.choices.tools.buttons[3])
    covers.click(window.choices.begin)
    window.canvas.settle()
    covers.settle()
    crop = covers.kept().crop
    assert crop is not None
    covers.click(window.choices.smaller)
    smaller = covers.kept().crop
    assert smaller is not None and smaller.w < crop.w
    covers.click(window.choices.uncrop)
    assert covers.kept() == Drawn()


def test_each_step_can_be_taken_back_by_its_name(covers: CoverDriver, photo: Photo) -> None:
    window = covers.open(photo.id)
    covers.click(window.choices.usual)
    covers.click(window.choices.larger)
    undo = covers.context.undo
    assert undo.undoText() == "cover of Ella Holm"
    larger = covers.kept()
    undo.undo()
    covers.settle()
    assert covers.kept() != larger
    assert window.drawn == covers.kept()
    undo.undo()
    covers.settle()
    assert covers.kept() == Drawn() == window.drawn
    for _step in range(2):
        undo.redo()
        covers.settle()
    assert covers.kept() == larger == window.drawn


def test_the_copy_beside_it_is_the_copy_as_it_is_made(covers: CoverDriver, photo: Photo) -> None:
    from consentdesk.ui.cover_reading import read_shown

    window = covers.open(photo.id)
    covers.click(window.choices.usual)
    covers.context.thumbnails.prepare()
    shown = read_shown(covers.context, photo.id, window.drawn)
    assert shown.copy is not None
    middle = shown.copy.pixelColor(
        round(0.25 * shown.copy.width()), round(0.3 * shown.copy.height())
    )
    assert (middle.red(), middle.green(), middle.blue()) == pytest.approx((116, 124, 138), abs=3)
    assert shown.copy.width() == 800


def test_another_desk_that_drew_meanwhile_is_not_overwritten(
    covers: CoverDriver, photo: Photo
) -> None:
    window = covers.open(photo.id)
    theirs = Cover(Form.ELLIPSE, ((0.0, 0.0), (0.6, 0.8)))
    seen = fingerprint(photo.path.read_bytes())
    hiding.hide_all(
        *covers.office.desk,
        {photo.id: Drawn(covers=((photo.ella, theirs),))},
        {photo.id: seen},
        before={photo.id: Drawn()},
    )
    covers.click(window.choices.usual)
    assert "Somebody else has changed meanwhile" in window.banner.text
    assert _cover(covers, photo.ella) == theirs
    assert dict(window.drawn.covers) == {photo.ella: theirs}


def test_several_photos_one_after_the_other(covers: CoverDriver, photo: Photo) -> None:
    other = photo.add()
    window = covers.open(photo.id, other)
    covers.click(window.choices.usual)
    covers.press(window, Key.Key_PageDown)
    assert window.photo == other
    assert window.drawn == Drawn()
    covers.click(window.choices.usual)
    assert covers.kept(other).covers
    covers.click(window.previous)
    assert window.drawn == covers.kept(photo.id) != Drawn()


def test_on_another_version_nothing_can_be_drawn(covers: CoverDriver, photo: Photo) -> None:
    photo.path.unlink()
    window = covers.open(photo.id)
    for pressed in (
        window.choices.usual,
        window.choices.begin,
        window.choices.larger,
        window.choices.remove,
    ):
        assert not pressed.isEnabled()
    assert window.locate.isVisible()


def test_the_panel_opens_it_and_says_what_copies_may_do(
    covers: CoverDriver, photo: Photo, context: Context
) -> None:
    panel = open_photo_panel(context, covers.desk, [photo.id])
    covers.settle()
    assert panel.photo.covered.text == ""
    covers.click(panel.photo.cover)
    from consentdesk.ui.cover_window import CoverWindow

    (covers.window,) = panel.findChildren(CoverWindow)
    covers.settle()
    covers.click(covers.window.choices.usual)
    covers.window.reject()
    covers.settle()
    said = "May be shown everywhere when covered or cropped, as drawn."
    assert panel.photo.covered.text == said
    panel.done(0)


def test_a_verdict_leads_to_it(covers: CoverDriver, photo: Photo, context: Context) -> None:
    from consentdesk.ui.check_opening import open_check_window
    from consentdesk.ui.cover_window import CoverWindow

    check = open_check_window(context, covers.desk, [photo.path])
    covers.wait(lambda: check.view is check.one)
    covers.settle()
    (view,) = check.findChildren(VerdictView)
    (wanted,) = [a for a in view.more.menu().actions() if a.text() == "Draw covers for all copies…"]
    wanted.trigger()
    covers.settle()
    (covers.window,) = check.findChildren(CoverWindow)
    covers.settle()
    assert covers.window.choices.people.value == photo.ella
    covers.window.done(0)
    check.close()


def test_who_has_no_name_is_covered_and_somebody_says_that_nobody_is_left(
    covers: CoverDriver, photo: Photo
) -> None:
    """R16, R22: two are unknown, and one cover is not enough."""
    photographs.name(*photo.office.desk, photo=photo.id, shows={photo.noah: None})
    photographs.attest(*photo.office.desk, photo=photo.id, visible=3)
    window = covers.open(photo.id, subject=unknown(1))
    vouching = window.copy.vouching
    assert list(window.choices.people.values) == [photo.noah, unknown(1), unknown(2)]
    assert vouching.said.text().startswith("2 people without a name are not covered yet.")
    covers.drag((0.05, 0.1), (0.4, 0.9))
    assert vouching.said.text().startswith("1 person without a name is not covered yet.")
    assert not vouching.button.isEnabled()
    covers.click(window.choices.people.buttons[2])
    covers.drag((0.6, 0.1), (0.95, 0.9))
    assert {subject for subject, _cover in covers.kept().covers} == {unknown(1), unknown(2)}
    assert not _may_leave(_foreseen(covers))
    covers.click(vouching.button)
    assert vouching.said.text().startswith("It is on record that everyone recognisable")
    assert not vouching.button.isVisible()
    assert _may_leave(_foreseen(covers))
    assert photo.office.plan(photo.path).clear
    covers.click(window.choices.remove)
    assert vouching.said.text().startswith("What was said of the copies holds no longer")
    assert "1 person without a name is not covered yet." in vouching.said.text()
    assert not photo.office.plan(photo.path).clear


def test_two_covers_over_one_unknown_person_are_told_of(covers: CoverDriver, photo: Photo) -> None:
    photographs.name(*photo.office.desk, photo=photo.id, shows={photo.noah: None})
    photographs.attest(*photo.office.desk, photo=photo.id, visible=3)
    window = covers.open(photo.id, subject=unknown(1))
    covers.drag((0.05, 0.1), (0.4, 0.9))
    covers.click(window.choices.people.buttons[2])
    covers.drag((0.1, 0.1), (0.45, 0.9))
    assert "lie over one another" in window.banner.text
    assert {subject for subject, _cover in covers.kept().covers} == {unknown(1)}
    assert not window.copy.vouching.button.isEnabled()


def test_on_a_photo_of_known_people_nothing_is_asked(covers: CoverDriver, photo: Photo) -> None:
    window = covers.open(photo.id)
    assert not window.copy.vouching.isVisible()


def _may_leave(verdicts: tuple[Verdict, ...]) -> bool:
    return any(verdict.outcome is Outcome.CLEAR for verdict in verdicts)
