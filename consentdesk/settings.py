"""What the surroundings say: environment variables and the system account.

An institution's own settings are facts and lie in the register; the state of windows lies with the
windows, in a file that anybody may read: what may stand in it is said here.
"""

import os
from collections.abc import Callable, Mapping

from consentdesk.i18n import LANGUAGES
from consentdesk.machine_policy import MachinePolicy, machine_policy
from consentdesk.paths import default_register

Policy = Callable[[], MachinePolicy]
REGISTER = "CONSENTDESK_REGISTER"
CLERK = "CONSENTDESK_CLERK"
INSTITUTION = "CONSENTDESK_INSTITUTION"
BACKUP_FOLDER = "backup/folder"
OPEN = frozenset(
    {
        BACKUP_FOLDER,
        "check/keep_answers",
        "desk/language",
        "desk/scheme",
        "desk/single-keys",
        "lock/minutes",
        "photos/shown-as",
        "print/contact",
        "print/officer",
        "window/narrow",
        "window/page",
    }
)
"""What the settings of the windows may hold: nothing of it is about anybody, and it is wanted while
no register is open. The folder of backups is wanted most of all when the register is broken;
contact and officer are an earlier version's, until the register has them."""
_GEOMETRY = "/geometry"
LEFT_OF_RESTORING = "restore/left/"
"""What begins so says where a register that was put aside lies, beside the one in use, and how many
lines are in it alone: noted while neither is open."""


def may_lie_open(key: str) -> bool:
    """Whether a value of that name may lie in the open beside the state of the windows."""
    return key in OPEN or key.endswith(_GEOMETRY) or key.startswith(LEFT_OF_RESTORING)


def is_in_use(key: str) -> bool:
    """Whether a value of that name says where something lies that somebody relies on.

    Such a path stays whatever it bears: without it no backup is made, and nobody is reminded of
    what one lacks.
    """
    return key == BACKUP_FOLDER or key.startswith(LEFT_OF_RESTORING)


def register_location(
    given: str | None,
    environ: Mapping[str, str] = os.environ,
    policy: Policy = machine_policy,
) -> str:
    """The register to open: the one given, else what is laid down for the computer.

    Else what CONSENTDESK_REGISTER says, else the user's own. A path or a `postgresql+psycopg://`
    address. BadInput POLICY_UNREADABLE or POLICY_LOCKS_NOTHING.
    """
    laid_down = policy().register if not given else None
    return given or laid_down or environ.get(REGISTER) or str(default_register())


def clerk_name(given: str | None, environ: Mapping[str, str] = os.environ) -> str:
    """Who works at the desk: the name given, else CONSENTDESK_CLERK, else the system account.

    "clerk" where even the system account has no name.
    """
    named = (given or environ.get(CLERK) or "").strip()
    return named or _account()


def institution_name(
    given: str | None,
    environ: Mapping[str, str] = os.environ,
    policy: Policy = machine_policy,
) -> str | None:
    """Which institution of a shared database: the one given, else what is laid down.

    Else what CONSENTDESK_INSTITUTION says. None where nobody says; a database with one institution
    needs no name. BadInput POLICY_UNREADABLE or POLICY_LOCKS_NOTHING.
    """
    return given or policy().institution or environ.get(INSTITUTION) or None


def language_laid_down(policy: Policy = machine_policy) -> str | None:
    """The language laid down for the computer, None where each may choose or we don't speak it."""
    language = policy().language
    return language if language in LANGUAGES else None


def locked_settings(policy: Policy = machine_policy) -> frozenset[str]:
    """Which of the institution's settings can't be changed from this computer."""
    return policy().locked


def backups_laid_down(policy: Policy = machine_policy) -> str | None:
    """The folder for daily backups laid down for the computer."""
    return policy().backups


def lock_laid_down(policy: Policy = machine_policy) -> int | None:
    """After how many minutes an encrypted register is locked, where that is laid down."""
    return policy().lock_minutes


def keeping_laid_down(policy: Policy = machine_policy) -> bool | None:
    """Whether answers are kept for while a server is silent, where that is laid down."""
    return policy().keep_answers


def _account() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "clerk"
