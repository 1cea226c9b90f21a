"""R28 on both engines: what names the person goes, the chain stays, and no verdict forgets."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
import sqlalchemy as sa

from consentdesk.domain.acts import (
    ActKind,
    Assessed,
    Channel,
    Corrected,
    Erased,
    Objected,
    TakenDown,
    Withdrawn,
)
from consentdesk.domain.events import Event
from consentdesk.domain.people import UNSTATED, Guardianship, SubjectId
from consentdesk.domain.photos import Depiction, Destination, PhotoId, PhotoKind
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.storage import schema
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import compact, verify
from consentdesk.storage.values import PhotoFilter, Tampering
from consentdesk.storage.writing_photos import ALBUM_LIMIT
from tests.factories import DAY, NOW, WEBSITE
from tests.postgres import USER
from tests.storage.desk import (
    CLERK,
    PDF,
    child,
    entry,
    family,
    form,
    journaled_yes,
    portrait,
    released,
    void,
    writing,
    yes,
)

NAME = "Søren Østerlund-Ågård"
MOTHER = "Birgitte Østerlund"
SCAN = PDF + b"% the signed sheet of Soren\n"


def whole_case(register: Register) -> tuple[SubjectId, PhotoId]:
    """Somebody with everything that can be about one: paper, words, pictures, a release."""
    with writing(register) as writer:
        subject = child(writer, NAME)
        mother = writer.add_guardian(MOTHER)
        writer.set_guardianship(Guardianship(guardian=mother, subject=subject))
        serial = form(writer, subject)
        scan = writer.store_document(SCAN, "application/pdf")
        writer.attach_scan(serial, scan)
        writer.append(yes(subject, mother, serial))
        kept = entry(writer, subject, serial, scan=scan, paper_at=f"Binder of {NAME}")
        writer.file_entry(kept, (WEBSITE,))
        said = Withdrawn(
            subject=subject,
            purposes=(WEBSITE,),
            on=DAY,
            signer=UNSTATED,
            channel=Channel.PHONE,
            by=writer.digest_text(f"An aunt of {NAME}"),
        )
        (act,) = writer.append(said)
        reason = writer.digest_text(f"{NAME} never said so")
        writer.append(Corrected(number=act.number, reason=reason, subject=None, photo=None))
        photo = portrait(writer, 1, subject)
        writer.set_photo(replace(writer.photo(photo), name=f"{NAME}.jpg"))
    return subject, photo


def everything(register: Register) -> str:
    """All rows of all tables, as text and as bytes."""
    with register.connected(writes=False) as connection:
        rows = [
            value
            for table in schema.metadata.sorted_tables
            for row in connection.execute(sa.select(table))
            for value in row
        ]
    found = [bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else v for v in rows]
    return "\n".join(str(v) for v in found)


def test_r28_nothing_that_names_the_person_is_left_in_any_table(register: Register) -> None:
    subject, photo = whole_case(register)
    with writing(register) as writer:
        released(writer, photo, subject)
        note = writer.digest_text("The web editor took SØREN off the page")
        writer.append(TakenDown(release=writer.releases()[0].id, note=note))
        judged = Assessed(
            photo=photo,
            destination=Destination("website"),
            publish=False,
            sensitive=False,
            yes=(),
            reason=writer.digest_text("soren looks unhappy"),
            kind=PhotoKind.PORTRAIT,
            shows=(subject,),
        )
        writer.append(judged)
    before = everything(register)
    for told in (NAME, MOTHER, "soeren", "soren", SCAN.decode("latin-1"), "2019-05-03"):
        assert told in before
    with writing(register) as writer:
        act = writer.erase(subject)
        numbers = writer.head().number
    assert act.body == Erased(subject=subject, photos=(photo,))
    after = everything(register)
    for told in (NAME, "Søren", "SØREN", MOTHER, "soeren", "soren", "Ågård", "2019-05-03"):
        assert told not in after
        assert json.dumps(told).strip('"') not in after
    assert SCAN.decode("latin-1") not in after
    assert verify(register).problems == ()
    with register.read() as reader:
        assert not reader.subjects([subject])
        assert reader.head().number == numbers
        assert reader.forms() == ()
        kinds = [a.kind for a in reader.acts([subject])[subject]]
        assert {ActKind.GRANTED, ActKind.JOURNALED, ActKind.ERASED} <= set(kinds)
        (release,) = reader.releases()
        assert release.copies[0].shows == (subject,)
        assert reader.photo(photo).name == f"{photo}.jpg"
    with writing(register) as writer:
        assert writer.next_journal_number() == "2026-0002"


def test_r28_what_is_told_of_photos_has_the_number_in_place_of_the_name(
    register: Register,
) -> None:
    album = f"{NAME} fylder 8"
    with writing(register) as writer:
        subject, ida = child(writer, NAME), child(writer, "Ida Østerlund")
        mine = portrait(writer, 1, subject, album=album)
        other, third = portrait(writer, 2, ida, album=album), portrait(writer, 3, ida)
        taker, rights = f"Foto: {NAME.upper()}", f"{NAME}, asked in May"
        writer.set_photo(replace(writer.photo(other), photographer=taker, rights=rights))
        run_together = NAME.replace(" ", "")
        writer.set_photo(
            replace(writer.photo(third), album=run_together, photographer="Ida Østerlund")
        )
        writer.set_event(Event(name=album, groups=("2.A",)))
        thrown, kept = (portrait(writer, n, attested=False) for n in (4, 5))
        writer.set_photo(replace(writer.photo(thrown), photographer=NAME))
        for photo in (thrown, kept):
            writer.throw_away_photo(photo)
    number = f"({subject})"
    with writing(register) as writer:
        vouched = writer.find_photos(PhotoFilter(unattested=True))
        writer.erase(subject)
        assert [one.item.id for one in writer.trash()] == [kept]
    after = everything(register)
    for told in (NAME, run_together, NAME.upper(), "soeren oesterlund", "soren osterlund"):
        assert told not in after
    with register.read() as reader:
        assert {reader.photo(p).album for p in (mine, other)} == {f"{number} fylder 8"}
        assert reader.photo(third).album == number
        assert reader.photo(third).photographer == "Ida Østerlund"
        assert reader.photo(other).photographer == f"Foto: {number}"
        assert reader.photo(other).rights == f"{number}, asked in May"
        assert reader.events() == (Event(name=f"{number} fylder 8", groups=("2.A",)),)
        # Nothing has to be said again of pictures of others.
        assert vouched == ()
        assert reader.find_photos(PhotoFilter(unattested=True)) == (mine,)
    assert verify(register).problems == ()


def test_r28_two_events_called_after_the_person_stay_two(register: Register) -> None:
    """With their groups and days, and the pictures of each in its album."""
    spelt, days = ("Noah Lundqvist", "noah-lundqvist"), (date(2026, 5, 1), date(2026, 6, 1))
    long = f"Noah Lundqvist {'fest ' * 60}"[:ALBUM_LIMIT]
    with writing(register) as writer:
        noah, ida = child(writer, "Noah Lundqvist"), child(writer, "Ida Dal")
        photos = [portrait(writer, n, ida, album=a) for n, a in enumerate((*spelt, long))]
        for name, group, day in zip(spelt, ("2A", "3B"), days, strict=True):
            writer.set_event(Event(name=name, groups=(group,), held_on=day))
        called = f"({noah})"
        there = portrait(writer, 9, ida, album=called)
    with writing(register) as writer:
        writer.erase(noah)
    with register.read() as reader:
        albums = [reader.photo(photo).album for photo in photos]
        assert set(albums[:2]) == {f"{called} 2", f"{called} 3"}
        assert albums[2].startswith(f"{called} fest ")
        assert reader.photo(there).album == called
        assert set(reader.events()) == {
            Event(name=albums[0], groups=("2A",), held_on=days[0]),
            Event(name=albums[1], groups=("3B",), held_on=days[1]),
        }
    assert verify(register).problems == ()


@pytest.mark.parametrize(
    "spelt",
    [
        "Østerlund-Ågård, Søren",
        "OSTERLUND AGARD  SOEREN",
        "soren-oesterlund_ågård",
        f"{'as was agreed ' * 60}{NAME}",
    ],
)
def test_r28_the_name_is_found_however_somebody_wrote_it(register: Register, spelt: str) -> None:
    with writing(register) as writer:
        subject, ida = child(writer, NAME), child(writer, "Ida Dal")
        photo = portrait(writer, 1, ida, album=f"{spelt[-40:]}; fylder 8")
        writer.set_photo(replace(writer.photo(photo), name=f"IMG_{spelt[-40:]}.jpg"))
        said = Objected(subject=ida, channel=Channel.MAIL, by=writer.digest_text(f"Says: {spelt}"))
        writer.append(said)
    assert spelt in everything(register)
    with writing(register) as writer:
        writer.erase(subject)
    assert spelt[-20:] not in everything(register)
    with register.read() as reader:
        assert reader.photo(photo).name == f"{photo}.jpg"
    assert verify(register).problems == ()


def test_r28_the_address_of_an_export_goes_once_nothing_of_it_is_out(register: Register) -> None:
    link = "https://example.org/soren-osterlund-agard"
    with writing(register) as writer:
        subject, ida = child(writer, NAME), child(writer, "Ida Dal")
        photo = portrait(writer, 1, ida)
        down, out = released(writer, photo, ida), released(writer, photo, ida)
        for release in (down, out):
            writer.set_link(release, f"{link}/before")
            writer.set_link(release, f"{link}/{release}")
        writer.append(TakenDown(release=down, note=None))
    with writing(register) as writer:
        writer.erase(subject)
    with register.read() as reader:
        assert {r.id: r.link for r in reader.releases()} == {down: "", out: f"{link}/{out}"}
    after = everything(register)
    assert f"{link}/before" not in after
    assert f"{link}/{down}" not in after
    assert verify(register).problems == ()


def test_r28_brothers_and_sisters_keep_their_mother_and_their_own_papers(
    register: Register,
) -> None:
    with writing(register) as writer:
        noah, mette = family(writer)
        ida = child(writer, "Ida Lund")
        writer.set_guardianship(Guardianship(guardian=mette, subject=ida))
        shared = writer.store_document(PDF, "application/pdf")
        serials = {who: form(writer, who) for who in (noah, ida)}
        for who, serial in serials.items():
            writer.append(yes(who, mette, serial))
            writer.attach_scan(serial, shared)
            writer.file_entry(entry(writer, who, serial, scan=shared), (WEBSITE,))
    with writing(register) as writer:
        writer.erase(noah)
    with register.read() as reader:
        assert reader.guardians([mette])[mette].name == "Mette Lund"
        assert reader.document(shared).data == PDF
        assert reader.entries([serials[ida]])[serials[ida]].scan == shared
        assert (
            not reader.entries([serials[noah]])
            or not reader.entries([serials[noah]])[serials[noah]].subject_line
        )
        assert reader.serials_numbered("2026-0001") == ()
    assert verify(register).problems == ()
    with writing(register) as writer:
        writer.erase(ida)
    with register.read() as reader:
        assert not reader.guardians([mette])
        with pytest.raises(BadInput, match=Problem.UNKNOWN_DOCUMENT):
            reader.document(shared)
    assert verify(register).problems == ()


def test_r28_the_photo_counts_somebody_without_a_name_and_what_was_vouched_for_ended(
    register: Register,
) -> None:
    with writing(register) as writer:
        noah, _mette = family(writer)
        ida = child(writer, "Ida Dal")
        both, alone = portrait(writer, 1, noah, ida), portrait(writer, 2, ida)
    with writing(register) as writer:
        writer.erase(noah)
    with register.read() as reader:
        assert {p: len(n) for p, n in reader.erased_on([both, alone]).items()} == {
            both: 1,
            alone: 0,
        }
        assert [d.subject for d in reader.depicted([both])[both]] == [ida]
        unattested = {p: reader.photo(p) for p in reader.find_photos(PhotoFilter(unattested=True))}
        assert set(unattested) == {both}
    assert verify(register).problems == ()


def test_r28_what_is_out_of_the_person_is_to_be_taken_down(register: Register) -> None:
    with writing(register) as writer:
        noah, _mette = family(writer)
        ida = child(writer, "Ida Dal")
        shown, hid, named = (portrait(writer, n, noah, ida) for n in (1, 2, 3))
        releases = {
            "shown": released(writer, shown, noah, ida),
            "hid": released(writer, hid, ida, covered=(noah,)),
            "named since": released(writer, named, ida),
        }
        down = released(writer, shown, noah, ida)
        writer.append(TakenDown(release=down, note=None))
        writer.erase(noah)
        after = released(writer, named, ida)
        due = {r.id for r in writer.releases(to_take_down=True)}
        assert after not in {r for r, _place in writer.copies_of_erased()}
    assert due >= {releases["shown"], releases["named since"]}
    with register.read() as reader:
        assert reader.copies_of_erased() == [
            (releases["shown"], 0),
            (releases["named since"], 0),
        ]
        assert reader.copies_of_erased(ida) == []


def test_r28_nobody_can_be_named_asked_or_erased_again(register: Register) -> None:
    with writing(register) as writer:
        noah, _mette = family(writer)
        photo = portrait(writer, 1)
        writer.erase(noah)
    for work in (
        lambda w: w.erase(noah),
        lambda w: w.set_depictions(photo, [Depiction(photo, noah)]),
        lambda w: form(w, noah),
    ):
        with pytest.raises(BadInput, match=Problem.UNKNOWN_SUBJECT), writing(register) as writer:
            work(writer)
    assert verify(register).problems == ()


def test_r28_an_erasure_can_not_be_corrected(register: Register) -> None:
    with writing(register) as writer:
        noah, _mette = family(writer)
        act = writer.erase(noah)
    with pytest.raises(RuleRefusal, match=Problem.NOT_CORRECTABLE), writing(register) as writer:
        void(writer, act.number)


def test_r28_photos_of_the_person_in_the_trash_are_deleted(register: Register) -> None:
    with writing(register) as writer:
        noah, _mette = family(writer)
        mine, other = portrait(writer, 1, noah, attested=False), portrait(writer, 2, attested=False)
        for photo in (mine, other):
            writer.throw_away_photo(photo)
    with writing(register) as writer:
        writer.erase(noah)
        assert [one.item.id for one in writer.trash()] == [other]
    assert verify(register).problems == ()


def test_r28_a_photo_somebody_was_erased_from_is_no_draft(register: Register) -> None:
    """Thrown away and taken in anew it would know nothing of who is still to be seen on it."""
    with writing(register) as writer:
        noah, _mette = family(writer)
        photo = portrait(writer, 1, noah, child(writer, "Ida Dal"), attested=False)
        writer.erase(noah)
    with writing(register) as writer, pytest.raises(RuleRefusal, match=Problem.PHOTO_HAS_HISTORY):
        writer.throw_away_photo(photo)


def test_a_row_deleted_by_hand_is_still_noticed(register: Register) -> None:
    """Only an act makes somebody's absence right."""
    with writing(register) as writer:
        gone, _s, _a = journaled_yes(writer)
        writer.erase(journaled_yes(writer, "Ida Dal")[0])
    assert verify(register).problems == ()
    for table in (schema.standing, schema.guardianship, schema.form):
        with register.connected(writes=True) as connection:
            connection.execute(sa.delete(table).where(table.c.subject == gone))
            connection.commit()
    with register.connected(writes=True) as connection:
        connection.execute(sa.delete(schema.subject).where(schema.subject.c.id == gone))
        connection.execute(sa.update(schema.journal_entry).values(subject_line=""))
        connection.commit()
    found = {problem.code for problem in verify(register).problems}
    assert found >= {
        Tampering.SUBJECT_MISMATCH,
        Tampering.FORM_MISMATCH,
        Tampering.JOURNAL_MISMATCH,
    }


