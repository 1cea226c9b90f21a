"""What a restored backup lacks: remembered at this computer until it is said to be recorded anew.

Only where the register that was put aside lies and from which line on is kept, no name and no line:
these are read out of that register whenever somebody looks.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.settings import LEFT_OF_RESTORING

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from consentdesk.domain.acts import Act
    from consentdesk.storage.values import Restoration
    from consentdesk.ui.line_list import Entry

MOST = 500
"""Lines that are listed; nobody writes more of them down by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """One restoring: `count` lines after the line `common` are only in the register put aside.

    `closing` of them may have closed something. Where that register could not be read, `common` is
    None and nobody knows how many there are.
    """

    aside: str
    common: int | None
    count: int
    closing: int


def note(settings: QSettings, register: Path, backup: Path, done: Restoration) -> None:
    """Remember what the backup lacks; what was put aside and is in place again lacks nothing."""
    before = tuple(one for one in kept(settings, register) if one.aside != str(backup))
    count = sum((done.lost or {}).values())
    if done.aside is not None and (count or done.unread) and not done.other:
        common = None if done.since is None else done.since.common
        left = Left(aside=str(done.aside), common=common, count=count, closing=done.closing)
        before = (left, *before)
    settings.setValue(_key(register), json.dumps([asdict(one) for one in before]))


def kept(settings: QSettings, register: Path | None) -> tuple[Left, ...]:
    """What is remembered for the register in that file, the latest first."""
    if register is None:
        return ()
    try:
        found = json.loads(str(settings.value(_key(register), "") or "[]"))
        return tuple(Left(**one) for one in found)
    except (ValueError, TypeError, RecursionError):
        return ()


def forget(settings: QSettings, register: Path) -> None:
    """All of it is recorded anew."""
    settings.remove(_key(register))


def read_left(left: Left) -> tuple[Entry[Act], ...]:
    """The lines, those by which somebody said no first, then newest first; off the GUI thread.

    Raises as for opening a register.
    """
    from consentdesk.storage.register import Register
    from consentdesk.ui.act_lines import read_lines
    from consentdesk.ui.restore_reading import NOES

    if left.common is None:
        return ()
    with Register.open(left.aside, reading=True, aside=True) as register, register.read() as reader:
        acts = [act for act in reader.ledger(limit=MOST) if act.number > left.common]
        return read_lines(reader, sorted(acts, key=lambda act: act.kind not in NOES))


def _key(register: Path) -> str:
    whole = str(register.expanduser().resolve())
    return f"{LEFT_OF_RESTORING}{sha256(whole.encode()).hexdigest()[:16]}"
