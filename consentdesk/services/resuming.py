"""Going on with an export that was stopped: what has left already need not leave again.

Asks the ledger and the folder, so that it makes no difference what stopped it: a clerk, a full
disk, a lost current. Judges nothing; what is left of the plan goes through `exporting.release` as
any other.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.photos import PhotoId, ReleaseId
from consentdesk.domain.presets import Preset
from consentdesk.domain.releases import ReleasedCopy
from consentdesk.errors import BadInput
from consentdesk.services.covering import hidden, hiding
from consentdesk.services.judging import Facts
from consentdesk.services.pictures.files import PictureError, digest_file
from consentdesk.services.planning import Plan
from consentdesk.services.withdrawing import EVERYTHING

if TYPE_CHECKING:
    from consentdesk.services.checking import Finding
    from consentdesk.storage.register import Register


@dataclass(frozen=True, slots=True)
class Already:
    """A file of the plan, and the copy of it that lies in the folder.

    `alike`: it is as a copy made now would be. One that was made in another size or quality, or
    with other words written into it, does not stand for the copy that is wanted.
    """

    path: Path
    output: Path
    release: ReleaseId
    alike: bool = True


def already_there(
    register: Register, plan: Plan, target: Path, how: Preset | None = None
) -> tuple[Already, ...]:
    """What of the clear files has left for this destination into this folder, and lies there.

    The same photo, whichever of its files was copied, the same people hidden in the same way,
    nobody named since, not taken down, and the copy as it left, byte for byte. `how` is how copies
    are made now, by default as `exporting.release` makes them.
    """
    how = how or Preset(destination=plan.destination)
    folder = Path(os.path.realpath(target))
    # One photo is one copy (R21), whichever of its files it was made of.
    wanted = {f.photo: f for f in plan.clear if f.photo is not None}
    with register.read() as reader:
        left = [
            (release.id, copy)
            for release in reader.releases(folder=str(folder), limit=EVERYTHING)
            if release.destination == plan.destination
            for copy in release.copies
            if copy.taken_down_at is None and not copy.named_since and copy.photo in wanted
        ]
        facts = Facts(reader, {copy.photo for _release, copy in left}, plan.on)
        alike = reader.made_so({release for release, _copy in left}, how)
        left = [
            (release, copy)
            for release, copy in left
            if _hides_the_same(facts, copy, wanted[copy.photo], plan)
        ]
    there: dict[PhotoId, Already] = {}
    # Those that are alike last: one of them is enough.
    for release, copy in sorted(left, key=lambda one: one[0] in alike):
        if _lies_there(folder, copy):
            place = folder / copy.output
            path = wanted[copy.photo].path
            there[copy.photo] = Already(path, place, release, release in alike)
    found = ((f.path, there.get(f.photo)) for f in plan.clear if f.photo is not None)
    return tuple(replace(one, path=path) for path, one in found if one is not None)


def without(plan: Plan, left: Collection[Path]) -> Plan:
    """The rest of a plan: what is not among these files."""
    return replace(plan, clear=tuple(f for f in plan.clear if f.path not in left))


def _hides_the_same(facts: Facts, copy: ReleasedCopy, finding: Finding, plan: Plan) -> bool:
    """Whether a copy made now would hide the same people, in the same way."""
    try:
        now = hiding(facts, copy.photo, finding.fingerprint, plan.covered)
    except BadInput:
        return False
    return (
        frozenset(copy.covered) == hidden(facts, copy.photo, plan.covered)
        and frozenset(copy.covers) == frozenset(now.places)
        and frozenset(copy.drawn) == frozenset(now.drawn)
        and copy.crop == now.crop
        and copy.unknown == now.unknown
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
