"""Answers about a name in everything that is kept: whose else it is, and where it stands.

By the one list of what is written freely, `free_texts`. Asked before somebody is erased (R28), it
tells what will keep the name; asked afterwards, whatever still does.
"""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from consentdesk.domain.acts import (
    ActKind,
    Corrected,
    Digest,
    Enrolled,
    Journaled,
    Posted,
    TakenDown,
)
from consentdesk.domain.people import GuardianId, Subject, SubjectId
from consentdesk.domain.photos import Photo, PhotoId, ReleaseId
from consentdesk.domain.roles import Right, may
from consentdesk.domain.writing_rights import NAMING
from consentdesk.storage import schema
from consentdesk.storage.act_texts import all_texts_of
from consentdesk.storage.called import Called
from consentdesk.storage.free_texts import FREE, Treated, leaves
from consentdesk.storage.keeping import Rows
from consentdesk.storage.reading_inbox import InboxReader
from consentdesk.storage.reading_releases import ReleasesReader
from consentdesk.storage.reading_trash import TRASH, TrashReader
from consentdesk.storage.snapshot import among, institution_is, within_institution
from consentdesk.storage.sought import Found, Mentions, Sought
from consentdesk.storage.values import OWN_REASONS, Thrown, TrashId

TEXTS = sa.select(schema.text.c.digest, schema.text.c.text).where(institution_is(schema.text))
_THOSE_TEXTS = TEXTS.where(among(schema.text.c.digest))
_SHOWN_IN = sa.select(schema.release_subject.c.release).where(
    schema.release_subject.c.subject == sa.bindparam("subject")
)
_ON_RELEASES = sa.select(schema.release_subject.c.release, schema.release_subject.c.subject).where(
    among(schema.release_subject.c.release)
)
_SAID = NAMING | {ActKind.ENROLLED, ActKind.JOURNALED}
_CUT_OUT = NAMING - {ActKind.POSTED}
"""Addresses are where something has to be taken down, and go in a way of their own."""
_BOUND = sa.select(schema.ledger.c.binds).where(
    institution_is(schema.ledger),
    schema.ledger.c.kind == ActKind.JOURNALED.value,
    schema.ledger.c.binds.is_not(None),
)
FILES = sa.select(schema.photo.c.id, schema.photo.c.name, schema.photo.c.raw).where(
    institution_is(schema.photo)
)
_PHOTO = schema.photo.c
_OF_PHOTOS = sa.select(
    *(_PHOTO.id, _PHOTO.name, _PHOTO.raw, _PHOTO.album, _PHOTO.photographer, _PHOTO.rights)
).where(institution_is(schema.photo), among(_PHOTO.id))
_GUARDIANS = sa.select(schema.guardian.c.id, schema.guardian.c.name).where(
    institution_is(schema.guardian)
)
_PEOPLE = sa.select(schema.subject.c.id, schema.subject.c.name).where(
    institution_is(schema.subject)
)
_GUARDIAN_TEXTS = sa.select(schema.guardian.c.digest).where(institution_is(schema.guardian))


