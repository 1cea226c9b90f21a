"""The photo panel: who, what, where on the picture, and the judgement; by keyboard and by mouse."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QWidget

from consentdesk.domain.acts import ActKind
from consentdesk.domain.photos import PhotoKind, Question, Region
from consentdesk.services import exporting, intake, photographs
from consentdesk.services.pictures.drawing import draw_sample
from consentdesk.ui.correct_dialog import CorrectDialog
from consentdesk.ui.export_page import ExportPage
from consentdesk.ui.photo_panel import PhotoPanel
from consentdesk.ui.window_state import SINGLE_KEYS
from consentdesk.wording import kind_word
from tests.services.office import CLERK, FACEBOOK, WEBSITE, Office
from tests.ui.driving import name_of, reachable
from tests.ui.panel_driver import PanelDriver

Key = Qt.Key
FACE = Region(0.4, 0.2, 0.2, 0.25)


def _new(office: Office, *, kind: PhotoKind | None = None) -> Path:
    """A registered photo about which nothing is said."""
    path = office.draw(size=(640, 480))
    photographs.add_photos(*office.desk, [path], kind=kind, attest=False)
    return path


def _acts(office: Office, path: Path) -> list[ActKind]:
    with office.register.read() as reader:
        return [a.kind for a in reader.acts_on([office.photo(path)])[office.photo(path)]]


def test_it_shows_the_picture_who_is_on_it_and_every_verdict(
    panel: PanelDriver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    opened = panel.open(office.portrait(noah))
    assert opened.canvas.has_picture
    assert panel.chips() == ["Noah Lund"]
    assert opened.verdicts.words[0] == "Website: May be shown"
    assert len(opened.verdicts.words) == 7
    assert opened.verdicts.said == ("All destinations: May be shown",)
    assert opened.claim.state.text() == "Confirmed: 1 person can be recognised."
    assert opened.people.field.hasFocus()


def test_a_photo_is_named_and_vouched_for_by_keyboard_alone(
    panel: PanelDriver, office: Office
) -> None:
    """R15: of which nobody said the kind, it is a portrait."""
    ida, noah = office.family("Ida Holm"), office.family()
    office.permit(ida)
    office.permit(noah)
    path = _new(office)
    panel.open(path)
    panel.name("id", "no", "")
    assert panel.photo(path).kind is PhotoKind.PORTRAIT
    assert set(panel.shown(path)) == {ida, noah}
    assert _acts(office, path)[-1] is ActKind.ATTESTED
    assert set(panel.panel.verdicts.words) >= {"Website: May be shown"}


def test_a_photo_is_named_and_vouched_for_by_mouse_alone(
    panel: PanelDriver, office: Office
) -> None:
    ida = office.family("Ida Holm")
    office.permit(ida)
    office.portrait(ida, album="")
    path = _new(office)
    panel.open(path)
    panel.click(panel.panel.kind.radios[PhotoKind.PORTRAIT])
    panel.click(panel.button("1  Ida Holm"))
    panel.click(panel.panel.claim.attest)
    assert panel.panel.verdicts.words[0] == "Website: May be shown"


def test_names_come_off_again(panel: PanelDriver, office: Office) -> None:
    ida, noah = office.family("Ida Holm"), office.family()
    path = office.portrait(ida, noah)
    opened = panel.open(path)
    panel.key(Key.Key_Backspace)
    assert set(panel.shown(path)) == {ida}
    cross = opened.people.chips.findChildren(QAbstractButton, options=Qt.FindChildOption(1))
    panel.click(next(b for b in cross if name_of(b) == "Remove Ida Holm"))
    assert panel.shown(path) == {}
    assert "Not confirmed yet." in opened.claim.state.text()


def test_names_are_taken_back_step_by_step_and_put_on_again(
    panel: PanelDriver, office: Office
) -> None:
    ida, noah = office.family("Ida Holm"), office.family()
    path = _new(office)
    opened = panel.open(path)
    panel.name("ida", "noah")
    assert panel.context.undo.undoText() == "naming of Noah Lund"
    panel.control(opened.people.field, Key.Key_Z)
    assert set(panel.shown(path)) == {ida}
    assert panel.chips() == ["Ida Holm"]
    panel.control(opened.people.field, Key.Key_Y)
    assert set(panel.shown(path)) == {ida, noah}


def test_what_was_vouched_for_is_not_undone(panel: PanelDriver, office: Office) -> None:
    office.family("Ida Holm")
    path = _new(office, kind=PhotoKind.PORTRAIT)
    opened = panel.open(path)
    panel.name("ida", "")
    assert panel.context.undo.undoText() == "naming of Ida Holm"
    panel.control(opened.people.field, Key.Key_Z)
    assert _acts(office, path).count(ActKind.ATTESTED) == 1
    assert opened.claim.state.text() == "Not confirmed yet."
    panel.control(opened.people.field, Key.Key_Y)
    assert opened.claim.state.text() == "Not confirmed yet."
    panel.name("")
    assert opened.claim.state.text() == "Confirmed: 1 person can be recognised."
    assert _acts(office, path).count(ActKind.ATTESTED) == 2


def test_more_people_than_are_named_keep_the_photo_back(panel: PanelDriver, office: Office) -> None:
    """R16."""
    noah = office.family()
    office.permit(noah)
    path = _new(office, kind=PhotoKind.PORTRAIT)
    opened = panel.open(path)
    panel.name("noah")
    opened.claim.visible.setFocus()
    panel.press(opened.claim.visible, Key.Key_Up)
    panel.click(opened.claim.attest)
    assert opened.verdicts.words[0] == "Website: May not be shown"
    assert opened.claim.state.text() == "Confirmed: 2 people can be recognised."


def test_nobody_named_is_refused_with_a_sentence_and_nothing_written(
    panel: PanelDriver, office: Office
) -> None:
    path = _new(office, kind=PhotoKind.PORTRAIT)
    opened = panel.open(path)
    before = office.acts()
    panel.name("")
    assert opened.banner.text.startswith("Nobody is named on")
    assert office.acts() == before


def test_a_picture_of_nobody_is_said_with_one_key(panel: PanelDriver, office: Office) -> None:
    path = _new(office)
    opened = panel.open(path)
    panel.key(Key.Key_0)
    assert opened.kind.radios[PhotoKind.NOBODY].isChecked()
    panel.name("")
    assert opened.verdicts.words[0] == "Website: May be shown"


def test_nobody_can_not_be_said_of_a_photo_with_names(panel: PanelDriver, office: Office) -> None:
    noah = office.family()
    path = office.portrait(noah)
    opened = panel.open(path)
    panel.click(opened.kind.radios[PhotoKind.NOBODY])
    assert "can't be without people" in opened.banner.text
    assert opened.kind.radios[PhotoKind.PORTRAIT].isChecked()
    assert panel.photo(path).kind is PhotoKind.PORTRAIT


def test_the_kind_is_a_draft_too(panel: PanelDriver, office: Office) -> None:
    path = _new(office)
    opened = panel.open(path)
    panel.control(opened.people.field, Key.Key_T)
    assert panel.photo(path).kind is PhotoKind.SITUATION
    panel.control(opened.people.field, Key.Key_Z)
    assert panel.photo(path).kind is None
    assert not any(radio.isChecked() for radio in opened.kind.radios.values())


def test_page_down_leads_on_and_the_same_people_are_one_key(
    panel: PanelDriver, office: Office
) -> None:
    ida, noah = office.family("Ida Holm"), office.family()
    first, second = office.portrait(ida, noah), _new(office)
    opened = panel.open(first, second)
    panel.press(opened, Key.Key_PageDown)
    assert panel.current() == office.photo(second)
    assert panel.chips() == []
    panel.key(Key.Key_Period)
    assert set(panel.shown(second)) == {ida, noah}
    panel.press(opened, Key.Key_PageUp)
    assert panel.current() == office.photo(first)


def test_saying_that_all_are_named_leads_to_the_next(panel: PanelDriver, office: Office) -> None:
    """UX B2: done, next."""
    ida, noah = office.family("Ida Holm"), office.family()
    first, second = _new(office), _new(office)
    panel.open(first, second)
    panel.name("ida", "")
    assert panel.current() == office.photo(second)
    panel.name("noah", "")
    assert (set(panel.shown(first)), set(panel.shown(second))) == ({ida}, {noah})
    for path in (first, second):
        assert _acts(office, path)[-1] is ActKind.ATTESTED


def test_what_is_typed_while_the_next_photo_is_read_goes_on_the_next(
    panel: PanelDriver, office: Office
) -> None:
    ida = office.family("Ida Holm")
    first, second = _new(office), _new(office)
    opened = panel.open(first, second)
    panel.name("ida")
    person = opened.people.chips.people[0]
    panel.key(Key.Key_Backspace)
    opened.strip.changed.connect(lambda: opened.people.met.emit(person))
    panel.press(opened, Key.Key_PageDown)
    assert (panel.shown(first), panel.shown(second)) == ({}, {ida: None})


def test_several_photos_are_named_in_one_step(panel: PanelDriver, office: Office) -> None:
    ida, noah = office.family("Ida Holm"), office.family()
    paths = [office.portrait(noah), _new(office), _new(office)]
    opened = panel.open(*paths)
    opened.strip.setFocus()
    panel.control(opened.strip, Key.Key_A)
    assert panel.chips() == ["Noah Lund · 1 of 3"]
    assert not opened.claim.visible.isVisible()
    panel.panel.people.field.setFocus()
    panel.name("ida")
    assert [set(panel.shown(p)) for p in paths] == [{ida, noah}, {ida}, {ida}]
    assert set(panel.chips()) == {"Noah Lund · 1 of 3", "Ida Holm"}
    panel.click(opened.claim.attest)
    assert opened.claim.state.text() == "Confirmed for 3 of 3 photos."
    panel.control(opened, Key.Key_Z)
    panel.control(opened, Key.Key_Z)
    assert [set(panel.shown(p)) for p in paths] == [{noah}, set(), set()]
    assert not panel.context.undo.canUndo()


def test_a_frame_is_drawn_for_the_person_chosen(panel: PanelDriver, office: Office) -> None:
    noah = office.family()
    path = office.portrait(noah, path=office.draw(size=(800, 600)))
    opened = panel.open(path)
    panel.click(panel.button("Noah Lund"))
    assert "Draw a frame around the face of Noah Lund" in opened.people.hint.text()
    panel.draw(FACE)
    found = panel.shown(path)[noah]
    assert found is not None
    for side in ("x", "y", "w", "h"):
        assert getattr(found, side) == pytest.approx(getattr(FACE, side), abs=0.01)
    assert opened.people.hint.text() == "The dotted line shows what would be covered."
    panel.control(opened, Key.Key_Z)
    assert panel.shown(path) == {noah: None}


def test_a_frame_drawn_first_asks_who_that_is(panel: PanelDriver, office: Office) -> None:
    noah = office.family()
    path = _new(office)
    opened = panel.open(path)
    panel.draw(FACE)
    assert opened.people.hint.text() == "Who is in the frame? Type the name."
    panel.name("noah")
    assert panel.shown(path)[noah] is not None
    assert opened.people.hint.text() == ""


def test_a_frame_is_set_by_keyboard_alone(panel: PanelDriver, office: Office) -> None:
    """Whatever is drawn with the mouse can be set without it (WCAG 2.5.7)."""
    noah = office.family()
    path = office.portrait(noah, path=office.draw(size=(800, 600)))
    opened = panel.open(path)
    chip = panel.button("Noah Lund")
    chip.setFocus()
    panel.press(chip, Key.Key_Space)
    opened.people.mark.setFocus()
    panel.press(opened.people.mark, Key.Key_Space)
    begun = opened.canvas.draft
    assert begun is not None
    shift = Qt.KeyboardModifier.ShiftModifier
    panel.press(opened.canvas, Key.Key_Left)
    panel.press(opened.canvas, Key.Key_Down)
    panel.press(opened.canvas, Key.Key_Up, shift)
    panel.press(opened.canvas, Key.Key_Return)
    found = panel.shown(path)[noah]
    assert found is not None
    assert found.x < begun.x
    assert found.y > begun.y
    assert found.h < begun.h
    panel.press(opened.canvas, Key.Key_Return)
    panel.press(opened.canvas, Key.Key_Escape)
    assert opened.isVisible(), "Esc leaves the frame first"
    assert panel.shown(path)[noah] == found


def test_a_click_on_a_frame_chooses_whose_it_is(panel: PanelDriver, office: Office) -> None:
    noah, ida = office.family(), office.family("Ida Holm")
    path = office.portrait(noah, ida, path=office.draw(size=(800, 600)))
    office.mark(path, **{f"s{ida}": FACE})
    opened = panel.open(path)
    panel.draw(Region(0.5, 0.3, 0.0, 0.0))
    assert opened.people.chips.chosen == ida
    assert panel.shown(path)[ida] == FACE


def test_names_in_the_file_are_offered_and_taken_over_with_their_places(
    panel: PanelDriver, office: Office
) -> None:
    ida, noah = office.family("Ida Holm"), office.family("Noah Lund")
    path = office.folder / "named.jpg"
    path.write_bytes(draw_sample(7, 3, (900, 600), names=["Ida Holm", "Noah Lund", "Nils Ukendt"]))
    photographs.add_photos(*office.desk, [path], attest=False)
    opened = panel.open(path)
    assert {"Ida Holm", "Noah Lund", "Nils Ukendt", "Accept all 2"} <= set(panel.offers())
    panel.click(panel.button("Accept all 2"))
    shown = panel.shown(path)
    assert set(shown) == {ida, noah}
    assert all(region is not None for region in shown.values())
    assert "Accept all 2" not in panel.offers()
    panel.click(panel.button("Nils Ukendt"))
    assert opened.people.field.text() == "Nils Ukendt"


def test_a_file_that_was_moved_is_found_again(
    panel: PanelDriver, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = _new(office), office.draw()
    moved = office.target("moved") / path.name
    photo = office.photo(path)
    path.rename(moved)
    opened = panel.open_photos(photo)
    assert not opened.canvas.has_picture
    answers = [str(other), str(moved)]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (answers.pop(0), ""))
    panel.click(opened.photo.locate)
    assert "does not look like that photo" in opened.banner.text
    panel.click(opened.photo.locate)
    panel.wait(lambda: opened.canvas.has_picture)
    assert not opened.photo.locate.isVisible()


def test_a_situation_is_judged_for_the_places_chosen(panel: PanelDriver, office: Office) -> None:
    """R18: for this place, by a named person, with a sentence of reason."""
    path = office.situation()
    opened = panel.open(path)
    assert opened.assessment.isVisible()
    assert opened.assessment.judged.destinations == ()
    panel.judge(WEBSITE, FACEBOOK)
    assert opened.verdicts.words[:3] == (
        "Website: May be shown",
        "Facebook: May be shown",
        "Instagram: Needs an assessment",
    )
    assert opened.verdicts.said == opened.verdicts.words
    assert opened.banner.text == "The assessment is recorded."
    assert opened.assessment.judged.publish is None, "the next one begins anew"


def test_a_judgement_against_what_is_out_says_that_it_must_come_down(
    panel: PanelDriver, office: Office
) -> None:
    """R18: and the page of exports lists it, with the reason."""
    path = office.situation()
    opened = panel.open(path)
    panel.judge(WEBSITE)
    done = exporting.release(*office.desk, office.plan(path), office.target()).release
    assert done is not None
    panel.judge(WEBSITE, publish=False)
    panel.wait(lambda: "must be taken down, from export 1" in opened.banner.text)
    page = ExportPage(panel.context)
    panel.show(page)
    page.show_part("take-down")
    panel.settle()
    page.list.setCurrentIndex(page.model.index(0))
    panel.settle()
    assert "judged differently by now" in page.detail.copies.item(0).text()
    assert page.detail.copies.places == (0,)
    panel.judge(WEBSITE)
    page.read()
    panel.settle()
    assert page.model.rowCount() == 0
    page.close()


def test_somebody_found_on_a_copy_that_is_out_is_the_reason_shown_there(
    panel: PanelDriver, office: Office
) -> None:
    """R16: one more is recognisable than was counted, and has no name."""
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    assert exporting.release(*office.desk, office.plan(path), office.target()).release is not None
    photographs.attest(*office.desk, photo=office.photo(path), visible=2)
    page = ExportPage(panel.context)
    panel.show(page)
    page.show_part("take-down")
    panel.settle()
    page.list.setCurrentIndex(page.model.index(0))
    panel.settle()
    assert "somebody on it has no name" in page.detail.copies.item(0).text()
    assert page.detail.copies.places == (0,)
    page.close()


def test_a_judgement_lacks_nothing(panel: PanelDriver, office: Office) -> None:
    path = office.situation()
    opened = panel.open(path)
    part, before = opened.assessment, office.acts()
    panel.click(part.save)
    assert opened.banner.text == "Choose at least one destination."
    panel.click(part.places[WEBSITE])
    panel.click(part.save)
    assert opened.banner.text == "Say whether the photo may be shown there or not."
    panel.click(part.no)
    panel.click(part.save)
    assert opened.banner.text.startswith("The reason is missing.")
    assert office.acts() == before


def test_somebody_protected_must_be_named_before_the_photo_may_go(
    panel: PanelDriver, office: Office
) -> None:
    path = office.situation()
    opened = panel.open(path)
    panel.judge(WEBSITE, yes=[Question.PROTECTED])
    assert "nobody like that is named on it" in opened.banner.text
    assert opened.verdicts.words[0] == "Website: Needs an assessment"


def test_a_judgement_is_not_lost_unnoticed(panel: PanelDriver, office: Office) -> None:
    opened = panel.open(office.situation(), office.situation())
    panel.type(opened.assessment.reason, "A happy game")
    panel.press(opened, Key.Key_PageDown)
    assert opened.banner.text.startswith("The assessment is not saved yet.")
    assert opened.assessment.reason.text() == "A happy game"
    panel.press(opened, Key.Key_PageDown)
    assert opened.assessment.reason.text() == ""
    panel.type(opened.assessment.reason, "A game")
    panel.press(opened, Key.Key_Escape)
    assert opened.isVisible()
    panel.press(opened, Key.Key_Escape)
    assert panel.desk.findChild(PhotoPanel) is None or not opened.isVisible()


def test_the_place_exported_to_last_is_the_one_to_be_judged(
    panel: PanelDriver, office: Office
) -> None:
    panel.context.settings.setValue("export/destination", "facebook")
    opened = panel.open(office.situation())
    assert opened.assessment.judged.destinations == (FACEBOOK,)


def test_a_judgement_is_corrected_in_the_history(panel: PanelDriver, office: Office) -> None:
    path = office.situation()
    office.assess(path)
    opened = panel.open(path)
    opened.tabs.setCurrentIndex(3)
    opened.history.list.setFocus()
    opened.history.list.setCurrentIndex(opened.history.model.index(0))
    panel.click(panel.button("Correct…"))
    dialog = opened.findChild(CorrectDialog)
    assert isinstance(dialog, CorrectDialog)
    dialog.reason.setPlainText("The wrong photo")
    panel.click(dialog.correct)
    assert opened.verdicts.words[0] == "Website: Needs an assessment"


def test_photographer_and_event_are_drafts(panel: PanelDriver, office: Office) -> None:
    path = office.portrait(office.family())
    opened = panel.open(path)
    opened.tabs.setCurrentIndex(2)
    field = opened.details.photographer
    field.setFocus()
    field.selectAll()
    panel.type(field, "Bo Lind")
    panel.press(field, Key.Key_Tab)
    assert panel.photo(path).photographer == "Bo Lind"
    assert panel.photo(path).album == "Sommerfest 2026"
    panel.control(opened, Key.Key_Z)
    assert panel.photo(path).photographer == "Line Holm"
    assert field.text() == "Line Holm"


def test_an_event_of_several_photos_is_set_once(panel: PanelDriver, office: Office) -> None:
    paths = [_new(office), office.portrait(office.family())]
    opened = panel.open(*paths)
    opened.strip.selectAll()
    panel.settle()
    opened.tabs.setCurrentIndex(2)
    line = opened.details.album.lineEdit()
    assert line is not None
    assert line.text() == ""
    line.setFocus()
    panel.type(line, "Skovtur")
    panel.press(line, Key.Key_Return)
    assert [panel.photo(p).album for p in paths] == ["Skovtur"] * 2
    panel.control(opened, Key.Key_Z)
    assert [panel.photo(p).album for p in paths] == ["", "Sommerfest 2026"]


def test_more_faces_than_people_ask_for_a_second_look(panel: PanelDriver, office: Office) -> None:
    """R17."""
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    with office.register.write(CLERK, office.at) as writer:
        writer.set_settings({"counting_aid": True})
        writer.set_photo(replace(writer.photo(office.photo(path)), faces=4))
    opened = panel.open(path)
    assert opened.claim.state.text() == "The aid counted 4, you named 1: look again."
    assert opened.verdicts.words[0] == "Website: Not decided yet"
    panel.click(opened.claim.attest)
    assert opened.verdicts.words[0] == "Website: May be shown"


def test_the_verdicts_follow_the_register(panel: PanelDriver, office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    opened = panel.open(office.portrait(noah))
    intake.withdraw(*office.desk, subject=noah)
    panel.context.tell_written()
    panel.wait(lambda: opened.verdicts.words[0] == "Website: May not be shown")


@pytest.mark.parametrize("tab", [0, 1, 2, 3])
@pytest.mark.parametrize("kind", [PhotoKind.PORTRAIT, PhotoKind.SITUATION])
def test_everything_the_keyboard_reaches_has_a_name_of_its_own(
    panel: PanelDriver, office: Office, tab: int, kind: PhotoKind
) -> None:
    noah, ida = office.family(), office.family("Ida Holm")
    if kind is PhotoKind.PORTRAIT:
        opened = panel.open(office.portrait(noah, ida), _new(office))
    else:
        opened = panel.open(office.situation(noah))
    opened.tabs.setCurrentIndex(tab)
    names = [name_of(widget) for widget in reachable(opened)]
    assert all(names), names
    assert len(set(names)) == len(names), names


def test_tab_goes_round_and_is_never_caught(panel: PanelDriver, office: Office) -> None:
    opened = panel.open(office.portrait(office.family()))
    wanted = {w for w in reachable(opened) if not _is_off(w)}
    seen: set[QWidget | None] = set()
    for _step in range(len(wanted) + 4):
        panel.press(opened, Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert wanted <= seen


def _is_off(widget: QWidget) -> bool:
    """Of choices that exclude one another Tab reaches only the one that is on."""
    return (
        isinstance(widget, QAbstractButton)
        and widget.group() is not None
        and not widget.isChecked()
    )


def test_a_name_takes_back_that_nobody_can_be_recognised(
    panel: PanelDriver, office: Office
) -> None:
    office.family()
    path = _new(office)
    panel.open(path)
    panel.key(Key.Key_0)
    word = kind_word(PhotoKind.NOBODY)
    assert panel.context.undo.undoText() == f"kind of {path.name}: {word}"
    panel.name("noah")
    assert panel.photo(path).kind is None
    panel.key(Key.Key_Return)
    assert panel.photo(path).kind is PhotoKind.PORTRAIT


def test_when_the_last_photo_is_confirmed_it_is_said_and_enter_closes(
    panel: PanelDriver, office: Office
) -> None:
    office.family()
    opened = panel.open(_new(office), _new(office))
    panel.name("noah", "")
    assert opened.banner.text == ""
    panel.name("noah", "")
    assert opened.banner.text == "2 of 2 are finished."
    assert opened.leave.hasFocus()
    closed: list[int] = []
    opened.finished.connect(closed.append)
    panel.press(opened.leave, Key.Key_Return)
    assert closed


def test_single_keys_can_be_switched_off(panel: PanelDriver, office: Office) -> None:
    """WCAG 2.1.4: whoever dictates would answer by speaking."""
    panel.context.settings.setValue(SINGLE_KEYS, "false")
    path = _new(office)
    opened = panel.open(path)
    panel.type(opened.people.field, "0")
    assert panel.photo(path).kind is None
    assert opened.people.field.text() == "0"
