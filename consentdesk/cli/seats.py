"""`seats`, `add-seat` and `remove-seat`: who works at the institution, in which role."""

from consentdesk.cli.answers import Answer, shown
from consentdesk.cli.desk import Desk
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.values import named, one_of
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
