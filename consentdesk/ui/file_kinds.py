"""Which files the dialogs of the system offer to choose from, and a drop on the window takes."""

from collections.abc import Sequence
from pathlib import Path

from consentdesk.i18n import _

_PACK = ".cdpack"
_LISTS = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")
"""How the names of class lists end; what is in a file is told by its content."""


def pictures() -> str:
    """The kinds of picture the program reads."""
    kinds = "*.jpg *.jpeg *.png *.webp *.tif *.tiff *.heic *.heif"
    return _("Pictures ({patterns})").format(patterns=kinds)


def scans() -> str:
    """What a scanner makes, and whatever else there is."""
    kinds = "*.pdf *.jpg *.jpeg *.png *.tif *.tiff"
    return ";;".join((_("Scans ({patterns})").format(patterns=kinds), _("All files (*)")))


def backups() -> str:
    """Backups of a register, however they came about, and whatever else there is."""
    kinds = "*.db *.backup *.before-restore-* *.version-*"
    return ";;".join((_("Backups ({patterns})").format(patterns=kinds), _("All files (*)")))


def lists() -> str:
    """What class lists come in, and whatever else there is."""
    kinds = " ".join(f"*{ending}" for ending in _LISTS)
    return ";;".join((_("Class lists ({patterns})").format(patterns=kinds), _("All files (*)")))


def is_list(path: Path) -> bool:
    """Whether a file is called as class lists are."""
    return path.suffix.casefold() in _LISTS


def registers() -> str:
    """Registers in a file, and whatever else there is."""
    return ";;".join((_("Registers ({patterns})").format(patterns="*.db"), _("All files (*)")))


def packs() -> str:
    """Check packs."""
    return _("Check packs ({patterns})").format(patterns=f"*{_PACK}")


def zips() -> str:
    """Access packs."""
    return _("ZIP files ({patterns})").format(patterns="*.zip")


def is_scan(path: Path) -> bool:
    """Whether the name is that of a scan and never that of a picture."""
    return path.suffix.lower() == ".pdf"


def is_pack(path: Path) -> bool:
    """Whether the name is that of a check pack."""
    return path.suffix.lower() == _PACK


def parted(paths: Sequence[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The check packs among them, and the others."""
    found = tuple(path for path in paths if is_pack(path))
    return found, tuple(path for path in paths if path not in found)
