"""Seals that are signed, and what each way of getting round one is told as."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from consentdesk.domain.acts import ActKind, Digest, SealKeySet
from consentdesk.errors import BadInput, Problem
from consentdesk.services import seal_keys, signing, upkeep
from consentdesk.services.heads import PrintedHead, parse_head, printed
from consentdesk.services.seal_keys import KeyFile, make_key
from consentdesk.storage.register import Register
from consentdesk.storage.values import Head, Tampering, Verification
from tests.factories import NOW, asked
from tests.services.rings import Ring, chosen
from tests.storage.desk import CLERK, child, writing
from tests.storage.tampering import guards_down, rewrite_chain

PHRASE = "four words and a bit more"


@pytest.fixture
def ring() -> Iterator[Ring]:
    """The keyring of the computer that seals."""
    ring = Ring()
    with chosen(ring):
        yield ring


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A register with a few lines."""
    path = tmp_path / "school.db"
    with Register.create(
        str(path), institution="Solen", policy="dk", clerk=CLERK, at=NOW
    ) as register:
        _add(register, 3)
    return path


def _add(register: Register, lines: int) -> None:
    with writing(register) as writer:
        writer.append(*[asked(child(writer), serial=None)] * lines)


def _key(file: Path, at: timedelta = timedelta(0)) -> str:
    with Register.open(str(file)) as register:
        return make_key(register, CLERK, NOW + at)[0]


def _seal(file: Path, to: Path, key_file: KeyFile | None = None) -> Path:
    with Register.open(str(file)) as register:
        upkeep.seal(register, to, key_file)
    return to


def _against(file: Path, seal: Path) -> Verification:
    with Register.open(str(file)) as register:
        return upkeep.verify(register, seal)


def _codes(file: Path, seal: Path) -> list[Tampering]:
    return [problem.code for problem in _against(file, seal).problems]


def test_a_seal_is_signed_with_the_key_in_the_journal(
    ring: Ring, file: Path, tmp_path: Path
) -> None:
    key = _key(file)
    text = _seal(file, tmp_path / "a.seal").read_text()
    assert text.splitlines()[5] == f"key: {key}"
    assert len(text.splitlines()[6]) == len("signature: ") + 128
    assert _codes(file, tmp_path / "a.seal") == []
    with Register.open(str(file)) as register, register.read() as reader:
        (act,) = reader.ledger(kinds=frozenset({ActKind.SEAL_KEY_SET}))
        assert act.body == SealKeySet(key=key)
    (secret,) = ring.secrets.values()
    assert bytes.fromhex(secret) not in file.read_bytes()
    assert secret.encode() not in file.read_bytes()


def test_without_a_key_the_seal_is_as_it_always_was(file: Path, tmp_path: Path) -> None:
    seal = _seal(file, tmp_path / "a.seal")
    assert len(seal.read_text().splitlines()) == 6
    assert _codes(file, seal) == []


def test_a_seal_from_before_the_key_stays_good(ring: Ring, file: Path, tmp_path: Path) -> None:
    plain = _seal(file, tmp_path / "plain.seal")
    _key(file)
    first = _seal(file, tmp_path / "first.seal")
    _key(file, timedelta(days=1))
    second = _seal(file, tmp_path / "second.seal")
    assert [_codes(file, seal) for seal in (plain, first, second)] == [[], [], []]
    assert first.read_text().splitlines()[5] != second.read_text().splitlines()[5]
    assert len(ring.secrets) == 2


@pytest.mark.usefixtures("ring")
def test_a_chain_rewritten_whole_does_not_get_past_a_signed_seal(
    file: Path, tmp_path: Path
) -> None:
    _key(file)
    seal = _seal(file, tmp_path / "a.seal")
    with guards_down(file) as raw:
        raw.execute("UPDATE ledger SET op = 'x' || op WHERE number = 4")
        rewrite_chain(raw)
    assert _codes(file, seal) == [Tampering.SEAL_MISMATCH]


