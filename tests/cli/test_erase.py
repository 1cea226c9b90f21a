"""`erase`: the name typed twice, and then nobody can find it any more."""

import pytest

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
        "A clerk or a place of export of that name, for which the journal vouches: "
        f"{out}, https://example.org/noah-lund."
    ) in told
    assert "The paper itself, which you must see to: " in told
    assert office.does("verify")["ok"]


def test_without_pictures_there_is_little_to_tell(office: Terminal) -> None:
    assert office("erase", "Ida Dal", "--confirm", "Ida Dal").out == (
        "Erased. The journal keeps number 2, which leads to nobody.\n"
    )
