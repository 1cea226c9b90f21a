"""Which pages there are and in which order: for the list at the left and the View menu alike."""

from dataclasses import dataclass

from consentdesk.domain.roles import Right
from consentdesk.i18n import _


@dataclass(frozen=True, slots=True)
class Entry:
    """One page in the list; `waiting` is what waits there to be done.

    Ctrl and its `number` opens it; whoever lacks the right it `needs` has no such page.
    """

    key: str
    name: str
    icon: str
    number: int
    needs: Right | None = None
    waiting: int = 0


def entries() -> tuple[Entry, ...]:
    """The pages in their order."""
    return (
        Entry("overview", _("Overview"), "overview", 1),
        Entry("people", _("People"), "people", 2, Right.SEE_REASONS),
        Entry("permissions", _("Permissions"), "permissions", 3, Right.SEE_REASONS),
        Entry("photos", _("Photos"), "photos", 4),
        Entry("export", _("Export"), "export", 5),
        Entry("journal", _("Journal"), "journal", 6, Right.SEE_REASONS),
        Entry("forms", _("Forms"), "forms", 7, Right.SEE_SCANS),
    )
