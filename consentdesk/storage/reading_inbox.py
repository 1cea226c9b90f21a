"""Answers about the inbox: files that came in, their pages, and the sheets these make up."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.acts import Digest, Serial
from consentdesk.domain.inbox import (
    Apart,
    FileId,
    InboxFile,
    InboxPage,
    PageId,
    Sheet,
    SheetId,
    SheetState,
)
from consentdesk.domain.people import SubjectId
from consentdesk.domain.sheets import PageAt
from consentdesk.errors import BadInput, Problem
from consentdesk.storage.encoding import moment
from consentdesk.storage.inbox_texts import draft_of, read_of
from consentdesk.storage.reading_forms import FormsReader
from consentdesk.storage.schema import inbox_file, inbox_page, inbox_sheet
from consentdesk.storage.snapshot import among, institution_is

OPEN = (SheetState.WAITING, SheetState.ACCEPTED, SheetState.ASIDE)
"""The states of a sheet with which something is still to be done."""

_FILE = sa.select(inbox_file).where(
    institution_is(inbox_file), inbox_file.c.digest == sa.bindparam("digest")
)
_FILES = sa.select(inbox_file).where(institution_is(inbox_file), among(inbox_file.c.id))
_PAGES = (
    sa.select(inbox_page, inbox_file.c.name.label("file_name"))
    .join(inbox_file, inbox_file.c.id == inbox_page.c.file)
    .where(institution_is(inbox_page))
    .order_by(inbox_page.c.id)
)
_PAGES_OF = _PAGES.where(among(inbox_page.c.sheet))
_PAGES_APART = _PAGES.where(inbox_page.c.sheet.is_(None))
_PAGE = _PAGES.where(among(inbox_page.c.id))
_PAGES_IN = _PAGES.where(among(inbox_page.c.file))
_SHEETS = sa.select(inbox_sheet).where(institution_is(inbox_sheet)).order_by(inbox_sheet.c.id)
_SHEET = _SHEETS.where(among(inbox_sheet.c.id))
_IN_STATE = _SHEETS.where(among(inbox_sheet.c.state))
_NUMBERED = _SHEETS.where(among(inbox_sheet.c.serial))
_COUNTS = (
    sa.select(inbox_sheet.c.state, sa.func.count().label("sheets"))
    .where(institution_is(inbox_sheet))
    .group_by(inbox_sheet.c.state)
)
_APART = (
    sa.select(sa.func.count())
    .select_from(inbox_page)
    .where(
        institution_is(inbox_page), inbox_page.c.sheet.is_(None), inbox_page.c.aside == sa.false()
    )
)


class InboxReader(FormsReader):
    """The part of a reader that knows the inbox."""

    def inbox_file(self, digest: Digest) -> InboxFile | None:
        """The file with these bytes, if it came in before."""
        row = self._row(_FILE, digest=digest)
        return _file(row) if row is not None else None

    def inbox_files(self, ids: Iterable[FileId]) -> dict[FileId, InboxFile]:
        """The files by id, as far as they are known."""
        return {FileId(row.id): _file(row) for row in self._in_batches(_FILES, ids)}

    def inbox_sheets(self, states: Collection[SheetState] = OPEN) -> tuple[Sheet, ...]:
        """The sheets in these states, in the order they came in."""
        return self._whole(self._in_batches(_IN_STATE, [state.value for state in states]))

    def inbox_sheets_numbered(self, serials: Iterable[Serial]) -> tuple[Sheet, ...]:
        """Every sheet that bears one of these printed numbers, recorded ones too."""
        return self._whole(self._in_batches(_NUMBERED, serials))

    def inbox_sheet(self, id: SheetId) -> Sheet:
        """One sheet; BadInput UNKNOWN_SHEET."""
        found = self._whole(self._in_batches(_SHEET, [id]))
        if not found:
            raise BadInput(Problem.UNKNOWN_SHEET, sheet=id)
        return found[0]

    def inbox_sheets_naming(self, subject: SubjectId) -> tuple[SheetId, ...]:
        """The sheets still open whose draft says that they are about that subject."""
        rows = self._in_batches(_IN_STATE, [state.value for state in OPEN])
        return tuple(SheetId(row.id) for row in rows if draft_of(row.draft).subject == subject)

    def subjects_named_in_inbox(self) -> frozenset[SubjectId]:
        """Everybody whom the draft of a sheet still open says it is about."""
        rows = self._in_batches(_IN_STATE, [state.value for state in OPEN])
        named = (draft_of(row.draft).subject for row in rows)
        return frozenset(subject for subject in named if subject is not None)

    def inbox_pages_apart(self) -> tuple[InboxPage, ...]:
        """The pages that are on no sheet, in the order they came in; those put aside too."""
        return tuple(_page(row) for row in self._rows(_PAGES_APART))

    def inbox_pages_in(self, file: FileId) -> tuple[InboxPage, ...]:
        """The pages of a file that are still in the inbox."""
        return tuple(_page(row) for row in self._in_batches(_PAGES_IN, [file]))

    def inbox_page(self, id: PageId) -> InboxPage:
        """One page; BadInput UNKNOWN_PAGE."""
        for row in self._in_batches(_PAGE, [id]):
            return _page(row)
        raise BadInput(Problem.UNKNOWN_PAGE, page=id)

    def inbox_counts(self) -> tuple[Mapping[SheetState, int], int]:
        """How many sheets there are in each state, and how many pages wait on none."""
        found = dict.fromkeys(SheetState, 0)
        found |= {SheetState(row.state): row.sheets for row in self._rows(_COUNTS)}
        return found, int(self._rows(_APART).scalar_one())

    def _whole(self, rows: "Iterable[Row[Any]]") -> tuple[Sheet, ...]:
        kept = list(rows)
        pages: dict[SheetId, list[InboxPage]] = defaultdict(list)
        for page in map(_page, self._in_batches(_PAGES_OF, [row.id for row in kept])):
            if page.sheet is not None:
                pages[page.sheet].append(page)
        return tuple(
            _sheet(row, sorted(pages[SheetId(row.id)], key=lambda page: (page.place, page.id)))
            for row in kept
        )


def _file(row: "Row[Any]") -> InboxFile:
    return InboxFile(
        id=FileId(row.id),
        digest=Digest(row.digest),
        name=row.name,
        media_type=row.media_type,
        pages=row.pages,
        arrived_at=moment(row.arrived_at),
    )


def _page(row: "Row[Any]") -> InboxPage:
    at = PageAt(row.file_name, row.number)
    return InboxPage(
        id=PageId(row.id),
        file=FileId(row.file),
        number=row.number,
        document=Digest(row.document) if row.document is not None else None,
        sheet=SheetId(row.sheet) if row.sheet is not None else None,
        place=row.place,
        apart=Apart(row.apart) if row.apart is not None else None,
        problem=row.problem,
        aside=bool(row.aside),
        texts=tuple(json.loads(row.texts)),
        read=read_of(row.read, at) if row.read is not None else None,
    )


def _sheet(row: "Row[Any]", pages: Iterable[InboxPage]) -> Sheet:
    return Sheet(
        id=SheetId(row.id),
        serial=Serial(row.serial),
        edition=row.edition,
        state=SheetState(row.state),
        version=row.version,
        draft=draft_of(row.draft),
        arrived_at=moment(row.arrived_at),
        pages=tuple(pages),
        filed=Serial(row.filed) if row.filed is not None else None,
    )
