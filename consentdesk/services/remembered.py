"""What this computer remembers of an institution: last folders, where the paper lies, backups.

A convenience, and free text: any of it may bear a child's name. So it lies in a file of its own for
each institution, sealed where the register is (`cached`), and not among the settings of the
windows, of which `settings` says what may stand there. Whoever is erased goes from both, whichever
program erases.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.errors import RegisterError
from consentdesk.paths import remembered_dir, settings_file
from consentdesk.services import cached
from consentdesk.settings import BACKUP_FOLDER, is_in_use, may_lie_open

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Plain = str | float | bool | None
Value = Plain | list[str]

BACKUPS, FOLDERS = "backups/files", "backups/folders"
_MOST = 60
"""Backups that are remembered one by one; of what was made before, its folder is."""
_DISKS = tuple(map(Path, ("/media", "/run/media", "/mnt", "/Volumes")))
"""Where disks come and go, so that the folder above one stays when it goes."""
_ESCAPED = re.compile(r"\\(?:x([0-9a-fA-F]{1,4})|(.))")
_SIGNS: Mapping[str, str] = {"n": "\n", "t": "\t", "r": "\r"}


def kept(house: str) -> dict[str, Value]:
    """All that is remembered of the institution with that uuid; nothing while it is locked.

    What lies in the open of a register that was encrypted elsewhere since is sealed by that.
    """
    file = _file(house)
    values = _in(cached.kept(house, file))
    with suppress(OSError, RegisterError):
        if cached.place(house, file) != file and file.is_file():
            values = _joined(_in(file.read_bytes()), values)
            keep(house, values)
    return values


def keep(house: str, values: Mapping[str, Value]) -> None:
    """Remember these and no others."""
    file = _file(house)
    text = json.dumps(dict(values), ensure_ascii=False, indent=1)
    # A path may hold bytes that are no text; JSON is read with these, too.
    data = text.encode(errors="surrogatepass")
    cached.keep(house, file, data)
    if cached.is_sealed(house) and cached.kept(house, file) == data:
        # Of before it was encrypted, or of a copy that isn't.
        cached.shred(file)


def note_backup(house: str, *paths: Path) -> None:
    """Backups were made there by hand, or lie there, wherever that is."""
    _note(house, BACKUPS, paths)


def note_folder(house: str, *folders: Path) -> None:
    """Daily backups go there."""
    _note(house, FOLDERS, folders)


def backups(house: str) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The backups that were made by hand, and folders of others, as far as remembered.

    What lies beside one of them may be another: it was made earlier, or elsewhere.
    """
    values = kept(house)
    files, folders = (tuple(map(Path, texts(values.get(key)))) for key in (BACKUPS, FOLDERS))
    return files, folders


def may_lie(folder: Path) -> bool:
    """Whether a folder is there, or may be: on a disk that isn't there now."""
    return _lies(str(folder)) or any(folder.is_relative_to(disks) for disks in _DISKS)


def forget_named(house: str, is_meant: Callable[[str], bool]) -> None:
    """Remove every text that is meant, from here and from the settings of the windows.

    What is `in_use` stays: a backup that is forgotten with one name holds others, too.
    """

    def is_file_to_go(path: str) -> bool:
        return is_meant(path) and not _lies(path)

    def is_folder_to_go(path: str) -> bool:
        return is_meant(path) and not may_lie(Path(path))

    places = {BACKUPS: is_file_to_go, FOLDERS: is_folder_to_go}
    before = kept(house)
    after: dict[str, Value] = {}
    for key, value in before.items():
        left = without(value, places.get(key, is_meant))
        if left is not None:
            after[key] = left
    if after != before:
        keep(house, after)
    _clear_settings(lambda key, value: is_meant(value) and not is_in_use(key))


def in_use(house: str, is_meant: Callable[[str], bool]) -> tuple[Path, ...]:
    """The places that are meant and stay: backups, where they go, and registers put aside."""
    found = {
        path: None
        for paths in backups(house)
        for path in paths
        if is_meant(str(path)) and _lies(str(path))
    }
    with suppress(OSError, UnicodeDecodeError):
        for key, value in _values(settings_file().read_text("utf-8").splitlines(keepends=True)):
            if key is not None and is_in_use(key):
                paths = [value] if key == BACKUP_FOLDER else _asides(value)
                found.update((Path(path), None) for path in paths if is_meant(path))
    return tuple(found)


