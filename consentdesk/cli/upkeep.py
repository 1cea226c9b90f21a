"""`verify`, `backup`, `restore` and `upgrade`: keeping the register whole."""

from dataclasses import asdict, astuple
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import Answer, shown
from consentdesk.cli.desk import Desk
from consentdesk.cli.facts import verified_line
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.usage import WrongUsage
from consentdesk.cli.values import file, printed_head
from consentdesk.i18n import _, format_datetime, format_number
from consentdesk.services.heads import PrintedHead
from consentdesk.storage.values import NOWHERE, Verification, VerifyProblem
from consentdesk.tampering import around_sentences
from consentdesk.wording import act_word, tampering_sentence

if TYPE_CHECKING:
    from consentdesk.storage.values import Restoration

NOT_WHOLE = 4


def verify_command() -> Command:
    """Declare `verify`."""
    return command(
        "verify",
        verify,
        _("Recompute the journal, the permissions and the stored scans."),
        option("--seal", kind=file(), says=_("Also prove nothing was rewritten since this seal.")),
        option(
            "--head",
            kind=printed_head(),
            says=_("Also prove it of the line printed on a paper, as in 120:9f3a-41c2-…."),
        ),
        more=_("Exit status 4 where anything does not fit."),
        writes=False,
    )


def verify(desk: Desk, seal: Path | None, head: PrintedHead | None) -> Answer:
    """Verify the register, and against a seal or a printed head if one is given."""
    from consentdesk.services import upkeep

    sealed = upkeep.seal_in(seal) if seal is not None else None
    with desk.open(reading=True) as register, desk.progress(_("Verifying")) as progress:
        found = upkeep.verify(register, seal, head=head, progress=progress)
        with register.read() as reader:
            last = reader.head().at
    data = {
        "ok": found.ok,
        "acts": found.acts,
        "head": found.head,
        "first": found.first,
        "problems": [_told(problem, found) for problem in found.problems],
        "seal": None if sealed is None else {"acts": sealed.acts, "key": sealed.key or None},
        "clock_back": last is not None and desk.at < last,
    }
    note = _clock_note(last) if last is not None and desk.at < last else ""
    if found.ok:
        lines = [verified_line(found.acts, found.head)]
        if seal is not None:
            lines.append(
                _("The seal {path} agrees: nothing before it was rewritten.").format(
                    path=shown(seal)
                )
            )
        if sealed is not None and not sealed.key:
            lines.append(
                _("The seal is not signed: whoever could change its file could have written it.")
            )
        if head is not None:
            lines.append(
                _("The printed line {number} agrees: nothing before it was rewritten.").format(
                    number=format_number(head.number)
                )
            )
        return Answer(data=data, lines=lines, note=note)
    not_whole = _(
        "The register does not fit its own record. Something was changed outside the "
        "program. Stop exporting and restore a backup together with whoever looks after data "
        "protection."
    )
    return Answer(
        data=data,
        lines=[
            f"{tampering_sentence(p.code, p.number)} ({p.code}: {shown(p.detail)})"
            for p in found.problems
        ]
        + _around_lines(found),
        status=NOT_WHOLE,
        note="\n".join(filter(None, (note, "" if found.is_whole else not_whole))),
    )


def _around_lines(found: Verification) -> list[str]:
    if found.first is None:
        return []
    around = found.around.get(found.first, NOWHERE)
    places = (around.before, around.line, around.after)
    before, line, after = (None if one is None else astuple(one) for one in places)
    return around_sentences(found.first, before, line, after)


def _clock_note(last: datetime) -> str:
    """What to do where it is earlier here than in the journal."""
    return _(
        "This computer's clock is behind the last line of the journal, of {when}. Set it right: "
        "until then everything that is recorded bears that moment."
    ).format(when=format_datetime(last))


def _told(problem: VerifyProblem, found: Verification) -> dict[str, object]:
    number = problem.number
    around = found.around.get(number, NOWHERE) if number is not None else NOWHERE
    places = {"before": around.before, "line": around.line, "after": around.after}
    return {
        "code": problem.code,
        "number": number,
        "detail": problem.detail,
        **{name: None if one is None else asdict(one) for name, one in places.items()},
    }


def compact_command() -> Command:
    """Declare `compact`."""
    return command(
        "compact",
        compact,
        _("Leave nothing of who was erased between what the register keeps."),
        more=_(
            "“erase” does this by itself. It can't while somebody reads, or where the disk is full;"
            " on a server, only for a role that owns the tables. Exit status 4 where it could not "
            "be done."
        ),
    )


def compact(desk: Desk) -> Answer:
    """Compact the register's file, or vacuum the server's tables."""
    from consentdesk.services import upkeep

    with desk.open() as register:
        done, shared = upkeep.compact(register), register.is_shared
    if done:
        lines = [_("Nothing of what was erased is left between what is kept.")]
        if shared:
            lines = [
                _(
                    "The server has let go of the rows. Its logs and backups hold them until its "
                    "keeper clears those."
                )
            ]
        return Answer(data={"compacted": True}, lines=lines, wrote=True)
    why = _(
        "The register could not be compacted: somebody is reading it, or the disk is full. Nothing "
        "was changed. Try again when everybody has closed it."
    )
    if shared:
        why = _(
            "The register could not be compacted: this role may not vacuum the server's tables, or "
            "somebody holds one. Nothing was changed. Ask whoever keeps the server."
        )
    return Answer(data={"compacted": False}, lines=[why], status=NOT_WHOLE)


