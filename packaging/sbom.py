"""Writes what the program is made of as a CycloneDX bill of materials: names, versions, licences.

    .venv/bin/python packaging/sbom.py [FILE]

Of what is installed here, which packaging/constraints.txt has decided; the extras `server` and
`faces` included. The same installation gives the same bytes.
"""

import json
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROGRAM = "consentdesk"
EXTRAS = ("server", "faces")
_UNSAID = {"sqlcipher3": "zlib License"}
"""What stands only in the licence file a distribution brings along."""
_FREE = "License :: OSI Approved :: "


def bill() -> dict[str, object]:
    """The bill as CycloneDX 1.5 says it."""
    needed = dict(sorted(_needed().items()))
    program = needed.pop(PROGRAM)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {**_component(program), "type": "application"}},
        "components": [_component(one) for one in needed.values()],
        "dependencies": [
            {"ref": _ref(one), "dependsOn": sorted(_ref(needed[n]) for n in _needs(name, needed))}
            for name, one in ((PROGRAM, program), *needed.items())
        ],
    }


def _needed() -> dict[str, Distribution]:
    """The program and every distribution it needs here, by their plain names."""
    found: dict[str, Distribution] = {}
    waiting = [PROGRAM]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = distribution(name)
            waiting += _required(found[name], name)
    return found


def _needs(name: str, among: dict[str, Distribution]) -> set[str]:
    """Which of these that one needs itself."""
    own = distribution(name)
    return {needed for needed in _required(own, name) if needed in among}


def _required(of: Distribution, name: str) -> Iterator[str]:
    # An extra that a requirement asks for, as of psycopg its binary, holds for whoever is asked.
    asked = EXTRAS if name == PROGRAM else tuple(_extras(name))
    for text in of.requires or ():
        needs = Requirement(text)
        fits = (needs.marker.evaluate({"extra": e}) for e in ("", *asked)) if needs.marker else ()
        if needs.marker is None or any(fits):
            yield canonicalize_name(needs.name)


def _extras(name: str) -> Iterator[str]:
    """The extras the program itself asks for of another."""
    for text in distribution(PROGRAM).requires or ():
        needs = Requirement(text)
        if canonicalize_name(needs.name) == name:
            yield from needs.extras


def _component(one: Distribution) -> dict[str, object]:
    return {
        "type": "library",
        "bom-ref": _ref(one),
        "name": one.name,
        "version": one.version,
        "purl": _ref(one),
        "licenses": _licences(one),
    }


def _ref(one: Distribution) -> str:
    return f"pkg:pypi/{canonicalize_name(one.name)}@{one.version}"


def _licences(one: Distribution) -> list[dict[str, object]]:
    """What the distribution says of itself: an expression, else the names it gives."""
    headers = one.metadata.json
    expression = headers.get("license_expression")
    if expression:
        return [{"expression": str(expression)}]
    listed = headers.get("classifier", [])
    named = [c.removeprefix(_FREE) for c in listed if c.startswith(_FREE)]
    said = str(headers.get("license", "")).strip().partition("\n")[0]
    names = named or [said or _UNSAID.get(canonicalize_name(one.name), "")]
    return [{"license": {"name": name}} for name in names if name]


def main() -> None:
    """Write the bill into the file named, else to standard output."""
    text = json.dumps(bill(), indent=2, ensure_ascii=False) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
