"""How far the naming of photos opened together has come, and the sentence about it in the end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.storage.values import PhotoFilter
from consentdesk.ui.context import Context


@dataclass(frozen=True, slots=True)
class Progress:
    """The photos for which nobody vouches as they are now, and those with somebody unknown.

    `unknown` is empty until somebody asks for it.
    """

    unnamed: frozenset[PhotoId]
    unknown: frozenset[PhotoId] = frozenset()

    def with_open(self, photos: Collection[PhotoId]) -> "Progress":
        """The same where these lack names too."""
        return replace(self, unnamed=self.unnamed.union(photos))


def read_progress(context: Context, photos: Sequence[PhotoId], *, unknown: bool) -> Progress:
    """How far it has come; off the GUI thread."""
    from consentdesk.services.judging import Facts

    with context.register.read() as reader:
        open_ones = frozenset(photos).intersection(reader.find_photos(PhotoFilter(unattested=True)))
        if not unknown:
            return Progress(open_ones)
        facts = Facts(reader, photos, reader.today(context.now()))
        said = {photo: facts.scene(photo).attestation for photo in photos}
        more = (p for p, given in said.items() if given and given.visible > len(given.shows))
        return Progress(open_ones, frozenset(more))


def lacking(count: int) -> str:
    """So many lack names."""
    if not count:
        return _("All are named")
    said = ngettext("{count} lacks names", "{count} lack names", count)
    return said.format(count=format_number(count))


def told(progress: Progress, every: int) -> str:
    """What was done and what is left."""
    named, left, unknown = every - len(progress.unnamed), len(progress.unnamed), progress.unknown
    text = ngettext("{named} of {count} is named.", "{named} of {count} are named.", every)
    said = [text.format(named=format_number(named), count=format_number(every))]
    if left:
        text = ngettext(
            "{count} still lacks names, so it is not let out.",
            "{count} still lack names, so they are not let out.",
            left,
        )
        said.append(text.format(count=format_number(left)))
    if unknown:
        text = ngettext(
            "On {count} somebody is unknown.", "On {count} somebody is unknown.", len(unknown)
        )
        said.append(text.format(count=format_number(len(unknown))))
    return " ".join(said)
