"""More faces were counted than somebody is about to vouch for: said once, then taken at the word.

The first statement is answered with the numbers; the same statement again says that somebody has
looked (R17). For one photo at a time: who vouches for several has looked at none of them twice.
"""

from collections.abc import Iterable

from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.panel_reading import Sheet

_Told = tuple[PhotoId, int, int]
"""Of which photo, how many faces were counted, and how many people were said to be on it."""


class SecondLook:
    """Remembers what somebody was told last."""

    def __init__(self) -> None:
        self._told: _Told | None = None

    def show(self, sheet: Sheet, visible: int) -> None:
        """A photo that somebody vouched for and that waits for this is told of at once."""
        if sheet.attested is not None and _is_wanted(sheet, visible):
            self._told = _key(sheet, visible)

    def asks(self, sheet: Sheet, visible: int) -> bool:
        """Whether that statement must be made once more; from now on it counts."""
        if not _is_wanted(sheet, visible) or self.is_told(sheet, visible):
            return False
        self._told = _key(sheet, visible)
        return True

    def is_told(self, sheet: Sheet, visible: int) -> bool:
        """Whether just that was told, so that who says it now has looked again."""
        return _is_wanted(sheet, visible) and self._told == _key(sheet, visible)


def _is_wanted(sheet: Sheet, visible: int) -> bool:
    return sheet.faces is not None and sheet.faces > visible


def _key(sheet: Sheet, visible: int) -> _Told:
    return sheet.photo.id, sheet.faces or 0, visible


def look_again(sheet: Sheet, visible: int) -> str:
    """What is told."""
    return more_counted(sheet.faces or 0, visible)


def more_counted(faces: int, visible: int) -> str:
    """That more faces were counted than people were said to be on it."""
    said = _("The aid counted {faces}, you named {named}: look again.")
    return said.format(faces=format_number(faces), named=format_number(visible))


def have_looked(visible: int) -> str:
    """What the button says then."""
    return _("I h&ave looked: {count}").format(count=format_number(visible))


def several_to_look_at(sheets: Iterable[Sheet]) -> str:
    """That some of several photos wait for a second look, each by itself; "" where none does."""
    count = sum(sheet.wants_second_look for sheet in sheets)
    said = ngettext(
        "On {count} of them more faces were counted than named: choose it alone and look again.",
        "On {count} of them more faces were counted than named: choose each alone and look again.",
        count,
    )
    return said.format(count=format_number(count)) if count else ""
