"""Where somebody was covered in what left is bound: no place altered by hand hides him (R22)."""

from dataclasses import replace
from pathlib import Path

import pytest

from consentdesk.domain.acts import Channel, Objected
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Depiction, PhotoId, Region, ReleaseId
from consentdesk.storage.chain import salted
from consentdesk.storage.manifests import manifest
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Tampering
from tests.factories import DAY
from tests.storage.desk import child, copy_of, portrait, released_all, writing
from tests.storage.tampering import guards_down, opened, rewrite_chain

LEFT, RIGHT = Region(0.1, 0.1, 0.2, 0.3), Region(0.6, 0.1, 0.2, 0.3)
OVER_RIGHT = Region(0.55, 0.05, 0.3, 0.4)
EVERYWHERE = "UPDATE release_subject SET x = 0, y = 0, w = 1, h = 1"
NOWHERE = "UPDATE release_subject SET x = NULL, y = NULL, w = NULL, h = NULL"
ON_WHO_IS_SEEN = "UPDATE release_subject SET x = 0, y = 0, w = 1, h = 1 WHERE covered = 0"
UNDER_ANOTHER = (
    "INSERT INTO release_subject (release, place, subject, covered, x, y, w, h) "
    "VALUES (1, 0, 999, 1, 0, 0, 1, 1)"
)


def _covered(register: Register) -> tuple[PhotoId, SubjectId]:
    """Noah was covered where he was marked, and objects."""
    with writing(register) as writer:
        noah = child(writer)
        photo = portrait(writer, 1, noah)
        writer.set_depictions(photo, [Depiction(photo, noah, RIGHT)])
        copy = replace(copy_of(photo, covered=(noah,)), permissions=())
        released_all(writer, replace(copy, covers=((noah, OVER_RIGHT),)))
        writer.append(Objected(subject=noah, channel=Channel.PHONE, by=None))
    return photo, noah


def _move(register: Register, photo: PhotoId, noah: SubjectId) -> None:
    """He is somewhere else on it, as it turns out."""
    with writing(register) as writer:
        writer.set_depictions(photo, [Depiction(photo, noah, LEFT)])


def _due(register: Register, who: SubjectId) -> list[ReleaseId]:
    with register.read() as reader:
        found = [r.id for r in reader.releases(to_take_down=True, subject=who)]
        assert reader.counts(DAY).open_takedowns == len(found)
    return found


@pytest.mark.parametrize("sql", [EVERYWHERE, NOWHERE, UNDER_ANOTHER])
def test_a_place_altered_by_hand_is_named_and_hides_nobody(file: Path, sql: str) -> None:
    with Register.open(str(file)) as register:
        photo, noah = _covered(register)
        _move(register, photo, noah)
        assert _due(register, noah) == [ReleaseId(1)]
        assert verify(register).ok
        with opened(file) as raw:
            raw.execute(sql)
        assert Tampering.RELEASE_MISMATCH in {one.code for one in verify(register).problems}
        assert _due(register, noah) == [ReleaseId(1)]


def _as_before(file: Path) -> None:
    """Places are not bound, as in releases of earlier versions."""
    with Register.open(str(file)) as register, register.read() as reader:
        (release,) = reader.releases()
    with guards_down(file) as raw:
        (salt,) = raw.execute("SELECT salt FROM release").fetchone()
        text = manifest(release.id, release.destination, release.copies, with_places=False)
        raw.execute(
            "UPDATE ledger SET body = json_set(body, '$.manifest', ?) WHERE kind = 'RELEASED'",
            (salted(salt, text),),
        )
        rewrite_chain(raw)


def test_of_an_older_release_no_place_hides_who_may_have_been_elsewhere(file: Path) -> None:
    with Register.open(str(file)) as register:
        photo, noah = _covered(register)
    _as_before(file)
    with Register.open(str(file)) as register:
        assert verify(register).ok
        assert _due(register, noah) == [], "nothing was said of the photo since"
        with opened(file) as raw:
            raw.execute(EVERYWHERE)
        assert _due(register, noah) == []
        _move(register, photo, noah)
        assert _due(register, noah) == [ReleaseId(1)]


def test_a_place_put_on_somebody_who_is_to_be_seen_hides_nobody_and_is_named(file: Path) -> None:
    with Register.open(str(file)) as register:
        with writing(register) as writer:
            noah, ida = child(writer), child(writer, "Ida Dal")
            photo = portrait(writer, 1, noah, ida)
            seen, hidden = Depiction(photo, ida, LEFT), Depiction(photo, noah, RIGHT)
            writer.set_depictions(photo, [seen, hidden])
            copy = replace(copy_of(photo, ida, covered=(noah,)), permissions=())
            released_all(writer, replace(copy, covers=((noah, OVER_RIGHT),)))
            writer.append(Objected(subject=noah, channel=Channel.PHONE, by=None))
            writer.set_depictions(photo, [seen, Depiction(photo, noah, LEFT)])
        assert _due(register, noah) == [ReleaseId(1)]
        assert verify(register).ok
        with opened(file) as raw:
            raw.execute(ON_WHO_IS_SEEN)
        assert _due(register, noah) == [ReleaseId(1)]
        assert Tampering.RELEASE_MISMATCH in {one.code for one in verify(register).problems}
