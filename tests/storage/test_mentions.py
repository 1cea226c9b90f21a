"""R28: every text anybody can write is gone through; what keeps a name is told, or it is gone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from consentdesk.domain.acts import (
    Assessed,
    Channel,
    Corrected,
    Digest,
    Objected,
    PackMade,
    TakenDown,
    Withdrawn,
)
from consentdesk.domain.events import Event
from consentdesk.domain.inbox import Draft
from consentdesk.domain.people import UNSTATED, Guardianship, SubjectId
from consentdesk.domain.photos import Destination, PhotoId, PhotoKind
from consentdesk.domain.presets import Preset
from consentdesk.domain.releases import ReleasedCopy
from consentdesk.domain.roles import Role
from consentdesk.storage import schema
from consentdesk.storage.free_texts import FREE, Treated, leaves
from consentdesk.storage.register import Register
from consentdesk.storage.sought import Mentions
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import SubjectFilter
from consentdesk.storage.writing import Writer
from tests.factories import DAY, NOW, WEBSITE
from tests.storage.desk import SEVEN, child, copy_of, entry, form, portrait, released_all, writing
from tests.storage.desk import yes as says_yes
from tests.storage.test_inbox import DRAFT, page_of, reading

NAME = "Zorbina Quixley"
MOTHER = "Mette Krog"
TURNED = {
    NAME: "Quixley, Zorbina",
    MOTHER: "Krog, Mette",
    "Sofie Krageland": "Krageland, Sofie",
    "Sofie Kraglund": "Kraglund, Sofie",
}
CODES = {
    "institution": {"uuid", "policy", "policy_digest", "controller_digest"},
    "head": {"digest", "at", "op"},
    "clerk": {"digest"},
    "text": {"digest"},
    "ledger": {"op", "at", "kind", "serial", "body", "binds", "previous", "digest"},
    "subject": {"folded", "language"},
    "guardian": {"digest"},
    "form": {"serial", "edition", "language", "wording", "purposes", "printed_at", "state", "scan"},
    "journal_entry": {"serial", "scan"},
    "document": {"digest", "media_type", "stored_at"},
    "standing": {
        *("purpose", "state", "lack", "serial", "signer"),
        *("edition", "language", "wording"),
    },
    "photo": {"folded", "kind", "taken_at", "crop", "unknown_covers"},
    "depiction": {"cover"},
    "release": {"destination", "at", "taken_down_at", "made"},
    "release_copy": {"permissions", "taken_down_at", "crop", "unknown_covers"},
    "release_subject": {"cover"},
    "preset": {"destination"},
    "seat": {"role"},
    "inbox_file": {"digest", "media_type", "arrived_at"},
    "inbox_sheet": {"serial", "edition", "state", "arrived_at", "filed"},
    "inbox_page": {"document", "apart", "problem", "read"},
    "edition_draft": {"changed_at"},
}
"""What the program itself puts there: codes, digests, moments, keys of a search."""


def test_every_column_of_text_is_one_that_is_gone_through_or_holds_codes() -> None:
    """A new column belongs to `free_texts`, or above where nobody can type into it."""
    for table in schema.metadata.sorted_tables:
        kept = {c.name for c in table.c if isinstance(c.type, sa.Text)}
        free, codes = set(FREE.get(table, {})), CODES.get(table.name, set())
        assert kept == free | codes, table.name
        assert not free & codes, table.name


@pytest.mark.parametrize("has_aunt", [False, True])
@pytest.mark.parametrize("name", [NAME, MOTHER])
def test_r28_whatever_of_others_holds_a_name_is_gone_or_told(
    file: Path, name: str, has_aunt: bool
) -> None:
    """Told before as well, in the same words; an aunt called so may be meant by all of it."""
    with Register.open(str(file)) as register:
        with writing(register) as writer:
            subject = erased_child(writer, name)
        told_of_others(register, name, has_aunt)
        every = {(table.name, column) for table, columns in FREE.items() for column in columns}
        there = {where for where, _leaf in still_there(register, name)}
        nowhere = set() if has_aunt or name == MOTHER else {("guardian", "name")}
        assert every - there == nowhere | (set() if name == NAME else {("subject", "name")})
        with writing(register) as writer:
            sought = writer.sought(subject)
            foreseen = writer.mentions(sought, subject)
            writer.erase(subject)
        with register.read() as reader:
            left = reader.mentions(sought)
        assert set(foreseen.texts) == set(left.texts)
        assert foreseen.namesakes == left.namesakes
        for (table, column), leaf in still_there(register, name):
            if column == "folded" and (has_aunt or table == "subject"):
                continue  # The key of what stands beside it.
            assert is_told(leaf, left), (table, column)
            if not has_aunt:
                how = FREE[schema.metadata.tables[table]][column]
                assert how is not Treated.CUT, (table, column)


@pytest.mark.parametrize("name", [NAME, MOTHER])
def test_r28_a_name_goes_from_what_is_told_of_pictures_and_said_of_others(
    register: Register, name: str
) -> None:
    with writing(register) as writer:
        subject, ida = erased_child(writer, name), child(writer, "Ida Dal")
        photo = portrait(writer, 1, ida)
        took = replace(writer.photo(photo), photographer=f"Foto: {TURNED[name]}")
        writer.set_photo(replace(took, album=name, rights=f"{name}, paid"))
        for act in spoken(writer, ida, photo, name):
            writer.append(act)
    with writing(register) as writer:
        writer.erase(subject)
    with register.read() as reader:
        known = reader.photo(photo)
        assert (known.album, known.photographer, known.rights) == (
            f"({subject})",
            f"Foto: ({subject})",
            f"({subject}), paid",
        )
    assert list(still_there(register, name)) == []
    assert verify(register).problems == ()


def test_r28_a_name_the_person_had_before_goes_too(register: Register) -> None:
    """Married, adopted, or typed wrong: what others wrote then is still there."""
    with writing(register) as writer:
        sofie, ida = child(writer, "Sofie Kraglund"), child(writer, "Ida Dal")
        renamed(writer, sofie, "Sofie Krageland", mistaken=True)
        renamed(writer, sofie, "Sofie Lindemose")
        mine = called_so(writer, 1, "krageland-3.jpg", sofie)
        photo = called_so(writer, 2, "Krageland, Sofie.jpg", ida, album="Tur med Sofie Kraglund")
        by = writer.digest_text("Vi har spurgt Sofie Krageland selv")
        writer.append(Objected(subject=ida, channel=Channel.MAIL, by=by))
        by = writer.digest_text("Sofie Kragelands mor")
        writer.append(Objected(subject=ida, channel=Channel.MAIL, by=by))
    foreseen, left = foreseen_and_left(register, sofie)
    assert foreseen == left == Mentions(texts=("Sofie Kragelands mor",), namesakes=())
    with register.read() as reader:
        assert reader.photo(mine).name == f"{mine}.jpg"
        assert reader.photo(photo).name == f"{photo}.jpg"
        assert reader.photo(photo).album == f"Tur med ({sofie})"
    assert {leaf for _at, leaf in still_there(register, "Sofie Krageland")} == set(left.texts)
    assert list(still_there(register, "Sofie Kraglund")) == []
    assert verify(register).problems == ()


def test_r28_a_former_name_that_is_somebodys_or_one_word_is_told(register: Register) -> None:
    albums = ("Noah Lund fylder 8", "Baby svømning")
    with writing(register) as writer:
        subject, other = child(writer, "Noah Lund"), child(writer, "Noah Lund")
        for name in ("Baby", "Emma Holm"):
            renamed(writer, subject, name)
        photos = [called_so(writer, n, "a.jpg", other, album=a) for n, a in enumerate(albums)]
    foreseen, left = foreseen_and_left(register, subject)
    assert foreseen == left
    assert (set(left.texts), left.namesakes) == (set(albums), (other,))
    with register.read() as reader:
        assert tuple(reader.photo(photo).album for photo in photos) == albums
    assert verify(register).problems == ()


def test_r28_what_others_on_the_photo_may_be_meant_by_stays_and_is_told(register: Register) -> None:
    """In a longer word, by a name they share, or by names that are two people's."""
    anna_sofie = ("Anna, Sofie og deres venner leger", "Anna spurgt", "Krags bil holder i vejen")
    kept = ("Ingen personer er udsat; Anna spurgt", *anna_sofie)
    with writing(register) as writer:
        per, both = child(writer, "Per Holm"), child(writer, "Anna Sofie Lind")
        others = child(writer, "Anna Jensen"), child(writer, "Sofie Krag")
        alone = called_so(writer, 1, "personer.jpg", per)
        beside = called_so(writer, 2, "personer 2.jpg", per, *others)
        ours = called_so(writer, 3, "anna.jpg", both, *others)
        reasons = (
            *((beside, text) for text in (kept[0], "Per er glad", "Pers mor spurgt")),
            *((ours, text) for text in (*anna_sofie, "Familien Lind er spurgt")),
        )
        said = {}
        for photo, reason in reasons:
            *_, assessed = spoken(writer, others[0], photo, NAME)
            assert isinstance(assessed, Assessed)
            said[reason] = writer.digest_text(reason)
            writer.append(replace(assessed, reason=said[reason]))
    foreseen, left = foreseen_and_left(register, per)
    assert set(foreseen.texts) == set(left.texts) == {kept[0], "personer 2.jpg"}
    foreseen, left = foreseen_and_left(register, both)
    assert set(foreseen.texts) == set(left.texts) == {kept[1], kept[2], "anna.jpg"}
    with register.read() as reader:
        assert set(reader.texts(said.values()).values()) == set(kept)
        names = [reader.photo(photo).name for photo in (alone, beside, ours)]
    assert names == [f"{alone}.jpg", "personer 2.jpg", "anna.jpg"]
    assert verify(register).problems == ()


