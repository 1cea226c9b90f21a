"""Answers from the acts about what stood on a day: rules, people; and whether the record is whole.

Verdicts ask here. What a side table says is used where the ledger vouches for it and nowhere else,
so that no change past the program lets a picture out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from consentdesk.domain.acts import Act, ActKind, Digest, Enrolled, PolicySet
from consentdesk.domain.history import enrolment_on, guardianships_on, rules_on, rules_since
from consentdesk.domain.people import Guardianship, Subject, SubjectId
from consentdesk.domain.policy import Policy
from consentdesk.storage.chain import LINE, genesis, is_written, salted
from consentdesk.storage.encoding import instant
from consentdesk.storage.facts import subject_told
from consentdesk.storage.policies import recorded_policy
from consentdesk.storage.reading_ledger import LedgerReader
from consentdesk.storage.schema import institution, ledger, text
from consentdesk.storage.server_appending import facts_for_photographers
from consentdesk.storage.server_looking import looks_as_photographer
from consentdesk.storage.snapshot import among, institution_is

_LAST = (
    sa.select(ledger.c.number, ledger.c.digest, ledger.c.at)
    .where(institution_is(ledger))
    .order_by(ledger.c.number.desc())
    .limit(1)
)
_RULES = sa.select(
    ledger.c.number, ledger.c.at, ledger.c.clerk, ledger.c.kind, ledger.c.body
).where(institution_is(ledger), ledger.c.kind == ActKind.POLICY_SET.value)
_LAST_RULES = (
    _RULES.add_columns(institution.c.policy, institution.c.policy_digest)
    .join(institution, institution.c.id == ledger.c.institution)
    .order_by(ledger.c.number.desc())
    .limit(1)
)
_LINES = (
    sa.select(*[ledger.c[name] for name in LINE], ledger.c.digest)
    .where(
        institution_is(ledger),
        ledger.c.number > sa.bindparam("since"),
        ledger.c.number <= sa.bindparam("until"),
    )
    .order_by(ledger.c.number)
)
_AT_A_TIME = 2_000
_AT_ONCE = 20_000
"""Lines gone through before any verdict, a sign in a list too; with what leads to them they take a
third of a second."""
_FOR_A_CHECK = 300_000
"""Lines gone through before a check; an institution of twenty thousand photos has half of them."""
_HOW_MANY = sa.select(sa.func.count()).where(
    institution_is(ledger), ledger.c.number > sa.bindparam("since")
)
_TEXTS = sa.select(text).where(institution_is(text), among(text.c.digest))


class HistoryReader(LedgerReader):
    """The part of a reader that knows what stood when."""

    _checked = False

    def policy_on(self, on: date) -> Policy:
        """The policy that applied at the end of that local day; today's from the last act's day on.

        For verdicts: RegisterError REGISTER_DAMAGED where the ledger does not end at the head, or
        the institution names other rules than were last recorded.
        """
        self._check_ends()
        if self._is_latest(on):
            return self.policy
        stood = rules_on(map(self._act, self._rows(_RULES)), self.policy, on)
        if stood is None:
            raise self._damaged("policy")
        (found,) = self._recorded_policies((stood,))
        return found

    def policies_before(self, numbers: Iterable[int]) -> dict[int, Policy]:
        """The policy that applied when the act of that number was written, or the first there was.

        For lists, which do not look at the ledger's ends first. What was set later on the same day
        doesn't count.
        """
        wanted = frozenset(numbers)
        if not wanted:
            return {}
        acts = [self._act(row) for row in self._rows(_RULES)]
        rules = {a.number: a.body for a in acts if isinstance(a.body, PolicySet)}
        if not rules:
            raise self._damaged("policy")
        first = min(rules)
        stood = {n: max((r for r in rules if r < n), default=first) for n in wanted}
        needed = sorted(set(stood.values()))
        policies = dict(
            zip(needed, self._recorded_policies([rules[r] for r in needed]), strict=True)
        )
        return {n: policies[r] for n, r in stood.items()}

    def _is_latest(self, on: date) -> bool:
        """Whether nothing was written after that local day."""
        last = self._head.at
        return last is None or on >= last.astimezone(ZoneInfo(self.policy.timezone)).date()

    def policies_since(self, at: datetime) -> tuple[Policy, ...]:
        """Every policy that has applied at that moment or later, today's last."""
        stood = rules_since(map(self._act, self._rows(_RULES)), at)
        return (*self._recorded_policies(stood), self.policy)

    def _recorded_policies(self, stood: Sequence[PolicySet]) -> Iterator[Policy]:
        told = self._told(one.values for one in stood)
        for one in stood:
            yield recorded_policy(told[one.values], self.policy)

    def people_on(
        self, acts: Mapping[SubjectId, Sequence[Act]], policy: Policy, on: date
    ) -> dict[SubjectId, Subject]:
        """The facts the acts vouched for on that day, of every subject asked about.

        RegisterError REGISTER_DAMAGED for anybody who was never enrolled, or whose facts are gone.
        """
        facts: dict[SubjectId, Digest] = {}
        for subject, about in acts.items():
            digest = enrolment_on(about, subject, policy, on)
            if digest is None:
                raise self._damaged(f"subject {subject}")
            facts[subject] = digest
        told = self._facts(facts)
        found = {}
        for subject, digest in facts.items():
            if digest not in told:
                raise self._damaged(f"subject {subject}")
            found[subject] = subject_told(subject, told[digest])
        return found

    def _facts(self, facts: Mapping[SubjectId, Digest]) -> dict[Digest, str]:
        if looks_as_photographer(self._connection):
            return facts_for_photographers(self._connection, self.institution.id, facts)
        return self._told(facts.values())

    def facts_told(self, enrolments: Iterable[Enrolled]) -> dict[Digest, Subject]:
        """What each enrolment said of its subject, for reading and never for a verdict.

        Erased facts are missing, and so are those that aren't what was digested: a journal can be
        read though it is damaged.
        """
        whose = {one.facts: one.subject for one in enrolments}
        return {
            Digest(row.digest): self.told(subject_told(whose[Digest(row.digest)], row.text))
            for row in self._in_batches(_TEXTS, whose)
            if salted(bytes(row.salt), row.text) == row.digest
        }

    def guardianships_on(
        self, acts: Mapping[SubjectId, Sequence[Act]], policy: Policy, on: date
    ) -> dict[SubjectId, tuple[Guardianship, ...]]:
        """The guardianships the acts vouched for on that day."""
        return {s: guardianships_on(about, s, policy, on) for s, about in acts.items()}

    def _check_ends(self) -> None:
        """Whether no line is missing, the last is the head's, and its rules are those gone by.

        Looked at once; what a writer adds is its own.
        """
        if self._checked:
            return
        head, row = self._head, self._row(_LAST)
        at = instant(head.at) if head.at is not None else None
        found = (row.number, row.digest, row.at) if row is not None else (0, head.digest, None)
        if found != (head.number, head.digest, at):
            raise self._damaged("head")
        if not self._check_lines(self._shelf.proven_until(head.number), _AT_ONCE):
            self._check_count()
        row = self._row(_LAST_RULES)
        last = self._act(row).body if row is not None else None
        gone_by = (row.policy, row.policy_digest) if row is not None else None
        if not isinstance(last, PolicySet) or (last.policy, last.values) != gone_by:
            raise self._damaged("policy")
        self._checked = True

    def check_chain(self, *, anew: bool = True, heed: Callable[[], None] | None = None) -> None:
        """Whether every line is as it was written; RegisterError REGISTER_DAMAGED.

        Of somebody whose no was given to another only the line of that no can tell, and who reads
        the lines about the people on a picture never comes upon it. So all are gone through:
        `anew` for whatever leaves, in the very transaction that says so; for a check where anybody
        but this program has written to the file since, else those stand that this open register has
        gone through before. `heed` may raise `Cancelled`.

        What that leaves: with more than `_AT_ONCE` lines, the signs in lists and panels until the
        next check or export; with more than `_FOR_A_CHECK`, checks too until then, for one that
        takes half a minute each time is one that people go round; and for checks what is altered in
        the very moment after a commit of our own. Nothing leaves by them.
        """
        self._check_ends()
        number = self._head.number
        known = None if anew else self._shelf.proven_until(number, self.counted)
        self._check_lines(known, number if anew else _FOR_A_CHECK, heed)

    def _check_lines(
        self, known: tuple[int, str] | None, most: int, heed: Callable[[], None] | None = None
    ) -> bool:
        """Go through the lines after a known one; False where that would be more than so many."""
        head = self._head
        number, previous = known or (0, genesis(self.institution.uuid))
        if head.number - number > most:
            return False
        if not number:
            # Before the first line, for a line once gone through stands.
            self._check_index()
        began, uuid, clerks = number, self.institution.uuid, self._clerks_told()
        while number < head.number:
            if heed is not None:
                heed()
            until = min(number + _AT_A_TIME, head.number)
            line: list[Any]
            for *line, digest in self._rows(_LINES, since=number, until=until).all():
                if line[0] != number + 1 or line[-1] != previous:
                    return self._check_anew(began, number + 1, most, heed)
                if not is_written(uuid, clerks.get(line[3], ""), line, digest):
                    raise self._damaged(f"act {line[0]}")
                number, previous = line[0], digest
                if number == self._began_at:
                    # Not what a writer has added since, which may yet be rolled back.
                    counted = None if began else self.counted
                    self._shelf.found_proven(number, previous, counted)
            if number < until:
                return self._check_anew(began, number + 1, most, heed)
        if previous != head.digest:
            return self._check_anew(began, number, most, heed)
        return True

    def _check_index(self) -> None:
        """Whether the indexes of a file lead to every line; a server sees to its own.

        Lines are gone through one after the other, but those about the people on a picture are
        found by an index. A withdrawal that it has lost would be as if it had never been made.
        """
        if self._connection.dialect.name == "sqlite":
            told = self._connection.exec_driver_sql(f"PRAGMA integrity_check({ledger.name})")
            if told.scalar() != "ok":
                raise self._damaged("index of the ledger")

    def _check_anew(
        self, began: int, number: int, most: int, heed: Callable[[], None] | None
    ) -> bool:
        """What doesn't fit: on to a register restored meanwhile, or at all."""
        if not began:
            raise self._damaged(f"act {number}")
        return self._check_lines(None, most, heed)

    def _check_count(self) -> None:
        head = self._head
        since = self._shelf.whole_until(head.number)
        if self._rows(_HOW_MANY, since=since).scalar() != head.number - since:
            raise self._damaged("number of acts")
        # Not what a writer has added since, which may yet be rolled back.
        self._shelf.found_whole(self._began_at)

    def _told(self, digests: Iterable[Digest]) -> dict[Digest, str]:
        """The texts behind digests, each the one that was digested; an erased one is missing."""
        found = {}
        for row in self._in_batches(_TEXTS, digests):
            if salted(bytes(row.salt), row.text) != row.digest:
                raise self._damaged(f"text {row.digest[:16]}")
            found[Digest(row.digest)] = row.text
        return found
