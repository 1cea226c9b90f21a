"""Languages by the name their speakers give them."""

from PySide6.QtCore import QLocale

from consentdesk.domain.languages import JOINED


def language_name(code: str) -> str:
    """The language of an ISO 639-1 code in its own words, such as "Dansk"; two for "da+pl"."""
    if JOINED in code:
        return " + ".join(map(language_name, code.split(JOINED)))
    name = language_within(code)
    return name[:1].upper() + name[1:]


def language_within(code: str) -> str:
    """The same as it is written within a sentence: "dansk", but "English"."""
    if code == "en":
        # Qt means the English of one country.
        return "English"
    return QLocale(code).nativeLanguageName() or code
