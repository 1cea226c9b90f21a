"""A photo of Noah, who may be shown, and of others who may not: drawn on, vouched for, judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from consentdesk.domain.covers import Cover, Drawn
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind, Region
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import Problem
from consentdesk.services import hiding, photographs, planning
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.services.seeing import Seen, unknown_on
from tests.services.office import Office


@dataclass
class Yard:
    """Nobody's face is marked, and everybody named was vouched for."""

    office: Office
    path: Path
    noah: SubjectId
    others: tuple[SubjectId, ...]
    photo: PhotoId

    @classmethod
    def of(cls, office: Office, *names: str, path: Path | None = None) -> Yard:
        noah, others = office.family(), tuple(office.family(name) for name in names)
        office.permit(noah)
        file = path or office.draw(size=(800, 600))
        added = photographs.add_photos(
            *office.desk,
            [file],
            kind=PhotoKind.PORTRAIT,
            shows=(noah, *others),
            photographer="Line Holm",
            rights="own",
        )
        return cls(office, file, noah, others, added.photos[0].photo)

    @property
    def drawn(self) -> Drawn:
        with self.office.register.read() as reader:
            return hiding.drawn_on(reader, self.photo)

    def mark(
        self, places: Mapping[SubjectId, Region], leave_out: Collection[SubjectId] = ()
    ) -> None:
        """Mark these faces and no others, and vouch for who is named."""
        people = [s for s in (self.noah, *self.others) if s not in leave_out]
        photographs.name(
            *self.office.desk,
            photo=self.photo,
            shows={s: places.get(s) for s in people},
            seen=fingerprint(self.path.read_bytes()),
        )
        photographs.attest(*self.office.desk, photo=self.photo)

    def attest(self, visible: int) -> None:
        photographs.attest(*self.office.desk, photo=self.photo, visible=visible)

    def draw(self, *covers: tuple[SubjectId, Cover], crop: Region | None = None) -> None:
        """Draw just that."""
        hiding.hide_all(
            *self.office.desk,
            {self.photo: Drawn(covers=covers, crop=crop)},
            {self.photo: fingerprint(self.path.read_bytes())},
            before={self.photo: self.drawn},
        )

    def seen(self) -> Seen:
        with self.office.register.read() as reader:
            shown = reader.depicted((self.photo,))[self.photo]
            kind = reader.photo(self.photo).kind
            people = frozenset(d.subject for d in shown)
            return Seen(kind, people, unknown_on(reader, self.photo))

    def vouch(self, seen: Seen | None = None, different: Collection[PhotoId] = ()) -> int:
        """Say that everyone recognisable in the copies is named or covered; the act's number."""
        act = hiding.vouch_covered(
            *self.office.desk,
            self.photo,
            self.drawn,
            seen or self.seen(),
            different=different,
        )
        return act.number

    def plan(self) -> planning.Plan:
        return self.office.plan(self.path)

    def problem(self) -> Problem | None:
        """Why no copy can be made; None where one can."""
        plan = self.plan()
        (finding,) = (*plan.clear, *plan.withheld)
        assert finding.problem is None or finding.verdicts[0].outcome is not Outcome.CLEAR
        return finding.problem.problem if finding.problem is not None else None

    def why(self) -> set[ReasonCode]:
        """Why no copy goes; empty where one does."""
        plan = self.plan()
        found = {r.code for f in plan.withheld for v in f.verdicts for r in v.reasons}
        assert bool(plan.clear) == (not found)
        return found
