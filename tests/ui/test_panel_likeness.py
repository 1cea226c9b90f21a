"""The photo panel asks about a picture with fewer people than the one it looks like (R21)."""

from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from consentdesk.domain.acts import ActKind
from consentdesk.domain.photos import Destination, PhotoKind
from consentdesk.services import assessing, photographs
from consentdesk.ui.photo_panel import PhotoPanel, open_photo_panel
from tests.services.office import Office
from tests.ui.panel_driver import PanelDriver

Key = Qt.Key


def _acts(office: Office, path: Path) -> list[ActKind]:
    with office.register.read() as reader:
        return [a.kind for a in reader.acts_on([office.photo(path)])[office.photo(path)]]


def test_the_bare_one_of_two_look_alikes_is_asked_about(panel: PanelDriver, office: Office) -> None:
    """R16, R21: both came in together, and one was named since."""
    noah = office.child()
    large = office.draw(size=(640, 480))
    small = office.shrunk(large)
    photographs.add_photos(*office.desk, [large, small], attest=False)
    photographs.add_photos(*office.desk, [large], kind=PhotoKind.PORTRAIT, shows=[noah], alone=True)
    opened = panel.open(small)
    before = office.acts()
    panel.key(Key.Key_0)
    panel.key(Key.Key_Return)
    assert f"{small.name} looks like {large.name}" in opened.banner.text
    assert ActKind.ATTESTED not in _acts(office, small)
    assert opened.verdicts.words[0] != "Website: May be shown"
    panel.click(panel.button("They are two pictures"))
    assert ActKind.ATTESTED in _acts(office, small)
    assert opened.verdicts.words[0] == "Website: May be shown"
    assert office.acts() > before


def test_each_of_several_look_alikes_is_answered_by_itself(
    panel: PanelDriver, office: Office
) -> None:
    """R21: the button speaks of the one picture that the sentence names."""
    noah = office.child()
    large = office.draw(size=(640, 480))
    small = office.shrunk(large)
    bare = office.shrunk(large, "bare.jpg", Image.Transpose.FLIP_LEFT_RIGHT)
    photographs.add_photos(*office.desk, [large, small, bare], attest=False)
    others = [office.photo(path) for path in (large, small)]
    photographs.set_kinds(*office.desk, dict.fromkeys(others, PhotoKind.PORTRAIT))
    photographs.name_all(*office.desk, {photo: {noah: None} for photo in others})
    photographs.attest_all(*office.desk, others)
    opened = panel.open(bare)
    panel.key(Key.Key_0)
    panel.key(Key.Key_Return)
    asked = set()
    for path in (large, small):
        assert ActKind.ATTESTED not in _acts(office, bare)
        named = [p.name for p in (large, small) if f"looks like {p.name} " in opened.banner.text]
        assert len(named) == 1, path
        asked.update(named)
        panel.click(panel.button("They are two pictures"))
    assert asked == {large.name, small.name}
    assert ActKind.ATTESTED in _acts(office, bare)


def test_no_answer_about_one_pair_is_taken_for_all_photos_chosen(
    panel: PanelDriver, office: Office
) -> None:
    """R16, R21: the sentence names one pair, and each of the others is asked about alone."""
    noah, ida = office.family("Noah Lund"), office.family("Ida Dal")
    pairs = [(large := office.draw(size=(640, 480)), office.shrunk(large)) for _ in range(2)]
    every = [path for pair in pairs for path in pair]
    photographs.add_photos(*office.desk, every, attest=False)
    for large, _small in pairs:
        photographs.add_photos(*office.desk, [large], shows=[noah, ida], alone=True)
    small = [pair[1] for pair in pairs]
    opened = panel.open(*small)
    opened.strip.selectAll()
    panel.settle()
    panel.name("noah")
    panel.key(Key.Key_Return)
    assert " looks like " in opened.banner.text
    assert not any(b.isVisible() for b in opened.banner.findChildren(QPushButton) if b.text())
    assert all(ActKind.ATTESTED not in _acts(office, path) for path in small)


def test_whoever_holds_a_picture_back_is_led_to_its_like_that_may_still_leave(
    panel: PanelDriver, office: Office
) -> None:
    """R18, R21: the no is recorded first."""
    large = office.draw(size=(640, 480))
    small = office.shrunk(large)
    photographs.add_photos(*office.desk, [large, small], kind=PhotoKind.SITUATION, attest=False)
    assessing.assess_all(
        *office.desk,
        photos=[office.photo(large), office.photo(small)],
        destinations=[Destination("website")],
        publish=True,
        reason="Children at play",
    )
    opened = panel.open(small)
    panel.judge(Destination("website"), reason="Somebody cries", publish=False)
    assert opened.verdicts.words[0] == "Website: May not be shown"
    assert f"{large.name} looks the same and may still go there" in opened.banner.text
    panel.click(panel.button("Show the other picture"))
    (other,) = opened.findChildren(PhotoPanel)
    assert other.strip.photos == (office.photo(large),)


def test_a_frame_is_asked_about_once_beside_all_its_like(
    panel: PanelDriver, office: Office
) -> None:
    """R21: each is named, and nothing is said of others by the answer."""
    for name in ("Noah Lund", "Ida Dal"):
        office.family(name)
    first = office.draw(size=(640, 480))
    others = [office.shrunk(first, f"frame{n}.jpg") for n in range(3)]
    for number, path in enumerate((first, *others)):
        # Each is another file of what looks the same, taken in the same second.
        with Image.open(path) as image:
            said = image.getexif()
            said.get_ifd(0x8769)[0x9003] = "2026:06:12 10:00:00"
            image.save(path, quality=90 - 5 * number, exif=said)
    photographs.add_photos(*office.desk, [first, *others], attest=False, album="Trip")
    photos = [office.photo(path) for path in (first, *others)]
    panel.panel = open_photo_panel(panel.context, panel.desk, photos, in_bursts=True)
    panel.settle()
    strip = panel.panel.strip
    assert strip.bursts == (tuple(photos),)
    asked = []
    for photo, names in zip(
        photos, (["noah"], ["ida"], ["noah", "ida"], ["noah", "ida"]), strict=True
    ):
        strip.choose((photo,))
        panel.settle()
        for name in names:
            panel.name(name)
        panel.key(Key.Key_Return)
        if "None of them is the same picture" in _buttons(panel):
            asked.append(photo)
            panel.click(panel.button("None of them is the same picture"))
    assert asked == photos[2:]
    assert all(ActKind.ATTESTED in _acts(office, path) for path in (first, *others))


def _buttons(panel: PanelDriver) -> list[str]:
    return [b.text() for b in panel.panel.banner.findChildren(QPushButton) if b.isVisible()]
