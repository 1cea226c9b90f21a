"""An export that stops on the way: what is made stands or is gone, and the rest can follow."""

import hashlib
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from consentdesk.domain.covers import Cover, Drawn, Form, rectangle
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Region
from consentdesk.domain.presets import Preset
from consentdesk.domain.verdict import ReasonCode
from consentdesk.errors import BadInput, Cancelled, PartlyDone, Problem, RegisterError
from consentdesk.services import (
    exporting,
    hiding,
    photographs,
    resuming,
    taking_down,
    withdrawing,
)
from consentdesk.services.outgoing import PREFIX
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Tampering
from tests.services.office import CLERK, WEBSITE, Office
from tests.services.refusing import refused
from tests.storage.tampering import guards_down

FACE = Region(0.4, 0.2, 0.1, 0.15)


@pytest.fixture
def noah(office: Office) -> SubjectId:
    """Somebody who may be shown."""
    child = office.family()
    office.permit(child)
    return child


@contextmanager
def _files_no_larger_than(size: int) -> Iterator[None]:
    """Every write beyond that fails in the kernel, as on a full disk, for root as for anybody."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _huge(office: Office) -> Path:
    """A picture whose copy is larger than the register."""
    path = office.draw()
    noise = np.random.default_rng(office.drawn).integers(0, 256, (1500, 2000, 3), dtype=np.uint8)
    written = BytesIO()
    Image.fromarray(noise).save(written, "JPEG", quality=95)
    path.write_bytes(written.getvalue())
    return path


def _files(folder: Path) -> dict[str, bytes]:
    """The digests of what lies there."""
    return {p.name: hashlib.sha256(p.read_bytes()).digest() for p in folder.iterdir()}


def _recorded(office: Office) -> list[bytes]:
    with office.register.read() as reader:
        return [c.sha256_out for r in reader.releases() for c in r.copies]


def _rooms(office: Office) -> list[Path]:
    return [*office.folder.glob(f"{PREFIX}*"), *office.target().glob(f"{PREFIX}*")]


def _fill(office: Office, noah: SubjectId) -> tuple[list[Path], PartlyDone]:
    """All copies find room but the third."""
    paths = [office.portrait(noah), office.portrait(noah)]
    paths += [office.portrait(noah, path=_huge(office)), office.portrait(noah)]
    with pytest.raises(PartlyDone) as caught, _files_no_larger_than(2_200_000):
        exporting.release(*office.desk, office.plan(*paths), office.target())
    return paths, caught.value


def test_a_disk_that_is_full_half_way_keeps_what_found_room(
    office: Office, noah: SubjectId
) -> None:
    paths, error = _fill(office, noah)
    assert (error.problem, error.facts["count"]) == (Problem.EXPORT_STOPPED, 3)
    assert error.facts["total"] == 4
    done = error.facts["done"]
    assert isinstance(done, exporting.Exported)
    assert [f.path for f in done.released] == [*paths[:2], paths[3]]
    assert list(done.rest) == [paths[2]]
    assert sorted(_files(office.target()).values()) == sorted(_recorded(office))
    assert len(_recorded(office)) == 3
    assert not _rooms(office)
    assert verify(office.register).ok


def test_a_disk_that_is_full_from_the_start_leaves_nothing(office: Office, noah: SubjectId) -> None:
    plan = office.plan(*(office.portrait(noah, path=_huge(office)) for _ in range(2)))
    with refused(office, Problem.TARGET_FULL, BadInput), _files_no_larger_than(2_200_000):
        exporting.release(*office.desk, plan, office.target())
    assert _files(office.target()) == {}
    assert not _rooms(office)


def test_of_copies_made_at_one_time_the_first_may_be_the_one_without_room(
    office: Office, noah: SubjectId
) -> None:
    paths = [office.portrait(noah, path=_huge(office)), office.portrait(noah)]
    with pytest.raises(PartlyDone) as caught, _files_no_larger_than(2_200_000):
        exporting.release(*office.desk, office.plan(*paths), office.target())
    done = caught.value.facts["done"]
    assert isinstance(done, exporting.Exported)
    assert [f.path for f in done.released] == paths[1:]
    assert list(done.rest) == paths[:1]
    assert sorted(_files(office.target()).values()) == _recorded(office)


def test_going_on_leaves_out_what_has_left(office: Office, noah: SubjectId) -> None:
    paths, _error = _fill(office, noah)
    plan = office.plan(*paths)
    left = resuming.already_there(office.register, plan, office.target())
    assert [one.path for one in left] == [*paths[:2], paths[3]]
    rest = resuming.without(plan, [one.path for one in left])
    done = exporting.release(*office.desk, rest, office.target())
    assert [f.path for f in done.released] == [paths[2]]
    assert sorted(_files(office.target()).values()) == sorted(_recorded(office))
    assert len(_recorded(office)) == 4
    plan = office.plan(*paths)
    assert len(resuming.already_there(office.register, plan, office.target())) == 4


def test_a_copy_that_is_not_as_it_left_leaves_again(office: Office, noah: SubjectId) -> None:
    paths = [office.portrait(noah) for _ in range(5)]
    done = exporting.release(*office.desk, office.plan(*paths), office.target())
    assert done.release is not None
    outputs = [f.output for f in done.released]
    outputs[0].unlink()
    outputs[1].write_bytes(b"")
    outputs[2].rename(office.folder / "elsewhere.jpg")
    outputs[2].symlink_to(office.folder / "elsewhere.jpg")
    taking_down.take_down(*office.desk, done.release, copies=[3])
    plan = office.plan(*paths)
    left = resuming.already_there(office.register, plan, office.target())
    assert [one.path for one in left] == paths[4:]
    assert resuming.already_there(office.register, plan, office.folder / "other") == ()


def test_a_copy_on_which_others_are_covered_is_another(office: Office, noah: SubjectId) -> None:
    path = office.portrait(noah)
    office.mark(path, **{f"s{noah}": FACE})
    exporting.release(*office.desk, office.plan(path), office.target())
    covered = office.plan(path, covered=[noah])
    assert resuming.already_there(office.register, covered, office.target()) == ()
    exporting.release(*office.desk, covered, office.target())
    assert len(resuming.already_there(office.register, covered, office.target())) == 1
    # Somebody named since must be looked at again.
    ella = office.family("Ella Holm")
    office.permit(ella)
    photographs.name(*office.desk, photo=office.photo(path), shows={noah: FACE, ella: None})
    photographs.attest(*office.desk, photo=office.photo(path))
    assert resuming.already_there(office.register, office.plan(path), office.target()) == ()


def test_a_clerk_may_stop_and_keep_what_is_made(office: Office, noah: SubjectId) -> None:
    paths = [office.portrait(noah) for _ in range(6)]
    made: list[int] = []
    done = exporting.release(
        *office.desk,
        office.plan(*paths),
        office.target(),
        progress=lambda number, _total: made.append(number),
        enough=lambda: len(made) == 4,
    )
    assert [f.path for f in done.released] == paths[:4]
    assert list(done.rest) == paths[4:]
    assert sorted(_files(office.target()).values()) == sorted(_recorded(office))


def test_a_clerk_may_stop_and_leave_nothing(office: Office, noah: SubjectId) -> None:
    paths = [office.portrait(noah) for _ in range(6)]

    def stop(number: int, _total: int) -> None:
        if number == 4:
            raise Cancelled

    with refused(office, Problem.CANCELLED, Cancelled):
        exporting.release(*office.desk, office.plan(*paths), office.target(), progress=stop)
    assert _files(office.target()) == {}
    assert not _rooms(office)


def test_a_withdrawal_at_another_desk_while_copies_are_made(office: Office) -> None:
    """R7: the copy is made by then, and never gets into the folder under any name."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    office.permit(ella)
    paths = [office.portrait(noah), office.portrait(ella), office.portrait(noah, ella)]
    seen: set[str] = set()

    def elsewhere(number: int, _total: int) -> None:
        if number == 1:
            with Register.open(office.register.location) as other:
                withdrawing.withdraw(other, CLERK, office.at, subject=ella)
        seen.update(p.name for p in office.target().iterdir())

    done = exporting.release(*office.desk, office.plan(*paths), office.target(), progress=elsewhere)
    assert [f.path for f in done.released] == paths[:1]
    why = {r.code for f in done.withheld for v in f.verdicts for r in v.reasons}
    assert why == {ReasonCode.WITHDRAWN}
    assert len(_files(office.target())) == 1
    assert not any(name.endswith(".jpg") for name in seen)
    assert verify(office.register).ok


