"""Places on the photo panel: taken from a file only by eye, and only on the registered version."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from consentdesk.domain.photos import Region
from consentdesk.services import photographs, suggesting
from consentdesk.services.pictures.drawing import draw_sample
from consentdesk.ui.person_dialog import PersonDialog
from tests.services.office import Office
from tests.services.pictures import crafted
from tests.ui.driving import texts
from tests.ui.panel_driver import PanelDriver

Key = Qt.Key
FACE = Region(0.4, 0.2, 0.2, 0.25)


def test_a_place_from_the_file_is_looked_at_and_clicked_on_the_picture(
    panel: PanelDriver, office: Office
) -> None:
    ida = office.family("Ida Holm")
    path = office.folder / "named.jpg"
    path.write_bytes(draw_sample(7, 2, (900, 600), names=["Ida Holm", "Nils Ukendt"]))
    photographs.add_photos(*office.desk, [path], attest=False)
    mine, other = suggesting.suggestions(office.register, path)
    assert mine.region is not None
    assert other.region is not None
    opened = panel.open(path)
    assert panel.shown(path) == {}
    panel.draw(_middle(other.region))
    assert opened.people.field.text() == "Nils Ukendt"
    opened.people.field.clear()
    panel.draw(_middle(mine.region))
    assert panel.shown(path) == {ida: mine.region}


def named_file(office: Office, *names: str) -> Path:
    """A registered file in which somebody's software has written these names."""
    path = office.folder / "named.jpg"
    path.write_bytes(draw_sample(7, len(names), (900, 600), names=list(names)))
    photographs.add_photos(*office.desk, [path], attest=False)
    return path


def words(panel: PanelDriver) -> list[str]:
    """What is written in the part about people, from the top."""
    shown = [w for w in panel.panel.people.findChildren(QLabel) if w.isVisible() and w.text()]
    return [w.text() for w in sorted(shown, key=lambda w: w.y())]


def test_a_name_from_the_file_that_nobody_has_leads_to_enrolling(
    panel: PanelDriver, office: Office
) -> None:
    path = named_file(office, "Nils Ukendt")
    opened = panel.open(path)
    panel.click(panel.button("Nils Ukendt"))
    field = opened.people.field
    assert texts(field.list) == ["Nobody of that name", "Enrol Nils Ukendt…, New in the register"]
    panel.press(field, Key.Key_Return)
    assert opened.findChildren(PersonDialog) == [], "a slip of the keyboard enrols nobody"
    panel.press(field, Key.Key_Down)
    panel.press(field, Key.Key_Return)
    (dialog,) = opened.findChildren(PersonDialog)
    assert dialog.name.text() == "Nils Ukendt"
    assert dialog.born.hasFocus()
    panel.type(dialog.born, "3-5-2019")
    panel.click(dialog.save)
    panel.wait(lambda: bool(panel.shown(path)))
    (subject,) = panel.shown(path)
    with office.register.read() as reader:
        assert reader.subject(subject).name == "Nils Ukendt"


def test_people_named_lately_are_not_taken_for_what_the_file_says(
    panel: PanelDriver, office: Office
) -> None:
    office.portrait(office.family("Ida Holm"))
    panel.open(named_file(office, "Nils Ukendt"))
    said = words(panel)
    assert said.index("The file says:") < said.index("Named lately:")
    people = panel.panel.people
    (heading,) = [w for w in people.findChildren(QLabel) if w.text() == "Named lately:"]
    offered = panel.button("Nils Ukendt").mapTo(people, QPoint(0, 0))
    assert offered.y() < heading.y() < people.lately.y()


