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

    BadInput POLICY_LOCKS_NOTHING where it locks what is no setting. `registry` reads the values of
    a key, an empty mapping where there is none. Names are read in any case, and those of a newer
    program passed over.
    """
    if system == "win32":
        where, said = rf"HKEY_LOCAL_MACHINE\{KEY}", (registry or _registry)(KEY)
    elif system == "darwin":
        where, said = str(preferences), _plist(preferences)
    else:
        where, said = str(file), _toml(file)
    try:
        return _policy(said, where)
    except ValueError:
        raise BadInput(Problem.POLICY_UNREADABLE, place=where) from None


def _policy(said: Values, where: str) -> MachinePolicy:
    """What these values lay down; ValueError where one of them can't be meant so."""
    if not all(isinstance(name, str) for name in said):
        raise ValueError(said)
    known = {name.casefold(): value for name, value in said.items()}
    return MachinePolicy(
        **{name: _word(known[name]) for name in _NAMES if name in known},
        lock_minutes=_minutes(known.get("lockminutes")),
        keep_answers=_yes_or_no(known.get("keepanswers")),
        locked=_settings(known.get("locked"), where),
    )


def _word(said: object) -> str:
    """A text that says something; ValueError for anything else."""
    if not isinstance(said, str) or not said.strip() or "\0" in said:
        raise ValueError(said)
    return said.strip()


def _switch(said: object) -> str:
    """A value that the systems write as a text, a number or a switch, as a text; else none."""
    return str(said).strip().casefold() if isinstance(said, str | int) else ""


def _minutes(said: object) -> int | None:
    """The minutes; ValueError for what is no such number."""
    if said is None:
        return None
    found = int(_switch(said))
    if not 0 < found <= LONGEST:
        raise ValueError(said)
    return found


def _yes_or_no(said: object) -> bool | None:
    """A switch, in the ways of the three systems; ValueError for anything else."""
    if said is None:
        return None
    text = _switch(said)
    if text not in _YES | _NO:
        raise ValueError(said)
    return text in _YES


def _settings(said: object, where: str) -> frozenset[str]:
    """The settings in a list, or in a text with commas; ValueError for anything else.

    BadInput POLICY_LOCKS_NOTHING for a word that is none: it would lock nothing, and nobody notice.
    """
    parts = said.split(",") if isinstance(said, str) else said
    if parts is None:
        return frozenset()
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise ValueError(said)
    words = [part.strip() for part in parts if part.strip()]
    if not words:
        return frozenset()
    from consentdesk.domain.policy import SETTINGS

    for word in words:
        if word.casefold() not in SETTINGS:
            raise BadInput(Problem.POLICY_LOCKS_NOTHING, place=where, word=word)
    return frozenset(word.casefold() for word in words)


def _toml(path: Path) -> Values:
    data = _bytes(path)
    if data is None:
        return {}
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadInput(Problem.POLICY_UNREADABLE, place=str(path)) from None


def _plist(path: Path) -> Values:
    data = _bytes(path)
    if data is None:
        return {}
    import plistlib
    import struct
    from xml.parsers.expat import ExpatError

    # A spoilt file meets its reader unprepared: it pops from an empty list, asks None for a group,
    # looks up an encoding that nobody knows.
    spoilt = (
        *(ValueError, LookupError, AttributeError, TypeError, ArithmeticError, AssertionError),
        *(RecursionError, MemoryError, ExpatError, struct.error),
    )
    try:
        said = plistlib.loads(data)
    except spoilt:
        raise BadInput(Problem.POLICY_UNREADABLE, place=str(path)) from None
    if not isinstance(said, dict):
        raise BadInput(Problem.POLICY_UNREADABLE, place=str(path))
    return said


def _bytes(path: Path) -> bytes | None:
    """The whole file; None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        raise BadInput(Problem.POLICY_UNREADABLE, place=str(path)) from None


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