@pytest.mark.usefixtures("ring")
def test_a_seal_made_up_for_a_rewritten_chain_has_another_key(file: Path, tmp_path: Path) -> None:
    """Whoever can rewrite the register, but has not the private key, can't seal it anew."""
    _key(file)
    good = _seal(file, tmp_path / "a.seal")
    thief = tmp_path / "thief.db"
    shutil.copy(file, thief)
    _key(thief, timedelta(days=1))
    made_up = _seal(thief, tmp_path / "b.seal")
    with Register.open(str(file)) as register:
        _add(register, 5)
    assert _codes(file, good) == []
    assert _codes(file, made_up) == [Tampering.SEAL_OTHER_KEY, Tampering.SEAL_MISMATCH]


@pytest.mark.usefixtures("ring")
def test_a_key_that_was_replaced_signs_nothing_any_more(file: Path, tmp_path: Path) -> None:
    stolen, secret = "", ""
    with Register.open(str(file)) as register:
        stolen, secret = make_key(register, CLERK, NOW)
    _key(file, timedelta(days=1))
    with Register.open(str(file)) as register:
        seal = upkeep.seal(register, tmp_path / "a.seal").seal
    forged = replace(seal, key=stolen)
    forged = replace(forged, signature=signing.signature(secret, forged.body))
    (tmp_path / "b.seal").write_text(forged.text)
    assert _codes(file, tmp_path / "b.seal") == [Tampering.SEAL_OTHER_KEY]


@pytest.mark.parametrize("line", [2, 3, 4, 6])
@pytest.mark.usefixtures("ring")
def test_a_signed_seal_changed_with_its_check_line_is_told(
    file: Path, tmp_path: Path, line: int
) -> None:
    _key(file)
    seal = _seal(file, tmp_path / "a.seal")
    lines = seal.read_text().splitlines()
    name, _, value = lines[line].partition(": ")
    lines[line] = f"{name}: {value[:-1]}{'1' if value[-1] == '0' else '0'}"
    said = "".join(f"{one}\n" for one in lines[:-1])
    seal.write_text(f"{said}check: {hashlib.sha256(said.encode()).hexdigest()[:16]}\n")
    assert _codes(file, seal) == [Tampering.SEAL_SIGNATURE_WRONG]


@pytest.mark.usefixtures("ring")
def test_last_weeks_copy_is_told_from_a_journal_cut_off(file: Path, tmp_path: Path) -> None:
    _key(file)
    old = Path(shutil.copy(file, tmp_path / "old.db"))
    with Register.open(str(file)) as register:
        _add(register, 4)
    seal = _seal(file, tmp_path / "a.seal")
    assert _codes(old, seal) == [Tampering.SEAL_OLDER_COPY]
    with guards_down(file) as raw:
        raw.execute("DELETE FROM ledger WHERE number > 6")
    codes = _codes(file, seal)
    assert Tampering.SEAL_TRUNCATED in codes
    assert Tampering.HEAD_MISMATCH in codes
    assert Tampering.SEAL_OLDER_COPY not in codes


@pytest.mark.usefixtures("ring")
def test_a_journal_cut_off_with_its_head_set_back_still_points_beyond_itself(
    file: Path, tmp_path: Path
) -> None:
    """The people whose lines are gone lie there yet."""
    with Register.open(str(file)) as register:
        _add(register, 4)
    seal = _seal(file, tmp_path / "a.seal")
    with guards_down(file) as raw:
        raw.execute("DELETE FROM ledger WHERE number > 6")
        raw.execute(
            "UPDATE head SET (number, digest, at) = "
            "(SELECT number, digest, at FROM ledger ORDER BY number DESC LIMIT 1)"
        )
    codes = _codes(file, seal)
    assert Tampering.HEAD_MISMATCH not in codes
    assert {Tampering.SUBJECT_MISMATCH, Tampering.SEAL_TRUNCATED} <= set(codes)


