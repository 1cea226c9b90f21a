"""One file for the desktop, and how the program is started from it."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from consentdesk.i18n import LANGUAGES, _, language, said_in


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that is to lie at a place, or, `data` being None, is never to lie there.

    The names of some files are in the language spoken, so those of the other languages are not to
    be there beside it.
    """

    path: Path
    data: bytes | None
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Program:
    """The words that start the window; files to look at follow."""

    words: tuple[str, ...]

    @property
    def file(self) -> str:
        """The program itself."""
        return self.words[0]


def this_program() -> Program:
    """The program that is running, by its whole path.

    A package has one beside the interpreter that opens the window alone; a program packed into one
    file, or one run as a module, is told to.
    """
    running = Path(sys.executable)
    if getattr(sys, "frozen", False):
        return Program((str(running), "gui"))
    for name in ("consentdesk-gui", "consentdesk-gui.exe"):
        beside = running.with_name(name)
        if beside.is_file():
            return Program((str(beside),))
    return Program((str(running), "-m", "consentdesk", "gui"))


def check_words() -> dict[str, str]:
    """What the entry in the menus is called, by language; the one spoken first."""
    return in_each(lambda: _("Check with ConsentDesk"))


def add_words() -> dict[str, str]:
    """The same of the entry that adds photos."""
    return in_each(lambda: _("Add to ConsentDesk"))


def in_each(say: Callable[[], str]) -> dict[str, str]:
    """A text by language; the one spoken first."""
    first = language()
    order = (first, *(one for one in LANGUAGES if one != first))
    return {one: said_in(one, say) for one in order}


def named(
    folder: Path, words: Mapping[str, str], make: Callable[[str], Piece], suffix: str = ""
) -> tuple[Piece, ...]:
    """The file called so in the language spoken, which `make` makes, and none in any other."""
    mine, *others = words.values()
    gone = dict.fromkeys(f"{name}{suffix}" for name in others if name != mine)
    return (make(mine), *(Piece(folder / name, None) for name in gone))
