"""Windows: links in the Send To menu and the Start menu, a registry file for the menu on pictures.

The link is written byte by byte, after [MS-SHLLINK]: a header, three texts, and the program's path
in the block for paths with variables, which needs no list of the folders on the way. A property
([MS-PROPSTORE]) says which program the link belongs to: the one whose windows call themselves so.

What a jump list would offer stands in the Start menu: a list needs calls into the shell, from a
program that runs.
"""

import ntpath
import struct
import subprocess
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import _
from consentdesk.paths import APP, APP_ID
from consentdesk.services.integration.pieces import (
    Piece,
    Program,
    add_words,
    check_words,
    in_each,
    named,
)

_LINK = UUID("00021401-0000-0000-c000-000000000046")
_HAS_NAME, _HAS_ARGUMENTS, _HAS_ICON, _UNICODE = 0x4, 0x20, 0x40, 0x80
_HAS_VARIABLES, _PREFER_VARIABLES = 0x200, 0x2000000
_NORMAL = 1
_VARIABLES, _VARIABLES_SIZE = 0xA0000001, 0x314
_PROPERTIES = 0xA0000009
_APP_USER_MODEL, _APP_ID_PROPERTY = UUID("9f4c2855-9f79-4b39-a8d0-e1d42de1d5f3"), 5
_WIDE_TEXT = 0x1F
_LONGEST = 259
_SHELL = r"HKEY_CURRENT_USER\Software\Classes"
_KEYS = (
    rf"{_SHELL}\SystemFileAssociations\image\shell\ConsentDesk",
    rf"{_SHELL}\Directory\shell\ConsentDesk",
)


def pieces(home: Path, environ: Mapping[str, str], program: Program) -> tuple[Piece, ...]:
    """Every file, below %APPDATA% and %LOCALAPPDATA%."""
    roaming = Path(environ.get("APPDATA") or home / "AppData" / "Roaming")
    local = Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    windows = roaming / "Microsoft" / "Windows"
    send_to, menu = windows / "SendTo", windows / "Start Menu" / "Programs" / APP
    mine, *_others = check_words().values()
    return (
        *_links(send_to, check_words(), program),
        *_links(send_to, add_words(), program, "--open", "import"),
        Piece(menu / f"{APP}.lnk", shortcut(program, APP)),
        *_links(menu, in_each(lambda: _("Check a picture")), program, "--open", "check"),
        *_links(menu, in_each(lambda: _("Add photos")), program, "--open", "import"),
        *_links(menu, in_each(lambda: _("Open the inbox")), program, "--open", "inbox"),
        Piece(local / "ConsentDesk" / "add-to-menu.reg", registry(program, mine)),
        Piece(local / "ConsentDesk" / "remove-from-menu.reg", registry(None, mine)),
    )


def _links(
    folder: Path, words: Mapping[str, str], program: Program, *wanted: str
) -> tuple[Piece, ...]:
    """A link of that name in the language spoken."""

    def link(name: str) -> Piece:
        return Piece(folder / f"{name}.lnk", shortcut(program, name, *wanted))

    return named(folder, words, link, ".lnk")


def shortcut(program: Program, name: str, *wanted: str) -> bytes:
    """A link to the program; what is sent to it follows its own words and what is `wanted`.

    BadInput PROGRAM_PATH_TOO_LONG, since a link has room for 259 signs.
    """
    if len(program.file) > _LONGEST:
        raise BadInput(Problem.PROGRAM_PATH_TOO_LONG, path=program.file, limit=_LONGEST)
    flags = _HAS_NAME | _HAS_ICON | _UNICODE | _HAS_VARIABLES | _PREFER_VARIABLES
    texts = [name]
    arguments = (*program.words[1:], *wanted)
    if arguments:
        flags |= _HAS_ARGUMENTS
        texts.append(subprocess.list2cmdline(arguments))
    header = struct.pack(
        "<I16sIIQQQIiIHHII", 76, _LINK.bytes_le, flags, 0, 0, 0, 0, 0, 0, _NORMAL, 0, 0, 0, 0
    )
    told = b"".join(map(_counted, [*texts, program.file]))
    return header + told + _with_variables(program.file) + _belongs_to(APP_ID) + bytes(4)


def _counted(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<H", len(data) // 2) + data


def _with_variables(path: str) -> bytes:
    narrow = path.encode("ascii", "replace").ljust(260, b"\0")
    wide = path.encode("utf-16-le").ljust(520, b"\0")
    return struct.pack("<II", _VARIABLES_SIZE, _VARIABLES) + narrow + wide


def _belongs_to(app: str) -> bytes:
    """The block with one property, System.AppUserModel.ID."""
    text = (app + "\0").encode("utf-16-le")
    text = struct.pack("<HHI", _WIDE_TEXT, 0, len(text) // 2) + text
    text += bytes(-len(text) % 4)
    value = struct.pack("<IIB", 9 + len(text), _APP_ID_PROPERTY, 0) + text
    inner = b"1SPS" + _APP_USER_MODEL.bytes_le + value + bytes(4)
    store = struct.pack("<I", 4 + len(inner)) + inner + bytes(4)
    return struct.pack("<II", 8 + len(store), _PROPERTIES) + store


def registry(program: Program | None, name: str) -> bytes:
    """What a double click adds to the menu on pictures and folders; for None, takes away.

    `Player` keeps the entry there for more than fifteen files; the window that is open gathers
    them, however many times it is started.
    """
    lines = ["Windows Registry Editor Version 5.00", ""]
    for key in _KEYS:
        if program is None:
            lines += [f"[-{key}]", ""]
            continue
        command = f'{subprocess.list2cmdline(program.words)} "%1"'
        lines += [
            f"[{key}]",
            f'@="{_quoted(name)}"',
            f'"Icon"="{_quoted(ntpath.normpath(program.file))}"',
            '"MultiSelectModel"="Player"',
            "",
            rf"[{key}\command]",
            f'@="{_quoted(command)}"',
            "",
        ]
    return "\r\n".join(lines).encode("utf-16")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