def without(value: object, is_meant: Callable[[str], bool]) -> Value:
    """What is left of a remembered value; None for nothing. Bytes are read as the text they are."""
    if isinstance(value, list | tuple):
        return [text for text in map(str, value) if not is_meant(text)] or None
    if isinstance(value, str | bytes):
        text = value if isinstance(value, str) else value.decode(errors="replace")
        return None if is_meant(text) else text
    return value if isinstance(value, int | float) else None


def reseal(house: str, values: Mapping[str, Value]) -> None:
    """The register was encrypted: what was remembered in the open goes, and is kept sealed.

    `values` are those of before, for nobody can read them by then.
    """
    for file in (_file(house), _file(house).with_name(_file(house).name + cached.SEALED)):
        cached.shred(file)
    if values:
        keep(house, values)
    _clear_settings(lambda key, _value: not may_lie_open(key))


def texts(value: object) -> tuple[str, ...]:
    """A value that is several texts, or one."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def _folder(file: str) -> Path:
    return Path(file).parent


def _lies(text: str) -> bool:
    """Whether a path is there, or may be: on a disk that isn't there now."""
    path = Path(text)
    with suppress(OSError):
        return path.exists() or not path.parent.is_dir()
    return True


def _in(data: bytes | None) -> dict[str, Value]:
    with suppress(ValueError, RecursionError):
        found = json.loads(data or b"{}")
        return found if isinstance(found, dict) else {}
    return {}


def _joined(before: Mapping[str, Value], after: Mapping[str, Value]) -> dict[str, Value]:
    """The later of each value, and the backups of both."""
    both: dict[str, Value] = {
        key: list(dict.fromkeys([*texts(before.get(key)), *texts(after.get(key))]))
        for key in (BACKUPS, FOLDERS)
        if key in before or key in after
    }
    return _cut({**before, **after, **both})


def _note(house: str, key: str, paths: Iterable[Path]) -> None:
    values, new = kept(house), list(dict.fromkeys(map(str, paths)))
    before = list(texts(values.get(key)))
    after = [*(text for text in before if text not in new), *new]
    if after != before:
        keep(house, _cut({**values, key: after}))


def _cut(values: dict[str, Value]) -> dict[str, Value]:
    """With no more backups than can be told one by one, but no place of any forgotten."""
    files, folders = (texts(values.get(key)) for key in (BACKUPS, FOLDERS))
    if len(files) > _MOST:
        # A script may make each in a folder of its own that is gone right afterwards.
        older = (str(p) for p in map(_folder, files[:-_MOST]) if may_lie(p))
        values = {
            **values,
            BACKUPS: list(files[-_MOST:]),
            FOLDERS: list(dict.fromkeys([*older, *folders])),
        }
    return values


def _file(house: str) -> Path:
    return remembered_dir() / f"{house}.json"


def _clear_settings(is_meant: Callable[[str, str], bool]) -> None:
    """Take the values that are meant out of the windows' settings, as Qt writes them: INI, UTF-8.

    A window that is open reads the file again before it writes.
    """
    file = settings_file()
    with suppress(OSError, UnicodeDecodeError):
        lines = file.read_text("utf-8").splitlines(keepends=True)
        left = [
            line
            for line, (key, value) in zip(lines, _values(lines), strict=True)
            if key is None or not is_meant(key, value)
        ]
        if left != lines:
            begun = file.with_name(file.name + ".part")
            begun.write_text("".join(left), "utf-8")
            begun.chmod(file.stat().st_mode & 0o777)
            begun.replace(file)


def _values(lines: Iterable[str]) -> Iterator[tuple[str | None, str]]:
    """What each line says of which key; None for one that says nothing."""
    group = ""
    for line in lines:
        name, is_value, value = line.partition("=")
        if not is_value and line.startswith("["):
            group = line.strip()[1:-1] + "/"
        yield (group + name.replace("\\", "/"), _read(value)) if is_value else (None, "")


def _asides(value: str) -> list[str]:
    """The registers a note of what was restored names."""
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        return [str(one["aside"]) for one in json.loads(value)]
    return []


def _read(value: str) -> str:
    def sign(found: re.Match[str]) -> str:
        return chr(int(found[1], 16)) if found[1] else _SIGNS.get(found[2], found[2])

    return _ESCAPED.sub(sign, value.strip().strip('"'))
