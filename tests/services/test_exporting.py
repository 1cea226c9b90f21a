"""The gate: what leaves, what stays, and what the ledger says about it."""

from consentdesk.domain.verdict import Outcome
from consentdesk.services import exporting
from tests.services.office import Office


def test_a_permitted_portrait_leaves_and_is_on_record(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    assert office.check(photo) == [Outcome.CLEAR]
    done = exporting.release(*office.desk, office.plan(photo), office.target())
    assert [f.output.name for f in done.released] == ["sommerfest-2026-001.jpg"]
    assert done.released[0].output.is_file()
    with office.register.read() as reader:
        (release,) = reader.releases()
    assert release.id == done.release
