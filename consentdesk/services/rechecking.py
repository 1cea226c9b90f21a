"""The check once more, without opening a file: what the register says now about files seen before.

For windows that show a result while somebody journals, names or withdraws. It looks the digests up
that `checking` took; whether a file still holds those bytes is asked by whoever lets it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING

from consentdesk.domain.photos import Destination, Recognition
from consentdesk.domain.verdict import unreadable
from consentdesk.services.checking import Finding, Progress
from consentdesk.services.judging import Facts, known_destinations

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register

BATCH = 256
"""Findings judged between two reports of progress."""


def check_again(
    register: Register,
    findings: Sequence[Finding],
    *,
    at: datetime,
    destinations: Sequence[Destination] | None = None,
    on: date | None = None,
    progress: Progress | None = None,
) -> tuple[Finding, ...]:
    """The same files, in order, judged anew from one snapshot; unreadable ones stay unreadable.

    A file that was recognised by its bytes is looked up by them alone, so one whose photo has been
    corrected away since is unknown until it is really checked: never better than it is. Raises
    BadInput(UNKNOWN_DESTINATION).
    """
    again: list[Finding] = []
    with register.read() as reader:
        reader.check_chain(anew=False)
        wanted = known_destinations(reader, destinations)
        day = on or reader.today(at)
        rest = iter(findings)
        while batch := tuple(islice(rest, BATCH)):
            again += judged_again(reader, batch, wanted, day)
            if progress is not None:
                progress(len(again), len(findings))
    return tuple(again)


def judged_again(
    reader: Reader,
    findings: Sequence[Finding],
    destinations: Sequence[Destination],
    on: date,
) -> tuple[Finding, ...]:
    """The findings by what this snapshot says."""
    known = _recognised(reader, findings)
    facts = Facts(reader, [r.photo for r in known if r is not None and r.photo is not None], on)
    return tuple(
        _unread(finding, destinations)
        if seen is None
        else _judged(finding, seen, facts, destinations)
        for finding, seen in zip(findings, known, strict=True)
    )


def _unread(finding: Finding, destinations: Sequence[Destination]) -> Finding:
    return replace(finding, verdicts=tuple(unreadable(d) for d in destinations))


def _recognised(reader: Reader, findings: Sequence[Finding]) -> list[Recognition | None]:
    prints = [f.fingerprint for f in findings if f.fingerprint is not None]
    answers = iter(reader.recognise(prints))
    return [None if f.fingerprint is None else next(answers) for f in findings]


def _judged(
    finding: Finding,
    seen: Recognition,
    facts: Facts,
    destinations: Sequence[Destination],
) -> Finding:
    return replace(
        finding,
        match=seen.match,
        photo=seen.photo,
        kind=None if seen.photo is None else facts.photo(seen.photo).kind,
        verdicts=tuple(facts.verdict(seen.match, seen.photo, d) for d in destinations),
        problem=None,
    )
