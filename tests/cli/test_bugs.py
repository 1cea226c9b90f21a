"""A bug in ConsentDesk itself: one sentence, a report without names, never a traceback."""

from pathlib import Path

import pytest

from consentdesk import bugs
from consentdesk.paths import reports_dir
from tests.cli.terminal import Terminal, assert_sentence
from tests.factories import NOW


def bug_about(name: str) -> Exception:
    """An exception with a cause, both raised and both about somebody."""
    try:
        find(name)
    except ValueError as error:
        return error
    raise AssertionError


def find(name: str) -> None:
    try:
        dict[str, int]()[name]
    except KeyError as error:
        raise ValueError(f"no place for {name}") from error


def test_a_bug_becomes_a_sentence_and_a_report(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        find("Ida Dal")

    monkeypatch.setattr("consentdesk.services.roster.enrol", broken)
    ran = terminal("add-subject", "Ida Dal", "--born", "2019-05-03", "--json")
    (report,) = reports_dir().iterdir()

    assert ran.status == 4
    assert ran.json["error"]["code"] == "INTERNAL"
    assert_sentence(ran.err)
    assert str(report) in ran.err
    assert "Dal" not in ran.err + ran.out
    text = report.read_text()
    assert "ValueError" in text
    assert "KeyError" in text
    assert " find" in text
    assert "Ida" not in text
    assert str(terminal.folder) not in text


def test_only_the_newest_reports_are_kept() -> None:
    bug = bug_about("Ida Dal")
    kept = [bugs.keep_report(bug, NOW.replace(second=n)) for n in range(bugs.KEPT + 5)]
    assert sorted(reports_dir().iterdir()) == sorted(p for p in kept[5:] if p is not None)


def test_where_no_report_can_be_kept_the_sentence_does_without(
    terminal: Terminal, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RecursionError

    (home / "state" / "ConsentDesk").write_text("in the way")
    monkeypatch.setattr("consentdesk.services.roster.enrol", broken)
    ran = terminal("add-subject", "Ida Dal", "--born", "2019-05-03")
    assert ran.status == 4
    assert_sentence(ran.err)
