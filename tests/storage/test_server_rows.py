"""No seat writes a row on a server that no desk can read, and one that is there is named."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from consentdesk.domain.covers import Cover, Fill, Form
from consentdesk.domain.events import Event
from consentdesk.domain.photos import (
    Depiction,
    Destination,
    Perceptual,
    Photo,
    PhotoId,
    PhotoKind,
    Region,
    ReleaseId,
)
from consentdesk.domain.presets import Preset
from consentdesk.domain.releases import Release
from consentdesk.domain.roles import Role
from consentdesk.errors import Problem, RegisterError
from consentdesk.storage.reading import Reader
from consentdesk.storage.register import Register
from consentdesk.storage.row_forms import columns
from consentdesk.storage.upkeep import verify
from consentdesk.storage.writing import Writer
from tests.postgres import Postgres
from tests.storage.desk import (
    CLERK,
    GREY,
    HOUSE,
    child,
    copy_of,
    form,
    portrait,
    print_of,
    released,
    released_all,
)
from tests.storage.seats import Town, make_town, now

Bare = psycopg.Connection[Any]
DEEP = f"repeat('[', {100_000})"
NESTED = f"repeat('[', {3_000}) || repeat(']', {3_000})"
ADDS_PHOTO = (
    "INSERT INTO photo (institution, name, folded, album, photographer, rights, width, height, {}) "
    "VALUES (1, 'a', 'a', 'a', '', '', 1, 1, {})"
)
ADDS_EVENT = "INSERT INTO event (institution, name, {}) VALUES (1, 'x', {})"
ADDS_PRESET = "INSERT INTO preset (institution, destination, content) VALUES (1, 'website', {})"
ADDS_DEPICTION = (
    "INSERT INTO depiction (institution, photo, subject, {}) SELECT 1, max(id), 1, {} FROM photo"
)
ADDS_LOOK = (
    "INSERT INTO look (institution, fingerprint, hashes) SELECT 1, max(id), {} FROM fingerprint"
)
ADDS_GREY = "INSERT INTO grey (fingerprint, data) SELECT max(id), {} FROM fingerprint"
ODD = [
    *(ADDS_PHOTO.format("kind", one) for one in ("'zebra'", "''")),
    *(ADDS_PHOTO.format("taken_at", one) for one in ("'rubbish'", "'2026-02-30T10:00:00'", "''")),
    *(ADDS_PHOTO.format("delete_after", one) for one in ("'infinity'", "'0044-03-15 BC'")),
    *(ADDS_PHOTO.format("crop", one) for one in ("'x'", "'[0,0,1]'", "'{}'", DEEP, NESTED)),
    *(ADDS_PHOTO.format("unknown_covers", one) for one in ("'[1]'", "'[[0,\"{}\"]]'", DEEP)),
    *(ADDS_EVENT.format("groups", one) for one in ("'x'", "'[1]'", "'{}'", "'null'", DEEP, NESTED)),
    ADDS_EVENT.format("groups, held_on", "'[]', 'infinity'"),
    *(ADDS_PRESET.format(one) for one in ("'x'", "'[]'", "'{\"figures\":1000000}'", DEEP)),
    ADDS_PRESET.format("'{\"credit\":5}'"),
    *(ADDS_DEPICTION.format("x", one) for one in ("'nan'", "'inf'")),
    *(ADDS_DEPICTION.format("cover", one) for one in ("'x'", "'{}'", NESTED)),
    *(ADDS_LOOK.format(one) for one in (r"'\x0102'", r"'\x'")),
    *(ADDS_GREY.format(one) for one in (r"'\x00'", r"'\x'")),
    "UPDATE photo SET kind = 'zebra'",
    "UPDATE release SET taken_down_at = 'rubbish'",
    "UPDATE release_copy SET taken_down_at = 'rubbish'",
]
"""What a photographer may write by the rights of each table, and nobody reads."""


def _fill(writer: Writer) -> None:
    """Somebody, a form, and a photo that left and is known by two files."""
    subject = child(writer)
    form(writer, subject)
    photo = portrait(writer, 1, subject)
    writer.add_alias(photo, print_of(2, hashes=(7,)))
    released(writer, photo, subject)


@pytest.fixture(scope="module")
def town(postgres: Postgres) -> Iterator[Town]:
    """An institution with its seats, somebody, a photo that left and a form."""
    made = make_town(postgres, Role)
    with (
        Register.open(made.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        _fill(writer)
        writer.register_photo(Photo(id=PhotoId(0), name="b.jpg"), print_of(3))
    yield made
    postgres.drop(made.url)


@pytest.mark.parametrize("statement", ODD)
def test_no_photographer_writes_a_row_that_no_desk_can_read(town: Town, statement: str) -> None:
    with town.bare(town.as_login(town.login("photographer"))) as seat:
        seat.execute(b"SET bytea_output = escape")
        with pytest.raises(psycopg.Error, match=r"no desk can read|stack depth"):
            seat.execute(statement.encode())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE form SET state = 'rubbish'",
        "INSERT INTO form (institution, serial, subject, edition, language, wording, purposes, "
        "printed_at, state) SELECT institution, 'AAAABBBB', subject, edition, language, wording, "
        "'rubbish', printed_at, state FROM form",
        "INSERT INTO inbox_file (institution, digest, name, media_type, pages, arrived_at) "
        "VALUES (1, 'x', 'n', 't', 1, 'rubbish')",
        "INSERT INTO inbox_sheet (institution, serial, edition, state, version, draft, arrived_at) "
        "VALUES (1, 'S', 'e', 'rubbish', 1, '{}', '2026-11-29T10:00:00.000000Z')",
    ],
)
def test_nor_does_a_clerk(town: Town, statement: str) -> None:
    with (
        town.bare(town.as_login(town.login("clerk"))) as seat,
        pytest.raises(psycopg.Error, match="no desk can read"),
    ):
        seat.execute(statement.encode())


def test_all_that_the_program_writes_is_taken(town: Town) -> None:
    """Shapes, crops, times, presets, events, and a release of all that."""
    url = town.as_login(town.login("photographer"))
    shape = Cover(Form.POLYGON, ((0.1, 0.2), (0.5, 1.0), (0.25, 0.0)), Fill.MOSAIC)
    with Register.open(url, institution=HOUSE) as register:
        with register.write(CLERK, now()) as writer:
            photo = writer.register_photo(
                Photo(
                    id=PhotoId(0),
                    name="c.jpg",
                    kind=PhotoKind.SITUATION,
                    taken_at=datetime(2026, 9, 14, 10, 5, 3, 25, tzinfo=UTC),
                    delete_after=date(2027, 1, 1),
                    crop=Region(0.0, 0.125, 1.0, 1 / 3),
                    unknown_covers=((1, shape), (3, shape)),
                    width=4,
                    height=3,
                    faces=2,
                ),
                print_of(8, hashes=(2**64 - 1, 0)),
            )
            face = Region(0.1, 1e-05, 0.2, 0.3)
            (who,) = (d.subject for d in writer.depicted([PhotoId(1)])[PhotoId(1)])
            writer.set_depictions(photo, [Depiction(photo, who, face, shape)])
            before = writer.photo(photo)
            later = datetime.fromisoformat("2026-09-14T10:05:00")
            writer.set_photo(replace(before, taken_at=later))
            writer.set_event(Event(name="Trip", groups=("2.A", "Æbler"), held_on=date(2026, 9, 14)))
            for edge in (None, 1600):
                preset = Preset(destination=Destination("website"), max_edge=edge, credit="Å © 1")
                writer.set_preset(preset)
            copy = replace(
                copy_of(photo, covered=(who,)),
                covers=((who, face),),
                drawn=((who, shape),),
                crop=before.crop,
                unknown=(shape,),
            )
            released_all(writer, copy, destination="intranet")
            release = Release(
                id=ReleaseId(0),
                destination=Destination("website"),
                at=now(),
                clerk=CLERK,
                folder="f",
                link="https://school.example/1",
                copies=(copy_of(PhotoId(1), who),),
            )
            writer.add_release(release, preset)
        with register.read() as reader:
            assert reader.releases()[0].link == release.link
            assert reader.photo(photo).unknown_covers == before.unknown_covers
    with Register.open(town.owner, institution=HOUSE) as register:
        assert verify(register).problems == ()


def test_every_column_that_is_looked_at_is_one(town: Town) -> None:
    """And all that is JSON of what photographers write is looked at."""
    found = {f"{table}.{name}" for table, names in columns().items() for name in names}
    for name in ("event.groups", "preset.content", "release.made", "release_copy.permissions"):
        assert name in found
    with town.bare(town.url) as owner:
        asked = b"SELECT consentdesk_fits(%s, to_jsonb(%s::text))"
        pairs = [({"is": "json", "holds": {"is": "string"}}, text) for text in ('"x"', "x", "1")]
        told = [owner.execute(asked, (json.dumps(one), text)).fetchone() for one, text in pairs]
    assert told == [(True,), (False,), (False,)]


def _photos(reader: Reader) -> object:
    return reader.photos([PhotoId(1), PhotoId(2)])


def _alike(reader: Reader) -> object:
    return reader.look_alikes(Perceptual(hashes=(7,), grey=GREY))


def _releases(reader: Reader) -> object:
    return reader.releases(to_take_down=True), reader.releases()


Ask = Callable[[Reader], object]


@pytest.mark.parametrize(
    ("statement", "ask", "named"),
    [
        ("UPDATE photo SET kind = 'zebra' WHERE id = 1", _photos, "photo 1"),
        ("UPDATE photo SET taken_at = 'x' WHERE id = 1", _photos, "photo 1"),
        ("UPDATE photo SET crop = :deep WHERE id = 1", _photos, "photo 1"),
        ("UPDATE event SET groups = :deep", Reader.events, "event"),
        ("UPDATE preset SET content = :deep", Reader.presets, "preset website"),
        ("UPDATE release SET taken_down_at = 'rubbish'", _releases, "release 1"),
        ("UPDATE release_copy SET taken_down_at = 'rubbish'", _releases, "release 1"),
        ("UPDATE release_copy SET permissions = '[['", _releases, "release 1"),
        ("UPDATE release_copy SET crop = :deep", _releases, "release 1"),
        ("UPDATE form SET state = 'rubbish'", lambda r: r.forms(), "form"),
        (r"UPDATE look SET hashes = '\x0102'", _alike, "looks"),
        (r"UPDATE grey SET data = '\x0102'", _alike, "looks"),
    ],
)
def test_what_is_there_and_cannot_be_read_is_a_damaged_register(
    postgres: Postgres, statement: str, ask: Ask, named: str
) -> None:
    """Written before a server looked at it, or by whoever owns the tables."""
    made = make_town(postgres)
    with (
        Register.open(made.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        _fill(writer)
        writer.set_event(Event(name="Trip", groups=("2.A",)))
        writer.set_preset(Preset(destination=Destination("website")))
    with made.bare(made.owner) as owner:
        owner.execute(statement.replace(":deep", DEEP).encode())
    with Register.open(made.owner, institution=HOUSE) as register:
        with pytest.raises(RegisterError) as damaged, register.read() as reader:
            ask(reader)
        found = [problem.detail for problem in verify(register).problems]
    assert damaged.value.problem is Problem.REGISTER_DAMAGED
    assert any(named in one for one in found)
    postgres.drop(made.url)
