"""Sheets drawn once, and a desk to which they come back."""

import pytest

from consentdesk.services.editions import Edition, load_edition
from tests.services.inbox.returning import Desk, sheets_of
from tests.services.office import Office
from tests.services.scanning.returned import Returned


@pytest.fixture(scope="session")
def edition() -> Edition:
    """The edition in use."""
    return load_edition()


@pytest.fixture(scope="session")
def sheets(edition: Edition) -> tuple[Returned, ...]:
    """Three signed sheets."""
    return sheets_of(edition, "inbox")


@pytest.fixture
def desk(office: Office, edition: Edition) -> Desk:
    """A desk at which forms come back."""
    return Desk(office, edition)
