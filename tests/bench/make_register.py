"""Build a big register fast: as many subjects and photos as a large municipality has.

    python -m tests.bench.make_register SUBJECTS PHOTOS [REGISTER]

REGISTER is a path that must not exist or a postgresql+psycopg:// URL (`big.db` unless said). Every
subject has a guardian; most have a journaled form, some refused, some were only asked. Every photo
shows up to four children of one group. What is built passes `consentdesk verify`: the acts go
through the register's own writer, which here collects its rows and inserts them in thousands.
"""

import hashlib
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consentdesk.domain.acts import (
    Act,
    Asked,
    Attested,
    Digest,
    EvidenceKind,
    Granted,
    GuardianAdded,
    Journaled,
    Purpose,
    Refused,
    Registered,
    Serial,
    Wording,
)
from consentdesk.domain.consent import PermissionState, permissions
from consentdesk.domain.journal import OWN_SYSTEM, Form, FormState
from consentdesk.domain.people import (
    GuardianId,
    Guardianship,
    Subject,
    SubjectId,
    guardian_signer,
)
from consentdesk.domain.photos import Depiction, Fingerprint, Photo, PhotoId, PhotoKind
from consentdesk.domain.serials import ALPHABET
from consentdesk.services.editions import load_edition
from consentdesk.storage import schema
from consentdesk.storage.chain import new_salt
from consentdesk.storage.encoding import canonical, instant
from consentdesk.storage.facts import described
from consentdesk.storage.register import Register
from consentdesk.storage.settling import standing_row
from consentdesk.storage.snapshot import Shelf
from consentdesk.storage.writing import Writer
from consentdesk.storage.writing_people import subject_columns
from consentdesk.storage.writing_photos import photo_columns

AT = datetime(2026, 9, 14, 8, tzinfo=UTC)
PLENTY = 20_000
"""Rows inserted at once."""
FIRST = "Ida Noah Freja Oscar Alma Malthe Clara Aksel Ella Emil Luna Viggo Sofia Arthur Agnes Elias"
LAST = "Jensen Nielsen Hansen Pedersen Andersen Kjær Søgård Ågesen Lund Møller Bak Dahl Juul Holm"
GROUP = 25
NUMBER_OF_SIGNS = len(ALPHABET)


