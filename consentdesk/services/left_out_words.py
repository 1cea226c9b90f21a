"""What a check left out, as sentences: things in folders, and the cameras' raw files.

Windows and command line say the same; each spells the names in its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from consentdesk.i18n import format_number, ngettext
from consentdesk.services.gathering import Skip, Skipped

NAMED = 3
"""Things named one by one in a sentence; the rest is a number."""


def left_out_words(left_out: Sequence[Skipped], shown: Callable[[Path], str]) -> str:
    """What may show somebody and was not looked at, and the raw files, a line for each kind."""
    others = [one.path for one in left_out if one.may_show and one.why is not Skip.RAW]
    open_ones = ngettext(
        "{count} thing in the folders was not looked at, and may show somebody: {names}",
        "{count} things in the folders were not looked at, and may show somebody: {names}",
        len(others),
    )
    lines = [naming(open_ones, others, shown)] if others else []
    return "\n".join((*lines, *_raw_lines(left_out, shown)))


def _raw_lines(left_out: Sequence[Skipped], shown: Callable[[Path], str]) -> list[str]:
    raws = [one for one in left_out if one.why is Skip.RAW]
    new = [one.path for one in raws if one.may_show]
    unnoted = ngettext(
        "{count} raw file lies beside a picture with which it was not noted, and may show "
        "something else: {names}",
        "{count} raw files lie beside pictures with which they were not noted, and may show "
        "something else: {names}",
        len(new),
    )
    known = [one.path for one in raws if not one.may_show]
    belonging = ngettext(
        "{count} raw file belongs to its picture, is not judged by itself and never leaves: "
        "{names}",
        "{count} raw files belong to their pictures, are not judged by themselves and never "
        "leave: {names}",
        len(known),
    )
    told = ((unnoted, new), (belonging, known))
    return [naming(text, paths, shown) for text, paths in told if paths]


def naming(text: str, paths: Sequence[Path], shown: Callable[[Path], str]) -> str:
    """The sentence with how many there are and the first of them."""
    names = ", ".join(shown(one) for one in paths[:NAMED])
    return text.format(
        count=format_number(len(paths)), names=names + (" …" if len(paths) > NAMED else "")
    )
