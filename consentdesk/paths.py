"""Where things lie: the program's own data files and the user's folders.

Knows the checkout and the installed package; creates nothing. What is in the files is left to
those who read them.
"""

import os
from pathlib import Path

APP = "ConsentDesk"
APP_ID = "dk.consentdesk.ConsentDesk"
"""What desktops call the program: the name of its entry in their menus, without `.desktop`."""


def _data_dir(name: str) -> Path:
    """A folder of program data: in a checkout beside the package, in an installation within it.

    The checkout comes first, because an editable installation has no copy in the package.
    """
    package = Path(__file__).resolve().parent
    checkout = package.parent / name
    if checkout.is_dir() and (package.parent / "pyproject.toml").is_file():
        return checkout
    return package / "_data" / name


def forms_dir() -> Path:
    """The folder with one folder per edition of the forms."""
    return _data_dir("forms")


def resources_dir() -> Path:
    """The folder with policy files, icons and translations."""
    return _data_dir("resources")


def policy_file(name: str) -> Path:
    """The policy file of that name (`dk`, `se`); whether it exists is for the reader to see."""
    return resources_dir() / "policy" / f"{name}.toml"


def default_register() -> Path:
    """The register in the user's data folder, used where none is named."""
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False) / "register.db"


def cache_dir() -> Path:
    """The folder for what can be made again, thumbnails above all."""
    from platformdirs import user_cache_path

    return user_cache_path(APP, appauthor=False)


def last_known_dir() -> Path:
    """The folder for what servers last said, to be answered by while they don't; all sealed."""
    return cache_dir() / "last-known"


def columns_file() -> Path:
    """The file with what the columns of class lists were chosen to be."""
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / "class-lists.json"


def settings_file() -> Path:
    """The file with how somebody likes the windows; the command line clears it as well."""
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / f"{APP}.conf"


def remembered_dir() -> Path:
    """The folder for what this computer remembers of each institution."""
    from platformdirs import user_state_path

    return user_state_path(APP, appauthor=False) / "remembered"


def packs_file() -> Path:
    """The file that remembers when check packs were opened; no names, nothing out of a pack."""
    from platformdirs import user_state_path

    return user_state_path(APP, appauthor=False) / "packs.json"


def reports_dir() -> Path:
    """The folder for reports of bugs; they hold no names."""
    from platformdirs import user_log_path

    return user_log_path(APP, appauthor=False)


def font_file(name: str) -> Path | None:
    """A font by its file name, or None where the system has none; the only place that looks.

    A copy among the program's own resources (a packaged program brings one) comes before the
    system's and the user's font folders.
    """
    for folder in _font_folders():
        found = next((f for f in (folder / name, *folder.glob(f"*/{name}")) if f.is_file()), None)
        if found is not None:
            return found
    return None


def _font_folders() -> tuple[Path, ...]:
    """Where fonts lie, on Linux, macOS and Windows."""
    from platformdirs import user_data_path

    windows = Path(os.environ.get("SYSTEMROOT", "C:/Windows")) / "Fonts"
    return (
        resources_dir() / "fonts",
        user_data_path() / "fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts/truetype"),
        Path("/usr/share/fonts"),
        Path.home() / "Library" / "Fonts",
        Path("/Library/Fonts"),
        user_data_path() / "Microsoft" / "Windows" / "Fonts",
        windows,
    )
