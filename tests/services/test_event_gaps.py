"""The pause that parts bursts is kept with the event, and nothing else of it is touched."""

from datetime import timedelta

import pytest

from consentdesk.domain.bursts import GAP
from consentdesk.domain.events import Event
from consentdesk.services.event_gaps import LONGEST, set_gap
from tests.services.office import Office


def kept(office: Office) -> Event:
    with office.register.read() as reader:
        return reader.event("Trip")


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        (timedelta(seconds=30), timedelta(seconds=30)),
        (timedelta(seconds=2.9), timedelta(seconds=2)),
        (timedelta(seconds=-5), timedelta()),
        (timedelta(days=2), LONGEST),
    ],
)
def test_a_pause_is_kept_in_whole_seconds_and_within_reason(
    office: Office, given: timedelta, is_kept: timedelta
) -> None:
    assert set_gap(*office.desk, event="Trip", gap=given).gap == is_kept
    assert kept(office).gap == is_kept


def test_the_groups_that_were_there_stay(office: Office) -> None:
    with office.register.write(*office.desk[1:]) as writer:
        writer.set_event(Event(name="Trip", groups=("2.A",)))
    set_gap(*office.desk, event="Trip", gap=timedelta(seconds=3))
    assert kept(office).groups == ("2.A",)
    set_gap(*office.desk, event="Trip", gap=GAP)
    assert kept(office) == Event(name="Trip", groups=("2.A",))
