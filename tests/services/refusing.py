"""Expecting a refusal by its code, with nothing written."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.wording import problem_sentence
from tests.services.office import Office


@contextmanager
def refused(
    office: Office, problem: Problem, kind: type[ConsentDeskError]
) -> Iterator[pytest.ExceptionInfo[ConsentDeskError]]:
    """The block is refused with that code and class, in a whole sentence, and wrote nothing."""
    with office.register.read() as reader:
        before = reader.head()
    with pytest.raises(ConsentDeskError) as caught:
        yield caught
    assert (caught.value.problem, type(caught.value)) == (problem, kind)
    assert "…" not in problem_sentence(caught.value)
    with office.register.read() as reader:
        assert reader.head() == before
