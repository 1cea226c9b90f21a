"""The bill of materials names whatever the program needs, with its version and its licence."""

import json
import subprocess
import sys
import tomllib
from importlib.metadata import version

import sbom
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.source import ROOT


def test_every_dependency_is_listed_with_version_and_licence() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "sbom.py"], capture_output=True, check=True
    )
    told = json.loads(done.stdout)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.5")
    listed = {canonicalize_name(one["name"]): one for one in told["components"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [one for more in project["optional-dependencies"].values() for one in more]
    for text in (*project["dependencies"], *extras):
        needs = Requirement(text)
        if needs.marker is None or needs.marker.evaluate():
            one = listed[canonicalize_name(needs.name)]
            assert one["version"] == version(needs.name)
    # And what these need in turn, which no file of ours names.
    assert {"mako", "cffi", "psycopg-binary", "shiboken6"} <= listed.keys()
    assert [name for name, one in listed.items() if not one["licenses"]] == []


def test_versions_are_those_that_are_installed_by_the_constraints() -> None:
    lines = (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if "==" in line and line[0] != "#")
    names = {canonicalize_name(name): given for name, given in pinned.items()}
    told = sbom.bill()["components"]
    assert isinstance(told, list)
    for one in told:
        assert names[canonicalize_name(one["name"])] == one["version"]


def test_the_bill_hangs_together() -> None:
    told = sbom.bill()
    hangs, parts = told["dependencies"], told["components"]
    assert isinstance(hangs, list)
    assert isinstance(parts, list)
    refs = {one["bom-ref"] for one in parts}
    reached = {ref for one in hangs for ref in one["dependsOn"]}
    assert reached == refs
