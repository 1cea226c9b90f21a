"""Answers about the institution's own editions of the form: drafts, and those issued.

What the files of an edition mean is left to the services; here they are texts by name.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.acts import ActKind, Digest, EditionIssued
from consentdesk.domain.people import ClerkId
from consentdesk.storage.encoding import canonical, moment
from consentdesk.storage.reading_ledger import LedgerReader
from consentdesk.storage.schema import edition, edition_draft, ledger
from consentdesk.storage.snapshot import institution_is

ISSUED = sa.select(edition).where(institution_is(edition)).order_by(edition.c.act)
_NAMES = (
    sa.select(ledger.c.number, ledger.c.at, ledger.c.clerk, ledger.c.kind, ledger.c.body)
    .where(institution_is(ledger), ledger.c.kind == ActKind.EDITION_ISSUED.value)
    .order_by(ledger.c.number)
)
_NAMED = ISSUED.where(edition.c.name == sa.bindparam("name"))
_DRAFTS = (
    sa.select(edition_draft).where(institution_is(edition_draft)).order_by(edition_draft.c.name)
)
_DRAFT = _DRAFTS.where(edition_draft.c.name == sa.bindparam("name"))


@dataclass(frozen=True, slots=True)
class IssuedEdition:
    """An own edition as issued: file names to texts, the digest of all, when (UTC) and by whom."""

    name: str
    files: Mapping[str, str]
    digest: Digest
    at: datetime
    clerk: ClerkId


@dataclass(frozen=True, slots=True)
class EditionDraft:
    """An edition being written; `version` grows with every change, so that none is lost."""

    name: str
    version: int
    content: str
    changed_at: datetime
    clerk: ClerkId


def files_text(files: Mapping[str, str]) -> str:
    """What is stored of an issued edition, and digested by its act."""
    return canonical(dict(files))


def files_digest(text: str) -> Digest:
    """The digest of what `files_text` wrote."""
    return Digest(sha256(text.encode()).hexdigest())


class EditionsReader(LedgerReader):
    """The part of a reader that knows editions."""

    def issued_editions(self) -> dict[str, Digest]:
        """The own editions that were issued, the earliest first, each with its digest."""
        bodies = [self._act(row).body for row in self._rows(_NAMES)]
        return {body.edition: body.files for body in bodies if isinstance(body, EditionIssued)}

    def issued_edition(self, name: str) -> IssuedEdition | None:
        """An own edition that was issued; None where there is none of that name.

        RegisterError REGISTER_DAMAGED where it is not as it was issued.
        """
        row = self._row(_NAMED, name=name)
        if row is None:
            if name in self.issued_editions():
                raise self._damaged(f"edition {name}")
            return None
        return self.edition_in(row)

    def edition_in(self, row: "Row[Any]") -> IssuedEdition:
        """The edition in one of `ISSUED`, held against the act that issued it."""
        act = self._acts_numbered([row.act]).get(row.act)
        digest = files_digest(row.files)
        if act is None or act.body != EditionIssued(edition=row.name, files=digest):
            raise self._damaged(f"edition {row.name}")
        return IssuedEdition(row.name, json.loads(row.files), digest, act.at, act.clerk)

    def edition_drafts(self) -> tuple[EditionDraft, ...]:
        """The editions being written, by name."""
        return tuple(_draft_in(row) for row in self._rows(_DRAFTS) if row.content)

    def edition_draft(self, name: str) -> EditionDraft | None:
        """One of them."""
        row = self._row(_DRAFT, name=name)
        return None if row is None or not row.content else _draft_in(row)


def _draft_in(row: "Row[Any]") -> EditionDraft:
    return EditionDraft(
        row.name, row.version, row.content, moment(row.changed_at), ClerkId(row.clerk)
    )
