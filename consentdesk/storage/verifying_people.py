"""Verifying people: the stored facts are those the acts digest, the standing is the fold."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from consentdesk.domain.acts import Act, ActKind, Digest, Enrolled, GuardianAdded, Purpose
from consentdesk.domain.consent import Permission, PermissionState, permissions
from consentdesk.domain.people import GuardianId, Guardianship, SubjectId
from consentdesk.storage import plain_standing, schema
from consentdesk.storage.facts import subject_facts
from consentdesk.storage.order import order_key
from consentdesk.storage.plain_standing import PlainStanding, local_day
from consentdesk.storage.reading_people import guardianship_in, stored_permission, subject_in
from consentdesk.storage.search import search_key
from consentdesk.storage.snapshot import among, institution_is
from consentdesk.storage.values import Tampering, VerifyProblem
from consentdesk.storage.verifying_chain import ChainVerifier, Found
from consentdesk.storage.verifying_streams import Following, chunks

_SUBJECTS = (
    sa.select(schema.subject).where(institution_is(schema.subject)).order_by(schema.subject.c.id)
)
# Not put in order: SQLite would rather read the whole ledger by number than sort a few acts.
_ENROLLED = sa.select(
    schema.ledger.c.number,
    schema.ledger.c.at,
    schema.ledger.c.clerk,
    schema.ledger.c.kind,
    schema.ledger.c.body,
).where(
    institution_is(schema.ledger),
    schema.ledger.c.kind == ActKind.ENROLLED.value,
    among(schema.ledger.c.subject),
)
_GONE = (
    sa.select(schema.ledger.c.subject)
    .outerjoin(schema.subject, schema.subject.c.id == schema.ledger.c.subject)
    .where(
        institution_is(schema.ledger),
        schema.ledger.c.kind == ActKind.ENROLLED.value,
        schema.subject.c.id.is_(None),
    )
    .distinct()
)
_GUARDIANSHIPS = (
    sa.select(schema.guardianship, schema.guardian.c.digest)
    .join(schema.guardian, schema.guardian.c.id == schema.guardianship.c.guardian)
    .where(institution_is(schema.guardianship))
)
_GUARDIANS = sa.select(schema.guardian).where(institution_is(schema.guardian))
_PRESENT = sa.select(schema.subject.c.id).where(institution_is(schema.subject))
_STANDING = sa.select(schema.standing).where(
    institution_is(schema.standing), among(schema.standing.c.subject)
)
Said = tuple[int, Guardianship, str | None]


class PeopleVerifier(ChainVerifier):
    """The part of a verifier that knows people."""

    def subjects_are(self) -> Found:
        """Every subject's row says what the latest ENROLLED act digests, and nobody is missing.

        Nor is anybody there who was erased.
        """
        erased = self.erased()
        for rows in chunks(self.stream(_SUBJECTS)):
            found = [self.read_act(r) for r in self._in_batches(_ENROLLED, (r.id for r in rows))]
            acts = sorted((a for a in found if a is not None), key=lambda a: a.number)
            latest = {a.body.subject: a for a in acts if isinstance(a.body, Enrolled)}
            texts = self.kept(a.body.facts for a in latest.values() if isinstance(a.body, Enrolled))
            for row in rows:
                if row.id in erased:
                    detail = f"subject {row.id} was erased"
                    yield VerifyProblem(Tampering.SUBJECT_MISMATCH, None, detail)
                yield from self._subject_is(row, latest.get(SubjectId(row.id)), texts)
        for subject in [SubjectId(i) for i in self._rows(_GONE).scalars()]:
            kinds = {a.kind for a in self._in_force(self.acts((subject,))[subject])}
            if ActKind.ENROLLED in kinds and ActKind.ERASED not in kinds:
                yield VerifyProblem(Tampering.SUBJECT_MISMATCH, None, f"subject {subject} is gone")

    def _subject_is(self, row: "sa.Row[Any]", act: Act | None, texts: dict[Digest, str]) -> Found:
        person, code = subject_in(row), Tampering.SUBJECT_MISMATCH
        if act is None or not isinstance(act.body, Enrolled):
            yield VerifyProblem(code, None, f"subject {person.id} was never enrolled")
            return
        facts = texts.get(act.body.facts)
        if facts is None:
            detail = f"facts of subject {person.id}"
            yield VerifyProblem(Tampering.TEXT_MISSING, act.number, detail)
        elif facts != subject_facts(person):
            yield VerifyProblem(code, act.number, f"facts of subject {person.id}")
        if row.folded != search_key(person.name):
            yield VerifyProblem(code, act.number, f"search key of subject {person.id}")
        if row.ordered != order_key(person.name, self.institution.policy_name):
            yield VerifyProblem(code, act.number, f"place in lists of subject {person.id}")

    def guardianships_are(self) -> Found:
        """Every guardianship is the latest GUARDIAN_ADDED act's in force, and none is missing."""
        code = Tampering.GUARDIANSHIP_MISMATCH
        told = tuple(self.of_kinds(ActKind.GUARDIAN_ADDED, ActKind.CORRECTED))
        stands = {a.number for a in self._in_force([a for a, _ in told])}
        said: dict[tuple[SubjectId, GuardianId], Said] = {}
        for act, binds in told:
            if isinstance(act.body, GuardianAdded) and act.number in stands:
                relation = _relation(act.body)
                said[relation.subject, relation.guardian] = (act.number, relation, binds)
        for row in self.stream(_GUARDIANSHIPS):
            relation = guardianship_in(row)
            number, wanted, binds = said.pop(
                (relation.subject, relation.guardian), (None, None, None)
            )
            if relation != wanted or binds != row.digest:
                detail = f"guardian {relation.guardian} of subject {relation.subject}"
                yield VerifyProblem(code, number, detail)
        present = set(self._rows(_PRESENT).scalars())
        for (subject, guardian), (number, _, _) in said.items():
            if subject in present:
                detail = f"guardian {guardian} of subject {subject} is gone"
                yield VerifyProblem(code, number, detail)

    def guardians_are(self) -> Found:
        """Every guardian has the name that was digested."""
        for rows in chunks(self.stream(_GUARDIANS)):
            texts = self.kept(Digest(r.digest) for r in rows)
            for row in rows:
                if texts.get(Digest(row.digest)) != row.name:
                    detail = f"name of guardian {row.id}"
                    yield VerifyProblem(Tampering.GUARDIAN_MISMATCH, None, detail)

    def standing_is(self) -> Found:
        """The stored permissions are what the fold says for the day they were worked out.

        Not before the day of the last act about the person, which worked them out anew: a row kept
        from before a withdrawal, and put back with its day, is none of today's.

        Skipped while a new policy file waits to be recorded: the next write works all out again.
        """
        if not self._recorded_policy_is_current:
            return
        for subjects in chunks(self.people_in_doubt()):
            yield from self._standing_of(subjects)

    def people_in_doubt(self) -> Iterator[SubjectId]:
        """Those whose stored permissions are not plainly what the fold says, by number."""
        relations = Following(self.plain(plain_standing.RELATIONS))
        acts = Following(self.plain(plain_standing.ACTS))
        stored = Following(self.plain(plain_standing.STORED))
        looked = PlainStanding(self.policy)
        for person in self.plain(plain_standing.PEOPLE):
            id = person[0]
            if not looked.is_plain(person, relations.of(id), acts.of(id), stored.of(id)):
                yield SubjectId(id)

    def _standing_of(self, subjects: list[SubjectId]) -> Found:
        people = self.subjects(subjects)
        relations, acts = self.guardianships(people), self.acts(people)
        stored: dict[SubjectId, dict[Purpose, tuple[Permission, Any]]] = defaultdict(dict)
        for row in self._in_batches(_STANDING, subjects):
            given = stored_permission(row)
            stored[given.subject][given.purpose] = (given, row.computed_on)
        for subject, person in people.items():
            mine = stored.get(subject, {})
            wanted = {*self.policy.purposes, *mine}
            last = max((act.at for act in acts[subject]), default=None)
            since = date.min if last is None else local_day(last, self.policy)
            # One fold per day, and there is nearly always one day only.
            for on in {day for _, day in mine.values()} or {date.max}:
                folds = permissions(
                    person, relations[subject], acts[subject], wanted, self.policy, max(on, since)
                )
                for purpose, fold in folds.items():
                    given, day = mine.get(purpose, (_never(subject, purpose), on))
                    if day == on and given != fold:
                        detail = f"subject {subject}, {purpose}"
                        yield VerifyProblem(Tampering.STANDING_MISMATCH, fold.decision, detail)


def _never(subject: SubjectId, purpose: Purpose) -> Permission:
    return Permission(subject=subject, purpose=purpose, state=PermissionState.NEVER_ASKED)


def _relation(body: GuardianAdded) -> Guardianship:
    return Guardianship(
        guardian=body.guardian,
        subject=body.subject,
        custody=body.custody,
        since=body.since,
        until=body.until,
    )
