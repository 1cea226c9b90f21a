"""The counting aid in the windows: in the background, stopped at will, and asked about once."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.verdict import Outcome
from consentdesk.services import counting, ruling
from consentdesk.ui.context import Context
from consentdesk.ui.counting import Counting
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.settings_dialog import SettingsDialog
from consentdesk.ui.tasks import Job
from tests.services.office import Office
from tests.services.pictures.portraits import photo as pictured
from tests.ui.driving import Driver
from tests.ui.panel_driver import PanelDriver

Key = Qt.Key


@pytest.fixture
def three(office: Office) -> tuple[SubjectId, ...]:
    """Three who may be shown everywhere."""
    found = tuple(office.family(f"{name} Friis") for name in ("Ida", "Bo", "Alma"))
    for child in found:
        office.permit(child)
    return found


@pytest.fixture
def counted_four(office: Office, three: tuple[SubjectId, ...]) -> Path:
    """A portrait of the three on which four faces were counted, attested."""
    switch(office)
    path = taken(office, 4, *three)
    count(office)
    return path


def switch(office: Office, *, on: bool = True) -> None:
    ruling.set_rules(*office.desk, {"counting_aid": on})


def taken(office: Office, faces: int, *shown: SubjectId) -> Path:
    path = office.folder / f"IMG_{office.drawn:04d}.jpg"
    office.drawn += 1
    path.write_bytes(pictured(faces, size=(1600 + office.drawn, 1000)))
    return office.portrait(*shown, path=path)


def count(office: Office) -> None:
    with office.register.read() as reader:
        waiting = counting.waiting(reader)
    counting.count(office.register, lambda: office.at, waiting)


def faces(office: Office, path: Path) -> int | None:
    with office.register.read() as reader:
        return reader.photo(office.photo(path)).faces


@pytest.fixture
def aid(context: Context) -> Iterator[Counting]:
    """The background counting of a desk without a window."""
    made = Counting(context, context)
    yield made
    made.stop()


def _look(driver: Driver, found: Counting) -> None:
    found.look()
    driver.settle()


def test_photos_are_counted_in_the_background_once_the_switch_is_on(
    driver: Driver,
    context: Context,
    aid: Counting,
    office: Office,
    three: tuple[SubjectId, ...],
) -> None:
    path = taken(office, 4, *three)
    jobs: list[str] = []
    context.tasks.job_started.connect(lambda job: jobs.append(job.title))
    _look(driver, aid)
    assert faces(office, path) is None
    assert "Counting faces" not in jobs
    switch(office)
    _look(driver, aid)
    assert faces(office, path) == 4
    assert jobs.count("Counting faces") == 1
    _look(driver, aid)
    assert jobs.count("Counting faces") == 1


def test_the_main_window_counts_by_itself_after_something_was_written(
    window: MainWindow, driver: Driver, office: Office, three: tuple[SubjectId, ...]
) -> None:
    switch(office)
    path = taken(office, 4, *three)
    window.context.tell_written()
    driver.wait(lambda: faces(office, path) == 4)
    driver.settle()


def test_what_was_stopped_does_not_begin_again_by_itself(
    driver: Driver,
    context: Context,
    aid: Counting,
    office: Office,
    three: tuple[SubjectId, ...],
) -> None:
    switch(office)
    path = taken(office, 4, *three)

    def stop(job: Job) -> None:
        if job.title:
            job.cancel()

    context.tasks.job_started.connect(stop)
    _look(driver, aid)
    context.tasks.job_started.disconnect(stop)
    _look(driver, aid)
    assert faces(office, path) is None
    new = taken(office, 2, *three)
    _look(driver, aid)
    assert (faces(office, path), faces(office, new)) == (None, 2)


def test_nobody_need_wait_for_it_to_close_the_window(
    window: MainWindow, driver: Driver, office: Office, three: tuple[SubjectId, ...]
) -> None:
    switch(office)
    taken(office, 4, *three)
    titles: list[tuple[str, bool]] = []
    window.context.tasks.job_started.connect(lambda j: titles.append((j.title, j.resumes)))
    window.counting.look()
    driver.wait(lambda: ("Counting faces", True) in titles)
    window.close()
    assert not window.isVisible()
    driver.settle()


def test_the_numbers_are_said_and_whoever_says_it_again_has_looked(
    panel: PanelDriver, office: Office, counted_four: Path
) -> None:
    opened = panel.open(counted_four)
    assert opened.claim.state.text() == "The aid counted 4, you named 3: look again."
    assert panel.button("I h&ave looked: 3").isVisible()
    assert office.check(counted_four) == [Outcome.UNDECIDED]
    panel.click(opened.claim.attest)
    assert office.check(counted_four) == [Outcome.CLEAR]


def test_who_confirms_fewer_than_were_counted_is_asked_before_it_is_written(
    panel: PanelDriver, office: Office, three: tuple[SubjectId, ...]
) -> None:
    switch(office)
    path = taken(office, 4)
    count(office)
    opened = panel.open(path)
    panel.name("ida", "bo", "alma")
    before = office.acts()
    panel.key(Key.Key_Return)
    assert office.acts() == before
    assert opened.claim.state.text() == "The aid counted 4, you named 3: look again."
    opened.claim.visible.setValue(4)
    assert "look again" not in opened.claim.state.text()
    opened.claim.visible.setValue(3)
    panel.key(Key.Key_Return)
    panel.settle()
    assert office.check(path) == [Outcome.CLEAR]
    assert three


def test_more_visible_than_named_is_taken_at_the_word(
    panel: PanelDriver, office: Office, three: tuple[SubjectId, ...]
) -> None:
    switch(office)
    path = taken(office, 4, *three[:1])
    count(office)
    opened = panel.open(path)
    opened.claim.visible.setValue(4)
    panel.click(opened.claim.attest)
    assert faces(office, path) == 4
    assert office.check(path) == [Outcome.WITHHELD]


def test_whoever_vouches_for_several_has_looked_at_none_of_them_twice(
    panel: PanelDriver, office: Office, counted_four: Path, three: tuple[SubjectId, ...]
) -> None:
    other = taken(office, 4, *three)
    count(office)
    opened = panel.open(counted_four, other)
    panel.control(opened.strip, Key.Key_A)
    assert "On 2 of them more faces were counted than named" in opened.claim.state.text()
    panel.click(opened.claim.attest)
    assert office.check(counted_four, other) == [Outcome.UNDECIDED] * 2


def test_fewer_counted_than_named_means_nothing(
    panel: PanelDriver, office: Office, three: tuple[SubjectId, ...]
) -> None:
    switch(office)
    path = taken(office, 1, *three)
    count(office)
    assert panel.open(path).claim.state.text() == "Confirmed: 3 people can be recognised."


def test_a_count_means_nothing_once_the_switch_is_off(
    panel: PanelDriver, office: Office, counted_four: Path
) -> None:
    switch(office, on=False)
    opened = panel.open(counted_four)
    assert opened.claim.state.text() == "Confirmed: 3 people can be recognised."
    assert office.check(counted_four) == [Outcome.CLEAR]


@pytest.mark.parametrize("is_there", [True, False])
def test_the_settings_say_whether_it_is_there_and_how_to_get_it(
    driver: Driver,
    context: Context,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    is_there: bool,
) -> None:
    if not is_there:
        monkeypatch.setitem(sys.modules, "dlib", None)
    with office.register.read() as reader:
        policy, here = reader.policy, reader.institution
    parent = QWidget()
    driver.show(parent)
    dialog = SettingsDialog(context, parent, policy, here)
    driver.show(dialog)
    assert dialog.rules is not None
    tick = dialog.rules.fields["counting_aid"]
    assert isinstance(tick, QCheckBox)
    assert not tick.isChecked()
    said = " ".join(text.text() for text in dialog.rules.findChildren(QLabel))
    assert "nobody is recognised" in said
    assert ("pip install consentdesk[faces]" in said) is not is_there
    tick.setChecked(True)
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert reader.policy.counting_aid
