"""What stands in the way of several photos at once, so that one step may help all of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from consentdesk.domain.acts import Serial
from consentdesk.domain.journal import FormState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.i18n import format_number, ngettext
from consentdesk.services.forward import WAYS, Way
from consentdesk.ui.context import Context
from consentdesk.ui.tasks import Progress

MOST = 6
"""Obstacles told of; the commonest first, and more would not be read."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A person, or a question nobody has answered, and the photos it stands in the way of."""

    ways: tuple[Way, ...]
    photos: tuple[PhotoId, ...]
    subject: SubjectId | None = None
    name: str = ""
    form: Serial | None = None

    def sentence(self) -> str:
        """For example: Noah Lund stands in the way of 14 photos."""
        count = len(self.photos)
        if self.subject is not None:
            text = ngettext(
                "{name} stands in the way of {count} photo.",
                "{name} stands in the way of {count} photos.",
                count,
            )
        elif Way.ASSESS in self.ways:
            text = ngettext(
                "{count} situation photo has not been assessed.",
                "{count} situation photos have not been assessed.",
                count,
            )
        elif Way.RIGHTS in self.ways:
            text = ngettext(
                "Of {count} photo the photographer or the right to use is missing.",
                "Of {count} photos the photographer or the right to use is missing.",
                count,
            )
        else:
            text = ngettext("{count} photo lacks names.", "{count} photos lack names.", count)
        return text.format(name=self.name, count=format_number(count))


def read_obstacles(
    context: Context,
    photos: Sequence[PhotoId],
    destination: Destination | None,
    progress: Progress,
) -> tuple[Obstacle, ...]:
    """What stands in the way of these photos there, or anywhere; the commonest first."""
    from consentdesk.services.judging_many import judge_all

    found: dict[tuple[tuple[Way, ...], SubjectId | None], dict[PhotoId, None]] = defaultdict(dict)
    judged = judge_all(context.register, context.judged, photos, context.now(), progress)
    ways_of: dict[SubjectId, dict[Way, None]] = defaultdict(dict)
    for photo, verdicts in judged.items():
        for verdict in verdicts:
            if destination not in {None, verdict.destination}:
                continue
            for why in verdict.reasons:
                ways = WAYS[why.code]
                if why.subject is not None:
                    ways_of[why.subject].update(dict.fromkeys(ways))
                    found[(), why.subject][photo] = None
                elif ways:
                    found[ways, None][photo] = None
    commonest = sorted(found.items(), key=lambda one: -len(one[1]))[:MOST]
    with context.register.read() as reader:
        people = reader.subjects([s for (_ways, s), _photos in commonest if s is not None])
        obstacles = []
        for (ways, subject), some in commonest:
            if subject is None:
                obstacles.append(Obstacle(ways, tuple(some)))
            elif subject in people:
                helping = tuple(way for way in Way if way in ways_of[subject])
                forms = reader.forms(state=FormState.RECORDED, subject=subject, limit=1)
                serial = forms[0].serial if forms and Way.JOURNAL in helping else None
                name = people[subject].name
                obstacles.append(Obstacle(helping, tuple(some), subject, name, serial))
    return tuple(obstacles)
