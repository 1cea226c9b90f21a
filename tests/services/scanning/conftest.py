"""The edition in use, and a decoder for the whole module."""

from collections.abc import Iterator

import pytest

from consentdesk.services.editions import Edition, load_edition
from consentdesk.services.pictures.decoding import Decoder


@pytest.fixture(scope="session")
def edition() -> Edition:
    """The edition the sheets are printed in."""
    return load_edition()


@pytest.fixture
def decoder() -> Iterator[Decoder]:
    """One child, gone again after the test."""
    with Decoder(workers=1) as made:
        yield made