def test_whoever_is_put_back_by_hand_after_an_erasure_is_noticed(register: Register) -> None:
    with writing(register) as writer:
        noah = child(writer)
    with register.connected(writes=False) as connection:
        rows = dict(connection.execute(sa.select(schema.subject)).mappings().one())
    with writing(register) as writer:
        writer.erase(noah)
    with register.connected(writes=True) as connection:
        connection.execute(sa.insert(schema.subject), [rows])
        connection.commit()
    assert Tampering.SUBJECT_MISMATCH in {p.code for p in verify(register).problems}


def test_no_byte_of_the_name_is_left_in_the_files(file: Path) -> None:
    with Register.open(str(file)) as register:
        subject, _photo = whole_case(register)
        with register.read():
            # A reader's own connection stays open, as a window's does.
            pass
        spelt = [NAME.encode(), SCAN, b"soeren", NAME.encode("utf-16-le"), MOTHER.encode()]
        assert traces(file.parent, spelt)
        with writing(register) as writer:
            writer.erase(subject)
        assert compact(register)
        assert traces(file.parent, spelt) == []
        assert verify(register).problems == ()


def test_the_file_is_not_compacted_while_somebody_reads(file: Path) -> None:
    with Register.open(str(file)) as register, register.read() as reader:
        reader.groups()
        with Register.open(str(file)) as other, writing(other) as writer:
            writer.erase(child(writer))
        assert not compact(register, wait=0.1)


