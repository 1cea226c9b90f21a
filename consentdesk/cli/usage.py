"""What a wrongly typed command line is told: one sentence, with what to do about it."""

from difflib import get_close_matches

import click

from consentdesk.cli.commands import WHERE
from consentdesk.i18n import _


class WrongUsage(click.UsageError):
    """Words that can be read but not be meant together; carries its whole sentence."""


def usage_sentence(error: click.ClickException) -> str:
    """What is wrong with the words typed, and where to look."""
    match error:
        case WrongUsage():
            return error.message
        case click.NoSuchOption():
            return _no_such_option(error)
        case click.exceptions.NoSuchCommand():
            return _no_such_command(error.command_name)
        case click.MissingParameter():
            return _missing(error)
        case click.BadParameter():
            return _("{name}: {sentence}").format(name=_name(error), sentence=error.message)
        case click.BadOptionUsage():
            return _("{name} can't be used so. It takes one value, or none. {hint}").format(
                name=error.option_name, hint=_hint(error)
            )
        case click.UsageError() if error.ctx is not None and error.ctx.args:
            return _("There is more on the line than the command takes: {words}. {hint}").format(
                words=" ".join(error.ctx.args), hint=_hint(error)
            )
        case click.UsageError():
            return _("The command line can't be read. {hint}").format(hint=_hint(error))
        case _:
            return error.format_message()


def _no_such_option(error: click.NoSuchOption) -> str:
    if error.possibilities:
        return _("There is no option {name}. Did you mean {likely}?").format(
            name=error.option_name, likely=error.possibilities[0]
        )
    return _("There is no option {name}. {hint}").format(name=error.option_name, hint=_hint(error))


def _no_such_command(name: str) -> str:
    likely = get_close_matches(name, WHERE, 1)
    if likely:
        return _("There is no command “{name}”. Did you mean “{likely}”?").format(
            name=name, likely=likely[0]
        )
    return _("There is no command “{name}”. “consentdesk --help” lists them.").format(name=name)


def _missing(error: click.MissingParameter) -> str:
    return _("{name} is missing, and the command needs it. {hint}").format(
        name=_name(error), hint=_hint(error)
    )


def _name(error: click.BadParameter) -> str:
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    if error.param is not None and error.ctx is not None:
        return error.param.make_metavar(error.ctx)
    return "?"


def _hint(error: click.UsageError) -> str:
    path = error.ctx.command_path if error.ctx is not None else "consentdesk"
    return _("“{command} --help” shows how.").format(command=path)
