"""`seats`, `add-seat`, `remove-seat` and `take-seat`: who works here, and in which role."""

from pathlib import Path

from consentdesk.cli.answers import Answer, shown
from consentdesk.cli.desk import Desk
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.values import file, named, one_of
from consentdesk.domain.roles import Role
from consentdesk.i18n import _
from consentdesk.seat_words import role_sentence, role_word


def seats_command() -> Command:
    """Declare `seats`."""
    return command(
        "seats",
        seats,
        _("List who works here, and in which role."),
        more=_("Without any seat everybody who can open the register may do everything."),
        writes=False,
    )


def seats(desk: Desk) -> Answer:
    """List the seats."""
    from consentdesk.services import seats as service

    with desk.open(reading=True) as register, register.read() as reader:
        found, mine = service.seats(reader), reader.role
    lines = [
        _("{login}: {role}").format(login=shown(one.login), role=role_word(one.role))
        for one in found
    ] or [_("Nobody has a seat, so everybody may do everything.")]
    return Answer(
        data={
            "role": mine,
            "seats": [{"login": s.login, "role": s.role, "own": s.is_own} for s in found],
        },
        lines=lines,
    )


def add_seat_command() -> Command:
    """Declare `add-seat`."""
    return command(
        "add-seat",
        add_seat,
        _("Give a login a seat, or another role."),
        argument("login", named("login"), _("The computer's account, or the server's login.")),
        option(
            "--role",
            kind=one_of("role", *Role),
            required=True,
            says=_("What that person is here."),
        ),
        more=_("Whoever gives the first seat keeps one as the head. It is journaled."),
    )


def add_seat(desk: Desk, login: str, role: str) -> Answer:
    """Give the seat."""
    from consentdesk.services import seats as service

    given = Role(role)
    with desk.open() as register:
        acts = service.give(register, desk.clerk, desk.at, login=login, role=given)
    said = _("{login} sits here as {role}.").format(login=shown(login), role=role_word(given))
    return Answer(
        data={"login": login, "role": given, "acts": [act.number for act in acts]},
        lines=[said, role_sentence(given)],
    )


def remove_seat_command() -> Command:
    """Declare `remove-seat`."""
    return command(
        "remove-seat",
        remove_seat,
        _("Take a seat away."),
        argument("login", named("login"), _("Whose seat.")),
    )


def remove_seat(desk: Desk, login: str) -> Answer:
    """Take it."""
    from consentdesk.services import seats as service

    with desk.open() as register:
        acts = service.take(register, desk.clerk, desk.at, login=login)
    said = _("{login} has no seat here any more.").format(login=shown(login))
    return Answer(data={"login": login, "acts": [act.number for act in acts]}, lines=[said])


def take_seat_command() -> Command:
    """Declare `take-seat`."""
    return command(
        "take-seat",
        take_seat,
        _("Become a head where no head gets in any more."),
        option(
            "--recovery-file",
            "named_in",
            kind=file(),
            says=_("A file with the key of the sheet in its first line (else it is asked for)."),
        ),
        more=_(
            "The head's computer is gone, or its account. An encrypted register asks for the key "
            "of the recovery sheet. Of one that isn't, whoever has the file has everything in it "
            "anyway: there it is only refused to those who have another seat. It is journaled, and "
            "the other seats stay."
        ),
    )


def take_seat(desk: Desk, named_in: Path | None) -> Answer:
    """Take the head's seat."""
    from consentdesk.cli.passphrase import recovery_key
    from consentdesk.services import locking
    from consentdesk.services import seats as service

    sealed = locking.is_encrypted(desk.location)
    recovery = recovery_key(named_in) if sealed else ""
    acts = service.take_head(desk.location, desk.clerk, desk.at, recovery=recovery)
    said = _("You sit here as the head. Look at the other seats: consentdesk seats.")
    return Answer(data={"acts": [act.number for act in acts]}, lines=[said])