class BulkWriter(Writer):
    """The register's writer, collecting rows; nothing is looked up, all ids are counted here."""

    def begin(self) -> None:
        """Start counting where an empty register stands."""
        self._rows_of: dict[sa.Table, list[dict[str, object]]] = {}
        self._ids: dict[sa.Table, int] = {}

    def _insert(self, table: sa.Table, **values: object) -> None:
        self._insert_all(table, (values,))

    def _insert_all(self, table: sa.Table, rows: Sequence[dict[str, object]]) -> None:
        self._changed = True
        for row in rows:
            row["institution"] = self.institution.id
        self._rows_of.setdefault(table, []).extend(rows)

    def _insert_new(self, table: sa.Table, **values: object) -> int:
        id = self._ids[table] = self._ids.get(table, 0) + 1
        self._insert(table, id=id, **values)
        return id

    def _note(self, act: Act, serial: str | None) -> None:
        """Stored copies are written once at the end, not act by act."""

    def _must_be_new(self, fingerprint: Fingerprint) -> None:
        """The digests made here never repeat."""

    def flush(self, *, at_least: int = 1) -> None:
        """Insert what has been collected, tables others refer to first."""
        if sum(map(len, self._rows_of.values())) < at_least:
            return
        for table in schema.metadata.sorted_tables:
            rows = self._rows_of.pop(table, None)
            if rows:
                self._send(table, rows)

    def _send(self, table: sa.Table, rows: Sequence[dict[str, object]]) -> None:
        """Rows of one shape, past SQLAlchemy: it takes longer over a row than the database does."""
        dialect = self._connection.dialect
        names = [column.name for column in table.c if column.name in rows[0]]
        values = map(itemgetter(*names), rows)
        if dialect.name == "sqlite":
            said = str(sa.insert(table).compile(dialect=dialect, column_keys=names))
            self._connection.exec_driver_sql(said, list(values))
            return
        quoted = ", ".join(map(dialect.identifier_preparer.quote, names))
        driver = self._connection.connection.cursor()
        with driver.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:
            for row in values:
                copy.write_row(row)

    def close_gaps(self) -> None:
        """Let a server count on from the ids given here."""
        self.flush()
        if self._connection.dialect.name == "sqlite":
            return
        for table, last in self._ids.items():
            name = sa.literal(f'"{table.name}"')
            sequence = sa.func.pg_get_serial_sequence(name, "id")
            self._connection.execute(sa.select(sa.func.setval(sequence, last)))

    def person(self, name: str, born: date, group: str) -> tuple[Subject, Guardianship]:
        """A child with a guardian."""
        draft = Subject(id=SubjectId(0), name=name, born=born, group=group)
        id = SubjectId(
            self._insert_new(schema.subject, **subject_columns(draft, self.institution.policy_name))
        )
        child = Subject(id=id, name=name, born=born, group=group)
        self._append_enrolled(child)
        named = f"Forælder til {name}"
        digest = self.digest_text(named)
        guardian = GuardianId(self._insert_new(schema.guardian, name=named, digest=digest))
        relation = Guardianship(guardian=guardian, subject=id)
        self._insert(
            schema.guardianship,
            subject=id,
            guardian=guardian,
            custody=True,
            since=None,
            until=None,
        )
        self._append_guardian(relation, Digest(digest))
        return child, relation

    def _append_guardian(self, relation: Guardianship, digest: Digest) -> None:
        body = GuardianAdded(
            subject=relation.subject,
            guardian=relation.guardian,
            custody=True,
            since=None,
            until=None,
        )
        self._append(body, binds=digest)

    def asked(self, form: Form, subject: SubjectId) -> Act:
        """A form went home."""
        body = Asked(
            subject=subject,
            purposes=form.purposes,
            serial=form.serial,
            edition=form.wording.edition,
        )
        return self._append(body)

    def answered(
        self, form: Form, relation: Guardianship, yes: frozenset[Purpose], running: int
    ) -> list[Act]:
        """A form asked, answered and journaled."""
        subject = relation.subject
        acts = [self.asked(form, subject)]
        for purpose in form.purposes:
            answer = (Granted if purpose in yes else Refused)(
                subject=subject,
                purpose=purpose,
                serial=form.serial,
                signed_on=AT.date(),
                signer=guardian_signer(relation.guardian),
                wording=form.wording,
                validity_months=24,
            )
            acts.append(self._append(answer))
        acts.append(self._filed(form, subject, running))
        return acts

    def _filed(self, form: Form, subject: SubjectId, running: int) -> Act:
        number, line, place = f"2026-{running:04d}", "Tilladelse til billeder", "Mappe 3"
        act = self._append(
            Journaled(
                subject=subject,
                purposes=form.purposes,
                serial=form.serial,
                journal_number=self.digest_text(number),
                system=self.digest_text(OWN_SYSTEM),
                received_on=AT.date(),
                subject_line=self.digest_text(line),
                evidence_kind=EvidenceKind.PAPER,
                evidence=self.digest_text(place),
            )
        )
        self._insert(
            schema.journal_entry,
            act=act.number,
            serial=form.serial,
            subject=subject,
            system=OWN_SYSTEM,
            number=number,
            year=2026,
            running=running,
            received_on=AT.date(),
            subject_line=line,
            scan=None,
            paper_at=place,
        )
        return act

    def issued(self, form: Form) -> None:
        """The row of a form."""
        self._insert(
            schema.form,
            serial=form.serial,
            subject=form.subject,
            guardian=None,
            edition=form.wording.edition,
            language=form.wording.language,
            wording=form.wording.digest,
            purposes=canonical(list(form.purposes)),
            printed_at=instant(form.printed_at),
            state=form.state.value,
        )

    def stand(self, child: Subject, relation: Guardianship, acts: Sequence[Act]) -> None:
        """The stored copy of the child's permissions."""
        on = self.today(self.at)
        policy = self.policy
        for given in permissions(child, (relation,), acts, policy.purposes, policy, on).values():
            if given.state is not PermissionState.NEVER_ASKED:
                self._insert(schema.standing, **standing_row(given, on))

    def portrayed(self, photo: Photo, fingerprint: Fingerprint, shows: Sequence[SubjectId]) -> None:
        """A registered, named and attested portrait; photos come in the order of their ids."""
        salt = new_salt()
        row = {"id": photo.id, "salt": salt, **photo_columns(photo)}
        self._ids[schema.photo] = photo.id
        self._register(photo.id, fingerprint)
        shown = [Depiction(photo.id, subject) for subject in shows]
        self._insert_all(schema.depiction, [_depiction(one) for one in shown])
        self._append(described(photo, shown, salt))
        named = tuple(sorted(shows))
        body = Attested(photo=photo.id, kind=photo.kind, shows=named, visible=len(named))
        self._insert(schema.photo, attested=self._append(body).number, **row)

    def _register(self, photo: PhotoId, fingerprint: Fingerprint) -> None:
        picture = fingerprint.picture
        act = self._append(
            Registered(photo=photo, sha256=Digest(fingerprint.sha256.hex())),
            binds=picture.hex() if picture is not None else None,
        )
        self._add_fingerprint(photo, act.number, fingerprint)


