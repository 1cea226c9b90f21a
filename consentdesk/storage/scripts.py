"""Letters of every script in folded texts: what stands in a name, and what only looks like a sign.

Leaves case and accents to `search`.
"""

from unicodedata import category, normalize

from consentdesk.storage.search import fold

_FILLERS = "\u115f\u1160"
"""Letters by their category that nobody sees."""


def folded(text: str) -> str:
    """The text as `search.fold` leaves it, with Korean syllables in one piece each."""
    return normalize("NFC", fold(text))


def letters(plain: str) -> str:
    """Nothing but the letters of a folded text, without figures."""
    return "".join(c for c in plain if _is_letter(c))


def words(plain: str) -> list[str]:
    """The words of a folded text, figures included."""
    return "".join(c if _is_letter(c) or c.isdecimal() else " " for c in plain).split()


def is_unspaced(text: str) -> bool:
    """Whether all of it is in a script without spaces, in which one sign is a syllable or a word.

    That is Chinese, Japanese and Korean, whose names are often two or three signs.
    """
    return bool(text) and all("\u3005" <= c <= "\ud7a3" or c >= "\U00020000" for c in text)


def is_kana(text: str) -> bool:
    """Whether it is Japanese and spelt by sound: a name, perhaps, and perhaps any word."""
    return bool(text) and all("\u3041" <= c <= "\u30ff" for c in text)


def _is_letter(c: str) -> bool:
    kind = category(c)
    if kind == "Lm":
        # Half a letter that stands for an apostrophe or stretches a word; not so in Japanese.
        return c >= "\u3005"
    if kind == "Mn":
        # Vowels of Indian and neighbouring scripts; elsewhere only what nobody sees is left.
        return "\u0900" <= c <= "\u17d3"
    return kind == "Mc" or (kind.startswith("L") and c not in _FILLERS)
