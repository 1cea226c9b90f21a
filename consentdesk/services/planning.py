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
from consentdesk.domain.photos import Destination, Match, PhotoId
from consentdesk.domain.verdict import Outcome
from consentdesk.errors import BadInput, Problem
from consentdesk.services.checking import Finding, Progress, check_files
from consentdesk.services.covering import hidden, hiding
from consentdesk.services.judging import Facts, is_clear, known_destinations
from consentdesk.services.rechecking import judged_again

if TYPE_CHECKING:
    from consentdesk.services.gathering import Skipped
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


@dataclass(frozen=True, slots=True)
class SamePhoto:
    """A clear file that isn't copied, for it is the same photo as another one that is (R21)."""

    path: Path
    of: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What could leave for one destination today, and what could not, each in the order given.

    One photo is one copy: of several files of it the first that may go is in `clear`, and the
    others are in `same`.

    `covered` were chosen for this export; on some photos somebody is hidden by what was drawn, too.
    No copy is made within the `folders` that were looked into all the way down. Of each file in `clear` the digest is
    known; `release` lets out those bytes and no others.
    """

    destination: Destination
    covered: tuple[SubjectId, ...]
    clear: tuple[Finding, ...]
    withheld: tuple[Finding, ...]
    on: date
    left_out: tuple[Skipped, ...] = ()
    same: tuple[SamePhoto, ...] = ()
    folders: tuple[Path, ...] = ()


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

    Covers and crops that were drawn for all copies of a photo count as well; where one of those
    can't be made, that file is withheld with the `problem`. Raises BadInput: UNKNOWN_DESTINATION,
    UNKNOWN_SUBJECT, COVER_NOT_SHOWN where no file shows a subject to be covered, and on files that
    show one what `hiding` raises.
    """
    report = check_files(
        register,
        paths,
        at=at,
        destinations=(destination,),
        recursive=recursive,
        progress=progress,
    )
    chosen = tuple(dict.fromkeys(covered))
    with register.read() as reader:
        findings = _with_covers(reader, report.findings, destination, chosen, report.on)
    clear, same = _once(findings)
    return Plan(
        destination=destination,
        covered=chosen,
        clear=clear,
        withheld=tuple(f for f in findings if not _is_released(f)),
        on=report.on,
        left_out=report.left_out,
        same=same,
        folders=report.folders,
    )


def plan_again(
    register: Register,
    at: datetime,
    findings: Sequence[Finding],
    destination: Destination,
    *,
    covered: Collection[SubjectId] = (),
    folders: Sequence[Path] = (),
) -> Plan:
    """A plan for files that were checked before, as of now and without opening them again.

    For a window in which the destination changes, somebody is covered, or the register moves on;
    `release` compares the bytes anyway. Where a cover can't be made, that file is withheld with the
    `problem` and the others may go. `folders` are those the files were found in. Raises
    BadInput(UNKNOWN_DESTINATION).
    """
    chosen = tuple(dict.fromkeys(covered))
    with register.read() as reader:
        (wanted,) = known_destinations(reader, (destination,))
        on = reader.today(at)
        judged = judged_again(reader, findings, (wanted,), on)
        touched = _touched(reader, judged, chosen)
        facts = Facts(reader, touched, on)
        judged = tuple(
            _as_copied(facts, f, wanted, chosen) if f.photo in touched else f for f in judged
        )
    clear, same = _once(judged)
    return Plan(
        destination=wanted,
        covered=chosen,
        clear=clear,
        withheld=tuple(f for f in judged if not _is_released(f)),
        on=on,
        same=same,
        folders=tuple(folders),
    )


def _once(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], tuple[SamePhoto, ...]]:
    """What may go, one file of each photo, and the further files of those photos."""
    released = [finding for finding in findings if _is_released(finding)]
    # The registered file rather than one that was found to be the same, however it was made.
    best = sorted(released, key=lambda finding: finding.match is not Match.EXACT)
    first: dict[PhotoId | None, Finding] = {}
    for finding in best:
        first.setdefault(finding.photo, finding)
    clear, same = [], []
    for finding in released:
        taken = first[finding.photo]
        if finding.photo is None or taken.path == finding.path:
            clear.append(finding)
        else:
            same.append(SamePhoto(finding.path, taken.path))
    return tuple(clear), tuple(same)


def _is_released(finding: Finding) -> bool:
    return finding.problem is None and len(finding.verdicts) == 1 and is_clear(finding.verdicts[0])


def _touched(
    reader: Reader, findings: Sequence[Finding], covered: Collection[SubjectId]
) -> frozenset[PhotoId]:
    """The photos on which somebody may be hidden: all, or those with covers or a crop."""
    known = frozenset(f.photo for f in findings if f.photo is not None)
    return known if covered else reader.with_shapes(known)


def _with_covers(
    reader: Reader,
    findings: Sequence[Finding],
    destination: Destination,
    covered: tuple[SubjectId, ...],
    on: date,
) -> tuple[Finding, ...]:
    """The findings judged by what copies show; refuses a chosen cover that can't be made."""
    for subject in covered:
        reader.subject(subject)
    touched = _touched(reader, findings, covered)
    facts = Facts(reader, touched, on)
    judged = []
    shown: set[SubjectId] = set()
    for finding in findings:
        if finding.photo is None or finding.photo not in touched:
            judged.append(finding)
            continue
        shows = facts.scene(finding.photo).shows
        shown |= shows
        one = _as_copied(facts, finding, destination, covered)
        if one.problem is not None and one.problem != finding.problem and shows & {*covered}:
            raise one.problem
        judged.append(one)
    for subject in covered:
        if subject not in shown:
            raise BadInput(Problem.COVER_NOT_SHOWN, subject=reader.subject(subject).name)
    return tuple(judged)


def _as_copied(
    facts: Facts, finding: Finding, destination: Destination, covered: Collection[SubjectId]
) -> Finding:
    """The finding by what its copy shows, or held back with the problem where none can be made."""
    if finding.photo is None:
        return finding
    who = hidden(facts, finding.photo, covered)
    verdict = facts.verdict(finding.match, finding.photo, destination, who, copied=True)
    judged = replace(finding, verdicts=(verdict,))
    if not _is_released(judged):
        return judged
    try:
        hiding(facts, finding.photo, finding.fingerprint, covered)
    except BadInput as error:
        bare = facts.verdict(finding.match, finding.photo, destination)
        if is_clear(bare):
            # It might go as it is, but that is not what was asked for.
            bare = replace(bare, outcome=Outcome.WITHHELD)
        return replace(finding, verdicts=(bare,), problem=error)
    return judged