class MentionsReader(TrashReader, InboxReader, ReleasesReader):
    """The part of a reader that looks for a name everywhere."""

    def sought(self, subject: SubjectId) -> Sought:
        """Whose names go with the subject; BadInput UNKNOWN_SUBJECT.

        A guardian of one word only is not looked for: much is called Mor. A name the person had
        before is, but of one word only to be told.
        """
        person = self.subject(subject)
        going = self._going(subject)
        kept = [row.name for row in self._rows(_GUARDIANS) if row.id not in going]
        people = [row.name for row in self._rows(_PEOPLE) if row.id != subject]
        guardians, theirs, others = [], [], []
        for name in dict.fromkeys(going.values()):
            called = Called(name)
            if any(map(called.is_same, kept)):
                theirs.append(name)
            elif any(map(called.is_same, people)):
                others.append(name)
            elif called.is_of_several:
                guardians.append(called)
        mine = Called(person.name)
        former = self._former(mine, subject)
        also = {*kept, *people, *self._thrown_names(subject)}
        shared = {one.name for one in (mine, *former, *guardians) if any(map(one.may_be, also))}
        shared |= {one.name for one in former if not one.is_of_several}
        shown, out = self._on_photos(subject), self._on_releases(subject)
        words = self._words_of(frozenset().union(*shown.values(), *out.values()), (mine, *former))
        return Sought(
            mine,
            tuple(guardians),
            tuple(theirs),
            tuple(others),
            shared=frozenset(shared),
            former=former,
            shown={p: _all_of_them(on, words) for p, on in shown.items()},
            alone=frozenset(p for p, on in shown.items() if not on),
            out={r: _all_of_them(on, words) for r, on in out.items()},
        )

    def kept_guardians(
        self, guardians: Iterable[GuardianId], subject: SubjectId
    ) -> frozenset[GuardianId]:
        """Those of them who are somebody else's too, in the trash as well, or got a form so."""
        asked = list(guardians)
        is_known = subject in self.subjects([subject])
        doubles = {one.item.id for one in self.doubles(subject)} if is_known else set()
        thrown = {
            held["guardian"]
            for row in self._rows(TRASH).all()
            if row.subject is not None and row.subject not in doubles
            for held in self.kept_in(row)[0]["guardianship"]
        }
        return super().kept_guardians(asked, subject) | (thrown & set(asked))

    def doubles(self, subject: SubjectId) -> tuple[Thrown, ...]:
        """Who lies in the trash with the subject's name and birth date, however it is spelt.

        Nothing was ever built on those; most were entered twice and so thrown away.
        """
        person = self.subject(subject)
        called = Called(person.name)
        return tuple(
            one
            for one in self.trash()
            if isinstance(one.item, Subject)
            and one.item.born == person.born
            and called.is_same(one.item.name)
        )

    def thrown_with(self, subject: SubjectId, sought: Sought) -> tuple[TrashId, ...]:
        """What lies in the trash and goes with the subject: doubles, and photos of or called so."""
        doubles = self.doubles(subject)
        ids = {subject, *(one.item.id for one in doubles)}
        return tuple(one.id for one in doubles) + tuple(
            one.id
            for one in self.trash()
            if isinstance(one.item, Photo)
            and (not ids.isdisjoint(one.shows) or _is_called(one.item, sought))
        )

    def told_to_go(self, sought: Sought) -> frozenset[Digest]:
        """What was said of others or of pictures and goes, since it surely names the person.

        What was said of photos and releases that show the person goes for any of the names that
        nobody else on them has.
        """
        return frozenset(
            digest
            for digest, text, others in self._cut_out(sought)
            if (sought.is_apart(text) if others is None else sought.has_word_in(text, others))
        )

    def _cut_out(self, sought: Sought) -> Iterator[tuple[Digest, str, frozenset[str] | None]]:
        """What was said of others or of pictures; of the person's, with the words of others there.

        A text that was said twice counts as said of all of them.
        """
        about: dict[Digest, frozenset[str] | None] = {}
        for act in self.ledger(kinds=_CUT_OUT, limit=sys.maxsize):
            others = sought.shown.get(getattr(act.body, "photo", PhotoId(0)))
            if isinstance(act.body, TakenDown):
                others = sought.out.get(act.body.release)
            for digest in all_texts_of(act):
                before = about.get(digest, others)
                if before is None or others is None:
                    about[digest] = None
                else:
                    about[digest] = before | others
        for row in self._in_batches(_THOSE_TEXTS, about):
            if row.text not in OWN_REASONS:
                yield Digest(row.digest), row.text, about[Digest(row.digest)]

    def mentions(self, sought: Sought, subject: SubjectId | None = None) -> Mentions:
        """Where the names stand; with a `subject`, what will be left once that one is erased."""
        found = Found(sought)
        for text in self._told_in_columns(sought, subject):
            found.read(text)
        for text in self._told_within(sought, subject):
            found.keep(text)
        said = self._told_in_acts(sought, subject)
        enrolled = self._enrolled_by() if said else {}
        for digest, text in said.items():
            if digest in enrolled:
                found.read_facts(enrolled[digest], text)
            else:
                found.read(text)
        self._look_in_trash(
            found, set(() if subject is None else self.thrown_with(subject, sought))
        )
        for row in self._rows(_PEOPLE):
            if row.id != subject:
                found.meet(SubjectId(row.id), row.name)
        texts = dict.fromkeys((*sought.people, *found.texts))
        return Mentions(tuple(texts), tuple(sorted(found.namesakes)))

    def _going(self, subject: SubjectId) -> dict[GuardianId, str]:
        """The guardians of nobody else, by number."""
        held = self.guardians(g.guardian for g in self.guardianships([subject])[subject])
        kept = self.kept_guardians(held, subject)
        return {id: one.name for id, one in held.items() if id not in kept}

    def _former(self, called: Called, subject: SubjectId) -> tuple[Called, ...]:
        """The other names the person ever had, also by mistake, as the acts tell them."""
        told = (act.body for act in self.enrolments([subject]).get(subject, ()))
        facts = self.facts_told(body for body in told if isinstance(body, Enrolled))
        names = dict.fromkeys(one.name for one in facts.values())
        return tuple(Called(name) for name in names if not called.is_same(name))

    def _thrown_names(self, subject: SubjectId) -> Iterator[str]:
        """Of whoever lies in the trash and stays there, and their guardians."""
        doubles = {one.item.id for one in self.doubles(subject)}
        for row in self._rows(TRASH).all():
            if row.subject is not None and row.subject not in doubles:
                held = self.kept_in(row)[0]
                for one in (*held["subject"], *held["guardian"]):
                    yield str(one["name"])

    def _on_photos(self, subject: SubjectId) -> dict[PhotoId, set[SubjectId]]:
        """The photos that show the person, and who else is on them."""
        shown = self.depicted(self.photos_of(subject))
        return {photo: {one.subject for one in on} - {subject} for photo, on in shown.items()}

    def _on_releases(self, subject: SubjectId) -> dict[ReleaseId, set[SubjectId]]:
        """The same of what was released."""
        shown = {ReleaseId(row.release) for row in self._rows(_SHOWN_IN, subject=subject)}
        found: dict[ReleaseId, set[SubjectId]] = {release: set() for release in shown}
        for row in self._in_batches(_ON_RELEASES, shown):
            if row.subject != subject:
                found[ReleaseId(row.release)].add(SubjectId(row.subject))
        return found

    def _words_of(
        self, people: Iterable[SubjectId], own: Sequence[Called]
    ) -> dict[SubjectId, frozenset[str]]:
        """By which words each of them may be meant: a namesake by all those of the person's."""
        all_own = frozenset().union(*(called.own for called in own))
        return {
            id: Called(one.name).own
            | (all_own if any(called.may_be(one.name) for called in own) else frozenset())
            for id, one in self.subjects(people).items()
        }

    def _told_in_columns(self, sought: Sought, subject: SubjectId | None) -> Iterator[str]:
        mine = self._not_of(subject)
        for table, columns in FREE.items():
            plain = [name for name, how in columns.items() if how is not Treated.APART]
            if not plain:
                continue
            for row in self._rows(_all_of(table, mine.get(table))):
                for name in plain:
                    text = str(getattr(row, name) or "")
                    if text and not (
                        subject is not None and self._will_go(table, name, row, sought)
                    ):
                        yield text

    def _will_go(
        self,
        table: sa.Table,
        name: str,
        row: "sa.Row[Any]",
        sought: Sought,
    ) -> bool:
        """Whether erasing takes the name out of that, or takes it all."""
        text = str(getattr(row, name))
        if name == "link":
            is_down = row.taken_down_at is not None and may(self.role, Right.RELEASE)
            return is_down and sought.is_apart(text)
        if table is schema.event and name == "groups":
            return sought.is_apart(row.name) and not may(self.role, Right.NAME)
        if FREE[table][name] is not Treated.CUT:
            return False
        if table is schema.photo and name in {"name", "raw"}:
            return goes_by_number(row, sought)
        return sought.is_apart(text)

    def _not_of(self, subject: SubjectId | None) -> dict[sa.Table, sa.ColumnElement[bool]]:
        """Which rows are not the subject's own, which go whatever they hold."""
        if subject is None:
            return {}
        serials = [form.serial for form in self.forms(subject=subject, limit=sys.maxsize)]
        sheets = {sheet.id for sheet in self.inbox_sheets_numbered(serials)}
        sheets |= set(self.inbox_sheets_naming(subject))
        page = schema.inbox_page.c
        return {
            schema.subject: schema.subject.c.id != subject,
            schema.guardian: schema.guardian.c.id.not_in(list(self._going(subject))),
            schema.journal_entry: schema.journal_entry.c.subject != subject,
            schema.inbox_sheet: schema.inbox_sheet.c.id.not_in(list(sheets)),
            schema.inbox_page: sa.or_(page.sheet.is_(None), page.sheet.not_in(list(sheets))),
        }

    def _told_within(self, sought: Sought, subject: SubjectId | None) -> Iterator[str]:
        """What is told of the person's pictures and has one of the names, perhaps, and stays.

        In a longer word in names of files and in what was said, by itself in an album and the like.
        """
        for row in self._in_batches(_OF_PHOTOS, sought.shown):
            if subject is None or not goes_by_number(row, sought):
                yield from filter(sought.is_in_part, (row.name, row.raw))
            for text in (row.album, row.photographer, row.rights):
                if sought.has_word_in(text, ()) and (subject is None or not sought.is_apart(text)):
                    yield text
        if sought.shown or sought.out:
            going = frozenset() if subject is None else self.told_to_go(sought)
            for digest, text, others in self._cut_out(sought):
                if others is not None and digest not in going and sought.is_in_part(text):
                    yield text

    def _told_in_acts(self, sought: Sought, subject: SubjectId | None) -> dict[Digest, str]:
        """The texts behind digests, but for those that stand in columns as well, or will go."""
        found = {
            Digest(row.digest): row.text
            for row in self._rows(TEXTS)
            if row.text not in OWN_REASONS and any(map(sought.may_stand_in, leaves(row.text)))
        }
        if found and subject is not None:
            said = self.told_to_go(sought)
            going, others = set(said), set[Digest]()
            for act in self.ledger(kinds=_SAID, limit=sys.maxsize):
                if getattr(act.body, "subject", None) == subject:
                    going.update(all_texts_of(act))
                elif isinstance(act.body, Corrected):
                    others.add(act.body.reason)
                elif isinstance(act.body, Journaled):
                    going.update(all_texts_of(act))
                elif isinstance(act.body, Posted) and sought.is_apart(found.get(act.body.link, "")):
                    going.add(act.body.link)
            for digest in said | (going - others):
                found.pop(digest, None)
            for statement in (_BOUND, _GUARDIAN_TEXTS):
                for digest in self._rows(statement).scalars():
                    found.pop(Digest(digest), None)
        return found

    def _enrolled_by(self) -> dict[Digest, SubjectId]:
        return {
            act.body.facts: act.body.subject
            for act in self.ledger(kinds=frozenset({ActKind.ENROLLED}), limit=sys.maxsize)
            if isinstance(act.body, Enrolled)
        }

    def _look_in_trash(self, found: Found, going: Collection[int]) -> None:
        for row in self._rows(TRASH).all():
            if row.id in going:
                continue
            for table, name, text in _free_in(self.kept_in(row)[0]):
                if (table, name) == (schema.subject, "name"):
                    found.meet(SubjectId(row.subject), text)
                elif table is schema.text and text.startswith("{"):
                    found.read_facts(SubjectId(row.subject), text)
                else:
                    found.read(text)


