"""One stack at two seats of a register on a server."""

from pathlib import Path

import pytest

from consentdesk.errors import Problem, RuleRefusal
from consentdesk.services.editions import Edition
from consentdesk.services.inbox.accepting import accept
from consentdesk.services.inbox.bringing import bring_in
from consentdesk.services.inbox.filing import journal_all
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import backup, verify
from tests.services.inbox.returning import Desk
from tests.services.office import CLERK, MONDAY, Office
from tests.services.scanning.returned import Returned


def test_a_stack_is_brought_in_accepted_and_filed_once(
    postgres_url: str, tmp_path: Path, edition: Edition, sheets: tuple[Returned, ...]
) -> None:
    made = Register.create(
        postgres_url, institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY
    )
    with made as register, Register.open(postgres_url) as other_seat:
        office = Office(register, tmp_path / "pictures")
        office.folder.mkdir()
        desk = Desk(office, edition)
        desk.enrol(sheets)
        first = desk.bring_stack(sheets)
        (second,) = bring_in(other_seat, "Bo Friis", MONDAY, [office.folder / "stack.pdf"])
        assert second.again
        assert second.sheets == first.sheets
        for sheet in first.sheets[:2]:
            accept(*office.desk, sheet=sheet.id, draft=desk.done(sheet), seen=sheet.version)
        stale = first.sheets[0]
        with pytest.raises(RuleRefusal) as refused:
            accept(
                other_seat,
                "Bo Friis",
                MONDAY,
                sheet=stale.id,
                draft=desk.done(stale),
                seen=stale.version,
            )
        assert refused.value.problem is Problem.SHEET_CHANGED_MEANWHILE
        assert len(journal_all(*office.desk).filed) == 2
        assert journal_all(other_seat, "Bo Friis", MONDAY).filed == ()
        assert verify(register).ok
        backup(register, tmp_path / "copy.db")
    with Register.open(str(tmp_path / "copy.db")) as copy, copy.read() as reader:
        (left,) = reader.inbox_sheets()
        assert left.serial == sheets[2].serial
        document = left.pages[0].document
        assert document is not None
        assert reader.document(document).media_type == "application/pdf"
