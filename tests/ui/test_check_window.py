"""The check window: files in, verdicts out, and the shortest way on, by keyboard and by mouse."""

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QSize, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from consentdesk.domain.photos import Match, PhotoKind, Region
from consentdesk.domain.verdict import Outcome
from consentdesk.services import intake, photographs
from consentdesk.storage.values import PhotoFilter
from consentdesk.ui import doors
from consentdesk.ui.check_opening import open_check_window
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.export_dialog import ExportDialog
from consentdesk.ui.finding_rows import Heap
from consentdesk.ui.glyphs import Shape
from consentdesk.ui.intake_dialog import IntakeDialog
from consentdesk.ui.photo_panel import PhotoPanel
from consentdesk.ui.print_dialog import PrintDialog
from consentdesk.ui.verdict_badge import VerdictBadge
from tests.services.office import FACEBOOK, ON_THE_WEB, WEBSITE, Office
from tests.ui.check_driver import CheckDriver
from tests.ui.driving import name_of, reachable, spoken
from tests.ui.test_naming_files import write_names

Key = Qt.Key


def _copied(*paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    QApplication.clipboard().setMimeData(data)


def test_it_begins_by_saying_what_to_do(check: CheckDriver) -> None:
    assert check.window.empty.isVisible()
    assert check.window.empty.button.text() == "Choose files… (Ctrl+O)"
    assert not check.window.export.isVisible()


def test_files_are_chosen_with_a_key_and_the_folder_is_remembered(
    check: CheckDriver, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.draw()
    asked: list[str] = []

    def choose(_parent: QWidget, _title: str, folder: str, kinds: str) -> tuple[list[str], str]:
        asked.append(folder)
        assert "*.heic" in kinds
        return ([str(path)] if len(asked) == 1 else []), ""

    # The system's own dialog, which nobody answers in a test.
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getOpenFileNames", choose)
    check.control(check.window, Key.Key_O)
    check.answered()
    assert check.window.one.row is not None
    assert check.window.one.row.finding.path == path
    check.control(check.window, Key.Key_O)
    assert asked == ["", str(path.parent)]
    assert check.window.one.row.finding.path == path


def test_a_dropped_photo_gets_one_row_for_each_destination(
    check: CheckDriver, office: Office
) -> None:
    noah = office.family()
    office.file(office.answer(noah, {ON_THE_WEB: True}))
    check.check(office.portrait(noah))
    assert check.sentence == "May be shown on the website, but not at 6 destinations."
    assert check.verdicts() == ["May be shown", *["May not be shown"] * 6]
    assert check.window.one.mark.isVisible()


def test_one_reason_for_several_places_is_one_sentence(check: CheckDriver, office: Office) -> None:
    """As on the command line; the places are joined, and the way on is there once."""
    noah = office.family()
    office.file(office.answer(noah, {ON_THE_WEB: True}))
    check.check(office.portrait(noah))
    (said,) = [line for line in check.words().splitlines() if "the answer was no" in line]
    assert said.startswith("Noah Lund has no permission for Facebook, Instagram, ")
    assert " and " in said
    assert check.offers().count("Print a form for Noah Lund…") == 1


def test_a_clear_photo_asks_for_nothing(check: CheckDriver, office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    check.check(office.portrait(noah))
    assert check.sentence == "May be shown everywhere."
    assert check.offers() == ["Names and kind…"]


def test_what_speaks_against_every_place_is_said_once(check: CheckDriver, office: Office) -> None:
    check.check(office.portrait())
    said = "Nobody has confirmed that everyone recognisable is named."
    assert check.words().count(said) == 1
    assert len(check.verdicts()) == 7


def test_pasting_a_file_is_like_dropping_it(check: CheckDriver, office: Office) -> None:
    _copied(office.draw())
    check.control(check.window, Key.Key_V)
    check.answered()
    assert check.is_one


def test_pasting_nothing_says_so(check: CheckDriver) -> None:
    QApplication.clipboard().setText("a text")
    check.control(check.window, Key.Key_V)
    assert check.window.banner.text.startswith("There is no picture on the clipboard.")


def test_a_pasted_picture_is_known_by_its_looks_and_never_kept(
    check: CheckDriver, office: Office, home: Path
) -> None:
    """R21: it has no file, so it is near at best; a person may say that it is the same."""
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah, looks=True)
    QApplication.clipboard().setImage(QImage(str(path)))
    check.control(check.window, Key.Key_V)
    check.answered()
    assert check.window.one.row is not None
    assert check.window.one.row.finding.match is Match.NEAR
    assert check.sentence == "Not decided yet."
    assert "Picture from the clipboard" in check.words()
    assert not check.window.export.isVisible()
    kept = list((home / "tmp").glob("consentdesk-*/clipboard.png"))
    assert len(kept) == 1
    check.wait(check.window.one.yes.isEnabled)
    check.press(check.window.one.yes, Key.Key_Return)
    assert set(check.verdicts()) == {"May be shown"}
    check.press(check.window, Key.Key_Escape)
    assert not kept[0].parent.exists()


def test_an_unknown_pasted_picture_can_not_be_registered(
    check: CheckDriver, office: Office
) -> None:
    path = office.draw()
    check.drop_image(QImage(str(path)))
    check.answered()
    assert "A pasted picture has no file" in check.words()
    assert not check.window.one.naming.isVisible()


def test_a_file_that_is_no_picture_says_why_and_hurts_nothing(
    check: CheckDriver, office: Office
) -> None:
    text = office.folder / "letter.jpg"
    text.write_text("Dear parents")
    before = office.acts()
    check.check(text)
    assert check.sentence == "Can't be read"
    assert "This is not a photo file that ConsentDesk knows." in check.words()
    assert check.verdicts() == []
    assert not check.window.export.isVisible()
    assert office.acts() == before


def test_a_folder_without_pictures_says_so(check: CheckDriver, office: Office) -> None:
    folder = office.target("letters")
    (folder / "a.txt").write_text("a")
    check.drop(check.window, [folder])
    assert check.window.banner.text == "There is no picture in what you dropped."


def test_an_unknown_file_is_registered_and_named_by_keyboard_alone(
    check: CheckDriver, office: Office
) -> None:
    """UX B1: a few letters and Enter for each, Enter once more when all are named."""
    ida, noah = office.family("Ida Holm"), office.family("Noah Lund")
    office.permit(ida)
    office.permit(noah)
    path = office.draw()
    check.check(path)
    assert check.sentence == "Not decided yet."
    check.name("id", "no")
    assert check.named() == [ida, noah]
    check.name("")
    assert check.sentence == "May be shown everywhere."
    with office.register.read() as reader:
        photo = reader.photo(office.photo(path))
        shown = reader.depicted([photo.id])[photo.id]
    assert photo.kind is PhotoKind.PORTRAIT
    assert [d.subject for d in shown] == [ida, noah]
    assert check.context.thumbnails.places((photo.id,)) == {photo.id: path}


def test_an_unknown_file_is_named_by_mouse_alone(check: CheckDriver, office: Office) -> None:
    ida = office.family("Ida Holm")
    office.permit(ida)
    office.portrait(ida)
    path = office.draw()
    check.check(path)
    naming = check.window.one.naming
    check.click(check.offer("1  Ida Holm"))
    check.click(naming.done)
    assert check.sentence == "May be shown everywhere."


def test_a_name_too_many_is_taken_back_with_backspace(check: CheckDriver, office: Office) -> None:
    office.family("Ida Holm")
    noah = office.family("Noah Lund")
    check.check(office.draw())
    check.name("no", "id")
    field = check.window.one.naming.field
    check.press(field, Key.Key_Backspace)
    assert check.named() == [noah]


def test_enter_before_the_answer_is_there_takes_it_when_it_comes(
    check: CheckDriver, office: Office
) -> None:
    ida = office.family("Ida Holm")
    office.family("Ibrahim Lund")
    check.check(office.draw())
    field = check.window.one.naming.field
    for key in (Key.Key_I, Key.Key_D, Key.Key_Return):
        QTest.keyClick(field, key)
    check.settle()
    assert check.named() == [ida]


def test_tab_takes_the_answer_and_then_leaves(check: CheckDriver, office: Office) -> None:
    ida = office.family("Ida Holm")
    check.check(office.draw())
    field = check.window.one.naming.field
    check.type(field, "ida")
    check.press(field, Key.Key_Tab)
    assert check.named() == [ida]
    assert field.hasFocus()
    check.press(field, Key.Key_Tab)
    assert not field.hasFocus()


def test_nobody_named_on_a_portrait_is_refused_with_a_sentence(
    check: CheckDriver, office: Office
) -> None:
    check.check(office.draw())
    before = office.acts()
    check.name("")
    assert check.window.banner.text.startswith("Nobody is named on")
    assert office.acts() == before
    assert check.window.one.naming.field.hasFocus()


def test_a_picture_of_nobody_is_said_with_one_key(check: CheckDriver, office: Office) -> None:
    check.check(office.draw())
    field = check.window.one.naming.field
    check.press(field, Key.Key_0)
    check.press(field, Key.Key_Return)
    assert check.sentence == "May be shown everywhere."


def test_a_situation_photo_needs_no_names_but_an_assessment(
    check: CheckDriver, office: Office
) -> None:
    check.check(office.draw())
    check.click(check.offer("Situation photo"))
    check.click(check.window.one.naming.done)
    assert set(check.verdicts()) == {"Needs an assessment"}
    assert check.offers() == ["Assess the situation…", "Names and kind…"]


def test_what_is_missing_leads_to_the_window_that_helps(check: CheckDriver, office: Office) -> None:
    ida, noah = office.family("Ida Holm"), office.family("Noah Lund")
    office.answer(noah)
    portrait, answered = office.portrait(ida), office.portrait(noah)
    for path, offer, window in (
        (portrait, "Print a form for Ida Holm…", PrintDialog),
        (answered, "Journal the answers for Noah Lund…", IntakeDialog),
        (portrait, "Mark the faces to be covered…", PhotoPanel),
        (office.situation(), "Assess the situation…", PhotoPanel),
    ):
        check.check(path)
        check.go(offer)
        opened = check.window.findChild(window)
        assert isinstance(opened, window), offer
        opened.close()
        check.settle()


def test_a_new_file_is_registered_before_more_is_said_about_it(
    check: CheckDriver, office: Office
) -> None:
    path = office.draw()
    check.check(path)
    check.click(check.offer("More…"))
    panel = check.window.findChild(PhotoPanel)
    assert isinstance(panel, PhotoPanel)
    assert panel.strip.photos == (office.photo(path),)
    panel.close()
    check.settle()


def test_the_verdict_follows_what_is_journaled_meanwhile(
    check: CheckDriver, office: Office
) -> None:
    noah = office.family()
    path = office.portrait(noah)
    check.check(path)
    assert check.sentence == "May not be shown anywhere."
    office.permit(noah)
    check.context.tell_written()
    check.wait(lambda: check.sentence == "May be shown everywhere.")
    intake.withdraw(*office.desk, subject=noah)
    check.context.tell_written()
    check.wait(lambda: check.sentence == "May not be shown anywhere.")


def test_many_files_are_counted_and_filtered(check: CheckDriver, office: Office) -> None:
    noah, ida = office.family(), office.family("Ida Holm")
    office.permit(noah)
    clear, held, new = office.portrait(noah), office.portrait(ida), office.draw()
    broken = office.folder / "broken.jpg"
    broken.write_bytes(b"x")
    check.check(office.folder)
    assert check.counts() == {
        Heap.CLEAR: 1,
        Heap.WITHHELD: 1,
        Heap.UNDECIDED: 1,
        Heap.UNREADABLE: 1,
    }
    for text, listed in (
        ("1 may be shown", [clear.name]),
        ("1 may not be shown", [held.name]),
        ("1 undecided", [new.name]),
        ("1 can't be read", [broken.name]),
    ):
        check.click(check.offer(text))
        assert check.listed() == listed
    check.click(check.offer("All (4)"))
    assert len(check.listed()) == 4


def test_the_counts_are_those_of_the_destination_looked_at(
    check: CheckDriver, office: Office
) -> None:
    noah = office.family()
    office.file(office.answer(noah, {ON_THE_WEB: True}))
    paths = [office.portrait(noah), office.portrait(noah)]
    check.check(*paths)
    assert check.counts() == {Heap.MIXED: 2}
    box = check.window.many.destination
    box.setFocus()
    check.press(box, Key.Key_Down)
    assert box.currentText() == "Website"
    assert check.counts() == {Heap.CLEAR: 2}
    check.check(*paths)
    assert check.counts() == {Heap.CLEAR: 2}, "the destination is remembered"


def test_a_row_says_its_verdicts_aloud(check: CheckDriver, office: Office) -> None:
    noah = office.family()
    office.file(office.answer(noah, {ON_THE_WEB: True}))
    path = office.portrait(noah)
    check.check(path, office.draw())
    first = spoken(check.window.many.list)[0]
    assert first.startswith(f"{path.name}, Website: May be shown, Facebook: May not be shown")


def test_enter_opens_a_row_and_escape_leads_back(check: CheckDriver, office: Office) -> None:
    check.check(office.draw(), office.draw())
    assert check.window.many.list.hasFocus()
    check.press(check.window.many.list, Key.Key_Down)
    check.press(check.window.many.list, Key.Key_Return)
    assert check.is_one
    check.press(check.window, Key.Key_Escape)
    assert check.window.view is check.window.many
    assert check.window.many.list.currentIndex().row() == 1


def test_what_is_listed_goes_to_the_export(check: CheckDriver, office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    clear = office.portrait(noah)
    check.check(clear, office.draw())
    check.click(check.offer("1 may be shown"))
    check.click(check.window.export)
    dialog = check.window.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    assert [r.finding.path for r in dialog.plan.clear_model.rows] == [clear]
    dialog.close()
    check.settle()


def test_somebody_marked_is_covered_in_the_export(check: CheckDriver, office: Office) -> None:
    noah, ida = office.family(), office.family("Ida Holm")
    office.permit(noah)
    path = office.portrait(noah, ida)
    office.mark(path, **{f"s{ida}": Region(0.4, 0.2, 0.1, 0.15)})
    check.check(path)
    check.go("Export with Ida Holm covered…")
    dialog = check.window.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    assert [r.finding.path for r in dialog.plan.clear_model.rows] == [path]
    assert [p.name for p in dialog.plan.covered.people] == ["Ida Holm"]
    dialog.close()
    check.settle()


def test_a_list_follows_the_register_too(check: CheckDriver, office: Office) -> None:
    noah = office.family()
    paths = [office.portrait(noah), office.portrait(noah)]
    check.check(*paths)
    assert check.counts() == {Heap.WITHHELD: 2}
    office.permit(noah)
    check.context.tell_written()
    check.wait(lambda: check.counts() == {Heap.CLEAR: 2})


def test_two_hundred_files_come_in_their_order(check: CheckDriver, office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    first = office.portrait(noah)
    data = first.read_bytes()
    for number in range(200):
        (office.folder / f"copy_{number:03}.jpg").write_bytes(data)
    tester = QAbstractItemModelTester(
        check.window.many.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    check.check(office.folder)
    check.wait(lambda: len(check.listed()) == 201)
    assert check.listed() == sorted(check.listed(), key=str.casefold)
    assert check.counts() == {Heap.CLEAR: 201}
    del tester


def test_a_check_that_is_stopped_keeps_what_it_found(check: CheckDriver, office: Office) -> None:
    """Unknown pictures are decoded, so there is time to stop between two of them."""
    data = office.draw().read_bytes()
    for number in range(100):
        (office.folder / f"copy_{number:03}.jpg").write_bytes(data)
    window = check.window
    window.take([office.folder])
    check.wait(lambda: len(check.listed()) > 0)
    check.click(window.many.stop)
    assert not window.many.stop.isVisible()
    assert 0 < len(check.listed()) < 101


def test_a_second_drop_takes_the_place_of_the_first(check: CheckDriver, office: Office) -> None:
    many = office.target("many")
    data = office.draw().read_bytes()
    for number in range(100):
        (many / f"{number}.jpg").write_bytes(data)
    last = office.draw()
    check.window.take([many])
    check.check(last)
    check.wait(lambda: check.is_one)
    assert check.window.one.row is not None
    assert check.window.one.row.finding.path == last
    assert check.listed() == [last.name]


def test_there_is_only_one_and_it_takes_what_it_is_handed(
    check: CheckDriver, office: Office
) -> None:
    path = office.draw()
    assert check.open([path]) is check.window
    check.answered()
    assert check.is_one


def test_it_goes_with_the_window_it_was_opened_from(check: CheckDriver) -> None:
    check.window.close()
    desk, gone = QWidget(), []
    desk.show()
    window = open_check_window(check.context, desk)
    window.destroyed.connect(lambda: gone.append(True))
    desk.deleteLater()
    check.wait(lambda: bool(gone))


def test_it_stays_open_although_nobody_holds_it(check: CheckDriver) -> None:
    check.window.close()
    doors.open_check(check.context, check.desk)
    gc.collect()
    check.settle()
    open_ones = [w for w in QApplication.topLevelWidgets() if isinstance(w, CheckWindow)]
    assert any(window.isVisible() for window in open_ones)


def test_it_is_hidden_while_nobody_is_at_the_desk(check: CheckDriver) -> None:
    check.context.covered.emit(True)
    assert not check.window.isVisible()
    check.context.covered.emit(False)
    assert check.window.isVisible()


def test_size_and_place_are_remembered(check: CheckDriver) -> None:
    check.window.resize(QSize(500, 640))
    check.press(check.window, Key.Key_Escape)
    assert check.open().size() == QSize(500, 640)


def test_a_no_to_some_places_is_not_shown_as_a_no_to_all(
    check: CheckDriver, office: Office
) -> None:
    noah = office.family()
    office.file(office.answer(noah, {ON_THE_WEB: True}))
    path = office.portrait(noah)
    check.check(path)
    row = check.window.one.row
    assert row is not None
    assert row.finding.outcome is Outcome.WITHHELD
    assert row.sign(None).shape is Shape.MIXED
    assert row.sign(None).word == "1 of 7 destinations"
    assert row.places() == ("Website",)
    assert row.sign(WEBSITE).shape is Shape.YES
    assert row.sign(FACEBOOK).shape is Shape.NO


@pytest.mark.parametrize("state", ["empty", "one", "near", "unknown", "many"])
def test_everything_the_keyboard_reaches_has_a_name_of_its_own(
    check: CheckDriver, office: Office, state: str
) -> None:
    noah = office.family()
    known = office.portrait(noah, looks=state == "near")
    match state:
        case "one":
            check.check(known)
        case "near":
            check.check(office.shrunk(known))
        case "unknown":
            check.check(office.draw())
        case "many":
            check.check(known, office.draw())
    names = [name_of(widget) for widget in reachable(check.window)]
    assert all(names), names
    assert len(set(names)) == len(names), names


def test_tab_goes_round_and_is_never_caught(check: CheckDriver, office: Office) -> None:
    office.portrait(office.family())
    check.check(office.draw())
    # Of chips that exclude one another Tab reaches the one that is on; arrows reach the others.
    chips = {
        c for c in check.window.findChildren(QAbstractButton) if c.group() and not c.isChecked()
    }
    wanted = set(reachable(check.window)) - chips
    seen: set[QWidget | None] = set()
    for _step in range(len(wanted) + 3):
        check.press(check.window, Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert wanted <= seen


def test_registered_names_are_kept_when_more_is_said(check: CheckDriver, office: Office) -> None:
    """Whoever is named already stands there; nothing is asked twice."""
    ida, noah = office.family("Ida Holm"), office.family()
    path = office.draw()
    photographs.add_photos(*office.desk, [path], shows=[noah], attest=False)
    check.check(path)
    assert check.named() == [noah]
    check.name("ida", "")
    with office.register.read() as reader:
        photo = office.photo(path)
        assert [d.subject for d in reader.depicted([photo])[photo]] == [ida, noah]


def test_all_places_are_seen_at_once_with_every_way_on_within_reach(
    check: CheckDriver, office: Office
) -> None:
    path = office.portrait(office.family(), office.family("Ida Holm"))
    check.check(path)
    check.window.resize(420, 560)
    check.settle()
    one = check.window.one
    badges = [b for b in one.rows.findChildren(VerdictBadge) if b.isVisible()]
    assert len(badges) == 7
    assert all(b.visibleRegion().boundingRect() == b.rect() for b in badges)
    assert len(check.offers()) > 2
    assert one.more.isVisible()


def test_whom_the_file_names_is_offered_and_enter_asks_before_that_name_is_passed_over(
    check: CheckDriver, office: Office
) -> None:
    """R16: nobody vouches for a picture past a name he was not shown."""
    ida = office.family("Ida Holm")
    office.family("Noah Lund")
    path = office.draw()
    write_names(path, ["Noah Lund", "Ida Holm"])
    check.check(path)
    assert check.offer("Noah Lund").isVisible()
    check.name("id", "")
    assert check.window.banner.text.startswith("The files name Noah Lund too")
    with office.register.read() as reader:
        assert reader.find_photos(PhotoFilter()) == ()
    assert check.named() == [ida]
    check.name("")
    with office.register.read() as reader:
        assert len(reader.find_photos(PhotoFilter())) == 1
