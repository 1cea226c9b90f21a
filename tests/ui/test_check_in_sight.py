"""What is said in the check window is said of the picture in sight, whatever its file holds now."""

from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from consentdesk.domain.acts import ActKind
from consentdesk.domain.verdict import Outcome
from consentdesk.services import photographs
from tests.services.office import Office, picture
from tests.ui.check_driver import CheckDriver

Key = Qt.Key
CHANGED = "holds another picture now than the one you looked at"


def said_same(office: Office) -> int:
    with office.register.read() as reader:
        return len(reader.ledger(kinds=frozenset({ActKind.SAME_PICTURE})))


def other(office: Office, data: bytes) -> Path:
    """The same bytes under another name."""
    path = office.folder / "other.jpg"
    path.write_bytes(data)
    return path


def test_names_are_not_recorded_of_what_was_saved_under_the_same_name(
    check: CheckDriver, office: Office
) -> None:
    office.permit(office.family("Noah Lund"))
    path = office.draw()
    check.check(path)
    path.write_bytes(picture(4711))
    check.name("no", "")
    assert CHANGED in check.window.banner.text
    assert not office.every()
    assert not check.named(), "they were meant for the picture before"
    assert office.check(other(office, path.read_bytes())) == [Outcome.UNDECIDED]
    check.name("no", "")
    assert check.named()
    assert len(office.every()) == 1, "now it is the picture in sight"


def _digest_in_sight(check: CheckDriver) -> bytes | None:
    """Of the file whose picture is on the screen."""
    seen = check.window.one.in_sight
    return None if seen is None else seen.sha256


def test_a_picture_checked_again_is_shown_as_it_is_now_without_the_names_before(
    check: CheckDriver, office: Office
) -> None:
    office.permit(office.family("Noah Lund"))
    path = office.draw()
    check.check(path)
    path.write_bytes(picture(4711))
    check.check(path)
    check.wait(lambda: _digest_in_sight(check) == sha256(path.read_bytes()).digest())
    check.settle()
    check.name("no", "")
    assert len(office.every()) == 1
    assert not check.window.banner.isVisible()


def test_other_metadata_make_no_other_picture(check: CheckDriver, office: Office) -> None:
    office.permit(office.family("Noah Lund"))
    path = office.draw()
    check.check(path)
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xfe\x00\x06rate" + data[2:])
    check.name("no", "")
    assert len(office.every()) == 1
    assert check.sentence == "May be shown everywhere."


def test_the_same_picture_is_not_said_of_what_was_saved_under_the_same_name(
    check: CheckDriver, office: Office
) -> None:
    noah = office.family("Noah Lund")
    office.permit(noah)
    known = office.portrait(noah, path=office.draw(size=(1200, 900)), looks=True)
    copy = office.shrunk(known)
    check.check(copy)
    assert "It looks like" in check.words()
    frame = Image.open(known).convert("RGB")
    frame.paste((20, 60, 200), (980, 600, 1100, 900))
    frame.save(copy, quality=92)
    check.press(check.window.one.pair, Key.Key_Tab)
    check.press(check.window.one.yes, Key.Key_Return)
    assert CHANGED in check.window.banner.text
    assert not said_same(office)
    assert office.check(other(office, copy.read_bytes())) == [Outcome.UNDECIDED]


def test_the_same_picture_is_said_of_a_photo_out_of_sight_only_after_a_question(
    check: CheckDriver, office: Office
) -> None:
    noah = office.family("Noah Lund")
    office.permit(noah)
    known = office.portrait(noah, looks=True)
    copy = office.shrunk(known)
    known.unlink()
    check.check(copy)
    check.wait(lambda: check.window.one.yes.isEnabled())
    check.press(check.window.one.pair, Key.Key_Tab)
    check.press(check.window.one.yes, Key.Key_Return)
    said = f"The file that was registered as {known.name} is not in sight."
    assert check.window.banner.text.startswith(said)
    assert not said_same(office)
    check.press(check.window.one.yes, Key.Key_Return)
    assert said_same(office) == 1


@pytest.mark.parametrize("answer", ["no", "0"])
def test_a_crop_of_a_photo_speaks_for_the_photo_only_after_a_question(
    check: CheckDriver, office: Office, answer: str
) -> None:
    office.permit(office.family("Noah Lund"))
    full = office.draw(size=(1200, 900))
    photographs.add_photos(*office.desk, [full], attest=False)
    crop = office.folder / "crop.jpg"
    Image.open(full).convert("RGB").crop((0, 0, 1116, 837)).save(crop, quality=92)
    photographs.same_picture(*office.desk, path=crop, photo=office.photo(full))
    check.check(crop)
    before = office.acts()
    if answer == "0":
        check.press(check.window.one.naming.field, Key.Key_0)
        check.name("")
    else:
        check.name(answer, "")
    said = f"This file is another version of {full.name};"
    assert check.window.banner.text.startswith(said)
    assert office.acts() == before
    assert office.check(full) == [Outcome.UNDECIDED]
    check.name("")
    assert office.acts() > before