def backup_command() -> Command:
    """Declare `backup`."""
    return command(
        "backup",
        backup,
        _("Copy the whole register into one file."),
        argument("file", file(), _("The file to write; it must not be there yet.")),
        option("--encrypt", says=_("Encrypt the copy with a passphrase of its own.")),
        option(
            "--new-passphrase-file",
            "named",
            kind=file(),
            says=_("A file with that passphrase in its first line (else it is asked for)."),
        ),
        more=_("The copy of an encrypted register is encrypted in any case, as the register is."),
    )


def backup(desk: Desk, file: Path, encrypt: bool, named: Path | None) -> Answer:
    """Back the register up while it stays in use."""
    from consentdesk.cli.passphrase import backup_passphrase
    from consentdesk.services import locking, upkeep

    if named is not None and not encrypt:
        raise WrongUsage(_("A passphrase is of no use without --encrypt."))
    with desk.open(reading=True) as register:
        if encrypt and locking.is_encrypted(desk.location):
            raise WrongUsage(
                _("The register is encrypted, and so is its copy. Leave --encrypt out.")
            )
        head = upkeep.backup(register, file, backup_passphrase(named) if encrypt else "")
        sealed = encrypt or locking.is_encrypted(desk.location)
    return Answer(
        data={"file": file, "acts": head.number, "head": head.digest, "encrypted": sealed},
        lines=[_("The register is copied to {path}.").format(path=shown(file))],
    )


def restore_command() -> Command:
    """Declare `restore`."""
    return command(
        "restore",
        restore,
        _("Put a backup in the register's place."),
        argument("file", file(), _("The backup.")),
        option("--dry-run", says=_("Only say what would happen.")),
        option("--replace-other", says=_("Also in the place of another institution's register.")),
        option(
            "--lose-decisions",
            says=_("Also where somebody said no since: a withdrawal, an objection and the like."),
        ),
    )


def restore(
    desk: Desk, file: Path, dry_run: bool, replace_other: bool, lose_decisions: bool
) -> Answer:
    """Restore a backup to where `--register` says."""
    from consentdesk.services import upkeep

    desk.unlock(file)
    restored = upkeep.restore(
        file,
        desk.location,
        at=desk.at,
        dry_run=dry_run,
        other=replace_other,
        losing=lose_decisions,
    )
    lost, present = restored.lost, restored.present
    gone = None if present is None else {"institution": present.name, "acts": present.head.number}
    data = {
        "file": file,
        "dry_run": dry_run,
        "institution": restored.institution,
        "acts": restored.backup.number,
        "head": restored.backup.digest,
        "lost": None if lost is None else sum(lost.values()),
        "lost_decisions": None if lost is None else restored.closing,
        "replaces": gone,
        "other": restored.other,
        "aside": restored.aside,
    }
    return Answer(data=data, lines=_restored_lines(restored, dry_run=dry_run))


def _restored_lines(restored: "Restoration", *, dry_run: bool) -> list[str]:
    said = (
        _("This would restore {institution} with {count} lines.")
        if dry_run
        else _("Restored {institution} with {count} lines.")
    )
    count = format_number(restored.backup.number)
    lines = [said.format(institution=shown(restored.institution), count=count)]
    lines += _replaced_lines(restored)
    for kind, number in (restored.lost or {}).items():
        if number:
            lines.append(
                _("Not in the backup: {count} × {kind}").format(count=number, kind=act_word(kind))
            )
    if restored.closing:
        lines.append(
            _(
                "Among them are withdrawals, refusals, objections and the like: {count}. What they "
                "closed is open again in the backup."
            ).format(count=format_number(restored.closing))
        )
    if dry_run:
        lines += _wanted_lines(restored)
    if restored.aside is not None:
        lines.append(
            _("The register that was there lies in {path}.").format(path=shown(restored.aside))
        )
    return lines


def _replaced_lines(restored: "Restoration") -> list[str]:
    """Which register goes."""
    if restored.unread:
        return [
            _(
                "The register that was there can't be read. Whatever was withdrawn since the "
                "backup must be recorded anew before any picture goes out."
            )
        ]
    if restored.present is None:
        return []
    said = (
        _("In its place was another register: {institution} with {count} lines.")
        if restored.other
        else _("In its place was {institution} with {count} lines.")
    )
    name, count = shown(restored.present.name), format_number(restored.present.head.number)
    return [said.format(institution=name, count=count)]


def _wanted_lines(restored: "Restoration") -> list[str]:
    """The options without which it would be refused."""
    wanted = {"--replace-other": restored.other, "--lose-decisions": bool(restored.closing)}
    return [
        _("It will be refused without {option}.").format(option=option)
        for option, needed in wanted.items()
        if needed
    ]


def upgrade_command() -> Command:
    """Declare `upgrade`."""
    return command(
        "upgrade",
        upgrade,
        _("Bring an older register up to this version, after a backup."),
    )


def upgrade(desk: Desk) -> Answer:
    """Upgrade the register."""
    from consentdesk.services import upkeep

    desk.unlock()
    with desk.progress(_("Upgrading the register")) as progress:
        upgraded = upkeep.upgrade(desk.location, at=desk.at, progress=progress)
    if upgraded.before == upgraded.after:
        lines = [_("The register is up to date.")]
    else:
        lines = [_("The register is up to date now.")]
    if upgraded.backup is not None:
        lines.append(_("A backup from before lies in {path}.").format(path=shown(upgraded.backup)))
    return Answer(
        data={"before": upgraded.before, "after": upgraded.after, "backup": upgraded.backup},
        lines=lines,
    )
