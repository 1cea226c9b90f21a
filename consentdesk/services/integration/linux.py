"""Linux: entries for the menu and “Open with”, Dolphin's and Files' menus, icon, kind of file.

The files lie ready in `resources/desktop`, as a distribution would install them; here the program
in them gets its whole path, since a user's own may not be where programs are looked for.
"""

import shlex
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from consentdesk.paths import APP_ID, resources_dir
from consentdesk.services.integration.pieces import Piece, Program, add_words, check_words, named

_PLAIN = "consentdesk-gui"
_RESERVED = frozenset(" \t\n\"'\\><~|&;$*?#()`")
"""Signs that the specification of desktop entries wants quoted."""


def pieces(home: Path, environ: Mapping[str, str], program: Program) -> tuple[Piece, ...]:
    """Every file, below $XDG_DATA_HOME."""
    told = environ.get("XDG_DATA_HOME", "")
    # The specification: a path that is not absolute counts as not set.
    data = Path(told) if Path(told).is_absolute() else home / ".local" / "share"
    source = resources_dir() / "desktop"
    applications = data / "applications"
    scripts = data / "nautilus" / "scripts"
    icon = data / "icons" / "hicolor" / "scalable" / "apps" / f"{APP_ID}.svg"
    return (
        *(
            Piece(applications / name, _entry(source / name, program))
            for name in (f"{APP_ID}.desktop", f"{APP_ID}.check.desktop")
        ),
        Piece(
            data / "kio" / "servicemenus" / "consentdesk-check.desktop",
            _entry(source / "consentdesk-dolphin.desktop", program),
            executable=True,
        ),
        *named(scripts, check_words(), partial(_script, scripts, "", program)),
        *named(scripts, add_words(), partial(_script, scripts, "-add", program)),
        Piece(icon, (resources_dir() / "icons" / "consentdesk.svg").read_bytes()),
        Piece(
            data / "mime" / "packages" / f"{APP_ID}.xml",
            (source / f"{APP_ID}.mime.xml").read_bytes(),
        ),
    )


def _entry(source: Path, program: Program) -> bytes:
    lines = []
    for line in source.read_text("utf-8").splitlines():
        key, sign, value = line.partition("=")
        if key == "Exec" and sign:
            rest = value.removeprefix(_PLAIN)
            line = f"Exec={' '.join(map(exec_word, program.words))}{rest}"
        elif key == "TryExec":
            line = f"TryExec={_as_string(program.file)}"
        lines.append(line)
    return ("\n".join(lines) + "\n").encode("utf-8", "surrogateescape")


def exec_word(word: str) -> str:
    """One word of an Exec line.

    Quoted where it must be, `%` doubled, and then escaped once more as every string in such a file
    is: the specification of desktop entries, “The Exec key”.
    """
    said = word.replace("%", "%%")
    if set(said) & _RESERVED or not said:
        for sign in '\\"`$':
            said = said.replace(sign, f"\\{sign}")
        said = f'"{said}"'
    return _as_string(said)


def _as_string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n")
    return escaped.replace("\t", "\\t").replace("\r", "\\r")


def _script(scripts: Path, which: str, program: Program, name: str) -> Piece:
    source = resources_dir() / "desktop" / f"consentdesk-nautilus{which}.sh"
    text = source.read_text("utf-8")
    said = text.replace(f"exec {_PLAIN}", f"exec {shlex.join(program.words)}")
    return Piece(scripts / name, said.encode("utf-8", "surrogateescape"), executable=True)
