"""`second`: another person agrees that a picture leaves for a destination."""

from collections.abc import Sequence
from pathlib import Path

from consentdesk.cli.answers import Answer
from consentdesk.cli.desk import Desk
from consentdesk.cli.facts import Typed, photo_of
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.values import file, named
from consentdesk.domain.photos import Destination
from consentdesk.i18n import _, format_number, ngettext


def second_command() -> Command:
    """Declare `second`."""
    return command(
        "second",
        second,
        _("Agree, as the second person, that pictures leave for a destination."),
        argument("files", file(), _("The pictures, as they are registered."), many=True),
        option("--destination", kind=named("destination"), required=True, says=_("Where to.")),
        option(
            "--cover",
            "covered",
            kind=named("subject"),
            many=True,
            says=_("Whom the copies will hide; the export must then cover them too."),
        ),
        more=_(
            "Where the institution wants two people, nothing leaves until one has agreed and "
            "another exports. The agreement ends with any change of who is on the picture, of "
            "what is covered, or of what is said about it."
        ),
    )


def second(desk: Desk, files: Sequence[Path], destination: str, covered: Sequence[str]) -> Answer:
    """Agree to some pictures, or none of them."""
    from consentdesk.services import seconding

    typed = Typed()
    with desk.open() as register, typed.repeated():
        with register.read() as reader:
            photos = tuple(dict.fromkeys(photo_of(reader, path) for path in files))
            away = tuple(typed.find(reader, one) for one in covered)
        acts = seconding.second(
            register,
            desk.clerk,
            desk.at,
            photos=photos,
            destination=Destination(destination),
            covered=away,
        )
    said = ngettext(
        "Recorded. Somebody else may now let {count} picture out.",
        "Recorded. Somebody else may now let {count} pictures out.",
        len(acts),
    )
    return Answer(
        data={
            "destination": destination,
            "seconded": [
                {"photo": photo, "act": act.number} for photo, act in zip(photos, acts, strict=True)
            ],
        },
        lines=[said.format(count=format_number(len(acts)))],
    )
