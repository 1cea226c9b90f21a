"""Restoring a backup in the window: what would be lost is told first, and nothing goes unseen."""

import errno
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QScrollArea

from consentdesk.domain.photos import PhotoId
from consentdesk.services import roster, upkeep
from consentdesk.storage import keys
from consentdesk.storage.database import raw_file
from consentdesk.storage.encrypting import encrypt_copy
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import SubjectFilter
from consentdesk.ui.check_opening import open_check_window
from consentdesk.ui.overview_page import OverviewPage
from consentdesk.ui.problem_page import ProblemPage
from consentdesk.ui.unlock_form import UnlockForm
from consentdesk.ui.upkeep import FOLDER
from tests.services.office import CLERK, MONDAY, Office
from tests.ui.fitting import ROOM, letters_of
from tests.ui.school import School

Key = Qt.Key


def _come(office: Office) -> None:
    """Two people, of whom one has answered and been photographed three times."""
    child = office.family("Ida Holm")
    office.permit(child)
    office.child("Noah Bruun")
    for _ in range(3):
        office.portrait(child)


def test_what_would_be_lost_is_told_before_the_backup_takes_its_place(school: School) -> None:
    school.work(lambda office: office.child("Ella Krog"))
    school.back_up()
    school.work(_come)
    dialog = school.ask()
    assert "Skovskolen" in dialog.found.holds.text()
    assert "2 people, 1 journaled answer and 3 photos have come since" in dialog.found.lost.text()
    assert "kept beside it" in dialog.found.kept.text()
    assert school.aside == []
    assert set(school.names()) == {"Ella Krog", "Ida Holm", "Noah Bruun"}
    dialog.found.tick.click()
    school.press(dialog)
    assert school.dialogs() == []
    assert school.names() == ["Ella Krog"]
    assert verify(school.program.context.register).ok
    (aside,) = school.aside
    assert str(aside) in school.said
    assert "is restored" in school.said
    assert isinstance(school.program.desk.window.pages.page, OverviewPage)
    with Register.open(str(aside)) as kept, kept.read() as reader:
        assert reader.counts(MONDAY.date()).subjects == 3


def test_a_restore_is_undone_by_restoring_what_was_put_aside(school: School) -> None:
    school.back_up()
    school.work(lambda office: office.child("Ella Krog"))
    school.press(school.ask())
    assert school.names() == []
    dialog = school.ask()
    assert "Put aside when a backup was restored" in dialog.model.entry(0).line.detail
    assert "no line of it is lost" in dialog.found.lost.text()
    school.press(dialog)
    assert school.names() == ["Ella Krog"]


def test_a_no_said_since_stands_first_and_must_be_agreed_to(school: School) -> None:
    """R7: restored unasked, a permission that was withdrawn would hold again."""
    school.work(lambda office: office.permit(office.family("Ida Holm")))
    school.back_up()
    driver = school.program.driver
    context = school.program.context
    with context.register.read() as reader:
        (ida,) = reader.find_subjects(SubjectFilter(), reader.today(MONDAY))
    roster.protect(context.register, CLERK, context.now(), subject=ida)
    dialog = school.ask()
    found = dialog.found
    assert "1 protected identity" in found.warning.text()
    assert "Ida Holm" in found.noes.text()
    assert found.warning.mapTo(dialog, found.rect().topLeft()).y() < found.holds.y() + found.y()
    assert not dialog.restore.isEnabled()
    driver.click(found.copy)
    assert "Ida Holm" in QApplication.clipboard().text()
    driver.click(found.tick)
    assert dialog.restore.isEnabled()
    school.press(dialog)
    assert "record it anew before any picture goes out" in school.said
    assert school.program.desk.window.banner.property("tone") == "no"


def test_what_was_said_of_photos_since_may_have_closed_something_too(school: School) -> None:
    school.back_up()
    school.work(_come)
    dialog = school.ask()
    assert "may have closed something" in dialog.found.warning.text()
    assert "said no" not in dialog.found.warning.text()
    assert not dialog.restore.isEnabled()


