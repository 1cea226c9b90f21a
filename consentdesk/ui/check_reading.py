"""What the check window shows of one picture beside its verdicts; read off the GUI thread.

Which steps help is `services.forward`'s; here they get the names and forms that their buttons need.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Serial
from consentdesk.domain.journal import FormState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Photo, PhotoKind
from consentdesk.errors import BadInput
from consentdesk.ui.context import Context
from consentdesk.ui.finding_rows import FindingRow
from consentdesk.ui.who_finding import Person, person_of, read_lately

if TYPE_CHECKING:
    from consentdesk.services.checking import Finding
    from consentdesk.services.forward import Step
    from consentdesk.services.suggesting import Suggestion
    from consentdesk.storage.reading import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class OneView:
    """One checked picture; `photo` is the one it is, or looks like.

    `waiting` are the forms with answers that are not journaled yet, by whom they are about;
    `marked` are those named whose place on the picture is known; `suggestions` whom its file names,
    where it is asked who is on it. `unknown` is how many had no name when somebody vouched last;
    `faces` were counted, None where the aid is switched off or has counted none. `is_assessed`: as
    a situation, for some place.
    `is_other_version`: it is that photo, but not as it was registered, and may lack somebody who is
    on it.
    """

    row: FindingRow
    steps: "tuple[Step, ...]"
    photo: Photo | None
    people: tuple[Person, ...]
    lately: tuple[Person, ...]
    waiting: Mapping[SubjectId, Serial]
    marked: frozenset[SubjectId]
    suggestions: "tuple[Suggestion, ...]" = ()
    unknown: int = 0
    faces: int | None = None
    is_assessed: bool = False
    is_other_version: bool = False


def read_one(context: Context, row: FindingRow) -> OneView:
    """Everything shown of that picture, from one snapshot."""
    from consentdesk.services.forward import Way, steps_forward
    from consentdesk.services.seeing import unknown_on

    finding = row.finding
    steps = steps_forward(finding.verdicts)
    asks_who = any(step.way in {Way.REGISTER, Way.NAME, Way.CONFIRM} for step in steps)
    suggested = _suggested(context, finding.path) if asks_who else ()
    with context.register.read() as reader:
        today = reader.today(context.now())
        # Another desk may have thrown it away since.
        photo = None if finding.photo is None else reader.photos([finding.photo]).get(finding.photo)
        shown = () if photo is None else reader.depicted([photo.id])[photo.id]
        people = reader.subjects([d.subject for d in shown])
        waiting: dict[SubjectId, Serial] = {}
        for step in steps:
            for subject in step.subjects if step.way is Way.JOURNAL else ():
                for form in reader.forms(state=FormState.RECORDED, subject=subject, limit=1):
                    waiting[subject] = form.serial
        return OneView(
            row=row,
            steps=steps,
            photo=photo,
            people=tuple(person_of(people[d.subject], today) for d in shown),
            lately=read_lately(reader, today, photo.album if photo and photo.album else None),
            waiting=waiting,
            marked=frozenset(d.subject for d in shown if d.region is not None),
            suggestions=suggested,
            unknown=0 if photo is None else unknown_on(reader, photo.id),
            faces=photo.faces if photo is not None and reader.policy.counting_aid else None,
            is_assessed=photo is not None and _is_assessed(reader, photo, today),
            is_other_version=photo is not None and _is_other_version(reader, finding),
        )


def _is_assessed(reader: "Reader", photo: Photo, today: date) -> bool:
    if photo.kind is not PhotoKind.SITUATION:
        return False
    from consentdesk.services.judging import Facts

    return bool(Facts(reader, (photo.id,), today).scene(photo.id).assessments)


def _is_other_version(reader: "Reader", finding: "Finding") -> bool:
    if finding.photo is None or finding.fingerprint is None or not finding.match.is_sure:
        return False
    return not finding.fingerprint.is_laid_out_like(reader.registered(finding.photo))


def _suggested(context: Context, path: Path) -> "tuple[Suggestion, ...]":
    from consentdesk.services.suggesting import suggestions

    try:
        return suggestions(context.register, path)
    except BadInput:
        # A pasted picture, or a file that has gone since: it names nobody.
        return ()
