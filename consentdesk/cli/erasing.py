"""`erase`: somebody asks to be gone from the register."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import Answer
from consentdesk.cli.desk import Desk
from consentdesk.cli.facts import Typed, copy_lines, release_facts, take_down_lines
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.values import named
from consentdesk.erase_words import what_keeps_the_name
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.settings import backups_laid_down

if TYPE_CHECKING:
    from consentdesk.services.erasing import Elsewhere, Erasure


def erase_command() -> Command:
    """Declare `erase`."""
    return command(
        "erase",
        erase,
        _("Erase everything that names somebody, for good."),
        argument("subject", named("subject"), _("A number, “Name” or “Name/YYYY-MM-DD”.")),
        option(
            "--confirm",
            kind=named("name"),
            required=True,
            says=_("The whole name once more: it can't be taken back."),
        ),
        more=_(
            "The journal keeps a number that leads to nobody. Photos that show the person are "
            "withheld until a cover hides him or her, and what is still out is listed."
        ),
    )


def erase(desk: Desk, subject: str, confirm: str) -> Answer:
    """Erase one subject, once the name was typed again."""
    from consentdesk.services import erasing

    typed = Typed()
    with desk.open() as register, typed.repeated():
        with register.read() as reader:
            found = typed.find(reader, subject)
        laid_down = backups_laid_down()
        done = erasing.erase(
            register,
            desk.clerk,
            desk.at,
            subject=found,
            confirm=confirm,
            folder=Path(laid_down) if laid_down else None,
        )
        shared = register.is_shared
    return Answer(data=_facts(done), lines=list(_told(done, shared=shared)))


def _facts(done: "Erasure") -> dict[str, object]:
    return {
        "subject": done.subject,
        "act": done.act,
        "photos": list(done.photos),
        "releases": [release_facts(release) for release in done.releases],
        "compacted": done.compacted,
        "shared_guardians": list(done.shared),
        "trashed": done.doubles,
        "namesakes": list(done.namesakes),
        "named": list(done.named),
        "papers": list(done.papers),
        "backups": [str(one.path) for one in done.elsewhere.backups],
        "gone_by": done.elsewhere.gone_by,
        "packs_until": done.elsewhere.packs_until,
        "perhaps_backups": [str(path) for path in done.elsewhere.unsure],
        "places": [str(path) for path in done.elsewhere.places],
        "printed_head": done.head,
    }


def _told(done: "Erasure", *, shared: bool) -> Iterator[str]:
    from consentdesk.services.heads import stands_at

    yield _("Erased. The journal keeps number {number}, which leads to nobody.").format(
        number=done.subject
    )
    if done.doubles:
        said = ngettext(
            "{count} entry of the same name and birth date went from the trash.",
            "{count} entries of the same name and birth date went from the trash.",
            done.doubles,
        )
        yield said.format(count=format_number(done.doubles))
    count = len(done.photos)
    if count:
        said = ngettext(
            "{count} photo shows the person and is withheld until a cover hides him or her.",
            "{count} photos show the person and are withheld until a cover hides him or her.",
            count,
        )
        yield said.format(count=format_number(count))
    if done.releases:
        yield _("To be taken down:")
        yield from take_down_lines(done.releases, done.subject)
        yield from copy_lines(done.releases, done.subject)
    yield from what_keeps_the_name(done)
    if shared and not done.compacted:
        yield _(
            "What was deleted lies in the server's own files until its keeper clears them: this "
            "role may not vacuum its tables."
        )
    elif shared:
        yield _(
            "The server has let go of the rows. Its logs and backups hold them until its keeper "
            "clears those."
        )
    elif not done.compacted:
        yield _(
            "The register's file could not be cleared at once, since somebody was reading or the "
            "disk is full. The window tries again every day for a week; “consentdesk compact” "
            "tries it now."
        )
    yield from _told_of_copies(done.elsewhere)
    yield stands_at(done.head)


def _told_of_copies(elsewhere: "Elsewhere") -> Iterator[str]:
    if elsewhere.gone_by is not None:
        said = _(
            "Daily backups hold the name until {day} at the latest, if ConsentDesk is opened at "
            "least once a month."
        )
        yield said.format(day=format_date(elsewhere.gone_by))
    if elsewhere.by_hand:
        yield _("These backups hold it until somebody deletes them:")
        yield from (str(one.path) for one in elsewhere.by_hand)
    if elsewhere.unsure:
        yield _(
            "These may be backups that hold it: another passphrase opens them, they are damaged, "
            "or their disk isn't there now:"
        )
        yield from map(str, elsewhere.unsure)
    if elsewhere.places:
        said = _("Folders and files in use whose path bears the name: {names}.")
        yield said.format(names=", ".join(map(str, elsewhere.places)))
    if elsewhere.packs_until is not None:
        said = _("Check packs that tell of people by initials are good until {day}.")
        yield said.format(day=format_date(elsewhere.packs_until))
