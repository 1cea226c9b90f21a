"""`releases` and `taken-down`: where pictures went, and whether they are still there."""

from pathlib import Path

from consentdesk.cli.answers import Answer
from consentdesk.cli.desk import Desk
from consentdesk.cli.facts import photo_of, release_facts, release_lines
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.values import file, named, number
from consentdesk.domain.photos import ReleaseId
from consentdesk.i18n import _


def releases_command() -> Command:
    """Declare `releases`."""
    return command(
        "releases",
        releases,
        _("List where pictures went."),
        option("--subject", kind=named("subject"), says=_("Only those that show this person.")),
        option("--photo", kind=file(), says=_("Only those of this picture.")),
    )


def releases(desk: Desk, subject: str | None, photo: Path | None) -> Answer:
    """List releases, newest first."""
    from consentdesk.services import roster
    from consentdesk.services.withdrawing import EVERYTHING

    with desk.open() as register, register.read() as reader:
        found = reader.releases(
            subject=roster.find_subject(reader, subject) if subject else None,
            photo=photo_of(reader, photo) if photo else None,
            limit=EVERYTHING,
        )
    return Answer(
        data={"releases": [release_facts(release) for release in found]},
        lines=release_lines(found) or [_("No picture has been released.")],
    )


def taken_down_command() -> Command:
    """Declare `taken-down`."""
    return command(
        "taken-down",
        taken_down,
        _("Record that a release was taken down where it had been put."),
        argument("release", number("release", 1, 999_999_999), _("The number of the release.")),
        option("--note", kind=named("text"), says=_("What was done.")),
    )


def taken_down(desk: Desk, release: int, note: str | None) -> Answer:
    """Mark one release as taken down."""
    from consentdesk.services import exporting

    with desk.open() as register:
        exporting.take_down(register, desk.clerk, desk.at, ReleaseId(release), note or "")
    said = _("Release {number} is recorded as taken down.").format(number=release)
    return Answer(data={"release": release, "taken_down_at": desk.at}, lines=[said])