def _depiction(depiction: Depiction) -> dict[str, object]:
    row = {"photo": depiction.photo, "subject": depiction.subject}
    return {**row, "x": None, "y": None, "w": None, "h": None}


def photo_bytes_digest(number: int) -> bytes:
    """The digest a made-up photo is known by, so that a benchmark can ask for it again."""
    return hashlib.sha256(b"photo %d" % number).digest()


def _serial(number: int) -> Serial:
    signs = ""
    for _ in range(8):
        number, rest = divmod(number, NUMBER_OF_SIGNS)
        signs += ALPHABET[rest]
    return Serial(signs)


def make_register(location: str, subjects: int, photos: int) -> None:
    """Build the register; raises like `Register.create`."""
    Register.create(
        location, institution="Den store kommune", policy="dk", clerk="Lis", at=AT
    ).close()
    with Register.open(location) as register, register.connected(writes=True) as connection:
        put_back = _stripped(connection)
        writer = BulkWriter.__new__(BulkWriter)
        writer.begin()
        Writer.__init__(
            writer, connection, register.institution_id, Shelf(), location, clerk="Lis", at=AT
        )
        _people(writer, subjects)
        _photos(writer, subjects, photos)
        writer.close_gaps()
        writer.finish()
        for said in put_back:
            connection.exec_driver_sql(said)
        connection.commit()


def _stripped(connection: Connection) -> list[str]:
    """Take a file's indexes and guards away while nobody sees it; what puts them back.

    Together they take twice as long as the rows. Only the unique indexes stay.
    """
    if connection.dialect.name != "sqlite":
        return []
    # Digests land all over their indexes; from a small cache every one is a page read.
    connection.exec_driver_sql("PRAGMA cache_size=-4000000")
    there = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql"
    found = connection.exec_driver_sql(f"{there} IS NOT NULL").all()
    for kind, name, _said in found:
        connection.exec_driver_sql(f'DROP {kind} "{name}"')
    return [said for _kind, _name, said in found]


def _people(writer: BulkWriter, subjects: int) -> None:
    edition = load_edition("2026-1")
    wording = edition.wording("da").reference()
    first, last = FIRST.split(), LAST.split()
    running = 0
    for number in range(subjects):
        name = f"{first[number % len(first)]} {last[number // 7 % len(last)]} {number}"
        born = date(2013, 1, 1) + timedelta(days=number * 37 % 3000)
        child, relation = writer.person(name, born, f"Gruppe {number // GROUP}")
        acts: list[Act] = []
        if number % 10:
            answered = bool(number % 9)
            form = _form(writer, child.id, number, wording, answered=answered)
            writer.issued(form)
            if answered:
                running += 1
                yes = frozenset(form.purposes[: number % 6 or 5])
                acts = writer.answered(form, relation, yes, running)
            else:
                acts = [writer.asked(form, child.id)]
        writer.stand(child, relation, acts)
        writer.flush(at_least=PLENTY)


def _form(
    writer: BulkWriter, subject: SubjectId, number: int, wording: Wording, *, answered: bool
) -> Form:
    return Form(
        serial=_serial(number),
        subject=subject,
        guardian=None,
        wording=wording,
        purposes=writer.policy.purposes,
        printed_at=AT,
        state=FormState.JOURNALED if answered else FormState.PRINTED,
    )


def _photos(writer: BulkWriter, subjects: int, photos: int) -> None:
    for number in range(photos):
        begin = number * 11 % max(1, subjects // GROUP) * GROUP
        count = min(number % 5, subjects)
        shows = [SubjectId(1 + (begin + k * 6 + number % 6) % subjects) for k in range(count)]
        photo = Photo(
            id=PhotoId(number + 1),
            name=f"IMG_{number:07}.jpg",
            kind=PhotoKind.PORTRAIT if count else PhotoKind.NOBODY,
            album=f"Album {number // 400}",
            width=6000,
            height=4000,
        )
        sha256 = photo_bytes_digest(number)
        writer.portrayed(photo, Fingerprint(sha256, sha256[::-1]), tuple(dict.fromkeys(shows)))
        writer.flush(at_least=PLENTY)


def main(arguments: Sequence[str]) -> None:
    """Build, and say how long it took."""
    if len(arguments) not in (2, 3):
        sys.exit(__doc__)
    subjects, photos = map(int, arguments[:2])
    location = arguments[2] if len(arguments) == 3 else "big.db"
    start = time.perf_counter()
    make_register(location, subjects, photos)
    seconds = time.perf_counter() - start
    sys.stdout.write(f"{subjects} subjects and {photos} photos in {seconds:.1f} s: {location}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
