"""Writing that somebody is erased (R28): what names the person goes, the acts stay as they were.

What stays is a number that leads to nobody, with days, kinds of acts and the numbers under which
paper was filed. A photo still shows the person; that somebody without a name is on it is said by
the act, so that no verdict forgets it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import PurePath
from typing import Any

import sqlalchemy as sa

from consentdesk.domain.acts import (
    Act,
    ActKind,
    Corrected,
    Digest,
    Erased,
    Journaled,
    Posted,
    Serial,
)
from consentdesk.domain.inbox import InboxPage
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, ReleaseId
from consentdesk.domain.roles import Right, may
from consentdesk.storage import schema
from consentdesk.storage.act_texts import texts_of
from consentdesk.storage.reading_mentions import FILES, goes_by_number
from consentdesk.storage.snapshot import among, institution_is
from consentdesk.storage.sought import Sought
from consentdesk.storage.values import PUT_BACK, THROWN_AWAY, UNDONE
from consentdesk.storage.writing_events import EventsWriter
from consentdesk.storage.writing_inbox import InboxWriter
from consentdesk.storage.writing_photos import ALBUM_LIMIT
from consentdesk.storage.writing_releases import ReleasesWriter
from consentdesk.storage.writing_trash import TrashWriter

_FORM, _ENTRY, _FILE = schema.form, schema.journal_entry, schema.inbox_file
_FORMS = sa.select(_FORM.c.serial, _FORM.c.scan).where(
    institution_is(_FORM), _FORM.c.subject == sa.bindparam("subject")
)
_ENTRIES = sa.select(_ENTRY).where(
    institution_is(_ENTRY), _ENTRY.c.subject == sa.bindparam("subject")
)
_BINDS = sa.select(schema.ledger.c.binds).where(
    institution_is(schema.ledger),
    schema.ledger.c.kind == ActKind.JOURNALED.value,
    schema.ledger.c.binds.is_not(None),
    schema.ledger.c.subject == sa.bindparam("subject"),
)
_SPOKEN = ("album", "photographer", "rights")
"""What is told of a photo in words of one's own, beside the names of its files."""
_PHOTOS: Mapping[str, "sa.Select[Any]"] = {
    name: sa.select(schema.photo.c.id).where(
        institution_is(schema.photo), among(schema.photo.c[name])
    )
    for name in _SPOKEN
}
_RIGHTS = sa.select(schema.photo.c.rights).where(institution_is(schema.photo)).distinct()
_LINKS = sa.select(
    schema.release.c.id, schema.release.c.link, schema.release.c.taken_down_at
).where(institution_is(schema.release), schema.release.c.link != "")
_OURS = frozenset({UNDONE, THROWN_AWAY, PUT_BACK})
"""Reasons that the program gives, and goes by."""


