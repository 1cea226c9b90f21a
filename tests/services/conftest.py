"""An office for every service test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consentdesk.storage.register import Register
from tests.services.office import SKOVSKOLEN, Office
from tests.templates import Templates


@pytest.fixture
def office(tmp_path: Path, templates: Templates) -> Iterator[Office]:
    """A new register, its pictures in a folder beside it."""
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    path = templates.copy(SKOVSKOLEN, tmp_path / "register" / "school.consentdesk")
    with Register.open(str(path)) as register:
        yield Office(register, pictures)
