"""One decoder for all tests of pictures, and what they draw."""

from collections.abc import Iterator

import pytest

from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.drawing import draw_sample
from tests.services.pictures import crafted


@pytest.fixture(scope="session")
def decoder() -> Iterator[Decoder]:
    """Started once, before the first test looks: a child takes a quarter of a second to wake up."""
    with Decoder(workers=1) as started:
        started.thumbnail(crafted.jpeg(), 32)
        yield started


@pytest.fixture(scope="session")
def portrait() -> bytes:
    """Two named people with everything a camera and a diligent photographer add."""
    return draw_sample(
        8, 2, (640, 480), names=("Astrid Holm", "Noah Lund"), gps=(55.67612, 12.56834)
    )


@pytest.fixture(autouse=True)
def warm() -> None:
    """Here every child is new, as the program starts them."""
