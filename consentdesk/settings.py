"""What the surroundings say: environment variables and the system account.

An institution's own settings are facts and lie in the register; the state of windows lies with the
windows.
"""

import os
from collections.abc import Mapping

from consentdesk.paths import default_register

REGISTER = "CONSENTDESK_REGISTER"
CLERK = "CONSENTDESK_CLERK"
INSTITUTION = "CONSENTDESK_INSTITUTION"


def register_location(given: str | None, environ: Mapping[str, str] = os.environ) -> str:
    """The register to open: the one given, else CONSENTDESK_REGISTER, else the user's own.

    A path or a `postgresql+psycopg://` address.
    """
    return given or environ.get(REGISTER) or str(default_register())


def clerk_name(given: str | None, environ: Mapping[str, str] = os.environ) -> str:
    """Who works at the desk: the name given, else CONSENTDESK_CLERK, else the system account.

    "clerk" where even the system account has no name.
    """
    named = (given or environ.get(CLERK) or "").strip()
    return named or _account()


def institution_name(given: str | None, environ: Mapping[str, str] = os.environ) -> str | None:
    """Which institution of a shared database: the one given, else CONSENTDESK_INSTITUTION.

    None where nobody says; a database with one institution needs no name.
    """
    return given or environ.get(INSTITUTION) or None


def _account() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "clerk"
