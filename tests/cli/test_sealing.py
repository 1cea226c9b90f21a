"""Seals at a terminal: signed, with a key file, and a line printed on paper held against them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, assert_sentence
from tests.cli.test_upkeep import opened
from tests.services.rings import Ring, chosen

PHRASE = "four words and a bit more"


@pytest.fixture
def ring() -> Iterator[Ring]:
    """The keyring of this computer."""
    ring = Ring()
    with chosen(ring):
        yield ring


@pytest.fixture
def phrase(tmp_path: Path) -> Path:
    path = tmp_path / "phrase.txt"
    path.write_text(f"{PHRASE}\n")
    return path


def test_a_new_key_signs_this_seal_and_those_after_it(ring: Ring, terminal: Terminal) -> None:
    first, second = terminal.folder / "a.seal", terminal.folder / "b.seal"
    made = terminal.does("seal", "--new-key", "-o", first)
    again = terminal.does("seal", "-o", second)
    assert made["key"] == again["key"]
    assert len(made["key"]) == 64
    found = terminal.does("verify", "--seal", second)
    assert found["seal"] == {"acts": found["acts"], "key": made["key"]}
    assert len(ring.secrets) == 1


@pytest.mark.usefixtures("ring")
def test_a_person_is_told_the_key_in_groups(terminal: Terminal) -> None:
    said = terminal("seal", "--new-key", "-o", terminal.folder / "a.seal").out
    key = terminal.does("seal", "-o", terminal.folder / "b.seal")["key"]
    assert f"It is signed with the key {key[:4]} {key[4:8]} " in said


def test_no_key_is_made_where_the_seal_could_not_be_written(ring: Ring, terminal: Terminal) -> None:
    taken = terminal.draw()
    assert terminal.refuses(2, "seal", "--new-key", "-o", taken) == "SEAL_EXISTS"
    assert ring.secrets == {}


def test_without_a_keyring_a_key_can_lie_in_a_file(terminal: Terminal, phrase: Path) -> None:
    seal, key_file = terminal.folder / "a.seal", terminal.folder / "seal.key"
    assert terminal.refuses(2, "seal", "--new-key", "-o", seal) == "KEYRING_MISSING"
    assert not seal.exists()
    given = ("--key-file", key_file, "--key-passphrase-file", phrase)
    made = terminal.does("seal", "--new-key", *given, "-o", seal)
    signed = terminal.does("seal", *given, "-o", terminal.folder / "b.seal")
    assert signed["key"] == made["key"]
    plain = terminal("seal", "-o", terminal.folder / "c.seal")
    assert plain.status == 0
    assert "is not signed" in plain.err
    assert_sentence(plain.err)
    answer = terminal.does("verify", "--seal", terminal.folder / "c.seal", status=4)
    assert [one["code"] for one in answer["problems"]] == ["SEAL_UNSIGNED"]
    assert answer["seal"]["key"] is None
    found = terminal("verify", "--seal", terminal.folder / "c.seal")
    assert "The seal is not signed, though the journal names a key" in found.out + found.err
    phrase.write_text("something else altogether")
    to = ("-o", terminal.folder / "d.seal")
    assert terminal.refuses(2, "seal", *given, *to) == "KEY_FILE_LOCKED"
    assert terminal.refuses(2, "seal", "--key-passphrase-file", phrase, *to) == "USAGE"


@pytest.mark.usefixtures("ring")
def test_a_seal_that_was_made_up_is_exit_status_4(terminal: Terminal) -> None:
    seal = terminal.folder / "a.seal"
    made = terminal.does("seal", "--new-key", "-o", seal)
    other = terminal.folder / "b.seal"
    with chosen(Ring()):
        terminal.does("seal", "--new-key", "-o", other)
    text = other.read_text()
    with opened(terminal.register) as database:
        database.execute("DROP TRIGGER ledger_no_delete")
        database.execute("DELETE FROM ledger WHERE kind = 'SEAL_KEY_SET' AND number > 3")
    found = terminal.does("verify", "--seal", seal, status=4)
    assert "SEAL_TRUNCATED" not in {one["code"] for one in found["problems"]}
    found = terminal.does("verify", "--seal", other, status=4)
    assert "SEAL_TRUNCATED" in {one["code"] for one in found["problems"]}
    assert made["key"] not in text


def test_a_line_printed_on_paper_is_checked_without_a_file(terminal: Terminal) -> None:
    terminal.child()
    head = terminal.does("verify")
    printed = f"{head['acts']}:{head['head'][:20]}"
    terminal.child("Ida Dal")
    assert terminal.does("verify", "--head", printed)["ok"]
    assert "agrees" in terminal("verify", "--head", printed).out
    wrong = f"{head['acts'] - 1}:{head['head'][:20]}"
    found = terminal.does("verify", "--head", wrong, status=4)
    (problem,) = found["problems"]
    assert (problem["code"], problem["number"]) == ("PRINTED_MISMATCH", head["acts"] - 1)
    assert problem["line"]["number"] == head["acts"] - 1
    assert problem["after"]["number"] == head["acts"]
    assert terminal.refuses(2, "verify", "--head", "12:9f3a") == "USAGE"


def test_the_first_broken_line_is_told_with_those_next_to_it(terminal: Terminal) -> None:
    terminal.child()
    with opened(terminal.register) as database:
        database.execute("DROP TRIGGER ledger_no_update")
        database.execute("UPDATE ledger SET body = '{}' WHERE number = 3")
    found = terminal.does("verify", status=4)
    assert found["first"] == 3
    said = terminal("verify").out
    assert "The first line that does not fit is 3." in said
    assert "Before it: line 2, " in said
    assert "After it: line 4, " in said
    assert "Noah" not in said


def test_a_clock_behind_the_journal_is_told(terminal: Terminal) -> None:
    terminal.child()
    assert terminal.does("verify")["clock_back"] is False
    with opened(terminal.register) as database:
        database.execute("DROP TRIGGER ledger_no_update")
        database.execute("UPDATE ledger SET at = '2092-01-01T08:00:00.000000Z' WHERE number = 3")
        database.execute("UPDATE head SET at = '2092-01-01T08:00:00.000000Z'")
    ran = terminal("verify", "--json")
    assert ran.json["clock_back"] is True
    assert "This computer's clock is behind the last line of the journal" in ran.err


def test_every_receipt_says_where_the_journal_stands(terminal: Terminal) -> None:
    terminal.child()
    terminal.permitted()
    told = terminal("withdraw", "Noah Lund", "--json").json["printed_head"]
    assert terminal.does("verify", "--head", told)["ok"]
    objected = terminal("object", "Noah Lund")
    (said,) = [line for line in objected.out.splitlines() if "The journal stands at " in line]
    assert terminal.does("verify", "--head", said.split()[-1].rstrip("."))["ok"]
    for args in (("lift-objection", "Noah Lund"), ("erase", "Noah Lund", "--confirm", "Noah Lund")):
        told = terminal.does(*args)["printed_head"]
        assert terminal.does("verify", "--head", told)["ok"]
    terminal.child("Ida Dal")
    terminal("object", "Ida Dal")
    said = terminal("lift-objection", "Ida Dal").out.splitlines()[-1]
    assert terminal.does("verify", "--head", said.split()[-1].rstrip("."))["ok"]
