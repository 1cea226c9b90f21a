"""`editions`: which editions of the form there are, and which of them is printed."""

from typing import TYPE_CHECKING

from consentdesk.cli.answers import Answer, table
from consentdesk.cli.desk import Desk
from consentdesk.cli.grammar import Command, command
from consentdesk.i18n import _, format_date
from consentdesk.words import edition_state_word, purpose_word

if TYPE_CHECKING:
    from consentdesk.services.own_editions import Listed


def editions_command() -> Command:
    """Declare `editions`."""
    return command(
        "editions",
        list_editions,
        _("The editions of the form: the program's, and those the institution wrote itself."),
    )


def list_editions(desk: Desk) -> Answer:
    """All of them, the program's first, drafts last."""
    from consentdesk.services.own_editions import editions

    with desk.open() as register, register.read() as reader:
        found = editions(reader)
    rows = [
        (
            one.name,
            edition_state_word(one.state),
            _("printed") if one.printed else "",
            format_date(one.issued_on) if one.issued_on is not None else "",
            ", ".join(purpose_word(p) for p in one.purposes),
            " ".join(one.languages),
        )
        for one in found
    ]
    head = (_("Edition"), _("State"), "", _("Issued on"), _("Asks about"), _("Languages"))
    return Answer(data={"editions": [_facts(one) for one in found]}, lines=table(head, rows))


def _facts(one: "Listed") -> dict[str, object]:
    return {
        "name": one.name,
        "state": one.state.value,
        "printed": one.printed,
        "issued_on": one.issued_on.isoformat() if one.issued_on is not None else None,
        "purposes": list(one.purposes),
        "languages": list(one.languages),
        "validity_months": one.validity_months or None,
        "digest": one.digest,
    }