def test_what_is_written_after_the_look_is_not_lost_unseen(school: School) -> None:
    school.back_up()
    school.work(lambda office: office.child("Ella Krog"))
    dialog = school.ask()
    assert dialog.restore.isEnabled()

    def say_no(office: Office) -> None:
        roster.protect(*office.desk, subject=office.child("Ida Holm"))

    school.work(say_no)
    school.press(dialog)
    assert "Something was written in the register meanwhile" in dialog.banner.text
    assert "1 protected identity" in dialog.found.warning.text()
    assert "Ida Holm" in dialog.found.noes.text()
    assert not dialog.restore.isEnabled()
    assert school.aside == []
    assert set(school.names()) == {"Ella Krog", "Ida Holm"}


def _changed(path: Path) -> None:
    with closing(raw_file(path)) as database:
        database.execute("UPDATE subject SET name = 'Somebody Else'")


def _newer(path: Path) -> None:
    with closing(raw_file(path)) as database:
        database.execute("UPDATE consentdesk_version SET version_num = '9999'")


def _damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    path.write_bytes(data)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _photo(path: Path) -> None:
    path.write_bytes(b"\xff\xd8\xff a photo")


def _of_another(path: Path) -> None:
    path.unlink()
    Register.create(str(path), institution="Havskolen", policy="dk", clerk=CLERK, at=MONDAY).close()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_changed, "is damaged or was changed outside the program. Nothing"),
        (_damaged, "is damaged or was changed outside the program. Nothing"),
        (_cut, "is damaged or was changed outside the program. Nothing"),
        (_newer, "written by a newer ConsentDesk"),
        (_photo, "is not a backup of a register"),
        (_of_another, "that of Havskolen. It can't take the place"),
    ],
)
def test_a_backup_that_can_not_be_restored_is_one_sentence_and_changes_nothing(
    school: School, spoil: Callable[[Path], None], said: str
) -> None:
    school.work(lambda office: office.child("Ella Krog"))
    school.back_up()
    spoil(school.backup)
    before = sorted(school.folder.glob("register.db*")), school.backup.read_bytes()
    # Another institution's is not offered; anything can be pointed at.
    dialog = school.look_at(school.backup)
    told = dialog.found.warning.text().replace("\u200b", "")
    assert said in told
    assert "--" not in told
    assert "(" not in told, "what a driver says is no sentence for a school office"
    assert dialog.found.lost.text() == ""
    assert not dialog.restore.isEnabled()
    assert not dialog.found.tick.isVisible()
    after = sorted(school.folder.glob("register.db*")), school.backup.read_bytes()
    assert before[1] == after[1]
    assert school.aside == []
    assert school.names() == ["Ella Krog"]


def test_a_file_that_is_gone_is_told(school: School) -> None:
    dialog = school.look_at(school.folder / "gone.db")
    assert "The file is not there" in dialog.banner.text


def test_a_register_open_at_another_desk_is_left_alone_and_opens_again(school: School) -> None:
    school.back_up()
    school.work(lambda office: office.child("Ella Krog"))
    dialog = school.ask()
    with closing(raw_file(school.path)) as another:
        another.execute("SELECT count(*) FROM subject").fetchone()
        school.press(dialog)
        assert "open in another window or another program" in dialog.banner.text
    assert school.aside == []
    assert school.names() == ["Ella Krog"]
    assert dialog.isVisible()
    # The same button does it once the register is closed there.
    school.press(dialog)
    assert school.names() == []


