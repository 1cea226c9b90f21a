"""`withdraw`, `object` and `lift-objection`: what somebody says later."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from consentdesk.cli.answers import Answer
from consentdesk.cli.desk import Desk
from consentdesk.cli.facts import (
    Typed,
    copy_lines,
    known_purpose,
    release_facts,
    take_down_lines,
    where_it_stands,
)
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.values import named, one_of
from consentdesk.domain.acts import Channel
from consentdesk.domain.people import SubjectId
from consentdesk.domain.releases import Release
from consentdesk.i18n import _
from consentdesk.wording import still_out_sentence

if TYPE_CHECKING:
    from consentdesk.storage.register import Register


def _who() -> click.Argument:
    return argument("subject", named("subject"), _("A number, “Name” or “Name/YYYY-MM-DD”."))


def _how() -> tuple[click.Option, click.Option]:
    return (
        option("--by", kind=named("who"), says=_("Who said so.")),
        option(
            "--channel",
            kind=one_of("channel", *Channel),
            default=Channel.OTHER.value,
            says=_("How it reached you."),
        ),
    )


def withdraw_command() -> Command:
    """Declare `withdraw`."""
    return command(
        "withdraw",
        withdraw,
        _("Take permissions back, and list what must be taken down."),
        _who(),
        option(
            "--purpose", "purposes", kind=named("purpose"), many=True, says=_("Only this purpose.")
        ),
        *_how(),
        more=_("No reason is asked for. It works from the next check on."),
    )


def withdraw(
    desk: Desk, subject: str, purposes: Sequence[str], by: str | None, channel: str
) -> Answer:
    """Withdraw for all purposes, or those named."""
    from consentdesk.services import intake, roster

    with desk.open() as register:
        with register.read() as reader:
            whose = roster.find_subject(reader, subject)
            wanted = tuple(known_purpose(reader, name) for name in dict.fromkeys(purposes))
        releases = intake.withdraw(
            register,
            desk.clerk,
            desk.at,
            subject=whose,
            purposes=wanted or None,
            by=by or "",
            channel=Channel(channel),
        )
        said = _("The withdrawal is recorded and works from now on.")
        head, stands = where_it_stands(register)
        lines = [*_told(said, register, releases, whose), stands]
    return Answer(data=_to_take_down(whose, releases, head), lines=lines)


def _to_take_down(subject: SubjectId, releases: Sequence[Release], head: str) -> dict[str, object]:
    facts = [release_facts(release) for release in releases]
    return {"subject": subject, "releases": facts, "printed_head": head}


def _told(
    said: str, register: "Register", releases: Sequence[Release], subject: SubjectId
) -> list[str]:
    if not releases:
        from consentdesk.services.withdrawing import still_out

        with register.read() as reader:
            left, name = still_out(reader, subject), reader.subject(subject).name
        return [said, still_out_sentence(name, left.due, left.rest)]
    return [
        said,
        _("To be taken down:"),
        *take_down_lines(releases, subject),
        *copy_lines(releases, subject),
    ]


def object_command() -> Command:
    """Declare `object`."""
    return command(
        "object",
        object_to,
        _("Record that somebody does not want to be shown, situation photos included."),
        _who(),
        *_how(),
    )


def object_to(desk: Desk, subject: str, by: str | None, channel: str) -> Answer:
    """Record an objection."""
    from consentdesk.services import intake, roster

    with desk.open() as register:
        with register.read() as reader:
            whose = roster.find_subject(reader, subject)
        releases = intake.object_to(
            register, desk.clerk, desk.at, subject=whose, by=by or "", channel=Channel(channel)
        )
        said = _("The objection is recorded and works from now on.")
        head, stands = where_it_stands(register)
        lines = [*_told(said, register, releases, whose), stands]
    return Answer(data=_to_take_down(whose, releases, head), lines=lines)


def lift_objection_command() -> Command:
    """Declare `lift-objection`."""
    return command(
        "lift-objection", lift_objection, _("Record that an objection no longer stands."), _who()
    )


def lift_objection(desk: Desk, subject: str) -> Answer:
    """End an objection."""
    from consentdesk.services import intake

    typed = Typed()
    with desk.open() as register, typed.repeated():
        with register.read() as reader:
            whose = typed.find(reader, subject)
        intake.lift_objection(register, desk.clerk, desk.at, subject=whose)
        head, stands = where_it_stands(register)
    lines = [_("The objection no longer stands."), stands]
    return Answer(data={"subject": whose, "printed_head": head}, lines=lines)
