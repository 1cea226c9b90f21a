"""What is answered, or comes to be known, after something was said: it holds for that alone (R21).

What stands there by then may be another picture, other people, or another judgement.
"""

from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from consentdesk.domain.acts import ActKind
from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.domain.verdict import Outcome
from consentdesk.services import photographs
from consentdesk.ui.check_writing import write_named
from tests.services.office import WEBSITE, Office
from tests.ui.check_driver import CheckDriver
from tests.ui.panel_driver import PanelDriver

Key = Qt.Key
SAID = "Something has changed since, so nothing was confirmed."


def _large(office: Office, name: str) -> tuple[Path, Image.Image]:
    base = Image.open(office.draw(size=(1200, 900))).convert("RGB")
    path = office.folder / name
    base.save(path, quality=92)
    return path, base


def _told_apart(banner: QWidget) -> QAbstractButton:
    buttons = banner.findChildren(QAbstractButton)
    return next(b for b in buttons if b.text() == "They are two pictures")


def test_another_one_was_said_of_the_photo_in_sight_and_of_no_other(
    check: CheckDriver, office: Office
) -> None:
    noah, ida = office.family(), office.family("Ida Holm")
    office.permit(noah)
    file, base = _large(office, "F.jpg")
    altered = base.copy()
    ImageDraw.Draw(altered).rectangle((0, 500, 110, 899), fill=(20, 60, 200))
    like = office.folder / "P.jpg"
    altered.save(like, quality=92)
    office.portrait(noah, path=like, looks=True)
    check.check(file)
    check.click(check.window.one.no)
    assert not check.window.one.asks_same
    smaller = office.folder / "Q.jpg"
    base.resize((800, 600)).save(smaller, quality=90)
    photographs.add_photos(
        *office.desk,
        [smaller],
        kind=PhotoKind.PORTRAIT,
        shows=(noah, ida),
        different=[office.photo(like)],
    )
    check.context.register_changed.emit()
    check.settle()
    found = check.window.one.row
    assert found is not None and found.finding.photo == office.photo(smaller)
    assert check.window.one.asks_same, "nobody has compared it with that one"


def test_two_pictures_confirms_nothing_that_was_changed_since(
    check: CheckDriver, office: Office
) -> None:
    noah, ida = office.family(), office.family("Ida Holm")
    office.permit(noah)
    file, base = _large(office, "F.jpg")
    like = office.folder / "P.jpg"
    base.resize((800, 600)).save(like, quality=88)
    photographs.add_photos(*office.desk, [like], attest=False)
    photographs.add_photos(*office.desk, [file], attest=False, different=[office.photo(like)])
    photographs.name(*office.desk, photo=office.photo(like), shows={noah: None, ida: None})
    photographs.set_kind(*office.desk, photo=office.photo(like), kind=PhotoKind.PORTRAIT)
    photographs.attest(*office.desk, photo=office.photo(like))
    check.check(file)
    check.name("noah", "")
    window = check.window
    asked = _told_apart(window.banner)
    check.press(window.one.naming.field, Key.Key_Question)
    check.click(asked)
    assert window.banner.text == SAID
    assert office.check(file) != [Outcome.CLEAR]
    with office.register.read() as reader:
        acts = reader.acts_on([office.photo(file)])[office.photo(file)]
    assert not [act for act in acts if act.kind is ActKind.ATTESTED]


def test_two_pictures_records_no_judgement_that_was_changed_since(
    panel: PanelDriver, office: Office
) -> None:
    noah = office.family()
    file, base = _large(office, "F.jpg")
    like = office.folder / "P.jpg"
    base.resize((800, 600)).save(like, quality=88)
    photographs.add_photos(*office.desk, [like], kind=PhotoKind.PORTRAIT, shows=(noah,))
    photographs.add_photos(
        *office.desk,
        [file],
        kind=PhotoKind.SITUATION,
        attest=False,
        different=[office.photo(like)],
    )
    window = panel.open(file)
    panel.wait(lambda: window.canvas.has_picture)
    panel.judge(WEBSITE)
    asked = _told_apart(window.banner)
    window.assessment.no.setChecked(True)
    panel.settle()
    panel.click(asked)
    with office.register.read() as reader:
        acts = reader.acts_on([office.photo(file)])[office.photo(file)]
    assert not [act for act in acts if act.kind is ActKind.ASSESSED]


def test_what_is_typed_while_it_is_being_written_is_not_taken_for_written(
    check: CheckDriver, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.permit(office.family())
    let_go = Event()

    def slowly(*words: Any, **more: Any) -> PhotoId:
        assert let_go.wait(30)
        return write_named(*words, **more)

    monkeypatch.setattr("consentdesk.ui.check_window.write_named", slowly)
    check.check(office.draw(size=(1200, 900)))
    naming = check.window.one.naming
    check.name("noah")
    QTest.keyClick(naming.field, Key.Key_Return)
    QTest.keyClicks(naming.field, "?")
    let_go.set()
    check.settle()
    assert naming.named.unknown == 1
    assert naming.is_begun, "it is still to be said, and the window asks before it goes"
