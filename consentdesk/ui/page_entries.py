"""Which pages there are and in which order: for the list at the left and the View menu alike."""

from dataclasses import dataclass

from consentdesk.i18n import _


@dataclass(frozen=True, slots=True)
class Entry:
    """One page in the list; `waiting` is what waits there to be done."""

    key: str
    name: str
    icon: str
    waiting: int = 0


def entries() -> tuple[Entry, ...]:
    """The pages in their order; Ctrl and its number opens each."""
    return (
        Entry("overview", _("Overview"), "overview"),
        Entry("people", _("People"), "people"),
        Entry("permissions", _("Permissions"), "permissions"),
        Entry("photos", _("Photos"), "photos"),
        Entry("export", _("Export"), "export"),
        Entry("journal", _("Journal"), "journal"),
        Entry("forms", _("Forms"), "forms"),
    )
