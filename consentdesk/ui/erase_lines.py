"""What goes and what stays when somebody is erased, as sentences; each that stays says why."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from consentdesk.erase_words import what_keeps_the_name
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.ui.line_breaks import breakable

if TYPE_CHECKING:
    from consentdesk.services.erasing import Elsewhere, Foreseen

SHOWN = 3
"""Names and places written out; the rest is a number."""
SHOWN_TEXTS = 12
"""The same of texts that keep the name: nothing but this tells of each where it stands."""
_LONG = 24
"""Letters of a word that may be broken anywhere, as paths and addresses are."""


def going(told: "Foreseen") -> Iterator[str]:
    """What is erased."""
    yield _("Name, birth date, group and language")
    if told.guardians:
        yield _("Guardians of nobody else: {names}").format(names=_some(told.guardians))
    if told.forms:
        said = ngettext(
            "{count} form with its answers", "{count} forms with their answers", told.forms
        )
        yield said.format(count=format_number(told.forms))
    if told.scans:
        said = ngettext(
            "{count} scan of a signed form", "{count} scans of signed forms", told.scans
        )
        yield said.format(count=format_number(told.scans))
    if told.waiting:
        said = ngettext(
            "{count} sheet that came into the inbox",
            "{count} sheets that came into the inbox",
            told.waiting,
        )
        yield said.format(count=format_number(told.waiting))
    if told.doubles:
        said = ngettext(
            "{count} entry of the same name and birth date in the trash",
            "{count} entries of the same name and birth date in the trash",
            told.doubles,
        )
        yield said.format(count=format_number(told.doubles))
    if told.photos:
        said = ngettext(
            "The name on {count} photo, and the small picture of it on this computer",
            "The name on {count} photos, and the small pictures of them on this computer",
            len(told.photos),
        )
        yield said.format(count=format_number(len(told.photos)))
    yield _(
        "Reasons and notes that hold the name, and the name itself in names of files, albums, "
        "photographers and rights"
    )
    if told.wish:
        yield _(
            "That the person must not be shown: of pictures taken from now on, nobody knows it any "
            "more"
        )


def staying(told: "Foreseen", *, is_shared: bool) -> Iterator[str]:
    """What is not, and why."""
    said = ngettext(
        "{count} line of the journal, under a number that leads to nobody: the journal must stay "
        "whole.",
        "{count} lines of the journal, under a number that leads to nobody: the journal must stay "
        "whole.",
        told.acts,
    )
    yield said.format(count=format_number(told.acts))
    if told.numbers:
        said = _("Numbers in the journal, which has no gaps: {numbers}.")
        yield said.format(numbers=_some(told.numbers))
    yield from _pictures(told)
    yield from what_keeps_the_name(told, _some, _some_texts)
    yield _("Picture files and the scanner's folder: ConsentDesk never touches files of yours.")
    yield from _copies(told.elsewhere)
    if is_shared:
        yield _("What the server itself keeps, until its keeper clears it.")
        yield _("Initials at desks that don't reach the server, encrypted, until midnight.")


def _pictures(told: "Foreseen") -> Iterator[str]:
    if told.photos:
        said = ngettext(
            "{count} photo on which the person can still be recognised: withheld until a cover "
            "hides him or her.",
            "{count} photos on which the person can still be recognised: withheld until a cover "
            "hides him or her.",
            len(told.photos),
        )
        yield said.format(count=format_number(len(told.photos)))
    if told.releases:
        said = ngettext(
            "{count} export that is still out: shown afterwards, to be taken down.",
            "{count} exports that are still out: shown afterwards, to be taken down.",
            len(told.releases),
        )
        yield said.format(count=format_number(len(told.releases)))


def _copies(elsewhere: "Elsewhere") -> Iterator[str]:
    if elsewhere.gone_by is not None:
        said = _(
            "Daily backups, until {day} at the latest, if ConsentDesk is opened at least once a "
            "month."
        )
        yield said.format(day=format_date(elsewhere.gone_by))
    if elsewhere.by_hand:
        said = _("Backups that stay until somebody deletes them: {names}.")
        yield said.format(names=_some([breakable(str(one.path)) for one in elsewhere.by_hand]))
    if elsewhere.places:
        said = _("Folders and files in use whose path bears the name: {names}.")
        yield said.format(names=_some([breakable(str(path)) for path in elsewhere.places]))
    if elsewhere.unsure:
        said = _(
            "What may be a backup, but is locked, damaged, or on a disk that isn't there now: "
            "{names}."
        )
        yield said.format(names=_some([breakable(str(path)) for path in elsewhere.unsure]))
    if elsewhere.packs_until is not None:
        said = _("Check packs that tell of people by initials, until {day}.")
        yield said.format(day=format_date(elsewhere.packs_until))


def _some_texts(texts: Sequence[str]) -> str:
    return _some([_in_words(text) for text in texts], SHOWN_TEXTS)


def _in_words(text: str) -> str:
    return " ".join(breakable(w) if len(w) > _LONG else w for w in text.split(" "))


def _some(names: Sequence[str], most: int = SHOWN) -> str:
    shown, more = ", ".join(names[:most]), len(names) - most
    if more <= 0:
        return shown
    said = ngettext("{names} and {count} more", "{names} and {count} more", more)
    return said.format(names=shown, count=format_number(more))
