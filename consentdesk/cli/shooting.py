"""`shoot-sheet`: who may be shown and who may not, on paper, before the pictures are taken."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import Answer, shown
from consentdesk.cli.desk import Desk
from consentdesk.cli.grammar import Command, command, option
from consentdesk.cli.usage import WrongUsage
from consentdesk.cli.values import day, file, named
from consentdesk.domain.photos import Destination
from consentdesk.domain.verdict import Outcome
from consentdesk.i18n import _, format_number, ngettext

if TYPE_CHECKING:
    from consentdesk.services.shoot_sheet import Listed, ShootSheet
    from consentdesk.storage.reading import Reader


def shoot_sheet_command() -> Command:
    """Declare `shoot-sheet`."""
    return command(
        "shoot-sheet",
        shoot_sheet,
        _("Print who may be shown and who may not, for whoever takes the pictures."),
        option("--group", "groups", kind=named("group"), many=True, says=_("This class or room.")),
        option(
            "--event",
            kind=named("event"),
            says=_("The groups that were said to be at this event, and its day."),
        ),
        option("--staff", says=_("The staff of all other groups too.")),
        option(
            "--on",
            kind=day(),
            says=_("The day of the event (else today), at most 14 days ahead."),
        ),
        option(
            "--destination",
            "destinations",
            kind=named("destination"),
            many=True,
            says=_("Only for this destination (else for all)."),
        ),
        option("-o", "--output", kind=file(), required=True, says=_("The PDF to write.")),
        more=_(
            "The sheet tells no reasons and is good until the evening of its day. Each picture is "
            "checked again before it leaves."
        ),
    )


def shoot_sheet(
    desk: Desk,
    groups: Sequence[str],
    event: str | None,
    staff: bool,
    on: date | None,
    destinations: Sequence[str],
    output: Path,
) -> Answer:
    """Print it."""
    from consentdesk.services import shoot_sheet as sheets

    with desk.open(reading=True) as register:
        there, held_on = tuple(groups), None
        if event is not None:
            with register.read() as reader:
                there, held_on = _of_event(reader, event, there)
        wish = sheets.Wish(
            groups=there,
            staff=staff,
            on=on or held_on,
            destinations=tuple(map(Destination, destinations)) or None,
        )
        had_older = output.is_file()
        with desk.progress(_("Printing")) as progress:
            sheet, pages = sheets.print_sheet(register, desk.at, wish, output, progress=progress)
    note = _("An older PDF at {path} was replaced.") if had_older else ""
    return Answer(
        data=_facts(sheet, pages, output),
        lines=_lines(sheet, output),
        note=note.format(path=shown(output)),
    )


def _of_event(
    reader: "Reader", name: str, groups: tuple[str, ...]
) -> tuple[tuple[str, ...], date | None]:
    """The groups of an event beside those named, and its day where that is known."""
    event = reader.event(name)
    if not event.groups:
        raise WrongUsage(
            _("Nobody has said which groups were at “{event}”. Name them with --group.").format(
                event=name
            )
        )
    return (*groups, *event.groups), event.held_on


def _lines(sheet: "ShootSheet", output: Path) -> list[str]:
    from consentdesk.services.paper_shoot_sheet import as_of, good_until, unprinted_words

    said = ngettext(
        "{count} person is on the sheet in {path}.",
        "{count} people are on the sheet in {path}.",
        sheet.people,
    )
    told = said.format(count=format_number(sheet.people), path=shown(output))
    missing = unprinted_words(sheet)
    return [told, *([missing] if missing else []), as_of(sheet), good_until(sheet)]


def _facts(sheet: "ShootSheet", pages: int, output: Path) -> dict[str, object]:
    from consentdesk.services.paper_addressing import Skip

    wanted = [where for places in sheet.columns for where in places]
    return {
        "path": str(output),
        "pages": pages,
        "on": sheet.on,
        "as_of": sheet.at.astimezone(sheet.zone),
        "ends": sheet.ends.astimezone(sheet.zone),
        "destinations": wanted,
        "people": [
            _person_facts(person, part.group, wanted)
            for part in sheet.parts
            for person in part.people
        ],
        "skipped": [{"subject": person.subject, "why": Skip.LETTERS} for person in sheet.unprinted],
    }


def _person_facts(person: "Listed", group: str, wanted: Sequence[Destination]) -> dict[str, object]:
    return {
        "subject": person.subject,
        "group": group,
        "staff": person.staff,
        "kept_out": person.kept_out,
        "verdicts": [
            {
                "destination": where,
                "outcome": Outcome.CLEAR if where in person.places else Outcome.WITHHELD,
            }
            for where in wanted
        ],
    }
