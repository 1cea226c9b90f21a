"""`add-photo` heeds who stands in a picture's own file: whoever is left out is asked about."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.services.pictures import crafted


@pytest.fixture
def school(terminal: Terminal) -> Terminal:
    for name in ("Ida Holm", "Noah Lund"):
        terminal.does("add-subject", name, "--born", "2019-05-03")
    return terminal


def written(terminal: Terminal, *names: str) -> Path:
    """A picture in whose file the photographer's program has named these people."""
    path = terminal.draw()
    path.write_bytes(crafted.with_names(path.read_bytes(), names))
    return path


def photos(terminal: Terminal) -> int:
    with terminal.reading() as reader:
        return reader.counts(terminal.today).photos


def test_whoever_a_file_names_and_nobody_said_anything_of_is_asked_about(
    school: Terminal,
) -> None:
    path = written(school, "Ida Holm", "Noah Lund")
    add = ("add-photo", path, "--kind", "portrait", "--shows", "Ida Holm")
    assert school.refuses(1, *add) == "FILES_NAME_OTHERS"
    said = school(*add).err
    assert "Noah Lund" in said and path.name in said and "Ida" not in said
    assert school.refuses(1, "add-photo", path, "--kind", "nobody") == "FILES_NAME_OTHERS"
    assert photos(school) == 0
    school.does(*add, "--shows", "Noah Lund")
    assert photos(school) == 1


def test_who_has_counted_has_looked(school: Terminal) -> None:
    path = written(school, "Noah Lund")
    add = ("add-photo", path, "--kind", "portrait", "--shows", "Ida Holm")
    school.does(*add, "--visible", "1")
    assert photos(school) == 1


def test_of_a_situation_with_nobody_named_nothing_is_vouched(school: Terminal) -> None:
    school.does("add-photo", written(school, "Noah Lund"), "--kind", "situation")


def test_a_name_that_nobody_has_says_nothing_of_anybody_registered(school: Terminal) -> None:
    path = written(school, "Somebody Else")
    school.does("add-photo", path, "--kind", "portrait", "--shows", "Ida Holm")
