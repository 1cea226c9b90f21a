"""A folder for photos and the cards that are plugged in: looked at, never taken from."""

from pathlib import Path

import pytest

from consentdesk.services.card import watching
from consentdesk.services.card.mounted import MountedCard, cards_among
from consentdesk.services.card.watching import list_photos, new_photos
from consentdesk.services.inbox.watching import STILL
from tests.services.cards import fill, state_of


def test_a_photo_is_new_once_it_has_been_still(tmp_path: Path) -> None:
    deep = tmp_path / "day"
    deep.mkdir()
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / ".hidden.jpg").write_bytes(b"x")
    (deep / "a.JPG").write_bytes(b"begun")
    first = list_photos(tmp_path, None, 0.0, 0.0)
    assert new_photos(tmp_path, first) == ()
    (deep / "a.JPG").write_bytes(b"begun and more")
    grown = list_photos(tmp_path, first, STILL, 0.0)
    assert new_photos(tmp_path, grown) == (), "it grew meanwhile"
    still = list_photos(tmp_path, grown, 2 * STILL, 0.0)
    assert new_photos(tmp_path, still) == (deep / "a.JPG",)


def test_what_came_before_the_last_answer_is_not_new(tmp_path: Path) -> None:
    paths = fill(tmp_path, [2])
    at = max(path.stat().st_ctime for path in paths) + 1
    first = list_photos(tmp_path, None, 0.0, at)
    assert new_photos(tmp_path, list_photos(tmp_path, first, 9.0, at)) == ()


def test_many_old_photos_hide_no_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MOST", 2)
    for number in range(9):
        old = tmp_path / f"old{number}.jpg"
        old.write_bytes(b"x")
    # Seconds since 1970 in a float tell moments apart to a quarter of a microsecond, no better.
    since = max(path.stat().st_ctime_ns for path in tmp_path.iterdir()) / 1e9 + 1e-6
    new = tmp_path / "a new one.jpg"
    new.write_bytes(b"x")
    while new.stat().st_ctime_ns <= since * 1e9:
        new.write_bytes(b"x")
    first = list_photos(tmp_path, None, 0.0, since)
    assert new_photos(tmp_path, list_photos(tmp_path, first, 9.0, since)) == (new,)


def test_a_folder_that_is_away_may_come_back(tmp_path: Path) -> None:
    away = list_photos(tmp_path / "away", None, 3.0, 0.0)
    assert away.away_since == 3.0
    assert list_photos(tmp_path / "away", away, 9.0, 0.0).away_since == 3.0


def test_links_that_lead_round_in_a_circle_are_not_followed(tmp_path: Path) -> None:
    fill(tmp_path, [1])
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.jpg").symlink_to("self.jpg")
    assert len(list_photos(tmp_path, None, 0.0, 0.0).files) == 1


def test_whatever_holds_a_cameras_folder_with_pictures_is_a_card(tmp_path: Path) -> None:
    for name in ("card", "stick", "empty"):
        (tmp_path / name).mkdir()
    fill(tmp_path / "card", [2, 3])
    (tmp_path / "empty" / "DCIM" / "100CAMRA").mkdir(parents=True)
    before = state_of(tmp_path)
    places = [(tmp_path / name, label) for name, label in (("card", "EOS"), ("stick", "U"))]
    places += [(tmp_path / "empty", "E"), (tmp_path / "gone", "G")]
    assert cards_among(places) == (MountedCard(tmp_path / "card" / "DCIM", "EOS", 5),)
    assert state_of(tmp_path) == before