def test_r28_one_name_in_an_album_of_the_person_is_told(register: Register) -> None:
    """It may be anybody's, but a folder with these pictures may not be called so either."""
    with writing(register) as writer:
        noah, ida = child(writer, "Noah Lund"), child(writer, "Ida Dal")
        mine = called_so(writer, 1, "a.jpg", noah, album="Noahs fest")
        called_so(writer, 2, "b.jpg", noah, album="Lundtofte")
        called_so(writer, 3, "c.jpg", noah, album="Noah Lund 8 år")
        called_so(writer, 4, "d.jpg", ida, album="Noahs ark")
    foreseen, left = foreseen_and_left(register, noah)
    assert foreseen == left == Mentions(texts=("Noahs fest",), namesakes=())
    with register.read() as reader:
        assert reader.photo(mine).album == "Noahs fest"
    assert verify(register).problems == ()


def test_r28_a_guardian_of_whom_another_has_the_name_stays_and_is_told(register: Register) -> None:
    with writing(register) as writer:
        subject, ida = erased_child(writer, MOTHER), child(writer, "Ida Dal")
        photo = portrait(writer, 1, ida, attested=False)
        writer.set_photo(replace(writer.photo(photo), photographer=MOTHER))
        other = writer.add_guardian(MOTHER.upper())
        writer.set_guardianship(Guardianship(guardian=other, subject=ida))
        sought = writer.sought(subject)
        assert (sought.guardians, sought.theirs) == ((), (MOTHER,))
        writer.erase(subject)
    with register.read() as reader:
        assert reader.photo(photo).photographer == MOTHER
        assert reader.guardians([other])[other].name == MOTHER.upper()
    assert verify(register).problems == ()


