"""A register with a class in it, and printed sheets as pixels."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from consentdesk.domain.journal import Form
from consentdesk.domain.people import Guardianship, SubjectId
from consentdesk.storage.register import Register
from tests.factories import NOW
from tests.templates import Founding, Templates


@pytest.fixture
def register(tmp_path: Path, templates: Templates) -> Iterator[Register]:
    """An empty Danish register on SQLite."""
    founding = Founding("Børnehuset Solsikken", clerk="Lis", at=NOW)
    with Register.open(str(templates.copy(founding, tmp_path / "register.db"))) as made:
        yield made


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Where the PDF goes: a folder of its own, to see what is left there."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "forms.pdf"


@pytest.fixture
def ida(register: Register) -> SubjectId:
    """A child of seven whose mother alone has custody."""
    return enrol(register, "Ida Åkjær Sørensen", guardians=("Mette Åkjær",))


def enrol(
    register: Register,
    name: str,
    *,
    born: date = date(2019, 5, 3),
    group: str = "2.A",
    staff: bool = False,
    language: str = "da",
    guardians: tuple[str, ...] = (),
) -> SubjectId:
    """Somebody in the register, with holders of custody."""
    with register.write("Lis", NOW) as writer:
        subject = writer.enrol(name=name, born=born, group=group, staff=staff, language=language)
        for guardian in guardians:
            writer.set_guardianship(
                Guardianship(guardian=writer.add_guardian(guardian), subject=subject)
            )
    return subject


def forms_in(register: Register) -> tuple[Form, ...]:
    """All forms that were issued."""
    with register.read() as reader:
        return reader.forms()
