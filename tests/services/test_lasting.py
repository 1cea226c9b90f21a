"""What leaves the register as a file survives a power cut: copies, forms, seals."""

import pytest

from consentdesk.services import exporting
from consentdesk.services.paper import print_forms
from consentdesk.services.upkeep import seal
from tests.lasting import DiskWatch
from tests.services.office import Office


def test_released_copies_last(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    noah = office.family()
    office.permit(noah)
    plan = office.plan(office.portrait(noah), office.portrait(noah))
    watch = DiskWatch(monkeypatch)
    done = exporting.release(*office.desk, plan, office.target())
    assert len(done.released) == 2
    for one in done.released:
        watch.assert_lasting(one.output)
    # What the next run needs to clear away after a crash is there before any name is taken.
    notes = [n for n, step in enumerate(watch.steps) if step.path.name == "held"]
    names = [
        n
        for n, step in enumerate(watch.steps)
        if step.target is not None and step.target.name != "lock"
    ]
    assert notes
    assert notes[0] < names[0]


@pytest.mark.parametrize("older", [False, True])
def test_printed_forms_last(office: Office, monkeypatch: pytest.MonkeyPatch, older: bool) -> None:
    noah, path = office.family(), office.target() / "forms.pdf"
    if older:
        path.write_bytes(b"%PDF-older")
    watch = DiskWatch(monkeypatch)
    print_forms(*office.desk, subjects=[noah], output=path)
    watch.assert_lasting(path)


def test_a_seal_lasts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.target() / "register.seal"
    watch = DiskWatch(monkeypatch)
    seal(office.register, path)
    watch.assert_written(path)