def test_r28_a_guardian_of_one_word_is_not_looked_for(register: Register) -> None:
    with writing(register) as writer:
        subject, ida = child(writer, NAME), child(writer, "Ida Dal")
        mother = writer.add_guardian("Mor")
        writer.set_guardianship(Guardianship(guardian=mother, subject=subject))
        writer.append(
            Objected(subject=ida, channel=Channel.PHONE, by=writer.digest_text("Hendes mor"))
        )
        writer.erase(subject)
    with register.connected(writes=False) as connection:
        assert "Hendes mor" in connection.execute(sa.select(schema.text.c.text)).scalars().all()


def test_r28_the_same_person_in_the_trash_goes_and_somebody_else_stays(register: Register) -> None:
    with writing(register) as writer:
        subject = child(writer, NAME)
        again, turned = child(writer, NAME.upper()), child(writer, "Zorbina  Quixley")
        other = child(writer, NAME, born=date(2018, 1, 2))
        here, longer = child(writer, NAME, born=date(2017, 1, 2)), child(writer, f"{NAME} Dal")
        photo = portrait(writer, 1, again, attested=False)
        writer.throw_away_photo(photo)
        for one in (again, turned, other):
            writer.throw_away_subject(one)
        assert {one.item.id for one in writer.doubles(subject)} == {again, turned}
    with writing(register) as writer:
        sought = writer.sought(subject)
        foreseen = writer.mentions(sought, subject)
        writer.erase(subject)
    assert foreseen == Mentions(texts=(), namesakes=(other, here))
    with register.read() as reader:
        assert [one.item.id for one in reader.trash()] == [other]
        assert reader.mentions(sought) == foreseen
        assert set(reader.find_subjects(SubjectFilter(), DAY)) == {here, longer}
    assert verify(register).problems == ()


