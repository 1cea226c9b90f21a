"""An encrypted register whose key this computer remembers, and when it is asked for anyhow."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.services import locking, recalling
from consentdesk.storage import keys
from consentdesk.storage.register import Register
from tests.factories import NOW
from tests.services.rings import Ring, chosen
from tests.storage.desk import CLERK

PHRASE, OTHER = "fire små grå ænder", "noget ganske andet"


@pytest.fixture
def ring() -> Iterator[Ring]:
    """The keyring of this computer."""
    ring = Ring()
    with chosen(ring):
        yield ring


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An encrypted register that is unlocked."""
    path = tmp_path / "school.db"
    Register.create(
        str(path), institution="Solen", policy="dk", clerk=CLERK, at=NOW, passphrase=PHRASE
    ).close()
    return path


def test_a_key_that_is_remembered_opens_the_register(ring: Ring, path: Path) -> None:
    assert not recalling.is_remembered(path)
    recalling.remember(path)
    keys.forget()
    assert recalling.is_remembered(path)
    assert keys.is_locked(path)
    assert recalling.recall(path)
    Register.open(str(path)).close()
    assert PHRASE not in "".join(ring.secrets.values())


def test_nothing_is_remembered_unasked(ring: Ring, path: Path) -> None:
    keys.forget()
    locking.unlock(path, PHRASE)
    keys.forget()
    assert not recalling.recall(path)
    assert ring.secrets == {}


def test_what_was_remembered_is_forgotten_again(ring: Ring, path: Path) -> None:
    recalling.remember(path)
    recalling.forget_key(path)
    keys.forget()
    assert ring.secrets == {}
    assert not recalling.recall(path)


def test_another_passphrase_has_this_computer_forget_the_old_key(ring: Ring, path: Path) -> None:
    recalling.remember(path)
    locking.encrypt(str(path), OTHER)
    assert ring.secrets == {}
    keys.forget()
    assert not recalling.recall(path)


@pytest.mark.parametrize("secret", ["", "nonsense", "00" * 32])
def test_a_wrong_key_in_the_keyring_opens_nothing(ring: Ring, path: Path, secret: str) -> None:
    recalling.remember(path)
    ring.secrets = dict.fromkeys(ring.secrets, secret)
    keys.forget()
    assert not recalling.recall(path)
    with pytest.raises(RegisterError) as caught:
        Register.open(str(path))
    assert caught.value.problem is Problem.PHRASE_NEEDED


def test_a_keyring_that_fails_means_typing_the_passphrase(ring: Ring, path: Path) -> None:
    recalling.remember(path)
    keys.forget()
    ring.locked = True
    assert not recalling.recall(path)
    locking.unlock(path, PHRASE)
    with pytest.raises(BadInput) as caught:
        recalling.remember(path)
    assert caught.value.problem is Problem.KEYRING_REFUSED


def test_a_register_in_the_open_has_no_key_to_remember(ring: Ring, tmp_path: Path) -> None:
    plain = tmp_path / "plain.db"
    Register.create(str(plain), institution="Solen", policy="dk", clerk=CLERK, at=NOW).close()
    with pytest.raises(BadInput) as caught:
        recalling.remember(plain)
    assert caught.value.problem is Problem.REGISTER_NOT_ENCRYPTED
    assert recalling.recall(plain)
    assert not recalling.is_remembered(plain)
    assert not recalling.is_remembered(tmp_path / "none.db")
    assert ring.secrets == {}
