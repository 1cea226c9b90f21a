"""Real photographs beside the checkout, where there are any: never copied into it."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "photos"


def photographs() -> list[Path]:
    """All files there, pictures or not; skips the test where the folder is absent."""
    if not FOLDER.is_dir():
        pytest.skip("no ../shared/photos beside the checkout")
    return sorted(p for p in FOLDER.rglob("*") if p.is_file())
