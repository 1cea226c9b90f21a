"""`trash`: what was entered by mistake goes, comes back, or is looked at."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import WITHHELD, Answer, table
from consentdesk.cli.desk import Desk
from consentdesk.cli.facts import Typed, photo_of
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.usage import WrongUsage
from consentdesk.cli.values import file, named, number
from consentdesk.domain.people import Subject
from consentdesk.domain.photos import PhotoId
from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import _, format_date, format_number, ngettext

if TYPE_CHECKING:
    from consentdesk.services.trash import Item, ThrownAway
    from consentdesk.storage.register import Register


def trash_command() -> Command:
    """Declare `trash`."""
    return command(
        "trash",
        throw,
        _("Throw away people and photos entered by mistake, put them back, or list them."),
        argument(
            "subject",
            named("subject"),
            _("A number, “Name” or “Name/YYYY-MM-DD”."),
            many=True,
            required=False,
        ),
        option("--photo", "photos", kind=file(), many=True, says=_("A registered picture.")),
        option(
            "--put-back",
            kind=number("number", 1, 999_999_999),
            many=True,
            says=_("A number of the list: take that out of the trash again."),
        ),
        option(
            "--different",
            kind=number("photo", 1, 999_999_999),
            many=True,
            says=_("It looks like this photo, and somebody has looked at both: they are two."),
        ),
        more=_(
            "Whoever was asked, and a photo somebody has vouched for, stays. What lies in the "
            "trash is deleted after 30 days."
        ),
    )


def throw(
    desk: Desk,
    subject: Sequence[str],
    photos: Sequence[Path],
    put_back: Sequence[int],
    different: Sequence[int],
) -> Answer:
    """Do one of the three, and say what lies in the trash afterwards."""
    if put_back and (subject or photos):
        raise WrongUsage(
            _("Either throw away or put back: --put-back stands alone. Nothing was changed.")
        )
    if different and not put_back:
        raise WrongUsage(_("--different belongs to --put-back. Nothing was changed."))
    reading = not (subject or photos or put_back)
    with desk.open(reading=reading) as register:
        if not reading:
            _empty(desk, register)
        if put_back:
            return _put_back(desk, register, put_back, different=different)
        if subject or photos:
            return _thrown(desk, register, _throw(desk, register, subject, photos))
        return _listed(desk, register, [])


def _empty(desk: Desk, register: "Register") -> None:
    """Where no window is ever opened nobody else deletes what has lain there for thirty days."""
    from consentdesk.services import trash

    trash.empty_daily(register, desk.clerk, desk.at)


def _throw(
    desk: Desk, register: "Register", subjects: Sequence[str], files: Sequence[Path]
) -> "ThrownAway":
    from consentdesk.services import trash

    typed = Typed()
    with typed.repeated():
        with register.read() as reader:
            people = [typed.find(reader, text) for text in subjects]
            photos = [photo_of(reader, path) for path in files]
        return trash.throw_away(register, desk.clerk, desk.at, subjects=people, photos=photos)


def _thrown(desk: Desk, register: "Register", done: "ThrownAway") -> Answer:
    """What stays is named by number: the names were not asked for."""
    kept = [_which(one.id, is_person=isinstance(one, Subject)) for one in done.kept]
    gone = len(done.subjects) + len(done.photos)
    said = ngettext("{count} is in the trash now.", "{count} are in the trash now.", gone)
    return _listed(desk, register, [said.format(count=format_number(gone)), ""], kept)


def _put_back(
    desk: Desk, register: "Register", wanted: Sequence[int], *, different: Sequence[int]
) -> Answer:
    from consentdesk.services import trash

    with register.read() as reader:
        there = {one.id: one.item for one in reader.trash()}
    if any(one not in there for one in wanted):
        raise BadInput(Problem.NOT_IN_TRASH)
    items = [item for number, item in there.items() if number in set(wanted)]
    typed = Typed()
    # Whoever is told of was asked for by a number of the list.
    for id, item in sorted(there.items(), key=lambda one: one[0] not in wanted):
        typed.call(item.name, str(id))
    with typed.repeated():
        unnamed = trash.put_back(
            register,
            desk.clerk,
            desk.at,
            subjects=[one.id for one in items if isinstance(one, Subject)],
            photos=[one.id for one in items if not isinstance(one, Subject)],
            different=[PhotoId(one) for one in different],
        )
    said = ngettext("{count} is put back.", "{count} are put back.", len(items))
    if unnamed:
        said = ngettext(
            "{count} is put back, without the names of people who are gone.",
            "{count} are put back, without the names of people who are gone.",
            len(items),
        )
    return _listed(desk, register, [said.format(count=format_number(len(items))), ""])


def _listed(
    desk: Desk,
    register: "Register",
    lines: Sequence[str],
    kept: Sequence[dict[str, object]] = (),
) -> Answer:
    from consentdesk.services import trash

    with register.read() as reader:
        items = trash.items(reader, desk.at)
    head = (_("Number"), "", _("Name"), _("Thrown away"), _("By"), _("Days left"))
    rows = [_row(one) for one in items]
    note = ngettext(
        "{count} stays, because something is on record there.",
        "{count} stay, because something is on record there.",
        len(kept),
    )
    return Answer(
        data={"trash": [_facts(one) for one in items], "kept": list(kept)},
        lines=[*lines, *(table(head, rows) or [_("The trash is empty.")])],
        status=WITHHELD if kept else 0,
        note=note.format(count=format_number(len(kept))) if kept else "",
    )


def _row(one: "Item") -> tuple[object, ...]:
    item = one.thrown.item
    kind = _("Person") if isinstance(item, Subject) else _("Photo")
    day = format_date(one.thrown.at.date())
    return (one.thrown.id, kind, item.name, day, one.clerk, one.days_left)


def _facts(one: "Item") -> dict[str, object]:
    thrown = one.thrown
    return {
        "id": thrown.id,
        **_which(thrown.item.id, is_person=isinstance(thrown.item, Subject)),
        "name": thrown.item.name,
        "at": thrown.at,
        "clerk": one.clerk,
        "days_left": one.days_left,
    }


def _which(id: int, *, is_person: bool) -> dict[str, object]:
    return {"subject": id if is_person else None, "photo": None if is_person else id}
