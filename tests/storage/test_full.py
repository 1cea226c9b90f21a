"""A full disk: what was being written is refused as a whole, and nothing else is lost."""

from pathlib import Path

import pytest

from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.wording import problem_sentence
from tests.factories import NOW
from tests.storage.desk import CLERK, HOUSE, PDF, child, writing


def test_a_full_disk_takes_back_what_was_being_written(file: Path) -> None:
    with Register.open(str(file)) as register:
        with writing(register) as writer:
            child(writer)
        with register.connected(writes=False) as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 10}")
        with pytest.raises(RegisterError) as caught, writing(register) as writer:
            child(writer, "Never Saved")
            writer.store_document(PDF + bytes(1_000_000), "application/pdf")
        assert caught.value.problem is Problem.REGISTER_FULL
        assert "full" in problem_sentence(caught.value)
        with register.read() as reader:
            assert reader.head().number == 3
        with register.connected(writes=False) as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        with writing(register) as writer:
            child(writer, "Saved After All")
        assert verify(register).ok


def test_a_name_too_long_for_the_system_is_said_so(tmp_path: Path) -> None:
    path = str(tmp_path / ("x" * 300) / "register.db")
    for problem in (_made(path), _opened(path)):
        assert problem in {
            Problem.REGISTER_MISSING,
            Problem.REGISTER_READ_ONLY,
            Problem.REGISTER_UNREACHABLE,
        }


def test_a_file_is_no_folder_to_put_a_register_in(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("Dear diary")
    path = str(tmp_path / "diary.txt" / "register.db")
    assert _made(path) is Problem.REGISTER_READ_ONLY
    assert _opened(path) in {Problem.REGISTER_MISSING, Problem.REGISTER_UNREACHABLE}


def _made(path: str) -> Problem:
    with pytest.raises((RegisterError, BadInput)) as caught:
        Register.create(path, institution=HOUSE, policy="dk", clerk=CLERK, at=NOW)
    return caught.value.problem


def _opened(path: str) -> Problem:
    with pytest.raises((RegisterError, BadInput)) as caught:
        Register.open(path)
    return caught.value.problem
