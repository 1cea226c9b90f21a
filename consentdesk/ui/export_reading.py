"""What the export dialog shows: the plan with names, and what stands in the way, sorted by cause.

Judging is `services.planning`'s and what helps is `services.forward`'s; here the pictures that are
withheld are put on heaps, one for each person or cause, so that one step helps all of a heap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from consentdesk.domain.acts import Serial
from consentdesk.domain.journal import FormState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.domain.presets import Preset
from consentdesk.domain.verdict import UNDECIDING, Outcome, Reason, Verdict
from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.finding_rows import FindingRow, read_rows
from consentdesk.ui.glyphs import Shape, Sign, sign_of_outcome, sign_of_verdict
from consentdesk.ui.who_finding import Person, person_of
from consentdesk.wording import destination_word, problem_sentence, reason_sentence

if TYPE_CHECKING:
    from consentdesk.services.checking import Finding
    from consentdesk.services.forward import Step
    from consentdesk.services.planning import Plan
    from consentdesk.storage.reading import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One cause for which pictures are withheld, and the pictures.

    `whole` is the sentence, `steps` what helps. `marked` says on how many of the pictures the place
    of the person concerned is known; `waiting` is the form whose answers only lack the journal.
    """

    key: tuple[str, str]
    title: str
    whole: str
    sign: Sign
    rows: tuple[FindingRow, ...]
    steps: "tuple[Step, ...]" = ()
    marked: int = 0
    waiting: Serial | None = None

    @property
    def photos(self) -> tuple[PhotoId, ...]:
        """The photos of the register among the pictures, each once."""
        found = (r.finding.photo for r in self.rows)
        return tuple(dict.fromkeys(p for p in found if p is not None))

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files of the pictures."""
        return tuple(r.finding.path for r in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan as it is shown; `covered` are the people to be covered.

    `there` are the clear files of which a copy lies in the folder already, as it left and as it
    would be made now; `otherwise` those of which one lies there that was made in another way.
    """

    plan: "Plan"
    clear: tuple[FindingRow, ...]
    withheld: tuple[FindingRow, ...]
    obstacles: tuple[Obstacle, ...]
    covered: tuple[Person, ...]
    there: frozenset[Path] = frozenset()
    otherwise: frozenset[Path] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What there is to choose from: destinations with what is usual, and where folders begin."""

    destinations: Mapping[Destination, Preset]
    base: Path

    def folder(self, destination: Destination) -> Path:
        """Where pictures for a destination go as long as nobody has chosen a folder."""
        return self.base / f"ConsentDesk {destination_word(destination)}"


def read_choices(context: Context) -> Choices:
    """The destinations of the policy, and the folder of pictures, or the home where none is."""
    from consentdesk.services import presets

    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    base = Path(pictures) if pictures and Path(pictures).is_dir() else Path.home()
    with context.register.read() as reader:
        usual = {preset.destination: preset for preset in presets.presets(reader)}
    return Choices(destinations=usual, base=base)


def read_plan(
    context: Context,
    findings: "Sequence[Finding]",
    destination: Destination,
    covered: Sequence[SubjectId],
    folder: Path | None = None,
    how: Preset | None = None,
    given: Sequence[Path] = (),
) -> PlanView:
    """Judge the findings for a destination as of now, and sort what stands in the way.

    `folder` is where the copies would go, and `how` how they would be made; `given` are the
    folders in which the files were found.
    """
    from consentdesk.services.planning import plan_again
    from consentdesk.services.resuming import already_there

    register = context.register
    now = context.now()
    plan = plan_again(register, now, findings, destination, covered=covered, folders=given)
    there = already_there(register, plan, folder, how) if folder is not None else ()
    with register.read() as reader:
        clear, withheld = read_rows(reader, plan.clear), read_rows(reader, plan.withheld)
        people = reader.subjects(covered)
        today = reader.today(context.now())
        return PlanView(
            plan=plan,
            there=frozenset(one.path for one in there if one.alike),
            otherwise=frozenset(one.path for one in there if not one.alike),
            clear=clear,
            withheld=withheld,
            obstacles=_obstacles(reader, withheld),
            covered=tuple(person_of(people[s], today) for s in covered if s in people),
        )


def _obstacles(reader: "Reader", rows: Sequence[FindingRow]) -> tuple[Obstacle, ...]:
    """The causes, those of the most pictures first."""
    heaps: dict[tuple[str, str], list[FindingRow]] = {}
    causes: dict[tuple[str, str], Reason | None] = {}
    for row in rows:
        for key, why in _causes(row):
            causes[key] = why
            heaps.setdefault(key, []).append(row)
    marked = _marked(reader, rows)
    found = [_obstacle(reader, key, causes[key], heap, marked) for key, heap in heaps.items()]
    return tuple(sorted(found, key=lambda o: -len(o.rows)))


def _causes(row: FindingRow) -> list[tuple[tuple[str, str], Reason | None]]:
    problem = row.finding.problem
    if problem is not None:
        return [((problem.problem.value, problem_sentence(problem)), None)]
    whys = (r for v in row.finding.verdicts for r in v.reasons)
    return [((r.code.value, str(r.subject or "")), r) for r in whys]


def _marked(reader: "Reader", rows: Sequence[FindingRow]) -> Mapping[PhotoId, frozenset[SubjectId]]:
    """Whose place is known on which photo."""
    shown = reader.depicted({r.finding.photo for r in rows if r.finding.photo is not None})
    return {p: frozenset(d.subject for d in some if d.region) for p, some in shown.items()}


def _obstacle(
    reader: "Reader",
    key: tuple[str, str],
    why: Reason | None,
    rows: Sequence[FindingRow],
    marked: Mapping[PhotoId, frozenset[SubjectId]],
) -> Obstacle:
    from consentdesk.services.forward import Way, steps_forward

    first = rows[0]
    if why is None:
        said = first.why(None)
        sign = first.sign(None) if first.is_unreadable else sign_of_outcome(Outcome.WITHHELD)
        return Obstacle(key=key, title=said, whole=said, sign=sign, rows=tuple(rows))
    (verdict,) = first.finding.verdicts
    alone = Verdict(verdict.destination, verdict.outcome, (why,))
    steps = steps_forward([alone])
    name = first.name(why.subject)
    whole = reason_sentence(why.code, name, verdict.destination)
    waiting = None
    if why.subject is not None and any(s.way is Way.JOURNAL for s in steps):
        forms = reader.forms(state=FormState.RECORDED, subject=why.subject, limit=1)
        waiting = forms[0].serial if forms else None
    return Obstacle(
        key=key,
        title=name or whole,
        whole=whole,
        sign=_sign_of(alone),
        rows=tuple(rows),
        steps=steps,
        marked=sum(why.subject in marked.get(r.finding.photo, ()) for r in rows if r.finding.photo),
        waiting=waiting,
    )


def _sign_of(alone: Verdict) -> Sign:
    """The sign of one reason by itself: what is open stays open, whatever else is refused."""
    if alone.reasons[0].code in UNDECIDING:
        return sign_of_verdict(Verdict(alone.destination, Outcome.UNDECIDED, alone.reasons))
    return Sign(Shape.NO, sign_of_outcome(Outcome.WITHHELD).word, "")


def all_withheld(rows: Sequence[FindingRow]) -> Obstacle:
    """Everything withheld on one heap, whatever the cause."""
    text = _("Everything left out")
    return Obstacle(
        key=("", ""), title=text, whole="", sign=sign_of_outcome(Outcome.WITHHELD), rows=tuple(rows)
    )
