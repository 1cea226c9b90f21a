"""What a column of a list may be, and the words by which one is told, in three languages.

Words are compared as `plain_words` leaves them: without case, accents or signs, å, æ and ø being a
and o, so that however an export spells its headings, they are these.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from consentdesk.storage.search import fold


class Field(StrEnum):
    """What a column says; remembered under these names, so they never change.

    CONTACT is known for what it is and left out: the register keeps no telephone numbers.
    """

    IGNORED = "ignored"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    BORN = "born"
    GROUP = "group"
    LANGUAGE = "language"
    GUARDIAN_1 = "guardian_1"
    CUSTODY_1 = "custody_1"
    GUARDIAN_2 = "guardian_2"
    CUSTODY_2 = "custody_2"
    CONTACT = "contact"


GUARDIANS = ((Field.GUARDIAN_1, Field.CUSTODY_1), (Field.GUARDIAN_2, Field.CUSTODY_2))

_PLAIN: Mapping[str, str] = {"aa": "a", "ae": "a", "oe": "o"}
_CONTACT = re.compile(
    r"\b(\w*(tlf|telefon|telephone|phone|mobil|mobile|mail|epost|adress?e?|address|gade|gata|street)"
    r"\w*|e post|tel|postnr|postnummer|postort|by|ort|city|zip|lage|doctor)\b"
)
_SECOND = re.compile(r"\b(2|ii|fars?|faders?|fathers?|pappas?|sekundar|second|anden|andra)\b|\D2\b")
_GUARDIAN = re.compile(
    r"\b(\w*(varge|forald(er|re|rar)|foraldremyndig\w*|guardian|parent|vardnadshavare|malsman)\w*"
    r"|mors?|moders?|mothers?|mammas?|fars?|faders?|fathers?|pappas?|vh ?[12]?|fmi ?[12]?"
    r"|\w*kontaktperson\w*|\w*parorende\w*|\w*anhorig\w*)\b"
)
_CUSTODY = re.compile(
    r"\b(foraldremyndighed|myndighed|del i foraldremyndigheden|har foraldremyndighed|\w*vardnad"
    r"|gemensam vardnad|custody|legal custody)\b"
)
_NO_CUSTODY = re.compile(
    r"\b(\w*kontakt\w*|contact|\w*parorende|\w*anhorig\w*|bonus\w*|sted\w*|\w*pleje\w*"
    r"|\w*foster\w*|familjehem\w*|step\w*|styv\w*|\w*samlever\w*|sambo\w*|\w*partner\w*"
    r"|samvar\w*)\b"
)
_WITHOUT = re.compile(r"\b(uden|ikke|utan|inte|ej|without|not)\b")
_PERSONAL_NUMBER = re.compile(
    r"\b(cpr\w*|person ?(nummer|nr)|personnummer|person id|pnr|samordningsnummer"
    r"|social security( number)?|ssn)\b"
)
_BORN = re.compile(
    r"\b(fodt|fodsels?(dato|dag|data)?|fodd|fodelse(datum|dag|data)|born|birth ?(date|day)?"
    r"|date of birth|dob)\b"
)
_LANGUAGE = re.compile(r"\b(\w*(sprog|sprak|language|modersmal)|mother tongue|native tongue)\b")
_GROUP = re.compile(
    r"\b(klassen?|klassebetegnelse|klass|class|stue|avdelning|afdeling|gruppe|basisgruppe|grupp"
    r"|group|hold|room|form|undervisningsgrupp|stamklasse|home ?room"
    r"|(klasse?|gruppe?|stue|class|group|hold|avdelnings?) ?(navn|namn|name))\b"
)
_FIRST = re.compile(
    r"\b(fornavne?|fornamn|first ?names?|given ?names?|tilltalsnamn|kaldenavn|mellemnavne?"
    r"|mellannamn|middle ?names?)\b"
)
_LAST = re.compile(r"\b(efternavne?|efternamn|last ?names?|surname|family ?name|slagtsnavn)\b")
_NAME = re.compile(
    r"\b(\w*navn|\w*namn|names?|elev|eleven?s?|elever|barn|barnet|barnets|barnets? navn|child"
    r"|children|student|pupil)\b"
)
_NOT_A_NAME = re.compile(
    r"\b(skole|skola|school|bruger|anvandar|user)\w* ?(navn|namn|name)"
    r"|\b\w*(larer|larare|teacher|padagog|mentor)\w*"
)
_SWEDISH = re.compile(r"\b(fodd|fodelse\w*|samordning\w*)\b")
"""Not `personnummer`: Danish schools call their numbers that as well."""
_DANISH = re.compile(r"\b(cpr\w*|fodt|fodsels\w*)\b")
_SWEDISH_LIST = re.compile(
    r"\b(\w*namn|\w*sprak|vardnadshavare\w*|malsman\w*|klass|grupp|avdelning|skola)\b"
)
_DANISH_LIST = re.compile(
    r"\b(\w*navne?|\w*sprog|foraldremyndig\w*|varge\w*|klasse|gruppe|hold|stue|afdeling|skole)\b"
)
"""Words of one language only, in the headings of other columns."""


def plain_words(heading: str) -> str:
    """A heading as it is compared: small letters, figures and single spaces."""
    folded = one_spelling(re.sub(r"(?<=[a-zæøåäö])(?=[A-ZÆØÅÄÖ])", " ", heading))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", folded).split())


def one_spelling(text: str) -> str:
    """A text without case and accents, å and aa being a, ø and oe being o, æ and ae being a."""
    folded = fold(text)
    for spelt, plain in _PLAIN.items():
        folded = folded.replace(spelt, plain)
    return folded


def field_of(heading: str) -> Field | None:
    """What a heading says its column is; None where it has no word we know."""
    words = plain_words(heading)
    if not words:
        return None
    if guardian := _GUARDIAN.search(words):
        return _of_guardian(words, guardian.group())
    for pattern, field in (
        (_CONTACT, Field.CONTACT),
        (_PERSONAL_NUMBER, Field.BORN),
        (_BORN, Field.BORN),
        (_LANGUAGE, Field.LANGUAGE),
        (_CUSTODY, Field.CUSTODY_1),
    ):
        if pattern.search(words):
            return field
    if _GROUP.search(words):
        return Field.GROUP
    if _NOT_A_NAME.search(words):
        return Field.IGNORED
    first, last = _FIRST.search(words), _LAST.search(words)
    if first or last:
        return Field.NAME if first and last else Field.FIRST_NAME if first else Field.LAST_NAME
    return Field.NAME if _NAME.search(words) else None


def _of_guardian(words: str, said: str) -> Field:
    second = bool(_SECOND.search(words))
    if _CONTACT.search(words):
        return Field.CONTACT
    if _PERSONAL_NUMBER.search(words) or _BORN.search(words) or _LANGUAGE.search(words):
        return Field.IGNORED
    rest = words.replace(said, "", 1)
    alone = re.fullmatch(r"(foraldremyndighed(en)?|vardnad)", said)
    if alone or (_CUSTODY.search(rest) and not _WITHOUT.search(words)):
        return Field.CUSTODY_2 if second else Field.CUSTODY_1
    return Field.GUARDIAN_2 if second else Field.GUARDIAN_1


def is_half(heading: str) -> bool:
    """Whether the column holds first names alone, or last ones."""
    words = plain_words(heading)
    return bool(_FIRST.search(words)) != bool(_LAST.search(words))


def whose(heading: str) -> tuple[str, ...]:
    """A heading without the words for names and their halves: whose it is."""
    words = _LAST.sub(" ", _FIRST.sub(" ", plain_words(heading))).split()
    # `Fornavn(e)` leaves its e; `Mor fornavn` and `Mors efternavn` are one person's.
    nothing = ("e", "s", "navn", "namn", "name")
    return tuple(word.rstrip("s") for word in words if word not in nothing)


def says_personal_number(heading: str) -> bool:
    """Whether the column is said to hold Danish or Swedish numbers."""
    return bool(_PERSONAL_NUMBER.search(plain_words(heading)))


def says_swedish(heading: str) -> bool:
    """Whether a heading is one that only Swedish lists have for numbers and birth dates."""
    return bool(_SWEDISH.search(plain_words(heading)))


def says_danish(heading: str) -> bool:
    """Whether a heading is one that only Danish lists have for numbers and birth dates."""
    return bool(_DANISH.search(plain_words(heading)))


def language_of(heading: str) -> str | None:
    """The country of whose language a heading has a word that the other doesn't have: dk or se."""
    words = plain_words(heading)
    swedish, danish = bool(_SWEDISH_LIST.search(words)), bool(_DANISH_LIST.search(words))
    if swedish == danish:
        return None
    return "se" if swedish else "dk"


def says_no_custody(heading: str) -> bool:
    """Whether those in the column are contacts, who may not sign unless something else says so."""
    return bool(_NO_CUSTODY.search(plain_words(heading))) or says_without(heading)


def says_without(heading: str) -> bool:
    """Whether a heading denies what it names, so that a yes below it is a no."""
    return bool(_WITHOUT.search(plain_words(heading)))
