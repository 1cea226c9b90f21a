"""What the program needs to run is under licences that let schools pass it on under its own.

The LGPL may be linked to; the GPL would be put upon the whole program. What a wheel holds beside
its own code stands in the licence files it brings, as far as their lines can be read.
"""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution

import pytest
from packaging.requirements import Requirement

_SAID = re.compile(r'^License(?: for "?[\w.-]+"? binary wheels)?: *(\S.*)$', re.MULTILINE)
_GPL = re.compile(r"(?<![Ll])GPL|(?<!Lesser )(?<!Library )General Public License", re.IGNORECASE)
_EXCEPTION = re.compile(r"\bwith\b|exception", re.IGNORECASE)
_LICENCE_FILE = re.compile(r"\.dist-info/.*(licen[cs]e|copying|notice|bundled)", re.IGNORECASE)
_ENCODERS = re.compile(r"x26[45]|readline|libgsl|fftw")
"""Libraries under the GPL that others are known to bring along."""


def _is_gpl(said: str) -> bool:
    """Whether every licence one may choose is the GPL, without an exception for what is linked."""
    choices = re.split(r"\bOR\b", said)
    return all(_GPL.search(choice) and not _EXCEPTION.search(choice) for choice in choices)


def _said(found: Distribution) -> Iterator[str]:
    """Every licence a distribution names, for itself or for a library it holds."""
    # The messages of this module are typed as if every header were there.
    headers = found.metadata.json
    yield str(headers.get("license_expression", ""))
    yield str(headers.get("license", "")).partition("\n")[0]
    for classifier in headers.get("classifier", []):
        if classifier.startswith("License ::"):
            yield classifier
    for file in found.files or ():
        if _LICENCE_FILE.search(str(file)):
            yield from _SAID.findall(file.read_binary().decode("utf-8", "replace"))


def _needed() -> Iterator[Distribution]:
    """Every distribution the program needs here, for a server and for counting faces included."""
    waiting = [("consentdesk", "server"), ("consentdesk", "faces")]
    seen = set[tuple[str, str]]()
    while waiting:
        name, extra = waiting.pop()
        found = distribution(name)
        yield found
        for text in found.requires or ():
            needs = Requirement(text)
            if needs.marker is None or needs.marker.evaluate({"extra": extra}):
                wanted = {(needs.name, one) for one in ("", *needs.extras)}
                waiting += wanted - seen
                seen |= wanted


@pytest.mark.parametrize(
    ("said", "gpl"),
    [
        ("GPLv2", True),
        ("AGPL-3.0-or-later", True),
        ("GPLv2, due to base library licenses.", True),
        ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", True),
        ("BSD-3-Clause AND GPL-2.0-only", True),
        ("LGPLv3", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", False),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", False),
        ("MPL-2.0", False),
    ],
)
def test_a_licence_is_told_from_another(said: str, gpl: bool) -> None:
    assert _is_gpl(said) is gpl


def test_the_lines_of_a_wheel_that_holds_an_encoder_are_read() -> None:
    text = 'License for "a-b" binary wheels: GPLv2, due to x.\n\nName: x265\nLicense: GPLv2\nFiles:'
    assert _SAID.findall(text) == ["GPLv2, due to x.", "GPLv2"]


def test_nothing_the_program_needs_is_under_the_gpl() -> None:
    names = set()
    wrong = []
    for found in _needed():
        names.add(found.name.lower().replace("_", "-"))
        wrong += [f"{found.name}: {said}" for said in _said(found) if said and _is_gpl(said)]
        wrong += [f"{found.name}: {f}" for f in found.files or () if _ENCODERS.search(f.name)]
    assert not wrong, wrong
    some = {"pi-heif-decoder", "pillow", "numpy", "psycopg-binary", "zxing-cpp", "dlib-bin"}
    assert some <= names
