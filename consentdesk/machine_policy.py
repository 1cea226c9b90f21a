"""What an administrator has laid down for a whole computer: read only, and nothing is ever written.

Windows keeps it in the registry (group policy), macOS in managed preferences, Linux in a file. Each
may say where the register is, which institution of a shared one, and the language. What is typed on
a command line comes before it, everything else after.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from consentdesk.errors import BadInput, Problem
from consentdesk.paths import APP, APP_ID

KEY = rf"SOFTWARE\Policies\{APP}"
"""Below HKEY_LOCAL_MACHINE, where only an administrator writes."""
PREFERENCES = Path("/Library/Managed Preferences") / f"{APP_ID}.plist"
FILE = Path("/etc/consentdesk/policy.toml")
_NAMES = ("register", "institution", "language")

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class MachinePolicy:
    """What is laid down; None where nothing is."""

    register: str | None = None
    institution: str | None = None
    language: str | None = None


def machine_policy(
    system: str = sys.platform,
    *,
    registry: Callable[[str], Values] | None = None,
    preferences: Path = PREFERENCES,
    file: Path = FILE,
) -> MachinePolicy:
    """What holds on this computer; BadInput POLICY_UNREADABLE where it is there and can't be read.

    `registry` reads the values of a key, an empty mapping where there is none. Names are read in
    any case, and those of a newer program passed over.
    """
    if system == "win32":
        where, said = rf"HKEY_LOCAL_MACHINE\{KEY}", (registry or _registry)(KEY)
    elif system == "darwin":
        where, said = str(preferences), _plist(preferences)
    else:
        where, said = str(file), _toml(file)
    known = {name.casefold(): value for name, value in said.items()}
    found = {name: known[name] for name in _NAMES if name in known}
    if not all(isinstance(value, str) and value.strip() for value in found.values()):
        raise BadInput(Problem.POLICY_UNREADABLE, place=where)
    return MachinePolicy(**{name: str(value).strip() for name, value in found.items()})


def _toml(path: Path) -> Values:
    if not path.exists():
        return {}
    import tomllib

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise BadInput(Problem.POLICY_UNREADABLE, place=str(path)) from None


def _plist(path: Path) -> Values:
    if not path.exists():
        return {}
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        said = plistlib.loads(path.read_bytes())
    except (OSError, ValueError, ExpatError, plistlib.InvalidFileException):
        raise BadInput(Problem.POLICY_UNREADABLE, place=str(path)) from None
    if not isinstance(said, dict):
        raise BadInput(Problem.POLICY_UNREADABLE, place=str(path))
    return said


def _registry(key: str) -> Values:
    found: dict[str, object] = {}
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
                _keys, values, _changed = winreg.QueryInfoKey(opened)
                for number in range(values):
                    name, value, _kind = winreg.EnumValue(opened, number)
                    found[name] = value
        except FileNotFoundError:
            return {}
        except OSError:
            place = rf"HKEY_LOCAL_MACHINE\{key}"
            raise BadInput(Problem.POLICY_UNREADABLE, place=place) from None
    return found