def test_r28_what_may_name_somebody_else_stays_and_is_told(register: Register) -> None:
    """Noah Lund is on no picture, and of none of these is it sure that he is meant."""
    by = "Mette Lund, Noah's mother, by phone: he must not be on the web"
    kept = ("Emma Lund Noah Dal.jpg", "Emma Noah Lund Berg.jpg")
    away = ("Sofie Lund Noah Dal 2.jpg", "Emma Noah Lund Berg 4.jpg")
    with writing(register) as writer:
        noah, dal = child(writer, "Noah Lund"), child(writer, "Noah Dal")
        emma = child(writer, "Emma Dal")
        photos = [
            called_so(writer, n, name, emma, album="Emma Noah Lund Berg")
            for n, name in enumerate((*kept, *away))
        ]
        for photo in photos[2:]:
            writer.throw_away_photo(photo)
        said = [writer.digest_text(by), writer.digest_text("Noah Lunds mor")]
        writer.append(Objected(subject=dal, channel=Channel.PHONE, by=said[0]))
        writer.append(Objected(subject=emma, channel=Channel.PHONE, by=said[1]))
        writer.add_inbox_file(Digest("cd" * 32), "Emma Lund Noah.pdf", "application/pdf", 1)
    foreseen, left = foreseen_and_left(register, noah)
    told = {*kept, *away, by, "Noah Lunds mor", "Emma Noah Lund Berg", "Emma Lund Noah.pdf"}
    assert set(foreseen.texts) == set(left.texts) == told
    with register.read() as reader:
        assert tuple(reader.photo(p).name for p in photos[:2]) == kept
        assert {one.item.name for one in reader.trash()} == set(away)
        assert set(reader.texts(said).values()) == {by, "Noah Lunds mor"}
    assert verify(register).problems == ()


@pytest.mark.parametrize("other", ["Noah Lund", "Noah Peter Lund"])
def test_r28_what_may_be_a_namesakes_stays_and_is_told(register: Register, other: str) -> None:
    with writing(register) as writer:
        one, two = child(writer, "Noah Lund"), child(writer, other, born=date(2018, 2, 2))
        ida = child(writer, "Ida Berg")
        by = writer.digest_text("Noah Lund's father, by phone")
        writer.append(Objected(subject=two, channel=Channel.PHONE, by=by))
        mine = called_so(writer, 1, "noah-1.jpg", one)
        his = called_so(writer, 2, "noah-lund-2.jpg", two, album="Noah Lund")
        both = called_so(writer, 3, "c.jpg", one, two)
        thrown = called_so(writer, 4, "noah lund 3.jpg", two)
        writer.throw_away_photo(thrown)
        for photo, reason in ((mine, "Noah cries"), (both, "Noah laughs")):
            *_, assessed = spoken(writer, ida, photo, NAME)
            assert isinstance(assessed, Assessed)
            writer.append(replace(assessed, reason=writer.digest_text(reason)))
    foreseen, left = foreseen_and_left(register, one)
    told = {"Noah Lund's father, by phone", "noah-lund-2.jpg", "Noah Lund", "noah lund 3.jpg"}
    told.add("Noah laughs")
    assert set(foreseen.texts) == set(left.texts) == told
    with register.read() as reader:
        assert reader.photo(mine).name == f"{mine}.jpg"
        assert (reader.photo(his).name, reader.photo(his).album) == ("noah-lund-2.jpg", "Noah Lund")
        assert [item.item.name for item in reader.trash()] == ["noah lund 3.jpg"]
    with register.connected(writes=False) as connection:
        texts = set(connection.execute(sa.select(schema.text.c.text)).scalars())
    assert {"Noah Lund's father, by phone", "Noah laughs"} <= texts
    assert "Noah cries" not in texts
    assert verify(register).problems == ()


