"""The hash chain: how a line of the ledger is bound to the one before it.

Knows digests only; what stands in a body is `encoding`'s, and who may write is the database's.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from json.encoder import encode_basestring_ascii

from consentdesk.domain.acts import Digest

_quoted: Callable[..., str] = encode_basestring_ascii
"""A text as JSON; TypeError for anything but a text."""
SALT_BYTES = 16
_REMEMBERED = 1_000
LINE = (
    "number",
    "op",
    "at",
    "clerk",
    "kind",
    "subject",
    "photo",
    "serial",
    "body",
    "binds",
    "previous",
)
"""The columns of a line in the order in which they are digested."""


def genesis(uuid: str) -> Digest:
    """What stands before the first act: the institution's own identity."""
    return _hex(f'["ConsentDesk register",1,{_quoted(uuid)}]')


def clerk_told(name: str, login: str) -> str:
    """What the digest of a clerk is of; without a seat the name alone.

    So a name may hold no line break: see `is_clerk`.
    """
    return f"{name}\n{login}" if login else name


def is_clerk(name: str, login: str, salt: bytes, digest: str) -> bool:
    """Whether the digest is of that clerk.

    Of nobody whose name has two lines: the second may be a login that was moved there by hand, and
    one seat would be two people.
    """
    return "\n" not in name and salted(salt, clerk_told(name, login)) == digest


def line_digest(uuid: str, clerk: str, line: Sequence[object]) -> Digest:
    """The digest of one line: SHA-256 of a JSON array without spaces, in ASCII.

    `clerk` is the digest of the clerk's name, so that nobody else can be put in his or her place;
    `line` holds the columns of `LINE` in that order. The array leaves no doubt where one value ends
    and the next begins; TypeError for a value of another type than its column's. Written out by
    hand because a register is verified as fast as this function is.
    """
    number, op, at, who, kind, subject, photo, serial, body, binds, previous = line
    if (
        type(number) is not int
        or type(who) is not int
        or not (subject is None or type(subject) is int)
        or not (photo is None or type(photo) is int)
    ):
        raise TypeError("a text where a number belongs")
    return _hex(
        f"[{_quoted(uuid)},{_quoted(clerk)},{number},{_quoted(op)},{_quoted(at)},{who},"
        f"{_quoted(kind)},{'null' if subject is None else subject},"
        f"{'null' if photo is None else photo},{'null' if serial is None else _quoted(serial)},"
        f"{_quoted(body)},{'null' if binds is None else _quoted(binds)},{_quoted(previous)}]"
    )


def is_written(uuid: str, clerk: str, line: Sequence[object], digest: str) -> bool:
    """Whether the line has that digest."""
    try:
        return line_digest(uuid, clerk, line) == digest
    except TypeError:
        return False


class LinesInOrder:
    """Whether one line after another has its digest: `is_written` for whoever goes through all.

    What one line shares with the last is not put into words again.
    """

    def __init__(self, uuid: str, clerks: Mapping[int, str]) -> None:
        self._uuid = uuid
        self._clerks = clerks
        self._begun = {who: f"[{_quoted(uuid)},{_quoted(said)}," for who, said in clerks.items()}
        self._said: dict[str, str] = {}

    def are_written(self, line: Sequence[object], digest: str) -> bool:
        """Whether the next line has that digest."""
        number, op, at, who, kind, subject, photo, serial, body, binds, previous = line
        if (
            type(number) is type(who) is int
            and (subject is None or type(subject) is int)
            and (photo is None or type(photo) is int)
            and type(at) is type(kind) is str
            and who in self._begun
        ):
            try:
                text = (
                    f"{self._begun[who]}{number},{_quoted(op)},{self._quoted(at)},{who},"
                    f"{self._quoted(kind)},{'null' if subject is None else subject},"
                    f"{'null' if photo is None else photo},"
                    f"{'null' if serial is None else _quoted(serial)},{_quoted(body)},"
                    f"{'null' if binds is None else _quoted(binds)},{_quoted(previous)}]"
                )
            except TypeError:
                return False
            return sha256(text.encode()).hexdigest() == digest
        said = self._clerks.get(who, "") if type(who) is int else ""
        return is_written(self._uuid, said, line, digest)

    def _quoted(self, text: str) -> str:
        """A kind or a time, of which many lines in a row have the same."""
        said = self._said.get(text)
        if said is None:
            if len(self._said) > _REMEMBERED:
                self._said.clear()
            said = self._said[text] = _quoted(text)
        return said


def new_salt() -> bytes:
    """Fresh salt for one text."""
    return secrets.token_bytes(SALT_BYTES)


def salted(salt: bytes, text: str) -> Digest:
    """The digest under which a text is known to the ledger."""
    return Digest(sha256(salt + text.encode()).hexdigest())


def _hex(text: str) -> Digest:
    return Digest(sha256(text.encode()).hexdigest())
