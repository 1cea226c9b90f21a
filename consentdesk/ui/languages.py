"""Languages by the name their speakers give them."""

from PySide6.QtCore import QLocale


def language_name(code: str) -> str:
    """The language of an ISO 639-1 code in its own words, such as "Dansk"."""
    if code == "en":
        # Qt means the English of one country.
        return "English"
    name = QLocale(code).nativeLanguageName()
    return name[:1].upper() + name[1:] if name else code
