"""What a list says of a guardian's custody.

Custody decides who may sign for a child (R3), so no list opens it without a word: a silence never
gives it to anybody new to a child we know, nor takes it from anybody.
"""

from dataclasses import dataclass
from enum import Enum

from consentdesk.services.class_list.fields import plain_words

_YES = frozenset(
    ["ja", "j", "yes", "y", "x", "1", "sand", "true", "delt", "falles", "gemensam", "fuld", "full"]
)
_NO = frozenset(
    ["nej", "n", "no", "0", "ingen", "falsk", "false", "none", "inte", "ikke", "uden", "utan"]
)
_THE_THING = frozenset(["foraldremyndighed", "myndighed", "vardnad", "custody"])
"""What is shared or whole is named too: `Fælles forældremyndighed` says no more than `Fælles`."""
_SILENT = frozenset(
    [
        *("n a", "na", "unknown", "not stated"),
        *("ikke oplyst", "ikke angivet", "uoplyst", "ukendt", "ingen oplysning"),
        *("inte angivet", "ej angivet", "okand", "ingen uppgift"),
    ]
)
"""Words that say that there is none; some begin as a no does."""


class Word(Enum):
    """What a list says of one guardian."""

    YES = "yes"
    NO = "no"
    CONTACT = "contact"
    """The heading calls them a contact, and no column says otherwise."""
    UNSAID = "unsaid"
    """The list tells of custody, but not of theirs."""
    PARENT = "parent"
    """The list has no column for custody; that they stand in one for parents counts as theirs."""


@dataclass(frozen=True, slots=True)
class ListedGuardian:
    """A guardian on the list, and the list's word on their custody."""

    name: str
    word: Word = Word.PARENT

    @property
    def for_somebody_new(self) -> bool:
        """Whether they come into the register with custody, together with the child."""
        return self.word in (Word.YES, Word.PARENT)

    @property
    def for_somebody_known(self) -> bool:
        """Whether they come to a child in the register already with custody."""
        return self.word is Word.YES


def custody_word(text: str) -> Word | None:
    """What stands in a cell about custody; None where it can't be told.

    `Nej, kun kontakt` and `ikke delt` both begin with what counts. A yes stands alone: who reads
    `Fuld hos mor` or `Delt indtil 2024` must know more than a list says.
    """
    plain = plain_words(text)
    if not plain or plain in _SILENT:
        return Word.UNSAID
    words = plain.split()
    if words[0] in _NO:
        return Word.NO
    if words[0] in _YES and set(words) <= _YES | _THE_THING:
        return Word.YES
    return None
