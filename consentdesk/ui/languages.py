"""Languages by the name their speakers give them."""

from PySide6.QtCore import QLocale, Qt

from consentdesk.domain.languages import JOINED

_ISOLATE, _END = "\u2068", "\u2069"
"""Unicode's first-strong isolate, and its end."""


def language_name(code: str) -> str:
    """The language of an ISO 639-1 code in its own words, such as "Dansk"; two for "da+pl"."""
    if JOINED in code:
        return " + ".join(map(language_name, code.split(JOINED)))
    name = language_within(code)
    return name[:1].upper() + name[1:]


def is_leftwards(code: str) -> bool:
    """Whether the language is written from right to left."""
    return QLocale(code).textDirection() is Qt.LayoutDirection.RightToLeft


def language_in_line(code: str) -> str:
    """Its name as it stands in a line with other words, which it doesn't turn round."""
    name = language_name(code)
    return f"{_ISOLATE}{name}{_END}" if is_leftwards(code) else name


def language_within(code: str) -> str:
    """The same as it is written within a sentence: "dansk", but "English"."""
    if code == "en":
        # Qt means the English of one country.
        return "English"
    return QLocale(code).nativeLanguageName() or code