def traces(folder: Path, spelt: Iterable[bytes]) -> list[str]:
    """The files in a folder that hold one of these."""
    wanted = list(spelt)
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(w in path.read_bytes() for w in wanted)]


def test_r28_a_server_lets_go_of_the_rows_where_the_role_may(postgres_url: str) -> None:
    made = Register.create(postgres_url, institution="Skovskolen", policy="dk", clerk=CLERK, at=NOW)
    with made as register:
        with writing(register) as writer:
            subject = child(writer, NAME)
        with writing(register) as writer:
            writer.erase(subject)
        assert _bytes_of_subjects(postgres_url) > 0
        assert compact(register)
        assert _bytes_of_subjects(postgres_url) == 0
        assert verify(register).ok


def test_a_role_that_owns_no_table_is_told_that_it_may_not(postgres_url: str) -> None:
    made = Register.create(postgres_url, institution="Skovskolen", policy="dk", clerk=CLERK, at=NOW)
    made.close()
    seat = f"seat_{token_hex(4)}"
    with psycopg.connect(_plain(postgres_url), autocommit=True) as server:
        server.execute(f"CREATE ROLE {seat} LOGIN".encode())
        server.execute(f"GRANT consentdesk_seat, consentdesk_desk TO {seat}".encode())
        server.execute(
            b"INSERT INTO seat (institution, login, role, act) VALUES (1, %s, 'clerk', 1)", (seat,)
        )
        try:
            with Register.open(postgres_url.replace(f"{USER}@", f"{seat}@", 1)) as register:
                assert not compact(register)
        finally:
            server.execute(f"DROP OWNED BY {seat}".encode())
            server.execute(f"DROP ROLE {seat}".encode())


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg", "postgresql", 1)


def _bytes_of_subjects(url: str) -> int:
    """How much of the disk the table of people takes; a row that is gone takes some as well."""
    with psycopg.connect(_plain(url), autocommit=True) as server:
        row = server.execute("SELECT pg_relation_size('subject')").fetchone()
    assert row is not None
    return int(row[0])