def test_somebody_else_than_the_file_says_is_pointed_out(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Ida Holm")
    panel.open(named_file(office, "Oskar Testrup"))
    assert "The file says:" in words(panel)
    panel.name("ida")
    said = "The file says Oskar Testrup; that isn't among the names here."
    assert said in words(panel)
    panel.click(panel.button("&All recognisable are named"))
    assert said in words(panel)


def test_of_two_places_for_one_name_the_right_one_is_clicked(
    panel: PanelDriver, office: Office
) -> None:
    ida = office.family("Ida Holm")
    path = office.folder / "named.jpg"
    path.write_bytes(draw_sample(7, 2, (900, 600), names=["Ida Holm", "Ida Holm"]))
    photographs.add_photos(*office.desk, [path], attest=False)
    _first, second = suggesting.suggestions(office.register, path)
    assert second.region is not None
    panel.open(path)
    assert panel.offers().count("Ida Holm") == 1
    panel.click(panel.button("Ida Holm"))
    assert panel.shown(path) == {ida: None}
    panel.control(panel.panel, Key.Key_Z)
    assert panel.shown(path) == {}
    panel.draw(_middle(second.region))
    assert panel.shown(path) == {ida: second.region}


def test_nothing_is_drawn_on_another_version_of_the_photo(
    panel: PanelDriver, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is seen there may lie elsewhere on the file that was registered."""
    noah, ida = office.family(), office.family("Ida Holm")
    path = office.portrait(noah, ida, path=office.draw(size=(800, 600)))
    office.mark(path, **{f"s{ida}": FACE})
    exif = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x03"
    turned = office.folder / "turned.jpg"
    segment = crafted.segment(0xE1, exif + bytes(7))
    turned.write_bytes(crafted.with_segments(path.read_bytes(), segment))
    photographs.add_photos(*office.desk, [turned])
    photo, away = office.photo(path), office.target("away") / path.name
    path.rename(away)
    opened = panel.open_photos(photo)
    assert opened.canvas.has_picture
    assert "another version" in opened.people.hint.text()
    panel.click(panel.button("Noah Lund"))
    assert not opened.people.mark.isEnabled()
    panel.draw(Region(0.1, 0.2, 0.2, 0.2))
    panel.draw(_middle(FACE))
    assert opened.people.chips.chosen == noah, "no frame is shown where it would be a wrong one"
    opened.canvas.setFocus()
    panel.press(opened.canvas, Key.Key_Return)
    assert opened.canvas.draft is None
    assert panel.shown(away) == {noah: None, ida: FACE}
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(away), ""))
    panel.click(opened.photo.locate)
    panel.wait(lambda: opened.people.mark.isEnabled())
    panel.draw(Region(0.1, 0.2, 0.2, 0.2))
    assert panel.shown(away)[noah] is not None


def test_a_frame_taken_away_comes_back_although_the_file_is_gone(
    panel: PanelDriver, office: Office
) -> None:
    noah, ida = office.family(), office.family("Ida Holm")
    path = office.portrait(noah, ida, path=office.draw(size=(800, 600)))
    office.mark(path, **{f"s{ida}": FACE})
    away = office.target("away") / path.name
    photo = office.photo(path)
    path.rename(away)
    opened = panel.open_photos(photo)
    assert not opened.canvas.has_picture
    panel.key(Key.Key_Backspace)
    assert panel.shown(away) == {noah: None}
    panel.control(opened, Key.Key_Z)
    assert panel.shown(away) == {noah: None, ida: FACE}


def _middle(region: Region) -> Region:
    """A point, to be clicked on."""
    return Region(region.x + region.w / 2, region.y + region.h / 2, 0.0, 0.0)


def test_the_figures_of_those_named_lately_stay_while_the_photo_is_shown(
    panel: PanelDriver, office: Office
) -> None:
    """Typed blind, 1 2 names the two who were read under 1 and 2."""
    first, second, third = (office.family(n) for n in ("Ida Holm", "Noah Lund", "Ella Friis"))
    office.portrait(third, album="")
    office.portrait(second, album="")
    office.portrait(first, album="")
    path = office.draw(size=(640, 480))
    photographs.add_photos(*office.desk, [path], attest=False)
    opened = panel.open(path)
    read = opened.people.lately.people
    assert len(read) == 3
    panel.key(Key.Key_1)
    panel.key(Key.Key_2)
    assert opened.people.lately.people == read
    assert list(panel.shown(path)) == [read[0].id, read[1].id]
    assert not panel.button(f"1  {read[0].name}").isEnabled()
    assert panel.button(f"3  {read[2].name}").isEnabled()
    panel.key(Key.Key_1)
    assert len(panel.shown(path)) == 2
    panel.key(Key.Key_Backspace)
    assert panel.button(f"2  {read[1].name}").isEnabled()
