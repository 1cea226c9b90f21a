"""The commands by name, in the order of the work, and where each is declared.

Modules are imported only when one of their commands is wanted, so a call pays for nothing else.
"""

from collections.abc import Mapping
from importlib import import_module

import click

from consentdesk import __version__
from consentdesk.cli.answers import Answer
from consentdesk.cli.grammar import (
    Command,
    common_options,
    desk_of,
    option,
    refuse_repeated,
    translated_help,
    write_options,
    write_usage,
)
from consentdesk.i18n import _

PROGRAM = "consentdesk"
WHERE: Mapping[str, str] = {
    "init": "starting",
    "institution": "starting",
    "seats": "seats",
    "add-seat": "seats",
    "remove-seat": "seats",
    "take-seat": "seats",
    "demo": "starting",
    "gui": "starting",
    "import-roster": "class_list",
    "add-subject": "people",
    "add-guardian": "people",
    "subjects": "people",
    "show": "people",
    "print-forms": "paper",
    "editions": "editions",
    "print-letters": "letters",
    "scan": "scanning",
    "record": "paper",
    "journal": "paper",
    "withdraw": "decisions",
    "object": "decisions",
    "lift-objection": "decisions",
    "add-photo": "pictures",
    "assess": "pictures",
    "second": "seconding",
    "shoot-sheet": "shooting",
    "check": "gate",
    "check-pack": "packs",
    "export": "gate",
    "presets": "presets",
    "releases": "whereabouts",
    "posted": "whereabouts",
    "export-list": "whereabouts",
    "taken-down": "whereabouts",
    "trash": "trash",
    "access-pack": "access",
    "erase": "erasing",
    "verify": "upkeep",
    "seal": "sealing",
    "compact": "upkeep",
    "backup": "upkeep",
    "restore": "upkeep",
    "upgrade": "upkeep",
    "encrypt": "encrypting",
    "recovery-sheet": "encrypting",
    "integrate": "integrating",
    "completion": "starting",
}
"""The module of this package that declares each command, in `<name>_command` with underscores."""


class Commands(click.Group):
    """`consentdesk` itself: the options of every command, and the commands."""

    def __init__(self) -> None:
        version = option("--version", says=_("Show the version and stop."))
        super().__init__(
            PROGRAM,
            help=_(
                "Written photo permissions: asked for, signed, journaled. No portrait leaves "
                "without one."
            ),
            params=[*common_options(), version],
            invoke_without_command=True,
            subcommand_metavar=_("COMMAND …"),
            options_metavar=_("[OPTIONS]"),
            epilog=_("Without a command the window opens. “consentdesk COMMAND --help” says more."),
        )
        self.callback = self._alone

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of the work."""
        del ctx
        return list(WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> Command | None:
        """Declare one command, importing its module."""
        del ctx
        if cmd_name not in WHERE:
            return None
        module = import_module(f"consentdesk.cli.{WHERE[cmd_name]}")
        declared = getattr(module, f"{cmd_name.replace('-', '_')}_command")()
        if not isinstance(declared, Command):
            raise TypeError(cmd_name)
        return declared

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what stands before the command."""
        refuse_repeated(self, ctx, args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Answer `--version`, or run what was asked for."""
        if ctx.params.get("version"):
            return Answer(data={"version": __version__}, lines=[f"consentdesk {__version__}"])
        return super().invoke(ctx)

    def _alone(self, **_options: object) -> Answer | None:
        ctx = click.get_current_context()
        if ctx.invoked_subcommand is not None:
            return None
        from consentdesk.cli.starting import gui

        return gui(desk_of(ctx), ())

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line, its first word translated."""
        write_usage(self, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with what they do, then the options."""
        self.format_commands(ctx, formatter)
        write_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line for each command."""
        found = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        with formatter.section(_("Commands")):
            formatter.write_dl([(n, c.short_help or "") for n, c in found.items() if c is not None])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, explained in the language spoken."""
        return translated_help(super().get_help_option(ctx))