@pytest.mark.parametrize("note", ["[" * 1_200, "[" * 500 + '"x"' + "]" * 500, '{"a":' * 300])
def test_r28_a_text_that_nests_without_end_is_a_text(register: Register, note: str) -> None:
    with writing(register) as writer:
        noah, ida = child(writer, "Noah Lund"), child(writer, "Ida Dal")
        said = [writer.digest_text(text) for text in (note, f"{note} Noah Lund")]
        for by in said:
            writer.append(Objected(subject=ida, channel=Channel.MAIL, by=by))
    foreseen, left = foreseen_and_left(register, noah)
    assert foreseen == left == Mentions(texts=(), namesakes=())
    with register.read() as reader:
        assert set(reader.texts(said).values()) == {note}
    assert verify(register).problems == ()


def test_texts_within_a_value_come_in_their_order() -> None:
    assert list(leaves('{"a": ["b", {"c": "[\\"d\\"]"}], "e": 1}')) == ["a", "b", "c", "d", "e"]
    deep = "[" * 400 + '"Noah Lund"' + "]" * 400
    assert list(leaves(deep)) == ["Noah Lund"]


def test_r28_a_child_in_the_trash_keeps_its_mother_who_is_told(register: Register) -> None:
    with writing(register) as writer:
        subject, ida = erased_child(writer, MOTHER), child(writer, "Ida Krog")
        (mother,) = (g.guardian for g in writer.guardianships([subject])[subject])
        writer.set_guardianship(Guardianship(guardian=mother, subject=ida))
        writer.throw_away_subject(ida)
        assert writer.kept_guardians([mother], subject) == {mother}
        writer.erase(subject)
    with writing(register) as writer:
        writer.put_back(subject=ida)
        assert writer.guardians([mother])[mother].name == MOTHER
    assert verify(register).problems == ()


def renamed(writer: Writer, subject: SubjectId, name: str, *, mistaken: bool = False) -> None:
    """Somebody has another name from now on, or always had."""
    writer.change_subject(replace(writer.subject(subject), name=name), mistaken=mistaken)


def called_so(writer: Writer, n: int, name: str, *shown: SubjectId, album: str = "") -> PhotoId:
    """A photo that nobody has vouched for."""
    photo = portrait(writer, n, *shown, attested=False)
    writer.set_photo(replace(writer.photo(photo), name=name, album=album))
    return photo


def foreseen_and_left(register: Register, subject: SubjectId) -> tuple[Mentions, Mentions]:
    """What was told before the subject was erased, and what is told after it."""
    with writing(register) as writer:
        sought = writer.sought(subject)
        foreseen = writer.mentions(sought, subject)
        writer.erase(subject)
    with register.read() as reader:
        return foreseen, reader.mentions(sought)


def erased_child(writer: Writer, name: str) -> SubjectId:
    """Who is to be erased: of that name, or with a guardian of that name and of nobody else."""
    if name == NAME:
        return child(writer, NAME)
    subject = child(writer, "Noah Holm")
    mother = writer.add_guardian(name)
    writer.set_guardianship(Guardianship(guardian=mother, subject=subject))
    return subject


def spoken(
    writer: Writer, ida: SubjectId, photo: PhotoId, name: str
) -> Iterator[Withdrawn | Objected | Assessed | Corrected]:
    """Everything somebody says in words of their own about another child."""
    text = f"So says {TURNED[name]}"
    yield Withdrawn(
        subject=ida,
        purposes=(WEBSITE,),
        on=DAY,
        signer=UNSTATED,
        channel=Channel.PHONE,
        by=writer.digest_text(text),
    )
    yield Objected(subject=ida, channel=Channel.MAIL, by=writer.digest_text(name.upper()))
    yield Corrected(
        number=writer.head().number, reason=writer.digest_text(text), subject=None, photo=None
    )
    yield Assessed(
        photo=photo,
        destination=Destination("website"),
        publish=True,
        sensitive=False,
        yes=(),
        reason=writer.digest_text(text),
        kind=PhotoKind.PORTRAIT,
        shows=(ida,),
    )


