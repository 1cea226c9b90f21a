"""R17: the counting aid asks somebody to look again, and never says that a picture may go."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from consentdesk.domain.acts import Described
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import Cancelled
from consentdesk.services import counting, photographs, ruling
from consentdesk.services.counting import Counted
from consentdesk.storage.upkeep import verify
from tests.services.office import CLERK, Office
from tests.services.pictures.portraits import photo as pictured


@pytest.fixture
def warm() -> None:
    """Every child is new: one is struck down here."""


@pytest.fixture
def children(office: Office) -> tuple[SubjectId, ...]:
    """Three who may be shown everywhere."""
    found = tuple(office.family(f"{name} Friis") for name in ("Ida", "Bo", "Alma"))
    for child in found:
        office.permit(child)
    return found


@pytest.fixture
def switched(office: Office) -> Iterator[None]:
    """The institution has the counting aid on."""
    ruling.set_rules(*office.desk, {"counting_aid": True})
    yield


def taken(office: Office, faces: int, *shown: SubjectId) -> Path:
    """A portrait with so many faces on it, attested to show these people."""
    office.drawn += 1
    path = office.folder / f"IMG_{office.drawn:04d}.jpg"
    # One pixel more, so that no two are the same file.
    path.write_bytes(pictured(faces, size=(1600 + office.drawn, 1000)))
    return office.portrait(*shown, path=path)


def count(office: Office, *photos: PhotoId) -> Counted:
    with office.register.read() as reader:
        waiting = counting.waiting(reader)
    return counting.count(office.register, lambda: office.at, photos or waiting)


def faces(office: Office, path: Path) -> int | None:
    with office.register.read() as reader:
        return reader.photo(office.photo(path)).faces


def test_nothing_is_counted_while_the_switch_is_off(
    office: Office, children: tuple[SubjectId, ...]
) -> None:
    path = taken(office, 3, children[0])
    before = office.acts()
    with office.register.read() as reader:
        assert counting.waiting(reader) == ()
    assert count(office, office.photo(path)) == Counted(0, ())
    assert (office.acts(), faces(office, path)) == (before, None)
    assert office.check(path) == [Outcome.CLEAR]


@pytest.mark.usefixtures("switched")
def test_more_faces_than_named_wait_for_somebody_to_look_again(
    office: Office, children: tuple[SubjectId, ...]
) -> None:
    more, as_many, fewer = (taken(office, n, *children) for n in (4, 3, 1))
    assert office.check(more, as_many, fewer) == [Outcome.CLEAR] * 3
    assert count(office) == Counted(3, ())
    assert [faces(office, path) for path in (more, as_many, fewer)] == [4, 3, 1]
    assert office.check(more, as_many, fewer) == [
        Outcome.UNDECIDED,
        Outcome.CLEAR,
        Outcome.CLEAR,
    ]
    assert office.why(more) == {ReasonCode.MORE_FACES_THAN_NAMED}
    assert verify(office.register).ok


@pytest.mark.usefixtures("switched")
def test_whoever_has_looked_again_is_not_asked_a_second_time(
    office: Office, children: tuple[SubjectId, ...]
) -> None:
    path = taken(office, 4, *children)
    count(office)
    photographs.attest(*office.desk, photo=office.photo(path))
    assert office.check(path) == [Outcome.UNDECIDED]
    photographs.attest(*office.desk, photo=office.photo(path), looked_again=True)
    assert office.check(path) == [Outcome.CLEAR]
    before = office.acts()
    assert count(office) == Counted(0, (office.photo(path),))
    assert (office.acts(), faces(office, path)) == (before, None)


@pytest.mark.usefixtures("switched")
def test_a_count_is_never_replaced_by_another(
    office: Office, children: tuple[SubjectId, ...]
) -> None:
    path = taken(office, 1, *children)
    photo = office.photo(path)
    with office.register.write(CLERK, office.at) as writer:
        writer.set_photo(replace(writer.photo(photo), faces=7))
    assert count(office, photo) == Counted(0, (photo,))
    assert faces(office, path) == 7


@pytest.mark.usefixtures("switched")
def test_nobody_said_to_be_recognisable_and_a_face_counted_is_a_question(office: Office) -> None:
    path = office.folder / "nobody.jpg"
    path.write_bytes(pictured(1))
    photographs.add_photos(
        *office.desk, [path], kind=PhotoKind.NOBODY, photographer="L", rights="own"
    )
    assert office.check(path) == [Outcome.CLEAR]
    count(office)
    assert office.check(path) == [Outcome.UNDECIDED]


@pytest.mark.usefixtures("switched")
def test_only_a_number_is_kept(office: Office, children: tuple[SubjectId, ...]) -> None:
    path = taken(office, 4, *children)
    photo = office.photo(path)
    with office.register.read() as reader:
        before = reader.photo(photo), reader.depicted([photo])[photo]
    count(office)
    with office.register.read() as reader:
        after, shown = reader.photo(photo), reader.depicted([photo])[photo]
        act = reader.acts_on([photo])[photo][-1]
        last, who = act.body, reader.clerks([act.clerk])[act.clerk]
    assert who == counting.AID, "R14: nobody at the desk has counted"
    assert (replace(after, faces=None), shown) == before
    assert isinstance(last, Described)
    assert last.faces == 4


@pytest.mark.usefixtures("switched")
def test_a_file_that_is_gone_or_another_one_has_no_count(
    office: Office, children: tuple[SubjectId, ...]
) -> None:
    gone, other = taken(office, 4, *children), taken(office, 4, *children)
    photos = office.photo(gone), office.photo(other)
    gone.unlink()
    other.write_bytes(pictured(1, size=(1700, 1000)))
    assert count(office, *photos) == Counted(0, photos)
    with office.register.read() as reader:
        assert {p.faces for p in reader.photos(photos).values()} == {None}


@pytest.mark.usefixtures("switched")
def test_a_child_that_dies_has_counted_nothing_and_the_others_go_on(
    office: Office, children: tuple[SubjectId, ...]
) -> None:
    paths = [taken(office, 4, *children) for _ in range(3)]
    photos = [office.photo(path) for path in paths]
    mine = os.getpid()

    def strike(done: int, _total: int) -> None:
        # Whatever child there is by the second picture dies before it is asked.
        if done == 1:
            for stat in Path("/proc").glob("[0-9]*/stat"):
                text = stat.read_text() if stat.exists() else ""
                if text and int(text.rpartition(")")[2].split()[1]) == mine:
                    os.kill(int(stat.parent.name), signal.SIGKILL)

    found = counting.count(office.register, lambda: office.at, photos, strike)
    assert found == Counted(2, (photos[1],))
    assert [faces(office, path) for path in paths] == [4, None, 4]


@pytest.mark.usefixtures("switched")
def test_what_was_counted_stays_when_the_rest_is_stopped(
    office: Office, children: tuple[SubjectId, ...]
) -> None:
    paths = [taken(office, 1, children[0]) for _ in range(counting.TOGETHER + 2)]
    photos = [office.photo(path) for path in paths]

    def stop(done: int, _total: int) -> None:
        if done == counting.TOGETHER + 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        counting.count(office.register, lambda: office.at, photos, stop)
    counted = [faces(office, path) for path in paths]
    assert counted == [1] * counting.TOGETHER + [None] * 2
    with office.register.read() as reader:
        assert set(counting.waiting(reader)) == set(photos[counting.TOGETHER :])
        assert counting.waiting(reader, photos) == ()


def test_it_stops_when_the_switch_is_turned_off(
    office: Office, children: tuple[SubjectId, ...], switched: None
) -> None:
    del switched
    paths = [taken(office, 1, children[0]) for _ in range(counting.TOGETHER + 1)]
    photos = [office.photo(path) for path in paths]

    def turn_off(done: int, _total: int) -> None:
        if done == 2:
            ruling.set_rules(*office.desk, {"counting_aid": False})

    found = counting.count(office.register, lambda: office.at, photos, turn_off)
    assert found == Counted(0, ())
    assert {faces(office, path) for path in paths} == {None}


@pytest.mark.usefixtures("switched")
def test_a_past_day_is_told_as_it_was(office: Office, children: tuple[SubjectId, ...]) -> None:
    path = taken(office, 4, *children)
    first = office.today
    office.later(days=1)
    count(office)
    with office.register.read() as reader:
        then = reader.pictured([office.photo(path)], first)[office.photo(path)]
    assert then.photo.faces is None
    assert date.min < first < office.today
