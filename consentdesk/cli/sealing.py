"""`seal`: where the journal stands, written down to be kept elsewhere, and signed."""

from pathlib import Path

from consentdesk.cli.answers import Answer, shown
from consentdesk.cli.desk import Desk
from consentdesk.cli.grammar import Command, command, option
from consentdesk.cli.usage import WrongUsage
from consentdesk.cli.values import file
from consentdesk.i18n import _
from consentdesk.services.seal_keys import KeyFile, shown_key


def seal_command() -> Command:
    """Declare `seal`."""
    return command(
        "seal",
        seal,
        _("Write down where the journal stands, to be kept elsewhere."),
        option("-o", "--output", kind=file(), required=True, says=_("The file to write.")),
        option(
            "--new-key",
            says=_("Sign with a new key from now on, which this computer's keyring keeps."),
        ),
        option(
            "--key-file",
            "key_file",
            kind=file(),
            says=_("Where the key lies instead, opened by a passphrase."),
        ),
        option(
            "--key-passphrase-file",
            "named",
            kind=file(),
            says=_("A file with that passphrase in its first line (else it is asked for)."),
        ),
        more=_(
            "A seal proves later that nothing before it was rewritten; signed, also that nobody "
            "else wrote the seal. The public half of the key stands in the journal."
        ),
    )


def seal(
    desk: Desk, output: Path, new_key: bool, key_file: Path | None, named: Path | None
) -> Answer:
    """Write a seal."""
    from consentdesk.services import upkeep
    from consentdesk.services.seal_keys import make_key

    if named is not None and key_file is None:
        raise WrongUsage(
            _("--key-passphrase-file goes with --key-file. Name the key file, or leave both out.")
        )
    with desk.open(reading=not new_key) as register:
        given = None
        if key_file is not None:
            from consentdesk.cli.passphrase import key_passphrase

            given = KeyFile(key_file, key_passphrase(named, fresh=new_key))
        if new_key:
            upkeep.refuse_target(register, output)
            make_key(register, desk.clerk, desk.at, given)
        sealed = upkeep.seal(register, output, given)
    lines = [
        _("The seal is in {path}. Keep it away from this computer.").format(path=shown(output))
    ]
    note = ""
    if sealed.seal.key:
        said = _("It is signed with the key {key}.")
        lines.append(said.format(key=shown_key(sealed.seal.key)))
    elif sealed.key:
        note = _(
            "The seal is not signed: the keyring of this computer has no key {key}. Seal where the "
            "key is, name its file, or make a new key with --new-key."
        ).format(key=shown_key(sealed.key))
    if new_key:
        lines.append(
            _("Write the key {key} down where the seals are kept.").format(
                key=shown_key(sealed.key)
            )
        )
    data = {"file": output, "seal": sealed.seal.text, "key": sealed.seal.key or None}
    return Answer(data=data, lines=lines, note=note)
