"""`access-pack`: somebody asks what is kept about a person."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import Answer, shown
from consentdesk.cli.desk import Desk
from consentdesk.cli.facts import Typed
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.usage import WrongUsage
from consentdesk.cli.values import day, file, folder, named, number
from consentdesk.domain.access import Request
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.words import omission_word

if TYPE_CHECKING:
    from consentdesk.services.access_pack.making import Made
    from consentdesk.storage.register import Register


def access_pack_command() -> Command:
    """Declare `access-pack`."""
    return command(
        "access-pack",
        access_pack,
        _("Put together everything kept about somebody who asks for it, with others covered."),
        argument("subject", named("subject"), _("A number, “Name” or “Name/YYYY-MM-DD”.")),
        option("-o", "--output", kind=file(), says=_("The ZIP file to write.")),
        option(
            "--requested-on",
            kind=day(),
            says=_("Note that somebody asked on that day; without -o nothing else is done."),
        ),
        option(
            "--photos",
            "folders",
            kind=folder(),
            many=True,
            says=_("Look for the files of photos in this folder too."),
        ),
        option(
            "--leave-out",
            kind=number("photo", 1, 999_999_999),
            many=True,
            says=_("Leave out the picture of the photo with this number."),
        ),
        more=_(
            "The pack holds a page to read, the same as JSON, scans of the person's own forms and "
            "photos on which everybody else is covered. A photo on which somebody can't be covered "
            "safely stays out, and it says so. The file is not encrypted: hand it over safely."
        ),
    )


def access_pack(
    desk: Desk,
    subject: str,
    output: Path | None,
    requested_on: date | None,
    folders: Sequence[Path],
    leave_out: Sequence[int],
) -> Answer:
    """Note a request, or answer it."""
    do: Callable[[Desk, Register, SubjectId], Answer]
    if output is not None:
        do = partial(_made, output=output, on=requested_on, folders=folders, leave_out=leave_out)
    elif requested_on is not None:
        do = partial(_noted, on=requested_on)
    else:
        raise WrongUsage(_("Say where to write the pack (-o), or when it was asked for."))
    typed = Typed()
    with desk.open() as register, typed.repeated():
        with register.read() as reader:
            found = typed.find(reader, subject)
        return do(desk, register, found)


def _noted(desk: Desk, register: "Register", subject: SubjectId, *, on: date) -> Answer:
    from consentdesk.services.access_pack import requests

    request = requests.note_request(register, desk.clerk, desk.at, subject=subject, on=on)
    said = _("The request of {day} is noted. The answer is due on {due} at the latest.")
    line = said.format(day=format_date(request.on), due=format_date(request.due))
    data: dict[str, object] = {"file": None, "sha256": None, "act": None, "scans": 0, "photos": []}
    return Answer(data={**_facts(subject, request), **data}, lines=[line], wrote=True)


def _made(
    desk: Desk,
    register: "Register",
    subject: SubjectId,
    *,
    output: Path,
    on: date | None,
    folders: Sequence[Path],
    leave_out: Sequence[int],
) -> Answer:
    from consentdesk.services.access_pack import making, requests, showing

    making.check_place(register, output, subject)
    with register.read() as reader:
        request = requests.request_of(reader, subject)
    with desk.progress(_("Covering others")) as progress:
        pictures = showing.gallery(register, desk.at, subject, progress, folders=folders)
    made = making.make_access_pack(
        register,
        desk.clerk,
        desk.at,
        output,
        pictures,
        left_out={PhotoId(number) for number in leave_out},
        asked_on=on,
    )
    if on is not None and (request is None or on < request.on):
        request = Request(subject, on)
    data = {
        **_facts(subject, request),
        "file": made.path,
        "sha256": made.sha256,
        "act": made.act,
        "scans": made.scans,
        "photos": [
            {"photo": one.photo, "included": one.jpeg is not None, "omission": one.omission}
            for one in made.photos
        ],
    }
    return Answer(data=data, lines=list(_told(made)), wrote=True)


def _facts(subject: SubjectId, request: Request | None) -> dict[str, object]:
    return {
        "subject": subject,
        "requested_on": request.on if request is not None else None,
        "due": request.due if request is not None else None,
    }


def _told(made: "Made") -> Iterator[str]:
    yield _("The pack is in {path}.").format(path=shown(made.path))
    count = sum(one.jpeg is not None for one in made.photos)
    said = ngettext(
        "{count} photo is in it, with everybody else covered.",
        "{count} photos are in it, with everybody else covered.",
        count,
    )
    yield said.format(count=format_number(count))
    out = [one for one in made.photos if one.omission is not None]
    if out:
        yield _("Not in it:")
        for one in out:
            if one.omission is not None:
                why = omission_word(one.omission)
                yield "  " + _("Photo {number}: {why}").format(number=one.photo, why=why)
    yield _("Line {number} of the journal tells of it.").format(number=made.act)
    yield _("The file holds personal data and is not encrypted: hand it over safely.")
