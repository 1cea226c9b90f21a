"""A crash leaves a ledger that says too much, never a picture that left unrecorded."""

import subprocess
import sys

from tests.services.office import Office
from tests.source import ROOT


def test_an_export_may_be_killed_at_any_moment(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    pictures = [office.portrait(noah) for _ in range(2)]
    targets = office.folder / "targets"
    targets.mkdir()
    office.register.close()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.services.crashing",
            office.register.location,
            office.at.isoformat(),
            str(targets),
            *map(str, pictures),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    moments, *states = done.stdout.splitlines()
    assert int(moments) > 50
    # Every stage was met, the short one between the ledger and the folder as well.
    assert [s.partition("=")[0] for s in states] == ["begun", "done", "not recorded", "recorded"]
