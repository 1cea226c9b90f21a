"""The panel and covers: what was drawn over somebody comes back with the name."""

from PySide6.QtCore import Qt

from consentdesk.domain.covers import Drawn, rectangle
from consentdesk.domain.photos import PhotoId, Region
from consentdesk.services import hiding
from consentdesk.services.pictures.fingerprint import fingerprint
from tests.services.office import Office
from tests.ui.panel_driver import PanelDriver

OVER = rectangle(Region(0.2, 0.2, 0.4, 0.6))


def test_undoing_the_removal_of_a_name_brings_the_cover_back(
    panel: PanelDriver, office: Office
) -> None:
    ida = office.family("Ida Dal")
    path = office.portrait(ida)
    photo, drawn = office.photo(path), Drawn(covers=((ida, OVER),))
    hiding.hide_all(
        *office.desk,
        {photo: drawn},
        {photo: fingerprint(path.read_bytes())},
        before={photo: Drawn()},
    )
    panel.open(path)
    panel.key(Qt.Key.Key_Backspace)
    assert _drawn(office, photo) == Drawn()
    panel.control(panel.panel.people.field, Qt.Key.Key_Z)
    assert panel.chips() == ["Ida Dal"]
    assert _drawn(office, photo) == drawn


def _drawn(office: Office, photo: PhotoId) -> Drawn:
    with office.register.read() as reader:
        return hiding.drawn_on(reader, photo)
