"""Backing up and checking the journal from the window: where to, what came of it.

The work itself is `services.upkeep`'s. How old the newest backup is can be read off the files in
the folder, so it stays true when somebody moves or deletes them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, format_datetime, format_number, ngettext
from consentdesk.settings import BACKUP_FOLDER, backups_laid_down
from consentdesk.storage.values import BEFORE_UPGRADE, NOWHERE, Tampering
from consentdesk.tampering import around_sentences
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.tasks import Lane, Progress
from consentdesk.wording import tampering_sentence

if TYPE_CHECKING:
    from consentdesk.storage.values import Verification

FOLDER = BACKUP_FOLDER
PREFIX = "consentdesk-"
SUFFIX = ".db"
_OF_SEALS = frozenset(
    {
        Tampering.SEAL_MISMATCH,
        Tampering.SEAL_OLDER_COPY,
        Tampering.SEAL_OTHER_KEY,
        Tampering.SEAL_SIGNATURE_WRONG,
        Tampering.SEAL_TIME_WRONG,
        Tampering.SEAL_TRUNCATED,
        Tampering.SEAL_UNSIGNED,
    }
)
FRESH = timedelta(days=7)
"""A backup older than this is asked for again."""


@dataclass(frozen=True, slots=True)
class BackupState:
    """How old the newest backup is, in words; `fresh` if it is good enough."""

    sentence: str
    fresh: bool


def backup_state(
    folder: str, now: datetime, zone: tzinfo, register: Path | None = None
) -> BackupState:
    """Look at the newest backup in the folder, or beside the register from before an upgrade.

    "" is no folder; a register on a server is None. Days are those of the institution's `zone`.
    """
    found = [_newest(Path(folder), f"{PREFIX}*{SUFFIX}")] if folder else []
    if register is not None:
        found.append(_newest(register.parent, f"{escape(register.name)}{BEFORE_UPGRADE}*"))
    newest = max((time for time in found if time is not None), default=None)
    if newest is None:
        return BackupState(_("No backup has been taken from this computer yet."), fresh=False)
    days = (now.astimezone(zone).date() - newest.astimezone(zone).date()).days
    if days <= 0:
        said = _("Taken today, {when}.")
    elif days == 1:
        said = _("Taken yesterday, {when}.")
    else:
        said = ngettext("Taken {days} day ago, {when}.", "Taken {days} days ago, {when}.", days)
    sentence = said.format(days=days, when=format_datetime(newest, zone))
    return BackupState(sentence, fresh=now - newest <= FRESH)


def _newest(folder: Path, pattern: str) -> datetime | None:
    try:
        times = [f.stat().st_mtime for f in folder.glob(pattern) if f.is_file()]
    except OSError:
        return None
    return datetime.fromtimestamp(max(times), UTC) if times else None


def ask_for_folder(parent: QWidget, before: str) -> str:
    """Ask for the folder of backups, beginning with the one before; "" where none was chosen."""
    from PySide6.QtWidgets import QFileDialog

    return QFileDialog.getExistingDirectory(parent, _("Where should backups be kept?"), before)


def backup_folder(context: Context) -> str:
    """Where daily backups go: laid down for the computer, else as chosen; "" for nowhere yet."""
    return backups_laid_down(context.laid_down) or str(context.settings.value(FOLDER, ""))


def choose_folder(parent: QWidget, context: Context) -> str:
    """Ask for the folder of backups and remember it; "" where nothing was chosen."""
    folder = ask_for_folder(parent, backup_folder(context))
    if folder:
        context.settings.setValue(FOLDER, folder)
    return folder


def choose_and_back_up(
    context: Context, parent: QWidget, banner: Banner, then: Callable[[], None] | None = None
) -> None:
    """Copy the register into the folder of backups, which is asked for the first time."""
    folder = backup_folder(context) or choose_folder(parent, context)
    if folder:
        back_up(context, parent, banner, Path(folder), then)


def back_up(
    context: Context,
    owner: QWidget,
    banner: Banner,
    folder: Path,
    then: Callable[[], None] | None = None,
) -> None:
    """Copy the register into that folder and say so in place."""
    register = context.register
    stamp = f"{context.local():%Y%m%d-%H%M%S}"
    path = folder / f"{PREFIX}{stamp}{SUFFIX}"

    def work() -> Path:
        from consentdesk.services import upkeep

        upkeep.backup(register, path)
        return path

    def done(written: Path) -> None:
        banner.say(
            _("The register is copied to {path}.").format(path=written), tone="ok", icon="done"
        )
        if then is not None:
            then()

    context.tasks.run(
        owner,
        lambda _progress: work(),
        done,
        failed=banner.tell,
        lane=Lane.LONG,
        title=_("Backing up"),
    )


def back_up_daily(
    context: Context, owner: QObject, failed: Callable[[ConsentDeskError], None]
) -> None:
    """Today's backup, where a folder was chosen and there is none yet; in the background."""
    folder = backup_folder(context)
    if not folder or not context.is_open:
        return

    def done(written: Path | None) -> None:
        if written is not None:
            # The overview says how old the newest is.
            context.tell_written()

    back_up_today(context, owner, Path(folder), done, failed)


