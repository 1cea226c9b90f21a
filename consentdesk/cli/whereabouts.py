"""`releases` and `taken-down`: where pictures went, and whether they are still there."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import Answer
from consentdesk.cli.desk import Desk
from consentdesk.cli.facts import copy_lines, photo_of, release_facts, release_lines
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.values import file, named, number
from consentdesk.domain.photos import ReleaseId
from consentdesk.domain.releases import Release
from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import _, format_number, ngettext

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader


def releases_command() -> Command:
    """Declare `releases`."""
    return command(
        "releases",
        releases,
        _("List where pictures went."),
        option("--subject", kind=named("subject"), says=_("Only those that show this person.")),
        option("--photo", kind=file(), says=_("Only those of this picture.")),
        writes=False,
    )


def releases(desk: Desk, subject: str | None, photo: Path | None) -> Answer:
    """List releases, newest first."""
    from consentdesk.services import roster
    from consentdesk.services.withdrawing import EVERYTHING

    with desk.open(reading=True) as register, register.read() as reader:
        whose = roster.find_subject(reader, subject) if subject else None
        found = reader.releases(
            subject=whose,
            photo=photo_of(reader, photo) if photo else None,
            limit=EVERYTHING,
        )
        head = reader.head()
    lines = release_lines(found) or [_("No picture has been exported.")]
    if whose is not None and found:
        lines += copy_lines(found, whose)
    data = {
        "releases": [release_facts(release) for release in found],
        "acts": head.number,
        "head": head.digest,
    }
    return Answer(data=data, lines=lines)


def taken_down_command() -> Command:
    """Declare `taken-down`."""
    return command(
        "taken-down",
        taken_down,
        _("Record that an export was taken down where it had been put."),
        argument("release", number("release", 1, 999_999_999), _("The number of the export.")),
        option(
            "--photo",
            "photos",
            kind=file(),
            many=True,
            says=_("Only the copies of this picture; may be repeated."),
        ),
        option(
            "--subject",
            "subjects",
            kind=named("subject"),
            many=True,
            says=_("Only the copies that show this person; may be repeated."),
        ),
        option("--note", kind=named("text"), says=_("What was done.")),
        more=_("Without --photo and --subject all of it is down."),
    )


def taken_down(
    desk: Desk, release: int, photos: Sequence[Path], subjects: Sequence[str], note: str | None
) -> Answer:
    """Mark a release, or some copies in it, as taken down."""
    from consentdesk.services import taking_down

    copies: tuple[int, ...] | None = None
    with desk.open() as register:
        if photos or subjects:
            with register.read() as reader:
                copies = _meant(reader, ReleaseId(release), photos, subjects)
        done = taking_down.take_down(
            register, desk.clerk, desk.at, ReleaseId(release), note or "", copies=copies
        )
    out = [done.copies[place].output for place in done.out()]
    data = {"release": release, "taken_down_at": done.taken_down_at, "out": out}
    return Answer(data=data, lines=_told(done))


def _meant(
    reader: "Reader", number: ReleaseId, photos: Sequence[Path], subjects: Sequence[str]
) -> tuple[int, ...]:
    """The places of the copies of these pictures and of those that show these people."""
    from consentdesk.services import roster, taking_down

    release = taking_down.find_release(reader, number)
    others = reader.mistaken().photos
    meant: set[int] = set()
    for path in photos:
        photo = photo_of(reader, path)
        found = [
            n
            for n, copy in enumerate(release.copies)
            if photo in (copy.photo, others.get((number, n)))
        ]
        if not found:
            raise BadInput(Problem.COPY_NOT_IN_RELEASE, release=number, copy=path)
        meant.update(found)
    for name in subjects:
        subject = roster.find_subject(reader, name)
        found = [n for n, copy in enumerate(release.copies) if subject in copy.seen]
        if not found:
            shown = reader.subject(subject).name
            raise BadInput(Problem.SUBJECT_NOT_IN_RELEASE, release=number, subject=shown)
        meant.update(found)
    return tuple(sorted(meant))


def _told(release: Release) -> list[str]:
    left = len(release.out())
    if not left:
        return [_("Export {number} is recorded as taken down.").format(number=release.id)]
    said = ngettext(
        "Recorded as taken down. {count} picture of export {number} is still out there.",
        "Recorded as taken down. {count} pictures of export {number} are still out there.",
        left,
    )
    return [said.format(count=format_number(left), number=release.id)]
