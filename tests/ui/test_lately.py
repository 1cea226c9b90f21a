"""The figures of those named lately: they stay, and somebody new takes the longest unused."""

from consentdesk.domain.people import SubjectId
from consentdesk.ui.lately import Lately
from consentdesk.ui.who_finding import LATELY, Person


def people(*numbers: int) -> list[Person]:
    return [Person(SubjectId(n), f"Child {n}", "2.A") for n in numbers]


def under(lately: Lately) -> list[int]:
    return [person.id for person in lately.people]


def test_whoever_comes_again_keeps_the_figure() -> None:
    lately = Lately()
    lately.use(people(3, 1))
    lately.use(people(2))
    lately.use(people(1))
    assert under(lately) == [3, 1, 2]


def test_somebody_new_takes_the_place_of_whoever_was_not_named_for_the_longest() -> None:
    lately = Lately()
    for number in range(LATELY):
        lately.use(people(number))
    lately.use(people(0))
    lately.use(people(50))
    assert under(lately) == [0, 50, *range(2, LATELY)]


def test_those_named_at_some_time_before_fill_what_is_free_and_go_first() -> None:
    lately = Lately()
    lately.use(people(7))
    lately.offer(people(7, 8, 9, *range(10, 20)))
    assert under(lately) == [7, 8, 9, *range(10, 16)]
    lately.use(people(1, 2))
    assert under(lately) == [7, 1, 2, *range(10, 16)]
    lately.offer(people(99))
    assert 99 not in under(lately)
