"""A backup a day, kept by days, weeks and months; nobody else's files are touched."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentdesk.errors import BadInput, Problem
from consentdesk.services.daily import back_up_daily, kept
from consentdesk.services.demo_class import school_name
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from tests.services.office import CLERK, MONDAY, Office


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


def test_one_a_day_that_opens_as_the_register_it_was_made_of(office: Office, folder: Path) -> None:
    office.permit(office.family())
    path = back_up_daily(office.register, folder, office.at)
    assert path is not None
    assert path.name.endswith("-20260914.db")
    assert back_up_daily(office.register, folder, office.at) is None
    with Register.open(str(path)) as copy:
        assert verify(copy).ok
        with copy.read() as reader:
            assert reader.counts(office.today).subjects == 1
    office.later(days=1)
    assert back_up_daily(office.register, folder, office.at) is not None
    assert len(list(folder.glob("*.db"))) == 2


def test_only_older_ones_of_the_same_register_go(office: Office, folder: Path) -> None:
    first = back_up_daily(office.register, folder, office.at)
    assert first is not None
    others = [
        folder / "consentdesk-20250101-080000.db",
        folder / "consentdesk-daily-00000000-20250101.db",
        folder / "consentdesk-daily-00000000-99999999.db",
        folder / "notes.txt",
    ]
    for other in others:
        other.write_bytes(b"somebody else's")
    for _day in range(1, 120):
        office.later(days=1)
        made = back_up_daily(office.register, folder, office.at)
        assert made is not None
    assert all(other.read_bytes() == b"somebody else's" for other in others)
    mine = sorted(set(folder.glob("*.db")) - set(others))
    assert len(mine) == len(kept(office.today - timedelta(days=n) for n in range(120)))
    assert made in mine
    assert first not in mine


def test_a_practice_register_leaves_no_backups(tmp_path: Path, folder: Path) -> None:
    location = str(tmp_path / "practice.db")
    with Register.create(
        location, institution=school_name(), policy="dk", clerk=CLERK, at=MONDAY
    ) as register:
        assert back_up_daily(register, folder, MONDAY) is None
    assert not list(folder.iterdir())


def test_a_copy_that_came_out_damaged_is_told_and_no_older_one_goes(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = back_up_daily(office.register, folder, office.at)
    give_name = os.link

    def on_a_bad_disk(draft: Path, path: Path) -> None:
        hurt = bytearray(Path(draft).read_bytes())
        hurt[4096:12288] = b"\xa5" * 8192
        Path(draft).write_bytes(hurt)
        give_name(draft, path)

    monkeypatch.setattr(os, "link", on_a_bad_disk)
    office.later(days=1)
    with pytest.raises(BadInput) as caught:
        back_up_daily(office.register, folder, office.at)
    assert caught.value.problem is Problem.BACKUP_UNWRITABLE
    assert list(folder.iterdir()) == [before]


def test_a_folder_that_is_gone_is_told(office: Office, folder: Path) -> None:
    folder.rmdir()
    with pytest.raises(BadInput) as caught:
        back_up_daily(office.register, folder, office.at)
    assert caught.value.problem is Problem.BACKUP_UNWRITABLE


def test_twelve_days_ten_weeks_and_nine_months_are_kept() -> None:
    today = date(2026, 9, 14)
    days = [today - timedelta(days=n) for n in range(400)]
    found = kept(days)
    assert {d for d in days if (today - d).days < 12} <= found
    assert len({d.isocalendar()[:2] for d in found}) >= 10
    assert len({(d.year, d.month) for d in found}) == 9
    assert len(found) <= 12 + 10 + 9


@given(st.sets(st.dates(date(2020, 1, 1), date(2030, 1, 1)), max_size=200))
def test_the_newest_always_stays_and_keeping_twice_changes_nothing(days: set[date]) -> None:
    found = kept(days)
    assert found <= days
    assert not days or max(days) in found
    assert kept(found) == found
