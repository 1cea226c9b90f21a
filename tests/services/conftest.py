"""An office for every service test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consentdesk.storage.register import Register
from tests.services.office import CLERK, MONDAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A new register, its pictures in a folder beside it."""
    (tmp_path / "register").mkdir()
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    location = str(tmp_path / "register" / "school.consentdesk")
    made = Register.create(location, institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY)
    with made as register:
        yield Office(register, pictures)
