"""Which files look like a photo of the register and wait to be compared with it.

They are nowhere else: not in the register, not in the grid. So where they are is remembered beside
the state of the windows, for each register by itself, until the register knows them or somebody
says that they are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from consentdesk.ui.context import Context
from consentdesk.ui.memory import alike_key

ALIKE = "alike"
"""What the page of photos calls its line of these."""


def kept(context: Context) -> tuple[Path, ...]:
    """All that wait, also those whose card or stick is not in the computer just now."""
    found = context.settings.value(_key(context))
    # Qt reads a list of one back as a text.
    texts = [found] if isinstance(found, str) and found else list(found or ())
    return tuple(Path(text) for text in texts)


def keep(context: Context, paths: Sequence[Path]) -> None:
    """These wait and no others; whoever shows how many there are is told of a change."""
    after = tuple(dict.fromkeys(paths))
    if after == kept(context):
        return
    if after:
        context.settings.setValue(_key(context), [str(path) for path in after])
    else:
        context.settings.remove(_key(context))
    context.alike_changed.emit()


def settle(context: Context, known: Collection[Path]) -> None:
    """The register surely knows these by now, so nobody need look at them any more."""
    if known:
        keep(context, [path for path in kept(context) if path not in known])


def count_there(paths: Sequence[Path]) -> int:
    """How many of the files are there to be looked at; opens none. Not on the GUI thread."""
    return sum(path.is_file() for path in paths)


def _key(context: Context) -> str:
    return alike_key(context.register.location)