def test_a_copy_that_shows_another_part_is_another(office: Office, noah: SubjectId) -> None:
    """R22: whatever was drawn since, a new copy is made as it is drawn now."""
    path = office.portrait(noah, path=office.draw(size=(800, 600)))
    office.mark(path, **{f"s{noah}": FACE})
    photo, seen = office.photo(path), fingerprint(path.read_bytes())

    def left() -> int:
        return len(resuming.already_there(office.register, office.plan(path), office.target()))

    before = Drawn()
    cropped = Drawn(crop=Region(0.2, 0.0, 0.7, 1.0))
    covered = Drawn(covers=((noah, rectangle(Region(0.3, 0.1, 0.4, 0.6))),))
    rounder = Drawn(covers=((noah, Cover(Form.ELLIPSE, ((0.2, 0.0), (0.8, 0.8)))),))
    for drawn in (before, cropped, covered, rounder):
        if drawn != before:
            hiding.hide_all(*office.desk, {photo: drawn}, {photo: seen}, before={photo: before})
        assert left() == 0
        exporting.release(*office.desk, office.plan(path), office.target())
        assert left() == 1
        before = drawn


BEFORE = Preset(destination=WEBSITE)
OTHERWISE = [
    replace(BEFORE, max_edge=300),
    replace(BEFORE, quality=70),
    replace(BEFORE, credit="Photo: the school"),
    replace(BEFORE, terms="Not for print"),
    replace(BEFORE, status=True),
    replace(BEFORE, status=True, ids=True),
]


