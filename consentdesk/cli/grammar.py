"""How commands are declared and read: options for all of them, help in the language spoken.

A command is a plain function from a `Desk` and its own options to an `Answer`; `command` wraps it
for click, adds the options every command takes, and prints nothing itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import click
from click.types import OptionHelpExtra

from consentdesk.cli.answers import WRONG_USAGE, Answer, write_lines
from consentdesk.cli.desk import FORGET, REMEMBER, Desk, now
from consentdesk.cli.values import named, one_of, register_place
from consentdesk.i18n import LANGUAGES, _

Run = Callable[..., Answer]
ParamKind = click.ParamType[Any]

COMMON: Mapping[str, str] = {
    "register": "register_given",
    "clerk": "clerk_given",
    "institution": "institution_given",
    "lang": "language",
    "json": "json",
    "clock_is_right": "clock_is_right",
    "keyring": "keyring",
}
"""Options of every command, and the field of `Desk` each fills."""


def option(
    *names: str,
    kind: ParamKind | None = None,
    says: str,
    many: bool = False,
    required: bool = False,
    default: str | None = None,
    shown: str | None = None,
) -> click.Option:
    """An option with a value; without `kind` a flag. `shown` is its metavar."""
    if kind is None:
        return click.Option(names, help=says, is_flag=True)
    extra: dict[str, Any] = {} if default is None else {"default": default}
    if default is not None:
        otherwise = _("default: {value}").format(value=default)
        says = f"{says}  [{otherwise}]"
    if required:
        wanted = _("required")
        says = f"{says}  [{wanted}]"
    return _Option(
        names, help=says, type=kind, multiple=many, required=required, metavar=shown, **extra
    )


class _Option(click.Option):
    """An option whose help says itself, in the language spoken, what click would add in English."""

    def get_help_extra(self, ctx: click.Context) -> OptionHelpExtra:
        """Nothing more."""
        del ctx
        return {}


def argument(
    name: str, kind: ParamKind, says: str, *, many: bool = False, required: bool = True
) -> click.Argument:
    """A word that stands by its place; `many` takes all that are left."""
    shown = name.upper() + ("…" if many else "")
    return click.Argument(
        [name],
        type=kind,
        nargs=-1 if many else 1,
        required=required,
        metavar=shown if required else f"[{shown}]",
        help=says,
    )


def common_options() -> list[click.Option]:
    """The options that may stand before or after any command."""
    return [
        option(
            "--register",
            kind=register_place(),
            says=_("The register: a file, or postgresql+psycopg://… (else CONSENTDESK_REGISTER)."),
        ),
        option(
            "--as",
            "clerk",
            kind=named("name"),
            says=_("Who is at the desk (else CONSENTDESK_CLERK, else the system account)."),
        ),
        option(
            "--institution",
            kind=named("name"),
            says=_("Which institution of a shared register (else CONSENTDESK_INSTITUTION)."),
        ),
        option(
            "--lang",
            kind=one_of("lang", *LANGUAGES),
            says=_("The language to speak (else the system's)."),
        ),
        option("--json", says=_("Print exactly one JSON object.")),
        option(
            "--clock-is-right",
            says=_("Write although the last line in the journal is more than 400 days old."),
        ),
        option(
            "--keyring",
            kind=one_of("keyring", REMEMBER, FORGET),
            says=_("Whether this computer's keyring keeps the key of an encrypted register."),
        ),
    ]


class Command(click.Command):
    """One command: reads its options and hands back its `Answer`."""

    def __init__(
        self,
        name: str,
        run: Run,
        says: str,
        more: str,
        params: Sequence[click.Parameter],
        *,
        writes: bool,
    ) -> None:
        super().__init__(
            name,
            help=f"{says}\n\n{more}".strip(),
            short_help=says,
            params=[*params, *common_options()],
        )
        self._run = run
        self._writes = writes
        self.options_metavar = _("[OPTIONS]")

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; what is wrong with them is told with the command they belong to."""
        ctx.allow_extra_args = True
        try:
            refuse_repeated(self, ctx, args)
            left = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if ctx.args and not ctx.resilient_parsing:
            raise click.UsageError("", ctx)
        return left

    def invoke(self, ctx: click.Context) -> Answer:
        """Run it at this desk."""
        own = {name: value for name, value in ctx.params.items() if name not in COMMON}
        answer = self._run(desk_of(ctx), **own)
        # Wrong input never left anything behind.
        wrote = self._writes and answer.status != WRONG_USAGE and not own.get("dry_run")
        return replace(answer, wrote=wrote)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line, its first word translated."""
        write_usage(self, ctx, formatter)

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What stands by its place."""
        rows = [p.get_help_record(ctx) for p in self.params if isinstance(p, click.Argument)]
        _section(formatter, _("Arguments"), rows)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's own options, then those of every command."""
        write_options(self, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, explained in the language spoken."""
        return translated_help(super().get_help_option(ctx))


def command(
    name: str,
    run: Run,
    says: str,
    *params: click.Parameter,
    more: str = "",
    writes: bool = True,
) -> Command:
    """Declare a command: `run` gets the desk and the parameters by name.

    `says` is the one sentence that stands in the list of commands, `more` what its own help adds.
    One that `writes` leaves something behind, which matters where its answer gets lost.
    """
    return Command(name, run, says, more, params, writes=writes)


def refuse_repeated(command: click.Command, ctx: click.Context, args: Sequence[str]) -> None:
    """Refuse an option that can stand once and was given twice; click lets the last one win.

    A script that names two places or two days would be answered for one of them. Flags say the same
    however often they stand there.
    """
    if ctx.resilient_parsing:
        return
    _values, _left, given = command.make_parser(ctx).parse_args(args=list(args))
    for one in given:
        many = not isinstance(one, click.Option) or one.multiple or one.is_flag
        if not many and given.count(one) > 1:
            raise click.BadParameter(
                _(
                    "It is given more than once, and only one of them could count. Give it once, "
                    "or run the command once for each."
                ),
                ctx,
                one,
            )


def desk_of(ctx: click.Context) -> Desk:
    """The desk as the options before and after the command describe it; the later one counts."""
    given: dict[str, Any] = {"at": now()}
    for level in (ctx.parent, ctx):
        for name, attribute in COMMON.items():
            if level is not None and level.params.get(name):
                given[attribute] = level.params[name]
    return Desk(open_window=ctx.obj, **given)


def write_usage(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """The usage line under a translated heading."""
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage:") + " ")


def write_options(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    """The options of this command alone, then those that every command takes."""
    options = [p for p in command.get_params(ctx) if isinstance(p, click.Option)]
    own = [p for p in options if p.name not in COMMON and "--help" not in p.opts]
    common = [p for p in options if p not in own]
    _section(formatter, _("Options"), [p.get_help_record(ctx) for p in own])
    _section(formatter, _("Options of every command"), [p.get_help_record(ctx) for p in common])


def translated_help(found: click.Option | None) -> click.Option | None:
    """The same option with its explanation in the language spoken."""
    if found is not None:
        found.help = _("Show this and stop.")
        found.callback = _show_help
    return found


def _show_help(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    """Print the help as any other answer is; click's own would take a full disk for a bug."""
    if wanted and not ctx.resilient_parsing:
        write_lines([ctx.get_help()])
        ctx.exit()


def _section(
    formatter: click.HelpFormatter, title: str, rows: Sequence[tuple[str, str] | None]
) -> None:
    filled = [row for row in rows if row is not None]
    if filled:
        with formatter.section(title):
            formatter.write_dl(filled)