def goes_by_number(photo: "Photo | sa.Row[Any]", sought: Sought) -> bool:
    """Whether a photo's files lose their names: for any of the names where the person is on it.

    Where nobody else is, for one within a longer word, too.
    """
    every = (photo.name, photo.raw)
    if photo.id in sought.alone:
        return any(map(sought.is_in_part, every))
    others = sought.shown.get(PhotoId(photo.id))
    if others is None:
        return any(map(sought.is_apart, every))
    return any(sought.has_word_in(one, others) for one in every)


def _all_of_them(
    people: Iterable[SubjectId], words: Mapping[SubjectId, frozenset[str]]
) -> frozenset[str]:
    return frozenset().union(*(words.get(one, frozenset()) for one in people))


def _is_called(photo: Photo, sought: Sought) -> bool:
    told = (photo.name, photo.raw, photo.album, photo.photographer, photo.rights)
    return any(map(sought.is_apart, told))


def _all_of(table: sa.Table, others: sa.ColumnElement[bool] | None) -> "sa.Select[Any]":
    columns = [table.c[name] for name in FREE[table]]
    if table is schema.photo:
        columns.append(table.c.id)
    if table is schema.release:
        columns.append(table.c.taken_down_at)
    if table is schema.institution:
        return sa.select(*columns).where(table.c.id == sa.bindparam("here"))
    if table is schema.release_copy:
        joined = table.join(schema.release, schema.release.c.id == table.c.release)
        whole = sa.select(*columns).select_from(joined)
        return whole.where(within_institution(schema.release)).distinct()
    statement = sa.select(*columns).where(institution_is(table)).distinct()
    return statement if others is None else statement.where(others)


def _free_in(rows: Rows) -> Iterator[tuple[sa.Table, str, str]]:
    for table, columns in FREE.items():
        for row in rows.get(table.name, ()):
            for name in columns:
                if row.get(name):
                    yield table, name, str(row[name])
