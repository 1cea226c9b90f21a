"""The cable is cut at every step: a sentence, a window that goes on, nothing lost or doubled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest

from consentdesk.domain.people import SubjectId
from consentdesk.services import photographs
from consentdesk.storage.register import Register
from consentdesk.storage.verifying import verify
from consentdesk.ui.main_window import MainWindow
from tests.postgres import Postgres
from tests.services.office import Office
from tests.ui.driving import Driver
from tests.ui.panel_driver import PanelDriver
from tests.ui.server.cable import Cable
from tests.ui.server.conftest import found_on, hurry, silence

Key = Qt.Key
ENDS, COMMIT = b"consentdesk_finish", b"COMMIT"
"""What a write says last, and then."""


@dataclass(frozen=True)
class Cut:
    """Which words of one line the cut comes at, how, and whether the server hears the last."""

    words: tuple[bytes, ...]
    how: Callable[[Cable], None]
    arrives: bool = False


CUTS = (
    Cut((b"SELECT",), Cable.tear),
    Cut((b"SELECT",), Cable.hang),
    Cut((ENDS,), Cable.tear),
    Cut((ENDS,), Cable.hang),
    Cut((ENDS, COMMIT), Cable.tear),
    Cut((ENDS, COMMIT), Cable.tear, arrives=True),
    Cut((ENDS, COMMIT), Cable.hang),
    Cut((ENDS, COMMIT), Cable.hang, arrives=True),
)
NAMES = ("Ada", "Bo", "Cai", "Dan", "Eva", "Fie", "Gry", "Hanne")


@pytest.fixture
def cable(server: Postgres) -> Iterator[Cable]:
    """The desk's own line to the server."""
    with Cable(found_on(server)) as made:
        yield made


@pytest.fixture
def office(cable: Cable, tmp_path: Path) -> Iterator[Office]:
    """A school at the other end of it."""
    (tmp_path / "pictures").mkdir()
    with Register.open(cable.url) as register:
        yield Office(register, tmp_path / "pictures")


class Heart(QTimer):
    """Beats as long as the window is not frozen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.beats = 0
        self.timeout.connect(self._on_timeout)
        self.start(10)

    def goes_on(self, driver: Driver) -> None:
        """Wait for a number of beats."""
        until = self.beats + 20
        driver.wait(lambda: self.beats > until)

    def _on_timeout(self) -> None:
        self.beats += 1


@pytest.fixture
def path(window: MainWindow, panel: PanelDriver, office: Office) -> Path:
    """A photo of nobody yet, open in the panel."""
    for name in NAMES:
        office.child(f"{name} Holm")
    path = office.draw()
    photographs.add_photos(*office.desk, [path], attest=False)
    hurry(window, panel.open(path))
    return path


def _there(cable: Cable, office: Office, path: Path) -> set[SubjectId]:
    """Who is on it, asked of the server itself."""
    with Register.open(cable.direct) as register, register.read() as reader:
        photo = office.photo(path)
        return {d.subject for d in reader.depicted([photo])[photo]}


def test_a_cable_cut_at_any_step_loses_nothing_and_doubles_nothing(
    window: MainWindow, panel: PanelDriver, office: Office, cable: Cable, path: Path
) -> None:
    field, queue = panel.panel.people.field, panel.panel.writer.queue
    heart, acts = Heart(panel.panel), office.acts()
    for count, (cut, name) in enumerate(zip(CUTS, NAMES, strict=True), start=1):
        field.setFocus()
        panel.name(name.lower())
        cable.cut_at(*cut.words, how=partial(cut.how, cable), arrives=cut.arrives)
        # A name could be written twice without harm; a statement would stand there twice.
        QTest.keyClick(field, Key.Key_Return)
        panel.wait(cable.cut.is_set)
        panel.wait(lambda: "hasn't answered" in silence(window))
        panel.wait(lambda: "is kept" in panel.panel.unwritten.text or queue.is_idle)
        heart.goes_on(panel)
        assert silence(window), "it was still cut"
        assert len(panel.chips()) == count, "what was said stays in sight"
        cable.mend()
        panel.wait(lambda: queue.is_idle and not silence(window))
        panel.settle()
        assert panel.panel.unwritten.text == ""
        assert len(_there(cable, office, path)) == count, cut
        assert office.acts() == acts + 1 + 2 * count, f"a kind, names and statements, once: {cut}"
    assert verify(office.register).ok


def test_what_nobody_could_tell_at_the_time_is_found_out_before_it_is_written_again(
    window: MainWindow, panel: PanelDriver, office: Office, cable: Cable, path: Path
) -> None:
    """As where the server is away for longer than it is waited for."""
    field, queue, acts = panel.panel.people.field, panel.panel.writer.queue, office.acts()
    office.register.leave()
    for count, arrives in enumerate((False, True), start=1):
        field.setFocus()
        panel.name(NAMES[count].lower())
        cable.cut_at(ENDS, COMMIT, how=cable.tear, arrives=arrives)
        QTest.keyClick(field, Key.Key_Return)
        panel.wait(lambda: "is kept" in panel.panel.unwritten.text)
        cable.mend()
        panel.wait(lambda: queue.is_idle and not silence(window))
        panel.settle()
        assert len(_there(cable, office, path)) == count
        assert office.acts() == acts + 1 + 2 * count


def test_a_slow_line_only_takes_its_time(
    window: MainWindow, panel: PanelDriver, office: Office, cable: Cable, path: Path
) -> None:
    field, queue, heart = panel.panel.people.field, panel.panel.writer.queue, Heart(panel.panel)
    window.watch.stop()
    panel.type(field, "ada")
    cable.delay = 0.05
    QTest.keyClick(field, Key.Key_Return)
    heart.goes_on(panel)
    assert panel.chips() == ["Ada Holm"]
    panel.wait(lambda: queue.is_idle)
    cable.delay = 0.0
    panel.settle()
    assert silence(window) == panel.panel.banner.text == ""
    assert len(_there(cable, office, path)) == 1


def test_the_server_can_be_reached_by_neither_and_the_names_are_searched_again(
    window: MainWindow, panel: PanelDriver, cable: Cable, path: Path
) -> None:
    """The cut comes before a line is made: the one kept for it is gone too."""
    assert path.exists()
    field = panel.panel.people.field
    cable.tear()
    panel.type(field, "ada")
    panel.wait(lambda: "hasn't answered" in silence(window))
    cable.mend()
    panel.wait(lambda: field.is_open)
    panel.press(field, Key.Key_Return)
    assert panel.chips() == ["Ada Holm"]