def back_up_today(
    context: Context,
    owner: QObject,
    folder: Path,
    done: Callable[[Path | None], None],
    failed: Callable[[ConsentDeskError], None],
) -> None:
    """Today's backup into that folder, unless it is there already; in the background."""
    register, at = context.register, context.now()

    def work() -> Path | None:
        from consentdesk.services.daily import back_up_daily as work_daily

        return work_daily(register, folder, at)

    context.tasks.run(owner, lambda _progress: work(), done, failed=failed, lane=Lane.LONG)


def verify_now(context: Context, owner: QWidget, banner: Banner) -> None:
    """Recompute the journal and say in place whether it fits."""
    context.tasks.run(
        owner,
        lambda progress: verification(context, progress),
        lambda found: tell_verification(banner, found),
        failed=banner.tell,
        lane=Lane.LONG,
        title=_("Checking the journal"),
    )


def verification(context: Context, progress: Progress, seal: Path | None = None) -> Verification:
    """Recompute the whole journal; takes long, so not on the GUI thread."""
    from consentdesk.services import upkeep

    return upkeep.verify(context.register, seal, progress=progress)


def tell_verification(banner: Banner, found: Verification, seal: Path | None = None) -> None:
    """Say what a check of the journal found, and what of the seal that was held against it."""
    if found.is_whole:
        said = ngettext(
            "The journal is whole: {count} line, nothing missing and nothing changed.",
            "The journal is whole: {count} lines, nothing missing and nothing changed.",
            found.acts,
        ).format(count=format_number(found.acts))
        if not found.ok:
            unsigned = tampering_sentence(Tampering.SEAL_UNSIGNED, None)
            banner.say(f"{said} {unsigned}", tone="unknown", icon="warning", stays=True)
            return
        if seal is not None:
            agrees = _("The seal {path} agrees: nothing before it was rewritten.")
            said = f"{said} {agrees.format(path=seal)}"
        banner.say(said, tone="ok", icon="shield")
        return
    said = _(
        "The journal does not match its checksum. Something was changed outside the program; "
        "nothing is deleted. Stop exporting and restore a backup together with your data "
        "protection officer."
    )
    first = next((p for p in found.problems if p.number == found.first), None)
    others = [p for p in found.problems if p.code in _OF_SEALS and p is not first]
    told = [tampering_sentence(p.code, p.number) for p in (*([first] if first else []), *others)]
    codes = ", ".join(sorted({p.code for p in found.problems}))
    last = _("For whoever looks into it: {codes}").format(codes=codes)
    # Each in a line of its own: it is read slowly, and perhaps read out.
    lines = (said, *dict.fromkeys(told), *_around(found), last)
    banner.say("\n".join(lines), tone="no", icon="warning", stays=True)


def _around(found: Verification) -> list[str]:
    """Where it first does not fit."""
    if found.first is None:
        return []
    around = found.around.get(found.first, NOWHERE)
    places = (around.before, around.line, around.after)
    before, line, after = (None if one is None else astuple(one) for one in places)
    return around_sentences(found.first, before, line, after)
