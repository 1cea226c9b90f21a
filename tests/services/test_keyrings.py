"""Which keyrings are trusted with a secret, and what is told of one that fails."""

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.compat import properties

from consentdesk.errors import BadInput, Problem
from consentdesk.services import keyrings
from consentdesk.wording import problem_sentence
from tests.services.rings import Ring, chosen

NONE: tuple[KeyringBackend, ...] = tuple(kind() for kind in (fail.Keyring, null.Keyring))


class Notebook(Ring):
    """Keeps what it is given, and the library does not recommend it: a file, say."""

    @properties.classproperty
    def priority(self) -> float:
        return 0.5


class Forgetful(Ring):
    """Says nothing and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Chain(Ring):
    """Several keyrings in a row, as the library makes one."""

    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__()
        self.backends = backends


def _refused(ring: KeyringBackend) -> BadInput:
    with chosen(ring), pytest.raises(BadInput) as caught:
        keyrings.keep("a", "secret")
    return caught.value


def test_a_keyring_keeps_a_secret_until_it_is_told_to_forget_it() -> None:
    with chosen(Ring()) as ring:
        assert keyrings.is_there()
        assert keyrings.kept("a") is None
        keyrings.keep("a", "secret")
        keyrings.keep("b", "other")
        assert keyrings.kept("a") == "secret"
        keyrings.drop("a")
        keyrings.drop("a")
        assert (keyrings.kept("a"), keyrings.kept("b")) == (None, "other")
    del ring


@pytest.mark.parametrize("ring", [*NONE, Notebook(), Forgetful()])
def test_what_keeps_nothing_or_keeps_it_in_the_open_is_no_keyring(ring: KeyringBackend) -> None:
    assert _refused(ring).problem is Problem.KEYRING_MISSING
    assert getattr(ring, "secrets", {}) == {}
    with chosen(ring):
        assert keyrings.is_there() is isinstance(ring, Forgetful)
        assert keyrings.kept("a") is None
        keyrings.drop("a")


def test_a_backend_that_writes_a_file_is_never_used_however_it_ranks_itself() -> None:
    plain = type("PlaintextKeyring", (Ring,), {"__module__": "keyrings.alt.file"})()
    assert isinstance(plain, Ring)
    assert _refused(plain).problem is Problem.KEYRING_MISSING
    assert plain.secrets == {}


def test_of_several_keyrings_the_first_that_may_be_used_is() -> None:
    notebook, ring = Notebook(), Ring()
    with chosen(Chain(notebook, ring)):
        keyrings.keep("a", "secret")
        assert keyrings.kept("a") == "secret"
    assert (len(notebook.secrets), len(ring.secrets)) == (0, 1)
    assert _refused(Chain(notebook, *NONE)).problem is Problem.KEYRING_MISSING


def test_a_keyring_that_stays_locked_is_one_sentence() -> None:
    ring = Ring()
    ring.locked = True
    error = _refused(ring)
    assert error.problem is Problem.KEYRING_REFUSED
    assert "Failed to unlock the collection!" in problem_sentence(error)
    with chosen(ring):
        assert keyrings.kept("a") is None
        keyrings.drop("a")


def test_no_test_reaches_the_keyring_of_whoever_runs_it() -> None:
    assert isinstance(keyring.get_keyring(), fail.Keyring)
