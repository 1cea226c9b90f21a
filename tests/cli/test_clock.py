"""A computer whose clock is years ahead writes nothing unless somebody says that it is right."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from consentdesk.i18n import format_date
from consentdesk.storage.register import Register
from tests.cli.terminal import CLERK, Terminal

ENROL = ("add-subject", "Ida Holm", "--born", "2019-03-04")


@pytest.fixture
def asleep(bare: Terminal) -> Terminal:
    """A terminal with a register in which nobody has written for 401 days."""
    _made(bare, 401)
    return bare


def _made(terminal: Terminal, days: int) -> datetime:
    at = datetime.now(UTC) - timedelta(days=days)
    location = str(terminal.register)
    Register.create(location, institution="Solsikken", policy="dk", clerk=CLERK, at=at).close()
    return at


def test_a_command_that_writes_is_refused_and_says_both_days(asleep: Terminal) -> None:
    assert asleep.refuses(2, *ENROL) == "CLOCK_AHEAD"
    told = asleep(*ENROL).err
    assert format_date(asleep.today) in told
    # Local days, which the clock may have been put forward or back between.
    zone = ZoneInfo("Europe/Copenhagen")
    last = (datetime.now(UTC) - timedelta(days=401)).astimezone(zone).date()
    assert format_date(last) in told
    assert "--clock-is-right" in told


def test_a_clock_years_ahead_lets_nothing_lapse(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = datetime.now(UTC) + timedelta(days=36 * 365)
    with monkeypatch.context() as clock:
        clock.setattr("consentdesk.cli.grammar.now", lambda: far)
        assert terminal.refuses(2, *ENROL) == "CLOCK_AHEAD"
    assert terminal.today.year < far.year
    terminal.does(*ENROL)


@pytest.mark.parametrize("where", [0, len(ENROL)])
def test_who_says_the_clock_is_right_is_asked_no_more(asleep: Terminal, where: int) -> None:
    asleep.does(*ENROL[:where], "--clock-is-right", *ENROL[where:])
    asleep.does("add-subject", "Bo Lund", "--born", "2018-03-04")


@pytest.mark.parametrize("words", [["subjects"], ["verify"], ["institution"], ["releases"]])
def test_reading_needs_no_clock(asleep: Terminal, words: list[str]) -> None:
    assert asleep(*words).status == 0


def test_a_register_that_was_left_for_a_year_is_written_in_at_once(bare: Terminal) -> None:
    _made(bare, 399)
    bare.does(*ENROL)