def told_of_others(register: Register, name: str, has_aunt: bool) -> None:
    """The name in every text there is, of another child's paper, pictures and people."""
    written = TURNED[name]
    with register.write(written, NOW) as writer:
        ida = writer.enrol(name="Ida Dal", born=SEVEN, group=f"Dagpleje {written}")
        mother = writer.add_guardian(f"{name} (aunt)" if has_aunt else "Aunt Dal")
        writer.set_guardianship(Guardianship(guardian=mother, subject=ida))
        serial = form(writer, ida)
        writer.append(says_yes(ida, mother, serial))
        filed = entry(writer, ida, serial, number=f"Case {written}", system=f"Files of {written}")
        line, place = f"Photo permission, {written}", f"In the drawer of {written}"
        writer.file_entry(replace(filed, subject_line=line, paper_at=place), (WEBSITE,))
        photo = portrait(writer, 1, ida)
        named = replace(writer.photo(photo), name=f"IMG_{written}.jpg", raw=f"{written}.CR3")
        told = replace(named, album=written, photographer=written, rights=f"{written}, asked")
        writer.set_photo(told)
        for act in spoken(writer, ida, photo, name):
            writer.append(act)
        writer.set_event(Event(name=written, groups=(f"Group of {written}",)))
        made = PackMade(
            photos=1,
            events=(writer.digest_text(written),),
            destinations=(Destination("website"),),
            initials=False,
            good_until=DAY,
            pack=Digest("ab" * 32),
        )
        writer.append(made)
        out, down = copies_called(photo, ida, written)
        for copy in (out, down):
            release = released_all(writer, copy)
            writer.set_link(release, f"https://example.org/{written.replace(', ', '-')}/{release}")
        note = writer.digest_text(f"{written} took it off")
        writer.append(TakenDown(release=release, note=note))
        writer.set_preset(Preset(destination=Destination("website"), credit=f"Foto: {written}"))
        writer.add_edition_draft(f"Draft of {written}", f'{{"text": "{written} has read it"}}')
        incoming(writer, ida, written)
        thrown = writer.enrol(name="Per Dal", born=SEVEN, group=f"Away with {written}")
        writer.throw_away_subject(thrown)
        writer.set_seat(f"seat of {written}", Role.CLERK)
        writer.set_controller(contact=f"{written}, the office", officer=written)
    with register.connected(writes=True) as connection:
        connection.execute(sa.update(schema.institution).values(name=f"House of {written}"))
        connection.execute(sa.update(schema.release).values(folder=f"/out/{written}"))
        connection.execute(sa.update(schema.clerk).values(login=f"login {written}"))
        pages = '{"edition.toml": "pages\\nAsk ' + written + "\\n" + "long " * 100 + '"}'
        own = {"institution": 1, "name": f"Own {written}", "act": 1, "files": pages}
        connection.execute(sa.insert(schema.edition), own)
        connection.commit()


def copies_called(photo: PhotoId, ida: SubjectId, written: str) -> list[ReleasedCopy]:
    """One copy of each release: one stays out, one comes down."""
    return [replace(copy_of(photo, ida, number=n), output=f"{written}-{n}.jpg") for n in (1, 2)]


def incoming(writer: Writer, ida: SubjectId, written: str) -> None:
    """A sheet of another child that waits, and its file."""
    file = writer.add_inbox_file(Digest("cd" * 32), f"{written}.pdf", "application/pdf", 1)
    serial = form(writer, ida)
    draft: Draft = replace(DRAFT, signer=f"{written} signs", paper_at=f"Tray of {written}")
    sheet = writer.add_inbox_sheet(serial, "2026-1", draft)
    page = replace(page_of(writer), file=file.id, sheet=sheet, place=1, read=reading(serial))
    writer.add_inbox_page(replace(page, texts=(f"code {written}",)))


def still_there(register: Register, name: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Every column and text in it that holds the name, in the spellings used here."""
    spelt = {part.casefold() for part in (name, TURNED[name], TURNED[name].replace(", ", "-"))}
    with register.connected(writes=False) as connection:
        for table in schema.metadata.sorted_tables:
            for column in (c for c in table.c if isinstance(c.type, sa.Text)):
                for value in connection.execute(sa.select(column)).scalars():
                    for leaf in leaves(value or ""):
                        if any(part in leaf.casefold() for part in spelt):
                            yield (table.name, column.name), leaf


def is_told(leaf: str, left: Mentions) -> bool:
    """Whether a text is among those told, or is the name of somebody told by number."""
    if leaf.casefold() in {NAME.casefold(), MOTHER.casefold()} and left.namesakes:
        return True
    return any(line in left.texts for line in (leaf, *leaf.splitlines()))
