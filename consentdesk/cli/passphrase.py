"""The passphrase on the command line: out of a file, or asked for at a terminal; never an option.

What stands on the line can be read by everybody on the machine, and stays in the shell's history.
"""

import os
import sys
from pathlib import Path

import click

from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.i18n import _
from consentdesk.services.check_pack.passphrases import VARIABLE, check_passphrase, passphrase_in

_TRIES = 3


def passphrase() -> str:
    """The one a pack was made with; BadInput PHRASE_MISSING, PHRASE_FILE_UNREADABLE."""
    return _in_file() or _asked(_("Passphrase of the check pack"))


def chosen_passphrase(*, named: bool = True) -> str:
    """A new one, out of the file if that is `named` for it, else typed twice; BadInput as above."""
    return (_in_file() if named else "") or _asked(
        _("Passphrase for the check pack"), again=_("Once more")
    )


def unlock(path: Path, *, recalled: bool = True) -> None:
    """Open an encrypted register by what is in the file, or typed; three tries at a terminal.

    Nobody is asked where this computer's keyring remembers the key and it may be `recalled`.
    RegisterError PHRASE_NEEDED, PHRASE_WRONG; BadInput PHRASE_FILE_UNREADABLE.
    """
    from consentdesk.services.locking import is_locked
    from consentdesk.services.locking import unlock as by

    given = _in_file()
    if given:
        by(path, given)
    elif recalled:
        from consentdesk.services.recalling import recall

        recall(path)
    for left in reversed(range(_TRIES)):
        if not is_locked(path):
            return
        try:
            typed = _asked(_("Passphrase of {path}").format(path=path.name))
        except BadInput:
            raise RegisterError(Problem.PHRASE_NEEDED, path=str(path)) from None
        try:
            by(path, typed)
        except RegisterError as error:
            if not left or error.problem is not Problem.PHRASE_WRONG:
                raise
            click.echo(_("That is not it."), err=True)


def register_passphrase(named: Path | None, *, fresh: bool) -> str:
    """A new one for a register: out of that file, else, if it is `fresh`, as for opening one.

    BadInput PHRASE_MISSING, PHRASE_FILE_UNREADABLE, PACK_PHRASE_SHORT.
    """
    given = passphrase_in(named) if named is not None else _in_file() if fresh else ""
    chosen = given or _asked(_("New passphrase of the register"), again=_("Once more"))
    check_passphrase(chosen)
    return chosen


def key_passphrase(named: Path | None, *, fresh: bool) -> str:
    """What opens a key file: out of that file, else typed, twice for a `fresh` one.

    BadInput PHRASE_MISSING, PHRASE_FILE_UNREADABLE.
    """
    if named is not None:
        return passphrase_in(named)
    return _asked(_("Passphrase of the key file"), again=_("Once more") if fresh else "")


def recovery_key(named: Path | None) -> str:
    """What stands on the recovery sheet: out of that file, else typed.

    BadInput PHRASE_MISSING, PHRASE_FILE_UNREADABLE.
    """
    if named is not None:
        return passphrase_in(named)
    return _asked(_("Key on the recovery sheet"))


def backup_passphrase(named: Path | None) -> str:
    """One for a backup of its own: out of that file or the usual one, else typed twice.

    BadInput as above.
    """
    given = passphrase_in(named) if named is not None else _in_file()
    chosen = given or _asked(_("Passphrase for the backup"), again=_("Once more"))
    check_passphrase(chosen)
    return chosen


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
