"""What follows from a judgement that was just recorded: what is out, and what looks the same.

The services know both; here they become one message.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.context import Context
from consentdesk.ui.panel_assessment import Judged


@dataclass(frozen=True, slots=True)
class Aftermath:
    """The exports that a picture must be taken down from, and look-alikes that may still go."""

    releases: tuple[int, ...]
    alike: tuple[PhotoId, ...]
    name: str = ""
    """What the first look-alike is called."""


def read_aftermath(context: Context, photos: Sequence[PhotoId], judged: Judged) -> Aftermath:
    """What follows; off the GUI thread."""
    from consentdesk.services.resembling import still_published
    from consentdesk.services.taking_down import judged_against

    with context.register.read() as reader:
        out = tuple(release.id for release, _places in judged_against(reader, photos))
        alike = () if judged.publish else still_published(reader, photos, judged.destinations)
        return Aftermath(out, alike, reader.photo(alike[0]).name if alike else "")


def told(found: Aftermath) -> str:
    """The message, or "" where nothing follows."""
    said = []
    if found.releases:
        text = ngettext(
            "The picture must be taken down, from export {numbers}: see the page Export.",
            "The picture must be taken down, from the exports {numbers}: see the page Export.",
            len(found.releases),
        )
        said.append(text.format(numbers=", ".join(map(str, found.releases))))
    if found.alike:
        text = ngettext(
            "{name} looks the same and may still go there: judge it too, unless they are two "
            "pictures.",
            "{name} and {count} more look the same and may still go there: judge them too, unless "
            "they are other pictures.",
            len(found.alike),
        )
        rest = format_number(len(found.alike) - 1)
        said.append(text.format(name=found.name, count=rest))
    return " ".join([_("The assessment is recorded."), *said]) if said else ""
