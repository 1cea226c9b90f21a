"""The keyring at a terminal: an encrypted register that opens without its passphrase, if wanted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consentdesk.storage import keys
from tests.cli.terminal import Terminal
from tests.services.rings import Ring, chosen

PHRASE = "fire små grå ænder"
VARIABLE = "CONSENTDESK_PASSPHRASE_FILE"


@pytest.fixture
def ring() -> Iterator[Ring]:
    """The keyring of this computer."""
    ring = Ring()
    with chosen(ring):
        yield ring


@pytest.fixture
def phrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file a script has the passphrase in."""
    file = tmp_path / "phrase.txt"
    file.write_text(PHRASE + "\n", "utf-8")
    monkeypatch.setenv(VARIABLE, str(file))
    return file


@pytest.fixture
def secret(bare: Terminal, phrase: Path) -> Terminal:
    """An encrypted register."""
    del phrase
    bare.does("init", "--institution", "Solsikken", "--encrypt")
    keys.forget()
    return bare


def test_the_passphrase_is_typed_once_where_the_keyring_may_remember_the_key(
    ring: Ring, secret: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret.does("subjects")
    assert ring.secrets == {}
    secret.does("subjects", "--keyring", "remember")
    keys.forget()
    monkeypatch.delenv(VARIABLE)
    secret.does("verify")
    keys.forget()
    ran = secret("subjects", "--keyring", "forget", "--json")
    assert (ran.status, ran.json["error"]["code"]) == (4, "PHRASE_NEEDED")


def test_the_keyring_forgets_what_it_is_told_to(
    ring: Ring, secret: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret.does("subjects", "--keyring", "remember")
    secret.does("subjects", "--keyring", "forget")
    assert ring.secrets == {}
    keys.forget()
    monkeypatch.delenv(VARIABLE)
    assert secret("subjects").status == 4


def test_a_computer_without_a_keyring_says_so_in_a_sentence(secret: Terminal) -> None:
    ran = secret("subjects", "--keyring", "remember", "--json")
    assert (ran.status, ran.json["error"]["code"]) == (2, "KEYRING_MISSING")
    assert ran.err.count("\n") == 1
