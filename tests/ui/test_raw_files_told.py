"""A camera's raw file beside its picture: told of in the windows, as on the command line."""

from pathlib import Path

import pytest

from consentdesk.ui.export_dialog import open_export_dialog
from tests.services.office import Office
from tests.ui.check_driver import CheckDriver


@pytest.fixture
def pair(office: Office) -> tuple[Path, Path]:
    """A registered picture that may be shown, and the raw file that lay beside it."""
    noah = office.family()
    office.permit(noah)
    picture = office.draw()
    raw = picture.with_suffix(".NEF")
    raw.write_bytes(b"II*\0" + bytes(5000))
    return office.portrait(noah, path=picture), raw


def test_the_check_tells_of_a_raw_file_and_whether_it_was_noted(
    check: CheckDriver, pair: tuple[Path, Path]
) -> None:
    picture, raw = pair
    check.check(picture.parent)
    said = "1 raw file belongs to its picture, is not judged by itself and never leaves: "
    assert (check.window.beside.isVisible(), check.window.beside.text()) == (True, said + raw.name)
    check.check(picture)
    assert not check.window.beside.isVisible()
    raw.write_bytes(b"II*\0" + bytes(6000))
    check.check(picture.parent)
    said = "1 raw file lies beside a picture with which it was not noted, and may show something"
    assert check.window.beside.text() == f"{said} else: {raw.name}"


def test_the_check_tells_of_what_may_show_somebody_and_was_not_looked_at(
    check: CheckDriver, pair: tuple[Path, Path]
) -> None:
    film = pair[0].with_name("party.mp4")
    film.write_bytes(b"")
    check.check(film.parent)
    first, _second = check.window.beside.text().splitlines()
    said = "1 thing in the folders was not looked at, and may show somebody: party.mp4"
    assert first == said


def test_the_export_tells_that_no_raw_file_leaves(
    check: CheckDriver, pair: tuple[Path, Path]
) -> None:
    picture, raw = pair
    dialog = open_export_dialog(check.context, check.desk, [picture.parent])
    check.settle()
    assert dialog.plan.raws.isVisible()
    assert dialog.plan.raws.text().endswith(f"never leaves: {raw.name}")
    assert not dialog.left_out.isVisible()
    dialog.reject()
    check.settle()
