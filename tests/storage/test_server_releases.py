"""Nothing of a release changes on a server but by an act that says so, whatever bare SQL asks."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from consentdesk.domain.acts import Act, Corrected, TakenDown
from consentdesk.domain.photos import PhotoId, ReleaseId
from consentdesk.domain.roles import Role
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from tests.postgres import Postgres
from tests.storage.bare_lines import append_line, line_of, told
from tests.storage.desk import CLERK, HOUSE, child, copy_of, portrait, released_all
from tests.storage.seats import Town, make_town, now

Bare = psycopg.Connection[Any]
TOLD = "no act says so"


@pytest.fixture
def town(postgres: Postgres) -> Iterator[Town]:
    """An institution with its seats."""
    made = make_town(postgres, (Role.PHOTOGRAPHER, Role.CLERK))
    yield made
    postgres.drop(made.url)


@pytest.fixture
def seen(town: Town) -> PhotoId:
    """A photo of somebody."""
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        return portrait(writer, 1, child(writer))


@pytest.fixture
def out(town: Town, seen: PhotoId) -> ReleaseId:
    """Two copies of it that left."""
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, now()) as writer,
    ):
        (depicted,) = writer.depicted([seen])[seen]
        who = depicted.subject
        return released_all(writer, copy_of(seen, who), copy_of(seen, who, number=2))


def _takedowns(town: Town) -> list[object]:
    with town.bare(town.url) as owner:
        asked = b"SELECT taken_down_at FROM release_copy ORDER BY release, place"
        copies = [row[0] for row in owner.execute(asked).fetchall()]
        return [owner.execute(b"SELECT taken_down_at, link FROM release").fetchall(), copies]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE release SET taken_down_at = '2026-11-29T10:00:00.000000Z'",
        "UPDATE release SET taken_down_at = ''",
        "UPDATE release SET link = 'https://elsewhere.example/'",
        "UPDATE release_copy SET taken_down_at = '2026-11-29T10:00:00.000000Z'",
        "UPDATE release_copy SET taken_down_at = '' WHERE place = 1",
        "INSERT INTO release (institution, act, destination, at, clerk, folder, link, salt) "
        "SELECT institution, act, destination, at, clerk, folder, link, salt FROM release",
        "INSERT INTO release_copy (release, place, photo, output, sha256_in, sha256_out, "
        "permissions) SELECT release, 9, photo, output, sha256_in, sha256_out, permissions "
        "FROM release_copy WHERE place = 0",
        "INSERT INTO release_subject (release, place, subject, covered) "
        "SELECT release, place, 999, covered FROM release_subject",
    ],
)
@pytest.mark.parametrize("role", ["photographer", "clerk"])
@pytest.mark.usefixtures("out")
def test_nothing_of_a_release_changes_without_an_act(town: Town, role: str, statement: str) -> None:
    """A withdrawn picture would drop off the list of what has to be taken down."""
    before = _takedowns(town)
    with (
        town.bare(town.as_login(town.login(role))) as seat,
        pytest.raises(psycopg.Error, match=rf"{TOLD}|no desk can read"),
    ):
        seat.execute(statement.encode())
    assert _takedowns(town) == before
    with Register.open(town.owner, institution=HOUSE) as register:
        assert verify(register).problems == ()


@pytest.mark.parametrize("place", [0, 1])
def test_a_copy_is_down_since_the_act_that_says_so(
    town: Town, photographer: Bare, out: ReleaseId, place: int
) -> None:
    before = _takedowns(town)
    with pytest.raises(psycopg.Error, match=TOLD), photographer.transaction():
        line = line_of(photographer, TakenDown(release=out, note=None, copies=(0,)))
        append_line(photographer, line)
        moment = line["at"] if place else "2026-11-29T10:00:00.000000Z"
        photographer.execute(
            b"UPDATE release_copy SET taken_down_at = %s WHERE place = %s", (moment, place)
        )
    assert _takedowns(town) == before


@pytest.mark.parametrize("back_and_forth", [0, 2, 4])
def test_what_was_taken_down_by_mistake_is_not_left_as_down(
    town: Town, photographer: Bare, out: ReleaseId, back_and_forth: int
) -> None:
    with Register.open(town.owner, institution=HOUSE) as register:
        with register.write(CLERK, now()) as writer:
            (down,) = writer.append(TakenDown(release=out, note=None))
        for _ in range(back_and_forth):
            with register.write(CLERK, now()) as writer:
                reason = writer.digest_text("no")
                (down,) = writer.append(
                    Corrected(number=down.number, reason=reason, subject=None, photo=None)
                )
        with register.read() as reader:
            assert reader.releases(id=out)[0].taken_down_at is not None
    before = _takedowns(town)
    with pytest.raises(psycopg.Error, match="release"), photographer.transaction():
        reason = told(photographer, "still there")
        undone = Corrected(number=down.number, reason=reason, subject=None, photo=None)
        append_line(photographer, line_of(photographer, undone))
    assert _takedowns(town) == before


def test_a_photographer_lets_out_posts_and_takes_down_by_the_program(
    town: Town, seen: PhotoId
) -> None:
    url = town.as_login(town.login("photographer"))
    with Register.open(url, institution=HOUSE) as register:
        with register.write(CLERK, now()) as writer:
            (depicted,) = writer.depicted([seen])[seen]
            copies = [copy_of(seen, depicted.subject, number=one) for one in (1, 2, 3)]
            id = released_all(writer, *copies)
        with register.write(CLERK, now()) as writer:
            writer.set_link(id, "https://school.example/1")
            writer.set_link(id, "https://school.example/2")
        with register.write(CLERK, now()) as writer:
            writer.set_not_posted(id)
        downs: list[Act] = []
        for copies_down in ((0,), (0, 2), ()):
            with register.write(CLERK, now()) as writer:
                said = TakenDown(release=id, note=writer.digest_text("gone"), copies=copies_down)
                downs += writer.append(said)
        for down in downs:
            with register.read() as reader:
                (release,) = reader.releases()
                assert release.taken_down_at is not None
            with register.write(CLERK, now()) as writer:
                reason = writer.digest_text("still there")
                writer.append(
                    Corrected(number=down.number, reason=reason, subject=None, photo=None)
                )
        with register.read() as reader:
            (release,) = reader.releases()
            assert release.taken_down_at is None
            assert [c.taken_down_at for c in release.copies] == [None] * 3
    with Register.open(town.owner, institution=HOUSE) as register:
        assert verify(register).problems == ()
