"""`erase`: the name typed twice, and then nobody can find it any more."""

import pytest

from consentdesk.paths import settings_file
from consentdesk.services import remembered
from consentdesk.storage.register import Register
from tests.cli.terminal import Terminal

WEBSITE = ("--destination", "website")


@pytest.fixture
def office(terminal: Terminal) -> Terminal:
    """Noah, whose mother said yes to everything, and Ida, never asked."""
    terminal.child("Noah Lund")
    terminal.child("Ida Dal")
    terminal.permitted("Noah Lund")
    return terminal


def test_who_is_erased_is_in_no_answer_and_the_photo_is_withheld(office: Terminal) -> None:
    path = office.portrait("Noah Lund")
    out = office.folder / "out"
    release = office.does("export", path, *WEBSITE, "--to", out)["release"]
    done = office.does("erase", "Noah Lund", "--confirm", "  noah   LUND ")
    assert [one["id"] for one in done["releases"]] == [release]
    assert len(done["photos"]) == 1
    assert done["compacted"]
    assert office.refuses(2, "show", "Noah Lund") == "UNKNOWN_SUBJECT"
    assert office.refuses(2, "erase", done["subject"], "--confirm", "Noah Lund") == (
        "UNKNOWN_SUBJECT"
    )
    for words in (("subjects",), ("subjects", "--search", "Noah"), ("releases",), ("trash",)):
        assert "Noah" not in office(*words).out
    check = office.does("check", path, *WEBSITE, status=1)
    (file,) = check["files"]
    codes = {r["code"] for r in file["verdicts"][0]["reasons"]}
    assert codes == {"MORE_VISIBLE_THAN_NAMED", "NOT_ATTESTED"}
    refused = office.does("export", path, *WEBSITE, "--to", out, status=1)
    assert refused["released"] == []
    assert office.does("verify")["ok"]
    assert [one["id"] for one in office.does("releases")["releases"]] == [release]


def test_another_name_erases_nobody(office: Terminal) -> None:
    wrong = ("erase", "Noah Lund", "--confirm", "Ida Dal")
    assert office.refuses(2, *wrong) == "NAME_DOES_NOT_MATCH"
    assert office.refuses(2, "erase", "Nobody Here", "--confirm", "Nobody Here") == (
        "UNKNOWN_SUBJECT"
    )
    assert "Noah Lund" in office("subjects").out


def test_people_are_told_what_is_left_elsewhere(office: Terminal) -> None:
    backup = office.register.parent / "consentdesk-20260913-101500.db"
    office.does("backup", backup)
    path = office.portrait("Noah Lund")
    office.does("export", path, *WEBSITE, "--to", office.folder / "out")
    told = office("erase", "Noah Lund", "--confirm", "Noah Lund").out
    assert str(backup) in told
    assert "To be taken down:" in told
    assert "1 photo shows the person and is withheld" in told
    assert "Noah" not in told.replace(str(backup), "")


def test_what_keeps_the_name_is_told_in_the_words_of_the_window(office: Terminal) -> None:
    path = office.portrait("Noah Lund")
    (office.folder / "Noah Lund").mkdir()
    out = office.folder / "Noah Lund" / "out"
    release = office.does("export", path, *WEBSITE, "--to", out)["release"]
    office.does("posted", release, "--link", "https://example.org/noah-lund")
    told = office("erase", "Noah Lund", "--confirm", "Noah Lund").out
    assert (
        "Texts that keep the name, or may: the journal, paper or other people rest on them, or it "
        "isn't certain who is meant. Look at them yourself: "
        f"{out}, https://example.org/noah-lund."
    ) in told
    assert "The paper itself, which you must see to: " in told
    assert office.does("verify")["ok"]


def test_whoever_else_is_called_so_is_told_and_the_same_person_goes_from_the_trash(
    office: Terminal,
) -> None:
    born = "2019-05-03"
    twin = office.does("add-subject", "Noah Lund", "--born", born, "--twin")["id"]
    other = office.does("add-subject", "Noah Lund", "--born", "2018-02-03")["id"]
    for one in (twin, office.does("add-subject", "Noah Lundgren", "--born", born)["id"]):
        office.does("trash", one)
    office.does("add-guardian", "Lund, Noah (far)", "--of", "Ida Dal")
    done = office.does("erase", "1", "--confirm", "Noah Lund")
    assert (done["trashed"], done["namesakes"]) == (1, [other])
    assert done["named"] == ["Lund, Noah (far)"]
    assert office("trash").out.count("Noah Lund") == office("trash").out.count("Noah Lundgren") == 1


def test_people_are_told_how_many_others_are_called_so(office: Terminal) -> None:
    for born in ("2019-05-03", "2018-02-03"):
        twin = office.does("add-subject", "Noah Lund", "--born", born, "--twin")["id"]
    office.does("trash", twin - 1)
    told = office("erase", 1, "--confirm", "Noah Lund").out
    assert "1 entry of the same name and birth date went from the trash." in told
    assert "1 other person of that name, on the list or in the trash." in told


def test_without_pictures_there_is_little_to_tell(office: Terminal) -> None:
    said, stands = office("erase", "Ida Dal", "--confirm", "Ida Dal").out.splitlines()
    assert said == "Erased. The journal keeps number 2, which leads to nobody."
    assert stands.startswith(f"The journal stands at {office.does('verify')['acts']}:")


def test_what_the_windows_remember_by_the_name_goes_without_a_window(office: Terminal) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("[intake]\npaper_at=Mappe Noah Lund\nscans=/a, /b\n", "utf-8")
    with Register.open(str(office.register)) as register:
        house = register.house
    remembered.keep(house, {"alike/0": ["/a/Noah Lund/1.jpg"], "files/folder": "/pictures"})
    office.does("erase", "Noah Lund", "--confirm", "Noah Lund")
    assert settings_file().read_text("utf-8") == "[intake]\nscans=/a, /b\n"
    assert remembered.kept(house) == {"files/folder": "/pictures"}


def test_every_backup_is_told_whatever_it_is_called_and_wherever_it_was_put(
    office: Terminal,
) -> None:
    beside, away = office.register.parent / "school-backup.db", office.folder / "stick" / "bk.db"
    gone = office.folder / "disk" / "old.db"
    for path in (beside, away, gone):
        path.parent.mkdir(exist_ok=True)
        office.does("backup", path)
    gone.parent.rename(office.folder / "in a drawer")
    done = office.does("erase", "Noah Lund", "--confirm", "Noah Lund")
    assert set(done["backups"]) == {str(beside), str(away)}
    assert done["perhaps_backups"] == [str(gone)]
    assert done["printed_head"].startswith(f"{office.does('verify')['acts']}:")
    assert office("verify", "--head", done["printed_head"]).status == 0


def test_people_are_told_of_what_may_be_a_backup(office: Terminal) -> None:
    gone = office.folder / "disk" / "old.db"
    gone.parent.mkdir()
    office.does("backup", gone)
    gone.parent.rename(office.folder / "in a drawer")
    told = office("erase", "Noah Lund", "--confirm", "Noah Lund").out
    assert "These may be backups that hold it" in told
    assert str(gone) in told
    assert "The journal stands at " in told.splitlines()[-1]
