"""`trash`: drafts go, come back by their number, and what has a history stays."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.terminal import Terminal


@pytest.fixture
def office(terminal: Terminal) -> Terminal:
    """Two children."""
    terminal.child("Noah Lund")
    terminal.child("Ida Dal")
    return terminal


def test_drafts_are_thrown_away_listed_and_put_back(office: Terminal) -> None:
    wrong = office.does("add-subject", "Wrong Child", "--born", "2019-05-03")["id"]
    path = office.draw()
    office.does("add-photo", path, "--kind", "situation")
    done = office.does("trash", "Wrong Child", "--photo", path)
    assert done["kept"] == []
    assert [(one["subject"], one["days_left"]) for one in done["trash"]] == [
        (wrong, 30),
        (None, 30),
    ]
    assert office.refuses(2, "show", "Wrong Child") == "UNKNOWN_SUBJECT"
    assert office.refuses(2, "trash", wrong) == "UNKNOWN_SUBJECT"
    assert "Wrong Child" not in office("subjects").out
    check = office.does("check", path, "--destination", "website", status=3)
    (file,) = check["files"]
    assert [r["code"] for r in file["verdicts"][0]["reasons"]] == ["UNKNOWN_PHOTO"]
    assert "Wrong Child" in office("trash").out
    ids = [word for one in done["trash"] for word in ("--put-back", one["id"])]
    assert office.does("trash", *ids) == {"schema": 1, "trash": [], "kept": []}
    assert office.does("show", "Wrong Child")["id"] == wrong
    assert office.refuses(2, "trash", *ids) == "NOT_IN_TRASH"
    assert office("trash").out == "The trash is empty.\n"
    office.does("verify")


def test_what_has_a_history_stays_and_the_rest_goes(office: Terminal) -> None:
    office.form("Ida Dal")
    path = office.portrait("Noah Lund")
    assert office.refuses(1, "trash", "Ida Dal") == "SUBJECT_HAS_HISTORY"
    assert office.refuses(1, "trash", "--photo", path) == "PHOTO_HAS_HISTORY"
    office.does("add-subject", "Wrong Child", "--born", "2019-05-03")
    done = office.does("trash", "Ida Dal", "Wrong Child", status=1)
    assert len(done["trash"]) == len(done["kept"]) == 1


def test_throwing_away_and_putting_back_are_two_commands(office: Terminal) -> None:
    assert office.refuses(2, "trash", "Ida Dal", "--put-back", 1) == "USAGE"
    unknown = office.draw()
    assert office.refuses(2, "trash", "--photo", unknown) == "USAGE"


def test_what_is_asked_by_number_is_refused_by_number(office: Terminal) -> None:
    """Names are told to whoever asks for them."""
    wrong = office.does("add-subject", "Wrong Child", "--born", "2019-05-03")["id"]
    (thrown,) = office.does("trash", wrong)["trash"]
    office.does("add-subject", "Wrong Child", "--born", "2019-05-03")
    ran = office("trash", "--put-back", thrown["id"], "--json")
    assert (ran.status, ran.json["error"]["code"]) == (2, "ENROLLED_SINCE")
    assert f"{thrown['id']} is in the register again" in ran.json["error"]["message"]
    assert "Wrong Child" not in ran.out + ran.err
    assert "2019" not in ran.out + ran.err


def test_what_has_lain_there_for_thirty_days_goes_with_the_next_trash_that_writes(
    office: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where no window is ever opened."""
    for name in ("Wrong Child", "Other Child"):
        office.does("add-subject", name, "--born", "2019-05-03")
    (thrown,) = office.does("trash", "Wrong Child")["trash"]
    later = datetime.now(UTC) + timedelta(days=30)
    monkeypatch.setattr("consentdesk.cli.grammar.now", lambda: later)
    office.does("trash", "Other Child")
    with office.reading() as reader:
        assert [one.item.name for one in reader.trash()] == ["Other Child"]
    assert office.refuses(2, "trash", "--put-back", thrown["id"]) == "NOT_IN_TRASH"


def test_different_belongs_to_putting_back(office: Terminal) -> None:
    assert office.refuses(2, "trash", "Ida Dal", "--different", "1") == "USAGE"
