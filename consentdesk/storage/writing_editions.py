"""Writing about the institution's own editions of the form: drafts, and issuing one for good."""

from collections.abc import Mapping

import sqlalchemy as sa

from consentdesk.domain.acts import EditionIssued
from consentdesk.domain.roles import Right
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.storage import schema
from consentdesk.storage.encoding import instant
from consentdesk.storage.reading_editions import EditionsReader, files_digest, files_text
from consentdesk.storage.snapshot import institution_is
from consentdesk.storage.writing_ledger import LedgerWriter

_DRAFT = schema.edition_draft
_OF_NAME = (institution_is(_DRAFT), _DRAFT.c.name == sa.bindparam("which"))
_SET = sa.update(_DRAFT).where(*_OF_NAME, _DRAFT.c.version == sa.bindparam("before"))
_LAST = sa.select(_DRAFT.c.version).where(*_OF_NAME)


class EditionsWriter(LedgerWriter, EditionsReader):
    """The part of a writer that knows editions."""

    def add_edition_draft(self, name: str, content: str) -> None:
        """Begin one; BadInput EDITION_EXISTS where an own edition or a draft is called that."""
        self.must(Right.ASK)
        if self.edition_draft(name) is not None or name in self.issued_editions():
            raise BadInput(Problem.EDITION_EXISTS, edition=name)
        last = self._row(_LAST, which=name)
        if last is not None:
            # Whoever still has the one thrown away open never takes this for it.
            self.set_edition_draft(name, last.version, content)
            return
        self._insert(
            _DRAFT,
            name=name,
            version=1,
            content=content,
            changed_at=instant(self.at),
            clerk=self.clerk,
        )

    def set_edition_draft(self, name: str, version: int, content: str) -> int:
        """Change one as it was at that version; returns the next.

        RuleRefusal EDITION_DRAFT_MOVED where somebody else has changed it since, or it is gone.
        """
        self.must(Right.ASK)
        done = self._execute(
            _SET.values(
                version=version + 1,
                content=content,
                changed_at=instant(self.at),
                clerk=self.clerk,
            ),
            which=name,
            before=version,
        )
        if not done.rowcount:
            raise RuleRefusal(Problem.EDITION_DRAFT_MOVED, edition=name)
        return version + 1

    def drop_edition_draft(self, name: str) -> None:
        """Throw one away; BadInput EDITION_UNKNOWN."""
        self.must(Right.ASK)
        draft = self.edition_draft(name)
        if draft is None:
            known = tuple(draft.name for draft in self.edition_drafts())
            raise BadInput(Problem.EDITION_UNKNOWN, edition=name, known=known)
        self.set_edition_draft(name, draft.version, "")

    def issue_edition(self, name: str, files: Mapping[str, str]) -> None:
        """Make a draft final with these files: from now on nobody can change it."""
        self.drop_edition_draft(name)
        text = files_text(files)
        act = self._append(EditionIssued(edition=name, files=files_digest(text)))
        self._insert(schema.edition, name=name, act=act.number, files=text)
