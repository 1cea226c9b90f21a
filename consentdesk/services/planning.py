"""What could leave for one destination, and what could not: the plan of an export.

Nothing leaves by a plan; `exporting.release` judges again. The verdict is `judging`'s, where a
cover lies `covering`'s.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.domain.verdict import Outcome
from consentdesk.errors import BadInput, Problem
from consentdesk.services.checking import Finding, Progress, check_files
from consentdesk.services.covering import covers
from consentdesk.services.judging import Facts, is_clear, known_destinations
from consentdesk.services.rechecking import judged_again

if TYPE_CHECKING:
    from consentdesk.services.gathering import Skipped
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What could leave for one destination today, and what could not, each in the order given.

    Of each file in `clear` the digest is known; `release` lets out those bytes and no others.
    """

    destination: Destination
    covered: tuple[SubjectId, ...]
    clear: tuple[Finding, ...]
    withheld: tuple[Finding, ...]
    on: date
    left_out: tuple[Skipped, ...] = ()


def plan(
    register: Register,
    at: datetime,
    paths: Iterable[Path],
    destination: Destination,
    *,
    covered: Sequence[SubjectId] = (),
    recursive: bool = False,
    progress: Progress | None = None,
) -> Plan:
    """Judge files for one destination as of today, with some subjects covered in the copies.

    Raises BadInput: UNKNOWN_DESTINATION, UNKNOWN_SUBJECT, COVER_NOT_SHOWN where no file shows a
    subject to be covered, COVER_NEEDS_REGION, COVER_NEEDS_ORIGINAL, REGION_TOO_SMALL.
    """
    report = check_files(
        register,
        paths,
        at=at,
        destinations=(destination,),
        recursive=recursive,
        progress=progress,
    )
    hidden = tuple(dict.fromkeys(covered))
    findings = report.findings
    if hidden:
        with register.read() as reader:
            findings = _with_covers(reader, findings, destination, hidden, report.on)
    return Plan(
        destination=destination,
        covered=hidden,
        clear=tuple(f for f in findings if _is_released(f)),
        withheld=tuple(f for f in findings if not _is_released(f)),
        on=report.on,
        left_out=report.left_out,
    )


def plan_again(
    register: Register,
    at: datetime,
    findings: Sequence[Finding],
    destination: Destination,
    *,
    covered: Collection[SubjectId] = (),
) -> Plan:
    """A plan for files that were checked before, as of now and without opening them again.

    For a window in which the destination changes, somebody is covered, or the register moves on;
    `release` compares the bytes anyway. Where a cover can't be made, that file is withheld with the
    `problem` and the others may go. Raises BadInput(UNKNOWN_DESTINATION).
    """
    hidden = tuple(dict.fromkeys(covered))
    with register.read() as reader:
        (wanted,) = known_destinations(reader, (destination,))
        on = reader.today(at)
        judged = judged_again(reader, findings, (wanted,), on, hidden)
        facts = Facts(reader, [f.photo for f in judged if f.photo is not None], on)
        judged = tuple(_as_coverable(facts, finding, hidden) for finding in judged)
    return Plan(
        destination=wanted,
        covered=hidden,
        clear=tuple(f for f in judged if _is_released(f)),
        withheld=tuple(f for f in judged if not _is_released(f)),
        on=on,
    )


def _is_released(finding: Finding) -> bool:
    return finding.problem is None and len(finding.verdicts) == 1 and is_clear(finding.verdicts[0])


def _with_covers(
    reader: Reader,
    findings: Sequence[Finding],
    destination: Destination,
    covered: tuple[SubjectId, ...],
    on: date,
) -> tuple[Finding, ...]:
    """The findings judged with these people covered; refuses a cover that can't be made."""
    for subject in covered:
        reader.subject(subject)
    facts = Facts(reader, [f.photo for f in findings if f.photo is not None], on)
    judged = []
    shown: set[SubjectId] = set()
    for finding in findings:
        if finding.photo is not None:
            shown |= facts.scene(finding.photo).shows
            verdict = facts.verdict(finding.match, finding.photo, destination, covered)
            judged.append(replace(finding, verdicts=(verdict,)))
            if is_clear(verdict):
                covers(facts, finding.photo, finding.fingerprint, covered)
        else:
            judged.append(finding)
    for subject in covered:
        if subject not in shown:
            raise BadInput(Problem.COVER_NOT_SHOWN, subject=reader.subject(subject).name)
    return tuple(judged)


def _as_coverable(facts: Facts, finding: Finding, covered: Sequence[SubjectId]) -> Finding:
    """The finding itself, or held back with the problem where a cover can't be made on it."""
    if not covered or finding.photo is None or not _is_released(finding):
        return finding
    try:
        covers(facts, finding.photo, finding.fingerprint, covered)
    except BadInput as error:
        (verdict,) = finding.verdicts
        bare = facts.verdict(finding.match, finding.photo, verdict.destination)
        if is_clear(bare):
            # It might go uncovered, but that is not what was asked for.
            bare = replace(bare, outcome=Outcome.WITHHELD)
        return replace(finding, verdicts=(bare,), problem=error)
    return finding
