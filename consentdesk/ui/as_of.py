"""Verdicts as of some time ago: how they look and read while the server doesn't answer.

A yes of then is another shape, another colour and other words than a yes, and lies on a heap of its
own. Reads nothing from anywhere.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.photos import Destination
from consentdesk.domain.verdict import Outcome, ReasonCode, Severity, Verdict
from consentdesk.i18n import _, format_number, format_time, ngettext
from consentdesk.ui.check_reading import OneView
from consentdesk.ui.check_run import FIRST, NEXT
from consentdesk.ui.finding_rows import FindingRow, Heap, heaps_of
from consentdesk.ui.glyphs import Shape, Sign, shape_of_verdict
from consentdesk.ui.tasks import Progress
from consentdesk.wording import places_phrase, reason_sentence

if TYPE_CHECKING:
    from consentdesk.services.check_pack.content import Pack
    from consentdesk.services.checking import Finding

_THEN: Mapping[Shape, Shape] = {Shape.YES: Shape.WAS, Shape.MIXED: Shape.WAS_MIXED}
_HEAP_THEN: Mapping[Heap, Heap] = {Heap.CLEAR: Heap.COULD, Heap.MIXED: Heap.COULD_SOME}


@dataclass(frozen=True, slots=True)
class AsOfRow(FindingRow):
    """A finding as of `time`; `kept`: it was answered by what was kept, and not by the register."""

    time: str = ""
    kept: bool = True

    def sign(self, destination: Destination | None) -> Sign:
        """The shape and word for it, none of them a yes."""
        if self.is_unreadable or destination is not None:
            return FindingRow.sign(self, destination)
        return _together(self.finding.verdicts, self.time)

    def sign_of(self, verdict: Verdict) -> Sign:
        """The shape and word for one of its verdicts."""
        return _sign(verdict, self.time)

    def sentence(self, code: ReasonCode, name: str, destination: str) -> str:
        """One reason as a sentence."""
        own = _own_reasons().get(code) if self.kept else None
        return own or reason_sentence(code, name, destination)


def judged_as_of(
    pack: "Pack", files: Sequence[Path], progress: Progress
) -> Generator[tuple[FindingRow, ...], None, None]:
    """The files by what was kept, a few at a time."""
    from consentdesk.services.check_pack.checking import check_each

    findings, size = check_each(pack, files, progress=progress), FIRST
    while batch := tuple(islice(findings, size)):
        yield tuple(_row(pack, one) for one in batch)
        size = NEXT


def judged_again_as_of(pack: "Pack", rows: Sequence[FindingRow]) -> tuple[FindingRow, ...]:
    """The same files by what was kept."""
    from consentdesk.services.check_pack.checking import check_again

    return tuple(_row(pack, one) for one in check_again(pack, [row.finding for row in rows]))


def stamped(rows: Sequence[FindingRow], time: str) -> tuple[FindingRow, ...]:
    """What stands there already, as of when it was read; other rows' own time stays."""
    return tuple(
        row
        if isinstance(row, AsOfRow)
        else AsOfRow(
            row.finding,
            row.names,
            _heaps_then(row.heaps),
            row.known_as,
            row.shown,
            time=time,
            kept=False,
        )
        for row in rows
    )


def pack_time(pack: "Pack") -> str:
    """As of when that is, by the institution's clock."""
    return clock_time(pack.made_at, pack.zone)


def clock_time(at: datetime, zone: str) -> str:
    """A moment by the clock of that zone."""
    return format_time(at.astimezone(ZoneInfo(zone)))


def view_as_of(row: FindingRow) -> OneView:
    """Such a file by itself: there is nothing that could be done about it."""
    return OneView(
        row=row, steps=(), photo=None, people=(), lately=(), waiting={}, marked=frozenset()
    )


def sentence_as_of(verdicts: Sequence[Verdict], time: str) -> str:
    """The verdicts in one sentence: where it could be shown then, and where not."""
    found = {o: [v.destination for v in verdicts if v.outcome is o] for o in Outcome}
    could, could_not = (places_phrase(found[o]) for o in (Outcome.CLEAR, Outcome.WITHHELD))
    unclear = places_phrase(found[Outcome.UNDECIDED], where=False)
    match bool(could), bool(could_not), bool(unclear):
        case True, False, False if len(verdicts) > 1:
            text = _("As of {time} it could be shown everywhere.")
        case True, False, False:
            text = _("As of {time} it could be shown {may}.")
        case True, True, False:
            text = _("As of {time} it could be shown {may}, but not {may_not}.")
        case True, False, True:
            text = _("As of {time} it could be shown {may}; not decided for {unclear}.")
        case True, True, True:
            text = _(
                "As of {time} it could be shown {may}, but not {may_not}; not decided for "
                "{unclear}."
            )
        case False, True, True:
            text = _("As of {time} it could not be shown {may_not}; not decided for {unclear}.")
        case False, True, False if len(verdicts) == 1:
            text = _("As of {time} it could not be shown {may_not}.")
        case False, True, False:
            text = _("As of {time} it could not be shown anywhere.")
        case _:
            text = _("As of {time} it was not decided.")
    return text.format(time=time, may=could, may_not=could_not, unclear=unclear)


def _row(pack: "Pack", finding: "Finding") -> AsOfRow:
    heaps = _heaps_then(heaps_of(finding))
    return AsOfRow(finding, pack.initials, heaps, time=pack_time(pack))


def _heaps_then(heaps: Mapping[Destination | None, Heap]) -> Mapping[Destination | None, Heap]:
    return {place: _HEAP_THEN.get(heap, heap) for place, heap in heaps.items()}


def _sign(verdict: Verdict, time: str) -> Sign:
    shape = shape_of_verdict(verdict)
    text = {
        Shape.YES: _("Could be shown as of {time}"),
        Shape.NO: _("Could not be shown as of {time}"),
        Shape.OPEN: _("Not decided as of {time}"),
        Shape.HALF: _("Needed an assessment as of {time}"),
    }[shape]
    word = text.format(time=time)
    return Sign(_THEN.get(shape, shape), word, word)


def _together(verdicts: Sequence[Verdict], time: str) -> Sign:
    """As `glyphs.sign_of_verdicts`, as of then."""
    worst = max(verdicts, key=lambda v: Severity[v.outcome.name])
    sign, every = _sign(worst, time), len(verdicts)
    clear = sum(v.outcome is Outcome.CLEAR for v in verdicts)
    if not 0 < clear < every:
        return sign
    text = ngettext(
        "{clear} of {count} destination as of {time}",
        "{clear} of {count} destinations as of {time}",
        every,
    )
    word = text.format(clear=format_number(clear), count=format_number(every), time=time)
    mixed = worst.outcome is Outcome.WITHHELD
    return Sign(Shape.WAS_MIXED if mixed else sign.shape, word, word)


def _own_reasons() -> dict[ReasonCode, str]:
    """The reasons that are another thing in what was kept than in the register."""
    return {
        ReasonCode.UNKNOWN_PHOTO: _(
            "The picture was not among the photos when the server last answered."
        ),
        ReasonCode.NEAR_MATCH: _(
            "The picture looks like one of the photos, but is another file. They can be compared "
            "once the server answers."
        ),
    }
