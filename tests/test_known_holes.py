"""What wheels bring along in C has versions of its own, which no list of packages tells of."""

import re
from importlib import import_module

import pytest

MENDED = {"libheif": "1.23.4", "libde265": "1.1.3"}
"""The first versions without the holes of 2026 by which a picture could run code of its own."""


def _version(said: str) -> tuple[int, ...]:
    return tuple(int(part) for part in said.split("."))


@pytest.mark.parametrize("library", sorted(MENDED))
def test_heic_is_read_by_libraries_without_known_holes(library: str) -> None:
    told = import_module("pi_heif").libheif_info()
    (of_decoder,) = re.findall(r"[\d.]+$", told["decoders"]["libde265"])
    found = {"libheif": told["libheif"], "libde265": of_decoder}
    assert _version(found[library]) >= _version(MENDED[library])
