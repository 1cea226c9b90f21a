"""Verifying the chain: every line, every digest of a text, the head and the policy.

A line is checked against the line before as it is stored, so one changed line is one problem.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consentdesk.domain.acts import Act, ActKind, ControllerSet, Digest, Opened, PolicySet
from consentdesk.domain.people import InstitutionId
from consentdesk.errors import RegisterError
from consentdesk.storage import schema
from consentdesk.storage.chain import LINE, LinesInOrder, genesis, is_clerk, salted
from consentdesk.storage.encoding import instant, moment
from consentdesk.storage.snapshot import Shelf, among, institution_is
from consentdesk.storage.values import Tampering, VerifyProblem
from consentdesk.storage.verifying_course import Course
from consentdesk.storage.verifying_streams import StreamVerifier

Found = Iterator[VerifyProblem]
_CLERKS = sa.select(schema.clerk).where(institution_is(schema.clerk))
_TEXTS = sa.select(schema.text.c.digest, schema.text.c.salt, schema.text.c.text).where(
    institution_is(schema.text)
)
_KNOWN_TEXTS = sa.select(schema.text.c.digest, schema.text.c.text).where(
    institution_is(schema.text), among(schema.text.c.digest)
)
_LINES = (
    sa.select(*[schema.ledger.c[name] for name in (*LINE, "digest")])
    .where(institution_is(schema.ledger))
    .order_by(schema.ledger.c.number)
)
_WITHOUT_DIGESTS = sa.select(
    *[
        schema.ledger.c[name]
        for name in ("number", "at", "clerk", "kind", "subject", "photo", "body")
    ]
).where(institution_is(schema.ledger))
OF_KIND = (
    sa.select(
        schema.ledger.c.number,
        schema.ledger.c.at,
        schema.ledger.c.clerk,
        schema.ledger.c.kind,
        schema.ledger.c.body,
        schema.ledger.c.binds,
    )
    .where(
        institution_is(schema.ledger),
        schema.ledger.c.kind.in_(sa.bindparam("kinds", expanding=True)),
    )
    .order_by(schema.ledger.c.number)
)


class ChainVerifier(StreamVerifier):
    """The part of a verifier that knows the ledger."""

    # Each line is held against the next one by `chain`, once.
    _of_subjects = _WITHOUT_DIGESTS.where(among(schema.ledger.c.subject))
    _of_photos = _WITHOUT_DIGESTS.where(among(schema.ledger.c.photo))

    def __init__(
        self,
        connection: Connection,
        institution: InstitutionId,
        shelf: Shelf,
        place: str,
        course: Course | None = None,
    ) -> None:
        super().__init__(connection, institution, shelf, place, course)
        self.acts_seen = 0
        self.last_digest = genesis(self.institution.uuid)
        self._unreadable: set[int] = set()

    def chain(self) -> Found:
        """Every line in order: its number, its link, its digest and its time."""
        uuid = self.institution.uuid
        are_written = LinesInOrder(
            uuid, {row.id: row.digest for row in self._rows(_CLERKS)}
        ).are_written
        number, previous, at = 0, genesis(uuid), ""
        for *line, digest in self.plain(_LINES):
            if line[0] != number + 1:
                yield VerifyProblem(
                    Tampering.NUMBER_MISSING, number + 1, f"{number + 1}–{line[0] - 1}"
                )
            if line[-1] != previous:
                yield VerifyProblem(Tampering.CHAIN_BROKEN, line[0], "link to the act before")
            if not are_written(line, digest):
                yield VerifyProblem(Tampering.CHAIN_BROKEN, line[0], "content")
            if line[2] != at:
                if line[2] < at:
                    detail = f"{line[2]} after {at}"
                    yield VerifyProblem(Tampering.TIME_REVERSED, line[0], detail)
                self._time_is(line[0], line[2])
            number, previous, at = line[0], digest, line[2]
            self.acts_seen += 1
        self.last_digest = previous
        yield from self._head_is(number, previous, at)

    def _time_is(self, number: int, at: str) -> None:
        """Whether the time is one; once for all that look at acts and leave their time alone."""
        try:
            moment(at)
        except (TypeError, ValueError):
            self._unreadable.add(number)

    def _head_is(self, number: int, digest: Digest, at: str) -> Found:
        head = self._head
        if (head.number, head.digest) != (number, digest):
            detail = f"head at {head.number}, last act {number}"
            yield VerifyProblem(Tampering.HEAD_MISMATCH, number or None, detail)
        if at and (head.at is None or instant(head.at) != at):
            yield VerifyProblem(Tampering.HEAD_MISMATCH, number, "time of the head")

    def clerks_are(self) -> Found:
        """A clerk's name is the one whose digest went into the chain."""
        for row in self._rows(_CLERKS):
            if not is_clerk(row.name or "", row.login, bytes(row.salt or b""), row.digest):
                yield VerifyProblem(Tampering.CLERK_MISMATCH, None, f"clerk {row.id}")

    def texts_are(self) -> Found:
        """Every kept text is the one that was digested."""
        for digest, salt, text in self.plain(_TEXTS):
            if salted(bytes(salt), text) != digest:
                yield VerifyProblem(Tampering.TEXT_MISMATCH, None, f"text {digest[:16]}")

    def institution_is_itself(self) -> Found:
        """Name, policy and contact are those in the ledger."""
        asked = [act for act, _ in self.of_kinds(ActKind.CONTROLLER_SET)]
        policies = list(self.of_kinds(ActKind.POLICY_SET))
        number, name = self._named(asked)
        if [self.institution.name] != list(self.kept(name).values()):
            yield VerifyProblem(Tampering.INSTITUTION_MISMATCH, number, "name")
        row = self._row(
            sa.select(
                schema.institution.c.policy_digest, schema.institution.c.controller_digest
            ).where(schema.institution.c.id == self.institution.id)
        )
        latest = policies[-1][0].body if policies else None
        said = (latest.policy, latest.values) if isinstance(latest, PolicySet) else None
        if row is None or said != (self.institution.policy_name, row.policy_digest):
            number = policies[-1][0].number if policies else None
            yield VerifyProblem(Tampering.POLICY_MISMATCH, number, "not the policy last recorded")
        last = asked[-1].body if asked else None
        facts = last.facts if isinstance(last, ControllerSet) else None
        if row is not None and row.controller_digest != facts:
            number = asked[-1].number if asked else None
            yield VerifyProblem(Tampering.INSTITUTION_MISMATCH, number, "contact")

    def _named(self, asked: Sequence[Act]) -> tuple[int | None, tuple[Digest, ...]]:
        """The act that last said how the institution is called, and the digest of the name."""
        for act in reversed(asked):
            if isinstance(act.body, ControllerSet) and act.body.name is not None:
                return act.number, (act.body.name,)
        opened = [a.body for a, _ in self.of_kinds(ActKind.OPENED) if isinstance(a.body, Opened)]
        return 1, tuple(body.institution for body in opened)

    def of_kinds(self, *kinds: ActKind) -> Iterator[tuple[Act, str | None]]:
        """The acts of these kinds, by number, each with what it binds.

        One that can't be read is left out here and reported once, by `unreadable_acts`.
        """
        for row in self.stream(OF_KIND, kinds=[k.value for k in kinds]):
            act = self.read_act(row)
            if act is not None:
                yield act, row.binds

    def read_act(self, row: "sa.Row[Any]") -> Act | None:
        """The act in a row of the ledger, or None where its body makes no sense."""
        try:
            return self._act(row)
        except RegisterError:
            self._unreadable.add(row.number)
            return None

    def _understood(self, row: "sa.Row[Any]") -> Act | None:
        """One that makes no sense hides nothing of what else is wrong."""
        return self.read_act(row)

    def _written(self, row: "sa.Row[Any]") -> Act:
        """Every line is looked at once, by `chain`."""
        return self._act(row)

    def unreadable_acts(self) -> Found:
        """Acts met on the way whose bodies make no sense."""
        for number in sorted(self._unreadable):
            yield VerifyProblem(Tampering.ACT_UNREADABLE, number, "body")

    def kept(self, digests: Iterable[Digest]) -> dict[Digest, str]:
        """The texts still kept of these."""
        return {Digest(r.digest): r.text for r in self._in_batches(_KNOWN_TEXTS, digests)}
