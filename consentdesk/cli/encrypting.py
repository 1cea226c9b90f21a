"""`encrypt` and `recovery-sheet`: a register nobody reads without its passphrase."""

from pathlib import Path

from consentdesk.cli.answers import PARTLY, Answer, shown
from consentdesk.cli.desk import Desk
from consentdesk.cli.grammar import Command, command, option
from consentdesk.cli.starting import print_the_sheet
from consentdesk.cli.values import file
from consentdesk.i18n import _


def encrypt_command() -> Command:
    """Declare `encrypt`."""
    return command(
        "encrypt",
        encrypt,
        _("Encrypt the register where it lies, or give it another passphrase."),
        option(
            "--new-passphrase-file",
            "named",
            kind=file(),
            says=_("A file with the new passphrase in its first line (else it is asked for)."),
        ),
        option(
            "--backups",
            kind=file(),
            says=_("The folder of backups, to be encrypted likewise."),
        ),
        more=_(
            "A copy is verified before it takes the register's place, and the old bytes are "
            "overwritten. Nobody may have the register open meanwhile."
        ),
    )


def encrypt(desk: Desk, named: Path | None, backups: Path | None) -> Answer:
    """Encrypt the register."""
    from consentdesk.cli.passphrase import register_passphrase
    from consentdesk.services import locking
    from consentdesk.services.encrypt_lines import left_as_it_was
    from consentdesk.storage.keys import salt_of

    desk.unlock()
    with desk.open(reading=True) as register:
        path = register.place.path
        fresh = path is not None and salt_of(path) is None
        if path is None:
            locking.check_new(desk.location)
    passphrase = register_passphrase(named, fresh=fresh)
    with desk.progress(_("Verifying")) as progress:
        done = locking.encrypt(desk.location, passphrase, folder=backups, progress=progress)
    lines = [
        _("The register {path} is encrypted.").format(path=shown(done.path)),
        *[_("So is its copy {path}.").format(path=shown(copy)) for copy in done.copies],
        print_the_sheet(),
    ]
    left = left_as_it_was(done, lambda paths: ", ".join(map(shown, paths)))
    return Answer(
        data={
            "register": done.path,
            "copies": done.copies,
            "left": done.left,
            "other_names": done.other_names,
            "perhaps_backups": done.unsure,
        },
        lines=lines,
        note="\n".join(left),
        status=0 if done.is_whole else PARTLY,
        wrote=True,
    )


def recovery_sheet_command() -> Command:
    """Declare `recovery-sheet`."""
    return command(
        "recovery-sheet",
        recovery_sheet,
        _("Print the key of an encrypted register, to be kept in a safe."),
        option("-o", "--output", kind=file(), required=True, says=_("The PDF to write.")),
        more=_(
            "Whoever has the sheet and the file can open the register. Another passphrase makes "
            "an older sheet useless."
        ),
    )


def recovery_sheet(desk: Desk, output: Path) -> Answer:
    """Print the sheet."""
    from consentdesk.services.recovery_sheet import print_recovery_sheet

    with desk.open(reading=True) as register:
        print_recovery_sheet(register, desk.at, output)
    said = _("The recovery sheet is in {path}. Print it, then throw the file away.")
    return Answer(data={"file": output}, lines=[said.format(path=shown(output))])