@pytest.mark.parametrize("wanted", OTHERWISE)
def test_a_copy_made_otherwise_does_not_stand_for_the_one_that_is_wanted(
    office: Office, noah: SubjectId, wanted: Preset
) -> None:
    """What it is called and where it lies is no part of how it is made."""
    path, target, before = office.portrait(noah), office.target(), BEFORE
    exporting.release(*office.desk, office.plan(path), target, how=before)

    def alike(how: Preset) -> list[bool]:
        found = resuming.already_there(office.register, office.plan(path), target, how)
        return [one.alike for one in found]

    assert alike(before) == [True]
    assert alike(replace(before, folder="web", figures=5)) == [True]
    assert alike(wanted) == [False]
    exporting.release(*office.desk, office.plan(path), target, how=wanted)
    assert (alike(wanted), alike(before)) == ([True], [True])


def test_how_copies_were_made_can_not_be_changed_and_tells_no_words(
    office: Office, noah: SubjectId
) -> None:
    plan = office.plan(office.portrait(noah))
    how = Preset(destination=plan.destination, max_edge=300, credit="Foto: Birgit Bang")
    exporting.release(*office.desk, plan, office.target(), how=how)
    assert verify(office.register).ok
    raw = sqlite3.connect(office.register.location)
    (made,) = raw.execute("SELECT made FROM release").fetchone()
    raw.close()
    assert '"max_edge":300' in made
    assert "Birgit" not in made
    for other in (None, made.replace("300", "301")):
        with guards_down(Path(office.register.location)) as raw:
            raw.execute("UPDATE release SET made = ?", (other,))
        found = {problem.code for problem in verify(office.register).problems}
        assert found == {Tampering.RELEASE_MISMATCH}


def test_how_copies_were_made_is_damage_where_it_can_not_be_read(
    office: Office, noah: SubjectId
) -> None:
    plan = office.plan(office.portrait(noah))
    exporting.release(*office.desk, plan, office.target())
    with guards_down(Path(office.register.location)) as raw:
        raw.execute("UPDATE release SET made = '{'")
    with pytest.raises(RegisterError) as caught:
        resuming.already_there(office.register, plan, office.target())
    assert caught.value.problem is Problem.REGISTER_DAMAGED


def test_another_file_of_a_photo_that_has_left_need_not_leave(
    office: Office, noah: SubjectId
) -> None:
    """R21: the same picture with another caption, which comes first by its name."""
    path = office.portrait(noah)
    exporting.release(*office.desk, office.plan(path), office.target())
    captioned = path.with_name("A_caption.jpg")
    data = path.read_bytes()
    captioned.write_bytes(data[:2] + b"\xff\xfe\x00\x08Party!" + data[2:])
    for given in ([captioned, path], [captioned]):
        plan = office.plan(*given)
        (left,) = resuming.already_there(office.register, plan, office.target())
        assert left.path in given
        assert left.alike
        assert resuming.without(plan, [left.path]).clear == ()
    outputs = [*office.target().iterdir()]
    assert len(outputs) == 1
    outputs[0].unlink()
    assert resuming.already_there(office.register, office.plan(captioned), office.target()) == ()
