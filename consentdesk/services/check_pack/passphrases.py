"""The words a check pack is opened with: made up, or typed by somebody and held to a length."""

import secrets
from pathlib import Path

from consentdesk.domain.serials import ALPHABET
from consentdesk.errors import BadInput, Problem

SHORTEST = 12
"""Characters of a passphrase somebody thinks up: a pack may be tried at for ever, anywhere."""
_LONGEST = 1024
_GROUPS, _GROUP = 4, 4
VARIABLE = "CONSENTDESK_PASSPHRASE_FILE"


def new_passphrase() -> str:
    """Sixteen random signs that can be read out over the telephone, 79 bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def check_passphrase(passphrase: str) -> None:
    """Refuse one that is soon guessed, or that nobody types again from a note.

    BadInput PACK_PHRASE_SHORT, PHRASE_SPACED.
    """
    if len(passphrase.strip()) < SHORTEST:
        raise BadInput(Problem.PACK_PHRASE_SHORT, shortest=SHORTEST)
    if passphrase != passphrase.strip():
        # Pasted with it, under dots, it is seen nowhere and lacking on every note.
        raise BadInput(Problem.PHRASE_SPACED)


def passphrase_in(path: Path) -> str:
    """The first line of a file; BadInput PHRASE_FILE_UNREADABLE."""
    from consentdesk.services.pictures.files import read_picture

    try:
        text = read_picture(path, limit=_LONGEST).decode("utf-8-sig")
        (line, *_rest) = text.splitlines()
    except (BadInput, ValueError):
        raise BadInput(Problem.PHRASE_FILE_UNREADABLE, path=path) from None
    return line
