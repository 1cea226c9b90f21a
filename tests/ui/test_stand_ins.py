"""What a camera put into a file stands in on the screen until the picture itself is there."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageOps
from PySide6.QtGui import QImage, QPixmapCache

from consentdesk.services import photographs
from consentdesk.services.pictures.camera import Shot, with_metadata
from consentdesk.services.pictures.previews import stand_in
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.thumbnails import Thumbnails, turned
from tests.services.office import Office
from tests.ui.driving import Driver


def plain(colour: tuple[int, int, int], size: tuple[int, int]) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG", quality=95)
    return written.getvalue()


def shot(path: Path, orientation: int = 1) -> bytes:
    """A green picture with a red preview."""
    about = Shot(
        number=1,
        size=(640, 480),
        orientation=orientation,
        people=(),
        gps=None,
        preview=plain((250, 0, 0), (160, 120)),
    )
    path.write_bytes(with_metadata(plain((0, 250, 0), (640, 480)), about))
    return path.read_bytes()


def test_a_stand_in_is_seen_first_and_never_kept(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    path = office.folder / "shot.jpg"
    shot(path)
    (added,) = photographs.add_photos(*office.desk, [path]).photos
    seen: list[tuple[bool, int]] = []
    thumbnails = Thumbnails(driver.context.tasks, lambda: office.register, window)
    QPixmapCache.clear()

    def look(_key: object) -> None:
        picture = thumbnails.picture(added.photo)
        if picture is not None:
            colour = picture.toImage().pixelColor(20, 20)
            seen.append((colour.red() > colour.green(), picture.width()))

    thumbnails.arrived.connect(look)
    assert thumbnails.picture(added.photo) is None
    driver.wait(lambda: bool(seen) and not seen[-1][0])
    assert seen[0] == (True, 160)
    assert seen[-1] == (False, 384)
    kept = list((office.folder.parent / "home").rglob(f"{added.photo}-*.jpg"))
    assert len(kept) == 1
    colour = QImage(str(kept[0])).pixelColor(20, 20)
    assert colour.green() > colour.red(), "what is kept is the picture"
    thumbnails.close()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_stand_in_is_turned_as_the_picture_is(office: Office, orientation: int) -> None:
    found = stand_in(shot(office.folder / "turned.jpg", orientation))
    assert found is not None
    assert found.orientation == orientation
    stored = QImage(2, 1, QImage.Format.Format_RGB32)
    stored.setPixel(0, 0, 0xFFFF0000)
    stored.setPixel(1, 0, 0xFF00FF00)
    with Image.new("RGB", (2, 1)) as other:
        other.putpixel((0, 0), (255, 0, 0))
        other.putpixel((1, 0), (0, 255, 0))
        exif = Image.Exif()
        exif[0x0112] = orientation
        written = BytesIO()
        other.save(written, "PNG", exif=exif)
    with Image.open(BytesIO(written.getvalue())) as image:
        meant = ImageOps.exif_transpose(image)
    seen = turned(stored, orientation)
    assert (seen.width(), seen.height()) == meant.size
    for x in range(seen.width()):
        for y in range(seen.height()):
            colour = seen.pixelColor(x, y)
            assert (colour.red(), colour.green(), colour.blue()) == meant.getpixel((x, y))


def test_a_file_with_a_broken_head_has_no_stand_in(office: Office) -> None:
    data = shot(office.folder / "whole.jpg")
    for end in range(2, 900, 7):
        assert stand_in(data[:end]) is None or len(data[:end]) > 600
    for place in range(20, 700, 3):
        hurt = bytearray(data)
        hurt[place : place + 4] = b"\xff\xff\xff\xff"
        stand_in(bytes(hurt))
    assert stand_in(b"") is None
    assert stand_in(plain((0, 0, 0), (8, 8))) is None
