"""Events: which groups were there, and how the photos fall into bursts."""

from datetime import date, timedelta

import pytest

from consentdesk.domain.events import Event
from consentdesk.errors import BadInput
from consentdesk.storage.register import Register
from tests.storage.desk import writing

PARTY = Event(
    name="Summer party",
    groups=("2.A", "2.B"),
    held_on=date(2026, 8, 14),
    gap=timedelta(seconds=30),
)


def test_an_event_is_known_by_its_album(register: Register) -> None:
    with writing(register) as writer:
        writer.set_event(PARTY)
        assert writer.event("Summer party") == PARTY
    with register.read() as reader:
        assert reader.events() == (PARTY,)
        assert reader.event("Trip") == Event(name="Trip")


def test_what_is_said_last_of_an_event_counts(register: Register) -> None:
    later = Event(name="Summer party", groups=("3.C",))
    with writing(register) as writer:
        writer.set_event(PARTY)
    with writing(register) as writer:
        writer.set_event(later)
    with register.read() as reader:
        assert reader.events() == (later,)


def test_an_event_of_which_only_the_name_is_left_is_kept_no_longer(register: Register) -> None:
    with writing(register) as writer:
        writer.set_event(PARTY)
        writer.set_event(Event(name="Summer party"))
        assert writer.events() == ()


def test_the_same_again_is_no_change(register: Register) -> None:
    with writing(register) as writer:
        writer.set_event(PARTY)
    with register.read() as reader:
        before = reader.revision()
    with writing(register) as writer:
        writer.set_event(PARTY)
    with register.read() as reader:
        assert reader.revision() == before


@pytest.mark.parametrize("event", [Event(name="a\x00b"), Event(name="Trip", groups=("x" * 201,))])
def test_an_unusable_text_is_refused(register: Register, event: Event) -> None:
    with pytest.raises(BadInput), writing(register) as writer:
        writer.set_event(event)
