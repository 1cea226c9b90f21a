"""What a photographer's bare SQL can do to pictures on a server: no more than the program does."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from consentdesk.domain.acts import Corrected, Digest, Registered, SamePicture
from consentdesk.domain.photos import Perceptual, PhotoId
from consentdesk.domain.roles import Role
from consentdesk.errors import Problem, RuleRefusal
from consentdesk.storage.binding_looks import bound
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Tampering
from tests.postgres import Postgres
from tests.storage.bare_lines import append_line, line_of, made_up, told
from tests.storage.desk import CLERK, GREY, HOUSE, child, portrait, print_of
from tests.storage.seats import TOWN, Town, make_town, now

Bare = psycopg.Connection[Any]
TOLD = "no act says so"
KNOWN_BY = ("depiction.photo", "look.fingerprint", "grey.fingerprint", "fingerprint.photo")
"""What goes before a photo can."""


@pytest.fixture
def town(postgres: Postgres) -> Iterator[Town]:
    """An institution with its seats."""
    made = make_town(postgres, (Role.PHOTOGRAPHER, Role.CLERK, Role.OFFICER))
    yield made
    postgres.drop(made.url)


def _erased_from_a_photo(town: Town) -> PhotoId:
    """A photo that showed somebody, who was erased since; nobody had vouched for it."""
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        subject = child(writer)
        photo = portrait(writer, 1, subject, attested=False)
    officer = town.as_login(town.login("officer"))
    with (
        Register.open(officer, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        writer.erase(subject)
    return photo


def _forget(seat: Bare, photo: PhotoId, *tables: str) -> None:
    """Correct that the photo came in, and have it go with all it is known by, or part of it."""
    asked = b"SELECT number FROM ledger WHERE kind = 'REGISTERED' AND photo = %s"
    row = seat.execute(asked, (photo,)).fetchone()
    file = seat.execute(b"SELECT id FROM fingerprint WHERE photo = %s", (photo,)).fetchone()
    assert row is not None
    assert file is not None
    with seat.transaction():
        reason = told(seat, "thrown away")
        undone = Corrected(number=row[0], reason=reason, subject=None, photo=photo)
        append_line(seat, line_of(seat, undone))
        for what in tables:
            key = file[0] if what.endswith("fingerprint") else photo
            seat.execute(b"SELECT consentdesk_remove(1, %s, %s)", (what, [str(key)]))


def test_no_photo_is_forgotten_that_somebody_was_erased_from(
    town: Town, photographer: Bare
) -> None:
    """Taken in anew, nothing would keep it back: the program refuses that as well."""
    photo = _erased_from_a_photo(town)
    with pytest.raises(psycopg.Error, match=TOLD):
        _forget(photographer, photo, *KNOWN_BY, "photo.id")
    with pytest.raises(psycopg.Error, match=TOLD):
        _forget(photographer, photo, *KNOWN_BY[1:])
    url = town.as_login(town.login("photographer"))
    with Register.open(url, institution=HOUSE) as register:
        with register.read() as reader:
            assert photo in reader.photos([photo])
            assert reader.erased_on([photo])[photo] != ()
        with pytest.raises(RuleRefusal) as refused, register.write(CLERK, now()) as writer:
            writer.throw_away_photo(photo)
    assert refused.value.problem is Problem.PHOTO_HAS_HISTORY


def test_a_correction_alone_takes_nobody_off_a_photo(town: Town, photographer: Bare) -> None:
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        photo = portrait(writer, 1, child(writer))
    asked = b"SELECT number FROM ledger WHERE kind = 'ATTESTED'"
    row = photographer.execute(asked).fetchone()
    assert row is not None
    with pytest.raises(psycopg.Error, match=TOLD), photographer.transaction():
        reason = told(photographer, "no")
        undone = Corrected(number=row[0], reason=reason, subject=None, photo=photo)
        append_line(photographer, line_of(photographer, undone))
        photographer.execute(b"SELECT consentdesk_remove(1, 'depiction.photo', '{1}')")


def test_a_photo_that_was_forgotten_though_somebody_was_erased_from_it_is_named(
    town: Town,
) -> None:
    """By whoever owns the tables, say, whom nothing keeps from it."""
    photo = _erased_from_a_photo(town)
    with town.bare(town.owner) as owner:
        made_up(owner, "Sanne Vig", TOWN)
        _forget(owner, photo, *KNOWN_BY, "photo.id")
        row = owner.execute(b"SELECT number FROM ledger WHERE kind = 'ERASED'").fetchone()
    assert row is not None
    with Register.open(town.owner, institution=HOUSE) as register:
        found = verify(register).problems
    assert [(p.code, p.number, p.detail) for p in found] == [
        (Tampering.PHOTO_MISMATCH, row[0], f"photo {photo} is gone")
    ]


ADDS_FILE = (
    b"INSERT INTO fingerprint (institution, photo, act, sha256, picture) "
    b"VALUES (1, 1, %s, %s, %s) RETURNING id"
)
ADDS_LOOK = b"INSERT INTO look (institution, fingerprint, hashes) VALUES (1, %s, %s)"
ADDS_GREY = b"INSERT INTO grey (fingerprint, data) VALUES (%s, %s)"
NEW = print_of(77, hashes=(9, 10))
HASHES = b"".join(one.to_bytes(8, "little") for one in (9, 10))


@pytest.fixture
def seen(town: Town) -> PhotoId:
    """A photo of somebody, with its looks."""
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        photo = portrait(writer, 1, child(writer))
        writer.add_alias(photo, print_of(2, hashes=(7,)))
    return photo


def _still_checks(town: Town) -> None:
    """That pictures can be told from those of the register, and nothing is wrong with it."""
    with Register.open(town.owner, institution=HOUSE) as register:
        with register.read() as reader:
            assert reader.look_alikes(Perceptual(hashes=(7,), grey=GREY))
        assert verify(register).problems == ()


@pytest.mark.parametrize("said", [Registered, SamePicture])
@pytest.mark.parametrize("binds", [bound(NEW), None])
def test_a_file_comes_in_only_with_what_it_is_known_by(
    town: Town,
    photographer: Bare,
    seen: PhotoId,
    said: type[Registered | SamePicture],
    binds: str | None,
) -> None:
    """Else every check of a picture would find the register damaged from then on."""
    body = said(photo=seen, sha256=Digest(NEW.sha256.hex()))
    with pytest.raises(psycopg.Error, match="file"):
        append_line(photographer, line_of(photographer, body, binds=binds))
    _still_checks(town)


@pytest.mark.parametrize(
    ("hashes", "grey"),
    [(None, None), (HASHES, None), (None, GREY), (HASHES[:8], GREY), (HASHES, GREY[::-1])],
)
def test_what_a_file_looks_like_is_what_its_act_binds(
    town: Town, photographer: Bare, seen: PhotoId, hashes: bytes | None, grey: bytes | None
) -> None:
    body = SamePicture(photo=seen, sha256=Digest(NEW.sha256.hex()))
    with pytest.raises(psycopg.Error, match=TOLD), photographer.transaction():
        line = line_of(photographer, body, binds=bound(NEW))
        append_line(photographer, line)
        given = (line["number"], NEW.sha256, NEW.picture)
        (file,) = photographer.execute(ADDS_FILE, given).fetchall()[0]
        if hashes is not None:
            photographer.execute(ADDS_LOOK, (file, hashes))
        if grey is not None:
            photographer.execute(ADDS_GREY, (file, grey))
    _still_checks(town)


def test_a_file_comes_in_as_its_act_tells(town: Town, photographer: Bare, seen: PhotoId) -> None:
    body = SamePicture(photo=seen, sha256=Digest(NEW.sha256.hex()))
    with photographer.transaction():
        line = line_of(photographer, body, binds=bound(NEW))
        append_line(photographer, line)
        given = (line["number"], NEW.sha256, NEW.picture)
        (file,) = photographer.execute(ADDS_FILE, given).fetchall()[0]
        photographer.execute(ADDS_LOOK, (file, HASHES))
        photographer.execute(ADDS_GREY, (file, GREY))
    _still_checks(town)


@pytest.mark.usefixtures("seen")
def test_nothing_is_added_to_what_photos_are_known_by_without_an_act(
    town: Town, photographer: Bare
) -> None:
    (number, file) = photographer.execute(
        b"SELECT act, id FROM fingerprint ORDER BY id"
    ).fetchall()[0]
    for statement, given in (
        (ADDS_FILE, (number, b"\x00", None)),
        (ADDS_LOOK, (file, HASHES)),
        (ADDS_GREY, (file, GREY)),
    ):
        with pytest.raises(psycopg.Error, match=TOLD):
            photographer.execute(statement, given)
    _still_checks(town)
