"""Going on with an export that was stopped: what has left already need not leave again.

Asks the ledger and the folder, so that it makes no difference what stopped it: a clerk, a full
disk, a lost current. Judges nothing; what is left of the plan goes through `exporting.release` as
any other.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.photos import ReleaseId
from consentdesk.domain.releases import ReleasedCopy
from consentdesk.errors import BadInput
from consentdesk.services.covering import Hiding, hiding
from consentdesk.services.judging import Facts
from consentdesk.services.pictures.files import PictureError, digest_file
from consentdesk.services.planning import Plan
from consentdesk.services.withdrawing import EVERYTHING

if TYPE_CHECKING:
    from consentdesk.services.checking import Finding
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


@dataclass(frozen=True, slots=True)
class Already:
    """A file of the plan, and the copy of it that lies in the folder."""

    path: Path
    output: Path
    release: ReleaseId


def already_there(register: Register, plan: Plan, target: Path) -> tuple[Already, ...]:
    """What of the clear files has left for this destination into this folder, and lies there.

    The same file of the same photo, the same people hidden in the same way, nobody named since, not
    taken down, and the copy as it left, byte for byte. How large copies are made plays no part.
    """
    folder = Path(os.path.realpath(target))
    with register.read() as reader:
        releases = reader.releases(folder=str(folder), limit=EVERYTHING)
        hides = _hides_now(reader, plan)
    left = [
        (release, copy)
        for release in releases
        if release.destination == plan.destination
        for copy in release.copies
        if copy.taken_down_at is None and not copy.named_since
    ]
    found = []
    for finding in plan.clear:
        for release, copy in left:
            if _is_of(copy, finding, hides[finding.path]) and _lies_there(folder, copy):
                found.append(Already(finding.path, folder / copy.output, release.id))
                break
    return tuple(found)


def without(plan: Plan, left: Collection[Path]) -> Plan:
    """The rest of a plan: what is not among these files."""
    return replace(plan, clear=tuple(f for f in plan.clear if f.path not in left))


def _hides_now(reader: Reader, plan: Plan) -> dict[Path, Hiding | None]:
    """How a copy of each clear file would hide whom today; None where none can be made."""
    photos = [f.photo for f in plan.clear if f.photo is not None]
    facts = Facts(reader, photos, plan.on)
    found: dict[Path, Hiding | None] = {}
    for finding in plan.clear:
        found[finding.path] = None
        if finding.photo is not None:
            with suppress(BadInput):
                found[finding.path] = hiding(
                    facts, finding.photo, finding.fingerprint, plan.covered
                )
    return found


def _is_of(copy: ReleasedCopy, finding: Finding, now: Hiding | None) -> bool:
    return (
        now is not None
        and copy.photo == finding.photo
        and copy.sha256_in == finding.sha256
        and dict(copy.covers) == dict(now.places)
        and {*copy.covered} == {subject for subject, _place in now.places}
        and dict(copy.drawn) == dict(now.drawn)
        and copy.crop == now.crop
    )


def _lies_there(folder: Path, copy: ReleasedCopy) -> bool:
    """Whether the copy is in its place, and nothing else is; never follows a link out of it."""
    path = folder / copy.output
    if path.is_symlink():
        return False
    try:
        return digest_file(path) == copy.sha256_out
    except PictureError:
        return False
