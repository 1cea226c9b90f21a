"""Seals: what a chain can't show about itself, because whoever rewrote it rewrote it all."""

import shutil
from pathlib import Path

import pytest

from consentdesk.errors import BadInput, Problem
from consentdesk.services import signing
from consentdesk.storage import sealing
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import stand, verify
from consentdesk.storage.values import Tampering, VerifyProblem
from tests.factories import NOW, asked
from tests.storage.desk import CLERK, child, writing
from tests.storage.tampering import guards_down, rewrite_chain


def seal(register: Register) -> str:
    return stand(register)[0].text


def check_seal(register: Register, text: str) -> tuple[VerifyProblem, ...]:
    return sealing.check_seal(register, text, signing.is_signed)


def test_a_seal_stays_good_whatever_is_added(register: Register) -> None:
    with writing(register) as writer:
        subject = child(writer)
    first = seal(register)
    assert check_seal(register, first) == ()
    with writing(register) as writer:
        writer.append(*[asked(subject)] * 5)
    second = seal(register)
    assert check_seal(register, first) == check_seal(register, second) == ()
    assert first != second


def test_a_seal_is_a_short_text_that_names_nobody(register: Register) -> None:
    lines = seal(register).splitlines()
    assert lines[0] == "ConsentDesk seal 1"
    assert lines[2] == "acts: 2"
    assert lines[4] == "at: 2026-09-14T08:00:00.000000Z"
    assert len(lines) == 6
    assert "Solen" not in seal(register)


def test_a_chain_rewritten_whole_verifies_and_breaks_the_seal(file: Path) -> None:
    with Register.open(str(file)) as register:
        with writing(register) as writer:
            subject = child(writer)
            writer.append(*[asked(subject, serial=None)] * 3)
        sealed = seal(register)
    with guards_down(file) as raw:
        raw.execute("UPDATE ledger SET at = '2026-09-14T09:00:00.000000Z' WHERE number > 3")
        raw.execute("UPDATE head SET at = '2026-09-14T09:00:00.000000Z'")
        rewrite_chain(raw)
    with Register.open(str(file)) as register:
        assert verify(register).ok
        (problem,) = check_seal(register, sealed)
    assert (problem.code, problem.number) == (Tampering.SEAL_MISMATCH, 6)


def test_last_week_s_copy_verifies_and_breaks_the_seal(file: Path, tmp_path: Path) -> None:
    old = Path(shutil.copy(file, tmp_path / "old.db"))
    with Register.open(str(file)) as register:
        with writing(register) as writer:
            child(writer)
        sealed = seal(register)
    old.replace(file)
    with Register.open(str(file)) as register:
        assert verify(register).ok
        (problem,) = check_seal(register, sealed)
    assert (problem.code, problem.number) == (Tampering.SEAL_OLDER_COPY, 3)


def test_another_institution_s_register_breaks_the_seal(file: Path, tmp_path: Path) -> None:
    other = str(tmp_path / "other.db")
    with Register.create(other, institution="Månen", policy="dk", clerk=CLERK, at=NOW) as register:
        sealed = seal(register)
    with Register.open(str(file)) as register:
        (problem,) = check_seal(register, sealed)
    assert problem.code is Tampering.SEAL_OTHER_REGISTER


def test_a_seal_sent_by_mail_is_still_read(register: Register) -> None:
    text = seal(register)
    for changed in (text.replace("\n", "\r\n"), f"\n\n{text}\n", text.replace("\n", "  \n")):
        assert check_seal(register, changed) == ()


@pytest.mark.parametrize("damage", ["", "seal", "acts: 2", "head: ", "ConsentDesk seal 1"])
def test_a_damaged_seal_is_no_seal(register: Register, damage: str) -> None:
    text = seal(register).replace(damage, damage + "1") if damage else ""
    with pytest.raises(BadInput) as caught:
        check_seal(register, text)
    assert caught.value.problem is Problem.SEAL_UNREADABLE