class ErasingWriter(TrashWriter, InboxWriter, ReleasesWriter, EventsWriter):
    """The part of a writer that erases people."""

    def erase(self, id: SubjectId) -> Act:
        """Erase the subject with everything that only the subject's acts point to.

        Photos that show the subject are described anew without the name, so that whatever was
        vouched for or judged there has to be said again (R20); albums, photographers and rights
        that hold it have the number in its place. Photos of the subject, or so called, that lie in
        the trash are really deleted, and so is whoever lies there with that name and birth date.
        The names of guardians of nobody else go like the subject's own. What the chain binds keeps
        a name, and what paper or other people rest on: see `mentions`. BadInput UNKNOWN_SUBJECT;
        RegisterError REGISTER_DAMAGED where a photo is not as it was described.
        """
        self.must(Right.ERASE)
        self.settle()
        acts = self.acts((id,))[id]
        called = self.sought(id)
        thrown = self.thrown_with(id, called)
        photos = tuple(sorted(self.photos_of(id)))
        told = self.told_to_go(called)
        self._erases = True
        self._take_off(id, photos)
        self._call_neutrally(id, called)
        self._erases = False
        (done,) = self.append(Erased(subject=id, photos=photos))
        self._forget_thrown(thrown)
        self._forget_paper(id, called)
        self._forget_said(id, acts)
        self._drop_subjects({id: acts})
        self._remove(schema.text.c.digest, list(told))
        self._forget_links(called)
        return done

    def _take_off(self, id: SubjectId, photos: Sequence[PhotoId]) -> None:
        self.look_ahead(photos)
        shown = self.depicted(photos)
        for photo in photos:
            self.set_depictions(photo, [d for d in shown[photo] if d.subject != id])

    def _call_neutrally(self, id: SubjectId, called: Sought) -> None:
        """Files named after the person are called by their number from now on.

        What is told of a photo has the person's number, so that an album stays one, and whoever
        took pictures is still somebody.
        """
        named = {PhotoId(row.id) for row in self._rows(FILES) if goes_by_number(row, called)}
        spoken, events = self._told_of(called), self._events_anew(id, called)
        self.look_ahead(named | spoken)
        for photo in sorted(named | spoken):
            before, number = self.photo(photo), f"({id})"
            after = replace(
                before,
                album=events.get(before.album, before.album),
                photographer=called.without(before.photographer, number),
                rights=called.without(before.rights, number),
            )
            if photo in named:
                neutral = f"{photo}{PurePath(before.name).suffix}"
                after = replace(after, name=neutral, raw="", raw_digest=None)
            self.set_photo(after)
        for event in self.events():
            if event.name in events:
                self._remove(schema.event.c.name, [event.name])
                # Whoever only takes away leaves it with no more than the album's new name.
                if may(self.role, Right.NAME):
                    self.set_event(replace(event, name=events[event.name]))

    def _events_anew(self, id: SubjectId, called: Sought) -> dict[str, str]:
        """What events and albums that hold the name are called then: two of them stay two."""
        there = dict.fromkeys((*self.albums(), *(event.name for event in self.events())))
        taken = {name for name in there if not called.is_apart(name)}
        anew: dict[str, str] = {}
        for name in there:
            if name not in taken:
                anew[name] = _free(called.without(name, f"({id})"), {*taken, *anew.values()})
        return anew

    def _told_of(self, called: Sought) -> set[PhotoId]:
        """The photos of which one of the `_SPOKEN` texts holds the name."""
        told = (self.albums(), self.photographers(), self._rows(_RIGHTS).scalars().all())
        return {
            PhotoId(row.id)
            for name, texts in zip(_SPOKEN, told, strict=True)
            for row in self._in_batches(_PHOTOS[name], filter(called.is_apart, texts))
        }

    def _forget_paper(self, id: SubjectId, called: Sought) -> None:
        """Forms, entries but for their numbers, scans, and what waits in the inbox."""
        forms, entries = (
            self._rows(_FORMS, subject=id).all(),
            self._rows(_ENTRIES, subject=id).all(),
        )
        serials = {Serial(row.serial) for row in forms}
        self.forget_inbox_of(id)
        self._forget(page for page in self.inbox_pages_apart() if _bears(page, serials))
        self._remove(_FORM.c.subject, [id])
        for row in entries:
            left = {
                "number": "" if called.is_in_part(row.number) else row.number,
                "system": "" if called.is_in_part(row.system) else row.system,
            }
            one = institution_is(_ENTRY), _ENTRY.c.act == row.act
            blank = {"subject_line": "", "paper_at": "", "scan": None}
            self._execute(sa.update(_ENTRY).where(*one).values(**left, **blank))
        for scan in dict.fromkeys(r.scan for r in (*forms, *entries) if r.scan is not None):
            self._drop_document(scan)
        for file in self._rows(sa.select(_FILE).where(institution_is(_FILE))).all():
            if called.is_apart(file.name):
                one_file = institution_is(_FILE), _FILE.c.id == file.id
                self._execute(sa.update(_FILE).where(*one_file).values(name=""))

    def _forget_said(self, id: SubjectId, acts: Sequence[Act]) -> None:
        """The texts of the subject's own acts; those of enrolling go with the subject."""
        digests = [Digest(binds) for binds in self._rows(_BINDS, subject=id).scalars()]
        for act in acts:
            digests += texts_of(act)
        shared = {
            a.body.reason
            for a in self._every(ActKind.CORRECTED)
            if isinstance(a.body, Corrected) and a.body.subject != id
        }
        kept = {d for d, text in self.texts(digests).items() if text in _OURS}
        self._remove(schema.text.c.digest, [d for d in digests if d not in shared | kept])
        self._forget_numbers(id, acts)

    def _forget_numbers(self, id: SubjectId, acts: Sequence[Act]) -> None:
        """The texts of numbers and systems that were blanked, since they held the name."""
        entries = {row.act: row for row in self._rows(_ENTRIES, subject=id)}
        blank = [
            digest
            for act in acts
            if isinstance(act.body, Journaled) and act.number in entries
            for digest, text in (
                (act.body.journal_number, entries[act.number].number),
                (act.body.system, entries[act.number].system),
            )
            if not text
        ]
        self._remove(schema.text.c.digest, blank)

    def _forget_links(self, called: Sought) -> None:
        """Addresses that hold the name: those before, and those of what is no longer out.

        While it is out, the address is where it has to be taken down.
        """
        links = {row.id: row for row in self._rows(_LINKS)}
        for id, row in links.items():
            is_down = row.taken_down_at is not None and may(self.role, Right.RELEASE)
            if is_down and called.is_apart(row.link):
                self.set_link(ReleaseId(id), "")
        said = [a.body for a in self._every(ActKind.POSTED) if isinstance(a.body, Posted)]
        latest = {body.release: body.link for body in said}
        before = {body.link for body in said} - set(latest.values())
        texts = self.texts(before)
        self._remove(schema.text.c.digest, [d for d in before if called.is_apart(texts.get(d, ""))])


def _free(name: str, taken: Collection[str]) -> str:
    """The name, or with a number behind it."""
    ends = chain([""], (f" {n}" for n in count(2)))
    every = (name[: ALBUM_LIMIT - len(end)] + end for end in ends)
    return next(one for one in every if one not in taken)


def _bears(page: InboxPage, serials: Iterable[Serial]) -> bool:
    """Whether a page on no sheet is of one of these forms."""
    if page.read is not None and page.read.serial in serials:
        return True
    return any(serial in text.replace("-", "") for serial in serials for text in page.texts)
