"""Opening a check pack: the right passphrase, a day on which it counts, a clock that goes forward.

Whatever speaks against a pack stops the whole check with one sentence, as a register does that
can't be used: half an answer could be taken for a yes. What can't be found out here is a clock set
back on a computer where the pack was never open before.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.paths import packs_file
from consentdesk.services.check_pack import content, envelope
from consentdesk.services.check_pack.content import Pack

SUFFIX = ".cdpack"
"""How the names of packs end; what is in a file is told by its first bytes."""
EARLY = timedelta(minutes=10)
"""By how much two clocks may differ."""
BACK = timedelta(days=1)
"""How far a clock may go back between two openings: a wrong zone, a wrong summer time."""
_MOST = 200
"""Packs remembered; the one opened longest ago goes first."""


def is_pack(path: Path) -> bool:
    """Whether that file is one to be opened here, by its name or its first bytes."""
    if path.suffix.lower() == SUFFIX:
        return True
    with suppress(OSError):
        if path.is_file():
            with path.open("rb") as file:
                return file.read(len(envelope.MARK)) == envelope.MARK
    return False


def pack_bytes(path: Path) -> bytes:
    """The file, as far as it can be a pack; RegisterError as for `open_pack`.

    For those who want to know before they ask anybody for a passphrase.
    """
    from consentdesk.services.pictures.files import read_picture

    try:
        data = read_picture(path, limit=envelope.LARGEST)
    except BadInput as error:
        told = {
            Problem.UNREADABLE_MISSING: Problem.PACK_MISSING,
            Problem.UNREADABLE_TOO_BIG: Problem.PACK_TOO_LARGE,
        }
        raise RegisterError(told.get(error.problem, Problem.PACK_UNREADABLE), path=path) from None
    envelope.check_header(data, path)
    return data


def open_pack(path: Path, passphrase: str, at: datetime) -> Pack:
    """The pack in that file, if it counts at that moment.

    Takes some 0.4 s and 128 MB. RegisterError PACK_MISSING, PACK_UNREADABLE, PACK_TOO_NEW,
    PACK_TOO_LARGE, PACK_LOCKED, PACK_EXPIRED, PACK_FROM_FUTURE, PACK_CLOCK_BACK.
    """
    data = pack_bytes(path)
    pack = content.read(envelope.unsealed(data, passphrase, path), path)
    # Remembered also where it is refused: what has run out stays so when the clock is set back.
    latest = note_opened(sha256(envelope.salt_of(data)).hexdigest(), at)
    check_day(pack, at)
    check_day(pack, latest)
    return pack


def note_refused(path: Path, at: datetime) -> None:
    """Remember that a pack that stood open was refused now, as `open_pack` does."""
    with suppress(RegisterError):
        note_opened(sha256(envelope.salt_of(pack_bytes(path))).hexdigest(), at)


def check_day(pack: Pack, at: datetime) -> None:
    """Whether it counts at that moment; RegisterError PACK_EXPIRED, PACK_FROM_FUTURE."""
    if pack.made_at > at + EARLY:
        raise RegisterError(Problem.PACK_FROM_FUTURE, made=pack.as_of)
    if pack.day(at) > pack.good_until:
        raise RegisterError(
            Problem.PACK_EXPIRED, institution=pack.institution, until=pack.good_until
        )


def note_opened(key: str, at: datetime, back: timedelta = BACK) -> datetime:
    """Remember that somebody opens it now; the latest moment at which anybody ever did.

    RegisterError PACK_CLOCK_BACK where that was later before. `back` is how much later it may have
    been. Where nothing can be remembered, the day alone counts.
    """
    path = packs_file()
    kept = _kept(path)
    seen = kept.pop(key, at)
    if seen - at > back:
        raise RegisterError(Problem.PACK_CLOCK_BACK, seen=seen)
    kept[key] = max(seen, at)
    text = json.dumps({one: when.isoformat() for one, when in list(kept.items())[-_MOST:]})
    draft = path.with_name(f".{path.name}.{token_hex(4)}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            draft.write_text(text, "ascii")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    return kept[key]


def _kept(path: Path) -> dict[str, datetime]:
    with suppress(OSError, ValueError, TypeError):
        told = json.loads(path.read_text("ascii"))
        return {
            str(key): datetime.fromisoformat(when).astimezone(UTC)
            for key, when in dict(told).items()
        }
    return {}
