"""Lists of file names from a file or standard input, for more than a command line can hold."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.grammar import option
from consentdesk.cli.usage import WrongUsage
from consentdesk.cli.values import file
from consentdesk.i18n import _
from consentdesk.words import system_word

if TYPE_CHECKING:
    import click


def list_options() -> tuple["click.Option", ...]:
    """The options of every command that takes such a list."""
    return (
        option(
            "--files-from",
            kind=file(),
            says=_("Read more names from this file, one on each line; - is standard input."),
        ),
        option("-0", "nul", says=_("The names in --files-from end with NUL, not with the line.")),
    )


def named_in_list(files_from: Path | None, *, nul: bool) -> list[str]:
    """The names in the list, as they are written there; none without a list."""
    if nul and files_from is None:
        raise WrongUsage(_("-0 says how the names in --files-from end. Give --files-from too."))
    return [] if files_from is None else _listed(files_from, b"\0" if nul else b"\n")


def _listed(files_from: Path, end: bytes) -> list[str]:
    if str(files_from) == "-" and sys.stdin is None:
        raise WrongUsage(_("The list should come from standard input, which is closed."))
    try:
        data = sys.stdin.buffer.read() if str(files_from) == "-" else files_from.read_bytes()
    except OSError as error:
        raise WrongUsage(
            _("The list {path} can't be read: {reason}. Name another.").format(
                path=files_from, reason=system_word(error.strerror or "?")
            )
        ) from None
    names = (name.removesuffix(b"\r") if end == b"\n" else name for name in data.split(end))
    return [os.fsdecode(name) for name in names if name and b"\0" not in name]
