"""Somebody whom nobody at the desk knows is on a photo: it is held back until that is settled."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.services import exporting, photographs
from consentdesk.services.seeing import unknown_on
from consentdesk.ui.people_chips import PersonChip
from consentdesk.ui.photo_panel import open_photo_panel
from consentdesk.ui.window_state import SINGLE_KEYS
from tests.services.office import Office
from tests.ui.panel_driver import PanelDriver

Key = Qt.Key


@pytest.fixture
def photo(panel: PanelDriver, office: Office) -> Path:
    """A photo of Noah, who may be shown everywhere, named and nothing more; the panel is open."""
    office.permit(office.family("Noah Lund"))
    office.family("Ida Holm")
    path = office.draw(size=(640, 480))
    photographs.add_photos(*office.desk, [path], photographer="Eva", rights="own", attest=False)
    panel.open(path)
    panel.name("noah")
    return path


def at_the_gate(office: Office, path: Path) -> tuple[Outcome, set[ReasonCode]]:
    """What comes of letting it out to the website, and why."""
    done = exporting.release(*office.desk, office.plan(path), office.target())
    if not done.withheld:
        return Outcome.CLEAR, set()
    (held,) = done.withheld
    return held.outcome, {r.code for r in held.verdicts[0].reasons}


def visible(office: Office, path: Path) -> int:
    """How many were said to be recognisable last."""
    with office.register.read() as reader:
        acts = reader.acts_on([office.photo(path)])[office.photo(path)]
    (*_before, last) = (a.body.visible for a in acts if hasattr(a.body, "visible"))
    return int(last)


def chip(panel: PanelDriver) -> str:
    """What the chip of those without a name says, "" where there is none."""
    found = panel.panel.people.chips.unknown
    return "" if found is None else found.name.text()


def test_r16_an_unknown_person_is_visible_and_keeps_the_photo_back(
    panel: PanelDriver, office: Office, photo: Path
) -> None:
    panel.key(Key.Key_Question)
    assert chip(panel) == "Unknown person"
    assert panel.panel.claim.visible.value() == 2
    assert "held back" in panel.panel.people.unknown_hint.text()
    panel.name("")
    assert visible(office, photo) == 2
    assert at_the_gate(office, photo) == (
        Outcome.WITHHELD,
        {ReasonCode.MORE_VISIBLE_THAN_NAMED},
    )


def test_without_the_unknown_person_the_photo_goes(
    panel: PanelDriver, office: Office, photo: Path
) -> None:
    """The other side of the gate, so that the test above can fail."""
    panel.key(Key.Key_Question)
    panel.key(Key.Key_Backspace)
    assert chip(panel) == ""
    assert panel.chips() == ["Noah Lund"]
    panel.name("")
    assert at_the_gate(office, photo) == (Outcome.CLEAR, set())


def test_r16_what_was_vouched_for_is_corrected_at_once_and_only_by_a_statement_taken_back(
    panel: PanelDriver, office: Office, photo: Path
) -> None:
    panel.name("")
    panel.key(Key.Key_Question)
    assert at_the_gate(office, photo)[0] is Outcome.WITHHELD
    panel.key(Key.Key_Backspace)
    assert chip(panel) == ""
    assert at_the_gate(office, photo)[0] is Outcome.WITHHELD
    panel.name("")
    assert at_the_gate(office, photo)[0] is Outcome.CLEAR


def test_whoever_opens_the_photo_again_sees_that_somebody_is_unknown(
    panel: PanelDriver, office: Office, photo: Path
) -> None:
    panel.key(Key.Key_Question)
    panel.name("")
    panel.panel.reject()
    panel.open(photo)
    assert chip(panel) == "Unknown person"
    panel.name("")
    assert at_the_gate(office, photo)[0] is Outcome.WITHHELD


def test_one_more_name_beside_the_unknown_person_does_not_let_the_photo_out(
    panel: PanelDriver, office: Office, photo: Path
) -> None:
    panel.key(Key.Key_Question)
    office.permit(office.family("Emma Bach"))
    panel.name("emma", "")
    assert visible(office, photo) == 3
    assert at_the_gate(office, photo)[0] is Outcome.WITHHELD


def test_a_name_typed_for_the_chosen_chip_is_that_of_the_unknown_person(
    panel: PanelDriver, office: Office, photo: Path
) -> None:
    panel.key(Key.Key_Question)
    panel.click(panel.button("Unknown person"))
    assert "Who is the unknown person?" in panel.panel.people.hint.text()
    panel.name("ida")
    assert set(panel.chips()) == {"Noah Lund", "Ida Holm"}
    panel.name("")
    assert visible(office, photo) == 2


@pytest.mark.usefixtures("photo")
def test_the_button_does_what_the_key_does_and_the_cross_takes_it_back(
    panel: PanelDriver,
) -> None:
    panel.click(panel.panel.people.unknown)
    panel.click(panel.panel.people.unknown)
    assert chip(panel) == "2 unknown people"
    found = panel.panel.people.chips.unknown
    assert found is not None
    panel.click(found.cross)
    assert chip(panel) == "Unknown person"
    assert panel.panel.people.field.hasFocus()


@pytest.mark.usefixtures("photo")
def test_a_number_that_is_counted_first_is_met_by_the_names_that_come(
    panel: PanelDriver,
) -> None:
    opened = panel.panel
    for _more in range(2):
        panel.press(opened.claim.visible, Key.Key_Up)
    assert chip(panel) == "2 unknown people"
    opened.people.field.setFocus()
    panel.name("ida")
    assert (chip(panel), opened.claim.visible.value()) == ("Unknown person", 3)


def test_a_photo_with_somebody_unknown_is_not_one_of_nobody(
    panel: PanelDriver, office: Office, photo: Path
) -> None:
    panel.key(Key.Key_Backspace)
    panel.key(Key.Key_Question)
    panel.key(Key.Key_0)
    assert "can't be without people" in panel.panel.banner.text
    assert panel.photo(photo).kind is None
    panel.name("")
    assert at_the_gate(office, photo)[0] is Outcome.WITHHELD


def test_an_unknown_person_on_a_photo_of_nobody_makes_it_one_nobody_has_described(
    panel: PanelDriver, office: Office, photo: Path
) -> None:
    panel.key(Key.Key_Backspace)
    panel.key(Key.Key_0)
    panel.name("")
    assert at_the_gate(office, photo)[0] is Outcome.CLEAR
    panel.key(Key.Key_Question)
    assert panel.photo(photo).kind is None
    assert at_the_gate(office, photo)[0] is Outcome.WITHHELD


def test_the_same_as_before_brings_the_unknown_person_along(
    panel: PanelDriver, office: Office, photo: Path
) -> None:
    other = office.draw(size=(640, 480))
    photographs.add_photos(*office.desk, [other], photographer="Eva", rights="own", attest=False)
    panel.panel.reject()
    panel.open(photo, other)
    panel.key(Key.Key_Question)
    panel.name("")
    panel.key(Key.Key_Period)
    assert chip(panel) == "Unknown person"
    panel.name("")
    assert (visible(office, photo), visible(office, other)) == (2, 2)


def test_r16_a_burst_confirmed_once_more_keeps_whom_nobody_knew(
    panel: PanelDriver, office: Office, photo: Path
) -> None:
    panel.key(Key.Key_Question)
    panel.name("")
    panel.panel.reject()
    other = office.portrait(office.family("Emma Bach"))
    both = [office.photo(photo), office.photo(other)]
    panel.panel = open_photo_panel(panel.context, panel.desk, both)
    panel.settle()
    panel.panel.strip.choose(both)
    panel.settle()
    assert chip(panel) == "Unknown person · 1 of 2"
    panel.click(panel.panel.claim.attest)
    assert (visible(office, photo), visible(office, other)) == (2, 1)
    assert at_the_gate(office, photo)[0] is Outcome.WITHHELD


@pytest.mark.usefixtures("photo")
def test_the_question_mark_is_a_letter_where_single_keys_are_off(
    panel: PanelDriver,
) -> None:
    panel.context.settings.setValue(SINGLE_KEYS, "false")
    panel.type(panel.panel.people.field, "?")
    assert (chip(panel), panel.panel.people.field.text()) == ("", "?")


def test_a_situation_photo_is_made_a_portrait_again_with_the_same_keys(
    panel: PanelDriver, photo: Path
) -> None:
    panel.control(panel.panel.people.field, Key.Key_T)
    assert panel.photo(photo).kind is PhotoKind.SITUATION
    panel.control(panel.panel.people.field, Key.Key_T)
    assert panel.photo(photo).kind is PhotoKind.PORTRAIT


@pytest.mark.usefixtures("photo")
def test_every_key_has_a_button_that_names_it(
    panel: PanelDriver,
) -> None:
    opened = panel.panel
    people = opened.people
    tips = [b.toolTip() for b in people.findChildren(QPushButton) if b.isVisible()]
    for key in ("Full stop (.)", "Question mark"):
        assert key in tips
    assert "Enter on the empty line" in opened.claim.attest.toolTip()
    assert opened.kind.radios[PhotoKind.NOBODY].toolTip().startswith("0 ")
    assert "Ctrl+T" in opened.kind.radios[PhotoKind.SITUATION].toolTip()
    (noah,) = people.chips.findChildren(PersonChip)
    assert noah.cross.toolTip() == "Remove Noah Lund (Backspace)"


@pytest.fixture
def burst(panel: PanelDriver, office: Office) -> list[PhotoId]:
    """Three photos of Noah chosen together, on the first two of which somebody is unknown."""
    noah = office.family("Noah Lund")
    office.family("Ida Holm")
    paths = [office.draw(size=(640, 480)) for _ in range(3)]
    photographs.add_photos(*office.desk, paths, attest=False)
    photos = [office.photo(path) for path in paths]
    for photo, visible in zip(photos, (2, 2, 1), strict=True):
        photographs.name(*office.desk, photo=photo, shows={noah: None})
        photographs.attest(*office.desk, photo=photo, visible=visible)
    panel.open_photos(*photos)
    panel.panel.strip.selectAll()
    panel.settle()
    return photos


def unknown(panel: PanelDriver, photos: list[PhotoId]) -> list[int]:
    """How many on each have no name, as the statement about it has it."""
    with panel.office.register.read() as reader:
        return [unknown_on(reader, photo) for photo in photos]


@pytest.mark.parametrize("named", [True, False])
def test_one_unknown_person_less_is_so_on_the_photo_looked_at_only(
    panel: PanelDriver, burst: list[PhotoId], *, named: bool
) -> None:
    """R16: nobody has said that it is the same person on each of them."""
    assert chip(panel) == "Unknown person · 2 of 3"
    if named:
        found = panel.panel.people.chips.unknown
        assert found is not None
        panel.click(found.name)
        panel.name("ida")
        assert "still unknown" in panel.panel.people.answer.text()
    else:
        panel.key(Key.Key_Backspace)
    assert chip(panel) == "Unknown person · 1 of 3"
    panel.key(Key.Key_Return)
    assert unknown(panel, burst) == [0, 1, 0]


def test_whoever_was_put_on_all_photos_by_one_key_is_taken_off_all_of_them(
    panel: PanelDriver, burst: list[PhotoId]
) -> None:
    """A slip of the keyboard costs one key, and leaves who was unknown before."""
    panel.key(Key.Key_Question)
    assert chip(panel) == "2 unknown people"
    panel.key(Key.Key_Backspace)
    assert chip(panel) == "Unknown person · 2 of 3"
    panel.key(Key.Key_Return)
    assert unknown(panel, burst) == [1, 1, 0]


def test_where_nobody_unknown_is_on_the_photo_looked_at_it_says_so(
    panel: PanelDriver, burst: list[PhotoId]
) -> None:
    panel.panel.strip.choose(burst, burst[2])
    panel.settle()
    panel.key(Key.Key_Backspace)
    assert panel.panel.people.answer.text().startswith("Nobody unknown is on the photo")
    assert chip(panel) == "Unknown person · 2 of 3"
