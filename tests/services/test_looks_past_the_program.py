"""Whoever takes away what a photo looks like makes no new picture of its smaller copy (R21)."""

from pathlib import Path

import pytest

from consentdesk.domain.acts import ActKind
from consentdesk.domain.photos import Match, Photo, PhotoId, PhotoKind
from consentdesk.errors import Problem, RegisterError
from consentdesk.services import photographs, withdrawing
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Tampering
from tests.services.office import CLERK, Office
from tests.storage.desk import print_of
from tests.storage.tampering import guards_down, opened, rewrite_chain

TAKEN_OUT = {
    "all looks": "DELETE FROM grey; DELETE FROM look",
    "the hashes": "DELETE FROM look",
    "the grey copy": "DELETE FROM grey",
    "the file": "DELETE FROM grey; DELETE FROM look; DELETE FROM fingerprint",
    "the photo": "DELETE FROM grey; DELETE FROM look; DELETE FROM fingerprint; "
    "DELETE FROM depiction; DELETE FROM photo",
    "other hashes": "UPDATE look SET hashes = zeroblob(length(hashes))",
    "fewer hashes": "UPDATE look SET hashes = substr(hashes, 1, 8)",
    "no hashes at all": "UPDATE look SET hashes = 'x'",
    "no grey copy at all": "UPDATE grey SET data = 'x'",
    "another grey copy": "UPDATE grey SET data = randomblob(length(data))",
    "somebody else's": "UPDATE fingerprint SET act = act + 1",
}


def _withdrawn(office: Office) -> tuple[Path, Path]:
    """A portrait that may not go any more, and a smaller copy of it."""
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah, looks=True)
    withdrawing.withdraw(*office.desk, subject=noah)
    return path, office.shrunk(path)


def _changed(office: Office, sql: str) -> None:
    with opened(Path(office.register.location)) as raw:
        raw.executescript(sql)


def _added_as_nobody(office: Office, path: Path) -> list[str]:
    added = photographs.add_photos(*office.desk, [path], kind=PhotoKind.NOBODY)
    return [str(one.path) for one in added.left_open]


def _reopened(office: Office) -> None:
    location = office.register.location
    office.register.close()
    office.register = Register.open(location)


@pytest.mark.parametrize("sql", TAKEN_OUT.values(), ids=TAKEN_OUT)
@pytest.mark.parametrize("known_before", [False, True], ids=["opened after", "open meanwhile"])
def test_no_smaller_copy_of_a_photo_comes_in_as_another_picture(
    office: Office, sql: str, known_before: bool
) -> None:
    _, small = _withdrawn(office)
    if known_before:
        assert _added_as_nobody(office, small) == [str(small)]
    _changed(office, sql)
    if not known_before:
        _reopened(office)
    try:
        assert _added_as_nobody(office, small) == [str(small)]
    except RegisterError as error:
        assert error.problem is Problem.REGISTER_DAMAGED
    found = verify(office.register)
    assert Tampering.FINGERPRINT_MISMATCH in {one.code for one in found.problems}


def test_a_pack_tells_nothing_of_photos_whose_looks_were_taken_out(office: Office) -> None:
    path, _ = _withdrawn(office)
    _changed(office, TAKEN_OUT["all looks"])
    with office.register.read() as reader, pytest.raises(RegisterError) as raised:
        reader.prints([office.photo(path)])
    assert raised.value.problem is Problem.REGISTER_DAMAGED


def _as_before(office: Office) -> None:
    """Nothing of looks is bound, as in registers of earlier versions."""
    with guards_down(Path(office.register.location)) as raw:
        raw.execute(
            "UPDATE ledger SET binds = substr(binds, 1, 66) WHERE kind = ?",
            (ActKind.REGISTERED.value,),
        )
        rewrite_chain(raw)
    _reopened(office)


def test_photos_of_earlier_versions_are_known_by_their_looks_as_before(office: Office) -> None:
    _, small = _withdrawn(office)
    _as_before(office)
    assert verify(office.register).ok
    assert _added_as_nobody(office, small) == [str(small)]


@pytest.mark.parametrize("sql", ["DELETE FROM look", "DELETE FROM grey"])
def test_of_those_one_half_of_their_looks_alone_is_named(office: Office, sql: str) -> None:
    _, small = _withdrawn(office)
    _as_before(office)
    _changed(office, sql)
    _reopened(office)
    with pytest.raises(RegisterError):
        _added_as_nobody(office, small)
    assert not verify(office.register).ok


def test_photos_that_came_in_without_looks_hold_up_nobody(office: Office) -> None:
    _, small = _withdrawn(office)
    _as_before(office)
    _changed(office, TAKEN_OUT["all looks"])
    _reopened(office)
    assert _added_as_nobody(office, small) == []
    assert verify(office.register).ok


def test_a_photo_thrown_away_and_put_back_is_known_by_its_looks_again(office: Office) -> None:
    path = office.draw()
    photographs.add_photos(*office.desk, [path], attest=False)
    small, photo = office.shrunk(path), office.photo(path)
    with office.register.write(CLERK, office.at) as writer:
        writer.throw_away_photo(photo)
    assert verify(office.register).ok
    photographs.add_photos(*office.desk, [small], attest=False)
    with office.register.write(CLERK, office.at) as writer:
        writer.throw_away_photo(office.photo(small))
        writer.put_back(photo=photo)
    assert _added_as_nobody(office, small) == [str(small)]
    assert verify(office.register).ok


OF_THE_SECOND = "DELETE FROM grey WHERE fingerprint = 2; DELETE FROM look WHERE fingerprint = 2"
GREY = bytes((x * x * 3 + y * 11) % 256 for y in range(64) for x in range(64))


@pytest.mark.parametrize("also", ["", "DELETE FROM fingerprint WHERE id = 2"])
@pytest.mark.parametrize("hashes", [None, (2**60 + 5,)], ids=["no looks", "other looks"])
def test_the_looks_of_another_file_of_the_photo_are_missed_as_well(
    office: Office, also: str, hashes: tuple[int, ...] | None
) -> None:
    first = print_of(1) if hashes is None else print_of(1, hashes=hashes)
    smaller = print_of(9, hashes=(7,), grey=GREY)
    with office.register.write(CLERK, office.at) as writer:
        photo = writer.register_photo(Photo(id=PhotoId(0), name="q.jpg"), first)
        writer.add_alias(photo, print_of(2, hashes=(7,), grey=GREY))
    with office.register.read() as reader:
        assert reader.recognise([smaller])[0].match is Match.NEAR
    _changed(office, OF_THE_SECOND)
    _changed(office, also)
    _reopened(office)
    with office.register.read() as reader, pytest.raises(RegisterError) as raised:
        reader.recognise([smaller])
    assert raised.value.problem is Problem.REGISTER_DAMAGED
    assert not verify(office.register).ok


def test_a_file_that_was_taken_from_the_photo_again_is_not_missed(office: Office) -> None:
    with office.register.write(CLERK, office.at) as writer:
        photo = writer.register_photo(Photo(id=PhotoId(0), name="q.jpg"), print_of(1))
        writer.add_alias(photo, print_of(2, hashes=(7,), grey=GREY))
        (alias,) = [
            act.number for act in writer.acts_on([photo])[photo] if act.kind is ActKind.SAME_PICTURE
        ]
        writer.remove_alias(alias, writer.digest_text("another picture"))
    _reopened(office)
    with office.register.read() as reader:
        found = reader.recognise([print_of(9, hashes=(7,), grey=GREY)])
    assert found[0].match is Match.NONE
    assert verify(office.register).ok
