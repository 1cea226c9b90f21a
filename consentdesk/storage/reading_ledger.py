"""Answers from the ledger itself: acts, texts, clerks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from heapq import nlargest
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.acts import Act, ActKind, Digest, Enrolled, Purpose
from consentdesk.domain.people import ClerkId, SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.domain.roles import Right
from consentdesk.errors import BadInput, Problem
from consentdesk.storage.chain import LINE, is_written
from consentdesk.storage.encoding import decode, instant, moment
from consentdesk.storage.reading_clerks import ClerksReader
from consentdesk.storage.schema import clerk, ledger, text
from consentdesk.storage.snapshot import among, institution_is
from consentdesk.storage.values import OWN_REASONS, Head

_ACT = sa.select(ledger.c.number, ledger.c.at, ledger.c.clerk, ledger.c.kind, ledger.c.body).where(
    institution_is(ledger)
)
_NEXT = ledger.alias("following")
# Put in order here: asked for the order, SQLite would rather read the whole ledger by number than
# sort the few acts that an index finds.
LINES = (
    sa.select(
        *[ledger.c[name] for name in LINE], ledger.c.digest, _NEXT.c.previous.label("handed_on")
    )
    .outerjoin(
        _NEXT,
        sa.and_(_NEXT.c.institution == ledger.c.institution, _NEXT.c.number == ledger.c.number + 1),
    )
    .where(institution_is(ledger))
)
"""Whole lines, each with what the next one was hung on: for `_written`."""
_BY_SUBJECT = LINES.where(among(ledger.c.subject))
_BY_PHOTO = LINES.where(among(ledger.c.photo))
_BY_SERIAL = _ACT.add_columns(ledger.c.serial).where(among(ledger.c.serial))
_ENROLMENTS = _ACT.where(among(ledger.c.subject), ledger.c.kind == ActKind.ENROLLED.value)
_NUMBERS_OF_PHOTOS = sa.select(ledger.c.number, ledger.c.kind).where(
    institution_is(ledger), among(ledger.c.photo)
)
_SOME = _ACT.where(among(ledger.c.number))
_NUMBERED = LINES.where(among(ledger.c.number))
_BY_NUMBER = _ACT.where(ledger.c.number == sa.bindparam("number"))
_LAST_BEFORE = (
    sa.select(ledger.c.number, ledger.c.digest, ledger.c.at)
    .where(institution_is(ledger), ledger.c.at < sa.bindparam("at"))
    .order_by(ledger.c.number.desc())
    .limit(1)
)
_TEXTS = sa.select(text.c.digest, text.c.text).where(institution_is(text), among(text.c.digest))
_CLERK_DIGESTS = sa.select(clerk.c.id, clerk.c.digest).where(institution_is(clerk))


class LedgerReader(ClerksReader):
    """The part of a reader that knows acts."""

    _of_subjects: sa.Executable = _BY_SUBJECT
    _of_photos: sa.Executable = _BY_PHOTO
    _clerk_digests: dict[int, str] | None = None

    def acts(
        self, subjects: Iterable[SubjectId], purposes: Iterable[Purpose] | None = None
    ) -> dict[SubjectId, tuple[Act, ...]]:
        """The acts about each subject by number; every asked id is a key.

        With `purposes`, acts that name purposes are left out unless they name one of these.
        Corrections and what they correct are included: folding them is `consent.permission`'s.
        RegisterError REGISTER_DAMAGED for a line that is not as it was written.
        """
        found: dict[SubjectId, list[Act]] = {s: [] for s in subjects}
        wanted = None if purposes is None else frozenset(purposes)
        for row in self._in_batches(self._of_subjects, found):
            act = self._understood(row)
            if act is not None and (wanted is None or _touches(act, wanted)):
                found[SubjectId(row.subject)].append(act)
        return {s: _by_number(acts) for s, acts in found.items()}

    def acts_on(self, photos: Iterable[PhotoId]) -> dict[PhotoId, tuple[Act, ...]]:
        """The acts about each photo by number, corrections included; every asked id is a key.

        RegisterError REGISTER_DAMAGED for a line that is not as it was written.
        """
        found: dict[PhotoId, list[Act]] = {p: [] for p in photos}
        for row in self._in_batches(self._of_photos, found):
            act = self._understood(row)
            if act is not None:
                found[PhotoId(row.photo)].append(act)
        return {p: _by_number(acts) for p, acts in found.items()}

    def _acts_numbered(self, numbers: Iterable[int]) -> dict[int, Act]:
        """Those of the acts that exist; REGISTER_DAMAGED for one that is not as it was written."""
        return {row.number: self._written(row) for row in self._in_batches(_NUMBERED, numbers)}

    def _acts_of_serials(self, serials: Iterable[str]) -> dict[str, tuple[Act, ...]]:
        found: dict[str, list[Act]] = {s: [] for s in serials}
        for row in self._in_batches(_BY_SERIAL, found):
            found[row.serial].append(self._act(row))
        return {s: _by_number(acts) for s, acts in found.items()}

    def ledger(
        self,
        *,
        before: int | None = None,
        limit: int = 200,
        kinds: frozenset[ActKind] | None = None,
        subject: SubjectId | None = None,
    ) -> tuple[Act, ...]:
        """The newest acts first; `before` is the last number already shown."""
        statement = _ACT.order_by(ledger.c.number.desc()).limit(limit)
        if before is not None:
            statement = statement.where(ledger.c.number < before)
        if subject is not None:
            statement = statement.where(ledger.c.subject == subject)
        if kinds is None:
            return tuple(self._act(row) for row in self._rows(statement))
        # Kind by kind, each from its end of an index: rare ones may be far back.
        found = [
            self._act(row)
            for kind in sorted(kinds)
            for row in self._rows(statement.where(ledger.c.kind == kind.value))
        ]
        return tuple(sorted(found, key=lambda act: act.number, reverse=True)[:limit])

    def ledger_of_photos(
        self,
        photos: Iterable[PhotoId],
        *,
        before: int | None = None,
        limit: int = 200,
        kinds: frozenset[ActKind] | None = None,
    ) -> tuple[Act, ...]:
        """The same of the acts about any of those photos; none is read that isn't among them."""
        numbers = [
            row.number
            for row in self._in_batches(_NUMBERS_OF_PHOTOS, photos)
            if (before is None or row.number < before) and (kinds is None or row.kind in kinds)
        ]
        newest = nlargest(limit, numbers)
        found = [self._act(row) for row in self._in_batches(_SOME, newest)]
        return tuple(sorted(found, key=lambda act: act.number, reverse=True))

    def enrolments(self, subjects: Iterable[SubjectId]) -> dict[SubjectId, tuple[Act, ...]]:
        """The acts that enrolled or changed each subject by number, corrected ones included."""
        found: dict[SubjectId, list[Act]] = defaultdict(list)
        for row in self._in_batches(_ENROLMENTS, subjects):
            act = self._act(row)
            if isinstance(act.body, Enrolled):
                found[act.body.subject].append(act)
        return {s: _by_number(acts) for s, acts in found.items()}

    def act(self, number: int) -> Act:
        """One act; BadInput UNKNOWN_ACT."""
        row = self._row(_BY_NUMBER, number=number)
        if row is None:
            raise BadInput(Problem.UNKNOWN_ACT, number=number)
        return self._act(row)

    def head_before(self, at: datetime) -> Head:
        """Where the ledger stood just before that moment, whatever was written since.

        Number 0 and no digest where it had not begun.
        """
        row = self._row(_LAST_BEFORE, at=instant(at))
        if row is None:
            return Head(0, Digest(""), 0, None)
        return Head(row.number, Digest(row.digest), 0, moment(row.at))

    def texts(self, digests: Iterable[Digest]) -> dict[Digest, str]:
        """The texts behind digests in acts; erased ones are missing.

        So is what people gave as reasons, for whoever may not see that.
        """
        found = {Digest(r.digest): r.text for r in self._in_batches(_TEXTS, digests)}
        if self.may(Right.SEE_REASONS):
            return found
        return {digest: text for digest, text in found.items() if text in OWN_REASONS}

    def _understood(self, row: "Row[Any]") -> Act | None:
        """The act in a whole line; None is for whoever goes on past one that makes no sense."""
        return self._written(row)

    def _written(self, row: "Row[Any]") -> Act:
        """The act in a whole line, which must have the digest that the next one was hung on.

        So whoever alters a line has to work out anew all that come after it.
        """
        who, last = self._clerks_told().get(row.clerk, ""), self._head
        if not is_written(self.institution.uuid, who, row[: len(LINE)], row.digest):
            raise self._damaged(f"act {row.number}")
        if row.digest != (last.digest if row.number == last.number else row.handed_on):
            raise self._damaged(f"act {row.number}")
        return self._act(row)

    def _clerks_told(self) -> dict[int, str]:
        """The digest of each clerk's name."""
        if self._clerk_digests is None:
            self._clerk_digests = {r.id: r.digest for r in self._rows(_CLERK_DIGESTS)}
        return self._clerk_digests

    def _act(self, row: "Row[Any]") -> Act:
        try:
            body, at = decode(ActKind(row.kind), row.body), moment(row.at)
        except (KeyError, TypeError, ValueError):
            raise self._damaged(f"act {row.number}") from None
        return Act(number=row.number, at=at, clerk=ClerkId(row.clerk), body=body)


def _touches(act: Act, purposes: frozenset[Purpose]) -> bool:
    one = getattr(act.body, "purpose", None)
    several = getattr(act.body, "purposes", None)
    if one is not None:
        return one in purposes
    return several is None or not purposes.isdisjoint(several)


def _by_number(acts: Iterable[Act]) -> tuple[Act, ...]:
    return tuple(sorted(acts, key=lambda act: act.number))
