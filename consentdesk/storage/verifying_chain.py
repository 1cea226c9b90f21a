"""Verifying the chain: every line, every digest of a text, the head and the policy.

A line is checked against the line before as it is stored, so one changed line is one problem.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consentdesk.domain.acts import Act, ActKind, ControllerSet, Digest, Opened, PolicySet
from consentdesk.domain.people import InstitutionId
from consentdesk.errors import RegisterError
from consentdesk.storage import schema
from consentdesk.storage.chain import LINE, clerk_told, genesis, is_written, salted
from consentdesk.storage.encoding import instant
from consentdesk.storage.reading import Reader
from consentdesk.storage.snapshot import BATCH, Shelf, among, institution_is
from consentdesk.storage.values import Tampering, VerifyProblem

Progress = Callable[[int, int], None]
Found = Iterator[VerifyProblem]
T = TypeVar("T")
_EVERY = 5_000
_CLERKS = sa.select(schema.clerk).where(institution_is(schema.clerk))
_TEXTS = sa.select(schema.text.c.digest, schema.text.c.salt, schema.text.c.text).where(
    institution_is(schema.text)
)
_KNOWN_TEXTS = sa.select(schema.text.c.digest, schema.text.c.text).where(
    institution_is(schema.text), among(schema.text.c.digest)
)
_PLAIN = sa.select(
    *[
        schema.ledger.c[name]
        for name in ("number", "at", "clerk", "kind", "subject", "photo", "body")
    ]
).where(institution_is(schema.ledger))
_OF_KIND = (
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


class ChainVerifier(Reader):
    """The part of a verifier that knows the ledger."""

    # Each line is held against the next one by `chain`, once.
    _of_subjects = _PLAIN.where(among(schema.ledger.c.subject))
    _of_photos = _PLAIN.where(among(schema.ledger.c.photo))

    def __init__(
        self, connection: Connection, institution: InstitutionId, shelf: Shelf, place: str
    ) -> None:
        super().__init__(connection, institution, shelf, place)
        self.acts_seen = 0
        self.last_digest = genesis(self.institution.uuid)
        self._unreadable: set[int] = set()
        self._progress: Progress | None = None

    def chain(self, progress: Progress | None) -> Found:
        """Every line in order: its number, its link, its digest and its time."""
        self._progress = progress
        uuid = self.institution.uuid
        clerks = {row.id: row.digest for row in self._rows(_CLERKS)}
        number, previous, at = 0, genesis(uuid), ""
        total = self._head.number
        for *line, digest in self._lines():
            if line[0] != number + 1:
                yield VerifyProblem(
                    Tampering.NUMBER_MISSING, number + 1, f"{number + 1}–{line[0] - 1}"
                )
            if line[-1] != previous:
                yield VerifyProblem(Tampering.CHAIN_BROKEN, line[0], "link to the act before")
            if not is_written(uuid, clerks.get(line[3], ""), line, digest):
                yield VerifyProblem(Tampering.CHAIN_BROKEN, line[0], "content")
            if line[2] < at:
                yield VerifyProblem(Tampering.TIME_REVERSED, line[0], f"{line[2]} after {at}")
            number, previous, at = line[0], digest, line[2]
            self.acts_seen += 1
            if progress is not None and self.acts_seen % _EVERY == 0:
                progress(self.acts_seen, total)
        self.last_digest = previous
        yield from self._head_is(number, previous, at)

    def _lines(self) -> Iterator[tuple[Any, ...]]:
        """The columns of LINE and the digest, streamed past SQLAlchemy's rows for speed."""
        raw = self._connection.connection.driver_connection
        if raw is None:
            raise AssertionError("no connection")
        statement = (
            sa.select(*[schema.ledger.c[name] for name in (*LINE, "digest")])
            .where(schema.ledger.c.institution == self.institution.id)
            .order_by(schema.ledger.c.number)
        )
        query = statement.compile(self._connection, compile_kwargs={"literal_binds": True})
        server = self._connection.dialect.name != "sqlite"
        cursor = raw.cursor(name="verify") if server else raw.cursor()
        with closing(cursor):
            if server:
                cursor.itersize = 5_000
            yield from cursor.execute(str(query))

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
            told = clerk_told(row.name or "", row.login)
            if salted(bytes(row.salt or b""), told) != row.digest:
                yield VerifyProblem(Tampering.CLERK_MISMATCH, None, f"clerk {row.id}")

    def texts_are(self) -> Found:
        """Every kept text is the one that was digested."""
        for row in self.stream(_TEXTS):
            if salted(bytes(row.salt), row.text) != row.digest:
                yield VerifyProblem(Tampering.TEXT_MISMATCH, None, f"text {row.digest[:16]}")

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
        for row in self.stream(_OF_KIND, kinds=[k.value for k in kinds]):
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

    def stream(self, statement: sa.Executable, **values: object) -> "Iterator[sa.Row[Any]]":
        """The rows of a large answer, a few at a time."""
        rows = self._rows(statement.execution_options(yield_per=2_000), **values)
        for count, row in enumerate(rows, 1):
            if count % _EVERY == 0:
                self.heed()
            yield row

    def heed(self) -> None:
        """Hear of it where somebody wants this to stop; all lines have been counted already."""
        if self._progress is not None:
            self._progress(self.acts_seen, max(self.acts_seen, self._head.number))


def chunks(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The items in lists of at most that many."""
    source = iter(items)
    while piece := list(islice(source, size)):
        yield piece
