"""The stack is filed: every accepted sheet recorded and journaled by `intake`, with its scan.

Each sheet is written wholly or not at all, and one that is refused stops no other: it waits again,
and what speaks against it is told. The numbers follow the order in which the sheets came in, so
that the papers can be put into the binder as they lie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from consentdesk.domain.acts import Purpose, Serial
from consentdesk.domain.inbox import Sheet, SheetId, SheetState
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services.checking import Progress
from consentdesk.services.heads import where_it_stands
from consentdesk.services.inbox.accepting import signed_of
from consentdesk.services.inbox.evidence import evidence_of
from consentdesk.services.inbox.shelf import Shelf
from consentdesk.services.intake import Filed, Recorded, file_signed, record_signed

if TYPE_CHECKING:
    from consentdesk.services.pictures.decoding import Decoder
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer

Done = TypeVar("Done")
Work = Callable[["Writer", Sheet, bytes | None], Done]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many say yes and how many say no to one purpose."""

    yes: int
    no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is about to be filed: the accepted sheets, their answers, and what was put aside."""

    sheets: tuple[Sheet, ...]
    answers: Mapping[Purpose, Tally]
    aside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledStack:
    """What was filed, in its order, and which sheets were refused and why.

    `recorded` is filled instead of `filed` where the answers were only recorded. `head` is where
    the journal stands then, as it is printed.
    """

    filed: tuple[tuple[SheetId, Filed], ...]
    recorded: tuple[tuple[SheetId, Recorded], ...]
    refused: tuple[tuple[Sheet, BadInput | RuleRefusal], ...]
    answers: Mapping[Purpose, Tally]
    head: str = ""

    @property
    def numbers(self) -> Mapping[Serial, str]:
        """The journal's number of each form, to be written on the paper."""
        return {filed.entry.serial: filed.entry.number for _, filed in self.filed}


def summary_of(reader: Reader, sheets: Iterable[SheetId] | None = None) -> Summary:
    """What filing the accepted sheets would file, all of them or those among `sheets`."""
    accepted = _accepted(reader, sheets)
    return Summary(
        sheets=accepted,
        answers=_tallied(accepted),
        aside=len(reader.inbox_sheets((SheetState.ASIDE,))),
    )


def journal_all(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    sheets: Iterable[SheetId] | None = None,
    progress: Progress | None = None,
) -> FiledStack:
    """Record and journal the accepted sheets, all of them or those among `sheets`.

    `progress` counts sheets; where it raises Cancelled, those filed before stay filed. Raises
    RegisterError.
    """
    shelf = Shelf()

    def file(writer: Writer, sheet: Sheet, scan: bytes | None) -> Filed:
        return file_signed(writer, clerk, at, signed_of(writer, sheet, sheet.draft, shelf, scan))

    stack = _Stack(register, clerk, at, progress)
    filed = stack.each(_chosen(register, sheets), file, lambda done: done.entry.serial)
    return stack.told(filed, [])


def record_all(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    sheets: Iterable[SheetId] | None = None,
    progress: Progress | None = None,
) -> FiledStack:
    """The same without the journal, for who files in another case system and has no number yet."""
    shelf = Shelf()

    def record(writer: Writer, sheet: Sheet, scan: bytes | None) -> Recorded:
        return record_signed(writer, at, signed_of(writer, sheet, sheet.draft, shelf, scan))

    stack = _Stack(register, clerk, at, progress)
    recorded = stack.each(_chosen(register, sheets), record, lambda done: done.serial)
    return stack.told([], recorded)


class _Stack:
    """The sheets one after the other, each in a transaction of its own."""

    def __init__(
        self, register: Register, clerk: str, at: datetime, progress: Progress | None
    ) -> None:
        self._register = register
        self._clerk = clerk
        self._at = at
        self._progress = progress
        self._answered: list[Sheet] = []
        self._refused: list[tuple[Sheet, BadInput | RuleRefusal]] = []

    def each(
        self, sheets: Sequence[Sheet], work: Work[Done], number: Callable[[Done], Serial]
    ) -> list[tuple[SheetId, Done]]:
        """What became of each that was not refused."""
        from consentdesk.services.pictures.decoding import Decoder

        done = []
        with Decoder(workers=1) as decoder:
            for count, sheet in enumerate(sheets, 1):
                try:
                    done.append((sheet.id, self._one(sheet, decoder, work, number)))
                    self._answered.append(sheet)
                except (BadInput, RuleRefusal) as error:
                    self._refuse(sheet, error)
                if self._progress is not None:
                    self._progress(count, len(sheets))
        return done

    def _one(
        self,
        sheet: Sheet,
        decoder: Decoder,
        work: Work[Done],
        number: Callable[[Done], Serial],
    ) -> Done:
        scan = evidence_of(self._register, sheet, decoder)
        with self._register.write(self._clerk, self._at) as writer:
            # Another desk may have had the same stack at hand.
            now = writer.inbox_sheet(sheet.id)
            if (now.state, now.version) != (sheet.state, sheet.version):
                raise RuleRefusal(Problem.SHEET_CHANGED_MEANWHILE, serial=sheet.serial)
            done = work(writer, sheet, scan)
            writer.close_inbox_sheet(sheet.id, number(done))
        return done

    def _refuse(self, sheet: Sheet, error: BadInput | RuleRefusal) -> None:
        """It waits again, unless somebody else has dealt with it."""
        self._refused.append((sheet, error))
        if error.problem in (Problem.SHEET_CHANGED_MEANWHILE, Problem.UNKNOWN_SHEET):
            return
        with self._register.write(self._clerk, self._at) as writer:
            if writer.inbox_sheet(sheet.id).version == sheet.version:
                writer.set_inbox_sheet(sheet.id, SheetState.WAITING, sheet.draft)

    def told(
        self,
        filed: Sequence[tuple[SheetId, Filed]],
        recorded: Sequence[tuple[SheetId, Recorded]],
    ) -> FiledStack:
        """The outcome."""
        return FiledStack(
            filed=tuple(filed),
            recorded=tuple(recorded),
            refused=tuple(self._refused),
            answers=_tallied(self._answered),
            head=where_it_stands(self._register),
        )


def _chosen(register: Register, sheets: Iterable[SheetId] | None) -> tuple[Sheet, ...]:
    with register.read() as reader:
        return _accepted(reader, sheets)


def _accepted(reader: Reader, sheets: Iterable[SheetId] | None) -> tuple[Sheet, ...]:
    accepted = reader.inbox_sheets((SheetState.ACCEPTED,))
    if sheets is None:
        return accepted
    wanted = frozenset(sheets)
    return tuple(sheet for sheet in accepted if sheet.id in wanted)


def _tallied(sheets: Iterable[Sheet]) -> dict[Purpose, Tally]:
    """The answers counted, in the order of the forms."""
    said: dict[Purpose, list[bool]] = {}
    for sheet in sheets:
        for purpose, yes in sheet.draft.answers.items():
            said.setdefault(purpose, []).append(yes is True)
    return {purpose: Tally(sum(yes), len(yes) - sum(yes)) for purpose, yes in said.items()}
