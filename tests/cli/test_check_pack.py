"""Check packs at a terminal: made at the school, used where there is no register."""

import hashlib
import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from consentdesk.domain.acts import PackMade
from tests.cli.terminal import Terminal, assert_sentence
from tests.cli.test_check import class_

__all__ = ["class_"]
WEBSITE = ("--destination", "website")
WORDS = "correct horse battery staple"


@pytest.fixture
def _passphrase(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text(WORDS + "\n")
    monkeypatch.setenv("CONSENTDESK_PASSPHRASE_FILE", str(file))


@pytest.fixture
def pack(class_: Terminal, _passphrase: None) -> Path:
    """A pack that knows a clear picture of Noah and a withheld one of Ida."""
    class_.portrait("Noah Lund", credited=True)
    class_.portrait("Ida Dal", credited=True)
    file = class_.folder / "week.cdpack"
    class_.does("check-pack", "make", "-o", file)
    return file


@pytest.mark.usefixtures("_passphrase")
def test_a_pack_tells_what_it_is_when_made_and_when_shown(class_: Terminal) -> None:
    class_.portrait("Noah Lund")
    file = class_.folder / "week.cdpack"
    words = ("check-pack", "make", "-o", file, "--days", "3", *WEBSITE, "--no-initials")
    told = class_.does(*words)
    assert told["photos"] == 1
    assert told["destinations"] == ["website"]
    assert told["passphrase"] is None
    assert class_.does("check-pack", "show", file) == told
    said = class_("check-pack", "show", file)
    assert "Solsikken, 1 photo" in said.out
    assert class_.refuses(2, *words) == "PACK_EXISTS"


def test_a_folder_is_checked_without_a_register(pack: Path, class_: Terminal) -> None:
    class_.draw()
    folder = class_.folder / "pictures"
    with_register = class_.does("check", folder, *WEBSITE, status=1)
    nowhere = Terminal(class_.folder / "nowhere")
    checked = nowhere.does("check", "--pack", pack, folder, *WEBSITE, "--who", status=1)
    assert checked["summary"] == with_register["summary"]
    assert {f["path"]: f["verdicts"][0]["outcome"] for f in checked["files"]} == {
        f["path"]: f["verdicts"][0]["outcome"] for f in with_register["files"]
    }
    why = [r for f in checked["files"] for v in f["verdicts"] for r in v["reasons"]]
    assert {"code": "NO_PERMISSION", "rule": "R1", "subject": None, "name": "I.D."} in why
    assert {f["photo"] for f in checked["files"]} == {None}
    shown = nowhere.does("check-pack", "show", pack)
    assert checked["pack"] == {k: shown[k] for k in shown.keys() - {"schema", "file", "passphrase"}}
    assert checked["pack"]["institution"] == "Solsikken"
    assert not nowhere.register.exists()


def test_every_verdict_says_of_which_day_it_is(pack: Path, class_: Terminal) -> None:
    said = class_("check", "--pack", pack, class_.folder / "pictures", *WEBSITE)
    assert said.status == 1
    assert said.out.count("As of ") == 2
    assert said.out.count("ask the school before you post") == 2
    assert "someone in the picture has no permission" in said.out.lower()
    assert "I.D." not in said.out
    assert "good until" in said.out.splitlines()[-1]


@pytest.mark.usefixtures("_passphrase")
def test_the_exit_status_says_whether_to_post(pack: Path, class_: Terminal) -> None:
    clear, withheld = (class_.folder / "pictures" / f"IMG_000{n}.jpg" for n in (1, 2))
    unknown = class_.draw()
    for path, status in ((clear, 0), (withheld, 1), (unknown, 3)):
        assert class_("check", "--pack", pack, path, *WEBSITE).status == status
    lines = class_("check", "--pack", pack, clear, *WEBSITE, "--jsonl").out.splitlines()
    assert len(lines) == 2
    assert '"pack"' in lines[1]


def test_what_can_t_be_used_is_one_sentence_and_status_4(
    pack: Path, class_: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    check = ("check", class_.folder / "pictures", "--pack")
    assert class_.refuses(4, *check, class_.folder / "gone.cdpack") == "PACK_MISSING"
    assert class_.refuses(4, *check, class_.register) == "PACK_UNREADABLE"
    data = pack.read_bytes()
    (tmp_path / "cut").write_bytes(data[:-3])
    assert class_.refuses(4, *check, tmp_path / "cut") == "PACK_LOCKED"
    (tmp_path / "other").write_text("something else entirely")
    monkeypatch.setenv("CONSENTDESK_PASSPHRASE_FILE", str(tmp_path / "other"))
    assert class_.refuses(4, *check, pack) == "PACK_LOCKED"
    monkeypatch.setenv("CONSENTDESK_PASSPHRASE_FILE", str(tmp_path / "gone"))
    assert class_.refuses(2, *check, pack) == "PHRASE_FILE_UNREADABLE"
    monkeypatch.delenv("CONSENTDESK_PASSPHRASE_FILE")
    assert class_.refuses(2, *check, pack) == "PHRASE_MISSING"


def test_words_that_make_no_sense_are_told_so(pack: Path, class_: Terminal) -> None:
    there, new = class_.folder / "pictures", class_.folder / "new.cdpack"
    for words in (
        ("check-pack",),
        ("check-pack", "burn"),
        ("check-pack", "make"),
        ("check-pack", "make", new),
        ("check-pack", "make", new, "-o", new),
        ("check-pack", "show"),
        ("check-pack", "show", pack, "--days", "3"),
        ("check-pack", "make", "-o", new, "--days", "32"),
        ("check-pack", "make", "-o", new, "--days", "0"),
        ("check", there, "--pack", pack, "--on", "2026-09-14"),
        ("check", "--pack", pack),
        ("check", "--pack", pack, class_.folder / "gone.jpg"),
    ):
        assert class_.refuses(2, *words) == "USAGE", words
    assert class_.refuses(2, "check-pack", "make", "-o", new, "--event", "No") == "UNKNOWN_EVENT"
    where = ("check", there, "--pack", pack, "--destination", "moon")
    assert class_.refuses(2, *where) == "UNKNOWN_DESTINATION"


def test_nothing_leaves_by_a_pack(pack: Path, class_: Terminal) -> None:
    out = class_.folder / "out"
    words = ("export", class_.folder / "pictures", *WEBSITE, "--to", out, "--pack", pack)
    assert class_.refuses(2, *words) == "USAGE"
    assert not out.exists()


def test_a_made_up_passphrase_opens_the_pack(
    class_: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CONSENTDESK_PASSPHRASE_FILE", raising=False)
    class_.portrait("Noah Lund")
    file, words = class_.folder / "week.cdpack", tmp_path / "words"
    said = class_("check-pack", "make", "-o", file, "--generate")
    assert said.status == 0
    words.write_text(said.out.splitlines()[-1].rpartition(": ")[2])
    monkeypatch.setenv("CONSENTDESK_PASSPHRASE_FILE", str(words))
    assert class_.does("check-pack", "show", file)["photos"] == 1


@pytest.mark.usefixtures("heavy_keys")
def test_at_a_terminal_the_passphrase_is_asked_for_twice_and_never_shown(
    class_: Terminal, shell: dict[str, str]
) -> None:
    class_.portrait("Noah Lund")
    file = class_.folder / "week.cdpack"
    typed = [sys.executable, "-m", "consentdesk", "--register", str(class_.register)]
    typed += ["check-pack", "make", "-o", str(file)]
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        typed,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=shell,
        start_new_session=True,
    )
    os.close(theirs)
    seen = b""
    for answer in (WORDS, "another one, mistyped", WORDS, WORDS):
        seen += answered(ours, answer)
    out, _none = running.communicate(timeout=60)
    seen += rest(ours)
    os.close(ours)
    assert running.returncode == 0, seen
    assert file.exists()
    assert WORDS.encode() not in seen + out


def answered(terminal: int, words: str) -> bytes:
    """Type the words once a question stands there and nothing typed is shown."""
    seen = b""
    while not seen.rstrip(b" ").endswith(b":"):
        seen += os.read(terminal, 1024)
    while termios.tcgetattr(terminal)[3] & termios.ECHO:
        pass
    os.write(terminal, words.encode() + b"\n")
    return seen


def rest(terminal: int) -> bytes:
    """What is left to be read from a terminal nobody writes to any more."""
    seen = b""
    try:
        while part := os.read(terminal, 1024):
            seen += part
    except OSError:
        pass
    return seen


def test_an_expired_pack_answers_nothing(
    pack: Path, class_: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status 4, as where there is no register: no verdict of it may be taken for one."""
    from datetime import UTC, datetime, timedelta

    from consentdesk.cli import grammar

    later = datetime.now(UTC) + timedelta(days=16)
    monkeypatch.setattr(grammar, "now", lambda: later)
    ran = class_.run("check", "--pack", pack, class_.folder / "pictures")
    assert (ran.status, ran.out) == (4, "")
    assert_sentence(ran.err)
    assert "Ask the school for a new one." in ran.err


def test_wrong_words_are_told_before_a_passphrase_is_asked_for(
    class_: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONSENTDESK_PASSPHRASE_FILE", raising=False)
    new = class_.folder / "new.cdpack"
    make = ("check-pack", "make", "-o", new)
    assert class_.refuses(2, *make) == "PACK_EMPTY"
    class_.portrait("Noah Lund")
    assert class_.refuses(2, *make, "--event", "Nope") == "UNKNOWN_EVENT"
    assert class_.refuses(2, *make, "--destination", "moon") == "UNKNOWN_DESTINATION"
    nowhere = ("check-pack", "make", "-o", class_.folder / "none" / "new.cdpack")
    assert class_.refuses(2, *nowhere) == "PACK_UNWRITABLE"
    assert class_.refuses(2, *make) == "PHRASE_MISSING"
    assert not new.exists()


@pytest.mark.usefixtures("_passphrase")
def test_the_journal_tells_of_a_pack_by_the_digest_of_its_file(class_: Terminal) -> None:
    class_.portrait("Noah Lund")
    file = class_.folder / "week.cdpack"
    before = class_.does("verify")["acts"]
    told = class_.does("check-pack", "make", "-o", file)
    assert told["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    with class_.reading() as reader:
        (act,) = reader.ledger(limit=1)
    assert isinstance(act.body, PackMade)
    assert (act.body.pack, act.number, told["acts"]) == (told["sha256"], before + 1, before)
    assert class_.does("verify")["acts"] == before + 1
