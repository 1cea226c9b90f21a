"""`releases`, `posted`, `export-list`, `taken-down`: where pictures went, and if they are there."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import Answer, shown
from consentdesk.cli.desk import Desk
from consentdesk.cli.facts import (
    copy_lines,
    photo_of,
    release_facts,
    release_lines,
    where_it_stands,
)
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.usage import WrongUsage
from consentdesk.cli.values import file, named, number
from consentdesk.domain.photos import ReleaseId
from consentdesk.domain.releases import Release
from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import _, format_number, ngettext

if TYPE_CHECKING:
    import click

    from consentdesk.storage.reading import Reader


def _release() -> "click.Argument":
    return argument("release", number("release", 1, 999_999_999), _("The number of the export."))


def releases_command() -> Command:
    """Declare `releases`."""
    return command(
        "releases",
        releases,
        _("List where pictures went."),
        option("--subject", kind=named("subject"), says=_("Only those that show this person.")),
        option("--photo", kind=file(), says=_("Only those of this picture.")),
        option(
            "--without-link",
            says=_("Only those of which nobody has said where they were posted."),
        ),
        writes=False,
    )


def releases(desk: Desk, subject: str | None, photo: Path | None, without_link: bool) -> Answer:
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
        if without_link:
            bare = frozenset(reader.without_link())
            found = tuple(release for release in found if release.id in bare)
        head = reader.head()
    nothing = _("No export waits for its link.") if without_link else ""
    lines = release_lines(found) or [nothing or _("No picture has been exported.")]
    if whose is not None and found:
        lines += copy_lines(found, whose)
    data = {
        "releases": [release_facts(release) for release in found],
        "acts": head.number,
        "head": head.digest,
    }
    return Answer(data=data, lines=lines)


def posted_command() -> Command:
    """Declare `posted`."""
    return command(
        "posted",
        posted,
        _("Record where an export was posted, or that it was not."),
        _release(),
        option("--link", kind=named("url"), says=_("Where it was posted.")),
        option("--nowhere", says=_("It was not posted, so that nobody is asked any more.")),
        more=_("A link given later takes the place of the one before, and of --nowhere."),
    )


def posted(desk: Desk, release: int, link: str | None, nowhere: bool) -> Answer:
    """Say where a release is, so that it is found again when somebody withdraws."""
    from consentdesk.services import taking_down

    if link is not None and nowhere:
        raise WrongUsage(
            _("--link says where it was posted, --nowhere that it was not. Give one of the two.")
        )
    if link is None and not nowhere:
        raise WrongUsage(_("Where was it posted? Give --link with the address, or --nowhere."))
    number = ReleaseId(release)
    with desk.open() as register:
        if link is None:
            taking_down.set_not_posted(register, desk.clerk, desk.at, number)
        else:
            taking_down.set_link(register, desk.clerk, desk.at, number, link)
        with register.read() as reader:
            now = taking_down.find_release(reader, number)
    said = _("Recorded where export {number} was posted: {link}")
    if link is None:
        said = _("Recorded that export {number} was not posted.")
    lines = [said.format(number=now.id, link=shown(now.link))]
    return Answer(data={"release": now.id, "link": now.link}, lines=lines)


def export_list_command() -> Command:
    """Declare `export-list`."""
    return command(
        "export-list",
        save_export_list,
        _("Save the list of an export: every copy with its digests. It names nobody."),
        _release(),
        option(
            "-o",
            "--output",
            kind=file(),
            required=True,
            says=_("The file to write; a table where its name ends in .csv, else JSON."),
        ),
        more=_(
            "Never among exported or registered pictures, with which it might go along by accident."
        ),
        writes=False,
    )


def save_export_list(desk: Desk, release: int, output: Path) -> Answer:
    """Write it into a new file."""
    from consentdesk.services import export_list, taking_down

    number = ReleaseId(release)
    with desk.open(reading=True) as register:
        with register.read() as reader:
            found = taking_down.find_release(reader, number)
        if os.path.lexists(output):
            raise WrongUsage(
                _(
                    "There is a file {path} already. Nothing was written. Choose another name."
                ).format(path=output)
            )
        export_list.save_list(register, number, output)
    told = ngettext(
        "The list of export {number}, with {count} copy, is in {path}.",
        "The list of export {number}, with {count} copies, is in {path}.",
        len(found.copies),
    )
    count = format_number(len(found.copies))
    return Answer(
        data={"file": output, "release": found.id, "copies": len(found.copies)},
        lines=[told.format(number=found.id, count=count, path=shown(output))],
    )


def taken_down_command() -> Command:
    """Declare `taken-down`."""
    return command(
        "taken-down",
        taken_down,
        _("Record that an export was taken down where it had been put."),
        _release(),
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
        head, stands = where_it_stands(register)
    out = [done.copies[place].output for place in done.out()]
    data = {
        "release": release,
        "taken_down_at": done.taken_down_at,
        "out": out,
        "printed_head": head,
    }
    return Answer(data=data, lines=[*_told(done), stands])


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
            whose = reader.subject(subject).name
            raise BadInput(Problem.SUBJECT_NOT_IN_RELEASE, release=number, subject=whose)
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
