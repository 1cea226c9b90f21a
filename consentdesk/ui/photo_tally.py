"""How many photos may go where, how many may not, and which reasons occur how often.

Counts what was judged; decides nothing. Of fifty thousand photos a few hundred differ in their
verdicts, so whatever is asked of a count looks at those and not at each photo.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import TYPE_CHECKING

from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.i18n import format_number, ngettext
from consentdesk.ui.glyphs import Shape

if TYPE_CHECKING:
    from consentdesk.services.judging_many import Verdicts


class Share(StrEnum):
    """Where a photo is counted; SOME only of all destinations together.

    NAMES are undecided because names or kind are not said yet, OPEN for any other reason.
    """

    MAY = "may"
    SOME = "some"
    MAY_NOT = "may_not"
    NAMES = "names"
    OPEN = "open"


SHAPE_OF: Mapping[Share, Shape] = {
    Share.MAY: Shape.YES,
    Share.SOME: Shape.MIXED,
    Share.MAY_NOT: Shape.NO,
    Share.NAMES: Shape.OPEN,
    Share.OPEN: Shape.HALF,
}
_OF_NAMES = frozenset({ReasonCode.NOT_ATTESTED, ReasonCode.KIND_UNSET})


@dataclass(frozen=True, slots=True)
class _Told:
    """What a group of photos with the same verdicts is for one destination, or for all."""

    share: Share
    codes: frozenset[ReasonCode]


class Tally:
    """The counts over some photos, for every destination."""

    def __init__(self, verdicts: "Mapping[PhotoId, Verdicts]") -> None:
        numbers: dict[int, int] = {}
        self._groups: list[Verdicts] = []
        self._group_of: dict[PhotoId, int] = {}
        for photo, found in verdicts.items():
            # The same value for the same verdicts, says `Judged`; an equal one is only one more.
            number = numbers.setdefault(id(found), len(numbers))
            if number == len(self._groups):
                self._groups.append(found)
            self._group_of[photo] = number
        self._sizes = Counter(self._group_of.values())
        self._told: dict[Destination | None, tuple[_Told, ...]] = {}

    def __len__(self) -> int:
        """How many photos were judged."""
        return len(self._group_of)

    def counts(
        self, destination: Destination | None, reason: ReasonCode | None = None
    ) -> dict[Share, int]:
        """How many are in each share, of those against which that reason speaks or of all."""
        found = dict.fromkeys(Share, 0)
        for number, told in enumerate(self._all_told(destination)):
            if reason is None or reason in told.codes:
                found[told.share] += self._sizes[number]
        return found

    def reasons(
        self, destination: Destination | None, share: Share | None = None
    ) -> dict[ReasonCode, int]:
        """Against how many each reason speaks, of one share or of all; the commonest first."""
        found: Counter[ReasonCode] = Counter()
        for number, told in enumerate(self._all_told(destination)):
            if share is None or told.share is share:
                found.update(dict.fromkeys(told.codes, self._sizes[number]))
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))

    def having(
        self,
        photos: Iterable[PhotoId],
        destination: Destination | None,
        share: Share | None,
        reason: ReasonCode | None,
    ) -> tuple[PhotoId, ...]:
        """Those of the photos that are in the share and have the reason, in the same order."""
        wanted = {
            number
            for number, told in enumerate(self._all_told(destination))
            if (share is None or told.share is share) and (reason is None or reason in told.codes)
        }
        group_of = self._group_of.get
        return tuple(p for p in photos if group_of(p) in wanted)

    def in_order(
        self, photos: Sequence[PhotoId], destination: Destination | None, *, descending: bool
    ) -> tuple[PhotoId, ...]:
        """The photos by their share; within one, as they were. Those not judged come last."""
        places = {share: place for place, share in enumerate(Share)}
        told, turn = self._all_told(destination), -1 if descending else 1
        rank = {number: turn * places[one.share] for number, one in enumerate(told)}
        group_of, last = self._group_of.get, len(places)
        keyed = [(rank.get(group_of(p, -1), last), p) for p in photos]
        return tuple(p for _rank, p in sorted(keyed, key=itemgetter(0)))

    def _all_told(self, destination: Destination | None) -> tuple[_Told, ...]:
        if destination not in self._told:
            self._told[destination] = tuple(_tell(group, destination) for group in self._groups)
        return self._told[destination]


def _tell(verdicts: "Verdicts", destination: Destination | None) -> _Told:
    about = [v for v in verdicts if destination in {None, v.destination}]
    codes = frozenset(r.code for v in about for r in v.reasons)
    outcomes = {v.outcome for v in about}
    if outcomes == {Outcome.CLEAR}:
        share = Share.MAY
    elif Outcome.CLEAR in outcomes:
        share = Share.SOME
    elif Outcome.WITHHELD in outcomes:
        share = Share.MAY_NOT
    else:
        share = Share.NAMES if codes & _OF_NAMES else Share.OPEN
    return _Told(share, codes)


def share_count(share: Share, count: int) -> str:
    """That many of a share: "312 may"."""
    text = {
        Share.MAY: lambda: ngettext("{count} may", "{count} may", count),
        Share.SOME: lambda: ngettext("{count} in some places", "{count} in some places", count),
        Share.MAY_NOT: lambda: ngettext("{count} may not", "{count} may not", count),
        Share.NAMES: lambda: ngettext("{count} lacks names", "{count} lack names", count),
        Share.OPEN: lambda: ngettext("{count} to be decided", "{count} to be decided", count),
    }[share]()
    return text.format(count=format_number(count))


def counts_line(counts: Mapping[Share, int]) -> str:
    """All shares that occur in one line: "312 may · 61 may not · 27 lack names"."""
    return " · ".join(share_count(share, n) for share, n in counts.items() if n)
