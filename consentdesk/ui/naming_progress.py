"""How far the naming of photos opened together has come, and the sentence about it in the end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.storage.values import PhotoFilter
from consentdesk.ui.context import Context

if TYPE_CHECKING:
    from consentdesk.domain.verdict import Scene


@dataclass(frozen=True, slots=True)
class Progress:
    """The photos for which nobody vouches as they are now, and those with somebody unknown.

    `unjudged` are situation photos that nobody has judged for any place, and on which nobody is
    named: nothing is said of them but that. Both are empty until somebody asks for them.
    """

    unnamed: frozenset[PhotoId]
    unknown: frozenset[PhotoId] = frozenset()
    unjudged: frozenset[PhotoId] = frozenset()

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
        scenes = {photo: facts.scene(photo) for photo in photos}
        said = {photo: scene.attestation for photo, scene in scenes.items()}
        more = (p for p, given in said.items() if given and given.visible > len(given.shows))
        unjudged = frozenset(p for p, scene in scenes.items() if _is_unjudged(scene))
        return Progress(open_ones, frozenset(more), unjudged)


def _is_unjudged(scene: "Scene") -> bool:
    is_situation = scene.photo.kind is PhotoKind.SITUATION
    return is_situation and not (scene.shows or scene.assessments)


def lacking(count: int) -> str:
    """So many lack names."""
    if not count:
        return _("All are named")
    said = ngettext("{count} lacks names", "{count} lack names", count)
    return said.format(count=format_number(count))


def told(progress: Progress, every: int) -> str:
    """What was done and what is left."""
    left, unjudged, unknown = len(progress.unnamed), len(progress.unjudged), progress.unknown
    named = every - left - unjudged
    text = ngettext("{named} of {count} is finished.", "{named} of {count} are finished.", every)
    said = [text.format(named=format_number(named), count=format_number(every))]
    if left:
        text = ngettext(
            "{count} still lacks names, so it is not let out.",
            "{count} still lack names, so they are not let out.",
            left,
        )
        said.append(text.format(count=format_number(left)))
    if unjudged:
        text = ngettext(
            "{count} is a situation photo that nobody has assessed.",
            "{count} are situation photos that nobody has assessed.",
            unjudged,
        )
        said.append(text.format(count=format_number(unjudged)))
    if unknown:
        text = ngettext(
            "On {count} somebody is unknown.", "On {count} somebody is unknown.", len(unknown)
        )
        said.append(text.format(count=format_number(len(unknown))))
    return " ".join(said)
