"""Writing about the trash: drafts thrown away, put back, or really deleted.

What is thrown away leaves every other table, so that no list, no name and no file leads to it any
more; its acts are corrected. Putting it back corrects those corrections: it is then as if nothing
had been, and nobody else was ever given its number.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.acts import Act, Corrected, Digest, Enrolled
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Fingerprint, PhotoId
from consentdesk.domain.roles import Right
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.storage import schema
from consentdesk.storage.chain import new_salt, salted
from consentdesk.storage.keeping import Rows, kept_text
from consentdesk.storage.reading_trash import TRASH
from consentdesk.storage.server_appending import is_server, put_back_rows
from consentdesk.storage.snapshot import institution_is
from consentdesk.storage.values import PUT_BACK, THROWN_AWAY, TrashId
from consentdesk.storage.writing_people import PeopleWriter
from consentdesk.storage.writing_photos import PhotosWriter

_OF_ITEM = TRASH.where(
    sa.or_(
        schema.trash.c.subject == sa.bindparam("subject"),
        schema.trash.c.photo == sa.bindparam("photo"),
    )
)
_IDS = sa.select(schema.trash.c.id).where(institution_is(schema.trash))


class TrashWriter(PeopleWriter, PhotosWriter):
    """The part of a writer that knows the trash."""

    _reasons: Mapping[str, Digest] = {}

    def throw_away_subject(self, id: SubjectId) -> None:
        """Put a person nothing was built on into the trash, with guardians of nobody else.

        BadInput UNKNOWN_SUBJECT; RuleRefusal SUBJECT_HAS_HISTORY as soon as anything but enrolling
        happened. RegisterError REGISTER_DAMAGED where the rows are not what was last said.
        """
        self.settle()
        person, acts = self.subject(id), self.acts((id,))[id]
        if not self.is_draft(id, acts):
            raise RuleRefusal(Problem.SUBJECT_HAS_HISTORY, subject=person.name)
        if self._enrolled(id) != person:
            raise self._damaged(f"subject {id}")
        self._check_guardianships(id)
        self._keep(acts, self._rows_of_subject(id, acts), subject=id)
        self._drop_subjects({id: acts})

    def throw_away_photo(self, id: PhotoId) -> None:
        """Put a photo that nobody has vouched for or judged into the trash, with its names.

        BadInput UNKNOWN_PHOTO; RuleRefusal PHOTO_HAS_HISTORY as soon as somebody has.
        RegisterError REGISTER_DAMAGED where it is not as it was last described.
        """
        self.settle()
        photo, acts = self.photo(id), self.acts_on((id,))[id]
        if not self.is_draft_photo(id, acts):
            raise RuleRefusal(Problem.PHOTO_HAS_HISTORY, path=photo.name)
        self._seen(id)
        self._keep(acts, self._rows_of_photo(id), photo=id)
        self._drop_photo(id)

    def put_back(self, *, subject: SubjectId | None = None, photo: PhotoId | None = None) -> int:
        """Take that person or photo out of the trash again, as it was.

        Returns how many of the people named on a photo are no longer in the register; those are
        named no longer. BadInput NOT_IN_TRASH; ADDED_SINCE where the picture is in the register
        again. RegisterError REGISTER_DAMAGED where it is not what was thrown away.
        """
        self.must(Right.NAME if subject is None else Right.KEEP_PEOPLE)
        row = self._row(_OF_ITEM, subject=subject, photo=photo)
        if row is None:
            raise BadInput(Problem.NOT_IN_TRASH)
        rows, act = self.kept_in(row)
        voiding = self._voiding(act, subject, photo)
        gone = 0
        if subject is not None:
            self._put_rows(rows, "subject")
            self._put_guardians(rows)
        else:
            gone = self._put_photo(rows)
        for number in voiding:
            self._correct(number, PUT_BACK)
        if photo is not None and gone:
            self._changed_photo(photo)
        self._forget_thrown([TrashId(row.id)])
        return gone

    def empty_trash(self, items: Iterable[TrashId]) -> int:
        """Really delete these; how many of them were still there.

        Their acts stay, and tell of nobody any more.
        """
        wanted = set(items)
        there = [TrashId(id) for id in self._rows(_IDS).scalars() if id in wanted]
        self._forget_thrown(there)
        return len(there)

    def _keep(
        self,
        acts: Sequence[Act],
        rows: "Mapping[sa.Table, Iterable[Row[Any]]]",
        *,
        subject: SubjectId | None = None,
        photo: PhotoId | None = None,
    ) -> None:
        """Correct the acts, and bind the rows to the last of the corrections."""
        text, salt = kept_text(rows), new_salt()
        numbers = [a.number for a in self._in_force(acts)]
        if not numbers:
            raise self._damaged(f"subject {subject}" if photo is None else f"photo {photo}")
        for number in numbers[:-1]:
            self._correct(number, THROWN_AWAY)
        act = self._correct(numbers[-1], THROWN_AWAY, binds=salted(salt, text))
        self._insert(
            schema.trash, act=act.number, subject=subject, photo=photo, salt=salt, kept=text
        )

    def _correct(self, number: int, why: str, binds: str | None = None) -> Act:
        """One text of the reason is enough for all that one transaction does."""
        if why not in self._reasons:
            self._reasons = {**self._reasons, why: self.digest_text(why)}
        body = Corrected(number=number, reason=self._reasons[why], subject=None, photo=None)
        return self._append(body, binds)

    def _voiding(self, act: Act, subject: SubjectId | None, photo: PhotoId | None) -> list[int]:
        """The corrections that threw it away: those given the same reason as the one that binds.

        RegisterError REGISTER_DAMAGED where it has been put back already, by what the acts say.
        """
        if subject is not None:
            acts = self.acts((subject,))[subject]
        else:
            acts = self.acts_on([] if photo is None else [photo])[photo or PhotoId(0)]
        corrected = {a.body.number for a in acts if isinstance(a.body, Corrected)}
        mine = [a.number for a in acts if a.number not in corrected and _reason(a) == _reason(act)]
        if act.number not in mine:
            raise self._damaged(f"trash of act {act.number}")
        return mine

    def _rows_of_subject(
        self, id: SubjectId, acts: Sequence[Act]
    ) -> "dict[sa.Table, Sequence[Row[Any]]]":
        guardians = [g.guardian for g in self.guardianships((id,))[id]]
        people = self._of(schema.guardian, schema.guardian.c.id, guardians)
        digests = [a.body.facts for a in acts if isinstance(a.body, Enrolled)]
        digests += [Digest(row.digest) for row in people]
        return {
            schema.subject: self._of(schema.subject, schema.subject.c.id, [id]),
            schema.guardian: people,
            schema.guardianship: self._of(schema.guardianship, schema.guardianship.c.subject, [id]),
            schema.text: self._of(schema.text, schema.text.c.digest, digests),
        }

    def _rows_of_photo(self, id: PhotoId) -> "dict[sa.Table, Sequence[Row[Any]]]":
        files = self._of(schema.fingerprint, schema.fingerprint.c.photo, [id])
        known = [row.id for row in files]
        return {
            schema.photo: self._of(schema.photo, schema.photo.c.id, [id]),
            schema.fingerprint: files,
            schema.look: self._of(schema.look, schema.look.c.fingerprint, known),
            schema.grey: self._of(schema.grey, schema.grey.c.fingerprint, known),
            schema.depiction: self._of(schema.depiction, schema.depiction.c.photo, [id]),
        }

    def _of(
        self, table: sa.Table, key: "sa.Column[Any]", keys: Sequence[object]
    ) -> "Sequence[Row[Any]]":
        order = list(table.primary_key.columns)
        return self._rows(sa.select(table).where(key.in_(keys)).order_by(*order)).all()

    def _put_rows(self, rows: Rows, *names: str) -> None:
        for name in names:
            self._put(schema.metadata.tables[name], rows[name])

    def _put(self, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows as they were, under the numbers they had."""
        if "id" in table.c and is_server(self._connection):
            self._changed |= bool(rows)
            put_back_rows(self._connection, self.institution.id, table, rows)
        else:
            self._insert_all(table, rows)

    def _put_guardians(self, rows: Rows) -> None:
        """Those who are still known for a sibling's sake stay as they are."""
        known = self.guardians([row["id"] for row in rows["guardian"]])
        fresh = [row for row in rows["guardian"] if row["id"] not in known]
        digests = [row["digest"] for row in rows["text"]]
        kept = {row.digest for row in self._of(schema.text, schema.text.c.digest, digests)}
        texts = [row for row in rows["text"] if row["digest"] not in kept]
        self._insert_all(schema.text, texts)
        self._put(schema.guardian, fresh)
        self._put_rows(rows, "guardianship")

    def _put_photo(self, rows: Rows) -> int:
        files = rows["fingerprint"]
        known = self.recognise([Fingerprint(row["sha256"], row["picture"]) for row in files])
        if any(one.photo is not None for one in known):
            raise BadInput(Problem.ADDED_SINCE, path=rows["photo"][0]["name"])
        self._put_rows(rows, "photo")
        # Under numbers of their own, so that whoever reads looks on from the last one finds them.
        fresh = {
            row["id"]: self._insert_new(
                schema.fingerprint, **{name: v for name, v in row.items() if name != "id"}
            )
            for row in files
        }
        looks = [{**row, "fingerprint": fresh[row["fingerprint"]]} for row in rows["look"]]
        greys = [{**row, "fingerprint": fresh[row["fingerprint"]]} for row in rows["grey"]]
        self._insert_all(schema.look, looks)
        if greys:
            self._connection.execute(sa.insert(schema.grey), greys)
        if looks:
            self._look_afresh()
        shown = rows["depiction"]
        here = self.subjects(row["subject"] for row in shown)
        self._insert_all(schema.depiction, [row for row in shown if row["subject"] in here])
        return sum(row["subject"] not in here for row in shown)

    def _forget_thrown(self, ids: Sequence[TrashId]) -> None:
        if ids:
            self._remove(schema.trash.c.id, ids)


def _reason(act: Act) -> Digest | None:
    return act.body.reason if isinstance(act.body, Corrected) else None
