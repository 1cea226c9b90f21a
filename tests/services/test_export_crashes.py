"""A crash leaves a ledger that says too much, never a picture that left unrecorded."""

import subprocess
import sys
from pathlib import Path

from tests.services.office import Office
from tests.services.small_disk import small_disk
from tests.source import ROOT


def test_an_export_may_be_killed_at_any_moment(office: Office) -> None:
    targets = office.folder / "targets"
    targets.mkdir()
    _kill_at_every_moment(office, targets)


def test_an_export_onto_a_stick_may_be_killed_at_any_moment(office: Office) -> None:
    """The copies wait within the folder, and nothing of them can be read before the ledger has it.

    Afterwards the ledger says too much at most: what it has and what is not there leaves again.
    """
    with small_disk(office.folder / "stick", 1024 * 1024) as stick:
        _kill_at_every_moment(office, stick)


def _kill_at_every_moment(office: Office, targets: Path) -> None:
    noah = office.family()
    office.permit(noah)
    pictures = [office.portrait(noah) for _ in range(2)]
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
