"""`second` and `institution --two-people`: nothing leaves until another one has agreed."""

import pytest

from tests.cli.terminal import Terminal

WEBSITE = ("--destination", "website")


@pytest.fixture
def guarded(terminal: Terminal) -> Terminal:
    """Noah may be shown, and nothing goes to the website but by two people."""
    terminal.child("Noah Lund")
    terminal.permitted("Noah Lund")
    terminal.does("institution", "--two-people", "website", "--two-people", "protected")
    return terminal


def agree(terminal: Terminal, *words: object, clerk: str = "Bent Dahl") -> dict[str, object]:
    ran = terminal.run(
        "--register", terminal.register, "--as", clerk, "second", *words, *WEBSITE, "--json"
    )
    assert ran.status == 0, ran
    return ran.json


def test_one_agrees_and_another_exports(guarded: Terminal) -> None:
    path, out = guarded.portrait("Noah Lund"), guarded.folder / "out"
    export = ("export", path, *WEBSITE, "--to", out)
    held = guarded.does(*export, status=3)
    assert [r["code"] for r in held["withheld"][0]["verdicts"][0]["reasons"]] == [
        "SECOND_PERSON_MISSING"
    ]
    assert not out.exists()
    told = guarded("check", path, *WEBSITE)
    assert told.status == 3 and "second person must agree" in told.out
    assert guarded.does("check", path, "--destination", "facebook")["summary"]["clear"] == 1
    # Whoever named them is not the second one.
    assert guarded.refuses(1, "second", path, *WEBSITE) == "SECOND_IS_FIRST"
    agree(guarded, path)
    bent = ("--register", guarded.register, "--as", "Bent Dahl", *export, "--json")
    ran = guarded.run(*bent)
    assert ran.status == 3 and ran.json["released"] == []
    assert len(guarded.does(*export)["released"]) == 1


def test_what_needs_nobody_or_more_than_that_is_refused(guarded: Terminal) -> None:
    guarded.child("Ida Dal")
    lacking, fine = guarded.portrait("Ida Dal"), guarded.portrait("Noah Lund")
    assert guarded.refuses(1, "second", lacking, *WEBSITE) == "SECOND_TOO_EARLY"
    assert guarded.refuses(2, "second", fine, "--destination", "facebook") == "SECOND_NOT_NEEDED"
    assert guarded.refuses(2, "institution", "--two-people", "tv") == "SETTING_UNUSABLE"


def test_agreed_with_somebody_covered_holds_for_such_a_copy_alone(guarded: Terminal) -> None:
    guarded.child("Ida Dal")
    both = guarded.draw()
    guarded.does(
        *("add-photo", both, "--kind", "portrait", "--shows", "Noah Lund", "--shows", "Ida Dal"),
        *("--region", "Ida Dal=0.1,0.1,0.2,0.3"),
    )
    assert guarded.refuses(1, "second", both, *WEBSITE) == "SECOND_TOO_EARLY"
    agree(guarded, both, "--cover", "Ida Dal")
    out = guarded.folder / "out"
    assert guarded("export", both, *WEBSITE, "--to", out).status == 1
    done = guarded.does("export", both, *WEBSITE, "--to", out, "--cover", "Ida Dal")
    assert len(done["released"]) == 1


def test_two_people_are_no_more_needed_once_that_is_said(guarded: Terminal) -> None:
    assert guarded.does("institution")["two_people"] == ["protected", "website"]
    assert guarded.does("institution", "--two-people", "none")["two_people"] == []
    path = guarded.portrait("Noah Lund")
    assert guarded("check", path, *WEBSITE).status == 0
