"""One checked file as the windows show it: its verdicts with the names that belong to them.

The verdicts are the services'; here they only get names, words and a place in a count.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.domain.verdict import Outcome, ReasonCode, Severity, Verdict
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.glyphs import Shape, Sign, sign_of_verdict, sign_of_verdicts
from consentdesk.wording import destination_word, problem_sentence, reason_sentence

if TYPE_CHECKING:
    from consentdesk.services.checking import Finding
    from consentdesk.storage.reading import Reader


class Heap(StrEnum):
    """Where a file is counted: by its worst outcome, or among those that can't be read.

    MIXED, of all destinations together, is one that some allow and some refuse. What was clear some
    time ago lies on heaps of its own, that nobody takes it for one that is.
    """

    CLEAR = "clear"
    MIXED = "mixed"
    COULD = "could"
    COULD_SOME = "could_some"
    WITHHELD = "withheld"
    UNDECIDED = "undecided"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding; `names` are of everybody shown or spoken of, `known_as` is the photo's name.

    `heaps` say where it is counted for each destination; under None, for all of them together.
    """

    finding: "Finding"
    names: Mapping[SubjectId, str]
    heaps: "Mapping[Destination | None, Heap]"
    known_as: str = ""
    shown: tuple[SubjectId, ...] = ()

    def verdict(self, destination: Destination | None) -> Verdict:
        """The verdict for a destination; for none of them in particular, the worst."""
        verdicts = self.finding.verdicts
        mine = next((v for v in verdicts if v.destination == destination), None)
        return mine or max(verdicts, key=lambda v: Severity[v.outcome.name])

    def heap(self, destination: Destination | None) -> Heap:
        """Where it is counted."""
        return self.heaps.get(destination, self.heaps[None])

    @property
    def is_unreadable(self) -> bool:
        """Whether the file could not be read as a picture."""
        return self.finding.fingerprint is None

    def sign(self, destination: Destination | None) -> Sign:
        """The shape and word for it."""
        if self.is_unreadable:
            word = _("Can't be read")
            return Sign(Shape.OPEN, word, word)
        if destination is None and self.finding.verdicts:
            return sign_of_verdicts(self.finding.verdicts)
        return self.sign_of(self.verdict(destination))

    def sign_of(self, verdict: Verdict) -> Sign:
        """The shape and word for one of its verdicts."""
        return sign_of_verdict(verdict)

    def places(self) -> tuple[str, ...]:
        """The words of the destinations it may go to."""
        clear = (v for v in self.finding.verdicts if v.outcome is Outcome.CLEAR)
        return tuple(destination_word(v.destination) for v in clear)

    def why(self, destination: Destination | None) -> str:
        """The first reason as a sentence, or who is on it where there is none."""
        if self.finding.problem is not None:
            return problem_sentence(self.finding.problem)
        verdict = self.verdict(destination)
        if verdict.reasons:
            return self.reasons(verdict)[0]
        return self.who()

    def reasons(self, verdict: Verdict) -> tuple[str, ...]:
        """Every reason of a verdict as a sentence."""
        return tuple(
            self.sentence(r.code, self.name(r.subject), verdict.destination)
            for r in verdict.reasons
        )

    def sentence(self, code: ReasonCode, name: str, destination: str) -> str:
        """One reason as a sentence."""
        return reason_sentence(code, name, destination)

    def name(self, subject: SubjectId | None) -> str:
        """The name of somebody spoken of, "" for nobody."""
        return "" if subject is None else self.names.get(subject, "")

    def who(self) -> str:
        """Everybody named on it."""
        return ", ".join(self.name(s) for s in self.shown)

    def spoken(self, destination: Destination | None) -> str:
        """All of it in one sentence for a screen reader."""
        name = self.finding.path.name
        if self.is_unreadable or destination is not None:
            parts = [name, self.sign(destination).word, self.why(destination)]
        else:
            parts = [name]
            for v in self.finding.verdicts:
                parts.append(f"{destination_word(v.destination)}: {self.sign_of(v).word}")
        return ", ".join(part for part in parts if part)


def read_rows(reader: "Reader", findings: Sequence["Finding"]) -> tuple[FindingRow, ...]:
    """The findings with the names that belong to them, from one snapshot."""
    photos = reader.photos({f.photo for f in findings if f.photo is not None})
    depicted = reader.depicted(photos)
    shown = {p: tuple(d.subject for d in some) for p, some in depicted.items()}
    people = {s for some in shown.values() for s in some} | set(_spoken_of(findings))
    names = {s: person.name for s, person in reader.subjects(sorted(people)).items()}
    return tuple(
        FindingRow(f, names, heaps_of(f), photos[f.photo].name, shown[f.photo])
        if f.photo in photos
        else FindingRow(f, names, heaps_of(f))
        for f in findings
    )


def heaps_of(finding: "Finding") -> "Mapping[Destination | None, Heap]":
    """Where it is counted, by destination; under None, for all of them together."""
    if finding.fingerprint is None:
        return {None: Heap.UNREADABLE}
    outcomes = {v.outcome for v in finding.verdicts}
    is_mixed = outcomes >= {Outcome.CLEAR, Outcome.WITHHELD}
    whole = Heap.MIXED if is_mixed else Heap(finding.outcome.value)
    found: dict[Destination | None, Heap] = {None: whole}
    return found | {v.destination: Heap(v.outcome.value) for v in finding.verdicts}


def _spoken_of(findings: Iterable["Finding"]) -> Iterable[SubjectId]:
    for finding in findings:
        for verdict in finding.verdicts:
            for why in (*verdict.reasons, *verdict.warnings):
                if why.subject is not None:
                    yield why.subject


def heap_words(counts: Mapping[Heap, int]) -> str:
    """How many of each, in one line; what there is none of is left out."""
    return " · ".join(heap_count(heap, counts[heap]) for heap in Heap if counts.get(heap))


def heap_count(heap: Heap, count: int) -> str:
    """That many of one kind: "312 may be shown"."""
    text = {
        Heap.CLEAR: lambda: ngettext("{count} may be shown", "{count} may be shown", count),
        Heap.MIXED: lambda: ngettext(
            "{count} only in some places", "{count} only in some places", count
        ),
        Heap.COULD: lambda: ngettext("{count} could be shown", "{count} could be shown", count),
        Heap.COULD_SOME: lambda: ngettext(
            "{count} could be shown in some places",
            "{count} could be shown in some places",
            count,
        ),
        Heap.WITHHELD: lambda: ngettext(
            "{count} may not be shown", "{count} may not be shown", count
        ),
        Heap.UNDECIDED: lambda: ngettext("{count} undecided", "{count} undecided", count),
        Heap.UNREADABLE: lambda: ngettext("{count} can't be read", "{count} can't be read", count),
    }[heap]()
    return text.format(count=format_number(count))
