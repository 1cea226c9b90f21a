"""`integrate`: entries in the desktop's menus, laid and taken away."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from consentdesk.cli.answers import Answer, shown
from consentdesk.cli.desk import Desk
from consentdesk.cli.grammar import Command, command, option
from consentdesk.i18n import _

if TYPE_CHECKING:
    from consentdesk.services.integration.placing import Placed


def integrate_command() -> Command:
    """Declare `integrate`."""
    return command(
        "integrate",
        integrate,
        _("Put ConsentDesk into the menus of your desktop and file manager, or take it out."),
        option("--remove", says=_("Take away what it laid there.")),
        option("--dry-run", says=_("Only say what would happen.")),
        more=_(
            "For you alone, without an administrator. Do it again after the program has moved. A "
            "card of several hundred pictures is best sent as its folder."
        ),
    )


def integrate(desk: Desk, remove: bool, dry_run: bool) -> Answer:
    """Lay or remove the files of this system."""
    from consentdesk.services.integration import placing

    del desk
    placed = placing.integrate(remove=remove, trial=dry_run)
    words = {
        placing.Became.WRITTEN: _("would be written") if dry_run else _("written"),
        placing.Became.UNCHANGED: _("is as it should be"),
        placing.Became.REMOVED: _("would be removed") if dry_run else _("removed"),
    }
    lines = [f"{shown(one.path)}: {words[one.became]}" for one in placed]
    if not placed:
        lines = [_("There was nothing of ConsentDesk's to take away.")]
    files = [{"path": one.path, "state": one.became} for one in placed]
    return Answer(data={"files": files, "dry_run": dry_run}, lines=lines + _next(placed))


def _next(placed: Sequence["Placed"]) -> list[str]:
    """What is left to be done by hand (Windows)."""
    said = _("For the menu on pictures, open {path} by a double click.")
    files = [one.path for one in placed if one.path.name == "add-to-menu.reg"]
    return [said.format(path=shown(path)) for path in files]
