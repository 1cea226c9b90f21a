"""What the window of a check pack shows of it and of the pictures; read off the GUI thread."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.verdict import ReasonCode
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.ui.check_run import FIRST, NEXT
from consentdesk.ui.finding_rows import FindingRow, heaps_of
from consentdesk.ui.tasks import Progress
from consentdesk.wording import reason_sentence

if TYPE_CHECKING:
    from consentdesk.services.check_pack.content import Pack


@dataclass(frozen=True, slots=True)
class PackRow(FindingRow):
    """A finding by a pack, whose reasons are another thing than a register's."""

    def sentence(self, code: ReasonCode, name: str, destination: str) -> str:
        """One reason as a sentence."""
        return reason_sentence(code, name, destination, by_pack=True)


def judged(
    pack: "Pack", files: Sequence[Path], progress: Progress
) -> Generator[tuple[FindingRow, ...], None, None]:
    """The files by the pack, a few at a time."""
    from consentdesk.services.check_pack.checking import check_each

    findings, initials = check_each(pack, files, progress=progress), pack.initials
    size = FIRST
    while batch := tuple(islice(findings, size)):
        yield tuple(PackRow(one, initials, heaps_of(one)) for one in batch)
        size = NEXT


def heading(pack: "Pack") -> str:
    """Whose pack it is."""
    return _("Check pack of {institution}").format(institution=pack.institution)


def dates(pack: "Pack") -> str:
    """As of when it is, until when it counts, and how much is in it."""
    count = len(pack.entries)
    said = ngettext(
        "As of {day}, good until {until}. {count} photo.",
        "As of {day}, good until {until}. {count} photos.",
        count,
    )
    return said.format(
        day=format_date(pack.as_of),
        until=format_date(pack.good_until),
        count=format_number(count),
    )


def warning() -> str:
    """What no pack can know."""
    return _(
        "What was withdrawn since is not in it: ask the school before you post. Nothing can be "
        "exported by it."
    )
