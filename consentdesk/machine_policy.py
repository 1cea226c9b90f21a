"""What an administrator has laid down for a whole computer: read only, and nothing is ever written.

Windows keeps it in the registry (group policy), macOS in managed preferences, Linux in a file. Each
may say where the register is, which institution of a shared one, the language, where backups go,
after how many minutes an encrypted register is locked, whether answers are kept for while a server
is silent, and which of the institution's settings can't be changed from here. What is typed on a
command line comes before it, everything else after.
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
_NAMES = ("register", "institution", "language", "backups")
_YES, _NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})
LONGEST = 240
"""Minutes until an encrypted register is locked: no more can be laid down, or chosen."""

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class MachinePolicy:
    """What is laid down; None where nothing is."""

    register: str | None = None
    institution: str | None = None
    language: str | None = None
    backups: str | None = None
    lock_minutes: int | None = None
    keep_answers: bool | None = None
    locked: frozenset[str] = frozenset()


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
    texts = {name: str(value).strip() for name, value in found.items()}
    try:
        return MachinePolicy(
            **texts,
            lock_minutes=_minutes(known.get("lockminutes")),
            keep_answers=_yes_or_no(known.get("keepanswers")),
            locked=_names(known.get("locked")),
        )
    except ValueError:
        raise BadInput(Problem.POLICY_UNREADABLE, place=where) from None


def _minutes(said: object) -> int | None:
    """The minutes; ValueError for what is no such number."""
    if said is None:
        return None
    found = int(str(said))
    if not 0 < found <= LONGEST:
        raise ValueError(said)
    return found


def _yes_or_no(said: object) -> bool | None:
    """A switch, in the ways of the three systems; ValueError for anything else."""
    if said is None:
        return None
    text = str(said).strip().casefold()
    if text not in _YES | _NO:
        raise ValueError(said)
    return text in _YES


def _names(said: object) -> frozenset[str]:
    """The names in a list, or in a text with commas; ValueError for anything else."""
    parts = said.split(",") if isinstance(said, str) else said
    if parts is None:
        return frozenset()
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise ValueError(said)
    return frozenset(part.strip().casefold() for part in parts if part.strip())


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
