"""What restoring a backup would do, in words: what it holds, what would be lost, what comes first.

A no that was said since the backup comes before anything else: what it closed would be open again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consentdesk.domain.acts import ActKind
from consentdesk.i18n import _, format_date, format_datetime, format_number, ngettext
from consentdesk.services.backups import Backup, Origin
from consentdesk.words import listed

if TYPE_CHECKING:
    from consentdesk.storage.values import Restoration

NOES = (
    ActKind.WITHDRAWN,
    ActKind.OBJECTED,
    ActKind.REFUSED,
    ActKind.PROTECTED,
    ActKind.ERASED,
)
"""Acts by which somebody said no; the others that close something are about photos and slips."""
MOST = 200
"""Lines of those that are listed by name; nobody writes more of them down by hand."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What was found out: the restoration, and who said no since, in a line each."""

    restoration: Restoration
    noes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The same in words.

    `warning` comes first, and where it closes something `needs_tick`: somebody must say that it has
    been read. With `refused` the backup can't be restored here at all.
    """

    refused: str
    warning: str
    needs_tick: bool
    holds: str
    lost: str
    kept: str


def foresee(restoration: Restoration, location: str) -> Foreseen:
    """Read who said no since in the register that is there."""
    since = restoration.since
    if since is None or not _said_no(restoration):
        return Foreseen(restoration, ())
    from consentdesk.storage.register import Register
    from consentdesk.ui.act_lines import read_lines

    with Register.open(location) as register, register.read() as reader:
        acts = reader.ledger(kinds=frozenset(NOES), limit=MOST)
        entries = read_lines(reader, [act for act in acts if act.number > since.common])
    return Foreseen(restoration, tuple(entry.line.spoken() for entry in entries))


def told(found: Restoration) -> Told:
    """What to say of it."""
    return Told(
        refused=_refused(found),
        warning=_warning(found),
        needs_tick=not found.other and (found.unread or bool(found.closing)),
        holds=_holds(found),
        lost=_lost(found),
        kept=_kept(found),
    )


def restored_sentence(backup: Backup, done: Restoration) -> str:
    """What to say once it is done, with what is to do now first."""
    again = ""
    if done.unread:
        again = _("Record anew whatever was withdrawn since, before any picture goes out.")
    elif done.closing:
        again = ngettext(
            "{count} line that may have closed something is not in it: record it anew before any "
            "picture goes out.",
            "{count} lines that may have closed something are not in it: record them anew before "
            "any picture goes out.",
            done.closing,
        ).format(count=format_number(done.closing))
    said = _("The backup of {when} is restored.").format(when=when(backup))
    kept = ""
    if done.aside is not None:
        kept = _("The register that was there lies in {path}.").format(path=done.aside)
    listed_there = ""
    lines = sum((done.lost or {}).values())
    if done.aside is not None and (done.unread or lines):
        listed_there = _("The overview tells what is missing until you say that it is done.")
    return " ".join(part for part in (said, again, listed_there, kept) if part)


def when(backup: Backup) -> str:
    """The day, and the time as far as it is known."""
    return format_date(backup.day) if backup.at is None else format_datetime(backup.at)


def origin_word(backup: Backup) -> str:
    """How the backup came about; a file somebody pointed at is named."""
    match backup.origin:
        case Origin.DAILY:
            return _("Daily backup")
        case Origin.BY_HAND:
            return _("Backed up by hand")
        case Origin.BEFORE_UPGRADE:
            return _("From before an upgrade")
        case Origin.BEFORE_RESTORE:
            return _("Put aside when a backup was restored")
        case Origin.CHOSEN:
            return backup.path.name


def _said_no(found: Restoration) -> int:
    return sum((found.lost or {}).get(kind, 0) for kind in NOES)


def _warning(found: Restoration) -> str:
    if found.other:
        return ""
    if found.unread:
        return _(
            "The register that is there can't be read, so nobody can tell what would be lost. "
            "Permissions withdrawn since the backup would count again: they must be recorded anew "
            "before any picture goes out."
        )
    noes, others = _said_no(found), found.closing - _said_no(found)
    parts = []
    if noes:
        parts.append(
            _(
                "Somebody has said no since this backup: {which}. Restored, the backup knows "
                "nothing of it, and pictures could go out again that may not. Write these down "
                "first, and record them anew before any picture goes out."
            ).format(which=listed(_counted(found.lost or {})))
        )
    if others:
        said = ngettext(
            "{count} line about people, photos, rules or an export may have closed something "
            "since. It would be open again, and the export forgotten.",
            "{count} lines about people, photos, rules or exports may have closed something since. "
            "It would be open again, and the exports forgotten.",
            others,
        )
        parts.append(said.format(count=format_number(others)))
    return "\n\n".join(parts)


def _counted(lost: Mapping[ActKind, int]) -> list[str]:
    withdrawn, objected, refused, protected, erased = (lost.get(kind, 0) for kind in NOES)
    phrases = (
        (withdrawn, ngettext("{count} withdrawal", "{count} withdrawals", withdrawn)),
        (objected, ngettext("{count} objection", "{count} objections", objected)),
        (refused, ngettext("{count} refusal", "{count} refusals", refused)),
        (
            protected,
            ngettext("{count} protected identity", "{count} protected identities", protected),
        ),
        (erased, ngettext("{count} person erased", "{count} people erased", erased)),
    )
    return [said.format(count=format_number(count)) for count, said in phrases if count]


def _holds(found: Restoration) -> str:
    said = ngettext(
        "The backup holds the register of {institution} with {count} line in the journal.",
        "The backup holds the register of {institution} with {count} lines in the journal.",
        found.backup.number,
    ).format(institution=found.institution, count=format_number(found.backup.number))
    if found.backup.at is None:
        return said
    last = _("The last one was written on {when}.").format(when=format_datetime(found.backup.at))
    return f"{said} {last}"


def _lost(found: Restoration) -> str:
    if found.unread or found.other:
        return ""
    if found.present is None:
        return _("There is no register in that place now, so nothing is lost.")
    lost, since = found.lost or {}, found.since
    if since is None or not sum(lost.values()):
        return _("Nothing has been written in the journal since, so no line of it is lost.")
    return _come(found)


def _come(found: Restoration) -> str:
    """What has come since, and how many lines of the journal that is in all."""
    since = found.since
    lines = sum((found.lost or {}).values())
    gone = ngettext(
        "{count} line of the journal would be lost.",
        "{count} lines of the journal would be lost.",
        lines,
    ).format(count=format_number(lines))
    if since is None or not (since.people or since.forms or since.photos):
        return gone
    phrases = (
        (since.people, ngettext("{count} person", "{count} people", since.people)),
        (
            since.forms,
            ngettext("{count} journaled answer", "{count} journaled answers", since.forms),
        ),
        (since.photos, ngettext("{count} photo", "{count} photos", since.photos)),
    )
    which = listed([say.format(count=format_number(n)) for n, say in phrases if n])
    come = ngettext(
        "{which} has come since and would be lost.",
        "{which} have come since and would be lost.",
        since.people + since.forms + since.photos,
    ).format(which=which)
    return f"{come} {gone}"


def _kept(found: Restoration) -> str:
    if found.other or (found.present is None and not found.unread):
        return ""
    as_well = _("Names, groups and guardians become what they were then, too.")
    kept = _(
        "The register that is there now is kept beside it under another name before the backup "
        "takes its place. It then stands in this list, too."
    )
    return f"{as_well}\n\n{kept}" if sum((found.lost or {}).values()) else kept


def _refused(found: Restoration) -> str:
    if not found.other or found.present is None:
        return ""
    return _(
        "This is the backup of another register, that of {institution}. It can't take the place of "
        "this one. Choose another backup."
    ).format(institution=found.institution)
