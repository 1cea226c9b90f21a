"""Writing about people: enrolling, changing, guardians, and undoing an enrolment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from consentdesk.domain.acts import (
    Act,
    ActKind,
    Assessed,
    Attested,
    Body,
    Corrected,
    Digest,
    Enrolled,
    GuardianAdded,
)
from consentdesk.domain.history import guardianships_on
from consentdesk.domain.people import (
    GuardianId,
    Guardianship,
    Subject,
    SubjectId,
    first_day_back,
    guardian_signer,
    has_come_back,
)
from consentdesk.domain.roles import Right
from consentdesk.domain.writing_rights import ENROLLING
from consentdesk.errors import BadInput, Problem
from consentdesk.storage import schema
from consentdesk.storage.facts import subject_facts
from consentdesk.storage.order import order_key
from consentdesk.storage.search import search_key
from consentdesk.storage.settling import usable
from consentdesk.storage.snapshot import among, institution_is
from consentdesk.storage.values import UNDONE
from consentdesk.storage.writing_ledger import LedgerWriter

_SET_SUBJECT = sa.update(schema.subject).where(
    institution_is(schema.subject),
    schema.subject.c.id == sa.bindparam("which"),
)
_OF_SUBJECT = sa.select(schema.guardianship).where(
    institution_is(schema.guardianship), schema.guardianship.c.subject == sa.bindparam("subject")
)
_USES = tuple(
    sa.select(table.c.subject).distinct().where(among(table.c.subject))
    for table in (schema.form, schema.depiction, schema.journal_entry, schema.release_subject)
)
_GUARDIAN_USES = tuple(
    sa.select(table.c.guardian).distinct().where(among(table.c.guardian))
    for table in (schema.guardianship, schema.form, schema.standing)
)
_GUARDIANS = sa.select(schema.guardian.c.id, schema.guardian.c.digest).where(
    institution_is(schema.guardian), among(schema.guardian.c.id)
)
_GUARDIAN = sa.select(schema.guardian.c.digest).where(
    institution_is(schema.guardian),
    schema.guardian.c.id == sa.bindparam("guardian"),
)
_VOUCHED = sa.select(
    schema.ledger.c.number,
    schema.ledger.c.at,
    schema.ledger.c.clerk,
    schema.ledger.c.kind,
    schema.ledger.c.body,
).where(
    institution_is(schema.ledger),
    schema.ledger.c.kind.in_([ActKind.ATTESTED.value, ActKind.ASSESSED.value]),
    # Before the enrolment nobody can have named the subject.
    schema.ledger.c.number > sa.bindparam("since"),
)


class PeopleWriter(LedgerWriter):
    """The part of a writer that knows people."""

    def enrol(
        self,
        *,
        name: str,
        born: date,
        group: str = "",
        staff: bool = False,
        language: str = "da",
    ) -> SubjectId:
        """A new subject; BadInput NAME_MISSING or UNUSABLE_TEXT."""
        self.must(Right.KEEP_PEOPLE)
        person = Subject(
            id=SubjectId(0), name=name, born=born, group=group, staff=staff, language=language
        )
        id = SubjectId(
            self._insert_new(
                schema.subject, **subject_columns(person, self.institution.policy_name)
            )
        )
        self._append_enrolled(replace(person, id=id))
        return id

    def change_subject(self, subject: Subject, *, mistaken: bool = False) -> None:
        """Put these facts in place of those before; BadInput UNKNOWN_SUBJECT.

        Whoever had left and has a later last day by these, or none, is here since the day these
        say, or since today where they say no other than before, unless the last day was `mistaken`:
        then nobody has left, nor come back. BadInput BACK_ON_NO_SUCH_DAY for a day to come or one
        before whoever comes back had left (R9).
        """
        self.must(Right.KEEP_PEOPLE)
        before = self.subject(subject.id)
        if not mistaken:
            subject = replace(subject, here_since=self._here_since(before, subject))
        if before == subject:
            return
        # What was altered past the program is not written down as if a clerk had said it.
        if self._enrolled(subject.id) != before:
            raise self._damaged(f"subject {subject.id}")
        self._execute(
            _SET_SUBJECT.values(**subject_columns(subject, self.institution.policy_name)),
            which=subject.id,
        )
        self._append_enrolled(subject)

    def _here_since(self, before: Subject, after: Subject) -> date | None:
        today, said = self.today(self.at), after.here_since
        if said is not None and said > today:
            raise BadInput(Problem.BACK_ON_NO_SUCH_DAY, day=said)
        if not has_come_back(before, after, today):
            # Two desks may have said it of the same return: the later day, as nothing is revived.
            days = [day for day in (before.here_since, said) if day is not None]
            return max(days, default=None)
        if said is None or said == before.here_since:
            return today
        first = first_day_back(before)
        if first is None or said < first:
            raise BadInput(Problem.BACK_ON_NO_SUCH_DAY, day=said)
        return said

    def _enrolled(self, id: SubjectId) -> Subject:
        """The subject as last enrolled, whatever the row says."""
        return self.people_on(self.acts((id,)), self.policy, date.max)[id]

    def _append_enrolled(self, person: Subject) -> None:
        self._append(Enrolled(subject=person.id, facts=self.digest_text(subject_facts(person))))

    def remove_subject(self, id: SubjectId) -> None:
        """Undo one enrolment; raises what `remove_subjects` raises."""
        self.remove_subjects((id,))

    def remove_subjects(self, ids: Iterable[SubjectId]) -> None:
        """Undo enrolments: the rows go, the acts about them are corrected, in this order.

        BadInput UNKNOWN_SUBJECT; SUBJECT_IN_USE as soon as anything else than enrolling happened to
        one of them: then none is removed.
        """
        acts = self._drafts(list(dict.fromkeys(ids)))
        if not acts:
            return
        # One text of the reason is enough for all.
        reason = self.digest_text(UNDONE)
        gone: list[Body] = [
            Corrected(number=act.number, reason=reason, subject=id, photo=None)
            for id, theirs in acts.items()
            for act in self._in_force(theirs)
        ]
        self._describe()
        self._chain(gone, None)
        self._drop_subjects(acts)

    def must_be_drafts(self, ids: Iterable[SubjectId]) -> None:
        """Raise what `remove_subjects` would raise, for the first of them; removes nobody."""
        self._drafts(list(dict.fromkeys(ids)))

    def _drafts(self, wanted: Sequence[SubjectId]) -> dict[SubjectId, tuple[Act, ...]]:
        """Their acts, in that order."""
        if not wanted:
            return {}
        people, acts = self.subjects(wanted), self.acts(wanted)
        used = self._used(acts)
        for id in wanted:
            if id not in people:
                raise BadInput(Problem.UNKNOWN_SUBJECT, subject=id)
            if id in used:
                raise BadInput(Problem.SUBJECT_IN_USE, subject=people[id].name)
        return acts

    def is_draft(self, id: SubjectId, acts: Sequence[Act]) -> bool:
        """Whether nothing but enrolling has happened, by these acts about the subject."""
        return not self._used({id: acts})

    def _drop_subjects(self, acts: Mapping[SubjectId, Sequence[Act]]) -> None:
        """The rows go, and with them whatever names the subjects or a guardian of nobody else."""
        held = self.guardianships(acts)
        bodies = [act.body for said in acts.values() for act in said]
        told = [body.facts for body in bodies if isinstance(body, Enrolled)]
        for column in (
            schema.standing.c.subject,
            schema.guardianship.c.subject,
            schema.subject.c.id,
        ):
            self._remove(column, acts)
        self._remove(schema.text.c.digest, told)
        self._drop_lonely(g.guardian for theirs in held.values() for g in theirs)

    def _used(self, acts: Mapping[SubjectId, Sequence[Act]]) -> frozenset[SubjectId]:
        """To whom of these anything but enrolling has happened, by all acts about each."""
        used = {id for id, said in acts.items() if any(a.kind not in ENROLLING for a in said)}
        for statement in _USES:
            used.update(SubjectId(row.subject) for row in self._in_batches(statement, acts))
        # A form printed blank, of which somebody has said whose it is.
        used |= acts.keys() & self.subjects_named_in_inbox()
        return frozenset(used | self._vouched_for(acts))

    def _vouched_for(self, acts: Mapping[SubjectId, Sequence[Act]]) -> frozenset[SubjectId]:
        """Those named on a photo that somebody vouched for, or judged, ever.

        Told by the acts, for on the photo itself somebody else may be named by now.
        """
        first = min((act.number for said in acts.values() for act in said), default=0)
        named: set[SubjectId] = set()
        for act in map(self._act, self._rows(_VOUCHED, since=first)):
            if isinstance(act.body, Attested | Assessed):
                named |= acts.keys() & set(act.body.shows)
        return frozenset(named)

    def _drop_lonely(self, guardians: Iterable[GuardianId]) -> None:
        """Remove those who are nobody's guardian any more and never signed for anyone."""
        asked = list(dict.fromkeys(guardians))
        used = {
            row.guardian
            for statement in _GUARDIAN_USES
            for row in self._in_batches(statement, asked)
        }
        lonely = [row for row in self._in_batches(_GUARDIANS, asked) if row.id not in used]
        self._remove(schema.guardian.c.id, [row.id for row in lonely])
        self._remove(schema.text.c.digest, [row.digest for row in lonely])

    def add_guardian(self, name: str) -> GuardianId:
        """A new guardian, of nobody yet; BadInput NAME_MISSING or UNUSABLE_TEXT."""
        self.must(Right.KEEP_PEOPLE)
        named = _name(name)
        digest = self.digest_text(named)
        return GuardianId(self._insert_new(schema.guardian, name=named, digest=digest))

    def set_guardianship(self, g: Guardianship) -> None:
        """Begin or change a guardianship; BadInput UNKNOWN_SUBJECT or UNKNOWN_GUARDIAN."""
        self.must(Right.KEEP_PEOPLE)
        if g in self.guardianships((g.subject,))[g.subject]:
            return
        self._check_guardianships(g.subject)
        self.subject(g.subject)
        row = self._row(_GUARDIAN, guardian=g.guardian)
        if row is None:
            raise BadInput(Problem.UNKNOWN_GUARDIAN, guardian=g.guardian)
        self._drop_guardianship(g)
        self._insert(
            schema.guardianship,
            subject=g.subject,
            guardian=g.guardian,
            custody=g.custody,
            since=g.since,
            until=g.until,
        )
        body = GuardianAdded(
            subject=g.subject,
            guardian=g.guardian,
            custody=g.custody,
            since=g.since,
            until=g.until,
        )
        self._append(body, binds=Digest(row.digest))

    def remove_guardianship(self, g: Guardianship) -> None:
        """Undo that somebody became a guardian: the row goes, the acts about it are corrected.

        BadInput GUARDIAN_IN_USE as soon as the guardian has signed or got a form for the subject.
        """
        self._check_guardianships(g.subject)
        acts = self.acts((g.subject,))[g.subject]
        if self._has_signed(g, acts):
            names = self.guardians((g.guardian,))[g.guardian].name, self.subject(g.subject).name
            raise BadInput(Problem.GUARDIAN_IN_USE, name=names[0], subject=names[1])
        reason = self.digest_text(UNDONE)
        for act in self._in_force(acts):
            if isinstance(act.body, GuardianAdded) and act.body.guardian == g.guardian:
                self._append(
                    Corrected(number=act.number, reason=reason, subject=g.subject, photo=None)
                )
        self._drop_guardianship(g)
        self._drop_lonely([g.guardian])

    def _drop_guardianship(self, g: Guardianship) -> None:
        """Rows are removed by one key: the others of the same child are put back."""
        rows = [dict(row) for row in self._rows(_OF_SUBJECT, subject=g.subject).mappings()]
        kept = [row for row in rows if row["guardian"] != g.guardian]
        if len(kept) < len(rows):
            self._remove(schema.guardianship.c.subject, [g.subject])
            self._insert_all(schema.guardianship, kept)

    def _has_signed(self, g: Guardianship, acts: Iterable[Act]) -> bool:
        form, signer = schema.form.c, guardian_signer(g.guardian)
        printed = sa.select(form.serial).where(
            form.subject == g.subject, form.guardian == g.guardian
        )
        return self._row(printed.limit(1)) is not None or any(
            getattr(act.body, "signer", None) == signer for act in acts
        )

    def _check_guardianships(self, subject: SubjectId) -> None:
        """What was altered past the program is not written down as if a clerk had said it."""
        said = guardianships_on(self.acts((subject,))[subject], subject, self.policy, date.max)
        if self.guardianships((subject,))[subject] != said:
            raise self._damaged(f"guardians of subject {subject}")


def subject_columns(person: Subject, policy: str) -> dict[str, object]:
    """A subject as a row of its table, without the id; BadInput for an unusable text."""
    return {
        "name": _name(person.name),
        "folded": search_key(person.name),
        "ordered": order_key(person.name, policy),
        "born": person.born,
        "group": usable(person.group, "group", 100),
        "staff": person.staff,
        "language": usable(person.language, "language", 20),
        "left_on": person.left_on,
        "here_since": person.here_since,
    }


def _name(name: str) -> str:
    if not name.strip():
        raise BadInput(Problem.NAME_MISSING)
    return usable(name, "name", 200)
