"""Nobody names or judges what is not in sight: another version of a photo may lack somebody."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from consentdesk.domain.acts import ActKind
from consentdesk.domain.photos import PhotoId
from consentdesk.domain.verdict import Outcome
from consentdesk.services import correcting, originals, photographs
from consentdesk.ui.photo_panel import open_photo_panel
from tests.services.office import WEBSITE, Office
from tests.ui.panel_driver import PanelDriver
from tests.ui.test_naming_bursts import attested

Key = Qt.Key


class Cropped:
    """A photo with somebody at its right edge, whose file is on a card, and a crop of it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        office.permit(office.family("Noah Lund"))
        office.family("Ida Holm")
        drawn = (office.draw(size=(1200, 900)), office.draw(size=(1200, 900)))
        for second, path in enumerate(drawn):
            exif = Image.Exif()
            exif.get_ifd(0x8769)[0x9003] = f"2026:09:14 09:00:0{second}"
            Image.open(path).convert("RGB").save(path, exif=exif, quality=92)
        photographs.add_photos(
            *office.desk, drawn, attest=False, photographer="Anna Holm", rights="own"
        )
        self.beside, self.photo = office.photo(drawn[0]), office.photo(drawn[1])
        self.file, self.crop = drawn[1], office.folder / "crop.jpg"
        whole = Image.open(self.file).convert("RGB")
        whole.crop((0, 0, 1116, 837)).save(self.crop, quality=92)
        photographs.same_picture(*office.desk, path=self.crop, photo=self.photo)
        photographs.add_photos(*office.desk, [self.crop], attest=False)
        self.away = office.folder.parent / "card.jpg"
        self.file.rename(self.away)

    def bring_back(self) -> None:
        self.away.rename(self.file)

    def kept(self) -> bytes | None:
        """The small picture kept of it on this machine."""
        with self.office.register.read() as reader:
            digest, house = reader.registered(self.photo).sha256, reader.institution.uuid
        return originals.preview(house, self.photo, digest)

    def is_attested(self) -> bool:
        return attested(self.office, [self.photo]) == [True]


@pytest.fixture
def cropped(office: Office) -> Cropped:
    return Cropped(office)


def look_at_burst(panel: PanelDriver, cropped: Cropped) -> None:
    """Open both photos as a burst."""
    photos = (cropped.beside, cropped.photo)
    panel.panel = open_photo_panel(panel.context, panel.desk, photos, in_bursts=True)
    panel.qtbot.waitExposed(panel.panel)
    panel.panel.activateWindow()
    panel.settle()
    panel.wait(lambda: panel.panel.canvas.has_picture)
    panel.settle()


def test_who_sees_only_a_crop_of_the_photo_is_asked_once(
    panel: PanelDriver, cropped: Cropped
) -> None:
    panel.open_photos(cropped.photo)
    assert panel.panel.canvas.has_picture
    panel.name("no")
    panel.key(Key.Key_Return)
    assert panel.panel.banner.text.startswith("Of 1 photo only another version is in sight;")
    assert not cropped.is_attested()
    assert cropped.office.check(cropped.away) != [Outcome.CLEAR]
    panel.key(Key.Key_Return)
    assert cropped.is_attested()


def test_in_a_burst_the_small_picture_of_a_crop_counts_no_more_and_is_not_kept(
    panel: PanelDriver, cropped: Cropped
) -> None:
    look_at_burst(panel, cropped)
    assert cropped.kept() is None
    panel.name("no")
    panel.key(Key.Key_Return)
    assert panel.panel.banner.text.startswith("Of 1 photo only another version is in sight;")
    assert attested(cropped.office, [cropped.beside, cropped.photo]) == [False, False]


def test_once_the_registered_file_is_back_it_is_shown_and_nothing_is_asked(
    panel: PanelDriver, cropped: Cropped
) -> None:
    thumbnails = panel.context.thumbnails
    thumbnails.picture(cropped.photo)
    panel.wait(lambda: thumbnails.is_other_version(cropped.photo))
    cropped.bring_back()
    look_at_burst(panel, cropped)
    panel.wait(lambda: cropped.kept() is not None)
    panel.settle()
    assert not thumbnails.is_other_version(cropped.photo)
    panel.name("no")
    panel.key(Key.Key_Return)
    assert cropped.is_attested()


def test_the_small_picture_of_what_is_no_version_any_more_goes(
    panel: PanelDriver, cropped: Cropped
) -> None:
    thumbnails, office = panel.context.thumbnails, cropped.office
    thumbnails.picture(cropped.photo)
    panel.wait(lambda: thumbnails.is_there(cropped.photo))
    with office.register.read() as reader:
        (act,) = reader.ledger(kinds=frozenset({ActKind.SAME_PICTURE}))
    panel.context.tell_written()
    panel.settle()
    assert thumbnails.is_there(cropped.photo), "nothing was said of it"
    correcting.correct(*office.desk, number=act.number, reason="They are two pictures")
    panel.context.tell_written()
    panel.settle()
    assert not thumbnails.is_there(cropped.photo)
    thumbnails.picture(cropped.photo)
    panel.wait(lambda: thumbnails.is_missing(cropped.photo))


def test_a_small_picture_elsewhere_is_no_sight_of_a_photo_whose_file_is_away(
    panel: PanelDriver, office: Office
) -> None:
    """With one photo there is no row: the picture that is kept is nowhere on the screen."""
    office.permit(office.family("Noah Lund"))
    path = office.draw()
    photographs.add_photos(*office.desk, [path], attest=False)
    photo, thumbnails = office.photo(path), panel.context.thumbnails
    thumbnails.picture(photo)
    panel.wait(lambda: thumbnails.is_there(photo))
    path.unlink()
    panel.open_photos(photo)
    panel.name("no")
    panel.key(Key.Key_Return)
    assert panel.panel.banner.text.startswith("The picture of 1 photo can't be shown.")
    assert attested(office, [photo]) == [False]


def judged(office: Office) -> int:
    with office.register.read() as reader:
        return len(reader.ledger(kinds=frozenset({ActKind.ASSESSED})))


def test_a_situation_nobody_can_see_is_judged_only_after_a_question(
    panel: PanelDriver, office: Office
) -> None:
    path = office.situation(office.family("Ida Dal"))
    data, photo = path.read_bytes(), office.photo(path)
    path.unlink()
    panel.open_photos(photo)
    panel.judge(WEBSITE)
    assert panel.panel.banner.text.startswith("The picture of 1 photo can't be shown.")
    assert not judged(office)
    path.write_bytes(data)
    assert office.check(path) == [Outcome.UNDECIDED]
    panel.press(panel.panel.assessment.reason, Key.Key_Return)
    assert judged(office) == 1


def test_of_several_situations_each_that_nobody_can_see_is_asked_about(
    panel: PanelDriver, office: Office
) -> None:
    ida = office.family("Ida Dal")
    paths: list[Path] = [office.situation(ida) for _three in range(3)]
    photos: tuple[PhotoId, ...] = tuple(office.photo(path) for path in paths)
    for path in paths[1:]:
        path.unlink()
    panel.open_photos(*photos)
    panel.panel.strip.choose(photos)
    panel.settle()
    assert panel.panel.canvas.has_picture
    panel.judge(WEBSITE)
    assert panel.panel.banner.text.startswith("The pictures of 2 photos can't be shown.")
    assert not judged(office)
    panel.press(panel.panel.assessment.reason, Key.Key_Return)
    assert judged(office) == 3
