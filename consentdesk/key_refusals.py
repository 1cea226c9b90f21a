"""What is said about encrypted registers, their passphrases and recovery keys.

`wording` hands the problems on.
"""

from consentdesk.errors import Problem
from consentdesk.i18n import _


def key_sentences() -> dict[Problem, str]:
    """The sentence for each code about a register's encryption."""
    return {
        Problem.ENCRYPTED_BY_SERVER: _(
            "A register on a server is encrypted by whoever looks after the server, not from "
            "here. Nothing was changed. Ask them for encrypted disks and connections."
        ),
        Problem.PHRASE_NEEDED: _(
            "The register {path} is encrypted, and its passphrase was not given. Open it in the "
            "window, or name a file that holds the passphrase in CONSENTDESK_PASSPHRASE_FILE."
        ),
        Problem.PHRASE_SPACED: _(
            "The passphrase begins or ends with a space, which nobody would see later. Nothing was "
            "changed. Type it without."
        ),
        Problem.PHRASE_WRONG: _(
            "This passphrase does not open the register {path}. Type it again, or type the "
            "recovery key from the printed sheet."
        ),
        Problem.RECOVERY_UNREADABLE: _(
            "This is not a recovery key: signs are missing or mistyped. Type all fourteen groups "
            "of four as they stand on the sheet."
        ),
        Problem.REGISTER_NOT_ENCRYPTED: _(
            "The register {path} is not encrypted, so there is no recovery key. Encrypt it first."
        ),
    }
