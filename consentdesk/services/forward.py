"""What helps a picture that may not go: from the reasons of its verdicts to the next steps.

Opens nothing by itself: every step ends in a verdict worked out anew. There is no step that leads
round a permission, only such as get one, say more about the picture, or cover somebody.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.domain.verdict import Reason, ReasonCode, Verdict


class Way(StrEnum):
    """The steps there are, in the order in which they are offered."""

    CONFIRM = "confirm"
    """Say whether it is the picture it looks like."""
    REGISTER = "register"
    """Take it into the register and say who is on it."""
    NAME = "name"
    """Say what it is about, who is on it, and that nobody is left out."""
    ASSESS = "assess"
    """Judge the situation photo for the destinations."""
    SECOND = "second"
    """Look at the copy as the second person, and agree."""
    RIGHTS = "rights"
    """Say who took it and what gives the right to use it."""
    JOURNAL = "journal"
    """File the answers that came back."""
    ASK = "ask"
    """Print a form for the people concerned."""
    COVER = "cover"
    """Cover the people concerned in the copy."""
    COVER_UNKNOWN = "cover_unknown"
    """Cover those without a name in every copy."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: whom it concerns, and for which destinations it is wanted."""

    way: Way
    subjects: tuple[SubjectId, ...]
    destinations: tuple[Destination, ...]


WAYS: Mapping[ReasonCode, tuple[Way, ...]] = {
    ReasonCode.NEVER_ASKED: (Way.ASK, Way.COVER),
    ReasonCode.ASKED_ONLY: (Way.ASK, Way.COVER),
    ReasonCode.NOT_JOURNALED: (Way.JOURNAL, Way.COVER),
    ReasonCode.REFUSED: (Way.ASK, Way.COVER),
    ReasonCode.WITHDRAWN: (Way.COVER,),
    ReasonCode.LAPSED: (Way.ASK, Way.COVER),
    ReasonCode.CAME_OF_AGE: (Way.ASK, Way.COVER),
    ReasonCode.SECOND_GUARDIAN_MISSING: (Way.ASK, Way.COVER),
    ReasonCode.OBJECTED: (Way.COVER,),
    ReasonCode.PROTECTED: (Way.COVER,),
    ReasonCode.UNKNOWN_PHOTO: (Way.REGISTER,),
    ReasonCode.NEAR_MATCH: (Way.CONFIRM,),
    ReasonCode.KIND_UNSET: (Way.NAME,),
    ReasonCode.NOT_ATTESTED: (Way.NAME,),
    ReasonCode.MORE_VISIBLE_THAN_NAMED: (Way.NAME, Way.COVER_UNKNOWN),
    ReasonCode.MORE_FACES_THAN_NAMED: (Way.NAME,),
    ReasonCode.NOT_ASSESSED: (Way.ASSESS,),
    ReasonCode.ASSESSED_WITHHOLD: (),
    ReasonCode.SENSITIVE: (),
    ReasonCode.SECOND_PERSON_MISSING: (Way.SECOND,),
    ReasonCode.NO_RIGHTS: (Way.RIGHTS,),
    ReasonCode.UNREADABLE: (),
    ReasonCode.NO_PERMISSION: (),
}
"""What helps against each reason. Whoever took a yes back or does not want to be shown is not asked
again from here; a judgement is changed where it was made, not on the way out."""


def steps_forward(verdicts: Iterable[Verdict]) -> tuple[Step, ...]:
    """The steps that help any of the verdicts, each once, in the order of `Way`.

    Subjects are in the order of their ids, destinations in that of the verdicts.
    """
    subjects: dict[Way, set[SubjectId]] = {}
    places: dict[Way, dict[Destination, None]] = {}
    for verdict in verdicts:
        for why in verdict.reasons:
            for way in WAYS[why.code]:
                places.setdefault(way, {})[verdict.destination] = None
                whom = subjects.setdefault(way, set())
                if why.subject is not None:
                    whom.add(why.subject)
    return tuple(
        Step(way, tuple(sorted(subjects[way])), tuple(places[way])) for way in Way if way in places
    )


def reasons_with_places(
    verdicts: Iterable[Verdict],
    told: Callable[[Verdict], Iterable[Reason]] = lambda verdict: verdict.reasons,
) -> Mapping[tuple[ReasonCode, SubjectId | None], tuple[Destination, ...]]:
    """Every reason once, with the destinations it stands against, in the order of the verdicts.

    `told` takes from a verdict what is to be told of it: its reasons, or its warnings.
    """
    found: dict[tuple[ReasonCode, SubjectId | None], dict[Destination, None]] = {}
    for verdict in verdicts:
        for why in told(verdict):
            found.setdefault((why.code, why.subject), {})[verdict.destination] = None
    return {why: tuple(places) for why, places in found.items()}
