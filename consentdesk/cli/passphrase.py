"""The passphrase on the command line: out of a file, or asked for at a terminal; never an option.

What stands on the line can be read by everybody on the machine, and stays in the shell's history.
"""

import os
import sys
from pathlib import Path

import click

from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import _
from consentdesk.services.check_pack.passphrases import VARIABLE, passphrase_in


def passphrase() -> str:
    """The one a pack was made with; BadInput PHRASE_MISSING, PHRASE_FILE_UNREADABLE."""
    return _in_file() or _asked(_("Passphrase of the check pack"))


def chosen_passphrase() -> str:
    """A new one, typed twice; BadInput as above."""
    return _in_file() or _asked(_("Passphrase for the check pack"), again=_("Once more"))


def _in_file() -> str:
    named = os.environ.get(VARIABLE, "")
    return passphrase_in(Path(named)) if named else ""


def _asked(question: str, again: str = "") -> str:
    if sys.stdin is None or not sys.stdin.isatty():
        raise BadInput(Problem.PHRASE_MISSING)
    try:
        typed = click.prompt(
            question, hide_input=True, err=True, confirmation_prompt=again or False
        )
    except click.Abort:
        raise KeyboardInterrupt from None
    return str(typed)
