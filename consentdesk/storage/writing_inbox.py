"""Writing about the inbox: what comes in, what becomes of it, and forgetting it.

None of this is an act: nothing here opens anything, and all of it can be erased.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from consentdesk.domain.acts import Digest, Serial
from consentdesk.domain.inbox import (
    Draft,
    FileId,
    InboxFile,
    InboxPage,
    PageId,
    Sheet,
    SheetId,
    SheetState,
)
from consentdesk.domain.people import SubjectId
from consentdesk.domain.roles import Right
from consentdesk.errors import Problem, RuleRefusal
from consentdesk.storage import schema
from consentdesk.storage.encoding import canonical, instant
from consentdesk.storage.inbox_texts import EMPTY, draft_text, read_text
from consentdesk.storage.settling import usable
from consentdesk.storage.snapshot import institution_is
from consentdesk.storage.writing_forms import FormsWriter

_FILE, _SHEET, _PAGE = schema.inbox_file, schema.inbox_sheet, schema.inbox_page
_SET_SHEET = sa.update(_SHEET).where(institution_is(_SHEET), _SHEET.c.id == sa.bindparam("which"))
_SET_PAGE = sa.update(_PAGE).where(institution_is(_PAGE), _PAGE.c.id == sa.bindparam("which"))
_SET_FILE = sa.update(_FILE).where(institution_is(_FILE), _FILE.c.id == sa.bindparam("which"))
_LEFT_OF_FILE = sa.select(_PAGE.c.id).where(
    institution_is(_PAGE), _PAGE.c.file == sa.bindparam("which")
)
_LEFT_ON_SHEET = sa.select(_PAGE.c.id).where(
    institution_is(_PAGE), _PAGE.c.sheet == sa.bindparam("which")
)
_ABOUT = (
    sa.select(_SHEET.c.id)
    .join(
        schema.form,
        (schema.form.c.institution == _SHEET.c.institution)
        & (schema.form.c.serial == _SHEET.c.serial),
    )
    .where(institution_is(_SHEET), schema.form.c.subject == sa.bindparam("subject"))
)


class InboxWriter(FormsWriter):
    """The part of a writer that knows the inbox."""

    def add_inbox_file(self, digest: Digest, name: str, media_type: str, pages: int) -> InboxFile:
        """A file that came in; a second one with the same bytes is the database's to refuse."""
        self.must(Right.FILE)
        given = {
            "digest": digest,
            "name": usable(name, "name", 500),
            "media_type": media_type,
            "pages": pages,
        }
        id = self._insert_new(_FILE, arrived_at=instant(self.at), **given)
        return InboxFile(
            id=FileId(id),
            digest=digest,
            name=name,
            media_type=media_type,
            pages=pages,
            arrived_at=self.at,
        )

    def add_inbox_page(self, page: InboxPage) -> PageId:
        """A page of a file, whose own id is ignored."""
        self.must(Right.FILE)
        return PageId(
            self._insert_new(
                _PAGE,
                file=page.file,
                number=page.number,
                document=page.document,
                sheet=page.sheet,
                place=page.place,
                apart=page.apart.value if page.apart is not None else None,
                problem=page.problem,
                aside=page.aside,
                texts=canonical([usable(text, "text", 5000) for text in page.texts]),
                read=read_text(page.read) if page.read is not None else None,
            )
        )

    def add_inbox_sheet(self, serial: Serial, edition: str, draft: Draft) -> SheetId:
        """A sheet with that printed number, still without pages; BadInput UNKNOWN_SERIAL."""
        self.must(Right.FILE)
        self.form(serial)
        return SheetId(
            self._insert_new(
                _SHEET,
                serial=serial,
                edition=edition,
                state=SheetState.WAITING.value,
                version=1,
                draft=_usable_text(draft),
                arrived_at=instant(self.at),
            )
        )

    def set_inbox_sheet(
        self, id: SheetId, state: SheetState, draft: Draft, *, seen: int | None = None
    ) -> Sheet:
        """Put that state and draft in place of those before.

        `seen` is the version somebody looked at while saying so. BadInput UNKNOWN_SHEET;
        RuleRefusal SHEET_CHANGED_MEANWHILE, also where it is recorded already.
        """
        self.must(Right.FILE)
        before = self.inbox_sheet(id)
        changed = seen is not None and seen != before.version
        if changed or before.state is SheetState.RECORDED:
            raise RuleRefusal(Problem.SHEET_CHANGED_MEANWHILE, serial=before.serial)
        given = {"state": state.value, "draft": _usable_text(draft), "version": before.version + 1}
        self._execute(_SET_SHEET.values(**given), which=id)
        return self.inbox_sheet(id)

    def place_inbox_page(self, page: PageId, sheet: SheetId | None, place: int = 0) -> None:
        """Put a page on a sheet, or take it off; a sheet without pages goes."""
        self.must(Right.FILE)
        before = self.inbox_page(page)
        self._execute(_SET_PAGE.values(sheet=sheet, place=place, aside=False), which=page)
        if before.sheet is not None and before.sheet != sheet:
            self._drop_empty(before.sheet)

    def set_inbox_page_aside(self, page: PageId, aside: bool) -> None:
        """Put a page that is on no sheet aside, or back."""
        self.must(Right.FILE)
        self._execute(_SET_PAGE.values(aside=aside), which=page)

    def close_inbox_sheet(self, id: SheetId, filed: Serial) -> None:
        """Its answers are recorded under that number: the draft, pages and readings are done with.

        The scan is with the form by now; pages that are it are kept by that.
        """
        self.must(Right.FILE)
        sheet = self.inbox_sheet(id)
        self._execute(
            _SET_SHEET.values(
                state=SheetState.RECORDED.value,
                version=sheet.version + 1,
                draft=EMPTY,
                filed=filed,
            ),
            which=id,
        )
        self._forget(sheet.pages)

    def forget_inbox_pages(self, pages: Iterable[PageId]) -> None:
        """Erase pages with what was read off them and their scans; sheets without pages go too."""
        kept = [self.inbox_page(page) for page in dict.fromkeys(pages)]
        self._forget(kept)
        for sheet in dict.fromkeys(page.sheet for page in kept if page.sheet is not None):
            self._drop_empty(sheet)

    def forget_inbox_of(self, subject: SubjectId) -> None:
        """Erase whatever waits or waited here on forms of that subject, typed names included.

        Sheets printed blank too, where somebody has said that they are about the subject.
        """
        ids = self._rows(_ABOUT, subject=subject).scalars().all()
        for id in dict.fromkeys([*ids, *self.inbox_sheets_naming(subject)]):
            sheet = self.inbox_sheet(SheetId(id))
            self._forget(sheet.pages)
            self._drop_empty(sheet.id)

    def _forget(self, pages: Iterable[InboxPage]) -> None:
        gone = list(pages)
        self._remove(_PAGE.c.id, [page.id for page in gone])
        for digest in dict.fromkeys(p.document for p in gone if p.document is not None):
            self._drop_document(digest)
        for file in dict.fromkeys(page.file for page in gone):
            if self._row(_LEFT_OF_FILE, which=file) is None:
                # That it came in stays known; its name may say whose form it was.
                self._execute(_SET_FILE.values(name=""), which=file)

    def _drop_empty(self, sheet: SheetId) -> None:
        if self._row(_LEFT_ON_SHEET, which=sheet) is None:
            self._remove(_SHEET.c.id, [sheet])


def _usable_text(draft: Draft) -> str:
    usable(draft.signer, "signer", 200)
    usable(draft.paper_at, "paper_at", 200)
    return draft_text(draft)