@pytest.mark.usefixtures("ring")
def test_the_seal_of_another_register_is_refused(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    Register.create(str(other), institution="Månen", policy="dk", clerk=CLERK, at=NOW).close()
    _key(other)
    seal = _seal(other, tmp_path / "a.seal")
    with pytest.raises(BadInput) as caught:
        _against(file, seal)
    assert caught.value.problem is Problem.SEAL_OF_ANOTHER


def test_a_computer_without_the_key_seals_without_signing(
    ring: Ring, file: Path, tmp_path: Path
) -> None:
    key = _key(file)
    with chosen(Ring()), Register.open(str(file)) as register:
        sealed = upkeep.seal(register, tmp_path / "a.seal")
    assert (sealed.key, sealed.seal.key) == (key, "")
    ring.locked = True
    with Register.open(str(file)) as register:
        sealed = upkeep.seal(register, tmp_path / "b.seal")
    assert (sealed.key, sealed.seal.signature) == (key, "")
    assert _codes(file, tmp_path / "b.seal") == [Tampering.SEAL_UNSIGNED]


def _made_up(seal: Path, *changes: tuple[str, str]) -> Path:
    """A seal altered by somebody without the key: the check line anybody can work out."""
    kept = [line for line in seal.read_text().splitlines() if not line.startswith("check: ")]
    text = "".join(f"{line}\n" for line in kept)
    for pattern, instead in changes:
        text = re.sub(pattern, instead, text)
    check = hashlib.sha256(text.encode()).hexdigest()[:16]
    place = seal.with_name("made-up.seal")
    place.write_text(f"{text}check: {check}\n")
    return place


@pytest.mark.usefixtures("ring")
def test_a_seal_whose_signature_was_taken_off_agrees_no_more(file: Path, tmp_path: Path) -> None:
    _key(file)
    unsigned = (r"key: .*\nsignature: .*\n", "")
    then = (r"at: .*", "at: 1999-01-01T00:00:00.000000Z")
    seal = _seal(file, tmp_path / "a.seal")
    assert _codes(file, _made_up(seal, unsigned)) == [Tampering.SEAL_UNSIGNED]
    assert _codes(file, _made_up(seal, unsigned, then)) == [
        Tampering.SEAL_UNSIGNED,
        Tampering.SEAL_TIME_WRONG,
    ]


def test_a_seal_of_another_moment_than_its_line_is_made_up(file: Path, tmp_path: Path) -> None:
    seal = _seal(file, tmp_path / "a.seal")
    then = (r"at: .*", "at: 1999-01-01T00:00:00.000000Z")
    assert _codes(file, _made_up(seal, then)) == [Tampering.SEAL_TIME_WRONG]


def test_a_key_the_keyring_did_not_take_is_not_recorded(ring: Ring, file: Path) -> None:
    ring.locked = True
    with pytest.raises(BadInput) as caught:
        _key(file)
    assert caught.value.problem is Problem.KEYRING_REFUSED
    with Register.open(str(file)) as register, register.read() as reader:
        assert reader.ledger(kinds=frozenset({ActKind.SEAL_KEY_SET})) == ()


def test_a_key_that_could_not_be_recorded_is_not_left_in_the_keyring(
    ring: Ring, file: Path
) -> None:
    with Register.open(str(file)) as register:
        register.bar(BadInput(Problem.CANCELLED))
        with pytest.raises(BadInput):
            make_key(register, CLERK, NOW)
    assert ring.secrets == {}


def test_a_computer_without_a_keyring_keeps_the_key_in_a_file(file: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        _key(file)
    assert caught.value.problem is Problem.KEYRING_MISSING
    where = KeyFile(tmp_path / "seal.key", PHRASE)
    with Register.open(str(file)) as register:
        key, secret = make_key(register, CLERK, NOW, where)
    assert where.path.stat().st_mode & 0o077 == 0
    assert secret not in where.path.read_text()
    assert bytes.fromhex(secret) not in where.path.read_bytes()
    seal = _seal(file, tmp_path / "a.seal", where)
    assert f"key: {key}\n" in seal.read_text()
    assert _codes(file, seal) == []


def test_a_key_file_that_is_not_the_one_says_why(file: Path, tmp_path: Path) -> None:
    where = KeyFile(tmp_path / "seal.key", PHRASE)
    with pytest.raises(BadInput) as caught:
        _seal(file, tmp_path / "a.seal", where)
    assert caught.value.problem is Problem.SEAL_KEY_NONE
    with Register.open(str(file)) as register:
        make_key(register, CLERK, NOW, where)
        with pytest.raises(BadInput) as caught:
            make_key(register, CLERK, NOW, where)
        assert caught.value.problem is Problem.KEY_FILE_EXISTS
        with pytest.raises(BadInput) as caught:
            make_key(register, CLERK, NOW, KeyFile(tmp_path / "short.key", "short"))
        assert caught.value.problem is Problem.PACK_PHRASE_SHORT
    text = where.path.read_text()
    wrong = {
        Problem.KEY_FILE_LOCKED: KeyFile(where.path, PHRASE + "!"),
        Problem.KEY_FILE_UNREADABLE: KeyFile(file, PHRASE),
        Problem.UNREADABLE_MISSING: KeyFile(tmp_path / "none.key", PHRASE),
    }
    for problem, given in wrong.items():
        with pytest.raises(BadInput) as caught:
            _seal(file, tmp_path / "a.seal", given)
        assert (caught.value.problem, caught.value.facts["path"]) == (problem, given.path)
    newer = KeyFile(tmp_path / "newer.key", PHRASE)
    with Register.open(str(file)) as register:
        make_key(register, CLERK, NOW, newer)
    with pytest.raises(BadInput) as caught:
        _seal(file, tmp_path / "a.seal", where)
    assert caught.value.problem is Problem.KEY_FILE_OTHER
    # Another's private half under the name of the right one is not taken either.
    named = next(line for line in newer.path.read_text().splitlines() if line.startswith("key:"))
    old = next(line for line in text.splitlines() if line.startswith("key:"))
    where.path.write_text(text.replace(old, named))
    with pytest.raises(BadInput) as caught:
        _seal(file, tmp_path / "a.seal", where)
    assert caught.value.problem is Problem.KEY_FILE_LOCKED
    assert not (tmp_path / "a.seal").exists()


def test_a_key_in_the_keyring_that_is_no_key_signs_nothing(
    ring: Ring, file: Path, tmp_path: Path
) -> None:
    _key(file)
    for secret in ("", "nonsense", "00" * 32):
        ring.secrets = dict.fromkeys(ring.secrets, secret)
        path = tmp_path / f"{len(secret)}.seal"
        assert len(_seal(file, path).read_text().splitlines()) == 6


def test_a_printed_head_is_checked_without_a_file(file: Path) -> None:
    with Register.open(str(file)) as register:
        with register.read() as reader:
            head = reader.head()
        typed = parse_head(printed(head))
        assert typed == PrintedHead(head.number, head.digest[:20])
        _add(register, 4)
        assert upkeep.verify(register, head=typed).ok
        other = PrintedHead(head.number - 1, head.digest[:20])
        (problem,) = upkeep.verify(register, head=other).problems
        assert (problem.code, problem.number) == (Tampering.PRINTED_MISMATCH, other.number)
        beyond = PrintedHead(head.number + 99, head.digest[:20])
        (problem,) = upkeep.verify(register, head=beyond).problems
        assert problem.code is Tampering.PRINTED_OLDER_COPY


def test_a_printed_head_is_read_however_it_is_typed() -> None:
    digest = "9f3a41c277d0be1255aa" + "0" * 44
    whole = PrintedHead(1200, digest[:20])
    assert printed(Head(1200, Digest(digest), 1, NOW)) == "1200:9f3a-41c2-77d0-be12-55aa"
    for typed in ("1200:9f3a-41c2-77d0-be12-55aa", "1200: 9F3A 41C2 77D0 BE12 55AA"):
        assert parse_head(typed) == whole
    assert parse_head(f"1200:{digest}") == PrintedHead(1200, digest)
    for typed in ("", "1200", "1200:9f3a-41c2", "x:9f3a41c277d0be1255aa", f"1200:{digest}0"):
        assert parse_head(typed) is None


def test_what_surrounds_a_broken_line_is_told_by_number_kind_moment_and_clerk(file: Path) -> None:
    with guards_down(file) as raw:
        raw.execute("UPDATE ledger SET body = '{}' WHERE number = 4")
    with Register.open(str(file)) as register:
        found = upkeep.verify(register)
    assert found.first == 4
    around = found.around[4]
    assert around.before is not None
    assert (around.before.number, around.before.kind) == (3, "ENROLLED")
    assert around.line is not None
    assert (around.line.number, around.line.kind, around.line.clerk) == (4, "ASKED", 1)
    assert around.after is not None
    assert (around.after.number, around.after.at) == (5, "2026-09-14T08:00:00.000000Z")


def test_a_key_is_shown_short_enough_to_be_compared() -> None:
    assert seal_keys.shown_key("0123456789abcdef" * 4) == "0123 4567 89ab cdef 0123"