def test_no_room_for_the_backup_is_told_and_changes_nothing(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.back_up()
    school.work(lambda office: office.child("Ella Krog"))
    dialog = school.ask()
    before = sorted(p.name for p in school.folder.iterdir())

    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("consentdesk.storage.restoring.fsync_file", full)
    school.press(dialog)
    monkeypatch.undo()
    assert "full" in dialog.banner.text
    assert school.aside == []
    assert school.names() == ["Ella Krog"]
    assert sorted(p.name for p in school.folder.iterdir()) == before


def test_cancel_is_where_enter_goes_and_changes_nothing(school: School) -> None:
    school.back_up()
    school.work(lambda office: office.child("Ella Krog"))
    dialog = school.ask()
    assert dialog.cancel.isDefault()
    assert dialog.list.hasFocus()
    school.program.driver.press(dialog, Key.Key_Escape)
    assert school.dialogs() == []
    assert school.names() == ["Ella Krog"]


def test_cancel_before_it_has_begun_leaves_everything_as_it_is(school: School) -> None:
    school.back_up()
    school.work(lambda office: office.child("Ella Krog"))
    dialog = school.ask()
    dialog.restore.click()
    dialog.cancel.click()
    school.program.driver.settle()
    assert dialog.restore.isEnabled()
    assert school.names() == ["Ella Krog"]
    assert school.aside == []


def test_stopped_while_the_backup_is_read_leaves_everything_as_it_is(school: School) -> None:
    school.back_up()
    school.work(lambda office: office.child("Ella Krog"))
    dialog = school.ask()
    tasks = school.program.context.tasks

    def stop(job: object) -> None:
        tasks.job_started.disconnect(stop)
        assert job is not None
        # As soon as it runs, Cancel means to stop it.
        dialog.cancel.click()

    dialog.emptied.connect(
        lambda: tasks.job_started.connect(stop, Qt.ConnectionType.QueuedConnection)
    )
    school.press(dialog)
    assert "Stopped. Nothing was restored" in dialog.banner.text
    assert school.names() == ["Ella Krog"]
    assert school.aside == []


def test_a_damaged_register_offers_its_backups_where_it_says_so(school: School) -> None:
    school.work(lambda office: office.child("Ella Krog"))
    school.back_up()
    _damaged(school.path)
    hurt = school.path.read_bytes()
    front = school.program.front
    assert isinstance(front, ProblemPage)
    school.program.driver.click(front.restore)
    (dialog,) = school.dialogs()
    assert "can't be read" in dialog.found.warning.text()
    assert "must be recorded anew" in dialog.found.warning.text()
    assert not dialog.restore.isEnabled()
    school.program.driver.click(dialog.found.tick)
    school.press(dialog)
    assert school.names() == ["Ella Krog"]
    assert "Record anew whatever was withdrawn since" in school.said
    (aside,) = school.aside
    assert aside.read_bytes() == hurt


def test_a_register_that_is_whole_is_not_offered_a_backup_on_that_page(school: School) -> None:
    _newer(school.path)
    front = school.program.front
    assert isinstance(front, ProblemPage)
    assert not front.restore.isVisible()


def test_where_nothing_is_a_backup_is_put_there(school: School) -> None:
    school.work(lambda office: office.child("Ella Krog"))
    school.back_up()
    school.path.unlink()
    dialog = school.ask()
    assert "so nothing is lost" in dialog.found.lost.text()
    school.press(dialog)
    assert school.names() == ["Ella Krog"]
    assert school.aside == []


def test_without_a_backup_a_file_can_still_be_chosen(school: School, tmp_path: Path) -> None:
    dialog = school.ask()
    assert "No backup was found" in dialog.none_found.text()
    assert dialog.other.hasFocus()
    assert not dialog.restore.isEnabled()
    with Register.open(str(school.path)) as register:
        upkeep.backup(register, tmp_path / "stick.db")
    dialog.choose(tmp_path / "stick.db")
    school.program.driver.settle()
    assert dialog.model.entry(0).line.detail == "stick.db"
    assert dialog.restore.isEnabled()


def test_the_daily_backups_are_offered(school: School, settings: QSettings, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    settings.setValue(FOLDER, str(folder))
    school.work(lambda office: office.child("Ella Krog"))
    school.program.driver.wait(lambda: any(folder.glob("consentdesk-daily-*.db")))
    dialog = school.ask()
    assert dialog.model.entry(0).line.detail == "Daily backup"
    assert "no line of it is lost" in dialog.found.lost.text()


def test_another_window_must_be_closed_first(school: School) -> None:
    program = school.program
    check = open_check_window(program.context, program.desk.window, [])
    program.driver.settle()
    program.desk.window.actions_.restore.trigger()
    program.driver.settle()
    assert school.dialogs() == []
    assert "Another window of ConsentDesk is still open" in school.said
    check.close()
    program.driver.settle()


def test_a_servers_register_offers_no_backup_to_restore(school: School) -> None:
    actions = school.program.desk.window.actions_
    assert actions.restore.isVisible()
    actions.offer_restore(on=False)
    assert not actions.restore.isVisible()
    assert not actions.restore.isEnabled()


def test_a_photo_with_a_number_given_once_more_shows_itself(school: School) -> None:
    """The small copies on this computer are of the register that was put aside."""
    school.back_up()
    taken: list[tuple[PhotoId, Path]] = []

    def take(office: Office) -> None:
        path = office.portrait(office.child("Ida Holm"))
        taken.append((office.photo(path), path))

    def shown(key: PhotoId | Path) -> QImage:
        thumbnails, driver = school.program.context.thumbnails, school.program.driver
        driver.wait(lambda: thumbnails.picture(key) is not None or thumbnails.is_missing(key))
        picture = thumbnails.picture(key)
        assert picture is not None
        return picture.toImage()

    school.work(take)
    assert shown(taken[0][0]) == shown(taken[0][1])
    dialog = school.ask()
    dialog.found.tick.click()
    school.press(dialog)
    # Drawn after the first, so that it is another picture.
    school.drawn = 7
    school.work(take)
    (first, _), (second, path) = taken
    assert first == second
    assert shown(second) == shown(path)


def test_danish_tells_it_in_one_sentence(school: School) -> None:
    from consentdesk.ui.application import speak

    school.back_up()
    school.work(_come)
    speak("da")
    dialog = school.ask()
    assert (
        "2 personer, 1 journalført svar og 3 billeder er kommet til siden"
        in dialog.found.lost.text()
    )


def test_a_backup_under_a_passphrase_of_its_own_asks_for_it_there(school: School) -> None:
    school.work(lambda office: office.child("Ida Dal"))
    school.back_up()
    encrypt_copy(school.backup, keys.new_key("fire små grå ænder"))
    keys.forget()
    school.work(lambda office: office.child("Noah Lund"))
    dialog = school.ask()
    assert not dialog.restore.isEnabled()
    assert "encrypted" in dialog.found.holds.text()
    driver, (form,) = school.program.driver, dialog.findChildren(UnlockForm)
    driver.type(form.passphrase, "tre små grå ænder")
    driver.press(form.passphrase, Key.Key_Return)
    driver.settle()
    assert "does not open" in form.refusal.text
    form.passphrase.clear()
    driver.type(form.passphrase, "fire små grå ænder")
    driver.press(form.passphrase, Key.Key_Return)
    driver.wait(dialog.restore.isEnabled)
    assert dialog.findChildren(UnlockForm) == []
    school.press(dialog)
    assert school.names() == ["Ida Dal"]
    keys.forget()


def test_on_a_small_screen_a_wrong_passphrase_is_told_beside_the_field(school: School) -> None:
    school.back_up()
    encrypt_copy(school.backup, keys.new_key("fire små grå ænder"))
    keys.forget()
    dialog = school.ask()
    dialog.resize(ROOM)
    driver, (form,) = school.program.driver, dialog.findChildren(UnlockForm)
    driver.type(form.passphrase, "tre små grå ænder")
    driver.press(form.passphrase, Key.Key_Return)
    driver.wait(lambda: bool(form.refusal.text))
    driver.settle()
    for part in (form.refusal, form.passphrase):
        assert part.visibleRegion().boundingRect() == part.rect()
    dialog.reject()


def test_another_backup_asks_for_nothing_where_it_needs_nothing(school: School) -> None:
    school.back_up()
    other = school.back_up(school.folder / "consentdesk-20260913-110000.db")
    encrypt_copy(school.backup, keys.new_key("fire små grå ænder"))
    keys.forget()
    dialog = school.look_at(school.backup)
    assert len(dialog.findChildren(UnlockForm)) == 1
    dialog.choose(other)
    school.program.driver.wait(dialog.restore.isEnabled)
    assert dialog.findChildren(UnlockForm) == []
    dialog.reject()


@pytest.fixture
def large() -> Iterator[None]:
    """Letters of twice the size."""
    with letters_of(18):
        yield


@pytest.mark.usefixtures("large")
def test_the_warning_must_have_been_in_sight_before_the_button_can_be_pressed(
    school: School,
) -> None:
    for hour in range(3):
        school.back_up(school.folder / f"consentdesk-20260913-1{hour}0000.db")
    school.work(_come)
    dialog, driver = school.ask(), school.program.driver
    dialog.resize(ROOM)
    driver.settle()
    (area,) = dialog.findChildren(QScrollArea)
    assert dialog.list.height() <= area.height() // 2, "the rest has room below it"
    driver.press(dialog.list, Key.Key_Down)
    area.verticalScrollBar().setValue(0)
    driver.settle()
    warning, tick = dialog.found.warning, dialog.found.tick
    assert not warning.visibleRegion().isEmpty(), "it begins where it is seen at once"
    assert dialog.found.is_unseen
    # Agreed to from afar: what it is about comes into sight first.
    tick.setChecked(True)
    driver.wait(dialog.restore.isEnabled)
    assert warning.visibleRegion().boundingRect().bottom() == warning.rect().bottom()
    dialog.reject()
