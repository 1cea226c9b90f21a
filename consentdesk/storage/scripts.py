"""Letters of every script in folded texts: what stands in a name, and what only looks like a sign.

Leaves case and accents to `search`.
"""

from unicodedata import category, normalize

from consentdesk.storage.search import fold

_FILLERS = "\u115f\u1160"
"""Letters by their category that nobody sees."""


_ONE_LETTER = str.maketrans("يىكة", "ییکه")
_ARABIC = str.maketrans("یک", "يك")
_ENDINGS = "یيه"


def folded(text: str) -> str:
    """The text as `search.fold` leaves it, with each letter in one form.

    Korean syllables are in one piece each; an Arabic and a Persian keyboard spell a name alike.
    """
    return one_form(fold(text))


def one_form(plain: str) -> str:
    """The same of a text that is folded already."""
    return normalize("NFC", plain).translate(_ONE_LETTER)


def kept_forms(word: str) -> frozenset[str]:
    """What of a word in that form stands in the key of a name, whichever keyboard wrote it."""
    # Its last letter has more forms than two.
    begun = word[:-1] if len(word) > 2 and word[-1] in _ENDINGS else word
    return frozenset({begun, begun.translate(_ARABIC)})


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


def runs_on(text: str) -> bool:
    """Whether all of it is in an alphabet whose words stand without spaces.

    That is Thai, Lao, Burmese and Khmer.
    """
    return bool(text) and all(
        "\u0e00" <= c <= "\u0eff" or "\u1000" <= c <= "\u109f" or "\u1780" <= c <= "\u17ff"
        for c in text
    )


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
