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
            said = _("{name} takes no value. {hint}") if _is_flag(error) else _no_value()
            return said.format(name=error.option_name, hint=_hint(error))
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


def _no_value() -> str:
    return _("{name} lacks its value. Write it behind the option. {hint}")


def _is_flag(error: click.BadOptionUsage) -> bool:
    known = error.ctx.command.params if error.ctx is not None else []
    return any(
        isinstance(one, click.Option) and one.is_flag and error.option_name in one.opts
        for one in known
    )


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
